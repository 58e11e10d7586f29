//! Measures of a rulebook on the chain: what rules read of other contracts of the library.

#[path = "library/levels.rs"]
mod levels;
mod library;
#[path = "library/rulebook.rs"]
mod world;

use levels::{Operator, SERVICE};
use library::{account, hex, number, Contract, OWNER};
use serde_json::{json, Value};
use sp_core::H160;
use world::{
    each, hard, selector, soft, word, World, CHALLENGES, LEVEL, MISREPORTING, NONE, SPAN, STAKE,
};

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

/// The documented measure of missed challenges: whether the operator was eligible at the window's end.
#[test]
fn operator_that_was_not_eligible_at_the_end_of_windows_is_suspended() {
    each(|world| {
        let roles = library::with_roles(json!(OWNER), &[]);
        let built = "ink/liveness_challenges.polkavm";
        let challenges = Contract::deploy(world.chain(), built, &roles);
        let terms = json!(["1000000000000", 600, 300, 30 * 86_400, 8, 60, 1]);
        let open = [json!(SERVICE), hex(H160::zero()), terms];
        challenges.send(world.chain(), OWNER, "openService", &open);
        let second = world.operator(1);
        let of = [json!(SERVICE), hex(second)];
        let serves = [&of[..], &[json!(true)]].concat();
        challenges.send(world.chain(), OWNER, "setOperator", &serves);
        let mut rule = world.rule(CHALLENGES, soft());
        let (view, equal) = (selector("eligibleAt(uint64,address,uint64)"), 2);
        rule[3] = json!([
            hex(challenges.address),
            view,
            3,
            1,
            NONE,
            2,
            word(SERVICE),
            word(0),
            0,
            1,
            NONE,
            0,
            0,
            NONE,
            false,
            equal,
            "0"
        ]);
        let rule = world.add(&rule);
        for window in 0..3 {
            if window == 1 {
                let challenge = [&of[..], &[json!("0x01")]].concat();
                let (eve, deposit) = (account("eve"), 1_000_000_000_000);
                let sent =
                    challenges.try_send(world.chain(), &eve, "challenge", &challenge, deposit);
                assert!(sent.is_ok(), "{sent}");
                let now = world.chain().timestamp();
                world.until(now + 601);
                challenges.send(world.chain(), "eve", "close", &of);
            }
            let (from, _) = world.evaluation(rule, window);
            world.until(from);
            world.evaluate(rule, second, window);
        }
        // The strike is of after the ends of windows 0 and 1 where the lag is longer than a window.
        let breaches = world.record(rule, second)[1];
        let now = world.chain().timestamp();
        assert!(breaches <= 1 && !world.standing(second, now).0);
        for window in 3..6 {
            let (from, _) = world.evaluation(rule, window);
            world.until(from);
            world.evaluate(rule, second, window);
        }
        assert!(world.record(rule, second)[2] >= 1);
        let begin = world.evaluation(rule, 5).1;
        assert_eq!(world.standing(second, begin), (true, 5_000));
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
            question.clone(),
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
        let deviate = |world: &mut World, time: &Value| {
            let values = [100, 100, 101, 101, 200];
            let mut signatures = Vec::new();
            for (member, value) in members.iter().zip(values) {
                let of = [question.clone(), time.clone(), json!(value)];
                let digest = committee.ask(world.chain(), "digestOf", &of);
                let digest = ::hex::decode(&digest[0].as_str().unwrap()[2..]).unwrap();
                signatures.push(member.sign(&digest.try_into().unwrap()));
            }
            let observe = [
                question.clone(),
                time.clone(),
                json!(values),
                json!(signatures),
            ];
            committee.send(world.chain(), "eve", "observe", &observe);
        };
        for window in 0..2 {
            let (from, _) = world.evaluation(rule, window);
            world.until(from);
            deviate(world, &json!(from / 60 * 60));
            if window == 0 {
                // The first evaluation sets the counter.
                assert!(!world.evaluate(rule, liar, 0));
                assert!(!world.evaluate(rule, honest, 0));
            }
        }
        assert!(!world.evaluate(rule, honest, 1));
        assert!(world.evaluate(rule, liar, 1));
        world.capture(liar, world.start + 2 * SPAN, STAKE);
        assert_eq!(world.propose(rule, liar, 1), 1);
        let (court, chain) = (&world.court, &mut world.levels.chain);
        assert_eq!(court.numbers(chain, "proposalCount", &[]), [1]);
        let proposal = court.ask(chain, "proposal", &[json!(1)]);
        assert_eq!(number(&proposal[1]), 1, "job misbehaviour");
        assert_eq!(proposal[3], hex(liar));
        let parties = court.ask(chain, "proposalParties", &[json!(1)]);
        assert_eq!(parties[0], hex(book));
        let amounts = court.numbers(chain, "proposalAmounts", &[json!(1)]);
        assert_eq!(amounts[0], u128::from(STAKE / 10));
        // The rise of several windows is charged to none of them.
        let (from, _) = world.evaluation(rule, 3);
        world.until(from);
        let time = json!(from / 60 * 60);
        deviate(world, &time);
        assert!(!world.evaluate(rule, liar, 3));
    });
}
