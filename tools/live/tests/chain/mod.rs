//! The chain on which these tests run: the one of `CHAIN_RPC`, or the development node, started from the binaries
//! that `make node-build` leaves in the cache. This is the only place that starts a chain.

#![allow(dead_code, reason = "each test file uses a part")]

pub mod proxy;

use blueprint_live::{Project, Report};
use clap::{Args, Command, FromArgMatches};
use std::{
    env, fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command as Process, Stdio},
    sync::{Mutex, MutexGuard, PoisonError},
};

/// A chain that ends with the test.
pub struct Chain {
    pub rpc: String,
    _servers: Vec<Server>,
    _folder: Option<tempfile::TempDir>,
    /// Tests that share a chain run one after the other: they have the same accounts.
    _turn: Option<MutexGuard<'static, ()>>,
}

/// A process that ends with the test.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Chain {
    /// Starts a chain, or uses the one that runs.
    pub fn start() -> Self {
        if let Ok(rpc) = env::var("CHAIN_RPC") {
            static TURN: Mutex<()> = Mutex::new(());
            let turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
            return Self {
                rpc,
                _servers: vec![],
                _folder: None,
                _turn: Some(turn),
            };
        }
        let binaries = env::var_os("NODE_BINARIES").map(PathBuf::from);
        let binaries = binaries.unwrap_or_else(|| cache().join("node/debug"));
        let (node, eth_rpc) = (
            binaries.join("blueprint-node"),
            binaries.join("blueprint-eth-rpc"),
        );
        assert!(
            node.exists() && eth_rpc.exists(),
            "expected a chain: its address in CHAIN_RPC, or the node in {} (`make node-build` builds it)",
            binaries.display()
        );
        let mut node = Process::new(node);
        node.args([
            "--dev",
            "--state-pruning=archive",
            "--rpc-port=0",
            "--port=0",
        ]);
        let (node, node_port) = serve(node);
        // Its files go into the current folder.
        let folder = tempfile::tempdir().unwrap();
        let mut server = Process::new(eth_rpc);
        server.current_dir(&folder).args([
            "--dev",
            "--no-prometheus",
            "--eth-pruning=512",
            "--rpc-port=0",
            &format!("--node-rpc-url=ws://127.0.0.1:{node_port}"),
        ]);
        let (server, port) = serve(server);
        Self {
            rpc: format!("http://127.0.0.1:{port}"),
            _servers: vec![server, node],
            _folder: Some(folder),
            _turn: None,
        }
    }

    /// Starts anvil, an EVM without PolkaVM, with more arguments.
    pub fn anvil(arguments: &[&str]) -> Self {
        let anvil = env::var_os("ANVIL").expect(
            "expected the path of anvil in ANVIL: npm has it in @foundry-rs/anvil-linux-amd64",
        );
        let port = std::net::TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        let mut process = Process::new(anvil);
        process
            .arg(format!("--port={port}"))
            .args(arguments)
            .stdout(Stdio::null());
        let chain = Self {
            rpc: format!("http://127.0.0.1:{port}"),
            _servers: vec![Server(process.spawn().unwrap())],
            _folder: None,
            _turn: None,
        };
        while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
        chain
    }

    /// A project on this chain, with built contracts of this repository.
    pub fn project(&self, contracts: &[&str]) -> (tempfile::TempDir, Project) {
        Self::project_at(&self.rpc, contracts)
    }

    /// A project whose chain is at `rpc`.
    pub fn project_at(rpc: &str, contracts: &[&str]) -> (tempfile::TempDir, Project) {
        let folder = tempfile::tempdir().unwrap();
        let config = format!(
            "[chains.dev]\nrpc = \"{}\"\ncaller = \"services\"\nchain-id = 31337\ntoken = \"UNIT\"\n",
            rpc
        );
        fs::write(folder.path().join("blueprint.toml"), config).unwrap();
        for contract in contracts {
            copy(contract, folder.path());
        }
        let project = Project::open(folder.path(), &[]).unwrap();
        (folder, project)
    }
}

/// Copies a contract's code and ABI, such as `ink/report_counter.polkavm`.
fn copy(contract: &str, to: &Path) {
    let from = env::var_os("CONTRACTS").map_or_else(|| repository().join("target"), PathBuf::from);
    let abi = Path::new(contract).with_extension("abi.json");
    for file in [Path::new(contract), &abi] {
        let (from, to) = (from.join(file), to.join("target").join(file));
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::copy(&from, to).unwrap_or_else(|error| {
            panic!(
                "expected {}: `make contracts` builds it ({error})",
                from.display()
            )
        });
    }
}

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn cache() -> PathBuf {
    let cache = env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
    let home = || PathBuf::from(env::var_os("HOME").unwrap_or_default()).join(".cache");
    cache.unwrap_or_else(home).join("blueprint-hooks")
}

/// Starts a server, and waits for the line of its log with its port.
fn serve(mut process: Process) -> (Server, u16) {
    process.stderr(Stdio::piped()).stdout(Stdio::null());
    let mut server = Server(process.spawn().unwrap());
    let mut log = BufReader::new(server.0.stderr.take().unwrap()).lines();
    let mut seen = Vec::new();
    for line in &mut log {
        let line = line.unwrap();
        if let Some((_, address)) = line.split_once("Running JSON-RPC server: addr=127.0.0.1:") {
            let digits: String = address.chars().take_while(char::is_ascii_digit).collect();
            // Its log is read on, or the server would wait when the pipe is full.
            std::thread::spawn(move || log.for_each(drop));
            return (server, digits.parse().unwrap());
        }
        seen.push(line);
    }
    panic!(
        "expected a server that listens, received:\n{}",
        seen.join("\n")
    );
}

/// The arguments of a subcommand from the words of a command line.
pub fn parsed<A: Args + FromArgMatches>(words: &[&str]) -> A {
    let command = A::augment_args(Command::new("test"));
    let matches = command.try_get_matches_from([&["test"], words].concat());
    A::from_arg_matches(&matches.unwrap_or_else(|error| panic!("{error}"))).unwrap()
}

/// A report's text, with the report.
pub fn shown<R: Report>(report: R) -> R {
    println!("{report}\n{}\n", serde_json::to_string(&report).unwrap());
    report
}
