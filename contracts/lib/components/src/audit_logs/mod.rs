//! Audit logs: heads of logs that only grow, and checkpoints of streams (`blueprint_rules::proof`).
//!
//! A service has one record, an operator of it two, of the newest head and of the newest that was witnessed, and each stream
//! one. No entry is stored: a head binds them.

mod streams;
#[cfg(test)]
mod tests;

blueprint_hooks::interface! {
    /// Errors and events of audit logs, and a client of them.
    pub mod abi = "blueprint-abi/library/IAuditLogs.sol";
}

use crate::{
    cell::Map,
    equivocation_evidence::abi::Client as Evidence,
    oracle_committee::abi::Client as Committee,
    peer::{answered, other},
    service_levels::abi::{Client as Levels, NotServing, NotVerifier},
    signatures::signer,
};
use abi::*;
use blueprint_hooks::{
    call::CallError, ensure, env, record, Address, Bytes, CustomError, Event, List, Result, Revert,
    Vec, Word, U256,
};
use blueprint_rules::{
    oracle::Kind,
    proof::{verify_consistency, verify_inclusion, Checkpoint as Link, Hash, ProofError, TreeHead},
};
use core::cell::Cell;
use ink::storage::traits::{AutoKey, StorageKey};

/// SHA-256 of nothing: the root of a log without entries.
pub const EMPTY_ROOT: Hash = [
    0xe3, 0xb0, 0xc4, 0x42, 0x98, 0xfc, 0x1c, 0x14, 0x9a, 0xfb, 0xf4, 0xc8, 0x99, 0x6f, 0xb9, 0x24,
    0x27, 0xae, 0x41, 0xe4, 0x64, 0x9b, 0x93, 0x4c, 0xa4, 0x95, 0x99, 0x1b, 0x78, 0x52, 0xb8, 0x55,
];
/// The kind of a committee's question whose answer a threshold of members signs.
const AGREEMENT: u8 = Kind::Agreement as u8;
/// keccak-256 of `AuditLog(address logs,uint64 serviceId,address operator)`.
const LOG_TYPE: Hash = [
    0x36, 0x14, 0xe7, 0xeb, 0x9c, 0xee, 0xbe, 0x41, 0x33, 0x81, 0x08, 0x22, 0xfe, 0x49, 0x13, 0xf8,
    0x2f, 0xb5, 0x40, 0x9d, 0xe5, 0x00, 0xc9, 0xd4, 0x7c, 0x61, 0x7b, 0xef, 0xd1, 0xfb, 0xb8, 0x27,
];

/// What heads of a service are signed for. Written once.
#[record]
pub struct Service {
    /// Makes the digests that operators sign.
    pub evidence: Address,
    /// Whose windows heads keep; zero for none.
    pub levels: Address,
    /// The witnesses; zero for none.
    pub committee: Address,
}

/// The head of an operator's log.
#[record]
pub struct StoredHead {
    /// Entries.
    pub size: u64,
    /// Of the tree.
    pub root: Hash,
    /// When it was signed; 0 for no head.
    pub time: u64,
}

/// The newest checkpoint of a stream.
#[record]
pub struct Stream {
    /// The checkpoint.
    pub newest: Link,
    /// When it was made.
    pub time: u64,
}

/// Services, heads and streams. The contract authorises.
#[ink::storage_item]
#[derive(Default, Debug)]
pub struct AuditLogs<KEY: StorageKey = AutoKey> {
    services: Map<u64, Service>,
    heads: Map<(u64, Address), StoredHead>,
    witnessed: Map<(u64, Address), StoredHead>,
    streams: Map<(u64, u64, Address), Stream>,
}

impl<KEY: StorageKey> AuditLogs<KEY> {
    /// Fixes what heads of a service are signed for. Errors: `AlreadyOpen`, `NotVerifierOf`, `PeerFailed`.
    pub fn open(&mut self, service_id: u64, service: &Service) -> Result<()> {
        let is_new = self.services.get(&service_id).is_none();
        ensure!(is_new, AlreadyOpen { service_id });
        let Service {
            evidence,
            levels,
            committee,
        } = *service;
        other(levels)?;
        if !levels.is_zero() {
            let verifier = Levels::at(levels).verifier_of(service_id);
            let is_verifier = answered(levels, verifier)? == env::this();
            ensure!(is_verifier, NotVerifierOf { levels, service_id });
        }
        // What is another contract does not answer.
        other(evidence)?;
        let digest = Evidence::at(evidence).head_digest(service_id, [0; 32], 0, [0; 32], 0);
        answered(evidence, digest)?;
        other(committee)?;
        if !committee.is_zero() {
            answered(committee, Committee::at(committee).value_of([0; 32]))?;
        }
        self.services.set(&service_id, service);
        ServiceOpened {
            service_id,
            evidence,
            levels,
            committee,
        }
        .emit();
        Ok(())
    }

    /// Appends the newest head of an operator's log. Errors: `UnknownService`, `InFuture`, `NotNewer`, `NotOperatorSigned`,
    /// `Shrinking`, `ProofLength`, `WrongRoot`, `PeerFailed`, those of the peers.
    pub fn append(
        &mut self,
        service_id: u64,
        operator: Address,
        head: &StoredHead,
        signature: &Bytes,
        proof: &List<Hash>,
    ) -> Result<()> {
        let service = self.service(service_id)?;
        let (moment, time) = (head.time, env::now());
        ensure!(moment <= time, InFuture { moment, time });
        let before = self.head(service_id, operator);
        let (expected_above, received) = (before.time, head.time);
        let is_newer = received > expected_above;
        ensure!(
            is_newer,
            NotNewer {
                expected_above,
                received
            }
        );
        let evidence = service.evidence;
        let digest =
            Evidence::at(evidence).head_digest(service_id, log(), head.size, head.root, head.time);
        let received = signer(&answered(evidence, digest)?, signature).unwrap_or_default();
        let is_signed = received == operator && !operator.is_zero();
        ensure!(is_signed, NotOperatorSigned { operator, received });
        let (old, new) = (before.tree(), head.tree());
        let proof = proof.to_vec()?;
        hashed(|sha256| match old.size {
            // The root of nothing is known, and continues as any.
            0 if new.size != 0 && proof.is_empty() => Ok(()),
            _ => verify_consistency(&sha256, &old, &new, &proof),
        })?;
        // Else an account that appends a later head makes the word of the witnesses useless.
        self.take_over(&service, service_id, operator, &before)?;
        self.heads.set(&(service_id, operator), head);
        HeadAppended {
            service_id,
            operator,
            size: head.size,
            root: head.root,
            time: head.time,
            signature: signature.clone(),
        }
        .emit();
        match service.committee.is_zero() {
            true => keep(&service, service_id, operator, head.time),
            false => Ok(()),
        }
    }

    /// Takes over that the committee signed an operator's newest head. Errors: `UnknownService`, `NoWitnesses`, `NoHead`,
    /// `NotWitnessed`, `WrongKind`, `PeerFailed`, those of the peers.
    pub fn witness(&mut self, service_id: u64, operator: Address) -> Result<()> {
        let service = self.service(service_id)?;
        let no_witnesses = NoWitnesses { service_id };
        ensure!(!service.committee.is_zero(), no_witnesses);
        let head = self.existing(service_id, operator, false)?;
        let received = signed(&service, service_id, operator)?;
        let expected = value(&head);
        ensure!(received == expected, NotWitnessed { expected, received });
        let (expected, received) = (AGREEMENT, kind(&service, service_id, operator)?);
        ensure!(received == expected, WrongKind { expected, received });
        self.record_witnessed(&service, service_id, operator, &head)
    }

    /// Takes over that the committee signed a head which makes room, where it did. Errors: `PeerFailed`, those of the peers.
    fn take_over(
        &mut self,
        service: &Service,
        service_id: u64,
        operator: Address,
        head: &StoredHead,
    ) -> Result<()> {
        let is_open = head.time > self.witnessed(service_id, operator).time;
        if service.committee.is_zero() || !is_open {
            return Ok(());
        }
        let is_signed = signed(service, service_id, operator)? == value(head);
        match is_signed && kind(service, service_id, operator)? == AGREEMENT {
            true => self.record_witnessed(service, service_id, operator, head),
            false => Ok(()),
        }
    }

    /// A head was witnessed. Errors: `PeerFailed`, those of the levels.
    fn record_witnessed(
        &mut self,
        service: &Service,
        service_id: u64,
        operator: Address,
        head: &StoredHead,
    ) -> Result<()> {
        self.witnessed.set(&(service_id, operator), head);
        HeadWitnessed {
            service_id,
            operator,
            size: head.size,
            root: head.root,
            time: head.time,
        }
        .emit();
        keep(service, service_id, operator, head.time)
    }

    /// Checks that an entry, by its hash as a leaf, is in the newest head, or the newest one that was witnessed; the time of
    /// the head. Errors: `NoHead`, `NoSuchEntry`, `ProofLength`, `WrongRoot`, `PeerFailed`.
    pub fn verify_entry(
        &self,
        service_id: u64,
        operator: Address,
        index: u64,
        leaf: Hash,
        proof: &List<Hash>,
        witnessed: bool,
    ) -> Result<u64> {
        let head = self.existing(service_id, operator, witnessed)?;
        let proof = proof.to_vec()?;
        hashed(|sha256| verify_inclusion(&sha256, &head.tree(), index, &leaf, &proof))?;
        Ok(head.time)
    }

    /// What heads of a service are signed for; zeros for a service that is not open.
    pub fn stated(&self, service_id: u64) -> Service {
        self.services.get(&service_id).unwrap_or_default()
    }

    /// What heads of a service are signed for. Errors: `UnknownService`.
    fn service(&self, service_id: u64) -> Result<Service> {
        let service = self.services.get(&service_id);
        Ok(service.ok_or(UnknownService { service_id })?)
    }

    /// An operator's newest head.
    pub fn head(&self, service_id: u64, operator: Address) -> StoredHead {
        self.heads.get(&(service_id, operator)).unwrap_or_default()
    }

    /// An operator's newest head that was witnessed.
    pub fn witnessed(&self, service_id: u64, operator: Address) -> StoredHead {
        let head = self.witnessed.get(&(service_id, operator));
        head.unwrap_or_default()
    }

    /// One of the two. Errors: `NoHead`.
    fn existing(&self, service_id: u64, operator: Address, witnessed: bool) -> Result<StoredHead> {
        let head = match witnessed {
            true => self.witnessed(service_id, operator),
            false => self.head(service_id, operator),
        };
        let none = NoHead {
            service_id,
            operator,
        };
        ensure!(head.time != 0, none);
        Ok(head)
    }
}

impl StoredHead {
    /// The tree; without entries where there is no head.
    fn tree(&self) -> TreeHead {
        match self.time {
            0 => TreeHead {
                size: 0,
                root: EMPTY_ROOT,
            },
            _ => TreeHead {
                size: self.size,
                root: self.root,
            },
        }
    }
}

/// The name of every operator's log.
pub fn log() -> Hash {
    env::this().to_word()
}

/// The question of the committee about an operator's log.
pub fn question(service_id: u64, operator: Address) -> Hash {
    let words = [
        LOG_TYPE,
        env::this().to_word(),
        service_id.to_word(),
        operator.to_word(),
    ];
    env::keccak256(words.as_flattened())
}

/// What the committee signs for a head.
pub fn value(head: &StoredHead) -> U256 {
    let words = [head.size.to_word(), head.root, head.time.to_word()];
    U256::from_big_endian(&env::keccak256(words.as_flattened()))
}

/// What the committee signed last of an operator's log. Errors: `PeerFailed`, those of the committee.
fn signed(service: &Service, service_id: u64, operator: Address) -> Result<U256> {
    let committee = service.committee;
    let signed = Committee::at(committee).value_of(question(service_id, operator));
    let (value, ..) = answered(committee, signed)?;
    Ok(value)
}

/// The kind of the committee's question: a median of hashes is the word of one member. Errors: `PeerFailed`, those of the
/// committee.
fn kind(service: &Service, service_id: u64, operator: Address) -> Result<u8> {
    let committee = service.committee;
    let asked = Committee::at(committee).question_of(question(service_id, operator));
    Ok(answered(committee, asked)?.kind)
}

/// Keeps the window of a time, where a service has levels and the window can still be answered: a log goes on where there is
/// none to keep. Errors: `PeerFailed`, those of the levels.
fn keep(service: &Service, service_id: u64, operator: Address, time: u64) -> Result<()> {
    let levels = service.levels;
    if levels.is_zero() {
        return Ok(());
    }
    let client = Levels::at(levels);
    let begun = answered(levels, client.windows_begun(service_id, time))?;
    let Some(window) = begun.checked_sub(1) else {
        return Ok(());
    };
    let (_, answers_end, _) = answered(levels, client.times_of(service_id, window))?;
    if env::now() >= answers_end {
        return Ok(());
    }
    let operators = Vec::from([operator]);
    match client.mark(service_id, window, &operators) {
        Err(CallError::Reverted(data)) if is_elsewhere(&data) => Ok(()),
        marked => answered(levels, marked),
    }
}

/// Whether the levels say that the window is not the operator's, or not this contract's to keep.
fn is_elsewhere(error: &[u8]) -> bool {
    let selectors = [NotServing::SELECTOR, NotVerifier::SELECTOR];
    selectors.iter().any(|selector| error.starts_with(selector))
}

/// Runs a check with the host's SHA-256. Errors: those of the proof, `PeerFailed` where the host does not hash.
fn hashed(
    check: impl FnOnce(&dyn Fn(&[&[u8]]) -> Hash) -> core::result::Result<(), ProofError>,
) -> Result<()> {
    let failed = Cell::new(false);
    let sha256 = |parts: &[&[u8]]| {
        let hash = env::sha256(&parts.concat());
        failed.set(failed.get() || hash.is_none());
        hash.unwrap_or_default()
    };
    let checked = check(&sha256);
    let peer = env::SHA256;
    ensure!(!failed.get(), PeerFailed { peer });
    checked.map_err(of_proof)
}

fn of_proof(error: ProofError) -> Revert {
    let count = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
    match error {
        ProofError::IndexOutOfRange {
            expected_below: size,
            received,
        } => NoSuchEntry { size, received }.into(),
        ProofError::WrongLength { expected, received } => {
            let (expected, received) = (count(expected), count(received));
            ProofLength { expected, received }.into()
        }
        ProofError::Shrinking {
            expected_at_least,
            received,
        } => Shrinking {
            expected_at_least,
            received,
        }
        .into(),
        ProofError::WrongRoot { expected, received } => WrongRoot { expected, received }.into(),
        // Of trees that are addressed otherwise.
        ProofError::TooHigh { received, .. } => {
            let expected = u64::BITS;
            ProofLength { expected, received }.into()
        }
    }
}
