//! `data-set`: what an operator of storage proofs stores, and the openings that keep its windows. The contract is
//! `contracts/storage-proofs`.

mod prove;
mod root;

pub use prove::{run as prove, Prove, Proven};
pub use root::{run as root, Root, Rooted};

use anyhow::{ensure, Context, Result};
use blueprint_evidence::{data_set::least_height, DataSet};
use clap::{Args, Subcommand};
use std::{
    fs::File,
    io::{BufReader, Read, Seek, SeekFrom},
    path::PathBuf,
};

mod generated {
    #![allow(
        missing_docs,
        clippy::too_many_arguments,
        reason = "generated; the .sol file is documented"
    )]
    alloy_sol_types::sol!(
        #![sol(abi = true)]
        "../../abi/solidity/library/IStorageProofs.sol"
    );
}
pub(crate) use generated::IStorageProofs;

/// What is done with a data set.
#[derive(Subcommand, Clone, Debug)]
pub enum Work {
    /// Compute the root, the leaves and the height of a file's tree: what setDataSet takes; needs no chain
    Root(Root),
    /// Keep a window: open the leaves that the contract asks for, and send them
    ///
    /// The leaves are read from the file, whose root must be that of the operator's data set. Any account may send them.
    Prove(Box<Prove>),
}

/// A file as a data set: its leaves are pieces of equal length, and a last one of what is left.
#[derive(Args, Clone, Debug)]
pub struct Stored {
    /// The file
    pub file: PathBuf,
    /// The bytes of a leaf, at most 4096: what a proof sends of each leaf that is asked for
    #[arg(long, value_name = "N", default_value_t = 1_024, value_parser = clap::value_parser!(u32).range(1..=4_096))]
    pub leaf_bytes: u32,
    /// Levels of the tree, at most 40. Else the least with a place for each leaf
    #[arg(long, value_name = "N")]
    pub height: Option<u8>,
}

impl Stored {
    fn open(&self) -> Result<File> {
        File::open(&self.file).with_context(|| format!("cannot read {}", self.file.display()))
    }

    /// The tree of the file, with `height` in the place of the least one.
    ///
    /// # Errors
    /// If the file is empty or cannot be read, or the height does not fit.
    pub fn tree(&self, height: Option<u8>) -> Result<DataSet> {
        let mut file = BufReader::new(self.open()?);
        let mut failed = None;
        let mut count = 0u64;
        let leaves = std::iter::from_fn(|| {
            let mut leaf = Vec::new();
            match file
                .by_ref()
                .take(self.leaf_bytes.into())
                .read_to_end(&mut leaf)
            {
                Ok(0) => None,
                Ok(_) => {
                    count = count.saturating_add(1);
                    Some(leaf)
                }
                Err(error) => {
                    failed = Some(error);
                    None
                }
            }
        });
        let digests: Vec<_> = leaves.map(|leaf| DataSet::leaf(&leaf)).collect();
        if let Some(error) = failed {
            return Err(error).with_context(|| format!("cannot read {}", self.file.display()));
        }
        let least = least_height(count);
        let least = least.with_context(|| format!("{} is empty", self.file.display()))?;
        Ok(DataSet::of_digests(digests, height.unwrap_or(least))?)
    }

    /// The data of a leaf of the set.
    ///
    /// # Errors
    /// If the file cannot be read, or has no such leaf.
    pub fn leaf(&self, leaf: u64) -> Result<Vec<u8>> {
        let mut file = self.open()?;
        let at = leaf.saturating_mul(self.leaf_bytes.into());
        file.seek(SeekFrom::Start(at))?;
        let mut data = Vec::new();
        file.take(self.leaf_bytes.into()).read_to_end(&mut data)?;
        ensure!(
            !data.is_empty(),
            "expected leaf {leaf} in {}, received a shorter file",
            self.file.display()
        );
        Ok(data)
    }
}
