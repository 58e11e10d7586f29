//! One trait for each interface: what a contract implements.

use crate::{
    items::{docs, field_idents, output},
    model::{Access, Function, Model, Part},
};
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

/// The traits of an interface and of all it inherits.
pub fn traits(model: &Model) -> TokenStream {
    let traits = model
        .parts
        .iter()
        .filter(|part| !part.functions.is_empty())
        .map(a_trait);
    quote!(#(#traits)*)
}

fn a_trait(part: &Part) -> TokenStream {
    let name = format_ident!("{}", part.name);
    let documentation = docs(&part.docs, &format!("The functions of `{}`.", part.name));
    let functions = part.functions.iter().map(|function| {
        let signature = signature(function);
        let documentation = function_docs(function);
        quote!(#documentation #signature;)
    });
    quote! {
        #documentation
        #[allow(clippy::too_many_arguments, clippy::wrong_self_convention)]
        pub trait #name {
            #(#functions)*
        }
    }
}

/// A function's head in the trait. What it returns may be the value or a `Result` of it.
fn signature(function: &Function) -> TokenStream {
    let (name, receiver, parameters) = head(function);
    let output = output(function);
    quote!(fn #name(#receiver, #parameters) -> impl ::blueprint_hooks::Returns<#output>)
}

/// Name, receiver and parameters.
pub fn head(function: &Function) -> (proc_macro2::Ident, TokenStream, TokenStream) {
    let name = crate::names::ident(&function.rust);
    let receiver = match function.access {
        Access::View => quote!(&self),
        Access::Change | Access::Payable => quote!(&mut self),
    };
    let idents = field_idents(&function.inputs);
    let types = function.inputs.iter().map(|field| field.ty.argument());
    (name, receiver, quote!(#(#idents: #types),*))
}

/// What NatSpec says, the signature, and the default.
pub fn function_docs(function: &Function) -> TokenStream {
    let mut lines = function.spec.text.clone();
    lines.push(String::new());
    lines.push(format!("`{}`", function.signature()));
    for (name, text) in &function.spec.parameters {
        lines.push(format!("- `{name}`: {text}"));
    }
    for text in &function.spec.returns {
        lines.push(format!("- returns {text}"));
    }
    if let Some(default) = &function.spec.default {
        lines.push(String::new());
        lines.push(format!(
            "Where a manager does not implement it: `{default}`."
        ));
    }
    docs(&lines, "")
}

/// How the function is written, for messages.
pub fn expected(function: &Function) -> String {
    let (name, receiver, parameters) = head(function);
    let output = output(function);
    let text = quote!(fn #name(#receiver, #parameters) -> Result<#output>).to_string();
    // The compiler wraps long lines, and sets `:` before `::` without a space.
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    text.replace(":::", ": ::")
        .replace("blueprint_hooks::", "blueprint_hooks ::")
        .replace(":: blueprint_hooks :: ", "")
        .replace(" :", ":")
        .replace(" ,", ",")
        .replace(" (", "(")
        .replace("& ", "&")
        .replace(" < ", "<")
        .replace(" >", ">")
        .replace("( )", "()")
}
