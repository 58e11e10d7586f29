//! A manager's decision reaches money: with every build of incredible squaring, in both words of the core.

use blueprint_e2e::{
    artifact::Artifact,
    road::{self, Balance, Review, COMMITTED, POT, STAKES},
};
use blueprint_e2e_runtime::{configs::services::OPERATOR_BOND, UNIT};
use pallet_services::Generation;

const BUILDS: [&str; 3] = [
    "ink/incredible_squaring.polkavm",
    "solidity/IncredibleSquaring.evm",
    "solidity/IncredibleSquaring.polkavm",
];

/// The share that the manager proposes: 10 percent.
const SHARE: u128 = 10;

fn play(build: &str, generation: Generation, review: Review) -> road::End {
    let artifact = Artifact::built(build).unwrap();
    let mut steps = Vec::new();
    let end = road::play(&artifact, generation, review, &mut |step| {
        steps.push(step.clone());
    });
    end.unwrap_or_else(|error| panic!("{build}: {error}\n{steps:#?}"))
}

/// Bob, charlie, dave with bob, ferdie with charlie. `slashed`: whether charlie's slash was executed.
fn expected(slashed: bool) -> Vec<Balance> {
    let lost = |staked: u128| match slashed {
        true => staked * SHARE / 100,
        false => 0,
    };
    let row = |who, staked, lost, earned| Balance {
        who,
        staked,
        lost,
        earned,
    };
    vec![
        row("bob", OPERATOR_BOND, 0, 0),
        row("charlie", OPERATOR_BOND, lost(OPERATOR_BOND), 0),
        // The only one with a point behind it.
        row("dave", STAKES[0], 0, POT),
        row("ferdie", STAKES[1], lost(COMMITTED), 0),
    ]
}

#[test]
fn reported_wrong_result_costs_its_operator_and_its_delegators_to_the_unit() {
    for generation in [Generation::Core0_20, Generation::Core0_10] {
        for build in BUILDS {
            let end = play(build, generation, Review::Stands);
            assert_eq!(end.balances, expected(true), "{build}");
            assert_eq!((end.points, end.wrong), ([1, 0], [0, 1]), "{build}");
        }
    }
    assert_eq!(COMMITTED * SHARE / 100, 40 * UNIT);
}

#[test]
fn disputed_slash_that_governance_upholds_costs_as_much_as_an_undisputed_one() {
    for build in BUILDS {
        let end = play(build, Generation::Core0_20, Review::Upheld);
        assert_eq!(end.balances, expected(true), "{build}");
    }
}

#[test]
fn vetoed_or_dismissed_slash_leaves_everything_as_it_was() {
    for build in BUILDS {
        for review in [Review::Vetoed, Review::Dismissed] {
            let end = play(build, Generation::Core0_20, review);
            assert_eq!(end.balances, expected(false), "{build}");
            assert_eq!((end.points, end.wrong), ([1, 0], [0, 1]), "{build}");
        }
    }
}
