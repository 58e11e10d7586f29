//! Rules of a rulebook on the chain: who adds and retires them, which of them are rejected, who forgives.

#[path = "library/levels.rs"]
mod levels;
mod library;
#[path = "library/rulebook.rs"]
mod world;

use levels::{SERVICE, WINDOW};
use library::{account, hex, named, number, GUARDIAN, OWNER};
use serde_json::{json, Value};
use sp_core::H160;
use world::{each, hard, soft, World, LEVEL, LIFE, MISUSE, NONE, SPAN, STAKE};

#[test]
fn charge_follows_from_the_condition_and_absence_takes_no_stake() {
    each(|world| {
        for (condition, charge) in [
            (1, Some(1)),
            (2, None),
            (3, None),
            (4, None),
            (5, Some(3)),
            (6, Some(2)),
        ] {
            let mut rule = world.rule(condition, hard());
            rule[4][4] = json!(1);
            // Rules begin an hour after they are added, on whole windows of the levels.
            let now = world.chain().timestamp();
            let ahead = now.saturating_sub(world.levels.start).div_ceil(WINDOW) + 2;
            let start = world.levels.begins(ahead);
            rule[4][0] = json!(start);
            let Some(charge) = charge else {
                assert_eq!(world.not_added(&rule), "AbsenceTakesNoStake");
                continue;
            };
            let rule = world.add(&rule);
            let (from, _) = world.evaluation(rule, 0);
            world.until(from);
            let first = world.operator(0);
            world.capture(first, start + SPAN, STAKE);
            world.evaluate(rule, first, 0);
            world.propose(rule, first, 0);
            let count = world
                .court
                .numbers(&mut world.levels.chain, "proposalCount", &[]);
            let id = [json!(count[0] as u64)];
            let proposal = world.court.ask(&mut world.levels.chain, "proposal", &id);
            assert_eq!(number(&proposal[1]), charge, "{condition}");
        }
    });
}

#[test]
fn guardian_forgives_and_no_other() {
    each(|world| {
        let rule = world.add(&world.rule(LEVEL, soft()));
        let second = world.operator(1);
        let forgive = [
            json!(SERVICE),
            json!(rule),
            hex(second),
            json!("an outage of the chain"),
        ];
        let guardian = GUARDIAN;
        let error = |world: &mut World, by: &str| {
            world
                .book
                .rejection(&mut world.levels.chain, by, "forgive", &forgive)
        };
        assert_eq!(error(world, guardian), "NothingToForgive");
        world.breach(rule, [0, 1], 0);
        for by in [OWNER, "eve"] {
            assert_eq!(error(world, by), "NotEntitled");
        }
        let begin = world.evaluation(rule, 1).1;
        assert_eq!(world.standing(second, begin), (true, 5_000));
        world
            .book
            .send(&mut world.levels.chain, guardian, "forgive", &forgive);
        assert_eq!(world.standing(second, begin), (false, 10_000));
        // What was evaluated stays so.
        assert_eq!(world.record(rule, second), [2, 0, 0, 0, 0, 0]);
        assert_eq!(world.not_evaluated(rule, second, 1), "WindowOver");
        assert_eq!(error(world, guardian), "NothingToForgive");
    });
}

#[test]
fn retired_rule_evaluates_nothing_and_its_effect_goes_on() {
    each(|world| {
        let rule = world.add(&world.rule(LEVEL, soft()));
        world.breach(rule, [0, 1], 0);
        let which = [json!(SERVICE), json!(rule)];
        let stranger = world
            .book
            .rejection(&mut world.levels.chain, "eve", "retireRule", &which);
        assert_eq!(stranger, "CallerNotRuntime");
        world
            .book
            .send(&mut world.levels.chain, OWNER, "retireRule", &which);
        let again = world
            .book
            .rejection(&mut world.levels.chain, OWNER, "retireRule", &which);
        assert_eq!(again, "RuleRetired");
        let (second, (from, _)) = (world.operator(1), world.evaluation(rule, 2));
        world.until(from);
        assert_eq!(world.not_evaluated(rule, second, 2), "RuleRetired");
        assert_eq!(world.standing(second, from), (true, 5_000));
        let stated = world.book.ask(&mut world.levels.chain, "ruleOf", &which);
        assert_eq!(stated[2], json!(true));
    });
}

/// Where the value could be read at a moment of choice, or a field does not fit.
#[test]
fn rules_that_cannot_hold_are_rejected_by_name() {
    each(|world| {
        let good = world.rule(LEVEL, soft());
        let far = world.start + 400 * 86_400;
        let cases: Vec<(&str, usize, usize, Value)> = vec![
            ("TermOutOfBounds", 4, 0, json!(world.start - SPAN - 1)),
            ("TermOutOfBounds", 4, 0, json!(far)),
            ("NoEffect", 5, 0, json!(0)),
        ];
        for (error, group, field, value) in cases {
            let mut bad = good.clone();
            bad[group][field] = value;
            assert_eq!(world.not_added(&bad), error, "{group} {field}: {bad:?}");
        }
        let mut moment = good.clone();
        (moment[3][2], moment[3][4], moment[3][5]) = (json!(2), json!(NONE), json!(NONE));
        assert_eq!(world.not_added(&moment), "MomentChosen");
        for condition in [0, 7] {
            let bad = world.rule(condition, soft());
            assert_eq!(world.not_added(&bad), "UnknownCondition");
        }
        let none = json!([LIFE, 10_000, false, 0, 0, 0]);
        assert_eq!(world.not_added(&world.rule(LEVEL, none)), "NoEffect");
        let mut court = good.clone();
        court[2] = hex(world.court.address);
        assert_eq!(world.not_added(&court), "NoEffect");
        let mut stake = world.rule(MISUSE, hard());
        for (error, court) in [
            ("NoEffect", hex(H160::zero())),
            ("CourtSilent", hex(account("bob").address)),
            ("CourtSilent", hex(world.book.address)),
        ] {
            stake[2] = court;
            assert_eq!(world.not_added(&stake), error);
        }
        let stranger = world
            .book
            .rejection(&mut world.levels.chain, "eve", "addRule", &good);
        assert_eq!(stranger, "CallerNotRuntime");
        for _ in 0..16 {
            world.add(&good);
        }
        assert_eq!(world.not_added(&good), "TooManyRules");
        let stated = world.book.ask(
            &mut world.levels.chain,
            "ruleOf",
            &[json!(SERVICE), json!(15)],
        );
        let operator = named("eve").address;
        assert_eq!(number(&stated[0]), u128::from(LEVEL));
        // The most that a manager asks for.
        let of = [json!(SERVICE), hex(operator), json!(world.start)];
        let asked = world
            .book
            .send(&mut world.levels.chain, "eve", "standingAt", &of);
        eprintln!("standingAt of 16 rules: {} us", asked.ref_time / 1_000_000);
    });
}

/// A bound that is rejected names its term and its bounds, and a measure names its field.
#[test]
fn bad_rules_are_rejected_by_name() {
    each(|world| {
        let (soft_rule, hard_rule) = (world.rule(LEVEL, soft()), world.rule(MISUSE, hard()));
        let (most_life, longest) = (180 * 86_400, 30 * 86_400);
        // Part and field of a rule, and what is there instead; the term, and its bounds.
        let terms: [(&[Value; 6], [usize; 2], u64, [u64; 3]); 17] = [
            (&soft_rule, [4, 1], 3_599, [2, 3_600, longest]),
            (&soft_rule, [4, 1], longest + 1, [2, 3_600, longest]),
            (&soft_rule, [4, 2], longest + 1, [3, 0, longest]),
            (&soft_rule, [4, 3], 3_599, [4, 3_600, SPAN]),
            (&soft_rule, [4, 3], SPAN + 1, [4, 3_600, SPAN]),
            (&soft_rule, [4, 5], 0, [6, 1, 32]),
            (&soft_rule, [4, 5], 33, [6, 1, 32]),
            (&soft_rule, [4, 4], 0, [5, 1, 3]),
            (&soft_rule, [4, 4], 4, [5, 1, 3]),
            (&soft_rule, [5, 0], most_life + 1, [7, 0, most_life]),
            (&soft_rule, [5, 1], 10_001, [8, 0, 10_000]),
            (&soft_rule, [5, 3], 10_001, [9, 0, 10_000]),
            (&soft_rule, [5, 4], 1, [10, 0, 0]),
            (&soft_rule, [5, 5], 1, [11, 0, 0]),
            (&hard_rule, [5, 4], 10_001, [10, 0, 10_000]),
            (&hard_rule, [5, 5], 999, [11, 1_000, 10_000]),
            (&hard_rule, [5, 5], 10_001, [11, 1_000, 10_000]),
        ];
        for (good, [part, field], value, [term, least, most]) in terms {
            let mut bad = good.clone();
            bad[part][field] = json!(value);
            let error = world.error(OWNER, "addRule", &bad);
            assert_eq!(error.name, "TermOutOfBounds", "{part} {field}");
            let said = ["term", "least", "most", "received"].map(|it| number(&error.args[it]));
            let expected = [term, least, most, value].map(u128::from);
            assert_eq!(said, expected, "{part} {field}");
        }
        let (itself, start) = (hex(world.book.address), world.start);
        // Field of a measure, and what is there instead; the number of the field.
        let fields = [
            (0, hex(H160::zero()), 1),
            (0, itself, 1),
            (2, json!(0), 2),
            (2, json!(6), 2),
            (3, json!(4), 3),
            (4, json!(4), 4),
            (4, json!(1), 4),
            (5, json!(4), 5),
            (5, json!(1), 5),
            (5, json!(2), 5),
            (8, json!(start + WINDOW), 6),
            (8, json!(start - 1), 6),
            (9, json!(0), 6),
            (9, json!(WINDOW + 1), 6),
            (10, json!(16), 8),
            (12, json!(16), 9),
            (13, json!(16), 10),
            (14, json!(true), 7),
            (15, json!(4), 7),
        ];
        for (field, value, expected) in fields {
            let mut bad = soft_rule.clone();
            bad[3][field] = value;
            let error = world.error(OWNER, "addRule", &bad);
            assert_eq!(error.name, "BadMeasure", "{field}");
            assert_eq!(number(&error.args["field"]), expected, "{field}");
        }
        // A counter, and what takes stake, must show something, and a share does not rise.
        for (good, changes, expected) in [
            (&hard_rule, vec![(15, json!(1))], 7),
            (&hard_rule, vec![(15, json!(2))], 7),
            (&hard_rule, vec![(15, json!(3))], 7),
            (&hard_rule, vec![(16, json!("0"))], 11),
            (&soft_rule, vec![(14, json!(true)), (15, json!(0))], 10),
            (
                &soft_rule,
                vec![
                    (14, json!(true)),
                    (15, json!(0)),
                    (13, json!(NONE)),
                    (16, json!("0")),
                ],
                11,
            ),
        ] {
            let mut bad = good.clone();
            for (field, value) in &changes {
                bad[3][*field] = value.clone();
            }
            let error = world.error(OWNER, "addRule", &bad);
            assert_eq!(number(&error.args["field"]), expected, "{changes:?}");
        }
        // Two arguments are left at most.
        let mut left = soft_rule.clone();
        (left[3][2], left[3][4]) = (json!(5), json!(NONE));
        let error = world.error(OWNER, "addRule", &left);
        assert_eq!(number(&error.args["field"]), 2);
        let rules = world
            .book
            .numbers(&mut world.levels.chain, "rulesOf", &[json!(SERVICE)]);
        assert_eq!(rules, [0]);
    });
}

#[test]
fn runtime_adds_rules_and_no_other() {
    each(|world| {
        let rule = world.rule(LEVEL, soft());
        let added = world.add(&rule);
        let which = [json!(SERVICE), json!(added)];
        for by in ["eve", GUARDIAN, "ferdie"] {
            for (call, arguments) in [("addRule", &rule[..]), ("retireRule", &which[..])] {
                let error = world.error(by, call, arguments);
                assert_eq!(error.name, "CallerNotRuntime", "{call} by {by}");
            }
        }
        let rules = world
            .book
            .numbers(&mut world.levels.chain, "rulesOf", &[json!(SERVICE)]);
        assert_eq!(rules, [1]);
        let stated = world.book.ask(&mut world.levels.chain, "ruleOf", &which);
        assert_eq!(stated[2], json!(false), "not retired");
    });
}
