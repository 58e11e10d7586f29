//! The terms of a request, and their validation.

use crate::{
    encoding::Message, AccountIdOf, Answer, AssetsOf, BlueprintDefinition, CallersOf, Config,
    Error, NextServiceId, OperatorsOf, Pallet, Registrations, Stake, WeightInfo, WeightOf,
};
use alloc::collections::BTreeSet;
use frame_support::{dispatch::DispatchResult, ensure, weights::Weight, BoundedVec};
use sp_runtime::DispatchError;

/// The terms that a requester can change until an operator has approved.
pub(crate) struct Terms<T: Config> {
    /// The requested operators.
    pub(crate) operators: OperatorsOf<T>,
    /// Accounts that may call jobs beside the owner.
    pub(crate) permitted_callers: CallersOf<T>,
    /// Assets that secure the service.
    pub(crate) assets: AssetsOf<T>,
    /// Duration of the service in seconds; 0 for unlimited.
    pub(crate) ttl: u64,
}

impl<T: Config> Pallet<T> {
    /// The weight that a request reserves, by the lengths of its terms and inputs.
    pub(crate) fn request_reserve(
        operators: &OperatorsOf<T>,
        callers: &CallersOf<T>,
        assets: &AssetsOf<T>,
        bytes: u32,
    ) -> Weight {
        WeightOf::<T>::request(
            operators.len() as u32,
            callers.len() as u32,
            assets.len() as u32,
            bytes,
        )
        .saturating_add(Self::hook_reserve(1))
    }

    /// What it weighs to take so many operators' entries of a request out of their indices.
    pub(crate) fn unindex_weight(operators: u32) -> Weight {
        WeightOf::<T>::end_request(operators).saturating_sub(WeightOf::<T>::end_request(0))
    }
}

/// The operators of a request, each with its answer.
pub(crate) type AskedOf<T> =
    BoundedVec<(AccountIdOf<T>, Answer), <T as Config>::MaxOperatorsPerService>;

impl<T: Config> Terms<T> {
    pub(crate) fn new(
        operators: OperatorsOf<T>,
        permitted_callers: CallersOf<T>,
        assets: AssetsOf<T>,
        ttl: u64,
    ) -> Self {
        Self {
            operators,
            permitted_callers,
            assets,
            ttl,
        }
    }

    /// The weight of a request with these terms and inputs of `bytes` bytes.
    pub(crate) fn weight(&self, bytes: u32) -> Weight {
        WeightOf::<T>::request(
            self.operators.len() as u32,
            self.permitted_callers.len() as u32,
            self.assets.len() as u32,
            bytes,
        )
    }

    /// The number of operators is allowed by the blueprint, they are distinct and accept services of
    /// it, and the assets are distinct. Operators' limits are checked at approval.
    pub(crate) fn check(&self, blueprint: u64, definition: &BlueprintDefinition) -> DispatchResult {
        let count = self.operators.len() as u32;
        ensure!(
            count >= definition.min_operators,
            Error::<T>::TooFewOperators
        );
        ensure!(
            count <= definition.max_operators,
            Error::<T>::TooManyOperators
        );
        let distinct: BTreeSet<_> = self.operators.iter().collect();
        ensure!(
            distinct.len() == self.operators.len(),
            Error::<T>::DuplicateOperator
        );
        for operator in &self.operators {
            Pallet::<T>::active_operator(operator)?;
            ensure!(
                Registrations::<T>::contains_key(blueprint, operator),
                Error::<T>::NotRegistered
            );
        }
        let distinct: BTreeSet<_> = self.assets.iter().map(|asset| asset.token).collect();
        ensure!(
            distinct.len() == self.assets.len(),
            Error::<T>::DuplicateAsset
        );
        T::Stake::accepts(&self.assets)
    }

    /// The message for `onRequest`.
    pub(crate) fn message<'a>(
        &self,
        request: u64,
        blueprint: u64,
        definition: &BlueprintDefinition,
        requester: &AccountIdOf<T>,
        inputs: &'a [u8],
    ) -> Result<Message<'a>, DispatchError> {
        Ok(Message::Request {
            request,
            next_service: NextServiceId::<T>::get(),
            requester: Pallet::<T>::address_of(requester),
            operators: Pallet::<T>::operator_ids(blueprint, definition, &self.operators)?,
            inputs,
            permitted_callers: Pallet::<T>::addresses_of(&self.permitted_callers),
            ttl: self.ttl,
        })
    }

    /// The operators, none of which has answered yet.
    pub(crate) fn asked(operators: OperatorsOf<T>) -> AskedOf<T> {
        let asked = operators
            .into_iter()
            .map(|operator| (operator, Answer::Waiting));
        BoundedVec::truncate_from(asked.collect())
    }
}
