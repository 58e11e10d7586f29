//! Writes the Rust side of a hook contract from its Solidity interface.
//!
//! A `.sol` file is the only place where a function, an error, an event or a struct is written.
//! [`interface!`] makes Rust types and a typed client of one; [`contract`] makes a contract of one and
//! of `impl` blocks with plain parameters; `#[record]` makes a value that a contract stores. The
//! generated code names types of `blueprint_hooks`, so a contract uses the macros of that crate.

mod client;
mod contract;
mod defaults;
mod dispatch;
mod encode;
mod implement;
mod items;
mod model;
mod names;
mod reader;
mod record;
mod source;
mod structs;
#[cfg(test)]
mod tests;
mod traits;
mod types;

use proc_macro::TokenStream;

/// Makes a contract of a module.
///
/// `#[contract("I.sol")]` names the interface: a path relative to the file, or below `blueprint-abi/`.
/// `#[contract("I.sol", dispatcher = "ink")]` has ink! dispatch the calls on chain.
///
/// The module has a struct for the state, a `constructor` in an `impl` of that struct, and an `impl`
/// for each interface that the file declares or inherits. `#[guarded(self.guard)]` or `#[unguarded]`
/// above an `impl` or a method says who may call functions that change state.
#[proc_macro_attribute]
pub fn contract(arguments: TokenStream, module: TokenStream) -> TokenStream {
    contract::expand(arguments.into(), module.into())
        .unwrap_or_else(syn::Error::into_compile_error)
        .into()
}

/// Makes a struct or an enum a value that a contract stores.
///
/// It derives the codecs and adds a unit test that an encoded value has at most 416 bytes. An enum
/// derives `Default` itself.
#[proc_macro_attribute]
pub fn record(arguments: TokenStream, item: TokenStream) -> TokenStream {
    record::expand(arguments.into(), item.into())
        .unwrap_or_else(syn::Error::into_compile_error)
        .into()
}

/// Makes a module of an interface: `interface!(pub mod court = "ISlashingCourt.sol")`.
///
/// The module has the interface's structs, errors and events, and a `Client` that calls a contract of
/// it.
#[proc_macro]
pub fn interface(input: TokenStream) -> TokenStream {
    client::expand(input.into())
        .unwrap_or_else(syn::Error::into_compile_error)
        .into()
}
