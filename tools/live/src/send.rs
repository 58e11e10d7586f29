//! Sends a transaction once, whatever the connection does.
//!
//! The transaction is signed and written to [`pending`] before it is sent. If the connection fails, the same bytes
//! are sent again, which are still one transaction. If the command ends before the transaction is in a block, the
//! next command of the account finds it.

use crate::{
    client::{Client, Failure, Receipt},
    dry_run::{self, Price, Request},
    options,
    pending::{self, Pending},
    progress::Progress,
    transaction, values,
    wait::{self, NoReceipt},
    Project,
};
use alloy_primitives::{Address, Bytes, B256, U256};
use alloy_signer_local::PrivateKeySigner;
use anyhow::{bail, ensure, Context, Result};
use serde_json::json;
use std::time::Duration;

/// How long to wait before the same bytes are sent again, after each failure of the connection.
const AGAIN: [Duration; 4] = [
    Duration::from_millis(500),
    Duration::from_secs(1),
    Duration::from_secs(2),
    Duration::from_secs(4),
];

/// Where and how a transaction is sent.
pub struct Sending<'a> {
    /// The project, which keeps what is pending.
    pub project: &'a Project,
    /// The chain.
    pub client: &'a Client,
    /// The sender's key.
    pub key: &'a PrivateKeySigner,
    /// Nonce, fees, time.
    pub options: &'a options::Sending,
}

impl Sending<'_> {
    /// Sends a request and waits for its block. `gas` is the chain's estimate.
    ///
    /// # Errors
    /// If another transaction of the account is pending and no option says what to do; if the chain does not accept
    /// the transaction; as [`wait::receipt`].
    pub async fn send(
        &self,
        request: &Request,
        gas: u64,
        purpose: &str,
        progress: &mut dyn Progress,
    ) -> Result<Receipt> {
        let (nonce, price) = self.place(request, progress).await?;
        let price = self.chosen(price)?;
        let gas_limit = self
            .options
            .gas_limit
            .unwrap_or_else(|| transaction::limit(gas));
        self.check_balance(request, gas, price).await?;
        let chain_id = self.client.chain_id;
        let signed = transaction::sign(self.key, request, chain_id, nonce, gas_limit, price)?;
        let pending = Pending {
            hash: signed.hash,
            chain_id,
            from: request.from,
            nonce,
            max_fee: price.max_fee,
            priority_fee: price.priority_fee.unwrap_or_default(),
            content: request.content(),
            purpose: purpose.to_owned(),
            raw: signed.raw,
            until: 0,
        };
        let may_stand_beside = self.options.replace.is_some() || self.options.nonce.is_some();
        pending::add(
            self.project,
            &self.client.chain,
            pending.clone(),
            may_stand_beside,
        )?;
        progress.say(&format!(
            "sending transaction {} with nonce {nonce}",
            pending.hash
        ));
        self.broadcast(&pending, progress).await?;
        self.wait(pending.hash, request.from, nonce, progress).await
    }

    /// Goes on with a transaction that was sent before, and is what `request` would be. Bytes that are still known
    /// are sent again.
    ///
    /// # Errors
    /// If the transaction is not known, is another account's or does something else; as [`wait::receipt`].
    pub async fn resume(
        &self,
        hash: B256,
        request: &Request,
        progress: &mut dyn Progress,
    ) -> Result<Receipt> {
        let known = self
            .pending(request.from)?
            .into_iter()
            .find(|pending| pending.hash == hash);
        let (content, nonce) = match self.client.transaction(hash).await? {
            Some(sent) => {
                let (from, nonce) = (sent.from, sent.nonce.to());
                let sent = Request {
                    from,
                    to: sent.to,
                    value: sent.value,
                    data: sent.input,
                };
                ensure!(
                    from == request.from,
                    "expected a transaction of {}, received {hash}, one of {from}",
                    request.from
                );
                (sent.content(), nonce)
            }
            None => {
                let pending = known.as_ref().with_context(|| {
                    format!("expected the hash of a transaction that was sent, received {hash}, which {} does not know", self.client.chain)
                })?;
                (pending.content, pending.nonce)
            }
        };
        ensure!(
            content == request.content(),
            "expected a transaction that does what this command would do, received {hash}, which does something else"
        );
        if let Some(pending) = known {
            if self.client.receipt(hash).await?.is_none() {
                self.broadcast(&pending, progress).await?;
            }
        }
        progress.say(&format!("waiting for transaction {hash}"));
        self.wait(hash, request.from, nonce, progress).await
    }

    async fn wait(
        &self,
        hash: B256,
        from: Address,
        nonce: u64,
        progress: &mut dyn Progress,
    ) -> Result<Receipt> {
        let timeout = self.options.timeout();
        let waited = wait::receipt(self.client, hash, from, nonce, timeout, progress).await;
        let reason = waited.as_ref().err();
        let reason = reason.and_then(|it| it.downcast_ref::<NoReceipt>());
        if let Some(NoReceipt::Timeout {
            seconds, detail, ..
        }) = reason
        {
            // Where the connection is lost, the server is not asked.
            let missing = match detail.is_empty() {
                true => self.missing(from, nonce).await.unwrap_or_default(),
                false => None,
            };
            if let Some(missing) = missing {
                bail!(NoReceipt::Gap {
                    hash,
                    nonce,
                    missing,
                    chain: self.client.chain.clone(),
                    seconds: *seconds,
                });
            }
        }
        let is_over = waited.is_ok() || matches!(reason, Some(NoReceipt::Excluded { .. }));
        if is_over {
            pending::settle(
                self.project,
                &self.client.chain,
                self.client.chain_id,
                from,
                nonce,
            )?;
        }
        waited
    }

    fn pending(&self, from: Address) -> Result<Vec<Pending>> {
        pending::of(self.project, &self.client.chain, self.client.chain_id, from)
    }

    /// The first nonce before `nonce` that no transaction has, known here or to the server: the one with `nonce` waits for it.
    async fn missing(&self, from: Address, nonce: u64) -> Result<Option<u64>> {
        let used = self.client.nonce(from, false).await?;
        let next = self.client.nonce(from, true).await?.max(used);
        let free = first_free(next, &self.pending(from)?);
        Ok((free < nonce).then_some(free))
    }

    /// The nonce and the price of the transaction.
    async fn place(&self, request: &Request, progress: &mut dyn Progress) -> Result<(u64, Price)> {
        let from = request.from;
        let now = dry_run::price(self.client).await?;
        let used = self.client.nonce(from, false).await?;
        // What is in a block, or can be in none any more. All are looked at before one is forgotten: two may have one
        // nonce.
        let mut over = self.pending(from)?;
        over.retain(|old| old.nonce < used);
        for old in &over {
            self.ensure_another(old, request).await?;
        }
        for old in &over {
            pending::settle(
                self.project,
                &self.client.chain,
                old.chain_id,
                from,
                old.nonce,
            )?;
        }
        let waiting = self.pending(from)?;
        if let Some(hash) = self.options.replace {
            let (nonce, max_fee, priority) = self.replaced(hash, from, &waiting).await?;
            ensure!(
                nonce >= used,
                "expected a transaction that waits, received {hash}: one of the account with its nonce {nonce} is in a block"
            );
            let price = transaction::replacing(now, max_fee, priority);
            progress.say(&format!(
                "replacing {hash}, which pays {max_fee} wei at most for a unit of gas, by {}",
                price.max_fee
            ));
            return Ok((nonce, price));
        }
        let next = self.client.nonce(from, true).await?.max(used);
        let free = first_free(next, &waiting);
        if let Some(nonce) = self.options.nonce {
            ensure!(
                nonce >= used,
                "expected a nonce of {used} or more, received {nonce}, which is used"
            );
            if free < nonce {
                progress.say(&format!(
                    "nonce {free} is missing: no block takes the transaction with nonce {nonce} before each nonce below it is used"
                ));
            }
            return Ok((nonce, now));
        }
        if let Some(old) = waiting.first() {
            let (hash, chain) = (old.hash, &self.client.chain);
            let sent = format!(
                "transaction {hash} of {from} ({}, nonce {}) was sent to {chain} and is in no block yet",
                old.purpose, old.nonce
            );
            ensure!(
                old.nonce < free,
                "{sent}: nonce {free} is missing before it. The same command with --nonce {free} sends the present one there. To give \
                 {hash} up, remove it from deployments/{chain}.pending.json: {chain} may still take it once each nonce below its own \
                 is used"
            );
            bail!(
                "{sent}. The same command with --resume {hash} waits for it; --replace {hash} replaces it by the present one; \
                 --nonce {free} sends the present one after it"
            );
        }
        Ok((next, now))
    }

    /// A command that ended before it saw its transaction's block is repeated: without an option that says so, it does not do the same
    /// twice.
    async fn ensure_another(&self, old: &Pending, request: &Request) -> Result<()> {
        let is_chosen = self.options.nonce.is_some() || self.options.replace.is_some();
        if is_chosen || old.content != request.content() {
            return Ok(());
        }
        let hash = old.hash;
        ensure!(
            self.client.receipt(hash).await?.is_none(),
            "transaction {hash} of {} ({}, nonce {}), which does the same, was sent by a command that did not see its block, and is in \
             one. The same command with --resume {hash} takes what it did; --nonce {} does the same again",
            old.from,
            old.purpose,
            old.nonce,
            self.client.nonce(old.from, true).await?
        );
        Ok(())
    }

    /// Nonce and fees of a transaction that waits.
    async fn replaced(
        &self,
        hash: B256,
        from: Address,
        waiting: &[Pending],
    ) -> Result<(u64, u128, u128)> {
        if let Some(old) = waiting.iter().find(|old| old.hash == hash) {
            return Ok((old.nonce, old.max_fee, old.priority_fee));
        }
        let sent = self.client.transaction(hash).await?.with_context(|| {
            format!(
                "expected the hash of a transaction that waits, received {hash}, which {} does not know: give its \
                 nonce by --nonce and more than its fee by --max-fee",
                self.client.chain
            )
        })?;
        ensure!(
            sent.from == from,
            "expected a transaction of {from}, received {hash}, one of {}",
            sent.from
        );
        ensure!(
            sent.block_number.is_none(),
            "expected a transaction that waits, received {hash}, which is in a block"
        );
        let gas_price = sent.gas_price.unwrap_or_default();
        let max_fee = sent.max_fee_per_gas.unwrap_or(gas_price);
        let priority = sent.max_priority_fee_per_gas.unwrap_or_default();
        Ok((sent.nonce.to(), max_fee.to(), priority.to()))
    }

    /// The price with the fees of the options, which must not be too low to replace a transaction.
    fn chosen(&self, price: Price) -> Result<Price> {
        let mut chosen = price;
        if let Some(max_fee) = self.options.max_fee {
            chosen.max_fee = max_fee;
        }
        if let (Some(priority), Some(_)) = (self.options.priority_fee, price.priority_fee) {
            chosen.priority_fee = Some(priority);
        }
        if self.options.replace.is_some() {
            ensure!(
                chosen.max_fee >= price.max_fee && chosen.priority_fee >= price.priority_fee,
                "expected fees of at least {} and {} wei for a replacement, received {} and {}",
                price.max_fee,
                price.priority_fee.unwrap_or_default(),
                chosen.max_fee,
                chosen.priority_fee.unwrap_or_default()
            );
        }
        Ok(chosen)
    }

    async fn check_balance(&self, request: &Request, gas: u64, price: Price) -> Result<()> {
        let fee = U256::from(gas).saturating_mul(U256::from(price.expected.min(price.max_fee)));
        let needed = request.value.saturating_add(fee);
        let balance = self.client.balance(request.from).await?;
        let token = &self.client.config.token;
        ensure!(
            balance >= needed,
            "expected {} on {} for value and fee, received a balance of {}",
            values::amount(needed, token),
            request.from,
            values::amount(balance, token)
        );
        Ok(())
    }

    /// Sends the bytes, again after failures of the connection.
    async fn broadcast(&self, pending: &Pending, progress: &mut dyn Progress) -> Result<()> {
        let mut certain = true;
        let pauses = AGAIN.into_iter().map(Some).chain([None]);
        for pause in pauses {
            match self.send_once(&pending.raw).await {
                Ok(()) => return Ok(()),
                Err(Failure::Connection(error)) => {
                    certain = false;
                    let Some(pause) = pause else { break };
                    progress.say(&format!(
                        "no connection, sending the same transaction again: {error}"
                    ));
                    tokio::time::sleep(pause).await;
                }
                Err(failure) => return self.not_accepted(pending, failure, certain).await,
            }
        }
        bail!(
            "the connection was lost while transaction {hash} was sent to {}, which may have it: the same command with \
             --resume {hash} sends the same bytes again and goes on",
            self.client.chain,
            hash = pending.hash
        )
    }

    async fn send_once(&self, raw: &Bytes) -> Result<(), Failure> {
        self.client
            .request::<B256>("eth_sendRawTransaction", json!([raw]))
            .await
            .map(drop)
    }

    /// A server that has the bytes already says so by an error. One that had them in an earlier try, whose
    /// response was lost, may say that their nonce is used.
    async fn not_accepted(&self, pending: &Pending, failure: Failure, certain: bool) -> Result<()> {
        let text = failure.to_string().to_lowercase();
        if text.contains("already known") || text.contains("already imported") {
            return Ok(());
        }
        let is_known = self.client.receipt(pending.hash).await?.is_some()
            || self.client.transaction(pending.hash).await?.is_some();
        if is_known {
            return Ok(());
        }
        if certain {
            pending::remove(self.project, &self.client.chain, pending.hash)?;
        }
        Err(failure).with_context(|| {
            format!(
                "{} does not accept transaction {}",
                self.client.chain, pending.hash
            )
        })
    }
}

/// The first nonce from `next` on that none of those that wait has. They are sorted by nonce.
fn first_free(next: u64, waiting: &[Pending]) -> u64 {
    waiting.iter().fold(next, |free, it| {
        free.saturating_add(u64::from(it.nonce == free))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pending::tests::pending as sent;

    #[test]
    fn the_first_free_nonce_is_that_of_a_gap() {
        for (next, nonces, free) in [
            (0, vec![], 0),
            (0, vec![0, 1], 2),
            (0, vec![9], 0),
            (1, vec![0, 1, 1, 2, 4], 3),
            (5, vec![4, 6], 5),
        ] {
            let waiting: Vec<_> = nonces.iter().map(|nonce| sent(1, *nonce)).collect();
            assert_eq!(first_free(next, &waiting), free, "{next}, {nonces:?}");
        }
    }
}
