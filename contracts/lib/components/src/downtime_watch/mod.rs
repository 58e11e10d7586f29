//! The downtime watch: which operators are up, which are away, and for how long.
//!
//! It never touches stake: an absence is a number of seconds and costs rewards
//! (`blueprint_rules::downtime` says why). Reporting one pays nothing. The contract receives the effect
//! on an operator's rewards as [`Change`].

#[cfg(test)]
mod tests;

blueprint_hooks::interface! {
    /// The watch's errors and events, and a client of it.
    pub mod abi = "blueprint-abi/library/IDowntimeWatch.sol";
}
pub use blueprint_rules::downtime::{DowntimeError, Limits, Presence, Status};

use crate::cell::{Cell, Map};
use abi::*;
use blueprint_hooks::{ensure, env::now, Address, Event, Result, Revert};
use blueprint_rules::downtime;
use ink::storage::traits::{AutoKey, StorageKey};

/// What a check or a report means for an operator's rewards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// Nothing.
    None,
    /// It is back after a reported absence.
    Back,
    /// It is back after an unreported absence, which counts as much.
    WasAway,
}

/// Stores when each operator checked in last, in one record per operator.
#[ink::storage_item]
#[derive(Default, Debug)]
pub struct DowntimeWatch<KEY: StorageKey = AutoKey> {
    limits: Cell<Limits>,
    presences: Map<Address, Presence>,
}

impl<KEY: StorageKey> DowntimeWatch<KEY> {
    /// To be called by the contract's constructor. An operator is up while its last check-in
    /// is less than `grace` seconds ago; `longest` is the most that one unreported absence counts.
    /// Errors: `ZeroGrace`.
    pub fn init(&mut self, grace: u64, longest: u64) -> Result<()> {
        ensure!(grace != 0, ZeroGrace);
        self.limits.set(&Limits {
            grace,
            longest,
            // A reward for finding a node offline is one for taking it offline.
            credit_reporters: false,
        });
        Ok(())
    }

    /// Checks an operator in. The contract decides whether the caller may.
    /// Errors: `ClockWentBack`.
    pub fn check_in(&mut self, operator: Address) -> Result<Change> {
        let before = self.presence(operator);
        let outcome = downtime::check_in(&before, now(), &self.limits()?)
            .map_err(|error| revert(operator, error))?;
        self.presences.set(&operator, &outcome.presence);
        CheckedIn {
            operator,
            inactive: outcome.inactive,
        }
        .emit();
        Ok(match before.status {
            Status::Frozen => Change::Back,
            _ if outcome.presence.absences > before.absences => Change::WasAway,
            Status::None | Status::Up | Status::Expected => Change::None,
        })
    }

    /// Expects an operator that never checked in to do so within the grace period. The contract decides
    /// whether the caller may. Errors: `AlreadyEnrolled`, `NoLimits`.
    pub fn enrol(&mut self, operator: Address) -> Result<()> {
        self.limits()?;
        let enrolled = downtime::enrol(&self.presence(operator), now());
        let enrolled = enrolled.map_err(|error| revert(operator, error))?;
        self.presences.set(&operator, &enrolled);
        Enrolled { operator }.emit();
        Ok(())
    }

    /// `reporter` reports that an operator is away. Any account may; an operator may report itself at
    /// any time.
    /// Errors: `NeverSeen` (an operator that is not enrolled), `StillUp`, `AlreadyNoticed`, `ClockWentBack`.
    pub fn notice(&mut self, operator: Address, reporter: Address) -> Result<()> {
        let before = self.presence(operator);
        let outcome = downtime::report(&before, operator, reporter, now(), &self.limits()?)
            .map_err(|error| revert(operator, error))?;
        self.presences.set(&operator, &outcome.presence);
        AbsenceNoticed {
            operator,
            reporter,
            inactive: outcome.inactive,
        }
        .emit();
        Ok(())
    }

    /// Whether an operator may be given work: not while it is away, reported or not. The error is the
    /// rules' own, so that the caller decides whether the call ends.
    pub fn may_work(&self, operator: Address) -> Result<(), DowntimeError> {
        // Without limits no operator has checked in.
        let limits = self.limits.get().unwrap_or_default();
        self.presence(operator).may_work(now(), &limits)
    }

    /// What is known of an operator.
    pub fn presence(&self, operator: Address) -> Presence {
        self.presences.get(&operator).unwrap_or_default()
    }

    /// Seconds that an operator was away, an absence that lasts included.
    pub fn inactive(&self, operator: Address) -> u64 {
        self.presence(operator).inactive_at(now())
    }

    /// When an operator counts as away. Errors: `NoLimits`.
    pub fn limits(&self) -> Result<Limits> {
        Ok(self.limits.get().ok_or(NoLimits)?)
    }
}

/// The rules' error about an operator as the interface's.
fn revert(operator: Address, error: DowntimeError) -> Revert {
    match error {
        DowntimeError::NeverSeen => NeverSeen { operator }.into(),
        DowntimeError::Enrolled => AlreadyEnrolled { operator }.into(),
        DowntimeError::ClockWentBack { last_seen, now } => ClockWentBack {
            last_seen,
            time: now,
        }
        .into(),
        DowntimeError::StillUp { silent_for, grace } => StillUp { silent_for, grace }.into(),
        DowntimeError::AlreadyFrozen { since } => AlreadyNoticed { since }.into(),
        DowntimeError::Away { silent_for } => Away { silent_for }.into(),
    }
}
