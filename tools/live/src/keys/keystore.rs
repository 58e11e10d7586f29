//! Keystores: files in Ethereum's Web3 Secret Storage format, version 3, one for each account.

use crate::config::check_name;
use alloy_primitives::Address;
use alloy_signer_local::PrivateKeySigner;
use anyhow::{bail, ensure, Context, Result};
use serde_json::Value;
use std::{
    fs,
    io::{self, Write},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};
use zeroize::Zeroizing;

/// The folder of the keystores: `blueprint-hooks/keystores` in the folder of configurations.
///
/// # Errors
/// If neither XDG_CONFIG_HOME nor HOME says where that is.
pub fn folder() -> Result<PathBuf> {
    let variable = |name| std::env::var_os(name).filter(|value| !value.is_empty());
    let config = match (variable("XDG_CONFIG_HOME"), variable("HOME")) {
        (Some(config), _) => PathBuf::from(config),
        (None, Some(home)) => PathBuf::from(home).join(".config"),
        (None, None) => {
            bail!("expected XDG_CONFIG_HOME or HOME in the environment, received neither")
        }
    };
    Ok(config.join("blueprint-hooks/keystores"))
}

/// The file of an account.
pub fn path(folder: &Path, name: &str) -> PathBuf {
    folder.join(format!("{name}.json"))
}

/// The names of all accounts in a folder, sorted.
///
/// # Errors
/// If the folder cannot be read. One that does not exist has none.
pub fn names(folder: &Path) -> Result<Vec<String>> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => {
            return Err(error).with_context(|| format!("cannot read {}", folder.display()))
        }
    };
    let mut names = Vec::new();
    for entry in entries {
        let file = entry?.file_name();
        let name = file.to_str().and_then(|file| file.strip_suffix(".json"));
        names.extend(
            name.filter(|name| check_name("an account", name).is_ok())
                .map(str::to_owned),
        );
    }
    names.sort();
    Ok(names)
}

/// The address that a keystore names beside the key. None where it names none: then only the key says it.
///
/// # Errors
/// If the file cannot be read or is no keystore.
pub fn address(path: &Path) -> Result<Option<Address>> {
    let content = check(path)?;
    let address = content.get("address").and_then(Value::as_str);
    Ok(address.and_then(|address| address.parse().ok()))
}

/// The key in a keystore.
///
/// # Errors
/// If the file cannot be read or is no keystore, or has another password.
pub fn open(path: &Path, password: &str) -> Result<PrivateKeySigner> {
    let content = check(path)?;
    let key = PrivateKeySigner::decrypt_keystore(path, password).map_err(|error| {
        // The library's text for a wrong password is "Mac Mismatch".
        if error.to_string().contains("Mac") {
            anyhow::anyhow!(
                "expected the password of {}, received another",
                path.display()
            )
        } else {
            anyhow::anyhow!("cannot decrypt {}: {error}", path.display())
        }
    })?;
    let named = content
        .get("address")
        .and_then(Value::as_str)
        .and_then(|text| text.parse().ok());
    ensure!(
        named.is_none_or(|named: Address| named == key.address()),
        "expected the key of {} in {}, received that of {}: the file was changed",
        named.unwrap_or_default(),
        path.display(),
        key.address()
    );
    Ok(key)
}

/// Writes a key into a new keystore that the owner alone can read.
///
/// # Errors
/// If the account exists already; if the file cannot be written.
pub fn create(
    folder: &Path,
    name: &str,
    key: &PrivateKeySigner,
    password: &str,
) -> Result<PathBuf> {
    ensure!(
        !password.is_empty(),
        "expected a password for the keystore, received an empty one"
    );
    let failed = || format!("cannot write {}", path(folder, name).display());
    keep(folder, name, || encrypt(key, password).with_context(failed))
}

/// Writes a keystore's content into a new file that the owner alone can read.
///
/// # Errors
/// If the account exists already; if there is no content, or the file cannot be written.
pub fn keep(
    folder: &Path,
    name: &str,
    content: impl FnOnce() -> Result<String>,
) -> Result<PathBuf> {
    check_name("an account", name)?;
    let path = path(folder, name);
    let failed = || format!("cannot write {}", path.display());
    fs::create_dir_all(folder).with_context(failed)?;
    fs::set_permissions(folder, fs::Permissions::from_mode(0o700)).with_context(failed)?;
    let content = content()?;
    // Its mode is 0600 from the beginning.
    let mut file = tempfile::NamedTempFile::new_in(folder).with_context(failed)?;
    file.write_all(content.as_bytes()).with_context(failed)?;
    file.as_file().sync_all().with_context(failed)?;
    file.persist_noclobber(&path)
        .map_err(|error| match error.error.kind() {
            io::ErrorKind::AlreadyExists => anyhow::anyhow!(
                "expected the name of a new account, received {name}, which exists: {}",
                path.display()
            ),
            _ => anyhow::Error::from(error.error).context(failed()),
        })?;
    Ok(path)
}

/// A keystore's content, with the address, by which it is found without the password. The library writes a file
/// only: here into a folder that the owner alone can enter.
fn encrypt(key: &PrivateKeySigner, password: &str) -> Result<String> {
    let private = tempfile::tempdir()?;
    let (bytes, rng) = (Zeroizing::new(key.to_bytes().0), &mut rand_core::OsRng);
    PrivateKeySigner::encrypt_keystore(private.path(), rng, *bytes, password, Some("key"))?;
    let text = fs::read_to_string(private.path().join("key"))?;
    let mut content: Value = serde_json::from_str(&text)?;
    if let Some(fields) = content.as_object_mut() {
        fields.insert("address".into(), Value::String(hex::encode(key.address())));
    }
    Ok(content.to_string())
}

/// The content of a keystore. The library that decrypts it panics on lengths that are checked here.
fn check(path: &Path) -> Result<Value> {
    let text =
        fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let expected = || format!("expected a Web3 keystore, version 3, in {}", path.display());
    let content: Value = serde_json::from_str(&text).with_context(expected)?;
    ensure!(
        content.get("encoded").is_none(),
        "{}, received one of polkadot-js, whose key signs with --substrate",
        expected()
    );
    let crypto = content.get("crypto").with_context(expected)?;
    let text = |of: &Value, name: &str| of.get(name).and_then(Value::as_str).map(str::to_owned);
    let params = crypto.get("kdfparams").with_context(expected)?;
    let iv = crypto
        .get("cipherparams")
        .and_then(|params| text(params, "iv"));
    let is_power = |n: u64| n.is_power_of_two() && (2..=1 << 22).contains(&n);
    let sound = content.get("version").and_then(Value::as_u64) == Some(3)
        && text(crypto, "cipher").as_deref() == Some("aes-128-ctr")
        && iv
            .and_then(|iv| hex::decode(iv).ok())
            .is_some_and(|iv| iv.len() == 16)
        && params.get("dklen").and_then(Value::as_u64) == Some(32)
        && params
            .get("n")
            .is_none_or(|n| n.as_u64().is_some_and(is_power))
        && text(crypto, "ciphertext").is_some_and(|ciphertext| ciphertext.len() == 64);
    ensure!(
        sound,
        "{}: one of aes-128-ctr, a key of 32 bytes and a usual cost",
        expected()
    );
    Ok(content)
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy_primitives::B256;

    fn key() -> PrivateKeySigner {
        PrivateKeySigner::from_bytes(&B256::with_last_byte(7)).unwrap()
    }

    #[test]
    fn a_key_is_kept_and_found_again() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("keystores");
        let path = create(&folder, "ops-1", &key(), "secret").unwrap();
        assert_eq!(path, super::path(&folder, "ops-1"));
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&path), mode(&folder)), (0o600, 0o700));
        assert_eq!(names(&folder).unwrap(), ["ops-1"]);
        assert_eq!(address(&path).unwrap(), Some(key().address()));
        assert_eq!(open(&path, "secret").unwrap(), key());
        let wrong = open(&path, "Secret").unwrap_err().to_string();
        assert!(wrong.contains("password"), "{wrong}");
        let before = fs::read(&path).unwrap();
        let twice = create(&folder, "ops-1", &key(), "other")
            .unwrap_err()
            .to_string();
        assert!(twice.contains("exists"), "{twice}");
        assert_eq!(fs::read(&path).unwrap(), before);
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 1);
    }

    #[test]
    fn names_and_passwords_are_checked() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["", "../x", "a.b", "a b"] {
            assert!(
                create(folder.path(), name, &key(), "secret").is_err(),
                "{name}"
            );
        }
        assert!(create(folder.path(), "a", &key(), "").is_err());
        assert!(names(&folder.path().join("none")).unwrap().is_empty());
    }

    #[test]
    fn files_that_are_no_keystores_are_errors() {
        let folder = tempfile::tempdir().unwrap();
        let path = create(folder.path(), "a", &key(), "secret").unwrap();
        let sound: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        let changes: [(&str, Value); 6] = [
            ("/crypto/kdfparams/dklen", 8.into()),
            ("/crypto/kdfparams/n", 0.into()),
            ("/crypto/cipherparams/iv", "00".into()),
            ("/crypto/ciphertext", "00".into()),
            ("/crypto/cipher", "aes-256".into()),
            ("/version", 1.into()),
        ];
        for (pointer, value) in changes {
            let mut changed = sound.clone();
            *changed.pointer_mut(pointer).unwrap() = value;
            fs::write(&path, changed.to_string()).unwrap();
            let error = open(&path, "secret").unwrap_err().to_string();
            assert!(
                error.contains("expected a Web3 keystore"),
                "{pointer}: {error}"
            );
        }
        let mut other = sound;
        other["address"] = hex::encode(Address::ZERO).into();
        fs::write(&path, other.to_string()).unwrap();
        assert!(open(&path, "secret")
            .unwrap_err()
            .to_string()
            .contains("was changed"));
        fs::write(&path, "no JSON").unwrap();
        assert!(address(&path).is_err());
    }
}
