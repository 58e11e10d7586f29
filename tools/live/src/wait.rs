//! Waits for a transaction's block.

use crate::{
    client::{Client, Failure, Receipt},
    progress::Progress,
};
use alloy_primitives::{Address, B256};
use anyhow::{bail, Result};
use std::time::{Duration, Instant};

/// The pause between two looks, at first and at last.
const PAUSES: (Duration, Duration) = (Duration::from_millis(200), Duration::from_secs(3));
/// How long a server may know that a nonce was used before it knows the receipt.
const LATE: Duration = Duration::from_secs(20);
/// How often the account's nonce is looked at.
const NONCE: Duration = Duration::from_secs(5);

/// Why there is no receipt.
#[derive(Clone, Debug, thiserror::Error)]
pub enum NoReceipt {
    /// The time is over.
    #[error(
        "transaction {hash} is in no block of {chain} after {seconds} s{detail}. It may still come into one: the same \
         command with --resume {hash} goes on waiting, and with --replace {hash} replaces it by one that pays more"
    )]
    Timeout {
        /// The transaction.
        hash: B256,
        /// The chain.
        chain: String,
        /// How long it was waited for.
        seconds: u64,
        /// The last error of the connection.
        detail: String,
    },
    /// The time is over, and no transaction has a nonce before its own.
    #[error(
        "transaction {hash} with nonce {nonce} is in no block of {chain} after {seconds} s: nonce {missing} is missing before it. \
         A command with --nonce {missing} sends a transaction there; then the present one with --resume {hash} goes on waiting"
    )]
    Gap {
        /// The transaction.
        hash: B256,
        /// Its nonce.
        nonce: u64,
        /// The first nonce that is missing.
        missing: u64,
        /// The chain.
        chain: String,
        /// How long it was waited for.
        seconds: u64,
    },
    /// The transaction is in a block, with too few after it.
    #[error(
        "transaction {hash} is in block {block} of {chain}, but has {have} of {want} confirmations after {seconds} s: \
         the same command with --resume {hash} goes on waiting"
    )]
    Unconfirmed {
        /// The transaction.
        hash: B256,
        /// The chain.
        chain: String,
        /// Its block.
        block: u64,
        /// Confirmations there are.
        have: u64,
        /// Confirmations that the configuration wants.
        want: u64,
        /// How long it was waited for.
        seconds: u64,
    },
    /// Another transaction took its place.
    #[error(
        "transaction {hash} never comes into a block: another one of the account with nonce {nonce} is in a block of {chain}"
    )]
    Excluded {
        /// The transaction.
        hash: B256,
        /// Its nonce.
        nonce: u64,
        /// The chain.
        chain: String,
    },
}

/// Waits until a transaction is in a block with as many confirmations as the chain's configuration says. Failures
/// of the connection are no end before the time is over.
///
/// # Errors
/// As [`NoReceipt`] lists; if the server's results are in another form than Ethereum's.
pub async fn receipt(
    client: &Client,
    hash: B256,
    from: Address,
    nonce: u64,
    timeout: Duration,
    progress: &mut dyn Progress,
) -> Result<Receipt> {
    let start = Instant::now();
    let (mut pause, longest) = PAUSES;
    let mut looked_at_nonce = start;
    let mut used_since: Option<Instant> = None;
    let mut said: Option<u64> = None;
    let mut last = None;
    loop {
        match look(client, hash).await {
            Ok(Some((receipt, confirmations))) => {
                let want = client.config.confirmations;
                if confirmations >= want {
                    return Ok(receipt);
                }
                let block = receipt.block_number.to();
                if said != Some(confirmations) {
                    progress.say(&format!(
                        "in block {block}, {confirmations} of {want} confirmations"
                    ));
                    said = Some(confirmations);
                }
                last = Some((block, confirmations));
                used_since = None;
            }
            Ok(None) => last = None,
            Err(Failure::Connection(error)) if start.elapsed() >= timeout => {
                bail!(timed_out(client, hash, start, format!(" ({error})")))
            }
            Err(Failure::Connection(error)) => {
                progress.say(&format!("no connection, waiting: {error}"))
            }
            Err(failure) => return Err(failure.into()),
        }
        if last.is_none() && looked_at_nonce.elapsed() >= NONCE {
            looked_at_nonce = Instant::now();
            if client
                .nonce(from, false)
                .await
                .is_ok_and(|next| next > nonce)
            {
                let since = *used_since.get_or_insert_with(Instant::now);
                if since.elapsed() >= LATE {
                    bail!(NoReceipt::Excluded {
                        hash,
                        nonce,
                        chain: client.chain.clone()
                    });
                }
            }
        }
        if start.elapsed() >= timeout {
            match last {
                None => bail!(timed_out(client, hash, start, String::new())),
                Some((block, have)) => bail!(NoReceipt::Unconfirmed {
                    hash,
                    chain: client.chain.clone(),
                    block,
                    have,
                    want: client.config.confirmations,
                    seconds: start.elapsed().as_secs(),
                }),
            }
        }
        tokio::time::sleep(pause).await;
        pause = pause
            .saturating_mul(3)
            .checked_div(2)
            .unwrap_or(longest)
            .min(longest);
    }
}

fn timed_out(client: &Client, hash: B256, start: Instant, detail: String) -> NoReceipt {
    let (chain, seconds) = (client.chain.clone(), start.elapsed().as_secs());
    NoReceipt::Timeout {
        hash,
        chain,
        seconds,
        detail,
    }
}

/// The receipt, with the number of blocks from its own to the latest.
async fn look(client: &Client, hash: B256) -> Result<Option<(Receipt, u64)>, Failure> {
    let Some(receipt) = client.receipt(hash).await? else {
        return Ok(None);
    };
    let block: u64 = receipt.block_number.to();
    if client.config.confirmations <= 1 {
        return Ok(Some((receipt, 1)));
    }
    let latest: u64 = client.latest().await?.number.to();
    let confirmations = latest.saturating_sub(block).saturating_add(1);
    Ok(Some((receipt, confirmations)))
}
