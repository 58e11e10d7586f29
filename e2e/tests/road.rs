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

/// The same beside Tangle's own core, whose staking contract takes the stake.
mod beside_the_core {
    use super::{BUILDS, SHARE};
    use alloy_primitives::U256;
    use blueprint_e2e::{
        artifact::Artifact,
        road::Review,
        tangle_core::{
            gas::HOOK_GAS,
            hooks::HookAnswer,
            release::Release,
            road::{self, End},
        },
    };

    fn relay(release: Release) -> &'static str {
        match release {
            Release::Core0_10 => "solidity/ServicesRelayCore0_10.evm",
            Release::Core0_20 => "solidity/ServicesRelayCore0_20.evm",
        }
    }

    fn play(release: Release, build: &str, review: Review) -> End {
        let relay = Artifact::built(relay(release)).unwrap();
        let manager = Artifact::built(build).unwrap();
        let mut steps = Vec::new();
        let end = road::play(release, &relay, &manager, review, &mut |step| {
            steps.push(step.clone());
        });
        end.unwrap_or_else(|error| panic!("{release:?} {build}: {error}\n{steps:#?}"))
    }

    /// The holdings at the end, if the slash takes its share of what the second operator committed.
    fn after(release: Release, end: &End) -> road::Holdings {
        let [first, second, dave, ferdie] = end.before;
        let left = |stake: U256| {
            let committed = stake * U256::from(end.committed_bps[0]) / U256::from(10_000);
            stake - committed * U256::from(SHARE) / U256::from(100)
        };
        // A delegator of core 0.20 answers for blueprints that it chose, and ferdie chose none.
        let ferdie = match release {
            Release::Core0_10 => left(ferdie),
            Release::Core0_20 => ferdie,
        };
        [first, left(second), dave, ferdie]
    }

    #[test]
    fn reported_wrong_result_costs_its_operator_what_the_core_says() {
        for release in Release::ALL {
            for build in BUILDS {
                for review in [Review::Stands, Review::Vetoed, Review::Dismissed] {
                    let end = play(release, build, review);
                    let place = format!("{release:?} {build} {review:?}");
                    // The core's own requirement where a request makes none.
                    assert_eq!(end.committed_bps, [1_000], "{place}");
                    let expected = match review {
                        Review::Stands => after(release, &end),
                        _ => end.before,
                    };
                    assert_eq!(end.after, expected, "{place}");
                    assert_eq!(end.paid, [end.after[2], end.after[3]], "{place}");
                    assert_eq!(end.counts, [(1, 0, 1, 0), (0, 1, 0, 1)], "{place}");
                }
            }
        }
    }

    /// The most that a result costs: an operator's first one in a service makes five records, in the manager
    /// and in the relay, and each is paid for with a deposit. Not within the newer core's default: its
    /// administrator sets more (`setManagerHookGasLimit`), as this chain's genesis does.
    const RESULT_GAS: u64 = 601_000;

    #[test]
    fn hooks_cost_less_gas_than_the_newer_core_gives_them_but_for_first_results() {
        for release in Release::ALL {
            for build in BUILDS {
                let end = play(release, build, Review::Stands);
                println!("{release:?}, {build}: gas of hooks");
                for hook in &end.hooks {
                    let gas = hook.gas;
                    println!("{gas:>9}  {}", hook.hook);
                    assert!(matches!(hook.answer, HookAnswer::Returned(_)), "{hook:?}");
                    let most = match hook.hook {
                        "onJobResult" => RESULT_GAS,
                        _ => HOOK_GAS,
                    };
                    assert!(gas <= most, "{release:?} {build}: {gas} {hook:?}");
                }
            }
        }
    }
}
