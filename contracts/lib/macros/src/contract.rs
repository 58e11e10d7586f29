//! `#[contract("I.sol")]`: a module with a storage struct and `impl` blocks becomes a contract.

use crate::{
    client::called_in,
    dispatch::{self, Constructor, Dispatcher},
    implement::{implement, returns_result, take},
    items::items,
    model::{Model, Part},
    traits::traits,
    types::{of_rust, Field},
};
use proc_macro2::TokenStream;
use quote::quote;
use std::collections::BTreeSet;
use syn::{
    parse::{Parse, ParseStream},
    Error, FnArg, Ident, ImplItem, Item, ItemImpl, ItemMod, LitStr, Pat, Result, Token, Type,
};

/// `"file.sol"`, `"file.sol", dispatcher = "ink"`.
struct Arguments {
    path: LitStr,
    dispatcher: Dispatcher,
}

impl Parse for Arguments {
    fn parse(input: ParseStream) -> Result<Self> {
        let path = input.parse().map_err(|error| {
            let message =
                "expected the path of an interface, as in #[contract(\"../IMyBlueprint.sol\")]";
            Error::new(error.span(), message)
        })?;
        let mut dispatcher = Dispatcher::Own;
        if input.parse::<Option<Token![,]>>()?.is_some() && !input.is_empty() {
            let key: Ident = input.parse()?;
            input.parse::<Token![=]>()?;
            let value: LitStr = input.parse()?;
            dispatcher = match (key.to_string().as_str(), value.value().as_str()) {
                ("dispatcher", "own") => Dispatcher::Own,
                ("dispatcher", "ink") => Dispatcher::Ink,
                _ => {
                    let message =
                        "expected dispatcher = \"own\" (the default) or dispatcher = \"ink\"";
                    return Err(Error::new(key.span(), message));
                }
            };
        }
        Ok(Self { path, dispatcher })
    }
}

/// Expands `#[contract]`.
pub fn expand(arguments: TokenStream, module: TokenStream) -> Result<TokenStream> {
    let Arguments { path, dispatcher } = syn::parse2(arguments)?;
    let mut module: ItemMod = syn::parse2(module).map_err(|error| {
        Error::new(
            error.span(),
            "expected a module: #[contract(\"…\")] pub mod name { … }",
        )
    })?;
    let Some((_, content)) = &mut module.content else {
        return Err(Error::new_spanned(
            &module,
            "expected the module's content between braces",
        ));
    };
    let model = Model::read(&path.value(), &called_in(path.span()), path.span())?;
    if model.functions().next().is_none() {
        let message = format!(
            "{}: expected at least one function, received none",
            model.name
        );
        return Err(Error::new(path.span(), message));
    }

    let storage = storage(content, &module.ident)?;
    let (mut constructor, mut refused) = (None, false);
    let mut defaults = Vec::new();
    let mut done = BTreeSet::new();
    let mut errors: Vec<Error> = Vec::new();
    for item in content.iter_mut() {
        let Item::Impl(block) = item else {
            continue;
        };
        if !is_of(block, &storage) {
            continue;
        }
        let outcome = match interface_of(block, &model) {
            Some(part) => {
                done.insert(part.name.clone());
                implement(block, part).map(|found| defaults.push(found))
            }
            None => find_constructor(block)
                .map(|found| constructor = found.or(constructor.take()))
                .inspect_err(|_| refused = true),
        };
        errors.extend(outcome.err());
    }
    for part in &model.parts {
        if !part.functions.is_empty() && !done.contains(&part.name) {
            let message = format!(
                "{storage} does not implement {name}: expected #[guarded(self.guard)] or #[unguarded] \
                 impl {name} for {storage} {{ … }}",
                name = part.name
            );
            errors.push(Error::new(storage.span(), message));
        }
    }
    if constructor.is_none() && !refused {
        let message = format!(
            "{storage} has no constructor: expected impl {storage} {{ pub fn constructor(&mut self, …) \
             -> Result<()> {{ … }} }}"
        );
        errors.push(Error::new(storage.span(), message));
    }
    all(errors)?;
    let Some(constructor) = constructor else {
        return Ok(TokenStream::new());
    };
    let (items, traits) = (items(&model), traits(&model));
    dispatch::expand(
        &module,
        &storage,
        &model,
        &constructor,
        &defaults,
        dispatcher,
        quote!(#items #traits),
    )
}

/// Several errors as one.
pub fn all(errors: Vec<Error>) -> Result<()> {
    let together = errors.into_iter().reduce(|mut all, error| {
        all.combine(error);
        all
    });
    together.map_or(Ok(()), Err)
}

/// The struct that holds the contract's state: the one with the module's name, or the only one.
fn storage(content: &[Item], module: &Ident) -> Result<Ident> {
    use heck::ToUpperCamelCase;
    let structs = content.iter().filter_map(|item| match item {
        Item::Struct(it) => Some(&it.ident),
        _ => None,
    });
    let structs: Vec<_> = structs.collect();
    let wanted = module.to_string().to_upper_camel_case();
    // An underscore between digits may stay: `squaring_1_4` has a struct `Squaring1_4`.
    let same = |name: &Ident| name.to_string().replace('_', "") == wanted;
    match structs.iter().find(|name| same(name)) {
        Some(name) => Ok((*name).clone()),
        None => {
            match structs[..] {
                [one] => Ok(one.clone()),
                _ => {
                    let message =
                        format!(
                    "expected a struct {wanted} that holds the contract's state, received {}",
                    if structs.is_empty() { "no struct".into() } else { join(&structs) }
                );
                    Err(Error::new(module.span(), message))
                }
            }
        }
    }
}

fn join(names: &[&Ident]) -> String {
    let names: Vec<_> = names.iter().map(ToString::to_string).collect();
    names.join(", ")
}

fn is_of(block: &ItemImpl, storage: &Ident) -> bool {
    matches!(&*block.self_ty, Type::Path(path) if path.path.is_ident(storage))
}

/// The interface that a block implements, if it is one of the contract's.
fn interface_of<'a>(block: &ItemImpl, model: &'a Model) -> Option<&'a Part> {
    let (_, path, _) = block.trait_.as_ref()?;
    let name = path.segments.last()?.ident.to_string();
    model
        .parts
        .iter()
        .find(|part| part.name == name && !part.functions.is_empty())
}

/// The constructor in a block of the contract's own methods.
fn find_constructor(block: &mut ItemImpl) -> Result<Option<Constructor>> {
    if block.trait_.is_some() {
        return Ok(None);
    }
    for item in &mut block.items {
        let ImplItem::Fn(method) = item else {
            continue;
        };
        if method.sig.ident != "constructor" {
            continue;
        }
        let payable = take(&mut method.attrs, "payable").is_some();
        if !matches!(method.sig.inputs.first(), Some(FnArg::Receiver(it)) if it.mutability.is_some())
            || !returns_result(&method.sig.output)
        {
            return Err(Error::new_spanned(
                &method.sig,
                "expected pub fn constructor(&mut self, …) -> Result<()>",
            ));
        }
        let mut fields = Vec::new();
        for input in method.sig.inputs.iter().skip(1) {
            let FnArg::Typed(typed) = input else {
                continue;
            };
            let name = match &*typed.pat {
                Pat::Ident(it) => it.ident.to_string(),
                _ => format!("argument{}", fields.len()),
            };
            fields.push(Field {
                name: name.trim_start_matches('_').to_owned(),
                ty: of_rust(&typed.ty)?,
                doc: None,
            });
        }
        return Ok(Some(Constructor { fields, payable }));
    }
    Ok(None)
}
