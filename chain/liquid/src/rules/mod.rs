//! Arithmetic of vaults, without a chain. All amounts are integers; each rounding is named and favours those who
//! stay.

mod claims;
mod pending;
mod pool;

pub use claims::Claims;
pub use pending::{split_growth, split_loss, PendingBatch};
pub use pool::{Pool, SHARES_PER_UNIT};

use blueprint_rules::math::{mul_div_ceil, mul_div_floor};

/// An amount in base units of the chain's token, or a number of shares.
pub type Balance = u128;

/// `amount * part / whole`, rounded down. `None` if `whole` is zero or the quotient exceeds 128 bits.
pub fn part_of(amount: Balance, part: Balance, whole: Balance) -> Option<Balance> {
    mul_div_floor(amount.into(), part.into(), whole.into())
        .and_then(|quotient| Balance::try_from(quotient).ok())
}

/// What a slash of `amount` of `affected` takes from `part` of it, rounded up: all of it where it takes as much as there is.
pub fn loss_of(part: Balance, amount: Balance, affected: Balance) -> Balance {
    let loss = mul_div_ceil(part.into(), amount.into(), affected.into());
    let loss = loss.and_then(|loss| Balance::try_from(loss).ok());
    loss.unwrap_or(part).min(part)
}

/// The least `part` of `whole` for which [`part_of`]`(amount, part, whole)` is at least `wanted`. `None` if `amount` is zero or the
/// quotient exceeds 128 bits.
pub fn least_part(wanted: Balance, amount: Balance, whole: Balance) -> Option<Balance> {
    let part = part_of(wanted, whole, amount)?;
    match part_of(amount, part, whole) {
        Some(reached) if reached >= wanted => Some(part),
        _ => part.checked_add(1),
    }
}
