//! Every step of a test or a tool is a transaction that a user can send: no key signs for the pallet's or the core's
//! account, and none of them is a caller.

use blueprint_e2e::{
    accounts::{self, Account},
    chain::{CallOptions, Chain},
};
use sp_core::H160;
use std::{
    fs,
    panic::{catch_unwind, AssertUnwindSafe},
    path::{Path, PathBuf},
};

fn refused(act: impl FnOnce(&mut Chain)) -> bool {
    let mut chain = Chain::new().unwrap();
    catch_unwind(AssertUnwindSafe(|| act(&mut chain))).is_err()
}

#[test]
fn accounts_without_a_key_neither_call_nor_deploy_nor_sign() {
    let remark = || frame_system::Call::remark { remark: vec![1] };
    let to = H160::repeat_byte(7);
    for account in [
        accounts::runtime(),
        accounts::tangle_core(),
        Account::ethereum(accounts::SERVICES),
        Account::ethereum(H160::zero()),
    ] {
        let who = account.name.clone();
        assert!(
            refused(|chain| drop(chain.call(&account, to, vec![]))),
            "{who}"
        );
        assert!(
            refused(|chain| drop(chain.deploy(&account, &[0], &[]))),
            "{who}"
        );
        assert!(
            refused(|chain| drop(chain.dispatch(&account, remark()))),
            "{who}"
        );
    }
    for account in accounts::all() {
        let who = account.name.clone();
        assert!(
            !refused(|chain| drop(chain.call(&account, to, vec![]))),
            "{who}"
        );
        assert!(
            !refused(|chain| drop(chain.dispatch(&account, remark()))),
            "{who}"
        );
    }
    // The one exception is the pallet's account, for a contract that has it as a constant.
    let options = CallOptions {
        constant_caller: true,
        ..CallOptions::default()
    };
    let call = |account: Account| {
        let options = options.clone();
        refused(move |chain| drop(chain.call_with(&account, to, vec![], options)))
    };
    assert!(!call(accounts::runtime()));
    assert!(call(accounts::tangle_core()));
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => files(&path, found),
            false => found.push(path),
        }
    }
}

/// The files below these folders that contain a text, by their paths in e2e.
fn with(text: &str, folders: &[&str]) -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut all = Vec::new();
    for folder in folders {
        files(&root.join(folder), &mut all);
    }
    let mut found: Vec<String> = all
        .into_iter()
        .filter(|path| fs::read_to_string(path).is_ok_and(|it| it.contains(text)))
        .map(|path| path.strip_prefix(root).unwrap().display().to_string())
        .filter(|path| path != "tests/callers.rs")
        .collect();
    found.sort();
    found
}

#[test]
fn pallets_account_calls_only_the_contract_that_has_it_as_a_constant() {
    let plans = with(r#""caller":"runtime""#, &["bench", "tests/stories"]);
    assert_eq!(plans, ["bench/baked_manager.jsonl"]);
    let users = with("constant_caller", &["src", "tests"]);
    let expected = [
        "src/bench/plan.rs",
        "src/bench/project.rs",
        "src/chain.rs",
        "src/console/mod.rs",
        "tests/builds/mod.rs",
        "tests/builds/story.rs",
        "tests/value.rs",
    ];
    assert_eq!(users, expected);
    // No way around the chain's check. The second one is bob, who unmaps his own address.
    let origins = with("RuntimeOrigin::signed(", &["src", "tests"]);
    assert_eq!(origins, ["src/chain.rs", "tests/services_precompile.rs"]);
    assert!(with("with_constant_caller()", &["src", "tests"]) == ["src/bench/plan.rs"]);
}
