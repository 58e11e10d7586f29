//! Identifiers of operators in hooks.

use crate::{
    encoding::{decode_possession, decode_registration, Message, OperatorId},
    hooks::HookCalls,
    AccountIdOf, Blueprint, BlueprintDefinition, Config, Error, Event, KeyHolders, OperatorKey,
    OperatorPreferences, Pallet, Preferences, Registrations,
};
use alloc::{borrow::Cow, vec::Vec};
use alloy_primitives::{keccak256, Address, B256};
use blueprint_abi::possession::Possession;
use codec::Encode;
use frame_support::{dispatch::DispatchResult, ensure};
use frame_system::pallet_prelude::BlockNumberFor;
use sp_io::crypto::{secp256k1_ecdsa_recover, secp256k1_ecdsa_recover_compressed};
use sp_runtime::{traits::Zero, DispatchError};

impl<T: Config> Pallet<T> {
    /// Store the key and address in the inputs of a registration, where the blueprint's generation
    /// uses them. Returns the rest, which is passed to the manager.
    ///
    /// # Errors
    /// `InvalidPreferences`; `KeyNotProven`; `KeyInUse` by another operator of the blueprint: a manager could not
    /// distinguish the two.
    pub(crate) fn take_preferences<'a>(
        blueprint: u64,
        definition: &BlueprintDefinition,
        operator: &AccountIdOf<T>,
        inputs: &'a [u8],
    ) -> Result<Cow<'a, [u8]>, DispatchError> {
        if !definition.generation.identifies_operators_by_key() {
            return Ok(Cow::Borrowed(inputs));
        }
        let (arguments, signature) =
            decode_possession(inputs).ok_or(Error::<T>::InvalidPreferences)?;
        let (preferences, rest) = decode_registration(definition.generation, &arguments)
            .ok_or(Error::<T>::InvalidPreferences)?;
        ensure!(
            Self::possesses(blueprint, operator, &preferences.key, &signature),
            Error::<T>::KeyNotProven
        );
        ensure!(
            !KeyHolders::<T>::contains_key(blueprint, &preferences.key),
            Error::<T>::KeyInUse
        );
        KeyHolders::<T>::insert(blueprint, &preferences.key, operator);
        Preferences::<T>::insert(blueprint, operator, preferences);
        Ok(Cow::Owned(rest.to_vec()))
    }

    /// Whether a signature is that of the operator's key for its registration, see [`Possession`].
    fn possesses(
        blueprint: u64,
        operator: &AccountIdOf<T>,
        key: &OperatorKey,
        signature: &[u8; 65],
    ) -> bool {
        let digest = Self::possession(blueprint, operator).digest().0;
        match key.len() {
            33 => secp256k1_ecdsa_recover_compressed(signature, &digest)
                .is_ok_and(|it| it[..] == key[..]),
            // Behind the byte of the format.
            _ => secp256k1_ecdsa_recover(signature, &digest).is_ok_and(|it| it[..] == key[1..]),
        }
    }

    /// What the key of an operator signs.
    pub(crate) fn possession(blueprint: u64, operator: &AccountIdOf<T>) -> Possession {
        let genesis = frame_system::Pallet::<T>::block_hash(BlockNumberFor::<T>::zero());
        // Of a chain with hashes of another length, their hash.
        let genesis = B256::try_from(genesis.as_ref()).unwrap_or_else(|_| keccak256(genesis));
        Possession {
            genesis,
            blueprint,
            operator: Address::new(Self::address_of(operator).0),
        }
    }

    /// Change what an operator registered beside its key. The manager hears of it, and cannot prevent it. Where
    /// operators are identified by their keys, the inputs are the arguments of `onRegister` with the same key.
    ///
    /// # Errors
    /// `BlueprintNotFound`, `NotRegistered`; `InvalidPreferences`, also where the key is another one.
    pub(crate) fn do_update_preferences(
        operator: AccountIdOf<T>,
        blueprint: u64,
        inputs: &[u8],
        hooks: &mut HookCalls<T>,
    ) -> DispatchResult {
        let Blueprint { definition, .. } = Self::blueprint(blueprint)?;
        let generation = definition.generation;
        ensure!(
            Registrations::<T>::contains_key(blueprint, &operator),
            Error::<T>::NotRegistered
        );
        if generation.identifies_operators_by_key() {
            let (preferences, _) =
                decode_registration(generation, inputs).ok_or(Error::<T>::InvalidPreferences)?;
            let known = Self::preferences(blueprint, &operator)?;
            ensure!(known.key == preferences.key, Error::<T>::InvalidPreferences);
            Preferences::<T>::insert(blueprint, &operator, preferences);
        }
        let name = Self::operator_id(blueprint, &definition, &operator)?;
        Self::deposit_event(Event::PreferencesUpdated {
            blueprint,
            operator,
        });
        hooks.call(
            definition.manager,
            generation,
            &Message::PreferencesUpdated {
                operator: name,
                inputs,
            },
        )
    }

    /// Remove what an operator registered.
    pub(crate) fn forget_preferences(blueprint: u64, operator: &AccountIdOf<T>) {
        if let Some(preferences) = Preferences::<T>::take(blueprint, operator) {
            KeyHolders::<T>::remove(blueprint, preferences.key);
        }
    }

    /// The identifier of an operator of a blueprint in its hooks.
    ///
    /// # Errors
    /// `NotRegistered`, if it is identified by a key that is no longer stored.
    pub(crate) fn operator_id(
        blueprint: u64,
        definition: &BlueprintDefinition,
        operator: &AccountIdOf<T>,
    ) -> Result<OperatorId, DispatchError> {
        let preferences = match definition.generation.identifies_operators_by_key() {
            true => Some(Self::preferences(blueprint, operator)?),
            false => None,
        };
        Ok(OperatorId {
            preferences,
            ..Self::offender_id(operator)
        })
    }

    /// The identifiers of operators, in their order; see [`Pallet::operator_id`].
    pub(crate) fn operator_ids(
        blueprint: u64,
        definition: &BlueprintDefinition,
        operators: &[AccountIdOf<T>],
    ) -> Result<Vec<OperatorId>, DispatchError> {
        let name = |operator| Self::operator_id(blueprint, definition, operator);
        operators.iter().map(name).collect()
    }

    /// The identifier of an operator in slashes: its account, registered or not.
    pub(crate) fn offender_id(operator: &AccountIdOf<T>) -> OperatorId {
        OperatorId {
            address: Self::address_of(operator),
            account: operator.encode(),
            preferences: None,
        }
    }

    fn preferences(
        blueprint: u64,
        operator: &AccountIdOf<T>,
    ) -> Result<OperatorPreferences, DispatchError> {
        Ok(Preferences::<T>::get(blueprint, operator).ok_or(Error::<T>::NotRegistered)?)
    }
}
