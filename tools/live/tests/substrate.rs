//! Substrate's JSON-RPC, on the node: `make e2e-node` starts it and names its addresses.

mod chain;

use alloy_primitives::B256;
use anyhow::Result;
use blueprint_live::{
    call, deploy, options, records,
    substrate::{self, dry_run::Cost},
    verify, Project, Report,
};
use chain::{error, parsed, shown, Chain};
use std::fs;
use subxt::{
    dynamic::{self, Value},
    utils::AccountId32,
};

type Lines = Vec<String>;

const ON_DEV: [&str; 3] = ["--chain", "dev", "--substrate"];

/// A project whose chain has both addresses, or Substrate's alone.
fn project(with_ethereum: bool) -> (Chain, tempfile::TempDir, Project) {
    let chain = Chain::start();
    let contracts = ["ink/report_counter.polkavm", "solidity/ReportCounter.evm"];
    let (folder, _) = chain.project(&contracts);
    let node = std::env::var("CHAIN_SUBSTRATE")
        .expect("expected CHAIN_SUBSTRATE, the address of the node");
    let ethereum = match with_ethereum {
        true => format!("rpc = {:?}\n", chain.rpc),
        false => String::new(),
    };
    let text = format!("[chains.dev]\n{ethereum}substrate = {node:?}\ncaller = \"services\"\n");
    fs::write(folder.path().join("blueprint.toml"), text).unwrap();
    let project = Project::open(folder.path(), &[]).unwrap();
    (chain, folder, project)
}

async fn deployed(
    project: &Project,
    words: &[&str],
    lines: &mut Lines,
) -> Result<deploy::Deployed<Cost>> {
    let words = [&["ReportCounter", "runtime"][..], &ON_DEV, words].concat();
    substrate::deploy(parsed(&words), project, lines)
        .await
        .map(shown)
}

async fn called(project: &Project, words: &[&str], options: &[&str]) -> Result<call::Called<Cost>> {
    let words = [&["ReportCounter"][..], words, &ON_DEV, options].concat();
    substrate::call(parsed(&words), project, &mut Lines::new())
        .await
        .map(shown)
}

/// Sends units of the chain's balances.
async fn transfer(
    chain: &substrate::chain::Chain,
    project: &Project,
    from: &str,
    to: &AccountId32,
    amount: u128,
) {
    let from = options::Sender {
        account: Some(from.into()),
        password_file: None,
    };
    let options = Default::default();
    let sender = substrate::send::Sender::new(chain, project, &from, &options).unwrap();
    let to = Value::unnamed_variant("Id", [Value::from_bytes(to.0)]);
    let call = dynamic::transaction("Balances", "transfer_keep_alive", (to, amount));
    sender
        .send(&call, B256::ZERO, 0, "the transfer", &mut Lines::new())
        .await
        .unwrap();
}

#[tokio::test]
#[ignore = "needs the node: its addresses in CHAIN_RPC and CHAIN_SUBSTRATE"]
async fn contracts_are_deployed_called_and_verified_with_a_substrate_key() {
    for (build, is_last) in [("ink", false), ("evm", true)] {
        let (_chain, _folder, project) = project(true);
        let mut lines = Lines::new();
        let words = ["--build", build, "--account", "charlie"];
        let dry = deployed(&project, &[&words[..], &["--dry-run"]].concat(), &mut lines)
            .await
            .unwrap();
        let cost = dry.cost.clone().unwrap();
        assert!(dry.record.is_none() && cost.ref_time > 0 && cost.proof_size > 0);
        assert!(!cost.fee.is_zero() && !cost.deposit.is_zero(), "{cost}");

        let done = deployed(&project, &words, &mut lines).await.unwrap();
        let (record, mined) = (done.record.clone().unwrap(), done.mined.clone().unwrap());
        assert!(done.success() && mined.success, "{done}");
        assert!(
            lines
                .iter()
                .any(|line| line.contains("sending creation of")),
            "{lines:?}"
        );
        // What was estimated is what was paid, or less.
        assert!(
            !mined.fee.is_zero() && mined.fee <= cost.fee,
            "{} {}",
            mined.fee,
            cost.fee
        );
        assert_eq!(record.transaction, mined.transaction);
        assert_eq!(
            records::all(&project, "dev").unwrap(),
            std::slice::from_ref(&record)
        );
        // Ethereum's JSON-RPC finds the same code at the address.
        let words = ["ReportCounter", "--chain", "dev"];
        let verified = verify::run(parsed(&words), &project, &mut Lines::new())
            .await
            .unwrap();
        assert!(verified.success(), "{verified}");

        // An account that is not the runtime may not bind, and the error has its name.
        let bind = ["onBlueprintCreated", "7", "runtime", "runtime"];
        let text = error(called(&project, &bind, &["--account", "charlie"]).await);
        assert!(
            text.contains("would revert with CallerNotRuntime"),
            "{text}"
        );
        let read = called(&project, &["reportsOf", "7"], &[]).await.unwrap();
        assert_eq!(read.returned[0].value, "0");
        assert!(read.mined.is_none());

        // An earlier run's extrinsic is found by its hash, and by no other command.
        let hash = mined.transaction.to_string();
        let resume = ["--build", build, "--account", "charlie", "--resume", &hash];
        let again = deployed(&project, &resume, &mut lines).await.unwrap();
        assert_eq!(again.record.unwrap().address, record.address);
        assert_eq!(records::all(&project, "dev").unwrap().len(), 1);
        let of_bob = ["--build", build, "--account", "bob", "--resume", &hash];
        let text = error(deployed(&project, &of_bob, &mut lines).await);
        assert!(text.contains("of another content or account"), "{text}");
        // What an interrupted run sent is not sent again: the next run names it, and goes on with it.
        let short = ["--build", build, "--account", "charlie", "--timeout", "0"];
        let text = error(deployed(&project, &short, &mut lines).await);
        let (_, rest) = text.split_once("--resume ").expect("it is named");
        let hash = rest.split(' ').next().expect("a hash").to_owned();
        let text = error(deployed(&project, &short[..4], &mut lines).await);
        assert!(
            text.contains(&format!("--resume {hash}")) && text.contains("of an earlier run"),
            "{text}"
        );
        let resume = [&short[..4], &["--resume", &hash]].concat();
        let second = deployed(&project, &resume, &mut lines).await.unwrap();
        assert_ne!(second.record.unwrap().address, record.address);
        assert_eq!(records::all(&project, "dev").unwrap().len(), 2);
        if is_last {
            let unknown = B256::with_last_byte(1).to_string();
            let resume = [
                "--build",
                build,
                "--account",
                "charlie",
                "--timeout",
                "2",
                "--resume",
                &unknown,
            ];
            let text = error(deployed(&project, &resume, &mut lines).await);
            assert!(text.contains("received none up to"), "{text}");
        }
    }
}

#[tokio::test]
#[ignore = "needs the node: its addresses in CHAIN_RPC and CHAIN_SUBSTRATE"]
async fn a_contract_is_called_by_the_account_that_is_its_runtime() {
    // Nothing here needs Ethereum's JSON-RPC.
    let (_chain, _folder, project) = project(false);
    let alice = "0x9621dde636de098b43efb0fa9b61facfe328f99d";
    let words = [
        &["ReportCounter", alice][..],
        &ON_DEV,
        &["--build", "ink", "--account", "alice"],
    ]
    .concat();
    let done = substrate::deploy(parsed(&words), &project, &mut Lines::new())
        .await
        .map(shown)
        .unwrap();
    assert_eq!(
        done.record.unwrap().deployer.to_string().to_lowercase(),
        alice
    );
    let bind = ["onBlueprintCreated", "7", alice, alice];
    let dry = called(&project, &bind, &["--account", "alice", "--dry-run"])
        .await
        .unwrap();
    assert!(dry.cost.is_some() && dry.mined.is_none());
    let bound = called(&project, &bind, &["--account", "alice"])
        .await
        .unwrap();
    let mined = bound.mined.clone().unwrap();
    assert!(mined.success, "{bound}");
    assert_eq!(mined.events[0].name.as_deref(), Some("BlueprintBound"));
    assert_eq!(mined.events[0].contract.as_deref(), Some("ReportCounter"));
    // A transaction whose dry run succeeded is in one block: the next of the same account has the next nonce.
    let twice = error(called(&project, &bind, &["--account", "alice"]).await);
    assert!(twice.contains("would revert with"), "{twice}");

    for (options, part) in [
        (
            vec!["--account", "alice", "--gas-limit", "5"],
            "no --gas-limit with --substrate",
        ),
        (
            vec!["--account", "alith"],
            "an account with a Substrate key",
        ),
        (vec![], "expected --account NAME"),
    ] {
        let text = error(called(&project, &bind, &options).await);
        assert!(text.contains(part), "{text}");
    }
    let paid = [&["--value", "1"][..], &["--account", "alice"]].concat();
    let text = error(called(&project, &bind, &paid).await);
    assert!(text.contains("not payable"), "{text}");
}

/// A new key of its own, as of an environment variable. It is funded by alice and mapped by the command.
#[tokio::test]
#[ignore = "needs the node: its addresses in CHAIN_RPC and CHAIN_SUBSTRATE"]
async fn an_account_that_is_not_mapped_is_said_to_be_so_and_gets_an_address() {
    let (_chain, _folder, project) = project(false);
    let chain = substrate::chain::Chain::connect(&project, "dev")
        .await
        .unwrap();
    let seed = format!(
        "{:064x}",
        chain.now().await.unwrap().block_number() + 0x1234_5678
    );
    // Tests of this file run in one process: no other one reads the variable.
    std::env::set_var("BLUEPRINT_HOOKS_KEY_NEWCOMER", &seed);
    let id = substrate::key::account("newcomer", chain.chain_id)
        .unwrap()
        .id();
    let words = ["--build", "ink", "--account", "newcomer"];
    let with_map = [&words[..], &["--map"]].concat();
    // Without a fee it is refused, and nothing keeps the account from trying it again.
    let text = error(deployed(&project, &with_map, &mut Lines::new()).await);
    assert!(
        text.contains("refused the mapping of the account, which is in no block"),
        "{text}"
    );
    transfer(&chain, &project, "dave", &id, 1_000_000_000_000_000).await;
    let text = error(deployed(&project, &words, &mut Lines::new()).await);
    assert!(
        text.contains("which has none on dev: --map gives it"),
        "{text}"
    );
    let done = deployed(&project, &with_map, &mut Lines::new())
        .await
        .unwrap();
    assert_eq!(done.record.unwrap().deployer, substrate::key::address(&id));
    // Once is enough.
    deployed(&project, &words, &mut Lines::new()).await.unwrap();
    let has = async || {
        let at = chain.now().await.unwrap();
        let address = substrate::key::address(&id);
        chain.spendable(&at, address).await.unwrap()
    };
    let dave = substrate::key::account("dave", chain.chain_id)
        .unwrap()
        .id();
    let pay = async |amount: u128| transfer(&chain, &project, "newcomer", &dave, amount).await;
    // As long as the second one, which costs the same then.
    let (before, part) = (has().await, 300_000_000_000_000);
    pay(part).await;
    let fee_of_a_transfer = before - has().await - chain.wei(part);
    // One that could pay the deposit and the fee of what it needs, but not of its reserve, is refused before anything is sent.
    let dry = [&words[..], &["--dry-run"]].concat();
    let dry = deployed(&project, &dry, &mut Lines::new()).await.unwrap();
    let cost = dry.cost.clone().unwrap();
    let needed = cost.deposit + cost.fee;
    let rest = has().await - needed - fee_of_a_transfer - chain.wei(1);
    pay(chain.balance(rest).unwrap()).await;
    let before = has().await;
    assert!(before > needed, "{before} {needed}");
    let mut lines = Lines::new();
    let text = error(deployed(&project, &words, &mut lines).await);
    assert!(
        text.contains("the fee of its reserve of weight included")
            && text.contains("nothing was sent"),
        "{text}"
    );
    assert!(!lines.iter().any(|line| line.contains("sending")));
    assert_eq!(has().await, before);
}

#[tokio::test]
async fn chains_that_are_not_reached_are_named() {
    let folder = tempfile::tempdir().unwrap();
    for (address, part) in [
        ("ws://127.0.0.1:1", "cannot reach dev at ws://127.0.0.1:1"),
        (
            "http://127.0.0.1:1",
            "expected an address of ws:// or wss://",
        ),
    ] {
        let text = format!("[chains.dev]\nsubstrate = {address:?}\n");
        fs::write(folder.path().join("blueprint.toml"), text).unwrap();
        let project = Project::open(folder.path(), &[]).unwrap();
        let text = error(called(&project, &["reportsOf", "7"], &[]).await);
        assert!(text.contains(part), "{text}");
    }
    fs::write(
        folder.path().join("blueprint.toml"),
        "[chains.dev]\nrpc = \"http://x\"\n",
    )
    .unwrap();
    let project = Project::open(folder.path(), &[]).unwrap();
    let text = error(called(&project, &["reportsOf", "7"], &[]).await);
    assert!(text.contains("expected substrate, the address"), "{text}");
}
