//! Verdicts of managers about results.

use crate::{
    AccountIdOf, Blueprint, Config, Error, Event, Instances, JobResults, Pallet, PointTerms, Stake,
    Verdict, Verdicts, WeightInfo, WeightOf,
};
use frame_support::{ensure, weights::Weight};
use sp_runtime::DispatchError;

impl<T: Config> Pallet<T> {
    /// Record the verdict of `manager` about an operator's result, once, as long as the service exists.
    /// A right result earns `points`, where the blueprint's points come from verdicts. Calls no hook, so
    /// that a manager can give its verdict from within one. Returns the points and what it weighed.
    ///
    /// # Errors
    /// `ServiceNotFound`, `BlueprintNotFound`, `NotManager`, `ResultNotFound`, `AlreadyJudged`,
    /// `TooManyPoints`.
    pub fn judge_result(
        manager: &AccountIdOf<T>,
        service_id: u64,
        call: u64,
        operator: AccountIdOf<T>,
        right: bool,
        points: u32,
    ) -> Result<(u32, Weight), DispatchError> {
        let service = Instances::<T>::get(service_id).ok_or(Error::<T>::ServiceNotFound)?;
        let Blueprint { definition, .. } = Self::blueprint(service.blueprint)?;
        ensure!(
            *manager == Self::account_of(&definition.manager),
            Error::<T>::NotManager
        );
        let key = (service_id, call, operator.clone());
        ensure!(
            JobResults::<T>::contains_key(&key),
            Error::<T>::ResultNotFound
        );
        ensure!(
            !Verdicts::<T>::contains_key(&key),
            Error::<T>::AlreadyJudged
        );
        let (most, points) = match definition.points {
            PointTerms::ByVerdict { most } if right => (most, points),
            PointTerms::EachResult if right => (u32::MAX, 0),
            _ => (0, points),
        };
        ensure!(points <= most, Error::<T>::TooManyPoints);

        Verdicts::<T>::insert(&key, Verdict { right, points });
        Self::count_activity(&operator, |activity| match right {
            true => &mut activity.right,
            false => &mut activity.wrong,
        });
        let mut weight = WeightOf::<T>::judge_result();
        if points > 0 {
            let noted = Self::award(&operator, service.blueprint, points)?;
            weight = weight.saturating_add(noted);
        }
        Self::deposit_event(Event::ResultJudged {
            service: service_id,
            call,
            operator,
            right,
            points,
        });
        Ok((points, weight))
    }

    /// Count points of this era, for the operator and for its rewards. Returns what the latter weighed.
    pub(crate) fn award(
        operator: &AccountIdOf<T>,
        blueprint: u64,
        points: u32,
    ) -> Result<Weight, DispatchError> {
        Self::count_points(operator, points);
        T::Stake::note_points(operator, blueprint, points)
    }
}
