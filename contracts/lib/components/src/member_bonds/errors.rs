//! The rules' errors as the interface's.

use super::abi::{BelowMinimum, MoreThanBonded, StillLocked, TermOutOfBounds, ZeroAmount};
use blueprint_hooks::{env, Address, Revert};
use blueprint_rules::qos::member_bonds::{self as rules, BondError};

pub(super) fn of_term(error: rules::TermOutOfBounds) -> Revert {
    TermOutOfBounds {
        term: error.term,
        least: error.least.into(),
        most: error.most.into(),
        received: error.received.into(),
    }
    .into()
}

pub(super) fn of_bond(error: BondError, account: Address) -> Revert {
    match error {
        BondError::ZeroAmount => ZeroAmount.into(),
        BondError::BelowMinimum { least, received } => BelowMinimum {
            account,
            least,
            received,
        }
        .into(),
        BondError::MoreThanBonded { most, received } => MoreThanBonded { most, received }.into(),
        BondError::Locked { until } => {
            let time = env::now();
            StillLocked { until, time }.into()
        }
    }
}
