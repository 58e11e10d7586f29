//! `account`: keys in keystores.

use crate::{
    keys::{self, dev, keystore},
    progress::Progress,
    Report,
};
use alloy_primitives::Address;
use alloy_signer_local::PrivateKeySigner;
use anyhow::{bail, ensure, Result};
use clap::{Args, Subcommand};
use serde::Serialize;
use std::{fmt, path::PathBuf};

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
    Import(New),
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
    /// Its keystore; none for a development account.
    pub keystore: Option<PathBuf>,
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
            let place = account
                .keystore
                .as_ref()
                .map_or("for development".into(), |path| path.display().to_string());
            write!(f, "{end}{address}  {}  ({place})", account.name)?;
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
        Action::Import(new) => {
            check(&new.name)?;
            import(&new, keys::read_key()?, progress)
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
        keystore: Some(path),
        error: None,
    }]))
}

fn check(name: &str) -> Result<()> {
    keys::reject_key(name)?;
    crate::config::check_name("an account", name)?;
    ensure!(
        dev::key(name).is_none(),
        "expected a new name, received {name}, a development account's"
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
        // A broken file hides no other account.
        let (address, error) = match keystore::address(&path) {
            Ok(address) => (address, None),
            Err(error) => (None, Some(format!("{error:#}"))),
        };
        accounts.push(Listed {
            name,
            address,
            keystore: Some(path),
            error,
        });
    }
    for name in dev::names() {
        let address = dev::key(name).map(|key| key.address());
        accounts.push(Listed {
            name: name.into(),
            address,
            keystore: None,
            error: None,
        });
    }
    Ok(Accounts(accounts))
}

fn address(of: &AddressOf) -> Result<Accounts> {
    let account = keys::account(&of.name, None)?;
    let address = match account.address() {
        Some(address) => address,
        None => account.unlock(of.password_file.as_deref())?.address(),
    };
    let path = keystore::path(&keystore::folder()?, &of.name);
    let keystore = path.exists().then_some(path);
    Ok(Accounts(vec![Listed {
        name: of.name.clone(),
        address: Some(address),
        keystore,
        error: None,
    }]))
}
