//! The project's configuration: the chains in `blueprint.toml`.

use alloy_primitives::Address;
use anyhow::{bail, ensure, Context, Result};
use blueprint_strict::Objects;
use serde::Deserialize;
use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

/// The configuration's file, in the root of a project.
pub const FILE: &str = "blueprint.toml";

/// A project: where it lies, and its configuration.
#[derive(Clone, Debug)]
pub struct Project {
    /// The folder of `blueprint.toml`.
    pub root: PathBuf,
    /// What the file says.
    pub config: Config,
}

impl Project {
    /// The project in a folder. Without `blueprint.toml` it has no chains.
    ///
    /// # Errors
    /// As [`Config::parse`]; if the file cannot be read.
    pub fn open(root: impl Into<PathBuf>, other_tables: &[&str]) -> Result<Self> {
        let root = root.into();
        let path = root.join(FILE);
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            Err(error) => {
                return Err(error).with_context(|| format!("cannot read {}", path.display()))
            }
        };
        let config =
            Config::parse(&text, other_tables).with_context(|| format!("in {}", path.display()))?;
        Ok(Self { root, config })
    }

    /// A path below the root without the root; other paths unchanged.
    pub fn relative<'a>(&self, path: &'a Path) -> &'a Path {
        path.strip_prefix(&self.root).unwrap_or(path)
    }
}

/// The chains of a project, by the names that its file gives them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Config {
    /// The chains.
    pub chains: BTreeMap<String, ChainConfig>,
}

/// How to reach a chain, and what is known of it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(
    rename_all = "kebab-case",
    deny_unknown_fields,
    expecting = "a table with rpc or substrate"
)]
pub struct ChainConfig {
    /// The address of Ethereum's JSON-RPC, or `$NAME` for that environment variable. A chain that is used by Substrate's
    /// alone has none.
    rpc: Option<String>,
    /// The address of Substrate's JSON-RPC, or `$NAME` for that environment variable: for `--substrate`.
    substrate: Option<String>,
    /// The one account that calls hooks there.
    #[serde(default)]
    pub caller: Caller,
    /// The id that the chain must have. Without it, any.
    pub chain_id: Option<u64>,
    /// A block explorer: links are `<explorer>/tx/<hash>` and `<explorer>/address/<address>`.
    pub explorer: Option<String>,
    /// In how many blocks a transaction must be, its own included, until a command goes on.
    #[serde(default = "one")]
    pub confirmations: u64,
    /// Whether the chain runs PolkaVM code. Without it, a call finds out.
    pub pvm: Option<bool>,
    /// The symbol of the chain's token, for amounts.
    #[serde(default = "token")]
    pub token: String,
}

fn one() -> u64 {
    1
}

fn token() -> String {
    "tokens".into()
}

/// The one account that calls hooks on a chain.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub enum Caller {
    /// The services pallet, which also has the precompile `IServices`.
    Services,
    /// A contract, such as Tangle's core, or an account.
    Account(Address),
    /// No account calls hooks there.
    #[default]
    None,
}

impl TryFrom<String> for Caller {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        match text.as_str() {
            "services" => Ok(Self::Services),
            "none" => Ok(Self::None),
            address => blueprint_strict::address(address).map(Self::Account).ok_or_else(|| {
                format!("expected caller = \"services\", \"none\" or an address of 0x and 40 hex digits, received \"{address}\"")
            }),
        }
    }
}

impl Config {
    /// The configuration from the text of `blueprint.toml`. Tables of `other_tables` belong to other parts of
    /// the command and are not read here.
    ///
    /// # Errors
    /// For an unknown key, with the known ones; for a value that is none; for a chain's name that is no file name.
    pub fn parse(text: &str, other_tables: &[&str]) -> Result<Self> {
        let mut tables: toml::Table = text.parse()?;
        let chains = tables.remove("chains");
        if let Some(unknown) = tables
            .keys()
            .find(|key| !other_tables.contains(&key.as_str()))
        {
            let known: Vec<_> = ["chains"].iter().chain(other_tables).copied().collect();
            bail!(
                "expected one of the tables {}, received {unknown}",
                known.join(", ")
            );
        }
        let Some(chains) = chains else {
            return Ok(Self::default());
        };
        let chains = BTreeMap::<String, toml::Value>::deserialize(chains)?
            .into_iter()
            .map(|(name, chain)| {
                check_name("a chain", &name)?;
                let chain: ChainConfig = serde_path_to_error::deserialize(Objects(chain)).map_err(
                    |error| match error.path().iter().next() {
                        None => anyhow::anyhow!("[chains.{name}]: {}", error.inner().message()),
                        Some(_) => anyhow::anyhow!(
                            "[chains.{name}]: {}: {}",
                            error.path(),
                            error.inner().message()
                        ),
                    },
                )?;
                ensure!(
                    chain.rpc.is_some() || chain.substrate.is_some(),
                    "[chains.{name}]: expected rpc, the address of Ethereum's JSON-RPC, or substrate, that of Substrate's; received neither"
                );
                ensure!(
                    chain.confirmations > 0,
                    "[chains.{name}]: expected confirmations of 1 or more, received 0"
                );
                Ok((name, chain))
            })
            .collect::<Result<_>>()?;
        Ok(Self { chains })
    }

    /// A chain by its name.
    ///
    /// # Errors
    /// If there is no such chain, with the known ones.
    pub fn chain(&self, name: &str) -> Result<&ChainConfig> {
        self.chains.get(name).with_context(|| {
            let known: Vec<_> = self.chains.keys().map(String::as_str).collect();
            if known.is_empty() {
                format!("expected a chain of {FILE}, which has none; received {name}: add [chains.{name}] with rpc = \"http://…\"")
            } else {
                format!("expected a chain of {FILE}: {}; received {name}", known.join(", "))
            }
        })
    }
}

impl ChainConfig {
    /// The address of the chain's JSON-RPC.
    ///
    /// # Errors
    /// If there is none, or it is to be read from an environment variable that is not set.
    pub fn rpc(&self) -> Result<String> {
        let rpc = self.rpc.as_deref();
        address(rpc.context(
            "expected rpc, the address of Ethereum's JSON-RPC, received none: deploy and call take --substrate",
        )?)
    }

    /// The address of the chain's Substrate JSON-RPC.
    ///
    /// # Errors
    /// If there is none, or it is to be read from an environment variable that is not set.
    pub fn substrate(&self) -> Result<String> {
        let substrate = self.substrate.as_deref();
        address(substrate.context(
            "expected substrate, the address of Substrate's JSON-RPC, such as \"ws://127.0.0.1:9944\", received none",
        )?)
    }

    /// A link to the explorer's page of a transaction, if there is an explorer.
    pub fn transaction_link(&self, hash: impl std::fmt::Display) -> Option<String> {
        self.link("tx", &hash)
    }

    /// A link to the explorer's page of an address, if there is an explorer.
    pub fn address_link(&self, address: Address) -> Option<String> {
        self.link("address", &address)
    }

    fn link(&self, kind: &str, of: &dyn std::fmt::Display) -> Option<String> {
        let explorer = self.explorer.as_deref()?.trim_end_matches('/');
        Some(format!("{explorer}/{kind}/{of}"))
    }
}

/// An address, or that in the environment variable that it names.
fn address(text: &str) -> Result<String> {
    match text.strip_prefix('$') {
        Some(name) => std::env::var(name).ok().filter(|url| !url.is_empty()).with_context(|| {
            format!("expected the address of the chain's JSON-RPC in the environment variable {name}, which is not set")
        }),
        None => Ok(text.to_owned()),
    }
}

/// Checks a name that becomes part of a file's name: letters, digits, `-` and `_`, 1 to 64 characters.
///
/// # Errors
/// If it is not such a name.
pub fn check_name(what: &str, name: &str) -> Result<()> {
    let allowed = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    ensure!(
        (1..=64).contains(&name.len()) && name.chars().all(allowed),
        "expected a name of {what} of 1 to 64 letters, digits, - and _; received {name:?}"
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Config> {
        Config::parse(text, &["build"])
    }

    fn message(text: &str) -> String {
        format!("{:#}", parse(text).unwrap_err())
    }

    #[test]
    fn a_chain_is_read_with_its_defaults() {
        let config =
            parse("[build]\nx = 1\n[chains.dev]\nrpc = \"http://127.0.0.1:8545\"").unwrap();
        let dev = config.chain("dev").unwrap();
        assert_eq!(dev.rpc().unwrap(), "http://127.0.0.1:8545");
        assert_eq!(
            (dev.caller, dev.chain_id, dev.confirmations, dev.pvm),
            (Caller::None, None, 1, None)
        );
        assert_eq!(dev.transaction_link("0x1"), None);
    }

    #[test]
    fn every_key_is_read() {
        let config = parse(
            "[chains.hub-1]\nrpc = \"$NOT_SET_ANYWHERE\"\ncaller = \"services\"\nchain-id = 420420417\n\
             explorer = \"https://scan.example/\"\nconfirmations = 3\npvm = false\ntoken = \"PAS\"\n\
             [chains.base]\nrpc = \"https://x\"\ncaller = \"0x00000000000000000000000000000000000000aa\"",
        )
        .unwrap();
        let hub = config.chain("hub-1").unwrap();
        assert_eq!(hub.caller, Caller::Services);
        assert_eq!(
            (hub.chain_id, hub.confirmations, hub.pvm),
            (Some(420_420_417), 3, Some(false))
        );
        assert_eq!(
            hub.transaction_link("0x1").unwrap(),
            "https://scan.example/tx/0x1"
        );
        assert!(format!("{:#}", hub.rpc().unwrap_err()).contains("NOT_SET_ANYWHERE"));
        let base = config.chain("base").unwrap();
        assert_eq!(base.caller, Caller::Account(Address::with_last_byte(0xaa)));
    }

    #[test]
    fn a_chain_may_have_substrates_json_rpc_alone() {
        let config = parse("[chains.live]\nsubstrate = \"wss://x\"").unwrap();
        let live = config.chain("live").unwrap();
        assert_eq!(live.substrate().unwrap(), "wss://x");
        assert!(live.rpc().unwrap_err().to_string().contains("--substrate"));
        let config = parse("[chains.dev]\nrpc = \"http://x\"").unwrap();
        let error = config.chain("dev").unwrap().substrate().unwrap_err();
        assert!(error.to_string().contains("ws://127.0.0.1:9944"), "{error}");
    }

    #[test]
    fn unknown_names_are_errors_with_the_known_ones() {
        let unknown = message("[chains.dev]\nrpc = \"x\"\nurl = \"y\"");
        assert!(
            unknown.contains("[chains.dev]") && unknown.contains("`url`"),
            "{unknown}"
        );
        assert!(unknown.contains("`confirmations`"), "{unknown}");
        let table = message("[chain.dev]\nrpc = \"x\"");
        assert!(
            table.contains("chains, build") && table.contains("received chain"),
            "{table}"
        );
        let config = parse("[chains.a]\nrpc = \"x\"\n[chains.b]\nrpc = \"x\"").unwrap();
        let chain = format!("{:#}", config.chain("dev").unwrap_err());
        assert!(
            chain.contains("a, b") && chain.contains("received dev"),
            "{chain}"
        );
    }

    #[test]
    fn values_that_are_none_are_errors() {
        for (text, part) in [
            (
                "[chains.dev]",
                "rpc, the address of Ethereum's JSON-RPC, or substrate",
            ),
            ("[chains.\"../x\"]\nrpc = \"x\"", "../x"),
            ("[chains.dev]\nrpc = \"x\"\nconfirmations = 0", "received 0"),
            (
                "[chains.dev]\nrpc = \"x\"\ncaller = \"0x12\"",
                "received \"0x12\"",
            ),
            (
                "[chains.dev]\nrpc = \"x\"\npvm = \"yes\"",
                "pvm: invalid type",
            ),
            (
                "[chains]\ndev = \"x\"",
                "[chains.dev]: invalid type: string \"x\", expected a table with rpc or substrate",
            ),
            (
                "[chains]\ndev = [\"http://x\", \"ws://x\"]",
                "[chains.dev]: invalid type: sequence, expected a table with rpc or substrate",
            ),
            (
                "[[chains.dev]]\nrpc = \"x\"",
                "[chains.dev]: invalid type: sequence, expected a table with rpc or substrate",
            ),
            ("[chains.dev", "chains"),
        ] {
            assert!(message(text).contains(part), "{text}: {}", message(text));
        }
    }
}
