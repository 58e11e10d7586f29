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

/// The most bytes that the derivation of a key may take. Ethereum's own programs take 256 MiB.
const MEMORY: u64 = 512 << 20;
/// The bytes of scrypt's smallest block.
const BLOCK: u64 = 128;

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
            anyhow::anyhow!("{}: {error}", expected(path))
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

/// What a file should be.
fn expected(path: &Path) -> String {
    format!("expected a Web3 keystore, version 3, in {}", path.display())
}

/// The content of a keystore. The library that decrypts it panics on lengths that are checked here.
fn check(path: &Path) -> Result<Value> {
    let text =
        fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let expected = || expected(path);
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
    let sound = content.get("version").and_then(Value::as_u64) == Some(3)
        && text(crypto, "cipher").as_deref() == Some("aes-128-ctr")
        && iv
            .and_then(|iv| hex::decode(iv).ok())
            .is_some_and(|iv| iv.len() == 16)
        && params.get("dklen").and_then(Value::as_u64) == Some(32)
        && text(crypto, "ciphertext").is_some_and(|ciphertext| ciphertext.len() == 64);
    ensure!(
        sound,
        "{}: one of aes-128-ctr and a key of 32 bytes",
        expected()
    );
    check_cost(params).with_context(expected)?;
    Ok(content)
}

/// What the derivation of a key may cost. The library takes whatever a file says, and the process ends where there is no memory
/// for it.
fn check_cost(params: &Value) -> Result<()> {
    let has = |names: &[&str]| names.iter().all(|name| params.get(name).is_some());
    ensure!(
        has(&["n", "r", "p", "salt"]) || has(&["c", "prf", "salt"]),
        "kdfparams of scrypt (n, r, p and salt) or of pbkdf2 (c, prf and salt), received {params}"
    );
    for (name, least, most) in [
        ("n", 2, MEMORY / BLOCK),
        ("r", 1, MEMORY / BLOCK),
        ("p", 1, 64),
        ("c", 1, 10_000_000),
    ] {
        let Some(given) = params.get(name) else {
            continue;
        };
        ensure!(
            given
                .as_u64()
                .is_some_and(|it| (least..=most).contains(&it)),
            "kdfparams with {name} of {least} to {most}, received {given}"
        );
    }
    let number = |name: &str| params.get(name).and_then(Value::as_u64).unwrap_or(1);
    let (n, r, p) = (number("n"), number("r"), number("p"));
    ensure!(
        n.is_power_of_two(),
        "kdfparams with a power of 2 as n, received {n}"
    );
    // It takes n blocks, and p of them beside.
    let memory = BLOCK.checked_mul(r).and_then(|it| it.checked_mul(n.max(p)));
    ensure!(
        memory.is_some_and(|it| it <= MEMORY),
        "kdfparams with {BLOCK} * r * n, and with p for n, of at most {MEMORY} bytes, received n {n}, r {r} and p {p}"
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy_primitives::B256;
    use serde_json::json;

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
    fn a_key_of_an_unusual_cost_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let path = create(folder.path(), "a", &key(), "secret").unwrap();
        let sound: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        let refused = |params: Value| {
            let mut changed = sound.clone();
            changed["crypto"]["kdfparams"] = params;
            fs::write(&path, changed.to_string()).unwrap();
            format!("{:#}", open(&path, "secret").unwrap_err())
        };
        let scrypt = |n: u64, r: u64, p: u64, salt: &str| {
            refused(json!({ "dklen": 32, "n": n, "r": r, "p": p, "salt": salt }))
        };
        let pbkdf2 =
            |c: Value| refused(json!({ "dklen": 32, "c": c, "prf": "hmac-sha256", "salt": "00" }));
        for (error, part) in [
            (scrypt(8_192, 0, 1, "00"), "r of 1 to 4194304, received 0"),
            (scrypt(2, 1 << 40, 1, "00"), "r of 1 to 4194304, received"),
            (scrypt(8_192, 8, 0, "00"), "p of 1 to 64, received 0"),
            (scrypt(8_192, 8, 65, "00"), "p of 1 to 64, received 65"),
            (scrypt(1, 8, 1, "00"), "n of 2 to 4194304, received 1"),
            (scrypt(3, 8, 1, "00"), "a power of 2 as n, received 3"),
            (scrypt(1 << 20, 8, 1, "00"), "at most 536870912 bytes"),
            (scrypt(2, 1 << 20, 64, "00"), "at most 536870912 bytes"),
            (
                pbkdf2(10_000_001.into()),
                "c of 1 to 10000000, received 10000001",
            ),
            (pbkdf2("1".into()), "c of 1 to 10000000, received \"1\""),
            (refused(json!({ "dklen": 32 })), "scrypt (n, r, p and salt)"),
            // What the library does not read.
            (scrypt(8_192, 8, 1, "no hex"), "a.json: "),
        ] {
            assert!(
                error.starts_with("expected a Web3 keystore, version 3, in ")
                    && error.contains(part),
                "{part}: {error}"
            );
        }
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
