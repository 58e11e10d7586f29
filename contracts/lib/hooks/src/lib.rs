//! What a hook contract is made of: the macros that write it from a `.sol` file, and the types they use.
//!
//! [`contract`] makes a contract, [`interface!`] the types and a client of an interface, [`record`] a
//! value that is stored. Arguments decode as strictly as in a contract compiled by solc and copy no
//! `bytes`; errors and events encode as solc's. `docs/hooks.md` has the same manager in both languages.
#![cfg_attr(not(feature = "std"), no_std)]

// Code that the macros make names this crate, also inside of it.
extern crate self as blueprint_hooks;

#[cfg(not(ink_abi = "sol"))]
compile_error!(
    "blueprint-hooks: expected the compiler flag --cfg ink_abi=\"sol\", received none. Put \
     `rustflags = [\"--cfg\", 'ink_abi=\"sol\"']` under `[target.'cfg(all())']` in .cargo/config.toml of your \
     workspace; the RUSTFLAGS variable replaces it, so the flag must stand there, too"
);

pub use blueprint_hooks_macros::{contract, interface, record};
pub use codec;
pub use ink;
pub use ink::{
    prelude::{string::String, vec::Vec},
    Address, U256,
};
pub use scale_info;

pub mod argument;
pub mod arguments;
pub mod bn254;
pub mod bytes;
pub mod call;
pub mod calldata;
pub mod decode_return;
pub mod encode;
pub mod entry;
pub mod env;
pub mod event;
pub mod frame;
pub mod guard;
#[cfg(target_arch = "riscv64")]
#[doc(hidden)]
pub mod host;
#[cfg(not(target_arch = "riscv64"))]
#[doc(hidden)]
pub use testing::imports as host;
pub mod int;
pub mod list;
pub mod message;
pub mod prelude;
pub mod return_data;
pub mod returns;
pub mod revert;
pub mod signature;
pub mod system;
#[cfg(not(target_arch = "riscv64"))]
pub mod testing;
pub mod word;

interface! {
    /// The hooks of a manager, as Tangle's core 0.20 calls them.
    pub mod core_0_20 = "blueprint-abi/tnt-core-0.20/IBlueprintServiceManager.sol";
}
interface! {
    /// The hooks of a manager, as Tangle's core 0.10 calls them.
    pub mod core_0_10 = "blueprint-abi/tnt-core-0.10/IBlueprintServiceManager.sol";
}
interface! {
    /// The hooks of a manager, as the master manager of pallet-services 1.4 calls them.
    pub mod substrate_1_4 = "blueprint-abi/substrate-1.4/IBlueprintServiceManager.sol";
}
interface! {
    /// The hooks of a manager, as the services pallet of August to October 2024 called them.
    pub mod seed_2024 = "blueprint-abi/seed-2024/IBlueprintServiceManager.sol";
}
interface! {
    /// The report hook of the 2024 design.
    pub mod reports_2024 = "blueprint-abi/seed-2024/IReportVerifier.sol";
}

pub use argument::{Argument, Element, ToValue};
pub use arguments::Arguments;
pub use bytes::{Bytes, Text};
pub use calldata::{CallData, Malformed};
pub use decode_return::Decode;
pub use encode::{Encode, Fixed};
pub use event::Event;
pub use frame::Frame;
pub use guard::Guard;
pub use int::{Narrow, I256};
pub use list::{Array, List};
pub use message::{ConstructorArgs, Handler, Message};
pub use return_data::Returned;
pub use returns::Returns;
pub use revert::{CustomError, Result, Revert};
pub use word::{Word, Words};
