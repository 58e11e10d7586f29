//! The published state of Tangle's core 0.20, which is too large for the command: taken from its crate once, and kept in the
//! cache.

use crate::build::cache_folder;
use anyhow::{ensure, Context, Result};
use blueprint_e2e::tangle_core::release::{provide_by, CORE_0_20};
use std::{
    io::Write,
    path::PathBuf,
    process::{Command, Stdio},
};

/// Takes the state out of the crate that has it, which cargo fetches.
const SCRIPT: &str = include_str!("../../newer-core.sh");

/// Has chains take the state from the cache.
pub fn provide() {
    provide_by(|| state().map_err(|error| format!("{error:#}")));
}

fn state() -> Result<PathBuf> {
    let file = cache_folder(None)?.join(CORE_0_20);
    if !file.is_file() {
        eprintln!("taking the state of Tangle's core 0.20 from its crate, once");
    }
    let mut shell = Command::new("bash")
        .args(["-s", "--"])
        .arg(&file)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .context("cannot run bash")?;
    if let Some(mut stdin) = shell.stdin.take() {
        stdin.write_all(SCRIPT.as_bytes())?;
    }
    let output = shell.wait_with_output()?;
    let error = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "{}", error.trim());
    Ok(file)
}
