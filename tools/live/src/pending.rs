//! Transactions that were signed and not yet seen in a block: `deployments/<chain>.pending.json`.
//!
//! A transaction is written there before it is sent. If the connection, the command or the machine ends before it
//! is in a block, the next command of the account finds it there and does not send a second one.

use crate::{store, Project};
use alloy_primitives::{Address, Bytes, B256};
use anyhow::{bail, Result};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// A transaction that was signed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Pending {
    /// Its hash.
    pub hash: B256,
    /// The id of the chain.
    pub chain_id: u64,
    /// Its sender.
    pub from: Address,
    /// Its nonce.
    pub nonce: u64,
    /// The most it pays for a unit of gas, in wei.
    pub max_fee: u128,
    /// What of it goes to the author of the block, in wei a unit of gas.
    pub priority_fee: u128,
    /// Keccak-256 of receiver, value and data: what it does, whatever it pays.
    pub content: B256,
    /// What it is for.
    pub purpose: String,
    /// Its bytes, which can be sent again: they are still one transaction.
    pub raw: Bytes,
    /// The last block in which it can be, of Substrate's; zero for none.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub until: u64,
}

fn is_zero(until: &u64) -> bool {
    *until == 0
}

fn path(project: &Project, chain: &str) -> PathBuf {
    project
        .root
        .join("deployments")
        .join(format!("{chain}.pending.json"))
}

/// The pending transactions of an account on a chain, by nonce.
///
/// # Errors
/// If the file cannot be read.
pub fn of(project: &Project, chain: &str, chain_id: u64, from: Address) -> Result<Vec<Pending>> {
    let mut list: Vec<Pending> = store::read(&path(project, chain))?;
    list.retain(|pending| pending.chain_id == chain_id && pending.from == from);
    list.sort_by_key(|pending| pending.nonce);
    Ok(list)
}

/// Adds a transaction, before it is sent. It may stand beside one of the same account and nonce where that was chosen: one of the two
/// will be in a block.
///
/// # Errors
/// If another command is sending with the nonce, which was not chosen; if the file cannot be written.
pub fn add(project: &Project, chain: &str, pending: Pending, may_stand_beside: bool) -> Result<()> {
    let place = |it: &Pending| (it.chain_id, it.from, it.nonce);
    let mut taken = None;
    store::update(&path(project, chain), |list: &mut Vec<Pending>| {
        let other = list.iter().find(|other| place(other) == place(&pending));
        taken = other.filter(|_| !may_stand_beside).map(|it| it.hash);
        if taken.is_none() {
            list.retain(|other| other.hash != pending.hash);
            list.push(pending.clone());
        }
    })?;
    if let Some(hash) = taken {
        bail!(
            "expected the only command that sends for {} on {chain}, received another one at the same time, which sends {hash} with nonce {}: \
             send again when it has ended",
            pending.from,
            pending.nonce
        );
    }
    Ok(())
}

/// Adds a transaction, before it is sent, that no other one of the account does the same as.
///
/// # Errors
/// If another command has added one of the same content; if the file cannot be written.
pub fn add_once(project: &Project, chain: &str, pending: Pending) -> Result<()> {
    let does = |it: &Pending| (it.chain_id, it.from, it.content);
    let mut other = None;
    store::update(&path(project, chain), |list: &mut Vec<Pending>| {
        other = list
            .iter()
            .find(|it| does(it) == does(&pending))
            .map(|it| it.hash);
        if other.is_none() {
            list.push(pending.clone());
        }
    })?;
    if let Some(hash) = other {
        bail!(
            "expected one command that sends {} on {chain}, received another one at the same time, which sends {hash}: nothing was sent",
            pending.purpose
        );
    }
    Ok(())
}

/// Removes what an account sent with a nonce: one of these transactions is in a block, and excludes the others.
///
/// # Errors
/// If the file cannot be written.
pub fn settle(
    project: &Project,
    chain: &str,
    chain_id: u64,
    from: Address,
    nonce: u64,
) -> Result<()> {
    store::update(&path(project, chain), |list: &mut Vec<Pending>| {
        list.retain(|other| (other.chain_id, other.from, other.nonce) != (chain_id, from, nonce));
    })
}

/// Removes one transaction: it was not accepted, or cannot be in a block any more.
///
/// # Errors
/// If the file cannot be written.
pub fn remove(project: &Project, chain: &str, hash: B256) -> Result<()> {
    store::update(&path(project, chain), |list: &mut Vec<Pending>| {
        list.retain(|other| other.hash != hash);
    })
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn pending(hash: u8, nonce: u64) -> Pending {
        Pending {
            hash: B256::with_last_byte(hash),
            chain_id: 31337,
            from: Address::with_last_byte(1),
            nonce,
            max_fee: 1,
            priority_fee: 0,
            content: B256::ZERO,
            purpose: "test".into(),
            until: 0,
            raw: Bytes::new(),
        }
    }

    #[test]
    fn a_nonce_settles_its_transactions_alone() {
        let folder = tempfile::tempdir().unwrap();
        let project = Project {
            root: folder.path().into(),
            config: Default::default(),
        };
        let other = Pending {
            chain_id: 1,
            ..pending(4, 7)
        };
        for added in [pending(3, 8), pending(1, 7), pending(2, 7), other] {
            add(&project, "dev", added, true).unwrap();
        }
        // Two commands that chose the same nonce by themselves would send one transaction, and both report it.
        for same in [pending(1, 7), pending(5, 7)] {
            let error = add(&project, "dev", same, false).unwrap_err().to_string();
            assert!(error.contains("send again"), "{error}");
        }
        let account = Address::with_last_byte(1);
        let list = || of(&project, "dev", 31337, account).unwrap();
        assert_eq!(list(), [pending(1, 7), pending(2, 7), pending(3, 8)]);
        settle(&project, "dev", 31337, account, 7).unwrap();
        assert_eq!(list(), [pending(3, 8)]);
        assert_eq!(of(&project, "dev", 1, account).unwrap().len(), 1);
        remove(&project, "dev", B256::with_last_byte(3)).unwrap();
        assert_eq!(list(), []);
        // Of two commands that send the same at the same time, one does.
        add_once(&project, "dev", pending(1, 7)).unwrap();
        let twice = add_once(&project, "dev", pending(2, 8));
        assert!(twice.unwrap_err().to_string().contains("nothing was sent"));
        let another = Pending {
            content: B256::with_last_byte(1),
            ..pending(2, 8)
        };
        add_once(&project, "dev", another.clone()).unwrap();
        assert_eq!(list(), [pending(1, 7), another]);
    }
}
