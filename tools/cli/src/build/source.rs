//! What a contract's Rust source says of it: the interface it is made from, and its constructor.

use alloy_json_abi::{Constructor, Param, StateMutability};
use anyhow::{bail, Context, Result};
use blueprint_interfaces::type_of_rust;
use quote::ToTokens;
use std::{fs, path::Path};
use syn::{Attribute, FnArg, ImplItem, ImplItemFn, Item, Pat, Type};

/// What was read.
pub struct Source {
    /// Of `#[contract("../IMine.sol")]`: a path from the source's folder.
    pub interface: Option<String>,
    pub constructor: Constructor,
}

impl Source {
    /// Reads a crate's root.
    pub fn read(root: &Path) -> Result<Self> {
        let text =
            fs::read_to_string(root).with_context(|| format!("cannot read {}", root.display()))?;
        Self::parse(&text).with_context(|| format!("cannot understand {}", root.display()))
    }

    fn parse(text: &str) -> Result<Self> {
        for item in &syn::parse_file(text)?.items {
            let Item::Mod(module) = item else { continue };
            let Some((_, items)) = &module.content else {
                continue;
            };
            let Some(attribute) = module.attrs.iter().find(|it| is(it, "contract")) else {
                continue;
            };
            return Ok(Self {
                interface: first_text(attribute),
                constructor: constructor(items)?,
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

/// The constructor: `fn constructor(&mut self, …)`.
fn constructor(items: &[Item]) -> Result<Constructor> {
    let methods = items
        .iter()
        .filter_map(|item| match item {
            Item::Impl(block) if block.trait_.is_none() => Some(&block.items),
            _ => None,
        })
        .flatten();
    for method in methods {
        let ImplItem::Fn(method) = method else {
            continue;
        };
        if method.sig.ident == "constructor" {
            let payable = method.attrs.iter().any(|it| is(it, "payable"));
            return Ok(Constructor {
                inputs: inputs(method)?,
                state_mutability: if payable {
                    StateMutability::Payable
                } else {
                    StateMutability::NonPayable
                },
            });
        }
    }
    bail!("expected a constructor, received none")
}

fn inputs(method: &ImplItemFn) -> Result<Vec<Param>> {
    let mut params = Vec::new();
    for input in &method.sig.inputs {
        let FnArg::Typed(input) = input else { continue };
        let name = match &*input.pat {
            Pat::Ident(it) => it.ident.to_string(),
            _ => String::new(),
        };
        params.push(param(&name, &input.ty)?);
    }
    Ok(params)
}

fn param(name: &str, ty: &Type) -> Result<Param> {
    let sol = type_of_rust(&ty.to_token_stream().to_string()).with_context(|| {
        format!("constructor's argument {name}: expected a type that has one in Solidity")
    })?;
    Ok(Param {
        ty: sol,
        name: camel(name.trim_start_matches('_')),
        components: Vec::new(),
        internal_type: None,
    })
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
        let source = Source::parse(
            r#"#[blueprint_hooks::contract("../IMine.sol", dispatcher = "own")]
            mod mine {
                pub struct Mine {}
                impl Mine {
                    #[payable]
                    pub fn constructor(&mut self, era_blocks: u32, _root: [u8; 32]) -> Result<()> {}
                }
                impl IMine for Mine {}
            }"#,
        )
        .unwrap();
        assert_eq!(source.interface.as_deref(), Some("../IMine.sol"));
        assert_eq!(types(&source), ["uint32 eraBlocks", "bytes32 root"]);
        assert_eq!(
            source.constructor.state_mutability,
            StateMutability::Payable
        );
    }

    #[test]
    fn unknown_types_and_absent_parts_refused() {
        let refused = |text: &str| format!("{:#}", Source::parse(text).err().unwrap());
        let odd = "#[contract] mod m { impl M { fn constructor(&mut self, list: Vec<u8>) {} } }";
        assert!(refused(odd).contains("constructor's argument list"));
        assert!(refused("#[contract] mod m {}").contains("expected a constructor"));
        assert!(refused("mod m {}").contains("expected a module"));
    }
}
