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
    let mut rest = text;
    while let Some(at) = rest.find("import") {
        let begins = rest[..at]
            .rfind('\n')
            .map_or(0, |line| line.saturating_add(1));
        let alone = rest[begins..at].trim().is_empty();
        rest = &rest[at + "import".len()..];
        let follows = rest.starts_with(|c: char| c.is_whitespace() || "{\"'*".contains(c));
        if !alone || !follows {
            continue;
        }
        let Some((statement, _)) = rest.split_once(';') else {
            bail!("expected a semicolon after an import, received the file's end");
        };
        let mut parts = statement.split(['"', '\'']);
        paths.extend(parts.nth(1));
    }
    Ok(paths)
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
            uint256 important;
            importantToo();
        "#;
        let found = imports(text).unwrap();
        assert_eq!(
            found,
            ["./A.sol", "blueprint-abi/B.sol", "./E.sol", "../F.sol"]
        );
        assert!(imports("import \"A.sol\"").is_err());
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
