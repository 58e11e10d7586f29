//! ink! contracts, by the contract-build crate.

use crate::{
    artifacts::{Artifacts, Key},
    contracts::{InkContract, Workspace},
    interface,
    lock::foreign_packages,
};
use alloy_json_abi::JsonAbi;
use anyhow::{bail, Context, Result};
use contract_build::{
    BuildMode, ComposeBuildArgs, ExecuteArgs, ManifestPath, MetadataArtifacts, Verbosity,
};
use std::{env, fs, path::Path, process::Command};

/// Stands between cargo and the compiler: contract-build's flags, and one of ours.
const RUSTC_WRAPPER: &str = "tools/cli/rustc-wrapper.sh";

/// Stands for cargo: the workspace's patches, where contract-build takes the workspace apart.
const CARGO_WRAPPER: &str = "tools/cli/cargo-wrapper.sh";
/// What is patched, which no manifest names.
const PATCHED: &str = "tools/patches/keccak-const";

/// Points cargo, as contract-build runs it, at the toolchain; returns what its compiler is.
pub fn prepare(root: &Path, toolchain: &str) -> Result<String> {
    let rustc = Command::new("rustup")
        .args(["run", toolchain, "rustc", "-vV"])
        .output();
    let rustc = rustc.context("cannot run rustup")?;
    if !rustc.status.success() {
        bail!(
            "expected an installed toolchain, received '{toolchain}': {}",
            String::from_utf8_lossy(&rustc.stderr)
        );
    }
    for (variable, value) in [
        ("RUSTUP_TOOLCHAIN", toolchain),
        // Building core itself is unstable; so is, from cargo 1.95, a target described by a file.
        ("RUSTC_BOOTSTRAP", "1"),
        ("CARGO_UNSTABLE_JSON_TARGET_SPEC", "true"),
    ] {
        // Before any thread is started.
        env::set_var(variable, value);
    }
    // contract-build chooses flags and folders; cargo must not take them from whoever runs this.
    for variable in [
        "CARGO_TARGET_DIR",
        "RUSTFLAGS",
        "CARGO_ENCODED_RUSTFLAGS",
        "RUSTC",
        "RUSTC_WRAPPER",
    ] {
        env::remove_var(variable);
    }
    env::set_var("INK_RUSTC_WRAPPER", root.join(RUSTC_WRAPPER));
    env::set_var("CARGO", root.join(CARGO_WRAPPER));
    Ok(String::from_utf8_lossy(&rustc.stdout).into_owned())
}

/// What the artifacts of `contract` depend on.
pub fn hash(
    root: &Path,
    contract: &InkContract,
    workspace: &Workspace,
    compiler: &str,
) -> Result<String> {
    let mut key = Key::new();
    key.word(compiler);
    key.word(&contract.opt_level);
    for folder in &contract.sources {
        key.file(root, &folder.join("Cargo.toml"))?;
        key.folder(root, &folder.join("src"), &["rs"])?;
    }
    for requirement in &contract.requirements {
        key.word(requirement);
    }
    for wrapper in [RUSTC_WRAPPER, CARGO_WRAPPER] {
        key.file(root, &root.join(wrapper))?;
    }
    key.file(root, &root.join(PATCHED).join("Cargo.toml"))?;
    key.folder(root, &root.join(PATCHED).join("src"), &["rs"])?;
    // Of the lock file, what this contract needs: the host's crates change no contract.
    let lock = root.join("Cargo.lock");
    let lock =
        fs::read_to_string(&lock).with_context(|| format!("cannot read {}", lock.display()))?;
    for package in foreign_packages(&lock, &contract.name) {
        key.word(package);
    }
    for interface in workspace.interfaces.values() {
        key.file(root, &root.join(interface))?;
    }
    Ok(key.finish())
}

/// Cargo's target folder. Cargo does not see what the wrapper does: what was built with another must
/// not be used.
fn target_folder(root: &Path) -> Result<String> {
    let mut key = Key::of_nothing();
    key.file(root, &root.join(RUSTC_WRAPPER))?;
    let hash = key.finish();
    Ok(format!("contract-build-{}", &hash[..8]))
}

/// Images are for verifiable builds, which this is not.
struct NoImage;

impl ComposeBuildArgs for NoImage {
    fn compose_build_args() -> Result<Vec<String>> {
        Ok(Vec::new())
    }
}

/// Builds `contract` into `out`: code, ABI, metadata.
pub fn build(
    root: &Path,
    contract: &InkContract,
    cache: &Path,
    solidity: &Artifacts,
    out: &Path,
) -> Result<()> {
    env::set_var("CARGO_PROFILE_RELEASE_OPT_LEVEL", &contract.opt_level);
    let result = contract_build::execute::<NoImage>(ExecuteArgs {
        manifest_path: ManifestPath::new(&contract.manifest)?,
        verbosity: Verbosity::Quiet,
        // The other mode carries the text of every panic, and the code that formats it.
        build_mode: BuildMode::Release,
        target_dir: Some(cache.join(target_folder(root)?)),
        ..Default::default()
    })?;
    let (Some(code), Some(MetadataArtifacts::Solidity(metadata))) =
        (result.dest_binary, result.metadata_result)
    else {
        bail!("expected code and Solidity metadata; does Cargo.toml say [package.metadata.ink-lang] abi = \"sol\"?");
    };

    let interface_name = contract
        .interface
        .file_stem()
        .unwrap_or_default()
        .to_string_lossy();
    let wanted = read_abi(&solidity.folder.join(format!("{interface_name}.abi.json")))?;
    let built = read_abi(&metadata.dest_abi)?;
    let abi = interface::merge(&wanted, &built).with_context(|| {
        format!(
            "{} does not answer to {}",
            contract.name,
            contract.interface.display()
        )
    })?;

    let name = &contract.name;
    fs::copy(code, out.join(format!("{name}.polkavm")))?;
    fs::copy(
        metadata.dest_metadata,
        out.join(format!("{name}.metadata.json")),
    )?;
    fs::write(
        out.join(format!("{name}.abi.json")),
        serde_json::to_string_pretty(&abi)?,
    )?;
    Ok(())
}

fn read_abi(path: &Path) -> Result<JsonAbi> {
    let text =
        fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    serde_json::from_str(&text).with_context(|| format!("{} is no ABI", path.display()))
}
