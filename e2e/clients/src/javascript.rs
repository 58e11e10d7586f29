//! Tests in JavaScript, by Node's own runner.

use anyhow::{ensure, Context, Result};
use std::{path::Path, process::Command};

/// Runs the one test in `hooks.test.mjs` of a folder beside `src`, which finds the server's address in a variable.
///
/// # Errors
/// If Node cannot be started or the test does not pass; with its output.
pub fn test(folder: &str, variable: &str, url: &str) -> Result<()> {
    let output = Command::new("node")
        .args(["--test", "--test-reporter=spec", "hooks.test.mjs"])
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(folder))
        .env(variable, url)
        .output()
        .context("node cannot be started")?;
    let text = String::from_utf8_lossy(&output.stdout);
    ensure!(output.status.success(), "{text}");
    // A run without a test would also end well.
    ensure!(text.contains("pass 1") && text.contains("fail 0"), "{text}");
    Ok(())
}
