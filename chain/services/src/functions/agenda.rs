//! Cleaning in idle block space, a bounded step at a time.

use crate::{
    Activities, Agenda, AgendaCursor, AgendaItem, Attendances, Config, Event, JobCalls, JobResults,
    Pallet, Reports, Requests, SlashEvidence, WeightInfo, WeightOf, CLEAR_PER_STEP,
};
use frame_support::weights::{Weight, WeightMeter};
use frame_system::pallet_prelude::BlockNumberFor;
use sp_runtime::traits::{One, Saturating};

/// The steps that fit what is left of a block.
struct Steps {
    meter: WeightMeter,
    step: Weight,
    /// Entries that the current step may still remove.
    entries: u32,
}

impl Steps {
    /// Take a step; whether there was room for it.
    fn take(&mut self) -> bool {
        self.entries = CLEAR_PER_STEP;
        self.meter.try_consume(self.step).is_ok()
    }

    /// Remove entries as far as the steps go, by an iterator that removes what it returns; whether
    /// none is left.
    fn drain<Entry>(&mut self, mut entries: impl Iterator<Item = Entry>) -> bool {
        loop {
            if self.entries == 0 && !self.take() {
                return false;
            }
            if entries.next().is_none() {
                return true;
            }
            self.entries = self.entries.saturating_sub(1);
        }
    }
}

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
        let mut steps = Steps {
            meter: WeightMeter::with_limit(remaining),
            step: WeightOf::<T>::clean_step(),
            entries: 0,
        };
        if !steps.take() {
            return steps.meter.consumed();
        }
        let Some(mut at) = AgendaCursor::<T>::get() else {
            return steps.meter.consumed();
        };
        while at <= now && Self::run_tasks(at, &mut steps) {
            at = at.saturating_add(One::one());
        }
        AgendaCursor::<T>::put(at);
        steps.meter.consumed()
    }

    /// Do the tasks of a block as far as the steps go, with one more to see that none is left;
    /// whether they went so far.
    ///
    /// Each map is gone through once, by one iterator: a new one would pass over the keys removed
    /// in this block one by one, and steps that begin anew would cost the square of what they
    /// weigh.
    fn run_tasks(at: BlockNumberFor<T>, steps: &mut Steps) -> bool {
        for task in Agenda::<T>::iter_key_prefix(at) {
            if !steps.take() || !Self::run(task, steps) {
                return false;
            }
            Agenda::<T>::remove(at, task);
        }
        steps.take()
    }

    /// Do a task as far as the steps go, the first of which is taken; whether it is done.
    fn run(task: AgendaItem, steps: &mut Steps) -> bool {
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
                steps.drain(JobResults::<T>::drain_prefix((id,)))
                    && steps.drain(Reports::<T>::drain_prefix((id,)))
                    && steps.drain(Attendances::<T>::drain_prefix(id))
                    && steps.drain(SlashEvidence::<T>::drain_prefix((id,)))
                    // By key: a job call is long, and whoever drains a map reads what it removes.
                    && steps.drain(
                        JobCalls::<T>::iter_key_prefix(id)
                            .inspect(|call| JobCalls::<T>::remove(id, call)),
                    )
            }
            AgendaItem::ClearEra(era) => steps.drain(Activities::<T>::drain_prefix(era)),
        }
    }
}
