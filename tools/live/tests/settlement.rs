//! A service is used over HTTP on loopback, and what the clients acknowledged is settled by transactions: on the development
//! chain in this process, or on the chain at `CHAIN_RPC`, such as the node's. `make e2e` runs it there.

mod chain;

use alloy_primitives::{keccak256, Address, U256};
use blueprint_e2e::usage::{argument, Agent, Clock, Gateway, Served};
use blueprint_evidence::{Receipts, SessionCounter};
use blueprint_live::{call, client::Client, deploy, keys::dev, Project, Report};
use chain::{error, parsed, shown, Chain};
use serde_json::{json, Value};
use std::collections::BTreeMap;

type Lines = Vec<String>;

/// Wei for a unit: a response in time is two, a late one is one.
const PRICE: u128 = 1_000_000_000_000;
const REQUESTS: u64 = 4;
/// The latency that is promised, in milliseconds.
const PROMISED_MS: u64 = 100;
/// Seconds of a period of the receipts.
const PERIOD: u64 = 3_600;
/// Both have tokens on every development chain and node.
const CLIENT: &str = "alith";
const OPERATOR: &str = "baltathar";
/// Services of the operator, and how long it takes over a response in each, in milliseconds: all of them together less than the
/// second of the chain's last block, so that a receipt can be claimed in the next one.
const SERVICES: [(u64, u64); 2] = [(7, 40), (8, 160)];

struct World {
    _chain: Chain,
    _folder: tempfile::TempDir,
    project: Project,
    /// The contract's name among the deployments.
    receipts: &'static str,
    place: Receipts,
}

fn address(account: &str) -> Address {
    dev::key(account).unwrap().address()
}

impl World {
    async fn new(code: &str, receipts: &'static str, build: &str) -> Self {
        let chain = Chain::start();
        let (folder, project) = chain.project(&[code]);
        let mut arguments = vec![json!(address("alith")), json!(address("baltathar"))];
        // Delay of roles, period, notice, retention, fee, quorum, least payment.
        arguments.extend([86_400, PERIOD, 2 * PERIOD, 2, 0, 3, 1].map(|it| json!(it)));
        let arguments = json!(arguments).to_string();
        let words = [receipts, &arguments, "--build", build, "--chain", "dev"];
        let words = [&words[..], &["--account", "alith"]].concat();
        let done = deploy::run(parsed(&words), &project, &mut Lines::new()).await;
        let done = shown(done.unwrap());
        assert!(done.success());
        let client = Client::connect(&project, "dev").await.unwrap();
        let place = Receipts {
            chain_id: client.chain_id,
            contract: done.record.unwrap().address,
        };
        Self {
            _chain: chain,
            _folder: folder,
            project,
            receipts,
            place,
        }
    }

    async fn client(&self) -> Client {
        Client::connect(&self.project, "dev").await.unwrap()
    }

    async fn try_call(
        &self,
        account: &str,
        function: &str,
        arguments: &[Value],
        value: u128,
    ) -> anyhow::Result<Vec<Value>> {
        let (arguments, value) = (json!(arguments).to_string(), value.to_string());
        let words = [
            self.receipts,
            function,
            &arguments,
            "--chain",
            "dev",
            "--account",
            account,
            "--value",
            &value,
        ];
        let done = call::run(parsed(&words), &self.project, &mut Lines::new()).await?;
        let done = shown(done);
        assert!(done.success());
        let done = serde_json::to_value(&done).unwrap();
        let returned = done["returned"].as_array().cloned().unwrap_or_default();
        Ok(returned.iter().map(|it| it["value"].clone()).collect())
    }

    async fn call(&self, account: &str, function: &str, arguments: &[Value]) -> Vec<Value> {
        let called = self.try_call(account, function, arguments, 0).await;
        called.unwrap()
    }

    /// The second in which the client's agreement for a service was opened, and its escrow.
    async fn agreement(&self, service: u64) -> (u64, u128) {
        let of = [
            json!(service),
            json!(address(CLIENT)),
            json!(address(OPERATOR)),
        ];
        let known = self.call(CLIENT, "agreementOf", &of).await;
        (number(&known[0]) as u64, number(&known[3]))
    }

    async fn balance(&self, of: Address) -> U256 {
        let of = json!([of, "latest"]);
        self.client()
            .await
            .read("eth_getBalance", of)
            .await
            .unwrap()
    }
}

fn number(value: &Value) -> u128 {
    let text = value.as_str().map(str::to_owned);
    let text = text.unwrap_or_else(|| value.to_string());
    text.parse().unwrap_or_else(|_| panic!("{value}"))
}

/// The client uses both services, and pays for what it acknowledged: a late response costs half.
async fn settles(world: &World) {
    let escrow = 2 * PRICE * u128::from(REQUESTS);
    let now: u64 = world.client().await.latest().await.unwrap().timestamp.to();
    for (service, takes_ms) in SERVICES {
        let terms = [PRICE, escrow, escrow].map(|it| json!(it.to_string()));
        let bounds = [0, PERIOD, now + 100 * PERIOD].map(|it| json!(it));
        let terms = json!([&terms[..], &bounds].concat());
        let with = [json!(service), json!(address(OPERATOR)), terms];
        let opened = world.try_call(CLIENT, "open", &with, escrow).await;
        opened.unwrap();
        let (opened, deposited) = world.agreement(service).await;
        assert_eq!(deposited, escrow);

        // The time of the work is the clients' and the agent's own, from the chain's on.
        let clock = Clock::at(world.client().await.latest().await.unwrap().timestamp.to());
        let agent = Agent::start(Served {
            receipts: world.place,
            service_id: service,
            operator: address(OPERATOR),
            agreements: BTreeMap::from([(address(CLIENT), opened)]),
            clock: clock.clone(),
            takes_ms,
        });
        let agent = agent.unwrap();
        let (url, key) = (agent.url().to_owned(), dev::key(CLIENT).unwrap());
        let place = world.place;
        // Requests block; transactions do not.
        let used = tokio::task::spawn_blocking(move || {
            let id = keccak256(service.to_be_bytes());
            let client = address(CLIENT);
            let session = SessionCounter::new(service, address(OPERATOR), client, opened, id);
            let mut gateway = Gateway::begin(&url, place, key, session, PROMISED_MS, clock);
            for asked in 1..=REQUESTS {
                let square = gateway.square(asked).unwrap();
                assert_eq!(square, Some(u128::from(asked * asked)));
            }
            gateway.end().unwrap();
        });
        used.await.unwrap();

        let [(receipt, signature)] = &agent.claimable()[..] else {
            panic!("expected one session")
        };
        assert_eq!(receipt.requests, REQUESTS);
        let claim = [argument(receipt), json!(signature), json!("0x")];
        world.call(OPERATOR, "claim", &claim).await;
        let each = if takes_ms <= PROMISED_MS { 2 } else { 1 };
        let paid = each * PRICE * u128::from(REQUESTS);
        let (_, left) = world.agreement(service).await;
        assert_eq!(left, escrow - paid);
        let again = world.try_call(OPERATOR, "claim", &claim, 0).await;
        assert!(error(again).contains("NotNewer"));

        // An account without any history: all that it has is what was earned.
        let purse = Address::from_word(keccak256(
            [&world.place.contract[..], &service.to_be_bytes()].concat(),
        ));
        assert_eq!(world.balance(purse).await, U256::ZERO);
        world
            .call(OPERATOR, "withdrawEarnings", &[json!(purse)])
            .await;
        assert_eq!(world.balance(purse).await, U256::from(paid));
    }
}

#[tokio::test]
async fn usage_over_http_is_settled_on_the_chain_by_the_contract_in_ink() {
    let world = World::new("ink/usage_receipts.polkavm", "usage_receipts", "ink").await;
    settles(&world).await;
}

#[tokio::test]
async fn usage_over_http_is_settled_on_the_chain_by_the_contract_in_solidity() {
    let world = World::new("solidity/UsageReceipts.evm", "UsageReceipts", "evm").await;
    settles(&world).await;
}
