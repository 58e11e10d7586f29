//! Files that a build reads beside those that the keys of contracts name: what Solidity files import from anywhere, and what Rust
//! files include, link to, or are patched with.

use super::{
    artifacts::Key,
    contracts::{InkContract, Workspace},
    imports::Packages,
    solidity,
};
use crate::project::Project;
use anyhow::{bail, Context, Result};
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};
use walkdir::WalkDir;

/// What all Solidity artifacts depend on: what [`solidity::hash`] names, and every file that a contract or an interface imports.
///
/// # Errors
/// If a file cannot be read, or an import names none.
pub fn of_solidity(project: &Project, workspace: &Workspace) -> Result<String> {
    let root = project.root.canonicalize()?;
    let packages = Packages::new(&root, &project.config.packages);
    let mut key = Key::of_nothing();
    key.word(&solidity::hash(project, workspace)?);
    let mut files = BTreeSet::new();
    for path in workspace
        .solidity
        .values()
        .chain(workspace.interfaces.values())
    {
        files.extend(packages.closure(&root.join(path).canonicalize()?)?);
    }
    for file in files {
        key.file(&root, &file)?;
    }
    Ok(key.finish())
}

/// What an ink! contract's artifacts depend on beside `sources`, the key of its Rust and Solidity files: its constructor and settings as
/// they were read with them, every other file of its crates' folders, what their code includes, and folders of patches.
///
/// # Errors
/// If a file cannot be read.
pub fn of_ink(root: &Path, contract: &InkContract, sources: &str) -> Result<String> {
    let root = &root.canonicalize()?;
    let mut key = Key::of_nothing();
    key.word(sources);
    key.word(&serde_json::to_string(&contract.constructor)?);
    key.word(&contract.interface.to_string_lossy());
    let mut files = BTreeSet::new();
    for source in &contract.sources {
        below(source, &mut files)?;
    }
    for folder in patched(&root.join("Cargo.toml"))? {
        below(&root.join(folder), &mut files)?;
    }
    let mut pending: Vec<PathBuf> = files.iter().cloned().collect();
    while let Some(file) = pending.pop() {
        if file.extension().is_none_or(|extension| extension != "rs") {
            continue;
        }
        let text =
            fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
        let folder = file.parent().unwrap_or(root);
        for (of_package, path) in included(&text) {
            let base = match of_package {
                true => folder
                    .ancestors()
                    .find(|it| it.join("Cargo.toml").is_file()),
                false => Some(folder),
            };
            // One that is not there is the compiler's error.
            let Ok(named) = base.unwrap_or(folder).join(path).canonicalize() else {
                continue;
            };
            if named.is_file() && files.insert(named.clone()) {
                pending.push(named);
            }
        }
    }
    for file in files {
        key.file(root, &file)?;
    }
    Ok(key.finish())
}

/// The files of a folder, or a file; links are followed. Not what tools and editors leave there: a file that is hidden or
/// a backup counts where code includes it.
fn below(path: &Path, files: &mut BTreeSet<PathBuf>) -> Result<()> {
    let left = |name: &std::ffi::OsStr| {
        let name = name.to_string_lossy();
        name.starts_with('.') || name.ends_with('~') || name == "target" || name == "node_modules"
    };
    let entries = WalkDir::new(path).follow_links(true).into_iter();
    for entry in entries.filter_entry(|it| it.depth() == 0 || !left(it.file_name())) {
        let dangling = |it: &walkdir::Error| {
            it.path()
                .is_some_and(|path| path.is_symlink() && !path.exists())
        };
        if entry.as_ref().is_err_and(dangling) {
            continue;
        }
        let entry = entry.with_context(|| format!("cannot read {}", path.display()))?;
        if entry.file_type().is_file() {
            files.insert(entry.path().canonicalize()?);
        }
    }
    Ok(())
}

/// Folders of packages that the workspace patches others with.
fn patched(manifest: &Path) -> Result<Vec<PathBuf>> {
    let text = fs::read_to_string(manifest)
        .with_context(|| format!("cannot read {}", manifest.display()))?;
    let table: toml::Table = text
        .parse()
        .with_context(|| format!("in {}", manifest.display()))?;
    let sources = table.get("patch").and_then(toml::Value::as_table);
    let packages = sources.into_iter().flat_map(|it| it.values());
    let packages = packages.filter_map(toml::Value::as_table);
    let paths = packages.flat_map(|it| it.values());
    Ok(paths
        .filter_map(|it| it.get("path")?.as_str().map(PathBuf::from))
        .collect())
}

/// The paths that a Rust file includes, or that its modules have, and whether they count from its package's folder
/// (`concat!(env!("CARGO_MANIFEST_DIR"), "/path")`).
fn included(text: &str) -> impl Iterator<Item = (bool, &str)> {
    let starts = ["include_bytes!", "include_str!", "include!", "#[path"];
    starts.into_iter().flat_map(move |start| {
        text.match_indices(start).filter_map(move |(at, _)| {
            let rest = text.get(at + start.len()..)?;
            let rest =
                rest.trim_start_matches(|it: char| it.is_whitespace() || "([{=".contains(it));
            if let Some(joined) = rest.strip_prefix("concat!") {
                let (_, joined) = joined.split_once("CARGO_MANIFEST_DIR\"")?;
                let path = joined.split('"').nth(1)?.trim_start_matches('/');
                return Some((true, path));
            }
            let rest = rest
                .strip_prefix('r')
                .unwrap_or(rest)
                .trim_start_matches('#');
            Some((false, rest.strip_prefix('"')?.split('"').next()?))
        })
    })
}

/// Checks that files of different interfaces have different names: ABIs are kept by them.
///
/// # Errors
/// Both paths of two that share a name.
pub fn check_names(project: &Project, workspace: &Workspace) -> Result<()> {
    let mut known: Vec<(String, PathBuf)> = Vec::new();
    let ink = workspace.ink.iter().map(|it| &it.interface);
    for path in workspace.solidity.values().chain(ink) {
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        let file = project.root.join(path).canonicalize()?;
        let other = known.iter().find(|(name, _)| *name == stem);
        match other {
            Some((_, other)) if *other != file => bail!(
                "expected files of different names for different interfaces, received {} and {}: their ABIs would be one file",
                other.display(),
                file.display()
            ),
            Some(_) => {}
            None => known.push((stem.into_owned(), file)),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::Config;
    use std::collections::BTreeMap;

    /// A contract of an interface, of which nothing else is known.
    fn contract(interface: &str) -> InkContract {
        InkContract {
            name: interface.into(),
            manifest: PathBuf::new(),
            manifests: Vec::new(),
            sources: Vec::new(),
            requirements: Vec::new(),
            interface: interface.into(),
            interface_files: Vec::new(),
            constructor: alloy_json_abi::Constructor {
                inputs: Vec::new(),
                state_mutability: alloy_json_abi::StateMutability::NonPayable,
            },
            opt_level: "3".into(),
        }
    }

    fn folder(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("inputs-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        folder.canonicalize().unwrap()
    }

    fn write(root: &Path, path: &str, text: &str) {
        let path = root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    #[test]
    fn what_a_contract_imports_from_elsewhere_is_part_of_its_key() {
        let root = folder("solidity");
        write(
            &root,
            "solidity/Foo.sol",
            "import \"../interface/IFoo.sol\";\n",
        );
        write(&root, "interface/IFoo.sol", "import \"./IMore.sol\";\n");
        write(&root, "interface/IMore.sol", "interface IMore {}\n");
        let project = Project {
            root: root.clone(),
            config: Config::default(),
        };
        let workspace = Workspace {
            ink: Vec::new(),
            solidity: BTreeMap::from([("Foo".into(), "solidity/Foo.sol".into())]),
            interfaces: BTreeMap::new(),
        };
        let key = || of_solidity(&project, &workspace).unwrap();
        let before = key();
        assert_eq!(key(), before);
        for file in [
            "interface/IFoo.sol",
            "interface/IMore.sol",
            "solidity/Foo.sol",
        ] {
            let text = fs::read_to_string(root.join(file)).unwrap();
            let known = key();
            write(&root, file, &format!("{text}// changed\n"));
            assert_ne!(key(), known, "{file}");
        }
        fs::remove_dir_all(&root).unwrap();
    }

    #[test]
    fn what_a_crate_includes_links_to_or_is_patched_with_is_part_of_its_key() {
        let root = folder("ink");
        write(
            &root,
            "Cargo.toml",
            "[patch.crates-io]\ndep = { path = \"vendor/dep\" }\n",
        );
        write(&root, "vendor/dep/src/lib.rs", "");
        write(
            &root,
            "a/src/lib.rs",
            "const T: &[u8] = include_bytes!(\"table.bin\");\n#[path = \"../../shared/x.rs\"]\nmod x;\nmod linked;\n\
             const U: &str = include_str!(concat!(env!(\"CARGO_MANIFEST_DIR\"), \"/data/u.txt\"));\n\
             const V: &str = include_str!(r#\"../data/v.txt\"#);\n",
        );
        for file in ["a/Cargo.toml", "a/data/u.txt", "a/data/v.txt"] {
            write(&root, file, "");
        }
        write(&root, "a/src/table.bin", "1");
        write(
            &root,
            "shared/x.rs",
            "const S: &str = include_str!(\n    \"text.txt\"\n);\n",
        );
        write(&root, "shared/text.txt", "1");
        write(&root, "elsewhere/linked.rs", "");
        let link = root.join("a/src/linked.rs");
        std::os::unix::fs::symlink(root.join("elsewhere/linked.rs"), link).unwrap();
        let contract = InkContract {
            sources: vec![root.join("a/src")],
            ..contract("I.sol")
        };
        let key = || of_ink(&root, &contract, "sources").unwrap();
        for file in [
            "a/src/table.bin",
            "a/data/u.txt",
            "a/data/v.txt",
            "shared/x.rs",
            "shared/text.txt",
            "elsewhere/linked.rs",
            "vendor/dep/src/lib.rs",
        ] {
            let (known, text) = (key(), fs::read_to_string(root.join(file)).unwrap());
            write(&root, file, &format!("{text}// changed\n"));
            assert_ne!(key(), known, "{file}");
        }
        write(&root, "elsewhere/other.rs", "");
        let known = key();
        write(&root, "a/src/target/built.rs", "");
        // What an editor leaves of a file with changes that are not saved.
        write(&root, "a/src/.lib.rs.swp", "");
        write(&root, "a/src/lib.rs~", "");
        std::os::unix::fs::symlink("user@host.1", root.join("a/src/.#lib.rs")).unwrap();
        std::os::unix::fs::symlink("nowhere", root.join("a/src/dangling")).unwrap();
        write(&root, "elsewhere/other.rs", "changed");
        assert_eq!(key(), known);
        fs::remove_dir_all(&root).unwrap();
    }

    #[test]
    fn interfaces_of_one_name_are_an_error() {
        let root = folder("names");
        write(&root, "a/IManager.sol", "");
        write(&root, "solidity/IManager.sol", "");
        let project = Project {
            root: root.clone(),
            config: Config::default(),
        };
        let mut workspace = Workspace {
            // Two contracts of one interface.
            ink: vec![contract("a/IManager.sol"), contract("a/../a/IManager.sol")],
            solidity: BTreeMap::new(),
            interfaces: BTreeMap::new(),
        };
        assert!(check_names(&project, &workspace).is_ok());
        let other = PathBuf::from("solidity/IManager.sol");
        workspace.solidity.insert("IManager".into(), other);
        let error = check_names(&project, &workspace).unwrap_err().to_string();
        assert!(error.contains("solidity/IManager.sol and"), "{error}");
        fs::remove_dir_all(&root).unwrap();
    }
}
