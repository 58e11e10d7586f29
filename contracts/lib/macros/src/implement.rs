//! `impl IMine for Mine`: guards before the functions, defaults for those that are not written.

use crate::{
    contract::all,
    defaults::{constant, default, roles_method},
    dispatch::Defaults,
    items::{call_ident, field_idents},
    model::{Access, Function, Part},
    traits::{expected, head},
};
use proc_macro2::Span;
use quote::{format_ident, quote, ToTokens};
use std::collections::{BTreeMap, BTreeSet};
use syn::{
    parse::Parser, parse_quote, spanned::Spanned, Attribute, Error, Expr, FnArg, ImplItem,
    ImplItemFn, ItemImpl, Pat, Result, ReturnType, Type,
};

/// Who may call the functions of a block that change state.
pub enum Callers {
    /// Those that this guard admits.
    Admitted(Box<Expr>),
    Anyone,
}

/// Takes an attribute off a list.
pub fn take(attributes: &mut Vec<Attribute>, name: &str) -> Option<Attribute> {
    let at = attributes
        .iter()
        .position(|attribute| attribute.path().is_ident(name))?;
    Some(attributes.remove(at))
}

fn callers(block: &mut ItemImpl, part: &Part) -> Result<Callers> {
    let guarded = take(&mut block.attrs, "guarded");
    let unguarded = take(&mut block.attrs, "unguarded");
    let changes = part
        .functions
        .iter()
        .any(|function| function.access != Access::View);
    match (guarded, unguarded) {
        (Some(attribute), None) => Ok(Callers::Admitted(Box::new(attribute.parse_args().map_err(
            |error| Error::new(error.span(), "expected a guard, as in #[guarded(self.guard)]"),
        )?))),
        (None, Some(_)) => Ok(Callers::Anyone),
        (None, None) if !changes => Ok(Callers::Anyone),
        (None, None) => Err(Error::new_spanned(
            block.trait_.as_ref().map(|(_, path, _)| path),
            format!(
                "{} has functions that change state: say who may call them, by #[guarded(self.guard)] \
                 or #[unguarded] above this impl",
                part.name
            ),
        )),
        (Some(attribute), Some(_)) => {
            Err(Error::new_spanned(attribute, "expected #[guarded(…)] or #[unguarded], received both"))
        }
    }
}

/// Puts guards in front of the functions, and defaults in the place of those that are not there, which it
/// returns.
pub fn implement(block: &mut ItemImpl, part: &Part) -> Result<Defaults> {
    let callers = callers(block, part)?;
    let name = format_ident!("{}", part.name);
    // The trait is made beside this block, whatever path the block names it by.
    if let Some((_, path, _)) = &mut block.trait_ {
        let span = path.span();
        *path = parse_quote!(#name);
        if let Some(segment) = path.segments.last_mut() {
            segment.ident.set_span(span);
        }
    }
    // Methods return what they return, not the trait's `impl Returns<…>`; how many parameters they have,
    // and what they are called, is the interface's choice.
    block.attrs.push(parse_quote!(#[allow(
        refining_impl_trait,
        clippy::too_many_arguments,
        clippy::wrong_self_convention
    )]));
    let mut errors: Vec<Error> = Vec::new();
    let mut written = BTreeSet::new();
    for item in &mut block.items {
        let ImplItem::Fn(method) = item else {
            continue;
        };
        let rust = method.sig.ident.to_string();
        let Some(function) = part.functions.iter().find(|function| function.rust == rust) else {
            let known: Vec<_> = part
                .functions
                .iter()
                .map(|function| function.rust.as_str())
                .collect();
            let message = format!(
                "{} has no function {rust}; it has {}",
                part.name,
                known.join(", ")
            );
            errors.push(Error::new(method.sig.ident.span(), message));
            continue;
        };
        written.insert(rust);
        errors.extend(guard(method, function, &callers).err());
    }
    let (mut plain, mut constants) = (BTreeSet::new(), BTreeMap::new());
    let mut this = BTreeSet::new();
    for function in &part.functions {
        if written.contains(&function.rust) {
            continue;
        }
        match default(function, &callers) {
            Ok(method) => {
                block.items.push(method);
                let has_body = binds(function) || roles_method(function).is_some();
                if function.access != Access::View && !has_body {
                    plain.insert(function.rust.clone());
                }
                if function.access == Access::View
                    && function.spec.default.as_deref() == Some("this")
                {
                    this.insert(function.rust.clone());
                }
                if let Some(words) = constant(function) {
                    constants.insert(function.rust.clone(), words);
                }
            }
            Err(message) => {
                let at = block
                    .trait_
                    .as_ref()
                    .map(|(_, path, _)| path.to_token_stream());
                errors.push(Error::new_spanned(at, message));
            }
        }
    }
    all(errors)?;
    Ok(Defaults {
        part: part.name.clone(),
        guarded: match callers {
            Callers::Admitted(guard) if !plain.is_empty() => Some((*guard, plain)),
            _ => None,
        },
        constants,
        this,
    })
}

/// Checks a method against the function, and puts the guard before its body.
fn guard(method: &mut ImplItemFn, function: &Function, callers: &Callers) -> Result<()> {
    let unguarded = take(&mut method.attrs, "unguarded");
    spread(method, function);
    let (_, receiver, _) = head(function);
    let wanted = expected(function);
    let given = method
        .sig
        .inputs
        .iter()
        .filter(|input| matches!(input, FnArg::Typed(_)))
        .count();
    let has = match method.sig.inputs.first() {
        Some(FnArg::Receiver(receiver)) => receiver.to_token_stream().to_string(),
        _ => String::new(),
    };
    if given != function.inputs.len() || has != receiver.to_string() {
        return Err(Error::new_spanned(
            &method.sig,
            format!("{}: expected {wanted}", function.signature()),
        ));
    }
    let changes = function.access != Access::View;
    let Callers::Admitted(guard) = callers else {
        return Ok(());
    };
    if !changes || unguarded.is_some() {
        if !changes && unguarded.is_some() {
            let message = "a view function has no guard: remove #[unguarded]";
            return Err(Error::new_spanned(&method.sig.ident, message));
        }
        return Ok(());
    }
    if !returns_result(&method.sig.output) {
        return Err(Error::new_spanned(
            &method.sig,
            format!("a guarded function returns a Result, so that the guard can refuse: expected {wanted}"),
        ));
    }
    let admit = if binds(function) {
        // The arguments by names of our own, whatever the method's patterns are.
        let idents = field_idents(&function.inputs);
        let mut patterns = Vec::new();
        for (input, ident) in method.sig.inputs.iter_mut().skip(1).zip(&idents) {
            if let FnArg::Typed(typed) = input {
                patterns.push((typed.pat.clone(), ident.clone()));
                *typed.pat = parse_quote!(#ident);
            }
        }
        let lets = patterns
            .iter()
            .filter(|(pattern, ident)| !matches!(&**pattern, Pat::Ident(it) if it.ident == *ident));
        let lets = lets.map(|(pattern, ident)| quote!(let #pattern = #ident;));
        quote!(::blueprint_hooks::Guard::bind(&mut #guard, #(#idents),*)?; #(#lets)*)
    } else {
        quote!(::blueprint_hooks::Guard::admit(&#guard)?;)
    };
    let statements = syn::Block::parse_within.parse2(admit)?;
    method.block.stmts.splice(0..0, statements);
    Ok(())
}

/// A method may take its arguments as one, `call: OnJobCall`: the parameters in their place, and one put
/// together of them before the body.
fn spread(method: &mut ImplItemFn, function: &Function) {
    let name = call_ident(function);
    let [_, FnArg::Typed(only)] = &method.sig.inputs.iter().collect::<Vec<_>>()[..] else {
        return;
    };
    let last_of = |ty: &Type| match ty {
        Type::Path(path) => path.path.segments.last().map(|last| last.ident.clone()),
        _ => None,
    };
    // A function `kind(Kind kind)` has one parameter of that type itself.
    let itself = match &function.inputs[..] {
        [one] => name == one.ty.argument().to_string().as_str(),
        _ => false,
    };
    if itself || last_of(&only.ty) != Some(name.clone()) {
        return;
    }
    let pattern = only.pat.clone();
    let fields = field_idents(&function.inputs);
    // The body does not see them: a parameter `kind` would hide a function of that name.
    let idents: Vec<_> = fields
        .iter()
        .map(|field| format_ident!("call_{}", field, span = Span::mixed_site()))
        .collect();
    let types = function.inputs.iter().map(|field| field.ty.argument());
    let receiver = method.sig.inputs.first().cloned();
    method.sig.inputs = parse_quote!(#receiver, #(#idents: #types),*);
    let together: syn::Stmt = parse_quote!(let #pattern = calls::#name { #(#fields: #idents),* };);
    method.block.stmts.insert(0, together);
}

/// Whether a function binds the guard.
pub fn binds(function: &Function) -> bool {
    function.spec.default.as_deref() == Some("guard.bind")
}

/// Whether a method returns a `Result`.
pub fn returns_result(output: &ReturnType) -> bool {
    let ReturnType::Type(_, ty) = output else {
        return false;
    };
    matches!(&**ty, Type::Path(path) if path.path.segments.last().is_some_and(|it| it.ident == "Result"))
}
