//! Verdicts of managers about results.

use crate::{
    AccountIdOf, Blueprint, BlueprintDefinition, Config, Error, Event, Instances, JobResults,
    Pallet, PointTerms, Service, ServicePoints, Stake, Verdict, Verdicts, WeightInfo, WeightOf,
};
use frame_support::{ensure, weights::Weight};
use sp_runtime::DispatchError;

impl<T: Config> Pallet<T> {
    /// Record the verdict of `manager` about an operator's result, once, as long as the service exists.
    /// A right result earns `points`, where the blueprint's points come from verdicts, up to its limit by era. Calls no hook, so
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

        Self::count_activity(&operator, |activity| match right {
            true => &mut activity.right,
            false => &mut activity.wrong,
        });
        let mut weight = WeightOf::<T>::judge_result();
        let mut earned = 0;
        if points > 0 {
            let awarded = Self::award(&operator, service_id, &service, &definition, points)?;
            let (within, noted) = awarded;
            earned = within;
            weight = weight.saturating_add(noted);
        }
        let points = earned;
        Verdicts::<T>::insert(&key, Verdict { right, points });
        Self::deposit_event(Event::ResultJudged {
            service: service_id,
            call,
            operator,
            right,
            points,
        });
        Ok((points, weight))
    }

    /// Count points of this era, for the operator and for its rewards: as many as the blueprint's limit for an
    /// operator in one service and era leaves. Returns them, and what counting for the rewards weighed.
    pub(crate) fn award(
        operator: &AccountIdOf<T>,
        service_id: u64,
        service: &Service<T>,
        definition: &BlueprintDefinition,
        points: u32,
    ) -> Result<(u32, Weight), DispatchError> {
        let era = Self::current_era();
        let points = ServicePoints::<T>::mutate(service_id, operator, |earned| {
            earned.award(era, definition.points_per_era, points)
        });
        if points == 0 {
            return Ok((0, Weight::zero()));
        }
        Self::count_points(operator, points);
        let noted = T::Stake::note_points(operator, service.blueprint, points)?;
        Ok((points, noted))
    }
}
