//! Deposits for what job calls and quality reports keep of the state.

use crate::{
    AccountIdOf, BalanceOf, CallDeposit, CallDeposits, Config, Error, Event, HoldReason, Instances,
    JobCalls, JobResults, Pallet, QualityReport, QualityReports, Reports, Verdicts, WeightInfo,
    WeightOf, PRUNE_LIMIT,
};
use frame_support::{
    dispatch::DispatchResult,
    ensure,
    traits::{fungible::MutateHold, tokens::Precision::BestEffort, Get},
    weights::Weight,
};
use sp_core::H256;
use sp_runtime::{
    traits::{Saturating, Zero},
    DispatchError,
};

impl<T: Config> Pallet<T> {
    /// The deposit of a job call: an item for the call and for each operator, whose result, verdict and report
    /// are small, and the bytes of the inputs.
    pub fn call_deposit(inputs: u32, operators: u32) -> BalanceOf<T> {
        let items = T::DepositPerItem::get().saturating_mul(operators.saturating_add(1).into());
        items.saturating_add(T::DepositPerByte::get().saturating_mul(inputs.into()))
    }

    /// Hold the deposit of a new job call of a service with so many operators.
    pub(crate) fn hold_call_deposit(
        service: u64,
        call: u64,
        payer: &AccountIdOf<T>,
        inputs: u32,
        operators: u32,
    ) -> DispatchResult {
        let amount = Self::call_deposit(inputs, operators);
        if !amount.is_zero() {
            T::Currency::hold(&HoldReason::CallDeposit.into(), payer, amount)?;
        }
        let now = Self::unix_seconds();
        CallDeposits::<T>::insert(
            service,
            call,
            CallDeposit {
                payer: payer.clone(),
                amount,
                called_at: now,
                since: now,
                open: true,
                results: operators,
                short: false,
            },
        );
        Ok(())
    }

    /// Keep an open job call for a whole fault window from now on.
    pub(crate) fn keep_call(service: u64, call: u64) {
        CallDeposits::<T>::mutate(service, call, |deposit| {
            if let Some(deposit) = deposit {
                deposit.since = Self::unix_seconds();
            }
        });
    }

    /// Whether a fault of a time in unix seconds can still be reported: it is younger than the fault window. Of a job call there
    /// is none after its last event.
    pub(crate) fn is_reportable(fault_at: u64) -> bool {
        Self::unix_seconds() < fault_at.saturating_add(T::FaultWindow::get())
    }

    /// Return the deposit of a job call that is removed.
    pub(crate) fn return_call_deposit(deposit: &CallDeposit<AccountIdOf<T>, BalanceOf<T>>) {
        let reason = HoldReason::CallDeposit.into();
        // A held amount can be released, and no caller could handle an error.
        let _ = T::Currency::release(&reason, &deposit.payer, deposit.amount, BestEffort);
    }

    /// Remove a job call that can no longer be reported, with what belongs to it, or a part where there is too
    /// much of it for one call. Returns what that weighs.
    pub(crate) fn do_prune_call(
        who: &AccountIdOf<T>,
        service: u64,
        call: u64,
    ) -> Result<Weight, DispatchError> {
        let deposit = CallDeposits::<T>::get(service, call).ok_or(Error::<T>::JobCallNotFound)?;
        ensure!(
            !deposit.open || *who == deposit.payer,
            Error::<T>::JobCallOpen
        );
        ensure!(
            !Self::is_reportable(deposit.since),
            Error::<T>::FaultWindowOpen
        );
        let key = (service, call);
        let removed = [
            JobResults::<T>::clear_prefix(key, PRUNE_LIMIT, None),
            Verdicts::<T>::clear_prefix(key, PRUNE_LIMIT, None),
            Reports::<T>::clear_prefix(key, PRUNE_LIMIT, None),
        ];
        if removed.iter().all(|it| it.maybe_cursor.is_none()) {
            JobCalls::<T>::remove(service, call);
            CallDeposits::<T>::remove(service, call);
            Self::return_call_deposit(&deposit);
            Self::deposit_event(Event::JobCallPruned { service, call });
        }
        let entries = removed.iter().map(|it| it.loops).sum();
        Ok(WeightOf::<T>::prune_call(entries))
    }

    /// Hold the deposit of a quality report that is recorded: an item.
    pub(crate) fn hold_report_deposit(
        reporter: &AccountIdOf<T>,
    ) -> Result<QualityReport<AccountIdOf<T>, BalanceOf<T>>, DispatchError> {
        let deposit = T::DepositPerItem::get();
        if !deposit.is_zero() {
            T::Currency::hold(&HoldReason::ReportDeposit.into(), reporter, deposit)?;
        }
        Ok(QualityReport {
            reporter: reporter.clone(),
            deposit,
            since: Self::unix_seconds(),
        })
    }

    /// Return the deposit of a quality report that is removed.
    pub(crate) fn return_report_deposit(report: &QualityReport<AccountIdOf<T>, BalanceOf<T>>) {
        let reason = HoldReason::ReportDeposit.into();
        // A held amount can be released, and no caller could handle an error.
        let _ = T::Currency::release(&reason, &report.reporter, report.deposit, BestEffort);
    }

    /// Remove a quality report of an operator that the service does not have any more. As long as it has it, the record
    /// keeps the same evidence from being judged again, and the reporter alone removes it, once it is older than
    /// offences can be found.
    pub(crate) fn do_prune_quality_report(
        who: &AccountIdOf<T>,
        service: u64,
        kind: u8,
        participant: AccountIdOf<T>,
        evidence: H256,
    ) -> DispatchResult {
        let key = (service, kind, participant.clone(), evidence);
        let report = QualityReports::<T>::get(&key).ok_or(Error::<T>::ReportNotFound)?;
        let serves = Instances::<T>::get(service)
            .is_some_and(|service| service.operators.contains(&participant));
        if serves {
            ensure!(*who == report.reporter, Error::<T>::OperatorReportable);
            ensure!(
                !Self::is_reportable(report.since),
                Error::<T>::FaultWindowOpen
            );
        }
        QualityReports::<T>::remove(&key);
        Self::return_report_deposit(&report);
        Self::deposit_event(Event::QualityReportPruned {
            service,
            kind,
            participant,
            evidence,
        });
        Ok(())
    }
}
