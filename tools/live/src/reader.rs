//! Views of a contract whose interface is known to the command.

use crate::{
    client::Client,
    contract::Book,
    dry_run::{self, Outcome, Request},
};
use alloy_primitives::{Address, U256};
use alloy_sol_types::SolCall;
use anyhow::{bail, Result};

/// A connection to a contract, to read it.
#[derive(Clone, Copy)]
pub(crate) struct Reader<'a> {
    /// The connection.
    pub client: &'a Client,
    /// The contracts whose errors have names.
    pub book: &'a Book,
    /// The contract.
    pub contract: Address,
    /// What contract it is to be, in errors.
    pub what: &'static str,
}

impl Reader<'_> {
    /// What a view returns.
    ///
    /// # Errors
    /// If it reverts, with the error's name; if there is no connection, or no such contract at the address.
    pub async fn view<C: SolCall>(&self, call: C) -> Result<C::Return> {
        let request = Request {
            from: Address::ZERO,
            to: Some(self.contract),
            value: U256::ZERO,
            data: call.abi_encode().into(),
        };
        let (what, contract, chain) = (self.what, self.contract, &self.client.chain);
        match dry_run::execute(self.client, &request, self.book).await? {
            Outcome::Returned { data } => C::abi_decode_returns_validate(&data).map_err(|_| {
                anyhow::anyhow!(
                    "expected a contract of {what} at {contract} on {chain}, received no answer to {}",
                    C::SIGNATURE
                )
            }),
            Outcome::Reverted(revert) => bail!("{} reverted with {revert}", C::SIGNATURE),
            Outcome::Failed { message } => {
                bail!("{chain} did not execute {}: {message}", C::SIGNATURE)
            }
        }
    }
}
