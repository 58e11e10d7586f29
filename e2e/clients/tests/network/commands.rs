//! Keys of validators, by the node's own commands.

use anyhow::{ensure, Context, Result};
use blueprint_node_clients::{network::specification, node::printed};
use std::{env, fs, path::PathBuf, process};

fn folder() -> Result<PathBuf> {
    let path = env::temp_dir().join(format!("blueprint-keys-{}", process::id()));
    if path.exists() {
        fs::remove_dir_all(&path)?;
    }
    fs::create_dir_all(&path)?;
    Ok(path)
}

/// A key that was made is the one that is stored for the chain, under its kind.
#[test]
fn keys_are_made_and_inserted_for_a_chain() -> Result<()> {
    let folder = folder()?;
    let (file, base) = (folder.join("raw.json"), folder.join("base"));
    let chain = specification("local")?;
    fs::write(&file, &chain)?;
    let id: serde_json::Value = serde_json::from_str(&chain)?;
    let of_chain = base
        .join("chains")
        .join(id["id"].as_str().context("an id")?);
    let file = file.to_str().context("a path of text")?;
    let base = base.to_str().context("a path of text")?;
    let place = ["--chain", file, "--base-path", base];

    for (kind, scheme) in [("aura", "sr25519"), ("gran", "ed25519")] {
        let made = [
            "key",
            "generate",
            "--scheme",
            scheme,
            "--output-type",
            "json",
        ];
        let made: serde_json::Value = serde_json::from_str(&printed(&made)?)?;
        let phrase = made["secretPhrase"].as_str().context("a phrase")?;
        let public = made["publicKey"].as_str().context("a public key")?;
        let insert = [
            "key",
            "insert",
            "--key-type",
            kind,
            "--scheme",
            scheme,
            "--suri",
            phrase,
        ];
        printed(&[&insert[..], &place].concat())?;
        let name = format!("{}{}", hex::encode(kind), public.trim_start_matches("0x"));
        let stored = fs::read_to_string(of_chain.join("keystore").join(&name));
        let stored: String = serde_json::from_str(&stored.with_context(|| name)?)?;
        ensure!(stored == phrase, "expected the phrase that was inserted");
    }

    printed(&[&["key", "generate-node-key"][..], &place].concat())?;
    let secret = of_chain.join("network").join("secret_ed25519");
    ensure!(
        secret.exists(),
        "expected a node key at {}",
        secret.display()
    );
    Ok(fs::remove_dir_all(folder)?)
}
