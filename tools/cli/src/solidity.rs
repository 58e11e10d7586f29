//! Solidity contracts, by solc for the EVM and resolc for PolkaVM, both npm packages of wasm.

use crate::{
    artifacts::{write_abi, Key},
    contracts::{Sources, Workspace},
};
use anyhow::{bail, Context, Result};
use serde_json::{json, Value};
use std::{
    fs,
    io::Write,
    path::Path,
    process::{Command, Stdio},
};

/// Where the compilers' package is, relative to the workspace.
const COMPILER: &str = "tools/cli/solidity";
/// resolc's mode of the build that stands beside the EVM's: the cheapest to run.
const MODE: &str = "3";

/// What the Solidity artifacts depend on.
pub fn hash(root: &Path, workspace: &Workspace) -> Result<String> {
    let mut key = Key::new();
    for file in ["compile.mjs", "package-lock.json"] {
        key.file(root, &root.join(COMPILER).join(file))?;
    }
    for folder in [
        "blueprint-examples",
        "contracts",
        "e2e/contracts",
        "e2e/tests",
        "abi/solidity",
    ] {
        key.folder(root, &root.join(folder), &["sol"])?;
    }
    for name in workspace.interfaces.keys() {
        key.word(name);
    }
    Ok(key.finish())
}

/// Compiles every Solidity contract and interface into `out`.
pub fn build(root: &Path, workspace: &Workspace, out: &Path) -> Result<()> {
    let folder = root.join(COMPILER);
    run(
        Command::new("npm")
            .args(["ci", "--no-audit", "--no-fund", "--loglevel=error"])
            .current_dir(&folder),
        None,
    )?;
    let request = json!({
        "root": root,
        "contracts": slashes(&workspace.solidity),
        "interfaces": slashes(&workspace.interfaces),
    });
    let answer = run(
        Command::new("node").arg("compile.mjs").current_dir(&folder),
        Some(&request.to_string()),
    )?;
    let answer: Value =
        serde_json::from_slice(&answer).context("compile.mjs: expected JSON on stdout")?;
    for (name, compiled) in answer
        .as_object()
        .context("compile.mjs: expected an object")?
    {
        let abi = &compiled["abi"];
        write_abi(out, name, abi)?;
        if let Some(code) = compiled["evm"].as_str() {
            fs::write(out.join(format!("{name}.evm")), hex::decode(code)?)?;
        }
        for (mode, code) in compiled["polkavm"].as_object().into_iter().flatten() {
            let code = hex::decode(code.as_str().unwrap_or_default())?;
            let folder = out.join(format!("resolc-{mode}"));
            fs::create_dir_all(&folder)?;
            fs::write(folder.join(format!("{name}.polkavm")), &code)?;
            write_abi(&folder, name, abi)?;
            if mode == MODE {
                fs::write(out.join(format!("{name}.polkavm")), &code)?;
            }
        }
    }
    Ok(())
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
