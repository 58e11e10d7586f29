//! What a manager does that does not implement a function: `@custom:default` of the `.sol` file.

use crate::{
    implement::{binds, Callers},
    items::field_idents,
    model::{Access, Function},
    traits::{expected, function_docs, head},
    types::{Field, Ty},
};
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use syn::{parse_quote, ImplItem};

/// The method of a function that the block does not have.
pub fn default(function: &Function, callers: &Callers) -> std::result::Result<ImplItem, String> {
    let Some(text) = &function.spec.default else {
        return Err(format!(
            "missing {}: its interface gives no default; expected {}",
            function.signature(),
            expected(function)
        ));
    };
    let (name, receiver, parameters) = head(function);
    let output = crate::items::output(function);
    let documentation = function_docs(function);
    let idents = field_idents(&function.inputs);
    let of_roles = roles_method(function).map(|method| quote!(self.roles.#method(#(#idents),*)));
    let body = match (function.access, callers) {
        (Access::View, _) => {
            let value = match (text.as_str(), callers) {
                _ if of_roles.is_some() => quote!(#of_roles),
                ("guard.owner", Callers::Admitted(guard)) => {
                    quote!(::blueprint_hooks::Guard::owner(&#guard))
                }
                ("guard.runtime", Callers::Admitted(guard)) => {
                    quote!(::blueprint_hooks::Guard::runtime(&#guard))
                }
                ("guard.blueprint_id", Callers::Admitted(guard)) => {
                    quote!(::blueprint_hooks::Guard::blueprint_id(&#guard))
                }
                ("guard.owner" | "guard.runtime" | "guard.blueprint_id", Callers::Anyone) => {
                    return Err(format!(
                        "{}: its default asks the guard: expected #[guarded(self.guard)]",
                        function.signature()
                    ))
                }
                _ => default_value(text, &function.outputs).ok_or_else(|| {
                    format!("{}: no value: @custom:default {text}", function.signature())
                })?,
            };
            return Ok(parse_quote! {
                #documentation
                #[allow(unused_variables)]
                fn #name(#receiver, #parameters) -> #output { #value }
            });
        }
        _ if of_roles.is_some() => quote!(#of_roles),
        (_, Callers::Admitted(guard)) if binds(function) => {
            quote!(::blueprint_hooks::Guard::bind(&mut #guard, #(#idents),*))
        }
        (_, Callers::Admitted(guard)) => quote!(::blueprint_hooks::Guard::admit(&#guard)),
        (_, Callers::Anyone) if binds(function) => {
            return Err(format!(
                "{} binds a guard, and there is none",
                function.signature()
            ))
        }
        (_, Callers::Anyone) => quote!(Ok(())),
    };
    if !function.outputs.is_empty() {
        return Err(format!(
            "missing {}: a function that changes state and returns values has no default",
            function.signature()
        ));
    }
    Ok(parse_quote! {
        #documentation
        #[allow(unused_variables)]
        fn #name(#receiver, #parameters) -> ::blueprint_hooks::Result<()> { #body }
    })
}

/// The method of the contract's field `roles` that a function calls by default: `@custom:default roles.offer`.
pub fn roles_method(function: &Function) -> Option<Ident> {
    let method = function.spec.default.as_deref()?.strip_prefix("roles.")?;
    Some(format_ident!("{method}"))
}

/// The value that `@custom:default` names: of one output, or `(a, b)` of several.
fn default_value(text: &str, outputs: &[Field]) -> Option<TokenStream> {
    if let [one] = outputs {
        return one_value(text, &one.ty);
    }
    let inside = text.strip_prefix('(')?.strip_suffix(')')?;
    let parts: Vec<_> = inside.split(',').map(str::trim).collect();
    if parts.len() != outputs.len() {
        return None;
    }
    let values = parts
        .iter()
        .zip(outputs)
        .map(|(text, field)| one_value(text, &field.ty))
        .collect::<Option<Vec<_>>>()?;
    Some(quote!((#(#values),*)))
}

fn one_value(text: &str, ty: &Ty) -> Option<TokenStream> {
    if text == "0" || text == "[]" || text == "\"\"" {
        return Some(quote!(::core::default::Default::default()));
    }
    Some(match ty {
        Ty::Bool => {
            let value: bool = text.parse().ok()?;
            quote!(#value)
        }
        Ty::Address if text == "this" => quote!(::blueprint_hooks::env::this()),
        Ty::Uint(8 | 16 | 32 | 64 | 128) => {
            let number: u128 = text.parse().ok()?;
            let number = proc_macro2::Literal::u128_unsuffixed(number);
            quote!(#number)
        }
        Ty::Uint(256) => {
            let number: u128 = text.parse().ok()?;
            quote!(::blueprint_hooks::U256::from(#number))
        }
        _ => return None,
    })
}

/// The words that a view returns by default, where they are the same in every call and fit 64 bits each.
pub fn constant(function: &Function) -> Option<Vec<u64>> {
    let text = function.spec.default.as_deref()?;
    if function.access != Access::View || function.outputs.is_empty() {
        return None;
    }
    if let [one] = &function.outputs[..] {
        // The offset of a length of zero.
        let is_empty = matches!(
            (&one.ty, text),
            (Ty::Bytes | Ty::Text, "\"\"") | (Ty::Array(_), "[]")
        );
        return match is_empty {
            true => Some(vec![32, 0]),
            false => Some(vec![constant_word(text, &one.ty)?]),
        };
    }
    let inside = text.strip_prefix('(')?.strip_suffix(')')?;
    let parts = inside.split(',').map(str::trim);
    let words = parts
        .zip(&function.outputs)
        .map(|(text, field)| constant_word(text, &field.ty));
    words.collect()
}

fn constant_word(text: &str, ty: &Ty) -> Option<u64> {
    match ty {
        Ty::Bool => text
            .parse::<bool>()
            .ok()
            .or((text == "0").then_some(false))
            .map(u64::from),
        Ty::Uint(_) => text.parse().ok(),
        Ty::Address | Ty::Int(_) if text == "0" => Some(0),
        _ => None,
    }
}
