//! The ABI of Tangle's blueprint hooks.
//!
//! Tangle has called blueprint managers in three ways since 2024. The generations are not
//! compatible. Each has a folder under `solidity/`, the source of truth, and a module
//! here with the types that [`sol!`](alloy_sol_types::sol) makes of those files: for a hook
//! `onJobCall` the arguments are `onJobCallCall` (`abi_encode`, `abi_decode`, `SELECTOR`), the
//! return value is `onJobCallReturn`.
//!
//! | module | used by |
//! |---|---|
//! | [`seed_2024`] | the services pallet of 2024, and its report hook |
//! | [`substrate_1_4`] | pallet-services 1.4 and its master manager |
//! | [`core_0_10`] | Tangle's core in Solidity, release 0.10 |
//! | [`core_0_20`] | Tangle's core in Solidity, release 0.20 |
//! | [`records_1`] | the contracts of this project, among themselves |
//! | [`library`] | this project's services pallet, for managers of every generation |
//!
//! Generations name an operator and an offender differently, in arguments of one type:
//! [`operator`] and [`offender`] take each in the form of its generation, and nothing else.
//!
//! Features: `core` adds the core's own interfaces and its neighbours' to the hooks, `json` every
//! interface as JSON ABI, `scale` the records in SCALE, `keys` the conversion of compressed keys, and the signature of
//! [`possession`].
//! All are on by default; without `std` the crate needs `alloc` only.

#![cfg_attr(not(feature = "std"), no_std)]
#![forbid(unsafe_code)]

extern crate alloc;

pub mod form;
mod interfaces;
pub mod offender;
pub mod operator;
pub mod possession;
#[cfg(feature = "scale")]
pub mod records;

pub use interfaces::*;

/// An interface, as data.
#[cfg(feature = "json")]
#[derive(Clone, Copy, Debug)]
pub struct Interface {
    /// The folder of its `.sol` file, which names the generation.
    pub generation: &'static str,
    /// The name of the interface and of its file.
    pub name: &'static str,
    /// Its JSON ABI.
    pub abi: fn() -> alloy_json_abi::JsonAbi,
}

/// Every interface, by generation.
#[cfg(feature = "json")]
pub fn interfaces() -> impl Iterator<Item = &'static Interface> {
    [
        seed_2024::INTERFACES,
        substrate_1_4::INTERFACES,
        core_0_10::INTERFACES,
        core_0_20::INTERFACES,
        records_1::INTERFACES,
    ]
    .into_iter()
    .flatten()
}
