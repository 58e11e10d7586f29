//! What the court stores besides the rules' records.

use blueprint_hooks::{env, record, Address, Bytes};

/// Slashes against one operator of one service that the court did not review.
#[record]
pub struct RuntimeSlashes {
    /// How many were announced. Saturates.
    pub announced: u32,
    /// Percent of the last one announced.
    pub announced_percent: u8,
    /// How many were applied. Saturates.
    pub applied: u32,
    /// Percent of the last one applied.
    pub applied_percent: u8,
}

/// The operator that a runtime names: Tangle's core by its address, a Substrate runtime perhaps by
/// its account id, whose address is the one pallet-revive gives it. `None` for any other length.
pub(super) fn offender_address(offender: &Bytes) -> Option<Address> {
    if let Some(address) = offender.to_array::<20>() {
        return Some(address.into());
    }
    let account = offender.to_array::<32>()?;
    match account.split_at(20) {
        (address, suffix) if suffix == [0xee; 12] => Some(Address::from_slice(address)),
        _ => Some(Address::from_slice(env::keccak256(&account).split_at(12).1)),
    }
}
