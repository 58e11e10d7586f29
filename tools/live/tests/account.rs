//! Accounts in keystores and in the environment.

use blueprint_live::{account, keys};
use clap::{Args, Command, FromArgMatches};
use std::{env, fs};

fn run(words: &[&str]) -> anyhow::Result<account::Accounts> {
    let command = account::AccountArgs::augment_args(Command::new("account"));
    let matches = command.get_matches_from([&["account"], words].concat());
    let args = account::AccountArgs::from_arg_matches(&matches)?;
    account::run(args, &mut Vec::<String>::new())
}

/// One test, because the environment is the process's.
#[test]
fn accounts_are_made_imported_listed_and_found() {
    let folder = tempfile::tempdir().unwrap();
    env::set_var("XDG_CONFIG_HOME", folder.path());
    env::remove_var(keys::PASSWORD);
    let without = run(&["new", "ops"]).unwrap_err().to_string();
    assert!(without.contains("--password-file"), "{without}");
    env::set_var(keys::PASSWORD, "secret");
    let made = run(&["new", "ops"]).unwrap();
    let address = made.0[0].address.unwrap();
    assert_eq!(run(&["address", "ops"]).unwrap(), made);
    for taken in ["ops", "alith", "../x"] {
        assert!(run(&["new", taken]).is_err(), "{taken}");
    }
    for reserved in ["runtime", "services", "zero"] {
        let text = run(&["new", reserved]).unwrap_err().to_string();
        assert!(text.contains("stands for an address"), "{text}");
    }
    let key = "0x".to_owned() + &"01".repeat(32);
    let as_name = run(&["import", &key]).unwrap_err().to_string();
    assert!(
        as_name.contains("private key") && !as_name.contains("0101"),
        "{as_name}"
    );

    let new = |name: &str| account::New {
        name: name.into(),
        password_file: None,
    };
    let lines = &mut Vec::<String>::new();
    let published = keys::dev::key("test3").unwrap();
    let text = account::import(&new("mine"), published.clone(), lines)
        .unwrap_err()
        .to_string();
    assert!(text.contains("test3"), "{text}");
    let imported = keys::parse(&key).unwrap();
    account::import(&new("mine"), imported.clone(), lines).unwrap();
    let listed = run(&["list"]).unwrap();
    let names: Vec<_> = listed
        .0
        .iter()
        .map(|account| account.name.as_str())
        .collect();
    assert_eq!(names[..3], ["mine", "ops", "alith"]);
    assert_eq!(listed.0[1].address, Some(address));
    assert!(listed.to_string().contains(&address.to_string()));

    // A broken file hides no other account.
    let broken = listed.0[0]
        .keystore
        .as_ref()
        .unwrap()
        .with_file_name("broken.json");
    fs::write(&broken, "{}").unwrap();
    let with_broken = run(&["list"]).unwrap();
    assert!(with_broken.0[0]
        .error
        .as_ref()
        .unwrap()
        .contains("expected a Web3 keystore"));
    assert_eq!(with_broken.0[1..], listed.0[..]);
    fs::remove_file(&broken).unwrap();

    let account = keys::account("mine", Some(420_420_419)).unwrap();
    assert_eq!(account.address(), Some(imported.address()));
    assert_eq!(account.unlock(None).unwrap(), imported);
    env::set_var(keys::PASSWORD, "other");
    assert!(account
        .unlock(None)
        .unwrap_err()
        .to_string()
        .contains("password"));
    // A keystore of another program, which does not name its address.
    let path = listed.0[0].keystore.as_ref().unwrap();
    let text = fs::read_to_string(path).unwrap();
    let mut content: serde_json::Value = serde_json::from_str(&text).unwrap();
    content.as_object_mut().unwrap().remove("address");
    fs::write(path, content.to_string()).unwrap();
    let account = keys::account("mine", Some(1)).unwrap();
    assert_eq!(account.address(), None);
    env::set_var(keys::PASSWORD, "secret");
    assert_eq!(account.unlock(None).unwrap(), imported);

    // A key in the environment, and a published one there on a chain that is none for development.
    env::set_var("BLUEPRINT_HOOKS_KEY_CI_1", &key);
    assert_eq!(
        keys::account("ci-1", Some(1)).unwrap().address(),
        Some(imported.address())
    );
    env::set_var(
        "BLUEPRINT_HOOKS_KEY_CI_1",
        alloy_primitives::hex::encode(published.to_bytes()),
    );
    assert!(keys::account("ci-1", Some(31337)).is_ok());
    let text = keys::account("ci-1", Some(1)).unwrap_err().to_string();
    assert!(text.contains("test3"), "{text}");
    // A key that fits two names, one of which has a keystore.
    env::set_var("BLUEPRINT_HOOKS_KEY_OPS", &key);
    let text = keys::account("OPS", Some(31337)).unwrap_err().to_string();
    assert!(
        text.contains("OPS and ops") && text.contains("rename"),
        "{text}"
    );
    assert!(keys::account("ops", Some(31337)).is_ok());
    env::remove_var("BLUEPRINT_HOOKS_KEY_OPS");
    let unknown = keys::account("nothing", None).unwrap_err().to_string();
    assert!(unknown.contains("mine, ops, alith"), "{unknown}");

    // `address` says where the key is, also beside a keystore of the name, which has another.
    env::set_var("BLUEPRINT_HOOKS_KEY_FOO", &key);
    let polkadot_js = serde_json::json!({
        "encoded": "A".repeat(160),
        "encoding": { "content": ["pkcs8", "sr25519"] },
        "address": "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY",
    });
    let web3 = fs::read_to_string(path.with_file_name("ops.json")).unwrap();
    for beside in [None, Some(web3), Some(polkadot_js.to_string())] {
        if let Some(text) = beside {
            fs::write(path.with_file_name("foo.json"), text).unwrap();
        }
        let found = run(&["address", "foo"]).unwrap();
        let shown = format!("{}  foo  (in BLUEPRINT_HOOKS_KEY_FOO)", imported.address());
        assert_eq!(found.to_string(), shown);
        let json = serde_json::to_value(&found).unwrap();
        assert_eq!(json[0]["variable"], "BLUEPRINT_HOOKS_KEY_FOO");
        assert!(json[0]["keystore"].is_null(), "{json}");
    }
    env::remove_var("BLUEPRINT_HOOKS_KEY_FOO");
    let kept = run(&["address", "foo"]).unwrap().to_string();
    assert!(kept.contains("foo.json"), "{kept}");
}
