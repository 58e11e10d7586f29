//! The contracts that a command knows: deployed ones, `IServices`, and one by its address.

use crate::{
    abi::{Abi, Event, Log, Revert},
    client::Client,
    config::Caller,
    names::{self, Names, SERVICES},
    records::{self, Record},
    services, ChainConfig, Project,
};
use alloy_primitives::{Address, Bytes};
use anyhow::{ensure, Context, Result};
use std::path::{Path, PathBuf};

/// A contract on a chain.
#[derive(Clone, Debug)]
pub struct Contract {
    /// What it is called: its name, `services`, or its address.
    pub label: String,
    /// Its address.
    pub address: Address,
    /// Its ABI.
    pub abi: Abi,
}

/// What identifies a chain, however it is reached.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// Its name in the project.
    pub chain: &'a str,
    /// Its configuration.
    pub config: &'a ChainConfig,
    /// Its id.
    pub chain_id: u64,
}

/// What is known of a chain's contracts: their names, and their ABIs, by which errors and events are decoded.
#[derive(Clone, Debug, Default)]
pub struct Book {
    contracts: Vec<Contract>,
    /// The chain's deployments, oldest first.
    pub records: Vec<Record>,
    /// Those of other chains that had the chain's name.
    elsewhere: Vec<Record>,
    /// Names that stand for addresses.
    pub names: Names,
}

impl Book {
    /// What a project knows of a chain. Deployments whose ABI is gone are left out of decoding.
    ///
    /// # Errors
    /// If the chain's records cannot be read.
    pub fn open(project: &Project, client: &Client) -> Result<Self> {
        Self::of(project, &client.place())
    }

    /// The same of a chain that is reached otherwise.
    ///
    /// # Errors
    /// As [`Book::open`].
    pub fn of(project: &Project, place: &Place) -> Result<Self> {
        let (records, elsewhere): (Vec<_>, Vec<_>) = records::all(project, place.chain)?
            .into_iter()
            .partition(|record| record.chain_id == place.chain_id);
        let names =
            Names::new(place.chain, place.config, &records).with_accounts_of(place.chain_id);
        let mut contracts: Vec<_> = records
            .iter()
            .rev()
            .filter_map(|record| {
                let abi = Abi::load(&abi_path(project, record)).ok()?;
                Some(Contract {
                    label: record.name.clone(),
                    address: record.address,
                    abi,
                })
            })
            .collect();
        if place.config.caller == Caller::Services {
            contracts.push(services_contract());
        }
        Ok(Self {
            contracts,
            records,
            elsewhere,
            names,
        })
    }

    /// The deployment of a name.
    ///
    /// # Errors
    /// If the name is an address whose checksum is wrong; as [`records::named`].
    pub fn record(&self, name: &str, place: &Place) -> Result<&Record> {
        names::check_checksum(name)?;
        let is_in = |records: &[Record]| records::find(records, name).is_some();
        let records = match !is_in(&self.records) && is_in(&self.elsewhere) {
            true => &self.elsewhere,
            false => &self.records,
        };
        records::named(records, name, place.chain, place.chain_id)
    }

    /// Adds a contract, whose errors and events are looked for first.
    pub fn add(&mut self, contract: Contract) {
        self.contracts.insert(0, contract);
    }

    /// The error that a call of `to` reverted with: of its ABI, or of one that it may have called.
    pub fn revert(&self, to: Option<Address>, data: Bytes) -> Revert {
        let (own, others): (Vec<_>, Vec<_>) = self
            .contracts
            .iter()
            .partition(|contract| to == Some(contract.address));
        let mut abis = own.into_iter().chain(others).map(|contract| &contract.abi);
        abis.find_map(|abi| abi.revert(&data))
            .or_else(|| Abi::default().revert(&data))
            .unwrap_or(Revert {
                name: None,
                arguments: Vec::new(),
                data,
            })
    }

    /// Logs as events of the contracts that emitted them.
    pub fn events(&self, logs: &[Log]) -> Vec<Event> {
        logs.iter().map(|log| self.event(log)).collect()
    }

    fn event(&self, log: &Log) -> Event {
        let emitter = self
            .contracts
            .iter()
            .find(|contract| contract.address == log.address);
        let label = emitter.map(|contract| contract.label.clone());
        match emitter.and_then(|contract| contract.abi.event(log)) {
            Some(event) => Event {
                contract: label,
                ..event
            },
            None => Event {
                address: log.address,
                contract: label,
                name: None,
                arguments: Vec::new(),
                topics: log.topics.clone(),
                data: log.data.clone(),
            },
        }
    }

    /// The contract of a command: `services`, a name of the chain's deployments, or an address with an ABI.
    ///
    /// # Errors
    /// If there is none, or its ABI is missing; if there is no code at its address.
    pub async fn contract(
        &mut self,
        project: &Project,
        client: &Client,
        name: &str,
        abi: Option<&Path>,
    ) -> Result<Contract> {
        let place = client.place();
        let contract = self.resolve(project, &place, name, abi)?;
        check_code(&contract, &place, &client.code(contract.address).await?)?;
        self.add(contract.clone());
        Ok(contract)
    }

    /// The contract of a command, whether there is code or not.
    ///
    /// # Errors
    /// If there is none, or its ABI is missing.
    pub(crate) fn resolve(
        &self,
        project: &Project,
        place: &Place,
        name: &str,
        abi: Option<&Path>,
    ) -> Result<Contract> {
        if let Some(address) = blueprint_strict::address(name) {
            let known = self
                .contracts
                .iter()
                .find(|contract| contract.address == address);
            return match (abi, known) {
                (Some(path), _) => Ok(Contract {
                    label: name.into(),
                    address,
                    abi: Abi::load(path)?,
                }),
                (None, Some(known)) => Ok(known.clone()),
                (None, None) => {
                    anyhow::bail!("expected --abi FILE for the address {address}, received none")
                }
            };
        }
        if name == "services" {
            ensure!(
                place.config.caller == Caller::Services,
                "expected a chain with the services pallet, received {}: its configuration does not have caller = \"services\"",
                place.chain
            );
            return Ok(services_contract());
        }
        let record = self.record(name, place)?;
        let path = abi
            .map(Path::to_owned)
            .unwrap_or_else(|| abi_path(project, record));
        let abi = Abi::load(&path).with_context(|| {
            format!("expected the ABI of {name}: build the contract, or give --abi FILE")
        })?;
        Ok(Contract {
            label: name.into(),
            address: record.address,
            abi,
        })
    }
}

/// What a command calls must have code.
pub(crate) fn check_code(contract: &Contract, place: &Place, code: &[u8]) -> Result<()> {
    ensure!(
        !code.is_empty(),
        "expected a contract at {}, received no code there: {} on {}, chain {}, has none. A development chain that \
         was started anew has lost its contracts",
        contract.address,
        contract.label,
        place.chain,
        place.chain_id
    );
    Ok(())
}

fn services_contract() -> Contract {
    Contract {
        label: "services".into(),
        address: SERVICES,
        abi: services::abi(),
    }
}

/// The code's file of a record.
pub fn artifact_path(project: &Project, record: &Record) -> PathBuf {
    project.root.join(&record.artifact)
}

fn abi_path(project: &Project, record: &Record) -> PathBuf {
    artifact_path(project, record).with_extension("abi.json")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Config;

    #[test]
    fn a_name_of_another_chain_and_a_wrong_checksum_are_told_apart() {
        let folder = tempfile::tempdir().unwrap();
        let project = Project {
            root: folder.path().into(),
            config: Config::parse("[chains.dev]\nrpc = \"x\"", &[]).unwrap(),
        };
        records::add(&project, "dev", records::tests::record("a", 1)).unwrap();
        let place = Place {
            chain: "dev",
            config: project.config.chain("dev").unwrap(),
            chain_id: 1,
        };
        let book = Book::of(&project, &place).unwrap();
        let wrong = "0xF24fF3a9CF04c71Dbc94D0b566f7A27B94566cac";
        for (name, part) in [
            ("a", "expected the chain 31337 of a in deployments/dev.json"),
            ("b", "(which has none of chain 1)"),
            (wrong, "expected an address with its checksum (EIP-55)"),
        ] {
            let error = book.resolve(&project, &place, name, None).unwrap_err();
            assert!(error.to_string().contains(part), "{name}: {error}");
        }
        // The latest one of this chain counts, whatever there is of another.
        let here = Record {
            chain_id: 1,
            ..records::tests::record("a", 2)
        };
        records::add(&project, "dev", here.clone()).unwrap();
        records::add(&project, "dev", records::tests::record("a", 3)).unwrap();
        let book = Book::of(&project, &place).unwrap();
        assert_eq!(book.record("a", &place).unwrap(), &here);
    }
}
