//! Substrate's keys, sr25519: those of development chains, of the environment, and in keystores of polkadot-js.

use crate::{
    config::check_name,
    keys::{self, dev, keystore, variable},
    options::Sender,
};
use alloy_primitives::{keccak256, Address};
use anyhow::{ensure, Context, Result};
use serde_json::Value;
use std::{
    fs,
    path::{Path, PathBuf},
    str::FromStr,
};
use subxt::utils::AccountId32;
use subxt_signer::{
    polkadot_js_compat,
    sr25519::{dev as published, Keypair},
    SecretUri, DEV_PHRASE,
};
use zeroize::Zeroizing;

/// The keys of Substrate's development chains. They are published.
const NAMES: [&str; 6] = ["alice", "bob", "charlie", "dave", "eve", "ferdie"];

/// An account that can sign, perhaps after a password.
pub enum Account {
    /// A published key, or one of the environment.
    Key(Box<Keypair>),
    /// A keystore of polkadot-js.
    Keystore {
        /// The file.
        path: PathBuf,
        /// The account that it names.
        id: AccountId32,
    },
}

impl Account {
    /// The account's id.
    pub fn id(&self) -> AccountId32 {
        match self {
            Self::Key(key) => key.public_key().to_account_id(),
            Self::Keystore { id, .. } => *id,
        }
    }

    /// The account's key.
    ///
    /// # Errors
    /// If there is no password, or another one; if the key is not that of the account that the keystore names.
    pub fn unlock(&self, password_file: Option<&Path>) -> Result<Keypair> {
        let (path, id) = match self {
            Self::Key(key) => return Ok(*key.clone()),
            Self::Keystore { path, id } => (path, id),
        };
        let prompt = format!("Password of {}: ", path.display());
        open(path, id, &keys::password(password_file, &prompt)?)
    }
}

/// The Ethereum address of an account: the last 20 bytes of the Keccak-256 of its id, or the first 20 bytes of an id that
/// an address was made into.
pub fn address(id: &AccountId32) -> Address {
    match is_derived(id) {
        true => Address::from_slice(&id.0[..20]),
        false => Address::from_slice(&keccak256(id.0)[12..]),
    }
}

/// Whether the account's id was made of an Ethereum address, so that it is mapped without a deposit.
pub fn is_derived(id: &AccountId32) -> bool {
    id.0[20..] == [0xee; 12]
}

/// The sender, which must be named.
///
/// # Errors
/// If none is named; as [`account`].
pub fn required(sender: &Sender, chain_id: u64) -> Result<Account> {
    let name = sender.account.as_deref().context(
        "expected --account NAME, received none: alice on a development chain, or see `account import --polkadot-js`",
    )?;
    account(name, chain_id)
}

/// An account by its name, for a chain.
///
/// # Errors
/// If it is a private key; if there is no such account; if its key is published and the chain is none for development.
pub fn account(name: &str, chain_id: u64) -> Result<Account> {
    keys::reject_key(name)?;
    check_name("an account", name)?;
    if let Some(key) = named(name) {
        check_published(&key, name, chain_id)?;
        return Ok(Account::Key(Box::new(key)));
    }
    if let Ok(text) = std::env::var(variable(name)) {
        keys::ensure_only_one(name)?;
        let text = Zeroizing::new(text);
        ensure!(
            dev::CHAINS.contains(&chain_id) || !is_of_published_phrase(&text),
            "expected a key of its own in {} on chain {chain_id}, received one of the published phrase",
            variable(name)
        );
        let key = parse(&text)
            .with_context(|| format!("in the environment variable {}", variable(name)))?;
        check_published(&key, name, chain_id)?;
        return Ok(Account::Key(Box::new(key)));
    }
    let path = keystore::path(&keystore::folder()?, name);
    ensure!(
        path.exists(),
        "expected an account with a Substrate key: a keystore (`account import NAME --polkadot-js FILE`), a key in the environment variable {}, or on a development chain {}; received {name}",
        variable(name),
        NAMES.join(", ")
    );
    let id = identity(&path)?;
    ensure!(
        dev::CHAINS.contains(&chain_id) || published_name(&id).is_none(),
        "expected an account with a key of its own on chain {chain_id}, received {name}, whose key is published"
    );
    Ok(Account::Keystore { path, id })
}

fn named(name: &str) -> Option<Keypair> {
    Some(match name {
        "alice" => published::alice(),
        "bob" => published::bob(),
        "charlie" => published::charlie(),
        "dave" => published::dave(),
        "eve" => published::eve(),
        "ferdie" => published::ferdie(),
        _ => return None,
    })
}

/// Whether a name is that of a published key.
pub fn is_published(name: &str) -> bool {
    NAMES.contains(&name)
}

/// The name of an account whose key every development chain has: those of the names, their stashes, and others of the published phrase.
fn published_name(id: &AccountId32) -> Option<String> {
    let named = NAMES.map(|name| format!("{}{}", name[..1].to_uppercase(), &name[1..]));
    let stashes = named.clone().map(|name| format!("//{name}//stash"));
    let named = named.map(|name| format!("//{name}"));
    let others = ["", "//One", "//Two", "//Sudo"].map(str::to_owned);
    let mut paths = named.into_iter().chain(stashes).chain(others);
    paths
        .find(|path| {
            let key = SecretUri::from_str(&format!("{DEV_PHRASE}{path}")).ok();
            let key = key.and_then(|uri| Keypair::from_uri(&uri).ok());
            key.is_some_and(|key| key.public_key().to_account_id() == *id)
        })
        .map(|path| {
            if path.is_empty() {
                "the published phrase".into()
            } else {
                path
            }
        })
}

/// Whether a text is the published phrase, with whatever derivation.
fn is_of_published_phrase(text: &str) -> bool {
    let phrase = text.trim().split('/').next().unwrap_or_default();
    phrase.split_whitespace().eq(DEV_PHRASE.split_whitespace())
}

/// Whether an account's key is published.
pub fn is_of_published(id: &AccountId32) -> bool {
    published_name(id).is_some()
}

/// Every reader of the published keys can take what their accounts own.
fn check_published(key: &Keypair, name: &str, chain_id: u64) -> Result<()> {
    let published = published_name(&key.public_key().to_account_id());
    ensure!(
        published.is_none() || dev::CHAINS.contains(&chain_id),
        "expected an account with a key of its own on chain {chain_id}, received {name}: the key of {} is published and signs on chains {} and {} alone",
        published.unwrap_or_default(),
        dev::CHAINS[0],
        dev::CHAINS[1]
    );
    Ok(())
}

/// A key from its text: a seed of 64 hex digits, or a phrase, each perhaps with derivations.
///
/// # Errors
/// If it is none. The error does not repeat the text.
fn parse(text: &str) -> Result<Keypair> {
    let expected =
        "expected a Substrate key, a seed of 0x and 64 hex digits or a phrase of words, perhaps with //derivations; received something else";
    let text = text.trim();
    let is_bare = text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let text = Zeroizing::new(match is_bare {
        true => format!("0x{text}"),
        false => text.to_owned(),
    });
    // Without a phrase before it, a derivation is of the published one.
    ensure!(!text.is_empty() && !text.starts_with('/'), expected);
    let uri = SecretUri::from_str(&text).map_err(|_| anyhow::anyhow!(expected))?;
    Keypair::from_uri(&uri).map_err(|_| anyhow::anyhow!(expected))
}

/// The account that a keystore of polkadot-js names.
///
/// # Errors
/// If the file cannot be read or is no such keystore.
pub fn identity(path: &Path) -> Result<AccountId32> {
    let text =
        fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    of_text(&text).with_context(|| path.display().to_string())
}

/// The account that the text of a keystore names. The library that decrypts it panics on lengths that are checked here.
///
/// # Errors
/// If it is none of polkadot-js.
pub fn of_text(text: &str) -> Result<AccountId32> {
    let expected = "expected a keystore that polkadot-js exported for an sr25519 key: JSON with encoded, encoding and address";
    let content: Value = serde_json::from_str(text).context(expected)?;
    let encoded = content
        .get("encoded")
        .and_then(Value::as_str)
        .unwrap_or_default();
    // Parameters of 68 bytes, a nonce of 24 and what they encrypt, in base64.
    ensure!(encoded.len() >= 160, expected);
    let kinds = content
        .pointer("/encoding/content")
        .and_then(Value::as_array);
    ensure!(
        kinds.is_some_and(|kinds| kinds.iter().any(|kind| kind == "sr25519")),
        expected
    );
    let address = content
        .get("address")
        .and_then(Value::as_str)
        .unwrap_or_default();
    AccountId32::from_str(address)
        .map_err(|_| anyhow::anyhow!("{expected}; its address is none of SS58"))
}

/// The key in a keystore.
///
/// # Errors
/// If the file cannot be read or is no keystore, has another password, or another account's key.
pub fn open(path: &Path, id: &AccountId32, password: &str) -> Result<Keypair> {
    let text =
        fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    decrypt(&text, id, password).with_context(|| path.display().to_string())
}

/// The key in the text of a keystore.
///
/// # Errors
/// As [`open`].
pub fn decrypt(text: &str, id: &AccountId32, password: &str) -> Result<Keypair> {
    of_text(text)?;
    let key = polkadot_js_compat::decrypt_json(text, password).map_err(|error| match error {
        polkadot_js_compat::Error::Secretbox(_) => {
            anyhow::anyhow!("expected the keystore's password, received another")
        }
        error => anyhow::anyhow!("cannot decrypt the keystore: {error}"),
    })?;
    ensure!(
        key.public_key().to_account_id() == *id,
        "expected the key of {id} in the keystore, received that of {}: the file was changed",
        key.public_key().to_account_id()
    );
    Ok(key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy_primitives::address as literal;

    const PHRASE: &str = "bottom drive obey lake curtain smoke basket hold race lonely fit walk";
    /// Alice's seed: the same for every chain of Substrate.
    const ALICE: &str = "e5be9a5092b81bca64be81d212e7f2f9eba183bb7a90954f7b76361f6edb5c0a";

    #[test]
    fn keys_are_seeds_and_phrases() {
        let alice = published::alice().public_key();
        for text in [
            ALICE.to_owned(),
            format!("0x{ALICE}\n"),
            format!("{PHRASE}//Alice"),
        ] {
            assert_eq!(parse(&text).unwrap().public_key().0, alice.0, "{text}");
        }
        for text in ["", "//Alice", "0x01", "three of words", &ALICE[2..]] {
            let error = parse(text).unwrap_err().to_string();
            assert!(
                error.starts_with("expected a Substrate key"),
                "{text}: {error}"
            );
            assert!(text.len() < 8 || !error.contains(text), "{error}");
        }
    }

    #[test]
    fn published_keys_sign_on_development_chains_alone() {
        for id in dev::CHAINS {
            assert!(account("alice", id).is_ok());
        }
        let error = account("ferdie", 420_420_419)
            .map(|_| ())
            .unwrap_err()
            .to_string();
        assert!(
            error.contains("//Ferdie is published") && error.contains("420420419"),
            "{error}"
        );
        // Under another name it is the same key.
        for path in ["//Alice", "//Alice//stash", "//Anything", ""] {
            assert!(is_of_published_phrase(&format!("{PHRASE}{path}")), "{path}");
        }
        assert!(!is_of_published_phrase(ALICE) && !is_of_published_phrase("a phrase of words"));
        let stash = parse(&format!("{PHRASE}//Bob//stash")).unwrap();
        assert!(is_of_published(&stash.public_key().to_account_id()));
        let error = check_published(&published::bob(), "ops", 1)
            .unwrap_err()
            .to_string();
        assert!(
            error.contains("received ops") && error.contains("key of //Bob"),
            "{error}"
        );
        assert!(account(ALICE, 31337)
            .map(|_| ())
            .unwrap_err()
            .to_string()
            .contains("account import"));
    }

    #[test]
    fn addresses_are_those_of_the_chain() {
        // As pallet-revive maps them.
        let alice = published::alice().public_key().to_account_id();
        assert_eq!(
            address(&alice),
            literal!("9621dde636de098b43efb0fa9b61facfe328f99d")
        );
        let mut id = [0xee; 32];
        id[..20].copy_from_slice(&[7; 20]);
        assert_eq!(address(&AccountId32(id)), Address::repeat_byte(7));
    }
}
