//! Solidity contracts, by solc for the EVM and resolc for PolkaVM, both npm packages of wasm.

use super::{
    artifacts::{write_abi, Key},
    blob::{longest_block, LONGEST_BLOCK},
    contracts::{Sources, Workspace},
};
use crate::project::Project;
use anyhow::{bail, Context, Result};
use serde_json::{json, Value};
use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// resolc's modes, the cheapest code to run first. The first one whose code pallet-revive takes stands beside the EVM's.
const MODES: [&str; 3] = ["3", "s", "z"];
/// The program that calls the compilers, and the packages that it takes, locked.
const COMPILER: [(&str, &str); 3] = [
    ("compile.mjs", include_str!("../../solidity/compile.mjs")),
    ("package.json", include_str!("../../solidity/package.json")),
    (
        "package-lock.json",
        include_str!("../../solidity/package-lock.json"),
    ),
];

/// What the Solidity artifacts depend on.
pub fn hash(project: &Project, workspace: &Workspace) -> Result<String> {
    let (root, config) = (&project.root, &project.config);
    let mut key = compiler_key();
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

fn compiler_key() -> Key {
    let mut key = Key::new();
    for (name, text) in COMPILER {
        key.word(name);
        key.word(text);
    }
    key
}

/// The compilers, from npm, in a folder of the cache. They are installed once.
fn compilers(cache: &Path) -> Result<PathBuf> {
    let key = compiler_key().finish();
    let folder = cache.join(format!("solidity-compilers-{}", &key[..16]));
    if folder.is_dir() {
        return Ok(folder);
    }
    // Made aside and renamed when complete.
    let partial = cache.join(format!("solidity-compilers-partial-{}", std::process::id()));
    let _ = fs::remove_dir_all(&partial);
    fs::create_dir_all(&partial).with_context(|| format!("cannot create {}", partial.display()))?;
    for (name, text) in COMPILER {
        fs::write(partial.join(name), text)?;
    }
    run(
        Command::new("npm")
            .args(["ci", "--no-audit", "--no-fund", "--loglevel=error"])
            .current_dir(&partial),
        None,
    )?;
    if let Err(error) = fs::rename(&partial, &folder) {
        let _ = fs::remove_dir_all(&partial);
        if !folder.is_dir() {
            return Err(error).with_context(|| format!("cannot write {}", folder.display()));
        }
    }
    Ok(folder)
}

/// Checks every Solidity contract and interface by solc, without making code. Returns what solc warns of.
pub fn check(project: &Project, workspace: &Workspace, cache: &Path) -> Result<Vec<String>> {
    let answer = compile(project, workspace, cache, "check")?;
    let warnings = answer["warnings"].as_array().into_iter().flatten();
    Ok(warnings
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect())
}

fn compile(project: &Project, workspace: &Workspace, cache: &Path, work: &str) -> Result<Value> {
    let request = json!({
        "work": work,
        "root": project.root,
        "packages": project.config.packages,
        "denyWarnings": project.config.solidity.deny_warnings,
        "contracts": slashes(&workspace.solidity),
        "interfaces": slashes(&workspace.interfaces),
    });
    let answer = run(
        Command::new("node")
            .arg("compile.mjs")
            .current_dir(compilers(cache)?),
        Some(&request.to_string()),
    )?;
    serde_json::from_slice(&answer).context("compile.mjs: expected JSON on stdout")
}

/// Compiles every Solidity contract and interface into `out`. Returns what solc warns of.
pub fn build(
    project: &Project,
    workspace: &Workspace,
    cache: &Path,
    out: &Path,
) -> Result<Vec<String>> {
    let answer = compile(project, workspace, cache, "build")?;
    let mut left_out = Vec::new();
    for (name, compiled) in answer["contracts"]
        .as_object()
        .context("compile.mjs: expected an object")?
    {
        let abi = &compiled["abi"];
        write_abi(out, name, abi)?;
        if !compiled["layout"].is_null() {
            let layout = serde_json::to_string_pretty(&compiled["layout"])?;
            fs::write(out.join(format!("{name}.layout.json")), layout)?;
        }
        if let Some(code) = compiled["evm"].as_str() {
            fs::write(out.join(format!("{name}.evm")), hex::decode(code)?)?;
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
            if !has_main {
                fs::write(&main, &code)?;
                has_main = true;
            }
        }
    }
    let warnings = answer["warnings"].as_array().into_iter().flatten();
    let warnings = warnings.filter_map(Value::as_str).map(str::to_owned);
    Ok(warnings.chain(left_out).collect())
}

fn slashes(sources: &Sources) -> Value {
    sources
        .iter()
        .map(|(name, path)| (name.clone(), Value::from(path.to_string_lossy())))
        .collect()
}

/// Runs a command to its end; its stderr is the error's text.
fn run(command: &mut Command, input: Option<&str>) -> Result<Vec<u8>> {
    let what = format!("{command:?}");
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| format!("cannot run {what}; is Node installed?"))?;
    if let Some(mut stdin) = child.stdin.take() {
        stdin.write_all(input.unwrap_or_default().as_bytes())?;
    }
    let output = child.wait_with_output()?;
    if !output.status.success() {
        bail!(
            "{what} failed:\n{}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
    Ok(output.stdout)
}
