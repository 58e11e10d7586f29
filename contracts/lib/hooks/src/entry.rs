//! Entry points of a contract whose calls the macro dispatches.
#![cfg(target_arch = "riscv64")]

use crate::{
    answer::{deny_value, revert},
    calldata::{Host, CONSTRUCTOR, MESSAGE},
    direct::AnsweredBy,
    Arguments,
};
use pallet_revive_uapi::{HostFn, HostFnImpl};

/// The selector of the running call; `None` where calldata is shorter than one.
#[inline(always)]
pub fn selector() -> Option<u32> {
    if HostFnImpl::call_data_size() < 4 {
        return None;
    }
    let mut selector = [0; 4];
    HostFnImpl::call_data_copy(&mut selector, 0);
    Some(u32::from_be_bytes(selector))
}

/// Reads the arguments of a message, runs it and ends the call.
#[inline(always)]
pub fn message<A: AnsweredBy<C>, C>() {
    if !A::PAYABLE {
        let _ = deny_value();
    }
    let Ok(arguments) = A::read(&Host, MESSAGE);
    let _ = A::answer(arguments.into());
}

/// No function has this selector: reverts without data, as solc does.
pub fn unknown() {
    revert(&[])
}

/// Reads the arguments of a constructor.
pub fn constructor<A: Arguments>(payable: bool) -> A {
    if !payable {
        let _ = deny_value();
    }
    let Ok(arguments) = A::read(&Host, CONSTRUCTOR);
    arguments
}
