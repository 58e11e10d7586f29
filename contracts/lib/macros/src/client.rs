//! `interface!`: a module of an interface's types, with a client that calls a contract of it.

use crate::{
    encode::{encoded, send},
    items::{field_idents, items, output, returned},
    model::{Access, Function, Model},
    names::ident,
    traits::{function_docs, traits},
    types::{dynamic, words, Field},
};
use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote};
use std::path::{Path, PathBuf};
use syn::{
    parse::{Parse, ParseStream},
    Attribute, Ident, LitStr, Result, Token, Visibility,
};

/// `pub mod name = "file.sol"`
struct Input {
    attributes: Vec<Attribute>,
    visibility: Visibility,
    name: Ident,
    path: LitStr,
}

impl Parse for Input {
    fn parse(input: ParseStream) -> Result<Self> {
        let attributes = input.call(Attribute::parse_outer)?;
        let visibility = input.parse()?;
        input.parse::<Token![mod]>()?;
        let name = input.parse()?;
        input.parse::<Token![=]>()?;
        let path = input.parse()?;
        input.parse::<Option<Token![;]>>()?;
        Ok(Self {
            attributes,
            visibility,
            name,
            path,
        })
    }
}

/// The file in which a macro is called: paths are relative to it, as those of `include_str!` are.
pub fn called_in(span: Span) -> PathBuf {
    span.unwrap().local_file().unwrap_or_else(|| {
        let package = std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default();
        Path::new(&package).join("src/lib.rs")
    })
}

/// Expands `interface!`.
pub fn expand(input: TokenStream) -> Result<TokenStream> {
    let Input {
        attributes,
        visibility,
        name,
        path,
    } = syn::parse2(input)?;
    let model = Model::read(&path.value(), &called_in(path.span()), path.span())?;
    let (items, traits, client) = (items(&model), traits(&model), client(&model));
    Ok(quote! {
        #(#attributes)*
        #visibility mod #name {
            #items
            #traits
            #client
        }
    })
}

pub fn client(model: &Model) -> TokenStream {
    let documentation = format!("Calls a contract that answers to `{}`.", model.name);
    let functions = model.functions().map(function);
    quote! {
        #[doc = #documentation]
        #[derive(Debug, Clone, Copy)]
        pub struct Client(::blueprint_hooks::call::Callee);

        #[allow(clippy::too_many_arguments)]
        impl Client {
            /// Of the contract at this address.
            pub fn at(contract: ::blueprint_hooks::Address) -> Self {
                Self(::blueprint_hooks::call::Callee::at(contract))
            }

            /// The same, that sends value, in wei, with a call of a function that is payable.
            #[must_use]
            pub fn with_value(self, value: ::blueprint_hooks::U256) -> Self {
                Self(self.0.with_value(value))
            }

            /// The same, that gives a call at most so much `ref_time` and `proof_size`.
            #[must_use]
            pub fn with_weight(self, ref_time: u64, proof_size: u64) -> Self {
                Self(self.0.with_weight(ref_time, proof_size))
            }

            #(#functions)*
        }
    }
}

/// A parameter: what is not plain words is taken by reference.
fn parameter(field: &Field) -> TokenStream {
    let ty = field.ty.value();
    if field.ty.is_copy() {
        ty
    } else {
        quote!(&#ty)
    }
}

fn function(function: &Function) -> TokenStream {
    let name = match function.rust.as_str() {
        // Methods that every client has.
        "at" | "with_value" | "with_weight" => format_ident!("{}_", function.rust),
        rust => ident(rust),
    };
    let documentation = function_docs(function);
    let idents = field_idents(&function.inputs);
    let types = function.inputs.iter().map(parameter);
    let values: Vec<_> = function
        .inputs
        .iter()
        .zip(&idents)
        .map(|(field, ident)| {
            if field.ty.is_copy() {
                quote!(&#ident)
            } else {
                quote!(#ident)
            }
        })
        .collect();
    let output = output(function);
    let access = match function.access {
        Access::View => format_ident!("View"),
        Access::Change => format_ident!("Change"),
        Access::Payable => format_ident!("Payable"),
    };
    let call = if dynamic(&function.outputs) {
        quote!(let returned = self.0.call(::blueprint_hooks::call::Access::#access, data)?;)
    } else {
        let length = words(&function.outputs).saturating_mul(32);
        quote!(let returned = self.0.call_static::<#length>(::blueprint_hooks::call::Access::#access, data)?;)
    };
    let decoded: Vec<_> = returned(function)
        .into_iter()
        .map(|value| quote!(#value.ok_or(::blueprint_hooks::call::CallError::Undecodable)))
        .collect();
    let answer = match &decoded[..] {
        [] => quote! { let _ = returned; Ok(()) },
        [one] => one.clone(),
        several => quote!(Ok((#(#several?),*))),
    };
    let (encoded, send) = (
        encoded(&function.inputs, &values, Some(function.selector())),
        send(),
    );
    let encode_name = format_ident!("encode_{}", name);
    let encode_docs = format!("Calldata of `{}`, handed to `send`.", function.signature());
    let types_again = function.inputs.iter().map(parameter);
    quote! {
        #documentation
        ///
        /// Errors: [`CallError`](::blueprint_hooks::call::CallError); `?` passes a revert on.
        pub fn #name(
            &self,
            #(#idents: #types),*
        ) -> ::core::result::Result<#output, ::blueprint_hooks::call::CallError> {
            Self::#encode_name(#(#idents,)* |data| {
                #call
                #answer
            })
        }

        #[doc = #encode_docs]
        pub fn #encode_name<R>(#(#idents: #types_again,)* #send: impl FnOnce(&[u8]) -> R) -> R {
            #encoded
        }
    }
}
