//! What a project measures: the table `bench` of its `blueprint.toml`.

use blueprint_strict::Objects;
use serde::Deserialize;
use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// A project's contracts to measure, and where its plans and figures are.
#[derive(Clone, Debug)]
pub struct Project {
    root: PathBuf,
    table: Table,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Table {
    plans: PathBuf,
    snapshot: PathBuf,
    contracts: Vec<Subject>,
}

impl Default for Table {
    fn default() -> Self {
        Self {
            plans: "bench".into(),
            snapshot: "bench/costs.json".into(),
            contracts: Vec::new(),
        }
    }
}

/// A contract to measure.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Subject {
    /// Its ink! build's name, if it has one.
    pub ink: Option<String>,
    /// The name of its Solidity implementation, if it has one.
    pub solidity: Option<String>,
    /// The constructor's arguments, as the console takes them; `{name}` for a peer's address.
    #[serde(default)]
    pub arguments: String,
    /// What is deployed before it, in order.
    #[serde(default)]
    pub peers: Vec<Peer>,
    /// Whether its caller is a constant in its code: the services pallet's account.
    #[serde(default)]
    pub constant_caller: bool,
}

impl Subject {
    /// What it is called, its plan and its figures too: the ink! build's name, or that of a contract in Solidity alone.
    pub fn name(&self) -> &str {
        let name = self.ink.as_ref().or(self.solidity.as_ref());
        name.map_or("", String::as_str)
    }

    /// The ABI, which names the same functions for every build.
    pub(super) fn abi(&self) -> String {
        let folder = if self.ink.is_some() {
            "ink"
        } else {
            "solidity"
        };
        format!("{folder}/{}.abi.json", self.name())
    }
}

/// A contract that stands beside the one that is measured.
#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "PeerTable")]
pub struct Peer {
    /// The contract's name.
    pub name: String,
    /// Its build, below the project's builds.
    pub build: String,
    /// Its constructor's arguments.
    pub arguments: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PeerTable {
    ink: Option<String>,
    solidity: Option<String>,
    #[serde(default)]
    arguments: String,
}

impl TryFrom<PeerTable> for Peer {
    type Error = &'static str;

    fn try_from(table: PeerTable) -> Result<Self, Self::Error> {
        let (name, build) = match (table.ink, table.solidity) {
            (Some(name), None) => (name.clone(), format!("ink/{name}.polkavm")),
            (None, Some(name)) => (name.clone(), format!("solidity/{name}.evm")),
            _ => return Err("expected a peer with either ink or solidity"),
        };
        Ok(Self {
            name,
            build,
            arguments: table.arguments,
        })
    }
}

/// Why a project's table cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ProjectError {
    /// The file cannot be read.
    #[error("{0} cannot be read: {1}")]
    File(PathBuf, io::Error),
    /// The table makes no sense.
    #[error("{0}, table `bench`: {1}")]
    Format(PathBuf, toml::de::Error),
    /// It names no contract.
    #[error("{0}: expected [[bench.contracts]] with ink = \"<name>\", solidity = \"<Name>\" or both, received none")]
    Empty(PathBuf),
}

impl Project {
    /// The project at `root`.
    ///
    /// # Errors
    /// If its `blueprint.toml` names no contract to measure, or cannot be read.
    pub fn read(root: &Path) -> Result<Self, ProjectError> {
        #[derive(Deserialize)]
        struct File {
            #[serde(default)]
            bench: Table,
        }
        let path = root.join("blueprint.toml");
        let text = fs::read_to_string(&path);
        let text = text.map_err(|error| ProjectError::File(path.clone(), error))?;
        let file = File::deserialize(Objects(toml::Deserializer::new(&text)));
        let table = file
            .map_err(|error| ProjectError::Format(path.clone(), error))?
            .bench;
        let is_named = |subject: &Subject| !subject.name().is_empty();
        if table.contracts.is_empty() || !table.contracts.iter().all(is_named) {
            return Err(ProjectError::Empty(path));
        }
        Ok(Self {
            root: root.to_owned(),
            table,
        })
    }

    /// The contracts to measure.
    pub fn subjects(&self) -> &[Subject] {
        &self.table.contracts
    }

    /// The file of the reviewed figures.
    pub fn snapshot(&self) -> PathBuf {
        self.root.join(&self.table.snapshot)
    }

    /// The file of a contract's plan.
    pub(super) fn plan(&self, contract: &str) -> PathBuf {
        let plans = self.root.join(&self.table.plans);
        plans.join(contract).with_extension("jsonl")
    }

    /// A file of the project's builds.
    pub(super) fn built(&self, relative: &str) -> PathBuf {
        self.root.join("target").join(relative)
    }
}
