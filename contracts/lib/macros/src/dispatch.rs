//! The contract around the user's code: arguments linked to methods, messages, entry points.

use crate::{
    encode::{encoded, send},
    items::{call_ident, calldata, field_idents, reading},
    model::{Access, Entry, Function, Model, Part},
    names::ident,
    types::{canonical, words, Field},
};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use std::collections::{BTreeMap, BTreeSet};
use syn::{Item, ItemMod, Result};

/// A contract's constructor.
pub struct Constructor {
    pub fields: Vec<Field>,
    pub payable: bool,
}

/// Functions of an interface that are left to their defaults, by their names in Rust.
pub struct Defaults {
    pub part: String,
    /// Those that only check this guard.
    pub guarded: Option<(syn::Expr, BTreeSet<String>)>,
    /// Views, with the words that they return.
    pub constants: BTreeMap<String, Vec<u64>>,
    /// Views that return the contract's address.
    pub this: BTreeSet<String>,
}

/// Who finds the function of a call on PolkaVM.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Dispatcher {
    /// A `match` over selectors that the macro writes.
    Own,
    /// ink!'s.
    Ink,
}

/// The contract's module. Hosts always see an `#[ink::contract]`, which ink!'s tools and tests read; so
/// does PolkaVM with ink!'s dispatcher. With the macro's own, PolkaVM gets the same code behind entry
/// points that read no root cell and hash no constants (docs/decisions/0014-dispatcher.md).
pub fn expand(
    module: &ItemMod,
    storage: &Ident,
    model: &Model,
    constructor: &Constructor,
    defaults: &[Defaults],
    dispatcher: Dispatcher,
    items: TokenStream,
) -> Result<TokenStream> {
    let (attributes, visibility, name) = (&module.attrs, &module.vis, &module.ident);
    let content = module.content.iter().flat_map(|(_, content)| content);
    let (structs, others): (Vec<_>, Vec<_>) =
        content.partition(|item| matches!(item, Item::Struct(it) if it.ident == *storage));
    let links = links(model, storage);
    let arguments = constructor_arguments(constructor);
    let (messages, namespaced) = messages(model, storage);
    let payable = constructor.payable;
    let idents = field_idents(&constructor.fields);
    // No parameter of the constructor hides it.
    let contract = Ident::new("contract", Span::mixed_site());
    let deploy = quote! {
        let ConstructorArguments { #(#idents),* } = arguments;
        let mut #contract = #storage::default();
        ::blueprint_hooks::return_data::constructed(#contract.constructor(#(#idents),*));
    };
    let special = [Entry::Fallback, Entry::Receive];
    if dispatcher == Dispatcher::Ink && special.iter().any(|it| model.special(*it).is_some()) {
        let message = format!(
            "{}: ink!'s dispatcher knows no fallback and no receive: use dispatcher = \"own\"",
            model.name
        );
        return Err(syn::Error::new(storage.span(), message));
    }
    let for_hosts =
        (dispatcher == Dispatcher::Own).then(|| quote!(#[cfg(not(target_arch = "riscv64"))]));
    let common = quote! {
        #items
        #(#others)*
        #links
        #arguments
    };
    let constants = Constants::of(defaults);
    let parts = parts(model, storage, defaults, &constants);
    let call = call(model, storage, defaults, &constants);
    // The same entry points, for the host of unit tests.
    let for_tests = (dispatcher == Dispatcher::Own).then(|| {
        quote! {
            #parts

            impl ::blueprint_hooks::testing::Contract for #storage {
                fn call() {
                    #call
                }

                fn deploy() {
                    let arguments =
                        ::blueprint_hooks::entry::constructor::<ConstructorArguments, RULES>(#payable);
                    #deploy
                }
            }
        }
    });
    let ink = quote! {
        #(#attributes)*
        #for_hosts
        #[::ink::contract]
        #visibility mod #name {
            #(#[ink(storage)] #structs)*
            #common
            #for_tests

            impl #storage {
                /// Runs the constructor.
                #[ink(constructor, payable)]
                pub fn deploy(
                    arguments: ::blueprint_hooks::ConstructorArgs<ConstructorArguments, #payable>,
                ) -> Self {
                    let arguments = arguments.0;
                    #deploy
                    #contract
                }

                #messages
            }

            #namespaced
        }
    };
    if dispatcher == Dispatcher::Ink {
        return Ok(ink);
    }
    Ok(quote! {
        #ink

        #(#attributes)*
        #[cfg(target_arch = "riscv64")]
        #visibility mod #name {
            // As `#[ink::contract]` has it.
            #[allow(dead_code)]
            type Address = ::blueprint_hooks::Address;

            #(#[::ink::storage_item] #structs)*
            #common
            #parts

            /// How pallet-revive calls the contract.
            #[::ink::polkavm_export(abi = ::ink::polkavm_derive::default_abi)]
            pub extern "C" fn call() {
                #call
            }

            /// How pallet-revive deploys it.
            #[::ink::polkavm_export(abi = ::ink::polkavm_derive::default_abi)]
            pub extern "C" fn deploy() {
                let arguments = ::blueprint_hooks::entry::constructor::<ConstructorArguments, RULES>(#payable);
                #deploy
            }
        }
    })
}

/// What the entry points use.
fn parts(
    model: &Model,
    storage: &Ident,
    defaults: &[Defaults],
    constants: &Constants,
) -> TokenStream {
    let (tails, constants) = (tails(storage, defaults), constants.declared());
    let kinds = model.parts.iter().flat_map(|part| {
        part.with_selector().map(|function| {
            let arguments = call_ident(function);
            quote!(<calls::#arguments as ::blueprint_hooks::Arguments>::KINDS)
        })
    });
    quote! {
        #tails
        #constants

        /// What the words of arguments may be, over all functions.
        const RULES: u16 = ::blueprint_hooks::calldata::rules(&[
            <ConstructorArguments as ::blueprint_hooks::Arguments>::KINDS,
            #(#kinds),*
        ]);
    }
}

/// Links each function's arguments to the method that takes them.
fn links(model: &Model, storage: &Ident) -> TokenStream {
    let links = model.parts.iter().flat_map(|part| {
        part.with_selector()
            .map(move |function| link(part, function, storage))
    });
    let message = format!(
        "{storage} holds a value of its own, which is not loaded: keep state in Cell, Map or components"
    );
    // Reported at the struct.
    let empty = quote_spanned! {storage.span()=>
        const _: () = ::core::assert!(::core::mem::size_of::<#storage>() == 0, #message);
    };
    quote! {
        #empty
        #(#links)*
    }
}

fn link(part: &Part, function: &Function, storage: &Ident) -> TokenStream {
    let arguments = call_ident(function);
    let (name, of) = (ident(&function.rust), format_ident!("{}", part.name));
    let idents = field_idents(&function.inputs);
    let payable = function.access == Access::Payable;
    let output = crate::items::output(function);
    let receiver = match function.access {
        Access::View => quote!(&#storage::default()),
        Access::Change | Access::Payable => quote!(&mut #storage::default()),
    };
    let values: Vec<_> = (0..function.outputs.len())
        .map(|index| match function.outputs.len() {
            1 => quote!(&value),
            _ => {
                let index = syn::Index::from(index);
                quote!(&value.#index)
            }
        })
        .collect();
    let (encoded, send) = (encoded(&function.outputs, &values, None), send());
    quote! {
        impl ::blueprint_hooks::Handler<#storage> for calls::#arguments {
            const PAYABLE: bool = #payable;

            #[inline(always)]
            fn handle(message: ::blueprint_hooks::Message<Self, #storage>) -> ::blueprint_hooks::Returned {
                let Self { #(#idents),* } = message.into_arguments();
                let returned = <#storage as #of>::#name(#receiver, #(#idents),*);
                match ::blueprint_hooks::Returns::<#output>::into_result(returned) {
                    #[allow(unused_variables)]
                    Ok(value) => {
                        let #send = ::blueprint_hooks::return_data::send;
                        #encoded
                    }
                    Err(revert) => ::blueprint_hooks::return_data::reverted(revert),
                }
            }
        }
    }
}

fn constructor_arguments(constructor: &Constructor) -> TokenStream {
    let (idents, types) = (
        field_idents(&constructor.fields),
        canonical(&constructor.fields),
    );
    let field_types: Vec<_> = constructor
        .fields
        .iter()
        .map(|field| field.ty.argument())
        .collect();
    let docs = constructor
        .fields
        .iter()
        .map(|field| format!("`{}`", field.name));
    let read = reading(&constructor.fields);
    let calldata = calldata(&quote!(ConstructorArguments), &constructor.fields, None);
    quote! {
        /// Arguments of the constructor.
        #[derive(Debug, Clone)]
        pub struct ConstructorArguments { #(#[doc = #docs] pub #idents: #field_types),* }

        impl ::blueprint_hooks::Arguments for ConstructorArguments {
            const TYPES: &'static str = #types;

            #read
        }

        #calldata
    }
}

/// ink! messages, which ink!'s tools read; overloads in blocks of their own, as ink! wants it.
fn messages(model: &Model, storage: &Ident) -> (TokenStream, TokenStream) {
    let any_payable = model
        .functions()
        .any(|function| function.access == Access::Payable);
    let mut names = Vec::new();
    let (mut plain, mut overloads) = (TokenStream::new(), TokenStream::new());
    for (index, function) in model.functions().enumerate() {
        let name = &function.name;
        let arguments = call_ident(function);
        let method = format_ident!("message_{}", function.rust);
        // Where no message takes value, ink! traps on value before it looks at the selector: one
        // message must seem to take it. The contract still refuses it.
        let payable = (function.access == Access::Payable || (!any_payable && index == 0))
            .then(|| quote!(, payable));
        let receiver = match function.access {
            Access::View => quote!(&self),
            _ => quote!(&mut self),
        };
        let documentation = format!("`{}`", function.signature());
        let message = quote! {
            #[doc = #documentation]
            #[ink(message #payable, name = #name)]
            pub fn #method(#receiver, call: ::blueprint_hooks::Message<calls::#arguments, #storage>) {
                // Decoding it has ended the call.
                let _ = call;
            }
        };
        if names.contains(name) {
            let namespace = &function.rust;
            overloads.extend(quote! {
                #[ink(namespace = #namespace)]
                impl #storage { #message }
            });
        } else {
            names.push(name.clone());
            plain.extend(message);
        }
    }
    (plain, overloads)
}

/// One function for all functions of an interface that only check the guard: a contract has dozens of them,
/// and every byte of code is paid for in every call.
fn tails(storage: &Ident, defaults: &[Defaults]) -> TokenStream {
    let tails = defaults.iter().filter_map(|defaults| {
        let (guard, _) = defaults.guarded.as_ref()?;
        let name = tail_ident(defaults);
        Some(quote! {
            #[inline(never)]
            fn #name(&self, kinds: &[::blueprint_hooks::calldata::Kind], payable: bool) {
                ::blueprint_hooks::entry::accept::<RULES>(kinds, payable);
                let _ = match ::blueprint_hooks::Guard::admit(&#guard) {
                    Ok(()) => ::blueprint_hooks::return_data::send(&[]),
                    Err(revert) => ::blueprint_hooks::return_data::reverted(revert),
                };
            }
        })
    });
    quote!(impl #storage { #(#tails)* })
}

fn tail_ident(defaults: &Defaults) -> Ident {
    format_ident!("check_guard_of_{}", crate::names::snake(&defaults.part))
}

/// The words that views return which are left to their defaults: one table, in which each sequence is found.
struct Constants(Vec<u64>);

impl Constants {
    fn of(defaults: &[Defaults]) -> Self {
        let mut sequences: Vec<_> = defaults
            .iter()
            .flat_map(|it| it.constants.values())
            .collect();
        // Short sequences are often parts of long ones.
        sequences.sort_by_key(|words| std::cmp::Reverse(words.len()));
        let mut table = Self(Vec::new());
        for words in sequences {
            if table.place(words).is_none() {
                table.0.extend(words);
            }
        }
        table
    }

    fn place(&self, words: &[u64]) -> Option<usize> {
        self.0.windows(words.len()).position(|part| part == words)
    }

    fn declared(&self) -> TokenStream {
        let (words, count) = (&self.0, self.0.len());
        quote! {
            /// Values that functions return by default.
            #[allow(dead_code)]
            static CONSTANTS: [::blueprint_hooks::calldata::Slot; #count] =
                [#(::blueprint_hooks::word::of_u64(#words)),*];
        }
    }
}

/// Finds the function of the calldata.
fn call(
    model: &Model,
    storage: &Ident,
    defaults: &[Defaults],
    constants: &Constants,
) -> TokenStream {
    let arms =
        model.parts.iter().flat_map(|part| {
            let defaults = defaults.iter().find(|defaults| defaults.part == part.name);
            part.with_selector().map(move |function| {
            let arguments = call_ident(function);
            // In the machine's order, as the host's bytes are read.
            let selector = u32::from_le_bytes(function.selector());
            let kinds = quote!(<calls::#arguments as ::blueprint_hooks::Arguments>::KINDS);
            let short = defaults.filter(|_| words(&function.inputs) <= 16);
            let is_guarded = |it: &&Defaults| {
                it.guarded.as_ref().is_some_and(|(_, names)| names.contains(&function.rust))
            };
            if let Some(defaults) = short.filter(is_guarded) {
                let (tail, payable) = (tail_ident(defaults), function.access == Access::Payable);
                return quote!(#selector => #storage::default().#tail(#kinds, #payable),);
            }
            let words = short.and_then(|it| it.constants.get(&function.rust));
            if let Some((from, words)) = words.and_then(|it| Some((constants.place(it)?, it))) {
                let to = from.saturating_add(words.len());
                return quote! {
                    #selector => {
                        ::blueprint_hooks::entry::constant::<RULES>(#kinds, &CONSTANTS[#from..#to])
                    }
                };
            }
            if short.is_some_and(|it| it.this.contains(&function.rust)) {
                return quote!(#selector => ::blueprint_hooks::entry::this::<RULES>(#kinds),);
            }
            quote! {
                #selector => {
                    ::blueprint_hooks::entry::message::<calls::#arguments, #storage, RULES>()
                }
            }
        })
        });
    let fallback = model
        .special(Entry::Fallback)
        .map(|(part, function)| special(part, function, storage));
    let receive = model.special(Entry::Receive).map(|(part, function)| {
        let body = special(part, function, storage);
        quote!(if ::blueprint_hooks::entry::is_empty() { #body })
    });
    let unknown = quote!(::blueprint_hooks::entry::unknown());
    let otherwise = fallback.clone().unwrap_or(unknown.clone());
    // Without them, calldata that is too short for a selector is too short for every function.
    let short = (fallback.is_some() || receive.is_some()).then(|| {
        quote! {
            if ::blueprint_hooks::entry::is_short() {
                #receive
                #otherwise
                return;
            }
        }
    });
    quote! {
        #short
        match ::blueprint_hooks::entry::selector() {
            #(#arms)*
            _ => { #otherwise }
        }
    }
}

/// Runs `fallback` or `receive`. What `fallback` takes is all of calldata; what it returns is returned as
/// it is, without the ABI's offset and length.
fn special(part: &Part, function: &Function, storage: &Ident) -> TokenStream {
    let (name, of) = (ident(&function.rust), format_ident!("{}", part.name));
    let payable = function.access == Access::Payable;
    let calldata = function
        .inputs
        .iter()
        .map(|_| quote!(::blueprint_hooks::entry::calldata()));
    let output = crate::items::output(function);
    let data = match function.outputs.len() {
        0 => quote!(&[]),
        _ => quote!(&value.to_vec()),
    };
    quote! {
        ::blueprint_hooks::entry::value(#payable);
        let returned = <#storage as #of>::#name(&mut #storage::default(), #(#calldata),*);
        let answered = match ::blueprint_hooks::Returns::<#output>::into_result(returned) {
            #[allow(unused_variables)]
            Ok(value) => ::blueprint_hooks::return_data::send(#data),
            Err(revert) => ::blueprint_hooks::return_data::reverted(revert),
        };
        let _ = answered;
    }
}
