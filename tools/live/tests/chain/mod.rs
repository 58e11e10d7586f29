//! The chain on which these tests run: the one of `CHAIN_RPC`, such as `make node`'s, or the development chain, in this
//! process. This is the only place that starts a chain.

#![allow(dead_code, reason = "each test file uses a part")]

pub mod proxy;

use blueprint_dev_chain::{Config, DevChain};
use blueprint_live::{Project, Report};
use clap::{Args, Command, FromArgMatches};
use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Child, Command as Process, Stdio},
    sync::{mpsc, Mutex, MutexGuard, PoisonError},
};
use tokio::sync::oneshot;

/// A chain that ends with the test.
pub struct Chain {
    pub rpc: String,
    _server: Option<Server>,
    /// Dropped, it ends the chain in this process.
    _stop: Option<oneshot::Sender<()>>,
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
                _server: None,
                _stop: None,
                _turn: Some(turn),
            };
        }
        Self::in_process()
    }

    /// Starts a development chain of the test's own, whose time it may move on.
    pub fn in_process() -> Self {
        let (started, url) = mpsc::channel();
        let (stop, stopped) = oneshot::channel::<()>();
        // A test's own runtime may be busy with what it waits for.
        std::thread::spawn(move || {
            tokio::runtime::Runtime::new().unwrap().block_on(async {
                let config = Config {
                    port: 0,
                    ..Config::default()
                };
                let chain = DevChain::start(config).await.unwrap();
                started.send(chain.http_url()).unwrap();
                // The sender is dropped with the chain.
                let _ = stopped.await;
            });
        });
        Self {
            rpc: url.recv().unwrap(),
            _server: None,
            _stop: Some(stop),
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
            _server: Some(Server(process.spawn().unwrap())),
            _stop: None,
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

/// The text of the error that `result` must be.
pub fn error<T>(result: anyhow::Result<T>) -> String {
    let text = format!("{:#}", result.err().expect("an error"));
    println!("{text}\n");
    text
}
