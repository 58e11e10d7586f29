//! Entry points of a contract whose calls the macro dispatches.

use crate::{
    calldata::{self, Call, Kind, Slot, CONSTRUCTOR, MESSAGE},
    host,
    message::Handler,
    return_data::{deny_value, revert, send},
    word::Word,
    Arguments, Bytes,
};
use core::mem::MaybeUninit;

/// The first four bytes of calldata in the machine's order; zeros where there are fewer.
#[inline(always)]
pub fn selector() -> u32 {
    let mut selector = [MaybeUninit::uninit(); 4];
    let selector = host::calldata(&mut selector, 0);
    u32::from_ne_bytes(selector.first_chunk().copied().unwrap_or_default())
}

/// Whether calldata is too short for a selector.
pub fn is_short() -> bool {
    host::calldata_size() < 4
}

/// Checks the arguments of a function that uses none of them, and that takes value or not.
#[inline(always)]
pub fn accept<const RULES: u16>(kinds: &[Kind], payable: bool) {
    let Ok(()) = calldata::accept(&Call::<RULES> { payable }, MESSAGE, kinds);
}

/// Runs a function that uses none of its arguments and returns these words.
#[inline(never)]
pub fn constant<const RULES: u16>(kinds: &[Kind], words: &[Slot]) {
    accept::<RULES>(kinds, false);
    send(words.as_flattened());
}

/// Runs a function that uses none of its arguments and returns the contract's address.
#[inline(never)]
pub fn this<const RULES: u16>(kinds: &[Kind]) {
    accept::<RULES>(kinds, false);
    send(&crate::env::this().to_word());
}

/// Whether calldata is empty.
pub fn is_empty() -> bool {
    host::calldata_size() == 0
}

/// All of calldata, which is shorter than 2^32 bytes.
pub fn calldata() -> Bytes {
    Bytes::calldata(host::calldata_size() as u32)
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
pub fn message<A: Handler<C>, C, const RULES: u16>() {
    let payable = A::PAYABLE;
    let Ok(arguments) = A::read(&Call::<RULES> { payable }, MESSAGE);
    let _ = A::handle(arguments.into());
}

/// No function has this selector: reverts without data, as solc does.
pub fn unknown() {
    revert(&[])
}

/// Reads the arguments of a constructor.
pub fn constructor<A: Arguments, const RULES: u16>(payable: bool) -> A {
    let Ok(arguments) = A::read(&Call::<RULES> { payable }, CONSTRUCTOR);
    arguments
}
