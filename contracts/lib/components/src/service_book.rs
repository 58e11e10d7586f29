//! What a contract beside the runtime has to know of services: whose blueprint they run, who works
//! for them and who may complain. The runtime tells it; the component asks nobody.

use crate::cell::Map;
use blueprint_hooks::{events, Event};
use codec::{Decode, Encode, MaxEncodedLen};
use ink::{
    storage::traits::{AutoKey, StorageKey},
    Address,
};

events! {
    /// A blueprint's owner, from now on.
    pub struct OwnerSet {
        /// The blueprint.
        #[topic]
        pub blueprint_id: u64,
        /// Who.
        #[topic]
        pub owner: Address,
    }

    /// A service runs, or does not.
    pub struct ServiceSet {
        /// The service instance.
        #[topic]
        pub service_id: u64,
        /// Its blueprint.
        #[topic]
        pub blueprint_id: u64,
        /// Whether it runs.
        pub active: bool,
    }

    /// An operator works for a service, or does not.
    pub struct OperatorSet {
        /// The service instance.
        #[topic]
        pub service_id: u64,
        /// Who.
        #[topic]
        pub operator: Address,
        /// Whether it does.
        pub serves: bool,
    }

    /// An account may report operators of a service, or may not.
    pub struct ReporterSet {
        /// The service instance.
        #[topic]
        pub service_id: u64,
        /// Who.
        #[topic]
        pub reporter: Address,
        /// Whether it may.
        pub may: bool,
    }
}

/// A service as the runtime told of it.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, Encode, Decode, MaxEncodedLen, scale_info::TypeInfo,
)]
pub struct Service {
    /// Its blueprint.
    pub blueprint_id: u64,
    /// Whether it runs.
    pub active: bool,
}

/// What was told. Whether the caller may tell is the contract's to know.
#[ink::storage_item]
#[derive(Default, Debug)]
pub struct ServiceBook<KEY: StorageKey = AutoKey> {
    owners: Map<u64, Address>,
    services: Map<u64, Service>,
    operators: Map<(u64, Address), bool>,
    reporters: Map<(u64, Address), bool>,
}

impl<KEY: StorageKey> ServiceBook<KEY> {
    /// Who owns a blueprint.
    pub fn set_owner(&mut self, blueprint_id: u64, owner: Address) {
        self.owners.set(&blueprint_id, &owner);
        OwnerSet {
            blueprint_id,
            owner,
        }
        .emit();
    }

    /// Whose blueprint a service runs, and whether it does.
    pub fn set_service(&mut self, service_id: u64, service: Service) {
        self.services.set(&service_id, &service);
        ServiceSet {
            service_id,
            blueprint_id: service.blueprint_id,
            active: service.active,
        }
        .emit();
    }

    /// Whether an operator works for a service.
    pub fn set_operator(&mut self, service_id: u64, operator: Address, serves: bool) {
        self.operators.set(&(service_id, operator), &serves);
        OperatorSet {
            service_id,
            operator,
            serves,
        }
        .emit();
    }

    /// Whether an account may report operators of a service.
    pub fn set_reporter(&mut self, service_id: u64, reporter: Address, may: bool) {
        self.reporters.set(&(service_id, reporter), &may);
        ReporterSet {
            service_id,
            reporter,
            may,
        }
        .emit();
    }

    /// A blueprint's owner; zero if nobody was told of.
    pub fn owner(&self, blueprint_id: u64) -> Address {
        self.owners.get(&blueprint_id).unwrap_or_default()
    }

    /// A service; of blueprint 0 and not running if it was never told of.
    pub fn service(&self, service_id: u64) -> Service {
        self.services.get(&service_id).unwrap_or_default()
    }

    /// Whether an operator works for a service.
    pub fn serves(&self, service_id: u64, operator: Address) -> bool {
        let told = self.operators.get(&(service_id, operator));
        told.unwrap_or_default()
    }

    /// Whether an account may report operators of a service.
    pub fn may_report(&self, service_id: u64, reporter: Address) -> bool {
        let told = self.reporters.get(&(service_id, reporter));
        told.unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ink::storage::traits::ManualKey;

    const ALICE: Address = ink::H160([1; 20]);

    #[ink::test]
    fn nothing_told_is_nothing_known() {
        let book = ServiceBook::<ManualKey<31>>::default();
        assert_eq!(book.owner(0), Address::zero());
        assert_eq!(book.service(0), Service::default());
        assert!(!book.serves(0, ALICE) && !book.may_report(0, ALICE));
    }

    #[ink::test]
    fn what_is_told_last_holds_for_that_service_alone() {
        let mut book = ServiceBook::<ManualKey<31>>::default();
        book.set_operator(7, ALICE, true);
        book.set_reporter(7, ALICE, true);
        assert!(book.serves(7, ALICE) && !book.serves(8, ALICE));
        book.set_operator(7, ALICE, false);
        assert!(!book.serves(7, ALICE) && book.may_report(7, ALICE));
    }
}
