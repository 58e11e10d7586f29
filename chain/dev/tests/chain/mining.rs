//! When blocks are made, and transactions that wait.

use crate::support::{address, number, signer, Chain};
use alloy_network::{eip2718::Encodable2718, EthereumWallet, TransactionBuilder};
use alloy_primitives::U256;
use alloy_rpc_types_eth::TransactionRequest;
use blueprint_dev_chain::{Config, Mining};
use jsonrpsee::{core::client::ClientT, rpc_params};
use serde_json::{json, Value};
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

/// A transfer with a nonce, signed.
async fn transfer(key: usize, nonce: u64, price: u128) -> Value {
    let to = signer(9).address();
    let request = TransactionRequest::default()
        .with_to(to)
        .with_value(U256::from(1_000_000))
        .with_nonce(nonce)
        .with_chain_id(31_337)
        .with_gas_limit(5_000_000_000)
        .with_max_fee_per_gas(price)
        .with_max_priority_fee_per_gas(0);
    let wallet = EthereumWallet::from(signer(key));
    let signed = request.build(&wallet).await.unwrap().encoded_2718();
    json!(format!("0x{}", hex::encode(signed)))
}

async fn send(chain: &Chain, nonce: u64) -> Value {
    let raw = transfer(0, nonce, 100_000_000_000).await;
    chain.rpc("eth_sendRawTransaction", [raw]).await
}

async fn nonce(chain: &Chain, tag: &str) -> u64 {
    let params = [address(0).into(), tag.into()];
    number(&chain.rpc("eth_getTransactionCount", params).await)
}

#[tokio::test(flavor = "multi_thread")]
async fn transactions_out_of_order_are_all_taken_each_in_its_block() {
    let chain = Chain::start().await;
    let hashes = [
        send(&chain, 2).await,
        send(&chain, 1).await,
        send(&chain, 3).await,
    ];
    assert_eq!(chain.number().await, 0);
    let waiting = chain
        .rpc("eth_getTransactionByHash", [hashes[0].clone()])
        .await;
    assert_eq!(waiting["blockNumber"], Value::Null);
    // Tools that replace a transaction raise it.
    assert_eq!(waiting["type"], "0x2");
    assert_eq!(waiting["gasPrice"], waiting["maxFeePerGas"]);
    assert_eq!(
        (
            nonce(&chain, "latest").await,
            nonce(&chain, "pending").await
        ),
        (0, 0)
    );
    send(&chain, 0).await;
    assert_eq!(chain.number().await, 4);
    assert_eq!(nonce(&chain, "latest").await, 4);
    for (hash, block) in hashes.into_iter().zip(["0x3", "0x2", "0x4"]) {
        let receipt = chain.rpc("eth_getTransactionReceipt", [hash]).await;
        assert_eq!(receipt["blockNumber"], block);
        assert_eq!(receipt["status"], "0x1");
    }
    let raw = transfer(0, 1, 20_000_000).await;
    let error = chain.try_rpc("eth_sendRawTransaction", [raw]).await;
    let error = error.unwrap_err();
    assert!(error.message().starts_with("nonce too low"), "{error:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn transactions_sent_at_once_are_all_taken() {
    let chain = Chain::start().await;
    let mut sent = JoinSet::new();
    // The last first.
    for nonce in (0..20).rev() {
        let client = chain.client.clone();
        sent.spawn(async move {
            let raw = transfer(0, nonce, 100_000_000_000).await;
            let sent = client.request::<Value, _>("eth_sendRawTransaction", rpc_params![raw]);
            sent.await.unwrap()
        });
    }
    let hashes = sent.join_all().await;
    assert_eq!(chain.number().await, 20);
    for hash in hashes {
        let receipt = chain.rpc("eth_getTransactionReceipt", [hash]).await;
        assert_eq!(receipt["status"], "0x1");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn manual_mining_makes_one_block_of_what_waits() {
    let config = Config {
        mining: Mining::Manual,
        ..Default::default()
    };
    let chain = Chain::with(config).await;
    assert_eq!(chain.rpc("anvil_getAutomine", []).await, false);
    let first = send(&chain, 0).await;
    let second = send(&chain, 1).await;
    assert_eq!(chain.number().await, 0);
    assert_eq!(
        (
            nonce(&chain, "latest").await,
            nonce(&chain, "pending").await
        ),
        (0, 2)
    );
    let receipt = chain
        .rpc("eth_getTransactionReceipt", [first.clone()])
        .await;
    assert_eq!(receipt, Value::Null);
    let waiting = chain.rpc("eth_pendingTransactions", []).await;
    assert_eq!(waiting.as_array().unwrap().len(), 2);
    assert_eq!(chain.rpc("evm_mine", []).await, "0x0");
    assert_eq!(chain.rpc("eth_pendingTransactions", []).await, json!([]));
    assert_eq!(chain.number().await, 1);
    for (index, hash) in [first, second].into_iter().enumerate() {
        let receipt = chain.rpc("eth_getTransactionReceipt", [hash]).await;
        assert_eq!(receipt["blockNumber"], "0x1");
        assert_eq!(number(&receipt["transactionIndex"]), index as u64);
        let used = number(&receipt["cumulativeGasUsed"]);
        assert_eq!(used, number(&receipt["gasUsed"]) * (index as u64 + 1));
    }
    // A transaction can be replaced and dropped before its block.
    let replaced = send(&chain, 2).await;
    let raw = transfer(0, 2, 100_000_000_001).await;
    let cheap = chain.try_rpc("eth_sendRawTransaction", [raw]).await;
    assert!(cheap.unwrap_err().message().contains("underpriced"));
    let raw = transfer(0, 2, 110_000_000_000).await;
    let replacement = chain.rpc("eth_sendRawTransaction", [raw]).await;
    let gone = chain.rpc("eth_getTransactionByHash", [replaced]).await;
    assert_eq!(gone, Value::Null);
    let dropped = chain
        .rpc("anvil_dropTransaction", [replacement.clone()])
        .await;
    assert_eq!(dropped, replacement);
    chain.rpc("evm_mine", []).await;
    assert_eq!(nonce(&chain, "latest").await, 2);
    // Automatic mining takes what waits, too.
    send(&chain, 2).await;
    chain.rpc("evm_setAutomine", [true.into()]).await;
    send(&chain, 3).await;
    assert_eq!(nonce(&chain, "latest").await, 4);
    assert_eq!(chain.number().await, 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn interval_mining_makes_blocks_by_itself() {
    let config = Config {
        mining: Mining::Interval(Duration::from_millis(200)),
        ..Default::default()
    };
    let chain = Chain::with(config).await;
    let hash = send(&chain, 0).await;
    let started = Instant::now();
    while chain.number().await < 3 {
        assert!(started.elapsed() < Duration::from_secs(20));
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert!(started.elapsed() > Duration::from_millis(350));
    let receipt = chain.rpc("eth_getTransactionReceipt", [hash]).await;
    assert_eq!(receipt["blockNumber"], "0x1");
    chain.rpc("evm_setIntervalMining", [0.into()]).await;
    let stopped = chain.number().await;
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert_eq!(chain.number().await, stopped);
}

#[tokio::test(flavor = "multi_thread")]
async fn impersonated_account_sends_without_its_key() {
    let chain = Chain::start().await;
    let who = "0x00000000000000000000000000000000000000aa";
    let transfer = json!({ "from": who, "to": address(9), "value": "0xf4240" });
    let refused = chain
        .try_rpc("eth_sendTransaction", [transfer.clone()])
        .await;
    assert!(refused
        .unwrap_err()
        .message()
        .contains("anvil_impersonateAccount"));
    chain.rpc("anvil_impersonateAccount", [who.into()]).await;
    let poor = chain
        .try_rpc("eth_sendTransaction", [transfer.clone()])
        .await;
    assert!(poor.unwrap_err().message().contains("insufficient funds"));
    let balance = "0x56bc75e2d63100000";
    chain
        .rpc("anvil_setBalance", [who.into(), balance.into()])
        .await;
    let hash = chain.rpc("eth_sendTransaction", [transfer.clone()]).await;
    let receipt = chain.rpc("eth_getTransactionReceipt", [hash.clone()]).await;
    assert_eq!(
        (&receipt["from"], &receipt["status"]),
        (&json!(who), &json!("0x1"))
    );
    let found = chain.rpc("eth_getTransactionByHash", [hash]).await;
    assert_eq!(found["from"], who);
    let params = [who.into(), "latest".into()];
    let count = chain.rpc("eth_getTransactionCount", params.clone()).await;
    assert_eq!(count, "0x1");
    // The fee is what its receipt says: 100 tokens less it and the value are left.
    let left = chain.rpc("eth_getBalance", params).await;
    let left = u128::from_str_radix(&left.as_str().unwrap()[2..], 16).unwrap();
    let fee =
        u128::from(number(&receipt["gasUsed"])) * u128::from(number(&receipt["effectiveGasPrice"]));
    assert_eq!(left, 100_000_000_000_000_000_000 - fee - 1_000_000);
    chain
        .rpc("anvil_stopImpersonatingAccount", [who.into()])
        .await;
    let refused = chain
        .try_rpc("eth_sendTransaction", [transfer.clone()])
        .await;
    assert!(refused.is_err());
    chain
        .rpc("anvil_autoImpersonateAccount", [true.into()])
        .await;
    chain.rpc("eth_sendTransaction", [transfer]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn contracts_and_substrate_accounts_can_be_impersonated() {
    let chain = Chain::start().await;
    let counter = chain.counter().await;
    let alice = chain.rpc("dev_account", ["alice".into()]).await;
    let to_counter = json!({ "from": alice, "to": counter });
    let hash = chain.rpc("eth_sendTransaction", [to_counter]).await;
    let receipt = chain.rpc("eth_getTransactionReceipt", [hash]).await;
    assert_eq!(
        (&receipt["from"], &receipt["status"]),
        (&alice, &json!("0x1"))
    );
    let contract = json!(counter);
    chain
        .rpc("hardhat_impersonateAccount", [contract.clone()])
        .await;
    let params = [contract.clone(), "0x56bc75e2d63100000".into()];
    chain.rpc("hardhat_setBalance", params).await;
    let own = json!({ "from": contract, "to": contract });
    let hash = chain.rpc("eth_sendTransaction", [own]).await;
    let receipt = chain.rpc("eth_getTransactionReceipt", [hash]).await;
    assert_eq!(receipt["status"], "0x1");
    assert_eq!(chain.counted(counter).await, 2);
}
