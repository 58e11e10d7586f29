//! The chain in a file.

use crate::support::Chain;
use alloy_primitives::TxKind;
use blueprint_dev_chain::{Config, DevChain};
use jsonrpsee::{
    core::client::{Subscription, SubscriptionClientT},
    rpc_params,
    ws_client::WsClientBuilder,
};
use serde_json::{json, Value};
use std::time::Duration;

#[tokio::test(flavor = "multi_thread")]
async fn chain_stops_although_a_client_subscribes() {
    let chain = Chain::start().await;
    let client = WsClientBuilder::default().build(chain.running.ws_url());
    let client = client.await.unwrap();
    let params = rpc_params!["newHeads"];
    let heads: Subscription<Value> = client
        .subscribe("eth_subscribe", params, "eth_unsubscribe")
        .await
        .unwrap();
    let stopped = tokio::time::timeout(Duration::from_secs(20), chain.running.stop());
    stopped.await.expect("expected an end").unwrap();
    drop(heads);
}

/// Not at its end, when there is something to lose.
#[tokio::test(flavor = "multi_thread")]
async fn chain_whose_file_cannot_be_written_does_not_start() {
    let nowhere = std::env::temp_dir().join(format!("no-folder-{}", std::process::id()));
    let config = Config {
        state: Some(nowhere.join("state")),
        ..Default::default()
    };
    let error = DevChain::start(config).await.err().expect("an error");
    let error = error.to_string();
    assert!(
        error.contains("expected a file of the state that can be written"),
        "{error}"
    );
    assert!(!nowhere.exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn chain_goes_on_from_its_file() {
    let folder = std::env::temp_dir().join(format!("blueprint-dev-chain-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("state");
    let config = Config {
        state: Some(path.clone()),
        ..Default::default()
    };
    let chain = Chain::with(config.clone()).await;
    // No second chain writes the same file.
    let second = DevChain::start(config.clone()).await.err();
    let second = second.expect("an error").to_string();
    assert!(second.contains("no other chain uses"), "{second}");
    let counter = chain.counter().await;
    chain.send(0, TxKind::Call(counter), &[]).await;
    chain.rpc("evm_increaseTime", [86_400.into()]).await;
    chain.rpc("evm_mine", []).await;
    let block = chain.rpc("eth_getBlockByNumber", ["latest".into()]).await;
    let time = chain.time().await;
    chain.rpc("evm_increaseTime", [86_400.into()]).await;
    chain.running.stop().await.unwrap();

    let chain = Chain::with(config.clone()).await;
    let loaded = chain.rpc("eth_getBlockByNumber", ["latest".into()]).await;
    assert_eq!(loaded, block);
    assert_eq!(chain.counted(counter).await, 1);
    // A return to what was loaded, twice: as the first request of a suite of tests, and again.
    for _ in 0..2 {
        let snapshot = chain.rpc("evm_snapshot", []).await;
        chain.send(0, TxKind::Call(counter), &[]).await;
        assert_eq!(chain.counted(counter).await, 2);
        assert_eq!(chain.rpc("evm_revert", [snapshot]).await, true);
        assert_eq!(chain.counted(counter).await, 1);
        let last = chain.rpc("eth_getBlockByNumber", ["latest".into()]).await;
        assert_eq!(last, block);
    }
    chain.send(0, TxKind::Call(counter), &[]).await;
    assert_eq!(chain.counted(counter).await, 2);
    let next = chain.rpc("eth_getBlockByNumber", ["latest".into()]).await;
    assert_eq!(next["parentHash"], block["hash"]);
    // The clock goes on from where it stood.
    assert!(chain.time().await >= time + 86_400);
    let old = chain
        .try_rpc("eth_getBalance", [json!(counter), "0x0".into()])
        .await;
    assert!(old.is_err());
    // Logs before the file are unknown, not absent.
    let all = json!({ "fromBlock": "0x0" });
    let error = chain.try_rpc("eth_getLogs", [all]).await.unwrap_err();
    assert!(error.message().contains("expected fromBlock"), "{error:?}");
    let kept = json!({ "fromBlock": "earliest" });
    let kept = chain.rpc("eth_getLogs", [kept]).await;
    assert_eq!(kept.as_array().unwrap().len(), 1, "{kept}");
    chain.running.stop().await.unwrap();

    // A file that was changed in whichever place is refused, and left as it is.
    let whole = std::fs::read(&path).unwrap();
    let changed = |at: usize| {
        let mut bytes = whole.clone();
        bytes[at] ^= 1;
        bytes
    };
    let longer = [&whole[..], &[0]].concat();
    let shorter = whole[..whole.len() - 1].to_vec();
    let (middle, end) = (changed(whole.len() / 2), changed(whole.len() - 40));
    let damage = "received a file that was changed";
    for (bytes, received) in [
        (b"something else".to_vec(), "received another file"),
        (longer, damage),
        (shorter, damage),
        (middle, damage),
        (end, damage),
    ] {
        std::fs::write(&path, &bytes).unwrap();
        let config = Config {
            port: 0,
            ..config.clone()
        };
        let error = DevChain::start(config).await.err().unwrap();
        let text = &error.message;
        assert!(
            text.contains("expected a state that this version") && text.contains(received),
            "{text}"
        );
        assert!(std::fs::read(&path).unwrap() == bytes);
    }
    std::fs::remove_dir_all(&folder).unwrap();
}
