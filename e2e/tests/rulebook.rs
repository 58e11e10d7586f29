//! Rulebook on the chain: rules read service levels and strikes, breaches take points, suspend and propose slashes. Each
//! attack is a test in which it gains nothing, on each build.

#[path = "library/levels.rs"]
mod levels;
mod library;

use alloy_primitives::keccak256;
use blueprint_e2e::chain::Chain;
use levels::{Operator, World as Levels, LAG, SERVICE, WINDOW};
use library::{account, hex, named, number, Contract, GUARDIAN, OWNER};
use serde_json::{json, Value};
use sp_core::H160;

const BUILDS: [&str; 3] = [
    "ink/rulebook.polkavm",
    "solidity/Rulebook.polkavm",
    "solidity/Rulebook.evm",
];
const NONE: u64 = 255;
/// Two windows of the service levels.
const SPAN: u64 = 2 * WINDOW;
const EVALUATION: u64 = 7_200;
const LIFE: u64 = 5 * 86_400;
const STAKE: u64 = 1_000_000;
/// Conditions.
const MISREPORTING: u64 = 1;
const CHALLENGES: u64 = 3;
const LEVEL: u64 = 4;
const MISUSE: u64 = 6;

/// Service levels of two operators, of which the first keeps all windows and the second none, and a rulebook.
struct World {
    levels: Levels,
    book: Contract,
    court: Contract,
    /// The beginning of a rule's window 0.
    start: u64,
    answered: u64,
}

fn word(value: u64) -> Value {
    json!(format!("0x{value:064x}"))
}

fn selector(signature: &str) -> Value {
    let hash = keccak256(signature);
    json!(format!("0x{}", ::hex::encode(&hash[..4])))
}

/// Half of the points, and suspended.
fn soft() -> Value {
    json!([LIFE, 5_000, true, 0, 0, 0])
}

/// A tenth of the stake, half as much more each time, and 12 % at most.
fn hard() -> Value {
    json!([0, 10_000, false, 1_000, 500, 1_200])
}

impl World {
    fn new(built: &str) -> World {
        let mut levels = Levels::new();
        let roles = library::with_roles(json!(OWNER), &[]);
        let book = Contract::deploy(&mut levels.chain, built, &roles);
        let court = library::court(&mut levels.chain, json!(OWNER));
        let proposer = [json!(SERVICE), hex(book.address)];
        court.send(&mut levels.chain, OWNER, "setProposer", &proposer);
        let start = levels.start + SPAN;
        World {
            levels,
            book,
            court,
            start,
            answered: 0,
        }
    }

    fn chain(&mut self) -> &mut Chain {
        &mut self.levels.chain
    }

    fn operator(&self, number: usize) -> H160 {
        self.levels.operators[number].address
    }

    /// Less than four fifths of the windows kept.
    fn measure(&self) -> Value {
        let target = hex(self.levels.levels.address);
        let view = selector("verdict(uint64,address,uint32,uint32)");
        let (service, origin) = (word(SERVICE), self.levels.start);
        let (kept, expected, at_most) = (1, 0, 1);
        json!([
            target,
            view,
            4,
            1,
            2,
            3,
            service,
            word(0),
            origin,
            WINDOW,
            NONE,
            0,
            kept,
            expected,
            false,
            at_most,
            "7999"
        ])
    }

    /// Two breaches of three windows.
    fn schedule(&self) -> Value {
        json!([self.start, SPAN, LAG, EVALUATION, 2, 3])
    }

    fn rule(&self, condition: u64, effect: Value) -> [Value; 6] {
        let court = match effect[3].as_u64() {
            Some(0) => hex(H160::zero()),
            _ => hex(self.court.address),
        };
        [
            json!(SERVICE),
            json!(condition),
            court,
            self.measure(),
            self.schedule(),
            effect,
        ]
    }

    fn add(&mut self, rule: &[Value]) -> u64 {
        let sent = self
            .book
            .send(&mut self.levels.chain, OWNER, "addRule", rule);
        eprintln!("addRule: {} us", sent.ref_time / 1_000_000);
        number(&self.book.answers("addRule", &sent)[0]) as u64
    }

    fn not_added(&mut self, rule: &[Value]) -> String {
        let book = &self.book;
        book.rejection(&mut self.levels.chain, OWNER, "addRule", rule)
    }

    /// The first operator answers in each window of the levels that begins before a second, and time comes to it.
    fn until(&mut self, second: u64) {
        while self.levels.begins(self.answered) + 10 < second {
            self.levels.at(self.answered, 10);
            self.levels.answer(self.answered, &[0]);
            self.answered += 1;
        }
        self.chain().skip_blocks(1);
        self.chain().set_timestamp(second);
    }

    /// The seconds in which a window can be evaluated.
    fn evaluation(&mut self, rule: u64, window: u64) -> (u64, u64) {
        let of = [json!(SERVICE), json!(rule), json!(window)];
        let book = &self.book;
        let seconds = book.numbers(&mut self.levels.chain, "evaluationOf", &of);
        (seconds[0] as u64, seconds[1] as u64)
    }

    fn case(&self, rule: u64, operator: H160, window: u64) -> [Value; 4] {
        [json!(SERVICE), json!(rule), hex(operator), json!(window)]
    }

    /// eve evaluates, and finds what `measureOf` said before.
    fn evaluate(&mut self, rule: u64, operator: H160, window: u64) -> bool {
        let case = self.case(rule, operator, window);
        let (book, chain) = (&self.book, &mut self.levels.chain);
        let foreseen = book.ask(chain, "measureOf", &case);
        assert_eq!(foreseen[0], json!(true));
        let sent = book.send(chain, "eve", "evaluate", &case);
        eprintln!("evaluate: {} us", sent.ref_time / 1_000_000);
        let found = book.answers("evaluate", &sent)[0].clone();
        assert_eq!(found, foreseen[2]);
        found == json!(true)
    }

    /// The name of the error of an evaluation, also of one of the court's that was passed on.
    fn not_evaluated(&mut self, rule: u64, operator: H160, window: u64) -> String {
        let (case, from) = (self.case(rule, operator, window), account("eve"));
        let chain = &mut self.levels.chain;
        let outcome = self.book.try_send(chain, &from, "evaluate", &case, 0);
        assert!(outcome.is_revert(), "{outcome}");
        let own = self.book.interface.decode_error(&outcome.data);
        let courts = self.court.interface.decode_error(&outcome.data);
        own.or(courts).unwrap().name
    }

    /// Both windows in which the second operator breaches the rule, at the second `at` of their evaluation.
    fn breach(&mut self, rule: u64, windows: [u64; 2], at: u64) {
        for window in windows {
            let (from, _) = self.evaluation(rule, window);
            self.until(from + at);
            let second = self.operator(1);
            assert!(self.evaluate(rule, second, window));
        }
    }

    /// Whether an operator is suspended, and what is left of its points.
    fn standing(&mut self, operator: H160, time: u64) -> (bool, u128) {
        let of = [json!(SERVICE), hex(operator), json!(time)];
        let book = &self.book;
        let standing = book.ask(&mut self.levels.chain, "standingAt", &of);
        (standing[0] == json!(true), number(&standing[1]))
    }

    /// next, breaches, times, from, until, counter.
    fn record(&mut self, rule: u64, operator: H160) -> Vec<u128> {
        let of = [json!(SERVICE), json!(rule), hex(operator)];
        let book = &self.book;
        let record = book.ask(&mut self.levels.chain, "recordOf", &of);
        let fields = ["next", "breaches", "times", "from", "until", "counter"];
        fields.map(|field| number(&record[0][field])).to_vec()
    }

    fn capture(&mut self, moment: u64) {
        let operator = hex(self.operator(1));
        let stake = [json!(moment), json!(STAKE), json!(STAKE)];
        let capture = [&[json!(SERVICE), operator], &stake[..]].concat();
        let court = &self.court;
        court.send(&mut self.levels.chain, OWNER, "capture", &capture);
    }
}

fn each(test: impl Fn(&mut World)) {
    for built in BUILDS {
        eprintln!("{built}");
        test(&mut World::new(built));
    }
}

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
fn what_cannot_be_measured_is_no_breach() {
    each(|world| {
        let mut unknown_service = world.rule(LEVEL, soft());
        unknown_service[3][6] = word(SERVICE + 1);
        let mut no_contract = world.rule(LEVEL, soft());
        no_contract[3][0] = hex(account("bob").address);
        let mut no_word = world.rule(LEVEL, soft());
        no_word[3][12] = json!(9);
        // Known where no window of the range is open, say.
        let mut not_known = world.rule(LEVEL, soft());
        (not_known[3][10], not_known[3][11]) = (json!(2), json!(1));
        for rule in [unknown_service, no_contract, no_word, not_known] {
            world.add(&rule);
        }
        let known = world.add(&world.rule(LEVEL, soft()));
        let (second, (from, _)) = (world.operator(1), world.evaluation(0, 0));
        world.until(from);
        for rule in 0..4 {
            let error = world.not_evaluated(rule, second, 0);
            assert_eq!(error, "NothingMeasured", "{rule}");
            assert_eq!(world.record(rule, second), [0; 6]);
            let case = world.case(rule, second, 0);
            let book = &world.book;
            let said = book.ask(&mut world.levels.chain, "measureOf", &case);
            assert_eq!(said[0], json!(false));
        }
        // Nothing was expected of a stranger.
        let stranger = Operator::new(9).address;
        assert_eq!(world.not_evaluated(known, stranger, 0), "NothingMeasured");
    });
}

#[test]
fn counter_counts_what_rises_after_its_first_evaluation() {
    each(|world| {
        let roles = library::with_roles(json!(OWNER), &[]);
        let built = "ink/liveness_challenges.polkavm";
        let challenges = Contract::deploy(world.chain(), built, &roles);
        let terms = json!(["1000000000000", 600, 300, 30 * 86_400, 8, 60, 2]);
        let open = [json!(SERVICE), hex(H160::zero()), terms];
        challenges.send(world.chain(), OWNER, "openService", &open);
        let second = world.operator(1);
        let of = [json!(SERVICE), hex(second)];
        let serves = [&of[..], &[json!(true)]].concat();
        challenges.send(world.chain(), OWNER, "setOperator", &serves);
        let strike = |world: &mut World| {
            let challenge = [&of[..], &[json!("0x01")]].concat();
            let eve = account("eve");
            let sent = challenges.try_send(
                world.chain(),
                &eve,
                "challenge",
                &challenge,
                1_000_000_000_000,
            );
            assert!(sent.is_ok(), "{sent}");
            let now = world.chain().timestamp();
            world.until(now + 601);
            challenges.send(world.chain(), "eve", "close", &of);
        };
        let mut rule = world.rule(CHALLENGES, soft());
        let view = selector("strikesOf(uint64,address)");
        rule[3] = json!([
            hex(challenges.address),
            view,
            2,
            1,
            NONE,
            NONE,
            word(SERVICE),
            word(0),
            0,
            0,
            NONE,
            0,
            0,
            NONE,
            true,
            0,
            "1"
        ]);
        rule[4][4] = json!(1);
        let rule = world.add(&rule);
        strike(world);
        for (window, breached) in [(0, false), (1, false), (2, true)] {
            let (from, _) = world.evaluation(rule, window);
            world.until(from);
            if breached {
                strike(world);
            }
            assert_eq!(world.evaluate(rule, second, window), breached, "{window}");
        }
        let begin = world.evaluation(rule, 2).1;
        assert_eq!(world.standing(second, begin), (true, 5_000));
        assert_eq!(world.record(rule, second)[5], 2);
    });
}

#[test]
fn breach_that_takes_stake_becomes_a_proposal_and_costs_more_each_time() {
    each(|world| {
        let rule = world.add(&world.rule(MISUSE, hard()));
        let second = world.operator(1);
        let ends = |world: &World, window: u64| world.start + (window + 1) * SPAN;
        for (n, (windows, share)) in [([0, 1], 100_000), ([2, 3], 120_000)]
            .into_iter()
            .enumerate()
        {
            let last = windows[1];
            let (from, _) = world.evaluation(rule, windows[0]);
            world.until(from);
            world.evaluate(rule, second, windows[0]);
            let (from, _) = world.evaluation(rule, last);
            world.until(from);
            // Without the stake of that moment nothing is evaluated, and it can be later.
            assert_eq!(world.not_evaluated(rule, second, last), "StakeUnknown");
            let moment = ends(world, last);
            world.capture(moment);
            world.evaluate(rule, second, last);
            let id = [json!(n + 1)];
            let chain = &mut world.levels.chain;
            let proposal = world.court.ask(chain, "proposal", &id);
            assert_eq!(number(&proposal[1]), 2, "quality of service");
            let amounts = world.court.numbers(chain, "proposalAmounts", &id);
            assert_eq!(amounts[0], share);
            let times = world.court.numbers(chain, "proposalTimes", &id);
            assert_eq!(times[0], u128::from(moment));
            let case = [json!(SERVICE), json!(rule), hex(second), json!(last)];
            let evidence = world.book.ask(chain, "evidenceOf", &case);
            let parties = world.court.ask(chain, "proposalParties", &id);
            assert_eq!(
                (&parties[0], &parties[2]),
                (&hex(world.book.address), &evidence[0])
            );
        }
        assert_eq!(world.record(rule, second), [4, 0, 2, 0, 0, 0]);
        // Points are as they were.
        let now = world.chain().timestamp();
        assert_eq!(world.standing(second, now), (false, 10_000));
        let review = world
            .court
            .numbers(&mut world.levels.chain, "proposalTimes", &[json!(1)]);
        world.chain().skip_blocks(1);
        world.chain().set_timestamp(review[2] as u64);
        world
            .court
            .send(&mut world.levels.chain, "eve", "execute", &[json!(1)]);
        let amounts = world
            .court
            .numbers(&mut world.levels.chain, "proposalAmounts", &[json!(1)]);
        assert_eq!(amounts[2], 100_000);
    });
}

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
            world.capture(start + SPAN);
            let second = world.operator(1);
            world.evaluate(rule, second, 0);
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
        let itself = hex(world.book.address);
        let far = world.start + 400 * 86_400;
        let cases: Vec<(&str, usize, usize, Value)> = vec![
            ("TermOutOfBounds", 4, 0, json!(world.start - SPAN - 1)),
            ("TermOutOfBounds", 4, 0, json!(far)),
            ("TermOutOfBounds", 4, 1, json!(3_599)),
            ("TermOutOfBounds", 4, 2, json!(30 * 86_400 + 1)),
            ("TermOutOfBounds", 4, 3, json!(3_599)),
            ("TermOutOfBounds", 4, 3, json!(SPAN + 1)),
            ("TermOutOfBounds", 4, 4, json!(0)),
            ("TermOutOfBounds", 4, 4, json!(4)),
            ("TermOutOfBounds", 4, 5, json!(33)),
            ("TermOutOfBounds", 5, 0, json!(181 * 86_400)),
            ("TermOutOfBounds", 5, 1, json!(10_001)),
            ("TermOutOfBounds", 5, 4, json!(1)),
            ("NoEffect", 5, 0, json!(0)),
            ("BadMeasure", 3, 0, hex(H160::zero())),
            ("BadMeasure", 3, 0, itself),
            ("BadMeasure", 3, 2, json!(0)),
            ("BadMeasure", 3, 2, json!(6)),
            ("BadMeasure", 3, 3, json!(4)),
            ("BadMeasure", 3, 4, json!(1)),
            ("BadMeasure", 3, 5, json!(2)),
            ("BadMeasure", 3, 9, json!(0)),
            ("BadMeasure", 3, 9, json!(WINDOW + 1)),
            ("BadMeasure", 3, 8, json!(1)),
            ("BadMeasure", 3, 10, json!(16)),
            ("BadMeasure", 3, 12, json!(16)),
            ("BadMeasure", 3, 13, json!(16)),
            ("BadMeasure", 3, 14, json!(true)),
            ("BadMeasure", 3, 15, json!(4)),
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
