//! What a contract beside the runtime has to know of services: whose blueprint they run, which
//! operators work for them and which accounts may report. The runtime writes it.

use crate::{
    cell::Map,
    report_desk::abi::{OperatorSet, OwnerSet, ReporterSet, ServiceSet},
};
use blueprint_hooks::{record, Address, Event};
use ink::storage::traits::{AutoKey, StorageKey};

/// A service.
#[record]
pub struct Service {
    /// Its blueprint.
    pub blueprint_id: u64,
    /// Whether it runs.
    pub active: bool,
}

/// The runtime's entries. The contract authorises their caller.
#[ink::storage_item]
#[derive(Default, Debug)]
pub struct ServiceBook<KEY: StorageKey = AutoKey> {
    owners: Map<u64, Address>,
    services: Map<u64, Service>,
    operators: Map<(u64, Address), bool>,
    reporters: Map<(u64, Address), bool>,
}

impl<KEY: StorageKey> ServiceBook<KEY> {
    /// Sets a blueprint's owner.
    pub fn set_owner(&mut self, blueprint_id: u64, owner: Address) {
        self.owners.set(&blueprint_id, &owner);
        OwnerSet {
            blueprint_id,
            owner,
        }
        .emit();
    }

    /// Sets whose blueprint a service runs, and whether it does.
    pub fn set_service(&mut self, service_id: u64, service: Service) {
        self.services.set(&service_id, &service);
        let Service {
            blueprint_id,
            active,
        } = service;
        ServiceSet {
            service_id,
            blueprint_id,
            active,
        }
        .emit();
    }

    /// Sets whether an operator works for a service.
    pub fn set_operator(&mut self, service_id: u64, operator: Address, serves: bool) {
        self.operators.set(&(service_id, operator), &serves);
        OperatorSet {
            service_id,
            operator,
            serves,
        }
        .emit();
    }

    /// Sets whether an account may report operators of a service.
    pub fn set_reporter(&mut self, service_id: u64, reporter: Address, may: bool) {
        self.reporters.set(&(service_id, reporter), &may);
        ReporterSet {
            service_id,
            reporter,
            may,
        }
        .emit();
    }

    /// A blueprint's owner; zero if none was set.
    pub fn owner(&self, blueprint_id: u64) -> Address {
        self.owners.get(&blueprint_id).unwrap_or_default()
    }

    /// A service; of blueprint 0 and not running if it was never set.
    pub fn service(&self, service_id: u64) -> Service {
        self.services.get(&service_id).unwrap_or_default()
    }

    /// Whether an operator works for a service.
    pub fn serves(&self, service_id: u64, operator: Address) -> bool {
        let serves = self.operators.get(&(service_id, operator));
        serves.unwrap_or_default()
    }

    /// Whether an account may report operators of a service.
    pub fn may_report(&self, service_id: u64, reporter: Address) -> bool {
        let may = self.reporters.get(&(service_id, reporter));
        may.unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ink::storage::traits::ManualKey;

    const ALICE: Address = ink::H160([1; 20]);

    #[ink::test]
    fn nothing_set_is_nothing_known() {
        let book = ServiceBook::<ManualKey<31>>::default();
        assert_eq!(book.owner(0), Address::zero());
        assert_eq!(book.service(0), Service::default());
        assert!(!book.serves(0, ALICE) && !book.may_report(0, ALICE));
    }

    #[ink::test]
    fn what_is_set_last_holds_for_that_service_alone() {
        let mut book = ServiceBook::<ManualKey<31>>::default();
        book.set_operator(7, ALICE, true);
        book.set_reporter(7, ALICE, true);
        assert!(book.serves(7, ALICE) && !book.serves(8, ALICE));
        book.set_operator(7, ALICE, false);
        assert!(!book.serves(7, ALICE) && book.may_report(7, ALICE));
    }
}
