//! `test`: the project's contracts built, then its tests with this command as their chain.

use crate::{build, project::Project};
use anyhow::{ensure, Context, Result};
use std::{env, process::Command};

/// Builds, and runs `cargo test` and, where the project is one of forge's and forge is there, `forge test`.
///
/// # Errors
/// If a contract does not build or a test fails.
pub fn test(project: &Project, options: &build::Options, arguments: &[String]) -> Result<()> {
    build::build(project, options)?;
    let command = env::current_exe().context("cannot tell this command's path")?;
    if project.root.join("Cargo.toml").is_file() {
        let mut cargo = Command::new("cargo");
        cargo
            .arg("test")
            .args(options.locked.then_some("--locked"))
            .args(arguments)
            .current_dir(&project.root)
            .env("BLUEPRINT_HOOKS", &command)
            .env("BLUEPRINT_HOOKS_PROJECT", &project.root)
            // They would replace the flags of .cargo/config.toml.
            .env_remove("RUSTFLAGS")
            .env_remove("CARGO_ENCODED_RUSTFLAGS");
        let status = cargo.status().context("cannot run cargo")?;
        ensure!(status.success(), "a test failed; cargo's output is above");
    }
    if project.root.join("foundry.toml").is_file() {
        match Command::new("forge").arg("--version").output() {
            Ok(found) if found.status.success() => {
                let status = Command::new("forge")
                    .arg("test")
                    .current_dir(&project.root)
                    .status()?;
                ensure!(status.success(), "a test failed; forge's output is above");
            }
            _ => eprintln!("forge is not on the PATH: the tests of foundry.toml did not run"),
        }
    }
    Ok(())
}
