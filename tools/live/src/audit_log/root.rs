//! `audit-log root`: what a head is of.

use super::Entries;
use crate::Report;
use alloy_primitives::B256;
use anyhow::Result;
use clap::Args;
use serde::Serialize;
use std::fmt;

/// A file, as a log.
#[derive(Args, Clone, Debug)]
pub struct Root {
    /// Which file.
    #[command(flatten)]
    pub entries: Entries,
}

/// A tree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Rooted {
    /// Its entries.
    pub size: u64,
    /// Its root.
    pub root: B256,
}

impl fmt::Display for Rooted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "size  {}", self.size)?;
        write!(f, "root  {}", self.root)
    }
}

impl Report for Rooted {}

/// Computes a tree.
///
/// # Errors
/// As [`Entries::log`].
pub fn run(args: &Root) -> Result<Rooted> {
    let log = args.entries.log()?;
    Ok(Rooted {
        size: log.size(),
        root: log.root(),
    })
}
