//! The pause of slashes: when there is one is decided by the rules.

use crate::{Config, Error, Event, Pallet, SlashesPausedFrom, SlashesPausedUntil};
use blueprint_rules::{
    court::Proposal,
    pause::{Pause, PauseError},
};
use frame_support::{dispatch::DispatchResult, traits::Get};

impl<T: Config> Pallet<T> {
    /// Pause executions until a time; one that is over ends the pause, if one lasts.
    pub(crate) fn do_pause_slashes(until: u64) -> DispatchResult {
        let (now, last) = (Self::unix_seconds(), Self::slash_pause());
        let next = match until.saturating_sub(now) {
            0 => last.ended(now),
            seconds => last.begun_within(T::LongestPause::get(), seconds, now),
        };
        let next = match next {
            Ok(next) => next,
            // There is nothing to end.
            Err(PauseError::NotPaused) => return Ok(()),
            Err(PauseError::Length { .. }) => return Err(Error::<T>::PauseTooLong.into()),
            Err(PauseError::TooSoon { .. }) => return Err(Error::<T>::PauseTooSoon.into()),
        };
        SlashesPausedFrom::<T>::put(next.from);
        SlashesPausedUntil::<T>::put(next.until);
        Self::deposit_event(Event::SlashesPaused { until: next.until });
        Ok(())
    }

    /// The last pause.
    fn slash_pause() -> Pause {
        Pause {
            from: SlashesPausedFrom::<T>::get(),
            until: SlashesPausedUntil::<T>::get(),
        }
    }

    /// A slash can be vetoed in a pause also after its deadline: none is executed then, and that is what a pause is for. One that
    /// lapsed before the pause cannot.
    pub(crate) fn in_pause(proposal: &Proposal) -> Proposal {
        let (pause, now) = (Self::slash_pause(), Self::unix_seconds());
        let deadline = pause.veto_deadline(proposal.deadline, proposal.expires_at, now);
        Proposal {
            deadline,
            ..*proposal
        }
    }

    /// A slash whose last second of execution came in a pause, or less than a day after it, can be executed for a day after
    /// the pause: a pause must not decide whether a slash lapses.
    pub(crate) fn after_pause(proposal: &Proposal) -> Proposal {
        let pause = Self::slash_pause();
        let expires_at = match pause.from {
            0 => proposal.expires_at,
            _ => pause.moved(proposal.expires_at),
        };
        Proposal {
            expires_at,
            ..*proposal
        }
    }
}
