//! What a call would do and cost, without sending it.

use crate::{
    abi::Revert,
    client::{Client, Failure},
    contract::Book,
    values,
};
use alloy_primitives::{Address, Bytes, B256, U128, U256, U64};
use anyhow::{Context, Result};
use serde::Serialize;
use serde_json::{json, Value};
use std::fmt;

/// A call or a creation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The sender.
    pub from: Address,
    /// The receiver; none for a creation.
    pub to: Option<Address>,
    /// What it sends, in wei.
    pub value: U256,
    /// Calldata, or creation code and arguments.
    pub data: Bytes,
}

impl Request {
    /// As JSON-RPC's transaction object.
    pub fn json(&self) -> Value {
        let mut request = json!({ "from": self.from, "value": self.value, "data": self.data });
        if let (Some(to), Some(fields)) = (self.to, request.as_object_mut()) {
            fields.insert("to".into(), json!(to));
        }
        request
    }

    /// Keccak-256 of receiver, value and data: equal for requests that do the same.
    pub fn content(&self) -> B256 {
        let to = self.to.map(|to| to.to_vec()).unwrap_or_default();
        let value = self.value.to_be_bytes::<32>();
        alloy_primitives::keccak256([&to[..], &value, &self.data].concat())
    }
}

/// How a call ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "outcome")]
pub enum Outcome {
    /// It returned data.
    Returned {
        /// The data.
        data: Bytes,
    },
    /// It reverted.
    Reverted(Revert),
    /// The chain did not execute it.
    Failed {
        /// The server's message.
        message: String,
    },
}

/// The price of gas.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Price {
    /// What a unit is expected to cost now, in wei.
    pub expected: u128,
    /// The most that a transaction pays for a unit, in wei.
    pub max_fee: u128,
    /// What of it goes to the author of the block. None where the chain has no such fee: then `max_fee` is paid.
    pub priority_fee: Option<u128>,
}

/// What a transaction would cost.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Cost {
    /// The gas that the chain estimates.
    pub gas: u64,
    /// The price of a unit of gas now, in wei.
    #[serde(serialize_with = "values::decimal")]
    pub gas_price: u128,
    /// The fee by both, in wei.
    #[serde(serialize_with = "values::decimal")]
    pub fee: U256,
    /// The fee in the chain's token.
    pub amount: String,
}

impl fmt::Display for Cost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} ({} gas at {} wei)",
            self.amount, self.gas, self.gas_price
        )
    }
}

/// What a call would do and cost.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DryRun {
    /// How it would end.
    #[serde(flatten)]
    pub outcome: Outcome,
    /// What it would cost; none where it would fail.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cost: Option<Cost>,
}

impl DryRun {
    /// What the call would return.
    ///
    /// # Errors
    /// If it would revert, with the error's name; if the chain does not execute it.
    pub fn returned(&self) -> Result<&Bytes> {
        returned(&self.outcome)
    }
}

/// What a call would return.
///
/// # Errors
/// If it would revert, with the error's name; if the chain does not execute it.
pub fn returned(outcome: &Outcome) -> Result<&Bytes> {
    match outcome {
        Outcome::Returned { data } => Ok(data),
        Outcome::Reverted(revert) => anyhow::bail!("the call would revert with {revert}"),
        Outcome::Failed { message } => {
            anyhow::bail!("the chain would not execute the call: {message}")
        }
    }
}

/// Executes a call on the latest block, without a transaction.
///
/// # Errors
/// If there is no connection.
pub async fn execute(client: &Client, request: &Request, book: &Book) -> Result<Outcome> {
    match client
        .read("eth_call", json!([request.json(), "latest"]))
        .await
    {
        Ok(data) => Ok(Outcome::Returned { data }),
        Err(failure) => outcome(failure, request.to, book),
    }
}

/// The outcome of a call that has no result.
///
/// # Errors
/// If there is no connection.
pub(crate) fn outcome(failure: Failure, to: Option<Address>, book: &Book) -> Result<Outcome> {
    match failure {
        Failure::Response {
            revert: Some(data),
            message,
            ..
        } => {
            let mut revert = book.revert(to, data);
            // A call of a pallet fails by an error of the runtime, whose name the message alone has.
            let named = message.split_once("execution reverted: ");
            if let (None, Some((_, name))) = (&revert.name, named) {
                revert.name = Some(name.to_owned());
            }
            Ok(Outcome::Reverted(revert))
        }
        Failure::Response { message, .. } => Ok(Outcome::Failed { message }),
        failure => Err(failure.into()),
    }
}

/// Executes a call and estimates its cost.
///
/// # Errors
/// If there is no connection.
pub async fn run(client: &Client, request: &Request, book: &Book) -> Result<DryRun> {
    let executed = execute(client, request, book).await?;
    if !matches!(executed, Outcome::Returned { .. }) {
        return Ok(DryRun {
            outcome: executed,
            cost: None,
        });
    }
    match client
        .read::<U64>("eth_estimateGas", json!([request.json()]))
        .await
    {
        Ok(gas) => {
            let price = price(client).await?;
            let cost = Some(cost(client, gas.to(), price.expected));
            Ok(DryRun {
                outcome: executed,
                cost,
            })
        }
        // An estimate also looks at the sender's balance.
        Err(failure) => Ok(DryRun {
            outcome: outcome(failure, request.to, book)?,
            cost: None,
        }),
    }
}

/// What an amount of gas costs.
pub fn cost(client: &Client, gas: u64, gas_price: u128) -> Cost {
    let fee = U256::from(gas).saturating_mul(U256::from(gas_price));
    Cost {
        gas,
        gas_price,
        fee,
        amount: values::amount(fee, &client.config.token),
    }
}

/// The price of gas now. The most is twice the base fee, so that a transaction stays valid while the fee grows.
///
/// # Errors
/// If there is no connection.
pub async fn price(client: &Client) -> Result<Price> {
    let offered: U128 = client
        .read("eth_gasPrice", json!([]))
        .await
        .context("the price of gas")?;
    let offered: u128 = offered.to();
    let Some(base) = client.latest().await?.base_fee_per_gas else {
        return Ok(Price {
            expected: offered,
            max_fee: offered,
            priority_fee: None,
        });
    };
    let base: u128 = base.to();
    let priority = match client
        .read::<U128>("eth_maxPriorityFeePerGas", json!([]))
        .await
    {
        Ok(priority) => priority.to(),
        // Not every server has the method: then what is offered beyond the base fee.
        Err(Failure::Response { .. }) => offered.saturating_sub(base),
        Err(failure) => return Err(failure.into()),
    };
    Ok(Price {
        expected: base.saturating_add(priority),
        max_fee: base.saturating_mul(2).saturating_add(priority).max(offered),
        priority_fee: Some(priority),
    })
}
