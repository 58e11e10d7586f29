//! Assignment evidence: a request that an operator sent to another operator than the rule names, as a proposal to slash
//! (`blueprint_rules::proof::assignment`).
//!
//! A service has one record of its terms, and one of each set of operators, by the set's first epoch. A set is stored by its
//! hash: an account that files or asks brings it. That an offence was filed is the court's to know: its hash is made of what was
//! asked, not of who was named, and the court takes each hash once.

mod checks;
mod signing;
#[cfg(test)]
mod tests;

blueprint_hooks::interface! {
    /// Errors and events of assignment evidence, and a client of it.
    pub mod abi = "blueprint-abi/library/IAssignmentEvidence.sol";
}

use crate::{
    cell::Map,
    slashing_court::{check_court, Offence},
};
use abi::*;
use blueprint_hooks::{ensure, env, record, signature::recover, Address, Event, Result, Vec};
use blueprint_rules::{
    court::Charge,
    proof::{
        assignment::{assignee, epoch_of, wrong_assignment, Reign},
        moment_of_offence, FaultWindow,
    },
};
use checks::{answered, check_conditions, check_order, of_assignment, of_moment};
pub use checks::{listed, WINDOWS};
use ink::storage::traits::{AutoKey, StorageKey};

type Hash = [u8; 32];

/// What the runtime fixes for a service.
#[record]
pub struct Conditions {
    /// Where slashes are proposed; zero where nothing is filed.
    pub court: Address,
    /// Seconds in which an offence can be filed.
    pub window: u64,
    /// Seconds of an epoch.
    pub epoch_length: u64,
    /// What an offence costs, in basis points.
    pub share_bps: u16,
}

/// The terms of a service. All but `newest` are written once.
#[record]
pub struct Terms {
    /// What the runtime fixed.
    pub conditions: Conditions,
    /// The second in which the terms were fixed.
    pub from: u64,
    /// The first epoch of the newest operators.
    pub newest: u64,
}

/// Operators that hold from an epoch on, which is their key.
#[record]
pub struct Set {
    /// The hash of their words.
    pub hash: Hash,
    /// The epoch from which the next ones hold; zero for none.
    pub until: u64,
    /// The first epoch of those before; their own for the first ones.
    pub before: u64,
}

/// What an operator said about a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Said {
    /// The request.
    pub request: Hash,
    /// Whom it is sent to.
    pub assignee: Address,
    /// Its second.
    pub time: u64,
    /// The operator's: r, s and v.
    pub signature: [u8; 65],
}

/// A wrong assignment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wrong {
    /// The hash of the offence.
    pub evidence: Hash,
    /// Whom the rule names.
    pub rightful: Address,
    /// The terms of the service.
    pub terms: Terms,
}

/// The terms of services, and their operators. The contract authorises.
#[ink::storage_item]
#[derive(Default, Debug)]
pub struct AssignmentEvidence<KEY: StorageKey = AutoKey> {
    terms: Map<u64, Terms>,
    sets: Map<(u64, u64), Set>,
}

impl<KEY: StorageKey> AssignmentEvidence<KEY> {
    /// Fixes the terms of a service and its first operators, from now on. Errors: `AlreadyOpen`, `WindowOutOfBounds`,
    /// `EpochOutOfBounds`, `ShareOutOfBounds`, `OperatorNotInOrder`, `CourtSilent`.
    pub fn open(
        &mut self,
        service_id: u64,
        conditions: &Conditions,
        operators: Vec<Address>,
    ) -> Result<()> {
        ensure!(
            self.terms.get(&service_id).is_none(),
            AlreadyOpen { service_id }
        );
        check_conditions(conditions)?;
        check_order(&operators)?;
        let Conditions {
            court,
            window,
            epoch_length,
            share_bps,
        } = *conditions;
        if !court.is_zero() {
            answered(court, check_court(court))?;
        }
        let from = env::now();
        let newest = epoch_of(from, epoch_length);
        let terms = Terms {
            conditions: *conditions,
            from,
            newest,
        };
        self.terms.set(&service_id, &terms);
        ServiceOpened {
            service_id,
            court,
            window,
            epoch_length,
            share_bps,
        }
        .emit();
        self.begin(service_id, newest, newest, operators);
        Ok(())
    }

    /// Names the operators from the second epoch after this one on. Errors: `UnknownService`, `OperatorNotInOrder`,
    /// `ChangePending`.
    pub fn change(&mut self, service_id: u64, operators: Vec<Address>) -> Result<()> {
        let terms = self.terms(service_id)?;
        check_order(&operators)?;
        let (since, epoch) = (terms.newest, terms.epoch(env::now()));
        let newest = self.set(service_id, since)?;
        let changed = newest.reign(since).changed(epoch);
        let (ended, next) = changed.ok_or(ChangePending { since, epoch })?;
        let terms = Terms {
            newest: next.since,
            ..terms
        };
        self.terms.set(&service_id, &terms);
        let until = ended.until;
        self.sets
            .set(&(service_id, since), &Set { until, ..newest });
        self.begin(service_id, next.since, since, operators);
        Ok(())
    }

    /// What an assignment that an operator signed is. Errors: `UnknownService`, `InFuture`, `TooOld`, those of
    /// [`Self::assignee`], `NotAnOperator`, `RightAssignee`, `NotSignedByOperator`.
    pub fn offence(
        &self,
        service_id: u64,
        operator: Address,
        said: &Said,
        since: u64,
        operators: &[Address],
    ) -> Result<Wrong> {
        let terms = self.terms(service_id)?;
        let window = FaultWindow {
            from: terms.from,
            length: terms.conditions.window,
        };
        let moment = moment_of_offence(said.time, said.time, &window, env::now());
        let epoch = terms.epoch(moment.map_err(of_moment)?);
        self.check_set(service_id, since, epoch, operators)?;
        let weight = |it: &Address| signing::weight(service_id, epoch, said.request, *it);
        let wrong = wrong_assignment(operators, &operator, &said.assignee, weight);
        let rightful = wrong.map_err(|error| of_assignment(error, operator, said.assignee))?;
        let recovered = recover(&signing::digest(service_id, said), &said.signature);
        let recovered = recovered.unwrap_or_default();
        let is_signed = recovered == operator && !operator.is_zero();
        ensure!(
            is_signed,
            NotSignedByOperator {
                operator,
                recovered
            }
        );
        Ok(Wrong {
            evidence: signing::evidence(service_id, operator, said.request, epoch),
            rightful,
            terms,
        })
    }

    /// Files an assignment that an operator signed, and returns the proposal. Errors: those of [`Self::offence`],
    /// `StakeUnknown`, `CourtSilent`, those of the court.
    pub fn file(
        &self,
        service_id: u64,
        operator: Address,
        said: &Said,
        since: u64,
        operators: &[Address],
    ) -> Result<u64> {
        let Wrong {
            evidence,
            rightful,
            terms,
        } = self.offence(service_id, operator, said, since, operators)?;
        let (court, moment) = (terms.conditions.court, said.time);
        let offence = Offence {
            court,
            service_id,
            operator,
            charge: Charge::JobMisbehaviour,
            evidence,
            share_bps: terms.conditions.share_bps,
            moment,
        };
        let unknown = StakeUnknown {
            operator,
            captured_at: moment,
        };
        let proposal_id = offence.file(CourtSilent { court }, unknown)?;
        AssignmentFiled {
            service_id,
            operator,
            evidence,
            assignee: said.assignee,
            rightful,
            moment,
            proposal_id,
        }
        .emit();
        Ok(proposal_id)
    }

    /// Who serves a request at a time. Errors: `UnknownService`, `UnknownOperators`, `OperatorsOfOtherEpoch`,
    /// `WrongOperators`.
    pub fn assignee(
        &self,
        service_id: u64,
        request: Hash,
        time: u64,
        since: u64,
        operators: &[Address],
    ) -> Result<Address> {
        let epoch = self.terms(service_id)?.epoch(time);
        self.check_set(service_id, since, epoch, operators)?;
        let weight = |it: &Address| signing::weight(service_id, epoch, request, *it);
        Ok(assignee(operators, weight).unwrap_or_default())
    }

    /// The terms of a service. Errors: `UnknownService`.
    pub fn terms(&self, service_id: u64) -> Result<Terms> {
        let terms = self.terms.get(&service_id);
        Ok(terms.ok_or(UnknownService { service_id })?)
    }

    /// The operators that hold from an epoch on. Errors: `UnknownOperators`.
    pub fn set(&self, service_id: u64, since: u64) -> Result<Set> {
        let set = self.sets.get(&(service_id, since));
        Ok(set.ok_or(UnknownOperators { service_id, since })?)
    }

    /// What an operator signs of an assignment, without its signature.
    pub fn digest(&self, service_id: u64, said: &Said) -> Hash {
        signing::digest(service_id, said)
    }

    /// The hash of an offence.
    pub fn evidence(&self, service_id: u64, operator: Address, request: Hash, epoch: u64) -> Hash {
        signing::evidence(service_id, operator, request, epoch)
    }

    /// Stores a set that has no next one.
    fn begin(&mut self, service_id: u64, since: u64, before: u64, operators: Vec<Address>) {
        let set = Set {
            hash: signing::operators(&operators),
            until: 0,
            before,
        };
        self.sets.set(&(service_id, since), &set);
        OperatorsChanged {
            service_id,
            since,
            operators,
        }
        .emit();
    }

    /// Whether these are the operators of an epoch. Errors: `UnknownOperators`, `OperatorsOfOtherEpoch`, `WrongOperators`.
    fn check_set(
        &self,
        service_id: u64,
        since: u64,
        epoch: u64,
        operators: &[Address],
    ) -> Result<()> {
        let set = self.set(service_id, since)?;
        let reign = set.reign(since);
        let until = reign.until;
        let other = OperatorsOfOtherEpoch {
            since,
            until,
            epoch,
        };
        ensure!(reign.contains(epoch), other);
        let (expected, received) = (set.hash, signing::operators(operators));
        ensure!(received == expected, WrongOperators { expected, received });
        Ok(())
    }
}

impl Terms {
    /// The epoch of a second.
    fn epoch(&self, time: u64) -> u64 {
        epoch_of(time, self.conditions.epoch_length)
    }
}

impl Set {
    /// Its epochs.
    fn reign(&self, since: u64) -> Reign {
        let until = self.until;
        Reign { since, until }
    }
}
