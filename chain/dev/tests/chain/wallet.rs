//! Signatures by the chain's keys, transactions that wait by sender, accesses, and the end under clients that go on asking.

use crate::support::{address, number, signer, Chain};
use alloy_primitives::{eip191_hash_message, hex, keccak256, Address, B256};
use blueprint_dev_chain::{Config, Mining};
use jsonrpsee::{core::client::ClientT, rpc_params};
use serde_json::{json, Value};
use std::time::Duration;
use tokio::{io::AsyncWriteExt, net::TcpStream};

/// Who has signed a hash.
fn recovered(signature: &Value, hash: B256) -> Address {
    let bytes = hex::decode(signature.as_str().unwrap()).unwrap();
    let bytes: [u8; 65] = bytes.try_into().unwrap();
    assert!([27, 28].contains(&bytes[64]), "{signature}");
    let key = sp_io::crypto::secp256k1_ecdsa_recover(&bytes, &hash.0);
    Address::from_slice(&keccak256(key.ok().unwrap())[12..])
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_and_typed_data_are_signed_by_the_chains_keys() {
    let chain = Chain::start().await;
    let (who, expected) = (address(3), signer(3).address());
    let hash = eip191_hash_message(b"hello");
    let hello = json!(format!("0x{}", hex::encode("hello")));
    for (method, params) in [
        ("personal_sign", [hello.clone(), json!(who)]),
        ("personal_sign", [json!("hello"), json!(who)]),
        ("eth_sign", [json!(who), hello.clone()]),
    ] {
        let signature = chain.rpc(method, params).await;
        assert_eq!(recovered(&signature, hash), expected, "{method}");
    }
    let data = json!({
        "types": {
            "EIP712Domain": [{"name": "name", "type": "string"}],
            "Vote": [{"name": "yes", "type": "bool"}, {"name": "on", "type": "uint256[]"}],
        },
        "primaryType": "Vote",
        "domain": {"name": "Votes"},
        "message": {"yes": true, "on": [7, "8"]},
    });
    let word = |last: u8| B256::with_last_byte(last).0;
    let domain = [
        keccak256("EIP712Domain(string name)").0,
        keccak256("Votes").0,
    ]
    .concat();
    let on = keccak256([word(7), word(8)].concat()).0;
    let vote = [keccak256("Vote(bool yes,uint256[] on)").0, word(1), on].concat();
    let hash = keccak256([&[0x19, 0x01], &keccak256(domain)[..], &keccak256(vote)[..]].concat());
    for data in [data.clone(), data.to_string().into()] {
        let signature = chain.rpc("eth_signTypedData_v4", [json!(who), data]).await;
        assert_eq!(recovered(&signature, hash), expected);
    }
    let stranger = json!(Address::repeat_byte(7));
    for (method, params) in [
        ("personal_sign", [hello.clone(), stranger.clone()]),
        ("eth_sign", [stranger.clone(), hello]),
        ("eth_signTypedData_v4", [stranger, data]),
    ] {
        let error = chain.try_rpc(method, params).await.unwrap_err();
        assert!(
            error.message().contains("whose key the chain holds"),
            "{error:?}"
        );
    }
    let wrong = chain.try_rpc("eth_signTypedData_v4", [json!(who), json!({})]);
    let error = wrong.await.unwrap_err();
    assert!(
        error.message().contains("missing field `types`"),
        "{error:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn waiting_transactions_are_listed_by_sender_and_nonce() {
    let config = Config {
        mining: Mining::Manual,
        ..Config::default()
    };
    let chain = Chain::with(config).await;
    for nonce in ["0x0", "0x1", "0x5"] {
        let sent = json!({"from": address(0), "to": address(1), "value": "0x2a", "nonce": nonce, "gas": "0x4c4b40"});
        chain.rpc("eth_sendTransaction", [sent]).await;
    }
    let status = chain.rpc("txpool_status", []).await;
    assert_eq!(status, json!({"pending": "0x2", "queued": "0x1"}));
    let content = chain.rpc("txpool_content", []).await;
    let first = &content["pending"][address(0)]["0"];
    assert_eq!(
        (&first["value"], &first["blockNumber"]),
        (&json!("0x2a"), &Value::Null)
    );
    assert_eq!(content["queued"][address(0)]["5"]["nonce"], "0x5");
    let inspect = chain.rpc("txpool_inspect", []).await;
    let line = inspect["pending"][address(0)]["1"].as_str().unwrap();
    assert!(
        line.starts_with(&format!("{}: 42 wei + 5000000 gas × ", address(1))),
        "{line}"
    );
    chain.rpc("evm_mine", []).await;
    let status = chain.rpc("txpool_status", []).await;
    assert_eq!(status, json!({"pending": "0x0", "queued": "0x1"}));
}

#[tokio::test(flavor = "multi_thread")]
async fn list_of_accesses_is_empty_and_has_the_gas_of_the_transaction() {
    let chain = Chain::start().await;
    let counter = chain.counter().await;
    let call = json!({"from": address(0), "to": counter});
    let list = chain.rpc("eth_createAccessList", [call.clone()]).await;
    assert_eq!(list["accessList"], json!([]));
    let gas = chain.rpc("eth_estimateGas", [call]).await;
    assert_eq!(list["gasUsed"], gas);
    assert!(number(&gas) > 0 && list.get("error").is_none(), "{list}");
    // Called with data, the counter reverts.
    let reverts = json!({"from": address(0), "to": counter, "data": "0x01020304"});
    let list = chain.rpc("eth_createAccessList", [reverts]).await;
    assert!(
        list["error"]
            .as_str()
            .unwrap()
            .contains("execution reverted"),
        "{list}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn chain_ends_at_once_though_clients_go_on_asking() {
    let chain = Chain::start().await;
    let (client, running) = (chain.client, chain.running);
    let (sent, mut answers) = tokio::sync::mpsc::unbounded_channel();
    let asking = tokio::spawn(async move {
        while client
            .request::<Value, _>("eth_blockNumber", rpc_params![])
            .await
            .is_ok()
        {
            let _ = sent.send(());
        }
    });
    for _ in 0..10 {
        answers.recv().await.unwrap();
    }
    // This one keeps its connection with half of a request.
    let mut half = TcpStream::connect(running.address()).await.unwrap();
    half.write_all(b"POST / HTTP/1.1\r\n").await.unwrap();
    let stopped = tokio::time::timeout(Duration::from_secs(20), running.stop()).await;
    stopped.expect("it ends").unwrap();
    // What still waits for an answer ends with the process.
    asking.abort();
}
