//! What a rulebook makes of a foreign chain: who stands still is suspended, who equivocates answers with stake.

#[path = "library/foreign_consensus.rs"]
mod foreign;
#[path = "library/levels.rs"]
mod levels;
mod library;
#[path = "library/rulebook.rs"]
mod world;

use blueprint_e2e::stored::bytes;
use codec::Encode;
use foreign::{sealed, Foreign, Tip, SLOT, STALENESS};
use library::{account, hex, number, Contract};
use serde_json::{json, Value};
use sp_core::{crypto::Pair as _, H256};
use world::{each, hard, selector, soft, word, World, LEVEL, MISREPORTING, NONE, SPAN, STAKE};

/// The contract, in which bob and charlie have bound the second and the third key of four, and its chain.
fn abroad(world: &mut World) -> (Contract, Foreign) {
    let tip = Tip {
        hash: H256::repeat_byte(9),
        number: 100,
        slot: 1,
    };
    let keys = foreign::keys(1..=4);
    let arguments =
        foreign::arguments(&tip, &foreign::publics(&keys), [64, 5_000, SLOT, STALENESS]);
    let built = "ink/foreign_consensus.polkavm";
    let consensus = Contract::deploy(world.chain(), built, &arguments);
    for (operator, key) in [("bob", 2), ("charlie", 3)] {
        let (key, address) = (foreign::key(key), account(operator).address);
        let binding = foreign::binding(world.chain(), &consensus, &key, address, u64::MAX);
        consensus.send(world.chain(), operator, "bind", &binding);
    }
    (consensus, Foreign { keys, tip })
}

/// A counter that rises, of a view of the operator alone.
fn measure(consensus: &Contract, view: &str, known_at: u64, value_at: u64) -> Value {
    let (target, view, at_least) = (hex(consensus.address), selector(view), 0);
    let mut measure = vec![target, view, json!(1), json!(0), json!(NONE), json!(NONE)];
    measure.extend([word(0), word(0), json!(0), json!(0)]);
    measure.extend([known_at, 1, value_at, NONE].map(|it| json!(it)));
    measure.extend([json!(true), json!(at_least), json!("1")]);
    json!(measure)
}

/// New headers, in which the third of four authorities stands still, for an era at least.
fn stands_still(world: &mut World, consensus: &Contract, foreign: &mut Foreign) {
    foreign.tip.slot = world.chain().timestamp() * 1_000 / SLOT - 100;
    let headers = foreign.grow(70, &[2]);
    let mut last = 0;
    for to in [64, headers.len()] {
        let part = headers[last..to].iter().map(|it| bytes(&it.encode()));
        let part = json!(part.collect::<Vec<_>>());
        let sent = consensus.send(world.chain(), "eve", "extend", &[part]);
        last += number(&consensus.answers("extend", &sent)[0]) as usize;
    }
    assert!(last >= 64, "{last}");
    foreign.tip = Tip::of(&headers[last - 1]);
}

#[test]
fn authority_of_another_chain_that_stands_still_is_suspended_and_keeps_its_stake() {
    each(|world| {
        let (consensus, mut foreign) = abroad(world);
        let mut terms = world.rule(LEVEL, soft());
        terms[3] = measure(&consensus, "measured(address)", 0, 1);
        terms[4][4] = json!(1);
        let mut taking = terms.clone();
        (taking[2], taking[5]) = (hex(world.court.address), hard());
        assert_eq!(world.not_added(&taking), "AbsenceTakesNoStake");
        let rule = world.add(&terms);
        let [bob, charlie] = ["bob", "charlie"].map(|it| account(it).address);
        for (window, breached) in [(0, false), (1, true), (2, true)] {
            let (from, _) = world.evaluation(rule, window);
            world.until(from);
            // Headers of a window before do not say what is so now.
            if window != 0 {
                let error = world.not_evaluated(rule, charlie, window);
                assert_eq!(error, "NothingMeasured");
            }
            stands_still(world, &consensus, &mut foreign);
            // The first evaluation sets the counter.
            assert_eq!(world.evaluate(rule, charlie, window), breached, "{window}");
            assert!(!world.evaluate(rule, bob, window));
        }
        let begin = world.evaluation(rule, 2).1;
        assert_eq!(world.standing(charlie, begin), (true, 5_000));
        assert_eq!(world.standing(bob, begin), (false, 10_000));
        assert_eq!(world.not_proposed(rule, charlie, 1), "NothingDue");
        let (court, chain) = (&world.court, &mut world.levels.chain);
        assert_eq!(court.numbers(chain, "proposalCount", &[]), [0]);
    });
}

#[test]
fn authority_that_equivocates_on_another_chain_answers_with_stake() {
    each(|world| {
        let (consensus, foreign) = abroad(world);
        let mut terms = world.rule(MISREPORTING, hard());
        terms[3] = measure(&consensus, "recordOf(address)", NONE, 3);
        terms[3][11] = json!(0);
        terms[4][4] = json!(1);
        let rule = world.add(&terms);
        let [bob, charlie] = ["bob", "charlie"].map(|it| account(it).address);
        for window in 0..2 {
            let (from, _) = world.evaluation(rule, window);
            world.until(from);
            if window == 1 {
                let key = foreign::key(3);
                let slot = world.chain().timestamp() * 1_000 / SLOT;
                let plain = foreign.tip.plain(slot);
                let mut other = plain.clone();
                other.extrinsics_root = H256::repeat_byte(7);
                let headers = [plain, other].map(|it| bytes(&sealed(it, &key).encode()));
                let proof = [&[bytes(&key.public().0)], &headers[..]].concat();
                consensus.send(world.chain(), "eve", "proveEquivocation", &proof);
            }
            assert!(!world.evaluate(rule, bob, window));
            // The first evaluation sets the counter.
            assert_eq!(world.evaluate(rule, charlie, window), window == 1);
        }
        world.capture(charlie, world.start + 2 * SPAN, STAKE);
        assert_eq!(world.propose(rule, charlie, 1), 1);
        let (court, chain) = (&world.court, &mut world.levels.chain);
        let proposal = court.ask(chain, "proposal", &[json!(1)]);
        assert_eq!(proposal[3], hex(charlie));
        let amounts = court.numbers(chain, "proposalAmounts", &[json!(1)]);
        assert_eq!(amounts[0], u128::from(STAKE / 10));
    });
}
