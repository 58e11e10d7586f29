//! One line of output.
//!
//! ```json
//! {"line": 1, "status": "ok", "data": "0x…31", "returns": ["49"], "error": null, "events": [],
//!  "ref_time": 197200000, "proof_size": 17682, "deposit": 0}
//! ```
//!
//! `status` is `ok`, `revert` or `trap`. `returns` is `null` unless the call ended well and `data` is
//! what the ABI says it returns. `error` is the decoded reason of a revert as `name` and `args`, its
//! `selector` where the ABI does not name it or names other fields than there are, the dispatch
//! error's name for a trap, and `null` where there is no reason. `ref_time` is in picoseconds, `proof_size` in bytes, `deposit` in the
//! native token's smallest unit, negative for a refund.

use crate::{
    decode::{values::hex_text, Interface, Named},
    outcome::{ContractEvent, Outcome, Status},
};
use serde::Serialize;
use serde_json::{json, Map, Value};

/// What a call did.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report {
    line: usize,
    pub(crate) status: &'static str,
    data: Value,
    returns: Option<Vec<Value>>,
    pub(crate) error: Option<Reason>,
    events: Vec<Value>,
    pub(crate) ref_time: u64,
    pub(crate) proof_size: u64,
    pub(crate) deposit: i64,
}

impl Report {
    /// The report of what the call on `line` did. `interface` is of the contract that was called, `of` of others.
    pub fn new<'a>(
        line: usize,
        interface: &'a Interface,
        of: impl Fn(&ContractEvent) -> Option<&'a Interface>,
        returns: Option<Vec<Value>>,
        outcome: Outcome,
    ) -> Self {
        Report {
            line,
            status: match outcome.status {
                Status::Ok => "ok",
                Status::Revert => "revert",
                Status::Trap(_) => "trap",
            },
            data: hex_text(&outcome.data),
            returns,
            error: error_of(interface, &outcome),
            events: outcome
                .events
                .iter()
                .map(|event| event_of(of(event).unwrap_or(interface), event))
                .collect(),
            ref_time: outcome.ref_time,
            proof_size: outcome.proof_size,
            deposit: saturated(outcome.deposit),
        }
    }

    /// The first word of what a call returned that ended well.
    pub(crate) fn first_word(&self) -> Option<[u8; 32]> {
        self.returns.as_ref()?;
        let data = hex::decode(self.data.as_str()?.strip_prefix("0x")?).ok()?;
        data.first_chunk().copied()
    }

    /// The name of the error that the call was refused with, if the ABI names it.
    pub fn error_name(&self) -> Option<&str> {
        match self.error.as_ref()? {
            Reason::Named(named) => Some(&named.name),
            Reason::Unknown { .. } => None,
        }
    }
}

/// What a request to the chain did. `status` is `ok`, or `rejected` for a step of a life that was not accepted.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Done {
    line: usize,
    status: &'static str,
    result: Value,
}

impl Done {
    /// The report of the answer to the request on `line`.
    pub fn new(line: usize, result: Value) -> Self {
        let rejected = result.get("accepted") == Some(&Value::Bool(false));
        Done {
            line,
            status: if rejected { "rejected" } else { "ok" },
            result,
        }
    }
}

/// A line that made no sense.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Invalid {
    line: usize,
    status: &'static str,
    message: String,
}

impl Invalid {
    /// The report that `line` makes no sense, and why.
    pub fn new(line: usize, message: String) -> Self {
        Invalid {
            line,
            status: "invalid",
            message,
        }
    }
}

/// Why a call did not end well.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Reason {
    /// An error with a name.
    Named(Named),
    /// An error the ABI does not name.
    Unknown {
        /// The first four bytes of the revert data, fewer if there are not as many.
        selector: Value,
    },
}

/// Why a call did not end well; `None` if it did, or gave no reason.
pub fn error_of(interface: &Interface, outcome: &Outcome) -> Option<Reason> {
    match &outcome.status {
        Status::Ok => None,
        Status::Trap(name) => Some(Reason::Named(Named {
            name: name.clone(),
            args: Map::new(),
        })),
        Status::Revert if outcome.data.is_empty() => None,
        Status::Revert => Some(match interface.decode_error(&outcome.data) {
            Some(named) => Reason::Named(named),
            None => {
                let end = outcome.data.len().min(4);
                Reason::Unknown {
                    selector: hex_text(&outcome.data[..end]),
                }
            }
        }),
    }
}

/// An event with its name and fields, or as it stands where the ABI does not name it.
fn event_of(interface: &Interface, event: &ContractEvent) -> Value {
    let contract = hex_text(event.contract.as_bytes());
    match interface.decode_event(event) {
        Some(Named { name, args }) => json!({"contract": contract, "name": name, "args": args}),
        None => json!({
            "contract": contract,
            "topics": event.topics.iter().map(|topic| hex_text(topic)).collect::<Vec<_>>(),
            "data": hex_text(&event.data),
        }),
    }
}

/// A deposit as a JSON number. The most that is ever held for one call fits: a block's worth of
/// storage costs less than 10¹⁵.
fn saturated(deposit: i128) -> i64 {
    i64::try_from(deposit).unwrap_or(if deposit < 0 { i64::MIN } else { i64::MAX })
}
