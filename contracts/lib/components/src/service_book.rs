//! What a contract beside the runtime has to know of services: whose blueprint they run, which
//! operators work for them and which accounts may report. The runtime writes it.

use crate::{
    cell::Map,
    report_desk::abi::{
        BlueprintOfferCancelled, BlueprintOffered, OperatorSet, OwnerIsSet, OwnerSet, ReporterSet,
        ServiceSet,
    },
    roles,
};
use blueprint_hooks::{ensure, env, record, Address, Event, Result};
use blueprint_rules::roles::{Role, Standing};
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
    owners: Map<u64, Role>,
    services: Map<u64, Service>,
    operators: Map<(u64, Address), bool>,
    reporters: Map<(u64, Address), bool>,
}

impl<KEY: StorageKey> ServiceBook<KEY> {
    /// Sets a blueprint's owner, where it has none yet. Errors: `ZeroRole`, `OwnerIsSet`.
    pub fn set_owner(&mut self, blueprint_id: u64, owner: Address) -> Result<()> {
        if let Some(Role { holder, .. }) = self.owners.get(&blueprint_id) {
            let is_set = OwnerIsSet {
                expected: holder,
                received: owner,
            };
            ensure!(owner == holder, is_set);
            return Ok(());
        }
        let role = Role::new(owner).map_err(roles::revert)?;
        self.owns(blueprint_id, &role);
        Ok(())
    }

    /// Offers a blueprint to `successor`, who can accept it after `delay` seconds. The contract says by what
    /// right the caller does. Errors: `ZeroRole`, `RolesNotDistinct`, `RoleOffered`.
    pub fn offer(
        &mut self,
        blueprint_id: u64,
        by: Standing,
        successor: Address,
        delay: u64,
    ) -> Result<()> {
        let offered = self
            .role(blueprint_id)
            .offered(by, successor, env::now(), delay);
        let offered = offered.map_err(roles::revert)?;
        self.owners.set(&blueprint_id, &offered);
        let offer = offered.offer.unwrap_or_default();
        BlueprintOffered {
            blueprint_id,
            successor,
            by: env::caller(),
            from: offer.from,
            until: offer.until(),
        }
        .emit();
        Ok(())
    }

    /// Takes an offer back. Errors: `RoleNotOffered`, `RoleOffered`.
    pub fn cancel(&mut self, blueprint_id: u64, by: Standing) -> Result<()> {
        let role = self.role(blueprint_id);
        let cancelled = role.cancelled(by, env::now()).map_err(roles::revert)?;
        self.owners.set(&blueprint_id, &cancelled);
        let successor = role.offer.unwrap_or_default().to;
        BlueprintOfferCancelled {
            blueprint_id,
            successor,
        }
        .emit();
        Ok(())
    }

    /// The caller takes a blueprint over that is offered to it.
    /// Errors: `RoleNotOffered`, `NotSuccessor`, `RoleTooEarly`.
    pub fn accept(&mut self, blueprint_id: u64) -> Result<()> {
        let role = self.role(blueprint_id);
        let accepted = role.accepted(env::caller(), env::now());
        self.owns(blueprint_id, &accepted.map_err(roles::revert)?);
        Ok(())
    }

    /// To whom a blueprint is offered, and the first and the last second in which it can be accepted; zeros for
    /// no offer.
    pub fn offer_of(&self, blueprint_id: u64) -> (Address, u64, u64) {
        let offer = self.role(blueprint_id).open_offer(env::now());
        offer.map_or_else(Default::default, |it| (it.to, it.from, it.until()))
    }

    fn owns(&mut self, blueprint_id: u64, role: &Role) {
        self.owners.set(&blueprint_id, role);
        OwnerSet {
            blueprint_id,
            owner: role.holder,
        }
        .emit();
    }

    fn role(&self, blueprint_id: u64) -> Role {
        self.owners.get(&blueprint_id).unwrap_or_default()
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
        self.role(blueprint_id).holder
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
