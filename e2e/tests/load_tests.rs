//! Load tests on the chain: real seeds draw members of a real committee, who report with real keys. Each attack is a test in
//! which it gains nothing, on each build.

#[path = "library/beacon.rs"]
mod beacon;
mod library;
#[path = "library/load_tests.rs"]
mod world;

use blueprint_e2e::stored::bytes;
use library::{account, hex, Operator};
use serde_json::{json, Value};
use sp_core::H160;
use std::collections::BTreeSet;
use world::{
    addresses, bob, each, junk, no_test, sorted, too_early, too_late, World, BUILDS, CHAIN,
    CHALLENGERS, LEAST, MEMBERS, OTHER, PASS, REQUESTS, SERVICE, UNKNOWN,
};

// ---- the course of a test

#[test]
fn challengers_are_drawn_report_and_their_median_counts() {
    each(|world| {
        let (bob, test) = (bob(), (bob(), 0));
        world.seeded(0);
        let of = [json!(SERVICE), hex(bob), json!(0)];
        let sent = world.call("eve", "draw", &of).unwrap();
        let members = world.accounts();
        let expected = world.expected(SERVICE, bob, 0, &members);
        let drawn = addresses(&world.tests.answers("draw", &sent)[0]);
        assert_eq!(drawn, expected);
        let named: Vec<String> = drawn.iter().map(|it| format!("{it:?}")).collect();
        let of_test = format!("serviceId: {SERVICE}, operator: {bob:?}");
        let event = &world.events(&sent)[0];
        let start =
            format!("ChallengersDrawn({of_test}, window: 0, epoch: 1, round: 10000000, source: 1");
        assert!(event.starts_with(&start), "{event}");
        assert!(named.iter().all(|it| event.contains(it)), "{event}");
        let silent: Vec<_> = drawn.iter().map(|it| (*it, None)).collect();
        assert_eq!(world.heard(test), silent);

        let times = world
            .tests
            .numbers(&mut world.chain, "timesOf", &[json!(SERVICE), json!(0)]);
        let closes = world.closes(0);
        let expected = [world.begins(0), world.begins(1), closes];
        assert_eq!(times, expected.map(u128::from));
        world.at(world.begins(1));
        let digest = bytes(&world.digest(test, PASS));
        let stating = [json!(SERVICE), hex(bob), json!(0), json!(PASS)];
        assert_eq!(world.ask("reportDigest", &stating), [digest]);
        // Three pass, and two say that nothing was answered.
        let answered = [PASS, 0, REQUESTS, 0, PASS + 1];
        let said: Vec<_> = drawn.iter().copied().zip(answered).collect();
        let sent = world.report("eve", test, &said[..2]).unwrap();
        let event = |it: &(H160, u32)| {
            let (challenger, answered) = it;
            format!("LoadReported({of_test}, challenger: {challenger:?}, window: 0, answered: {answered})")
        };
        let events: Vec<String> = said[..2].iter().map(event).collect();
        assert_eq!(world.events(&sent), events);
        world.report("dave", test, &said[2..]).unwrap();
        let heard: Vec<_> = said.iter().map(|it| (it.0, Some(it.1))).collect();
        assert_eq!(world.heard(test), heard);

        world.at(closes - 1);
        assert_eq!(world.close(test), Err(too_early(closes, closes - 1)));
        assert_eq!(world.measured(bob, 0, u64::MAX), [0, 0]);
        world.at(closes);
        let sent = world.call("ferdie", "close", &of).unwrap();
        let event = format!(
            "TestClosed({of_test}, window: 0, reports: 5, median: {PASS}, counts: true, passed: true)"
        );
        assert_eq!(world.events(&sent), [event]);
        assert_eq!(world.heard(test), []);
        assert_eq!(world.result(bob), [0, 5, PASS.into(), 1]);
        let (begins, ends) = (world.begins(0), world.begins(1));
        for (from, to, tested) in [
            (begins, ends, 1),
            (0, u64::MAX, 1),
            (begins + 1, ends, 0),
            (begins, ends - 1, 0),
        ] {
            assert_eq!(world.measured(bob, from, to), [tested, 0]);
        }
        assert_eq!(world.close(test), Err(no_test(test)));
    });
}

#[test]
fn median_below_the_bound_fails_and_of_an_even_number_the_upper_one_counts() {
    let below = PASS - 1;
    each(|world| {
        let bob = bob();
        let cases = [
            (&[below, below, below, REQUESTS, REQUESTS][..], below),
            (&[below, below, PASS, PASS][..], PASS),
            (&[below, below, below, PASS][..], below),
        ];
        for (window, (answered, _)) in (0..).zip(&cases) {
            world.tested((bob, window), answered);
        }
        world.at(world.closes(2));
        for (window, (answered, median)) in (0..).zip(&cases) {
            let passed = *median >= PASS;
            assert_eq!(world.close((bob, window)), Ok((true, passed)));
            let (reports, median) = (answered.len() as u128, u128::from(*median));
            let result = [window.into(), reports, median, passed.into()];
            assert_eq!(world.result(bob), result);
        }
        assert_eq!(world.measured(bob, 0, u64::MAX), [3, 2]);
        assert_eq!(
            world.measured(account("charlie").address, 0, u64::MAX),
            [0, 0]
        );
    });
}

#[test]
fn few_reports_say_nothing_and_the_test_is_freed() {
    each(|world| {
        let (bob, test) = (bob(), (bob(), 0));
        world.tested(test, &[0; LEAST - 1]);
        // And one for which no account reported.
        world.drawn((bob, 1));
        world.at(world.closes(1));
        for window in [0, 1] {
            let of = [json!(SERVICE), hex(bob), json!(window)];
            let sent = world.call("ferdie", "close", &of).unwrap();
            let of = format!("serviceId: {SERVICE}, operator: {bob:?}, window: {window}");
            let reports = if window == 0 { LEAST - 1 } else { 0 };
            let nothing = format!("reports: {reports}, median: 0, counts: false, passed: false");
            assert_eq!(
                world.events(&sent),
                [format!("TestClosed({of}, {nothing})")]
            );
            assert_eq!(world.heard((bob, window)), []);
        }
        assert_eq!(world.measured(bob, 0, u64::MAX), [0, 0]);
        assert_eq!(world.result(bob), [0; 4]);
    });
}

// ---- draws

#[test]
fn window_is_drawn_once_and_only_while_it_runs() {
    each(|world| {
        let bob = bob();
        let (begins, ends) = (world.begins(0), world.begins(1));
        world.at(begins - 1);
        assert_eq!(
            world.draw(SERVICE, bob, 0),
            Err(too_early(begins, begins - 1))
        );
        let last = u64::MAX;
        assert_eq!(
            world.draw(SERVICE, bob, last),
            Err(too_early(last, begins - 1))
        );
        let unknown = format!("UnknownService(serviceId: {UNKNOWN})");
        assert_eq!(world.draw(UNKNOWN, bob, 0), Err(unknown));
        world.at(begins);
        let no_seed = "NoSeed(round: 10000000, source: 0)".to_string();
        assert_eq!(world.draw(SERVICE, bob, 0), Err(no_seed));
        let dave = account("dave").address;
        let not_serving = |it: H160| format!("NotServing(serviceId: {SERVICE}, operator: {it:?})");
        for stranger in [dave, H160::zero()] {
            assert_eq!(world.draw(SERVICE, stranger, 0), Err(not_serving(stranger)));
        }
        let drawn = world.drawn((bob, 0));
        assert_eq!(drawn.len(), CHALLENGERS);
        let of = format!("serviceId: {SERVICE}, operator: {bob:?}, window: 0");
        assert_eq!(
            world.draw(SERVICE, bob, 0),
            Err(format!("AlreadyDrawn({of})"))
        );
        let leaving = [json!(SERVICE), hex(bob), json!(false)];
        world.call(library::OWNER, "setOperator", &leaving).unwrap();
        world.at(ends);
        assert_eq!(world.draw(SERVICE, bob, 0), Err(too_late(ends, ends)));
        // Who left is tested by what was drawn before, and no more.
        world
            .report(
                "eve",
                (bob, 0),
                &[(drawn[0], 1), (drawn[1], 1), (drawn[2], 1)],
            )
            .unwrap();
        world.seeded(1);
        assert_eq!(world.draw(SERVICE, bob, 1), Err(not_serving(bob)));
        world.at(world.closes(0));
        assert_eq!(world.close((bob, 0)), Ok((true, false)));
        assert_eq!(
            world.draw(SERVICE, bob, 0),
            Err(too_late(ends, world.closes(0)))
        );
    });
}

/// Every test has challengers of its own: by service, operator and window.
#[test]
fn draws_follow_the_seed_and_differ_by_service_operator_and_window() {
    each(|world| {
        let members = world.accounts();
        let (mut all, mut seen) = (BTreeSet::new(), BTreeSet::new());
        for window in 0..4 {
            world.seeded(window);
            for service in [SERVICE, OTHER] {
                for operator in world.operators() {
                    let drawn = world.draw(service, operator, window).unwrap();
                    let expected = world.expected(service, operator, window, &members);
                    assert_eq!(drawn, expected, "{service} {operator:?} {window}");
                    let distinct: BTreeSet<&H160> = drawn.iter().collect();
                    assert_eq!(distinct.len(), CHALLENGERS);
                    assert!(!drawn.contains(&operator));
                    seen.extend(drawn.iter().copied());
                    all.insert(drawn);
                }
            }
        }
        assert_eq!(all.len(), 4 * 2 * 3, "no two are the same");
        assert_eq!(seen.len(), MEMBERS, "every member is drawn");
    });
}

#[test]
fn operator_that_is_a_member_is_not_drawn() {
    for built in BUILDS {
        // As many others as are drawn.
        let members = sorted(40..40 + CHALLENGERS as u8 + 1);
        let mut world = World::with(built, world::AHEAD, members, false);
        let operator = world.members[0].address;
        let drawn: BTreeSet<H160> = world.drawn((operator, 0)).into_iter().collect();
        let others: BTreeSet<H160> = world.accounts().into_iter().skip(1).collect();
        assert_eq!(drawn, others, "{built}");
        // It signs as a member, and was not drawn.
        world.at(world.begins(1));
        let own = world.report("eve", (operator, 0), &[(operator, REQUESTS)]);
        assert_eq!(
            own.unwrap_err(),
            format!("NotDrawn(index: 0, signer: {operator:?})")
        );
    }
}

#[test]
fn committee_that_is_too_small_draws_none_and_is_neutral() {
    for built in BUILDS {
        let members = sorted(40..40 + CHALLENGERS as u8);
        let mut world = World::with(built, world::AHEAD, members, false);
        let operator = world.members[0].address;
        world.seeded(0);
        let few = |received| {
            Err(format!(
                "TooFewMembers(least: {CHALLENGERS}, received: {received})"
            ))
        };
        // One of them is the operator.
        assert_eq!(world.draw(SERVICE, operator, 0), few(4), "{built}");
        let (first, last) = (world.members[1].address, world.members[4].address);
        for (suspended, received) in [(first, 4), (last, 3)] {
            world.suspend(suspended);
            assert_eq!(world.draw(SERVICE, bob(), 0), few(received));
        }
        world.at(world.closes(0));
        for operator in [operator, bob()] {
            assert_eq!(world.close((operator, 0)), Err(no_test((operator, 0))));
            assert_eq!(world.measured(operator, 0, u64::MAX), [0, 0]);
        }
        // A committee without members.
        let mut world = World::with(built, world::AHEAD, Vec::new(), false);
        world.seeded(0);
        assert_eq!(world.draw(SERVICE, bob(), 0), few(0));
    }
}

#[test]
fn suspended_member_is_not_drawn_and_makes_room_for_one_other() {
    each(|world| {
        world.seeded(0);
        let (bob, members) = (bob(), world.accounts());
        let before = world.expected(SERVICE, bob, 0, &members);
        world.suspend(before[1]);
        let drawn = world.draw(SERVICE, bob, 0).unwrap();
        assert_eq!(drawn[..4], [before[0], before[2], before[3], before[4]]);
        assert!(!before.contains(&drawn[4]));
    });
}

/// A set that signs for later seconds is not drawn from, though it is valid when the test is drawn.
#[test]
fn members_are_those_of_the_window_s_beginning() {
    for built in BUILDS {
        let delay = library::ROLE_DELAY;
        let members = sorted(40..40 + MEMBERS as u8);
        let mut world = World::with(built, delay, members, false);
        // The new set signs from within window 0 on.
        let now = world.start - delay + 50;
        world.at(now);
        let (old, new) = (world.accounts(), sorted(60..69));
        let enrolling = world::enrolled(&new);
        let (committee, chain) = (&world.committee, &mut world.chain);
        committee.send(chain, library::OWNER, "setMembers", &enrolling);
        let new: Vec<H160> = new.iter().map(|it| it.address).collect();
        for (window, members) in [(0, &old), (1, &new)] {
            let drawn = world.drawn((bob(), window));
            let expected = world.expected(SERVICE, bob(), window, members);
            assert_eq!(drawn, expected, "{built} {window}");
        }
    }
}

#[test]
fn seeds_of_block_hashes_draw_only_where_the_terms_say_so() {
    for (built, block_hashes) in BUILDS.iter().flat_map(|it| [(it, false), (it, true)]) {
        let members = sorted(40..40 + MEMBERS as u8);
        let mut world = World::with(built, world::AHEAD, members, block_hashes);
        world.seeded_by_block(0);
        let drawn = world.draw(SERVICE, bob(), 0);
        if block_hashes {
            let members = world.accounts();
            assert_eq!(drawn, Ok(world.expected(SERVICE, bob(), 0, &members)));
        } else {
            let other = "NoSeed(round: 10000000, source: 2)";
            assert_eq!(drawn, Err(other.to_string()), "{built}");
        }
    }
}

// ---- reports

/// The operator itself submits the reports that suit it; another account submits the rest.
#[test]
fn submitter_cannot_leave_out_a_report() {
    each(|world| {
        let test = (bob(), 0);
        let drawn = world.drawn(test);
        let answered = [REQUESTS, REQUESTS, 0, 0, 0];
        let said: Vec<_> = drawn.iter().copied().zip(answered).collect();
        world.at(world.begins(1));
        world.report("bob", test, &said[..2]).unwrap();
        world.report("eve", test, &said[2..]).unwrap();
        world.at(world.closes(0));
        assert_eq!(world.close(test), Ok((true, false)));
        assert_eq!(world.result(bob()), [0, 5, 0, 0]);
    });
}

/// Fewer liars than half of the least reports, whichever others report; and of four reports two do not fail an operator.
#[test]
fn minority_of_lying_challengers_moves_no_median_out_of_honest_reports() {
    let honest = [910, 920, 930, 940];
    each(|world| {
        let bob = bob();
        let cases = [
            (0, &honest[..2]),
            (REQUESTS, &honest[..2]),
            (0, &honest[..4]),
            (REQUESTS, &honest[..4]),
        ];
        for (window, (lie, honest)) in (0..).zip(cases) {
            let answered = [&[lie], honest].concat();
            world.tested((bob, window), &answered);
        }
        world.at(world.closes(3));
        for (window, (_, honest)) in (0..).zip(cases) {
            assert_eq!(world.close((bob, window)), Ok((true, true)));
            let median = world.result(bob)[2] as u32;
            assert!(honest[0] <= median && median <= *honest.last().unwrap());
        }
    });
    each(|world| {
        world.tested((bob(), 0), &[0, 0, 910, 920]);
        world.at(world.closes(0));
        assert_eq!(world.close((bob(), 0)), Ok((true, true)));
    });
}

#[test]
fn reports_early_late_twice_above_the_requests_and_in_bad_batches_are_rejected() {
    each(|world| {
        let test = (bob(), 0);
        let (ends, closes) = (world.begins(1), world.closes(0));
        world.seeded(0);
        let first = world.accounts()[0];
        let none = world.report("eve", test, &[(first, 1)]);
        assert_eq!(none.unwrap_err(), no_test(test));
        let drawn = world.draw(SERVICE, bob(), 0).unwrap();
        let good = (drawn[0], PASS);
        world.at(ends - 1);
        let early = world.report("eve", test, &[good]);
        assert_eq!(early.unwrap_err(), too_early(ends, ends - 1));
        world.at(ends);
        let before = world.heard(test);
        let above = (drawn[1], REQUESTS + 1);
        let most = format!("MoreThanSent(most: {REQUESTS}, received: {})", REQUESTS + 1);
        // With a good one before it, which is not taken either.
        let error = world.report("eve", test, &[good, above]).unwrap_err();
        assert_eq!(error, most);
        let twice = world.report("eve", test, &[good, good]).unwrap_err();
        let already = format!("AlreadyReported(challenger: {:?})", drawn[0]);
        assert_eq!(twice, already);
        let error = world.report("eve", test, &[]).unwrap_err();
        assert_eq!(error, "BatchSize(most: 8, received: 0)");
        let error = world.report("eve", test, &[good; 9]).unwrap_err();
        assert_eq!(error, "BatchSize(most: 8, received: 9)");
        let mut reports = world.reports(test, &[good]);
        reports[3] = json!([PASS, PASS]);
        let error = world.call("eve", "report", &reports).unwrap_err();
        assert_eq!(error, "LengthMismatch(expected: 2, received: 1)");
        let mut reports = world.reports(test, &[good]);
        for length in [0, 64, 65, 66] {
            reports[4] = json!([junk(length)]);
            let error = world.call("eve", "report", &reports).unwrap_err();
            assert_eq!(error, "BadSignature(index: 0)", "{length}");
        }
        reports[0] = json!(UNKNOWN);
        let error = world.call("eve", "report", &reports).unwrap_err();
        assert_eq!(error, format!("UnknownService(serviceId: {UNKNOWN})"));
        assert_eq!(world.heard(test), before);

        world.report("eve", test, &[good]).unwrap();
        // Not even another number.
        for answered in [PASS, 0] {
            let again = world.report("bob", test, &[(drawn[0], answered)]);
            assert_eq!(again.unwrap_err(), already);
        }
        world.at(closes);
        let late = world.report("eve", test, &[(drawn[1], PASS)]);
        assert_eq!(late.unwrap_err(), too_late(closes, closes));
        assert_eq!(world.heard(test)[0], (drawn[0], Some(PASS)));
        assert!(world.heard(test)[1..].iter().all(|it| it.1.is_none()));
    });
}

#[test]
fn reports_of_members_that_were_not_drawn_and_for_other_tests_are_rejected() {
    each(|world| {
        let (bob, charlie) = (bob(), account("charlie").address);
        let test = (bob, 0);
        let drawn = world.drawn(test);
        world.draw(SERVICE, charlie, 0).unwrap();
        world.at(world.begins(1));
        let before = world.heard(test);
        let members = world.accounts().into_iter();
        let undrawn: Vec<H160> = members.filter(|it| !drawn.contains(it)).collect();
        assert_eq!(undrawn.len(), MEMBERS - CHALLENGERS);
        for member in undrawn {
            let error = world.report("eve", test, &[(drawn[0], 1), (member, 1)]);
            assert_eq!(
                error.unwrap_err(),
                format!("NotDrawn(index: 1, signer: {member:?})")
            );
        }
        let stranger = Operator::new(99);
        let mut reports = world.reports(test, &[(drawn[0], 1)]);
        reports[4] = json!([stranger.sign(&world.digest(test, 1))]);
        let error = world.call("eve", "report", &reports).unwrap_err();
        assert_eq!(
            error,
            format!("NotDrawn(index: 0, signer: {:?})", stranger.address)
        );
        // Signed for another operator, window, service, contract, chain, or another number.
        let (here, committee) = (world.tests.address, world.committee.address);
        for digest in [
            World::digest_of(here, CHAIN, SERVICE, (charlie, 0), 1),
            World::digest_of(here, CHAIN, SERVICE, (bob, 1), 1),
            World::digest_of(here, CHAIN, OTHER, test, 1),
            World::digest_of(committee, CHAIN, SERVICE, test, 1),
            World::digest_of(here, CHAIN + 1, SERVICE, test, 1),
            World::digest_of(here, CHAIN, SERVICE, test, 2),
        ] {
            reports[4] = json!([world.member(drawn[0]).sign(&digest)]);
            let error = world.call("eve", "report", &reports).unwrap_err();
            assert!(error.starts_with("NotDrawn(index: 0, "), "{error}");
        }
        assert_eq!(world.heard(test), before);
    });
}

// ---- results

/// Ten windows of which the first eight are failed: the newest eight are kept, in whichever order they are closed.
#[test]
fn newest_results_by_window_are_kept_in_any_order_of_closing() {
    const WINDOWS: u64 = 10;
    for built in BUILDS {
        let members = sorted(40..40 + MEMBERS as u8);
        let mut world = World::with(built, world::AHEAD, members, true);
        let bob = bob();
        let mut drawn = Vec::new();
        for window in 0..WINDOWS {
            world.seeded_by_block(window);
            drawn.push(world.draw(SERVICE, bob, window).unwrap());
            if window < 2 {
                continue;
            }
            // Within the report period of the window before the last one.
            let test = (bob, window - 2);
            let answered = if test.1 < 8 { 0 } else { REQUESTS };
            let said: Vec<_> = drawn[test.1 as usize][..LEAST]
                .iter()
                .map(|it| (*it, answered))
                .collect();
            world.report("eve", test, &said).unwrap();
        }
        for window in [WINDOWS - 2, WINDOWS - 1] {
            let now = world.now();
            world.at(world.begins(window + 1).max(now));
            let said: Vec<_> = drawn[window as usize][..LEAST]
                .iter()
                .map(|it| (*it, REQUESTS))
                .collect();
            world.report("eve", (bob, window), &said).unwrap();
        }
        world.at(world.closes(WINDOWS - 1));
        for window in [5, 9, 0, 3, 8, 1, 2, 7, 4, 6] {
            assert_eq!(
                world.close((bob, window)),
                Ok((true, window >= 8)),
                "{built}"
            );
        }
        assert_eq!(world.measured(bob, 0, u64::MAX), [8, 6]);
        let from = |window: u64| world.begins(window);
        let ranges = [(0, 3, 1, 1), (2, 4, 2, 2), (7, 10, 3, 1), (8, 10, 2, 0)];
        let ranges = ranges.map(|it| (from(it.0), from(it.1), it.2, it.3));
        for (from, to, tested, failed) in ranges {
            assert_eq!(world.measured(bob, from, to), [tested, failed], "{built}");
        }
        assert_eq!(world.result(bob), [9, 3, REQUESTS.into(), 1]);
    }
}

#[test]
fn results_are_freed_a_year_after_the_latest_window() {
    const YEAR: u64 = 365 * 86_400;
    each(|world| {
        let bob = bob();
        let of = [json!(SERVICE), hex(bob)];
        let nothing = |world: &mut World, of: &[Value]| {
            let error = world.call("eve", "clear", of).unwrap_err();
            assert_eq!(error, "NothingToClear()");
        };
        nothing(world, &of);
        world.tested((bob, 0), &[0; 3]);
        world.at(world.closes(0));
        world.close((bob, 0)).unwrap();
        let until = world.begins(1) + YEAR;
        world.at(until - 1);
        let early = world.call("eve", "clear", &of).unwrap_err();
        assert_eq!(early, format!("StillNeeded(until: {until})"));
        assert_eq!(world.measured(bob, 0, u64::MAX), [1, 1]);
        world.at(until);
        let sent = world.call("eve", "clear", &of).unwrap();
        let event = format!("ResultsCleared(serviceId: {SERVICE}, operator: {bob:?})");
        assert_eq!(world.events(&sent), [event]);
        assert_eq!(world.measured(bob, 0, u64::MAX), [0, 0]);
        nothing(world, &of);
        let unknown = [json!(UNKNOWN), hex(bob)];
        let error = world.call("eve", "clear", &unknown).unwrap_err();
        assert_eq!(error, format!("UnknownService(serviceId: {UNKNOWN})"));
    });
}
