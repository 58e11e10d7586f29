//! Traces.

use crate::support::{address, number, Chain};
use alloy_primitives::TxKind;
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn transaction_is_traced_on_the_state_before_it() {
    let chain = Chain::start().await;
    let counter = chain.counter().await;
    let first = chain.send(0, TxKind::Call(counter), &[]).await;
    chain.send(0, TxKind::Call(counter), &[]).await;
    let hash = json!(first.transaction_hash);
    let tracer = json!({ "tracer": "callTracer" });
    let trace = chain
        .rpc("debug_traceTransaction", [hash.clone(), tracer])
        .await;
    assert_eq!(trace["to"], json!(counter).as_str().unwrap().to_lowercase());
    assert_eq!(number(&trace["output"]), 1);
    assert_eq!(trace["type"], "CALL");
    assert_eq!(trace["logs"].as_array().unwrap().len(), 1);
    let config = json!({ "tracer": "prestateTracer", "tracerConfig": { "diffMode": true } });
    let trace = chain
        .rpc("debug_traceTransaction", [hash.clone(), config])
        .await;
    let contract = json!(counter).as_str().unwrap().to_lowercase();
    let slot = format!("0x{:064x}", 0);
    assert_eq!(number(&trace["post"][&contract]["storage"][&slot]), 1);
    // Without a tracer, the steps of execution.
    let trace = chain.rpc("debug_traceTransaction", [hash.clone()]).await;
    assert_eq!(trace["failed"], false);
    let steps = trace["structLogs"].as_array().unwrap();
    assert!(steps.iter().any(|step| step["op"] == "SSTORE"), "{steps:?}");
    let wrong = json!({ "tracer": "jsTracer" });
    let error = chain
        .try_rpc("debug_traceTransaction", [hash, wrong])
        .await
        .unwrap_err();
    assert!(error.message().contains("expected the tracer callTracer"));
    let unknown = json!(format!("0x{:064x}", 1));
    let error = chain.try_rpc("debug_traceTransaction", [unknown]).await;
    assert!(error
        .unwrap_err()
        .message()
        .contains("transaction not found"));
}

/// An answer for another block than was asked for would be taken for a right one.
#[tokio::test(flavor = "multi_thread")]
async fn block_overrides_are_an_error() {
    let chain = Chain::start().await;
    let call = json!({ "from": address(0), "to": address(1) });
    let time = json!({ "time": "0x77359400" });
    let (latest, none) = (json!("latest"), json!({}));
    for method in ["eth_call", "eth_estimateGas"] {
        let params = [call.clone(), latest.clone(), none.clone(), time.clone()];
        let error = chain.try_rpc(method, params).await.unwrap_err();
        assert!(error.message().contains("no block overrides"), "{error:?}");
        let params = [call.clone(), latest.clone(), none.clone(), none.clone()];
        assert!(chain.try_rpc(method, params).await.is_ok());
    }
    let options = json!({ "tracer": "callTracer", "blockOverrides": time });
    let params = [call.clone(), latest.clone(), options];
    let error = chain.try_rpc("debug_traceCall", params).await.unwrap_err();
    assert!(error.message().contains("no block overrides"), "{error:?}");
    // State overrides of an access list are applied: a call of code that reverts.
    let reverts = json!({ (address(1)): { "code": "0x5f5ffd" } });
    let list = chain
        .rpc("eth_createAccessList", [call, latest, reverts])
        .await;
    assert!(list["error"].is_string(), "{list}");
}

#[tokio::test(flavor = "multi_thread")]
async fn second_transaction_of_a_block_is_traced_after_the_first() {
    let chain = Chain::start().await;
    let counter = chain.counter().await;
    chain.rpc("evm_setAutomine", [false.into()]).await;
    let mut hashes = Vec::new();
    for key in [0, 1] {
        let call = json!({ "from": address(key), "to": counter });
        hashes.push(chain.rpc("eth_sendTransaction", [call]).await);
    }
    chain.rpc("evm_mine", []).await;
    for (index, hash) in hashes.into_iter().enumerate() {
        let tracer = json!({ "tracer": "callTracer" });
        let params = [hash.clone(), tracer];
        let trace = chain.rpc("debug_traceTransaction", params).await;
        assert_eq!(number(&trace["output"]), index as u64 + 1);
        let receipt = chain.rpc("eth_getTransactionReceipt", [hash]).await;
        let log = &receipt["logs"][0];
        assert_eq!(number(&log["logIndex"]), index as u64);
        assert_eq!(number(&log["transactionIndex"]), index as u64);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn call_is_traced() {
    let chain = Chain::start().await;
    let counter = chain.counter().await;
    let tracer = json!({ "tracer": "callTracer" });
    let call = json!({ "to": counter });
    let params = [call, "latest".into(), tracer.clone()];
    let trace = chain.rpc("debug_traceCall", params).await;
    assert_eq!(number(&trace["output"]), 1);
    assert_eq!(chain.counted(counter).await, 0);
    let reverts = json!({ "to": counter, "data": "0x12345678" });
    let params = [reverts, "latest".into(), tracer];
    let trace = chain.rpc("debug_traceCall", params).await;
    assert_eq!(trace["error"], "execution reverted");
    assert_eq!(trace["output"], "0x12345678");
}
