//! Results with aggregated signatures (`blueprint_rules::qos::aggregated_results`).
//!
//! A key has one record for good, and an operator names its last one. A set has one record, one for four members each, and
//! one for each member's place; all of them are freed once the set is retired and its calls are forgotten. A call has
//! one record, for any number of members.

mod errors;
mod hashes;
mod members;
mod pairings;
#[cfg(test)]
mod tests;

blueprint_hooks::interface! {
    /// Errors and events of aggregated results, and a client of them.
    pub mod abi = "blueprint-abi/library/IAggregatedResults.sol";
}
pub use crate::result_quorum::CallId;
pub use blueprint_rules::qos::aggregated_results::{count, Call, Set, Signed, Terms};
pub use hashes::{message, possession};
pub use members::{numbers, words, Key, Seats, SetId, State};

use crate::cell::Map;
use abi::{
    AlreadyOpen, BadSignature, CallCleared, CallNumberTooLow, CallOpened, CallRemembered,
    Equivocated, ResultRecorded, ServiceOpened, SetNotSealed, SetRetired, SignersJoined,
    UnknownCall, UnknownService,
};
use blueprint_hooks::{
    bn254::{G1, G2},
    ensure, env, record, Address, Event, Result, U256,
};
use blueprint_rules::qos::aggregated_results::{check_number, SIGNATURE};
use errors::{of_submission, of_term, of_time};
use ink::storage::traits::{AutoKey, StorageKey};

type Hash = [u8; 32];

/// How a service takes results. Written once.
#[record]
pub struct Service {
    terms: Terms,
}

/// A call that is not cleared.
#[record]
pub struct Stored {
    call: Call,
}

/// Signatures of an output.
pub struct Submission {
    /// The output.
    pub output: Hash,
    /// A bit for each member that signed.
    pub signers: U256,
    /// The sum of the signatures.
    pub signature: G1,
    /// The sum of the keys in the second group.
    pub key: G2,
}

/// Keys, sets and calls. The contract authorises.
#[ink::storage_item]
#[derive(Default, Debug)]
pub struct AggregatedResults<KEY: StorageKey = AutoKey> {
    services: Map<u64, Service>,
    /// By keccak-256 of the key in the first group.
    keys: Map<Hash, Key>,
    current: Map<Address, G1>,
    newest_sets: Map<u64, u32>,
    sets: Map<SetId, State>,
    seats: Map<(u64, u32, u16), Seats>,
    places: Map<(u64, u32, Address), u16>,
    calls: Map<CallId, Stored>,
    /// The number of the newest call of a service.
    newest: Map<u64, u64>,
}

impl<KEY: StorageKey> AggregatedResults<KEY> {
    /// Fixes the terms of a service. Errors: `AlreadyOpen`, `TermOutOfBounds`.
    pub fn open(&mut self, service_id: u64, terms: &Terms) -> Result<()> {
        let is_new = self.services.get(&service_id).is_none();
        ensure!(is_new, AlreadyOpen { service_id });
        terms.check().map_err(of_term)?;
        let terms = *terms;
        self.services.set(&service_id, &Service { terms });
        ServiceOpened {
            service_id,
            submit_period: terms.submit_period,
            contest_period: terms.contest_period,
            share_bps: terms.share_bps,
            retention: terms.retention,
        }
        .emit();
        Ok(())
    }

    /// Opens a call. Errors: `UnknownService`, `CallNumberTooLow`, `UnknownSet`, `SetRetired`, `SetNotSealed`.
    pub fn open_call(&mut self, id: CallId, inputs: Hash, number: u32) -> Result<()> {
        let (service_id, call_id) = id;
        let terms = self.terms(service_id)?;
        let newest = self.newest.get(&service_id);
        check_number(newest, call_id).map_err(|expected_above| CallNumberTooLow {
            expected_above,
            received: call_id,
        })?;
        let of = (service_id, number);
        let set = self.existing_set(of)?;
        ensure!(!set.retired, SetRetired { set: number });
        ensure!(set.sealed, SetNotSealed { set: number });
        let call = terms.call(inputs, number, &set, env::now());
        self.newest.set(&service_id, &call_id);
        self.calls.set(&id, &Stored { call });
        self.set_until(of, &set, call.remembered_until);
        CallOpened {
            service_id,
            call_id,
            inputs,
            set: number,
            threshold: call.threshold,
            left: call.left,
            submit_until: call.submit_until,
        }
        .emit();
        Ok(())
    }

    /// Records signatures of an output. Errors: `UnknownCall`, `TooLate`, `BadSigners`, `BelowThreshold`, `NothingNew`,
    /// `BadPoint`, `PrecompileFailed`, `BadSignature`.
    pub fn submit(&mut self, id: CallId, submitted: &Submission) -> Result<()> {
        let (service_id, call_id) = id;
        let before = self.existing(id)?;
        let now = env::now();
        before.can_submit(now).map_err(of_time)?;
        let (output, signers) = (submitted.output, submitted.signers);
        let period = self.terms(service_id)?.contest_period;
        // What costs nothing is checked before what costs pairings.
        let change = before
            .with(output, signers, period, now)
            .map_err(|error| of_submission(error, signers))?;
        pairings::check(&submitted.signature, None, &submitted.key)?;
        ensure!(self.is_signed(id, &before, submitted)?, BadSignature);
        let call = change.call;
        self.calls.set(&id, &Stored { call });
        let signers = change.signers;
        if change.recorded {
            ResultRecorded {
                service_id,
                call_id,
                output,
                signers,
                contest_until: call.contest_until,
            }
            .emit();
        } else if !signers.is_zero() {
            SignersJoined {
                service_id,
                call_id,
                output,
                signers,
            }
            .emit();
        }
        if !change.named.is_zero() {
            Equivocated {
                service_id,
                call_id,
                output,
                members: change.named,
            }
            .emit();
        }
        Ok(())
    }

    /// Whether enough members signed an output. Errors: `UnknownCall`, `BadPoint`, `PrecompileFailed`.
    pub fn verify(&self, id: CallId, submitted: &Submission) -> Result<bool> {
        let call = self.existing(id)?;
        // Its set may be cleared.
        ensure!(!call.is_forgotten(env::now()), unknown(id));
        let signers = submitted.signers;
        let (signature, key) = (&submitted.signature, &submitted.key);
        let infinite = *signature == pairings::INFINITY || *key == pairings::SECOND_INFINITY;
        if infinite || !call.admits(signers) || !call.suffices(signers) {
            return Ok(false);
        }
        pairings::check(signature, None, key)?;
        self.is_signed(id, &call, submitted)
    }

    /// Frees the storage of a call. Errors: `UnknownCall`, `CallRemembered`.
    pub fn clear(&mut self, id: CallId) -> Result<()> {
        let (service_id, call_id) = id;
        let call = self.existing(id)?;
        let (until, time) = (call.remembered_until, env::now());
        ensure!(call.is_forgotten(time), CallRemembered { until, time });
        self.calls.clear(&id);
        CallCleared {
            service_id,
            call_id,
        }
        .emit();
        Ok(())
    }

    /// The output that is agreed, and how many signed it; of how many members; and whether that is final. Zeros for a call that
    /// is not known or is forgotten.
    pub fn agreed(&self, id: CallId) -> (bool, Hash, u16, u16, bool) {
        let (call, now) = (self.call(id), env::now());
        if call.is_forgotten(now) {
            return Default::default();
        }
        let agreed = call.agreed();
        let Signed { output, signers } = agreed.unwrap_or_default();
        let (signed, is_final) = (count(signers), call.is_final(now));
        (agreed.is_some(), output, signed, call.members, is_final)
    }

    /// The verdict of a member's result, 0 to 2, and the digest of an equivocation.
    pub fn verdict(&self, id: CallId, operator: Address) -> (u8, Hash) {
        let (service_id, _) = id;
        let call = self.call(id);
        let place = self.place((service_id, call.set), operator);
        match place.map_or(0, |place| call.verdict(place, env::now())) {
            2 => (2, hashes::evidence(id, operator, call.inputs, call.opened)),
            verdict => (verdict, [0; 32]),
        }
    }

    /// A call; zeros for none.
    pub fn call(&self, id: CallId) -> Call {
        self.calls.get(&id).unwrap_or_default().call
    }

    /// The terms of a service. Errors: `UnknownService`.
    pub fn terms(&self, service_id: u64) -> Result<Terms> {
        let service = self.services.get(&service_id);
        Ok(service.ok_or(UnknownService { service_id })?.terms)
    }

    /// Whether the signature is that of the signers, by the sum of their keys. Errors: `PrecompileFailed`.
    fn is_signed(&self, id: CallId, call: &Call, submitted: &Submission) -> Result<bool> {
        let (service_id, _) = id;
        let set = (service_id, call.set);
        let first = self.sum_of(set, submitted.signers, call.members)?;
        // Any signature that is zero would be one by it.
        if first == pairings::INFINITY {
            return Ok(false);
        }
        let message = message(id, call.inputs, submitted.output);
        let (signature, second) = (&submitted.signature, &submitted.key);
        pairings::verifies(signature, &first, second, SIGNATURE, &message)
    }

    /// A call that is not cleared. Errors: `UnknownCall`.
    fn existing(&self, id: CallId) -> Result<Call> {
        Ok(self.calls.get(&id).ok_or(unknown(id))?.call)
    }
}

fn unknown((service_id, call_id): CallId) -> UnknownCall {
    UnknownCall {
        service_id,
        call_id,
    }
}
