//! Solidity contracts, by solc for the EVM and resolc for PolkaVM, both npm packages of wasm.

use super::{
    artifacts::write_abi,
    blob::{longest_block, LONGEST_BLOCK},
    compilers::{self, Compilation},
    contracts::Workspace,
    progress::Progress,
    record::{Code, SolidityRecord},
};
use crate::project::Project;
use anyhow::{Context, Result};
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
    sync::atomic::AtomicBool,
};

/// resolc's modes, the cheapest code to run first. The first one whose code pallet-revive takes stands beside the EVM's.
const MODES: [&str; 3] = ["3", "s", "z"];

/// The codes of a contract by the ends of their files' names.
type Codes = BTreeMap<&'static str, Code>;

/// What the Solidity artifacts depend on.
pub fn hash(project: &Project, workspace: &Workspace) -> Result<String> {
    let (root, config) = (&project.root, &project.config);
    let mut key = compilers::key();
    for folder in config
        .solidity
        .folders
        .iter()
        .chain(config.packages.values())
    {
        key.folder(root, &root.join(folder), &["sol"])?;
    }
    for (name, path) in &workspace.interfaces {
        key.word(name);
        key.file(root, &root.join(path))?;
    }
    for name in config.packages.keys() {
        key.word(name);
    }
    key.word(&config.solidity.deny_warnings.to_string());
    Ok(key.finish())
}

/// Checks every Solidity contract and interface by solc, without making code. Returns what solc warns of.
pub fn check(project: &Project, workspace: &Workspace, cache: &Path) -> Result<Vec<String>> {
    let stopped = AtomicBool::new(false);
    let compilation = Compilation::new(project, cache, true, &stopped);
    Ok(warnings(&compilation.run(workspace, &Progress::start())?))
}

/// What the compilers warn of, each once.
fn warnings(answers: &BTreeMap<String, Value>) -> Vec<String> {
    let warnings = answers
        .values()
        .filter_map(|answer| answer["warnings"].as_array())
        .flatten();
    let warnings: BTreeSet<&str> = warnings.filter_map(Value::as_str).collect();
    warnings.into_iter().map(str::to_owned).collect()
}

/// Compiles every Solidity contract and interface into `out`; what did not change is taken from the cache. Returns what
/// the compilers warn of.
pub fn build(
    compilation: &Compilation,
    workspace: &Workspace,
    out: &Path,
    progress: &Progress,
) -> Result<Vec<String>> {
    let answers = compilation.run(workspace, progress)?;
    let compilers = compilers::names()?;
    let mut left_out = Vec::new();
    for (name, compiled) in &answers {
        let abi = &compiled["abi"];
        write_abi(out, name, abi)?;
        if !compiled["layout"].is_null() {
            let layout = serde_json::to_string_pretty(&compiled["layout"])?;
            fs::write(out.join(format!("{name}.layout.json")), layout)?;
        }
        let sources = compiled["sources"].as_str().unwrap_or_default();
        let record = |folder: &Path, codes: &Codes| -> Result<()> {
            let record = SolidityRecord::new(name, &compilers, sources, codes.clone());
            let record = serde_json::to_string_pretty(&record)?;
            Ok(fs::write(
                folder.join(format!("{name}.build.json")),
                record,
            )?)
        };
        let mut codes = Codes::new();
        if let Some(code) = compiled["evm"].as_str() {
            let code = hex::decode(code)?;
            fs::write(out.join(format!("{name}.evm")), &code)?;
            codes.insert("evm", Code::of(&code, None));
        }
        let built = compiled["polkavm"].as_object();
        let of_mode = |mode: &str| built?.get(mode)?.as_str();
        let main = out.join(format!("{name}.polkavm"));
        let mut has_main = false;
        for mode in MODES {
            let Some(code) = of_mode(mode) else {
                continue;
            };
            let folder = out.join(format!("resolc-{mode}"));
            let code = hex::decode(code)?;
            let longest = longest_block(&code).with_context(|| format!("{name}: resolc"))?;
            if longest > LONGEST_BLOCK {
                left_out.push(format!(
                    "{name}: resolc's code of mode {mode} is left out: it has a basic block of {longest} instructions, \
                     and pallet-revive takes {LONGEST_BLOCK}"
                ));
                continue;
            }
            fs::create_dir_all(&folder)?;
            fs::write(folder.join(format!("{name}.polkavm")), &code)?;
            write_abi(&folder, name, abi)?;
            let made = Code::of(&code, Some(mode));
            record(&folder, &[("polkavm", made.clone())].into())?;
            if !has_main {
                fs::write(&main, &code)?;
                codes.insert("polkavm", made);
                has_main = true;
            }
        }
        if !codes.is_empty() {
            record(out, &codes)?;
        }
    }
    Ok(warnings(&answers).into_iter().chain(left_out).collect())
}
