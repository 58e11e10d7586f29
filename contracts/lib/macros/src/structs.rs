//! Structs and enums.

use crate::{
    items::{docs, field_docs, field_idents, value_struct},
    names::ident,
    types::{dynamic, words, Enum, Struct},
};
use heck::ToUpperCamelCase;
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

/// A struct of values, and one that stays in calldata.
pub fn structure(it: &Struct) -> TokenStream {
    let name = format_ident!("{}", it.name);
    let calldata = format_ident!("{}Calldata", it.name);
    let value = value_struct(
        &name,
        &it.fields,
        docs(&it.docs, &format!("`struct {}`", it.name)),
    );
    let idents = field_idents(&it.fields);
    let is_dynamic = dynamic(&it.fields);
    let head_words = words(&it.fields);
    let head = u32::try_from(head_words.saturating_mul(32)).unwrap_or(u32::MAX);
    let value_words = if is_dynamic { 1 } else { head_words };
    let value_types: Vec<_> = it.fields.iter().map(|field| field.ty.value()).collect();

    let mut at = 0u32;
    let getters = it.fields.iter().zip(&idents).map(|(field, ident)| {
        let (ty, doc, offset) = (field.ty.argument(), field_docs(field), at);
        at = at
            .saturating_add(u32::try_from(field.ty.words().saturating_mul(32)).unwrap_or(u32::MAX));
        quote! {
            #doc
            pub fn #ident(&self) -> ::core::result::Result<#ty, ::blueprint_hooks::Malformed> {
                ::blueprint_hooks::Element::read(&self.0, #offset)
            }
        }
    });
    let getters: Vec<_> = getters.collect();
    let mut at = 0usize;
    let offsets: Vec<usize> = it
        .fields
        .iter()
        .map(|field| {
            let offset = at;
            at = at.saturating_add(field.ty.words().saturating_mul(32));
            offset
        })
        .collect();
    let (kinds, read, encode, element_head, decode_base) = if is_dynamic {
        (
            quote!(&[::blueprint_hooks::calldata::Kind::Head(#head)]),
            quote!(frame.follow(offset, #head).map(Self)),
            quote! {
                fn append(&self, out: &mut ::blueprint_hooks::Vec<u8>) {
                    let mut heads = ::blueprint_hooks::encode::Heads::open(out, #head_words);
                    #(heads.push(out, &self.#idents);)*
                }
            },
            32u32,
            quote!(let base = ::blueprint_hooks::decode_return::follow(data, base, at, #head_words)?; let at = base;),
        )
    } else {
        let rest = head_words.saturating_sub(1);
        let whole = (0..rest).map(|_| quote!(::blueprint_hooks::calldata::Kind::Whole));
        let ends = offsets.iter().skip(1).copied().chain([head as usize]);
        let puts = idents
            .iter()
            .zip(offsets.iter().zip(ends))
            .map(|(ident, (from, to))| {
                quote! {
                    if let Some(out) = out.get_mut(#from..#to) {
                        ::blueprint_hooks::Encode::put(&self.#ident, out);
                    }
                }
            });
        (
            quote!(&[::blueprint_hooks::calldata::Kind::Here, #(#whole),*]),
            quote!(Ok(Self(frame.inner(offset)))),
            quote! {
                fn put(&self, out: &mut [u8]) {
                    #(#puts)*
                }

                fn append(&self, out: &mut ::blueprint_hooks::Vec<u8>) {
                    ::blueprint_hooks::encode::append_static(self, out);
                }
            },
            head,
            quote!(),
        )
    };
    let take_rest = (!is_dynamic).then(|| {
        let rest = head_words.saturating_sub(1);
        quote!(for _ in 0..#rest { let _ = head.next(); })
    });
    let calldata_docs = format!(
        "A [`{name}`] argument, left in calldata. A member is checked when it is read, as solc does."
    );
    quote! {
        #value

        impl ::blueprint_hooks::Encode for #name {
            const WORDS: usize = #value_words;
            const DYNAMIC: bool = #is_dynamic;

            #encode

            fn append_in_place(&self, out: &mut ::blueprint_hooks::Vec<u8>) {
                #(::blueprint_hooks::Encode::append_in_place(&self.#idents, out);)*
            }

            fn topic(&self) -> [u8; 32] {
                ::blueprint_hooks::encode::topic_of(self)
            }
        }

        impl ::blueprint_hooks::Decode for #name {
            const WORDS: usize = #value_words;
            const DYNAMIC: bool = #is_dynamic;

            fn decode(data: &[u8], base: usize, at: usize) -> ::core::option::Option<Self> {
                #decode_base
                let _ = base;
                Some(Self {
                    #(#idents: <#value_types as ::blueprint_hooks::Decode>::decode(
                        data, base, at.checked_add(#offsets)?,
                    )?),*
                })
            }
        }

        #[doc = #calldata_docs]
        #[derive(Debug, Clone)]
        pub struct #calldata(::blueprint_hooks::Frame);

        impl #calldata {
            #(#getters)*
        }

        impl ::blueprint_hooks::Argument for #calldata {
            const KINDS: &'static [::blueprint_hooks::calldata::Kind] = #kinds;

            fn take<S: ::blueprint_hooks::CallData>(
                head: &mut ::core::slice::Iter<'_, ::blueprint_hooks::calldata::Slot>,
                source: &S,
            ) -> Self {
                let frame = ::blueprint_hooks::Frame::from_slot(
                    &head.next().copied().unwrap_or_default(),
                    source,
                );
                #take_rest
                Self(frame)
            }
        }

        impl ::blueprint_hooks::Element for #calldata {
            const HEAD: u32 = #element_head;
            const DYNAMIC: bool = #is_dynamic;

            fn read(
                frame: &::blueprint_hooks::Frame,
                offset: u32,
            ) -> ::core::result::Result<Self, ::blueprint_hooks::Malformed> {
                #read
            }
        }

        impl ::blueprint_hooks::ToValue for #calldata {
            type Value = #name;

            fn to_value(&self) -> ::core::result::Result<#name, ::blueprint_hooks::Malformed> {
                Ok(#name { #(#idents: ::blueprint_hooks::ToValue::to_value(&self.#idents()?)?),* })
            }
        }

        /// A value as it would lie in calldata, for tests.
        #[cfg(not(target_arch = "riscv64"))]
        impl From<#name> for #calldata {
            fn from(value: #name) -> Self {
                Self(::blueprint_hooks::Frame::of_value(&value))
            }
        }
    }
}

/// An enum, whose words are in its range.
pub fn enumeration(it: &Enum) -> TokenStream {
    let name = format_ident!("{}", it.name);
    let documentation = docs(&it.docs, &format!("`enum {}`", it.name));
    let variants: Vec<_> = it
        .variants
        .iter()
        .map(|variant| camel_variant(variant))
        .collect();
    let numbers: Vec<_> = (0..=u8::MAX).take(variants.len()).collect();
    let variant_docs = it.variants.iter().map(|variant| format!("`{variant}`"));
    let kind = match u8::try_from(variants.len()) {
        Ok(count) => quote!(Below(#count)),
        // All 256 that there can be.
        Err(_) => quote!(Bits(8)),
    };
    let first = variants.first();
    quote! {
        #documentation
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        #[repr(u8)]
        pub enum #name { #(#[doc = #variant_docs] #variants = #numbers),* }

        impl Default for #name {
            fn default() -> Self {
                Self::#first
            }
        }

        impl #name {
            /// The member of this number.
            pub fn from_number(number: u8) -> ::core::option::Option<Self> {
                match number {
                    #(#numbers => Some(Self::#variants),)*
                    _ => None,
                }
            }
        }

        impl ::blueprint_hooks::Word for #name {
            fn to_word(&self) -> [u8; 32] {
                ::blueprint_hooks::Word::to_word(&(*self as u8))
            }

            fn from_word(word: &[u8; 32]) -> ::core::option::Option<Self> {
                Self::from_number(<u8 as ::blueprint_hooks::Word>::from_word(word)?)
            }
        }

        ::blueprint_hooks::word_type!(#name, ::blueprint_hooks::calldata::Kind::#kind);
    }
}

fn camel_variant(name: &str) -> Ident {
    ident(&name.to_upper_camel_case())
}
