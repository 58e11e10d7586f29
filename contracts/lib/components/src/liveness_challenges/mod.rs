//! Liveness challenges: an account says that an operator does not answer, the operator answers on the chain or gets a
//! strike (`blueprint_rules::qos::liveness_challenge`).
//!
//! A service has one record, and each of its operators one. A response reads both and writes the operator's. Deposits
//! are pulled: no step depends on an account that must take value.

mod batch;
mod errors;
mod signing;
#[cfg(test)]
mod tests;

blueprint_hooks::interface! {
    /// Errors and events of liveness challenges, and a client of them.
    pub mod abi = "blueprint-abi/library/ILivenessChallenges.sol";
}
blueprint_hooks::interface!(mod services = "blueprint-abi/library/IServices.sol");
pub use abi::SignedResponse;
pub use blueprint_rules::qos::liveness_challenge::{Record, Terms};

use crate::{
    bond_book::check_recipient,
    cell::Map,
    peer::{answered, other},
    signatures::signed_by,
};
use abi::*;
use blueprint_hooks::{ensure, env, record, Address, Bytes, Event, Result, Text, U256};
use blueprint_rules::qos::liveness_challenge::{self as rules, Capacity, Excuses, Payout};
use ink::storage::traits::{AutoKey, StorageKey};
use services::Client as Services;

/// The most bytes of a request, and of a response.
pub const MOST_BYTES: u32 = 1_024;

/// What is stored of a service.
#[record]
pub struct Service {
    /// The IServices that says who serves; zero where the runtime does.
    pub services: Address,
    /// What holds for all challenges.
    pub terms: Terms,
    /// Whether a challenge was filed: the terms are fixed.
    pub is_fixed: bool,
    /// Strikes that it can get.
    pub capacity: Capacity,
    /// Times in which operators could not answer.
    pub excuses: Excuses,
}

/// What is stored of an operator in a service.
#[record]
pub struct Stored {
    /// Its challenge, its cooldown, its strikes.
    pub record: Record,
}

/// Why a response is not taken.
enum ResponseError {
    UnknownService,
    TooLong { received: u32 },
    Challenge(rules::ChallengeError),
    NotSigned,
}

/// Services, their operators and challenges. The contract authorises.
#[ink::storage_item]
#[derive(Default, Debug)]
pub struct LivenessChallenges<KEY: StorageKey = AutoKey> {
    services: Map<u64, Service>,
    operators: Map<(u64, Address), bool>,
    records: Map<(u64, Address), Stored>,
    owed: Map<Address, U256>,
}

impl<KEY: StorageKey> LivenessChallenges<KEY> {
    /// Fixes the terms of a service; until a challenge is filed, other ones take their place. Errors: `AlreadyOpen`,
    /// `TermOutOfBounds`, `PeerFailed`.
    pub fn open(&mut self, service_id: u64, services: Address, terms: &Terms) -> Result<()> {
        let known = self.services.get(&service_id).unwrap_or_default();
        ensure!(!known.is_fixed, AlreadyOpen { service_id });
        terms.check().map_err(errors::of_terms)?;
        if !services.is_zero() {
            // What is no IServices does not answer.
            asked(services, service_id, env::this())?;
        }
        let service = Service {
            services,
            terms: *terms,
            is_fixed: false,
            capacity: Capacity::full(terms, env::now()),
            excuses: Excuses::default(),
        };
        self.services.set(&service_id, &service);
        ServiceOpened {
            service_id,
            services,
            deposit: terms.deposit,
            response_period: terms.response,
        }
        .emit();
        Ok(())
    }

    /// Says whether an operator serves. Errors: `UnknownService`, `OperatorsElsewhere`, `ZeroAccount`.
    pub fn set_operator(&mut self, service_id: u64, operator: Address, serves: bool) -> Result<()> {
        let services = self.service(service_id)?.services;
        ensure!(services.is_zero(), OperatorsElsewhere { services });
        ensure!(!operator.is_zero(), ZeroAccount);
        self.operators.set(&(service_id, operator), &serves);
        OperatorSet {
            service_id,
            operator,
            serves,
        }
        .emit();
        Ok(())
    }

    /// Excuses the seconds from `from` to `to`, included, as the guardian. Errors: `UnknownService`, `BadRange`,
    /// `TooManyExcuses`.
    pub fn excuse(&mut self, service_id: u64, from: u64, to: u64, reason: Text) -> Result<()> {
        let service = self.service(service_id)?;
        let time = env::now();
        let excuses = service.excuses.with(&service.terms, from, to, time);
        let excuses = excuses.map_err(|error| errors::of_excuse(error, from, to, time))?;
        self.services
            .set(&service_id, &Service { excuses, ..service });
        TimeExcused {
            service_id,
            from,
            to,
            reason,
        }
        .emit();
        Ok(())
    }

    /// Files a challenge of the caller's, with the value that came. Errors: `UnknownService`, `NotServing`,
    /// `PeerFailed`, `TooLong`, `OwnChallenge`, `WrongDeposit`, `ChallengeOpen`, `CoolingDown`.
    pub fn challenge(&mut self, service_id: u64, operator: Address, request: Bytes) -> Result<()> {
        let service = self.service(service_id)?;
        let serves = self.listed(&service, service_id, operator)?;
        let not_serving = NotServing {
            service_id,
            operator,
        };
        ensure!(serves, not_serving);
        check_length(&request)?;
        let (challenger, opened) = (env::caller(), env::now());
        let record = self.record(service_id, operator).challenged(
            &service.terms,
            operator,
            challenger,
            env::value(),
            request.keccak256(),
            opened,
        );
        let record = record.map_err(|error| errors::of_challenge(error, service_id, operator))?;
        self.records
            .set(&(service_id, operator), &Stored { record });
        if !service.is_fixed {
            let is_fixed = true;
            self.services.set(
                &service_id,
                &Service {
                    is_fixed,
                    ..service
                },
            );
        }
        ChallengeFiled {
            service_id,
            operator,
            challenger,
            opened,
            until: record.challenge.until,
            request,
        }
        .emit();
        Ok(())
    }

    /// Responds to the challenge of second `opened`, as the operator or with its signature. Errors: `UnknownService`,
    /// `TooLong`, `NoChallenge`, `WrongChallenge`, `ChallengeExcused`, `ResponseTooLate`, `NotOperatorSigned`.
    pub fn respond(&mut self, one: SignedResponse) -> Result<()> {
        let (service_id, operator) = (one.service_id, one.operator);
        self.take(one)
            .map_err(|it| errors::of_response(it, service_id, operator))
    }

    /// Takes a response, or says why not and writes nothing. An error of the interface ends the whole call, so that it is
    /// none yet.
    fn take(&mut self, one: SignedResponse) -> core::result::Result<(), ResponseError> {
        let SignedResponse {
            service_id,
            operator,
            opened,
            response,
            signature,
        } = one;
        let service = self.services.get(&service_id);
        let service = service.ok_or(ResponseError::UnknownService)?;
        let received = response.len();
        if received > MOST_BYTES {
            return Err(ResponseError::TooLong { received });
        }
        let before = self.record(service_id, operator);
        let (record, payout) = before
            .answered(
                &service.terms,
                &service.excuses,
                operator,
                opened,
                env::now(),
            )
            .map_err(ResponseError::Challenge)?;
        if env::caller() != operator {
            let digest = signing::digest(service_id, operator, &before.challenge, &response);
            if !signed_by(operator, digest, &signature) {
                return Err(ResponseError::NotSigned);
            }
        }
        self.records
            .set(&(service_id, operator), &Stored { record });
        self.credit(&payout);
        ChallengeAnswered {
            service_id,
            operator,
            opened,
            response,
        }
        .emit();
        Ok(())
    }

    /// Closes a challenge that was not answered in time, or is excused, and returns whether the operator got a strike.
    /// Errors: `UnknownService`, `NoChallenge`, `ClosedTooEarly`, `PeerFailed`, those of the IServices.
    pub fn close(&mut self, service_id: u64, operator: Address) -> Result<bool> {
        let service = self.service(service_id)?;
        let before = self.record(service_id, operator);
        let (services, now) = (service.services, env::now());
        // Asked now, not when it was filed: an operator could schedule its exit before each challenge, and cancel it after.
        let matters = before.strike_counts(&service.terms, &service.excuses, now);
        let until = before.challenge.until;
        let served =
            !matters || services.is_zero() || asked(services, service_id, operator)? > until;
        let closed = before.closed(
            &service.terms,
            &service.excuses,
            &service.capacity,
            served,
            now,
        );
        let closed = closed.map_err(|error| errors::of_challenge(error, service_id, operator))?;
        let record = closed.record;
        self.records
            .set(&(service_id, operator), &Stored { record });
        if let Some(capacity) = closed.struck {
            self.services.set(
                &service_id,
                &Service {
                    capacity,
                    ..service
                },
            );
        }
        self.credit(&closed.payout);
        let struck = closed.struck.is_some();
        ChallengeClosed {
            service_id,
            operator,
            opened: before.challenge.opened,
            struck,
        }
        .emit();
        Ok(struck)
    }

    /// Pays `recipient` what `account` is owed, and returns that. Errors: `InvalidRecipient`, `NothingToWithdraw`,
    /// `ValueNotTaken`.
    pub fn withdraw(&mut self, account: Address, recipient: Address) -> Result<U256> {
        check_recipient(recipient)?;
        let amount = self.owed_to(account);
        ensure!(!amount.is_zero(), NothingToWithdraw { account });
        self.owed.clear(&account);
        Withdrawn {
            account,
            recipient,
            amount,
        }
        .emit();
        let taken = env::transfer(recipient, amount);
        ensure!(taken, ValueNotTaken { recipient, amount });
        Ok(amount)
    }

    /// Frees the record of an operator. Errors: `UnknownService`, `NothingToClear`, `StillNeeded`.
    pub fn clear(&mut self, service_id: u64, operator: Address) -> Result<()> {
        let terms = self.service(service_id)?.terms;
        let stored = self.records.get(&(service_id, operator));
        let until = stored.ok_or(NothingToClear)?.record.needed_until(&terms);
        ensure!(env::now() >= until, StillNeeded { until });
        self.records.clear(&(service_id, operator));
        Ok(())
    }

    /// Strikes of an operator that count now; 0 in a service without terms.
    pub fn strikes(&self, service_id: u64, operator: Address) -> u8 {
        let Some(service) = self.services.get(&service_id) else {
            return 0;
        };
        let strikes = self.record(service_id, operator).strikes;
        strikes.count(&service.terms, &service.excuses, env::now())
    }

    /// Whether an operator has fewer strikes than the limit at a second; true in a service without terms.
    pub fn eligible(&self, service_id: u64, operator: Address, time: u64) -> bool {
        let Some(service) = self.services.get(&service_id) else {
            return true;
        };
        let strikes = self.record(service_id, operator).strikes;
        strikes.eligible(&service.terms, &service.excuses, time)
    }

    /// Whether an operator serves now. Errors: `UnknownService`, `PeerFailed`.
    pub fn serves(&self, service_id: u64, operator: Address) -> Result<bool> {
        let service = self.service(service_id)?;
        self.listed(&service, service_id, operator)
    }

    /// What an operator signs to respond. Errors: `TooLong`, `NoChallenge`.
    pub fn digest(&self, service_id: u64, operator: Address, response: &Bytes) -> Result<[u8; 32]> {
        check_length(response)?;
        let record = self.record(service_id, operator);
        let challenge = record.open();
        let challenge =
            challenge.map_err(|error| errors::of_challenge(error, service_id, operator))?;
        Ok(signing::digest(service_id, operator, challenge, response))
    }

    /// Strikes that a service can get now. Errors: `UnknownService`.
    pub fn capacity(&self, service_id: u64) -> Result<u8> {
        let service = self.service(service_id)?;
        Ok(service.capacity.at(&service.terms, env::now()).level)
    }

    /// What is stored of a service. Errors: `UnknownService`.
    pub fn service(&self, service_id: u64) -> Result<Service> {
        let service = self.services.get(&service_id);
        Ok(service.ok_or(UnknownService { service_id })?)
    }

    /// What is remembered of an operator.
    pub fn record(&self, service_id: u64, operator: Address) -> Record {
        let stored = self.records.get(&(service_id, operator));
        stored.unwrap_or_default().record
    }

    /// What an account can withdraw.
    pub fn owed_to(&self, account: Address) -> U256 {
        self.owed.get(&account).unwrap_or_default()
    }

    /// Whether an operator serves now. Errors: `PeerFailed`.
    fn listed(&self, service: &Service, service_id: u64, operator: Address) -> Result<bool> {
        if !service.services.is_zero() {
            return Ok(asked(service.services, service_id, operator)? > env::now());
        }
        let listed = self.operators.get(&(service_id, operator));
        Ok(listed.unwrap_or_default())
    }

    /// All deposits together are far below what 256 bits hold: each fits 128 bits, and was paid in.
    fn credit(&mut self, payout: &Payout) {
        let owed = self.owed_to(payout.to).saturating_add(payout.amount);
        self.owed.set(&payout.to, &owed);
    }
}

/// Until which second an operator serves, by IServices: 0 for none of the service. Its own error is passed on. Errors: `PeerFailed`.
fn asked(peer: Address, service_id: u64, operator: Address) -> Result<u64> {
    other(peer)?;
    let until = Services::at(peer).serves_until(service_id, operator);
    answered(peer, until)
}

/// Errors: `TooLong`.
fn check_length(bytes: &Bytes) -> Result<()> {
    let (most, received) = (MOST_BYTES, bytes.len());
    ensure!(received <= most, TooLong { most, received });
    Ok(())
}
