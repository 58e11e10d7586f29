//! Cleaning in idle block space, a bounded step at a time.

use crate::{
    Activities, Attendances, CallDeposits, CleanupCursor, CleanupTask, CleanupTasks, Config, Event,
    JobCalls, JobResults, Offences, Offenders, Pallet, PendingSlashes, QualityReports, Reports,
    Requests, ServicePoints, SlashEvidence, Verdicts, WeightInfo, WeightOf, CLEAR_PER_STEP,
};
use frame_support::{
    traits::Get,
    weights::{Weight, WeightMeter},
};
use frame_system::pallet_prelude::BlockNumberFor;
use sp_runtime::traits::{One, Saturating};

/// The steps that fit into the rest of a block.
struct Steps {
    meter: WeightMeter,
    step: Weight,
    /// Entries that the current step may still remove.
    entries: u32,
}

impl Steps {
    /// Take a step. Returns whether it fits.
    fn take(&mut self) -> bool {
        self.entries = CLEAR_PER_STEP;
        self.meter.try_consume(self.step).is_ok()
    }

    /// Take the steps for so many more entries. Returns whether they fit.
    fn take_for(&mut self, entries: u32) -> bool {
        (0..entries.div_ceil(CLEAR_PER_STEP)).all(|_| self.take())
    }

    /// Remove entries within the remaining steps, with an iterator that removes what it returns.
    /// Returns whether none is left.
    fn drain<Entry>(&mut self, entries: impl Iterator<Item = Entry>) -> bool {
        self.drain_at(1, entries)
    }

    /// As [`Self::drain`], where each entry takes as much as `cost` of others.
    fn drain_at<Entry>(&mut self, cost: u32, mut entries: impl Iterator<Item = Entry>) -> bool {
        loop {
            if self.entries < cost && !self.take() {
                return false;
            }
            if entries.next().is_none() {
                return true;
            }
            self.entries = self.entries.saturating_sub(cost);
        }
    }
}

impl<T: Config> Pallet<T> {
    /// Schedule a task for a block: this one or a later one.
    pub(crate) fn schedule(at: BlockNumberFor<T>, task: CleanupTask) {
        // Several blocks have one number where the clock is another chain's: its tasks were run after the first of them.
        let at = match CleanupCursor::<T>::get() {
            Some(next) => at.max(next),
            None => {
                CleanupCursor::<T>::put(Pallet::<T>::now());
                at
            }
        };
        CleanupTasks::<T>::insert(at, task, ());
    }

    /// Run the tasks scheduled up to this block, within the remaining weight. The others wait for the
    /// next idle block. Returns the weight used.
    pub(crate) fn do_on_idle(now: BlockNumberFor<T>, remaining: Weight) -> Weight {
        let mut steps = Steps {
            meter: WeightMeter::with_limit(remaining),
            step: WeightOf::<T>::clean_step(),
            entries: 0,
        };
        if !steps.take() {
            return steps.meter.consumed();
        }
        let Some(mut at) = CleanupCursor::<T>::get() else {
            return steps.meter.consumed();
        };
        while at <= now && Self::run_tasks(at, &mut steps) {
            at = at.saturating_add(One::one());
        }
        CleanupCursor::<T>::put(at);
        steps.meter.consumed()
    }

    /// Run the tasks of a block within the remaining steps, with one more step to see that none is
    /// left. Returns whether all are done.
    ///
    /// Each map is traversed by one iterator: a new one would visit every key removed in this block
    /// again, and the cost would grow with the square of the charged weight.
    fn run_tasks(at: BlockNumberFor<T>, steps: &mut Steps) -> bool {
        for task in CleanupTasks::<T>::iter_key_prefix(at) {
            if !steps.take() || !Self::run(task, steps) {
                return false;
            }
            CleanupTasks::<T>::remove(at, task);
        }
        steps.take()
    }

    fn has_pending_slashes(service: u64) -> bool {
        PendingSlashes::<T>::iter_key_prefix(service)
            .next()
            .is_some()
    }

    /// Run a task within the remaining steps, the first of which is taken. Returns whether it is done.
    fn run(task: CleanupTask, steps: &mut Steps) -> bool {
        match task {
            CleanupTask::ExpireRequest(id) => {
                if let Some(request) = Requests::<T>::get(id) {
                    // The first step covers the request and the indices of half its entries.
                    let operators = request.operators.len() as u32;
                    if !steps.take_for(operators.saturating_sub(CLEAR_PER_STEP / 2)) {
                        return false;
                    }
                    Self::remove_request(id, &request);
                    Self::return_bond(&request.requester, request.bond);
                    Self::deposit_event(Event::RequestExpired { request: id });
                }
                true
            }
            // What slashes that are pending count is kept until they have ended.
            CleanupTask::ClearService(id) if Self::has_pending_slashes(id) => {
                let later = Pallet::<T>::now().saturating_add(T::EraLength::get().max(1).into());
                Self::schedule(later, task);
                true
            }
            CleanupTask::ClearService(id) => {
                steps.drain(JobResults::<T>::drain_prefix((id,)))
                    && steps.drain(Verdicts::<T>::drain_prefix((id,)))
                    && steps.drain(Reports::<T>::drain_prefix((id,)))
                    // Each has a hold and an account beside its record.
                    && steps.drain_at(
                        4,
                        QualityReports::<T>::drain_prefix((id,))
                            .inspect(|(_, report)| Self::return_report_deposit(report)),
                    )
                    && steps.drain(Attendances::<T>::drain_prefix(id))
                    && steps.drain(SlashEvidence::<T>::drain_prefix((id,)))
                    && steps.drain(ServicePoints::<T>::drain_prefix(id))
                    && steps.drain(Offences::<T>::drain_prefix((id,)))
                    && steps.drain(Offenders::<T>::drain_prefix(id))
                    && steps.drain_at(
                        4,
                        CallDeposits::<T>::drain_prefix(id)
                            .inspect(|(_, deposit)| Self::return_call_deposit(deposit)),
                    )
                    // By key: draining a map reads the values, and a job call is long.
                    && steps.drain(
                        JobCalls::<T>::iter_key_prefix(id)
                            .inspect(|call| JobCalls::<T>::remove(id, call)),
                    )
            }
            // Eras have become longer since the task was scheduled.
            CleanupTask::ClearEra(era) if Self::remembers(era) => {
                let next = Pallet::<T>::now().saturating_add(One::one());
                Self::schedule(Self::forgotten_at(era).max(next), task);
                true
            }
            CleanupTask::ClearEra(era) => steps.drain(Activities::<T>::drain_prefix(era)),
        }
    }
}
