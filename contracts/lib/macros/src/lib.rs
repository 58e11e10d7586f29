//! Writes the Rust side of a hook contract from its Solidity interface.
//!
//! A `.sol` file is the only place where a function, an error, an event or a struct is written.
//! [`interface!`] makes Rust types and a typed client of one; [`contract`] makes a contract of one and
//! of `impl` blocks with plain parameters. Both are re-exported by `blueprint_hooks`, whose types the
//! generated code names.

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

/// Makes a contract of a module: see `blueprint_hooks::contract`.
#[proc_macro_attribute]
pub fn contract(arguments: TokenStream, module: TokenStream) -> TokenStream {
    contract::expand(arguments.into(), module.into())
        .unwrap_or_else(syn::Error::into_compile_error)
        .into()
}

/// Makes a struct or enum one that is stored, of at most 416 bytes: see `blueprint_hooks::record`.
#[proc_macro_attribute]
pub fn record(arguments: TokenStream, item: TokenStream) -> TokenStream {
    record::expand(arguments.into(), item.into())
        .unwrap_or_else(syn::Error::into_compile_error)
        .into()
}

/// Makes a module of an interface: see `blueprint_hooks::interface`.
#[proc_macro]
pub fn interface(input: TokenStream) -> TokenStream {
    client::expand(input.into())
        .unwrap_or_else(syn::Error::into_compile_error)
        .into()
}
