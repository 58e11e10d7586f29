//! Attempts to take what others have, to be stuck with less than others, or to stop a vault.

mod chain;
mod entering;
mod leaving;
mod validators;

use super::*;

fn payout(n: u8, era: EraIndex) -> StakingCall {
    StakingCall::payout_stakers {
        validator_stash: validator(n),
        era,
    }
}

fn worth(n: u8) -> Balance {
    vault().pool.worth(shares(n))
}
