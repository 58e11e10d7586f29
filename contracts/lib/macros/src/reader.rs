//! Reads an interface, and resolves what it names, into a [`Model`].

use crate::{
    model::{name_in_rust, unique, Access, Entry, ErrorOf, EventOf, Function, Model, Part},
    names::{plain, NatSpec},
    source::{declarations, Declaration, Sources},
    types::{canonical, elementary, Enum, Field, Struct, Ty},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
    rc::Rc,
};
use syn::Result;
use syn_solidity::{
    FunctionKind, Item, ItemContract, ItemEnum, ItemError, ItemEvent, ItemFunction, ItemStruct,
    Mutability, SolPath, Type, VariableDeclaration,
};

/// One contract of the chain: its file, its item.
#[derive(Debug, Clone)]
struct Link {
    file: PathBuf,
    contract: ItemContract,
    /// What it is called where it is inherited.
    name: String,
}

/// What is read so far.
pub struct Reader<'a> {
    sources: &'a Sources,
    structs: BTreeMap<(PathBuf, String), Rc<Struct>>,
    enums: BTreeMap<(PathBuf, String), Rc<Enum>>,
    /// Structs that are being read, innermost last.
    open: Vec<(PathBuf, String)>,
    order: Vec<Rc<Struct>>,
    enum_order: Vec<Rc<Enum>>,
}

/// Where a type is named: in a file, in a contract of it, with what that inherits.
struct Place<'a> {
    file: &'a Path,
    chain: &'a [Link],
}

impl<'a> Reader<'a> {
    /// Of these files.
    pub fn new(sources: &'a Sources) -> Self {
        Self {
            sources,
            structs: BTreeMap::new(),
            enums: BTreeMap::new(),
            open: Vec::new(),
            order: Vec::new(),
            enum_order: Vec::new(),
        }
    }

    /// The interface `name` of `file`, with all it inherits.
    pub fn model(mut self, file: &Path, name: &str) -> Result<Model> {
        let mut chain = Vec::new();
        self.chain(file, name, &mut chain, &mut Vec::new())?;
        let mut model = Model {
            name: name.to_owned(),
            files: self.sources.files().map(Path::to_owned).collect(),
            parts: Vec::new(),
            errors: Vec::new(),
            events: Vec::new(),
            structs: Vec::new(),
            enums: Vec::new(),
        };
        // What is declared again in a contract that inherits replaces what it inherits.
        let mut seen = BTreeSet::new();
        for index in (0..chain.len()).rev() {
            let Link {
                file,
                contract,
                name,
            } = &chain[index];
            let place = Place {
                file,
                chain: &chain[..=index],
            };
            let mut functions = Vec::new();
            for item in &contract.body {
                match item {
                    Item::Function(it) => {
                        let entry = match it.kind {
                            FunctionKind::Function(_) => Entry::Selector,
                            FunctionKind::Fallback(_) => Entry::Fallback,
                            FunctionKind::Receive(_) => Entry::Receive,
                            _ => continue,
                        };
                        let function = self.function(it, entry, &place)?;
                        let known = match entry {
                            Entry::Selector => function.signature(),
                            _ => function.name.clone(),
                        };
                        if seen.insert(known) {
                            functions.push(function);
                        }
                    }
                    Item::Error(it) => {
                        let error = self.error(it, &place)?;
                        once(&mut model.errors, error, |error| {
                            (error.name.clone(), canonical(&error.fields))
                        });
                    }
                    Item::Event(it) => {
                        let event = self.event(it, &place)?;
                        once(&mut model.events, event, |event| {
                            (event.name.clone(), event.types())
                        });
                    }
                    Item::Struct(it) => {
                        self.structure(
                            &place,
                            &format!("{}.{}", plain(&contract.name), plain(&it.name)),
                            it,
                        )?;
                    }
                    Item::Enum(it) => {
                        self.enumeration(
                            file,
                            &format!("{}.{}", plain(&contract.name), plain(&it.name)),
                            it,
                        )?;
                    }
                    _ => {}
                }
            }
            model.parts.push(Part {
                name: name.clone(),
                docs: NatSpec::read(&contract.attrs).text,
                functions,
            });
        }
        model.parts.reverse();
        model.errors.reverse();
        model.events.reverse();
        model.structs = self.order;
        model.enums = self.enum_order;
        unique(&model, self.sources)?;
        name_in_rust(&mut model);
        Ok(model)
    }

    /// The contract and what it inherits, bases first, each once.
    fn chain(
        &self,
        file: &Path,
        name: &str,
        chain: &mut Vec<Link>,
        open: &mut Vec<String>,
    ) -> Result<()> {
        let path: Vec<String> = name.split('.').map(str::to_owned).collect();
        let found = self.sources.find(file, &path);
        let Some((file, _, Declaration::Contract(contract))) = found else {
            let message = format!(
                "{}: expected an interface {name}, found none",
                file.display()
            );
            return Err(self.sources.error(message));
        };
        let name = path.last().cloned().unwrap_or_default();
        if open.contains(&name) {
            return Err(self.sources.error(format!("{name} inherits itself")));
        }
        if chain
            .iter()
            .any(|known| known.file == file && known.contract.name == contract.name)
        {
            return Ok(());
        }
        open.push(name.clone());
        for base in contract
            .inheritance
            .iter()
            .flat_map(|inherited| &inherited.inheritance)
        {
            self.chain(&file, &dotted(&base.name), chain, open)?;
        }
        open.pop();
        chain.push(Link {
            file,
            contract,
            name,
        });
        Ok(())
    }

    fn function(&mut self, it: &ItemFunction, entry: Entry, place: &Place) -> Result<Function> {
        let name = match entry {
            Entry::Selector => it.name.as_ref().map(plain).unwrap_or_default(),
            Entry::Fallback => "fallback".to_owned(),
            Entry::Receive => "receive".to_owned(),
        };
        let spec = NatSpec::read(&it.attrs);
        let inputs = self.fields(it.parameters.iter(), place, &spec, "argument")?;
        let outputs = match &it.returns {
            Some(returns) => self.fields(returns.returns.iter(), place, &spec, "value")?,
            None => Vec::new(),
        };
        Ok(Function {
            rust: String::new(),
            inputs,
            outputs,
            access: access(it),
            entry,
            name,
            spec,
        })
    }

    fn error(&mut self, it: &ItemError, place: &Place) -> Result<ErrorOf> {
        let spec = NatSpec::read(&it.attrs);
        Ok(ErrorOf {
            name: plain(&it.name),
            fields: self.fields(it.parameters.iter(), place, &spec, "value")?,
            docs: spec.text,
        })
    }

    fn event(&mut self, it: &ItemEvent, place: &Place) -> Result<EventOf> {
        let spec = NatSpec::read(&it.attrs);
        let mut fields = Vec::new();
        for (index, parameter) in it.parameters.iter().enumerate() {
            let name = match &parameter.name {
                Some(name) => plain(name),
                None => format!("value{index}"),
            };
            let field = Field {
                ty: self.ty(&parameter.ty, place)?,
                doc: spec.of_parameter(&name).map(str::to_owned),
                name,
            };
            fields.push((field, parameter.is_indexed()));
        }
        let indexed = fields.iter().filter(|(_, indexed)| *indexed).count();
        let most = if it.is_anonymous() { 4 } else { 3 };
        if indexed > most {
            return Err(self.sources.error(format!(
                "event {}: expected at most {most} indexed parameters, received {indexed}",
                it.name
            )));
        }
        Ok(EventOf {
            name: plain(&it.name),
            docs: spec.text,
            fields,
            anonymous: it.is_anonymous(),
        })
    }

    fn fields<'b>(
        &mut self,
        declared: impl Iterator<Item = &'b VariableDeclaration>,
        place: &Place,
        spec: &NatSpec,
        unnamed: &str,
    ) -> Result<Vec<Field>> {
        declared
            .enumerate()
            .map(|(index, declared)| {
                let name = match &declared.name {
                    Some(name) => plain(name),
                    None => format!("{unnamed}{index}"),
                };
                Ok(Field {
                    ty: self.ty(&declared.ty, place)?,
                    doc: spec.of_parameter(&name).map(str::to_owned),
                    name,
                })
            })
            .collect()
    }

    fn ty(&mut self, ty: &Type, place: &Place) -> Result<Ty> {
        if let Some(elementary) = elementary(ty) {
            return Ok(elementary);
        }
        Ok(match ty {
            Type::Array(array) => {
                let of = Box::new(self.ty(&array.ty, place)?);
                let Some(size) = &array.size else {
                    return Ok(Ty::Array(of));
                };
                let length = self.sources.number(place.file, size).ok_or_else(|| {
                    self.sources.error(format!(
                        "{ty}: expected a number, or a constant of the file that is one, as length, received {size:?}"
                    ))
                })?;
                Ty::Fixed(of, length)
            }
            Type::Custom(path) => {
                let path: Vec<String> = path.iter().map(plain).collect();
                self.custom(&path, place)?
            }
            _ => {
                let message =
                    format!("{ty}: no such type can be in an interface of a contract here");
                return Err(self.sources.error(message));
            }
        })
    }

    /// What a name of a type stands for: in the contract, in what it inherits, in the file.
    fn custom(&mut self, path: &[String], place: &Place) -> Result<Ty> {
        if let [name] = path {
            for (index, link) in place.chain.iter().enumerate().rev() {
                let contract = &link.contract;
                if let Some(declaration) = declarations(&contract.body).get(name) {
                    let inner = Place {
                        file: &link.file,
                        chain: &place.chain[..=index],
                    };
                    let name = format!("{}.{name}", plain(&contract.name));
                    return self.declared(declaration, &inner, &name);
                }
            }
        }
        match self.sources.find(place.file, path) {
            Some((file, name, declaration)) => {
                let inner = Place {
                    file: &file,
                    chain: &[],
                };
                self.declared(&declaration, &inner, &name)
            }
            None => Err(self.sources.error(format!(
                "{}: no type {} is declared or imported here",
                place.file.display(),
                path.join(".")
            ))),
        }
    }

    fn declared(&mut self, declaration: &Declaration, place: &Place, name: &str) -> Result<Ty> {
        match declaration {
            Declaration::Contract(_) => Ok(Ty::Address),
            Declaration::Struct(it) => Ok(Ty::Struct(self.structure(place, name, it)?)),
            Declaration::Enum(it) => Ok(Ty::Enum(self.enumeration(place.file, name, it)?)),
            Declaration::Type(it) => self.ty(&it.ty, place),
            Declaration::Constant(_) | Declaration::Other => Err(self
                .sources
                .error(format!("expected a type, received {name}"))),
        }
    }

    fn structure(&mut self, place: &Place, name: &str, it: &ItemStruct) -> Result<Rc<Struct>> {
        let key = (place.file.to_owned(), name.to_owned());
        if let Some(known) = self.structs.get(&key) {
            return Ok(known.clone());
        }
        if self.open.contains(&key) {
            return Err(self.sources.error(format!("struct {name} contains itself")));
        }
        self.open.push(key.clone());
        let spec = NatSpec::read(&it.attrs);
        let mut fields = self.fields(it.fields.iter(), place, &spec, "member")?;
        for (field, declared) in fields.iter_mut().zip(it.fields.iter()) {
            let own = NatSpec::read(&declared.attrs).text.join(" ");
            if field.doc.is_none() && !own.is_empty() {
                field.doc = Some(own);
            }
        }
        self.open.pop();
        let read = Rc::new(Struct {
            name: plain(&it.name),
            docs: spec.text,
            fields,
        });
        self.structs.insert(key, read.clone());
        self.order.push(read.clone());
        Ok(read)
    }

    fn enumeration(&mut self, file: &Path, name: &str, it: &ItemEnum) -> Result<Rc<Enum>> {
        let key = (file.to_owned(), name.to_owned());
        if let Some(known) = self.enums.get(&key) {
            return Ok(known.clone());
        }
        let read = Rc::new(Enum {
            name: plain(&it.name),
            docs: NatSpec::read(&it.attrs).text,
            variants: it
                .variants
                .iter()
                .map(|variant| plain(&variant.ident))
                .collect(),
        });
        self.enums.insert(key, read.clone());
        self.enum_order.push(read.clone());
        Ok(read)
    }
}

/// A name with those of what it is in.
fn dotted(path: &SolPath) -> String {
    let names: Vec<_> = path.iter().map(plain).collect();
    names.join(".")
}

fn access(it: &ItemFunction) -> Access {
    match it.attributes.mutability() {
        Some(Mutability::Pure(_) | Mutability::View(_) | Mutability::Constant(_)) => Access::View,
        Some(Mutability::Payable(_)) => Access::Payable,
        None => Access::Change,
    }
}

/// Keeps the first of a name: that of the contract that inherits, which is read first.
fn once<T>(all: &mut Vec<T>, one: T, signature: impl Fn(&T) -> (String, String)) {
    if !all.iter().any(|known| signature(known) == signature(&one)) {
        all.push(one);
    }
}
