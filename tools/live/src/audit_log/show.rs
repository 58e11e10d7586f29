//! `audit-log show`: the heads of a log, and the windows that they kept.

use super::logs::{Head, Logs};
use crate::{
    levels::{PartyShown, Place},
    Project, Report,
};
use alloy_primitives::Address;
use anyhow::{Context, Result};
use clap::Args;
use serde::Serialize;
use std::fmt;

/// Which log, and how much of it.
#[derive(Args, Clone, Debug)]
pub struct Show {
    /// Which service.
    #[command(flatten)]
    pub place: Place,
    /// The operator whose log it is: an address or a name
    #[arg(long, value_name = "ADDRESS")]
    pub operator: String,
    /// How many heads, the newest ones
    #[arg(long, value_name = "N", default_value_t = 10)]
    pub heads: usize,
    /// How many windows
    #[arg(long, value_name = "N", default_value_t = 48, value_parser = clap::value_parser!(u32).range(1..=1_000))]
    pub windows: u32,
    /// The block from which on heads are looked for: some servers answer about a part of the blocks alone
    #[arg(long, value_name = "BLOCK", default_value_t = 0, value_parser = crate::options::number)]
    pub since: u64,
}

/// A log on the chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Shown {
    /// The chain.
    pub chain: String,
    /// The contract.
    pub contract: Address,
    /// The service.
    pub service: u64,
    /// The operator.
    pub operator: Address,
    /// The time of the chain's latest block. All times are seconds since 1970.
    pub now: u64,
    /// The newest head.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub newest: Option<Head>,
    /// The committee that witnesses heads; none without witnesses.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub committee: Option<Address>,
    /// The newest head that was witnessed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub witnessed: Option<Head>,
    /// The newest heads, oldest first.
    pub heads: Vec<Head>,
    /// The windows of the service levels; none without levels whose verifier the contract is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub windows: Option<Windows>,
}

/// The windows of a log's operator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Windows {
    /// The first second of window 0.
    pub start: u64,
    /// The length of a window, in seconds.
    pub window: u32,
    /// The first window that is shown.
    pub from: u32,
    /// The first one that is not: the one after the running window.
    pub to: u32,
    /// The operator's windows; more than one where it left and came back, none where it never served.
    pub of: Vec<PartyShown>,
}

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "log of {} in service {} of {} on {}",
            self.operator, self.service, self.contract, self.chain
        )?;
        match &self.newest {
            Some(head) => write!(f, "\nnewest     {head}")?,
            None => write!(f, "\nnewest     no head")?,
        }
        match (&self.committee, &self.witnessed) {
            (Some(_), Some(head)) => write!(f, "\nwitnessed  {head}")?,
            (Some(_), None) => write!(f, "\nwitnessed  no head")?,
            (None, _) => write!(f, "\nwitnessed  it has no witnesses")?,
        }
        for head in &self.heads {
            write!(f, "\nhead       {head}")?;
        }
        let Some(windows) = &self.windows else {
            return write!(f, "\nwindows    it keeps no windows of service levels");
        };
        write!(
            f,
            "\nwindows    {} to {}, of {} s",
            windows.from, windows.to, windows.window
        )?;
        for it in &windows.of {
            write!(
                f,
                "\n           {}  kept {}, missed {}",
                it.windows, it.kept, it.missed
            )?;
        }
        Ok(())
    }
}

impl Report for Shown {}

/// Reads a log.
///
/// # Errors
/// If the chain, the contract or the service is not known, or there is no connection.
pub async fn run(args: Show, project: &Project) -> Result<Shown> {
    let logs = Logs::read(project, &args.place).await?;
    let operator = logs.book.names.address(&args.operator)?;
    let heads = logs.appended(operator, args.since).await;
    let mut heads = heads.with_context(|| {
        format!(
            "expected the heads from block {} on: --since BLOCK asks for fewer",
            args.since
        )
    })?;
    heads.drain(..heads.len().saturating_sub(args.heads));
    let windows = match logs.levels(project).await? {
        None => None,
        Some(levels) => {
            let (from, to) = levels.shown(args.windows);
            let pages = levels.pages(&(from..to)).await?;
            let rows = levels.rows().filter(|(_, it, _)| *it == operator);
            let of = rows.map(|row| levels.party(row, &pages, from..to));
            Some(Windows {
                start: levels.terms.start,
                window: levels.terms.window,
                from,
                to,
                of: of.collect(),
            })
        }
    };
    Ok(Shown {
        chain: logs.client.chain.clone(),
        contract: logs.contract,
        service: logs.service,
        operator,
        now: logs.now,
        newest: logs.newest(operator).await?,
        committee: logs.committee,
        witnessed: match logs.committee {
            Some(_) => logs.witnessed(operator).await?,
            None => None,
        },
        heads,
        windows,
    })
}
