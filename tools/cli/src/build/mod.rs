//! Builds the contracts of a project into `target/ink` and `target/solidity`. What did not change since the last run
//! is kept; what another folder built from the same sources is taken from the cache.

mod artifacts;
mod blob;
mod bundle;
mod cargo;
mod check;
mod compilers;
mod contracts;
pub mod imports;
mod ink;
mod inputs;
mod interface;
mod libraries;
mod lock;
mod progress;
mod record;
mod solidity;
mod source;
pub mod toolchain;

pub use check::check;
pub use progress::Progress;

use crate::project::Project;
use anyhow::{bail, Context, Result};
use artifacts::{Artifacts, Key, Store, ALL};
use cargo::Compiler;
use compilers::Compilation;
use contracts::{InkContract, Sources, Workspace};
use serde::Serialize;
use std::{
    env, fmt, fs,
    path::{Path, PathBuf},
    sync::atomic::{AtomicBool, Ordering},
    thread,
};

/// How contracts are built.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The rustup toolchain; one that fits is found or installed where none is named.
    pub toolchain: Option<String>,
    /// Where built artifacts are kept for other folders and later runs.
    pub cache: Option<PathBuf>,
    /// Only the contracts of these names, in ink! or in Solidity; without one, all. Where all Solidity contracts were built of
    /// these sources before, they are provided.
    pub only: Vec<String>,
    /// Refuse to change Cargo.lock.
    pub locked: bool,
    /// Have cargo-contract make ink!'s metadata, too.
    pub bundle: bool,
}

/// What was built.
#[derive(Debug, Serialize)]
pub struct Built {
    pub contracts: Vec<Contract>,
    /// What solc warns of.
    pub warnings: Vec<String>,
}

/// One build of a contract.
#[derive(Debug, Serialize)]
pub struct Contract {
    pub name: String,
    /// `ink`, `resolc` or `solc`.
    pub compiler: &'static str,
    /// The code's file.
    pub code: PathBuf,
    /// The JSON ABI's.
    pub abi: PathBuf,
    pub bytes: u64,
    /// `built`, `unchanged` or `taken from the cache`.
    pub state: &'static str,
}

/// More builds than this are listed only where something changed.
const LISTED: usize = 12;

impl fmt::Display for Built {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for warning in &self.warnings {
            writeln!(f, "warning: {}", warning.trim_end())?;
        }
        let all = self.contracts.len() <= LISTED;
        let shown = |it: &&Contract| all || it.state != Artifacts::UNCHANGED;
        for it in self.contracts.iter().filter(shown) {
            let (name, code, state) = (&it.name, it.code.display(), it.state);
            let (compiler, bytes) = (it.compiler, it.bytes);
            writeln!(
                f,
                "{name:<28} {compiler:<7} {bytes:>8} bytes  {code}  ({state})"
            )?;
        }
        writeln!(
            f,
            "{} builds of contracts are up to date",
            self.contracts.len()
        )
    }
}

/// The cache: `--cache`, else `blueprint-hooks` in the user's cache folder.
pub fn cache_folder(given: Option<&Path>) -> Result<PathBuf> {
    if let Some(given) = given {
        return Ok(given.to_owned());
    }
    let named = |name| {
        env::var_os(name)
            .filter(|it| !it.is_empty())
            .map(PathBuf::from)
    };
    let folder = named("XDG_CACHE_HOME").or_else(|| Some(named("HOME")?.join(".cache")));
    let folder = folder.context("expected --cache, XDG_CACHE_HOME or HOME, received none")?;
    Ok(folder.join("blueprint-hooks"))
}

fn create_cache(given: Option<&Path>) -> Result<PathBuf> {
    let cache = cache_folder(given)?;
    fs::create_dir_all(&cache).with_context(|| format!("cannot create {}", cache.display()))?;
    Ok(cache.canonicalize()?)
}

/// Said where a key would stand for other sources than those that were built.
const CHANGED: &str =
    "expected sources to stay as they are during a build, received a change; build again";

/// Builds the contracts of `project`.
///
/// # Errors
/// If a contract does not compile or is not what its interface says, with the compiler's message; if a source
/// changes meanwhile.
pub fn build(project: &Project, options: &Options) -> Result<Built> {
    let root = &project.root;
    let cache = create_cache(options.cache.as_deref())?;
    let progress = Progress::start();
    let early = read(project)?;
    let is_ink = !wanted(&early.ink, &early.solidity, &options.only)?.is_empty();
    let compiler = match is_ink {
        true => {
            let toolchain = toolchain::provide(options.toolchain.as_deref(), &cache, &progress)?;
            Some(Compiler::find(&toolchain, &cache)?)
        }
        false => None,
    };
    // From here to the end, one build at a time: cargo's folder of contracts is shared by all folders, and that of a project's artifacts by
    // all builds of it.
    let target = project.target();
    fs::create_dir_all(&target).with_context(|| format!("cannot create {}", target.display()))?;
    let _building = lock::exclusive(&target, &progress)?;
    let shared = is_ink.then(|| lock::exclusive(&cache, &progress));
    let _sharing = shared.transpose()?;
    // Sources may have changed while another build ran.
    let mut workspace = read(project)?;
    let wanted = wanted(&workspace.ink, &workspace.solidity, &options.only)?;
    let store = Store::new(&cache, &project.target());
    let all_solidity = options.only.is_empty()
        || store.has("solidity", ALL, &inputs::of_solidity(project, &workspace)?);
    if !all_solidity {
        let named = |name: &String, _: &mut PathBuf| options.only.contains(name);
        workspace.solidity.retain(named);
    }
    let provided_solidity = |compilation: &Compilation| {
        provide_solidity(compilation, &workspace, all_solidity, &store, &progress)
    };
    if compiler.is_none() && !wanted.is_empty() {
        bail!("{CHANGED}");
    }
    let Some(compiler) = compiler.filter(|_| !wanted.is_empty()) else {
        let stopped = AtomicBool::new(false);
        let compilation = Compilation::new(project, &cache, false, &stopped);
        let (solidity, warnings) = provided_solidity(&compilation)?;
        let contracts = solidity_contracts(root, &workspace, &solidity)?;
        return Ok(Built {
            contracts,
            warnings,
        });
    };
    let lock = ink::settle_lock(root, &wanted, options.locked)?;
    let key = |contract: &InkContract, lock: &str| {
        let sources = ink::hash(root, contract, lock, compiler.version())?;
        inputs::of_ink(root, contract, &sources)
    };
    let keys: Vec<String> = wanted
        .iter()
        .map(|it| key(it, &lock))
        .collect::<Result<_>>()?;
    let keys_now = || -> Result<Vec<Option<String>>> {
        let (now, lock) = (read(project)?, fs::read_to_string(root.join("Cargo.lock"))?);
        let contract = |it: &&InkContract| now.ink.iter().find(|other| other.name == it.name);
        let contracts = wanted.iter().map(contract);
        let keys = contracts.map(|it| it.map(|it| key(it, &lock)).transpose());
        keys.collect()
    };
    let missing: Vec<&InkContract> = wanted
        .iter()
        .zip(&keys)
        .filter(|(contract, key)| !store.has("ink", &contract.name, key))
        .map(|(contract, _)| *contract)
        .collect();
    let work = cache.join(format!("work-{}", std::process::id()));
    // ink! contracts and Solidity contracts are built at the same time.
    let stopped = AtomicBool::new(false);
    let compilation = Compilation::new(project, &cache, false, &stopped);
    let (solidity, blobs) = thread::scope(|scope| {
        let solidity = scope.spawn(|| provided_solidity(&compilation));
        let blobs = fs::create_dir_all(&work)
            .context("cannot create a folder to work in")
            .and_then(|()| ink::build(root, &compiler, &missing, options.locked, &work, &progress));
        // An error of cargo is shown now, not when the last Solidity contract is compiled.
        if blobs.is_err() {
            stopped.store(true, Ordering::Relaxed);
        }
        let solidity = solidity.join();
        (
            solidity.unwrap_or_else(|_| bail!("the Solidity compilers' thread panicked")),
            blobs,
        )
    });
    let _ = fs::remove_dir_all(&work);
    let blobs = blobs?;
    let (solidity, warnings) = solidity?;

    // The cache must not hold a build of later sources under the key of earlier ones.
    if !blobs.is_empty() {
        let now: Option<Vec<_>> = keys_now()?.into_iter().collect();
        if now.as_ref() != Some(&keys) {
            bail!("{CHANGED}");
        }
    }
    if options.only.is_empty() {
        let names: Vec<_> = wanted.iter().map(|it| it.name.as_str()).collect();
        store.keep_only("ink", &names)?;
    }
    let mut contracts = Vec::new();
    for (contract, key) in wanted.iter().zip(&keys) {
        let name = &contract.name;
        let provided = store.provide_named("ink", name, key, |out| {
            let blob = blobs.get(name).context("it was not linked")?;
            let record = record::of_ink(contract, key, compiler.version(), blob);
            ink::write(contract, blob, &solidity, &record, out)
        });
        let provided = provided.with_context(|| format!("{name} was not built"))?;
        progress.say(&format!("{name}: {}", provided.how()));
        contracts.push(listed(root, name, "ink", "ink", "polkavm", &provided)?);
    }
    if options.bundle {
        let out = project.target().join("ink");
        for contract in &wanted {
            bundle::make(contract, &compiler, &solidity, &cache, &out, &progress)?;
        }
    }
    contracts.extend(solidity_contracts(root, &workspace, &solidity)?);
    Ok(Built {
        contracts,
        warnings,
    })
}

/// The contracts as their files are now.
fn read(project: &Project) -> Result<Workspace> {
    let workspace = Workspace::read(project)?;
    inputs::check_names(project, &workspace)?;
    Ok(workspace)
}

/// The ink! contracts of the names in `only`, or all. Errors: a name that no contract has, in either language.
fn wanted<'a>(
    all: &'a [InkContract],
    solidity: &Sources,
    only: &[String],
) -> Result<Vec<&'a InkContract>> {
    for name in only {
        let is_ink = all.iter().any(|contract| contract.name == *name);
        if !is_ink && !solidity.contains_key(name) {
            let ink = all.iter().map(|contract| contract.name.as_str());
            let names: Vec<_> = ink.chain(solidity.keys().map(String::as_str)).collect();
            bail!(
                "expected one of {}, received --only {name}",
                names.join(", ")
            );
        }
    }
    let wanted = |it: &&InkContract| only.is_empty() || only.contains(&it.name);
    Ok(all.iter().filter(wanted).collect())
}

/// What the Solidity artifacts depend on: the sources, and which of the contracts are wanted.
fn solidity_key(project: &Project, workspace: &Workspace, all: bool) -> Result<String> {
    let sources = inputs::of_solidity(project, workspace)?;
    if all {
        return Ok(sources);
    }
    let mut key = Key::of_nothing();
    key.word(&sources);
    workspace.solidity.keys().for_each(|name| key.word(name));
    Ok(key.finish())
}

fn provide_solidity(
    compilation: &Compilation,
    workspace: &Workspace,
    all: bool,
    store: &Store,
    progress: &Progress,
) -> Result<(Artifacts, Vec<String>)> {
    let key = solidity_key(compilation.project, workspace, all)?;
    let mut warnings = Vec::new();
    if !all {
        // What is there of others stays, but is no more what the key of all stands for.
        let stamp = compilation.project.target().join("solidity/.all.key");
        if stamp.exists() {
            fs::remove_file(&stamp)
                .with_context(|| format!("cannot remove {}", stamp.display()))?;
        }
    }
    let build = |out: &Path| {
        progress.say("Solidity: compiling by solc and resolc");
        warnings = solidity::build(compilation, workspace, out, progress)?;
        if solidity_key(compilation.project, workspace, all)? != key {
            bail!("{CHANGED}");
        }
        Ok(())
    };
    let provided = match all {
        true => store.provide("solidity", &key, build),
        false => store.provide_named("solidity", "some", &key, build),
    };
    let provided = provided.context("the Solidity contracts were not built")?;
    if all {
        let named = workspace.solidity.keys().chain(workspace.interfaces.keys());
        let names: Vec<_> = named.map(String::as_str).chain([ALL]).collect();
        store.keep_only("solidity", &names)?;
    }
    progress.say(&format!("Solidity: {}", provided.how()));
    Ok((provided, warnings))
}

/// The Solidity contracts that have code, in both builds.
fn solidity_contracts(
    root: &Path,
    workspace: &Workspace,
    built: &Artifacts,
) -> Result<Vec<Contract>> {
    let mut contracts = Vec::new();
    for name in workspace.solidity.keys() {
        for (compiler, extension) in [("solc", "evm"), ("resolc", "polkavm")] {
            if built.folder.join(format!("{name}.{extension}")).exists() {
                contracts.push(listed(root, name, compiler, "solidity", extension, built)?);
            }
        }
    }
    Ok(contracts)
}

fn listed(
    root: &Path,
    name: &str,
    compiler: &'static str,
    kind: &str,
    extension: &str,
    built: &Artifacts,
) -> Result<Contract> {
    let folder = Path::new("target").join(kind);
    let code = folder.join(format!("{name}.{extension}"));
    let size = fs::metadata(root.join(&code));
    Ok(Contract {
        name: name.to_owned(),
        compiler,
        abi: folder.join(format!("{name}.abi.json")),
        bytes: size
            .with_context(|| format!("cannot read {}", code.display()))?
            .len(),
        code,
        state: built.how(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_contracts_in_either_language() {
        let solidity = Sources::from([("Mine".to_owned(), "solidity/Mine.sol".into())]);
        let none = wanted(&[], &solidity, &["Mine".into()]);
        assert!(none.is_ok_and(|ink| ink.is_empty()));
        let error = wanted(&[], &solidity, &["Other".into()]).err().unwrap();
        let text = "expected one of Mine, received --only Other";
        assert_eq!(error.to_string(), text);
    }
}
