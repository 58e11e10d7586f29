//! What operators had at stake, and for which services it answers.

use super::{
    abi::{
        AmountOverflow, CaptureInFuture, CaptureMismatch, StakeAnswers, StakeCaptured,
        UnknownCapture,
    },
    errors::{correction_revert, revert},
    SlashingCourt,
};
use crate::roles::RUNTIME;
use blueprint_hooks::{ensure, env, Address, Event, Result, Vec, U256};
use blueprint_rules::court::{Capture, Liability, Slashed};
use ink::storage::traits::StorageKey;

/// The most services on a page.
pub const MAX_PAGE: u32 = 50;

impl<KEY: StorageKey> SlashingCourt<KEY> {
    /// Records what `operator` had at stake at second `at`, in base units, own and delegated, and
    /// that up to `exposure` of it is slashable for the service, for as long as the service's policy says
    /// now. Runtime only. The first numbers of a moment stand; recorded again, for this service or another,
    /// they must be the same.
    pub fn capture(
        &mut self,
        service_id: u64,
        operator: Address,
        at: u64,
        stake: U256,
        exposure: U256,
    ) -> Result<()> {
        self.only(RUNTIME)?;
        let (captured_at, time) = (at, env::now());
        ensure!(at <= time, CaptureInFuture { captured_at, time });
        let moment = (operator, at);
        let stored = self.captures.get(&moment);
        let capture = Capture::join(stored, operator, at, stake).map_err(revert)?;
        if stored.is_none() {
            self.captures.set(&moment, &capture);
            let before = self.slashed_of(operator).before(at);
            if !before.is_zero() {
                self.slashed_before.set(&moment, &before);
            }
            captured(&capture);
        }
        let policy = self.policy_of(service_id);
        let liability = Liability::new(&capture, exposure, &policy).map_err(revert)?;
        if let Some(known) = self.liability(service_id, operator, at) {
            let (expected, received) = (known.exposure, liability.exposure);
            ensure!(received == expected, CaptureMismatch { expected, received });
            return Ok(());
        }
        let answering = self.answering(operator, at);
        let more = answering.checked_add(1).ok_or(AmountOverflow)?;
        self.answering.set(&moment, &more);
        self.services.set(&(operator, at, answering), &service_id);
        self.answers(service_id, &capture, &liability);
        Ok(())
    }

    /// Records other numbers of a moment, where the first were wrong: the stake, for all services, and the
    /// exposure of this service, which keeps its end. Runtime only, until a day after the moment, while no proposal
    /// is open against the operator and no slash took a part of the stake.
    pub fn correct_capture(
        &mut self,
        service_id: u64,
        operator: Address,
        at: u64,
        stake: U256,
        exposure: U256,
    ) -> Result<()> {
        self.only(RUNTIME)?;
        let unknown = UnknownCapture {
            operator,
            captured_at: at,
        };
        let moment = (operator, at);
        let capture = self.captures.get(&moment).ok_or(unknown)?;
        let liability = self.liability(service_id, operator, at).ok_or(unknown)?;
        let capture = capture.corrected(stake, self.open_against(operator), env::now());
        let capture = capture.map_err(correction_revert)?;
        self.captures.set(&moment, &capture);
        captured(&capture);
        let liability = liability.corrected(&capture, exposure);
        self.answers(service_id, &capture, &liability);
        Ok(())
    }

    /// The services for which a capture answers from index `from` on, at most `count` of them and
    /// [`MAX_PAGE`], in the order in which they were recorded.
    pub fn services_of(&self, operator: Address, at: u64, from: u32, count: u32) -> Vec<u64> {
        let end = from.saturating_add(count.min(MAX_PAGE));
        let end = end.min(self.answering(operator, at));
        let service = |index| {
            self.services
                .get(&(operator, at, index))
                .unwrap_or_default()
        };
        (from..end).map(service).collect()
    }

    /// For how many services a capture answers.
    pub fn answering(&self, operator: Address, at: u64) -> u32 {
        self.answering.get(&(operator, at)).unwrap_or_default()
    }

    fn answers(&mut self, service_id: u64, capture: &Capture, liability: &Liability) {
        let (operator, captured_at) = (capture.operator, capture.at);
        self.liabilities
            .set(&(service_id, operator, captured_at), liability);
        StakeAnswers {
            service_id,
            operator,
            captured_at,
            exposure: liability.exposure,
            expires_at: liability.expires_at,
        }
        .emit();
    }

    /// What was at stake at a moment, and how much slashes took since, also those about other moments;
    /// `None` if it was not recorded.
    pub fn captured(&self, operator: Address, at: u64) -> Option<Capture> {
        let moment = (operator, at);
        let capture = self.captures.get(&moment)?;
        let before = self.slashed_before.get(&moment).unwrap_or_default();
        Some(capture.counting(&self.slashed_of(operator), before))
    }

    /// What a capture answers for in a service; `None` if it was not recorded for it.
    pub fn liability(&self, service_id: u64, operator: Address, at: u64) -> Option<Liability> {
        self.liabilities.get(&(service_id, operator, at))
    }

    /// What slashes took of an operator.
    pub(super) fn slashed_of(&self, operator: Address) -> Slashed {
        self.slashed_of.get(&operator).unwrap_or_default()
    }
}

fn captured(capture: &Capture) {
    StakeCaptured {
        operator: capture.operator,
        captured_at: capture.at,
        stake: capture.stake,
    }
    .emit();
}
