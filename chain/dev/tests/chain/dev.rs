//! Governance, events and calls of the pallets.

use crate::support::{address, number, Chain};
use serde_json::{json, Value};

/// The address of asset 7.
const TOKEN: &str = "0x0000000700000000000000000000000001200000";
const NATIVE: &str = "0x0000000000000000000000000000000000000000";

/// The events of a pallet in the last block.
async fn events(chain: &Chain, pallet: &str) -> Vec<Value> {
    let all = chain.rpc("dev_events", ["latest".into()]).await;
    let all = all.as_array().unwrap().clone();
    all.into_iter()
        .filter(|event| event["pallet"] == pallet)
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn accounts_have_names() {
    let chain = Chain::start().await;
    assert_eq!(chain.rpc("dev_account", ["test0".into()]).await, address(0));
    let all = chain.rpc("dev_accounts", []).await;
    let names: Vec<_> = all["accounts"].as_array().unwrap().iter().collect();
    assert_eq!(names.len(), 7 + 12);
    for account in names {
        let found = chain.rpc("dev_account", [account["name"].clone()]).await;
        assert_eq!(found, account["address"]);
    }
    let code = chain.rpc("eth_getCode", [all["services"].clone()]).await;
    assert_ne!(code, "0x");
    let error = chain.try_rpc("dev_account", ["carol".into()]).await;
    let error = error.unwrap_err();
    assert!(
        error.message().starts_with("expected one of alice, bob"),
        "{error:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn asset_is_created_accepted_priced_and_minted() {
    let chain = Chain::start().await;
    let receipt = chain
        .rpc("dev_addAsset", [TOKEN.into(), 6.into(), 1_000.into()])
        .await;
    assert_eq!(receipt["status"], "0x1");
    assert_eq!(
        receipt["from"],
        chain.rpc("dev_account", ["alice".into()]).await
    );
    // One block that creates it, one that names it, one that accepts it.
    assert_eq!(chain.number().await, 3);
    let accepted = events(&chain, "Stake").await;
    assert_eq!(accepted[0]["event"], "AssetAdded", "{accepted:?}");
    assert_eq!(accepted[0]["transactionHash"], receipt["transactionHash"]);
    // As a token it has its decimals and a symbol: decimals(), symbol().
    let read = |data: &str| json!({ "to": TOKEN, "data": data });
    let decimals = chain.rpc("eth_call", [read("0x313ce567")]).await;
    assert_eq!(decimals, format!("0x{:064x}", 6));
    let symbol = chain.rpc("eth_call", [read("0x95d89b41")]).await;
    assert!(symbol
        .as_str()
        .unwrap()
        .contains(&hex::encode(b"\x06ASSET7")));
    let to = address(3);
    let minted = chain
        .rpc(
            "dev_mintAsset",
            [TOKEN.into(), to.clone().into(), "5000".into()],
        )
        .await;
    let balance_of = format!("0x70a08231{:0>64}", &to[2..]);
    let call = json!({ "to": TOKEN, "data": balance_of });
    assert_eq!(number(&chain.rpc("eth_call", [call]).await), 5_000);
    let price = "2000000000000000000";
    chain
        .rpc("dev_setPrice", [TOKEN.into(), price.into()])
        .await;
    let priced = events(&chain, "Stake").await;
    assert_eq!(priced[0]["event"], "PriceSet", "{priced:?}");
    // The transaction is found by its hash, in its block.
    let hash = receipt["transactionHash"].clone();
    let found = chain.rpc("eth_getTransactionByHash", [hash.clone()]).await;
    assert_eq!(found["blockNumber"], receipt["blockNumber"]);
    let block = chain
        .rpc("eth_getBlockByNumber", [receipt["blockNumber"].clone()])
        .await;
    assert_eq!(block["transactions"], json!([hash]));
    assert_eq!(block["gasUsed"], receipt["gasUsed"]);
    // Sudo pays no fee; the owner of the asset does.
    assert_eq!(receipt["gasUsed"], "0x0");
    assert!(number(&minted["gasUsed"]) > 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn failure_has_the_name_of_its_error() {
    let chain = Chain::start().await;
    let cases = [
        ("dev_vetoSlash", vec![json!(9)], "Services.SlashNotFound"),
        ("dev_activateBlueprint", vec![json!(9)], "Stake."),
        ("dev_setPrice", vec![json!(TOKEN), json!(1)], "Stake."),
    ];
    for (method, params, name) in cases {
        let error = match &params[..] {
            [one] => chain.try_rpc(method, [one.clone()]).await,
            [one, two] => chain.try_rpc(method, [one.clone(), two.clone()]).await,
            other => panic!("{other:?}"),
        };
        let error = error.unwrap_err();
        assert!(error.message().contains(name), "{method}: {error:?}");
    }
    let resolve = [json!(9), json!(true)];
    let error = chain
        .try_rpc("dev_resolveSlash", resolve)
        .await
        .unwrap_err();
    assert!(error.message().contains("Services.SlashNotFound"));
    let wrong = [
        "0x1111111111111111111111111111111111111111".into(),
        6.into(),
    ];
    let error = chain.try_rpc("dev_addAsset", wrong).await.unwrap_err();
    assert!(error.message().contains(TOKEN), "{error:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn any_call_is_encoded_and_dispatched() {
    let chain = Chain::start().await;
    let encode =
        |pallet: &str, call: &str, arguments: Value| [json!(pallet), json!(call), arguments];
    let to = address(4);
    let transfer = json!({ "dest": to, "value": "1000000000000" });
    let transfer = encode("Balances", "transfer_keep_alive", transfer);
    let call = chain.rpc("dev_encodeCall", transfer).await;
    let before = chain.rpc("eth_getBalance", [to.clone().into()]).await;
    chain
        .rpc("dev_dispatch", ["bob".into(), call.clone()])
        .await;
    let sent = events(&chain, "Balances").await;
    let sent = sent.iter().find(|event| event["event"] == "Transfer");
    let bob = chain.rpc("dev_account", ["bob".into()]).await;
    let fields = json!({ "from": bob, "to": to, "amount": 1_000_000_000_000u64 });
    assert_eq!(sent.unwrap()["fields"], fields);
    assert_ne!(chain.rpc("eth_getBalance", [to.into()]).await, before);
    // Root may set a balance; a signed account may not.
    let set = json!({ "who": "ferdie", "new_free": "0x5af3107a4000" });
    let set = encode("Balances", "force_set_balance", set);
    let set = chain.rpc("dev_encodeCall", set).await;
    chain.rpc("dev_sudo", [set.clone()]).await;
    let error = chain.try_rpc("dev_dispatch", ["bob".into(), set]).await;
    let error = error.unwrap_err();
    assert!(error.message().contains("BadOrigin"), "{error:?}");
    // What is not right says what is expected.
    let cases = [
        (
            encode("Balance", "x", Value::Null),
            "expected one of System",
        ),
        (encode("Services", "join", Value::Null), "expected one of"),
        (
            encode("Services", "register", json!({ "blueprint": 0 })),
            "call.Services.register: expected the field instance_limit, which is missing",
        ),
        (
            encode("Services", "terminate", json!({ "service": "" })),
            "expected a number, received \"\"",
        ),
        (
            encode("Services", "terminate", json!({ "service": "0x" })),
            "expected a number, received \"0x\"",
        ),
        // A digit's case is wrong, and so the checksum.
        (
            encode(
                "Balances",
                "transfer_keep_alive",
                json!({ "dest": "0xF24FF3a9CF04c71Dbc94D0b566f7A27B94566cac", "value": 1 }),
            ),
            "expected an address, a name, or 32 bytes",
        ),
        (
            encode("Services", "veto_slash", json!({ "id": 0 })),
            "expected an object of slash, received",
        ),
        (
            encode(
                "Stake",
                "withdraw",
                json!({ "operator": "carol", "selection": "All", "asset": "Native" }),
            ),
            "expected an address, a name, or 32 bytes",
        ),
    ];
    for (params, expected) in cases {
        let error = chain.try_rpc("dev_encodeCall", params).await.unwrap_err();
        assert!(error.message().contains(expected), "{error:?}");
    }
    let asset = json!({ "asset": { "Asset": 7 }, "decimals": 6, "least": 1 });
    let asset = encode("Stake", "add_asset", asset);
    assert!(chain.rpc("dev_encodeCall", asset).await.is_string());
    assert_eq!(chain.rpc("eth_getBalance", [NATIVE.into()]).await, "0x0");
}
