//! The slashing court on the chain: a slash disputed, one vetoed, one executed, brought by the
//! runtime and by a blueprint's manager in Solidity, at a cost that no number of operators changes.

mod library;

use alloy_primitives::keccak256;
use blueprint_e2e::{
    accounts::{self, Account},
    artifact::Artifact,
    chain::{CallOptions, Chain},
    decode::Interface,
    outcome::{Outcome, Status},
};
use blueprint_e2e_runtime::Revive;
use library::{Contract, OWNER};
use serde_json::{json, Value};
use sp_core::{H160, U256};

const DAY: u64 = 86_400;
const WEEK: u64 = 7 * DAY;
const SERVICE: u64 = 7;
const STAKE: u64 = 1_000;
/// What a dispute costs by default, in wei.
const BOND: u64 = 20_000_000_000_000_000;
/// Blocks of an era of the ledger.
const LEDGER_ERA: u32 = 1_000;
/// A wrong result, in stake, at the Solidity manager.
const PENALTY: u64 = 250;

/// States, as the court numbers them.
const PENDING: u8 = 1;
const DISPUTED: u8 = 2;
const UPHELD: u8 = 3;
const VETOED: u8 = 4;
const DISMISSED: u8 = 5;
const EXECUTED: u8 = 6;
const EXPIRED: u8 = 7;

fn named(name: &str) -> Account {
    accounts::named(name).unwrap()
}

/// A court on a chain: alith is its runtime, ferdie governs, bob is the accused.
struct Court {
    chain: Chain,
    address: H160,
    interface: Interface,
    /// The moment the tests begin, at which bob's stake is captured.
    start: u64,
}

impl Court {
    fn new() -> Self {
        let mut chain = Chain::new().unwrap();
        let Contract { address, interface } = library::court(&mut chain, json!(OWNER));
        let start = chain.timestamp();
        let mut court = Court {
            chain,
            address,
            interface,
            start,
        };
        court.capture(named("bob").address);
        court
    }

    fn capture(&mut self, operator: H160) {
        let arguments = [
            json!(SERVICE),
            address(operator),
            json!(self.start),
            json!(STAKE),
            json!(STAKE),
        ];
        self.expect(OWNER, "capture", &arguments);
    }

    fn call(&mut self, caller: &str, call: &str, arguments: &[Value]) -> Outcome {
        self.pay(caller, call, arguments, 0)
    }

    fn pay(&mut self, caller: &str, call: &str, arguments: &[Value], wei: u64) -> Outcome {
        let caller = library::account(caller);
        let data = self.interface.encode_call(call, arguments).unwrap();
        let options = CallOptions {
            value: wei.into(),
            ..Default::default()
        };
        self.chain.call_with(&caller, self.address, data, options)
    }

    /// Calls, and the call ends well.
    fn expect(&mut self, caller: &str, call: &str, arguments: &[Value]) -> Outcome {
        let outcome = self.call(caller, call, arguments);
        assert!(outcome.is_ok(), "{call}: {:?}", self.rejection(&outcome));
        outcome
    }

    /// Calls, and the call is refused: the error's name.
    fn refused(&mut self, caller: &str, call: &str, arguments: &[Value]) -> String {
        let outcome = self.call(caller, call, arguments);
        self.rejection(&outcome)
    }

    fn rejection(&self, outcome: &Outcome) -> String {
        assert_eq!(outcome.status, Status::Revert, "{outcome}");
        let error = self.interface.decode_error(&outcome.data);
        error.unwrap_or_else(|| panic!("{outcome}")).name
    }

    fn read(&mut self, view: &str, arguments: &[Value]) -> Vec<Value> {
        let data = self.interface.encode_call(view, arguments).unwrap();
        let outcome = self.chain.read(self.address, data);
        let function = self.interface.function(view).unwrap();
        self.interface
            .decode_output(function, &outcome.data)
            .unwrap_or_else(|| panic!("{view}: {outcome}"))
    }

    fn propose(&mut self, operator: H160, evidence: u32, requested: u64) -> Outcome {
        let arguments = [
            json!(SERVICE),
            address(operator),
            json!(1),
            word(evidence),
            json!(requested),
            json!(self.start),
        ];
        self.expect(OWNER, "propose", &arguments)
    }

    fn propose_against_bob(&mut self, requested: u64) -> Value {
        let count = self.read("proposalCount", &[]).remove(0);
        let made: u32 = count.as_str().unwrap().parse().unwrap();
        self.propose(named("bob").address, made + 1, requested);
        json!(made + 1)
    }

    fn dispute(&mut self, caller: &str, id: &Value) -> Outcome {
        self.pay(caller, "dispute", std::slice::from_ref(id), BOND)
    }

    fn wait_until(&mut self, second: u64) {
        self.chain.set_timestamp(second);
    }

    fn state(&mut self, id: &Value) -> u8 {
        let proposal = self.read("proposal", std::slice::from_ref(id));
        proposal[0].as_u64().unwrap() as u8
    }

    fn may_unstake(&mut self, name: &str) -> bool {
        self.read("mayUnstake", &[json!(name)])[0] == json!(true)
    }

    fn events(&self, outcome: &Outcome) -> Vec<String> {
        let named = |event| self.interface.decode_event(event).unwrap().name;
        outcome.events.iter().map(named).collect()
    }

    fn balance(&mut self, account: H160) -> U256 {
        self.chain.execute(|| Revive::evm_balance(&account))
    }
}

fn address(of: H160) -> Value {
    json!(format!("{of:?}"))
}

fn word(number: u32) -> Value {
    json!(format!("0x{number:064x}"))
}

#[test]
fn slash_undisputed_executes_at_the_deadline_and_not_a_second_before() {
    let mut court = Court::new();
    let id = court.propose_against_bob(400);
    assert!(!court.may_unstake("bob"));

    court.wait_until(court.start + WEEK - 1);
    assert_eq!(
        court.refused("eve", "execute", std::slice::from_ref(&id)),
        "TooEarly"
    );
    court.wait_until(court.start + WEEK);
    let outcome = court.expect("eve", "execute", std::slice::from_ref(&id));

    assert_eq!(court.events(&outcome), ["SlashExecuted"]);
    assert_eq!(outcome.data, U256::from(400).to_big_endian());
    assert_eq!(court.state(&id), EXECUTED);
    assert!(court.may_unstake("bob"));
    let again = court.refused("eve", "execute", std::slice::from_ref(&id));
    assert_eq!(again, "ProposalEnded");
    let capture = court.read("captureOf", &[json!("bob"), json!(court.start)]);
    assert_eq!(capture, [json!(true), json!("1000"), json!("400")]);
}

#[test]
fn slash_vetoed_a_second_before_the_deadline_is_over_and_at_it_executes() {
    let mut court = Court::new();
    let (first, second) = (court.propose_against_bob(1), court.propose_against_bob(1));

    court.wait_until(court.start + WEEK - 1);
    let by_outsider = court.refused("eve", "veto", std::slice::from_ref(&first));
    assert_eq!(by_outsider, "WrongOrigin");
    court.expect("ferdie", "veto", std::slice::from_ref(&first));
    court.wait_until(court.start + WEEK);
    let late = court.refused("ferdie", "veto", std::slice::from_ref(&second));

    assert_eq!(late, "TooLate");
    court.expect("eve", "execute", std::slice::from_ref(&second));
    assert_eq!(
        (court.state(&first), court.state(&second)),
        (VETOED, EXECUTED)
    );
    assert_eq!(court.refused("eve", "execute", &[first]), "ProposalEnded");
}

#[test]
fn slash_disputed_and_dismissed_pays_the_bond_back_once() {
    let mut court = Court::new();
    let id = court.propose_against_bob(400);
    let before = court.balance(named("bob").address);

    assert_eq!(
        court.refused("bob", "dispute", std::slice::from_ref(&id)),
        "WrongBond"
    );
    let disputed = court.dispute("bob", &id);
    assert!(disputed.is_ok());
    assert_eq!(court.state(&id), DISPUTED);
    let bonds = court.read("totals", &[]);
    assert_eq!(bonds[0], json!(BOND.to_string()));
    court.expect("ferdie", "resolve", &[id.clone(), json!(false)]);

    assert_eq!(court.state(&id), DISMISSED);
    assert!(court.may_unstake("bob"));
    let nothing = court.refused("eve", "withdrawBond", &[]);
    assert_eq!(nothing, "NothingToWithdraw");
    let paid = court.expect("bob", "withdrawBond", &[]);
    assert_eq!(paid.data, U256::from(BOND).to_big_endian());
    assert_eq!(court.events(&paid), ["BondWithdrawn"]);
    // The bond is back in full; what bob still lacks are the storage deposits of his two calls, in
    // the native token's smallest unit, of which one is a million wei.
    let deposits = u128::try_from(disputed.deposit + paid.deposit).unwrap();
    let after = court.balance(named("bob").address);
    assert_eq!(before - after, U256::from(deposits) * 1_000_000);
    assert_eq!(court.balance(court.address), U256::zero());
    let again = court.refused("bob", "withdrawBond", &[]);
    assert_eq!(again, "NothingToWithdraw");
}

#[test]
fn bond_is_paid_to_whom_its_account_names() {
    let mut court = Court::new();
    let id = court.propose_against_bob(400);
    assert!(court.dispute("bob", &id).is_ok());
    court.expect("ferdie", "veto", std::slice::from_ref(&id));
    let itself = address(court.address);
    let kept = court.refused("bob", "withdrawBondTo", &[itself]);
    assert_eq!(kept, "InvalidRecipient");
    let charlie = named("charlie").address;
    let before = court.balance(charlie);
    court.expect("bob", "withdrawBondTo", &[address(charlie)]);
    assert_eq!(court.balance(charlie) - before, U256::from(BOND));
}

#[test]
fn slash_disputed_and_upheld_executes_after_the_review_and_costs_the_bond() {
    let mut court = Court::new();
    let id = court.propose_against_bob(400);
    assert!(court.dispute("bob", &id).is_ok());

    court.expect("ferdie", "resolve", &[id.clone(), json!(true)]);
    assert_eq!(court.state(&id), UPHELD);
    assert_eq!(
        court.refused("eve", "execute", std::slice::from_ref(&id)),
        "TooEarly"
    );
    court.wait_until(court.start + WEEK);
    let outcome = court.expect("eve", "execute", std::slice::from_ref(&id));

    assert_eq!(court.events(&outcome), ["BondForfeited", "SlashExecuted"]);
    let totals = court.read("totals", &[]);
    let expected = [
        json!("0"),
        json!("0"),
        json!(BOND.to_string()),
        json!("400"),
    ];
    assert_eq!(totals, expected);
    assert_eq!(court.balance(court.address), U256::from(BOND));
    let gone = court.refused("bob", "withdrawBond", &[]);
    assert_eq!(gone, "NothingToWithdraw");

    // Without a treasury it is burned.
    let swept = court.expect("eve", "sweepBonds", &[]);
    assert_eq!(court.events(&swept), ["BondsSwept"]);
    assert_eq!(court.balance(court.address), U256::zero());
    assert_eq!(
        court.balance(H160::from_low_u64_be(0xdead)),
        U256::from(BOND)
    );
    let again = court.refused("eve", "sweepBonds", &[]);
    assert_eq!(again, "NothingToSweep");
}

#[test]
fn slash_nobody_executes_expires_after_its_stake_and_lets_go() {
    let mut court = Court::new();
    let id = court.propose_against_bob(400);

    court.wait_until(court.start + 4 * WEEK);
    assert_eq!(
        court.refused("eve", "expire", std::slice::from_ref(&id)),
        "NotExpired"
    );
    court.wait_until(court.start + 4 * WEEK + 1);
    assert_eq!(
        court.refused("eve", "execute", std::slice::from_ref(&id)),
        "PastExpiry"
    );
    court.expect("eve", "expire", std::slice::from_ref(&id));

    assert_eq!(court.state(&id), EXPIRED);
    assert!(court.may_unstake("bob"));
}

#[test]
fn slashes_of_one_moment_take_no_more_than_its_stake_in_either_order() {
    for order in [[0, 1], [1, 0]] {
        let mut court = Court::new();
        let ids = [
            court.propose_against_bob(600),
            court.propose_against_bob(700),
        ];
        court.wait_until(court.start + WEEK);

        for index in order {
            court.expect("eve", "execute", &[ids[index].clone()]);
        }

        assert_eq!(court.read("totals", &[])[3], json!("1000"), "{order:?}");
    }
}

/// The guardian buys governance time: what it did not veto before the deadline, it can in a pause, and what it does
/// not veto executes after it.
#[test]
fn pause_gives_governance_time_and_takes_no_slash_its_execution() {
    let mut court = Court::new();
    let wrong = court.propose_against_bob(400);
    let right = court.propose_against_bob(100);
    court.wait_until(court.start + WEEK);
    court.expect(library::GUARDIAN, "pause", &[json!(3 * DAY)]);
    for id in [&wrong, &right] {
        let stopped = court.refused("eve", "execute", std::slice::from_ref(id));
        assert_eq!(stopped, "Paused");
    }
    court.expect("ferdie", "veto", std::slice::from_ref(&wrong));
    court.wait_until(court.start + WEEK + 3 * DAY);
    let late = court.refused("ferdie", "veto", std::slice::from_ref(&right));
    assert_eq!(late, "TooLate");
    court.expect("eve", "execute", std::slice::from_ref(&right));
    assert_eq!(
        (court.state(&wrong), court.state(&right)),
        (VETOED, EXECUTED)
    );
    assert!(court.may_unstake("bob"));
}

#[test]
fn value_sent_to_a_message_that_takes_none_refused() {
    let mut court = Court::new();
    let id = court.propose_against_bob(400);

    let outcome = court.pay("ferdie", "veto", std::slice::from_ref(&id), 1_000_000);

    assert_eq!((outcome.status, outcome.data), (Status::Revert, vec![]));
    assert_eq!(court.state(&id), PENDING);
}

#[test]
fn runtime_that_slashes_by_itself_asks_and_tells_the_court() {
    let mut court = Court::new();
    let origin = court.read("querySlashingOrigin", &[json!(SERVICE)]);
    assert_eq!(origin, [json!(OWNER)]);
    let origin = court.read("queryDisputeOrigin", &[json!(SERVICE)]);
    assert_eq!(origin, [address(named("ferdie").address)]);
    let window = court.read("getSlashingWindow", &[json!(SERVICE)]);
    assert_eq!(window, [json!(false), json!(WEEK.to_string())]);

    let offender = json!(format!("{:?}", named("bob").address));
    let arguments = [json!(SERVICE), offender, json!(10)];
    court.expect(OWNER, "onUnappliedSlash", &arguments);
    court.expect(OWNER, "onSlash", &arguments);

    let by_outsider = court.refused("eve", "onSlash", &arguments);
    assert_eq!(by_outsider, "WrongOrigin");
    let slashes = court.read("runtimeSlashesOf", &[json!(SERVICE), json!("bob")]);
    assert_eq!(slashes, [json!(1), json!(10), json!(1), json!(10)]);
}

/// A manager in Solidity that proposes what it proves to the court, and reads points from the ledger.
struct Manager {
    address: H160,
    interface: Interface,
    ledger: Contract,
}

impl Manager {
    fn deploy(court: &mut Court, build: &str) -> Self {
        let artifact = Artifact::built(build).unwrap();
        let interface = artifact.interface().unwrap().clone();
        let ledger = library::ledger(&mut court.chain, OWNER, LEDGER_ERA);
        let arguments = [
            json!(OWNER),
            address(court.address),
            address(ledger.address),
            json!(PENALTY),
        ];
        let arguments = interface.encode_constructor(&arguments).unwrap();
        let deployed = court
            .chain
            .deploy(&named("alice"), &artifact.code, &arguments);
        let manager = Self {
            address: deployed.unwrap().address,
            interface,
            ledger,
        };
        let blueprint = [json!(1), json!("alice"), json!(OWNER)];
        let bound = manager.call(court, OWNER, "onBlueprintCreated", &blueprint);
        assert!(bound.is_ok(), "{build}: {bound}");
        manager
    }

    /// Lets the manager award points of the service.
    fn trusted_by_ledger(&self, court: &mut Court) {
        let register = [json!(1), json!(SERVICE), address(self.address)];
        self.ledger
            .send(&mut court.chain, OWNER, "registerAwarder", &register);
    }

    /// What the ledger counts for bob in this era: reports, points.
    fn counted(&self, court: &mut Court) -> (u128, u128) {
        let bob = [json!(0), json!("bob")];
        let card = self.ledger.numbers(&mut court.chain, "cardOf", &bob);
        (card[2], card[4])
    }

    fn call(&self, court: &mut Court, caller: &str, call: &str, arguments: &[Value]) -> Outcome {
        let data = self.interface.encode_call(call, arguments).unwrap();
        let caller = library::account(caller);
        court.chain.call(&caller, self.address, data)
    }

    /// A call of job 0 with the inputs 0x11, and bob's result of it.
    fn work(&self, court: &mut Court, call: u64, outputs: &str) {
        let (service, job, call) = (json!(SERVICE), json!(0), json!(call));
        let inputs_hash = json!(keccak256([0x11]).to_string());
        let called = [service.clone(), job.clone(), call.clone(), json!("0x11")];
        let result = [
            service,
            job,
            call,
            json!("bob"),
            inputs_hash,
            json!(outputs),
        ];
        for (hook, arguments) in [("onJobCall", &called[..]), ("onJobResult", &result[..])] {
            let outcome = self.call(court, OWNER, hook, arguments);
            assert!(outcome.is_ok(), "{hook}: {outcome}");
        }
    }

    /// A report that the manager refuses: the error's name.
    fn refused(&self, court: &mut Court, call: u64, inputs: &str, outputs: &str) -> String {
        let outcome = self.verify(court, call, inputs, outputs);
        let error = self.interface.decode_error(&outcome.data);
        error.unwrap_or_else(|| panic!("{outcome}")).name
    }

    /// A report, and what came of it in the court, where the manager upholds it.
    fn report(&self, court: &mut Court, call: u64, inputs: &str, outputs: &str) -> Outcome {
        let upheld = self.verify(court, call, inputs, outputs);
        if !upheld.is_ok() {
            return upheld;
        }
        let bob = json!(format!("{:?}", named("bob").address));
        self.call(court, "eve", "accuse", &[json!(SERVICE), json!(call), bob])
    }

    /// A report that bob answered `inputs` with `outputs`, in a call of job 0.
    fn verify(&self, court: &mut Court, call: u64, inputs: &str, outputs: &str) -> Outcome {
        let arguments = [
            json!(SERVICE),
            json!(0),
            json!(call),
            json!(format!("{:?}", named("bob").address)),
            json!(inputs),
            json!(outputs),
        ];
        self.call(court, OWNER, "verifyReport", &arguments)
    }
}

#[test]
fn solidity_manager_brings_what_it_proves_before_the_court() {
    for build in ["solidity/CourtManager.evm", "solidity/CourtManager.polkavm"] {
        let mut court = Court::new();
        let manager = Manager::deploy(&mut court, build);
        manager.work(&mut court, 1, "0x22");
        manager.work(&mut court, 2, "0x11");

        // The court does not know the manager yet.
        let unknown = manager.report(&mut court, 1, "0x11", "0x22");
        assert_eq!(court.rejection(&unknown), "NotProposer", "{build}");
        let register = [json!(SERVICE), address(manager.address)];
        court.expect(OWNER, "setProposer", &register);
        let origin = court.read("querySlashingOrigin", &[json!(SERVICE)]);
        assert_eq!(origin, [address(manager.address)]);

        // A right result is no case, and neither are inputs or outputs that the reporter makes up.
        let right = manager.refused(&mut court, 2, "0x11", "0x11");
        assert_eq!(right, "ReportRefuted", "{build}");
        let made_up = manager.refused(&mut court, 1, "0x99", "0x22");
        assert_eq!(made_up, "InputsMismatch", "{build}");
        let made_up = manager.refused(&mut court, 2, "0x11", "0x22");
        assert_eq!(made_up, "OutputsMismatch", "{build}");
        assert_eq!(court.read("proposalCount", &[]), [json!("0")]);
        // The ledger does not know it yet, which undoes the proposal.
        let unknown = manager.report(&mut court, 1, "0x11", "0x22");
        let error = manager.ledger.interface.decode_error(&unknown.data);
        assert_eq!(error.unwrap().name, "NotAnAwarder", "{build}");
        assert_eq!(court.read("proposalCount", &[]), [json!("0")]);
        manager.trusted_by_ledger(&mut court);
        let wrong = manager.report(&mut court, 1, "0x11", "0x22");
        assert!(wrong.is_ok(), "{build}: {wrong}");
        assert_eq!(manager.counted(&mut court), (1, 0), "{build}");
        let event = court.interface.decode_event(&wrong.events[0]).unwrap();
        assert_eq!(event.name, "SlashProposed");
        assert_eq!(event.args["proposer"], address(manager.address));
        assert_eq!(event.args["requested"], json!(PENALTY.to_string()));
        let again = manager.report(&mut court, 1, "0x11", "0x22");
        assert_eq!(court.rejection(&again), "DuplicateEvidence");
        assert_eq!(manager.counted(&mut court), (1, 0), "{build}");

        // From here on it is a slash like any other.
        let id = json!(1);
        assert!(court.dispute("bob", &id).is_ok());
        court.expect("ferdie", "resolve", &[id.clone(), json!(true)]);
        court.wait_until(court.start + WEEK);
        let outcome = court.expect("eve", "execute", &[id]);
        assert_eq!(outcome.data, U256::from(PENALTY).to_big_endian());
    }
}

#[test]
fn solidity_manager_asks_the_ledger_for_points_and_halves_the_penalty_of_who_has_some() {
    for build in ["solidity/CourtManager.evm", "solidity/CourtManager.polkavm"] {
        let mut court = Court::new();
        let manager = Manager::deploy(&mut court, build);
        let register = [json!(SERVICE), address(manager.address)];
        court.expect(OWNER, "setProposer", &register);
        manager.trusted_by_ledger(&mut court);
        manager.work(&mut court, 1, "0x22");
        let right = [json!(SERVICE), json!("bob"), json!(true)];
        manager
            .ledger
            .send(&mut court.chain, OWNER, "recordSubmission", &right);
        // A point of the call's own era, by which a report could be timed, halves nothing.
        let wrong = manager.report(&mut court, 1, "0x11", "0x22");
        assert!(wrong.is_ok(), "{build}: {wrong}");
        assert_eq!(manager.counted(&mut court), (1, 1), "{build}");

        court.chain.advance_blocks(LEDGER_ERA);
        court.start = court.chain.timestamp();
        court.capture(named("bob").address);
        manager.work(&mut court, 2, "0x22");
        let wrong = manager.report(&mut court, 2, "0x11", "0x22");
        assert!(wrong.is_ok(), "{build}: {wrong}");
        let requested = [1, 2].map(|id| court.read("proposalAmounts", &[json!(id)])[0].clone());
        let expected = [PENALTY, PENALTY / 2].map(|it| json!(it.to_string()));
        assert_eq!(requested, expected, "{build}");
    }
}

#[test]
fn solidity_manager_called_by_an_outsider_refuses() {
    let mut court = Court::new();
    let manager = Manager::deploy(&mut court, "solidity/CourtManager.evm");
    let job = [json!(SERVICE), json!(0), json!(1), json!("0x11")];

    let outcome = manager.call(&mut court, "eve", "onJobCall", &job);

    let error = manager.interface.decode_error(&outcome.data).unwrap();
    assert_eq!(error.name, "CallerNotRuntime");
}

#[test]
fn cost_of_a_slash_is_the_same_with_10_100_and_1000_operators() {
    let mut court = Court::new();
    let mut made = 0;
    let mut costs = Vec::new();
    for operators in [10, 100, 1_000] {
        let mut last = (0, 0);
        while made < operators {
            made += 1;
            let operator = H160::from_low_u64_be(0x1_0000 + u64::from(made));
            court.capture(operator);
            let proposed = court.propose(operator, made, 400);
            last = (proposed.ref_time, 0);
        }
        court.wait_until(court.start + WEEK);
        let executed = court.expect("eve", "execute", &[json!(made)]);
        court.wait_until(court.start);
        last.1 = executed.ref_time;
        println!(
            "{operators} operators: propose {}, execute {}",
            last.0, last.1
        );
        costs.push(last);
    }

    let within = |a: u64, b: u64| a.abs_diff(b) * 50 <= a.max(b);
    for (propose, execute) in &costs {
        assert!(within(*propose, costs[0].0), "{costs:?}");
        assert!(within(*execute, costs[0].1), "{costs:?}");
    }
}

/// What `make scenarios FILE=… ARGS=--configuration` prints is what the court takes.
#[test]
fn policy_of_a_file_of_terms_is_set_by_its_calldata() {
    use blueprint_economics::parameters::{configuration, Parameters};

    let mut court = Court::new();
    let printed = configuration::json(&Parameters::recommended(), SERVICE);
    let calldata = printed["slashingCourt"]["calldata"].as_str().unwrap();
    let calldata = hex::decode(calldata.trim_start_matches("0x")).unwrap();
    let governance = named("ferdie");
    let outcome = court.chain.call(&governance, court.address, calldata);
    assert!(outcome.is_ok(), "{outcome}");
    let policy = &printed["slashingCourt"]["setPolicy"];
    let periods = court.read("policyPeriods", &[json!(SERVICE)]);
    let expected = [
        "reviewWindow",
        "resolutionPeriod",
        "executionWindow",
        "slashablePeriod",
    ];
    let expected = expected.map(|name| json!(policy[name].to_string()));
    assert_eq!(periods, expected);
    let terms = court.read("policyTerms", &[json!(SERVICE)]);
    assert_eq!(
        terms,
        [
            policy["maxPending"].clone(),
            policy["bond"].clone(),
            policy["unresolved"].clone()
        ]
    );
}
