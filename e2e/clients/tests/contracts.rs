//! Example contracts through `ink_e2e` on a node: instantiated, called and observed, by
//! transactions. Any Substrate contracts node will do that `CONTRACTS_NODE` names.
//!
//! Calldata is made by a contract's JSON ABI, not by ink!'s call builders: those cannot call a
//! message whose one argument reads the calldata itself, which is what hooks are.

use anyhow::{anyhow, Result};
use blueprint_node_clients::{
    chain::{account_of, address_of},
    contract::NO_SERVICES,
    deployed::Deployed,
};
use ink_e2e::{alice, bob, Keypair, PolkadotConfig, TestNodeProcess};

type Node = TestNodeProcess<PolkadotConfig>;

async fn node() -> Result<Node> {
    let node = Node::build_with_env_or_default().spawn().await;
    node.map_err(|error| anyhow!(error))
}

/// How contracts see the holder of a key.
fn seen(key: &Keypair) -> String {
    address_of(&account_of(key))
}

/// Binds a manager to blueprint 7, as every one must be before anything else. Alice is the runtime
/// it admits.
async fn bind(manager: &mut Deployed) -> Result<()> {
    let runtime = seen(&alice());
    let arguments = ["7", &runtime, &runtime];
    let refused = manager
        .rejection(&bob(), "onBlueprintCreated", &arguments)
        .await?;
    assert_eq!(refused, "CallerNotRuntime");
    let events = manager
        .send(&alice(), "onBlueprintCreated", &arguments)
        .await?;
    assert_eq!(events, ["BlueprintBound"]);
    let again = manager
        .rejection(&alice(), "onBlueprintCreated", &arguments)
        .await?;
    assert_eq!(again, "AlreadyBound");
    Ok(())
}

/// A number as 32 bytes.
fn word(number: u64) -> String {
    format!("0x{number:064x}")
}

#[tokio::test]
async fn base_manager_on_a_node_is_bound_once_and_by_its_runtime_alone() -> Result<()> {
    let runtime = seen(&alice());
    let node = node().await?;
    let mut manager = Deployed::new(node.url(), "base_manager", &[&runtime]).await?;
    assert!(manager.paid > 0, "code and storage take a deposit");
    bind(&mut manager).await?;
    assert_eq!(manager.view("canJoin", &["1", &runtime]).await?, "true");
    Ok(())
}

#[tokio::test]
async fn incredible_squaring_on_a_node_judges_results() -> Result<()> {
    let (runtime, operator) = (seen(&alice()), seen(&bob()));
    let node = node().await?;
    let mut manager = Deployed::new(
        node.url(),
        "incredible_squaring",
        &[&runtime, "1", NO_SERVICES],
    )
    .await?;
    bind(&mut manager).await?;
    assert_eq!(manager.view("blueprintId", &[]).await?, "true, 7");

    let job = ["1", "0", "3", &word(12)];
    let refused = manager.rejection(&bob(), "onJobCall", &job).await?;
    assert_eq!(refused, "CallerNotRuntime");
    let malformed = ["1", "0", "3", "0x0c"];
    let refused = manager.rejection(&alice(), "onJobCall", &malformed).await?;
    assert_eq!(refused, "InvalidInput");
    let events = manager.send(&alice(), "onJobCall", &job).await?;
    assert_eq!(events, ["JobCallAdmitted"]);

    let with_inputs = "onJobResult(uint64,uint8,uint64,address,bytes,bytes)";
    for (by, outputs) in [(&operator, 144), (&runtime, 145)] {
        let result = ["1", "0", "3", by, &word(12), &word(outputs)];
        let events = manager.send(&alice(), with_inputs, &result).await?;
        assert_eq!(events, ["ResultJudged"]);
    }
    // Right, wrong, points.
    assert_eq!(manager.view("tallyOf", &[&operator]).await?, "1, 0, 1");
    assert_eq!(manager.view("tallyOf", &[&runtime]).await?, "0, 1, 0");
    Ok(())
}

#[tokio::test]
async fn report_counter_on_a_node_counts_reports() -> Result<()> {
    let runtime = seen(&alice());
    let node = node().await?;
    let mut manager = Deployed::new(node.url(), "report_counter", &[&runtime]).await?;
    let report = ["1", "0", "3", &runtime, "0x01", "0x02"];
    let refused = manager.rejection(&alice(), "verifyReport", &report).await?;
    assert_eq!(refused, "NotBound");
    bind(&mut manager).await?;
    let refused = manager.rejection(&bob(), "verifyReport", &report).await?;
    assert_eq!(refused, "CallerNotRuntime");
    for _ in 0..2 {
        let events = manager.send(&alice(), "verifyReport", &report).await?;
        assert_eq!(events, ["ReportCounted"]);
    }
    assert_eq!(manager.view("reportsOf", &["1"]).await?, "2");
    Ok(())
}
