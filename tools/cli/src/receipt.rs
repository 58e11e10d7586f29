//! `receipt`: what clients and operators of a service sign of its usage, by `blueprint-evidence`.

use crate::output::Form;
use alloy_primitives::{Address, Bytes, B256};
use anyhow::{Context, Result};
use blueprint_evidence::{
    receipts::{self, EvidenceError},
    Receipts, SessionCounter, UsageReceipt,
};
use blueprint_live::options::Sender;
use clap::Subcommand;
use serde::Serialize;
use std::{
    fmt, fs,
    path::{Path, PathBuf},
    time::SystemTime,
};

#[derive(Subcommand)]
pub enum Receipt {
    /// Print the digest of a receipt, which is what is signed
    Digest {
        #[command(flatten)]
        place: Place,
        /// A JSON file with the receipt: the members of UsageReceipt in IUsageReceipts.sol
        file: PathBuf,
    },
    /// Sign a receipt: as its client, as a key of the client, or as the operator that countersigns
    Sign {
        #[command(flatten)]
        place: Place,
        #[command(flatten)]
        sender: Sender,
        /// A JSON file with the receipt: the members of UsageReceipt in IUsageReceipts.sol
        file: PathBuf,
    },
    /// Check as an operator that a receipt can be claimed, and print what it adds to the one before
    Check {
        #[command(flatten)]
        place: Place,
        /// A JSON file with the receipt: the members of UsageReceipt in IUsageReceipts.sol
        file: PathBuf,
        /// The client's signature: 65 bytes
        #[arg(long, value_name = "HEX")]
        signature: Bytes,
        /// A key that signs for the client, beside the client's own
        #[arg(long, value_name = "ADDRESS", value_parser = blueprint_strict::typed_address)]
        key: Vec<Address>,
        /// A file with the newest receipt of the session so far; before the first, the three options below
        #[arg(long, value_name = "FILE", conflicts_with_all = ["operator", "service", "agreement"])]
        last: Option<PathBuf>,
        /// The operator that checks
        #[arg(long, value_name = "ADDRESS", required_unless_present = "last", value_parser = blueprint_strict::typed_address)]
        operator: Option<Address>,
        /// The service
        #[arg(long, value_name = "N", required_unless_present = "last")]
        service: Option<u64>,
        /// The second in which the client's agreement was opened: the first value of `agreementOf`
        #[arg(long, value_name = "SECONDS", required_unless_present = "last")]
        agreement: Option<u64>,
        /// The second at which its last request was received; by default the system's clock
        #[arg(long, value_name = "SECONDS")]
        time: Option<u64>,
    },
}

/// The contract that takes the receipts.
#[derive(clap::Args)]
pub struct Place {
    /// The chain's number (EIP-155)
    #[arg(long, value_name = "N")]
    chain_id: u64,
    /// The address of the contract usage-receipts
    #[arg(long, value_name = "ADDRESS", value_parser = blueprint_strict::typed_address)]
    contract: Address,
}

impl Place {
    fn receipts(&self) -> Receipts {
        Receipts {
            chain_id: self.chain_id,
            contract: self.contract,
        }
    }
}

/// Runs one of them.
///
/// # Errors
/// What was expected, and what was received.
pub fn run(work: Receipt, form: Form) -> Result<()> {
    match work {
        Receipt::Digest { place, file } => {
            let digest = place.receipts().digest(&read(&file)?);
            form.write(&Digest { digest })?;
        }
        Receipt::Sign {
            place,
            sender,
            file,
        } => {
            let (receipts, receipt) = (place.receipts(), read(&file)?);
            // One that no operator accepts is not signed.
            let counted = receipts::counters(&receipt).check();
            counted.map_err(EvidenceError::from)?;
            let account = sender.required(place.chain_id)?;
            let key = account.unlock(sender.password_file.as_deref())?;
            form.write(&Signed {
                digest: receipts.digest(&receipt),
                signer: key.address(),
                signature: Bytes::from(receipts.sign(&key, &receipt)?),
            })?;
        }
        Receipt::Check {
            place,
            file,
            signature,
            key,
            last,
            operator,
            service,
            agreement,
            time,
        } => {
            let receipt = read(&file)?;
            let last = match (last, operator, service, agreement) {
                (Some(file), ..) => read(&file)?,
                (None, Some(operator), Some(service), Some(agreement)) => {
                    let (client, session) = (receipt.client, receipt.session);
                    let begun = SessionCounter::new(service, operator, client, agreement, session);
                    begun.receipt().clone()
                }
                _ => anyhow::bail!(
                    "expected --last, or --operator, --service and --agreement, received neither"
                ),
            };
            let now = time.map_or_else(unix_seconds, Ok)?;
            let added = place
                .receipts()
                .accept(&receipt, &signature, &key, &last, now)?;
            form.write(&Added {
                requests: added.requests,
                errors: added.errors,
                units: added.units,
                bytes_in: added.bytes_in,
                bytes_out: added.bytes_out,
            })?;
        }
    }
    Ok(())
}

fn unix_seconds() -> Result<u64> {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    let since = since.context("expected a system clock after 1970: set it, or pass --time")?;
    Ok(since.as_secs())
}

#[derive(Serialize)]
struct Digest {
    digest: B256,
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.digest)
    }
}

#[derive(Serialize)]
struct Signed {
    digest: B256,
    signer: Address,
    signature: Bytes,
}

impl fmt::Display for Signed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "digest     {}", self.digest)?;
        writeln!(f, "signer     {}", self.signer)?;
        write!(f, "signature  {}", self.signature)
    }
}

/// What a receipt adds to the one before.
#[derive(Serialize)]
struct Added {
    requests: u64,
    errors: u64,
    units: u64,
    bytes_in: u64,
    bytes_out: u64,
}

impl fmt::Display for Added {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            requests,
            errors,
            units,
            bytes_in,
            bytes_out,
        } = self;
        write!(
            f,
            "it can be claimed, and adds {requests} requests, {errors} of them without a correct response, {units} units, \
             {bytes_in} bytes in and {bytes_out} bytes out"
        )
    }
}

fn read(file: &Path) -> Result<UsageReceipt> {
    let text =
        fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    receipts::parse(&text).with_context(|| format!("expected a receipt in {}", file.display()))
}
