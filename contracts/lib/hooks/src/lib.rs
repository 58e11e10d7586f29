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
pub mod calldata;
pub mod direct;
pub mod event;
pub mod refusal;
pub mod text;
pub mod word;

pub mod core_0_10;
pub mod core_0_20;
mod core_hooks;
pub mod seed_2024;

pub use answer::{Answered, OrRevert, Reply};
pub use argument::{Addresses, Argument, Bytes};
pub use arguments::Arguments;
pub use direct::{AnsweredBy, Deploy, Direct};
pub use event::Event;
pub use refusal::Refusal;
pub use word::Word;
