//! Enclave keys: keys that operators' enclaves hold, and the resources that enclaves report
//! (`blueprint_rules::qos::enclave_keys`).
//!
//! A service has one record, its terms, and one for each measurement that is allowed. An operator of it has two, of its key and
//! of its usage, and a key has one while it is enrolled.

mod enrol;
mod reports;
mod signing;

blueprint_hooks::interface! {
    /// Errors and events of enclave keys, and a client of them.
    pub mod abi = "blueprint-abi/library/IEnclaveKeys.sol";
}
pub use abi::ResourceReport;
pub use blueprint_rules::qos::enclave_keys::{Bound, Terms};
pub use enrol::Key;
pub use signing::{question, report_digest, revocation_digest, value};

use crate::{
    cell::Map,
    computation_proofs::abi::Client as Proofs,
    oracle_committee::abi::Client as Committee,
    peer::{answered, other},
    usage_receipts::abi::Client as Receipts,
};
use abi::{
    AlreadyOpen, MeasurementSet, NoEnroller, OtherPeriod, PeerFailed, ServiceOpened, UnknownService,
};
use blueprint_hooks::{ensure, env, record, Address, Event, Result, Revert};
use blueprint_rules::qos::enclave_keys::{TermOutOfBounds, Usage, KEPT};
use ink::storage::traits::{AutoKey, StorageKey};

/// How a service enrols keys, and what a task may use. Written once.
#[record]
pub struct Service {
    /// The committee that verifies quotes; zero for none.
    pub enroller: Address,
    /// Where proofs of quotes are verified; zero for none.
    pub proofs: Address,
    /// The job of the proofs.
    pub job: u8,
    /// What tasks are counted by; zero for what the enclave reports.
    pub receipts: Address,
    /// Periods for which a period can be reported after its own.
    pub kept: u64,
    /// The terms.
    pub terms: Terms,
}

/// An operator's key. Of one that was removed, the time of its evidence stays, and which key was revoked last.
#[record]
pub struct Enrolment {
    /// The key; zero for none.
    pub key: Address,
    /// What runs.
    pub measurement: [u8; 32],
    /// The first second in which it does not hold any more.
    pub expires: u64,
    /// Whether it was enrolled by a proof.
    pub is_proven: bool,
    /// The call that was proven.
    pub call_id: u64,
    /// The second of the evidence.
    pub time: u64,
    /// The key that was revoked last; zero for none.
    pub revoked: Address,
}

/// The usage of an operator.
#[record]
pub struct Reported {
    usage: Usage,
}

/// Terms, keys and usage. The contract authorises.
#[ink::storage_item]
#[derive(Default, Debug)]
pub struct EnclaveKeys<KEY: StorageKey = AutoKey> {
    services: Map<u64, Service>,
    measurements: Map<(u64, [u8; 32]), bool>,
    enrolments: Map<(u64, Address), Enrolment>,
    operators: Map<(u64, Address), Address>,
    reports: Map<(u64, Address), Reported>,
}

impl<KEY: StorageKey> EnclaveKeys<KEY> {
    /// Fixes the terms of a service. What the record says of `kept` is not read. Errors: `AlreadyOpen`, `TermOutOfBounds`,
    /// `NoEnroller`, `OtherPeriod`, `PeerFailed`, those of the peers.
    pub fn open(&mut self, service_id: u64, service: &Service) -> Result<()> {
        let is_new = self.services.get(&service_id).is_none();
        ensure!(is_new, AlreadyOpen { service_id });
        service.terms.check().map_err(of_term)?;
        let (enroller, proofs, receipts) = (service.enroller, service.proofs, service.receipts);
        let has_one = !enroller.is_zero() || !proofs.is_zero();
        ensure!(has_one, NoEnroller { service_id });
        // What is another contract does not answer.
        if let Some(peer) = named(enroller)? {
            answered(peer, Committee::at(peer).value_of([0; 32]))?;
        }
        if let Some(peer) = named(proofs)? {
            answered(peer, Proofs::at(peer).call_of(service_id, 0))?;
        }
        let mut kept = KEPT;
        if let Some(peer) = named(receipts)? {
            let (expected, _, retention, ..) = answered(peer, Receipts::at(peer).terms())?;
            let received = service.terms.period;
            ensure!(received == expected, OtherPeriod { expected, received });
            // What is another contract may have terms too, of nothing.
            ensure!(retention != 0, PeerFailed { peer });
            // While the units of a period cannot be cleared.
            kept = kept.min(retention);
        }
        let service = Service { kept, ..*service };
        self.services.set(&service_id, &service);
        ServiceOpened {
            service_id,
            enroller,
            proofs,
            receipts,
        }
        .emit();
        Ok(())
    }

    /// Allows a measurement, or withdraws it. Errors: `UnknownService`.
    pub fn allow(&mut self, service_id: u64, measurement: [u8; 32], allowed: bool) -> Result<()> {
        self.service(service_id)?;
        let key = (service_id, measurement);
        match allowed {
            true => self.measurements.set(&key, &true),
            false => {
                self.measurements.clear(&key);
            }
        }
        MeasurementSet {
            service_id,
            measurement,
            allowed,
        }
        .emit();
        Ok(())
    }

    /// Whether a measurement is allowed.
    pub fn is_allowed(&self, service_id: u64, measurement: [u8; 32]) -> bool {
        self.measurements
            .get(&(service_id, measurement))
            .unwrap_or_default()
    }

    /// The terms of a service. Errors: `UnknownService`.
    pub fn service(&self, service_id: u64) -> Result<Service> {
        let service = self.services.get(&service_id);
        Ok(service.ok_or(UnknownService { service_id })?)
    }

    /// An operator's key.
    pub fn enrolment(&self, service_id: u64, operator: Address) -> Enrolment {
        let enrolment = self.enrolments.get(&(service_id, operator));
        enrolment.unwrap_or_default()
    }

    /// Whether an operator's key can sign now.
    pub fn is_valid(&self, service_id: u64, enrolment: &Enrolment) -> bool {
        !enrolment.key.is_zero()
            && env::now() < enrolment.expires
            && self.is_allowed(service_id, enrolment.measurement)
    }

    /// Whose key it is; zero for none.
    pub fn operator(&self, service_id: u64, key: Address) -> Address {
        self.operators.get(&(service_id, key)).unwrap_or_default()
    }

    /// What an operator used of its bound in a period; `None` where it is not known.
    pub fn used(&self, service_id: u64, operator: Address, period: u64) -> Option<u32> {
        self.reported(service_id, operator).of(period)
    }

    fn reported(&self, service_id: u64, operator: Address) -> Usage {
        let reported = self.reports.get(&(service_id, operator));
        reported.unwrap_or_default().usage
    }
}

/// A peer; `None` for the zero address. Errors: `PeerFailed` for this contract.
fn named(peer: Address) -> Result<Option<Address>> {
    other(peer)?;
    Ok((!peer.is_zero()).then_some(peer))
}

fn of_term(error: TermOutOfBounds) -> Revert {
    abi::TermOutOfBounds {
        term: error.term,
        least: error.least.into(),
        most: error.most.into(),
        received: error.received.into(),
    }
    .into()
}
