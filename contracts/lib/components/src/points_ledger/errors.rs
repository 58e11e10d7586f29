//! The rules' errors as the interface's.

use super::abi::*;
use blueprint_hooks::Revert;
use blueprint_rules::points::{HeartbeatError, SignerError, TallyError};

pub fn tally(error: TallyError) -> Revert {
    match error {
        TallyError::WrongEra { expected, received } => WrongEra { expected, received }.into(),
        TallyError::BadPage { most, received } => BadPage { most, received }.into(),
        TallyError::PastEnd { len, received } => PastEnd { len, received }.into(),
    }
}

pub fn heartbeat(error: HeartbeatError) -> Revert {
    match error {
        HeartbeatError::ZeroWindow => ZeroEra.into(),
        HeartbeatError::AlreadyBeaten { window } => AlreadyBeaten { window }.into(),
        HeartbeatError::WindowOver { earliest, received } => {
            WindowOver { earliest, received }.into()
        }
    }
}

pub fn signer(error: SignerError) -> Revert {
    match error {
        SignerError::OutOfRange {
            operators,
            received,
        } => SignerOutOfRange {
            operators,
            received,
        }
        .into(),
        SignerError::Duplicate { index } | SignerError::AlreadyCounted { index } => {
            SignerCounted { index }.into()
        }
        SignerError::NotASigner { index } => NotASigner { index }.into(),
    }
}
