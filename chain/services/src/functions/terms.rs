//! What a request asks for, and whether it may.

use crate::{
    encoding::Message, AccountIdOf, AssetsOf, BlueprintDefinition, CallersOf, Config, Error,
    NextServiceId, OperatorsOf, Pallet, Registrations, WeightInfo, WeightOf,
};
use alloc::collections::BTreeSet;
use frame_support::{dispatch::DispatchResult, ensure, weights::Weight, BoundedVec};
use sp_runtime::DispatchError;

/// What a requester can change until an operator has approved.
pub(crate) struct Terms<T: Config> {
    /// Who is asked.
    pub(crate) operators: OperatorsOf<T>,
    /// Who may call jobs beside the owner.
    pub(crate) permitted_callers: CallersOf<T>,
    /// What secures the service.
    pub(crate) assets: AssetsOf<T>,
    /// The life of the service in seconds; 0 for one without end.
    pub(crate) ttl: u64,
}

impl<T: Config> Pallet<T> {
    /// What a request on terms of such lengths reserves, with inputs of so many bytes.
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
}

/// The operators of a request, each with its answer so far.
pub(crate) type AskedOf<T> =
    BoundedVec<(AccountIdOf<T>, bool), <T as Config>::MaxOperatorsPerService>;

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

    /// What a request on these terms weighs, with inputs of so many bytes.
    pub(crate) fn weight(&self, bytes: u32) -> Weight {
        WeightOf::<T>::request(
            self.operators.len() as u32,
            self.permitted_callers.len() as u32,
            self.assets.len() as u32,
            bytes,
        )
    }

    /// The operators asked are as many as the blueprint wants, distinct, and take on services of
    /// it; the assets are distinct. Whether the operators have room is asked when they answer.
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
        Ok(())
    }

    /// What `onRequest` is told.
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
            operators: Pallet::<T>::names_of(blueprint, definition, &self.operators)?,
            inputs,
            permitted_callers: Pallet::<T>::addresses_of(&self.permitted_callers),
            ttl: self.ttl,
        })
    }

    /// The operators, none of which has approved.
    pub(crate) fn asked(operators: OperatorsOf<T>) -> AskedOf<T> {
        let asked = operators.into_iter().map(|operator| (operator, false));
        BoundedVec::truncate_from(asked.collect())
    }
}
