//! What an operator of storage proofs stores, and how it opens leaves of it; and a seed beacon's network.

use blueprint_evidence::DataSetError;
use blueprint_rules::beacon::evmnet::{Round, KEY, ROUNDS};
use serde_json::{json, Value};

/// A data set: its leaves in order, and their tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DataSet {
    leaves: Vec<Vec<u8>>,
    tree: blueprint_evidence::DataSet,
}

impl DataSet {
    /// The set of these leaves in a tree of `height` levels.
    ///
    /// # Errors
    /// If there is no leaf, or no place for one.
    pub fn new(leaves: Vec<Vec<u8>>, height: u8) -> Result<Self, DataSetError> {
        let tree = blueprint_evidence::DataSet::new(&leaves, height)?;
        Ok(Self { leaves, tree })
    }

    /// The root of the tree, as an argument.
    pub fn root(&self) -> Value {
        json!(self.tree.root())
    }

    /// The data of a leaf; none behind the last one.
    pub fn leaf(&self, place: usize) -> Option<&[u8]> {
        self.leaves.get(place).map(Vec::as_slice)
    }

    /// The siblings of a leaf, from the leaf to the root, as an argument; null behind the last one.
    pub fn siblings(&self, place: usize) -> Value {
        json!(self.tree.siblings(place as u64))
    }
}

/// Bytes as an argument.
pub fn bytes(data: &[u8]) -> Value {
    json!(alloy_primitives::hex::encode_prefixed(data))
}

/// The arguments of a beacon with the key of drand's evmnet. All times are seconds: of round 1, from one round to the
/// next, by which the chain's clock can be behind, until a fallback can be opened, for which a round is remembered.
pub fn network(
    genesis: u64,
    period: u64,
    margin: u64,
    patience: u64,
    retention: u64,
) -> Vec<Value> {
    let times = [genesis, period, margin, patience, retention].map(|it| json!(it));
    let key = KEY.map(|word| json!(format!("0x{word}")));
    times.into_iter().chain(key).collect()
}

/// The second of round 1, if the first of the known rounds is signed at a second; at most about 170 seconds apart,
/// for round 1 would be before 1970.
pub fn genesis(first_signed: u64, period: u64) -> u64 {
    first_signed - (ROUNDS[0].number - 1) * period
}

/// The arguments that submit a round.
pub fn submission(round: &Round) -> [Value; 2] {
    let [x, y] = round.signature;
    [json!(round.number), json!(format!("0x{x}{y}"))]
}
