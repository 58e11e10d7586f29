//! Which contracts the workspace has.

use anyhow::{bail, Context, Result};
use cargo_metadata::{DependencyKind, MetadataCommand, Package};
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};
use walkdir::WalkDir;

/// An ink! contract: a package with `[package.metadata.ink-lang]`.
pub struct InkContract {
    pub name: String,
    pub manifest: PathBuf,
    /// The folders its code comes from: its own and those of its path dependencies.
    pub sources: Vec<PathBuf>,
    /// What those ask for of other people's crates: name, version, features.
    pub requirements: Vec<String>,
    /// The `.sol` interface it answers to, relative to the workspace.
    pub interface: PathBuf,
    /// The optimisation level it is built with.
    pub opt_level: String,
}

/// A Solidity contract or interface, by the name it shares with its file.
pub type Sources = BTreeMap<String, PathBuf>;

pub struct Workspace {
    pub ink: Vec<InkContract>,
    /// Solidity contracts: every `solidity/*.sol` of an example or a contract.
    pub solidity: Sources,
    /// Interfaces that ink! contracts answer to.
    pub interfaces: Sources,
}

impl Workspace {
    pub fn read(root: &Path) -> Result<Self> {
        let metadata = MetadataCommand::new()
            .manifest_path(root.join("Cargo.toml"))
            .no_deps()
            .exec()
            .context("cannot read the workspace")?;
        let packages: BTreeMap<&str, &Package> = metadata
            .packages
            .iter()
            .map(|package| (package.name.as_str(), package))
            .collect();
        let mut ink = Vec::new();
        for package in packages.values() {
            if !package.metadata["ink-lang"].is_null() {
                ink.push(ink_contract(root, package, &packages)?);
            }
        }
        let interfaces = ink
            .iter()
            .map(|c| named(&c.interface))
            .collect::<Result<_>>()?;
        let mut solidity = Sources::new();
        for folder in ["blueprint-examples", "contracts", "e2e/tests"] {
            collect_solidity(root, &root.join(folder), &mut solidity)?;
        }
        Ok(Self {
            ink,
            solidity,
            interfaces,
        })
    }
}

fn ink_contract(
    root: &Path,
    package: &Package,
    all: &BTreeMap<&str, &Package>,
) -> Result<InkContract> {
    let manifest = package.manifest_path.clone().into_std_path_buf();
    let folder = manifest.parent().unwrap_or(root).to_owned();
    let settings = &package.metadata["blueprint"];
    let Some(interface) = settings["interface"].as_str() else {
        bail!(
            "{}: expected [package.metadata.blueprint] interface = \"<path of a .sol file>\", received none",
            manifest.display()
        );
    };
    let interface = folder.join(interface);
    let interface = interface
        .canonicalize()
        .with_context(|| format!("{}: no such interface", interface.display()))?;
    let mut sources = vec![folder];
    let mut requirements = Vec::new();
    let mut pending = vec![package];
    while let Some(package) = pending.pop() {
        for named in package
            .dependencies
            .iter()
            .filter(|dependency| dependency.kind == DependencyKind::Normal)
        {
            if named.path.is_none() {
                requirements.push(format!(
                    "{} {} {:?} {}",
                    named.name, named.req, named.features, named.uses_default_features
                ));
            } else if let Some(dependency) = all.get(named.name.as_str()) {
                let folder = dependency
                    .manifest_path
                    .parent()
                    .map(|p| p.as_std_path().to_owned());
                if let Some(folder) = folder.filter(|folder| !sources.contains(folder)) {
                    sources.push(folder);
                    pending.push(dependency);
                }
            }
        }
    }
    sources.sort();
    requirements.sort();
    Ok(InkContract {
        name: package.name.to_string(),
        manifest,
        sources,
        requirements,
        interface: interface.strip_prefix(root)?.to_owned(),
        opt_level: settings["opt-level"].as_str().unwrap_or("3").to_owned(),
    })
}

fn collect_solidity(root: &Path, folder: &Path, found: &mut Sources) -> Result<()> {
    for entry in WalkDir::new(folder).sort_by_file_name() {
        let entry = entry?;
        let path = entry.path();
        let in_solidity = path
            .parent()
            .and_then(Path::file_name)
            .is_some_and(|name| name == "solidity");
        if in_solidity && path.extension().is_some_and(|extension| extension == "sol") {
            let (name, path) = named(path.strip_prefix(root)?)?;
            if let Some(other) = found.insert(name.clone(), path.clone()) {
                bail!(
                    "two contracts are called {name}: {} and {}",
                    other.display(),
                    path.display()
                );
            }
        }
    }
    Ok(())
}

/// A Solidity file's contract has the file's name.
fn named(path: &Path) -> Result<(String, PathBuf)> {
    let stem = path.file_stem().context("a Solidity file has a name")?;
    Ok((stem.to_string_lossy().into_owned(), path.to_owned()))
}
