//! Rulebook on the chain: rules read service levels and strikes, breaches take points, suspend and propose slashes. Each
//! attack is a test in which it gains nothing, on each build.

#[path = "library/levels.rs"]
mod levels;
mod library;

use alloy_primitives::keccak256;
use blueprint_e2e::{chain::Chain, decode::Named};
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

    /// The error of a call, with its values.
    fn error(&mut self, by: &str, call: &str, arguments: &[Value]) -> Named {
        let (chain, from) = (&mut self.levels.chain, account(by));
        let outcome = self.book.try_send(chain, &from, call, arguments, 0);
        assert!(outcome.is_revert(), "{call} by {by}: {outcome}");
        self.book.interface.decode_error(&outcome.data).unwrap()
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
            (14, json!(true), 10),
            (15, json!(4), 7),
        ];
        for (field, value, expected) in fields {
            let mut bad = soft_rule.clone();
            bad[3][field] = value;
            let error = world.error(OWNER, "addRule", &bad);
            assert_eq!(error.name, "BadMeasure", "{field}");
            assert_eq!(number(&error.args["field"]), expected, "{field}");
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
        let (second, (from, _)) = (world.operator(1), world.evaluation(rule, 0));
        world.until(from);
        // A tenth of nine.
        let moment = json!(world.start + SPAN);
        let capture = [json!(SERVICE), hex(second), moment, json!(9), json!(9)];
        let (court, chain) = (&world.court, &mut world.levels.chain);
        court.send(chain, OWNER, "capture", &capture);
        assert!(world.evaluate(rule, second, 0));
        let (court, chain) = (&world.court, &mut world.levels.chain);
        assert_eq!(court.numbers(chain, "proposalCount", &[]), [0]);
        assert_eq!(world.record(rule, second), [1, 0, 1, 0, 0, 0]);
    });
}

/// The measure counts values of a committee's member that deviated from the median. The member has signed them.
#[test]
fn member_that_deviates_from_the_median_answers_with_stake() {
    each(|world| {
        let (book, question) = (world.book.address, word(7));
        let roles = library::with_roles(json!(OWNER), &[]);
        let built = "ink/oracle_committee.polkavm";
        let committee = Contract::deploy(world.chain(), built, &roles);
        let mut members: Vec<Operator> = (10..15).map(Operator::new).collect();
        members.sort_by_key(|it| it.address);
        let addresses: Vec<Value> = members.iter().map(|it| hex(it.address)).collect();
        let set = [json!(addresses), json!(vec![10; 5]), json!(3)];
        committee.send(world.chain(), OWNER, "setMembers", &set);
        let median = json!([2, 60, 600, 6_667, 500]);
        let open = [question.clone(), median];
        committee.send(world.chain(), OWNER, "openQuestion", &open);
        let epoch = committee.numbers(world.chain(), "latestEpoch", &[])[0] as u64;
        let mut terms = world.rule(MISREPORTING, hard());
        let (view, target) = (
            selector("tallyOf(bytes32,uint32,address)"),
            hex(committee.address),
        );
        let (operator_at, deviated) = (2, 1);
        terms[3] = json!([
            target,
            view,
            3,
            operator_at,
            NONE,
            NONE,
            question,
            word(epoch),
            0,
            0,
            NONE,
            0,
            deviated,
            NONE,
            true,
            0,
            "1"
        ]);
        terms[4][4] = json!(1);
        // The same count without its rise: the evaluator would choose when it is read.
        let mut chosen = terms.clone();
        chosen[3][14] = json!(false);
        assert_eq!(world.not_added(&chosen), "MomentChosen");
        let rule = world.add(&terms);
        let (honest, liar) = (members[0].address, members[4].address);
        for window in 0..2 {
            let (from, _) = world.evaluation(rule, window);
            world.until(from);
            let time = json!(from / 60 * 60);
            let values = [100, 100, 101, 101, 200];
            let mut signatures = Vec::new();
            for (member, value) in members.iter().zip(values) {
                let of = [question.clone(), time.clone(), json!(value)];
                let digest = committee.ask(world.chain(), "digestOf", &of);
                let digest = ::hex::decode(&digest[0].as_str().unwrap()[2..]).unwrap();
                signatures.push(member.sign(&digest.try_into().unwrap()));
            }
            let observe = [question.clone(), time, json!(values), json!(signatures)];
            committee.send(world.chain(), "eve", "observe", &observe);
            if window == 0 {
                // The first evaluation sets the counter.
                assert!(!world.evaluate(rule, liar, 0));
                assert!(!world.evaluate(rule, honest, 0));
            }
        }
        assert!(!world.evaluate(rule, honest, 1));
        assert_eq!(world.not_evaluated(rule, liar, 1), "StakeUnknown");
        let moment = json!(world.start + 2 * SPAN);
        let capture = [
            json!(SERVICE),
            hex(liar),
            moment,
            json!(STAKE),
            json!(STAKE),
        ];
        let (court, chain) = (&world.court, &mut world.levels.chain);
        court.send(chain, OWNER, "capture", &capture);
        assert!(world.evaluate(rule, liar, 1));
        let (court, chain) = (&world.court, &mut world.levels.chain);
        assert_eq!(court.numbers(chain, "proposalCount", &[]), [1]);
        let proposal = court.ask(chain, "proposal", &[json!(1)]);
        assert_eq!(number(&proposal[1]), 1, "job misbehaviour");
        assert_eq!(proposal[3], hex(liar));
        let parties = court.ask(chain, "proposalParties", &[json!(1)]);
        assert_eq!(parties[0], hex(book));
        let amounts = court.numbers(chain, "proposalAmounts", &[json!(1)]);
        assert_eq!(amounts[0], u128::from(STAKE / 10));
    });
}
