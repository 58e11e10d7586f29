//! Rulebook on the chain: breaches take points, suspend and propose slashes. Each attack is a test in which it gains
//! nothing, on each build.

#[path = "library/levels.rs"]
mod levels;
mod library;
#[path = "library/rulebook.rs"]
mod world;

use blueprint_e2e::decode::Named;
use levels::{LAG, SERVICE};
use library::{hex, number, OWNER};
use serde_json::json;
use sp_core::H160;
use world::{each, hard, soft, EVALUATION, LEVEL, LIFE, MISREPORTING, MISUSE, SPAN, STAKE};

#[test]
fn breaches_take_points_and_suspend_for_a_time() {
    each(|world| {
        let rule = world.add(&world.rule(LEVEL, soft()));
        let (first, second) = (world.operator(0), world.operator(1));
        for window in 0..2 {
            let (from, until) = world.evaluation(rule, window);
            assert_eq!(from, world.start + (window + 1) * SPAN + LAG);
            assert_eq!(until, from + EVALUATION);
            world.until(from);
            assert!(!world.evaluate(rule, first, window));
            assert!(world.evaluate(rule, second, window));
        }
        let begin = world.evaluation(rule, 1).1;
        let standings = [begin - 1, begin, begin + LIFE - 1, begin + LIFE];
        assert_eq!(
            standings.map(|time| world.standing(second, time)),
            [
                (false, 10_000),
                (true, 5_000),
                (true, 5_000),
                (false, 10_000)
            ]
        );
        assert_eq!(world.standing(first, begin), (false, 10_000));
        let (from, until) = (u128::from(begin), u128::from(begin + LIFE));
        assert_eq!(world.record(rule, second), [2, 0, 1, from, until, 0]);
    });
}

#[test]
fn effect_begins_at_the_same_second_whenever_it_was_evaluated() {
    each(|world| {
        for condition in [LEVEL, MISREPORTING] {
            world.add(&world.rule(condition, soft()));
        }
        let second = world.operator(1);
        for window in 0..2 {
            let (from, until) = world.evaluation(0, window);
            world.until(from);
            world.evaluate(0, second, window);
            world.until(until - 1);
            world.evaluate(1, second, window);
        }
        assert_eq!(world.record(0, second), world.record(1, second));
    });
}

#[test]
fn breaches_are_used_up_once_and_once_is_not_enough() {
    each(|world| {
        let rule = world.add(&world.rule(LEVEL, soft()));
        let second = world.operator(1);
        world.breach(rule, [0, 1], 0);
        assert_eq!(world.record(rule, second)[..3], [2, 0, 1]);
        // Windows 2 to 4 are not evaluated: 5 is the only breach of its three.
        let (from, _) = world.evaluation(rule, 5);
        world.until(from);
        world.evaluate(rule, second, 5);
        assert_eq!(world.record(rule, second)[..3], [6, 1, 1]);
    });
}

#[test]
fn window_is_evaluated_once_and_in_time() {
    each(|world| {
        let rule = world.add(&world.rule(LEVEL, soft()));
        let second = world.operator(1);
        let (from, until) = world.evaluation(rule, 1);
        world.until(from - 1);
        assert_eq!(world.not_evaluated(rule, second, 1), "TooEarly");
        assert_eq!(
            world.not_evaluated(rule, second, u32::MAX.into()),
            "TooEarly"
        );
        world.until(from);
        world.evaluate(rule, second, 1);
        for window in [0, 1] {
            let error = world.not_evaluated(rule, second, window);
            assert_eq!(error, "WindowOver", "{window}");
        }
        let first = world.operator(0);
        world.until(until);
        assert_eq!(world.not_evaluated(rule, first, 1), "TooLate");
        assert_eq!(world.not_evaluated(rule, H160::zero(), 2), "ZeroAccount");
        assert_eq!(world.not_evaluated(rule + 1, first, 2), "UnknownRule");
    });
}

#[test]
fn breach_that_takes_stake_becomes_a_proposal_and_costs_more_each_time() {
    each(|world| {
        let rule = world.add(&world.rule(MISUSE, hard()));
        let first = world.operator(0);
        let shares = [([0, 1], 1_000), ([2, 3], 1_200)];
        for (n, (windows, share)) in (1u64..).zip(shares) {
            for window in windows {
                let (from, _) = world.evaluation(rule, window);
                world.until(from);
                assert_eq!(world.due(rule, first, window), 0);
                assert_eq!(world.not_proposed(rule, first, window), "NothingDue");
                assert!(world.evaluate(rule, first, window));
            }
            let last = windows[1];
            assert_eq!(world.due(rule, first, last), share);
            // Without the stake of that moment nothing is proposed, and it can be later.
            assert_eq!(world.not_proposed(rule, first, last), "StakeUnknown");
            let moment = world.start + (last + 1) * SPAN;
            world.capture(first, moment, STAKE);
            assert_eq!(world.propose(rule, first, last), n);
            assert_eq!(world.not_proposed(rule, first, last), "NothingDue");
            let (id, chain) = ([json!(n)], &mut world.levels.chain);
            let proposal = world.court.ask(chain, "proposal", &id);
            assert_eq!(number(&proposal[1]), 2, "quality of service");
            let amounts = world.court.numbers(chain, "proposalAmounts", &id);
            assert_eq!(amounts[0], share * u128::from(STAKE) / 10_000);
            let times = world.court.numbers(chain, "proposalTimes", &id);
            assert_eq!(times[0], u128::from(moment));
            let case = [json!(SERVICE), json!(rule), hex(first), json!(last)];
            let evidence = world.book.ask(chain, "evidenceOf", &case);
            let parties = world.court.ask(chain, "proposalParties", &id);
            let expected = (&hex(world.book.address), &evidence[0]);
            assert_eq!((&parties[0], &parties[2]), expected);
        }
        assert_eq!(world.record(rule, first), [4, 0, 2, 0, 0, 0]);
        // Points are as they were.
        let now = world.chain().timestamp();
        assert_eq!(world.standing(first, now), (false, 10_000));
        let (id, chain) = ([json!(1)], &mut world.levels.chain);
        let review = world.court.numbers(chain, "proposalTimes", &id)[2];
        world.chain().skip_blocks(1);
        world.chain().set_timestamp(review as u64);
        let chain = &mut world.levels.chain;
        world.court.send(chain, "eve", "execute", &id);
        let amounts = world.court.numbers(chain, "proposalAmounts", &id);
        assert_eq!(amounts[2], u128::from(STAKE / 10));
    });
}

/// An operator whose open proposals fill the court is suspended all the same, and the share stays due.
#[test]
fn court_that_rejects_undoes_no_suspension() {
    each(|world| {
        let mut effect = hard();
        (effect[0], effect[1], effect[2]) = (json!(LIFE), json!(5_000), json!(true));
        let mut rule = world.rule(MISUSE, effect);
        (rule[4][4], rule[4][5]) = (json!(1), json!(1));
        let rule = world.add(&rule);
        let first = world.operator(0);
        let none = [json!(SERVICE), hex(H160::zero())];
        world
            .court
            .send(&mut world.levels.chain, OWNER, "setProposer", &none);
        world.chain().skip_blocks(1);
        let now = world.chain().timestamp();
        let (from, until) = world.evaluation(rule, 0);
        assert!(now < from);
        world.until(from);
        world.capture(first, world.start + SPAN, STAKE);
        world.evaluate(rule, first, 0);
        assert_eq!(world.not_proposed(rule, first, 0), "NotProposer");
        assert_eq!(world.standing(first, until), (true, 5_000));
        assert_eq!(world.due(rule, first, 0), 1_000);
        // After 180 days nothing is slashable any more.
        world.chain().skip_blocks(1);
        let late = world.start + SPAN + 180 * 86_400 + 1;
        world.chain().set_timestamp(late);
        assert_eq!(world.propose(rule, first, 0), 0);
        assert_eq!(world.not_proposed(rule, first, 0), "NothingDue");
    });
}

/// A breach whose effect is to come does not end one that holds.
#[test]
fn breach_does_not_end_the_effect_of_another() {
    each(|world| {
        // Shorter than from one window to the next.
        let life = SPAN - 1;
        let mut rule = world.rule(LEVEL, json!([life, 5_000, true, 0, 0, 0]));
        (rule[4][4], rule[4][5]) = (json!(1), json!(1));
        let rule = world.add(&rule);
        let second = world.operator(1);
        for window in 0..3 {
            let (from, until) = world.evaluation(rule, window);
            world.until(from);
            world.evaluate(rule, second, window);
            // The effect of the window before begins in this second.
            let held = world.standing(second, from);
            assert_eq!(held.0, window != 0, "{window}");
            assert_eq!(world.standing(second, until - 1), (false, 10_000));
            assert_eq!(world.standing(second, until), (true, 5_000));
        }
    });
}

/// Asking changes nothing, and the event of the evaluation has the value that was seen.
#[test]
fn operator_sees_the_outcome_beforehand() {
    each(|world| {
        let rule = world.add(&world.rule(LEVEL, soft()));
        let (from, _) = world.evaluation(rule, 0);
        world.until(from);
        // All windows kept, and none of them.
        for (operator, value, breached) in [(0, 10_000, false), (1, 0, true)] {
            let operator = world.operator(operator);
            let case = world.case(rule, operator, 0);
            let (book, chain) = (&world.book, &mut world.levels.chain);
            let seen = book.ask(chain, "measureOf", &case);
            assert_eq!((&seen[0], &seen[2]), (&json!(true), &json!(breached)));
            assert_eq!(number(&seen[1]), value);
            assert_eq!(world.record(rule, operator), [0; 6]);
            let (book, chain) = (&world.book, &mut world.levels.chain);
            let sent = book.send(chain, "eve", "evaluate", &case);
            let decoded = sent.events.iter().map(|it| book.interface.decode_event(it));
            let events: Vec<Named> = decoded.flatten().collect();
            assert_eq!(events.len(), 1);
            assert_eq!(events[0].name, "WindowEvaluated");
            assert_eq!(number(&events[0].args["value"]), value);
            assert_eq!(events[0].args["breached"], json!(breached));
        }
    });
}

/// No operator ends a breach by evaluating a later window before it.
#[test]
fn later_window_cannot_be_evaluated_while_an_earlier_one_can() {
    each(|world| {
        let rule = world.add(&world.rule(LEVEL, soft()));
        let second = world.operator(1);
        let (earlier, later) = (world.evaluation(rule, 0), world.evaluation(rule, 1));
        assert_eq!(earlier.1, later.0);
        world.until(earlier.1 - 1);
        assert_eq!(world.not_evaluated(rule, second, 1), "TooEarly");
        assert!(world.evaluate(rule, second, 0));
        world.until(later.0);
        assert!(world.evaluate(rule, second, 1));
        assert_eq!(world.record(rule, second)[..3], [2, 0, 1]);
    });
}

/// A rule that takes effect anew while its effect holds leaves no second between the two.
#[test]
fn effect_that_follows_goes_on_without_a_gap() {
    each(|world| {
        let rule = world.add(&world.rule(LEVEL, soft()));
        let second = world.operator(1);
        world.breach(rule, [0, 1], 0);
        world.breach(rule, [2, 3], 0);
        let (begin, later) = (world.evaluation(rule, 1).1, world.evaluation(rule, 3).1);
        let (from, until) = (u128::from(begin), u128::from(later + LIFE));
        assert_eq!(world.record(rule, second), [4, 0, 2, from, until, 0]);
        for time in [begin, later - 1, later, later + LIFE - 1] {
            assert_eq!(world.standing(second, time), (true, 5_000));
        }
        assert_eq!(world.standing(second, later + LIFE), (false, 10_000));
    });
}

#[test]
fn share_that_rounds_to_nothing_is_no_proposal() {
    each(|world| {
        let mut rule = world.rule(MISUSE, hard());
        rule[4][4] = json!(1);
        let rule = world.add(&rule);
        let (first, (from, _)) = (world.operator(0), world.evaluation(rule, 0));
        world.until(from);
        // A tenth of nine.
        world.capture(first, world.start + SPAN, 9);
        assert!(world.evaluate(rule, first, 0));
        assert_eq!(world.propose(rule, first, 0), 0);
        let (court, chain) = (&world.court, &mut world.levels.chain);
        assert_eq!(court.numbers(chain, "proposalCount", &[]), [0]);
        assert_eq!(world.due(rule, first, 0), 0);
    });
}

/// A stake that was captured as nothing by mistake uses up no share, and holds up no other one.
#[test]
fn share_of_a_capture_of_nothing_stays_due_until_it_is_corrected() {
    each(|world| {
        let mut rule = world.rule(MISUSE, hard());
        rule[4][4] = json!(1);
        let rule = world.add(&rule);
        let first = world.operator(0);
        let moments = [0, 1].map(|window| world.start + (window + 1) * SPAN);
        for (window, moment) in (0u64..).zip(moments) {
            let (from, _) = world.evaluation(rule, window);
            world.until(from);
            assert!(world.evaluate(rule, first, window));
            world.capture(first, moment, 0);
            let due = world.due(rule, first, window);
            assert_eq!(due, [1_000, 1_200][window as usize]);
            assert_eq!(world.not_proposed(rule, first, window), "StakeUnknown");
            assert_eq!(world.due(rule, first, window), due);
        }
        // The runtime corrects the first one, a few hours after its moment.
        world.correct(first, moments[0], STAKE);
        assert_eq!(world.propose(rule, first, 0), 1);
        let (court, chain) = (&world.court, &mut world.levels.chain);
        let amounts = court.numbers(chain, "proposalAmounts", &[json!(1)]);
        assert_eq!(amounts[0], u128::from(STAKE / 10));
        assert_eq!(world.not_proposed(rule, first, 0), "NothingDue");
        assert_eq!(world.not_proposed(rule, first, 1), "StakeUnknown");
        // After 180 days the other one ends, as any.
        world.chain().skip_blocks(1);
        let late = moments[1] + 180 * 86_400 + 1;
        world.chain().set_timestamp(late);
        assert_eq!(world.propose(rule, first, 1), 0);
        assert_eq!(world.not_proposed(rule, first, 1), "NothingDue");
    });
}
