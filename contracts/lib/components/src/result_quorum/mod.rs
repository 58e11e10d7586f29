//! A quorum of identical results, by commit and reveal (`blueprint_rules::qos::result_quorum`).
//!
//! A call has two records, of which one names its operators. Each operator that committed has one, and so has each output,
//! by how many operators revealed it. All of them are freed together once the call is forgotten. An operator has one record
//! in a service, of the newest periods.

mod errors;
mod hashes;
#[cfg(test)]
mod tests;

blueprint_hooks::interface! {
    /// Errors and events of a result quorum, and a client of it.
    pub mod abi = "blueprint-abi/library/IResultQuorum.sol";
}
pub use blueprint_rules::qos::result_quorum::{Call, Participation, Tallies, Terms};
pub use hashes::{commitment, commitment_digest, CallId};

use crate::{cell::Map, signatures::signed_by};
use abi::{
    AlreadyCommitted, AlreadyOpen, AlreadyRevealed, AlreadySettled, CallCleared, CallForgotten,
    CallNumberTooLow, CallOpened, CallRemembered, CallSettled, NotCommitted, NotOperatorSigned,
    OperatorCount, OperatorNotInOrder, ResultAgreed, ResultCommitted, ResultRevealed,
    ServiceOpened, UnknownCall, UnknownOperator, UnknownService, WrongCommitment,
};
use blueprint_hooks::{ensure, env, record, Address, Bytes, Event, List, Result, Vec};
use blueprint_rules::qos::result_quorum::{check_number, Outcome, Tally, OPERATORS};
use errors::{of_term, of_time};
use ink::storage::traits::{AutoKey, StorageKey};

type Hash = [u8; 32];

/// The most operators of a call.
const MOST: usize = OPERATORS.1 as usize;

/// How a service agrees on results. Written once.
#[record]
pub struct Service {
    /// The terms.
    pub terms: Terms,
}

/// A call that is not cleared.
#[record]
pub struct Stored {
    call: Call,
}

/// The operators of a call, in the order of addresses. Written once.
#[record]
pub struct Members {
    /// How many there are.
    count: u8,
    /// Zeros behind the last one.
    operators: [Address; MOST],
}

/// What an operator did in a call.
#[record]
pub struct Part {
    participation: Participation,
}

/// The outcomes of an operator's calls.
#[record]
pub struct Counted {
    tallies: Tallies,
}

/// Services, calls and their outcomes. The contract authorises.
#[ink::storage_item]
#[derive(Default, Debug)]
pub struct ResultQuorum<KEY: StorageKey = AutoKey> {
    services: Map<u64, Service>,
    calls: Map<CallId, Stored>,
    members: Map<CallId, Members>,
    parts: Map<(u64, u64, Address), Part>,
    counts: Map<(u64, u64, Hash), u8>,
    /// The number of the newest call of a service.
    newest: Map<u64, u64>,
    counted: Map<(u64, Address), Counted>,
}

impl Members {
    /// The operators.
    fn iter(&self) -> impl Iterator<Item = Address> + '_ {
        self.operators.iter().take(self.count.into()).copied()
    }
}

impl<KEY: StorageKey> ResultQuorum<KEY> {
    /// Fixes the terms of a service. Errors: `AlreadyOpen`, `TermOutOfBounds`.
    pub fn open(&mut self, service_id: u64, terms: &Terms) -> Result<()> {
        let is_new = self.services.get(&service_id).is_none();
        ensure!(is_new, AlreadyOpen { service_id });
        terms.check().map_err(of_term)?;
        let terms = *terms;
        self.services.set(&service_id, &Service { terms });
        ServiceOpened {
            service_id,
            commit_period: terms.commit_period,
            reveal_period: terms.reveal_period,
            share_bps: terms.share_bps,
            period: terms.period,
            retention: terms.retention,
        }
        .emit();
        Ok(())
    }

    /// Opens a call. Errors: `UnknownService`, `CallNumberTooLow`, `OperatorCount`, `OperatorNotInOrder`.
    pub fn open_call(&mut self, id: CallId, inputs: Hash, operators: &List<Address>) -> Result<()> {
        let (service_id, call_id) = id;
        let terms = self.terms(service_id)?;
        let newest = self.newest.get(&service_id);
        check_number(newest, call_id).map_err(|expected_above| CallNumberTooLow {
            expected_above,
            received: call_id,
        })?;
        let members = members(operators)?;
        let call = terms.call(inputs, members.count, env::now());
        self.newest.set(&service_id, &call_id);
        self.calls.set(&id, &Stored { call });
        self.members.set(&id, &members);
        CallOpened {
            service_id,
            call_id,
            inputs,
            operators: call.operators,
            threshold: call.threshold,
            commit_until: call.commit_until,
            reveal_until: call.reveal_until,
        }
        .emit();
        Ok(())
    }

    /// Commits an operator to its output. Errors: `UnknownCall`, `UnknownOperator`, `TooLate`, `AlreadyCommitted`,
    /// `NotOperatorSigned`.
    pub fn commit(
        &mut self,
        id: CallId,
        operator: Address,
        commitment: Hash,
        signature: &Bytes,
    ) -> Result<()> {
        let (service_id, call_id) = id;
        let call = self.existing(id)?;
        let is_named = self.members(id).iter().any(|it| it == operator);
        ensure!(is_named, UnknownOperator { operator });
        call.can_commit(env::now()).map_err(of_time)?;
        let key = (service_id, call_id, operator);
        let is_first = self.parts.get(&key).is_none();
        ensure!(is_first, AlreadyCommitted { operator });
        let received = env::caller();
        let signed = received == operator || {
            let digest = commitment_digest(id, operator, commitment);
            signed_by(operator, digest, signature)
        };
        ensure!(signed, NotOperatorSigned { operator, received });
        let participation = Participation {
            commitment,
            committed: env::now(),
            ..Default::default()
        };
        self.parts.set(&key, &Part { participation });
        let call = call.with_commitment();
        self.calls.set(&id, &Stored { call });
        ResultCommitted {
            service_id,
            call_id,
            operator,
            commitment,
        }
        .emit();
        Ok(())
    }

    /// Reveals an operator's output. Errors: `UnknownCall`, `TooEarly`, `TooLate`, `NotCommitted`, `AlreadyRevealed`,
    /// `WrongCommitment`.
    pub fn reveal(
        &mut self,
        id: CallId,
        operator: Address,
        output: Hash,
        salt: Hash,
    ) -> Result<()> {
        let (service_id, call_id) = id;
        let before = self.existing(id)?;
        let now = env::now();
        before.can_reveal(now).map_err(of_time)?;
        let participation = self.participation(id, operator);
        ensure!(participation.committed != 0, NotCommitted { operator });
        ensure!(participation.revealed == 0, AlreadyRevealed { operator });
        let (expected, received) = (
            participation.commitment,
            commitment(id, operator, before.inputs, output, salt),
        );
        ensure!(received == expected, WrongCommitment { expected, received });
        let participation = Participation {
            output,
            revealed: now,
            ..participation
        };
        let key = (service_id, call_id, operator);
        self.parts.set(&key, &Part { participation });
        let count = self.count(id, output).saturating_add(1);
        self.counts.set(&(service_id, call_id, output), &count);
        let call = before.with_reveal(output, count);
        self.calls.set(&id, &Stored { call });
        ResultRevealed {
            service_id,
            call_id,
            operator,
            output,
        }
        .emit();
        if before.agreed.is_none() && call.agreed.is_some() {
            ResultAgreed {
                service_id,
                call_id,
                output,
            }
            .emit();
        }
        Ok(())
    }

    /// Counts the outcome of a call. Errors: `UnknownCall`, `TooEarly`, `CallForgotten`, `AlreadySettled`.
    pub fn settle(&mut self, id: CallId) -> Result<()> {
        let (service_id, call_id) = id;
        let call = self.existing(id)?;
        let (until, time) = (call.remembered_until, env::now());
        call.can_settle(time).map_err(of_time)?;
        ensure!(!call.is_forgotten(time), CallForgotten { until, time });
        ensure!(
            !call.settled,
            AlreadySettled {
                service_id,
                call_id
            }
        );
        let period = self.terms(service_id)?.period_of(&call);
        let settled = true;
        let call = Call { settled, ..call };
        self.calls.set(&id, &Stored { call });
        let mut all = Tally::default();
        for operator in self.members(id).iter() {
            let outcome = call.outcome(&self.participation(id, operator));
            all = all.with(outcome);
            let tallies = self.tallies(service_id, operator).with(period, outcome);
            self.counted
                .set(&(service_id, operator), &Counted { tallies });
        }
        CallSettled {
            service_id,
            call_id,
            period,
            agreed: small(all.agreed),
            deviated: small(all.deviated),
            missed: small(all.missed),
            withheld: small(all.withheld),
            undecided: small(all.undecided),
        }
        .emit();
        Ok(())
    }

    /// Frees the storage of a call. Errors: `UnknownCall`, `CallRemembered`.
    pub fn clear(&mut self, id: CallId) -> Result<()> {
        let (service_id, call_id) = id;
        let call = self.existing(id)?;
        let (until, time) = (call.remembered_until, env::now());
        ensure!(call.is_forgotten(time), CallRemembered { until, time });
        for operator in self.members(id).iter() {
            let participation = self.participation(id, operator);
            if participation.committed == 0 {
                continue;
            }
            self.parts.clear(&(service_id, call_id, operator));
            let output = participation.output;
            if participation.revealed != 0 && self.count(id, output) != 0 {
                self.counts.clear(&(service_id, call_id, output));
            }
        }
        self.members.clear(&id);
        self.calls.clear(&id);
        CallCleared {
            service_id,
            call_id,
        }
        .emit();
        Ok(())
    }

    /// The output that is agreed, and how many revealed it; of how many operators; and whether that is final. Zeros for a
    /// call that is not known or is forgotten.
    pub fn agreed(&self, id: CallId) -> (bool, Hash, u8, u8, bool) {
        let (call, now) = (self.call(id), env::now());
        if call.is_forgotten(now) {
            return Default::default();
        }
        let (output, is_final) = (call.agreed, call.is_final(now));
        let count = output.map_or(0, |output| self.count(id, output));
        let agreed = output.is_some();
        let output = output.unwrap_or_default();
        (agreed, output, count, call.operators, is_final)
    }

    /// The verdict of an operator's result, 0 to 2, and the digest of a deviation.
    pub fn verdict(&self, id: CallId, operator: Address) -> (u8, Hash) {
        let (call, neutral) = (self.call(id), (0, [0; 32]));
        if call.is_forgotten(env::now()) {
            return neutral;
        }
        let participation = self.participation(id, operator);
        match (call.outcome(&participation), call.agreed) {
            (Outcome::Agreed, _) => (1, [0; 32]),
            (Outcome::Deviated, Some(agreed)) => {
                let output = participation.output;
                let evidence =
                    hashes::evidence(id, operator, call.inputs, agreed, output, call.opened);
                (2, evidence)
            }
            _ => neutral,
        }
    }

    /// What an operator did in a call; zeros for nothing.
    pub fn participation(&self, (service_id, call_id): CallId, operator: Address) -> Participation {
        let part = self.parts.get(&(service_id, call_id, operator));
        part.unwrap_or_default().participation
    }

    /// How many operators revealed an output of a call.
    pub fn count(&self, (service_id, call_id): CallId, output: Hash) -> u8 {
        let count = self.counts.get(&(service_id, call_id, output));
        count.unwrap_or_default()
    }

    /// The outcomes of an operator's calls.
    pub fn tallies(&self, service_id: u64, operator: Address) -> Tallies {
        let counted = self.counted.get(&(service_id, operator));
        counted.unwrap_or_default().tallies
    }

    /// A call; zeros for none.
    pub fn call(&self, id: CallId) -> Call {
        self.calls.get(&id).unwrap_or_default().call
    }

    /// The operators of a call, in the order of addresses.
    pub fn operators(&self, id: CallId) -> Vec<Address> {
        self.members(id).iter().collect()
    }

    /// The terms of a service. Errors: `UnknownService`.
    pub fn terms(&self, service_id: u64) -> Result<Terms> {
        let service = self.services.get(&service_id);
        Ok(service.ok_or(UnknownService { service_id })?.terms)
    }

    fn members(&self, id: CallId) -> Members {
        self.members.get(&id).unwrap_or_default()
    }

    /// A call that is not cleared. Errors: `UnknownCall`.
    fn existing(&self, id: CallId) -> Result<Call> {
        let (service_id, call_id) = id;
        let unknown = UnknownCall {
            service_id,
            call_id,
        };
        Ok(self.calls.get(&id).ok_or(unknown)?.call)
    }
}

/// A count of at most 16 operators.
fn small(count: u32) -> u8 {
    u8::try_from(count).unwrap_or(u8::MAX)
}

/// The operators that take part. Errors: `OperatorCount`, `OperatorNotInOrder`.
fn members(operators: &List<Address>) -> Result<Members> {
    let (least, most) = (OPERATORS.0.into(), OPERATORS.1.into());
    let received = operators.len();
    ensure!(
        (least..=most).contains(&received),
        OperatorCount {
            least,
            most,
            received
        }
    );
    let mut members = Members::default();
    let mut last = Address::zero();
    let places = members.operators.iter_mut();
    for ((index, operator), place) in (0u32..).zip(operators.iter()).zip(places) {
        let operator = operator?;
        ensure!(operator > last, OperatorNotInOrder { index, operator });
        (*place, last) = (operator, operator);
        members.count = members.count.saturating_add(1);
    }
    Ok(members)
}
