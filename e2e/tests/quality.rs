//! From quality of service to money, on the services pallet: with the manager in ink! and in Solidity.

#[path = "library/levels.rs"]
mod levels;
mod library;

use blueprint_e2e::road::{
    answers, logs,
    quality::{play, Contracts, Quality, WINDOWS},
    POT,
};
use levels::{World, LAG, SERVICE, WINDOW};
use library::{hex, Contract, OWNER};
use serde_json::json;
use sp_core::H160;

const MANAGERS: [&str; 3] = [
    "ink/level_manager.polkavm",
    "solidity/LevelManager.evm",
    "solidity/LevelManager.polkavm",
];

fn played(manager: &str, lost: bool) -> Quality {
    let contracts = Contracts::built(manager).unwrap();
    let mut steps = Vec::new();
    let end = play(&contracts, lost, &mut |step| steps.push(step.clone()));
    end.unwrap_or_else(|error| panic!("{manager}: {error}\n{steps:#?}"))
}

/// Stakes of 1,000 and 500, and as many points, share the pot two to one.
#[test]
fn operators_that_hold_their_data_earn_in_full() {
    for manager in MANAGERS {
        let whole = Quality {
            kept: [(WINDOWS, WINDOWS); 2],
            due_bps: 10_000,
            points: [100, 100],
            earned: [POT / 3 * 2, POT / 3],
        };
        assert_eq!(played(manager, false), whole, "{manager}");
    }
}

/// Who lost half of its leaves passes a window in 1 of 32; here in none.
#[test]
fn lost_data_costs_the_bill_the_points_and_the_delegators() {
    for manager in MANAGERS {
        let lost = Quality {
            kept: [(WINDOWS, WINDOWS), (WINDOWS, 0)],
            // The floor of 40 % is due of its half.
            due_bps: 7_000,
            points: [100, 0],
            earned: [POT, 0],
        };
        assert_eq!(played(manager, true), lost, "{manager}");
    }
}

/// An operator that waits with a result until its record is better, worse, or forgotten, gains nothing.
#[test]
fn points_of_a_result_are_of_the_moment_at_which_its_job_was_called() {
    for manager in MANAGERS {
        let mut world = World::new();
        let nowhere = hex(H160::zero());
        let arguments = [
            json!(OWNER),
            hex(world.levels.address),
            nowhere.clone(),
            nowhere,
            json!(0),
        ];
        let manager = Contract::deploy(&mut world.chain, manager, &arguments);
        let blueprint = [json!(1), json!("alice"), json!(OWNER)];
        manager.send(&mut world.chain, OWNER, "onBlueprintCreated", &blueprint);
        let operator = hex(world.operators[0].address);
        // It keeps windows 0 and 1, and none after them.
        for window in 0..2 {
            world.at(window, 10);
            world.answer(window, &[0]);
        }
        // The last final windows are 1 and 4 then.
        for (call, window) in [(1, 5), (2, 8)] {
            world.at(window, 20);
            let called = [json!(SERVICE), json!(0), json!(call), json!("0x")];
            manager.send(&mut world.chain, OWNER, "onJobCall", &called);
        }
        // At once, when more windows are final, and when the record is forgotten.
        let forgotten = world.begins(0) + LAG + 2 * 24 * WINDOW;
        let kept = [100, 40];
        for (second, earned) in [
            (world.begins(8) + 30, kept),
            (world.begins(20), kept),
            (forgotten, kept),
            (forgotten + 1, [0, 0]),
        ] {
            world.chain.skip_blocks(1);
            world.chain.set_timestamp(second);
            let points = [1, 2].map(|call| {
                let of = [json!(SERVICE), json!(call), operator.clone()];
                manager.numbers(&mut world.chain, "pointsOf", &of)[0]
            });
            assert_eq!(points, earned);
        }
        let unknown = [json!(SERVICE), json!(3), operator.clone()];
        let rejected = manager.rejection(&mut world.chain, "eve", "pointsOf", &unknown);
        assert_eq!(rejected, "UnknownJobCall");
    }
}

/// The contract of the logs, too, in each build.
#[test]
fn rewritten_log_costs_the_bill_the_points_and_the_delegators() {
    let builds = [
        "ink/audit_logs.polkavm",
        "solidity/AuditLogs.evm",
        "solidity/AuditLogs.polkavm",
    ];
    for (logs_built, manager) in builds.into_iter().zip(MANAGERS) {
        let contracts = logs::Contracts::built(logs_built, manager).unwrap();
        let mut steps = Vec::new();
        let mut end = |rewrites| {
            let end = logs::play(&contracts, rewrites, &mut |step| steps.push(step.clone()));
            end.unwrap_or_else(|error| panic!("{logs_built}: {error}\n{steps:#?}"))
        };
        let whole = Quality {
            kept: [(logs::WINDOWS, logs::WINDOWS); 2],
            due_bps: 10_000,
            points: [100, 100],
            earned: [POT / 3 * 2, POT / 3],
        };
        assert_eq!(end(false), whole, "{logs_built}");
        let rewritten = Quality {
            // Before it changed an entry.
            kept: [(logs::WINDOWS, logs::WINDOWS), (logs::WINDOWS, 1)],
            // Of its half, the floor of 40 %, and 60 % for 15 of the 80 % between: 51.25 %, rounded up.
            due_bps: 7_563,
            points: [100, 25],
            // 100 points of 1,000 staked, 25 of 500.
            earned: [POT / 9 * 8, POT / 9],
        };
        assert_eq!(end(true), rewritten, "{logs_built}");
    }
}

/// The contract of the levels in each build. A probe's target is a committee, whose value is fresh for half a window.
#[test]
fn silent_operator_and_stale_value_cost_the_bill_and_the_operator_its_points() {
    let builds = [
        "ink/service_levels.polkavm",
        "solidity/ServiceLevels.evm",
        "solidity/ServiceLevels.polkavm",
    ];
    for (levels, manager) in builds.into_iter().zip(MANAGERS) {
        let contracts = answers::Contracts::built(levels, manager).unwrap();
        let mut steps = Vec::new();
        let mut end = |silent| {
            let end = answers::play(&contracts, silent, &mut |step| steps.push(step.clone()));
            end.unwrap_or_else(|error| panic!("{levels}: {error}\n{steps:#?}"))
        };
        let whole = answers::Answered {
            quality: Quality {
                kept: [(answers::WINDOWS, answers::WINDOWS); 2],
                due_bps: 10_000,
                points: [100, 100],
                earned: [POT / 3 * 2, POT / 3],
            },
            probe: (answers::WINDOWS, answers::WINDOWS),
        };
        assert_eq!(end(false), whole, "{levels}");
        let silent = answers::Answered {
            quality: Quality {
                kept: [(answers::WINDOWS, answers::WINDOWS), (answers::WINDOWS, 1)],
                // All of the first operator's 40 %, and 51.25 % of the other's 40 and the probe's 20.
                due_bps: 7_075,
                points: [100, 25],
                // 100 points of 1,000 staked, 25 of 500.
                earned: [POT / 9 * 8, POT / 9],
            },
            probe: (answers::WINDOWS, 1),
        };
        assert_eq!(end(true), silent, "{levels}");
    }
}
