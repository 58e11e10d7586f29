//! Finds and reads `.sol` files, with all that they import.

use crate::names::plain;
use proc_macro2::{Span, TokenStream};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    str::FromStr,
};
use syn::{Error, Result};
use syn_solidity::{File, ImportPath, Item, ItemContract, ItemEnum, ItemStruct, ItemUdt};

/// What imports of this project's own interfaces begin with.
const PACKAGE: &str = "blueprint-abi/";

/// A declaration of a file or of a contract.
#[derive(Clone, Debug)]
pub enum Declaration {
    Contract(ItemContract),
    Struct(ItemStruct),
    Enum(ItemEnum),
    Type(ItemUdt),
    /// An error or an event, of which only the name matters.
    Other,
}

impl Declaration {
    fn named(item: &Item) -> Option<(String, Self)> {
        Some(match item {
            Item::Contract(it) => (plain(&it.name), Self::Contract(it.clone())),
            Item::Struct(it) => (plain(&it.name), Self::Struct(it.clone())),
            Item::Enum(it) => (plain(&it.name), Self::Enum(it.clone())),
            Item::Udt(it) => (plain(&it.name), Self::Type(it.clone())),
            Item::Error(it) => (plain(&it.name), Self::Other),
            Item::Event(it) => (plain(&it.name), Self::Other),
            _ => return None,
        })
    }
}

/// The declarations among `items`, by name. Overloaded errors and events keep the last.
pub fn declarations(items: &[Item]) -> BTreeMap<String, Declaration> {
    items.iter().filter_map(Declaration::named).collect()
}

/// What a name stands for: a declaration of a file, or all of a file.
#[derive(Clone, Debug)]
enum Import {
    /// `import {A as B} from`.
    Name { file: PathBuf, name: String },
    /// `import * as A from`, `import "…" as A`.
    File(PathBuf),
}

#[derive(Debug, Default)]
struct Scope {
    own: BTreeMap<String, Declaration>,
    imports: BTreeMap<String, Import>,
    /// Files whose names are all imported.
    all_of: Vec<PathBuf>,
}

/// Files that were read.
#[derive(Debug)]
pub struct Sources {
    span: Span,
    files: BTreeMap<PathBuf, Scope>,
}

impl Sources {
    /// Reads `file` and what it imports. Errors are reported at `span`.
    pub fn read(file: &Path, span: Span) -> Result<Self> {
        let mut sources = Self {
            span,
            files: BTreeMap::new(),
        };
        let mut pending = vec![file.to_owned()];
        while let Some(file) = pending.pop() {
            if !sources.files.contains_key(&file) {
                let scope = sources.scope(&file, &mut pending)?;
                sources.files.insert(file, scope);
            }
        }
        Ok(sources)
    }

    /// The files, for the compiler to track.
    pub fn files(&self) -> impl Iterator<Item = &Path> {
        self.files.keys().map(PathBuf::as_path)
    }

    /// The declarations of a file, imports aside.
    pub fn own(&self, file: &Path) -> impl Iterator<Item = (&String, &Declaration)> {
        self.files
            .get(file)
            .into_iter()
            .flat_map(|scope| &scope.own)
    }

    /// What `path`, `A` or `A.B`, stands for in `file`, and in which file that is declared.
    pub fn find(&self, file: &Path, path: &[String]) -> Option<(PathBuf, String, Declaration)> {
        self.find_in(file, path, &mut BTreeSet::new())
    }

    fn find_in(
        &self,
        file: &Path,
        path: &[String],
        seen: &mut BTreeSet<(PathBuf, String)>,
    ) -> Option<(PathBuf, String, Declaration)> {
        let (first, rest) = path.split_first()?;
        if !seen.insert((file.to_owned(), path.join("."))) {
            return None;
        }
        let scope = self.files.get(file)?;
        if let Some(declaration) = scope.own.get(first) {
            return match rest {
                [] => Some((file.to_owned(), first.clone(), declaration.clone())),
                [member] => {
                    let Declaration::Contract(contract) = declaration else {
                        return None;
                    };
                    let member_of = declarations(&contract.body).get(member)?.clone();
                    Some((file.to_owned(), format!("{first}.{member}"), member_of))
                }
                _ => None,
            };
        }
        match scope.imports.get(first) {
            Some(Import::Name { file, name }) => {
                let mut path = vec![name.clone()];
                path.extend_from_slice(rest);
                return self.find_in(file, &path, seen);
            }
            Some(Import::File(file)) => return self.find_in(file, rest, seen),
            None => {}
        }
        scope
            .all_of
            .iter()
            .find_map(|imported| self.find_in(imported, path, seen))
    }

    fn scope(&self, file: &Path, pending: &mut Vec<PathBuf>) -> Result<Scope> {
        let text = fs::read_to_string(file)
            .map_err(|error| self.error(format!("cannot read {}: {error}", file.display())))?;
        let parsed =
            parse(&text).map_err(|message| self.error(format!("{}: {message}", file.display())))?;
        let mut scope = Scope {
            own: declarations(&parsed.items),
            ..Scope::default()
        };
        for item in &parsed.items {
            let Item::Import(import) = item else {
                continue;
            };
            let imported = resolve(&import.path.path().value(), file)
                .map_err(|message| self.error(format!("{}: {message}", file.display())))?;
            match &import.path {
                ImportPath::Aliases(aliases) => {
                    for (name, alias) in &aliases.imports {
                        let local = alias.as_ref().map_or(name, |alias| &alias.alias);
                        let import = Import::Name {
                            file: imported.clone(),
                            name: plain(name),
                        };
                        scope.imports.insert(plain(local), import);
                    }
                }
                ImportPath::Plain(import) => match &import.alias {
                    Some(alias) => {
                        let import = Import::File(imported.clone());
                        scope.imports.insert(plain(&alias.alias), import);
                    }
                    None => scope.all_of.push(imported.clone()),
                },
                ImportPath::Glob(glob) => {
                    if let Some(alias) = &glob.alias {
                        let import = Import::File(imported.clone());
                        scope.imports.insert(plain(&alias.alias), import);
                    }
                }
            }
            pending.push(imported);
        }
        Ok(scope)
    }

    /// An error at the place that names the file.
    pub fn error(&self, message: impl std::fmt::Display) -> Error {
        Error::new(self.span, message)
    }
}

fn parse(text: &str) -> std::result::Result<File, String> {
    let tokens = TokenStream::from_str(text)
        .map_err(|error| format!("not Solidity that can be read here: {error}"))?;
    syn::parse2(tokens).map_err(|error| {
        let at = error.span().start();
        match at.line {
            0 => error.to_string(),
            line => format!(
                "line {line}, column {}: {error}",
                at.column.saturating_add(1)
            ),
        }
    })
}

/// The file that `path` names in `file`: `blueprint-abi/…` lies wherever the package of interfaces
/// lies, everything else beside `file`.
pub fn resolve(path: &str, file: &Path) -> std::result::Result<PathBuf, String> {
    let folder = file.parent().unwrap_or(Path::new("."));
    let named = match path.strip_prefix(PACKAGE) {
        Some(inside) => Path::new(blueprint_interfaces::FOLDER).join(inside),
        None => folder.join(path),
    };
    named.canonicalize().map_err(|error| {
        format!(
            "expected a .sol file at \"{path}\" (beside {}, or \"{PACKAGE}…\" for this project's \
             interfaces), received {}: {error}",
            file.display(),
            named.display(),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn package_is_found_and_its_imports_read() {
        let beside = Path::new(file!());
        let file = resolve(
            "blueprint-abi/tnt-core-0.20/IBlueprintServiceManager.sol",
            beside,
        );
        let sources = Sources::read(&file.clone().unwrap(), Span::call_site()).unwrap();
        let found = sources.find(&file.unwrap(), &["IBlueprintServiceManager".to_owned()]);
        assert!(matches!(found, Some((_, _, Declaration::Contract(_)))));
        assert!(sources.files().count() >= 1);
    }

    #[test]
    fn missing_file_says_what_was_expected() {
        let error = resolve("INone.sol", Path::new("src/lib.rs")).unwrap_err();
        assert!(
            error.contains("expected a .sol file at \"INone.sol\""),
            "{error}"
        );
    }

    #[test]
    fn every_interface_of_the_project_can_be_read() {
        let mut read = 0;
        for generation in fs::read_dir(blueprint_interfaces::FOLDER)
            .unwrap()
            .flatten()
        {
            for file in fs::read_dir(generation.path())
                .into_iter()
                .flatten()
                .flatten()
            {
                if file
                    .path()
                    .extension()
                    .is_some_and(|extension| extension == "sol")
                {
                    Sources::read(&file.path(), Span::call_site()).unwrap();
                    read += 1;
                }
            }
        }
        assert!(read > 40, "{read}");
    }
}
