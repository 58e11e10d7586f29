//! Logs, filters and subscriptions.

use crate::support::{number, Chain};
use alloy_primitives::TxKind;
use jsonrpsee::{
    core::client::{Subscription, SubscriptionClientT},
    rpc_params,
    ws_client::WsClientBuilder,
};
use serde_json::{json, Value};
use std::time::Duration;

fn topic() -> String {
    format!("0x{:064x}", 0xaa)
}

#[tokio::test(flavor = "multi_thread")]
async fn logs_are_found_by_address_topic_and_block() {
    let chain = Chain::start().await;
    let counter = chain.counter().await;
    let other = chain.counter().await;
    for to in [counter, other, counter] {
        chain.send(0, TxKind::Call(to), &[]).await;
    }
    let count = |filter: Value| async {
        let logs = chain.rpc("eth_getLogs", [filter]).await;
        logs.as_array().unwrap().len()
    };
    let all = json!({ "fromBlock": "earliest" });
    assert_eq!(count(all).await, 3);
    let of =
        |address: Value| json!({ "fromBlock": "0x0", "toBlock": "latest", "address": address });
    assert_eq!(count(of(json!(counter))).await, 2);
    assert_eq!(count(of(json!([counter, other]))).await, 3);
    assert_eq!(
        count(json!({ "fromBlock": "0x0", "topics": [topic()] })).await,
        3
    );
    assert_eq!(
        count(json!({ "fromBlock": "0x0", "topics": [[topic(), format!("0x{:064x}", 1)]] })).await,
        3
    );
    assert_eq!(
        count(json!({ "fromBlock": "0x0", "topics": [format!("0x{:064x}", 1)] })).await,
        0
    );
    assert_eq!(
        count(json!({ "fromBlock": "0x4", "toBlock": "0x4" })).await,
        1
    );
    assert_eq!(count(json!({})).await, 1);
    let block = chain.rpc("eth_getBlockByNumber", ["0x3".into()]).await;
    let logs = chain
        .rpc("eth_getLogs", [json!({ "blockHash": block["hash"] })])
        .await;
    let log = &logs[0];
    assert_eq!(log["blockHash"], block["hash"]);
    assert_eq!(log["transactionHash"], block["transactions"][0]);
    assert_eq!((number(&log["logIndex"]), number(&log["data"])), (0, 1));
    assert_eq!(log["removed"], false);
    let receipt = chain
        .rpc(
            "eth_getTransactionReceipt",
            [log["transactionHash"].clone()],
        )
        .await;
    assert_eq!(receipt["logs"], logs);
    assert_eq!(receipt["logsBloom"], block["logsBloom"]);
    let wrong = json!({ "fromBlock": "0x4", "toBlock": "0x3" });
    let error = chain.try_rpc("eth_getLogs", [wrong]).await.unwrap_err();
    assert!(error.message().contains("invalid block range"), "{error:?}");
    // From the block after the last one there are none yet.
    for to in [Value::Null, "latest".into()] {
        let next = json!({ "fromBlock": "0x64", "toBlock": to });
        assert_eq!(chain.rpc("eth_getLogs", [next]).await, json!([]));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn filters_return_what_is_new() {
    let chain = Chain::start().await;
    let counter = chain.counter().await;
    chain.send(0, TxKind::Call(counter), &[]).await;
    let filter = json!({ "address": counter, "fromBlock": "0x0" });
    let logs = chain.rpc("eth_newFilter", [filter]).await;
    let blocks = chain.rpc("eth_newBlockFilter", []).await;
    let changes = |id: &Value| {
        let params = [id.clone()];
        async {
            let found = chain.rpc("eth_getFilterChanges", params).await;
            found.as_array().unwrap().len()
        }
    };
    assert_eq!((changes(&logs).await, changes(&blocks).await), (0, 0));
    chain.send(0, TxKind::Call(counter), &[]).await;
    chain.rpc("evm_mine", []).await;
    assert_eq!((changes(&logs).await, changes(&blocks).await), (1, 2));
    assert_eq!((changes(&logs).await, changes(&blocks).await), (0, 0));
    // Blocks that are made again after a return to a snapshot are new.
    for _ in 0..2 {
        let snapshot = chain.rpc("evm_snapshot", []).await;
        chain.send(0, TxKind::Call(counter), &[]).await;
        assert_eq!(changes(&logs).await, 1);
        chain.rpc("evm_revert", [snapshot]).await;
    }
    let all = chain.rpc("eth_getFilterLogs", [logs.clone()]).await;
    assert_eq!(all.as_array().unwrap().len(), 2);
    assert_eq!(chain.rpc("eth_uninstallFilter", [logs.clone()]).await, true);
    assert_eq!(
        chain.rpc("eth_uninstallFilter", [logs.clone()]).await,
        false
    );
    let gone = chain.try_rpc("eth_getFilterChanges", [logs]).await;
    assert!(gone.unwrap_err().message().contains("filter not found"));
}

/// A filter that names blocks has no logs of others, however it is asked.
#[tokio::test(flavor = "multi_thread")]
async fn filters_and_subscriptions_keep_to_their_blocks() {
    let chain = Chain::start().await;
    let counter = chain.counter().await;
    chain.send(0, TxKind::Call(counter), &[]).await;
    let second = chain.rpc("eth_getBlockByNumber", ["0x2".into()]).await;
    // With how many of the logs of blocks 3 and 4 each finds, and how many of all.
    let cases = [
        (json!({ "fromBlock": "0x0", "toBlock": "0x2" }), 0, 1),
        (json!({ "fromBlock": "0x3e8" }), 0, 0),
        (json!({ "blockHash": second["hash"] }), 0, 1),
        (json!({ "fromBlock": "0x3", "toBlock": "0x3" }), 1, 1),
        (json!({ "fromBlock": "0x4" }), 1, 1),
        (
            json!({ "fromBlock": "earliest", "toBlock": "latest" }),
            2,
            3,
        ),
    ];
    let mut filters = Vec::new();
    for (filter, news, all) in cases {
        let id = chain.rpc("eth_newFilter", [filter.clone()]).await;
        filters.push((id, filter, news, all));
    }
    let client = WsClientBuilder::default().build(chain.running.ws_url());
    let client = client.await.unwrap();
    let params = rpc_params!["logs", json!({ "fromBlock": "0x4" })];
    let mut fourth: Subscription<Value> = client
        .subscribe("eth_subscribe", params, "eth_unsubscribe")
        .await
        .unwrap();
    for _ in 0..2 {
        chain.send(0, TxKind::Call(counter), &[]).await;
    }
    assert_eq!(next(&mut fourth).await["blockNumber"], "0x4");
    for (id, filter, news, all) in filters {
        for (method, count) in [("eth_getFilterChanges", news), ("eth_getFilterLogs", all)] {
            let found = chain.rpc(method, [id.clone()]).await;
            assert_eq!(found.as_array().unwrap().len(), count, "{method} {filter}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn subscription_over_http_asks_for_a_websocket() {
    let chain = Chain::start().await;
    for (method, parameter) in [("eth_subscribe", "newHeads"), ("eth_unsubscribe", "0x1")] {
        let error = chain.try_rpc(method, [parameter.into()]).await;
        let error = error.unwrap_err();
        assert_eq!(error.code(), -32_004, "{error:?}");
        assert!(
            error
                .message()
                .contains("expected a connection by WebSocket"),
            "{error:?}"
        );
    }
}

async fn next(subscription: &mut Subscription<Value>) -> Value {
    let next = tokio::time::timeout(Duration::from_secs(20), subscription.next());
    next.await.expect("expected an item").unwrap().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn subscribers_get_each_block_and_log_once() {
    let chain = Chain::start().await;
    let counter = chain.counter().await;
    let client = WsClientBuilder::default()
        .build(chain.running.ws_url())
        .await
        .unwrap();
    let subscribe = |params| client.subscribe("eth_subscribe", params, "eth_unsubscribe");
    let mut heads: Subscription<Value> = subscribe(rpc_params!["newHeads"]).await.unwrap();
    let filter = json!({ "address": counter });
    let mut logs: Subscription<Value> = subscribe(rpc_params!["logs", filter]).await.unwrap();
    for n in 1..=3 {
        chain.send(0, TxKind::Call(counter), &[]).await;
        let head = next(&mut heads).await;
        assert_eq!(number(&head["number"]), n + 1);
        let log = next(&mut logs).await;
        assert_eq!(number(&log["data"]), n);
        assert_eq!(log["blockHash"], head["hash"]);
    }
    let unknown: Result<Subscription<Value>, _> = subscribe(rpc_params!["other"]).await;
    assert!(unknown
        .unwrap_err()
        .to_string()
        .contains("expected a subscription to newHeads or logs"));
}
