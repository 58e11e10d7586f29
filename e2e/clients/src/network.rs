//! A network of validators: processes of one machine, with a folder of their own each, and a link from each to each other.

use crate::{
    clock::{self, Clock},
    link::Link,
    node::{printed, Server},
};
use anyhow::{anyhow, ensure, Context, Result};
pub use heads::{slot_of, Head};
pub use observer::Observer;
use std::{
    collections::BTreeMap,
    env, fs,
    net::TcpListener,
    os::unix::fs::symlink,
    path::{Path, PathBuf},
    process,
    sync::Mutex,
};

mod copy;
mod heads;
mod observer;

/// The validators of a local network: each by the option that gives a node its keys.
pub const VALIDATORS: [&str; 4] = ["--alice", "--bob", "--charlie", "--dave"];

/// What a node logs before the identity by which others find it.
const IDENTITY: &str = "Local node identity is: ";

/// Where one validator is kept.
struct Place {
    folder: PathBuf,
    port: u16,
    /// Its ways to the others, by their index; to itself, too.
    links: Vec<Link>,
    identity: Option<String>,
    server: Option<Server>,
    paused: bool,
}

/// A network of validators. Its links run on threads of tokio's: a test needs more of them than its own.
pub struct Network {
    /// The file of the specification.
    chain: String,
    places: Vec<Place>,
    folder: PathBuf,
    options: Vec<String>,
    clock: Option<Clock>,
}

/// How the nodes of a network are started.
#[derive(Default)]
pub struct Options {
    /// Options of each node beside those that it needs.
    pub of_nodes: Vec<String>,
    /// Whether [`Network::leap`] moves their clocks.
    pub clocks_move: bool,
}

/// A port that is free now.
fn free_port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

/// The specification of a chain, made once. Raw, so that a start does not compile the runtime to make the genesis of it.
///
/// # Errors
/// If the node knows no such chain.
pub fn specification(chain: &str) -> Result<String> {
    static MADE: Mutex<BTreeMap<String, String>> = Mutex::new(BTreeMap::new());
    let mut made = MADE
        .lock()
        .map_err(|_| anyhow!("another test failed in it"))?;
    if let Some(specification) = made.get(chain) {
        return Ok(specification.clone());
    }
    let arguments = [
        "build-spec",
        "--raw",
        "--disable-default-bootnode",
        "--chain",
    ];
    let specification = printed(&[&arguments[..], &[chain]].concat())?;
    made.insert(chain.to_owned(), specification.clone());
    Ok(specification)
}

impl Network {
    /// Starts the validators of a chain, `local-fast` say, in folders below a new one with this name.
    ///
    /// # Errors
    /// If a node does not listen in time; with the end of its log.
    pub fn start(chain: &str, name: &str, validators: usize) -> Result<Self> {
        let chain = specification(chain)?;
        Self::start_with(&chain, name, validators, Options::default())
    }

    /// Starts the validators of a chain with this specification, as [`start`](Self::start) does.
    ///
    /// # Errors
    /// As [`start`](Self::start).
    pub fn start_with(
        specification: &str,
        name: &str,
        validators: usize,
        options: Options,
    ) -> Result<Self> {
        let folder = env::temp_dir().join(format!("blueprint-{name}-{}", process::id()));
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        let id: serde_json::Value = serde_json::from_str(specification)?;
        let id = id["id"].as_str().context("a chain's id")?;
        // One of them compiles the runtime, and the others find it.
        let compiled = folder.join("compiled");
        fs::create_dir_all(&compiled)?;
        let file = folder.join("chain.json");
        fs::write(&file, specification)?;
        let clock = options.clocks_move.then(|| Clock::below(&folder));
        let mut network = Self {
            chain: file.to_str().context("a path of text")?.to_owned(),
            places: Vec::new(),
            folder: folder.clone(),
            options: options.of_nodes,
            clock: clock.transpose()?,
        };
        let ports = VALIDATORS.iter().take(validators).map(|_| free_port());
        let ports = ports.collect::<Result<Vec<u16>>>()?;
        for (name, port) in VALIDATORS.iter().zip(&ports) {
            let folder = folder.join(name.trim_start_matches('-'));
            let of_chain = folder.join("chains").join(id);
            fs::create_dir_all(&of_chain)?;
            symlink(&compiled, of_chain.join("compiled"))?;
            let links = ports.iter().map(|port| Link::to(*port));
            network.places.push(Place {
                folder,
                port: *port,
                links: links.collect::<Result<_>>()?,
                identity: None,
                server: None,
                paused: false,
            });
        }
        for index in 0..network.places.len() {
            network.resume(index)?;
        }
        Ok(network)
    }

    fn place(&self, index: usize) -> Result<&Place> {
        self.places.get(index).context("a validator of the network")
    }

    /// Starts a validator that does not run, on what it has stored.
    ///
    /// # Errors
    /// As [`start`](Self::start).
    pub fn resume(&mut self, index: usize) -> Result<()> {
        self.resume_in(index, &[])
    }

    /// Starts a validator whose clock is wrong by so many seconds.
    ///
    /// # Errors
    /// As [`start`](Self::start); if the system has no library for it.
    pub fn resume_with_clock(&mut self, index: usize, seconds: i32) -> Result<()> {
        self.resume_in(index, &clock::wrong_by(seconds)?)
    }

    /// Moves the clocks of all validators on, to so many seconds after the machine's. What is timed meanwhile goes on as it was.
    ///
    /// # Errors
    /// If the network was not started for it, or the file cannot be written.
    pub fn leap(&self, seconds: u64) -> Result<()> {
        let clock = self.clock.as_ref().context("clocks that move")?;
        clock.set(seconds)
    }

    /// What a node with the keys of a validator is started with, on a folder of its own.
    fn arguments(&self, index: usize, folder: &Path, port: u16) -> Result<Vec<String>> {
        let place = self.place(index)?;
        let folder = folder.to_str().context("a path of text")?;
        let mut arguments = vec![
            format!("--chain={}", self.chain),
            format!("--base-path={folder}"),
            // Of this machine alone: the keys are well known.
            format!("--listen-addr=/ip4/127.0.0.1/tcp/{port}"),
            // They know each other by the links alone.
            "--no-mdns".into(),
            "--no-private-ip".into(),
            "--rpc-port=0".into(),
            "--no-prometheus".into(),
            "--no-telemetry".into(),
            // The identity by which others find it; the next start finds it in the folder.
            "--unsafe-force-node-key-generation".into(),
            "--state-pruning=archive".into(),
            VALIDATORS
                .get(index)
                .copied()
                .unwrap_or_default()
                .to_owned(),
        ];
        arguments.extend(self.options.iter().cloned());
        for (other, link) in self.places.iter().zip(&place.links) {
            if let Some(identity) = other.identity.as_ref().filter(|_| other.port != place.port) {
                arguments.push(format!(
                    "--bootnodes=/ip4/127.0.0.1/tcp/{}/p2p/{identity}",
                    link.port()
                ));
            }
        }
        Ok(arguments)
    }

    /// Starts a node in the time of the network.
    fn server(&self, arguments: &[String], environment: &[(&str, String)]) -> Result<Server> {
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let mut all = environment.to_vec();
        if let Some(clock) = &self.clock {
            all.extend(clock.environment()?);
        }
        Server::of_network(&arguments, &all)
    }

    fn resume_in(&mut self, index: usize, environment: &[(&str, String)]) -> Result<()> {
        let place = self.place(index)?;
        ensure!(place.server.is_none(), "validator {index} runs");
        let arguments = self.arguments(index, &place.folder, place.port)?;
        let server = self.server(&arguments, environment)?;
        let log = server.log();
        let identity = log
            .split_once(IDENTITY)
            .and_then(|(_, rest)| rest.split_whitespace().next())
            .with_context(|| format!("expected '{IDENTITY}' in the log of validator {index}"))?
            .to_owned();
        let place = self.places.get_mut(index).context("a validator")?;
        place.identity = Some(identity);
        place.server = Some(server);
        Ok(())
    }

    /// Kills a validator: it has no time to write anything.
    ///
    /// # Errors
    /// If it does not run, or cannot be ended.
    pub fn kill(&mut self, index: usize) -> Result<()> {
        let place = self.places.get_mut(index).context("a validator")?;
        place.server.take().context("a validator that runs")?.kill()
    }

    /// Ends a validator in order, and starts it again.
    ///
    /// # Errors
    /// If it does not run or does not end well; as [`start`](Self::start).
    pub fn restart(&mut self, index: usize) -> Result<()> {
        let place = self.places.get_mut(index).context("a validator")?;
        place
            .server
            .take()
            .context("a validator that runs")?
            .stop()?;
        self.resume(index)
    }

    /// Stops a validator's process where it is, or lets it go on.
    ///
    /// # Errors
    /// If it does not run, or takes no signal.
    pub fn pause(&mut self, index: usize, paused: bool) -> Result<()> {
        let place = self.places.get_mut(index).context("a validator")?;
        let server = place.server.as_ref().context("a validator that runs")?;
        server.signal(if paused { "STOP" } else { "CONT" })?;
        place.paused = paused;
        Ok(())
    }

    /// Cuts the links between the validators of one group and those of another.
    pub fn cut(&self, one: &[usize], other: &[usize]) {
        self.change_links(one, other, Link::cut);
    }

    /// Mends what [`cut`](Self::cut) has cut.
    pub fn mend(&self, one: &[usize], other: &[usize]) {
        self.change_links(one, other, Link::mend);
    }

    fn change_links(&self, one: &[usize], other: &[usize], change: fn(&Link)) {
        for (near, place) in self.places.iter().enumerate() {
            for (far, link) in place.links.iter().enumerate() {
                let (there, back) = (
                    one.contains(&near) && other.contains(&far),
                    other.contains(&near) && one.contains(&far),
                );
                if there || back {
                    change(link);
                }
            }
        }
    }

    /// The address of a validator's JSON-RPC.
    ///
    /// # Errors
    /// If it does not run.
    pub fn url(&self, index: usize) -> Result<String> {
        let server = self.place(index)?.server.as_ref();
        Ok(server.context("a validator that runs")?.url())
    }

    /// The validators that run, and are not paused.
    pub fn running(&self) -> Vec<usize> {
        let runs = |(index, place): (usize, &Place)| {
            (place.server.is_some() && !place.paused).then_some(index)
        };
        self.places.iter().enumerate().filter_map(runs).collect()
    }

    /// Stops the validators and removes what they stored.
    ///
    /// # Errors
    /// If one does not end well.
    pub fn stop(mut self) -> Result<()> {
        for place in &mut self.places {
            if let Some(server) = place.server.take() {
                server.stop()?;
            }
        }
        Ok(fs::remove_dir_all(&self.folder)?)
    }
}
