//! The life of a blueprint by Ethereum keys alone: from its manager to a slash that was reviewed for a week, and
//! what a right result earned.

use crate::support::{number, request, signer, Chain};
use alloy_primitives::{hex, Address, TxKind, U256};
use alloy_provider::Provider;
use alloy_rpc_types_eth::{TransactionReceipt, TransactionRequest};
use alloy_sol_types::{sol, SolCall, SolEvent, SolValue};
use serde_json::{json, Value};
use std::path::Path;

sol!(
    #![sol(all_derives = true)]
    "../../abi/solidity/library/IServices.sol"
);

/// The precompile of `IServices`.
const SERVICES: Address = Address::new(blueprint_e2e_runtime::SERVICES.0);
/// Where the pallets take SCALE-encoded calls.
const PALLETS: &str = "0x6d6f646c70792f70616464720000000000000000";
const DEVELOPER: usize = 0;
const OPERATORS: [usize; 2] = [1, 2];
const DELEGATORS: [usize; 2] = [3, 4];
const CUSTOMER: usize = 5;
const TOKEN: u128 = 1_000_000_000_000_000_000;
const NATIVE: Address = Address::ZERO;

fn manager_code() -> Vec<u8> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let path = root.join("target/ink/incredible_squaring.polkavm");
    std::fs::read(&path)
        .unwrap_or_else(|error| panic!("{}: {error}; `make contracts` builds it", path.display()))
}

fn word(value: u64) -> String {
    format!("0x{value:064x}")
}

fn account(key: usize) -> Address {
    signer(key).address()
}

struct Life {
    chain: Chain,
    manager: Address,
}

impl Life {
    /// Sends a transaction, which must succeed.
    async fn transact(&self, key: usize, request: TransactionRequest) -> TransactionReceipt {
        let provider = self.chain.provider(key);
        let sent = provider.send_transaction(request).await.unwrap();
        let receipt = sent.get_receipt().await.unwrap();
        if !receipt.status() {
            let hash = json!(receipt.transaction_hash);
            let receipt = self.chain.rpc("eth_getTransactionReceipt", [hash]).await;
            panic!("{}", receipt["failure"]);
        }
        receipt
    }

    /// Calls the precompile.
    async fn services(&self, key: usize, call: impl SolCall) -> TransactionReceipt {
        let to = TxKind::Call(SERVICES);
        self.transact(key, request(to, &call.abi_encode())).await
    }

    async fn encode(&self, call: &str, arguments: Value) -> Value {
        let params = ["Services".into(), call.into(), arguments];
        self.chain.rpc("dev_encodeCall", params).await
    }

    /// Calls the services pallet.
    async fn pallet(&self, key: usize, call: &str, arguments: Value) -> TransactionReceipt {
        self.call_pallet(key, "Services", call, arguments).await
    }

    async fn call_pallet(
        &self,
        key: usize,
        pallet: &str,
        call: &str,
        arguments: Value,
    ) -> TransactionReceipt {
        let params = [pallet.into(), call.into(), arguments];
        let call = self.chain.rpc("dev_encodeCall", params).await;
        let data = hex::decode(call.as_str().unwrap()).unwrap();
        let to = TxKind::Call(PALLETS.parse().unwrap());
        self.transact(key, request(to, &data)).await
    }

    async fn view<C: SolCall>(&self, call: C) -> C::Return {
        let provider = self.chain.provider(CUSTOMER);
        let request = request(TxKind::Call(SERVICES), &call.abi_encode());
        let returned = provider.call(request).await.unwrap();
        C::abi_decode_returns(&returned).unwrap()
    }

    async fn deploy() -> Life {
        let chain = Chain::start().await;
        let runtime = chain.rpc("dev_account", ["runtime".into()]).await;
        let runtime: Address = runtime.as_str().unwrap().parse().unwrap();
        let arguments = (runtime, 2u32, SERVICES).abi_encode_params();
        let code = [manager_code(), arguments].concat();
        let receipt = chain.send(DEVELOPER, TxKind::Create, &code).await;
        let manager = receipt.contract_address.unwrap();
        let life = Life { chain, manager };
        // The bond of a proposal is held on the manager's own account.
        let bond = json!({ "dest": manager, "value": "1000000000000" });
        life.call_pallet(DEVELOPER, "Balances", "transfer_keep_alive", bond)
            .await;
        life
    }

    /// A running service of both operators, whose stake earns.
    async fn to_service() -> Life {
        let life = Life::deploy().await;
        let least = 1_000_000_000_000u64;
        let params = [json!(NATIVE), 12.into(), least.into()];
        life.chain.rpc("dev_addAsset", params).await;
        let plain = json!({
            "amount": { "floor": 0, "cap": 10_000, "history": 0, "correlation": 0 },
            "ejects_at": 0,
        });
        let definition = json!({
            "manager": life.manager,
            "generation": "Core0_20",
            "jobs": 1,
            "reporting": true,
            "quality_kinds": 0,
            "min_operators": 1,
            "max_operators": 10,
            "max_instances": 10,
            "points": { "ByVerdict": { "most": 1 } },
            "points_per_era": u32::MAX,
            "penalties": {
                "job_misbehaviour": plain,
                "quality_of_service": plain,
                "security_breach": plain,
                "slashed": "Burned",
            },
            "review": 7 * 86_400,
        });
        let definition = json!({ "definition": definition });
        life.pallet(DEVELOPER, "create_blueprint", definition).await;
        life.chain.rpc("dev_activateBlueprint", [0.into()]).await;
        for n in 0..2 {
            life.services(OPERATORS[n], IServices::joinOperatorsCall {})
                .await;
            let register = json!({ "blueprint": 0, "instance_limit": 2, "inputs": "0x" });
            life.pallet(OPERATORS[n], "register", register).await;
            let delegate = IServices::delegateCall {
                operator: account(OPERATORS[n]),
                token: NATIVE,
                amount: U256::from(500 * TOKEN),
            };
            life.services(DELEGATORS[n], delegate).await;
        }
        let request = json!({
            "blueprint": 0,
            "operators": OPERATORS.map(account),
            "permitted_callers": [],
            "inputs": "0x",
            "ttl": 0,
            "assets": [{ "token": NATIVE, "amount": 400 * u64::pow(10, 12) }],
        });
        life.pallet(CUSTOMER, "request", request).await;
        for operator in OPERATORS {
            let approve = json!({ "request": 0, "revision": 0 });
            life.pallet(operator, "approve", approve).await;
        }
        // Stake earns from the next era on.
        life.next_era().await;
        life
    }

    async fn next_era(&self) {
        let era = self.view(IServices::currentEraCall {}).await;
        self.chain.rpc("hardhat_mine", [1_000.into()]).await;
        assert_eq!(self.view(IServices::currentEraCall {}).await, era + 1);
    }

    /// Each operator submits a result of a job call of its own: the square of 7, and a wrong one.
    async fn work(&self) {
        let pot = U256::from(90 * TOKEN);
        self.services(CUSTOMER, IServices::fundCall { amount: pot })
            .await;
        for (call, outputs) in [49, 50].map(word).into_iter().enumerate() {
            let job = json!({ "service": 0, "job": 0, "inputs": word(7) });
            self.pallet(CUSTOMER, "call", job).await;
            let result = json!({ "service": 0, "call": call, "outputs": outputs });
            self.pallet(OPERATORS[call], "submit_result", result).await;
        }
    }

    fn report(&self, call: usize, outputs: u64) -> Value {
        json!({
            "service": 0,
            "job": 0,
            "call": call,
            "participant": account(OPERATORS[call]),
            "inputs": word(7),
            "outputs": word(outputs),
        })
    }

    async fn events(&self, name: &str) -> Vec<Value> {
        let all = self.chain.rpc("dev_events", ["latest".into()]).await;
        let all = all.as_array().unwrap().iter();
        let named = all.filter(|event| event["event"] == name);
        named.map(|event| event["fields"].clone()).collect()
    }

    async fn exposed(&self, operator: usize) -> U256 {
        let exposure = IServices::exposureOfCall {
            serviceId: 0,
            operator: account(operator),
            token: NATIVE,
        };
        self.view(exposure).await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn blueprint_lives_by_ethereum_keys() {
    let life = Life::to_service().await;
    life.work().await;
    let era = life.view(IServices::currentEraCall {}).await;
    // A report of the right result is rejected; one of the wrong result proposes a slash from within the hook.
    let receipt = life
        .pallet(DELEGATORS[0], "submit_report", life.report(0, 49))
        .await;
    assert!(receipt.logs().is_empty());
    assert_eq!(life.events("ReportRejected").await.len(), 1);
    let receipt = life
        .pallet(DELEGATORS[0], "submit_report", life.report(1, 50))
        .await;
    let proposed = receipt.decoded_log::<IServices::SlashProposed>().unwrap();
    assert_eq!(proposed.address, SERVICES);
    assert_eq!(proposed.operator, account(OPERATORS[1]));
    let filter = json!({
        "fromBlock": "earliest",
        "address": SERVICES,
        "topics": [IServices::SlashProposed::SIGNATURE_HASH],
    });
    let logs = life.chain.rpc("eth_getLogs", [filter]).await;
    assert_eq!(logs[0]["transactionHash"], json!(receipt.transaction_hash));
    for (operator, right, wrong) in [(OPERATORS[0], 1, 0), (OPERATORS[1], 0, 1)] {
        let operator = account(operator);
        let activity = life.view(IServices::activityOfCall { era, operator }).await;
        assert_eq!((activity.right, activity.wrong), (right, wrong));
    }
    // The right result earns the era's pot.
    life.next_era().await;
    let balance = || async {
        let provider = life.chain.provider(CUSTOMER);
        provider.get_balance(account(DELEGATORS[0])).await.unwrap()
    };
    let before = balance().await;
    let operator = account(OPERATORS[0]);
    life.services(DELEGATORS[0], IServices::claimCall { operator })
        .await;
    assert!(balance().await > before + U256::from(50 * TOKEN));
    // The review lasts a week; before its end the slash is not executed.
    let slash = life.view(IServices::slashOfCall { slashId: 0 }).await;
    let now = life.chain.time().await;
    assert!(slash.deadline > now + 6 * 86_400);
    let execute = life.encode("execute_slash", json!({ "slash": 0 })).await;
    let early = json!({ "from": account(CUSTOMER), "to": PALLETS, "data": execute });
    for method in ["eth_call", "eth_estimateGas"] {
        let error = life.chain.try_rpc(method, [early.clone()]).await;
        let error = error.unwrap_err();
        assert_eq!(error.code(), 3);
        assert_eq!(
            error.message(),
            "execution reverted: Services.SlashUnderReview"
        );
    }
    let exposed = life.exposed(OPERATORS[1]).await;
    let at = life.chain.number().await;
    life.chain
        .rpc("evm_increaseTime", [json!(slash.deadline - now)])
        .await;
    life.chain.rpc("evm_mine", []).await;
    assert!(life.chain.number().await > at + 80_000);
    life.pallet(CUSTOMER, "execute_slash", json!({ "slash": 0 }))
        .await;
    assert_eq!(life.events("SlashExecuted").await.len(), 1);
    let slashed = life.events("StakeSlashed").await;
    assert_eq!(
        slashed[0]["operator"],
        format!("{:?}", account(OPERATORS[1]))
    );
    assert!(life.exposed(OPERATORS[1]).await < exposed);
    assert_eq!(life.exposed(OPERATORS[0]).await, U256::from(400 * TOKEN));
}

#[tokio::test(flavor = "multi_thread")]
async fn logs_of_hooks_in_a_substrate_call_are_found_and_governance_decides() {
    let life = Life::to_service().await;
    life.work().await;
    let report = life.encode("submit_report", life.report(1, 50)).await;
    let receipt = life.chain.rpc("dev_dispatch", ["bob".into(), report]).await;
    let filter = json!({ "address": SERVICES });
    let logs = life.chain.rpc("eth_getLogs", [filter]).await;
    assert_eq!(logs[0], receipt["logs"][0]);
    // The manager's own event is there, too.
    let filter = json!({ "address": life.manager });
    let own = life.chain.rpc("eth_getLogs", [filter]).await;
    assert_eq!(own[0], receipt["logs"][1]);
    assert_eq!(logs[0]["transactionHash"], receipt["transactionHash"]);
    let topic = json!(IServices::SlashProposed::SIGNATURE_HASH);
    assert_eq!(logs[0]["topics"][0], topic);
    let block = life
        .chain
        .rpc("eth_getBlockByNumber", ["latest".into()])
        .await;
    assert_eq!(block["transactions"], json!([receipt["transactionHash"]]));
    assert_eq!(block["logsBloom"], receipt["logsBloom"]);
    // Its trace has the call of the pallets around the hook, and what the hook called.
    let tracer = json!({ "tracer": "callTracer" });
    let hash = receipt["transactionHash"].clone();
    let trace = life
        .chain
        .rpc("debug_traceTransaction", [hash, tracer])
        .await;
    assert_eq!(
        (&trace["to"], &trace["from"]),
        (&json!(PALLETS), &receipt["from"])
    );
    assert_eq!(
        trace["calls"][0]["to"],
        format!("{:?}", life.manager).to_lowercase()
    );
    let inner = trace["calls"][0]["calls"].as_array().unwrap();
    assert!(
        inner
            .iter()
            .any(|call| call["to"] == format!("{SERVICES:?}")),
        "{inner:?}"
    );
    // From here the two rulings, each on its own copy of the chain.
    let snapshot = life.chain.rpc("evm_snapshot", []).await;
    life.chain.rpc("dev_vetoSlash", [0.into()]).await;
    assert_eq!(life.events("SlashVetoed").await.len(), 1);
    life.chain.rpc("evm_revert", [snapshot]).await;
    life.services(OPERATORS[1], IServices::disputeSlashCall { slashId: 0 })
        .await;
    life.chain
        .rpc("dev_resolveSlash", [0.into(), true.into()])
        .await;
    let ruled = life.events("SlashRuled").await;
    assert_eq!(ruled[0]["stands"], true);
    let slash = life.view(IServices::slashOfCall { slashId: 0 }).await;
    assert_eq!(slash.state, 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn hook_that_reverts_returns_its_data() {
    let life = Life::to_service().await;
    // The manager rejects inputs that are not a word.
    let call = json!({ "service": 0, "job": 0, "inputs": "0x01" });
    let call = life.encode("call", call).await;
    let call = json!({ "from": account(CUSTOMER), "to": PALLETS, "data": call });
    let error = life.chain.try_rpc("eth_call", [call.clone()]).await;
    let error = error.unwrap_err();
    assert_eq!(error.code(), 3, "{error:?}");
    assert!(
        error.message().starts_with("execution reverted: Services."),
        "{error:?}"
    );
    let data: Value = serde_json::from_str(error.data().unwrap().get()).unwrap();
    assert!(data.as_str().unwrap().len() >= 10, "{data}");
    let tracer = json!({ "tracer": "callTracer" });
    let params = [call.clone(), "latest".into(), tracer];
    let trace = life.chain.rpc("debug_traceCall", params).await;
    assert_eq!(trace["error"], error.message());
    assert_eq!(trace["calls"][0]["output"], data);
    // Sent all the same, it is in a block and fails by that name.
    let mut sent = call;
    sent["gas"] = "0x174876e800".into();
    let hash = life.chain.rpc("eth_sendTransaction", [sent]).await;
    let receipt = life.chain.rpc("eth_getTransactionReceipt", [hash]).await;
    assert_eq!(receipt["status"], "0x0");
    let failure = receipt["failure"].as_str().unwrap();
    assert!(error.message().ends_with(failure), "{failure}");
    assert_eq!(number(&receipt["gasUsed"]), 0);
}
