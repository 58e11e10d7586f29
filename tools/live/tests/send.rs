//! Transactions over a connection that fails: none is sent twice, and none is lost.

mod chain;

use alloy_primitives::Address;
use blueprint_live::{call, client::Client, deploy, Project, Report};
use chain::{
    error, parsed,
    proxy::{Mode, Proxy},
    shown, Chain,
};
use serde_json::Value;
use std::fs;

type Lines = Vec<String>;

const BALTATHAR: &str = "0x3Cd0A705a2DC65e5b1E1205896BaA2be8A07c6e0";
const AS_BALTATHAR: [&str; 4] = ["--chain", "dev", "--account", "baltathar"];

async fn deploy(project: &Project, words: &[&str]) -> anyhow::Result<deploy::Deployed> {
    let words = [&["report_counter", BALTATHAR][..], &AS_BALTATHAR, words].concat();
    let mut lines = Lines::new();
    let result = deploy::run(parsed(&words), project, &mut lines)
        .await
        .map(shown);
    println!("{}", lines.join("\n"));
    result
}

async fn nonce(project: &Project) -> u64 {
    let client = Client::connect(project, "dev").await.unwrap();
    client
        .nonce(BALTATHAR.parse::<Address>().unwrap(), false)
        .await
        .unwrap()
}

/// The transactions that the project's file lists as pending.
fn pending(project: &Project) -> Vec<Value> {
    let text = fs::read_to_string(project.root.join("deployments/dev.pending.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

fn setup() -> (Chain, Proxy, tempfile::TempDir, Project) {
    let chain = Chain::start();
    let proxy = Proxy::start(&chain.rpc);
    let (folder, project) = Chain::project_at(&proxy.rpc, &["ink/report_counter.polkavm"]);
    (chain, proxy, folder, project)
}

#[tokio::test]
async fn lost_responses_send_one_transaction() {
    let (_chain, proxy, _folder, project) = setup();
    let before = nonce(&project).await;
    proxy.set(Mode::LoseResponses(2));
    let deployed = deploy(&project, &[]).await.unwrap();
    assert!(deployed.success());
    assert!(
        proxy.sent() >= 3,
        "the bytes were sent {} times",
        proxy.sent()
    );
    assert_eq!(nonce(&project).await, before + 1);
    assert!(pending(&project).is_empty());
}

#[tokio::test]
async fn a_transaction_that_is_not_seen_is_resumed_or_replaced() {
    let (_chain, proxy, _folder, project) = setup();
    let before = nonce(&project).await;
    proxy.set(Mode::Drop);
    let timeout = error(deploy(&project, &["--timeout", "2"]).await);
    let first = pending(&project).remove(0);
    let hash = first["hash"].as_str().unwrap().to_owned();
    assert!(
        timeout.contains(&format!("--resume {hash}")) && timeout.contains("--replace"),
        "{timeout}"
    );

    // No second transaction is sent beside it.
    proxy.set(Mode::Pass);
    let again = error(deploy(&project, &[]).await);
    assert!(
        again.contains(&hash) && again.contains("--resume"),
        "{again}"
    );
    assert_eq!((proxy.sent(), nonce(&project).await), (0, before));

    // It does what it did: another command cannot take it for its own.
    let other = error(deploy(&project, &["--value", "1", "--resume", &hash]).await);
    assert!(other.contains("something else"), "{other}");
    let resumed = deploy(&project, &["--resume", &hash]).await.unwrap();
    assert_eq!(resumed.record.unwrap().transaction.to_string(), hash);
    assert_eq!(nonce(&project).await, before + 1);
    assert!(pending(&project).is_empty());
    // Once more: the record stays one.
    deploy(&project, &["--resume", &hash]).await.unwrap();
    let records = blueprint_live::records::all(&project, "dev").unwrap();
    assert_eq!(records.len(), 1);

    proxy.set(Mode::Drop);
    error(deploy(&project, &["--timeout", "1"]).await);
    let stuck = pending(&project).remove(0);
    let hash = stuck["hash"].as_str().unwrap().to_owned();
    proxy.set(Mode::Pass);
    let cheap = error(deploy(&project, &["--replace", &hash, "--max-fee", "1"]).await);
    assert!(cheap.contains("for a replacement"), "{cheap}");
    let replaced = deploy(&project, &["--replace", &hash]).await.unwrap();
    assert_ne!(replaced.mined.unwrap().transaction.to_string(), hash);
    assert_eq!(nonce(&project).await, before + 2);
    assert!(pending(&project).is_empty());
    let gone = error(deploy(&project, &["--resume", &hash]).await);
    assert!(gone.contains("does not know"), "{gone}");
}

#[tokio::test]
async fn a_nonce_above_one_that_is_missing_says_which() {
    let (_chain, proxy, _folder, project) = setup();
    let next = nonce(&project).await;
    let above = (next + 9).to_string();
    let words = [
        &["report_counter", BALTATHAR][..],
        &AS_BALTATHAR,
        &["--nonce", &above, "--timeout", "2"],
    ]
    .concat();
    proxy.set(Mode::Drop);
    let mut lines = Lines::new();
    let timeout = error(deploy::run(parsed(&words), &project, &mut lines).await);
    let missing = format!("nonce {next} is missing");
    assert!(
        timeout.contains(&missing) && !timeout.contains("--replace"),
        "{timeout}"
    );
    assert!(lines.iter().any(|it| it.contains(&missing)), "{lines:?}");

    proxy.set(Mode::Pass);
    for missing in [next, next + 1] {
        let plain = error(deploy(&project, &[]).await);
        assert!(
            plain.contains(&format!("--nonce {missing} sends")) && !plain.contains("--resume"),
            "{plain}"
        );
        assert!(plain.contains("dev.pending.json"), "{plain}");
        let missing = missing.to_string();
        deploy(&project, &["--nonce", &missing]).await.unwrap();
    }
    assert_eq!(nonce(&project).await, next + 2);
    assert_eq!(pending(&project).len(), 1);
}

#[tokio::test]
async fn lost_requests_leave_what_can_be_resumed() {
    let (_chain, proxy, _folder, project) = setup();
    let before = nonce(&project).await;
    proxy.set(Mode::LoseRequests);
    let lost = error(deploy(&project, &[]).await);
    assert!(lost.contains("--resume"), "{lost}");
    proxy.set(Mode::Pass);
    let hash = pending(&project)[0]["hash"].as_str().unwrap().to_owned();
    deploy(&project, &["--resume", &hash]).await.unwrap();
    assert_eq!((proxy.sent(), nonce(&project).await), (1, before + 1));
}

#[tokio::test]
async fn a_chosen_nonce_or_fee_that_cannot_be_is_an_error_and_is_not_kept() {
    let (_chain, _proxy, _folder, project) = setup();
    deploy(&project, &[]).await.unwrap();
    let used = error(deploy(&project, &["--nonce", "0"]).await);
    assert!(used.contains("which is used"), "{used}");
    let fee = error(deploy(&project, &["--max-fee", "1"]).await);
    assert!(fee.contains("does not accept"), "{fee}");
    assert!(pending(&project).is_empty());
    // Less gas than the call takes: the transaction is in a block, and failed.
    let bind = [
        "report_counter",
        "onBlueprintCreated",
        "7",
        BALTATHAR,
        BALTATHAR,
        "--gas-limit",
        "125000",
    ];
    let words = [&bind[..], &AS_BALTATHAR].concat();
    match call::run(parsed(&words), &project, &mut Lines::new())
        .await
        .map(shown)
    {
        Ok(called) => assert!(!called.success()),
        Err(error) => assert!(
            format!("{error:#}").contains("does not accept"),
            "{error:#}"
        ),
    }
    assert!(pending(&project).is_empty());
}

#[tokio::test]
async fn another_transaction_with_the_nonce_ends_the_wait() {
    let (chain, proxy, _folder, project) = setup();
    let (_other_folder, other) = chain.project(&["ink/report_counter.polkavm"]);
    proxy.set(Mode::Drop);
    let first = deploy(&project, &["--timeout", "120"]);
    let second = async {
        // The first one is on its way when it is recorded as pending.
        let recorded = project.root.join("deployments/dev.pending.json");
        while !fs::read_to_string(&recorded).is_ok_and(|text| text.contains("hash")) {
            tokio::task::yield_now().await;
        }
        // With the same fee it would be the same transaction.
        deploy(&other, &["--max-fee", "240000000000"]).await
    };
    let (first, second) = tokio::join!(first, second);
    assert!(second.unwrap().success());
    let excluded = error(first);
    assert!(excluded.contains("never comes into a block"), "{excluded}");
    assert!(pending(&project).is_empty());
}
