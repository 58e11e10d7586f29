//! A development chain as a command: how it is started, and when it ends.

use crate::{chain::LAST_TIME, Config, Mining};
use anyhow::{bail, Context};
use std::{net::IpAddr, path::PathBuf, time::Duration};

/// How a development chain is started.
#[derive(clap::Args, Clone, Debug)]
pub struct Options {
    /// The address on which it listens.
    #[arg(long, default_value = "127.0.0.1")]
    host: IpAddr,
    /// The port of HTTP and WebSocket; 0 lets the system choose one.
    #[arg(long, short, default_value_t = 8545)]
    port: u16,
    /// Makes a block every so many seconds, not one for each transaction.
    #[arg(long, short, value_name = "SECONDS", conflicts_with = "no_mining")]
    block_time: Option<f64>,
    /// Makes blocks on demand alone (`evm_mine`).
    #[arg(long)]
    no_mining: bool,
    /// The time of genesis, in seconds since 1970.
    #[arg(long, value_name = "SECONDS")]
    timestamp: Option<u64>,
    /// How many blocks before the last keep their state.
    #[arg(long, default_value_t = Config::default().kept_states)]
    kept_states: u64,
    /// Accepts contracts above 24,576 bytes of EVM code.
    #[arg(long)]
    unlimited_code: bool,
    /// A file that the chain is loaded from, if it exists, and written to at the end.
    #[arg(long, value_name = "FILE")]
    state: Option<PathBuf>,
    /// A folder with the built explorer, which browsers get at the chain's address; by default `explorer` beside the program,
    /// or where `make explorer` builds it.
    #[arg(long, value_name = "FOLDER")]
    explorer: Option<PathBuf>,
}

/// The built explorer beside the program, or in the cache of `make explorer`.
fn built_explorer() -> Option<PathBuf> {
    let beside = std::env::current_exe().ok();
    let beside = beside.and_then(|program| Some(program.parent()?.join("explorer")));
    let variable = |name| std::env::var_os(name).filter(|value| !value.is_empty());
    let cache = variable("XDG_CACHE_HOME").map(PathBuf::from);
    let cache = cache.or_else(|| Some(PathBuf::from(variable("HOME")?).join(".cache")));
    let cached = cache.map(|cache| cache.join("blueprint-hooks/explorer"));
    let mut places = beside.into_iter().chain(cached);
    places.find(|folder| folder.join("index.html").is_file())
}

/// Longest time between blocks that `--block-time` takes, in seconds.
const LONGEST_BLOCK_TIME: u64 = 365 * 86_400;

impl Options {
    /// The chain's configuration.
    ///
    /// # Errors
    /// If the time between blocks is none, or that of genesis is beyond the year 9999.
    pub fn config(self) -> anyhow::Result<Config> {
        let mining = match self.block_time {
            Some(seconds) => {
                let time = Duration::try_from_secs_f64(seconds).ok();
                let time =
                    time.filter(|time| !time.is_zero() && time.as_secs() <= LONGEST_BLOCK_TIME);
                Mining::Interval(time.with_context(|| {
                    format!("--block-time: expected seconds above zero, a year ({LONGEST_BLOCK_TIME}) at most, received {seconds}")
                })?)
            }
            None if self.no_mining => Mining::Manual,
            None => Mining::Auto,
        };
        let last = LAST_TIME / 1_000;
        if let Some(seconds) = self.timestamp.filter(|seconds| *seconds > last) {
            bail!("--timestamp: expected seconds since 1970 up to the year 9999, received {seconds}; milliseconds are a thousand times as many");
        }
        Ok(Config {
            host: self.host,
            port: self.port,
            mining,
            timestamp: self.timestamp,
            kept_states: self.kept_states,
            unlimited_code: self.unlimited_code,
            state: self.state,
            explorer: self.explorer.or_else(built_explorer),
        })
    }
}

/// Waits for an interrupt, for a request to end, or for the end of the terminal.
///
/// # Errors
/// If the system does not report them.
pub async fn interrupted() -> std::io::Result<()> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{signal, SignalKind};
        let mut end = signal(SignalKind::terminate())?;
        let mut hangup = signal(SignalKind::hangup())?;
        tokio::select! {
            interrupt = tokio::signal::ctrl_c() => interrupt,
            _ = end.recv() => Ok(()),
            _ = hangup.recv() => Ok(()),
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::{Args, Command, FromArgMatches};

    fn mining(seconds: &str) -> anyhow::Result<Mining> {
        let command = Options::augment_args(Command::new("up"));
        let matches = command.get_matches_from(["up".into(), format!("--block-time={seconds}")]);
        Ok(Options::from_arg_matches(&matches)?.config()?.mining)
    }

    #[test]
    fn time_between_blocks_is_above_zero_and_a_year_at_most() {
        for (seconds, milliseconds) in [("0.25", 250), ("31536000", 31_536_000_000)] {
            let expected = Duration::from_millis(milliseconds);
            let mining = mining(seconds).unwrap();
            assert!(matches!(mining, Mining::Interval(time) if time == expected));
        }
        for seconds in ["0", "-1", "31536001", "1e300", "inf", "NaN"] {
            let error = mining(seconds).expect_err(seconds).to_string();
            assert!(error.starts_with("--block-time: expected"), "{error}");
        }
    }
}
