//! What a contract's Rust source says of it: the interface it is made from, and its constructor.

use alloy_json_abi::{Constructor, Param, StateMutability};
use anyhow::{bail, Context, Result};
use std::{fs, path::Path};
use syn::{Attribute, Fields, FnArg, ImplItem, ImplItemFn, Item, Pat, Type};
use walkdir::WalkDir;

/// What was read.
pub struct Source {
    /// Of `#[contract("../IMine.sol")]`: a path from the source's folder.
    pub interface: Option<String>,
    pub constructor: Constructor,
}

impl Source {
    /// Reads a crate: its root, and the files beside, where types may be that the root names.
    pub fn read(root: &Path) -> Result<Self> {
        let mut files = vec![root.to_owned()];
        let folder = root.parent().unwrap_or(Path::new("."));
        for entry in WalkDir::new(folder).sort_by_file_name() {
            let path = entry?.into_path();
            if path != root && path.extension().is_some_and(|extension| extension == "rs") {
                files.push(path);
            }
        }
        let mut texts = Vec::new();
        for file in files {
            let text = fs::read_to_string(&file)
                .with_context(|| format!("cannot read {}", file.display()))?;
            texts.push(text);
        }
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        Self::parse(&texts).with_context(|| format!("cannot understand {}", root.display()))
    }

    fn parse(texts: &[&str]) -> Result<Self> {
        let Some((root, others)) = texts.split_first() else {
            bail!("expected a source, received none");
        };
        let file = syn::parse_file(root)?;
        // What cannot be parsed here, rustc will tell.
        let others: Vec<Item> = others
            .iter()
            .filter_map(|text| syn::parse_file(text).ok())
            .flat_map(|file| file.items)
            .collect();
        for item in &file.items {
            let Item::Mod(module) = item else { continue };
            let Some((_, items)) = &module.content else {
                continue;
            };
            let Some(attribute) = module.attrs.iter().find(|it| is(it, "contract")) else {
                continue;
            };
            return Ok(Self {
                interface: first_text(attribute),
                constructor: constructor(items, &others)?,
            });
        }
        bail!("expected a module with the attribute `contract`, received none")
    }
}

/// Whether an attribute is `name`, wherever it is from.
fn is(attribute: &Attribute, name: &str) -> bool {
    let last = attribute.path().segments.last();
    last.is_some_and(|segment| segment.ident == name)
}

/// The text that an attribute begins with, if it does.
fn first_text(attribute: &Attribute) -> Option<String> {
    let list = attribute.meta.require_list().ok()?;
    let mut tokens = list.tokens.clone().into_iter();
    let text: syn::LitStr = syn::parse2(tokens.next()?.into()).ok()?;
    Some(text.value())
}

/// The constructor: `fn constructor(&mut self, …)`, or ink!'s own.
fn constructor(items: &[Item], others: &[Item]) -> Result<Constructor> {
    let methods = items
        .iter()
        .filter_map(|item| match item {
            Item::Impl(block) if block.trait_.is_none() => Some(&block.items),
            _ => None,
        })
        .flatten()
        .filter_map(|item| match item {
            ImplItem::Fn(method) => Some(method),
            _ => None,
        });
    for method in methods {
        let of_ink = method
            .attrs
            .iter()
            .find(|it| is(it, "ink") && has_word(it, "constructor"));
        if method.sig.ident != "constructor" && of_ink.is_none() {
            continue;
        }
        let payable = of_ink.is_some_and(|it| has_word(it, "payable"))
            || method.attrs.iter().any(|it| is(it, "payable"));
        return Ok(Constructor {
            inputs: inputs(method, &[items, others])?,
            state_mutability: if payable {
                StateMutability::Payable
            } else {
                StateMutability::NonPayable
            },
        });
    }
    bail!("expected a constructor, received none")
}

fn has_word(attribute: &Attribute, word: &str) -> bool {
    let list = attribute.meta.require_list();
    list.is_ok_and(|list| {
        let mut tokens = list.tokens.clone().into_iter();
        tokens.any(|token| token.to_string() == word)
    })
}

fn inputs(method: &ImplItemFn, items: &[&[Item]]) -> Result<Vec<Param>> {
    let mut params = Vec::new();
    for input in &method.sig.inputs {
        let FnArg::Typed(input) = input else { continue };
        // `Deploy<New>`: the fields of New are the arguments.
        if let Some(name) = of_deploy(&input.ty) {
            let fields = items
                .iter()
                .find_map(|items| fields(items, &name))
                .with_context(|| format!("expected struct {name} in the contract's crate"))?;
            for (name, ty) in fields {
                params.push(param(&name, &ty)?);
            }
            continue;
        }
        let name = match &*input.pat {
            Pat::Ident(it) => it.ident.to_string(),
            _ => String::new(),
        };
        params.push(param(&name, &input.ty)?);
    }
    Ok(params)
}

/// `T` of `Deploy<T>` or `Deploy<T, true>`.
fn of_deploy(ty: &Type) -> Option<String> {
    let Type::Path(path) = ty else { return None };
    let last = path.path.segments.last()?;
    let syn::PathArguments::AngleBracketed(arguments) = &last.arguments else {
        return None;
    };
    let syn::GenericArgument::Type(Type::Path(inner)) = arguments.args.first()? else {
        return None;
    };
    let inner = inner.path.segments.last()?.ident.to_string();
    (last.ident == "Deploy").then_some(inner)
}

/// The fields of a struct, which may stand in `arguments! { … }`.
fn fields(items: &[Item], name: &str) -> Option<Vec<(String, Type)>> {
    items.iter().find_map(|item| match item {
        Item::Struct(it) if it.ident == name => {
            let Fields::Named(named) = &it.fields else {
                return None;
            };
            let named = named.named.iter();
            named
                .map(|field| Some((field.ident.as_ref()?.to_string(), field.ty.clone())))
                .collect()
        }
        Item::Mod(it) => fields(&it.content.as_ref()?.1, name),
        Item::Macro(it) => {
            let inside: syn::File = syn::parse2(it.mac.tokens.clone()).ok()?;
            fields(&inside.items, name)
        }
        _ => None,
    })
}

fn param(name: &str, ty: &Type) -> Result<Param> {
    let sol = sol_type(ty).with_context(|| {
        format!("constructor's argument {name}: expected a type that has one in Solidity")
    })?;
    Ok(Param {
        ty: sol,
        name: camel(name.trim_start_matches('_')),
        components: Vec::new(),
        internal_type: None,
    })
}

fn sol_type(ty: &Type) -> Option<String> {
    match ty {
        Type::Path(path) => {
            let name = path.path.segments.last()?.ident.to_string();
            Some(match name.as_str() {
                "bool" => "bool".into(),
                "U256" => "uint256".into(),
                "I256" => "int256".into(),
                "Address" => "address".into(),
                "Bytes" => "bytes".into(),
                "Text" | "String" => "string".into(),
                _ => match name.split_at_checked(1)? {
                    ("u", bits @ ("8" | "16" | "32" | "64" | "128")) => format!("uint{bits}"),
                    ("i", bits @ ("8" | "16" | "32" | "64" | "128")) => format!("int{bits}"),
                    _ => return None,
                },
            })
        }
        Type::Array(array) => {
            let syn::Expr::Lit(syn::ExprLit {
                lit: syn::Lit::Int(length),
                ..
            }) = &array.len
            else {
                return None;
            };
            let length: u8 = length.base10_parse().ok()?;
            let bytes = sol_type(&array.elem)? == "uint8" && (1..=32).contains(&length);
            bytes.then(|| format!("bytes{length}"))
        }
        _ => None,
    }
}

/// A Rust name in Solidity's form: `service_id` is `serviceId`.
fn camel(name: &str) -> String {
    let mut words = name.split('_');
    let mut text = words.next().unwrap_or_default().to_owned();
    for word in words {
        let mut letters = word.chars();
        text.extend(letters.next().into_iter().flat_map(char::to_uppercase));
        text.extend(letters);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn types(source: &Source) -> Vec<String> {
        let inputs = source.constructor.inputs.iter();
        inputs.map(|it| format!("{} {}", it.ty, it.name)).collect()
    }

    #[test]
    fn contract_of_an_interface_says_both() {
        let source = Source::parse(&[
            r#"#[blueprint_hooks::contract("../IMine.sol", dispatcher = "own")]
            mod mine {
                pub struct Mine {}
                impl Mine {
                    #[payable]
                    pub fn constructor(&mut self, era_blocks: u32, _root: [u8; 32]) -> Result<()> {}
                }
                impl IMine for Mine {}
            }"#,
        ])
        .unwrap();
        assert_eq!(source.interface.as_deref(), Some("../IMine.sol"));
        assert_eq!(types(&source), ["uint32 eraBlocks", "bytes32 root"]);
        assert_eq!(
            source.constructor.state_mutability,
            StateMutability::Payable
        );
    }

    #[test]
    fn contract_of_ink_says_its_constructor() {
        let source = Source::parse(&[
            "mod wire;
            #[ink::contract]
            pub mod mine {
                #[ink(storage)]
                pub struct Mine {}
                impl Mine {
                    #[ink(constructor)]
                    pub fn new(arguments: Deploy<New>) -> Self {}
                    #[ink(message)]
                    pub fn other(&self, arguments: Call<Other>) {}
                }
            }",
            "arguments! {
                /// How it is deployed.
                pub struct New { pub runtime: Address, pub share: u16 }
                pub struct Other { pub id: u64 }
            }",
        ])
        .unwrap();
        assert_eq!(source.interface, None);
        assert_eq!(types(&source), ["address runtime", "uint16 share"]);
        assert_eq!(
            source.constructor.state_mutability,
            StateMutability::NonPayable
        );
    }

    #[test]
    fn unknown_types_and_absent_parts_refused() {
        let refused = |text: &str| format!("{:#}", Source::parse(&[text]).err().unwrap());
        let odd = "#[contract] mod m { impl M { fn constructor(&mut self, list: Vec<u8>) {} } }";
        assert!(refused(odd).contains("constructor's argument list"));
        assert!(refused("#[contract] mod m {}").contains("expected a constructor"));
        assert!(refused("mod m {}").contains("expected a module"));
    }
}
