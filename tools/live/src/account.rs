//! `account`: keys in keystores.

use crate::{
    keys::{self, dev, keystore},
    names,
    progress::Progress,
    substrate::key as substrate_key,
    Report,
};
use alloy_primitives::Address;
use alloy_signer_local::PrivateKeySigner;
use anyhow::{bail, ensure, Context, Result};
use clap::{Args, Subcommand};
use serde::Serialize;
use std::{
    fmt, fs,
    path::{Path, PathBuf},
};

/// Keeps accounts: keys in files that a password encrypts (Web3 keystores), in blueprint-hooks/keystores of the
/// folder of configurations
#[derive(Args, Clone, Debug)]
pub struct AccountArgs {
    /// What to do.
    #[command(subcommand)]
    pub action: Action,
}

/// What to do with accounts.
#[derive(Subcommand, Clone, Debug)]
pub enum Action {
    /// Makes a new key
    New(New),
    /// Keeps a key that there is: it is read from the terminal, without showing it, or from standard input
    Import(Import),
    /// Lists all accounts with their addresses
    List,
    /// Prints an account's address
    Address(AddressOf),
}

/// A new account.
#[derive(Args, Clone, Debug)]
pub struct New {
    /// The account's name: letters, digits, - and _
    pub name: String,
    /// A file with the new password. Else it is in BLUEPRINT_HOOKS_PASSWORD, or is typed
    #[arg(long, value_name = "FILE")]
    pub password_file: Option<PathBuf>,
}

/// A key that there is.
#[derive(Args, Clone, Debug)]
pub struct Import {
    /// Its account.
    #[command(flatten)]
    pub new: New,
    /// A keystore that polkadot-js exported, for --substrate: it is checked by its password, and kept as it is
    #[arg(long, value_name = "FILE")]
    pub polkadot_js: Option<PathBuf>,
}

/// An account.
#[derive(Args, Clone, Debug)]
pub struct AddressOf {
    /// The account's name
    pub name: String,
    /// A file with the password, for a keystore that does not name its address
    #[arg(long, value_name = "FILE")]
    pub password_file: Option<PathBuf>,
}

/// An account, as it is listed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Listed {
    /// Its name.
    pub name: String,
    /// Its address; none where it is in the keystore alone, or that is none.
    pub address: Option<Address>,
    /// Its id on chains of Substrate, in SS58, where its key is one of Substrate's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub substrate: Option<String>,
    /// Its keystore; none for a development account, and for a key of the environment.
    pub keystore: Option<PathBuf>,
    /// The environment variable with its key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub variable: Option<String>,
    /// Why the keystore is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

/// Accounts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Accounts(pub Vec<Listed>);

impl fmt::Display for Accounts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, account) in self.0.iter().enumerate() {
            let end = if index == 0 { "" } else { "\n" };
            let address = match &account.address {
                Some(address) => address.to_string(),
                None => "address unknown".into(),
            };
            let place = match (&account.variable, &account.keystore) {
                (Some(variable), _) => format!("in {variable}"),
                (None, Some(path)) => path.display().to_string(),
                (None, None) => "for development".into(),
            };
            write!(f, "{end}{address}  {}  ({place})", account.name)?;
            if let Some(id) = &account.substrate {
                write!(f, ": {id}, with --substrate")?;
            }
            if let Some(error) = &account.error {
                write!(f, ": {error}")?;
            }
        }
        Ok(())
    }
}

impl Report for Accounts {}

/// Makes, imports or lists accounts.
///
/// # Errors
/// If a name is taken or not known; if a key or a password is missing or wrong; if a file cannot be read or written.
pub fn run(args: AccountArgs, progress: &mut dyn Progress) -> Result<Accounts> {
    match args.action {
        Action::New(new) => create(&new, PrivateKeySigner::random, progress),
        Action::Import(Import { new, polkadot_js }) => {
            check(&new.name)?;
            match polkadot_js {
                Some(file) => import_polkadot_js(&new, &file),
                None => import(&new, keys::read_key()?, progress),
            }
        }
        Action::List => list(),
        Action::Address(of) => address(&of),
    }
}

/// Keeps a key in a new keystore.
///
/// # Errors
/// If the name is taken, or the key is published; if there is no password; if the file cannot be written.
pub fn import(new: &New, key: PrivateKeySigner, progress: &mut dyn Progress) -> Result<Accounts> {
    create(new, || key, progress)
}

fn create(
    new: &New,
    key: impl FnOnce() -> PrivateKeySigner,
    progress: &mut dyn Progress,
) -> Result<Accounts> {
    check(&new.name)?;
    let password = keys::new_password(new.password_file.as_deref())?;
    let key = key();
    if let Some(name) = dev::name_of(key.address()) {
        bail!("expected a key of its own, received that of {name}, which is published");
    }
    let path = keystore::create(&keystore::folder()?, &new.name, &key, &password)?;
    progress.say("the key is in this file alone: without it and its password, the account is lost");
    let address = Some(key.address());
    Ok(Accounts(vec![Listed {
        name: new.name.clone(),
        address,
        substrate: None,
        keystore: Some(path),
        variable: None,
        error: None,
    }]))
}

/// Keeps a keystore that polkadot-js exported. Its password stays the same.
fn import_polkadot_js(new: &New, file: &Path) -> Result<Accounts> {
    let text =
        fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    let id = substrate_key::of_text(&text).with_context(|| file.display().to_string())?;
    ensure!(
        !substrate_key::is_of_published(&id),
        "expected a key of its own, received one that is published"
    );
    let prompt = format!("Password of {}: ", file.display());
    let password = keys::password(new.password_file.as_deref(), &prompt)?;
    substrate_key::decrypt(&text, &id, &password).with_context(|| file.display().to_string())?;
    let path = keystore::keep(&keystore::folder()?, &new.name, || Ok(text))?;
    Ok(Accounts(vec![of_keystore(new.name.clone(), path)]))
}

/// A keystore, as it is listed. A broken file hides no other account.
fn of_keystore(name: String, path: PathBuf) -> Listed {
    let substrate = substrate_key::identity(&path).ok();
    let address = match &substrate {
        Some(id) => Ok(Some(substrate_key::address(id))),
        None => keystore::address(&path),
    };
    let (address, error) = match address {
        Ok(address) => (address, None),
        Err(error) => (None, Some(format!("{error:#}"))),
    };
    Listed {
        name,
        address,
        substrate: substrate.map(|id| id.to_string()),
        keystore: Some(path),
        variable: None,
        error,
    }
}

fn check(name: &str) -> Result<()> {
    keys::reject_key(name)?;
    crate::config::check_name("an account", name)?;
    ensure!(
        dev::key(name).is_none() && !substrate_key::is_published(name),
        "expected a new name, received {name}, a development account's"
    );
    ensure!(
        !names::RESERVED.contains(&name),
        "expected a new name, received {name}, which stands for an address of its own in arguments"
    );
    let path = keystore::path(&keystore::folder()?, name);
    ensure!(
        !path.exists(),
        "expected a new name, received {name}, which exists: {}",
        path.display()
    );
    Ok(())
}

fn list() -> Result<Accounts> {
    let folder = keystore::folder()?;
    let mut accounts = Vec::new();
    for name in keystore::names(&folder)? {
        let path = keystore::path(&folder, &name);
        accounts.push(of_keystore(name, path));
    }
    for name in dev::names() {
        let address = dev::key(name).map(|key| key.address());
        accounts.push(Listed {
            name: name.into(),
            address,
            substrate: None,
            keystore: None,
            variable: None,
            error: None,
        });
    }
    Ok(Accounts(accounts))
}

fn address(of: &AddressOf) -> Result<Accounts> {
    let path = keystore::path(&keystore::folder()?, &of.name);
    // Before keystores, of whatever kind, a key of the environment counts.
    let is_set = std::env::var(keys::variable(&of.name)).is_ok();
    if !is_set && substrate_key::identity(&path).is_ok() {
        return Ok(Accounts(vec![of_keystore(of.name.clone(), path)]));
    }
    let account = keys::account(&of.name, None)?;
    let address = match account.address() {
        Some(address) => address,
        None => account.unlock(of.password_file.as_deref())?.address(),
    };
    Ok(Accounts(vec![Listed {
        name: of.name.clone(),
        address: Some(address),
        substrate: None,
        keystore: account.keystore().map(Path::to_owned),
        variable: account.variable(),
        error: None,
    }]))
}
