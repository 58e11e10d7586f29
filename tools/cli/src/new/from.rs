//! `new --from`: an interface of the developer, read and checked.
//!
//! The project's own interface inherits it, so that the manager has hooks and these functions. The macros' reader of
//! interfaces reads both, so a function has the name here that `#[contract]` expects.

use super::{bounds, pragma};
use crate::{
    build::imports::imports,
    library::write_file,
    model::{Entry, Model, Part},
    names::plain,
    source::{Declaration, Sources},
};
use anyhow::{bail, ensure, Context, Result};
use proc_macro2::Span;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    io::ErrorKind,
    path::{Component, Path, PathBuf},
};
use syn_solidity::{ContractKind, FunctionKind, Item, ItemContract, ItemFunction};

/// What imports of the library's interfaces begin with.
const PACKAGE: &str = "blueprint-abi/";

/// The developer's files.
pub struct Given {
    /// As it was given, for messages.
    file: PathBuf,
    /// Its name; it lies in the folder `interface` of the project.
    pub file_name: String,
    /// Texts by paths relative to its folder.
    pub texts: BTreeMap<PathBuf, String>,
}

/// An interface of these files, as the project inherits it.
pub struct Interface {
    pub name: String,
    /// Its name is all that its file declares or imports: no type of the file is needed beside it.
    pub is_alone: bool,
    /// What the manager has to implement, the inherited first: functions with their declarations.
    pub parts: Vec<(Part, Vec<ItemFunction>)>,
}

impl Given {
    /// Reads a file and what it imports from its folder.
    ///
    /// # Errors
    /// If one cannot be read, or imports what a project does not have.
    pub fn read(file: &Path) -> Result<Self> {
        let name = file.file_name().map(|it| it.to_string_lossy().into_owned());
        let file_name = name.filter(|it| it.ends_with(".sol"));
        let file_name = file_name.with_context(|| {
            format!(
                "expected --from <a .sol file with an interface>, received {}",
                file.display()
            )
        })?;
        let folder = file.parent().unwrap_or(Path::new("."));
        let mut texts = BTreeMap::new();
        let mut pending = vec![PathBuf::from(&file_name)];
        while let Some(path) = pending.pop() {
            if texts.contains_key(&path) {
                continue;
            }
            let place = folder.join(&path);
            let text = fs::read_to_string(&place).map_err(|error| match error.kind() {
                ErrorKind::InvalidData => anyhow::anyhow!(
                    "expected a .sol file in UTF-8 at {}, received other bytes",
                    place.display()
                ),
                _ => anyhow::anyhow!("expected a .sol file at {}, received none", place.display()),
            })?;
            // The compilers take a byte order mark for a part of the source.
            let text = blueprint_strict::text(&text).to_owned();
            bounds::text(&text).with_context(|| place.display().to_string())?;
            pragma::check(&text).with_context(|| place.display().to_string())?;
            for import in imports(&text).with_context(|| place.display().to_string())? {
                if !import.starts_with(PACKAGE) {
                    pending.push(below(&path, import).with_context(|| {
                        format!(
                            "{}: expected imports from its own folder or \"{PACKAGE}…\", received \"{import}\": copy that \
                             file beside {file_name}",
                            place.display()
                        )
                    })?);
                }
            }
            texts.insert(path, text);
        }
        Ok(Self {
            file: file.to_owned(),
            file_name,
            texts,
        })
    }

    /// The interface, beside the template's own, `own` (`IMyBlueprint`), whose text is `template`. `folder` has the
    /// library of the project.
    ///
    /// # Errors
    /// If the file has no interface, or one that a manager of the template cannot implement.
    pub fn interface(&self, own: &str, template: &str, folder: &Path) -> Result<Interface> {
        let scratch = folder.join(".reading");
        let read = self.read_in(own, template, folder, &scratch);
        fs::remove_dir_all(&scratch)
            .with_context(|| format!("cannot remove {}", scratch.display()))?;
        read.map_err(|error| {
            // Paths as the developer knows them.
            let own_folder = self.file.parent().unwrap_or(Path::new(""));
            let text = format!("{error:#}").replace(
                &format!("{}/", scratch.display()),
                &own_folder.join("").display().to_string(),
            );
            anyhow::Error::msg(text)
        })
    }

    fn read_in(
        &self,
        own: &str,
        template: &str,
        folder: &Path,
        scratch: &Path,
    ) -> Result<Interface> {
        let library = folder.join("library/abi/solidity/");
        let found = |text: &str| {
            let library = format!("{}/", library.display().to_string().trim_end_matches('/'));
            text.replace(&format!("\"{PACKAGE}"), &format!("\"{library}"))
                .replace(&format!("'{PACKAGE}"), &format!("'{library}"))
        };
        for (path, text) in &self.texts {
            write_file(&scratch.join(path), &found(text))?;
        }
        let file = scratch.join(&self.file_name);
        let sources = Sources::read(&file, Span::call_site()).map_err(|error| {
            anyhow::anyhow!("expected Solidity, received {error}: mend the file")
        })?;
        let contract = self.chosen(&sources, &file)?;
        let name = plain(&contract.name);
        let taken = [own, own.strip_prefix('I').unwrap_or(own)];
        ensure!(
            !taken.contains(&name.as_str()) && !self.texts.contains_key(&file_named(own)),
            "expected an interface and files with other names than the project's own {}, received {name} in {}: \
             choose another name for the project or for the interface",
            taken.join(" and "),
            self.file.display()
        );
        let imports_nothing = match self.texts.get(Path::new(&self.file_name)) {
            Some(text) => imports(text)?.is_empty(),
            None => false,
        };
        let is_alone = sources.own(&file).count() == 1 && imports_nothing;

        // The template's interface without this one, and with it.
        let path = scratch.join(file_named(own));
        write_file(&path, &found(template))?;
        let known = model(&path, own)?;
        let given = model(&file, &name).map_err(|error| {
            anyhow::anyhow!(
                "expected an interface that contracts can have, received one with {error}: mend it"
            )
        })?;
        self.check(&known, &given)?;
        given.parts.iter().try_for_each(bounds::functions)?;
        let together = inherit(template, own, &name, &self.file_name)?;
        write_file(&path, &found(&together))?;
        let together = model(&path, own).with_context(|| {
            format!(
                "expected {name} to fit beside the hooks of core 0.20 and {own} of the template, received a conflict"
            )
        })?;
        let of_template: BTreeSet<&str> = known.parts.iter().map(|it| it.name.as_str()).collect();
        let mut parts = Vec::new();
        for part in together.parts {
            if !of_template.contains(part.name.as_str()) && !part.functions.is_empty() {
                let declared = declared(&sources, &part)?;
                parts.push((part, declared));
            }
        }
        Ok(Interface {
            name,
            is_alone,
            parts,
        })
    }

    /// The interface of the file: the one with its name, or the only one.
    fn chosen(&self, sources: &Sources, file: &Path) -> Result<ItemContract> {
        let declared = sources.own(file).filter_map(|(_, it)| match it {
            Declaration::Contract(contract) => Some(contract),
            _ => None,
        });
        let (interfaces, others): (Vec<_>, Vec<_>) =
            declared.partition(|it| matches!(it.kind, ContractKind::Interface(_)));
        let stem = self.file_name.trim_end_matches(".sol");
        let named = interfaces.iter().find(|it| plain(&it.name) == stem);
        match (named, &interfaces[..], &others[..]) {
            (Some(one), ..) | (None, [one], _) => Ok((*one).clone()),
            (None, [], []) => bail!(
                "expected an interface in {}, received none: declare `interface {stem} {{ … }}`",
                self.file.display()
            ),
            (None, [], [other, ..]) => bail!(
                "expected an interface in {}, received {} {}: give the interface that it implements",
                self.file.display(),
                other.kind.as_str(),
                plain(&other.name)
            ),
            (None, several, _) => {
                let names: Vec<_> = several.iter().map(|it| plain(&it.name)).collect();
                bail!(
                    "expected one interface in {}, or one called {stem}, received {}: leave one there, and import the others",
                    self.file.display(),
                    names.join(", ")
                )
            }
        }
    }

    /// Whether a manager can have these functions beside those of the template.
    fn check(&self, known: &Model, given: &Model) -> Result<()> {
        let inherited: BTreeSet<&str> = known.parts.iter().map(|it| it.name.as_str()).collect();
        let hooks: BTreeSet<&str> = known.functions().map(|it| it.name.as_str()).collect();
        let mut functions = 0;
        for part in &given.parts {
            if inherited.contains(part.name.as_str()) {
                continue;
            }
            for function in &part.functions {
                let name = &function.name;
                ensure!(
                    function.entry == Entry::Selector,
                    "expected functions with a name, received `{name}` in {}: declare it in the contract",
                    part.name
                );
                ensure!(
                    !hooks.contains(name.as_str()),
                    "expected a name that neither the hooks nor the template have, received {} in {}: rename it; a hook \
                     comes from `{}`, which the project inherits",
                    function.signature(),
                    part.name,
                    "blueprint-abi/tnt-core-0.20/IBlueprintServiceManager.sol"
                );
                functions += 1;
            }
        }
        ensure!(
            functions > 0,
            "expected at least one function in {} of {}, received none: declare one",
            given.name,
            self.file.display()
        );
        Ok(())
    }
}

/// The text of the template's interface, inheriting another of `file`.
///
/// # Errors
/// If the template has no place for it.
pub fn inherit(template: &str, own: &str, name: &str, file: &str) -> Result<String> {
    let head = format!("interface {own} is ");
    let (before, after) = template
        .split_once(&head)
        .with_context(|| format!("expected `{head}` in the template"))?;
    let (bases, body) = after
        .split_once(" {")
        .context("expected a body of the template's interface")?;
    let last = before.rfind("import ").and_then(|at| {
        let end = before.get(at..)?.find('\n')?;
        at.checked_add(end)?.checked_add(1)
    });
    let (imports, rest) = before.split_at(last.context("expected imports in the template")?);
    Ok(format!(
        "{imports}import {{{name}}} from \"./{file}\";\n{rest}{head}{bases}, {name} {{{body}"
    ))
}

fn model(file: &Path, name: &str) -> Result<Model> {
    let path = format!(
        "{}:{name}",
        file.file_name().unwrap_or_default().to_string_lossy()
    );
    Model::read(&path, file, Span::call_site()).map_err(anyhow::Error::new)
}

fn file_named(own: &str) -> PathBuf {
    format!("{own}.sol").into()
}

/// The declarations of a part's functions, in their order.
fn declared(sources: &Sources, part: &Part) -> Result<Vec<ItemFunction>> {
    let files = sources.files().flat_map(|file| sources.own(file));
    let mut contracts = files.filter_map(|(name, it)| match it {
        Declaration::Contract(contract) if *name == part.name => Some(contract),
        _ => None,
    });
    let contract = contracts
        .next()
        .with_context(|| format!("expected a declaration of {}, received none", part.name))?;
    let mut items = contract.body.iter().filter_map(|it| match it {
        Item::Function(function) if matches!(function.kind, FunctionKind::Function(_)) => {
            Some(function)
        }
        _ => None,
    });
    // One that an inheriting interface declares again is not among the part's.
    part.functions
        .iter()
        .map(|function| {
            let same = |it: &&ItemFunction| {
                it.name.as_ref().map(plain).as_deref() == Some(function.name.as_str())
                    && it.parameters.len() == function.inputs.len()
            };
            items.find(same).cloned().with_context(|| {
                format!(
                    "expected a declaration of {}, received none",
                    function.signature()
                )
            })
        })
        .collect()
}

/// What `import` names in the file `path`, if that is not above the first file's folder.
fn below(path: &Path, import: &str) -> Option<PathBuf> {
    if !import.starts_with("./") && !import.starts_with("../") {
        return None;
    }
    let mut place = path.parent().unwrap_or(Path::new("")).to_owned();
    for part in Path::new(import).components() {
        match part {
            Component::CurDir => {}
            Component::Normal(name) => place.push(name),
            Component::ParentDir if place.pop() => {}
            _ => return None,
        }
    }
    Some(place)
}

#[cfg(test)]
mod tests;
