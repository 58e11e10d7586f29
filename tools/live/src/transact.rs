//! One transaction: a dry run with its cost, then, unless that is all that was asked for, the transaction.

use crate::{
    client::Client,
    contract::Book,
    dry_run::{self, Cost, Request},
    mined::{self, Mined},
    options::{Sender, Sending},
    progress::Progress,
    send, Project,
};
use alloy_primitives::{Address, Bytes, U256};
use anyhow::{Context, Result};

/// What is sent, where, and what it is called in messages.
pub struct Transaction<'a> {
    /// The project, which keeps what is pending.
    pub project: &'a Project,
    /// The chain.
    pub client: &'a Client,
    /// The contracts whose errors and events have names.
    pub book: &'a Book,
    /// The receiver.
    pub to: Address,
    /// In wei.
    pub value: U256,
    /// Calldata.
    pub data: Bytes,
    /// The function's signature.
    pub signature: String,
    /// For the record of what is pending.
    pub purpose: String,
}

/// What it did, or would do.
pub struct Done {
    /// What the dry run returned; none where a transaction of before was waited for.
    pub returned: Option<Bytes>,
    /// The estimated cost, where there was a dry run.
    pub cost: Option<Cost>,
    /// The transaction, if one was sent.
    pub mined: Option<Mined>,
}

impl Transaction<'_> {
    fn request(&self, from: Address) -> Request {
        Request {
            from,
            to: Some(self.to),
            value: self.value,
            data: self.data.clone(),
        }
    }

    /// Executes it in a dry run, calls `see` with what that returned and costs, and sends it.
    ///
    /// # Errors
    /// If no account is named, the call would revert, or it cannot be sent.
    pub async fn run(
        &self,
        sender: &Sender,
        sending: &Sending,
        progress: &mut dyn Progress,
        see: impl FnOnce(&Bytes, &Cost, &mut dyn Progress) -> Result<()>,
    ) -> Result<Done> {
        let account = sender.required(self.client.chain_id)?;
        let unlock = || account.unlock(sender.password_file.as_deref());
        // A dry run takes no password, unless the address is in the keystore alone.
        let is_sent = !sending.dry_run || account.address().is_none();
        let key = is_sent.then(unlock).transpose()?;
        let from = key.as_ref().map(|key| key.address()).or(account.address());
        let request = self.request(from.context("an account has an address")?);
        let with_key = || {
            let key = key.as_ref().context("a dry run sends nothing")?;
            let (project, client) = (self.project, self.client);
            Ok::<_, anyhow::Error>(send::Sending {
                project,
                client,
                key,
                options: sending,
            })
        };
        if let Some(hash) = sending.resume {
            let receipt = with_key()?.resume(hash, &request, progress).await?;
            let mined = mined::read(self.client, &receipt, &request, self.book).await?;
            return Ok(Done {
                returned: None,
                cost: None,
                mined: Some(mined),
            });
        }
        let signature = &self.signature;
        progress.say(&format!("dry run of {signature} on {}", self.client.chain));
        let dry_run = dry_run::run(self.client, &request, self.book).await?;
        let returned = dry_run
            .returned()
            .with_context(|| signature.clone())?
            .clone();
        let cost = dry_run.cost.context("the chain estimated no gas")?;
        see(&returned, &cost, progress)?;
        let mut done = Done {
            returned: Some(returned),
            cost: None,
            mined: None,
        };
        if !sending.dry_run {
            let receipt = with_key()?
                .send(&request, cost.gas, &self.purpose, progress)
                .await?;
            let mined = mined::read(self.client, &receipt, &request, self.book).await?;
            done.mined = Some(mined);
        }
        done.cost = Some(cost);
        Ok(done)
    }
}
