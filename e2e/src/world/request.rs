//! What a test, or a line of the console, asks the chain for: one JSON object a line.

use blueprint_strict::Objects;
use blueprint_test::Caller;
use serde::{de::Error, Deserialize, Deserializer};
use serde_json::Value;

/// A request. `as` is a name of an account, `to` and `manager` are addresses or names, inputs and outputs bytes in hex.
#[derive(Clone, Debug, Deserialize)]
#[serde(tag = "do", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Request {
    /// Starts a chain; a second one replaces the first.
    Start { caller: Caller },
    /// Deploys a build: a file, relative to the project. By the name it can be called and be an argument.
    Deploy {
        artifact: String,
        #[serde(default)]
        name: Option<String>,
        #[serde(default)]
        args: Value,
        #[serde(rename = "as")]
        who: String,
    },
    /// Creates a blueprint.
    Blueprint {
        #[serde(rename = "as")]
        who: String,
        manager: String,
        #[serde(default, deserialize_with = "terms")]
        terms: Terms,
    },
    /// Registers an operator.
    Register {
        blueprint: u64,
        #[serde(rename = "as")]
        who: String,
    },
    /// Requests a service.
    Request {
        blueprint: u64,
        #[serde(rename = "as")]
        who: String,
        operators: Vec<String>,
    },
    /// Approves a request.
    Approve {
        request: u64,
        #[serde(rename = "as")]
        who: String,
    },
    /// Calls a job.
    Job {
        service: u64,
        #[serde(rename = "as")]
        who: String,
        job: u8,
        inputs: String,
    },
    /// Submits a result.
    Result {
        service: u64,
        call: u64,
        #[serde(rename = "as")]
        who: String,
        outputs: String,
    },
    /// Reports a result.
    Report {
        service: u64,
        call: u64,
        #[serde(rename = "as")]
        who: String,
        operator: String,
        inputs: String,
        outputs: String,
    },
    /// Reports an operator's quality of service.
    ReportQuality {
        service: u64,
        #[serde(rename = "as")]
        who: String,
        kind: u8,
        operator: String,
        evidence: String,
    },
    /// Sends tokens to a contract, in wei.
    Fund {
        #[serde(rename = "as")]
        who: String,
        to: String,
        wei: String,
    },
    /// Proposes to slash an operator of a service.
    ProposeSlash {
        service: u64,
        #[serde(rename = "as")]
        who: String,
        operator: String,
        share_bps: u16,
        evidence: String,
    },
    /// Disputes a slash.
    DisputeSlash {
        slash: u64,
        #[serde(rename = "as")]
        who: String,
    },
    /// Vetoes a slash, as who may: governance, or a core's slash administrator.
    VetoSlash { slash: u64 },
    /// Executes a slash.
    ExecuteSlash {
        slash: u64,
        #[serde(rename = "as")]
        who: String,
    },
    /// Sends a transaction to a contract.
    Send {
        #[serde(rename = "as")]
        who: String,
        to: String,
        function: String,
        #[serde(default)]
        args: Value,
    },
    /// Calls a view.
    Read {
        to: String,
        function: String,
        #[serde(default)]
        args: Value,
    },
    /// The address of a name.
    Address { name: String },
    // Of a variant without fields, serde does not reject unknown ones; of one with braces it does.
    /// The address of the contract with the chain's own functions.
    Services {},
    /// What an operator has staked of its own, in wei.
    Stake { operator: String },
    /// The calls between contracts in the last step.
    Calls {},
    /// Lets time pass until the next era.
    NextEra {},
    /// Lets time pass.
    Pass { seconds: u64 },
}

/// A blueprint's terms.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Terms {
    /// How many jobs it has.
    pub jobs: u8,
    /// Least operators of a service.
    pub min_operators: u32,
    /// Most operators of a service.
    pub max_operators: u32,
    /// How many kinds of reports of quality its manager judges, for the pallet.
    pub quality_kinds: u8,
    /// The hooks' interface, for the pallet: a core has its own.
    pub generation: Generation,
}

/// Not from the copy that serde makes of what follows a tag, in which a list is read as an object.
fn terms<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Terms, D::Error> {
    let value = Value::deserialize(deserializer)?;
    Terms::deserialize(Objects(value)).map_err(D::Error::custom)
}

/// An interface version.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
pub enum Generation {
    /// Of core 0.20.
    #[default]
    #[serde(rename = "core-0.20")]
    Core0_20,
    /// Of core 0.10.
    #[serde(rename = "core-0.10")]
    Core0_10,
    /// Of pallet-services 1.4.
    #[serde(rename = "substrate-1.4")]
    Substrate1_4,
    /// Of 2024.
    #[serde(rename = "seed-2024")]
    Seed2024,
}

impl From<Generation> for pallet_services::Generation {
    fn from(generation: Generation) -> Self {
        match generation {
            Generation::Core0_20 => Self::Core0_20,
            Generation::Core0_10 => Self::Core0_10,
            Generation::Substrate1_4 => Self::Substrate1_4,
            Generation::Seed2024 => Self::Seed2024,
        }
    }
}

impl Default for Terms {
    fn default() -> Self {
        Self {
            jobs: 1,
            min_operators: 1,
            max_operators: 10,
            quality_kinds: 0,
            generation: Generation::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn unknown_requests_fields_and_terms_are_errors_that_name_them() {
        for (request, expected) in [
            (json!({"do": "dance"}), "unknown variant `dance`"),
            (json!({"do": "pass"}), "missing field `seconds`"),
            (
                json!({"do": "start", "caller": "core-9"}),
                "unknown variant `core-9`",
            ),
            (
                json!({"do": "blueprint", "as": "alice", "manager": "0x", "terms": {"job": 1}}),
                "unknown field `job`",
            ),
            (
                json!({"do": "pass", "seconds": 1, "more": 2}),
                "unknown field `more`",
            ),
        ] {
            let error = serde_json::from_value::<Request>(request)
                .unwrap_err()
                .to_string();
            assert!(error.contains(expected), "{error}");
        }
    }
}
