//! The ink! side of the wire.
//!
//! A hook's arguments are one type with a field an argument: [`core_0_20::OnJobResult`] and its like.
//! They decode as strictly as a contract compiled by solc does, copy no `bytes`, and give the message
//! exactly the Solidity selector. Errors ([`refusals!`]) and events ([`events!`]) encode as solc's.
#![cfg_attr(not(feature = "std"), no_std)]

pub use ink;

pub mod answer;
pub mod argument;
pub mod arguments;
pub mod ask;
pub mod bytes;
pub mod calldata;
pub mod decode_return;
pub mod direct;
pub mod encode;
pub mod event;
pub mod frame;
pub mod int;
pub mod list;
pub mod refusal;
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
pub use calldata::{CallData, Malformed};
pub use decode_return::Decode;
pub use direct::{AnsweredBy, Deploy, Direct};
pub use encode::{Encode, Fixed};
pub use event::Event;
pub use frame::Frame;
pub use int::{Narrow, I256};
pub use list::{Array, List};
pub use refusal::Refusal;
pub use word::Word;
