//! Accounts by name: keystores, keys in the environment, and those of development chains.

pub mod dev;
pub mod keystore;

use crate::config::check_name;
use alloy_primitives::Address;
use alloy_signer_local::PrivateKeySigner;
use anyhow::{bail, ensure, Context, Result};
use std::{
    fs,
    io::{self, IsTerminal},
    path::{Path, PathBuf},
};
use zeroize::Zeroizing;

/// The environment variable with a keystore's password.
pub const PASSWORD: &str = "BLUEPRINT_HOOKS_PASSWORD";

/// An account that can sign, perhaps after a password.
#[derive(Clone, Debug)]
pub struct Account {
    /// Its name.
    pub name: String,
    /// The chain on which it is to sign; none where it is only looked at.
    chain_id: Option<u64>,
    source: Source,
}

/// Where an account's key is.
#[derive(Clone, Debug)]
enum Source {
    /// One of development.
    Key(PrivateKeySigner),
    /// One of the environment.
    Variable(PrivateKeySigner),
    Keystore {
        path: PathBuf,
        address: Option<Address>,
    },
}

/// The environment variable with the key of an account. Names that differ in capitals, or in `-` and `_`, have the same one.
pub fn variable(name: &str) -> String {
    format!(
        "BLUEPRINT_HOOKS_KEY_{}",
        name.replace('-', "_").to_ascii_uppercase()
    )
}

/// An account by its name, for a chain. The name of a development account is that of no other.
///
/// # Errors
/// If it is a private key; if there is no such account, with the known ones; if its key is published and the chain
/// is none for development.
pub fn account(name: &str, chain_id: Option<u64>) -> Result<Account> {
    reject_key(name)?;
    check_name("an account", name)?;
    let account = |source| Account {
        name: name.to_owned(),
        chain_id,
        source,
    };
    if let Some(key) = dev::key(name) {
        let account = account(Source::Key(key));
        account.check_published(account.address())?;
        return Ok(account);
    }
    if let Ok(text) = std::env::var(variable(name)) {
        ensure_only_one(name)?;
        let key = parse(&text)
            .with_context(|| format!("in the environment variable {}", variable(name)))?;
        let account = account(Source::Variable(key));
        account.check_published(account.address())?;
        return Ok(account);
    }
    let folder = keystore::folder()?;
    let path = keystore::path(&folder, name);
    if path.exists() {
        let address = keystore::address(&path)?;
        let account = account(Source::Keystore { path, address });
        account.check_published(address)?;
        return Ok(account);
    }
    let mut known = keystore::names(&folder)?;
    known.extend(dev::names().map(str::to_owned));
    bail!(
        "expected an account: {}, or a key in the environment variable {}; received {name}",
        known.join(", "),
        variable(name)
    )
}

/// The key of a variable is that of one name: no keystore is kept under another name that has the same variable.
pub(crate) fn ensure_only_one(name: &str) -> Result<()> {
    // Without a folder there are no keystores.
    let known = keystore::folder().map_or(Ok(Vec::new()), |folder| keystore::names(&folder))?;
    let same = |other: &String| other != name && variable(other) == variable(name);
    if let Some(other) = known.into_iter().find(same) {
        bail!(
            "expected {} to be the key of one account, received two names that it fits: {name} and {other}, which has a keystore; rename one",
            variable(name)
        );
    }
    Ok(())
}

impl Account {
    /// The account's address, if it is known without a password.
    pub fn address(&self) -> Option<Address> {
        match &self.source {
            Source::Key(key) | Source::Variable(key) => Some(key.address()),
            Source::Keystore { address, .. } => *address,
        }
    }

    /// The file with the account's key, if it is in one.
    pub fn keystore(&self) -> Option<&Path> {
        match &self.source {
            Source::Keystore { path, .. } => Some(path),
            Source::Key(_) | Source::Variable(_) => None,
        }
    }

    /// The environment variable with the account's key, if it is in one.
    pub fn variable(&self) -> Option<String> {
        matches!(self.source, Source::Variable(_)).then(|| variable(&self.name))
    }

    /// The account's key. A keystore's password is in the file, in the environment, or is typed.
    ///
    /// # Errors
    /// If there is no password, or another one; if the key is published and the chain is none for development.
    pub fn unlock(&self, password_file: Option<&Path>) -> Result<PrivateKeySigner> {
        match &self.source {
            Source::Key(key) | Source::Variable(key) => Ok(key.clone()),
            Source::Keystore { path, .. } => {
                let prompt = format!("Password of {}: ", self.name);
                let key = keystore::open(path, &password(password_file, &prompt)?)?;
                self.check_published(Some(key.address()))?;
                Ok(key)
            }
        }
    }

    /// Every reader of the published keys can take what their accounts own.
    fn check_published(&self, address: Option<Address>) -> Result<()> {
        let (Some(published), Some(id)) = (address.and_then(dev::name_of), self.chain_id) else {
            return Ok(());
        };
        ensure!(
            dev::CHAINS.contains(&id),
            "expected an account with a key of its own on chain {id}, received {}: the key of {published} is published and signs on chains {} and {} alone",
            self.name,
            dev::CHAINS[0],
            dev::CHAINS[1]
        );
        Ok(())
    }
}

/// A private key on the command line is in the shell's history and visible to other processes.
///
/// # Errors
/// If the name is a private key. The error does not repeat it.
pub fn reject_key(name: &str) -> Result<()> {
    let digits = name.strip_prefix("0x").unwrap_or(name);
    let is_key = digits.len() == 64 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    ensure!(
        !is_key,
        "expected an account's name, received a private key: the shell's history and other processes can read it. \
         Import it with `account import NAME`, or set {}",
        variable("<name>")
    );
    Ok(())
}

/// A private key from its text.
///
/// # Errors
/// If it is none. The error does not repeat the text.
pub fn parse(text: &str) -> Result<PrivateKeySigner> {
    let expected =
        "expected a private key, 64 hex digits with or without 0x, received something else";
    let text = text.trim();
    let digits = text.strip_prefix("0x").unwrap_or(text);
    let bytes = hex::decode(digits)
        .map(Zeroizing::new)
        .map_err(|_| anyhow::anyhow!(expected))?;
    ensure!(bytes.len() == 32, expected);
    PrivateKeySigner::from_slice(&bytes).map_err(|_| {
        anyhow::anyhow!("expected a private key, a number above 0 and below the order of secp256k1, received another number")
    })
}

/// A password from a file, whose last line break is none of its own; from the environment; or from the terminal.
///
/// # Errors
/// If there is none.
pub fn password(file: Option<&Path>, prompt: &str) -> Result<Zeroizing<String>> {
    if let Some(password) = given_password(file)? {
        return Ok(password);
    }
    typed(prompt)
}

/// A password that is chosen now: typed twice, where it is typed.
///
/// # Errors
/// If there is none, or the second differs.
pub fn new_password(file: Option<&Path>) -> Result<Zeroizing<String>> {
    if let Some(password) = given_password(file)? {
        return Ok(password);
    }
    let password = typed("New password: ")?;
    ensure!(
        password == typed("The same again: ")?,
        "expected the same password twice, received two different ones"
    );
    Ok(password)
}

fn given_password(file: Option<&Path>) -> Result<Option<Zeroizing<String>>> {
    if let Some(file) = file {
        let text = fs::read_to_string(file)
            .with_context(|| format!("cannot read the password in {}", file.display()))?;
        return Ok(Some(Zeroizing::new(
            text.trim_end_matches(['\r', '\n']).to_owned(),
        )));
    }
    Ok(std::env::var(PASSWORD).ok().map(Zeroizing::new))
}

fn typed(prompt: &str) -> Result<Zeroizing<String>> {
    ensure!(
        io::stdin().is_terminal(),
        "expected a password, received none: give --password-file FILE, or set {PASSWORD}, where there is no terminal"
    );
    Ok(Zeroizing::new(
        rpassword::prompt_password(prompt).context("cannot read the password")?,
    ))
}

/// A private key from the terminal, without showing it, or from standard input.
///
/// # Errors
/// If it is none.
pub fn read_key() -> Result<PrivateKeySigner> {
    if io::stdin().is_terminal() {
        let key = rpassword::prompt_password("Private key: ").context("cannot read the key")?;
        return parse(&Zeroizing::new(key));
    }
    read_key_from(&mut io::stdin().lock())
}

/// A private key from the first line of an input.
///
/// # Errors
/// If it is none.
pub fn read_key_from(input: &mut impl io::BufRead) -> Result<PrivateKeySigner> {
    let mut line = Zeroizing::new(String::new());
    input
        .read_line(&mut line)
        .context("cannot read the key from standard input")?;
    parse(&line)
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "0101010101010101010101010101010101010101010101010101010101010101";

    #[test]
    fn a_key_is_no_name_and_is_not_repeated() {
        for typed in [KEY.to_owned(), format!("0x{KEY}")] {
            let error = account(&typed, Some(31337)).unwrap_err().to_string();
            assert!(
                error.contains("account import") && !error.contains("0101"),
                "{error}"
            );
        }
        for typed in ["0x01", "zz", "", &KEY[2..]] {
            let error = parse(typed).unwrap_err().to_string();
            assert!(!error.contains("0101"), "{error}");
        }
        assert!(parse(&format!("0x{KEY}\n")).is_ok());
        for no_key in ["0".repeat(64), "f".repeat(64)] {
            let error = parse(&no_key).unwrap_err().to_string();
            assert!(error.contains("above 0 and below the order"), "{error}");
        }
        let mut input = io::Cursor::new(format!("{KEY}\nmore\n"));
        assert_eq!(read_key_from(&mut input).unwrap(), parse(KEY).unwrap());
    }

    #[test]
    fn published_keys_sign_on_development_chains_alone() {
        for id in dev::CHAINS {
            assert!(account("test0", Some(id)).unwrap().unlock(None).is_ok());
        }
        for id in [1, 420_420_417, 420_420_419] {
            let error = account("alith", Some(id)).unwrap_err().to_string();
            assert!(
                error.contains("alith") && error.contains(&id.to_string()),
                "{error}"
            );
        }
        assert!(account("alith", None).is_ok());
    }

    #[test]
    fn a_password_file_ends_with_a_line_break() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("password");
        fs::write(&path, " a b \r\n").unwrap();
        assert_eq!(password(Some(&path), "").unwrap().as_str(), " a b ");
        assert!(password(Some(&folder.path().join("none")), "").is_err());
    }

    #[test]
    fn variables_have_names_that_shells_accept() {
        assert_eq!(variable("ops-1"), "BLUEPRINT_HOOKS_KEY_OPS_1");
    }
}
