//! What operators are called in hooks.

use crate::{
    encoding::{decode_registration, Name},
    AccountIdOf, BlueprintDefinition, Config, Error, KeyHolders, OperatorPreferences, Pallet,
    Preferences,
};
use alloc::{borrow::Cow, vec::Vec};
use codec::Encode;
use frame_support::ensure;
use sp_runtime::DispatchError;

impl<T: Config> Pallet<T> {
    /// Take what an operator registers with from the inputs of its registration, where its
    /// blueprint's generation wants any; the rest is what the manager is told.
    ///
    /// # Errors
    /// `InvalidPreferences`; `KeyInUse` by another operator of the blueprint: a manager could not
    /// tell the two apart.
    pub(crate) fn take_preferences<'a>(
        blueprint: u64,
        definition: &BlueprintDefinition,
        operator: &AccountIdOf<T>,
        inputs: &'a [u8],
    ) -> Result<Cow<'a, [u8]>, DispatchError> {
        if !definition.generation.names_by_key() {
            return Ok(Cow::Borrowed(inputs));
        }
        let (preferences, rest) = decode_registration(definition.generation, inputs)
            .ok_or(Error::<T>::InvalidPreferences)?;
        ensure!(
            !KeyHolders::<T>::contains_key(blueprint, &preferences.key),
            Error::<T>::KeyInUse
        );
        KeyHolders::<T>::insert(blueprint, &preferences.key, operator);
        Preferences::<T>::insert(blueprint, operator, preferences);
        Ok(Cow::Owned(rest.to_vec()))
    }

    /// Forget what an operator registered with.
    pub(crate) fn forget_preferences(blueprint: u64, operator: &AccountIdOf<T>) {
        if let Some(preferences) = Preferences::<T>::take(blueprint, operator) {
            KeyHolders::<T>::remove(blueprint, preferences.key);
        }
    }

    /// What an operator of a blueprint is called in its hooks.
    ///
    /// # Errors
    /// `NotRegistered`, where its name is a key that it took with it.
    pub(crate) fn name_of(
        blueprint: u64,
        definition: &BlueprintDefinition,
        operator: &AccountIdOf<T>,
    ) -> Result<Name, DispatchError> {
        let preferences = match definition.generation.names_by_key() {
            true => Some(Self::preferences(blueprint, operator)?),
            false => None,
        };
        Ok(Name {
            preferences,
            ..Self::name_of_offender(operator)
        })
    }

    /// The names of operators, in their order; see [`Pallet::name_of`].
    pub(crate) fn names_of(
        blueprint: u64,
        definition: &BlueprintDefinition,
        operators: &[AccountIdOf<T>],
    ) -> Result<Vec<Name>, DispatchError> {
        let name = |operator| Self::name_of(blueprint, definition, operator);
        operators.iter().map(name).collect()
    }

    /// What an operator is called in slashes: by its account, registered or not.
    pub(crate) fn name_of_offender(operator: &AccountIdOf<T>) -> Name {
        Name {
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
