//! Blueprints and registrations.

use crate::{
    encoding::{decode_owner, Message},
    hooks::HookCalls,
    AccountIdOf, Blueprint, BlueprintDefinition, Blueprints, Config, Error, Event, Hook,
    NextBlueprintId, OperatorStatus, Operators, Pallet, Registration, Registrations,
};
use alloc::vec::Vec;
use frame_support::{dispatch::DispatchResult, ensure, traits::Get};
use sp_runtime::DispatchError;

impl<T: Config> Pallet<T> {
    pub(crate) fn do_create_blueprint(
        owner: AccountIdOf<T>,
        definition: BlueprintDefinition,
        hooks: &mut HookCalls<T>,
    ) -> DispatchResult {
        ensure!(
            definition.min_operators > 0
                && definition.min_operators <= definition.max_operators
                && definition.max_operators <= T::MaxOperatorsPerService::get()
                && definition.max_instances > 0
                && definition.points.most() <= T::MaxPoints::get()
                && definition.points_per_era > 0
                && definition.penalties.is_valid()
                && Self::slash_policy(definition.review)
                    .check(Self::review_bounds())
                    .is_ok(),
            Error::<T>::InvalidDefinition
        );
        Self::ensure_owns_manager(&owner, &definition, hooks)?;
        Self::count_held(
            &owner,
            |held| &mut held.blueprints,
            T::MaxBlueprintsPerAccount::get(),
            Error::TooManyBlueprints,
        )?;

        let blueprint = Self::next_id::<NextBlueprintId<T>>()?;
        let BlueprintDefinition {
            manager,
            generation,
            ..
        } = definition;
        Blueprints::<T>::insert(
            blueprint,
            Blueprint {
                owner: owner.clone(),
                definition,
                instances: 0,
            },
        );
        Self::deposit_event(Event::BlueprintCreated {
            blueprint,
            owner: owner.clone(),
            manager,
        });
        hooks.call(
            manager,
            generation,
            &Message::BlueprintCreated {
                blueprint,
                owner: Self::address_of(&owner),
                core: Self::account_address(),
            },
        )
    }

    /// A manager that `onBlueprintCreated` cannot bind is bound by its owner: no other account has blueprints
    /// created that name it.
    fn ensure_owns_manager(
        who: &AccountIdOf<T>,
        definition: &BlueprintDefinition,
        hooks: &mut HookCalls<T>,
    ) -> DispatchResult {
        let (manager, generation) = definition.interface();
        if generation.has(Hook::OnBlueprintCreated) {
            return Ok(());
        }
        ensure!(Self::has_code(&manager), Error::<T>::ManagerWithoutCode);
        let answer = hooks.query(manager, generation, &Message::Owner)?;
        let owner = answer.and_then(|answer| decode_owner(&answer));
        ensure!(
            owner == Some(Self::address_of(who)),
            Error::<T>::NotManagerOwner
        );
        Ok(())
    }

    pub(crate) fn do_register(
        operator: AccountIdOf<T>,
        blueprint: u64,
        instance_limit: u32,
        inputs: &[u8],
        hooks: &mut HookCalls<T>,
    ) -> DispatchResult {
        let mut record = Self::active_operator(&operator)?;
        let Blueprint { definition, .. } = Self::blueprint(blueprint)?;
        Self::ensure_not_ejected(blueprint, &operator)?;
        ensure!(
            !Registrations::<T>::contains_key(blueprint, &operator),
            Error::<T>::AlreadyRegistered
        );
        record.blueprints = Self::one_more(
            record.blueprints,
            T::MaxBlueprintsPerOperator::get(),
            Error::<T>::TooManyRegistrations,
        )?;
        Operators::<T>::insert(&operator, record);
        Registrations::<T>::insert(
            blueprint,
            &operator,
            Registration {
                instance_limit,
                instances: 0,
            },
        );
        let inputs = Self::take_preferences(blueprint, &definition, &operator, inputs)?;
        let name = Self::operator_id(blueprint, &definition, &operator)?;
        Self::deposit_event(Event::Registered {
            blueprint,
            operator,
            instance_limit,
        });
        hooks.call(
            definition.manager,
            definition.generation,
            &Message::Register {
                operator: name,
                inputs: &inputs,
            },
        )
    }

    pub(crate) fn do_set_instance_limit(
        operator: AccountIdOf<T>,
        blueprint: u64,
        instance_limit: u32,
    ) -> DispatchResult {
        Self::ensure_not_ejected(blueprint, &operator)?;
        Registrations::<T>::try_mutate(blueprint, &operator, |registration| {
            let registration = registration.as_mut().ok_or(Error::<T>::NotRegistered)?;
            registration.instance_limit = instance_limit;
            Ok::<_, DispatchError>(())
        })?;
        Self::deposit_event(Event::InstanceLimitSet {
            blueprint,
            operator,
            instance_limit,
        });
        Ok(())
    }

    pub(crate) fn do_unregister(
        operator: AccountIdOf<T>,
        blueprint: u64,
        hooks: &mut HookCalls<T>,
    ) -> DispatchResult {
        let Blueprint { definition, .. } = Self::blueprint(blueprint)?;
        let registration =
            Registrations::<T>::take(blueprint, &operator).ok_or(Error::<T>::NotRegistered)?;
        ensure!(registration.instances == 0, Error::<T>::ServicesRunning);
        let mut record = Operators::<T>::get(&operator).ok_or(Error::<T>::NotOperator)?;
        record.blueprints = record.blueprints.saturating_sub(1);
        let leaving = record.status == OperatorStatus::Leaving;
        Operators::<T>::insert(&operator, record);
        let name = Self::operator_id(blueprint, &definition, &operator)?;
        Self::forget_preferences(blueprint, &operator);
        Self::deposit_event(Event::Unregistered {
            blueprint,
            operator,
        });
        hooks.call(
            definition.manager,
            definition.generation,
            &Message::Unregister {
                operator: name,
                leaving,
            },
        )
    }

    /// A blueprint that exists.
    pub(crate) fn blueprint(id: u64) -> Result<Blueprint<AccountIdOf<T>>, DispatchError> {
        Ok(Blueprints::<T>::get(id).ok_or(Error::<T>::BlueprintNotFound)?)
    }

    /// The addresses of accounts, in their order.
    pub(crate) fn addresses_of(accounts: &[AccountIdOf<T>]) -> Vec<sp_core::H160> {
        accounts.iter().map(Self::address_of).collect()
    }
}
