//! Incidents on the chain, and those beside them: value that is sent and withdrawn, auditors and other contracts in their
//! place, a rulebook that takes stake for what is counted.

mod library;
#[path = "library/incidents.rs"]
mod world;

use alloy_primitives::keccak256;
use blueprint_e2e::{chain::CallOptions, stored::bytes};
use library::{account, hex, number, Contract, OWNER};
use serde_json::{json, Value};
use sp_core::H160;
use world::{
    address, each, of_bob, terms, wei, World, BOUNTIES, CRITICAL, DAY, DEPOSIT, EMBARGO, JUDGE,
    OTHER, POT, SERVICE, UNKNOWN,
};

// ---- value

#[test]
fn value_other_than_the_deposit_is_rejected() {
    each(|world| {
        let commitment = [json!(SERVICE), bytes(&[1; 32])];
        for value in [0, DEPOSIT - 1_000_000, DEPOSIT + 1_000_000] {
            let error = world.pay("eve", "commit", &commitment, value).unwrap_err();
            let wrong = format!("WrongDeposit(expected: {DEPOSIT}, received: {value})");
            assert_eq!(error, wrong);
        }
        let error = world.fund("alice", SERVICE, 0).unwrap_err();
        assert_eq!(error, "ZeroDeposit()");
        let unknown = format!("UnknownService(serviceId: {UNKNOWN})");
        assert_eq!(world.fund("alice", UNKNOWN, DEPOSIT).unwrap_err(), unknown);
        let commitment = [json!(UNKNOWN), bytes(&[1; 32])];
        let error = world
            .pay("eve", "commit", &commitment, DEPOSIT)
            .unwrap_err();
        assert_eq!(error, unknown);
        let sent = world.fund("dave", OTHER, DEPOSIT).unwrap();
        let dave = account("dave").address;
        let event = format!("PotFunded(serviceId: {OTHER}, from: {dave:?}, amount: {DEPOSIT})");
        assert_eq!(world.events(&sent), [event]);
        assert_eq!((world.pot(OTHER), world.pot(SERVICE)), (DEPOSIT, POT));
    });
}

#[test]
fn withdrawal_pays_once_and_to_a_recipient_that_takes_it() {
    each(|world| {
        let number = world.revealed("eve", &of_bob(1));
        world.judged(number, 2);
        let (amount, own) = (DEPOSIT + BOUNTIES[1], world.incidents.address);
        for recipient in [H160::zero(), own] {
            let error = world
                .call("eve", "withdraw", &[hex(recipient)])
                .unwrap_err();
            assert_eq!(error, format!("InvalidRecipient(recipient: {recipient:?})"));
        }
        // A contract without a function for it.
        let closed = world.auditors.address;
        let error = world.call("eve", "withdraw", &[hex(closed)]).unwrap_err();
        let not = format!("ValueNotTaken(recipient: {closed:?}, amount: {amount})");
        assert_eq!(error, not);
        assert_eq!(world.owed_to("eve"), amount);
        let nothing = |name: &str| {
            let account = account(name).address;
            format!("NothingToWithdraw(account: {account:?})")
        };
        let to = [hex(H160::repeat_byte(0x77))];
        let error = world.call("dave", "withdraw", &to).unwrap_err();
        assert_eq!(error, nothing("dave"));
        world.call("eve", "withdraw", &to).unwrap();
        let error = world.call("eve", "withdraw", &to).unwrap_err();
        assert_eq!(error, nothing("eve"));
    });
}

/// Bytecode of a contract that forwards what it is sent, the target first, and that withdraws again when it is paid.
fn reentrant() -> Vec<u8> {
    let withdraw = &keccak256("withdraw(address)")[..4];
    // CALLDATASIZE, ISZERO, PUSH1 43, JUMPI.
    let begin = [0x36, 0x15, 0x60, 43, 0x57];
    // What follows the target to memory, and CALL with the value that came.
    let copy = [0x60, 32, 0x36, 0x03, 0x80, 0x60, 32, 0x60, 0, 0x37];
    let call = [
        0x60, 0, 0x60, 0, 0x82, 0x60, 0, 0x34, 0x60, 0, 0x35, 0x5a, 0xf1,
    ];
    // Reverts with the target's error, or stops.
    let end = [
        0x60, 41, 0x57, 0x3d, 0x60, 0, 0x60, 0, 0x3e, 0x3d, 0x60, 0, 0xfd,
    ];
    let stop = [0x5b, 0x00];
    // JUMPDEST; the selector and this address to memory; CALL of the caller, whatever comes of it.
    let paid = [
        &[0x5b, 0x63][..],
        withdraw,
        &[0x60, 0xe0, 0x1b, 0x60, 0, 0x52],
    ]
    .concat();
    let again = [
        0x30, 0x60, 4, 0x52, 0x60, 0, 0x60, 0, 0x60, 36, 0x60, 0, 0x60, 0, 0x33,
    ];
    let last = [0x5a, 0xf1, 0x00];
    let runtime = [&begin[..], &copy, &call, &end, &stop, &paid, &again, &last].concat();
    let length = runtime.len() as u8;
    let deploy = [
        0x60, length, 0x60, 12, 0x60, 0, 0x39, 0x60, length, 0x60, 0, 0xf3,
    ];
    [&deploy[..], &runtime].concat()
}

/// A reporter that is a contract, and withdraws again while it is paid.
#[test]
fn recipient_that_calls_again_is_paid_once() {
    each(|world| {
        let deployed = world.chain.deploy(&account("eve"), &reentrant(), &[]);
        let reporter = deployed.unwrap().address;
        world.others.push(reporter);
        let report = of_bob(1);
        // Others have deposits there to be stolen.
        let number = world.commit("dave", &of_bob(2));
        let commitment = world.commitment(SERVICE, reporter, &report);
        let send = |world: &mut World, call: &str, arguments: &[Value], value: u128| {
            let mut data = [0; 32].to_vec();
            data[12..].copy_from_slice(&world.incidents.address.0);
            data.extend(
                world
                    .incidents
                    .interface
                    .encode_call(call, arguments)
                    .unwrap(),
            );
            let options = CallOptions {
                value: value.into(),
                ..Default::default()
            };
            world
                .chain
                .call_with(&account("eve"), reporter, data, options)
        };
        let committing = [json!(SERVICE), bytes(&commitment)];
        assert!(send(world, "commit", &committing, DEPOSIT).is_ok());
        world.after(EMBARGO);
        let own = number + 1;
        let (subject, salt) = (bytes(&report.subject), bytes(&report.salt));
        let revealing = [json!(SERVICE), json!(own), address("bob"), subject, salt];
        assert!(send(world, "reveal", &revealing, 0).is_ok());
        world.judged(own, 2);
        let owed = DEPOSIT + BOUNTIES[1];
        assert_eq!(world.owed(reporter), owed);
        let paid = send(world, "withdraw", &[hex(reporter)], 0);
        world.holds_what_it_owes();
        // It is paid what it is owed, or nothing where the call runs out of gas.
        let balance = world.chain.balance(reporter);
        let left = world.owed(reporter);
        assert_eq!(balance + left, owed.into());
        assert_eq!(left == 0, paid.is_ok(), "{paid}");
    });
}

// ---- terms and peers

#[test]
fn runtime_alone_opens_a_service_once_within_bounds() {
    each(|world| {
        let mut opening = world.opening(UNKNOWN);
        let runtime = account(OWNER).address;
        for by in ["eve", "alice"] {
            let caller = account(by).address;
            let error = format!("CallerNotRuntime(expected: {runtime:?}, received: {caller:?})");
            let opened = world.call(by, "openService", &opening);
            assert_eq!(opened.unwrap_err(), error);
        }
        let most = u128::MAX;
        let (hour, period, embargo) = (3_600, 30 * u128::from(DAY), 180 * u128::from(DAY));
        let low = BOUNTIES[0] + 2 * DEPOSIT;
        for (place, term, least, largest, received) in [
            (0, 1, hour, embargo, hour - 1),
            (0, 1, hour, embargo, embargo + 1),
            (1, 2, hour, period, hour - 1),
            (1, 2, hour, period, period + 1),
            (2, 3, hour, period, 0),
            (2, 3, hour, period, u128::from(u64::MAX)),
            (3, 4, 1, most, 0),
            (5, 7, most, most, BOUNTIES[2]),
            (6, 7, BOUNTIES[1], most, BOUNTIES[1] - 1),
            (7, 8, BOUNTIES[2], most, BOUNTIES[2] - 1),
        ] {
            let mut terms = terms();
            let stated = if place == 5 { most } else { received };
            terms[place] = match place {
                0..=2 => json!(stated as u64),
                _ => wei(stated),
            };
            opening[2] = json!(terms);
            let error = world.call(OWNER, "openService", &opening).unwrap_err();
            let of = format!("term: {term}, least: {least}, most: {largest}");
            assert_eq!(
                error,
                format!("TermOutOfBounds({of}, received: {received})")
            );
        }
        let mut terms = terms();
        terms[4] = wei(low);
        opening[2] = json!(terms);
        let error = world.call(OWNER, "openService", &opening).unwrap_err();
        let of = format!("term: 6, least: {low}, most: {most}");
        let received = BOUNTIES[1];
        assert_eq!(
            error,
            format!("TermOutOfBounds({of}, received: {received})")
        );
        let again = world.opening(SERVICE);
        let error = world.call(OWNER, "openService", &again).unwrap_err();
        assert_eq!(error, format!("AlreadyOpen(serviceId: {SERVICE})"));
        let stated = world.ask("termsOf", &[json!(SERVICE)]);
        let auditors = hex(world.auditors.address);
        assert_eq!((&stated[0], number(&stated[2])), (&auditors, 0));
        assert_eq!(number(&stated[1]["judgePeriod"]), JUDGE.into());
        assert_eq!(number(&stated[1]["critical"]), BOUNTIES[3]);
    });
}

/// Times of verdicts are multiples of the period of the auditors' question.
#[test]
fn time_to_judge_holds_a_time_of_a_verdict() {
    each(|world| {
        let (service, longer) = (UNKNOWN + 2, JUDGE + 1);
        world.ask_auditors(service, json!([1, longer, 600, 0, 0]));
        let opening = world.opening(service);
        let error = world.call(OWNER, "openService", &opening).unwrap_err();
        let bounds = format!("term: 3, least: {longer}, most: {}", 30 * DAY);
        assert_eq!(
            error,
            format!("TermOutOfBounds({bounds}, received: {JUDGE})")
        );
        let service = UNKNOWN + 3;
        world.ask_auditors(service, json!([1, JUDGE, 600, 0, 0]));
        let opening = world.opening(service);
        world.call(OWNER, "openService", &opening).unwrap();
    });
}

#[test]
fn auditors_are_a_committee_that_agrees() {
    each(|world| {
        let auditors = world.auditors.address;
        let error = world.no_auditors(auditors);
        assert_eq!(error, "WrongKind(expected: 1, received: 2)");
        // The committee's own error.
        let opening = world.opening(UNKNOWN + 1);
        let error = world.call(OWNER, "openService", &opening).unwrap_err();
        let question = bytes(&world.question(UNKNOWN + 1));
        let question = question.as_str().unwrap();
        assert_eq!(error, format!("UnknownQuestion(question: {question})"));
        let roles = library::with_roles(json!(OWNER), &[]);
        let other = Contract::deploy(&mut world.chain, "ink/reputation.polkavm", &roles).address;
        let (bob, own) = (account("bob").address, world.incidents.address);
        for peer in [bob, H160::zero(), own, other] {
            let error = world.no_auditors(peer);
            assert_eq!(error, format!("PeerFailed(peer: {peer:?})"));
        }
    });
}

// ---- stake

/// A rule of the rulebook: one critical incident in a window of a day takes a tenth of the stake.
#[test]
fn critical_incident_becomes_a_proposal_and_one_that_the_operator_reported_does_not() {
    const STAKE: u64 = 1_000_000;
    const LAG: u64 = 3_600;
    each(|world| {
        for (reporter, slashed) in [("bob", false), ("eve", true)] {
            let roles = library::with_roles(json!(OWNER), &[]);
            let book = "ink/rulebook.polkavm";
            let book = Contract::deploy(&mut world.chain, book, &roles);
            let court = library::court(&mut world.chain, json!(OWNER));
            let proposer = [json!(SERVICE), hex(book.address)];
            court.send(&mut world.chain, OWNER, "setProposer", &proposer);
            let (none, zero) = (255, bytes(&[0; 32]));
            let view = "breachesOf(uint64,address,uint64,uint64)";
            let view = bytes(&keccak256(view)[..4]);
            let service = json!(format!("0x{SERVICE:064x}"));
            let target = hex(world.incidents.address);
            // The worst severity, word 1, is 4 at least.
            let measure = json!([
                target, view, 4, 1, 2, 3, service, zero, 0, 1, none, 0, 1, none, false, 0, "4"
            ]);
            let start = world.now() + EMBARGO - 3_600;
            let schedule = json!([start, DAY, LAG, 7_200, 1, 1]);
            let effect = json!([0, 10_000, false, 1_000, 0, 1_000]);
            let security = json!(5);
            let court_address = hex(court.address);
            let rule = [
                json!(SERVICE),
                security,
                court_address,
                measure,
                schedule,
                effect,
            ];
            book.send(&mut world.chain, OWNER, "addRule", &rule);
            let description = if slashed { 2 } else { 1 };
            let incident = world.revealed(reporter, &of_bob(description));
            world.judged(incident, CRITICAL);
            let end = start + DAY;
            world.at(end + LAG);
            let case = [json!(SERVICE), json!(0), address("bob"), json!(0)];
            let sent = book.send(&mut world.chain, "eve", "evaluate", &case);
            assert_eq!(book.answers("evaluate", &sent), [json!(slashed)]);
            if !slashed {
                let error = book.rejection(&mut world.chain, "eve", "propose", &case);
                assert_eq!(error, "NothingDue");
                continue;
            }
            let stake = [end, STAKE, STAKE].map(|it| json!(it));
            let capture = [&[json!(SERVICE), address("bob")], &stake[..]].concat();
            court.send(&mut world.chain, OWNER, "capture", &capture);
            let sent = book.send(&mut world.chain, "eve", "propose", &case);
            let id = book.answers("propose", &sent);
            let proposal = court.ask(&mut world.chain, "proposal", &id);
            assert_eq!(number(&proposal[1]), 3, "breach of security");
            let amounts = court.numbers(&mut world.chain, "proposalAmounts", &id);
            assert_eq!(amounts[0], u128::from(STAKE / 10));
        }
    });
}
