//! Structs, enums, errors, events and arguments.

use crate::{
    encode::{encoded, send},
    model::{hash, selector, ErrorOf, EventOf, Function, Model},
    names::{camel, ident, snake},
    types::{canonical, dynamic, words, Enum, Field, Struct},
};
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

/// All of an interface's types, and the files it was read from.
pub fn items(model: &Model) -> TokenStream {
    let files = model.files.iter().map(|file| {
        let file = file.to_string_lossy();
        quote!(
            const _: &[u8] = ::core::include_bytes!(#file);
        )
    });
    let structs = model.structs.iter().map(|it| structure(it));
    let enums = model.enums.iter().map(|it| enumeration(it));
    let errors = model.errors.iter().map(error);
    let events = model.events.iter().map(event);
    let calls = model.functions().map(arguments);
    quote! {
        #(#files)*
        #(#structs)*
        #(#enums)*
        #(#errors)*
        #(#events)*
        /// The arguments of each function.
        pub mod calls {
            #[allow(unused_imports)]
            use super::*;
            #(#calls)*
        }
    }
}

/// Documentation lines.
pub fn docs(lines: &[String], otherwise: &str) -> TokenStream {
    if lines.iter().all(|line| line.is_empty()) {
        return quote!(#[doc = #otherwise]);
    }
    // Markdown would take these for links and for code.
    let lines = lines
        .iter()
        .map(|line| format!(" {}", line.replace('[', "\\[").replace('<', "\\<")));
    quote!(#(#[doc = #lines])*)
}

fn field_docs(field: &Field) -> TokenStream {
    let text = field
        .doc
        .clone()
        .filter(|text| !text.is_empty())
        .unwrap_or_else(|| format!("`{}`", field.name));
    docs(&[text], "")
}

/// The fields' names in Rust, unlike each other.
pub fn field_idents(fields: &[Field]) -> Vec<Ident> {
    let mut taken = Vec::<String>::new();
    for field in fields {
        let mut name = snake(&field.name);
        while taken.contains(&name) || name == "self" {
            name.push('_');
        }
        taken.push(name);
    }
    taken.iter().map(|name| ident(name)).collect()
}

fn derives(fields: &[Field]) -> TokenStream {
    if fields.iter().all(|field| field.ty.is_copy()) {
        quote!(#[derive(Debug, Clone, Copy, PartialEq, Eq)])
    } else {
        quote!(#[derive(Debug, Clone, PartialEq, Eq)])
    }
}

/// A struct of values; without fields a unit struct.
fn value_struct(name: &Ident, fields: &[Field], documentation: TokenStream) -> TokenStream {
    let (idents, derives) = (field_idents(fields), derives(fields));
    if fields.is_empty() {
        return quote!(#documentation #derives pub struct #name;);
    }
    let types = fields.iter().map(|field| field.ty.value());
    let field_docs = fields.iter().map(field_docs);
    quote! {
        #documentation
        #derives
        pub struct #name { #(#field_docs pub #idents: #types),* }
    }
}

fn structure(it: &Struct) -> TokenStream {
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
                fn put(&self, _: &mut [u8]) {}

                fn append(&self, out: &mut ::blueprint_hooks::Vec<u8>) {
                    let mut sequence = ::blueprint_hooks::encode::Sequence::new(#head_words, &[]);
                    #(sequence.push(&self.#idents);)*
                    out.extend_from_slice(&sequence.finish());
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
                    let mut data = [0u8; 32 * #head_words];
                    self.put(&mut data);
                    out.extend_from_slice(&data);
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

fn enumeration(it: &Enum) -> TokenStream {
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
            const SOL: &'static str = "uint8";

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
    use heck::ToUpperCamelCase;
    ident(&name.to_upper_camel_case())
}

fn error(it: &ErrorOf) -> TokenStream {
    let name = format_ident!("{}", it.name);
    let signature = format!("{}({})", it.name, canonical(&it.fields));
    let value = value_struct(
        &name,
        &it.fields,
        docs(&it.docs, &format!("`error {signature}`")),
    );
    let four = selector(hash(&it.name, &canonical(&it.fields)));
    let values: Vec<_> = field_idents(&it.fields)
        .iter()
        .map(|field| quote!(&self.#field))
        .collect();
    let (encoded, send) = (encoded(&it.fields, &values, Some(four)), send());
    quote! {
        #value

        impl ::blueprint_hooks::CustomError for #name {
            const SIGNATURE: &'static str = #signature;
            const SELECTOR: [u8; 4] = [#(#four),*];

            fn encode_to<R>(&self, #send: impl FnOnce(&[u8]) -> R) -> R #encoded
        }
    }
}

fn event(it: &EventOf) -> TokenStream {
    let name = format_ident!("{}", it.name);
    let signature = format!("{}({})", it.name, it.types());
    let fields: Vec<_> = it.fields.iter().map(|(field, _)| field.clone()).collect();
    let value = value_struct(
        &name,
        &fields,
        docs(&it.docs, &format!("`event {signature}`")),
    );
    let first = hash(&it.name, &it.types());
    let idents = field_idents(&fields);
    let topics = it
        .fields
        .iter()
        .zip(&idents)
        .filter(|((_, indexed), _)| *indexed);
    let topics = topics.map(|(_, ident)| quote!(::blueprint_hooks::Encode::topic(&self.#ident)));
    let data = it
        .fields
        .iter()
        .zip(&idents)
        .filter(|((_, indexed), _)| !*indexed);
    let (data, values): (Vec<_>, Vec<_>) = data
        .map(|((field, _), ident)| (field.clone(), quote!(&self.#ident)))
        .unzip();
    let (encoded, send) = (encoded(&data, &values, None), send());
    let signature_topic = (!it.anonymous).then(|| quote!(Self::SIGNATURE,));
    quote! {
        #value

        impl #name {
            /// The hash of the event's signature.
            pub const SIGNATURE: [u8; 32] = [#(#first),*];
        }

        impl ::blueprint_hooks::Event for #name {
            fn encode_to<R>(&self, #send: impl FnOnce(&[[u8; 32]], &[u8]) -> R) -> R {
                let topics = [#signature_topic #(#topics),*];
                let #send = |data: &[u8]| #send(&topics, data);
                #encoded
            }
        }
    }
}

fn arguments(function: &Function) -> TokenStream {
    let name = call_ident(function);
    let types = function.types();
    let documentation = format!("Arguments of `{}`.", function.signature());
    let idents = field_idents(&function.inputs);
    let field_types: Vec<_> = function
        .inputs
        .iter()
        .map(|field| field.ty.argument())
        .collect();
    let docs = function.inputs.iter().map(field_docs);
    let read = reading(&idents, &field_types);
    quote! {
        #[doc = #documentation]
        #[derive(Debug, Clone)]
        pub struct #name { #(#docs pub #idents: #field_types),* }

        impl ::blueprint_hooks::Arguments for #name {
            const TYPES: &'static str = #types;

            #read
        }
    }
}

/// `Arguments::KINDS` and `Arguments::read` of a struct with these fields.
pub fn reading(idents: &[Ident], types: &[TokenStream]) -> TokenStream {
    let parts = quote!(&[#(<#types as ::blueprint_hooks::Argument>::KINDS),*]);
    quote! {
        const KINDS: &'static [::blueprint_hooks::calldata::Kind] = {
            use ::blueprint_hooks::calldata::{joined, words, Kind};
            const PARTS: &[&[Kind]] = #parts;
            const KINDS: &[Kind; words(PARTS)] = &joined(PARTS);
            KINDS
        };

        // One copy in each message: the fields that are not used are then never built.
        #[inline(always)]
        fn read<S: ::blueprint_hooks::CallData>(
            source: &S,
            base: u32,
        ) -> ::core::result::Result<Self, S::Malformed> {
            use ::blueprint_hooks::calldata::{checked, joined, words, Kind};
            const PARTS: &[&[Kind]] = #parts;
            const KINDS: &[Kind; words(PARTS)] = &joined(PARTS);
            let head = checked(source, base, KINDS)?;
            let mut _head = head.iter();
            Ok(Self {
                #(#idents: ::blueprint_hooks::Argument::take(&mut _head, source)),*
            })
        }
    }
}

/// The struct of a function's arguments.
pub fn call_ident(function: &Function) -> Ident {
    camel(&function.rust)
}

/// The Rust type that a function returns: a value, or a tuple of them.
pub fn output(function: &Function) -> TokenStream {
    let types: Vec<_> = function
        .outputs
        .iter()
        .map(|field| field.ty.value())
        .collect();
    match &types[..] {
        [] => quote!(()),
        [one] => one.clone(),
        several => quote!((#(#several),*)),
    }
}
