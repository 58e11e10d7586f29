//! A seed beacon with the key of drand's evmnet, and rounds that the network signed.

#![allow(dead_code)] // Each test binary uses a part.

use crate::library::Contract;
use blueprint_e2e::chain::Chain;
use blueprint_rules::beacon::evmnet::{Round, KEY, ROUNDS};
use serde_json::{json, Value};

/// Seconds after a round's time until its fallback can be opened.
pub const PATIENCE: u64 = 60;
/// Seconds after a round's time until it is forgotten.
pub const RETENTION: u64 = 30 * 86_400;
/// How far the chain's clock can be behind the network's, in seconds.
pub const MARGIN: u64 = 30;

/// The arguments of a beacon: the network's key, and a schedule.
pub fn arguments(genesis: u64, period: u64) -> Vec<Value> {
    let mut arguments = vec![
        json!(genesis),
        json!(period),
        json!(MARGIN),
        json!(PATIENCE),
        json!(RETENTION),
    ];
    arguments.extend(KEY.map(|word| json!(format!("0x{word}"))));
    arguments
}

/// A beacon in which the first of [`ROUNDS`] is signed at a time, and the following ones with a period: of at most
/// 170 seconds, for round 1 would be before 1970.
pub fn deploy(chain: &mut Chain, built: &str, first_signed: u64, period: u64) -> Contract {
    let genesis = first_signed - (ROUNDS[0].number - 1) * period;
    Contract::deploy(chain, built, &arguments(genesis, period))
}

/// What submits a round.
pub fn submission(round: &Round) -> [Value; 2] {
    let [x, y] = round.signature;
    [json!(round.number), json!(format!("0x{x}{y}"))]
}
