//! The heads that were signed and are not older than the chain's newest one: `deployments/<chain>.heads.json`.
//!
//! A head is written there before it is shown to any server. If it does not reach the chain, and the file of the log loses its
//! end meanwhile, no second root of its size is signed: that would be an offence.

use super::Head;
use crate::{dry_run::Request, store, Project};
use alloy_primitives::{Address, Bytes, B256, U256};
use anyhow::Result;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// A head that was signed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Signed {
    /// The id of the chain.
    pub chain_id: u64,
    /// The contract of audit logs.
    pub contract: Address,
    /// The service.
    pub service: u64,
    /// The operator.
    pub operator: Address,
    /// The entries of the head.
    pub size: u64,
    /// Its root.
    pub root: B256,
    /// The second in which it was signed.
    pub time: u64,
    /// The call that appends it.
    pub data: Bytes,
}

impl Signed {
    /// The head.
    pub const fn head(&self) -> Head {
        Head {
            size: self.size,
            root: self.root,
            time: self.time,
        }
    }

    /// What the transaction does that appends it.
    pub fn content(&self) -> B256 {
        let request = Request {
            from: self.operator,
            to: Some(self.contract),
            value: U256::ZERO,
            data: self.data.clone(),
        };
        request.content()
    }

    fn log(&self) -> Log {
        (self.chain_id, self.contract, self.service, self.operator)
    }
}

/// A log: the chain's id, the contract, the service, the operator.
pub type Log = (u64, Address, u64, Address);

/// The file.
pub fn path(project: &Project, chain: &str) -> PathBuf {
    let folder = project.root.join("deployments");
    folder.join(format!("{chain}.heads.json"))
}

/// The heads of a log that were signed in this project, the newest one last.
///
/// # Errors
/// If the file cannot be read.
pub fn of(project: &Project, chain: &str, log: Log) -> Result<Vec<Signed>> {
    let mut list: Vec<Signed> = store::read(&path(project, chain))?;
    list.retain(|signed| signed.log() == log);
    list.sort_by_key(|signed| signed.time);
    Ok(list)
}

/// Records a head after the ones that are known. Those of before the second `newest`, in which the chain's newest head was
/// signed, are removed. Not where another command has signed one meanwhile.
///
/// # Errors
/// If the file cannot be written, or another command was faster.
pub fn record(
    project: &Project,
    chain: &str,
    known: &[Signed],
    newest: u64,
    signed: &Signed,
) -> Result<()> {
    let mut is_known = true;
    store::update(&path(project, chain), |list: &mut Vec<Signed>| {
        let mut own = list.iter().filter(|it| it.log() == signed.log());
        is_known = own.all(|it| known.contains(it));
        if is_known {
            list.retain(|it| it.log() != signed.log() || it.time >= newest);
            list.push(signed.clone());
        }
    })?;
    anyhow::ensure!(
        is_known,
        "expected one command at a time that signs heads of this log, received another one: run it again"
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_that_the_chain_may_lack_are_kept_unless_another_command_was_faster() {
        let folder = tempfile::tempdir().unwrap();
        let project = Project {
            root: folder.path().into(),
            config: Default::default(),
        };
        let signed = |service: u64, size: u64| Signed {
            chain_id: 31_337,
            contract: Address::repeat_byte(1),
            service,
            operator: Address::repeat_byte(2),
            size,
            root: B256::ZERO,
            time: size,
            data: Bytes::new(),
        };
        let known = |it: &Signed| of(&project, "dev", it.log()).unwrap();
        let add =
            |known: &[Signed], newest: u64, it: &Signed| record(&project, "dev", known, newest, it);
        let (one, two, three, other) = (signed(7, 1), signed(7, 2), signed(7, 3), signed(8, 1));
        assert_eq!(known(&one), []);
        add(&[], 0, &one).unwrap();
        add(&[], 0, &other).unwrap();
        add(std::slice::from_ref(&one), 0, &two).unwrap();
        assert_eq!(known(&one), [one.clone(), two.clone()]);
        let late = add(std::slice::from_ref(&one), 0, &three).unwrap_err();
        assert!(late.to_string().contains("run it again"), "{late}");
        assert_eq!(known(&one), [one.clone(), two.clone()]);
        // The chain has the second one.
        add(&known(&one), 2, &three).unwrap();
        assert_eq!(
            (known(&one), known(&other)),
            (vec![two, three], vec![other])
        );
    }
}
