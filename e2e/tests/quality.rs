//! From quality of service to money, on the services pallet: with the manager in ink! and in Solidity.

use blueprint_e2e::road::{
    quality::{play, Contracts, Quality, WINDOWS},
    POT,
};

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
