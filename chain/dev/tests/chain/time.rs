//! The clock, snapshots, and changes of the state.

use crate::support::{address, number, Chain};
use alloy_primitives::TxKind;
use blueprint_dev_chain::Config;
use serde_json::json;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

const WEEK: u64 = 7 * 24 * 60 * 60;

fn machine() -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    now.unwrap().as_secs()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_week_passes_in_less_than_a_second_with_its_blocks() {
    let chain = Chain::start().await;
    chain.rpc("evm_mine", []).await;
    assert!(chain.time().await.abs_diff(machine()) <= 2);
    let started = Instant::now();
    let ahead = chain.rpc("evm_increaseTime", [WEEK.into()]).await;
    assert_eq!(ahead, WEEK);
    chain.rpc("evm_mine", []).await;
    let elapsed = started.elapsed();
    assert!(elapsed < Duration::from_secs(5), "{elapsed:?}");
    assert_eq!(chain.number().await, 1 + 100_800 + 1);
    assert!(chain.time().await.abs_diff(machine() + WEEK) <= 2);
    // Eras of 1,000 blocks began in between, each in a block.
    let era = chain
        .rpc("eth_getBlockByNumber", ["0x3e8".into(), false.into()])
        .await;
    assert_eq!(era["number"], "0x3e8");
    // The increase stays, and the next block has the next number.
    chain.rpc("evm_mine", []).await;
    assert_eq!(chain.number().await, 100_803);
    assert!(chain.time().await.abs_diff(machine() + WEEK) <= 2);
}

/// A jump that no block's number reaches moves nothing: the next block comes in its time.
#[tokio::test(flavor = "multi_thread")]
async fn jump_beyond_the_last_number_is_rejected_and_changes_nothing() {
    let chain = Chain::start().await;
    let far = 99_999_999_999_999_u64;
    for (method, parameter) in [
        ("evm_increaseTime", far),
        ("evm_setNextBlockTimestamp", far),
        ("anvil_mine", far),
        ("hardhat_mine", u64::from(u32::MAX) + 1),
    ] {
        let rejected = chain.try_rpc(method, [parameter.into()]).await;
        let error = rejected.expect_err(method);
        assert!(
            error.message().contains("expected a jump to at most block"),
            "{error:?}"
        );
        assert_eq!(chain.number().await, 0, "{method}");
    }
    let negative = chain.try_rpc("evm_increaseTime", [json!(-5)]).await;
    let error = negative.unwrap_err();
    assert!(error.message().contains("received -5"), "{error:?}");
    chain.rpc("evm_mine", []).await;
    assert_eq!(chain.number().await, 1);
    assert!(chain.time().await.abs_diff(machine()) <= 2);
}

/// What operators' keys sign, also where the first block is made late.
#[tokio::test(flavor = "multi_thread")]
async fn hash_of_genesis_is_the_runtimes_after_a_jump() {
    let chain = Chain::start().await;
    let genesis = chain.rpc("chain_getBlockHash", [0.into()]).await;
    chain.rpc("evm_increaseTime", [WEEK.into()]).await;
    chain.rpc("evm_mine", []).await;
    assert_eq!(chain.rpc("chain_getBlockHash", [0.into()]).await, genesis);
    assert_eq!(
        chain.rpc("chain_getBlockHash", [5.into()]).await,
        json!(null)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn blocks_whose_numbers_are_left_out_are_empty_and_linked() {
    let chain = Chain::start().await;
    chain
        .rpc("hardhat_mine", ["0x1f4".into(), "0x3c".into()])
        .await;
    assert_eq!(chain.number().await, 500);
    let mut child = chain
        .rpc("eth_getBlockByNumber", ["latest".into(), false.into()])
        .await;
    let first = chain
        .rpc("eth_getBlockByNumber", ["0x1".into(), false.into()])
        .await;
    let apart = number(&child["timestamp"]) - number(&first["timestamp"]);
    assert_eq!(apart, 499 * 60);
    for at in (490..500).rev() {
        let parent = chain
            .rpc("eth_getBlockByHash", [child["parentHash"].clone()])
            .await;
        assert_eq!(number(&parent["number"]), at);
        assert!(number(&parent["timestamp"]) <= number(&child["timestamp"]));
        let by_number = chain
            .rpc("eth_getBlockByNumber", [format!("0x{at:x}").into()])
            .await;
        assert_eq!(parent, by_number);
        child = parent;
    }
    let balance = [address(0).into(), "0x100".into()];
    assert_ne!(chain.rpc("eth_getBalance", balance).await, "0x0");
}

/// Each, and until the chain returns to a state before it.
#[tokio::test(flavor = "multi_thread")]
async fn blocks_whose_numbers_are_left_out_are_found_by_their_hash() {
    let chain = Chain::start().await;
    chain.rpc("anvil_mine", [55.into()]).await;
    let snapshot = chain.rpc("evm_snapshot", []).await;
    chain.rpc("evm_increaseTime", [3_600.into()]).await;
    chain.rpc("evm_mine", []).await;
    let last = chain.number().await;
    assert!(last.abs_diff(656) <= 1, "{last}");
    let mut hashes = Vec::new();
    for at in [56, 60, 400, last - 1] {
        let number = json!(format!("0x{at:x}"));
        let block = chain.rpc("eth_getBlockByNumber", [number.clone()]).await;
        let hash = block["hash"].clone();
        let found = chain.rpc("eth_getBlockByHash", [hash.clone()]).await;
        assert_eq!(found["number"], number);
        assert_eq!(found, block);
        hashes.push(hash);
    }
    // Its number alone makes no hash of a block.
    let other = format!("0x{:064x}", 60);
    assert!(chain
        .rpc("eth_getBlockByHash", [other.into()])
        .await
        .is_null());
    chain.rpc("evm_revert", [snapshot]).await;
    for hash in hashes {
        assert!(chain.rpc("eth_getBlockByHash", [hash]).await.is_null());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn next_time_is_exact_and_not_before_the_last_block() {
    let config = Config {
        timestamp: Some(2_000_000_000),
        ..Default::default()
    };
    let chain = Chain::with(config).await;
    assert_eq!(chain.time().await, 2_000_000_000);
    chain
        .rpc("evm_setNextBlockTimestamp", [2_000_006_000u64.into()])
        .await;
    chain.rpc("evm_mine", []).await;
    assert_eq!(chain.time().await, 2_000_006_000);
    let skipped = chain.number().await;
    assert!((999..=1_001).contains(&skipped), "{skipped}");
    let error = chain
        .try_rpc("evm_setNextBlockTimestamp", [2_000_006_000u64.into()])
        .await
        .unwrap_err();
    assert!(error
        .message()
        .contains("lower than or equal to previous block's timestamp"));
    chain
        .rpc("evm_mine", [json!({ "timestamp": 2_000_007_000u64 })])
        .await;
    assert_eq!(chain.time().await, 2_000_007_000);
    chain.rpc("evm_setTime", [2_000_100_000u64.into()]).await;
    chain.rpc("evm_mine", []).await;
    assert!(chain.time().await.abs_diff(2_000_100_000) <= 1);
    let before = chain.number().await;
    chain
        .rpc("anvil_setBlockTimestampInterval", [12.into()])
        .await;
    let start = chain.time().await;
    for n in 1..4 {
        chain.rpc("evm_mine", []).await;
        assert!(chain.time().await.abs_diff(start + 12 * n) <= 1);
    }
    assert_eq!(chain.number().await, before + 3);
    assert_eq!(
        chain.rpc("anvil_removeBlockTimestampInterval", []).await,
        true
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn chain_returns_to_a_snapshot() {
    let chain = Chain::start().await;
    let counter = chain.counter().await;
    chain.send(0, TxKind::Call(counter), &[]).await;
    let (at, block) = (
        chain.number().await,
        chain.rpc("eth_getBlockByNumber", ["latest".into()]).await,
    );
    let first = chain.rpc("evm_snapshot", []).await;
    assert_eq!(first, "0x1");
    let receipt = chain.send(0, TxKind::Call(counter), &[]).await;
    let second = chain.rpc("anvil_snapshot", []).await;
    chain.rpc("evm_increaseTime", [WEEK.into()]).await;
    chain.send(1, TxKind::Call(counter), &[]).await;
    chain
        .rpc("anvil_setBalance", [address(5).into(), "0x1".into()])
        .await;
    assert_eq!(chain.counted(counter).await, 3);

    assert_eq!(chain.rpc("evm_revert", [first.clone()]).await, true);

    assert_eq!(chain.counted(counter).await, 1);
    assert_eq!(chain.number().await, at);
    let now = chain.rpc("eth_getBlockByNumber", ["latest".into()]).await;
    assert_eq!(now, block);
    let gone = chain
        .rpc(
            "eth_getTransactionReceipt",
            [json!(receipt.transaction_hash)],
        )
        .await;
    assert!(gone.is_null());
    let balance = chain.rpc("eth_getBalance", [address(5).into()]).await;
    assert_ne!(balance, "0x1");
    // The clock is back, and both snapshots are used up.
    chain.rpc("evm_mine", []).await;
    assert!(chain.time().await.abs_diff(machine()) <= 2);
    for used in [first, second] {
        assert_eq!(chain.rpc("evm_revert", [used]).await, false);
    }
    chain.send(0, TxKind::Call(counter), &[]).await;
    assert_eq!(chain.counted(counter).await, 2);
    assert_eq!(chain.rpc("evm_snapshot", []).await, "0x3");
}

#[tokio::test(flavor = "multi_thread")]
async fn state_is_changed_without_a_transaction() {
    let chain = Chain::start().await;
    let counter = chain.counter().await;
    let new = "0x00000000000000000000000000000000000000bb";
    chain
        .rpc("anvil_setBalance", [new.into(), "0xf4241".into()])
        .await;
    assert_eq!(chain.rpc("eth_getBalance", [new.into()]).await, "0xf4241");
    chain
        .rpc("anvil_setNonce", [new.into(), "0x7".into()])
        .await;
    assert_eq!(
        chain.rpc("eth_getTransactionCount", [new.into()]).await,
        "0x7"
    );
    let word = format!("0x{:064x}", 41);
    chain
        .rpc(
            "anvil_setStorageAt",
            [json!(counter), "0x0".into(), word.into()],
        )
        .await;
    chain.send(0, TxKind::Call(counter), &[]).await;
    assert_eq!(chain.counted(counter).await, 42);
    let code = chain.rpc("eth_getCode", [json!(counter)]).await;
    chain.rpc("anvil_setCode", [new.into(), code.clone()]).await;
    assert_eq!(chain.rpc("eth_getCode", [new.into()]).await, code);
    let receipt = chain.send(0, TxKind::Call(new.parse().unwrap()), &[]).await;
    assert!(receipt.status());
    assert_eq!(chain.counted(new.parse().unwrap()).await, 1);
    let none = "0x00000000000000000000000000000000000000cc";
    let params = [none.into(), "0x0".into(), format!("0x{:064x}", 1).into()];
    let error = chain
        .try_rpc("anvil_setStorageAt", params)
        .await
        .unwrap_err();
    assert!(error.message().contains("not a contract"), "{error:?}");
    let info = chain.rpc("anvil_nodeInfo", []).await;
    assert_eq!(info["environment"]["chainId"], 31_337);
    assert_eq!(number(&info["currentBlockNumber"]), chain.number().await);
    // Tools keep what they deployed by it: another start of the chain has none of that.
    let instance = chain.rpc("anvil_metadata", []).await["instanceId"].clone();
    let again = chain.rpc("hardhat_metadata", []).await["instanceId"].clone();
    assert_eq!(instance, again);
    let other = Chain::start().await;
    let other = other.rpc("anvil_metadata", []).await["instanceId"].clone();
    assert_eq!(other.as_str().unwrap().len(), 66);
    assert_ne!(instance, other);
}

#[tokio::test(flavor = "multi_thread")]
async fn precompiles_are_not_replaced() {
    let chain = Chain::start().await;
    let code = "0x5f5ffd";
    let call = json!({ "from": address(0), "to": address(1) });
    for precompile in [
        "0x0000000000000000000000000000000000000002",
        "0x0000000000000000000000000000000005010000",
        "0x0000000700000000000000000000000001200000",
    ] {
        let before = chain.rpc("eth_getCode", [precompile.into()]).await;
        let set = [precompile.into(), code.into()];
        let mut answers = vec![chain.try_rpc("anvil_setCode", set).await];
        for method in ["eth_call", "eth_estimateGas"] {
            let overrides = json!({ precompile: { "code": code } });
            let params = [call.clone(), "latest".into(), overrides];
            answers.push(chain.try_rpc(method, params).await);
        }
        let options = json!({ "stateOverrides": { precompile: { "code": code } } });
        let params = [call.clone(), "latest".into(), options];
        answers.push(chain.try_rpc("debug_traceCall", params).await);
        for answer in answers {
            let error = answer.unwrap_err();
            assert!(
                error.message().contains("precompiles cannot be replaced"),
                "{error:?}"
            );
        }
        let after = chain.rpc("eth_getCode", [precompile.into()]).await;
        assert_eq!(after, before);
        // Its balance is another matter.
        let overrides = json!({ precompile: { "balance": "0xf4240" } });
        let params = [call.clone(), "latest".into(), overrides];
        chain.rpc("eth_call", params).await;
    }
}

/// An empty text is what a shell makes of a variable that is not set; a misspelt member would be another block than was asked for.
#[tokio::test(flavor = "multi_thread")]
async fn numbers_and_options_that_are_none_change_nothing() {
    let chain = Chain::start().await;
    let before = chain.number().await;
    for (method, parameter) in [
        ("evm_increaseTime", json!("")),
        ("evm_mine", json!("")),
        ("evm_mine", json!({ "timestmap": 1 })),
        ("evm_mine", json!({ "blocks": 2, "timestmap": 1 })),
    ] {
        let error = chain.try_rpc(method, [parameter.clone()]).await;
        assert!(error.is_err(), "{method} {parameter}: {error:?}");
    }
    assert_eq!(chain.number().await, before);
    chain.rpc("evm_mine", [json!({ "blocks": 2 })]).await;
    assert_eq!(chain.number().await, before + 2);
}

/// A time between blocks whose sum with the last one has no room ended the chain: its blocks panicked.
#[tokio::test(flavor = "multi_thread")]
async fn time_between_blocks_is_bounded_and_changes_nothing_beyond() {
    let chain = Chain::start().await;
    let mut answers = Vec::new();
    for (method, seconds) in [
        (
            "anvil_setBlockTimestampInterval",
            18_446_744_073_709_551_u64,
        ),
        ("evm_setIntervalMining", 31_622_401),
    ] {
        answers.push(chain.try_rpc(method, [json!(seconds)]).await);
    }
    for (count, seconds) in [(3, 10_000_000_000_000_u64), (1_000_000, 31_622_400)] {
        let parameters = [json!(count), json!(seconds)];
        answers.push(chain.try_rpc("anvil_mine", parameters).await);
    }
    for answer in answers {
        let error = answer.unwrap_err();
        assert!(error.message().starts_with("expected "), "{error:?}");
    }
    assert_eq!(chain.number().await, 0);
    let longest = [json!(31_622_400)];
    chain.rpc("anvil_setBlockTimestampInterval", longest).await;
    let before = chain.time().await;
    for _ in 0..2 {
        chain.rpc("evm_mine", []).await;
    }
    assert_eq!(chain.time().await - before, 2 * 31_622_400);
}

#[tokio::test(flavor = "multi_thread")]
async fn settings_without_effect_are_errors() {
    const ZERO: &str = "0x0000000000000000000000000000000000000000";
    const TOKEN: &str = "0x0000000900000000000000000000000001200000";
    let chain = Chain::start().await;
    let who = json!(address(5));
    let before = chain.rpc("eth_getBalance", [who.clone()]).await;
    // More than there is room for with the other accounts', and more than any account can have.
    for most in [
        format!("{}000000", u128::MAX),
        format!("0x{}", "f".repeat(64)),
    ] {
        let set = [who.clone(), json!(most)];
        let error = chain.try_rpc("anvil_setBalance", set).await.unwrap_err();
        assert!(
            error.message().starts_with("expected a balance"),
            "{error:?}"
        );
    }
    assert_eq!(chain.rpc("eth_getBalance", [who.clone()]).await, before);
    // An asset that is not accepted is not made.
    let add = |decimals: u8| [json!(TOKEN), json!(decimals)];
    let error = chain.try_rpc("dev_addAsset", add(255)).await.unwrap_err();
    assert!(error.message().contains("at most 30 decimals"), "{error:?}");
    chain.rpc("dev_addAsset", add(6)).await;
    let error = chain.try_rpc("dev_addAsset", add(7)).await.unwrap_err();
    assert!(
        error.message().contains("the 6 decimals that the asset"),
        "{error:?}"
    );
    // Another one is weighed against those that are accepted.
    let other = [json!(ZERO), json!(12)];
    let error = chain.try_rpc("dev_addAsset", other).await.unwrap_err();
    assert!(error.message().contains("dev_setPrice first"), "{error:?}");
    let filter = json!({ "fromBlock": "0x9", "toBlock": "0x2" });
    assert!(chain.try_rpc("eth_newFilter", [filter]).await.is_err());
    let falling = [json!(2), json!("latest"), json!([50, 10])];
    assert!(chain.try_rpc("eth_feeHistory", falling).await.is_err());
    let call = json!({ "from": who, "to": ZERO, "data": "0x12" });
    let reverting = json!({ ZERO: { "code": "0x5f5ffd" } });
    let estimate = [call, json!("latest"), reverting];
    let error = chain
        .try_rpc("eth_estimateGas", estimate)
        .await
        .unwrap_err();
    assert_eq!(error.message(), "execution reverted");
    for (field, value, expected) in [
        (
            "chainId",
            "0x1",
            "invalid chain id: expected 31337, received 1",
        ),
        (
            "type",
            "0x7",
            "expected a transaction of type 0, 1 or 2 in `type`, received 7",
        ),
    ] {
        let mut sent = json!({ "to": ZERO });
        sent[field] = value.into();
        let error = chain.try_rpc("eth_sendTransaction", [sent]).await;
        assert_eq!(error.unwrap_err().message(), expected);
    }
}
