//! `#[record]`: a value that a contract stores.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Error, Item, Result};

/// Expands `#[record]`.
pub fn expand(arguments: TokenStream, item: TokenStream) -> Result<TokenStream> {
    if !arguments.is_empty() {
        return Err(Error::new_spanned(
            arguments,
            "expected #[record] without arguments",
        ));
    }
    let item: Item = syn::parse2(item)?;
    let (name, default) = match &item {
        Item::Struct(it) => (&it.ident, Some(quote!(Default,))),
        // An enum says itself which of its values is the default.
        Item::Enum(it) => (&it.ident, None),
        other => return Err(Error::new_spanned(other, "expected a struct or an enum")),
    };
    let test = quote::format_ident!("record_{}_fits", name.to_string().to_lowercase());
    Ok(quote! {
        #[derive(
            Debug, Clone, Copy, #default PartialEq, Eq,
            ::blueprint_hooks::codec::Encode,
            ::blueprint_hooks::codec::Decode,
            ::blueprint_hooks::codec::MaxEncodedLen,
            ::blueprint_hooks::scale_info::TypeInfo,
        )]
        #[codec(crate = ::blueprint_hooks::codec)]
        #[scale_info(crate = ::blueprint_hooks::scale_info)]
        #item

        #[cfg(test)]
        #[test]
        fn #test() {
            let length = <#name as ::blueprint_hooks::codec::MaxEncodedLen>::max_encoded_len();
            assert!(length <= 416, "expected at most 416 bytes, received {length}");
        }
    })
}
