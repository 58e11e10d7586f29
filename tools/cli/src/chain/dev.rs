//! `dev up`: a development chain, with the life of a blueprint on it.

use super::definition::{Definition, REVIEW};
use crate::{build::Progress, output::Form, project::Project};
use anyhow::{bail, ensure, Context, Result};
use blueprint_dev_chain::{
    accounts,
    options::{interrupted, Options},
    DevChain, PALLETS,
};
use blueprint_e2e::{artifact::Artifact, console::arguments, decode::Interface};
use jsonrpsee::{
    core::client::{ClientT, Error as ClientError},
    http_client::{HttpClient, HttpClientBuilder},
    rpc_params,
};
use serde::Serialize;
use serde_json::{json, Value};
use std::{
    cell::RefCell,
    fmt, fs,
    path::{Path, PathBuf},
    time::Duration,
};

/// Who does what in the life, of the chain's own keys.
const DEVELOPER: &str = "test0";
const OPERATORS: [&str; 2] = ["test1", "test2"];
const CUSTOMER: &str = "test5";

/// How long a chain may take to say that it runs.
const PATIENCE: Duration = Duration::from_secs(2);

/// A development chain
#[derive(clap::Subcommand)]
pub enum Work {
    /// Start a development chain in this process, until it is interrupted
    ///
    /// Ethereum's JSON-RPC over HTTP and WebSocket, with the services and stake pallets, time that can be moved, snapshots
    /// and traces: docs/dev-chain.md. With --manager it has a blueprint of that contract and a running service of two
    /// operators. Addresses are written to a file.
    Up(Up),
}

#[derive(clap::Args)]
pub struct Up {
    #[command(flatten)]
    chain: Options,
    /// A contract of the project: deploys it as the manager of a blueprint, and starts a service of it
    #[arg(long, value_name = "NAME")]
    manager: Option<String>,
    /// The manager's constructor arguments, as of `console`
    #[arg(long, default_value = "runtime", requires = "manager")]
    args: String,
    /// The file for the addresses, relative to the project
    #[arg(long, value_name = "FILE", default_value = "target/dev.json")]
    out: PathBuf,
}

/// What is on the chain.
#[derive(Serialize)]
struct Seeded {
    rpc: String,
    websocket: String,
    /// The page that shows the chain, where it is built.
    #[serde(skip_serializing_if = "Option::is_none")]
    explorer: Option<String>,
    #[serde(skip)]
    explorer_line: String,
    /// The caller of hooks.
    runtime: String,
    /// The precompile of `IServices`.
    services: String,
    accounts: Vec<Named>,
    #[serde(skip_serializing_if = "Option::is_none")]
    life: Option<Life>,
    #[serde(skip)]
    file: PathBuf,
}

#[derive(Serialize)]
struct Named {
    name: String,
    address: String,
    /// Published with every development chain.
    key: String,
}

/// A blueprint and its service.
#[derive(Serialize)]
struct Life {
    contract: String,
    manager: String,
    blueprint: u64,
    service: u64,
    developer: String,
    operators: Vec<String>,
    customer: String,
}

impl fmt::Display for Seeded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for it in &self.accounts {
            writeln!(f, "{:10} {}  {}", it.name, it.address, it.key)?;
        }
        writeln!(f, "runtime    {}  (calls hooks)", self.runtime)?;
        writeln!(f, "services   {}  (IServices)", self.services)?;
        if let Some(life) = &self.life {
            writeln!(
                f,
                "{} at {}: blueprint {}, service {} of {}",
                life.contract,
                life.manager,
                life.blueprint,
                life.service,
                life.operators.join(" and ")
            )?;
        }
        writeln!(f, "{}", self.explorer_line)?;
        writeln!(f, "Addresses are in {}", self.file.display())?;
        writeln!(f, "{} and {}. Ctrl-C ends.", self.rpc, self.websocket)
    }
}

/// Starts the chain, and waits for its end.
///
/// # Errors
/// If the chain cannot start, the manager is not built, or a step of the life fails.
pub fn run(work: Work, folder: Option<&Path>, form: Form) -> Result<()> {
    let Work::Up(up) = work;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("cannot start a runtime")?;
    runtime.block_on(async {
        let project = Project::current(folder)?;
        let file = project.root.join(&up.out);
        // Scripts wait for it: what an earlier chain wrote is not this one's.
        if file.is_file() {
            ensure!(
                is_addresses(&file),
                "expected --out with a file that an earlier chain wrote, or none, received {} with something else; it stays as it is",
                file.display()
            );
            if let Some(url) = running(&file).await {
                bail!(
                    "expected --out for a second chain, received {}, which has the addresses of the chain that runs at {url}; end that \
                     chain, or give another file",
                    file.display()
                );
            }
        }
        let chain = DevChain::start(up.chain.config()?).await?;
        if file.is_file() {
            fs::remove_file(&file).with_context(|| format!("cannot replace {}", file.display()))?;
        }
        let client = HttpClientBuilder::default()
            .build(chain.http_url())
            .context("cannot make a client of the chain")?;
        let seed = Seed {
            client,
            interface: RefCell::default(),
            progress: Progress::start(),
        };
        let life = match &up.manager {
            Some(name) => Some(seed.life(&project, name, &up.args).await?),
            None => None,
        };
        let keys = accounts::keys().into_iter().map(|key| Named {
            name: key.name.to_string(),
            address: format!("{:?}", key.address),
            key: format!("0x{}", hex::encode(key.secret)),
        });
        let seeded = Seeded {
            rpc: chain.http_url(),
            websocket: chain.ws_url(),
            explorer: chain.explorer_url(),
            explorer_line: chain.explorer_line(),
            runtime: seed.account("runtime").await?,
            services: format!("{:?}", blueprint_e2e::accounts::SERVICES),
            accounts: keys.collect(),
            life,
            file: up.out.clone(),
        };
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder)
                .with_context(|| format!("cannot create {}", folder.display()))?;
        }
        let written = serde_json::to_string_pretty(&seeded)?;
        fs::write(&file, &written)
            .with_context(|| format!("cannot write {}", file.display()))?;
        form.write(&seeded)?;
        interrupted().await?;
        chain.stop().await?;
        // A chain that is over has no addresses. Another one may have written its own meanwhile.
        if fs::read_to_string(&file).is_ok_and(|text| text == written) {
            let _ = fs::remove_file(&file);
        }
        Ok(())
    })
}

/// Whether a file is of addresses that a development chain wrote, or empty.
fn is_addresses(file: &Path) -> bool {
    let text = fs::read_to_string(file).unwrap_or_default();
    if text.trim().is_empty() {
        // Nothing is lost, as of a temporary file.
        return fs::metadata(file).is_ok_and(|it| it.len() <= text.len() as u64);
    }
    let value: Value = serde_json::from_str(&text).unwrap_or_default();
    ["rpc", "websocket", "runtime", "services", "accounts"]
        .iter()
        .all(|key| value.get(key).is_some())
}

/// The address of the chain that wrote a file of addresses, if it answers.
async fn running(file: &Path) -> Option<String> {
    let addresses: Value = serde_json::from_str(&fs::read_to_string(file).ok()?).ok()?;
    let url = addresses.get("rpc")?.as_str()?;
    let client = HttpClientBuilder::default();
    let client = client.request_timeout(PATIENCE).build(url).ok()?;
    let answer: Result<String, _> = client.request("eth_chainId", rpc_params![]).await;
    answer.ok().map(|_| url.to_owned())
}

/// Plays the beginning of a life by transactions of the chain's own keys.
struct Seed {
    client: HttpClient,
    /// What the manager's reverts are named by.
    interface: RefCell<Interface>,
    progress: Progress,
}

impl Seed {
    async fn life(&self, project: &Project, name: &str, args: &str) -> Result<Life> {
        let path = artifact(project, name)?;
        let artifact = Artifact::load(&path)?;
        if let Ok(interface) = artifact.interface() {
            self.interface.replace(interface.clone());
        }
        let encoded = arguments::constructor(artifact.interface().ok(), Some(args));
        let encoded = encoded.map_err(anyhow::Error::msg)?;
        let code = [&artifact.code[..], &encoded].concat();
        self.progress.say(&format!("deploying {}", path.display()));
        let deployed = self.send(DEVELOPER, None, &hex_of(&code)).await;
        let receipt = deployed.with_context(|| {
            format!("{name} cannot be deployed with the arguments {args:?}; --args gives others")
        })?;
        let manager = text(&receipt, "contractAddress")?;
        self.progress.say("creating a blueprint of it");
        let definition = Definition {
            manager: &manager,
            generation: "Core0_20",
            jobs: 1,
            min_operators: 1,
            max_operators: 10,
            review: REVIEW,
        };
        let created = self
            .call(DEVELOPER, "create_blueprint", definition.arguments())
            .await?;
        let blueprint = id(&created, "BlueprintCreated", "blueprint")?;
        self.progress
            .say("registering two operators and starting a service");
        let mut operators = Vec::new();
        for name in OPERATORS {
            // On a chain from a file it may have joined before.
            if let Err(error) = self.call(name, "join_operators", json!({})).await {
                let text = format!("{error:#}");
                ensure!(text.contains("AlreadyOperator"), "{text}");
            }
            let register = json!({ "blueprint": blueprint, "instance_limit": 5, "inputs": "0x" });
            self.call(name, "register", register).await?;
            operators.push(self.account(name).await?);
        }
        let wanted = json!({
            "blueprint": blueprint, "operators": operators, "permitted_callers": [], "inputs": "0x",
            "ttl": 0, "assets": [],
        });
        let requested = self.call(CUSTOMER, "request", wanted).await?;
        let request = id(&requested, "ServiceRequested", "request")?;
        let mut approved = Vec::new();
        for name in OPERATORS {
            let approval = json!({ "request": request, "revision": 0 });
            approved = self.call(name, "approve", approval).await?;
        }
        let service = id(&approved, "ServiceInitialized", "service")?;
        Ok(Life {
            contract: name.to_owned(),
            manager,
            blueprint,
            service,
            developer: self.account(DEVELOPER).await?,
            operators,
            customer: self.account(CUSTOMER).await?,
        })
    }

    /// What the chain says of a transaction that it does not take: what the manager reverted with by its name.
    fn said(&self, error: ClientError) -> anyhow::Error {
        let ClientError::Call(object) = error else {
            return error.into();
        };
        let data = object.data().and_then(|data| {
            let text: String = serde_json::from_str(data.get()).ok()?;
            hex::decode(text.strip_prefix("0x")?).ok()
        });
        let named = data.and_then(|data| self.interface.borrow().decode_error(&data));
        match named {
            Some(error) => anyhow::anyhow!("the manager reverts with {error}"),
            None => anyhow::anyhow!("{}", object.message()),
        }
    }

    async fn account(&self, name: &str) -> Result<String> {
        let address: Value = self
            .client
            .request("dev_account", rpc_params![name])
            .await?;
        let address = address
            .as_str()
            .context("expected an address of the chain")?;
        Ok(address.to_owned())
    }

    /// Calls the services pallet. Returns the events of its block.
    async fn call(&self, from: &str, call: &str, arguments: Value) -> Result<Vec<Value>> {
        let params = rpc_params!["Services", call, arguments];
        let data: String = self.client.request("dev_encodeCall", params).await?;
        let sent = self.send(from, Some(&format!("{PALLETS:?}")), &data).await;
        let receipt = sent.with_context(|| format!("{from} cannot send {call}"))?;
        let block = rpc_params![&receipt["blockNumber"]];
        Ok(self.client.request("dev_events", block).await?)
    }

    /// Sends a transaction, which must succeed; its receipt.
    async fn send(&self, from: &str, to: Option<&str>, data: &str) -> Result<Value> {
        let mut request = json!({ "from": self.account(from).await?, "data": data });
        if let (Some(to), Some(fields)) = (to, request.as_object_mut()) {
            fields.insert("to".into(), to.into());
        }
        let sent = self
            .client
            .request("eth_sendTransaction", rpc_params![request])
            .await;
        let hash: String = sent.map_err(|error| self.said(error))?;
        // Without automatic mining it waits for this.
        let _: Value = self.client.request("evm_mine", rpc_params![]).await?;
        let receipt: Value = self
            .client
            .request("eth_getTransactionReceipt", rpc_params![hash])
            .await?;
        ensure!(
            receipt["status"] == "0x1",
            "the transaction failed: {}",
            receipt["failure"]
        );
        Ok(receipt)
    }
}

/// The build of a contract: ink!'s, else resolc's.
fn artifact(project: &Project, name: &str) -> Result<PathBuf> {
    let places = ["ink", "solidity"].map(|kind| {
        let folder = project.target().join(kind);
        folder.join(format!("{name}.polkavm"))
    });
    let found = places.iter().find(|it| it.is_file());
    match found {
        Some(path) => Ok(path.clone()),
        None => bail!(
            "expected a contract that is built, received --manager {name}; there is no {}. `blueprint-hooks build` builds \
             the project's contracts",
            places.map(|it| it.display().to_string()).join(" nor ")
        ),
    }
}

fn hex_of(bytes: &[u8]) -> String {
    format!("0x{}", hex::encode(bytes))
}

/// The id in the event of a step.
fn id(events: &[Value], name: &str, field: &str) -> Result<u64> {
    let event = events.iter().find(|event| event["event"] == name);
    let id = event.and_then(|event| event["fields"][field].as_u64());
    id.with_context(|| format!("expected an event {name} with {field}, received none"))
}

fn text(value: &Value, field: &str) -> Result<String> {
    let text = value[field].as_str();
    let text = text.with_context(|| format!("expected {field} in {value}"))?;
    Ok(text.to_owned())
}

#[cfg(all(test, feature = "live"))]
mod tests {
    use super::accounts;
    use blueprint_live::keys;

    #[test]
    fn accounts_have_one_set_of_names() {
        let of_chain = accounts::keys().into_iter();
        let mut of_chain: Vec<_> = of_chain.map(|key| (key.name, key.secret)).collect();
        let of_commands = keys::dev::names().map(|name| {
            let key = keys::dev::key(name).expect("a key");
            (name.to_owned(), key.to_bytes().0)
        });
        let mut of_commands: Vec<_> = of_commands.collect();
        of_chain.sort_unstable();
        of_commands.sort_unstable();
        assert_eq!(of_chain, of_commands);
    }
}
