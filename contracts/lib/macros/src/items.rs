//! Structs, enums, errors, events and arguments.

use crate::{
    encode::{encoded, send},
    model::{hash, selector, ErrorOf, EventOf, Function, Model},
    names::{camel, ident, snake},
    structs::{enumeration, structure},
    types::{canonical, words, Field},
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
    // Beside the module, in which the arguments of `probe` hide a struct `Probe`.
    let for_tests = model.functions().map(for_tests);
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
        #(#for_tests)*
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

/// A field's documentation.
pub fn field_docs(field: &Field) -> TokenStream {
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
pub fn value_struct(name: &Ident, fields: &[Field], documentation: TokenStream) -> TokenStream {
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
    let read = reading(&function.inputs);
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

/// What makes calldata of a function's arguments, and reads what it returns, in unit tests.
fn for_tests(function: &Function) -> TokenStream {
    let name = call_ident(function);
    let name = quote!(calls::#name);
    let calldata = calldata(&name, &function.inputs, Some(function.selector()));
    let (four, output) = (function.selector(), output(function));
    let values: Vec<_> = (0..function.outputs.len())
        .map(|index| match function.outputs.len() {
            1 => quote!(output),
            _ => {
                let index = syn::Index::from(index);
                quote!(&output.#index)
            }
        })
        .collect();
    let (mut encoded, send) = (encoded(&function.outputs, &values, None), send());
    let decoded = returned(function);
    let values = match &decoded[..] {
        [one] => one.clone(),
        several => quote!((#(#several?),*)),
    };
    let mut answer = match decoded.len() {
        1 => values,
        _ => quote!(Some(#values)),
    };
    if decoded.is_empty() {
        encoded = quote!({ let _ = output; #encoded });
        answer = quote!({ let _ = returned; #answer });
    }
    quote! {
        #calldata

        #[cfg(not(target_arch = "riscv64"))]
        impl ::blueprint_hooks::testing::Function for #name {
            const SELECTOR: [u8; 4] = [#(#four),*];
            type Output = #output;

            #[inline]
            fn returns(output: &Self::Output) -> ::blueprint_hooks::Vec<u8> {
                let #send = <[u8]>::to_vec;
                #encoded
            }

            #[inline]
            fn returned(returned: &[u8]) -> ::core::option::Option<Self::Output> {
                #answer
            }
        }
    }
}

/// Each value that a function returns, as an `Option`, of what is called `returned`.
pub fn returned(function: &Function) -> Vec<TokenStream> {
    let mut at = 0usize;
    let outputs = function.outputs.iter();
    outputs
        .map(|field| {
            let (ty, from) = (field.ty.value(), at);
            at = at.saturating_add(field.ty.words().saturating_mul(32));
            quote!(<#ty as ::blueprint_hooks::Decode>::decode(&returned, 0, #from))
        })
        .collect()
}

/// Makes calldata of a struct of arguments, in unit tests.
pub fn calldata(name: &TokenStream, fields: &[Field], four: Option<[u8; 4]>) -> TokenStream {
    let idents = field_idents(fields);
    let values: Vec<_> = idents
        .iter()
        .map(|field| {
            quote!(&::blueprint_hooks::ToValue::to_value(&self.#field)
                .expect("arguments that can be read"))
        })
        .collect();
    let (encoded, send) = (encoded(fields, &values, four), send());
    quote! {
        #[cfg(not(target_arch = "riscv64"))]
        impl ::blueprint_hooks::testing::Calldata for #name {
            #[inline]
            fn calldata(&self) -> ::blueprint_hooks::Vec<u8> {
                let #send = <[u8]>::to_vec;
                #encoded
            }
        }
    }
}

/// `Arguments::KINDS` and `Arguments::read` of a struct with these fields.
pub fn reading(fields: &[Field]) -> TokenStream {
    let (idents, words) = (field_idents(fields), words(fields));
    let types: Vec<_> = fields.iter().map(|field| field.ty.argument()).collect();
    quote! {
        const KINDS: &'static [::blueprint_hooks::calldata::Kind] =
            &::blueprint_hooks::calldata::joined::<#words>(
                &[#(<#types as ::blueprint_hooks::Argument>::KINDS),*],
            );

        // One copy in each message: the fields that are not used are then never built.
        #[inline(always)]
        fn read<S: ::blueprint_hooks::CallData>(
            source: &S,
            base: u32,
        ) -> ::core::result::Result<Self, S::Malformed> {
            let head = ::blueprint_hooks::calldata::checked::<S, #words>(source, base, Self::KINDS)?;
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
