//! Owners of blueprints and services: what they change, and how they hand it on.

use crate::{
    AccountIdOf, Blueprints, CallersOf, Config, Error, Event, Holdings, Instances, Invitations,
    Owned, OwnershipOffers, Pallet,
};
use frame_support::{dispatch::DispatchResult, ensure, traits::Get};

impl<T: Config> Pallet<T> {
    /// Replace the accounts that may call jobs of a service beside its owner.
    pub(crate) fn do_set_permitted_callers(
        who: AccountIdOf<T>,
        id: u64,
        callers: CallersOf<T>,
    ) -> DispatchResult {
        let mut service = Self::live_service(id)?;
        ensure!(who == service.owner, Error::<T>::NotServiceOwner);
        service.permitted_callers = callers;
        Instances::<T>::insert(id, service);
        Self::deposit_event(Event::PermittedCallersSet { service: id });
        Ok(())
    }

    /// Offer what one owns to another account, or take an offer back.
    pub(crate) fn do_offer_ownership(
        who: AccountIdOf<T>,
        item: Owned,
        to: Option<AccountIdOf<T>>,
    ) -> DispatchResult {
        Self::ensure_owner(&who, item)?;
        OwnershipOffers::<T>::set(item, to.clone());
        Self::deposit_event(Event::OwnershipOffered { item, to });
        Ok(())
    }

    /// Take over what its owner has offered. It counts among what the new owner holds.
    pub(crate) fn do_accept_ownership(who: AccountIdOf<T>, item: Owned) -> DispatchResult {
        let offered = OwnershipOffers::<T>::take(item);
        ensure!(
            offered.is_some_and(|named| Self::is_named(&who, &named)),
            Error::<T>::NotOffered
        );
        let before = match item {
            Owned::Blueprint(id) => {
                let mut blueprint = Self::blueprint(id)?;
                let before = core::mem::replace(&mut blueprint.owner, who.clone());
                Blueprints::<T>::insert(id, blueprint);
                before
            }
            Owned::Service(id) => {
                let mut service = Self::live_service(id)?;
                let before = core::mem::replace(&mut service.owner, who.clone());
                Self::pass_bond(&before, &who, service.bond)?;
                // Whom the owner before invited, this one may not want.
                Invitations::<T>::remove(id);
                Instances::<T>::insert(id, service);
                before
            }
        };
        let (held, limit, full): (fn(&mut Holdings) -> &mut u32, _, _) = match item {
            Owned::Blueprint(_) => (
                |held| &mut held.blueprints,
                T::MaxBlueprintsPerAccount::get(),
                Error::TooManyBlueprints,
            ),
            Owned::Service(_) => (
                |held| &mut held.services,
                T::MaxServicesPerAccount::get(),
                Error::TooManyServices,
            ),
        };
        Self::uncount_held(&before, held);
        Self::count_held(&who, held, limit, full)?;
        Self::deposit_event(Event::OwnershipAccepted { item, owner: who });
        Ok(())
    }

    fn ensure_owner(who: &AccountIdOf<T>, item: Owned) -> DispatchResult {
        match item {
            Owned::Blueprint(id) => {
                let owner = Self::blueprint(id)?.owner;
                ensure!(*who == owner, Error::<T>::NotBlueprintOwner);
            }
            Owned::Service(id) => {
                let owner = Self::live_service(id)?.owner;
                ensure!(*who == owner, Error::<T>::NotServiceOwner);
            }
        }
        Ok(())
    }
}
