//! Accounts, calls, fees and transactions.

use crate::support::{address, number, request, signer, Chain, COUNTER};
use alloy_network::{EthereumWallet, TransactionBuilder};
use alloy_primitives::{Address, TxKind, U256};
use alloy_provider::Provider;
use alloy_rpc_types_eth::{BlockNumberOrTag, TransactionRequest};
use serde_json::{json, Value};

const TOKEN: u128 = 1_000_000_000_000_000_000;
const RECEIVER: &str = "0x1000000000000000000000000000000000000001";

fn transfer() -> TransactionRequest {
    let to = RECEIVER.parse::<Address>().unwrap();
    TransactionRequest::default()
        .with_to(to)
        .with_value(U256::from(TOKEN))
}

#[tokio::test(flavor = "multi_thread")]
async fn chain_says_what_it_is() {
    let chain = Chain::start().await;
    assert_eq!(chain.rpc("eth_chainId", []).await, "0x7a69");
    assert_eq!(chain.rpc("net_version", []).await, "31337");
    assert_eq!(chain.rpc("net_listening", []).await, true);
    assert_eq!(chain.rpc("eth_syncing", []).await, false);
    let client = chain.rpc("web3_clientVersion", []).await;
    assert!(client
        .as_str()
        .unwrap()
        .starts_with("anvil/blueprint-dev-chain/v"));
    assert_eq!(chain.number().await, 0);
    assert_eq!(chain.rpc("eth_maxPriorityFeePerGas", []).await, "0x0");
    let genesis = chain
        .rpc("eth_getBlockByNumber", ["0x0".into(), true.into()])
        .await;
    assert_eq!(genesis["transactions"], json!([]));
    let error = chain.try_rpc("eth_unknown", []).await.unwrap_err();
    assert_eq!(error.code(), -32_601);
}

#[tokio::test(flavor = "multi_thread")]
async fn numbers_of_transactions_are_decimal_without_0x_and_unknown_overrides_are_rejected() {
    let chain = Chain::start().await;
    let from = chain.rpc("eth_accounts", []).await[0].clone();
    let to = "0x00000000000000000000000000000000000000cc";
    let token = json!({ "from": from, "to": to, "value": "1000000000000000000" });
    chain.rpc("eth_sendTransaction", [token]).await;
    let owned = chain.rpc("eth_getBalance", [to.into()]).await;
    assert_eq!(owned, "0xde0b6b3a7640000");
    let overrides = json!({ to: { "stateDif": {} } });
    let call = [json!({ "to": to }), "latest".into(), overrides];
    let error = chain.try_rpc("eth_call", call).await.unwrap_err();
    assert!(error.message().contains("received stateDif"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn account_that_has_no_nonce_left_is_told_so() {
    let chain = Chain::start().await;
    let from = chain.rpc("eth_accounts", []).await[1].clone();
    let sent = json!({ "from": from, "to": from });
    let set = |nonce: &str| [from.clone(), nonce.into()];
    let error = chain.try_rpc("anvil_setNonce", set("0xffffffff")).await;
    assert!(error.unwrap_err().message().contains("nonce too high"));
    chain.rpc("anvil_setNonce", set("0xfffffffe")).await;
    chain.rpc("eth_sendTransaction", [sent.clone()]).await;
    for method in ["eth_sendTransaction", "eth_estimateGas", "eth_call"] {
        let error = chain.try_rpc(method, [sent.clone()]).await.unwrap_err();
        assert!(
            error.message().contains("nonce too high"),
            "{method}: {error}"
        );
    }
    // It goes on for others.
    let other = chain.rpc("eth_accounts", []).await[2].clone();
    let sent = json!({ "from": other, "to": other });
    chain.rpc("eth_sendTransaction", [sent]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn other_machines_are_served_where_the_host_says_so() {
    for (host, served) in [("127.0.0.1", false), ("0.0.0.0", true)] {
        let config = blueprint_dev_chain::Config {
            host: host.parse().unwrap(),
            ..Default::default()
        };
        let chain = Chain::with(config).await;
        // Another address of this machine.
        let other = ("127.0.0.2", chain.running.address().port());
        let connected = tokio::net::TcpStream::connect(other).await;
        assert_eq!(connected.is_ok(), served, "{host}: {connected:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn page_of_another_origin_may_call() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let chain = Chain::start().await;
    let address = chain.running.address();
    let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
    let request = format!(
        "OPTIONS / HTTP/1.1\r\nHost: {address}\r\nOrigin: http://localhost:3000\r\n\
         Access-Control-Request-Method: POST\r\nConnection: close\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut response = String::new();
    stream.read_to_string(&mut response).await.unwrap();
    assert!(
        response.contains("access-control-allow-origin: *"),
        "{response}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn accounts_it_signs_for_are_funded() {
    let chain = Chain::start().await;
    let accounts = chain.rpc("eth_accounts", []).await;
    let accounts = accounts.as_array().unwrap();
    assert_eq!(accounts.len(), 12);
    assert_eq!(accounts[0], address(0));
    for account in accounts {
        let balance = chain
            .rpc("eth_getBalance", [account.clone(), "latest".into()])
            .await;
        assert!(balance.as_str().unwrap().len() > "0xde0b6b3a7640000".len());
    }
}

/// What docs/dev-chain.md says of a transfer.
#[tokio::test(flavor = "multi_thread")]
async fn transfer_costs_gas_as_on_polkadot_hub() {
    let chain = Chain::start().await;
    let provider = chain.provider(0);
    let mut thousands = Vec::new();
    for _ in 0..2 {
        let sent = provider.send_transaction(transfer()).await.unwrap();
        let receipt = provider.get_transaction_receipt(*sent.tx_hash()).await;
        thousands.push(receipt.unwrap().unwrap().gas_used.div_ceil(1_000));
    }
    // The length of a signature differs by a byte or two.
    let near = |received: u64, expected: u64| received.abs_diff(expected) <= 2;
    assert!(
        near(thousands[0], 321) && near(thousands[1], 196),
        "{thousands:?}"
    );
    assert_eq!(provider.get_gas_price().await.unwrap(), 80_000_000_000);
}

#[tokio::test(flavor = "multi_thread")]
async fn transfer_has_its_receipt_when_it_returns() {
    let chain = Chain::start().await;
    let provider = chain.provider(0);
    let before = provider
        .get_balance(address(0).parse().unwrap())
        .await
        .unwrap();

    let hash = *provider
        .send_transaction(transfer())
        .await
        .unwrap()
        .tx_hash();

    let receipt = provider
        .get_transaction_receipt(hash)
        .await
        .unwrap()
        .unwrap();
    assert!(receipt.status());
    assert_eq!(receipt.block_number, Some(1));
    assert_eq!(receipt.transaction_index, Some(0));
    assert_eq!(receipt.from, signer(0).address());
    let price = provider.get_gas_price().await.unwrap();
    assert_eq!(receipt.effective_gas_price, price);
    let balance = |who: Address| provider.get_balance(who);
    let received = balance(RECEIVER.parse().unwrap()).await.unwrap();
    assert_eq!(received, U256::from(TOKEN));
    let after = balance(signer(0).address()).await.unwrap();
    // The new account's existential deposit is the sender's, too.
    let deposit = U256::from(TOKEN / 100);
    let fee = U256::from(receipt.gas_used) * U256::from(price);
    assert_eq!(before - after, U256::from(TOKEN) + fee);
    assert!(fee > deposit);

    let found = provider
        .get_transaction_by_hash(hash)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(found.block_number, Some(1));
    let block = provider
        .get_block_by_number(BlockNumberOrTag::Latest)
        .full()
        .await
        .unwrap()
        .unwrap();
    assert_eq!(block.transactions.len(), 1);
    assert_eq!(block.header.gas_used, receipt.gas_used);
    let same = provider.get_block_by_hash(block.header.hash).await.unwrap();
    assert_eq!(same.unwrap().header, block.header);
    let parent = provider.get_block_by_number(0.into()).await.unwrap();
    assert_eq!(parent.unwrap().header.hash, block.header.parent_hash);
    let receipts = provider.get_block_receipts(1.into()).await.unwrap();
    assert_eq!(receipts.unwrap().len(), 1);
    let count = chain
        .rpc("eth_getBlockTransactionCountByNumber", ["0x1".into()])
        .await;
    assert_eq!(count, "0x1");
    let hash = json!(block.header.hash);
    let count = chain
        .rpc("eth_getBlockTransactionCountByHash", [hash])
        .await;
    assert_eq!(count, "0x1");
}

#[tokio::test(flavor = "multi_thread")]
async fn contract_is_deployed_called_and_read_at_blocks() {
    let chain = Chain::start().await;
    let counter = chain.counter().await;
    let code = chain
        .rpc("eth_getCode", [json!(counter), "latest".into()])
        .await;
    assert_eq!(code, format!("0x{}", hex::encode(&COUNTER[12..])));
    chain.send(0, TxKind::Call(counter), &[]).await;
    chain.send(1, TxKind::Call(counter), &[]).await;
    assert_eq!(chain.counted(counter).await, 2);
    // Each block's state is kept: the counter is at 0 after block 1.
    for (block, counted) in [("0x1", 1), ("0x2", 2), ("latest", 3), ("pending", 3)] {
        let call = json!({ "to": counter });
        let returned = chain.rpc("eth_call", [call, block.into()]).await;
        assert_eq!(number(&returned), counted, "{block}");
    }
    let error = chain
        .try_rpc("eth_call", [json!({ "to": counter }), "0x9".into()])
        .await
        .unwrap_err();
    assert!(error.message().contains("expected a block from 0 to 3"));
}

#[tokio::test(flavor = "multi_thread")]
async fn call_at_a_state_that_is_not_kept_says_so() {
    let config = blueprint_dev_chain::Config {
        kept_states: 2,
        ..Default::default()
    };
    let chain = Chain::with(config).await;
    let balance = |block: &str| [json!(RECEIVER), json!(block)];
    chain.rpc("anvil_mine", ["0x4".into()]).await;
    for block in ["0x2", "0x3", "0x4"] {
        chain.rpc("eth_getBalance", balance(block)).await;
    }
    let error = chain
        .try_rpc("eth_getBalance", balance("0x1"))
        .await
        .unwrap_err();
    assert!(error.message().contains("is no longer kept"), "{error:?}");
    assert!(error.message().contains("--kept-states"), "{error:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn revert_carries_its_data() {
    let chain = Chain::start().await;
    let counter = chain.counter().await;
    // Error(string) of "no".
    let reason = alloy_sol_types::Revert::from("no");
    let data = alloy_sol_types::SolError::abi_encode(&reason);
    let call =
        json!({ "from": address(0), "to": counter, "data": format!("0x{}", hex::encode(&data)) });
    for method in ["eth_call", "eth_estimateGas", "eth_sendTransaction"] {
        let error = chain.try_rpc(method, [call.clone()]).await.unwrap_err();
        assert_eq!(error.code(), 3, "{method}");
        assert_eq!(error.message(), "execution reverted: no", "{method}");
        let received: Value = serde_json::from_str(error.data().unwrap().get()).unwrap();
        assert_eq!(received, format!("0x{}", hex::encode(&data)), "{method}");
    }
    // alloy decodes it from there.
    let provider = chain.provider(0);
    let failed = provider
        .call(request(TxKind::Call(counter), &data))
        .await
        .unwrap_err();
    let decoded = failed.as_error_resp().unwrap().as_revert_data().unwrap();
    assert_eq!(decoded, data);
    // Sent with a limit of its own, it is in a block and fails.
    let mut sent = request(TxKind::Call(counter), &data);
    sent.gas = Some(10_000_000_000);
    let receipt = provider.send_transaction(sent).await.unwrap();
    let receipt = receipt.get_receipt().await.unwrap();
    assert!(!receipt.status());
    let receipt = chain
        .rpc(
            "eth_getTransactionReceipt",
            [json!(receipt.transaction_hash)],
        )
        .await;
    assert_eq!(receipt["failure"], "Revive.ContractReverted");
}

#[tokio::test(flavor = "multi_thread")]
async fn transaction_that_is_not_valid_is_rejected_with_the_reason() {
    let chain = Chain::start().await;
    let provider = chain.provider(0);
    let gas = provider.estimate_gas(transfer().with_from(signer(0).address()));
    let gas = gas.await.unwrap();
    let full = || {
        let request = transfer().with_nonce(0).with_chain_id(31_337);
        let request = request.with_gas_limit(gas);
        request
            .with_max_fee_per_gas(100_000_000_000)
            .with_max_priority_fee_per_gas(0)
    };
    let cases = [
        (full().with_chain_id(1), "expected 31337, received 1"),
        (full().with_max_fee_per_gas(1), "less than block base fee"),
        (full().with_gas_limit(21_000), "intrinsic gas too low"),
        (
            full().with_value(U256::from(u128::MAX)),
            "insufficient funds for gas * price + value",
        ),
    ];
    let wallet = EthereumWallet::from(signer(0));
    for (request, reason) in cases {
        let signed = request.build(&wallet).await.unwrap();
        let raw = alloy_network::eip2718::Encodable2718::encoded_2718(&signed);
        let raw = format!("0x{}", hex::encode(raw));
        let error = chain
            .try_rpc("eth_sendRawTransaction", [raw.into()])
            .await
            .unwrap_err();
        assert!(error.message().contains(reason), "{error:?}");
    }
    assert_eq!(chain.number().await, 0);
    let signed = full().build(&wallet).await.unwrap();
    let raw = alloy_network::eip2718::Encodable2718::encoded_2718(&signed);
    let raw = json!(format!("0x{}", hex::encode(raw)));
    chain.rpc("eth_sendRawTransaction", [raw.clone()]).await;
    let again = chain.try_rpc("eth_sendRawTransaction", [raw]).await;
    assert_eq!(again.unwrap_err().message(), "already known");
    let error = chain
        .try_rpc("eth_sendRawTransaction", ["0x1234".into()])
        .await
        .unwrap_err();
    assert!(error.message().contains("does not decode"), "{error:?}");
}

/// Clients look for the words of each: one that finds both speaks of the balance.
#[tokio::test(flavor = "multi_thread")]
async fn gas_limit_and_balance_that_are_too_low_are_told_apart() {
    let chain = Chain::start().await;
    let (rich, poor) = (address(0), "0x00000000000000000000000000000000000000aa");
    let low = |from: &str| json!({ "from": from, "to": RECEIVER, "value": "0xf4240", "gas": "0x5208", "gasPrice": "0x12a05f2000" });
    for method in ["eth_sendTransaction", "eth_estimateGas", "eth_call"] {
        let error = chain.try_rpc(method, [low(&rich)]).await.unwrap_err();
        let text = error.message();
        assert!(
            text.starts_with("intrinsic gas too low: expected a gas limit")
                && text.ends_with("by eth_estimateGas, received 21000"),
            "{method}: {text}"
        );
    }
    let error = chain.try_rpc("eth_sendTransaction", [low(&rich)]).await;
    let error = error.unwrap_err();
    assert!(error.message().contains("gas limit of "), "{error:?}");
    chain.rpc("anvil_impersonateAccount", [poor.into()]).await;
    chain
        .rpc("anvil_setBalance", [poor.into(), "0xf4240".into()])
        .await;
    for method in ["eth_sendTransaction", "eth_estimateGas"] {
        let error = chain.try_rpc(method, [low(poor)]).await.unwrap_err();
        assert_eq!(
            error.message(),
            format!(
                "insufficient funds for gas * price + value: address {poor} have 1000000 want {}",
                21_000 * 80_000_000_000_u64 + 1_000_000
            ),
            "{method}"
        );
    }
    // Without a limit, what the runtime searches with is not shown.
    let balance = chain
        .rpc("eth_getBalance", [rich.clone().into(), "latest".into()])
        .await;
    let balance = u128::from_str_radix(&balance.as_str().unwrap()[2..], 16).unwrap();
    let sent = json!({ "from": rich, "to": RECEIVER, "value": format!("0x{:x}", u128::MAX) });
    let error = chain.try_rpc("eth_sendTransaction", [sent]).await;
    assert_eq!(
        error.unwrap_err().message(),
        format!(
            "insufficient funds for gas * price + value: address {rich} have {balance} want {} for the value alone",
            u128::MAX
        )
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn another_chains_id_is_named() {
    let chain = Chain::start().await;
    for method in ["eth_call", "eth_estimateGas", "eth_sendTransaction"] {
        let call = json!({ "from": address(0), "to": RECEIVER, "chainId": "0x1" });
        let error = chain.try_rpc(method, [call]).await.unwrap_err();
        assert_eq!(
            error.message(),
            "invalid chain id: expected 31337, received 1",
            "{method}"
        );
    }
    let call = json!({ "from": address(0), "to": RECEIVER, "chainId": "0x7a69" });
    assert_eq!(chain.rpc("eth_call", [call]).await, "0x");
}

/// Anyone could make these of a signed transaction: the chain would know it by another hash than who has signed it.
#[tokio::test(flavor = "multi_thread")]
async fn other_forms_of_a_signed_transaction_are_rejected() {
    use blueprint_dev_chain::accounts::keys;
    use pallet_revive::evm::{Account, TransactionLegacyUnsigned, TransactionSigned};
    use sp_core::U256;
    let chain = Chain::start().await;
    let unsigned = TransactionLegacyUnsigned {
        chain_id: Some(31_337_u64.into()),
        gas: 5_000_000_000_u64.into(),
        gas_price: 100_000_000_000_u64.into(),
        to: Some(keys()[1].address),
        ..Default::default()
    };
    let key = Account::from_secret_key(keys()[0].secret);
    let signed = key.sign_transaction(unsigned.into());
    let TransactionSigned::TransactionLegacySigned(mut high) = signed.clone() else {
        panic!("{signed:?}")
    };
    let order = "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141";
    high.s = U256::from_str_radix(order, 16).unwrap() - high.s;
    // It is 35 + 2 * 31,337, or one more.
    high.v = U256::from(2 * 62_709 + 1) - high.v;
    let high = TransactionSigned::TransactionLegacySigned(high);
    assert_eq!(high.recover_eth_address(), Ok(key.address()));
    let payload = signed.signed_payload();
    let raw = |payload: &[u8]| json!(format!("0x{}", hex::encode(payload)));
    for (sent, expected) in [
        (
            raw(&high.signed_payload()),
            "invalid signature: s is above half of the curve's order",
        ),
        (
            raw(&[&payload[..], &[0, 0]].concat()),
            "expected the end of the transaction, received 2 bytes more",
        ),
    ] {
        let error = chain.try_rpc("eth_sendRawTransaction", [sent]).await;
        let error = error.unwrap_err();
        assert!(error.message().starts_with(expected), "{error:?}");
    }
    assert_eq!(chain.number().await, 0);
    chain.rpc("eth_sendRawTransaction", [raw(&payload)]).await;
    assert_eq!(chain.number().await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn uncles_are_counted_of_blocks_that_exist() {
    let chain = Chain::start().await;
    let genesis = chain.rpc("eth_getBlockByNumber", ["0x0".into()]).await;
    let unknown = format!("0x{:064x}", 1);
    for (method, block, expected) in [
        ("eth_getUncleCountByBlockNumber", json!("0x0"), json!("0x0")),
        (
            "eth_getUncleCountByBlockNumber",
            json!("0xfffff"),
            json!(null),
        ),
        (
            "eth_getUncleCountByBlockHash",
            genesis["hash"].clone(),
            json!("0x0"),
        ),
        ("eth_getUncleCountByBlockHash", json!(unknown), json!(null)),
    ] {
        let count = chain.rpc(method, [block.clone()]).await;
        assert_eq!(count, expected, "{method} {block}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn fees_are_the_same_in_each_block() {
    let chain = Chain::start().await;
    chain.rpc("anvil_mine", ["0x3".into()]).await;
    let price = chain.rpc("eth_gasPrice", []).await;
    let history = chain
        .rpc(
            "eth_feeHistory",
            ["0x2".into(), "latest".into(), json!([50.0])],
        )
        .await;
    assert_eq!(history["oldestBlock"], "0x2");
    assert_eq!(history["baseFeePerGas"], json!([price, price, price]));
    assert_eq!(history["reward"], json!([["0x0"], ["0x0"]]));
    let none = chain
        .rpc("eth_feeHistory", ["0x0".into(), "latest".into()])
        .await;
    assert_eq!(none["gasUsedRatio"], json!([]), "{none}");
    let fees = chain.provider(0).estimate_eip1559_fees().await.unwrap();
    assert!(fees.max_fee_per_gas >= u128::from(number(&price)));
}

#[tokio::test(flavor = "multi_thread")]
async fn legacy_and_access_list_transactions_are_accepted() {
    let chain = Chain::start().await;
    let provider = chain.provider(0);
    let price = provider.get_gas_price().await.unwrap();
    let legacy = transfer().with_gas_price(price);
    let receipt = provider.send_transaction(legacy).await.unwrap();
    assert!(receipt.get_receipt().await.unwrap().status());
    let list = transfer()
        .with_gas_price(price)
        .with_access_list(Default::default());
    let sent = provider.send_transaction(list).await.unwrap();
    let receipt = sent.get_receipt().await.unwrap();
    let hash = json!(receipt.transaction_hash);
    let found = chain.rpc("eth_getTransactionByHash", [hash]).await;
    assert_eq!(number(&found["type"]), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn errors_of_parameters_say_what_was_expected_and_received() {
    let chain = Chain::start().await;
    let address = "0x1200000000000000000000000000000000000000";
    for (method, params, expected) in [
        (
            "eth_getBalance",
            [json!("0x12"), json!("latest")],
            "expected 20 bytes in hexadecimal digits with 0x (invalid length 2)",
        ),
        (
            "eth_getBalance",
            [json!(address), json!("0xzz")],
            "expected hexadecimal digits with 0x",
        ),
        (
            "eth_call",
            [json!({"to": address, "data": "0x1"}), json!("latest")],
            "expected an even number of hexadecimal digits",
        ),
        (
            "eth_call",
            [json!({"to": address, "gas": "many"}), json!("latest")],
            "gas: expected a number of at most 256 bits",
        ),
        (
            "eth_getLogs",
            [json!({"address": "x"}), json!(null)],
            "expected a value of 20 or 32 bytes",
        ),
        (
            "eth_getLogs",
            [json!({"topics": "x"}), json!(null)],
            "expected a list",
        ),
        (
            "evm_increaseTime",
            [json!("abc"), json!(null)],
            "expected a number of at most 256 bits",
        ),
    ] {
        let received = format!("received {}", json!(params));
        let error = chain.try_rpc(method, params).await.unwrap_err();
        assert_eq!(error.code(), -32602);
        let text = error.message();
        assert!(text.starts_with(&format!("{method}: {expected}")), "{text}");
        assert!(text.ends_with(&received), "{text}");
    }
    let error = chain.try_rpc("eth_getBalance", []).await.unwrap_err();
    assert_eq!(
        error.message(),
        "eth_getBalance: expected one parameter more; received []"
    );
}
