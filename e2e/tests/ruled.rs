//! From the checks of the library to money, on the services pallet: challenges, a committee and a rulebook to the points of
//! operators and the rewards of delegators; contradicting answers and wrong results to slashes. With a manager in ink! and in
//! Solidity.

#[allow(dead_code)] // Computation proofs use all of it.
#[path = "library/groth16.rs"]
mod groth16;

use blueprint_e2e::artifact::Artifact;
use blueprint_e2e::road::{
    aggregated::signed_twice,
    agreement::agreed,
    evidence::{self, disproven, equivocated, misassigned, Slashed, Squares},
    forks::forked,
    load::loaded,
    median::{bonded, observed, BOND},
    proved::proved,
    ruled::{challenged, Contracts, Ruled},
    security::{broken, metered, patched},
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

fn whole() -> Ruled {
    Ruled {
        points: [100, 100],
        earned: EQUAL,
    }
}

/// 100 points of 1,000 staked, 50 of 500.
fn halved() -> Ruled {
    Ruled {
        points: [100, 50],
        earned: [POT / 5 * 4, POT / 5],
    }
}

fn suspended() -> Ruled {
    Ruled {
        points: [100, 0],
        earned: [POT, 0],
    }
}

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
    let check = "ink/liveness_challenges.polkavm";
    ruled(check, challenged, [whole(), suspended()]);
}

/// Condition 2, of which no stake is taken.
#[test]
fn operator_that_opens_no_leaves_of_what_it_stores_earns_half_of_its_points() {
    let levels = Artifact::built("ink/service_levels.polkavm").unwrap();
    let beacon = Artifact::built("ink/seed_beacon.polkavm").unwrap();
    let play = |contracts: &Contracts, loses, observer: &mut dyn FnMut(&Step)| {
        proved(contracts, (&levels, &beacon), loses, observer)
    };
    ruled("ink/storage_proofs.polkavm", play, [whole(), halved()]);
}

#[test]
fn member_that_deviates_from_the_median_earns_half_of_its_points() {
    let check = "ink/oracle_committee.polkavm";
    ruled(check, observed, [whole(), halved()]);
}

/// A share of 7 percent of the bond, once for both deviations.
#[test]
fn member_that_bonded_and_deviates_loses_of_its_bond_and_half_of_its_points() {
    let bonds = [
        "ink/member_bonds.polkavm",
        "solidity/MemberBonds.evm",
        "solidity/MemberBonds.polkavm",
    ];
    for (bonds, manager) in bonds.into_iter().zip(MANAGERS) {
        let check = "ink/oracle_committee.polkavm";
        let contracts = Contracts::built(check, manager).unwrap();
        let bonds = Artifact::built(bonds).unwrap();
        for (deviates, expected) in [
            (false, (whole(), BOND)),
            (true, (halved(), BOND / 100 * 93)),
        ] {
            let end = played(manager, |observer| {
                bonded(&contracts, &bonds, deviates, observer)
            });
            assert_eq!(end, expected, "{manager} {deviates}");
        }
    }
}

#[test]
fn operator_whose_result_is_not_the_agreed_one_earns_half_of_its_points() {
    ruled("ink/result_quorum.polkavm", agreed, [whole(), halved()]);
}

#[test]
fn operator_that_answers_half_of_the_requests_under_load_earns_half() {
    let committee = Artifact::built("ink/oracle_committee.polkavm").unwrap();
    let beacon = Artifact::built("ink/seed_beacon.polkavm").unwrap();
    let play = |contracts: &Contracts, overloaded, observer: &mut dyn FnMut(&Step)| {
        loaded(contracts, (&committee, &beacon), overloaded, observer)
    };
    ruled("ink/load_tests.polkavm", play, [whole(), halved()]);
}

#[test]
fn operator_that_misses_a_security_patch_earns_half_of_its_points() {
    ruled("ink/version_calendar.polkavm", patched, [whole(), halved()]);
}

#[test]
fn operator_whose_enclave_uses_more_than_its_tasks_need_earns_half() {
    let committee = Artifact::built("ink/oracle_committee.polkavm").unwrap();
    let check = "ink/enclave_keys.polkavm";
    let play = |contracts: &Contracts, above, observer: &mut dyn FnMut(&Step)| {
        metered(contracts, &committee, above, observer)
    };
    ruled(check, play, [whole(), halved()]);
}

/// Who reports itself is not punished.
#[test]
fn operator_with_a_critical_incident_is_suspended_unless_it_reported_it_itself() {
    let auditors = Artifact::built("ink/oracle_committee.polkavm").unwrap();
    let check = "ink/incidents.polkavm";
    let play = |contracts: &Contracts, by_another, observer: &mut dyn FnMut(&Step)| {
        broken(contracts, &auditors, by_another, observer)
    };
    ruled(check, play, [whole(), suspended()]);
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

/// The contract of the logs in each build, too.
#[test]
fn log_that_a_client_sees_otherwise_costs_half_of_bond_and_stake() {
    let builds = [
        "ink/audit_logs.polkavm",
        "solidity/AuditLogs.evm",
        "solidity/AuditLogs.polkavm",
    ];
    for (logs, manager) in builds.into_iter().zip(MANAGERS) {
        let check = "ink/equivocation_evidence.polkavm";
        let contracts = evidence::Contracts::built(check, manager).unwrap();
        let logs = Artifact::built(logs).unwrap();
        let end = played(manager, |observer| forked(&contracts, &logs, observer));
        let slashed = Slashed {
            points: [100, 100],
            earned: EQUAL,
            bond_lost: [0, OPERATOR_BOND / 2],
            stake_lost: [0, COMMITTED / 2],
        };
        assert_eq!(end, slashed, "{manager}");
    }
}

#[test]
fn wrong_assignment_costs_a_quarter_of_bond_and_stake() {
    for manager in MANAGERS {
        let check = "ink/assignment_evidence.polkavm";
        let contracts = evidence::Contracts::built(check, manager).unwrap();
        let end = played(manager, |observer| misassigned(&contracts, observer));
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
fn two_signed_outputs_of_one_call_cost_a_tenth_of_bond_and_stake() {
    for manager in MANAGERS {
        let check = "ink/aggregated_results.polkavm";
        let contracts = evidence::Contracts::built(check, manager).unwrap();
        let end = played(manager, |observer| signed_twice(&contracts, observer));
        let slashed = Slashed {
            points: [100, 100],
            earned: EQUAL,
            bond_lost: [0, OPERATOR_BOND / 10],
            stake_lost: [0, COMMITTED / 10],
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
