//! A copy of a validator that runs beside it, as when a backup is started too early: both vote with one key.

use super::{free_port, Network};
use crate::node::Server;
use anyhow::{ensure, Context, Result};
use std::{fs, process::Command};

impl Network {
    /// Starts a second process with the keys of a validator that runs, on a copy of what that one has stored. It reaches the
    /// others by the links of the first.
    ///
    /// # Errors
    /// If the validator does not run, its folder cannot be copied, or the copy does not listen in time.
    pub fn start_copy(&mut self, index: usize) -> Result<Server> {
        // What it has stored is whole while it stands still.
        self.pause(index, true)?;
        let folder = self.place(index)?.folder.clone();
        let copy = folder.with_extension("copy");
        let copied = Command::new("cp").arg("-a").args([&folder, &copy]).status();
        self.pause(index, false)?;
        let copied = copied?;
        ensure!(copied.success(), "{} cannot be copied", folder.display());
        // Another identity: the others would take it for one node with two addresses.
        let chains = fs::read_dir(copy.join("chains"))?;
        for chain in chains {
            let network = chain?.path().join("network");
            if network.exists() {
                fs::remove_dir_all(network)?;
            }
        }
        let arguments = self.arguments(index, &copy, free_port()?)?;
        self.server(&arguments, &[])
            .context("the copy of a validator")
    }
}
