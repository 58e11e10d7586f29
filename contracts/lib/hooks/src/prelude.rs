//! What a contract's file needs; it names no type of ink!.

pub use crate::{
    call::CallError, contract, ensure, env, interface, record, Address, Array, Bytes, CustomError,
    Event, Fixed, Guard, List, Malformed, Narrow, Result, Revert, String, Text, ToValue, Vec, Word,
    I256, U256,
};
