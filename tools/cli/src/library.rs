//! This repository's libraries, which the command carries, and how a project takes them.

use anyhow::{Context, Result};
use std::{collections::BTreeSet, fs, path::Path};
use toml_edit::{DocumentMut, Item, Table, TableLike, Value};

include!(concat!(env!("OUT_DIR"), "/files.rs"));

/// The packages among them, by their folders.
pub const CRATES: [(&str, &str); 6] = [
    ("blueprint-components", "contracts/lib/components"),
    ("blueprint-hooks", "contracts/lib/hooks"),
    ("blueprint-interfaces", "abi/solidity"),
    ("blueprint-hooks-macros", "contracts/lib/macros"),
    ("blueprint-rules", "contracts/lib/rules"),
    ("blueprint-test", "e2e/kit"),
];

/// Writes the library into `folder`: a cargo workspace of its own, and the Solidity sources beside it.
///
/// # Errors
/// If a file cannot be written.
pub fn write(folder: &Path) -> Result<()> {
    let mut used = BTreeSet::new();
    for (path, text) in LIBRARY {
        let text = match path.ends_with("Cargo.toml") {
            true => manifest(text, &mut used).with_context(|| (*path).to_owned())?,
            false => (*text).to_owned(),
        };
        write_file(&folder.join(path), &text)?;
    }
    write_file(&folder.join("Cargo.toml"), &workspace(&used)?)
}

/// Writes a file and the folders above it.
pub fn write_file(path: &Path, text: &str) -> Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)
            .with_context(|| format!("cannot create {}", folder.display()))?;
    }
    fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))?;
    // A script is there to be run: forge starts `solc` of the library.
    #[cfg(unix)]
    if text.starts_with("#!") {
        use std::os::unix::fs::PermissionsExt;
        let permissions = fs::Permissions::from_mode(0o755);
        fs::set_permissions(path, permissions)
            .with_context(|| format!("cannot make {} executable", path.display()))?;
    }
    Ok(())
}

/// A package's manifest without what only its own tests need. Names the workspace's dependencies in `used`.
fn manifest(text: &str, used: &mut BTreeSet<String>) -> Result<String> {
    let mut manifest: DocumentMut = text.parse()?;
    for table in ["dev-dependencies", "bench", "bin", "test"] {
        manifest.remove(table);
    }
    // Those of all targets, and those of one: `[target.'cfg(…)'.dependencies]`.
    let of_targets = manifest.get("target").and_then(Item::as_table_like);
    let of_targets = of_targets.into_iter().flat_map(|targets| targets.iter());
    let places = of_targets.filter_map(|(_, target)| target.as_table_like());
    let places = places.chain([manifest.as_table() as &dyn TableLike]);
    for place in places {
        for table in ["dependencies", "build-dependencies"] {
            let Some(dependencies) = place.get(table).and_then(Item::as_table_like) else {
                continue;
            };
            used.extend(dependencies.iter().map(|(name, _)| name.to_owned()));
        }
    }
    Ok(manifest.to_string())
}

/// The manifest of the library's own workspace: this repository's, with the packages that are there.
fn workspace(used: &BTreeSet<String>) -> Result<String> {
    let mut document: DocumentMut = WORKSPACE.parse().context("the workspace's manifest")?;
    for table in ["patch", "profile"] {
        document.remove(table);
    }
    let workspace = document["workspace"]
        .as_table_mut()
        .context("expected a workspace")?;
    workspace.remove("exclude");
    let members: toml_edit::Array = CRATES.iter().map(|(_, folder)| *folder).collect();
    workspace.insert("members", Item::Value(Value::Array(members)));
    if let Some(dependencies) = workspace
        .get_mut("dependencies")
        .and_then(Item::as_table_mut)
    {
        keep(dependencies, used);
    }
    Ok(format!(
        "# The libraries of blueprint-hooks {}, as `blueprint-hooks new` wrote them.\n{document}",
        env!("CARGO_PKG_VERSION")
    ))
}

fn keep(dependencies: &mut Table, used: &BTreeSet<String>) {
    dependencies.retain(|name, _| used.contains(name));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn manifests_lose_what_only_tests_need() {
        let mut used = BTreeSet::new();
        let text = "[package]\nname = \"x\"\n[dependencies]\ncodec.workspace = true\n[dev-dependencies]\na = \"1\"\n\
            [target.'cfg(unix)'.dependencies]\nb.workspace = true\n";
        let written = manifest(text, &mut used).unwrap();
        assert!(!written.contains("dev-dependencies"), "{written}");
        assert_eq!(used, BTreeSet::from(["b", "codec"].map(str::to_owned)));
    }

    #[cfg(unix)]
    #[test]
    fn scripts_can_be_run_and_other_files_cannot() {
        use std::os::unix::fs::PermissionsExt;
        let folder = std::env::temp_dir().join(format!("scripts-{}", std::process::id()));
        for (name, text, expected) in [("solc", "#!/bin/sh\n", true), ("a.sol", "// #!\n", false)] {
            let path = folder.join(name);
            write_file(&path, text).unwrap();
            let mode = fs::metadata(&path).unwrap().permissions().mode();
            assert_eq!(mode & 0o100 != 0, expected, "{name}");
        }
        fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn library_has_every_crate_and_its_sources() {
        for (_, folder) in CRATES {
            let manifest = format!("{folder}/Cargo.toml");
            assert!(
                LIBRARY.iter().any(|(path, _)| *path == manifest),
                "{manifest}"
            );
        }
        let guard = "contracts/solidity/RuntimeGuard.sol";
        assert!(LIBRARY.iter().any(|(path, _)| *path == guard));
        let modules = LIBRARY
            .iter()
            .filter(|(path, _)| path.contains("node_modules"));
        assert_eq!(modules.count(), 0);
    }
}
