//! Reports against operators.

use crate::{
    encoding::Message, hooks::HookCalls, AccountIdOf, Blueprint, Config, Error, Event, Instances,
    JobCalls, JobResults, Pallet, Reports, WeightInfo, WeightOf,
};
use frame_support::{dispatch::DispatchResult, ensure};
use sp_core::H256;

impl<T: Config> Pallet<T> {
    /// Reports are accepted as long as the service exists, also after its end: until it is terminated,
    /// its records can be read.
    #[allow(clippy::too_many_arguments)] // the arguments of the extrinsic, once
    pub(crate) fn do_submit_report(
        reporter: AccountIdOf<T>,
        service_id: u64,
        job: u8,
        call: u64,
        participant: AccountIdOf<T>,
        inputs: &[u8],
        outputs: &[u8],
        hooks: &mut HookCalls<T>,
    ) -> DispatchResult {
        let service = Instances::<T>::get(service_id).ok_or(Error::<T>::ServiceNotFound)?;
        let Blueprint { definition, .. } = Self::blueprint(service.blueprint)?;
        ensure!(definition.reporting, Error::<T>::ReportingDisabled);
        ensure!(
            service.operators.contains(&participant),
            Error::<T>::NotServiceOperator
        );
        let record = JobCalls::<T>::get(service_id, call).ok_or(Error::<T>::JobCallNotFound)?;
        let read = inputs
            .len()
            .saturating_add(outputs.len())
            .saturating_add(record.inputs.len());
        hooks.set_base(WeightOf::<T>::submit_report(read as u32));
        ensure!(record.job == job, Error::<T>::JobMismatch);
        // The hook hears of what is on record: the call's inputs, and the operator's result, or none.
        let result = JobResults::<T>::get((service_id, call, participant.clone()));
        let reported = match outputs {
            [] => None,
            outputs => Some(H256(sp_io::hashing::keccak_256(outputs))),
        };
        let empty = H256(sp_io::hashing::keccak_256(&[]));
        ensure!(
            *inputs == record.inputs[..] && reported == result.filter(|hash| *hash != empty),
            Error::<T>::ReportMismatch
        );
        let key = (service_id, call, participant.clone());
        ensure!(
            !Reports::<T>::contains_key(&key),
            Error::<T>::AlreadyReported
        );

        Reports::<T>::insert(&key, &reporter);
        Self::count_activity(&participant, |activity| &mut activity.reports);
        let message = Message::Report {
            service: service_id,
            job,
            call,
            participant: Self::operator_id(service.blueprint, &definition, &participant)?,
            inputs,
            outputs,
        };
        Self::deposit_event(Event::ReportSubmitted {
            service: service_id,
            job,
            call,
            reporter,
            participant,
        });
        hooks.call(definition.manager, definition.generation, &message)
    }
}
