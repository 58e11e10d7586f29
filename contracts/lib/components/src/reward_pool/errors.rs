//! The rules' errors as the interface's.

use super::abi::*;
use blueprint_hooks::{Revert, U256};
use blueprint_rules::{
    price::PriceError,
    rewards::{activation::ActivationError, BooksError, CommissionError, PoolError, ShareError},
};

pub fn books(error: BooksError) -> Revert {
    match error {
        BooksError::Unaccounted {
            expected_at_most,
            received,
        } => unaccounted(expected_at_most, received),
        BooksError::Overflow => AmountTooLarge.into(),
    }
}

pub fn pool(error: PoolError) -> Revert {
    match error {
        PoolError::DepositsTooLarge { .. } | PoolError::SharesTooLarge { .. } => {
            AmountTooLarge.into()
        }
        PoolError::ForeignPosition {
            expected_at_most,
            received,
        } => unaccounted(expected_at_most, received),
    }
}

pub fn unaccounted(expected_at_most: U256, received: U256) -> Revert {
    Unaccounted {
        expected_at_most,
        received,
    }
    .into()
}

pub fn share(error: ShareError) -> Revert {
    match error {
        ShareError::Wiped => StakeWiped.into(),
        ShareError::TooSmall {
            expected_at_least,
            received,
        } => StakeTooSmall {
            expected_at_least,
            received,
        }
        .into(),
        ShareError::AboveShares {
            expected_at_most,
            received,
        } => StakeTooLow {
            expected_at_most,
            received,
        }
        .into(),
        ShareError::Overflow => AmountTooLarge.into(),
    }
}

pub fn commission(error: CommissionError) -> Revert {
    let CommissionError::AboveMaximum {
        expected_at_most,
        received,
    } = error;
    CommissionTooHigh {
        expected_at_most,
        received,
    }
    .into()
}

pub fn activation(error: ActivationError) -> Revert {
    match error {
        ActivationError::AlreadyActive { from } => AlreadyActive { from }.into(),
        ActivationError::NotActive { era } => NotActive { era }.into(),
    }
}

pub fn price(error: PriceError) -> Revert {
    let zero = U256::zero();
    let (reason, expected, received) = match error {
        PriceError::NotPositive { received } => (0, zero, received.magnitude),
        PriceError::Stale {
            expected_since,
            received,
        } => (1, expected_since.into(), received.into()),
        PriceError::Early {
            expected_at_most,
            received,
        } => (2, expected_at_most.into(), received.into()),
        PriceError::IncompleteRound { expected, received } => (3, expected.into(), received.into()),
        PriceError::RoundWentBack {
            expected_at_least,
            received,
        } => (4, expected_at_least.into(), received.into()),
        PriceError::AtMinimum {
            expected_above,
            received,
        } => (5, expected_above, received),
        PriceError::AtMaximum {
            expected_below,
            received,
        } => (6, expected_below, received),
        PriceError::WrongDecimals { expected, received } => (7, expected.into(), received.into()),
        PriceError::SequencerUnsettled {
            expected_since,
            received,
        } => (8, expected_since.into(), received.into()),
        PriceError::Overflow => (9, zero, zero),
    };
    PriceRefused {
        reason,
        expected,
        received,
    }
    .into()
}
