//! What time it is for nodes: Debian's `faketime`, which `make e2e` installs, shows them another one.

use anyhow::{ensure, Context, Result};
use std::{
    env, fs,
    path::{Path, PathBuf},
};

/// A variable of the environment.
type Variable = (&'static str, String);

/// What a process loads to see another time. How much time has passed it sees rightly.
fn loaded() -> Result<[Variable; 2]> {
    let machine = env::consts::ARCH;
    let library = format!("/usr/lib/{machine}-linux-gnu/faketime/libfaketimeMT.so.1");
    ensure!(
        Path::new(&library).exists(),
        "expected {library}, of Debian's package faketime, which `make e2e` installs"
    );
    Ok([
        ("LD_PRELOAD", library),
        ("FAKETIME_DONT_FAKE_MONOTONIC", "1".into()),
    ])
}

/// The environment of a process whose clock is wrong by so many seconds.
pub(crate) fn wrong_by(seconds: i32) -> Result<Vec<Variable>> {
    let mut all = loaded()?.to_vec();
    all.push(("FAKETIME", format!("{seconds:+}s")));
    Ok(all)
}

/// A clock that all nodes of a network read from a file.
pub(crate) struct Clock {
    file: PathBuf,
}

impl Clock {
    /// A clock that is right, in a folder.
    pub fn below(folder: &Path) -> Result<Self> {
        let file = folder.join("clock");
        let clock = Self { file };
        clock.set(0)?;
        Ok(clock)
    }

    /// The environment of a process that reads it, once a second.
    pub fn environment(&self) -> Result<Vec<Variable>> {
        let file = self.file.to_str().context("a path of text")?;
        let mut all = loaded()?.to_vec();
        all.push(("FAKETIME_TIMESTAMP_FILE", file.to_owned()));
        all.push(("FAKETIME_CACHE_DURATION", "1".into()));
        Ok(all)
    }

    /// Sets it to so many seconds after the machine's.
    pub fn set(&self, seconds: u64) -> Result<()> {
        // In one step: a process may read it at any moment.
        let next = self.file.with_extension("next");
        fs::write(&next, format!("+{seconds}s\n"))?;
        Ok(fs::rename(next, &self.file)?)
    }
}
