//! Reports on the chain: filed with a bond, judged by a verifier in Solidity that computes again,
//! counted in the ledger, brought before the court and executed; and what a false one costs.

mod library;

use alloy_primitives::{keccak256, Address, Bytes, U256 as Word};
use alloy_sol_types::{eip712_domain, sol, SolStruct, SolValue};
use blueprint_e2e::{chain::Chain, outcome::Outcome};
use library::{hex, named, number, Contract, Operator, OWNER};
use serde_json::{json, Value};

sol! {
    /// What an operator signs of a result.
    struct Result {
        uint64 serviceId;
        uint64 startMs;
        uint256 input;
        uint256 output;
    }
}

const DAY: u64 = 86_400;
const SERVICE: u64 = 7;
const BLUEPRINT: u64 = 1;
const STAKE: u64 = 1_000;
/// What a report costs, in wei.
const BOND: u128 = 50_000_000;
/// States of a report.
const FILED: u128 = 1;
const ACCEPTED: u128 = 2;
const REJECTED: u128 = 3;
const LAPSED: u128 = 4;
/// The court's state of an executed proposal.
const EXECUTED: u128 = 6;

/// A ledger, a court and a desk; bob works for the service, eve may report him, and the verifier of
/// job misbehaviour is a Solidity contract.
struct World {
    chain: Chain,
    ledger: Contract,
    court: Contract,
    desk: Contract,
    verifier: Contract,
    bob: Operator,
    /// The moment the tests begin, in seconds: bob's stake is captured.
    start: u64,
}

impl World {
    /// With the verifier's build.
    fn new(verifier: &str) -> World {
        let mut chain = Chain::new().unwrap();
        let ledger = library::ledger(&mut chain, OWNER, 1_000_000);
        let court = library::court(&mut chain, json!(OWNER));
        let peers = [hex(ledger.address), hex(court.address)];
        let peers = library::with_roles(json!(OWNER), &peers);
        let desk = Contract::deploy(&mut chain, "ink/report_desk.polkavm", &peers);
        let severity = [hex(desk.address), json!(2_500)];
        let verifier = Contract::deploy(&mut chain, verifier, &severity);
        let start = chain.timestamp();
        let mut world = World {
            chain,
            ledger,
            court,
            desk,
            verifier,
            bob: Operator::new(0xb0),
            start,
        };
        let terms = [
            json!(BLUEPRINT),
            json!("alice"),
            json!(300_000),
            json!(false),
            json!(BOND.to_string()),
            json!(DAY),
        ];
        world.desk(OWNER, "setBlueprint", &terms);
        let service = [json!(SERVICE), json!(BLUEPRINT), json!(true)];
        world.desk(OWNER, "setService", &service);
        let address = hex(world.bob.address);
        let bob = [json!(SERVICE), address.clone(), json!(true)];
        world.desk(OWNER, "setOperator", &bob);
        let eve = [json!(SERVICE), json!("eve"), json!(true)];
        world.desk(OWNER, "setReporter", &eve);
        let verifier = [json!(BLUEPRINT), json!(1), hex(world.verifier.address)];
        world.desk("alice", "registerVerifier", &verifier);
        let all = json!(STAKE);
        let stake = [json!(SERVICE), address, json!(start), all.clone(), all];
        world.court.send(&mut world.chain, OWNER, "capture", &stake);
        world
    }

    /// Lets the desk count in the ledger and propose in the court.
    fn trusted(verifier: &str) -> World {
        let mut world = World::new(verifier);
        world.trust_in_ledger();
        world.trust_in_court();
        world
    }

    fn trust_in_ledger(&mut self) {
        let desk = hex(self.desk.address);
        let awarder = [json!(BLUEPRINT), json!(SERVICE), desk];
        self.ledger
            .send(&mut self.chain, OWNER, "registerAwarder", &awarder);
    }

    fn trust_in_court(&mut self) {
        let desk = hex(self.desk.address);
        let proposer = [json!(SERVICE), desk];
        self.court
            .send(&mut self.chain, OWNER, "setProposer", &proposer);
    }

    fn desk(&mut self, caller: &str, call: &str, arguments: &[Value]) -> Outcome {
        self.desk.send(&mut self.chain, caller, call, arguments)
    }

    fn refused(&mut self, caller: &str, call: &str, arguments: &[Value]) -> String {
        self.desk
            .rejection(&mut self.chain, caller, call, arguments)
    }

    /// Eve reports that bob answered `output` to `input`.
    fn try_file(&mut self, nonce: u64, input: u64, output: u64, bond: u128) -> Outcome {
        let payload = self.evidence(input, output);
        self.try_report(1, nonce, payload, bond)
    }

    /// Bob's signature of a result.
    fn signed(&self, input: u64, output: u64) -> Vec<u8> {
        let domain = eip712_domain! {
            name: "RecomputingVerifier",
            version: "1",
            chain_id: blueprint_e2e_runtime::configs::revive::CHAIN_ID,
            verifying_contract: Address::new(self.verifier.address.0),
        };
        let result = Result {
            serviceId: SERVICE,
            startMs: self.start * 1_000,
            input: Word::from(input),
            output: Word::from(output),
        };
        self.bob.signature(&result.eip712_signing_hash(&domain).0)
    }

    /// The hash of what bob signed.
    fn evidence(&self, input: u64, output: u64) -> Value {
        evidence(input, output, self.signed(input, output))
    }

    fn shown(&self, report: u64, input: u64, output: u64) -> [Value; 4] {
        shown(report, input, output, &self.signed(input, output))
    }

    /// Eve reports bob.
    fn try_report(&mut self, kind: u8, nonce: u64, payload: Value, bond: u128) -> Outcome {
        let report = [
            json!(BLUEPRINT),
            json!(SERVICE),
            json!(kind),
            json!(0),
            hex(self.bob.address),
            json!(nonce),
            json!(self.start * 1_000),
            json!(self.start * 1_000 + 999),
            json!(0),
            payload,
        ];
        let eve = named("eve");
        self.desk
            .try_send(&mut self.chain, &eve, "fileReport", &report, bond)
    }

    fn file(&mut self, nonce: u64, input: u64, output: u64) -> u64 {
        let outcome = self.try_file(nonce, input, output, BOND);
        assert!(outcome.is_ok(), "{outcome}");
        number(&self.desk.answers("fileReport", &outcome)[0]) as u64
    }

    /// Any account shows the evidence of a report to the verifier.
    fn show(&mut self, report: u64, input: u64, output: u64) -> Outcome {
        let arguments = self.shown(report, input, output);
        let ferdie = named("ferdie");
        self.verifier
            .try_send(&mut self.chain, &ferdie, "show", &arguments, 0)
    }

    fn state(&mut self, report: u64) -> u128 {
        let answers = self.desk.ask(&mut self.chain, "report", &[json!(report)]);
        number(&answers[0])
    }

    fn severity(&mut self, report: u64) -> u128 {
        let answers = self
            .desk
            .numbers(&mut self.chain, "severityOf", &[json!(report)]);
        answers[0]
    }

    /// Reports against bob that the ledger counts in this era.
    fn counted(&mut self) -> u128 {
        let bob = [json!(0), hex(self.bob.address)];
        self.ledger.numbers(&mut self.chain, "cardOf", &bob)[2]
    }

    /// Bonds in keeping, to be fetched, lost.
    fn bonds(&mut self) -> Vec<u128> {
        self.desk.numbers(&mut self.chain, "bondTotals", &[])
    }

    fn later(&mut self, seconds: u64) {
        let then = self.start + seconds;
        self.chain.set_timestamp(then);
    }
}

/// keccak-256 of a result with its signature.
fn evidence(input: u64, output: u64, signature: Vec<u8>) -> Value {
    let shown = (
        Word::from(input),
        Word::from(output),
        Bytes::from(signature),
    );
    json!(keccak256(shown.abi_encode_params()).to_string())
}

fn shown(report: u64, input: u64, output: u64, signature: &[u8]) -> [Value; 4] {
    [
        json!(report),
        json!(input.to_string()),
        json!(output.to_string()),
        json!(format!("0x{}", ::hex::encode(signature))),
    ]
}

const VERIFIERS: [&str; 2] = [
    "solidity/RecomputingVerifier.evm",
    "solidity/RecomputingVerifier.polkavm",
];

#[test]
fn true_report_ends_in_an_executed_slash_and_its_bond_comes_back() {
    for verifier in VERIFIERS {
        let mut world = World::trusted(verifier);
        let report = world.file(1, 5, 26);
        assert_eq!(world.state(report), FILED);
        assert_eq!(world.bonds(), [BOND, 0, 0]);

        let outcome = world.show(report, 5, 26);
        assert!(outcome.is_ok(), "{verifier}: {outcome}");
        assert_eq!(world.state(report), ACCEPTED);
        assert_eq!(world.counted(), 1);
        assert_eq!(world.severity(report), 2_500);
        // Judged is judged.
        let again = world.show(report, 5, 26);
        assert_eq!(
            world.desk.interface.decode_error(&again.data).unwrap().name,
            "ReportEnded"
        );

        let outcome = world.desk("charlie", "accuse", &[json!(report)]);
        let proposal = world.desk.answers("accuse", &outcome);
        let amounts = world
            .court
            .numbers(&mut world.chain, "proposalAmounts", &proposal);
        // A quarter of what bob had at stake then.
        assert_eq!(amounts[..2], [250, u128::from(STAKE)]);
        let refused = world.refused("charlie", "accuse", &[json!(report)]);
        assert_eq!(refused, "NothingToAccuse");

        let before = world.chain.balance(named("eve").address);
        let outcome = world.desk("eve", "withdrawBond", &[]);
        let after = world.chain.balance(named("eve").address);
        let deposit = outcome.deposit * 1_000_000;
        let gained = i128::try_from(after.as_u128()).unwrap()
            - i128::try_from(before.as_u128()).unwrap()
            + deposit;
        assert_eq!(gained, i128::try_from(BOND).unwrap());
        assert_eq!(world.bonds(), [0, 0, 0]);

        world.later(14 * DAY);
        let executed = world
            .court
            .send(&mut world.chain, "charlie", "execute", &proposal);
        assert_eq!(number(&world.court.answers("execute", &executed)[0]), 250);
        let state = world.court.ask(&mut world.chain, "proposal", &proposal);
        assert_eq!(number(&state[0]), EXECUTED);
    }
}

#[test]
fn false_report_costs_its_author_and_nobody_else() {
    for verifier in VERIFIERS {
        let mut world = World::trusted(verifier);
        let report = world.file(1, 5, 25);
        let outcome = world.show(report, 5, 25);
        assert!(outcome.is_ok(), "{verifier}: {outcome}");
        assert_eq!(world.state(report), REJECTED);
        assert_eq!(world.counted(), 0);
        assert_eq!(world.bonds(), [0, 0, BOND]);
        assert_eq!(
            world.refused("eve", "withdrawBond", &[]),
            "NothingToWithdraw"
        );
        let treasury = library::named("charlie").address;
        let stranger = world.refused("eve", "setTreasury", &[hex(treasury)]);
        assert_eq!(stranger, "CallerNotRuntime");
        world.desk(OWNER, "setTreasury", &[hex(treasury)]);
        let before = world.chain.balance(treasury);
        world.desk("eve", "sweepBonds", &[]);
        assert_eq!((world.chain.balance(treasury) - before).as_u128(), BOND);
        assert!(world.chain.balance(world.desk.address).is_zero());
        let refused = world.refused("eve", "accuse", &[json!(report)]);
        assert_eq!(refused, "NothingToAccuse");

        // The same claim is judged once, whatever its nonce.
        let again = world.try_file(2, 5, 25, BOND);
        let error = world.desk.interface.decode_error(&again.data).unwrap();
        assert_eq!(error.name, "DuplicateReport");
    }
}

/// A reporter writes down a wrong output, or lets another account sign it.
#[test]
fn result_that_the_operator_did_not_sign_is_a_false_report() {
    for verifier in VERIFIERS {
        let mut world = World::trusted(verifier);
        let of_eve = Operator::new(0xee).signature(&[7; 32]);
        world.start -= 1;
        let of_another_moment = world.signed(5, 26);
        world.start += 1;
        let forged = [Vec::new(), vec![0; 65], of_eve, of_another_moment];
        for (report, signature) in (1u64..).zip(forged) {
            let payload = evidence(5, 26, signature.clone());
            let filed = world.try_report(1, report, payload, BOND);
            assert!(filed.is_ok(), "{verifier}: {filed}");
            let arguments = shown(report, 5, 26, &signature);
            let shown =
                world
                    .verifier
                    .try_send(&mut world.chain, &named("ferdie"), "show", &arguments, 0);
            assert!(shown.is_ok(), "{verifier}: {shown}");
            assert_eq!(world.state(report), REJECTED, "{verifier} {report}");
        }
        assert_eq!(world.counted(), 0);
    }
}

#[test]
fn report_is_judged_by_its_own_evidence_and_verifier_alone() {
    let mut world = World::trusted(VERIFIERS[0]);
    let report = world.file(1, 5, 26);
    let arguments = world.shown(report, 5, 27);
    let refused = world
        .verifier
        .rejection(&mut world.chain, "ferdie", "show", &arguments);
    assert_eq!(refused, "NotTheEvidence");
    for caller in ["eve", "alice", OWNER, "bob"] {
        let verdict = [json!(report), json!(2), json!(10_000)];
        assert_eq!(world.refused(caller, "judge", &verdict), "WrongOrigin");
    }
    let verifier = [json!(BLUEPRINT), json!(1), json!("eve")];
    let refused = world.refused("eve", "registerVerifier", &verifier);
    assert_eq!(refused, "WrongOrigin");
    assert_eq!(world.state(report), FILED);
}

#[test]
fn ledger_that_refuses_undoes_the_verdict_and_court_that_refuses_does_not() {
    let mut world = World::new(VERIFIERS[0]);
    let report = world.file(1, 5, 26);
    let arguments = world.shown(report, 5, 26);
    let refused = world.verifier.passed_on(
        &mut world.chain,
        &world.ledger,
        "ferdie",
        "show",
        &arguments,
    );
    assert_eq!(refused, "NotAnAwarder");
    assert_eq!((world.state(report), world.bonds()[0]), (FILED, BOND));

    world.trust_in_ledger();
    assert!(world.show(report, 5, 26).is_ok());
    let accuse = [json!(report)];
    let refused =
        world
            .desk
            .passed_on(&mut world.chain, &world.court, "charlie", "accuse", &accuse);
    assert_eq!(refused, "NotProposer");
    assert_eq!(
        (world.state(report), world.severity(report)),
        (ACCEPTED, 2_500)
    );

    world.trust_in_court();
    world.desk("charlie", "accuse", &accuse);
    assert_eq!(world.severity(report), 0);
}

#[test]
fn report_nobody_judges_lapses_on_the_second_and_may_come_again() {
    let mut world = World::trusted(VERIFIERS[0]);
    let report = world.file(1, 5, 26);
    world.later(DAY - 1);
    let refused = world.refused("charlie", "lapse", &[json!(report)]);
    assert_eq!(refused, "LapsesTooEarly");
    world.later(DAY);
    let late = world.show(report, 5, 26);
    let error = world.desk.interface.decode_error(&late.data).unwrap();
    assert_eq!(error.name, "JudgedTooLate");
    world.desk("charlie", "lapse", &[json!(report)]);
    assert_eq!(world.state(report), LAPSED);
    assert_eq!(world.bonds(), [0, BOND, 0]);
    // A day old by now: no verifier judged it. Another claim of that age is refused.
    let other = world.try_file(2, 6, 26, BOND);
    let error = world.desk.interface.decode_error(&other.data).unwrap();
    assert_eq!(error.name, "ReportTooOld");
    let again = world.file(2, 5, 26);
    assert_eq!(world.state(again), FILED);
}

/// An accomplice reports the same evidence for a moment at which bob had next to nothing at stake.
#[test]
fn evidence_counts_once_and_not_for_a_moment_long_ago() {
    let mut world = World::trusted(VERIFIERS[0]);
    let accomplice = [json!(SERVICE), json!("ferdie"), json!(true)];
    world.desk(OWNER, "setReporter", &accomplice);
    let ferdie = |world: &mut World, seconds_before: u64, nonce: u64| {
        let report = [
            json!(BLUEPRINT),
            json!(SERVICE),
            json!(1),
            json!(0),
            hex(world.bob.address),
            json!(nonce),
            json!((world.start - seconds_before) * 1_000),
            json!(world.start * 1_000),
            json!(0),
            world.evidence(5, 26),
        ];
        let ferdie = named("ferdie");
        world
            .desk
            .try_send(&mut world.chain, &ferdie, "fileReport", &report, BOND)
    };
    let long_ago = ferdie(&mut world, 301, 1);
    let error = world.desk.interface.decode_error(&long_ago.data).unwrap();
    assert_eq!(error.name, "ReportTooLong");
    assert!(ferdie(&mut world, 100, 1).is_ok());
    let honest = world.file(1, 5, 26);
    assert!(world.show(honest, 5, 26).is_ok());
    assert_eq!(world.counted(), 1);
    let again = ferdie(&mut world, 0, 2);
    let error = world.desk.interface.decode_error(&again.data).unwrap();
    assert_eq!(error.name, "DuplicateReport");
    // Bob signed for another moment than the accomplice's report names.
    assert!(world.show(1, 5, 26).is_ok());
    assert_eq!(world.state(1), REJECTED);
    assert_eq!(world.counted(), 1);
}

#[test]
fn report_with_another_bond_or_by_a_stranger_is_refused_with_nothing_kept() {
    let mut world = World::trusted(VERIFIERS[0]);
    for bond in [0, BOND - 1_000_000, BOND + 1_000_000] {
        let outcome = world.try_file(1, 5, 26, bond);
        let error = world.desk.interface.decode_error(&outcome.data).unwrap();
        assert_eq!(error.name, "WrongBond");
    }
    let gone = [json!(SERVICE), json!("eve"), json!(false)];
    world.desk(OWNER, "setReporter", &gone);
    let outcome = world.try_file(1, 5, 26, BOND);
    let error = world.desk.interface.decode_error(&outcome.data).unwrap();
    assert_eq!(error.name, "NotAuthorised");
    let desk = world.desk.address;
    assert!(world.chain.balance(desk).is_zero());
    assert_eq!(
        world.desk.numbers(&mut world.chain, "reportCount", &[]),
        [0]
    );
}

#[test]
fn bad_service_that_somebody_else_may_have_caused_counts_and_goes_no_further() {
    let mut world = World::trusted(VERIFIERS[0]);
    let payload = world.evidence(1, 2);
    // The other kind has a verifier of its own, or none.
    let nobody = world.try_report(2, 1, payload.clone(), BOND);
    let error = world.desk.interface.decode_error(&nobody.data).unwrap();
    assert_eq!(error.name, "NoVerifier");
    let dave = [json!(BLUEPRINT), json!(2), json!("dave")];
    world.desk("alice", "registerVerifier", &dave);
    let filed = world.try_report(2, 1, payload, BOND);
    assert!(filed.is_ok(), "{filed}");
    let shown = world.shown(1, 1, 2);
    let refused = world
        .verifier
        .passed_on(&mut world.chain, &world.desk, "eve", "show", &shown);
    assert_eq!(refused, "WrongOrigin");

    world.desk("dave", "judge", &[json!(1), json!(3), json!(10_000)]);

    assert_eq!((world.state(1), world.counted()), (ACCEPTED, 1));
    assert_eq!(world.severity(1), 0);
    assert_eq!(world.bonds(), [0, BOND, 0]);
    let refused = world.refused("charlie", "accuse", &[json!(1)]);
    assert_eq!(refused, "NothingToAccuse");
    let made = world.court.numbers(&mut world.chain, "proposalCount", &[]);
    assert_eq!(made, [0]);
}

#[test]
fn nobody_but_the_runtime_tells_the_desk_of_services() {
    let mut world = World::trusted(VERIFIERS[0]);
    let blueprint = [
        json!(BLUEPRINT),
        json!("eve"),
        json!(300_000),
        json!(false),
        json!("1"),
        json!(DAY),
    ];
    let eve = [json!(SERVICE), json!("eve"), json!(true)];
    let service = [json!(SERVICE), json!(BLUEPRINT), json!(false)];
    for caller in ["eve", "alice", "bob"] {
        for (call, arguments) in [
            ("setBlueprint", blueprint.as_slice()),
            ("setService", &service),
            ("setOperator", &eve),
            ("setReporter", &eve),
        ] {
            let refused = world.refused(caller, call, arguments);
            assert_eq!(refused, "CallerNotRuntime", "{call} by {caller}");
        }
    }
}
