//! A committee of an oracle (`blueprint_rules::oracle`): sets of members, questions, and their last answers.
//!
//! A set of members is stored in two parts, as it is larger than a record. A set that was valid never changes, but that its
//! members are suspended.

mod members;
mod signing;
#[cfg(test)]
mod tests;

blueprint_hooks::interface! {
    /// Errors and events of an oracle committee, and a client of it.
    pub mod abi = "blueprint-abi/library/IOracleCommittee.sol";
}
pub use blueprint_rules::oracle::{Kind, Question};
pub use members::{Epoch, Seats};

use crate::cell::{Cell, Map};
use abi::*;
use blueprint_hooks::{
    ensure, env, record, Address, Bytes, Event, List, Malformed, Result, Revert, Vec, U256,
};
use blueprint_rules::{
    math::weighted_median,
    oracle::{TimeError, MOST_MEMBERS},
    proof::Hash,
};
use ink::storage::traits::{AutoKey, StorageKey};

/// The last answer of a question.
#[record]
pub struct Last {
    /// The answer.
    pub value: U256,
    /// Its time; 0 for no answer.
    pub time: u64,
}

/// What members did while a set was valid: values in medians, and those that deviated, in the order of members.
#[record]
pub struct Tally {
    /// Counts that stop at their largest number.
    pub counts: [(u16, u16); MOST_MEMBERS],
}

/// What a member said.
struct Observation {
    /// The member's place in its set.
    place: usize,
    account: Address,
    weight: u16,
    value: U256,
}

/// Members, questions and answers. The contract authorises.
#[ink::storage_item]
#[derive(Default, Debug)]
pub struct OracleCommittee<KEY: StorageKey = AutoKey> {
    latest: Cell<u32>,
    epochs: Map<u32, Epoch>,
    seats: Map<(u32, u8), Seats>,
    questions: Map<Hash, Question>,
    answers: Map<Hash, Last>,
    tallies: Map<(Hash, u32), Tally>,
}

impl<KEY: StorageKey> OracleCommittee<KEY> {
    /// Opens a question. Errors: `BadTerms`, `AlreadyOpen`.
    pub fn open(&mut self, question: Hash, terms: &QuestionTerms) -> Result<()> {
        let stored = Question {
            kind: Kind::of(terms.kind).ok_or(BadTerms)?,
            period: terms.period,
            max_age: terms.max_age,
            quorum_bps: terms.quorum_bps,
            deviation_bps: terms.deviation_bps,
        };
        ensure!(stored.fits(), BadTerms);
        let open = self.questions.get(&question).is_some();
        ensure!(!open, AlreadyOpen { question });
        self.questions.set(&question, &stored);
        QuestionOpened {
            question,
            kind: terms.kind,
            period: terms.period,
            max_age: terms.max_age,
        }
        .emit();
        Ok(())
    }

    /// Answers a question with a value that members signed. Errors: those of `asked` and `observations`,
    /// `TooFewSigners`.
    pub fn report(
        &mut self,
        question: Hash,
        time: u64,
        value: U256,
        signatures: &List<Bytes>,
    ) -> Result<()> {
        let (_, (number, epoch)) = self.asked(question, Kind::Agreement, time)?;
        let digest = self.digest(question, time, value);
        let said = self.observations((number, &epoch), signatures, |_| Ok((value, digest)))?;
        let least = epoch.threshold;
        let received = u8::try_from(said.len()).unwrap_or(u8::MAX);
        ensure!(received >= least, TooFewSigners { least, received });
        self.answered(question, Last { value, time }, number, &said);
        Ok(())
    }

    /// Answers a question with the median of values that members signed. Errors: `LengthMismatch`, those of `asked`
    /// and `observations`, `NoQuorum`.
    pub fn observe(
        &mut self,
        question: Hash,
        time: u64,
        values: &List<U256>,
        signatures: &List<Bytes>,
    ) -> Result<()> {
        let (expected, received) = (values.len(), signatures.len());
        ensure!(expected == received, LengthMismatch { expected, received });
        let (terms, (number, epoch)) = self.asked(question, Kind::Median, time)?;
        let domain = signing::domain();
        let said = self.observations((number, &epoch), signatures, |index| {
            let value = values.get(index).unwrap_or(Err(Malformed))?;
            Ok((value, signing::digest(&domain, question, time, value)))
        })?;
        let mut observed: Vec<_> = said.iter().map(|it| (it.weight, it.value)).collect();
        let weights = observed.iter().map(|it| u32::from(it.0));
        // At most 32 weights of 16 bits.
        let received = weights.fold(0, u32::saturating_add);
        let least = terms.least_weight(epoch.total);
        ensure!(received >= least, NoQuorum { least, received });
        let median = weighted_median(&mut observed, |it| it.0.into(), |it| it.1);
        let value = median.ok_or(NoQuorum { least, received })?;
        self.count(question, time, number, &terms, value, &said);
        self.answered(question, Last { value, time }, number, &said);
        Ok(())
    }

    /// Suspends a member that signed two values for one time, by its signatures of both. Errors: `UnknownQuestion`,
    /// `WrongKind`, `SameValue`, `BadSignature`, `DifferentSigners`, `NoMembers`, `UnknownMember`, `MemberIsSuspended`.
    pub fn suspend_equivocator(
        &mut self,
        question: Hash,
        time: u64,
        [first, second]: [(U256, &Bytes); 2],
    ) -> Result<()> {
        let kind = self.question(question)?.kind;
        let (expected, received) = (kind as u8, Kind::Median as u8);
        ensure!(expected == received, WrongKind { expected, received });
        ensure!(first.0 != second.0, SameValue);
        let signer = |index: u32, (value, signature): (U256, &Bytes)| {
            let digest = self.digest(question, time, value);
            crate::signatures::signer(&digest, signature).ok_or(BadSignature { index })
        };
        let (member, other) = (signer(0, first)?, signer(1, second)?);
        let differ = DifferentSigners {
            first: member,
            second: other,
        };
        ensure!(member == other, differ);
        let (number, epoch) = self.valid(time).ok_or(NoMembers { time })?;
        let place = self.place(number, member)?;
        ensure!(!epoch.is_suspended(place), MemberIsSuspended { member });
        self.suspend(number, member)?;
        // A set that follows may have been named before this was known. There are few, for the time's set is looked for from
        // the latest one on.
        for later in number.saturating_add(1)..=self.latest() {
            if self.place(later, member).is_ok() {
                self.suspend(later, member)?;
            }
        }
        Equivocated {
            question,
            member,
            time,
            first: first.0,
            second: second.0,
        }
        .emit();
        Ok(())
    }

    /// The last answer of a question; zeros for none.
    pub fn last(&self, question: Hash) -> Last {
        self.answers.get(&question).unwrap_or_default()
    }

    /// The last answer, its time, and whether it is fresh.
    pub fn value(&self, question: Hash) -> (U256, u64, bool) {
        let Last { value, time } = self.last(question);
        let terms = self.questions.get(&question).unwrap_or_default();
        (value, time, time != 0 && terms.is_fresh(time, env::now()))
    }

    /// The last answer and its time. Errors: `UnknownQuestion`, `NoAnswer`, `Stale`.
    pub fn fresh_value(&self, question: Hash) -> Result<(U256, u64)> {
        let terms = self.question(question)?;
        let Last { value, time: of } = self.last(question);
        ensure!(of != 0, NoAnswer { question });
        let (until, time) = (terms.fresh_until(of), env::now());
        ensure!(time <= until, Stale { until, time });
        Ok((value, of))
    }

    /// The terms of a question. Errors: `UnknownQuestion`.
    pub fn question(&self, question: Hash) -> Result<Question> {
        let terms = self.questions.get(&question);
        Ok(terms.ok_or(UnknownQuestion { question })?)
    }

    /// How many values of a member were in medians, and how many deviated. Errors: `UnknownEpoch`, `UnknownMember`.
    pub fn tally(&self, question: Hash, epoch: u32, member: Address) -> Result<(u16, u16)> {
        let place = self.place(epoch, member)?;
        let tally = self.tallies.get(&(question, epoch)).unwrap_or_default();
        Ok(tally.counts.get(place).copied().unwrap_or_default())
    }

    /// What a member signs.
    pub fn digest(&self, question: Hash, time: u64, value: U256) -> Hash {
        signing::digest(&signing::domain(), question, time, value)
    }

    /// The terms of a question that is asked of a time, and who answers it. Errors: `UnknownQuestion`, `WrongKind`,
    /// `OffGrid`, `TimeAhead`, `TimeTooOld`, `NotNewer`, `NoMembers`.
    fn asked(&self, question: Hash, kind: Kind, time: u64) -> Result<(Question, (u32, Epoch))> {
        let terms = self.question(question)?;
        let (expected, received) = (terms.kind as u8, kind as u8);
        ensure!(expected == received, WrongKind { expected, received });
        let last = self.last(question).time;
        let counts = terms.check_time(time, last, env::now());
        counts.map_err(of_time)?;
        let epoch = self.valid(time).ok_or(NoMembers { time })?;
        Ok((terms, epoch))
    }

    /// What members signed, in the order of their addresses. `signed` is the value and the digest by a signature's index.
    /// Errors: `BadSignature`, `NotInOrder`, `MemberIsSuspended`.
    fn observations(
        &self,
        (number, epoch): (u32, &Epoch),
        signatures: &List<Bytes>,
        signed: impl Fn(u32) -> core::result::Result<(U256, Hash), Malformed>,
    ) -> Result<Vec<Observation>> {
        let members = self.members(number, epoch);
        let mut rest = members.iter().enumerate();
        let mut said = Vec::with_capacity(members.len());
        // Each one is another member, so there are no more of them.
        for (index, signature) in (0u32..).zip(signatures.iter()) {
            let (value, digest) = signed(index)?;
            let signer = crate::signatures::signer(&digest, &signature?);
            let signer = signer.ok_or(BadSignature { index })?;
            let found = rest.find(|(_, (account, _))| *account == signer);
            let (place, (account, weight)) = found.ok_or(NotInOrder { index, signer })?;
            ensure!(
                !epoch.is_suspended(place),
                MemberIsSuspended { member: signer }
            );
            said.push(Observation {
                place,
                account: *account,
                weight: *weight,
                value,
            });
        }
        Ok(said)
    }

    /// Counts who was in a median, and who deviated from it.
    fn count(
        &mut self,
        question: Hash,
        time: u64,
        epoch: u32,
        terms: &Question,
        median: U256,
        said: &[Observation],
    ) {
        let key = (question, epoch);
        let mut tally = self.tallies.get(&key).unwrap_or_default();
        for it in said {
            let Some((observed, deviated)) = tally.counts.get_mut(it.place) else {
                continue;
            };
            *observed = observed.saturating_add(1);
            if terms.deviates(it.value, median) {
                *deviated = deviated.saturating_add(1);
                Deviated {
                    question,
                    member: it.account,
                    time,
                    value: it.value,
                    median,
                }
                .emit();
            }
        }
        self.tallies.set(&key, &tally);
    }

    fn answered(&mut self, question: Hash, last: Last, epoch: u32, said: &[Observation]) {
        self.answers.set(&question, &last);
        Answered {
            question,
            time: last.time,
            value: last.value,
            epoch,
            signers: said.iter().fold(0, |bits, it| bits | bit(it.place)),
        }
        .emit();
    }
}

/// The bit of a member.
fn bit(place: usize) -> u32 {
    let place = u32::try_from(place).unwrap_or(u32::MAX);
    1u32.checked_shl(place).unwrap_or_default()
}

/// The rules' errors as the interface's.
fn of_time(error: TimeError) -> Revert {
    match error {
        TimeError::OffGrid { period, received } => OffGrid { period, received }.into(),
        TimeError::TooEarly { most, received } => TimeAhead { most, received }.into(),
        TimeError::TooOld { least, received } => TimeTooOld { least, received }.into(),
        TimeError::NotNewer {
            last: expected_above,
            received,
        } => NotNewer {
            expected_above,
            received,
        }
        .into(),
    }
}
