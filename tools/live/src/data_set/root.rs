//! `data-set root`: what `setDataSet` takes.

use super::Stored;
use crate::Report;
use alloy_primitives::B256;
use anyhow::Result;
use clap::Args;
use serde::Serialize;
use std::fmt;

/// A file, as a data set.
#[derive(Args, Clone, Debug)]
pub struct Root {
    /// Which file.
    #[command(flatten)]
    pub stored: Stored,
}

/// A tree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Rooted {
    /// Its root.
    pub root: B256,
    /// Its leaves with data.
    pub leaves: u64,
    /// Its levels.
    pub height: u8,
}

impl fmt::Display for Rooted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "root    {}", self.root)?;
        writeln!(f, "leaves  {}", self.leaves)?;
        write!(f, "height  {}", self.height)
    }
}

impl Report for Rooted {}

/// Computes a tree.
///
/// # Errors
/// If the file is empty or cannot be read, or the height does not fit.
pub fn run(args: &Root) -> Result<Rooted> {
    let tree = args.stored.tree(args.stored.height)?;
    Ok(Rooted {
        root: tree.root(),
        leaves: tree.leaves(),
        height: tree.height(),
    })
}
