//! Which contracts the workspace has.

use super::{imports::Packages, source::Source};
use crate::project::Project;
use alloy_json_abi::Constructor;
use anyhow::{bail, ensure, Context, Result};
use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, Package, TargetKind};
use std::{
    collections::BTreeMap,
    path::{Component, Path, PathBuf},
};
use walkdir::WalkDir;

/// An ink! contract: a package with `[package.metadata.ink-lang]`.
pub struct InkContract {
    pub name: String,
    pub manifest: PathBuf,
    /// Manifests its code is built by: its own and those of its path dependencies.
    pub manifests: Vec<PathBuf>,
    /// The folders its code comes from.
    pub sources: Vec<PathBuf>,
    /// Their requirements of external crates: name, version, features.
    pub requirements: Vec<String>,
    /// The `.sol` interface it implements, from the workspace; it may lie outside.
    pub interface: PathBuf,
    /// That file and all it imports.
    pub interface_files: Vec<PathBuf>,
    pub constructor: Constructor,
    /// The optimisation level it is built with.
    pub opt_level: String,
}

/// A Solidity contract or interface, by the name it shares with its file.
pub type Sources = BTreeMap<String, PathBuf>;

pub struct Workspace {
    pub ink: Vec<InkContract>,
    /// Solidity contracts: every `solidity/*.sol` below the folders that `blueprint.toml` names.
    pub solidity: Sources,
    /// Interfaces that ink! contracts implement.
    pub interfaces: Sources,
}

impl Workspace {
    /// The contracts of a project. One without a `Cargo.toml` has none in ink!.
    ///
    /// # Errors
    /// If cargo cannot read the workspace, or a contract's source or interface is not as it must be.
    pub fn read(project: &Project) -> Result<Self> {
        let root = &project.root;
        let manifest = root.join("Cargo.toml");
        let members = match manifest.is_file() {
            true => by_name(&read_metadata(&manifest)?),
            false => BTreeMap::new(),
        };
        let packages = Packages::new(root, &project.config.packages);
        let mut ink = Vec::new();
        for package in members.values() {
            if !package.metadata["ink-lang"].is_null() {
                let contract = ink_contract(root, package, &members, &packages);
                ink.push(contract.with_context(|| package.manifest_path.to_string())?);
            }
        }
        let interfaces: Sources = ink
            .iter()
            .map(|c| named(&c.interface))
            .collect::<Result<_>>()?;
        let mut solidity = Sources::new();
        for folder in &project.config.solidity.folders {
            collect_solidity(root, &root.join(folder), &mut solidity)?;
        }
        ensure!(
            !ink.is_empty() || !solidity.is_empty() || !interfaces.is_empty(),
            "expected a contract in {}: a package with #[contract] in a cargo workspace, or NAME.sol in a folder called `solidity` \
             below one of [solidity] folders ({}); received none",
            root.display(),
            config_folders(&project.config.solidity.folders)
        );
        Ok(Self {
            ink,
            solidity,
            interfaces,
        })
    }
}

fn config_folders(folders: &[PathBuf]) -> String {
    let shown: Vec<_> = folders.iter().map(|it| it.display().to_string()).collect();
    shown.join(", ")
}

fn read_metadata(manifest: &Path) -> Result<Metadata> {
    MetadataCommand::new()
        .manifest_path(manifest)
        .no_deps()
        .exec()
        .with_context(|| format!("cannot read {}", manifest.display()))
}

fn by_name(metadata: &Metadata) -> BTreeMap<String, Package> {
    let packages = metadata.packages.iter();
    packages
        .map(|package| (package.name.to_string(), package.clone()))
        .collect()
}

fn ink_contract(
    root: &Path,
    package: &Package,
    members: &BTreeMap<String, Package>,
    packages: &Packages,
) -> Result<InkContract> {
    let manifest = package.manifest_path.clone().into_std_path_buf();
    let library = package
        .targets
        .iter()
        .find(|target| target.kind.contains(&TargetKind::Lib))
        .context("expected a library, received none")?;
    let library = library.src_path.as_std_path();
    let source = Source::read(library)?;

    let settings = &package.metadata["blueprint"];
    let interface = match (settings["interface"].as_str(), &source.interface) {
        (Some(path), Some(macros)) => {
            let (named, used) = (
                packages.resolve(path, &manifest)?,
                packages.resolve(macros, library)?,
            );
            if named.canonicalize()? != used.canonicalize()? {
                bail!(
                    "expected one interface, received {path} in [package.metadata.blueprint] and \
                     {macros} in #[contract]; leave the first out"
                );
            }
            Ok(used)
        }
        (Some(path), None) => packages.resolve(path, &manifest),
        (None, Some(path)) => packages.resolve(path, library),
        (None, None) => bail!(
            "expected [package.metadata.blueprint] interface = \"<path of a .sol file>\", or \
             #[contract(\"<path>\")] in {}, received neither",
            library.display()
        ),
    }?;
    let code = Code::of(package, members)?;
    Ok(InkContract {
        name: package.name.to_string(),
        manifest,
        manifests: code.manifests,
        sources: code.sources,
        requirements: code.requirements,
        interface_files: packages.closure(&interface)?,
        interface: relative(root, &interface),
        constructor: source.constructor,
        opt_level: opt_level(&settings["opt-level"])?,
    })
}

/// The level that `[package.metadata.blueprint] opt-level` names, a number or a letter as in cargo's
/// profiles; 3 where it names none.
fn opt_level(setting: &serde_json::Value) -> Result<String> {
    let level = match setting {
        serde_json::Value::Null => return Ok("3".to_owned()),
        serde_json::Value::String(level) => level.clone(),
        other => other.to_string(),
    };
    if !["0", "1", "2", "3", "s", "z"].contains(&level.as_str()) {
        bail!("expected opt-level 0, 1, 2, 3, \"s\" or \"z\", received {setting}");
    }
    Ok(level)
}

/// Where a package's code comes from.
#[derive(Default)]
struct Code {
    manifests: Vec<PathBuf>,
    sources: Vec<PathBuf>,
    requirements: Vec<String>,
}

impl Code {
    fn of(package: &Package, members: &BTreeMap<String, Package>) -> Result<Self> {
        let mut code = Self::default();
        let mut pending = vec![package.clone()];
        while let Some(package) = pending.pop() {
            let manifest = package.manifest_path.clone().into_std_path_buf();
            if code.manifests.contains(&manifest) {
                continue;
            }
            code.manifests.push(manifest);
            code.take_targets(&package);
            for named in &package.dependencies {
                if named.kind == DependencyKind::Development {
                    continue;
                }
                let Some(path) = &named.path else {
                    code.requirements.push(format!(
                        "{} {} {:?} {}",
                        named.name, named.req, named.features, named.uses_default_features
                    ));
                    continue;
                };
                let dependency = match members.get(named.name.as_str()) {
                    Some(member) => Some(member.clone()),
                    // Of another workspace.
                    None => by_name(&read_metadata(path.join("Cargo.toml").as_std_path())?)
                        .remove(named.name.as_str()),
                };
                pending.push(
                    dependency.with_context(|| format!("no package {} at {path}", named.name))?,
                );
            }
        }
        for list in [&mut code.manifests, &mut code.sources] {
            list.sort();
            list.dedup();
        }
        code.requirements.sort();
        Ok(code)
    }

    fn take_targets(&mut self, package: &Package) {
        for target in &package.targets {
            let source = target.src_path.as_std_path();
            if target.kind.contains(&TargetKind::CustomBuild) {
                self.sources.push(source.to_owned());
            } else if target
                .kind
                .iter()
                .any(|kind| matches!(kind, TargetKind::Lib | TargetKind::ProcMacro))
            {
                self.sources.extend(source.parent().map(Path::to_owned));
            }
        }
    }
}

fn collect_solidity(root: &Path, folder: &Path, found: &mut Sources) -> Result<()> {
    if !folder.is_dir() {
        return Ok(());
    }
    let installed = |name: &std::ffi::OsStr| name == "node_modules" || name == "target";
    let files = WalkDir::new(folder).sort_by_file_name().into_iter();
    for entry in files.filter_entry(|it| !installed(it.file_name())) {
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

/// The way from `root` to `path`, up and down again where it lies outside. Both are canonical.
fn relative(root: &Path, path: &Path) -> PathBuf {
    let shared = root
        .components()
        .zip(path.components())
        .take_while(|(ours, theirs)| ours == theirs)
        .count();
    let up = root.components().skip(shared).map(|_| Component::ParentDir);
    up.chain(path.components().skip(shared)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn interface_outside_the_workspace_is_reached_upwards() {
        let way = |root, path| relative(Path::new(root), Path::new(path));
        assert_eq!(way("/a/b", "/a/b/c/I.sol"), Path::new("c/I.sol"));
        assert_eq!(way("/a/b", "/a/x/I.sol"), Path::new("../x/I.sol"));
        assert_eq!(way("/a/b", "/I.sol"), Path::new("../../I.sol"));
    }

    #[test]
    fn this_workspace_has_contracts_with_interfaces_and_constructors() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let workspace = Workspace::read(&Project::find(&root).unwrap()).unwrap();
        let names: Vec<_> = workspace.ink.iter().map(|it| it.name.as_str()).collect();
        for name in ["base_manager", "report_counter", "slashing_court"] {
            assert!(names.contains(&name), "{names:?}");
        }
        for contract in &workspace.ink {
            // The caller, which the one with its caller in the code does without, those that obey no account, and the one
            // that obeys its deployer.
            let first = contract.constructor.inputs.first();
            let first = first.map(|it| (it.ty.as_str(), it.name.as_str()));
            let expected = match contract.name.as_str() {
                "baked_manager" | "stake_keeper" => None,
                "seed_beacon" => Some(("uint64", "genesis")),
                "consensus_participation" => Some(("address", "staking")),
                "foreign_consensus" => Some(("bytes32", "hash")),
                _ => Some(("address", "runtime")),
            };
            assert_eq!(first, expected, "{}", contract.name);
            assert!(!contract.interface_files.is_empty());
        }
    }
}
