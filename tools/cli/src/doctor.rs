//! `doctor`: what this machine has of what building and testing contracts takes, and what to run for the rest.

use crate::build::{cache_folder, toolchain, Progress};
use anyhow::Result;
use serde::Serialize;
use std::{fmt, path::Path, process::Command};

/// What was looked at.
#[derive(Debug, Serialize)]
pub struct Diagnosis {
    pub checks: Vec<Check>,
}

/// One thing that is needed.
#[derive(Debug, Serialize)]
pub struct Check {
    pub name: &'static str,
    pub present: bool,
    /// What needs it.
    pub needed_for: &'static str,
    /// Its version, or what to run.
    pub detail: String,
}

impl Diagnosis {
    /// Whether everything is there that ink! and Solidity contracts need.
    pub fn is_whole(&self) -> bool {
        self.checks.iter().all(|it| it.present)
    }
}

impl fmt::Display for Diagnosis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for it in &self.checks {
            let mark = if it.present { "ok     " } else { "MISSING" };
            writeln!(
                f,
                "{mark}  {:<18} {} ({})",
                it.name, it.detail, it.needed_for
            )?;
        }
        Ok(())
    }
}

/// Looks.
///
/// # Errors
/// If there is no cache folder.
pub fn doctor(cache: Option<&Path>) -> Result<Diagnosis> {
    let cache = cache_folder(cache)?;
    let rustup = "install rustup with a stable toolchain: package rustup, or rustup.rs";
    let node = "install Node 20 or later with npm: package nodejs and npm";
    let mut checks = vec![
        program("cargo", &["--version"], "all projects", rustup),
        program("rustup", &["--version"], "ink! contracts", rustup),
        new_enough(
            program("node", &["--version"], "Solidity contracts", node),
            node,
        ),
        program("npm", &["--version"], "Solidity contracts", node),
    ];
    let found = toolchain::find(&cache, &Progress::start());
    checks.push(Check {
        name: "contract toolchain",
        present: found.is_ok(),
        needed_for: "ink! contracts",
        detail: match found {
            Ok(name) => format!("'{name}' has the source of core and a linker"),
            Err(error) => format!("{error:#}"),
        },
    });
    checks.push(Check {
        name: "cache",
        present: true,
        needed_for: "builds",
        detail: cache.display().to_string(),
    });
    Ok(Diagnosis { checks })
}

/// The oldest release of Node that the repository is tested with.
const LEAST_NODE: u32 = 20;

/// Node's version is read, as an old one fails in the middle of a build.
fn new_enough(check: Check, otherwise: &str) -> Check {
    let major = check
        .detail
        .strip_prefix('v')
        .and_then(|it| it.split('.').next());
    let major: Option<u32> = major.and_then(|it| it.parse().ok());
    match major {
        Some(major) if check.present && major < LEAST_NODE => Check {
            present: false,
            detail: format!(
                "expected {LEAST_NODE} or later, received {}: {otherwise}",
                check.detail
            ),
            ..check
        },
        _ => check,
    }
}

fn program(
    name: &'static str,
    arguments: &[&str],
    needed_for: &'static str,
    otherwise: &str,
) -> Check {
    let output = Command::new(name).args(arguments).output();
    let version = output.ok().filter(|it| it.status.success());
    let version = version.map(|it| String::from_utf8_lossy(&it.stdout).trim().to_owned());
    Check {
        name,
        present: version.is_some(),
        needed_for,
        detail: version.unwrap_or_else(|| otherwise.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_old_node_is_missing() {
        let of = |version: &str| {
            let check = Check {
                name: "node",
                present: true,
                needed_for: "Solidity contracts",
                detail: version.into(),
            };
            new_enough(check, "install it")
        };
        assert!(of("v20.0.0").present && of("v24.1.0").present);
        let old = of("v18.19.0");
        assert!(!old.present);
        assert_eq!(
            old.detail,
            "expected 20 or later, received v18.19.0: install it"
        );
    }
}
