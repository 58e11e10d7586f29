//! Names that stand for addresses in arguments.

use crate::{config::Caller, keys::dev, records::Record, ChainConfig};
use alloy_primitives::{address, Address};
use anyhow::{bail, ensure, Result};
use std::collections::BTreeMap;

/// The account of the services pallet: `runtime` in a manager's constructor. The chain's runtime derives it from
/// the pallet's id.
pub const PALLET: Address = address!("db92fb7d703df73305b87ce8da9e41c7272318fa");

/// The precompile `IServices`. Its number is that of `blueprint-precompiles`.
pub const SERVICES: Address = address!("0000000000000000000000000000000005010000");

/// Names that stand for an address of a chain in arguments, and for no deployment or account: the caller of hooks, the
/// precompile IServices, and the address zero.
pub(crate) const RESERVED: [&str; 3] = ["runtime", "services", "zero"];

/// What names stand for on one chain.
#[derive(Clone, Debug, Default)]
pub struct Names {
    known: BTreeMap<String, Address>,
    chain: String,
}

impl Names {
    /// The names on a chain: the latest deployment of each name; `runtime`, which is the chain's caller of
    /// hooks; and `services`, the precompile, where the services pallet calls them.
    pub fn new(chain: &str, config: &ChainConfig, records: &[Record]) -> Self {
        let mut known: BTreeMap<_, _> = records
            .iter()
            .map(|record| (record.name.clone(), record.address))
            .collect();
        match config.caller {
            Caller::Services => {
                known.insert("runtime".into(), PALLET);
                known.insert("services".into(), SERVICES);
            }
            Caller::Account(address) => {
                known.insert("runtime".into(), address);
            }
            Caller::None => {}
        }
        Self {
            known,
            chain: chain.into(),
        }
    }

    /// Adds the accounts whose keys are published, where the chain is one of development: elsewhere a name must not lead to an account
    /// that is every reader's. A deployment of such a name comes first.
    #[must_use]
    pub fn with_accounts_of(mut self, chain_id: u64) -> Self {
        if dev::CHAINS.contains(&chain_id) {
            for (name, key) in dev::names().filter_map(|name| Some((name, dev::key(name)?))) {
                self.known.entry(name.into()).or_insert(key.address());
            }
        }
        self
    }

    /// The address that is typed as `0x…` or as a name.
    ///
    /// # Errors
    /// If it is neither, with the known names.
    pub fn address(&self, typed: &str) -> Result<Address> {
        if let Some(address) = blueprint_strict::address(typed) {
            return Ok(address);
        }
        if let Some(address) = self.known.get(typed) {
            return Ok(*address);
        }
        let chain = &self.chain;
        match typed {
            "runtime" => bail!(
                "expected an address, received runtime, the caller of hooks, of which {chain} has none: set caller in [chains.{chain}]"
            ),
            "services" => bail!(
                "expected an address, received services, the precompile IServices, which {chain} does not have: its caller is not \"services\""
            ),
            _ => {
                check_checksum(typed)?;
                let known: Vec<_> = self.known.keys().map(String::as_str).collect();
                let names = if known.is_empty() { "there are none".into() } else { known.join(", ") };
                bail!("expected an address, 0x and 40 hex digits, or a name of {chain} ({names}); received {typed}")
            }
        }
    }
}

/// What has the form of an address is no name, but an address or one with a wrong checksum.
pub(crate) fn check_checksum(typed: &str) -> Result<()> {
    let has_form = typed.starts_with("0x") && typed.parse::<Address>().is_ok();
    ensure!(
        !has_form || blueprint_strict::address(typed).is_some(),
        "expected an address with its checksum (EIP-55), or in lower case; received {typed}, of which a digit or its case is wrong"
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{records, Config};

    #[test]
    fn addresses_are_the_chain_s() {
        // pallet-revive's address of an account is the end of its hash; a pallet's account is its id, padded.
        let mut account = b"modlpy/srvcs".to_vec();
        account.resize(32, 0);
        assert_eq!(
            PALLET,
            Address::from_slice(&alloy_primitives::keccak256(account)[12..])
        );
        // A test of the harness compares the document with the precompile.
        let library = include_str!("../../../docs/library.md");
        assert!(library.contains(&format!("{SERVICES:?}")), "{SERVICES:?}");
    }

    #[test]
    fn accounts_with_published_keys_have_names_on_development_chains_alone() {
        let config = Config::parse("[chains.dev]\nrpc = \"x\"", &[]).unwrap();
        let own = [records::tests::record("alith", 1)];
        let names = Names::new("dev", config.chain("dev").unwrap(), &own);
        for id in dev::CHAINS {
            let names = names.clone().with_accounts_of(id);
            let test1 = dev::key("test1").unwrap().address();
            assert_eq!(names.address("test1").unwrap(), test1);
            assert_eq!(names.address("alith").unwrap(), Address::with_last_byte(1));
        }
        let error = names.with_accounts_of(1).address("test1").unwrap_err();
        assert!(
            error.to_string().contains("a name of dev (alith)"),
            "{error}"
        );
    }

    #[test]
    fn names_are_those_of_the_chain_s_caller() {
        let names = |caller: &str| {
            let text = format!("[chains.dev]\nrpc = \"x\"\ncaller = \"{caller}\"");
            let config = Config::parse(&text, &[]).unwrap();
            let records = [
                records::tests::record("a", 1),
                records::tests::record("a", 2),
            ];
            Names::new("dev", config.chain("dev").unwrap(), &records)
        };
        let services = names("services");
        assert_eq!(services.address("runtime").unwrap(), PALLET);
        assert_eq!(services.address("services").unwrap(), SERVICES);
        assert_eq!(services.address("a").unwrap(), Address::with_last_byte(2));
        let core = "0x00000000000000000000000000000000000000cc";
        assert_eq!(
            names(core).address("runtime").unwrap(),
            Address::with_last_byte(0xcc)
        );
        assert!(names(core)
            .address("services")
            .unwrap_err()
            .to_string()
            .contains("caller"));
        let none = names("none").address("runtime").unwrap_err().to_string();
        assert!(none.contains("[chains.dev]"), "{none}");
        assert!(services
            .address("b")
            .unwrap_err()
            .to_string()
            .contains("a, runtime, services"));
    }
}
