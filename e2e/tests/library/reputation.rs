//! Reputation beside the real usage receipts, with clients that sign and operators that claim, and what tests ask of it.

use crate::library::{self, account, hex, named, number, Contract, OWNER};
use alloy_primitives::{keccak256, Address as Key, B256, U256};
use blueprint_e2e::{
    accounts::Account, chain::Chain, decode::Named, outcome::Outcome, usage::argument,
};
use blueprint_evidence::{PrivateKeySigner, Receipts, Served, SessionCounter};
use blueprint_rules::qos::reputation::{Record, Sample, Terms};
use serde_json::{json, Value};
use sp_core::{H160, H256};
use std::ops::Range;

pub const BUILDS: [&str; 3] = [
    "ink/reputation.polkavm",
    "solidity/Reputation.polkavm",
    "solidity/Reputation.evm",
];
pub const SERVICE: u64 = 3;
pub const PERIOD: u64 = 3_600;
pub const RETENTION: u64 = 20;
/// Wei: a unit of the native token's smallest unit.
const PRICE: u128 = 1_000_000;
/// Units of a period that give a client a word.
pub const LEAST_UNITS: u64 = 10;
const ESCROW: u128 = 1_000_000 * PRICE;
pub const TERMS: Terms = Terms {
    promised_ms: 500,
    half_life: 4,
    prior: 120,
    most_units: 240,
    band_bps: 500,
    neutral_bps: 8_000,
    lowest_bps: 5_000,
    highest_bps: 15_000,
    price: PRICE as u64,
};
/// What a newcomer has: the score and the factor.
pub const NEUTRAL: (u16, u16) = (8_000, 10_000);
/// A quorum of clients.
pub const ALL: [u8; 3] = [1, 2, 3];
pub const OPERATOR: u8 = 100;
pub const RIVAL: u8 = 101;
/// Milliseconds: of full quality, of half of it, and of none.
pub const FAST: u64 = 40;
pub const SLOW: u64 = 1_000;
pub const SILENT: u64 = 9_000;

/// Receipts of two operators of a service with three clients, and the reputation that is made of them.
pub struct World {
    pub chain: Chain,
    pub receipts: Contract,
    pub reputation: Contract,
    domain: Receipts,
    sessions: u64,
    built: &'static str,
}

/// The key of a party; clients have small numbers, operators those from 100 on.
fn key(number: u8) -> PrivateKeySigner {
    PrivateKeySigner::from_bytes(&B256::repeat_byte(number)).unwrap()
}

/// The account of a key, as it sends transactions.
pub fn sender(number: u8) -> Account {
    Account::ethereum(H160(key(number).address().into_array()))
}

pub fn party(number: u8) -> Value {
    hex(sender(number).address)
}

pub fn bytes(data: &[u8]) -> Value {
    json!(format!("0x{}", ::hex::encode(data)))
}

/// Terms as an argument.
pub fn words(it: &Terms) -> Value {
    json!([
        it.promised_ms,
        it.half_life,
        it.prior,
        it.most_units,
        it.band_bps,
        it.neutral_bps,
        it.lowest_bps,
        it.highest_bps,
        it.price,
    ])
}

/// The events of a contract, by name.
pub fn events(contract: &Contract, outcome: &Outcome, name: &str) -> Vec<Named> {
    let own = outcome.events.iter();
    let own = own.filter(|event| event.contract == contract.address);
    own.flat_map(|event| contract.interface.decode_event(event))
        .filter(|event| event.name == name)
        .collect()
}

/// Numbers of an event or an error.
pub fn fields<const N: usize>(of: &Named, names: [&str; N]) -> [u128; N] {
    names.map(|name| number(&of.args[name]))
}

impl World {
    pub fn new(built: &'static str) -> World {
        let mut chain = Chain::new().unwrap();
        let least_paid = u128::from(LEAST_UNITS) * PRICE;
        let terms = [PERIOD, 2 * PERIOD, RETENTION, 500, 3].map(|term| json!(term));
        let terms = [&terms[..], &[json!(least_paid.to_string())]].concat();
        let arguments = library::with_roles(json!(OWNER), &terms);
        let receipts = Contract::deploy(&mut chain, "ink/usage_receipts.polkavm", &arguments);
        let domain = Receipts {
            chain_id: blueprint_e2e_runtime::configs::revive::CHAIN_ID,
            contract: Key::from(receipts.address.0),
        };
        // The first second of a period that begins a half-life.
        let half_life = PERIOD * u64::from(TERMS.half_life);
        let start = (chain.timestamp() / half_life + 1) * half_life;
        chain.skip_blocks(1);
        chain.set_timestamp(start);
        let reputation = opened(&mut chain, built, receipts.address, &TERMS);
        for party in ALL.into_iter().chain([OPERATOR, RIVAL]) {
            let to = sender(party).address;
            let funded = chain.fund(&named("alice"), to, 1_000_000_000_000);
            assert!(funded.is_ok(), "{funded:?}");
        }
        let mut world = World {
            chain,
            receipts,
            reputation,
            domain,
            sessions: 0,
            built,
        };
        for client in ALL {
            for operator in [OPERATOR, RIVAL] {
                world.open(client, operator);
            }
        }
        world
    }

    /// Another contract of the same build, which takes the same receipts from now on.
    pub fn another(&mut self) -> Contract {
        self.another_with(&TERMS)
    }

    /// The same, with other terms.
    pub fn another_with(&mut self, terms: &Terms) -> Contract {
        opened(&mut self.chain, self.built, self.receipts.address, terms)
    }

    /// An agreement that bounds nothing here.
    fn open(&mut self, client: u8, operator: u8) {
        let (wide, deadline) = (1_000 * ESCROW, self.chain.timestamp() + 10_000 * PERIOD);
        let amounts = [PRICE, wide, wide].map(|amount| amount.to_string());
        let [price, initial, rate] = amounts;
        let terms = json!([price, initial, rate, 0, 3_600, deadline]);
        let arguments = [json!(SERVICE), party(operator), terms];
        let (chain, from) = (&mut self.chain, sender(client));
        let opened = self
            .receipts
            .try_send(chain, &from, "open", &arguments, ESCROW);
        assert!(opened.is_ok(), "{opened}");
    }

    pub fn period(&mut self) -> u64 {
        self.chain.timestamp() / PERIOD
    }

    pub fn at(&mut self, second: u64) {
        self.chain.skip_blocks(1);
        self.chain.set_timestamp(second);
    }

    /// The first second of a period.
    pub fn begin(&mut self, period: u64) {
        self.at(period * PERIOD);
    }

    /// Each client signs ten requests in this period, some of them without a response, and the operator claims.
    pub fn serve(
        &mut self,
        operator: u8,
        clients: &[u8],
        latency_ms: u64,
        errors: u64,
        units: u64,
    ) {
        for client in clients {
            let of = [json!(SERVICE), party(*client), party(operator)];
            let agreement = self.receipts.numbers(&mut self.chain, "agreementOf", &of)[0] as u64;
            self.sessions += 1;
            let id = B256::from(U256::from(self.sessions));
            let (to, from) = (key(operator).address(), key(*client).address());
            let mut session = SessionCounter::new(SERVICE, to, from, agreement, id);
            for request in 0..10 {
                session.count(Served {
                    time: self.chain.timestamp(),
                    latency_ms: (request >= errors).then_some(latency_ms),
                    units: if request == 0 { units } else { 0 },
                    bytes_in: 10,
                    bytes_out: 100,
                });
            }
            let receipt = session.receipt();
            let signature = self.domain.sign(&key(*client), receipt).unwrap();
            let claim = [argument(receipt), bytes(&signature), bytes(&[])];
            let (chain, from) = (&mut self.chain, sender(operator));
            let claimed = self.receipts.try_send(chain, &from, "claim", &claim, 0);
            assert!(claimed.is_ok(), "{claimed}");
        }
    }

    /// Clients complain about an operator in the period before this one.
    pub fn complain(&mut self, operator: u8, clients: &[u8]) {
        for client in clients {
            let (chain, from) = (&mut self.chain, sender(*client));
            let about = [json!(SERVICE), party(operator)];
            let sent = self.receipts.try_send(chain, &from, "complain", &about, 0);
            assert!(sent.is_ok(), "{sent}");
        }
    }

    /// What the receipts say of a period: verdict and units.
    fn sample(&mut self, operator: u8, period: u64) -> Option<Sample> {
        let (of, chain) = (
            [json!(SERVICE), party(operator), json!(period)],
            &mut self.chain,
        );
        let said = self.receipts.numbers(chain, "verdictOf", &of);
        let (latency_ms, error_bps) = (said[2] as u64, said[3] as u32);
        let quality_bps = match (said[4], said[0]) {
            (1, _) | (_, 2) => TERMS.quality_bps(latency_ms, error_bps, said[4] == 1),
            _ => return None,
        };
        let work = self.receipts.numbers(chain, "workOf", &of);
        let units = TERMS.units(work[0] as u64, work[1]);
        Some(Sample { quality_bps, units })
    }

    /// What the rules make of the receipts of a newcomer's periods.
    pub fn fresh(&mut self, operator: u8, periods: Range<u64>) -> Record {
        self.expected(operator, Record::default(), periods)
    }

    /// The same of periods after a record.
    pub fn expected(&mut self, operator: u8, record: Record, periods: Range<u64>) -> Record {
        periods.fold(record, |record, period| {
            let sample = self.sample(operator, period);
            record.after(&TERMS, period, sample).0
        })
    }

    /// The score and the factor of a record, now.
    pub fn scored(&mut self, record: &Record) -> (u16, u16) {
        let score = record.score_bps(&TERMS, self.period());
        (score, TERMS.factor_bps(score, true))
    }

    pub fn score(&mut self, operator: u8) -> (u16, u16) {
        let of = [json!(SERVICE), party(operator)];
        let score = self.reputation.numbers(&mut self.chain, "scoreOf", &of);
        (score[0] as u16, score[1] as u16)
    }

    /// The first period that is due, and how many are.
    pub fn due(&mut self, operator: u8) -> (u64, u64) {
        let of = [json!(SERVICE), party(operator)];
        let due = self.reputation.numbers(&mut self.chain, "dueOf", &of);
        (due[0] as u64, due[1] as u64)
    }

    pub fn recorded(&mut self, operator: u8) -> Record {
        let of = [json!(SERVICE), party(operator)];
        let record = self.reputation.ask(&mut self.chain, "recordOf", &of);
        let field = |name: &str| number(&record[0][name]);
        Record {
            next: field("next") as u64,
            half_lives: field("halfLives") as u64,
            weight: field("weight"),
            quality: field("quality"),
            deviation: field("deviation"),
        }
    }

    /// eve records; how many periods had a verdict, and period, quality, counted quality and units of each.
    pub fn record(&mut self, operator: u8) -> (u8, Vec<[u128; 4]>) {
        self.record_as(&account("eve"), operator)
    }

    /// The same of all periods that the receipts remember, which are more than are recorded at once.
    pub fn record_all(&mut self, operator: u8) {
        self.record(operator);
        self.record(operator);
        assert_eq!(self.due(operator).1, 0);
    }

    pub fn record_as(&mut self, by: &Account, operator: u8) -> (u8, Vec<[u128; 4]>) {
        let of = [json!(SERVICE), party(operator)];
        let (reputation, chain) = (&self.reputation, &mut self.chain);
        let sent = reputation.try_send(chain, by, "record", &of, 0);
        assert!(sent.is_ok(), "{sent}");
        eprintln!("record: {} us", sent.ref_time / 1_000_000);
        let counted = number(&reputation.answers("record", &sent)[0]) as u8;
        let names = ["period", "qualityBps", "countedBps", "units"];
        let seen = events(reputation, &sent, "PeriodCounted");
        for event in &seen {
            let of = (&event.args["serviceId"], &event.args["operator"]);
            assert_eq!(of, (&json!(SERVICE.to_string()), &party(operator)));
        }
        (
            counted,
            seen.iter().map(|event| fields(event, names)).collect(),
        )
    }

    /// What a view of the contract answers.
    pub fn ask(&mut self, call: &str, arguments: &[Value]) -> Vec<Value> {
        self.reputation.ask(&mut self.chain, call, arguments)
    }

    /// A call of eve, or of the runtime.
    pub fn send(&mut self, by: &str, call: &str, arguments: &[Value]) -> Outcome {
        let reputation = &self.reputation;
        reputation.send(&mut self.chain, by, call, arguments)
    }

    /// Any account removes what the receipts say of a period, or the name of the error.
    pub fn clear(&mut self, operator: u8, period: u64) -> Option<String> {
        let of = [json!(SERVICE), party(operator), json!(period)];
        let (receipts, chain) = (&self.receipts, &mut self.chain);
        let sent = receipts.try_send(chain, &account("eve"), "clearPeriod", &of, 0);
        let error = receipts.interface.decode_error(&sent.data);
        assert_eq!(sent.is_ok(), error.is_none(), "{sent}");
        error.map(|error| error.name)
    }

    /// The name of the error of eve's call about an operator.
    pub fn rejected(&mut self, call: &str, operator: u8) -> String {
        let of = [json!(SERVICE), party(operator)];
        let reputation = &self.reputation;
        reputation.rejection(&mut self.chain, "eve", call, &of)
    }

    /// The error of a call, with its values.
    pub fn error(&mut self, by: &Account, call: &str, arguments: &[Value]) -> Named {
        let (reputation, chain) = (&self.reputation, &mut self.chain);
        let outcome = reputation.try_send(chain, by, call, arguments, 0);
        assert!(outcome.is_revert(), "{call}: {outcome}");
        reputation.interface.decode_error(&outcome.data).unwrap()
    }

    /// A call ends with an error that names a contract which did not answer as it should.
    pub fn fails_by(&mut self, peer: H160, by: &str, call: &str, arguments: &[Value]) {
        let error = self.error(&account(by), call, arguments);
        assert_eq!(error.name, "PeerFailed");
        assert_eq!(error.args["peer"], hex(peer));
    }

    /// Undoes what `f` did to the chain.
    pub fn undoing<R>(&mut self, f: impl FnOnce(&mut World) -> R) -> R {
        self.chain.execute(sp_io::storage::start_transaction);
        let result = f(self);
        self.chain.execute(sp_io::storage::rollback_transaction);
        result
    }

    /// An operator names its agent.
    pub fn name(&mut self, operator: u8, registry: H160, agent: u64) -> Outcome {
        let arguments = [json!(SERVICE), hex(registry), json!(agent)];
        let (reputation, chain) = (&self.reputation, &mut self.chain);
        let from = sender(operator);
        let sent = reputation.try_send(chain, &from, "setAgent", &arguments, 0);
        assert!(sent.is_ok(), "{sent}");
        sent
    }

    /// eve publishes.
    pub fn publish(&mut self, operator: u8) -> Outcome {
        let of = [json!(SERVICE), party(operator)];
        let reputation = &self.reputation;
        reputation.send(&mut self.chain, "eve", "publish", &of)
    }
}

/// A contract that rates the operators of the service from now on.
fn opened(chain: &mut Chain, built: &str, receipts: H160, terms: &Terms) -> Contract {
    let roles = library::with_roles(json!(OWNER), &[]);
    let reputation = Contract::deploy(chain, built, &roles);
    let opening = [json!(SERVICE), hex(receipts), words(terms)];
    reputation.send(chain, OWNER, "openService", &opening);
    reputation
}

pub fn each(test: impl Fn(&mut World)) {
    for built in BUILDS {
        eprintln!("{built}");
        test(&mut World::new(built));
    }
}

pub fn opening(service: u64, receipts: H160, terms: Value) -> [Value; 3] {
    [json!(service), hex(receipts), terms]
}

fn registry(world: &mut World) -> Contract {
    Contract::deploy(&mut world.chain, "solidity/AgentRegistry.evm", &[])
}

/// A registry, and an agent of the operator in it.
pub fn registered(world: &mut World) -> (Contract, u64) {
    let registry = registry(world);
    let from = sender(OPERATOR);
    let sent = registry.try_send(&mut world.chain, &from, "register", &[], 0);
    let agent = number(&registry.answers("register", &sent)[0]) as u64;
    (registry, agent)
}

/// A recorded period in which the operator was bad.
pub fn silent_period(world: &mut World) {
    let start = world.period();
    world.serve(OPERATOR, &ALL, SILENT, 0, 40);
    world.begin(start + 2);
    world.record(OPERATOR);
}

/// A registry and the operator's agent in it, to which a record is published.
pub fn published(world: &mut World) -> (Contract, u64) {
    let (registry, agent) = registered(world);
    world.name(OPERATOR, registry.address, agent);
    silent_period(world);
    world.publish(OPERATOR);
    (registry, agent)
}

/// How much feedback an agent has, and client and arguments of the last one.
pub fn feedback(world: &mut World, registry: &Contract, agent: u64) -> (u64, Value, Vec<Value>) {
    let asked = registry.ask(&mut world.chain, "feedbackOf", &[json!(agent)]);
    let arguments = asked[2].as_str().unwrap().trim_start_matches("0x");
    let function = registry.interface.function("giveFeedback").unwrap();
    let arguments = ::hex::decode(arguments).unwrap();
    let arguments = registry.interface.decode_input(function, &arguments);
    (
        number(&asked[0]) as u64,
        asked[1].clone(),
        arguments.unwrap(),
    )
}

/// What the operator's score is known by, which the contract says, too.
pub fn evidence(world: &mut World, next: u64) -> Value {
    let members = "address reputation,uint64 serviceId,address operator,uint64 next";
    let words = [
        keccak256(format!("Reputation({members})")).0,
        H256::from(world.reputation.address).0,
        U256::from(SERVICE).to_be_bytes(),
        H256::from(sender(OPERATOR).address).0,
        U256::from(next).to_be_bytes(),
    ];
    let expected = json!(keccak256(words.as_flattened()).to_string());
    let of = [json!(SERVICE), party(OPERATOR), json!(next)];
    let said = world.reputation.ask(&mut world.chain, "evidenceOf", &of);
    assert_eq!(said[0], expected);
    expected
}

/// The last instruction of a [`stranger`].
pub const RETURN: u8 = 0xf3;
pub const REVERT: u8 = 0xfd;

/// A contract that ends each call alike, with so many bytes: a number, as one word, and zeros.
pub fn stranger(world: &mut World, number: u128, length: u32, end: u8) -> H160 {
    // PUSH16, PUSH0, MSTORE, PUSH4, PUSH0.
    let [number, length_of] = [&number.to_be_bytes()[..], &length.to_be_bytes()];
    let runtime = [
        &[0x6f],
        number,
        &[0x5f, 0x52, 0x63],
        length_of,
        &[0x5f, end],
    ]
    .concat();
    // PUSH26, PUSH0, MSTORE; the last 26 bytes of the word.
    let code = [
        &[0x79],
        &runtime[..],
        &[0x5f, 0x52, 0x60, 26, 0x60, 6, RETURN],
    ]
    .concat();
    let deployed = world.chain.deploy(&named("alice"), &code, &[]);
    let address = deployed.unwrap().address;
    let answer = world.chain.read(address, vec![]);
    assert_eq!(answer.is_ok(), end == RETURN, "{answer}");
    assert_eq!(
        (answer.data.len(), &answer.data[16..32]),
        (length as usize, number)
    );
    address
}
