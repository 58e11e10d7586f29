//! `pallet`: the steps of a life that call hooks. They are extrinsics, which `IServices` cannot be asked for: the engine
//! of contracts is entered once. An Ethereum key sends them, SCALE-encoded, to the address of the pallets.

use super::{
    definition::{Definition, REVIEW},
    operator_key::OperatorKey,
};
use crate::live::chains;
use alloy_primitives::{Address, U256};
use anyhow::{ensure, Context, Result};
use blueprint_dev_chain::{scale::Types, PALLETS, WEI_PER_UNIT};
use blueprint_e2e::chain::Chain;
use blueprint_live::{
    client::Client,
    contract::Book,
    dry_run::Cost,
    mined::Mined,
    options::{Sender, Sending},
    transact::Transaction,
    values, Lines, Progress, Report,
};
use serde::Serialize;
use serde_json::{json, Value};
use std::{fmt, path::Path};

/// Take a step that calls hooks: an extrinsic of the services pallet, signed by an Ethereum key
#[derive(clap::Args)]
pub struct Args {
    #[command(subcommand)]
    step: Step,
}

/// Where, and who sends.
#[derive(clap::Args)]
struct Place {
    /// The chain: a name in blueprint.toml
    #[arg(long, value_name = "NAME")]
    chain: String,
    #[command(flatten)]
    sender: Sender,
    #[command(flatten)]
    sending: Sending,
}

/// Bytes are 0x and hex digits; accounts are addresses or names of the chain's accounts.
#[derive(clap::Subcommand)]
enum Step {
    /// Create a blueprint of a manager: calls onBlueprintCreated
    CreateBlueprint {
        /// The manager's address
        #[arg(value_parser = blueprint_strict::typed_address)]
        manager: Address,
        /// Its interface version: Core0_20, Core0_10, Substrate1_4 or Seed2024
        #[arg(long, default_value = "Core0_20")]
        generation: String,
        /// How many jobs it has
        #[arg(long, default_value_t = 1)]
        jobs: u8,
        /// Least operators of a service
        #[arg(long, default_value_t = 1)]
        min_operators: u32,
        /// Most operators of a service
        #[arg(long, default_value_t = 10)]
        max_operators: u32,
        /// Seconds that a slash waits for a veto
        #[arg(long, default_value_t = REVIEW)]
        review: u64,
        #[command(flatten)]
        place: Place,
    },
    /// Register as an operator of a blueprint: calls onRegister
    Register {
        /// The id of the blueprint
        blueprint: u64,
        /// Services to run at a time
        #[arg(long, default_value_t = 1)]
        instance_limit: u32,
        /// What the blueprint reads. Where its manager identifies operators by a key, sign with --key, or give what the pallet
        /// takes: abi.encode(bytes arguments, bytes signature)
        #[arg(long, default_value = "0x")]
        inputs: String,
        #[command(flatten)]
        key: OperatorKey,
        #[command(flatten)]
        place: Place,
    },
    /// Request a service of operators: calls onRequest
    Request {
        /// The id of the blueprint
        blueprint: u64,
        /// The operators: addresses, or names of accounts
        #[arg(required = true)]
        operators: Vec<String>,
        /// Who may call jobs, beside the requester
        #[arg(long)]
        permitted_callers: Vec<String>,
        /// The inputs: 0x and hex digits
        #[arg(long, default_value = "0x")]
        inputs: String,
        /// Blocks that the service lives; 0 for no end
        #[arg(long, default_value_t = 0)]
        ttl: u64,
        #[command(flatten)]
        place: Place,
    },
    /// Approve a request: calls onApprove, and with the last approval onServiceInitialized
    Approve {
        /// The id of the request
        request: u64,
        /// The revision that is approved
        #[arg(long, default_value_t = 0)]
        revision: u32,
        #[command(flatten)]
        place: Place,
    },
    /// Call a job of a service: calls onJobCall
    CallJob {
        /// The id of the service
        service: u64,
        /// The job's index in the blueprint
        job: u8,
        /// The inputs: 0x and hex digits
        inputs: String,
        #[command(flatten)]
        place: Place,
    },
    /// Submit a result of a job call: calls onJobResult
    Submit {
        /// The id of the service
        service: u64,
        /// The id of the job call
        call: u64,
        /// What the operator returns: 0x and hex digits
        outputs: String,
        #[command(flatten)]
        place: Place,
    },
    /// Report a result: calls verifyReport
    Report {
        /// The id of the service
        service: u64,
        /// The job's index in the blueprint
        job: u8,
        /// The id of the job call
        call: u64,
        /// The operator: an address, or the name of an account
        operator: String,
        /// The inputs: 0x and hex digits
        inputs: String,
        /// What the operator returns: 0x and hex digits
        outputs: String,
        #[command(flatten)]
        place: Place,
    },
    /// Execute a slash whose review is over: calls onSlash
    ExecuteSlash {
        /// The id of the slash
        slash: u64,
        #[command(flatten)]
        place: Place,
    },
    /// Send any call of a pallet, with its arguments as a JSON object
    Send {
        /// Such as Services, Stake, Balances
        pallet: String,
        /// Such as create_blueprint
        call: String,
        /// By the names of the call, such as '{"blueprint": 0}'
        #[arg(default_value = "{}")]
        arguments: String,
        #[command(flatten)]
        place: Place,
    },
}

/// A call of a pallet.
struct Extrinsic {
    pallet: String,
    call: String,
    arguments: Value,
}

impl Extrinsic {
    /// The call, SCALE-encoded. Names of accounts and mappings of addresses are the runtime's own.
    fn encode(&self) -> Result<Vec<u8>> {
        let encode = || Types::new().encode_call(&self.pallet, &self.call, &self.arguments);
        let encoded = Chain::new()?.execute(encode);
        encoded.map_err(|error| anyhow::anyhow!("{error}"))
    }
}

impl Step {
    fn extrinsic(self) -> Result<(Extrinsic, Place, Option<OperatorKey>)> {
        let mut signed = None;
        let (call, arguments, place) = match self {
            Self::CreateBlueprint {
                manager,
                generation,
                jobs,
                min_operators,
                max_operators,
                review,
                place,
            } => {
                let definition = Definition {
                    manager: &manager.to_string(),
                    generation: &generation,
                    jobs,
                    min_operators,
                    max_operators,
                    review,
                };
                ("create_blueprint", definition.arguments(), place)
            }
            Self::Register {
                blueprint,
                instance_limit,
                inputs,
                key,
                place,
            } => {
                let arguments = json!({ "blueprint": blueprint, "instance_limit": instance_limit, "inputs": inputs });
                signed = key.is_named().then_some(key);
                ("register", arguments, place)
            }
            Self::Request {
                blueprint,
                operators,
                permitted_callers,
                inputs,
                ttl,
                place,
            } => {
                let arguments = json!({
                    "blueprint": blueprint, "operators": operators, "permitted_callers": permitted_callers,
                    "inputs": inputs, "ttl": ttl, "assets": [],
                });
                ("request", arguments, place)
            }
            Self::Approve {
                request,
                revision,
                place,
            } => {
                let arguments = json!({ "request": request, "revision": revision });
                ("approve", arguments, place)
            }
            Self::CallJob {
                service,
                job,
                inputs,
                place,
            } => {
                let arguments = json!({ "service": service, "job": job, "inputs": inputs });
                ("call", arguments, place)
            }
            Self::Submit {
                service,
                call,
                outputs,
                place,
            } => {
                let arguments = json!({ "service": service, "call": call, "outputs": outputs });
                ("submit_result", arguments, place)
            }
            Self::Report {
                service,
                job,
                call,
                operator,
                inputs,
                outputs,
                place,
            } => {
                let arguments = json!({
                    "service": service, "job": job, "call": call, "participant": operator, "inputs": inputs,
                    "outputs": outputs,
                });
                ("submit_report", arguments, place)
            }
            Self::ExecuteSlash { slash, place } => {
                ("execute_slash", json!({ "slash": slash }), place)
            }
            Self::Send {
                pallet,
                call,
                arguments,
                place,
            } => {
                let arguments: Value = blueprint_strict::json::parse(&arguments)
                    .with_context(|| format!("expected arguments as JSON, received {arguments}"))?;
                ensure!(
                    arguments.is_object(),
                    "expected a JSON object of arguments by name, received {arguments}"
                );
                let extrinsic = Extrinsic {
                    pallet,
                    call,
                    arguments,
                };
                return Ok((extrinsic, place, None));
            }
        };
        let extrinsic = Extrinsic {
            pallet: "Services".into(),
            call: call.into(),
            arguments,
        };
        Ok((extrinsic, place, signed))
    }
}

/// What a step did.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Sent {
    chain: String,
    call: String,
    cost: Option<Cost>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mined: Option<Mined>,
    /// The pallets' events of its block, where the chain shows them.
    events: Vec<Value>,
}

impl Report for Sent {
    fn success(&self) -> bool {
        self.mined.as_ref().is_none_or(|it| it.success)
    }
}

impl fmt::Display for Sent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} on {}", self.call, self.chain)?;
        match (&self.mined, &self.cost) {
            (Some(mined), _) => write!(f, " {mined}")?,
            (None, Some(cost)) => write!(f, " would cost {cost}; nothing was sent")?,
            (None, None) => {}
        }
        for event in &self.events {
            write!(f, "\n{event}")?;
        }
        Ok(())
    }
}

/// The events of one transaction among those of its block, as `dev_events` returns them.
fn events_of(block: &Value, transaction: &str) -> Vec<Value> {
    let all = block.as_array().cloned().unwrap_or_default();
    let own = |event: &Value| event["transactionHash"] == transaction;
    all.into_iter().filter(own).collect()
}

/// The fee that the runtime took for a transaction with these events, in wei.
fn fee_of(events: &[Value]) -> Option<U256> {
    let paid = events.iter().find(|event| {
        event["pallet"] == "TransactionPayment" && event["event"] == "TransactionFeePaid"
    })?;
    // Numbers that JSON readers round are strings.
    let fee = match &paid["fields"]["actual_fee"] {
        Value::String(digits) => digits.parse().ok()?,
        number => number.as_u64()?.into(),
    };
    let fee: u128 = fee;
    U256::from(fee).checked_mul(U256::from(WEI_PER_UNIT))
}

/// Takes the step.
///
/// # Errors
/// If an argument is not the call's, the call would fail, with the error's name, or it cannot be sent.
pub async fn run(args: Args, folder: Option<&Path>) -> Result<Sent> {
    let project = chains(folder)?;
    let (mut extrinsic, place, key) = args.step.extrinsic()?;
    let mut data = extrinsic.encode()?;
    let client = Client::connect(&project, &place.chain).await?;
    if let Some(key) = key {
        key.sign(&client, &place.sender, &mut extrinsic.arguments)
            .await?;
        data = extrinsic.encode()?;
    }
    let name = format!("{}.{}", extrinsic.pallet, extrinsic.call);
    let book = Book::open(&project, &client)?;
    let mut progress = Lines::default();
    let transaction = Transaction {
        project: &project,
        client: &client,
        book: &book,
        to: PALLETS.0.into(),
        value: Default::default(),
        data: data.into(),
        signature: name.clone(),
        purpose: name.clone(),
    };
    let see = |_: &_, cost: &Cost, progress: &mut dyn Progress| {
        progress.say(&format!("it would cost {cost}"));
        Ok(())
    };
    let mut done = transaction
        .run(&place.sender, &place.sending, &mut progress, see)
        .await?;
    let mut events = Vec::new();
    if let Some(mined) = &mut done.mined {
        let block = json!([format!("{:#x}", mined.block)]);
        // A development chain's method: another chain does not have it.
        let shown: Value = client.read("dev_events", block).await.unwrap_or_default();
        let own = events_of(&shown, &format!("{:#x}", mined.transaction));
        // Receipts of calls of pallets have no gas.
        match fee_of(&own) {
            Some(fee) => {
                mined.fee = fee;
                mined.amount = values::amount(fee, &client.config.token);
            }
            None if mined.fee.is_zero() => mined.amount = "not in the receipt".into(),
            None => {}
        }
        let shown = |event: &Value| event["pallet"] == "Services" || event["pallet"] == "Stake";
        events = own.into_iter().filter(shown).collect();
    }
    Ok(Sent {
        chain: place.chain,
        call: name,
        cost: done.cost,
        mined: done.mined,
        events,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_shows_its_own_events_and_the_fee_that_the_runtime_took() {
        let paid = |hash: &str, fee: Value| {
            json!({
                "pallet": "TransactionPayment", "event": "TransactionFeePaid", "transactionHash": hash,
                "fields": { "actual_fee": fee, "tip": 0 },
            })
        };
        let called = |hash: &str| json!({ "pallet": "Services", "event": "JobCalled", "transactionHash": hash, "fields": {} });
        let block = json!([
            called("0x01"),
            paid("0x01", json!(5)),
            called("0x02"),
            paid("0x02", json!("9007199254740993")),
            { "pallet": "System", "event": "ExtrinsicSuccess", "transactionHash": null, "fields": {} },
        ]);
        assert_eq!(
            fee_of(&events_of(&block, "0x01")),
            Some(U256::from(5_000_000))
        );
        let second = events_of(&block, "0x02");
        assert_eq!(second[0], called("0x02"));
        assert_eq!(second.len(), 2);
        let fee = U256::from(9_007_199_254_740_993_000_000_u128);
        assert_eq!(fee_of(&second), Some(fee));
        // A chain without the method shows nothing.
        assert_eq!(fee_of(&events_of(&Value::Null, "0x01")), None);
    }
}
