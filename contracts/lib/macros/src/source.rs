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
use syn_solidity::{
    Expr, File, ImportPath, Item, ItemContract, ItemEnum, ItemStruct, ItemUdt, Lit,
};

/// What imports of this project's own interfaces begin with.
const PACKAGE: &str = "blueprint-abi/";

/// A declaration of a file or of a contract.
#[derive(Clone, Debug)]
pub enum Declaration {
    Contract(ItemContract),
    Struct(ItemStruct),
    Enum(ItemEnum),
    Type(ItemUdt),
    /// A constant, which may be the length of an array.
    Constant(Box<Expr>),
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
            Item::Variable(it) if it.attributes.has_constant() => {
                let (_, value) = it.initializer.as_ref()?;
                (plain(&it.name), Self::Constant(Box::new(value.clone())))
            }
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

    /// The number that an expression is in `file`: a literal, or a constant that is one.
    pub fn number(&self, file: &Path, expression: &Expr) -> Option<usize> {
        let name = match expression {
            Expr::Lit(Lit::Number(number)) => return number.base10_parse().ok(),
            Expr::Ident(name) => plain(name),
            _ => return None,
        };
        let Declaration::Constant(value) = self.find(file, &[name])?.2 else {
            return None;
        };
        match *value {
            Expr::Lit(Lit::Number(number)) => number.base10_parse().ok(),
            _ => None,
        }
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
    let tokens = TokenStream::from_str(&lexical(text)?)
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

/// The text as Rust's lexer reads it: strings in double quotes, and no comment that only Solidity ends. Lines stay what they are.
///
/// # Errors
/// If a name has a `$`, which no name in Rust has.
fn lexical(text: &str) -> std::result::Result<String, String> {
    let mut written = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(next) = rest.chars().next() {
        let line = || written.matches('\n').count().saturating_add(1);
        let taken = if rest.starts_with("//") {
            let end = rest.find('\n').unwrap_or(rest.len());
            written.push_str(&rest[..end]);
            end
        } else if let Some(comment) = rest.strip_prefix("/*") {
            let (inside, end) = match comment.split_once("*/") {
                Some((inside, _)) => (inside, "*/"),
                None => (comment, ""),
            };
            written.push_str("/*");
            // Rust's comments nest, Solidity's do not.
            written.push_str(&inside.replace("/*", "  "));
            written.push_str(end);
            inside.len().saturating_add(end.len()).saturating_add(2)
        } else if next == '"' || next == '\'' {
            let inside = string(&rest[1..], next).ok_or_else(|| {
                format!("line {}: expected a string that ends in its line", line())
            })?;
            written.push('"');
            match next {
                '"' => written.push_str(inside),
                _ => written.push_str(&inside.replace("\\'", "'").replace('"', "\\\"")),
            }
            written.push('"');
            inside.len().saturating_add(2)
        } else if next == '$' {
            return Err(format!(
                "line {}: expected names of letters, digits and _, received one with $: rename it",
                line()
            ));
        } else {
            written.push(next);
            next.len_utf8()
        };
        rest = rest.get(taken..).unwrap_or_default();
    }
    Ok(written)
}

/// What stands in front of the quote that ends a string in its line.
fn string(text: &str, quote: char) -> Option<&str> {
    let mut escaped = false;
    for (at, character) in text.char_indices() {
        match character {
            _ if escaped => escaped = false,
            '\n' => return None,
            '\\' => escaped = true,
            _ if character == quote => return text.get(..at),
            _ => {}
        }
    }
    None
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
    fn text_is_read_as_solidity_reads_it() {
        for (text, expected) in [
            ("import './A.sol';", "import \"./A.sol\";"),
            (r#"x = 'a"b\'c';"#, r#"x = "a\"b'c";"#),
            (r#"x = "it's \" $";"#, r#"x = "it's \" $";"#),
            ("// it's $\n'a'", "// it's $\n\"a\""),
            ("/* it's /* $ */ 'a'", "/* it's    $ */ \"a\""),
            ("/**//* */ 'a'", "/**//* */ \"a\""),
        ] {
            assert_eq!(lexical(text).unwrap(), expected);
        }
        for text in ["'a", "\"a\\", "\n'a\n'", "'"] {
            assert!(lexical(text).unwrap_err().contains("a string that ends"));
        }
        // What else does not end is left to the reader.
        for text in ["/* a", "/*", "/*/", "//"] {
            assert_eq!(lexical(text).unwrap(), text);
        }
        let error = lexical("// one\nfunction f$() external;").unwrap_err();
        assert!(error.starts_with("line 2: expected names"), "{error}");
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
