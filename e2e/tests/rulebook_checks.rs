//! Rules of a rulebook about storage proofs, and about what paying clients say: checks of the library, with what they are given
//! by operators and clients.

#[path = "library/beacon.rs"]
mod beacon;
mod library;
#[path = "library/usage_receipts.rs"]
mod receipts;
#[path = "library/storage_proofs.rs"]
mod storage;

use alloy_primitives::{hex::encode_prefixed, keccak256};
use blueprint_e2e::chain::Chain;
use blueprint_evidence::Served;
use library::{hex, number, Contract, OWNER};
use receipts::{party, OPERATOR, PERIOD, RIVAL};
use serde_json::{json, Value};
use sp_core::H160;

/// The rulebooks.
const BOOKS: [&str; 3] = [
    "ink/rulebook.polkavm",
    "solidity/Rulebook.polkavm",
    "solidity/Rulebook.evm",
];
/// The receipts and the storage proofs, as each stands beside a rulebook.
const CHECKS: [[&str; 2]; 3] = [
    ["ink/usage_receipts.polkavm", "ink/storage_proofs.polkavm"],
    [
        "solidity/UsageReceipts.polkavm",
        "solidity/StorageProofs.polkavm",
    ],
    ["solidity/UsageReceipts.evm", "solidity/StorageProofs.evm"],
];
/// Seconds.
const HOUR: u64 = 3_600;
const EVALUATION: u64 = HOUR;
const NONE: u64 = 255;
/// Conditions.
const PROOFS: u64 = 2;
const LEVEL: u64 = 4;
const AT_LEAST: u64 = 0;
const AT_MOST: u64 = 1;
/// More than is promised, in milliseconds.
const LATE: u64 = 1_001;

/// A rulebook of one rule, which one breach of a window of an hour breaks.
struct Book {
    contract: Contract,
    service: u64,
    start: u64,
    lag: u64,
}

impl Book {
    fn deploy(chain: &mut Chain, built: &str, service: u64, start: u64, lag: u64) -> Book {
        let roles = library::with_roles(json!(OWNER), &[]);
        let contract = Contract::deploy(chain, built, &roles);
        Book {
            contract,
            service,
            start,
            lag,
        }
    }

    /// With half of the points.
    fn soft(&self, condition: u64, measure: &Value) -> [Value; 6] {
        let half = json!([5 * 86_400, 5_000, false, 0, 0, 0]);
        self.rule(condition, H160::zero(), measure, half)
    }

    fn rule(&self, condition: u64, court: H160, measure: &Value, effect: Value) -> [Value; 6] {
        let schedule = json!([self.start, HOUR, self.lag, EVALUATION, 1, 1]);
        let service = json!(self.service);
        let (condition, measure) = (json!(condition), measure.clone());
        [service, condition, hex(court), measure, schedule, effect]
    }

    fn add(&self, chain: &mut Chain, rule: &[Value]) {
        self.contract.send(chain, OWNER, "addRule", rule);
    }

    fn case(&self, operator: &Value, window: u64) -> [Value; 4] {
        [
            json!(self.service),
            json!(0),
            operator.clone(),
            json!(window),
        ]
    }

    /// The first second in which a window is evaluated.
    fn evaluated_from(&self, window: u64) -> u64 {
        self.start + (window + 1) * HOUR + self.lag
    }

    /// eve evaluates a window.
    fn evaluate(&self, chain: &mut Chain, operator: &Value, window: u64) -> bool {
        let case = self.case(operator, window);
        let sent = self.contract.send(chain, "eve", "evaluate", &case);
        self.contract.answers("evaluate", &sent)[0] == json!(true)
    }

    fn not_evaluated(&self, chain: &mut Chain, operator: &Value, window: u64) -> String {
        let case = self.case(operator, window);
        self.contract.rejection(chain, "eve", "evaluate", &case)
    }

    /// What is left of an operator's points once the effect of a window holds.
    fn left(&self, chain: &mut Chain, operator: &Value, window: u64) -> u128 {
        let then = self.evaluated_from(window) + EVALUATION;
        let of = [json!(self.service), operator.clone(), json!(then)];
        number(&self.contract.ask(chain, "standingAt", &of)[1])
    }
}

fn selector(signature: &str) -> Value {
    json!(encode_prefixed(&keccak256(signature)[..4]))
}

fn word(value: u64) -> Value {
    json!(format!("0x{value:064x}"))
}

fn at(chain: &mut Chain, second: u64) {
    assert!(second >= chain.timestamp());
    chain.skip_blocks(1);
    chain.set_timestamp(second);
}

/// The documented measure of condition 2: windows that were kept by openings, of those that were expected.
#[test]
fn operator_that_lost_its_data_breaches_the_rule_of_proofs_which_takes_no_stake() {
    for (built, [_, proofs]) in BOOKS.into_iter().zip(CHECKS) {
        let mut world = storage::World::of_windows(proofs, HOUR);
        let lag = HOUR + storage::ANSWER + storage::EXCUSE;
        let service = storage::SERVICE;
        let book = Book::deploy(&mut world.chain, built, service, world.start, lag);
        let (target, view) = (
            hex(world.levels.address),
            selector("verdict(uint64,address,uint32,uint32)"),
        );
        let (service, origin, open) = (word(service), world.start, 2);
        let (kept, expected) = (1, 0);
        let measure = json!([
            target,
            view,
            4,
            1,
            2,
            3,
            service,
            word(0),
            origin,
            HOUR,
            open,
            0,
            kept,
            expected,
            false,
            AT_MOST,
            "7999"
        ]);
        // It is absence.
        let court = library::court(&mut world.chain, json!(OWNER));
        let tenth = json!([0, 10_000, false, 1_000, 500, 1_200]);
        let taking = book.rule(PROOFS, court.address, &measure, tenth);
        let rejected = book
            .contract
            .rejection(&mut world.chain, OWNER, "addRule", &taking);
        assert_eq!(rejected, "AbsenceTakesNoStake", "{built}");
        let rule = book.soft(PROOFS, &measure);
        book.add(&mut world.chain, &rule);

        world.seeded(0);
        world.prove(0, "bob", &storage::data("bob"));
        // charlie has another one's data.
        let proof = world.proof(0, "charlie", &storage::data("bob"));
        world.call("charlie", "prove", &proof).unwrap_err();
        at(&mut world.chain, book.evaluated_from(0));
        let [bob, charlie] = ["bob", "charlie"].map(storage::address);
        let chain = &mut world.chain;
        let breached = [&bob, &charlie].map(|it| book.evaluate(chain, it, 0));
        assert_eq!(breached, [false, true], "{built}");
        let stranger = storage::address("dave");
        assert_eq!(book.not_evaluated(chain, &stranger, 0), "NothingMeasured");
        let left = [&bob, &charlie].map(|it| book.left(chain, it, 0));
        assert_eq!(left, [10_000, 5_000], "{built}");
    }
}

/// The documented measure of the latency that a quorum of paying clients found; one client alone breaches nothing.
#[test]
fn operator_that_a_quorum_of_clients_found_late_breaches_a_rule_and_one_client_does_not_suffice() {
    const CLIENTS: [u8; 3] = [1, 2, 3];
    for (built, [receipts, _]) in BOOKS.into_iter().zip(CHECKS) {
        let mut world = receipts::World::with_clients(receipts, &CLIENTS);
        let start = world.chain.timestamp() + 2 * PERIOD;
        // A verdict is final a period later.
        let service = receipts::SERVICE;
        let book = Book::deploy(&mut world.chain, built, service, start, PERIOD);
        let (target, view) = (
            hex(world.contract.address),
            selector("verdictOf(uint64,address,uint64)"),
        );
        let (service, verdict, status, latency) = (word(service), 2, 0, 2);
        let measure = json!([
            target,
            view,
            3,
            1,
            2,
            NONE,
            service,
            word(0),
            0,
            PERIOD,
            status,
            verdict,
            latency,
            NONE,
            false,
            AT_LEAST,
            LATE.to_string()
        ]);
        let rule = book.soft(LEVEL, &measure);
        book.add(&mut world.chain, &rule);

        let mut sessions = Vec::new();
        for client in CLIENTS {
            for operator in [OPERATOR, RIVAL] {
                sessions.push((client, operator, world.session(client, operator)));
            }
        }
        // In window 1 the first client alone uses the operators.
        for (window, clients) in [(0, 3), (1, 1)] {
            at(&mut world.chain, start + window * PERIOD + 10);
            for (client, operator, session) in &mut sessions[..2 * clients] {
                let late = *operator == OPERATOR;
                let served = Served {
                    latency_ms: Some(if late { LATE + 500 } else { 40 }),
                    ..world.fast()
                };
                for _ in 0..20 {
                    session.count(served);
                }
                let receipt = session.receipt().clone();
                world.served(*client, *operator, &receipt);
            }
        }
        let operators = [OPERATOR, RIVAL].map(party);
        let chain = &mut world.chain;
        at(chain, book.evaluated_from(0));
        let breached = operators.each_ref().map(|it| book.evaluate(chain, it, 0));
        assert_eq!(breached, [true, false], "{built}");
        at(chain, book.evaluated_from(1));
        for operator in &operators {
            let error = book.not_evaluated(chain, operator, 1);
            assert_eq!(error, "NothingMeasured", "{built}");
        }
        let left = operators.each_ref().map(|it| book.left(chain, it, 0));
        assert_eq!(left, [5_000, 10_000], "{built}");
    }
}
