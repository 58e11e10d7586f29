//! Whether contracts are what their interfaces say, without building code for a chain.

use super::{
    cargo::Compiler, contracts::Workspace, create_cache, solidity, toolchain, wanted, Options,
    Progress,
};
use crate::project::Project;
use anyhow::Result;
use serde::Serialize;
use std::fmt;

/// What was checked.
#[derive(Debug, Serialize)]
pub struct Checked {
    /// ink! contracts.
    pub ink: Vec<String>,
    /// Solidity contracts.
    pub solidity: Vec<String>,
    /// What solc warns of.
    pub warnings: Vec<String>,
}

impl fmt::Display for Checked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for warning in &self.warnings {
            writeln!(f, "warning: {}", warning.trim_end())?;
        }
        for (language, names) in [("ink!", &self.ink), ("Solidity", &self.solidity)] {
            for name in names {
                writeln!(
                    f,
                    "{name}: the {language} contract compiles and has its interface"
                )?;
            }
        }
        if self.ink.is_empty() && self.solidity.is_empty() {
            writeln!(f, "no contracts")?;
        }
        Ok(())
    }
}

/// Compiles ink! contracts up to their types, where `#[contract]` compares them with their interface, and Solidity
/// contracts up to their ABI.
///
/// # Errors
/// If one does not compile, with the compiler's message; cargo's are on stderr.
pub fn check(project: &Project, options: &Options) -> Result<Checked> {
    let cache = create_cache(options.cache.as_deref())?;
    let workspace = Workspace::read(project)?;
    let ink = wanted(&workspace.ink, &workspace.solidity, &options.only)?;
    let warnings = match workspace.solidity.is_empty() && workspace.interfaces.is_empty() {
        true => Vec::new(),
        false => solidity::check(project, &workspace, &cache)?,
    };
    if !ink.is_empty() {
        let progress = Progress::start();
        let toolchain = toolchain::provide(options.toolchain.as_deref(), &cache, &progress)?;
        let names: Vec<&str> = ink.iter().map(|it| it.name.as_str()).collect();
        progress.say(&format!("checking {}", names.join(", ")));
        Compiler::find(&toolchain, &cache)?.check(&project.root, &names, options.locked)?;
    }
    Ok(Checked {
        ink: ink.iter().map(|it| it.name.clone()).collect(),
        solidity: workspace.solidity.into_keys().collect(),
        warnings,
    })
}
