//! `#[contract("I.sol")]`: a module with a storage struct and `impl` blocks becomes a contract.

use crate::{
    client::called_in,
    dispatch::{self, Constructor, Dispatcher, GuardedDefaults},
    items::{call_ident, field_idents, items},
    model::{Access, Function, Model, Part},
    traits::{function_docs, head, traits},
    types::{of_rust, Field, Ty},
};
use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote, ToTokens};
use std::collections::BTreeSet;
use syn::{
    parse::{Parse, ParseStream, Parser},
    parse_quote,
    spanned::Spanned,
    Attribute, Error, Expr, FnArg, Ident, ImplItem, ImplItemFn, Item, ItemImpl, ItemMod, LitStr,
    Pat, Result, ReturnType, Token, Type,
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
                implement(block, part).map(|found| defaults.extend(found))
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
    if let Some(error) = errors.into_iter().reduce(|mut all, error| {
        all.combine(error);
        all
    }) {
        return Err(error);
    }
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

/// Who may call the functions of a block that change state.
enum Callers {
    /// Those that this guard admits.
    Admitted(Box<Expr>),
    Anyone,
}

fn take(attributes: &mut Vec<Attribute>, name: &str) -> Option<Attribute> {
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

/// Puts guards in front of the functions, and defaults in the place of those that are not there. Returns
/// those that do nothing but ask the guard.
fn implement(block: &mut ItemImpl, part: &Part) -> Result<Option<GuardedDefaults>> {
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
    block.attrs.push(parse_quote!(#[allow(
        refining_impl_trait,
        unused_variables,
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
    let mut plain = BTreeSet::new();
    for function in &part.functions {
        if written.contains(&function.rust) {
            continue;
        }
        match default(function, &callers) {
            Ok(method) => {
                block.items.push(method);
                if function.access != Access::View && !binds(function) {
                    plain.insert(function.rust.clone());
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
    if let Some(error) = errors.into_iter().reduce(|mut all, error| {
        all.combine(error);
        all
    }) {
        return Err(error);
    }
    Ok(match callers {
        Callers::Admitted(guard) if !plain.is_empty() => Some(GuardedDefaults {
            part: part.name.clone(),
            guard: *guard,
            functions: plain,
        }),
        _ => None,
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
    let is_call = matches!(&*only.ty, Type::Path(path)
        if path.path.segments.last().is_some_and(|last| last.ident == name));
    if !is_call {
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

fn binds(function: &Function) -> bool {
    function.spec.default.as_deref() == Some("guard.bind")
}

fn returns_result(output: &ReturnType) -> bool {
    let ReturnType::Type(_, ty) = output else {
        return false;
    };
    matches!(&**ty, Type::Path(path) if path.path.segments.last().is_some_and(|it| it.ident == "Result"))
}

/// How the function is written, for messages.
fn expected(function: &Function) -> String {
    let (name, receiver, parameters) = head(function);
    let output = crate::items::output(function);
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

/// The method of a function that the block does not have.
fn default(function: &Function, callers: &Callers) -> std::result::Result<ImplItem, String> {
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
    let body = match (function.access, callers) {
        (Access::View, _) => {
            let value = match (text.as_str(), callers) {
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
                fn #name(#receiver, #parameters) -> #output { #value }
            });
        }
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
        fn #name(#receiver, #parameters) -> ::blueprint_hooks::Result<()> { #body }
    })
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
