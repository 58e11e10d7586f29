//! Entry points of a contract whose calls the macro dispatches.
#![cfg(target_arch = "riscv64")]

use crate::{
    calldata::{self, Host, Kind, CONSTRUCTOR, MESSAGE},
    message::Handler,
    return_data::{deny_value, revert},
    Arguments, Bytes,
};
use pallet_revive_uapi::{HostFn, HostFnImpl};

/// The first four bytes of calldata in the machine's order; zeros where there are fewer.
#[inline(always)]
pub fn selector() -> u32 {
    let mut selector = [0; 4];
    HostFnImpl::call_data_copy(&mut selector, 0);
    u32::from_ne_bytes(selector)
}

/// Whether calldata is too short for a selector.
pub fn is_short() -> bool {
    HostFnImpl::call_data_size() < 4
}

/// Checks the arguments of a function that uses none of them, and that takes value or not.
#[inline(always)]
pub fn accept(kinds: &[Kind], payable: bool) {
    value(payable);
    let Ok(()) = calldata::accept(&Host, MESSAGE, kinds);
}

/// Whether calldata is empty.
pub fn is_empty() -> bool {
    HostFnImpl::call_data_size() == 0
}

/// All of calldata, which is shorter than 2^32 bytes.
pub fn calldata() -> Bytes {
    Bytes::calldata(HostFnImpl::call_data_size() as u32)
}

/// Reverts on value unless the function is payable.
#[inline(always)]
pub fn value(payable: bool) {
    if !payable {
        deny_value();
    }
}

/// Reads the arguments of a message, runs it and ends the call.
#[inline(always)]
pub fn message<A: Handler<C>, C>() {
    value(A::PAYABLE);
    let Ok(arguments) = A::read(&Host, MESSAGE);
    let _ = A::handle(arguments.into());
}

/// No function has this selector: reverts without data, as solc does.
pub fn unknown() {
    revert(&[])
}

/// Reads the arguments of a constructor.
pub fn constructor<A: Arguments>(payable: bool) -> A {
    value(payable);
    let Ok(arguments) = A::read(&Host, CONSTRUCTOR);
    arguments
}
