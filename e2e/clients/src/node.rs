//! The node as a process.

use crate::clock;
use anyhow::{bail, ensure, Context, Result};
use std::{
    env, fs,
    fs::File,
    path::PathBuf,
    process::{Child, Command, Stdio},
    sync::atomic::{AtomicU32, Ordering},
    thread::sleep,
    time::{Duration, Instant},
};

/// How long a server may take until it listens. The first start compiles the runtime.
const STARTUP: Duration = Duration::from_secs(120);
/// How long a server may take to stop after a signal.
const SHUTDOWN: Duration = Duration::from_secs(60);
/// What a server logs before the port it listens on.
const LISTENING: &str = "Running JSON-RPC server: addr=127.0.0.1:";

/// A server that listens on a port the system chose. It is killed when this is dropped, and its log
/// is kept: stop it with [`stop`](Server::stop) or [`kill`](Server::kill).
pub struct Server {
    child: Child,
    port: u16,
    log: PathBuf,
    done: bool,
}

/// Starts the node, named by the variable `CONTRACTS_NODE`.
///
/// # Errors
/// If the variable is not set, or the node does not listen in time; with the end of its log.
pub fn start(arguments: &[&str]) -> Result<Server> {
    let mut all = vec!["--dev", "--port=0", "--rpc-port=0"];
    all.extend(arguments);
    Server::start("CONTRACTS_NODE", &all)
}

/// As [`start`], with a clock that is wrong by so many seconds.
///
/// # Errors
/// As [`start`]; if Debian's `faketime` is missing.
pub fn start_with_clock(arguments: &[&str], seconds: i32) -> Result<Server> {
    let mut all = vec!["--dev", "--port=0", "--rpc-port=0"];
    all.extend(arguments);
    Server::start_in("CONTRACTS_NODE", &all, &clock::wrong_by(seconds)?)
}

/// Starts the Ethereum JSON-RPC server, named by the variable `ETH_RPC`, for a node.
///
/// # Errors
/// As [`start`].
pub fn start_ethereum(node: &Server) -> Result<Server> {
    start_ethereum_at(&node.url())
}

/// Starts the Ethereum JSON-RPC server for the node with this address.
///
/// # Errors
/// As [`start`].
pub fn start_ethereum_at(url: &str) -> Result<Server> {
    let arguments = [
        "--dev",
        "--rpc-port=0",
        "--no-prometheus",
        "--eth-pruning=512",
        "--node-rpc-url",
        url,
    ];
    Server::start("ETH_RPC", &arguments)
}

/// What the node prints where it is given a command.
///
/// # Errors
/// If it fails; with what it says.
pub fn printed(arguments: &[&str]) -> Result<String> {
    let program =
        env::var_os("CONTRACTS_NODE").context("expected CONTRACTS_NODE, received none")?;
    let output = Command::new(program).args(arguments).output()?;
    ensure!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(String::from_utf8(output.stdout)?)
}

impl Server {
    /// Starts the node with these arguments alone, and variables of its environment.
    ///
    /// # Errors
    /// As [`start`].
    pub fn of_network(arguments: &[&str], environment: &[(&str, String)]) -> Result<Self> {
        Self::start_in("CONTRACTS_NODE", arguments, environment)
    }

    fn start(variable: &str, arguments: &[&str]) -> Result<Self> {
        Self::start_in(variable, arguments, &[])
    }

    fn start_in(
        variable: &str,
        arguments: &[&str],
        environment: &[(&str, String)],
    ) -> Result<Self> {
        static STARTED: AtomicU32 = AtomicU32::new(0);
        let program = env::var_os(variable).with_context(|| {
            format!("expected the program to start in the variable {variable}, as `make e2e` sets it, received none")
        })?;
        let number = STARTED.fetch_add(1, Ordering::Relaxed);
        let log = env::temp_dir().join(format!(
            "blueprint-{}-{}-{number}.log",
            variable.to_lowercase(),
            std::process::id()
        ));
        let child = Command::new(&program)
            .args(arguments)
            .envs(environment.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(File::create(&log)?)
            .spawn()
            .with_context(|| format!("{variable}={} cannot be started", program.display()))?;
        let mut server = Self {
            child,
            port: 0,
            log,
            done: false,
        };
        server.port = server.wait_for_port()?;
        Ok(server)
    }

    fn wait_for_port(&mut self) -> Result<u16> {
        let started = Instant::now();
        loop {
            let log = self.log();
            // The line may be written in parts: the number ends where something follows it.
            let port = log.split_once(LISTENING).and_then(|(_, rest)| {
                let end = rest.find(|next: char| !next.is_ascii_digit())?;
                rest.get(..end)?.parse().ok()
            });
            if let Some(port) = port {
                return Ok(port);
            }
            let ended = self.child.try_wait()?;
            if ended.is_some() || started.elapsed() > STARTUP {
                bail!(
                    "expected a server that listens within {STARTUP:?}, received {ended:?} and\n{}",
                    self.end_of_log()
                );
            }
            sleep(Duration::from_millis(50));
        }
    }

    /// Its address, for clients of Substrate's JSON-RPC.
    pub fn url(&self) -> String {
        format!("ws://127.0.0.1:{}", self.port)
    }

    /// Its address, for clients of Ethereum's JSON-RPC.
    pub fn http(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// What it has logged.
    pub fn log(&self) -> String {
        let bytes = fs::read(&self.log).unwrap_or_default();
        String::from_utf8_lossy(&bytes).into_owned()
    }

    fn end_of_log(&self) -> String {
        let log = self.log();
        let tail: Vec<&str> = log.lines().rev().take(20).collect();
        tail.into_iter().rev().collect::<Vec<_>>().join("\n")
    }

    /// Its memory in use, in bytes; 0 if the system does not report it.
    pub fn memory(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()));
        let status = status.unwrap_or_default();
        let kilobytes = status
            .lines()
            .find_map(|line| line.strip_prefix("VmRSS:"))
            .and_then(|rest| rest.trim().strip_suffix(" kB")?.trim().parse::<u64>().ok());
        kilobytes.unwrap_or(0).saturating_mul(1_024)
    }

    /// Sends it a signal, by its name.
    ///
    /// # Errors
    /// If it cannot be signalled.
    pub fn signal(&self, signal: &str) -> Result<()> {
        let asked = Command::new("kill")
            .args([&format!("-{signal}"), &self.child.id().to_string()])
            .status()?;
        ensure!(
            asked.success(),
            "the server takes no signal {signal}: {asked}"
        );
        Ok(())
    }

    /// Send a signal to stop, and wait until it has.
    ///
    /// # Errors
    /// If it cannot be signalled, does not end in time, or ends with a failure; with the end of its log.
    pub fn stop(mut self) -> Result<()> {
        self.signal("TERM")?;
        let started = Instant::now();
        let ended = loop {
            match self.child.try_wait()? {
                None if started.elapsed() < SHUTDOWN => sleep(Duration::from_millis(20)),
                ended => break ended,
            }
        };
        ensure!(
            ended.is_some_and(|status| status.success()),
            "expected the server to end well within {SHUTDOWN:?}, received {ended:?} and\n{}",
            self.end_of_log()
        );
        self.done = true;
        Ok(())
    }

    /// Kill it: it has no time to write anything.
    ///
    /// # Errors
    /// If it cannot be ended.
    pub fn kill(mut self) -> Result<()> {
        self.child.kill()?;
        self.child.wait()?;
        self.done = true;
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
        if self.done {
            let _ = fs::remove_file(&self.log);
        } else {
            eprintln!("the server's log is kept: {}", self.log.display());
        }
    }
}
