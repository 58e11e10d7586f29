//! ink! contracts: from sources to `<name>.polkavm` and `<name>.abi.json`.

use super::{
    artifacts::{write_abi, Artifacts, Key},
    blob,
    cargo::{target_description, Compiler},
    contracts::InkContract,
    libraries::Libraries,
    lock::foreign_packages,
    progress::Progress,
    record::Record,
};
use alloy_json_abi::JsonAbi;
use anyhow::{Context, Result};
use std::{
    collections::BTreeMap,
    fs,
    path::Path,
    process::Command,
    sync::{
        atomic::{AtomicUsize, Ordering},
        Mutex,
    },
    thread,
    time::Instant,
};

/// Has cargo bring the lock file up to date with the manifests, where it is not `locked`, and reads it: what it says is part of
/// what is built.
///
/// # Errors
/// If the lock file does not know `contracts` and cargo cannot write it, with cargo's reason.
pub fn settle_lock(root: &Path, contracts: &[&InkContract], locked: bool) -> Result<String> {
    let lock = root.join("Cargo.lock");
    let read = || fs::read_to_string(&lock);
    let knows = |text: &str, name: &str| text.contains(&format!("\nname = \"{name}\"\n"));
    let known = || read().is_ok_and(|text| contracts.iter().all(|it| knows(&text, &it.name)));
    let metadata = |options: &[&str]| {
        Command::new("cargo")
            .args([
                "metadata",
                "--quiet",
                "--format-version",
                "1",
                "--manifest-path",
            ])
            .arg(root.join("Cargo.toml"))
            .args(options)
            .stdout(std::process::Stdio::null())
            .output()
            .context("cannot run cargo")
    };
    // A lock file that is right needs no registry.
    if !metadata(&["--locked", "--offline"])?.status.success() {
        let options: &[&str] = if locked { &["--locked"] } else { &[] };
        let done = metadata(options)?;
        // Sources that no contract needs may be missing, those of another system say: what is wrong with those that one needs the
        // build itself says.
        anyhow::ensure!(
            done.status.success() || known(),
            "cargo cannot write {}: {}",
            lock.display(),
            String::from_utf8_lossy(&done.stderr).trim()
        );
    }
    read().with_context(|| format!("cannot read {}", lock.display()))
}

/// What the artifacts of `contract` depend on.
pub fn hash(root: &Path, contract: &InkContract, lock: &str, compiler: &str) -> Result<String> {
    let mut key = Key::new();
    key.word(compiler);
    key.word(&target_description());
    key.word(&blob::STACK.to_string());
    key.word(&build_settings(&root.join("Cargo.toml"))?);
    key.folder(root, &root.join("tools/patches"), &["rs", "toml"])?;
    key.word(&contract.opt_level);
    for manifest in &contract.manifests {
        key.file(root, manifest)?;
    }
    for source in &contract.sources {
        if source.is_file() {
            key.file(root, source)?;
        } else {
            key.folder(root, source, &["rs", "sol"])?;
        }
    }
    for requirement in &contract.requirements {
        key.word(requirement);
    }
    // Of the lock file, what this contract needs: the host's crates change no contract.
    for package in foreign_packages(lock, &contract.name) {
        key.word(package);
    }
    for file in &contract.interface_files {
        key.file(root, file)?;
    }
    Ok(key.finish())
}

/// What the workspace's manifest says about how code is compiled: edition, profiles and patches. Its other
/// tables change no contract.
fn build_settings(manifest: &Path) -> Result<String> {
    let text = fs::read_to_string(manifest)
        .with_context(|| format!("cannot read {}", manifest.display()))?;
    let mut relevant = false;
    let lines = text.lines().filter(|line| {
        if line.starts_with('[') {
            relevant = ["[workspace.package]", "[profile", "[patch"]
                .iter()
                .any(|table| line.starts_with(table));
        }
        relevant
    });
    Ok(lines.collect::<Vec<_>>().join("\n"))
}

/// Builds the blobs of `contracts`, by name: libraries by one cargo for each level of optimisation, then
/// each contract linked and translated, as many at a time as there are cores.
pub fn build(
    root: &Path,
    compiler: &Compiler,
    contracts: &[&InkContract],
    locked: bool,
    work: &Path,
    progress: &Progress,
) -> Result<BTreeMap<String, Vec<u8>>> {
    let mut by_level = BTreeMap::<&str, Vec<&str>>::new();
    for contract in contracts {
        let names = by_level.entry(&contract.opt_level).or_default();
        names.push(&contract.name);
    }
    let mut jobs: Vec<(&str, &str, usize)> = Vec::new();
    let mut libraries = Vec::new();
    for (level, names) in &by_level {
        progress.say(&format!(
            "compiling {} for PolkaVM, at optimisation level {level}",
            names.join(", ")
        ));
        let compiled = compiler.libraries(root, names, level, locked, |name| {
            progress.say(&format!("{name}: compiled"));
        })?;
        jobs.extend(names.iter().map(|name| (*name, *level, libraries.len())));
        libraries.push(compiled);
    }
    in_parallel(&jobs, |(name, level, place)| {
        let libraries: &Libraries = &libraries[*place];
        let started = Instant::now();
        let object = compiler.link(name, libraries, level, work)?;
        let blob = blob::of_object(&object).with_context(|| format!("{name} was not linked"))?;
        progress.say(&format!(
            "{name}: linked, {} bytes ({:.1} s)",
            blob.len(),
            started.elapsed().as_secs_f32()
        ));
        Ok(((*name).to_owned(), blob))
    })
}

/// Does `work` for each of `jobs`, on all cores; the first error ends it.
fn in_parallel<J: Sync, K: Ord + Send, V: Send>(
    jobs: &[J],
    work: impl Fn(&J) -> Result<(K, V)> + Sync,
) -> Result<BTreeMap<K, V>> {
    let next = AtomicUsize::new(0);
    let results = Mutex::new(Ok(BTreeMap::new()));
    let cores = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        for _ in 0..cores.min(jobs.len()) {
            scope.spawn(|| {
                while let Some(job) = jobs.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let result = work(job);
                    let Ok(mut results) = results.lock() else {
                        return;
                    };
                    match (&mut *results, result) {
                        (Ok(done), Ok((key, value))) => {
                            done.insert(key, value);
                        }
                        (Ok(_), Err(error)) => *results = Err(error),
                        (Err(_), _) => return,
                    }
                }
            });
        }
    });
    results
        .into_inner()
        .unwrap_or_else(|_| anyhow::bail!("a worker panicked"))
}

/// Writes what is looked for in `target/ink`: the blob, and the interface's ABI with the constructor, also
/// as TypeScript.
pub fn write(
    contract: &InkContract,
    blob: &[u8],
    solidity: &Artifacts,
    record: &Record,
    out: &Path,
) -> Result<()> {
    let mut abi = interface_abi(contract, solidity)?;
    abi.constructor = Some(contract.constructor.clone());
    let name = &contract.name;
    fs::write(out.join(format!("{name}.polkavm")), blob)?;
    let record = serde_json::to_string_pretty(record)?;
    fs::write(out.join(format!("{name}.build.json")), record)?;
    write_abi(out, name, &abi)
}

/// The ABI of the interface that `contract` implements, from solc.
pub fn interface_abi(contract: &InkContract, solidity: &Artifacts) -> Result<JsonAbi> {
    let name = contract.interface.file_stem().unwrap_or_default();
    let file = format!("{}.abi.json", name.to_string_lossy());
    read_abi(&solidity.folder.join(file))
}

pub fn read_abi(path: &Path) -> Result<JsonAbi> {
    let text =
        fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    serde_json::from_str(&text).with_context(|| format!("{} is no ABI", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn jobs_are_all_done_or_the_first_error_reported() {
        let squares = in_parallel(&[1, 2, 3], |job| Ok((*job, job * job))).unwrap();
        assert_eq!(squares, BTreeMap::from([(1, 1), (2, 4), (3, 9)]));
        let none = in_parallel(&[], |job: &i32| Ok((*job, ()))).unwrap();
        assert!(none.is_empty());
        let error = in_parallel(&[1, 2], |job| {
            anyhow::ensure!(*job != 2, "not two");
            Ok((*job, ()))
        });
        assert_eq!(error.unwrap_err().to_string(), "not two");
    }
}
