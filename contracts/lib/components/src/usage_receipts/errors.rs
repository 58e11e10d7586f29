//! The rules' errors as the interface's.

use super::abi::*;
use blueprint_hooks::{Address, Revert, U256};
use blueprint_rules::{
    qos::{panel::PanelError, usage::UsageError},
    receipt::agreement::AgreementError,
};

/// Of the constructor.
pub fn panel(error: PanelError) -> Revert {
    let (term, least, most, received) = match error {
        PanelError::Quorum {
            least,
            most,
            received,
        } => (4, least.into(), most.into(), received.into()),
        PanelError::NothingPaid => (5, U256::one(), u128::MAX.into(), U256::zero()),
    };
    TermOutOfBounds {
        term,
        least,
        most,
        received,
    }
    .into()
}

pub fn usage(error: UsageError) -> Revert {
    match error {
        UsageError::TooManyErrors {
            expected_at_most,
            received,
        } => TooManyErrors {
            requests: expected_at_most,
            errors: received,
        }
        .into(),
        UsageError::WrongBuckets { expected, received } => WrongBuckets {
            expected,
            received: received.into(),
        }
        .into(),
        UsageError::WentBack {
            counter,
            expected_at_least,
            received,
        } => CounterWentBack {
            counter,
            expected_at_least,
            received,
        }
        .into(),
        UsageError::NotNewer {
            expected_above,
            received,
        } => NotNewer {
            expected_above,
            received,
        }
        .into(),
    }
}

pub fn agreement(error: AgreementError) -> Revert {
    withdrawal(error, Address::zero())
}

/// As [`agreement`], of an account that withdraws.
pub fn withdrawal(error: AgreementError, account: Address) -> Revert {
    match error {
        AgreementError::NothingAllowed => NothingAllowed.into(),
        AgreementError::GatherTime {
            expected_at_least,
            received,
        } => GatherTimeTooShort {
            expected_at_least,
            received,
        }
        .into(),
        AgreementError::DeadlinePassed { now, received } => DeadlinePassed {
            time: now,
            received,
        }
        .into(),
        AgreementError::Lasts { until } => AgreementLasts { until }.into(),
        AgreementError::Over { until } => AgreementOver { until }.into(),
        AgreementError::TooSoon { from, now } => PaidTooSoon { from, time: now }.into(),
        AgreementError::NotWithdrawable { from, until } => NotWithdrawable { from, until }.into(),
        AgreementError::NothingToWithdraw => NothingToWithdraw { account }.into(),
        AgreementError::Overflow => AmountTooLarge.into(),
    }
}
