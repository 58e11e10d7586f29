//! A transaction that is in a block.

use crate::{
    abi::Event,
    client::{Client, Receipt},
    contract::Book,
    dry_run::{Outcome, Request},
    values,
};
use alloy_primitives::{B256, U256};
use anyhow::Result;
use serde::Serialize;
use serde_json::json;
use std::fmt;

/// A transaction that is in a block: by Ethereum's JSON-RPC, or an extrinsic in a final block, by Substrate's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Mined {
    /// Its hash.
    pub transaction: B256,
    /// The explorer's page of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// Its block.
    pub block: u64,
    /// The hash of a final block.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub block_hash: Option<B256>,
    /// Whether it succeeded.
    pub success: bool,
    /// The gas it used. An extrinsic has none.
    #[serde(
        serialize_with = "values::decimal_of_some",
        skip_serializing_if = "Option::is_none"
    )]
    pub gas_used: Option<U256>,
    /// The fee it paid, in wei.
    #[serde(serialize_with = "values::decimal")]
    pub fee: U256,
    /// The fee in the chain's token.
    pub amount: String,
    /// Its events, in order.
    pub events: Vec<Event>,
    /// Why it failed: what the same call does on the state after its block, or what the block says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<Outcome>,
}

impl fmt::Display for Mined {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let status = if self.success { "succeeded" } else { "failed" };
        write!(
            f,
            "{status} in block {}, transaction {}\nfee: {}",
            self.block, self.transaction, self.amount
        )?;
        if let Some(gas) = self.gas_used {
            write!(f, " ({gas} gas)")?;
        }
        match &self.reason {
            Some(Outcome::Reverted(revert)) => write!(f, "\nreverted with {revert}")?,
            Some(Outcome::Failed { message }) => write!(f, "\nreason: {message}")?,
            // On a later state the call succeeds: what it depended on has changed.
            Some(Outcome::Returned { .. }) => write!(
                f,
                "\nreason: not known, because the same call succeeds after the block"
            )?,
            None => {}
        }
        for event in &self.events {
            write!(f, "\nevent {event}")?;
        }
        match &self.link {
            Some(link) => write!(f, "\n{link}"),
            None => Ok(()),
        }
    }
}

/// What a receipt says, in words. Of a transaction that failed the reason is found by the same call.
///
/// # Errors
/// If there is no connection.
pub async fn read(
    client: &Client,
    receipt: &Receipt,
    request: &Request,
    book: &Book,
) -> Result<Mined> {
    let success = receipt.status.to::<u64>() == 1;
    let reason = if success {
        None
    } else {
        Some(reason(client, receipt, request, book).await?)
    };
    let fee = receipt.gas_used.saturating_mul(receipt.effective_gas_price);
    Ok(Mined {
        transaction: receipt.transaction_hash,
        link: client.config.transaction_link(receipt.transaction_hash),
        block: receipt.block_number.to(),
        block_hash: None,
        success,
        gas_used: Some(receipt.gas_used),
        fee,
        amount: values::amount(fee, &client.config.token),
        events: book.events(&receipt.logs),
        reason,
    })
}

async fn reason(
    client: &Client,
    receipt: &Receipt,
    request: &Request,
    book: &Book,
) -> Result<Outcome> {
    let at_block = json!([request.json(), receipt.block_number]);
    match client.read("eth_call", at_block).await {
        Ok(data) => Ok(Outcome::Returned { data }),
        Err(failure) => crate::dry_run::outcome(failure, request.to, book),
    }
}
