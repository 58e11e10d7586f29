//! Equivocation evidence: two statements of one operator that contradict each other, as a proposal to slash
//! (`blueprint_rules::proof`).
//!
//! A service has one record, its terms. That an offence was filed is the court's to know: its hash is made of what was
//! asked, not of what was answered, and the court takes each hash once.

mod signing;
#[cfg(test)]
mod tests;

blueprint_hooks::interface! {
    /// Errors and events of equivocation evidence, and a client of it.
    pub mod abi = "blueprint-abi/library/IEquivocationEvidence.sol";
}

use crate::{
    cell::Map,
    slashing_court::{check_court, Offence},
};
use abi::*;
use blueprint_hooks::{
    call::CallError, ensure, env, record, signature::recover, Address, Event, Result, Revert,
};
use blueprint_rules::{
    court::{Charge, DETECTION, LONGEST_SLASHABLE},
    math::BPS,
    proof::{conflicting_votes, moment_of_offence, FaultWindow, MomentError, Vote},
};
use ink::storage::traits::{AutoKey, StorageKey};

/// The shortest and the longest fault window, in seconds: a day and the longest pause of a court, in which nothing is
/// filed, and 180 days.
pub const WINDOWS: (u64, u64) = (DETECTION, LONGEST_SLASHABLE);

/// What was signed twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// An answer to a question.
    Question([u8; 32]),
    /// The head of a log with so many leaves.
    Head([u8; 32], u64),
}

impl Subject {
    /// The number of its kind.
    fn kind(&self) -> u8 {
        match self {
            Self::Question(_) => 1,
            Self::Head(..) => 2,
        }
    }
}

/// A statement of an operator about a subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Said {
    /// The answer, or the root.
    pub value: [u8; 32],
    /// Its second.
    pub time: u64,
    /// The operator's: r, s and v.
    pub signature: [u8; 65],
}

/// The terms of a service. Written once.
#[record]
pub struct Terms {
    /// Where slashes are proposed.
    pub court: Address,
    /// The second in which the terms were fixed.
    pub from: u64,
    /// Seconds in which an offence can be filed.
    pub window: u64,
    /// What two answers cost, in basis points.
    pub answers_bps: u16,
    /// What two heads cost, in basis points.
    pub heads_bps: u16,
}

/// The terms of services. The contract authorises.
#[ink::storage_item]
#[derive(Default, Debug)]
pub struct EquivocationEvidence<KEY: StorageKey = AutoKey> {
    terms: Map<u64, Terms>,
}

impl<KEY: StorageKey> EquivocationEvidence<KEY> {
    /// Fixes the terms of a service, from now on. Errors: `AlreadyOpen`, `WindowOutOfBounds`, `AboveWhole`,
    /// `NotPunished`, `CourtSilent`.
    pub fn open(
        &mut self,
        service_id: u64,
        court: Address,
        window: u64,
        answers_bps: u16,
        heads_bps: u16,
    ) -> Result<()> {
        ensure!(
            self.terms.get(&service_id).is_none(),
            AlreadyOpen { service_id }
        );
        let ((shortest, longest), received) = (WINDOWS, window);
        let within = (shortest..=longest).contains(&received);
        ensure!(
            within,
            WindowOutOfBounds {
                shortest,
                longest,
                received
            }
        );
        for received in [answers_bps, heads_bps] {
            ensure!(u64::from(received) <= BPS, AboveWhole { received });
        }
        ensure!(answers_bps != 0 || heads_bps != 0, NotPunished { kind: 0 });
        if !court.is_zero() {
            answered(court, check_court(court))?;
        }
        let terms = Terms {
            court,
            from: env::now(),
            window,
            answers_bps,
            heads_bps,
        };
        self.terms.set(&service_id, &terms);
        ServiceOpened {
            service_id,
            court,
            window,
            answers_bps,
            heads_bps,
        }
        .emit();
        Ok(())
    }

    /// What two statements of an operator about one subject are: the hash of the offence, its second and its share. Errors:
    /// `UnknownService`, `NotPunished`, `SameStatement`, `InFuture`, `TooOld`, `NotSigned`.
    pub fn offence(
        &self,
        service_id: u64,
        operator: Address,
        subject: &Subject,
        statements: [&Said; 2],
    ) -> Result<([u8; 32], u64, u16)> {
        let terms = self.terms(service_id)?;
        let kind = subject.kind();
        let share_bps = match subject {
            Subject::Question(_) => terms.answers_bps,
            Subject::Head(..) => terms.heads_bps,
        };
        ensure!(share_bps != 0, NotPunished { kind });
        let evidence = signing::evidence(service_id, operator, subject);
        let [first, second] = statements;
        let vote = |said: &Said| Vote {
            signer: operator,
            domain: evidence,
            height: 0,
            value: said.value,
        };
        let value = first.value;
        let conflict = conflicting_votes(&vote(first), &vote(second));
        ensure!(conflict.is_ok(), SameStatement { value });
        let window = FaultWindow {
            from: terms.from,
            length: terms.window,
        };
        let moment = moment_of_offence(first.time, second.time, &window, env::now());
        let moment = moment.map_err(of_moment)?;
        for (index, said) in (0u8..).zip(statements) {
            let digest = signing::digest(service_id, subject, said);
            let recovered = recover(&digest, &said.signature).unwrap_or_default();
            let not_signed = NotSigned {
                index,
                operator,
                recovered,
            };
            ensure!(recovered == operator && !operator.is_zero(), not_signed);
        }
        Ok((evidence, moment, share_bps))
    }

    /// Files two statements of an operator about one subject, and returns the proposal. Errors: those of [`Self::offence`],
    /// `StakeUnknown`, `CourtSilent`, those of the court.
    pub fn file(
        &self,
        service_id: u64,
        operator: Address,
        subject: Subject,
        statements: [&Said; 2],
    ) -> Result<u64> {
        let (evidence, moment, share_bps) =
            self.offence(service_id, operator, &subject, statements)?;
        let (court, kind) = (self.terms(service_id)?.court, subject.kind());
        let offence = Offence {
            court,
            service_id,
            operator,
            charge: Charge::JobMisbehaviour,
            evidence,
            share_bps,
            moment,
        };
        let unknown = StakeUnknown {
            operator,
            captured_at: moment,
        };
        let proposal_id = offence.file(CourtSilent { court }, unknown)?;
        EquivocationFiled {
            service_id,
            operator,
            evidence,
            kind,
            moment,
            proposal_id,
        }
        .emit();
        Ok(proposal_id)
    }

    /// The terms of a service. Errors: `UnknownService`.
    pub fn terms(&self, service_id: u64) -> Result<Terms> {
        let terms = self.terms.get(&service_id);
        Ok(terms.ok_or(UnknownService { service_id })?)
    }

    /// What an operator signs of a statement, without its signature.
    pub fn digest(&self, service_id: u64, subject: &Subject, said: &Said) -> [u8; 32] {
        signing::digest(service_id, subject, said)
    }

    /// The hash of an offence.
    pub fn evidence(&self, service_id: u64, operator: Address, subject: &Subject) -> [u8; 32] {
        signing::evidence(service_id, operator, subject)
    }
}

/// What the court answered. Its own error is passed on. Errors: `CourtSilent`.
fn answered<T>(court: Address, answer: core::result::Result<T, CallError>) -> Result<T> {
    answer.map_err(|error| error.or(CourtSilent { court }))
}

fn of_moment(error: MomentError) -> Revert {
    match error {
        MomentError::InFuture { moment, now: time } => InFuture { moment, time }.into(),
        MomentError::TooOld { oldest, moment } => TooOld { oldest, moment }.into(),
    }
}
