//! Keys: how they are enrolled, and how enrolments end.

use super::{
    abi::{
        ExpiryOutOfBounds, KeyEnrolled, KeyRemoved, KeyTaken, NoEnroller, NoKey, NotAllowed,
        NotAttested, NotKeySigned, NotNewer, NotProven, OtherOutput, RevokedKey, StillValid,
        WrongJob, WrongKind, ZeroAccount,
    },
    signing::{output, question, revocation_digest, value},
    Committee, EnclaveKeys, Enrolment, Proofs, Service,
};
use crate::{peer::answered, signatures::signer};
use blueprint_hooks::{ensure, env, Address, Bytes, Event, Result};
use blueprint_rules::oracle::Kind;
use ink::storage::traits::StorageKey;

/// The kind of a committee's question whose answer a threshold of members signs.
const AGREEMENT: u8 = Kind::Agreement as u8;

/// What is enrolled of an operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key {
    /// The key.
    pub key: Address,
    /// What runs.
    pub measurement: [u8; 32],
    /// The first second in which it does not hold any more.
    pub expires: u64,
}

impl<KEY: StorageKey> EnclaveKeys<KEY> {
    /// Enrols a key that the committee attests. Errors: `UnknownService`, `NoEnroller`, `ZeroAccount`, `NotAllowed`,
    /// `ExpiryOutOfBounds`, `RevokedKey`, `KeyTaken`, `WrongKind`, `NotAttested`, `NotNewer`, `PeerFailed`, those of the
    /// committee.
    pub fn enrol(&mut self, service_id: u64, operator: Address, key: &Key) -> Result<()> {
        let service = self.service(service_id)?;
        let committee = service.enroller;
        ensure!(!committee.is_zero(), NoEnroller { service_id });
        let before = self.enrollable(service_id, operator, key)?;
        let (client, question) = (Committee::at(committee), question(service_id, operator));
        // A median of hashes is the word of one member.
        let asked = answered(committee, client.question_of(question))?;
        let (expected, received) = (AGREEMENT, asked.kind);
        ensure!(received == expected, WrongKind { expected, received });
        let signed = client.fresh_value_of(question);
        let (received, time) = answered(committee, signed)?;
        let expected = value(key);
        ensure!(received == expected, NotAttested { expected, received });
        let enrolment = key.enrolled(time, before.revoked);
        self.replace(&service, service_id, operator, &before, &enrolment)
    }

    /// The same of the proven result of a call. Errors: `UnknownService`, `NoEnroller`, `ZeroAccount`, `NotAllowed`,
    /// `ExpiryOutOfBounds`, `RevokedKey`, `KeyTaken`, `NotProven`, `WrongJob`, `OtherOutput`, `NotNewer`, `PeerFailed`, those
    /// of the proofs.
    pub fn enrol_by_proof(
        &mut self,
        service_id: u64,
        call_id: u64,
        operator: Address,
        key: &Key,
    ) -> Result<()> {
        let service = self.service(service_id)?;
        let peer = service.proofs;
        ensure!(!peer.is_zero(), NoEnroller { service_id });
        let before = self.enrollable(service_id, operator, key)?;
        let proofs = Proofs::at(peer);
        let is_proven = answered(peer, proofs.proven_of(service_id, call_id, operator))?;
        let not_proven = NotProven {
            service_id,
            call_id,
            operator,
        };
        ensure!(is_proven, not_proven);
        let call = answered(peer, proofs.call_of(service_id, call_id))?;
        let (received, _, time, ..) = call;
        let expected = service.job;
        ensure!(received == expected, WrongJob { expected, received });
        let result = proofs.result_of(service_id, call_id, operator);
        let (received, _) = answered(peer, result)?;
        let expected = output(operator, key);
        ensure!(received == expected, OtherOutput { expected, received });
        let enrolment = Enrolment {
            is_proven,
            call_id,
            ..key.enrolled(time, before.revoked)
        };
        self.replace(&service, service_id, operator, &before, &enrolment)
    }

    /// Removes an enrolment that does not hold. Errors: `UnknownService`, `NoKey`, `StillValid`, `PeerFailed`, those of the
    /// peers.
    pub fn invalidate(&mut self, service_id: u64, operator: Address) -> Result<()> {
        let service = self.service(service_id)?;
        let enrolment = self.existing(service_id, operator)?;
        let expires = enrolment.expires;
        let holds = self.is_valid(service_id, &enrolment)
            && service.is_attested(service_id, operator, &enrolment)?;
        ensure!(!holds, StillValid { expires });
        self.remove(service_id, operator, &enrolment, false);
        Ok(())
    }

    /// Removes an enrolment by the signature of its key. Errors: `UnknownService`, `NoKey`, `NotKeySigned`.
    pub fn revoke(&mut self, service_id: u64, operator: Address, signature: &Bytes) -> Result<()> {
        self.service(service_id)?;
        let enrolment = self.existing(service_id, operator)?;
        let key = enrolment.key;
        let digest = revocation_digest(service_id, operator, key);
        let received = signer(&digest, signature).unwrap_or_default();
        ensure!(received == key, NotKeySigned { key, received });
        self.remove(service_id, operator, &enrolment, true);
        Ok(())
    }

    /// An operator's key. Errors: `NoKey`.
    pub(super) fn existing(&self, service_id: u64, operator: Address) -> Result<Enrolment> {
        let enrolment = self.enrolment(service_id, operator);
        let none = NoKey {
            service_id,
            operator,
        };
        ensure!(!enrolment.key.is_zero(), none);
        Ok(enrolment)
    }

    /// What an operator had enrolled, where it can enrol a key now. Errors: `ZeroAccount`, `NotAllowed`, `RevokedKey`, `KeyTaken`.
    fn enrollable(&self, service_id: u64, operator: Address, enrolled: &Key) -> Result<Enrolment> {
        let Key {
            key, measurement, ..
        } = *enrolled;
        ensure!(!operator.is_zero() && !key.is_zero(), ZeroAccount);
        let is_allowed = self.is_allowed(service_id, measurement);
        ensure!(is_allowed, NotAllowed { measurement });
        let before = self.enrolment(service_id, operator);
        ensure!(key != before.revoked, RevokedKey { key });
        let owner = self.operator(service_id, key);
        let taken = KeyTaken {
            key,
            operator: owner,
        };
        ensure!(owner.is_zero() || owner == operator, taken);
        Ok(before)
    }

    /// Puts an enrolment in the place of the one before. Errors: `NotNewer`, `ExpiryOutOfBounds`.
    fn replace(
        &mut self,
        service: &Service,
        service_id: u64,
        operator: Address,
        before: &Enrolment,
        enrolment: &Enrolment,
    ) -> Result<()> {
        let (expected_above, received) = (before.time, enrolment.time);
        let is_newer = received > expected_above;
        ensure!(
            is_newer,
            NotNewer {
                expected_above,
                received
            }
        );
        let expiries = service.terms.expiries(enrolment.time, env::now());
        let (least, most, received) = (*expiries.start(), *expiries.end(), enrolment.expires);
        let within = expiries.contains(&received);
        ensure!(
            within,
            ExpiryOutOfBounds {
                least,
                most,
                received
            }
        );
        let key = enrolment.key;
        if !before.key.is_zero() && before.key != key {
            self.operators.clear(&(service_id, before.key));
        }
        self.operators.set(&(service_id, key), &operator);
        self.enrolments.set(&(service_id, operator), enrolment);
        KeyEnrolled {
            service_id,
            operator,
            key,
            measurement: enrolment.measurement,
            expires: enrolment.expires,
            time: enrolment.time,
        }
        .emit();
        Ok(())
    }

    /// Removes an operator's key. The time of its evidence stays, so that the evidence does not bring it back.
    fn remove(&mut self, service_id: u64, operator: Address, enrolment: &Enrolment, revoked: bool) {
        let key = enrolment.key;
        let left = Enrolment {
            time: enrolment.time,
            revoked: match revoked {
                true => key,
                false => enrolment.revoked,
            },
            ..Enrolment::default()
        };
        self.operators.clear(&(service_id, key));
        self.enrolments.set(&(service_id, operator), &left);
        KeyRemoved {
            service_id,
            operator,
            key,
            revoked,
        }
        .emit();
    }
}

impl Key {
    /// By evidence of a second.
    fn enrolled(&self, time: u64, revoked: Address) -> Enrolment {
        Enrolment {
            key: self.key,
            measurement: self.measurement,
            expires: self.expires,
            time,
            revoked,
            ..Enrolment::default()
        }
    }
}

impl Service {
    /// Whether the evidence of an enrolment holds. Errors: `PeerFailed`, those of the peers.
    fn is_attested(
        &self,
        service_id: u64,
        operator: Address,
        enrolment: &Enrolment,
    ) -> Result<bool> {
        if !enrolment.is_proven {
            let committee = Committee::at(self.enroller);
            let signed = committee.value_of(question(service_id, operator));
            let (received, ..) = answered(self.enroller, signed)?;
            return Ok(received == value(&enrolment.enrolled_key()));
        }
        let (peer, call_id) = (self.proofs, enrolment.call_id);
        let proofs = Proofs::at(peer);
        let is_proven = answered(peer, proofs.proven_of(service_id, call_id, operator))?;
        if is_proven {
            return Ok(true);
        }
        // What is forgotten is not known to be wrong.
        let (_, _, at, ..) = answered(peer, proofs.call_of(service_id, call_id))?;
        let until = at.saturating_add(answered(peer, proofs.retention())?);
        Ok(at == 0 || env::now() > until)
    }
}

impl Enrolment {
    fn enrolled_key(&self) -> Key {
        Key {
            key: self.key,
            measurement: self.measurement,
            expires: self.expires,
        }
    }
}
