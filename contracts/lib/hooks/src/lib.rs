//! The ink! side of the wire.
//!
//! A hook's arguments are one type with a field an argument: [`core_0_20::OnJobResult`] and its like.
//! They decode as strictly as a contract compiled by solc does, copy no `bytes`, and give the message
//! exactly the Solidity selector. Errors ([`refusals!`]) and events ([`events!`]) encode as solc's.
#![cfg_attr(not(feature = "std"), no_std)]

// Code that the macros make names this crate, also inside of it.
extern crate self as blueprint_hooks;

#[cfg(not(ink_abi = "sol"))]
compile_error!(
    "blueprint-hooks: expected the compiler flag --cfg ink_abi=\"sol\", received none. Put \
     `[build] rustflags = [\"--cfg\", 'ink_abi=\"sol\"']` into .cargo/config.toml of your workspace; the \
     RUSTFLAGS variable and a rustflags entry of a target replace it, so the flag must stand there, too"
);

pub use blueprint_macros::{contract, interface, record};
pub use codec;
pub use ink;
pub use ink::{
    prelude::{string::String, vec::Vec},
    Address, U256,
};
pub use scale_info;

pub mod answer;
pub mod argument;
pub mod arguments;
pub mod ask;
pub mod bytes;
pub mod calldata;
pub mod decode_return;
pub mod direct;
pub mod call;
pub mod entry;
pub mod env;
pub mod encode;
pub mod event;
pub mod frame;
pub mod guard;
pub mod int;
pub mod list;
pub mod prelude;
pub mod refusal;
pub mod returns;
pub mod revert;
pub mod text;
pub mod word;

pub mod core_0_10;
pub mod core_0_20;
mod core_hooks;
pub mod seed_2024;

pub use answer::{Answered, OrRevert, Reply};
pub use argument::{Addresses, Argument, Element};
pub use arguments::Arguments;
pub use bytes::{Bytes, Text};
pub use decode_return::Decode;
pub use direct::{AnsweredBy, Deploy, Direct};
pub use encode::{Encode, Fixed};
pub use event::Event;
pub use frame::Frame;
pub use calldata::{CallData, Malformed};
pub use guard::Guard;
pub use int::{Narrow, I256};
pub use list::{Array, List};
pub use refusal::Refusal;
pub use returns::Returns;
pub use revert::{CustomError, Result, Revert};
pub use word::Word;
