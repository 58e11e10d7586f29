//! Reports against operators, about a job call or about the quality of service. The manager judges each in
//! the call that files it, while the reporter's bond is on hold.

use crate::{
    encoding::Message,
    hooks::{Finding, HookCalls},
    AccountIdOf, BalanceOf, Blueprint, BlueprintDefinition, CallDeposits, Config, Error, Event,
    HoldReason, Instances, JobCalls, JobResults, Operators, Pallet, QualityReports, Reports,
    WeightInfo, WeightOf, MAX_REVERT_DATA,
};
use frame_support::{
    dispatch::DispatchResult,
    ensure,
    storage::with_transaction,
    traits::{fungible::MutateHold, tokens::Precision::BestEffort, ConstU32, Get},
    BoundedVec,
};
use sp_core::H256;
use sp_runtime::{traits::Zero, DispatchError, TransactionOutcome};

/// What a false report cost its reporter, and the manager's revert data.
type Rejection<T> = (BalanceOf<T>, BoundedVec<u8, ConstU32<MAX_REVERT_DATA>>);

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
        let deposit = CallDeposits::<T>::get(service_id, call).ok_or(Error::<T>::ReportTooLate)?;
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
            *inputs == record.inputs[..]
                && reported == result.map(|it| it.outputs_hash).filter(|it| *it != empty),
            Error::<T>::ReportMismatch
        );
        let fault_at = if let Some(result) = result {
            result.submitted_at
        } else {
            // What it could not do is no fault of it: it joined after the call, its notice or the service was over
            // before, or the others completed the call. One that is completed for lack of an operator that left is
            // none that it answered.
            Self::ensure_called(service_id, call, &participant)?;
            let operator = Operators::<T>::get(&participant).ok_or(Error::<T>::NotOperator)?;
            let notice = Self::serves_until(service_id, &participant, &operator);
            let until = [service.ends_at, notice].into_iter().flatten().min();
            ensure!(
                until.is_none_or(|until| deposit.called_at < until),
                Error::<T>::OperatorNotActive
            );
            let had_left = until.is_some_and(|until| until <= deposit.since);
            ensure!(
                !record.completed || (deposit.short && had_left),
                Error::<T>::JobCallCompleted
            );
            // It owes the result for as long as it serves.
            let now = Self::unix_seconds();
            until.map_or(now, |until| until.min(now))
        };
        // Stake that came later does not pay for older faults: what others submit after it makes a fault no younger.
        ensure!(Self::is_reportable(fault_at), Error::<T>::ReportTooLate);
        let key = (service_id, call, participant.clone());
        ensure!(
            !Reports::<T>::contains_key(&key),
            Error::<T>::AlreadyReported
        );

        let message = Message::Report {
            service: service_id,
            job,
            call,
            participant: Self::operator_id(service.blueprint, &definition, &participant)?,
            inputs,
            outputs,
        };
        let record = || {
            Reports::<T>::insert(&key, &reporter);
            Self::count_activity(&participant, |activity| &mut activity.reports);
            Self::deposit_event(Event::ReportSubmitted {
                service: service_id,
                job,
                call,
                reporter: reporter.clone(),
                participant: participant.clone(),
            });
            Ok(())
        };
        let rejection = Self::judge_report(&reporter, &definition, &message, record, hooks)?;
        if let Some((amount, data)) = rejection {
            Self::deposit_event(Event::ReportRejected {
                service: service_id,
                job,
                call,
                reporter,
                participant,
                amount,
                data,
            });
        }
        Ok(())
    }

    /// As [`Pallet::do_submit_report`], without a job call: of the evidence, the pallet knows the hash only.
    pub(crate) fn do_report_quality(
        reporter: AccountIdOf<T>,
        service_id: u64,
        kind: u8,
        participant: AccountIdOf<T>,
        evidence: &[u8],
        hooks: &mut HookCalls<T>,
    ) -> DispatchResult {
        let service = Instances::<T>::get(service_id).ok_or(Error::<T>::ServiceNotFound)?;
        // Its operators can no longer be slashed.
        ensure!(!service.settled(), Error::<T>::ReportTooLate);
        let Blueprint { definition, .. } = Self::blueprint(service.blueprint)?;
        ensure!(
            kind < definition.quality_kinds,
            Error::<T>::UnknownQualityKind
        );
        ensure!(
            service.operators.contains(&participant),
            Error::<T>::NotServiceOperator
        );
        let until = Self::served_until(service_id, &participant);
        ensure!(Self::is_reportable(until), Error::<T>::ReportTooLate);
        let hash = H256(sp_io::hashing::keccak_256(evidence));
        let key = (service_id, kind, participant.clone(), hash);
        ensure!(
            !QualityReports::<T>::contains_key(&key),
            Error::<T>::AlreadyReported
        );

        let message = Message::QualityReport {
            service: service_id,
            kind,
            participant: Self::operator_id(service.blueprint, &definition, &participant)?,
            evidence,
        };
        let record = || {
            QualityReports::<T>::insert(&key, Self::hold_report_deposit(&reporter)?);
            Self::count_activity(&participant, |activity| &mut activity.quality_reports);
            Self::deposit_event(Event::QualityReported {
                service: service_id,
                kind,
                reporter: reporter.clone(),
                participant: participant.clone(),
                evidence: hash,
            });
            Ok(())
        };
        let rejection = Self::judge_report(&reporter, &definition, &message, record, hooks)?;
        if let Some((amount, data)) = rejection {
            Self::deposit_event(Event::QualityReportRejected {
                service: service_id,
                kind,
                reporter,
                participant,
                evidence: hash,
                amount,
                data,
            });
        }
        Ok(())
    }

    /// Record a report and let the manager judge it, with [`Config::ReportBond`] on hold. A rejected report
    /// is undone and its bond burned. Returns the rejection, if it was rejected.
    fn judge_report(
        reporter: &AccountIdOf<T>,
        definition: &BlueprintDefinition,
        message: &Message,
        record: impl FnOnce() -> DispatchResult,
        hooks: &mut HookCalls<T>,
    ) -> Result<Option<Rejection<T>>, DispatchError> {
        let (reason, bond) = (HoldReason::ReportBond.into(), T::ReportBond::get());
        if !bond.is_zero() {
            T::Currency::hold(&reason, reporter, bond)?;
        }
        let finding = with_transaction(|| {
            if let Err(error) = record() {
                return TransactionOutcome::Rollback(Err(error));
            }
            match hooks.judge(definition.manager, definition.generation, message) {
                Ok(Finding::Upheld) => TransactionOutcome::Commit(Ok(Finding::Upheld)),
                other => TransactionOutcome::Rollback(other),
            }
        })?;
        match finding {
            Finding::Upheld if bond.is_zero() => Ok(None),
            Finding::Upheld => {
                T::Currency::release(&reason, reporter, bond, BestEffort)?;
                Ok(None)
            }
            Finding::Rejected(data) if bond.is_zero() => Ok(Some((bond, data))),
            Finding::Rejected(data) => {
                let amount = Self::forfeit(HoldReason::ReportBond, reporter, bond);
                Ok(Some((amount, data)))
            }
        }
    }
}
