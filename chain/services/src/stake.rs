//! The interface to the pallet that keeps the stake behind operators.

use crate::{Asset, Beneficiary, Config, Pallet, WeightInfo, WeightOf};
use frame_support::{dispatch::DispatchResult, weights::Weight};
use sp_runtime::{DispatchError, Permill};

/// Stake behind operators, kept by another pallet. It is slashed together with the bond and rewarded for
/// the operators' work. Each function runs within the extrinsic that calls it; an error rolls that
/// extrinsic back. Their cost must not depend on the number of delegators.
///
/// `()` keeps no stake.
pub trait Stake<AccountId> {
    /// An operator earned points in a service of the blueprint. The manager may still veto the step,
    /// which rolls this back, too. Returns what it weighed.
    fn note_points(
        operator: &AccountId,
        blueprint: u64,
        points: u32,
    ) -> Result<Weight, DispatchError>;

    /// An operator was offline in a service of the blueprint, and loses so many of the points that it earned there
    /// in this era.
    fn note_absence(operator: &AccountId, blueprint: u64, points: u32) -> DispatchResult;

    /// Whether all of these can secure a service: each is an asset that is staked.
    fn accepts(assets: &[Asset]) -> DispatchResult;

    /// Whether the operator has so much of each of these that may secure services of the blueprint, bonded and not
    /// committed.
    fn can_commit(operator: &AccountId, blueprint: u64, assets: &[Asset]) -> DispatchResult;

    /// Commit so much of each of these to a service of the blueprint that starts. A slash in the service takes
    /// from that, and from no other stake.
    fn commit(
        service: u64,
        operator: &AccountId,
        blueprint: u64,
        assets: &[Asset],
    ) -> DispatchResult;

    /// The operator no longer serves in the service: what it committed is free.
    fn free(service: u64, operator: &AccountId);

    /// Whether so much of what the operator committed to the service is more than nothing.
    fn slashable(service: u64, operator: &AccountId, share: Permill) -> bool;

    /// A slash was proposed: it is to take its share of what is committed now. The operator's
    /// [`pending_slashes`](crate::Operator::pending_slashes) counts it until it ends.
    fn capture(slash: u64, service: u64, operator: &AccountId) -> DispatchResult;

    /// A slash ended without being executed.
    fn release(slash: u64);

    /// A slash is executed: so much of what was captured is gone, at most what is left. The beneficiary gets
    /// it; what it cannot receive is burned.
    fn slash(
        slash: u64,
        service: u64,
        operator: &AccountId,
        share: Permill,
        beneficiary: &Beneficiary<AccountId>,
    ) -> DispatchResult;

    /// The account that keeps rewards; `None` where there are none.
    fn rewards_account() -> Option<AccountId>;

    /// That account received so much of the chain's token, in its smallest unit, for the rewards of later
    /// eras.
    fn add_to_rewards(amount: u128) -> DispatchResult;

    /// An era has ended: its number. Called in the first block of the next one, before its extrinsics.
    /// Returns what it weighed.
    fn end_era(era: u32) -> Weight;

    /// What [`note_points`](Self::note_points) weighs at most.
    fn points_weight() -> Weight;

    /// What [`note_absence`](Self::note_absence) weighs at most.
    fn absence_weight() -> Weight;

    /// What [`can_commit`](Self::can_commit), [`commit`](Self::commit), [`slashable`](Self::slashable) and
    /// [`capture`](Self::capture) weigh at most, each.
    fn commit_weight() -> Weight;

    /// What [`free`](Self::free) weighs at most.
    fn free_weight() -> Weight;

    /// What each of the other functions weighs at most.
    fn slash_weight() -> Weight;
}

impl<AccountId> Stake<AccountId> for () {
    fn note_points(_: &AccountId, _: u64, _: u32) -> Result<Weight, DispatchError> {
        Ok(Weight::zero())
    }

    fn note_absence(_: &AccountId, _: u64, _: u32) -> DispatchResult {
        Ok(())
    }

    fn accepts(_: &[Asset]) -> DispatchResult {
        Ok(())
    }

    fn can_commit(_: &AccountId, _: u64, _: &[Asset]) -> DispatchResult {
        Ok(())
    }

    fn commit(_: u64, _: &AccountId, _: u64, _: &[Asset]) -> DispatchResult {
        Ok(())
    }

    fn free(_: u64, _: &AccountId) {}

    fn slashable(_: u64, _: &AccountId, _: Permill) -> bool {
        false
    }

    fn capture(_: u64, _: u64, _: &AccountId) -> DispatchResult {
        Ok(())
    }

    fn release(_: u64) {}

    fn slash(
        _: u64,
        _: u64,
        _: &AccountId,
        _: Permill,
        _: &Beneficiary<AccountId>,
    ) -> DispatchResult {
        Ok(())
    }

    fn rewards_account() -> Option<AccountId> {
        None
    }

    fn add_to_rewards(_: u128) -> DispatchResult {
        Ok(())
    }

    fn end_era(_: u32) -> Weight {
        Weight::zero()
    }

    fn points_weight() -> Weight {
        Weight::zero()
    }

    fn absence_weight() -> Weight {
        Weight::zero()
    }

    fn commit_weight() -> Weight {
        Weight::zero()
    }

    fn free_weight() -> Weight {
        Weight::zero()
    }

    fn slash_weight() -> Weight {
        Weight::zero()
    }
}

/// Upper bounds for the weights of the notifications.
impl<T: Config> Pallet<T> {
    pub(crate) fn result_base(bytes: u32) -> Weight {
        WeightOf::<T>::submit_result(bytes).saturating_add(T::Stake::points_weight())
    }

    /// `approve`, where it starts a service of so many operators; 0 where it does not.
    pub(crate) fn approve_base(operators: u32) -> Weight {
        let commitments = T::Stake::commit_weight().saturating_mul(u64::from(operators) + 1);
        WeightOf::<T>::approve(operators).saturating_add(commitments)
    }

    pub(crate) fn terminate_base(operators: u32) -> Weight {
        let commitments = T::Stake::free_weight().saturating_mul(operators.into());
        WeightOf::<T>::terminate(operators).saturating_add(commitments)
    }

    pub(crate) fn leave_service_base(ends: bool) -> Weight {
        WeightOf::<T>::leave_service(ends).saturating_add(T::Stake::free_weight())
    }

    /// What [`Pallet::judge_result`] weighs at most.
    pub fn verdict_weight() -> Weight {
        WeightOf::<T>::judge_result().saturating_add(T::Stake::points_weight())
    }

    pub(crate) fn join_base() -> Weight {
        WeightOf::<T>::join_service().saturating_add(T::Stake::commit_weight())
    }

    pub(crate) fn heartbeat_base() -> Weight {
        WeightOf::<T>::heartbeat().saturating_add(T::Stake::absence_weight())
    }

    pub(crate) fn offline_base() -> Weight {
        WeightOf::<T>::report_offline().saturating_add(T::Stake::absence_weight())
    }

    /// What [`Pallet::file_slash`] weighs at most: it checks whether there is anything to slash, and
    /// captures it.
    pub fn proposal_base() -> Weight {
        WeightOf::<T>::propose_slash().saturating_add(T::Stake::commit_weight().saturating_mul(2))
    }

    pub(crate) fn veto_base() -> Weight {
        WeightOf::<T>::veto_slash().saturating_add(T::Stake::slash_weight())
    }

    /// A dispute, a ruling or an expiry, with the bonds that it moves.
    pub(crate) fn step_base() -> Weight {
        WeightOf::<T>::veto_slash().saturating_add(T::Stake::slash_weight())
    }

    pub(crate) fn execution_base() -> Weight {
        WeightOf::<T>::execute_slash().saturating_add(T::Stake::slash_weight())
    }
}
