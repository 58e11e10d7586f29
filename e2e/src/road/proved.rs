//! From failures to provide proofs to money, on the services pallet: two operators store data, one loses half of it and
//! cannot open what a real round of a randomness beacon asks for. A rule of condition 2 takes half of its points.

use super::{
    deployed::{hex, with_levels},
    ruled::{selector, word_of, Contracts, Ruled, LIFE, WINDOW},
    *,
};
use blueprint_rules::beacon::evmnet::ROUNDS;
use serde_json::json;

/// Failure to provide proofs.
const PROOFS: u8 = 2;
const AT_MOST: u8 = 1;

/// The check of the contracts are the storage proofs; levels and a beacon stand beside them. `loses` says whether the second
/// operator loses every second leaf.
///
/// # Errors
/// If a step fails.
pub fn proved(
    contracts: &Contracts,
    (levels, beacon): (&Artifact, &Artifact),
    loses: bool,
    observer: &mut dyn FnMut(&Step),
) -> Result<Ruled, RoadError> {
    let (mut road, roles, levels) = with_levels(levels, OPERATORS, observer)?;
    let proofs = road.place("deploy the storage proofs", &contracts.check, &roles)?;
    let rulebook = road.with_rulebook(contracts, &roles)?;
    let origin = road.first_window();
    let beacon = road.place_beacon(beacon, origin)?;
    // A window of the levels is one of the rule.
    road.open(&levels, &proofs, &beacon, (origin, WINDOW))?;
    // Windows that were kept, of those that were expected, once none is open.
    let view = selector("verdict(uint64,address,uint32,uint32)");
    let (target, service, zero) = (hex(levels.address), word_of(SERVICE), word_of(0));
    let (expected, kept, open) = (0, 1, 2);
    let measure = json!([
        target, view, 4, 1, 2, 3, service, zero, origin, WINDOW, open, 0, kept, expected, false,
        AT_MOST, "7999"
    ]);
    let halved = json!([LIFE, 5_000, false, 0, 0, 0]);
    let start = road.rule(&rulebook, PROOFS, measure, halved)?;
    road.until(start + 100);
    let [round, ..] = &ROUNDS;
    road.seed(&beacon, round)?;
    for (n, operator) in OPERATORS.into_iter().enumerate() {
        road.prove(&proofs, 0, operator, loses && n == 1)?;
    }
    road.evaluated(&rulebook, start, 0)?;
    road.ruled(&rulebook, start, 0)
}
