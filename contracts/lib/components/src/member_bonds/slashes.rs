//! Slashes: by what the committee counted, and by what a member signed.

use super::{abi::*, MemberBonds, StoredAccount};
use crate::{oracle_committee::abi::Client as Committee, peer::answered, signatures::signer};
use blueprint_hooks::{ensure, env, Address, Bytes, Event, Result, U256};
use blueprint_rules::{oracle::Kind, proof::Hash};
use ink::storage::traits::StorageKey;

/// What a member did.
#[derive(Clone, Copy)]
enum Offence {
    Deviation = 1,
    Equivocation = 2,
}

/// Of whom, and where.
struct Case {
    member: Address,
    question: Hash,
    epoch: u32,
    offence: Offence,
}

impl<KEY: StorageKey> MemberBonds<KEY> {
    /// Slashes a member for thresholds of deviations that cost nothing yet. Errors: `NotEnrolledHere`, `NotMember`,
    /// `NothingToSlash`, `PeerFailed`, those of the committee.
    pub fn slash_deviations(
        &mut self,
        question: Hash,
        epoch: u32,
        member: Address,
        reporter: Address,
    ) -> Result<U256> {
        let peer = self.committee();
        let (weight, _) = self.seat(epoch, member)?;
        let tally = Committee::at(peer).tally_of(question, epoch, member);
        let (_, deviated) = answered(peer, tally)?;
        let terms = self.terms();
        let slashed = self.thresholds_slashed(question, epoch, member);
        let due = terms.thresholds_due(deviated, slashed);
        ensure!(due > 0, NothingToSlash { member });
        let after = slashed.saturating_add(due);
        self.thresholds.set(&(question, epoch, member), &after);
        let case = Case {
            member,
            question,
            epoch,
            offence: Offence::Deviation,
        };
        self.slash(&case, terms.deviations_cost(weight, due), reporter)
    }

    /// Slashes a member that signed two values of a median for one time. Errors: `SameValue`, `TimeAhead`, `WrongKind`,
    /// `BadSignature`, `DifferentSigners`, `AlreadySlashed`, `NotEnrolledHere`, `NotMember`, `OtherSet`, `NothingToSlash`,
    /// `PeerFailed`, those of the committee.
    pub fn slash_equivocation(
        &mut self,
        question: Hash,
        time: u64,
        epoch: u32,
        said: [(U256, &Bytes); 2],
        reporter: Address,
    ) -> Result<U256> {
        let [(first, _), (second, _)] = said;
        ensure!(first != second, SameValue);
        let (most, received) = (env::now(), time);
        ensure!(received <= most, TimeAhead { most, received });
        let member = self.equivocator(question, time, said)?;
        let already = AlreadySlashed {
            question,
            time,
            member,
        };
        let slashed = self.is_equivocation_slashed(question, time, member);
        ensure!(!slashed, already);
        let (weight, from) = self.seat(epoch, member)?;
        self.check_signs(epoch, from, time)?;
        self.equivocations.set(&(question, time, member), &true);
        let case = Case {
            member,
            question,
            epoch,
            offence: Offence::Equivocation,
        };
        let amount = self.terms().equivocation_cost(weight);
        self.slash(&case, amount, reporter)
    }

    /// Who signed two values of a median. Errors: `WrongKind`, `BadSignature`, `DifferentSigners`, `PeerFailed`, those of
    /// the committee.
    fn equivocator(&self, question: Hash, time: u64, said: [(U256, &Bytes); 2]) -> Result<Address> {
        let peer = self.committee();
        let committee = Committee::at(peer);
        let kind = answered(peer, committee.question_of(question))?.kind;
        let (expected, received) = (Kind::Median as u8, kind);
        // Of an agreement the answer may change within a time.
        ensure!(expected == received, WrongKind { expected, received });
        let signer = |index: u32, (value, signature): (U256, &Bytes)| -> Result<Address> {
            let digest = answered(peer, committee.digest_of(question, time, value))?;
            Ok(signer(&digest, signature).ok_or(BadSignature { index })?)
        };
        let [first, second] = said;
        let (first, second) = (signer(0, first)?, signer(1, second)?);
        ensure!(first == second, DifferentSigners { first, second });
        Ok(first)
    }

    /// Takes so much of a bond, or all of it, and credits it. Errors: `NothingToSlash`.
    fn slash(&mut self, case: &Case, amount: U256, reporter: Address) -> Result<U256> {
        let member = case.member;
        let (account, amount) = self.account(member).slash(amount);
        ensure!(!amount.is_zero(), NothingToSlash { member });
        self.accounts.set(&member, &StoredAccount { account });
        let (bounty, rest) = self.terms().split(amount, reporter == member);
        let (_, recipient) = self.peers();
        self.credit(reporter, bounty);
        self.credit(recipient, rest);
        Slashed {
            member,
            question: case.question,
            reporter,
            epoch: case.epoch,
            offence: case.offence as u8,
            amount,
            bounty,
        }
        .emit();
        Ok(amount)
    }

    /// All value was paid in, so no sum reaches 256 bits.
    fn credit(&mut self, account: Address, amount: U256) {
        if !amount.is_zero() {
            let owed = self.credit_of(account).saturating_add(amount);
            self.credits.set(&account, &owed);
        }
    }
}
