//! Names that stand for addresses in arguments.

use crate::{config::Caller, records::Record, ChainConfig};
use alloy_primitives::{address, Address};
use anyhow::{bail, Result};
use std::collections::BTreeMap;

/// The account of the services pallet: `runtime` in a manager's constructor. The chain's runtime derives it from
/// the pallet's id.
pub const PALLET: Address = address!("db92fb7d703df73305b87ce8da9e41c7272318fa");

/// The precompile `IServices`. Its number is that of `blueprint-precompiles`.
pub const SERVICES: Address = address!("0000000000000000000000000000000005010000");

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

    /// The address that is typed as `0x…` or as a name.
    ///
    /// # Errors
    /// If it is neither, with the known names.
    pub fn address(&self, typed: &str) -> Result<Address> {
        if let Ok(address) = typed.parse() {
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
                let known: Vec<_> = self.known.keys().map(String::as_str).collect();
                let names = if known.is_empty() { "there are none".into() } else { known.join(", ") };
                bail!("expected an address, 0x and 40 hex digits, or a name of {chain} ({names}); received {typed}")
            }
        }
    }
}
