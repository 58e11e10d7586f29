//! A line of a record, as `e2e/src/chain/trace.rs` writes it.

use serde::Deserialize;

#[derive(Deserialize)]
#[serde(untagged)]
pub enum Line {
    Start(Start),
    Deploy(Deploy),
    Call(Call),
    Blocks {
        blocks: u32,
    },
    Skip {
        skip: u32,
    },
    Timestamp {
        timestamp: u64,
    },
    /// What follows is undone at the end of it.
    Undo {
        undo: Undo,
    },
    Fund {
        fund: Hex,
        amount: String,
    },
    /// The contract, function and build of the call before, in a run of the cost table.
    Row {
        row: (String, String, String),
    },
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Undo {
    Begin,
    End,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Start {
    /// The first block's number.
    pub start: u64,
    /// Its time, in seconds.
    pub timestamp: u64,
    pub funded: Vec<(Hex, String)>,
    pub mapped: Vec<Hex>,
    pub unlimited: bool,
    /// Contracts and accounts of genesis, which the record does not have.
    pub contracts: usize,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deploy {
    /// The name of the file with its code.
    pub deploy: String,
    pub arguments: Hex,
    pub caller: Hex,
    pub options: Options,
    pub outcome: Outcome,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Call {
    pub call: Hex,
    pub stays: bool,
    pub data: Hex,
    pub caller: Hex,
    pub options: Options,
    pub outcome: Outcome,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Options {
    pub value: String,
    pub weight: (u64, u64),
    pub deposit: Option<String>,
}

/// What came of it. Costs differ between releases, all else must not.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outcome {
    pub status: String,
    pub data: Hex,
    pub events: Vec<(Hex, Vec<Hex>, Hex)>,
    pub ref_time: u64,
    pub proof_size: u64,
    #[serde(deserialize_with = "decimals")]
    pub deposit: i128,
}

fn decimals<'de, D: serde::Deserializer<'de>>(from: D) -> Result<i128, D::Error> {
    let text = String::deserialize(from)?;
    text.parse().map_err(serde::de::Error::custom)
}

impl Outcome {
    pub fn is_as(&self, other: &Outcome) -> bool {
        (&self.status, &self.data, &self.events) == (&other.status, &other.data, &other.events)
    }
}

#[derive(Clone, PartialEq, Eq)]
pub struct Hex(pub Vec<u8>);

impl<'de> Deserialize<'de> for Hex {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Hex, D::Error> {
        let text = String::deserialize(from)?;
        hex::decode(&text)
            .map(Hex)
            .map_err(serde::de::Error::custom)
    }
}

impl std::fmt::Display for Hex {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0.get(..256) {
            Some(first) => write!(f, "0x{}… ({} bytes)", hex::encode(first), self.0.len()),
            None => write!(f, "0x{}", hex::encode(&self.0)),
        }
    }
}

impl std::fmt::Display for Outcome {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{} {} with {} events",
            self.status,
            self.data,
            self.events.len()
        )
    }
}
