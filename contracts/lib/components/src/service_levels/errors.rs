//! The rules' errors as the interface's.

use super::abi::*;
use blueprint_hooks::Revert;
use blueprint_rules::qos::service_level::{PartyError, TermsError};

pub(super) fn of_terms(error: TermsError) -> Revert {
    match error {
        TermsError::StartsInPast { start, now: time } => StartsInPast { start, time }.into(),
        TermsError::WindowTooShort { least, received } => WindowTooShort { least, received }.into(),
        TermsError::NoTimeToExcuse => NoTimeToExcuse.into(),
        TermsError::BillTooShort { least, received } => BillTooShort { least, received }.into(),
        TermsError::RetentionTooShort { least, received } => {
            RetentionTooShort { least, received }.into()
        }
        TermsError::MinExpected { most, received } => {
            MinExpectedOutOfBounds { most, received }.into()
        }
        TermsError::NoFreshBlocks => NoFreshBlocks.into(),
        TermsError::AboveWhole { received } => AboveWhole { received }.into(),
        TermsError::TierCount { most, received } => TierCount { most, received }.into(),
        TermsError::TierOrder { tier } => TierOrder { tier }.into(),
        TermsError::TooMuchGas { cap, worst } => TooMuchGas { cap, worst }.into(),
    }
}

pub(super) fn of_party(error: PartyError) -> Revert {
    match error {
        PartyError::ZeroAccount => ZeroAccount.into(),
        PartyError::Weight { received } => WeightOutOfBounds { received }.into(),
        PartyError::WindowBegan { least, received } => WindowBegan { least, received }.into(),
        PartyError::AlreadyServes { account } => AlreadyServes { account }.into(),
        PartyError::TooMany { most } => TooManyOperators { most }.into(),
        PartyError::NotServing { account } => NotServing { account }.into(),
    }
}
