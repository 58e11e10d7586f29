//! An interface with all it inherits, resolved: what code is made of.

use crate::{
    names::{ident, snake, NatSpec},
    reader::Reader,
    source::{Declaration, Sources},
    types::{canonical, Enum, Field, Struct},
};
use proc_macro2::Span;
use sha3::{Digest, Keccak256};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
    rc::Rc,
};
use syn::{Error, Result};

/// Whether a call may change state, and may bring value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    View,
    Change,
    Payable,
}

/// How calldata leads to a function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entry {
    /// By its selector.
    Selector,
    /// By that of no other function.
    Fallback,
    /// Calldata is empty.
    Receive,
}

/// A function of an interface.
#[derive(Debug, Clone)]
pub struct Function {
    pub name: String,
    pub entry: Entry,
    /// Its name in Rust, unlike that of any other function.
    pub rust: String,
    pub inputs: Vec<Field>,
    pub outputs: Vec<Field>,
    pub access: Access,
    pub spec: NatSpec,
}

/// An error.
#[derive(Debug, Clone)]
pub struct ErrorOf {
    pub name: String,
    pub docs: Vec<String>,
    pub fields: Vec<Field>,
}

/// An event.
#[derive(Debug, Clone)]
pub struct EventOf {
    pub name: String,
    pub docs: Vec<String>,
    /// With whether each is indexed.
    pub fields: Vec<(Field, bool)>,
    pub anonymous: bool,
}

/// One interface of a chain of inheritance, with the functions that it declares last.
#[derive(Debug, Clone)]
pub struct Part {
    pub name: String,
    pub docs: Vec<String>,
    pub functions: Vec<Function>,
}

impl Part {
    /// Its functions but `fallback` and `receive`.
    pub fn with_selector(&self) -> impl Iterator<Item = &Function> {
        self.functions
            .iter()
            .filter(|function| function.entry == Entry::Selector)
    }
}

/// An interface and all it inherits.
#[derive(Debug)]
pub struct Model {
    pub name: String,
    pub files: Vec<PathBuf>,
    /// The inherited first, the interface itself last.
    pub parts: Vec<Part>,
    pub errors: Vec<ErrorOf>,
    pub events: Vec<EventOf>,
    pub structs: Vec<Rc<Struct>>,
    pub enums: Vec<Rc<Enum>>,
}

/// keccak-256 of a signature.
pub fn hash(name: &str, fields: &str) -> [u8; 32] {
    Keccak256::digest(format!("{name}({fields})")).into()
}

impl Function {
    /// The types of its arguments.
    pub fn types(&self) -> String {
        canonical(&self.inputs)
    }

    /// The first four bytes of its calldata.
    pub fn selector(&self) -> [u8; 4] {
        selector(hash(&self.name, &self.types()))
    }

    /// As Solidity writes it.
    pub fn signature(&self) -> String {
        format!("{}({})", self.name, self.types())
    }
}

impl EventOf {
    /// The types of its parameters.
    pub fn types(&self) -> String {
        let fields: Vec<_> = self.fields.iter().map(|(field, _)| field.clone()).collect();
        canonical(&fields)
    }
}

/// The first four bytes of a hash.
pub fn selector([a, b, c, d, ..]: [u8; 32]) -> [u8; 4] {
    [a, b, c, d]
}

impl Model {
    /// Reads the interface that `path`, `file.sol` or `file.sol:Name`, names in `beside`.
    pub fn read(path: &str, beside: &Path, span: Span) -> Result<Self> {
        let (path, name) = match path.rsplit_once(".sol:") {
            Some((stem, name)) => (format!("{stem}.sol"), Some(name.to_owned())),
            None => (path.to_owned(), None),
        };
        let file = crate::source::resolve(&path, beside).map_err(|m| Error::new(span, m))?;
        let sources = Sources::read(&file, span)?;
        let stem = file.file_stem().unwrap_or_default().to_string_lossy();
        let name = name.unwrap_or_else(|| stem.into_owned());
        let Some((_, _, Declaration::Contract(_))) =
            sources.find(&file, std::slice::from_ref(&name))
        else {
            let has: Vec<_> = sources
                .own(&file)
                .filter(|(_, declaration)| matches!(declaration, Declaration::Contract(_)))
                .map(|(name, _)| name.as_str())
                .collect();
            return Err(sources.error(format!(
                "expected an interface {name} in {}, received {}: name one by \"{path}:Name\"",
                file.display(),
                if has.is_empty() {
                    "none".into()
                } else {
                    has.join(", ")
                },
            )));
        };
        Reader::new(&sources).model(&file, &name)
    }

    /// Every function that has a selector, the inherited first.
    pub fn functions(&self) -> impl Iterator<Item = &Function> {
        self.parts.iter().flat_map(Part::with_selector)
    }

    /// `fallback` or `receive`, and the interface that declares it.
    pub fn special(&self, entry: Entry) -> Option<(&Part, &Function)> {
        self.parts.iter().find_map(|part| {
            let function = part
                .functions
                .iter()
                .find(|function| function.entry == entry)?;
            Some((part, function))
        })
    }
}

/// Rust has one namespace where Solidity has several.
pub fn unique(model: &Model, sources: &Sources) -> Result<()> {
    let names = model
        .structs
        .iter()
        .map(|it| &it.name)
        .chain(model.enums.iter().map(|it| &it.name))
        .chain(model.errors.iter().map(|it| &it.name))
        .chain(model.events.iter().map(|it| &it.name));
    let mut seen = BTreeSet::new();
    for name in names {
        if !seen.insert(name) {
            return Err(sources.error(format!(
                "{name} is declared twice (as a struct, enum, error or event): rename one, Rust has \
                 one name for both"
            )));
        }
    }
    let mut parts = BTreeSet::new();
    for part in &model.parts {
        if !parts.insert(&part.name) {
            return Err(sources.error(format!(
                "two interfaces are called {}: inherit one of them through an interface with another \
                 name",
                part.name
            )));
        }
    }
    Ok(())
}

/// Gives each function a name that no other has: its own, or with its types where it is overloaded.
pub fn name_in_rust(model: &mut Model) {
    let mut names: BTreeMap<String, usize> = BTreeMap::new();
    for function in model.functions() {
        let name = function
            .spec
            .rust
            .clone()
            .unwrap_or_else(|| snake(&function.name));
        *names.entry(name).or_default() += 1;
    }
    let mut taken = BTreeSet::new();
    for function in model.parts.iter_mut().flat_map(|part| &mut part.functions) {
        let mut rust = match &function.spec.rust {
            Some(name) => name.clone(),
            None if function.entry != Entry::Selector => function.name.clone(),
            None => {
                let name = snake(&function.name);
                if names.get(&name).copied() == Some(1) {
                    name
                } else {
                    let types = function
                        .types()
                        .replace(|c: char| !c.is_alphanumeric(), "_");
                    snake(&format!("{name}_{types}"))
                }
            }
        };
        // `_` and `__` have one name in snake case.
        while !taken.insert(rust.clone()) {
            rust.push_str("_2");
        }
        function.rust = ident(&rust).to_string();
    }
}
