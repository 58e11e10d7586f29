//! A second, simpler implementation of services, stake, slashes, reports, points and rewards, played beside the
//! runtime: the same steps, sent as extrinsics to both pallets and their managers, must be allowed or refused alike
//! and leave the same balances, holds, points, exposures and claims, to the smallest unit.
//!
//! The model shares no code with the pallets or the rules. It keeps maps of records and walks over all delegators,
//! where the pallets keep accumulators; it copies itself before each step, where they roll back.

mod adversaries;
mod apply;
mod chain;
mod drain;
mod facts;
mod life;
mod manager;
mod precompile;
mod services;
mod slashes;
mod stake;
mod state;
mod steps;

use life::{terms, Draw, Life};
use proptest::{
    collection::vec,
    prelude::*,
    test_runner::{RngAlgorithm, TestRng, TestRunner},
};
use std::cell::RefCell;

/// What happened in all the lives played.
#[derive(Default)]
struct Played {
    lives: u32,
    steps: u32,
    refused: u32,
    services: u64,
    slashes: u64,
    burned: u128,
    paid: u128,
}

/// How many lives are new: a few, or as many as have so many steps together (`make model STEPS=`).
fn cases(few: u32) -> u32 {
    const STEPS_OF_A_LIFE: u32 = 250;
    let steps = std::env::var("MODEL_STEPS").ok();
    let steps = steps.map(|steps| steps.parse::<u32>().expect("a number of steps"));
    steps.map_or(few, |steps| steps.div_ceil(STEPS_OF_A_LIFE))
}

fn play(runner: fn(ProptestConfig) -> TestRunner, cases: u32) -> Played {
    let played = RefCell::new(Played::default());
    let config = ProptestConfig {
        failure_persistence: None,
        max_shrink_iters: 32,
        ..ProptestConfig::with_cases(cases)
    };
    runner(config)
        .run(
            &(any::<u8>(), vec(any::<Draw>(), 200..300)),
            |(variant, draws)| {
                let mut life = Life::new(terms(variant));
                life.play(variant, &draws).map_err(TestCaseError::fail)?;
                let mut played = played.borrow_mut();
                played.lives += 1;
                played.steps += life.steps;
                played.refused += life.refused;
                played.services += life.model.next_service;
                played.slashes += life.model.next_slash;
                played.burned += life.model.burned;
                played.paid += life.model.books.paid.as_u128();
                if played.lives % 100 == 0 {
                    println!("{} of {cases} lives, {} steps", played.lives, played.steps);
                }
                Ok(())
            },
        )
        .unwrap_or_else(|failed| panic!("{failed}"));
    played.into_inner()
}

#[test]
fn runtime_and_model_agree_on_any_life_and_all_leave() {
    // New ones with each run, and ever the same, of which it is known that much happens in them.
    play(TestRunner::new, cases(4));
    let played = play(
        |config| TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha)),
        4,
    );
    println!(
        "{} steps, {} refused; {} services, {} slashes, {} burned, {} of rewards paid",
        played.steps, played.refused, played.services, played.slashes, played.burned, played.paid
    );
    // Else the lives were too poor to show anything.
    assert!(played.refused > 0 && played.services > 0 && played.slashes > 0);
    assert!(played.burned > 0 && played.paid > 0);
}

/// Random slashes leave hardly ever nothing: here one takes all of a vault, of which a part unbonds.
#[test]
fn runtime_and_model_agree_on_a_vault_that_a_slash_wiped() {
    use state::*;
    use steps::Step::*;
    let variant = 0;
    let mut life = Life::new(terms(variant));
    let (operator, who, blueprint) = (OPERATORS[0], DELEGATORS[1], Some(0));
    let sweep = || Sweep(REPORTER, who, operator, blueprint, 0);
    let proposed = Propose {
        who: ORIGIN,
        service: 0,
        operator,
        class: 1,
        bps: 10_000,
        evidence: 1,
    };
    let review = (WEEK / SECONDS_OF_BLOCK) as u32;
    let gold = |to| WithdrawTo(DELEGATORS[0], OPERATORS[1], None, 1, to);
    let steps = [
        (Undelegate(who, operator, blueprint, 0, UNIT), true),
        (sweep(), false),
        (proposed, true),
        (Pass(review, true), true),
        (sweep(), false),
        (Execute(REPORTER, 0), true),
        (Delegate(who, operator, blueprint, 0, UNIT), false),
        (sweep(), true),
        (sweep(), false),
        (Delegate(who, operator, blueprint, 0, UNIT), true),
        (
            Undelegate(DELEGATORS[0], OPERATORS[1], None, 1, u128::MAX),
            true,
        ),
        (gold(REPORTER), false),
        (Pass(UNBONDING, true), true),
        // An account that does not exist cannot hold gold.
        (gold(TREASURY), false),
        (gold(REPORTER), true),
    ];
    for step in life::prologue(variant) {
        life.take_both(&step).unwrap().unwrap();
    }
    for (step, taken) in steps {
        let done = life.take_both(&step).unwrap();
        assert_eq!(done.is_ok(), taken, "{step:?}: {done:?}");
        life.compare(true).unwrap();
    }
    assert_eq!(life.model.bonded(who, (operator, blueprint), 0), UNIT);
    drain::Table::drain(&mut life).unwrap();
    life.compare(true).unwrap();
}

/// How many games each adversary plays: a few, or `make adversaries GAMES=`.
fn games(few: u32) -> u32 {
    let games = std::env::var("GAMES").ok().filter(|it| !it.is_empty());
    games.map_or(few, |it| it.parse().expect("a number of games"))
}

#[test]
fn no_adversary_gains_more_than_honest_play_pays() {
    use adversaries::{
        honest, in_units, minimal, play as play_strategy, replay, search, ROLES, ROUNDING,
    };
    let start = Life::new(adversaries::terms()).model;
    println!("role        honest pay   best gain   damage for cost      locked for cost   moves");
    for (seed, role) in (1..).zip(&ROLES) {
        let honest = honest(&start, role).unwrap();
        let mut random = TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32]);
        let found = search(&start, role, &honest, games(40), &mut random).unwrap();
        let (gain, strategy) = &found.gain;
        println!(
            "{:10} {:>11} {:>11} {:>9} {:>6} {:>12} {:>6} {:>7}",
            role.name,
            in_units(honest.0.own),
            in_units(gain.own),
            in_units(found.damage.0),
            in_units(found.damage.1),
            in_units(found.locked.0 as i128),
            in_units(found.locked.1),
            found.moves,
        );
        let most = honest.0.own + ROUNDING;
        if gain.own > most {
            let least = minimal(&start, role, strategy, most);
            let outcome = play_strategy(&start, role, &least).unwrap();
            panic!(
                "{} gains {} more with {:#05b} neglected and {:?} staked, by {:#?}",
                role.name,
                in_units(outcome.own - honest.0.own),
                least.neglected,
                least.stakes,
                outcome.moves,
            );
        }
        // Not of the model alone.
        replay(&gain.steps).unwrap();
    }
}

/// Else the search could not fail: where governance vetoes nothing, a manager that is its own customer gets what it
/// slashes.
#[test]
fn search_finds_the_profit_of_slashes_that_are_not_vetoed() {
    use adversaries::{honest, search, Role, ROLES, ROUNDING};
    let start = Life::new(adversaries::terms()).model;
    let [_, _, manager, ..] = ROLES;
    let role = Role {
        governed: false,
        ..manager
    };
    let honest = honest(&start, &role).unwrap();
    let mut random = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
    let found = search(&start, &role, &honest, 150, &mut random).unwrap();
    let (gain, _) = found.gain;
    assert!(gain.own > honest.0.own + ROUNDING, "{} moves", found.moves);
}
