//! How a development chain is started.

use std::{
    net::{IpAddr, Ipv4Addr},
    path::PathBuf,
    time::Duration,
};

/// When blocks are made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mining {
    /// A block for each transaction, as it arrives.
    #[default]
    Auto,
    /// A block at this interval.
    Interval(Duration),
    /// A block when a client requests one.
    Manual,
}

/// How a development chain is started.
#[derive(Clone, Debug)]
pub struct Config {
    /// The address on which it listens.
    pub host: IpAddr,
    /// The port of HTTP and WebSocket; 0 lets the system choose one.
    pub port: u16,
    /// When blocks are made.
    pub mining: Mining,
    /// The time of genesis, in seconds since 1970; by default the machine's.
    pub timestamp: Option<u64>,
    /// How many blocks before the last keep their state, for calls at an old block and for traces.
    pub kept_states: u64,
    /// Whether contracts may be larger than 24,576 bytes of EVM code, as facets of Tangle's core are.
    pub unlimited_code: bool,
    /// A file from which the chain is loaded, if it exists, and to which it is written when the chain stops.
    pub state: Option<PathBuf>,
    /// A folder with the built explorer, which browsers get at the chain's address.
    pub explorer: Option<PathBuf>,
}

impl Default for Config {
    fn default() -> Self {
        Config {
            host: Ipv4Addr::LOCALHOST.into(),
            port: 8_545,
            mining: Mining::default(),
            timestamp: None,
            kept_states: 1_024,
            unlimited_code: false,
            state: None,
            explorer: None,
        }
    }
}
