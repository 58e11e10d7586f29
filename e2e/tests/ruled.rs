//! From the checks of the library to money, on the services pallet: challenges, a committee and a rulebook to the points of
//! operators and the rewards of delegators; contradicting answers and wrong results to slashes. With a manager in ink! and in
//! Solidity.

#[allow(dead_code)] // Computation proofs use all of it.
#[path = "library/groth16.rs"]
mod groth16;

use blueprint_e2e::road::{
    evidence::{self, disproven, equivocated, Slashed, Squares},
    ruled::{challenged, observed, Contracts, Ruled},
    Step, COMMITTED, POT,
};
use blueprint_e2e_runtime::configs::services::OPERATOR_BOND;
use groth16::{Circuit, Setup};

const MANAGERS: [&str; 3] = [
    "ink/ruled_manager.polkavm",
    "solidity/RuledManager.evm",
    "solidity/RuledManager.polkavm",
];
/// Stakes of 1,000 and 500 share the pot two to one, by as many points.
const EQUAL: [u128; 2] = [POT / 3 * 2, POT / 3];

fn played<T, E: std::fmt::Display>(
    manager: &str,
    play: impl FnOnce(&mut dyn FnMut(&Step)) -> Result<T, E>,
) -> T {
    let mut steps = Vec::new();
    let end = play(&mut |step| steps.push(step.clone()));
    end.unwrap_or_else(|error| panic!("{manager}: {error}\n{steps:#?}"))
}

fn ruled(
    check: &str,
    play: impl Fn(
        &Contracts,
        bool,
        &mut dyn FnMut(&Step),
    ) -> Result<Ruled, blueprint_e2e::road::RoadError>,
    expected: [Ruled; 2],
) {
    for manager in MANAGERS {
        let contracts = Contracts::built(check, manager).unwrap();
        for (breaks, expected) in [false, true].into_iter().zip(&expected) {
            let end = played(manager, |observer| play(&contracts, breaks, observer));
            assert_eq!(end, *expected, "{manager} {breaks}");
        }
    }
}

#[test]
fn operator_that_does_not_answer_a_challenge_earns_nothing_for_a_time() {
    let kept = Ruled {
        points: [100, 100],
        earned: EQUAL,
    };
    let suspended = Ruled {
        points: [100, 0],
        earned: [POT, 0],
    };
    let check = "ink/liveness_challenges.polkavm";
    ruled(check, challenged, [kept, suspended]);
}

#[test]
fn member_that_deviates_from_the_median_earns_half_of_its_points() {
    let kept = Ruled {
        points: [100, 100],
        earned: EQUAL,
    };
    // 100 points of 1,000 staked, 50 of 500.
    let halved = Ruled {
        points: [100, 50],
        earned: [POT / 5 * 4, POT / 5],
    };
    ruled("ink/oracle_committee.polkavm", observed, [kept, halved]);
}

#[test]
fn two_answers_to_one_question_cost_a_quarter_of_bond_and_stake() {
    for manager in MANAGERS {
        let check = "ink/equivocation_evidence.polkavm";
        let contracts = evidence::Contracts::built(check, manager).unwrap();
        let end = played(manager, |observer| equivocated(&contracts, observer));
        let slashed = Slashed {
            points: [100, 100],
            earned: EQUAL,
            bond_lost: [0, OPERATOR_BOND / 4],
            stake_lost: [0, COMMITTED / 4],
        };
        assert_eq!(end, slashed, "{manager}");
    }
}

#[test]
fn proof_of_another_output_costs_a_wrong_result_its_points_and_stake() {
    let setup = Setup::new(Circuit::square_of_words(), 1);
    let squares = Squares {
        key: setup.key(),
        prove: &|inputs| setup.prove(inputs),
    };
    for manager in MANAGERS {
        let check = "ink/computation_proofs.polkavm";
        let contracts = evidence::Contracts::built(check, manager).unwrap();
        let end = played(manager, |observer| {
            disproven(&contracts, &squares, observer)
        });
        let slashed = Slashed {
            points: [100, 0],
            earned: [POT, 0],
            bond_lost: [0, OPERATOR_BOND / 10],
            stake_lost: [0, COMMITTED / 10],
        };
        assert_eq!(end, slashed, "{manager}");
    }
}
