//! A chain that runs the EVM alone, and one that makes blocks on request: anvil.

mod chain;

use blueprint_live::{call, client::Client, config::Caller, deploy, verify, Project, Report};
use chain::{error, parsed, shown, Chain};
use serde_json::{json, Value};

type Lines = Vec<String>;

const DEV0: &str = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266";
const AS_TEST0: [&str; 5] = ["runtime", "--chain", "dev", "--account", "test0"];

/// A project in which test0 calls the hooks.
fn project(chain: &Chain) -> (tempfile::TempDir, Project) {
    let contracts = ["ink/report_counter.polkavm", "solidity/ReportCounter.evm"];
    let (folder, mut project) = chain.project(&contracts);
    project.config.chains.get_mut("dev").unwrap().caller = Caller::Account(DEV0.parse().unwrap());
    (folder, project)
}

async fn deploy(project: &Project, words: &[&str]) -> anyhow::Result<deploy::Deployed> {
    let words = [&["ReportCounter"][..], &AS_TEST0, words].concat();
    deploy::run(parsed(&words), project, &mut Lines::new())
        .await
        .map(shown)
}

#[tokio::test]
#[ignore = "needs anvil: its path in ANVIL"]
async fn polkavm_code_is_not_deployed_to_an_evm() {
    let chain = Chain::anvil(&[]);
    let (_folder, mut project) = project(&chain);
    let text = error(deploy(&project, &["--build", "ink"]).await);
    assert!(
        text.contains("runs the EVM alone") && text.contains("pvm = true"),
        "{text}"
    );
    project.config.chains.get_mut("dev").unwrap().pvm = Some(true);
    let text = error(deploy(&project, &["--build", "ink"]).await);
    assert!(
        text.contains("would not execute") && !text.contains("pvm"),
        "{text}"
    );

    let deployed = deploy(&project, &["--build", "evm"]).await.unwrap();
    assert_eq!(deployed.record.unwrap().arguments[0].value, DEV0);
    let bind = ["ReportCounter", "onBlueprintCreated", "7", DEV0, DEV0];
    let bound = [&bind[..], &AS_TEST0[1..]].concat();
    let bound = call::run(parsed(&bound), &project, &mut Lines::new())
        .await
        .unwrap();
    let mined = shown(bound).mined.unwrap();
    assert_eq!(mined.events[0].name.as_deref(), Some("BlueprintBound"));
    let other = [&bind[..], &["--chain", "dev", "--account", "test1"]].concat();
    let text = error(call::run(parsed(&other), &project, &mut Lines::new()).await);
    assert!(text.contains("CallerNotRuntime"), "{text}");
    let words = ["ReportCounter", "--chain", "dev"];
    let verified = verify::run(parsed(&words), &project, &mut Lines::new())
        .await
        .unwrap();
    assert!(shown(verified).success());
}

#[tokio::test]
#[ignore = "needs anvil: its path in ANVIL"]
async fn a_transaction_that_waits_is_replaced_by_one_that_pays_more() {
    let chain = Chain::anvil(&["--no-mining"]);
    let (_folder, project) = project(&chain);
    let timeout = error(deploy(&project, &["--build", "evm", "--timeout", "1"]).await);
    let at = timeout.find("--replace ").unwrap() + "--replace ".len();
    let hash = timeout[at..at + 66].to_owned();
    let client = Client::connect(&project, "dev").await.unwrap();
    let sender = DEV0.parse().unwrap();
    assert_eq!(client.nonce(sender, true).await.unwrap(), 1);
    // Without what the command wrote down, the chain's own pool has its fee.
    std::fs::remove_file(project.root.join("deployments/dev.pending.json")).unwrap();
    let words = ["--build", "evm", "--timeout", "1", "--replace", &hash];
    let timeout = error(deploy(&project, &words).await);
    assert!(
        timeout.contains("is in no block") && !timeout.contains(&hash),
        "{timeout}"
    );
    let _: Value = client.request("evm_mine", json!([])).await.unwrap();
    assert_eq!(client.nonce(sender, true).await.unwrap(), 1);
    assert!(client
        .receipt(hash.parse().unwrap())
        .await
        .unwrap()
        .is_none());
    let at = timeout.find("--resume ").unwrap() + "--resume ".len();
    let resumed = deploy(
        &project,
        &["--build", "evm", "--resume", &timeout[at..at + 66]],
    )
    .await
    .unwrap();
    assert!(resumed.success() && resumed.record.is_some());
}

#[tokio::test]
#[ignore = "needs anvil: its path in ANVIL"]
async fn confirmations_are_waited_for() {
    let chain = Chain::anvil(&["--block-time=1"]);
    let (_folder, mut project) = project(&chain);
    project.config.chains.get_mut("dev").unwrap().confirmations = 3;
    let deployed = deploy(&project, &["--build", "evm"]).await.unwrap();
    let client = Client::connect(&project, "dev").await.unwrap();
    let latest: u64 = client.latest().await.unwrap().number.to();
    assert!(latest >= deployed.mined.unwrap().block + 2);
    let few = error(deploy(&project, &["--build", "evm", "--timeout", "2", "--as", "b"]).await);
    assert!(few.contains("of 3 confirmations"), "{few}");
}

#[tokio::test]
#[ignore = "needs anvil: its path in ANVIL"]
async fn a_chain_without_a_base_fee_takes_older_transactions() {
    let chain = Chain::anvil(&["--hardfork=berlin"]);
    let (_folder, project) = project(&chain);
    // A contract of one byte, because solc's code takes a newer EVM.
    let code = project.root.join("Tiny.evm");
    std::fs::write(&code, "0x600160005360016000f3").unwrap();
    std::fs::write(project.root.join("Tiny.abi.json"), "[]").unwrap();
    let words = [
        code.to_str().unwrap(),
        "--chain",
        "dev",
        "--account",
        "test0",
    ];
    let deployed = deploy::run(parsed(&words), &project, &mut Lines::new())
        .await
        .unwrap();
    let record = shown(deployed).record.unwrap();
    assert_eq!(record.code_hash, alloy_primitives::keccak256([1]));
    assert_eq!(record.artifact.to_str(), Some("Tiny.evm"));
    let sent: Value = client_request(&project, &record.transaction.to_string()).await;
    assert_eq!(sent["type"], "0x0");
}

async fn client_request(project: &Project, hash: &str) -> Value {
    let client = Client::connect(project, "dev").await.unwrap();
    client
        .request("eth_getTransactionByHash", json!([hash]))
        .await
        .unwrap()
}
