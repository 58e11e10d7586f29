//! Incidents on the chain: reporters commit with deposits and reveal, auditors sign verdicts with real keys, and any account
//! has them judged. After each call the contract holds what it owes. Each attack is a test in which it gains nothing, on
//! each build.

mod library;
#[path = "library/incidents.rs"]
mod world;

use blueprint_e2e::stored::bytes;
use library::{account, hex};
use serde_json::json;
use sp_core::H160;
use world::{
    address, each, no_incident, of_bob, pot_below, too_early, too_late, value, Report, World,
    BOUNTIES, CRITICAL, DAY, DEPOSIT, EMBARGO, JUDGE, OTHER, POT, REVEAL, SALT, SERVICE,
};

/// How long a judged subject is kept.
const KEPT: u64 = 365 * DAY;

/// An incident with an operator and a subject that another one has: it ends, and its deposit returns.
fn is_duplicate(world: &mut World, reporter: &str, number: u64, report: &Report, of: u64) {
    let owed = world.owed_to(reporter);
    let sent = world.reveal(reporter, number, report).unwrap();
    let event = format!("IncidentReplaced(serviceId: {SERVICE}, number: {number}, by: {of})");
    assert_eq!(world.events(&sent), [event]);
    assert_eq!(world.owed_to(reporter), owed + DEPOSIT);
    assert_eq!(world.settle(number).unwrap_err(), no_incident(number));
}

fn words(number: u64, time: u64) -> [u128; 2] {
    [number.into(), time.into()]
}

// ---- the course of an incident

#[test]
fn incident_is_committed_revealed_and_judged_and_its_bounty_is_paid() {
    each(|world| {
        let (report, eve, bob) = (of_bob(1), account("eve").address, account("bob").address);
        let commitment = world.commitment(SERVICE, eve, &report);
        let [subject, salt, hidden] = [report.subject, SALT, commitment].map(|it| bytes(&it));
        let of = [json!(SERVICE), hex(eve), hex(bob), subject.clone(), salt];
        assert_eq!(world.ask("commitmentOf", &of)[0], hidden);
        let question = bytes(&world.question(SERVICE));
        assert_eq!(world.ask("questionOf", &[json!(SERVICE)]), [question]);
        let verdict = json!(value(1, CRITICAL).to_string());
        let asked = world.ask("valueOf", &[json!(1), json!(CRITICAL)]);
        assert_eq!(asked, [verdict]);

        let committed = world.now();
        let sending = [json!(SERVICE), hidden.clone()];
        let sent = world.pay("eve", "commit", &sending, DEPOSIT).unwrap();
        let of = format!("serviceId: {SERVICE}, number: 1");
        let hidden = hidden.as_str().unwrap();
        let event = format!("IncidentCommitted({of}, reporter: {eve:?}, commitment: {hidden})");
        assert_eq!(world.events(&sent), [event]);
        let time = world.after(EMBARGO);
        let sent = world.reveal("eve", 1, &report).unwrap();
        let subject = subject.as_str().unwrap();
        let event = format!(
            "IncidentRevealed({of}, operator: {bob:?}, reporter: {eve:?}, subject: {subject})"
        );
        assert_eq!(world.events(&sent), [event]);
        let stated = world.ask("incidentOf", &[json!(SERVICE), json!(1)]);
        let expected = json!({
            "reporter": hex(eve),
            "commitment": hidden,
            "committed": committed.to_string(),
            "revealed": time.to_string(),
            "operator": hex(bob),
            "subject": subject,
        });
        assert_eq!(stated, [expected]);
        assert_eq!(world.subject(&report), words(1, 0));
        assert_eq!(world.breaches(0, u64::MAX), [0, 0]);

        let time = world.after(60);
        world.signed(1, CRITICAL, &[0, 1]).unwrap();
        let sent = world.judge(1, CRITICAL).unwrap();
        let bounty = BOUNTIES[3];
        let event = format!(
            "IncidentJudged({of}, operator: {bob:?}, severity: 4, bounty: {bounty}, counts: true)"
        );
        assert_eq!(world.events(&sent), [event]);
        assert_eq!(world.owed_to("eve"), DEPOSIT + bounty);
        assert_eq!(world.pot(SERVICE), POT - bounty);
        assert_eq!(world.committed(SERVICE, 1), 0);
        assert_eq!(world.subject(&report), words(1, time));
        assert_eq!(world.breaches(time, time + 1), [1, 4]);
        let to = H160::repeat_byte(0x77);
        let sent = world.call("eve", "withdraw", &[hex(to)]).unwrap();
        let amount = DEPOSIT + bounty;
        let event = format!("Withdrawn(account: {eve:?}, recipient: {to:?}, amount: {amount})");
        assert_eq!(world.events(&sent), [event]);
        assert_eq!(world.chain.balance(to), amount.into());
    });
}

#[test]
fn rejected_and_lapsed_incidents_lose_the_deposit_to_the_pot() {
    each(|world| {
        let (rejected, lapsed) = (of_bob(1), of_bob(2));
        let numbers = [&rejected, &lapsed].map(|it| world.commit("eve", it));
        let committed = world.now();
        world.after(EMBARGO);
        world.reveal("eve", numbers[0], &rejected).unwrap();
        let (time, bounty) = world.judged(numbers[0], 0);
        assert_eq!((bounty, world.pot(SERVICE)), (0, POT + DEPOSIT));
        assert_eq!(world.subject(&rejected), words(numbers[0], time));
        let until = committed + EMBARGO + REVEAL;
        world.at(until - 1);
        let early = world.settle(numbers[1]).unwrap_err();
        assert_eq!(early, too_early(until, until - 1));
        world.at(until);
        let late = world.reveal("eve", numbers[1], &lapsed).unwrap_err();
        assert_eq!(late, too_late(until, until));
        let sent = world.settle(numbers[1]).unwrap();
        let event = format!("IncidentSettled(serviceId: {SERVICE}, number: 2, lapsed: true)");
        assert_eq!(world.events(&sent), [event]);
        assert_eq!(world.pot(SERVICE), POT + 2 * DEPOSIT);
        assert_eq!(world.owed_to("eve"), 0);
        assert_eq!(world.breaches(0, u64::MAX), [0, 0]);
        for number in [1, 2, 3] {
            let error = world.settle(number).unwrap_err();
            assert_eq!(error, no_incident(number));
        }
    });
}

#[test]
fn silence_of_auditors_returns_the_deposit_and_frees_the_subject() {
    each(|world| {
        let report = of_bob(1);
        let number = world.revealed("eve", &report);
        let until = world.now() + JUDGE;
        world.at(until - 1);
        let early = world.settle(number).unwrap_err();
        assert_eq!(early, too_early(until, until - 1));
        world.signed(number, CRITICAL, &[0, 1, 2]).unwrap();
        world.at(until);
        // Signed in time, and submitted too late.
        let late = world.judge(number, CRITICAL).unwrap_err();
        assert_eq!(late, too_late(until, until));
        let sent = world.settle(number).unwrap();
        let event = format!("IncidentSettled(serviceId: {SERVICE}, number: 1, lapsed: false)");
        assert_eq!(world.events(&sent), [event]);
        assert_eq!((world.owed_to("eve"), world.pot(SERVICE)), (DEPOSIT, POT));
        assert_eq!(world.subject(&report), [0, 0]);
        assert_eq!(world.breaches(0, u64::MAX), [0, 0]);
        let again = world.revealed("dave", &report);
        assert_eq!(world.judged(again, 2).1, BOUNTIES[1]);
    });
}

// ---- attacks of reporters

#[test]
fn copy_of_a_commitment_or_of_a_reveal_is_of_no_use() {
    each(|world| {
        let (report, eve) = (of_bob(1), account("eve").address);
        let commitment = world.commitment(SERVICE, eve, &report);
        // dave sees it in the pool of transactions, and is first.
        let copied = world.send("dave", SERVICE, commitment);
        let number = world.commit("eve", &report);
        world.after(EMBARGO);
        let dave = account("dave").address;
        let not = format!("NotReporter(expected: {eve:?}, received: {dave:?})");
        assert_eq!(world.reveal("dave", number, &report).unwrap_err(), not);
        // The reveal, too.
        let [expected, received] = [commitment, world.commitment(SERVICE, dave, &report)]
            .map(|it| bytes(&it).as_str().unwrap().to_owned());
        let error = format!("WrongCommitment(expected: {expected}, received: {received})");
        assert_eq!(world.reveal("dave", copied, &report).unwrap_err(), error);
        let late = world.commit("dave", &report);
        world.reveal("eve", number, &report).unwrap();
        world.judged(number, 3);
        world.after(EMBARGO);
        is_duplicate(world, "dave", late, &report, number);
        world.after(REVEAL);
        world.settle(copied).unwrap();
        assert_eq!(world.owed_to("dave"), DEPOSIT);
        assert_eq!(world.owed_to("eve"), DEPOSIT + BOUNTIES[2]);
    });
}

#[test]
fn nothing_is_revealed_in_the_embargo() {
    each(|world| {
        let report = of_bob(1);
        let number = world.commit("eve", &report);
        let from = world.now() + EMBARGO;
        for time in [world.now(), from - 1] {
            world.at(time);
            let early = world.reveal("eve", number, &report).unwrap_err();
            assert_eq!(early, too_early(from, time));
        }
        // What is not revealed is not judged.
        world.signed(number, CRITICAL, &[0, 1, 2]).unwrap();
        let error = world.judge(number, CRITICAL).unwrap_err();
        assert_eq!(error, format!("NotRevealed(number: {number})"));
        world.at(from);
        world.reveal("eve", number, &report).unwrap();
        let again = world.reveal("eve", number, &report).unwrap_err();
        assert_eq!(again, format!("AlreadyRevealed(number: {number})"));
        // What auditors signed before the reveal judges nothing.
        let old = format!("TimeTooOld(least: {from}, received: {})", from - 1);
        assert_eq!(world.judge(number, CRITICAL).unwrap_err(), old);
    });
}

#[test]
fn reveal_is_what_was_committed() {
    each(|world| {
        let report = of_bob(1);
        let number = world.commit("eve", &report);
        let in_other = world.commitment(OTHER, account("eve").address, &report);
        let of_other = world.send("eve", SERVICE, in_other);
        world.after(EMBARGO);
        let changes: [fn(&mut Report); 3] = [
            |it| it.operator = account("charlie").address,
            |it| it.subject[31] ^= 1,
            |it| it.salt[0] ^= 1,
        ];
        for change in changes {
            let mut other = report;
            change(&mut other);
            let error = world.reveal("eve", number, &other).unwrap_err();
            assert!(error.starts_with("WrongCommitment("), "{error}");
        }
        let error = world.reveal("eve", of_other, &report).unwrap_err();
        assert!(error.starts_with("WrongCommitment("), "{error}");
        let operator = H160::zero();
        let none = Report { operator, ..report };
        let error = world.reveal("eve", number, &none).unwrap_err();
        assert_eq!(error, "ZeroAccount()");
        assert_eq!(world.reveal("eve", 9, &report).unwrap_err(), no_incident(9));
        world.reveal("eve", number, &report).unwrap();
    });
}

#[test]
fn earliest_commitment_has_the_subject_until_it_is_judged() {
    each(|world| {
        let report = of_bob(1);
        let by = ["eve", "dave", "charlie", "alice"];
        let numbers = by.map(|it| world.commit(it, &report));
        world.after(EMBARGO);
        world.reveal("charlie", 3, &report).unwrap();
        is_duplicate(world, "alice", 4, &report, 3);
        let sent = world.reveal("dave", 2, &report).unwrap();
        let event = format!("IncidentReplaced(serviceId: {SERVICE}, number: 3, by: 2)");
        assert_eq!(world.events(&sent)[0], event);
        assert_eq!(world.subject(&report), words(2, 0));
        // The deposit of the one that was replaced is its reporter's, once.
        assert_eq!(world.owed_to("charlie"), DEPOSIT);
        assert_eq!(world.settle(3).unwrap_err(), no_incident(3));
        assert_eq!(
            world.reveal("charlie", 3, &report).unwrap_err(),
            no_incident(3)
        );
        // One that is judged is replaced by none.
        world.judged(2, 3);
        is_duplicate(world, "eve", numbers[0], &report, 2);
        let now = world.now();
        assert_eq!(world.breaches(0, now + 1), [1, 3]);
        // Another description is another subject, for auditors to tell apart.
        let other = world.revealed("dave", &of_bob(2));
        assert_eq!(world.subject(&of_bob(2)), words(other, 0));
    });
}

// ---- auditors

#[test]
fn auditors_alone_judge_and_by_their_threshold() {
    each(|world| {
        let numbers = [1, 2].map(|it| world.commit("eve", &of_bob(it)));
        world.after(EMBARGO);
        for (number, description) in numbers.into_iter().zip([1, 2]) {
            world.reveal("eve", number, &of_bob(description)).unwrap();
        }
        let not = |number: u64, severity: u8, received: String| {
            let expected = value(number, severity);
            format!("NotJudged(expected: {expected}, received: {received})")
        };
        let error = world.judge(1, CRITICAL).unwrap_err();
        assert_eq!(error, not(1, CRITICAL, "0".into()));
        // One auditor is bought.
        let few = world.signed(1, CRITICAL, &[1]);
        assert_eq!(few, Err("TooFewSigners".into()));
        let twice = world.signed(1, CRITICAL, &[1, 1]);
        assert_eq!(twice, Err("NotInOrder".into()));
        world.signed(1, 2, &[0, 1]).unwrap();
        for (number, severity) in [(1, 0), (1, 1), (1, 3), (1, 4), (2, 2)] {
            let error = world.judge(number, severity).unwrap_err();
            let received = value(1, 2).to_string();
            assert_eq!(error, not(number, severity, received));
        }
        let error = world.judge(1, 5).unwrap_err();
        assert_eq!(error, "UnknownSeverity(most: 4, received: 5)");
        // In another service there is no such incident.
        let of = [json!(OTHER), json!(1), json!(2)];
        let error = world.call("eve", "judge", &of).unwrap_err();
        let none = format!("UnknownIncident(serviceId: {OTHER}, number: 1)");
        assert_eq!(error, none);
        world.judge(1, 2).unwrap();
        assert_eq!(world.judge(1, 2).unwrap_err(), no_incident(1));
        // A verdict that another one replaced is signed anew.
        world.judged(2, 3);
    });
}

#[test]
fn bounty_is_no_more_than_the_pot_of_the_service() {
    each(|world| {
        world.fund("alice", OTHER, 100 * DEPOSIT).unwrap();
        for (description, bounty) in [(1, BOUNTIES[3]), (2, POT - BOUNTIES[3]), (3, 0)] {
            let number = world.revealed("eve", &of_bob(description));
            // The reporter takes what is there.
            assert_eq!(world.judged_by("eve", number, CRITICAL).1, bounty);
        }
        assert_eq!(world.pot(SERVICE), 0);
        assert_eq!(world.pot(OTHER), 100 * DEPOSIT);
        assert_eq!(world.owed_to("eve"), 3 * DEPOSIT + POT);
        // Without a bounty it counts all the same.
        assert_eq!(world.breaches(0, u64::MAX), [3, 4]);
    });
}

// ---- operators

#[test]
fn operator_that_reports_itself_is_not_counted_and_a_later_report_is_a_duplicate() {
    each(|world| {
        let report = of_bob(1);
        let own = world.commit("bob", &report);
        let later = world.commit("eve", &report);
        world.after(EMBARGO);
        // The later one is revealed first, and replaced.
        world.reveal("eve", later, &report).unwrap();
        world.reveal("bob", own, &report).unwrap();
        let (time, bounty) = world.judged(own, CRITICAL);
        assert_eq!((bounty, world.pot(SERVICE)), (0, POT));
        assert_eq!(world.owed_to("bob"), DEPOSIT);
        assert_eq!(world.owed_to("eve"), DEPOSIT);
        assert_eq!(world.breaches(0, u64::MAX), [0, 0]);
        assert_eq!(world.subject(&report), words(own, time));
        let late = world.commit("dave", &report);
        world.after(EMBARGO);
        is_duplicate(world, "dave", late, &report, own);
    });
}

/// An operator that commits once it hears of a report is too late.
#[test]
fn operator_that_reports_itself_after_another_account_takes_nothing_back() {
    each(|world| {
        let report = of_bob(1);
        let number = world.commit("eve", &report);
        world.after(60);
        let own = world.commit("bob", &report);
        world.after(EMBARGO);
        // Revealed first, it is replaced.
        world.reveal("bob", own, &report).unwrap();
        world.reveal("eve", number, &report).unwrap();
        let (time, bounty) = world.judged(number, CRITICAL);
        assert_eq!(bounty, BOUNTIES[3]);
        assert_eq!(world.breaches(time, time + 1), [1, 4]);
    });
}

/// An operator that has its incident judged while the pot is empty would keep the bounty from the reporter.
#[test]
fn operator_picks_no_pot_below_the_bounty_before_the_last_quarter() {
    each(|world| {
        let (eve, dave) = (account("eve").address, account("dave").address);
        let first = world.revealed("eve", &of_bob(1));
        world.judged(first, CRITICAL);
        let pot = POT - BOUNTIES[3];
        let second = world.revealed("dave", &of_bob(2));
        world.signed(second, CRITICAL, &[0, 1]).unwrap();
        let below = pot_below(dave, BOUNTIES[3], pot);
        for by in ["bob", "eve"] {
            let error = world.judge_by(by, second, CRITICAL).unwrap_err();
            assert_eq!(error, below, "{by}");
        }
        // An hour later the pot has the whole bounty, and any account may.
        world.after(3_600);
        let missing = BOUNTIES[3] - pot;
        world.fund("alice", SERVICE, missing).unwrap();
        world.judge_by("bob", second, CRITICAL).unwrap();
        assert_eq!(world.owed_to("dave"), DEPOSIT + BOUNTIES[3]);
        assert_eq!(world.pot(SERVICE), 0);

        // A reporter that does nothing keeps no incident from being judged.
        let third = world.revealed("eve", &of_bob(3));
        let open = world.now() + JUDGE - JUDGE / 4;
        world.signed(third, 2, &[0, 1]).unwrap();
        world.at(open - 1);
        let error = world.judge_by("bob", third, 2).unwrap_err();
        assert_eq!(error, pot_below(eve, BOUNTIES[1], 0));
        world.at(open);
        world.judge_by("bob", third, 2).unwrap();
        assert_eq!(world.breaches(open, open + 1), [1, 2]);

        // Without a bounty an empty pot is no reason to wait.
        for severity in [1, 0] {
            let number = world.revealed("eve", &of_bob(4 + severity));
            let (_, bounty) = world.judged_by("bob", number, severity);
            assert_eq!(bounty, 0);
        }
    });
}

#[test]
fn newest_eight_incidents_count_in_the_seconds_of_a_window() {
    each(|world| {
        let numbers: Vec<u64> = (1..=9).map(|it| world.commit("eve", &of_bob(it))).collect();
        world.after(EMBARGO);
        let mut times = Vec::new();
        for (number, description) in numbers.into_iter().zip(1..) {
            world.reveal("eve", number, &of_bob(description)).unwrap();
            let severity = if description == 2 { CRITICAL } else { 1 };
            times.push(world.judged(number, severity).0);
        }
        // The first one made place for the ninth.
        assert_eq!(world.breaches(0, u64::MAX), [8, 4]);
        assert_eq!(world.breaches(times[0], times[1]), [0, 0]);
        assert_eq!(world.breaches(times[1], times[3]), [2, 4]);
        assert_eq!(world.breaches(times[1] + 1, times[3] + 1), [2, 1]);
        assert_eq!(world.breaches(times[3], times[3]), [0, 0]);
        assert_eq!(world.breaches(times[3], times[2]), [0, 0]);
        // Of others, and of other services, nothing.
        for of in [
            [json!(OTHER), address("bob")],
            [json!(SERVICE), address("eve")],
        ] {
            let of = [&of[..], &[json!(0), json!(u64::MAX)]].concat();
            assert_eq!(world.numbers("breachesOf", &of), [0, 0]);
        }
    });
}

#[test]
fn judged_subject_is_kept_for_a_year_and_cleared_by_any_account() {
    each(|world| {
        let report = of_bob(1);
        let number = world.revealed("eve", &report);
        let clear = [json!(SERVICE), address("bob"), bytes(&report.subject)];
        let needed = |until: u64| format!("StillNeeded(until: {until})");
        let error = world.call("dave", "clear", &clear).unwrap_err();
        assert_eq!(error, needed(u64::MAX));
        let (time, _) = world.judged(number, 1);
        let until = time + KEPT;
        world.at(until - 1);
        let error = world.call("dave", "clear", &clear).unwrap_err();
        assert_eq!(error, needed(until));
        world.at(until);
        let sent = world.call("dave", "clear", &clear).unwrap();
        let (bob, subject) = (account("bob").address, clear[2].as_str().unwrap());
        let of = format!("serviceId: {SERVICE}, operator: {bob:?}, subject: {subject}");
        assert_eq!(world.events(&sent), [format!("SubjectCleared({of})")]);
        let error = world.call("dave", "clear", &clear).unwrap_err();
        assert_eq!(error, "NothingToClear()");
        assert_eq!(world.subject(&report), [0, 0]);
        // What counts stays.
        assert_eq!(world.breaches(time, time + 1), [1, 1]);
    });
}
