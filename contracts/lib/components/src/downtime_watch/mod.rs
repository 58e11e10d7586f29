//! The downtime watch: who is there, who is away, and for how long it was.
//!
//! It never touches stake: an absence is seconds, and what follows is rewards that are not earned
//! (`blueprint_rules::downtime` says why). Noticing pays nothing. What a change means for an
//! operator's rewards is handed to the contract as [`Change`].

#[cfg(test)]
mod tests;
mod wire;

pub use blueprint_rules::downtime::{Limits, Presence, Status};
pub use wire::{AbsenceNoticed, CheckedIn, WatchError};

use crate::cell::{Cell, Map};
use blueprint_hooks::Event;
use blueprint_rules::downtime;
use ink::{
    env::DefaultEnvironment,
    storage::traits::{AutoKey, StorageKey},
    Address,
};

/// What a check or a report means for an operator's rewards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// Nothing.
    None,
    /// It is away: it earns nothing until it is back.
    Away,
    /// It is back, after an absence that somebody noticed.
    Back,
    /// It is back, after one that nobody noticed, which counts as much.
    WasAway,
}

/// Keeps who was seen when. One record an operator.
#[ink::storage_item]
#[derive(Default, Debug)]
pub struct DowntimeWatch<KEY: StorageKey = AutoKey> {
    limits: Cell<Limits>,
    presences: Map<Address, Presence>,
}

impl<KEY: StorageKey> DowntimeWatch<KEY> {
    /// To be called by the contract's constructor. An operator is up while it is silent for less
    /// than `grace` seconds; `longest` is the most that one unobserved silence counts.
    ///
    /// # Errors
    /// No grace.
    pub fn init(&mut self, grace: u64, longest: u64) -> Result<(), WatchError> {
        if grace == 0 {
            return Err(WatchError::ZeroGrace {});
        }
        self.limits.set(&Limits {
            grace,
            longest,
            // A reward for finding a node offline is one for taking it offline.
            credit_reporters: false,
        });
        Ok(())
    }

    /// An operator shows that it is there. Whether the caller may say so is the contract's to know.
    ///
    /// # Errors
    /// The clock went back.
    pub fn check_in(&mut self, operator: Address) -> Result<Change, WatchError> {
        let before = self.presence(operator);
        let outcome = downtime::check_in(&before, now(), &self.limits()?)
            .map_err(|error| WatchError::of(operator, error))?;
        self.presences.set(&operator, &outcome.presence);
        CheckedIn {
            operator,
            inactive: outcome.inactive,
        }
        .emit();
        Ok(match before.status {
            Status::Frozen => Change::Back,
            Status::Up if outcome.presence.absences > before.absences => Change::WasAway,
            Status::None | Status::Up => Change::None,
        })
    }

    /// `reporter` says that an operator is away. Anybody may, an operator of itself at any time.
    ///
    /// # Errors
    /// The operator never checked in, is within its grace, or is known to be away.
    pub fn notice(&mut self, operator: Address, reporter: Address) -> Result<Change, WatchError> {
        let before = self.presence(operator);
        let outcome = downtime::report(&before, operator, reporter, now(), &self.limits()?)
            .map_err(|error| WatchError::of(operator, error))?;
        self.presences.set(&operator, &outcome.presence);
        AbsenceNoticed {
            operator,
            reporter,
            inactive: outcome.inactive,
        }
        .emit();
        Ok(Change::Away)
    }

    /// Refuses work for an operator that is away, noticed or not.
    ///
    /// # Errors
    /// It never checked in, or is away.
    pub fn may_work(&self, operator: Address) -> Result<(), WatchError> {
        self.presence(operator)
            .may_work(now(), &self.limits()?)
            .map_err(|error| WatchError::of(operator, error))
    }

    /// What is known of an operator.
    pub fn presence(&self, operator: Address) -> Presence {
        self.presences.get(&operator).unwrap_or_default()
    }

    /// Seconds that an operator is marked inactive for, a freeze that lasts included.
    pub fn inactive(&self, operator: Address) -> u64 {
        self.presence(operator).inactive_at(now())
    }

    /// When an operator counts as away.
    ///
    /// # Errors
    /// The watch was not initialised.
    pub fn limits(&self) -> Result<Limits, WatchError> {
        self.limits.get().ok_or(WatchError::NoLimits {})
    }
}

/// Seconds.
fn now() -> u64 {
    ink::env::block_timestamp::<DefaultEnvironment>()
}
