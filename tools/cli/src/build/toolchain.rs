//! The Rust toolchain that contracts are built with.

use super::progress::Progress;
use anyhow::{ensure, Context, Result};
use std::{
    fs,
    io::Write,
    path::Path,
    process::{Command, Stdio},
};

/// Finds or installs it. A script, which shows its commands to those who would rather run them themselves.
const SCRIPT: &str = include_str!("../../toolchain.sh");

/// The name of a toolchain with the source of `core` and a linker; `named` if it is given. One that has none is
/// completed, or another installed.
///
/// # Errors
/// If there is none and none can be installed, with the command that would.
pub fn provide(named: Option<&str>, cache: &Path, progress: &Progress) -> Result<String> {
    match named {
        Some(name) => Ok(name.to_owned()),
        None => run(cache, progress, &[]),
    }
}

/// The name of a toolchain that is there already.
///
/// # Errors
/// If there is none, with the command that installs one.
pub fn find(cache: &Path, progress: &Progress) -> Result<String> {
    run(cache, progress, &["find"])
}

fn run(cache: &Path, progress: &Progress, arguments: &[&str]) -> Result<String> {
    fs::create_dir_all(cache).with_context(|| format!("cannot create {}", cache.display()))?;
    let name = cache.join("toolchain");
    let mut shell = Command::new("bash")
        .args(["-s", "--"])
        .arg(&name)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .context("cannot run bash")?;
    if let Some(mut stdin) = shell.stdin.take() {
        stdin.write_all(SCRIPT.as_bytes())?;
    }
    let output = shell.wait_with_output()?;
    let error = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "{}", error.trim());
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        progress.detail(line);
    }
    // A release that contracts were not tested with.
    for line in error.lines() {
        progress.say(line);
    }
    let name =
        fs::read_to_string(&name).with_context(|| format!("cannot read {}", name.display()))?;
    Ok(name.trim().to_owned())
}
