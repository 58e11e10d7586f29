//! `.sol` files and what they import.

use anyhow::{bail, Context, Result};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

/// Folders that stand behind the first words of an import.
pub struct Packages(BTreeMap<String, PathBuf>);

impl Packages {
    /// `folders` by their names, relative to `root`.
    pub fn new(root: &Path, folders: &BTreeMap<String, PathBuf>) -> Self {
        let folders = folders.iter();
        Self(
            folders
                .map(|(name, folder)| (name.clone(), root.join(folder)))
                .collect(),
        )
    }

    /// The file that `path` names in `file`: by a package, or from the file's folder.
    pub fn resolve(&self, path: &str, file: &Path) -> Result<PathBuf> {
        let beside = file.parent().unwrap_or(Path::new(".")).join(path);
        let of_package = self.0.iter().find_map(|(start, folder)| {
            let inside = path.strip_prefix(start.as_str())?;
            Some(folder.join(inside))
        });
        let named = of_package.unwrap_or(beside);
        named.canonicalize().with_context(|| {
            format!(
                "{}: expected a .sol file at \"{path}\", received none at {}",
                file.display(),
                named.display()
            )
        })
    }

    /// `file` and all that it imports, sorted.
    pub fn closure(&self, file: &Path) -> Result<Vec<PathBuf>> {
        let mut found = BTreeSet::new();
        let mut pending = vec![file.to_owned()];
        while let Some(file) = pending.pop() {
            if !found.insert(file.clone()) {
                continue;
            }
            let text = fs::read_to_string(&file)
                .with_context(|| format!("cannot read {}", file.display()))?;
            for path in imports(&text)? {
                pending.push(self.resolve(path, &file)?);
            }
        }
        Ok(found.into_iter().collect())
    }
}

/// The paths that a Solidity file imports.
///
/// # Errors
/// If an import does not end.
pub fn imports(text: &str) -> Result<Vec<&str>> {
    let mut paths = Vec::new();
    let mut begins = true;
    let mut path = None;
    let mut in_import = false;
    let mut rest = text;
    while !rest.is_empty() {
        let (token, after) = token(rest);
        rest = after;
        match token {
            Token::Blank => continue,
            Token::Word("import") if begins => in_import = true,
            Token::Text(text) if in_import => path = path.or(Some(text)),
            Token::Sign(';') if in_import => {
                paths.extend(path.take());
                in_import = false;
            }
            _ => {}
        }
        begins = matches!(token, Token::Sign(';' | '}'));
    }
    if in_import {
        bail!("expected a semicolon after an import, received the file's end");
    }
    Ok(paths)
}

/// A part of a Solidity file.
enum Token<'a> {
    /// White space or a comment.
    Blank,
    Word(&'a str),
    /// What stands between quotes.
    Text(&'a str),
    Sign(char),
}

/// The first token of a text that is not empty, and what follows it.
fn token(text: &str) -> (Token<'_>, &str) {
    let first = text.chars().next().unwrap_or(' ');
    let of_word = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
    if text.starts_with("//") {
        (Token::Blank, text.find('\n').map_or("", |end| &text[end..]))
    } else if let Some(comment) = text.strip_prefix("/*") {
        (
            Token::Blank,
            comment.split_once("*/").map_or("", |(_, after)| after),
        )
    } else if of_word(first) {
        let end = text.find(|c| !of_word(c)).unwrap_or(text.len());
        (Token::Word(&text[..end]), &text[end..])
    } else if first == '"' || first == '\'' {
        let mut escaped = false;
        let ends = |c: char| {
            let end = !escaped && c == first;
            escaped = !escaped && c == '\\';
            end
        };
        match text[1..].find(ends) {
            Some(end) => (Token::Text(&text[1..=end]), &text[end + 2..]),
            None => (Token::Text(&text[1..]), ""),
        }
    } else if first.is_whitespace() {
        (Token::Blank, text.trim_start())
    } else {
        (Token::Sign(first), &text[first.len_utf8()..])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_import_is_read_and_nothing_else() {
        let text = r#"
            import "./A.sol";
            import {B, C as D} from "blueprint-abi/B.sol";
            import * as E from './E.sol';
            import {
                F
            } from "../F.sol";
            // import what matters
            /* import "./No.sol"; /*
            import "./Neither.sol"; */
            /* a note */ import /* of */ "./G.sol" /* "./H.sol" */;
            string constant TEXT = "\"; import './I.sol';";
            uint256 important;
            importantToo();
        "#;
        let found = imports(text).unwrap();
        assert_eq!(
            found,
            [
                "./A.sol",
                "blueprint-abi/B.sol",
                "./E.sol",
                "../F.sol",
                "./G.sol"
            ]
        );
        for unended in ["import \"A.sol\"", "import \"A.sol", "import /* \"A.sol\";"] {
            assert!(imports(unended).is_err(), "{unended}");
        }
        for none in ["", "/*", "\"", "'\\'", "x.import \"A.sol\";", "𝛼 import"] {
            assert_eq!(imports(none).unwrap(), [""; 0], "{none}");
        }
    }

    #[test]
    fn closure_follows_packages_and_folders() {
        let root = std::env::temp_dir().join(format!("imports-{}", std::process::id()));
        let write = |path: &str, text: &str| {
            let path = root.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        write("I.sol", "import \"blueprint-abi/library/A.sol\";");
        write("abi/solidity/library/A.sol", "import \"./B.sol\";");
        write("abi/solidity/library/B.sol", "import \"./A.sol\";");
        write("Broken.sol", "import \"./None.sol\";");
        let named = BTreeMap::from([("blueprint-abi/".into(), "abi/solidity".into())]);
        let packages = Packages::new(&root, &named);
        let names: Vec<_> = packages
            .closure(&root.join("I.sol"))
            .unwrap()
            .iter()
            .map(|path| path.file_name().unwrap().to_owned())
            .collect();
        let broken = packages.closure(&root.join("Broken.sol"));
        fs::remove_dir_all(&root).unwrap();
        assert_eq!(names.len(), 3);
        let error = format!("{:#}", broken.unwrap_err());
        assert!(
            error.contains("expected a .sol file at \"./None.sol\""),
            "{error}"
        );
    }
}
