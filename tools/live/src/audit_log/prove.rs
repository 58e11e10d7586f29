//! `audit-log prove`: an entry is in a log.

use super::{
    logs::{Head, Logs},
    Entries,
    IAuditLogs::verifyEntryCall,
};
use crate::{levels::Place, Project, Report};
use alloy_primitives::{Address, B256};
use anyhow::{ensure, Context, Result};
use blueprint_evidence::AuditLog;
use clap::Args;
use serde::Serialize;
use std::fmt;

/// Which entry, of which file, and whether the chain checks it.
#[derive(Args, Clone, Debug)]
pub struct Prove {
    /// Which file.
    #[command(flatten)]
    pub entries: Entries,
    /// The entry, from 0 on
    #[arg(long, value_name = "I", value_parser = crate::options::number)]
    pub entry: u64,
    /// Proves it of the newest head in this contract of audit logs, which checks the proof: a name in
    /// deployments/CHAIN.json, or an address
    #[arg(long, value_name = "CONTRACT", requires_all = ["service", "operator", "chain"], conflicts_with = "size")]
    pub contract: Option<String>,
    /// With --contract: the service
    #[arg(long, value_name = "N", requires = "contract", value_parser = crate::options::number)]
    pub service: Option<u64>,
    /// With --contract: the operator whose log it is, an address or a name
    #[arg(long, value_name = "ADDRESS", requires = "contract")]
    pub operator: Option<String>,
    /// With --contract: the chain, a name in blueprint.toml
    #[arg(long, value_name = "NAME", requires = "contract")]
    pub chain: Option<String>,
    /// With --contract: of the newest head that the committee witnessed
    #[arg(long, requires = "contract")]
    pub witnessed: bool,
}

/// An entry with its proof.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Proven {
    /// The entry.
    pub entry: u64,
    /// Its digest as a leaf, which verifyEntry takes.
    pub leaf: B256,
    /// The entries of the tree.
    pub size: u64,
    /// The root of the tree.
    pub root: B256,
    /// The hashes of the proof.
    pub proof: Vec<B256>,
    /// What the chain says of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verified: Option<Verified>,
}

/// A proof that the contract checked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Verified {
    /// The contract.
    pub contract: Address,
    /// The service.
    pub service: u64,
    /// The operator.
    pub operator: Address,
    /// Whether it is the newest head that was witnessed.
    pub witnessed: bool,
    /// The second in which the head was signed.
    pub time: u64,
}

impl fmt::Display for Proven {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "entry  {} of {}", self.entry, self.size)?;
        writeln!(f, "leaf   {}", self.leaf)?;
        write!(f, "root   {}", self.root)?;
        for hash in &self.proof {
            write!(f, "\nproof  {hash}")?;
        }
        if let Some(it) = &self.verified {
            let head = match it.witnessed {
                true => "newest witnessed head",
                false => "newest head",
            };
            write!(
                f,
                "\nverified by {}: it is in the {head} of {}, service {}, of second {}",
                it.contract, it.operator, it.service, it.time
            )?;
        }
        Ok(())
    }
}

impl Report for Proven {}

/// Proves an entry, without a chain.
///
/// # Errors
/// As [`Entries::log`]; if the log has no such entry.
pub fn run_offline(args: &Prove) -> Result<Proven> {
    proven(args, &args.entries.log()?)
}

/// Proves an entry of the whole log.
fn proven(args: &Prove, log: &AuditLog) -> Result<Proven> {
    let proof = log.inclusion(args.entry)?;
    Ok(Proven {
        entry: args.entry,
        leaf: AuditLog::leaf(&args.entries.entry(args.entry)?),
        size: log.size(),
        root: log.root(),
        proof,
        verified: None,
    })
}

/// Proves an entry, and has the contract check it where one is named.
///
/// # Errors
/// If the file has not the entries of the head, the contract says that the entry is not in it, or there is no connection.
pub async fn run(args: Prove, project: &Project) -> Result<Proven> {
    let (Some(contract), Some(service), Some(operator), Some(chain)) =
        (&args.contract, args.service, &args.operator, &args.chain)
    else {
        return run_offline(&args);
    };
    let place = Place {
        contract: contract.clone(),
        service,
        chain: chain.clone(),
    };
    let logs = Logs::read(project, &place).await?;
    let operator = logs.book.names.address(operator)?;
    let head = match args.witnessed {
        true => logs.witnessed(operator).await?,
        false => logs.newest(operator).await?,
    };
    let head: Head = head.with_context(|| {
        let witnessed = if args.witnessed { "witnessed " } else { "" };
        format!("expected a {witnessed}head of {operator} in service {service}, received none")
    })?;
    // What the file has beyond the head is not in it.
    let entries = Entries {
        size: Some(head.size),
        ..args.entries.clone()
    };
    let log = entries.log()?;
    let received = log.root();
    ensure!(
        received == head.root,
        "expected a file that begins with the entries of the head ({head}), received {} with the root {received}: another \
         file, or another --framing, or an entry was changed",
        entries.file.display()
    );
    let mut proven = proven(&args, &log)?;
    let call = verifyEntryCall {
        serviceId: service,
        operator,
        index: args.entry,
        leaf: proven.leaf,
        proof: proven.proof.clone(),
        witnessed: args.witnessed,
    };
    let time = logs.reader().view(call).await?;
    proven.verified = Some(Verified {
        contract: logs.contract,
        service,
        operator,
        witnessed: args.witnessed,
        time,
    });
    Ok(proven)
}
