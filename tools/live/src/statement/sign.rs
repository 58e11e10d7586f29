//! `statement sign` and `statement check`.

use super::Statement;
use crate::{options::Sender, Report};
use alloy_primitives::{Address, Bytes, B256};
use anyhow::{ensure, Result};
use blueprint_evidence::Stated;
use clap::Args;
use serde::{Deserialize, Serialize};
use std::fmt;

/// What is signed, by whom.
#[derive(Args, Clone, Debug)]
pub struct Sign {
    /// The statement.
    #[command(flatten)]
    pub statement: Statement,
    /// Who signs: the operator, the enclave's key, or the member of the committee.
    #[command(flatten)]
    pub sender: Sender,
}

/// What is checked.
#[derive(Args, Clone, Debug)]
pub struct Check {
    /// The statement.
    #[command(flatten)]
    pub statement: Statement,
    /// The signature: 65 bytes
    #[arg(long, value_name = "HEX")]
    pub signature: Bytes,
    /// Whose signature it must be. Else that of a revocation must be of the key that is revoked, and any other signer is named
    #[arg(long, value_name = "ADDRESS", value_parser = blueprint_strict::typed_address)]
    pub signer: Option<Address>,
}

/// A statement that was signed. With --json it is what `submit` takes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Signed {
    /// The chain's number.
    pub chain_id: u64,
    /// The contract that it is for.
    pub contract: Address,
    /// What is stated.
    #[serde(flatten)]
    pub stated: Stated,
    /// What was signed.
    pub digest: B256,
    /// Who signed.
    pub signer: Address,
    /// The signature.
    pub signature: Bytes,
}

impl fmt::Display for Signed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "digest     {}", self.digest)?;
        writeln!(f, "signer     {}", self.signer)?;
        write!(f, "signature  {}", self.signature)
    }
}

impl Report for Signed {}

/// A signature that was checked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Checked {
    /// What was signed.
    pub digest: B256,
    /// Who signed.
    pub signer: Address,
}

impl fmt::Display for Checked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "digest  {}", self.digest)?;
        write!(f, "signer  {}", self.signer)
    }
}

impl Report for Checked {}

/// The key that alone can sign a statement.
fn due(stated: &Stated) -> Option<Address> {
    match stated {
        Stated::Revocation(revocation) => Some(revocation.key),
        _ => None,
    }
}

/// Signs a statement.
///
/// # Errors
/// If the file is another document; if no account is named, or another one than the key that is revoked.
pub fn sign(args: &Sign) -> Result<Signed> {
    let (statements, stated) = (args.statement.statements(), args.statement.read()?);
    let account = args.sender.required(statements.chain_id)?;
    let key = account.unlock(args.sender.password_file.as_deref())?;
    let received = key.address();
    if let Some(expected) = due(&stated) {
        ensure!(
            expected == received,
            "expected the account of the key that is revoked, {expected}; received {}, which is {received}",
            account.name
        );
    }
    Ok(Signed {
        chain_id: statements.chain_id,
        contract: statements.contract,
        digest: statements.digest_of(&stated),
        signer: received,
        signature: Bytes::from(statements.sign_stated(&key, &stated)?),
        stated,
    })
}

/// Checks a signature.
///
/// # Errors
/// If the file is another document; if it is no signature, or another account's than is expected.
pub fn check(args: &Check) -> Result<Checked> {
    let (statements, stated) = (args.statement.statements(), args.statement.read()?);
    let received = statements.signer_of(&stated, &args.signature)?;
    if let Some(expected) = args.signer.or(due(&stated)) {
        ensure!(
            expected == received,
            "expected the signature of {expected}, received that of {received}: another signer, or a signature of another \
             statement, contract or chain"
        );
    }
    Ok(Checked {
        digest: statements.digest_of(&stated),
        signer: received,
    })
}
