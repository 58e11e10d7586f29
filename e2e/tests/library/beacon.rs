//! A seed beacon with the key of drand's evmnet, and rounds that the network signed.

#![allow(dead_code)] // Each test binary uses a part.

use crate::library::Contract;
use blueprint_e2e::{chain::Chain, stored};
use serde_json::Value;

/// Seconds after a round's time until its fallback can be opened.
pub const PATIENCE: u64 = 60;
/// Seconds after a round's time until it is forgotten.
pub const RETENTION: u64 = 30 * 86_400;
/// How far the chain's clock can be behind the network's, in seconds.
pub const MARGIN: u64 = 30;

/// The arguments of a beacon: the network's key, and a schedule.
pub fn arguments(genesis: u64, period: u64) -> Vec<Value> {
    stored::network(genesis, period, MARGIN, PATIENCE, RETENTION)
}

/// A beacon in which the first of the known rounds is signed at a time, and the following ones with a period.
pub fn deploy(chain: &mut Chain, built: &str, first_signed: u64, period: u64) -> Contract {
    let genesis = stored::genesis(first_signed, period);
    Contract::deploy(chain, built, &arguments(genesis, period))
}
