//! Equivocation evidence on the chain: operators sign with real keys, any account files what contradicts itself, and the
//! court gets a proposal. Each attack is a test in which it gains nothing, on each build.

mod library;

use alloy_primitives::{Address, B256};
use alloy_sol_types::{eip712_domain, sol, SolStruct};
use blueprint_e2e::chain::Chain;
use library::{account, hex, number, Contract, Operator, Proposed, OWNER};
use serde_json::{json, Value};
use sp_core::H160;

const BUILDS: [&str; 3] = [
    "ink/equivocation_evidence.polkavm",
    "solidity/EquivocationEvidence.polkavm",
    "solidity/EquivocationEvidence.evm",
];

sol! {
    /// What an operator signs of an answer.
    struct Answer {
        uint64 serviceId;
        bytes32 question;
        bytes32 answer;
        uint64 time;
    }

    /// What an operator signs of the head of a log.
    struct TreeHead {
        uint64 serviceId;
        bytes32 log;
        uint64 size;
        bytes32 root;
        uint64 time;
    }
}

const SERVICE: u64 = 3;
const CHAIN: u64 = 31_337;
/// Seconds.
const WINDOW: u64 = 4 * 86_400;
const ANSWERS_BPS: u64 = 2_500;
const HEADS_BPS: u64 = 5_000;
const STAKE: u64 = 1_000;
const QUESTION: [u8; 32] = [7; 32];
const LOG: [u8; 32] = [8; 32];
const SIZE: u64 = 5;

/// Where a signature holds.
#[derive(Clone, Copy)]
struct Place {
    contract: H160,
    chain: u64,
    service: u64,
}

impl Place {
    fn domain(&self) -> alloy_sol_types::Eip712Domain {
        eip712_domain! {
            name: "EquivocationEvidence",
            version: "1",
            chain_id: self.chain,
            verifying_contract: Address::new(self.contract.0),
        }
    }

    fn answer(&self, question: [u8; 32], answer: u8, time: u64) -> [u8; 32] {
        let answer = Answer {
            serviceId: self.service,
            question: B256::new(question),
            answer: B256::repeat_byte(answer),
            time,
        };
        answer.eip712_signing_hash(&self.domain()).0
    }

    fn head(&self, size: u64, root: u8, time: u64) -> [u8; 32] {
        let head = TreeHead {
            serviceId: self.service,
            log: B256::new(LOG),
            size,
            root: B256::repeat_byte(root),
            time,
        };
        head.eip712_signing_hash(&self.domain()).0
    }
}

struct World {
    chain: Chain,
    court: Contract,
    evidence: Contract,
    operator: Operator,
    start: u64,
}

fn word(byte: u8) -> Value {
    json!(format!("0x{}", ::hex::encode([byte; 32])))
}

/// A statement with the signature of a digest.
fn signed(value: u8, time: u64, operator: &Operator, digest: &[u8; 32]) -> Value {
    let signature = operator.signature(digest);
    let (r, s) = (bytes(&signature[..32]), bytes(&signature[32..64]));
    json!([word(value), time, r, s, signature[64]])
}

fn bytes(data: &[u8]) -> Value {
    json!(format!("0x{}", ::hex::encode(data)))
}

impl World {
    /// A service whose proposer is the contract.
    fn new(built: &str) -> World {
        let mut chain = Chain::new().unwrap();
        let court = library::court(&mut chain, json!(OWNER));
        let roles = library::with_roles(json!(OWNER), &[]);
        let evidence = Contract::deploy(&mut chain, built, &roles);
        let start = chain.timestamp();
        let mut world = World {
            chain,
            court,
            evidence,
            operator: Operator::new(7),
            start,
        };
        let open = world.opening(SERVICE);
        world.send(OWNER, "openService", &open);
        let proposer = [json!(SERVICE), hex(world.evidence.address)];
        world
            .court
            .send(&mut world.chain, OWNER, "setProposer", &proposer);
        world
    }

    fn opening(&self, service: u64) -> [Value; 5] {
        let court = hex(self.court.address);
        let (answers, heads) = (json!(ANSWERS_BPS), json!(HEADS_BPS));
        [json!(service), court, json!(WINDOW), answers, heads]
    }

    fn place(&self) -> Place {
        Place {
            contract: self.evidence.address,
            chain: CHAIN,
            service: SERVICE,
        }
    }

    fn send(&mut self, by: &str, call: &str, arguments: &[Value]) -> u64 {
        let sent = self.evidence.send(&mut self.chain, by, call, arguments);
        eprintln!("{call}: {} us", sent.ref_time / 1_000_000);
        match call {
            "openService" => 0,
            call => number(&self.evidence.answers(call, &sent)[0]) as u64,
        }
    }

    /// The name of the error, also of one of the court's that was passed on.
    fn rejected(&mut self, call: &str, arguments: &[Value]) -> String {
        let from = account("eve");
        let outcome = self
            .evidence
            .try_send(&mut self.chain, &from, call, arguments, 0);
        assert!(outcome.is_revert(), "{outcome}");
        let own = self.evidence.interface.decode_error(&outcome.data);
        let courts = self.court.interface.decode_error(&outcome.data);
        own.or(courts).unwrap().name
    }

    /// The runtime records what the operator had at stake at a moment.
    fn capture(&mut self, moment: u64) {
        let capture = [
            json!(SERVICE),
            hex(self.operator.address),
            json!(moment),
            json!(STAKE),
            json!(STAKE),
        ];
        self.court.send(&mut self.chain, OWNER, "capture", &capture);
    }

    fn at(&mut self, second: u64) {
        self.chain.advance_blocks(1);
        self.chain.set_timestamp(second);
    }

    /// A signed answer.
    fn answer(&self, answer: u8, time: u64) -> Value {
        let digest = self.place().answer(QUESTION, answer, time);
        signed(answer, time, &self.operator, &digest)
    }

    /// A signed head.
    fn head(&self, root: u8, time: u64) -> Value {
        let digest = self.place().head(SIZE, root, time);
        signed(root, time, &self.operator, &digest)
    }

    fn answers(&self, first: Value, second: Value) -> [Value; 5] {
        let operator = hex(self.operator.address);
        [json!(SERVICE), operator, bytes(&QUESTION), first, second]
    }

    fn heads(&self, first: Value, second: Value) -> [Value; 6] {
        let operator = hex(self.operator.address);
        let (log, size) = (bytes(&LOG), json!(SIZE));
        [json!(SERVICE), operator, log, size, first, second]
    }
}

fn each(test: impl Fn(&mut World)) {
    for built in BUILDS {
        eprintln!("{built}");
        test(&mut World::new(built));
    }
}

#[test]
fn two_answers_become_a_proposal_about_the_later_moment() {
    each(|world| {
        let (earlier, later) = (world.start + 10, world.start + 20);
        world.at(world.start + 30);
        let (one, other) = (world.answer(1, earlier), world.answer(2, later));
        let file = world.answers(other, one);
        assert_eq!(world.rejected("fileAnswers", &file), "StakeUnknown");
        // The stake of another second does not answer for it.
        world.capture(earlier);
        assert_eq!(world.rejected("fileAnswers", &file), "StakeUnknown");
        world.capture(later);
        let id = world.send("eve", "fileAnswers", &file);
        assert_eq!(id, 1);
        let of = [
            json!(SERVICE),
            hex(world.operator.address),
            bytes(&QUESTION),
        ];
        let evidence = world.evidence.ask(&mut world.chain, "answersEvidence", &of);
        let proposed = Proposed {
            service: SERVICE,
            proposer: world.evidence.address,
            evidence: evidence[0].clone(),
            moment: later,
            requested: u128::from(STAKE * ANSWERS_BPS / 10_000),
        };
        proposed.is_executed(&mut world.chain, &world.court, id);
    });
}

#[test]
fn two_roots_of_one_size_become_a_proposal() {
    each(|world| {
        let moment = world.start + 10;
        world.at(moment);
        world.capture(moment);
        let file = world.heads(world.head(1, moment), world.head(2, moment));
        let id = [json!(world.send("eve", "fileHeads", &file))];
        let amounts = world
            .court
            .numbers(&mut world.chain, "proposalAmounts", &id);
        assert_eq!(amounts[0], u128::from(STAKE * HEADS_BPS / 10_000));
        // A head of another size is the log's growth.
        let grown = world.place().head(SIZE + 1, 3, moment);
        let grown = signed(3, moment, &world.operator, &grown);
        let growth = world.heads(world.head(1, moment), grown);
        assert_eq!(world.rejected("fileHeads", &growth), "NotSigned");
    });
}

/// Neither the order, nor a third answer, nor another time makes another offence of it.
#[test]
fn one_question_is_one_offence() {
    each(|world| {
        let moment = world.start + 10;
        world.at(moment + 5);
        for second in [moment, moment + 1] {
            world.capture(second);
        }
        let (one, other) = (world.answer(1, moment), world.answer(2, moment));
        let file = world.answers(one.clone(), other.clone());
        world.send("eve", "fileAnswers", &file);
        for (first, second) in [
            (one.clone(), other.clone()),
            (other.clone(), one),
            (other.clone(), world.answer(3, moment)),
            (other, world.answer(1, moment + 1)),
        ] {
            let again = world.answers(first, second);
            let rejected = world.rejected("fileAnswers", &again);
            assert_eq!(rejected, "DuplicateEvidence");
        }
        let count = world.court.numbers(&mut world.chain, "proposalCount", &[]);
        assert_eq!(count, [1]);
    });
}

#[test]
fn statements_of_others_and_of_other_places_prove_nothing() {
    each(|world| {
        let moment = world.start + 10;
        world.at(moment);
        world.capture(moment);
        let (own, one) = (world.place(), world.answer(1, moment));
        let operator = Operator::new(7);
        let by = |operator: &Operator, digest: [u8; 32]| signed(2, moment, operator, &digest);
        let elsewhere = |place: Place| by(&operator, place.answer(QUESTION, 2, moment));
        let other = world.court.address;
        let forgeries = [
            elsewhere(Place {
                contract: other,
                ..own
            }),
            elsewhere(Place {
                chain: CHAIN + 1,
                ..own
            }),
            elsewhere(Place {
                service: SERVICE + 1,
                ..own
            }),
            // Of another question, of another time, as a head, and by another key.
            by(&operator, own.answer([9; 32], 2, moment)),
            by(&operator, own.answer(QUESTION, 2, moment - 1)),
            by(&operator, own.head(SIZE, 2, moment)),
            by(&Operator::new(8), own.answer(QUESTION, 2, moment)),
            json!([word(2), moment, word(0), word(0), 27]),
        ];
        for forged in forgeries {
            for file in [
                world.answers(one.clone(), forged.clone()),
                world.answers(forged, one.clone()),
            ] {
                assert_eq!(world.rejected("fileAnswers", &file), "NotSigned");
            }
        }
        // The same answer, signed at two times, is none.
        let same = world.answers(one.clone(), world.answer(1, moment - 1));
        assert_eq!(world.rejected("fileAnswers", &same), "SameStatement");
        let mut unknown = world.answers(one, world.answer(2, moment));
        unknown[0] = json!(SERVICE + 1);
        assert_eq!(world.rejected("fileAnswers", &unknown), "UnknownService");
    });
}

#[test]
fn moment_is_within_the_window_and_after_the_terms() {
    each(|world| {
        let moment = world.start + 10;
        let (one, other) = (world.answer(1, world.start), world.answer(2, moment));
        let file = world.answers(one, other);
        world.at(moment - 1);
        assert_eq!(world.rejected("fileAnswers", &file), "InFuture");
        world.at(moment + WINDOW + 1);
        assert_eq!(world.rejected("fileAnswers", &file), "TooOld");
        world.at(moment + WINDOW);
        world.capture(moment);
        world.send("eve", "fileAnswers", &file);
        // Of before the terms.
        let before = world.start - 1;
        let old = world.answers(world.answer(1, before), world.answer(2, before));
        assert_eq!(world.rejected("fileAnswers", &old), "TooOld");
    });
}

#[test]
fn terms_are_the_runtimes_and_do_not_change() {
    each(|world| {
        let open = world.opening(SERVICE + 1);
        assert_eq!(world.rejected("openService", &open), "CallerNotRuntime");
        let rejected = |world: &mut World, place: usize, value: Value| {
            let mut bad = world.opening(SERVICE + 1);
            bad[place] = value;
            let evidence = &world.evidence;
            evidence.rejection(&mut world.chain, OWNER, "openService", &bad)
        };
        let itself = hex(world.evidence.address);
        for court in [hex(account("bob").address), itself] {
            assert_eq!(rejected(world, 1, court), "CourtSilent");
        }
        assert_eq!(
            rejected(world, 2, json!(4 * 86_400 - 1)),
            "WindowOutOfBounds"
        );
        assert_eq!(rejected(world, 3, json!(10_001)), "AboveWhole");
        assert_eq!(rejected(world, 0, json!(SERVICE)), "AlreadyOpen");
        let mut none = world.opening(SERVICE + 1);
        (none[3], none[4]) = (json!(0), json!(0));
        let evidence = &world.evidence;
        let error = evidence.rejection(&mut world.chain, OWNER, "openService", &none);
        assert_eq!(error, "NotPunished");
        // Without the grant of the court, nothing is proposed.
        world.send(OWNER, "openService", &open);
        let moment = world.start + 10;
        world.at(moment);
        let place = Place {
            service: SERVICE + 1,
            ..world.place()
        };
        let said = |world: &World, answer: u8| {
            let digest = place.answer(QUESTION, answer, moment);
            signed(answer, moment, &world.operator, &digest)
        };
        let mut file = world.answers(said(world, 1), said(world, 2));
        file[0] = json!(SERVICE + 1);
        let capture = [
            json!(SERVICE + 1),
            hex(world.operator.address),
            json!(moment),
            json!(STAKE),
            json!(STAKE),
        ];
        world
            .court
            .send(&mut world.chain, OWNER, "capture", &capture);
        assert_eq!(world.rejected("fileAnswers", &file), "NotProposer");
    });
}
