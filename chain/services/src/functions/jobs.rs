//! Job calls and their results.

use crate::{
    encoding::{decode_required_result_count, Message},
    hooks::HookCalls,
    AccountIdOf, Blueprint, BlueprintDefinition, CallDeposits, Config, Error, Event, Hook, JobCall,
    JobCalls, JobPrices, JobResult, JobResults, Managers, NextJobCallId, Pallet, PayloadOf,
    PointTerms, Reports, Service, WeightInfo, WeightOf,
};
use frame_support::{dispatch::DispatchResult, ensure};
use sp_core::H256;
use sp_runtime::DispatchError;

impl<T: Config> Pallet<T> {
    pub(crate) fn do_call(
        caller: AccountIdOf<T>,
        service_id: u64,
        job: u8,
        inputs: PayloadOf<T>,
        hooks: &mut HookCalls<T>,
    ) -> DispatchResult {
        let service = Self::live_service(service_id)?;
        ensure!(
            caller == service.owner
                || service.permitted_callers.contains(&caller)
                || service
                    .permitted_callers
                    .contains(&T::Managers::unmapped(&Self::address_of(&caller))),
            Error::<T>::CallerNotPermitted
        );
        let Blueprint {
            definition, owner, ..
        } = Self::blueprint(service.blueprint)?;
        ensure!(job < definition.jobs, Error::<T>::JobNotFound);

        let call = Self::next_id::<NextJobCallId<T>>()?;
        let base = WeightOf::<T>::call(inputs.len() as u32);
        hooks.set_base(base);
        if let Some(price) = JobPrices::<T>::get(service.blueprint, job) {
            let operators = service.operators.len() as u32;
            hooks.set_base(base.saturating_add(WeightOf::<T>::pay_job(operators)));
            Self::pay_job(&caller, service_id, call, &service, &owner, price)?;
        }
        let operators = service.operators.len() as u32;
        Self::hold_call_deposit(service_id, call, &caller, inputs.len() as u32, operators)?;
        let record = JobCall::<T> {
            job,
            caller: caller.clone(),
            inputs,
            results: 0,
            completed: false,
        };
        JobCalls::<T>::insert(service_id, call, &record);
        Self::deposit_event(Event::JobCalled {
            service: service_id,
            job,
            call,
            caller,
        });
        hooks.call(
            definition.manager,
            definition.generation,
            &Message::JobCall {
                service: service_id,
                job,
                call,
                inputs: &record.inputs,
            },
        )
    }

    pub(crate) fn do_submit_result(
        operator: AccountIdOf<T>,
        service_id: u64,
        call: u64,
        outputs: &[u8],
        hooks: &mut HookCalls<T>,
    ) -> DispatchResult {
        let service = Self::live_service(service_id)?;
        Self::ensure_serving(service_id, &service, &operator)?;
        let mut record = JobCalls::<T>::get(service_id, call).ok_or(Error::<T>::JobCallNotFound)?;
        let base = WeightOf::<T>::submit_result(
            (outputs.len() as u32).saturating_add(record.inputs.len() as u32),
        );
        hooks.set_base(base);
        ensure!(!record.completed, Error::<T>::JobCallCompleted);
        Self::ensure_called(service_id, call, &operator)?;
        let key = (service_id, call, operator.clone());
        ensure!(
            !JobResults::<T>::contains_key(&key),
            Error::<T>::ResultAlreadySubmitted
        );
        let Blueprint { definition, .. } = Self::blueprint(service.blueprint)?;

        let outputs_hash = H256(sp_io::hashing::keccak_256(outputs));
        let submitted_at = Self::unix_seconds();
        JobResults::<T>::insert(
            &key,
            JobResult {
                outputs_hash,
                submitted_at,
            },
        );
        // A report of its lack is over: it does not stand in the way of one of this result.
        Reports::<T>::remove(&key);
        record.results = record.results.saturating_add(1);
        JobCalls::<T>::insert(service_id, call, &record);
        Self::count_activity(&operator, |activity| &mut activity.results);
        if definition.points == PointTerms::EachResult {
            let (_, noted) = Self::award(&operator, service_id, &service, &definition, 1)?;
            hooks.set_base(base.saturating_add(noted));
        }
        let message = Message::JobResult {
            service: service_id,
            job: record.job,
            call,
            operator: Self::operator_id(service.blueprint, &definition, &operator)?,
            inputs: &record.inputs,
            outputs,
        };
        Self::deposit_event(Event::ResultSubmitted {
            service: service_id,
            job: record.job,
            call,
            operator,
            outputs_hash,
        });
        hooks.call(definition.manager, definition.generation, &message)?;
        let required =
            Self::required_results(&service, &definition, service_id, call, record.job, hooks)?;
        if record.results >= required.unwrap_or(1) {
            Self::complete(service_id, call, record, false);
        } else {
            // It is kept for as long as this result can be reported.
            Self::keep_call(service_id, call);
        }
        Ok(())
    }

    /// Complete a call that lacks the results of operators that have left or serve no more, or for which the
    /// manager now requires fewer results. No further result is needed.
    pub(crate) fn do_complete_call(
        service_id: u64,
        call: u64,
        hooks: &mut HookCalls<T>,
    ) -> DispatchResult {
        let service = Self::live_service(service_id)?;
        let record = JobCalls::<T>::get(service_id, call).ok_or(Error::<T>::JobCallNotFound)?;
        hooks.set_base(WeightOf::<T>::complete_call(
            record.inputs.len() as u32,
            service.operators.len() as u32,
        ));
        ensure!(!record.completed, Error::<T>::JobCallCompleted);
        ensure!(record.results > 0, Error::<T>::ResultsMissing);
        let Blueprint { definition, .. } = Self::blueprint(service.blueprint)?;
        let required =
            Self::required_results(&service, &definition, service_id, call, record.job, hooks)?;
        let possible = Self::possible_results(service_id, call, &service, &record);
        // Anyone may send this: where the manager does not answer, nothing is completed.
        let required = required.ok_or(Error::<T>::ResultsMissing)?;
        ensure!(
            record.results >= required.min(possible),
            Error::<T>::ResultsMissing
        );
        let short = record.results < required;
        Self::complete(service_id, call, record, short);
        Ok(())
    }

    /// The most results that a call can have: those it has, and one of each operator that it was made to and that still serves.
    fn possible_results(id: u64, call: u64, service: &Service<T>, record: &JobCall<T>) -> u32 {
        let may_submit = |operator: &&AccountIdOf<T>| {
            !JobResults::<T>::contains_key((id, call, *operator))
                && Self::ensure_serving(id, service, operator).is_ok()
                && Self::ensure_called(id, call, operator).is_ok()
        };
        let more = service.operators.iter().filter(may_submit).count() as u32;
        record.results.saturating_add(more)
    }

    /// Complete a call; `short` of what was required where no operator is left to add a result.
    fn complete(service: u64, call: u64, mut record: JobCall<T>, short: bool) {
        Self::deposit_event(Event::JobCompleted {
            service,
            job: record.job,
            call,
            results: record.results,
        });
        record.completed = true;
        CallDeposits::<T>::mutate(service, call, |deposit| {
            if let Some(deposit) = deposit {
                deposit.since = Self::unix_seconds();
                deposit.open = false;
                deposit.short = short;
            }
        });
        JobCalls::<T>::insert(service, call, &record);
    }

    /// The number of results that complete a call of a job: as the manager returns, at least 1 and at most the number of
    /// operators that the call was made to; `None` if the query fails. 1 where the generation has no such query.
    /// What has left since counts among them: its result is one, and for its lack [`do_complete_call`](Self::do_complete_call)
    /// completes the call. By the number that is left, an operator that answered and left would complete it in the place of
    /// one that submitted none.
    fn required_results(
        service: &Service<T>,
        definition: &BlueprintDefinition,
        id: u64,
        call: u64,
        job: u8,
        hooks: &mut HookCalls<T>,
    ) -> Result<Option<u32>, DispatchError> {
        if !definition.generation.has(Hook::GetRequiredResultCount) {
            return Ok(Some(1));
        }
        let answer = hooks.query(
            definition.manager,
            definition.generation,
            &Message::RequiredResultCount { service: id, job },
        )?;
        let required = answer.and_then(|answer| decode_required_result_count(&answer));
        let operators = service.operators.len() as u32;
        let most = CallDeposits::<T>::get(id, call).map_or(operators, |it| it.results);
        Ok(required.map(|required| required.min(most).max(1)))
    }
}
