//! Cleaning in idle block space, a bounded step at a time.

use crate::{
    Activities, Agenda, AgendaCursor, AgendaItem, Attendances, Config, Event, JobCalls, JobResults,
    Pallet, Reports, Requests, SlashEvidence, WeightInfo, WeightOf, CLEAR_PER_STEP,
};
use frame_support::weights::{Weight, WeightMeter};
use frame_system::pallet_prelude::BlockNumberFor;
use sp_runtime::traits::{One, Saturating};

impl<T: Config> Pallet<T> {
    /// Put a task on the agenda of a block: this one or a later one.
    pub(crate) fn schedule(at: BlockNumberFor<T>, task: AgendaItem) {
        if AgendaCursor::<T>::get().is_none() {
            AgendaCursor::<T>::put(frame_system::Pallet::<T>::block_number());
        }
        Agenda::<T>::insert(at, task, ());
    }

    /// Do what the agenda holds up to this block, as far as the weight goes. What is left waits
    /// for the next idle block. Returns the weight used.
    pub(crate) fn do_agenda(now: BlockNumberFor<T>, remaining: Weight) -> Weight {
        let step = WeightOf::<T>::clean_step();
        let mut meter = WeightMeter::with_limit(remaining);
        if meter.try_consume(step).is_err() {
            return meter.consumed();
        }
        let Some(mut at) = AgendaCursor::<T>::get() else {
            return meter.consumed();
        };
        while at <= now && meter.try_consume(step).is_ok() {
            match Agenda::<T>::iter_key_prefix(at).next() {
                Some(task) if Self::run_step(task) => Agenda::<T>::remove(at, task),
                Some(_) => {}
                None => at = at.saturating_add(One::one()),
            }
        }
        AgendaCursor::<T>::put(at);
        meter.consumed()
    }

    /// Do one step of a task; whether that was the last.
    fn run_step(task: AgendaItem) -> bool {
        match task {
            AgendaItem::ExpireRequest(id) => {
                if let Some(request) = Requests::<T>::get(id) {
                    Self::remove_request(id, &request);
                    // What is on hold can be released; nobody is there to be told otherwise.
                    let _ = Self::return_request_bond(&request);
                    Self::deposit_event(Event::RequestExpired { request: id });
                }
                true
            }
            AgendaItem::ClearService(id) => {
                let most = CLEAR_PER_STEP as usize;
                let results = JobResults::<T>::drain_prefix((id,)).take(most).count();
                let most = most.saturating_sub(results);
                let reports = Reports::<T>::drain_prefix((id,)).take(most).count();
                let most = most.saturating_sub(reports);
                let attendances = Attendances::<T>::drain_prefix(id).take(most).count();
                let most = most.saturating_sub(attendances);
                let evidence = SlashEvidence::<T>::drain_prefix((id,)).take(most).count();
                let most = most.saturating_sub(evidence);
                let calls = JobCalls::<T>::drain_prefix(id).take(most).count();
                calls < most
            }
            AgendaItem::ClearEra(era) => {
                let most = CLEAR_PER_STEP as usize;
                Activities::<T>::drain_prefix(era).take(most).count() < most
            }
        }
    }
}
