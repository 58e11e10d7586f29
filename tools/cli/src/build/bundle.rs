//! For users of cargo-contract: the metadata that it makes of a contract, by their own cargo-contract.
//!
//! No build needs it, and this builder takes in none of cargo-contract's code; see
//! docs/decisions/0013-contract-build.md.

use super::{
    artifacts::Artifacts, cargo::Compiler, contracts::InkContract, ink, interface,
    progress::Progress,
};
use anyhow::{bail, Context, Result};
use std::{fs, path::Path, process::Stdio};

/// The release that goes with ink! 6.0.0-beta.1.
const INSTALL: &str = "cargo install --locked cargo-contract --version 6.0.0-beta.2";

/// Has cargo-contract build `contract`, compares the messages it found with the interface, and puts its
/// metadata beside the blob. Its own code is not taken: it is linked without what is known here of jump
/// tables and of words.
pub fn make(
    contract: &InkContract,
    compiler: &Compiler,
    solidity: &Artifacts,
    cache: &Path,
    out: &Path,
    progress: &Progress,
) -> Result<()> {
    let version = compiler
        .command("cargo")
        .args(["contract", "--version"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    if !version.is_ok_and(|status| status.success()) {
        bail!("a bundle takes cargo-contract, which is not installed. Run: {INSTALL}");
    }
    let folder = cache.join("bundles");
    progress.say(&format!("{}: cargo contract build", contract.name));
    let built = compiler
        .command("cargo")
        .args(["contract", "build", "--release", "--manifest-path"])
        .arg(&contract.manifest)
        .env("CARGO_TARGET_DIR", &folder)
        .env_remove("INK_STATIC_BUFFER_SIZE")
        // stdout is for the result of the command.
        .stdout(Stdio::null())
        .status()
        .context("cannot run cargo contract")?;
    if !built.success() {
        bail!("cargo contract did not build {}", contract.name);
    }
    let name = &contract.name;
    let made = folder.join("ink").join(name.replace('-', "_"));
    let said = ink::read_abi(&made.join(format!("{name}.abi")))?;
    interface::compare(&ink::interface_abi(contract, solidity)?, &said)
        .with_context(|| format!("{name} does not answer to {}", contract.interface.display()))?;
    let metadata = out.join(format!("{name}.metadata.json"));
    fs::copy(made.join(format!("{name}.json")), &metadata)
        .with_context(|| format!("cannot write {}", metadata.display()))?;
    progress.say(&format!(
        "{name}: its messages are the interface's; {}",
        metadata.display()
    ));
    Ok(())
}
