//! What was deployed: `deployments/<chain>.json`, a list of records, for a repository.

use crate::{
    artifact::{plain, Build},
    store,
    values::Named,
    Project,
};
use alloy_primitives::{Address, Bytes, B256, U256};
use anyhow::{bail, Context, Result};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// One deployment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Record {
    /// The name by which commands find it. The latest record of a name counts.
    pub name: String,
    /// The contract's address.
    pub address: Address,
    /// The id of the chain.
    pub chain_id: u64,
    /// Keccak-256 of the code that `eth_getCode` returns.
    pub code_hash: B256,
    /// What built the code.
    pub build: Build,
    /// The code's file, below the project's root if it lies there.
    pub artifact: PathBuf,
    /// The constructor's arguments.
    pub arguments: Vec<Named>,
    /// The constructor's arguments, encoded.
    pub encoded_arguments: Bytes,
    /// What the creation sent along, in wei.
    #[serde(default, skip_serializing_if = "U256::is_zero")]
    pub value: U256,
    /// The number of the block with the transaction.
    pub block: u64,
    /// The transaction's hash.
    pub transaction: B256,
    /// The account that deployed it.
    pub deployer: Address,
    /// The time of the block, in RFC 3339.
    pub time: String,
    /// What `<stem>.build.json` says about the build, if there is such a file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub build_record: Option<serde_json::Value>,
}

/// The file of a chain's records.
pub fn path(project: &Project, chain: &str) -> PathBuf {
    project
        .root
        .join("deployments")
        .join(format!("{chain}.json"))
}

/// All records of a chain, oldest first.
///
/// # Errors
/// If the file cannot be read.
pub fn all(project: &Project, chain: &str) -> Result<Vec<Record>> {
    store::read(&path(project, chain))
}

/// Adds a record. One of the same transaction is replaced.
///
/// # Errors
/// If the file cannot be written.
pub fn add(project: &Project, chain: &str, record: Record) -> Result<()> {
    store::update(&path(project, chain), |records: &mut Vec<Record>| {
        records.retain(|other| other.transaction != record.transaction);
        records.push(record);
    })
}

/// The latest record of a name, or of the one that has it in another language's spelling: a deployment has its artifact's
/// name, which `deploy` finds by either.
pub fn find<'a>(records: &'a [Record], name: &str) -> Option<&'a Record> {
    let latest = || records.iter().rev();
    let in_another_spelling = || {
        let mut alike = latest().filter(|it| plain(&it.name) == plain(name));
        let latest = alike.next()?;
        alike.all(|it| it.name == latest.name).then_some(latest)
    };
    let exact = latest().find(|it| it.name == name);
    exact.or_else(in_another_spelling)
}

/// The record that [`find`] finds.
///
/// # Errors
/// If there is none, or several in other spellings, with the known names; if it is of another chain id.
pub fn named<'a>(
    records: &'a [Record],
    name: &str,
    chain: &str,
    chain_id: u64,
) -> Result<&'a Record> {
    let record = find(records, name).with_context(|| {
        let mut known: Vec<_> = records.iter().map(|record| record.name.as_str()).collect();
        known.sort_unstable();
        known.dedup();
        let known = if known.is_empty() { format!("which has none of chain {chain_id}") } else { known.join(", ") };
        format!("expected a contract of deployments/{chain}.json ({known}), or an address; received {name}")
    })?;
    if record.chain_id != chain_id {
        bail!(
            "expected the chain {} of {name} in deployments/{chain}.json, received chain {chain_id}",
            record.chain_id
        );
    }
    Ok(record)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn record(name: &str, number: u8) -> Record {
        Record {
            name: name.into(),
            address: Address::with_last_byte(number),
            chain_id: 31337,
            code_hash: B256::ZERO,
            build: Build::Ink,
            artifact: "target/ink/x.polkavm".into(),
            arguments: vec![],
            encoded_arguments: Bytes::new(),
            value: U256::ZERO,
            block: 1,
            transaction: B256::with_last_byte(number),
            deployer: Address::ZERO,
            time: "2026-01-01T00:00:00Z".into(),
            build_record: None,
        }
    }

    #[test]
    fn the_latest_record_of_a_name_counts() {
        let folder = tempfile::tempdir().unwrap();
        let project = Project {
            root: folder.path().into(),
            config: Default::default(),
        };
        for (name, number) in [("a", 1), ("b", 2), ("a", 3), ("b", 2)] {
            add(&project, "dev", record(name, number)).unwrap();
        }
        let records = all(&project, "dev").unwrap();
        assert_eq!(records.len(), 3);
        assert_eq!(named(&records, "a", "dev", 31337).unwrap(), &record("a", 3));
        let unknown = named(&records, "c", "dev", 31337).unwrap_err().to_string();
        assert!(
            unknown.contains("(a, b)") && unknown.contains("received c"),
            "{unknown}"
        );
        let other = named(&records, "a", "dev", 1).unwrap_err().to_string();
        assert!(
            other.contains("31337") && other.contains("received chain 1"),
            "{other}"
        );
        assert!(all(&project, "hub").unwrap().is_empty());
    }

    #[test]
    fn a_name_is_found_in_the_spelling_of_another_language() {
        let mut records = vec![record("report_counter", 1), record("report_counter", 2)];
        let found = |records: &[Record], name| {
            let found = named(records, name, "dev", 31337);
            found
                .map(|it| it.address)
                .map_err(|error| error.to_string())
        };
        let second = Ok(Address::with_last_byte(2));
        assert_eq!(found(&records, "ReportCounter"), second);
        assert_eq!(found(&records, "report-counter"), second);
        // The exact one comes first, and one of several is not chosen.
        records.insert(0, record("ReportCounter", 3));
        let third = Ok(Address::with_last_byte(3));
        assert_eq!(found(&records, "ReportCounter"), third);
        assert_eq!(found(&records, "report_counter"), second);
        assert!(found(&records, "report-counter").is_err());
    }
}
