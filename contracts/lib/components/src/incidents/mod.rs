//! Incidents: breaches of security are reported in secret, revealed after an embargo, and judged by auditors
//! (`blueprint_rules::qos::incidents`).
//!
//! A service has two records, its terms and its pot. An incident has one until it is over. An operator and a subject
//! have one for a year after the judgement. An operator has one, of the newest incidents. Deposits and bounties are
//! pulled.

mod errors;
mod hashes;
#[cfg(test)]
mod tests;

blueprint_hooks::interface! {
    /// Errors and events of incidents, and a client of them.
    pub mod abi = "blueprint-abi/library/IIncidents.sol";
}
pub use blueprint_rules::qos::incidents::{Breaches, Claim, Incident, Terms};
pub use hashes::{commitment, question, value};

use crate::{
    bond_book::check_recipient,
    cell::Map,
    oracle_committee::abi::Client as Committee,
    peer::{answered, other},
};
use abi::{
    AlreadyOpen, IncidentCommitted, IncidentJudged, IncidentReplaced, IncidentRevealed,
    IncidentSettled, NotJudged, NothingToClear, NothingToWithdraw, PotBelowBounty, PotFunded,
    ServiceOpened, StillNeeded, SubjectCleared, TimeTooOld, UnknownIncident, UnknownService,
    UnknownSeverity, ValueNotTaken, Withdrawn, WrongCommitment, WrongDeposit, WrongKind,
    ZeroAccount, ZeroDeposit,
};
use blueprint_hooks::{ensure, env, record, Address, Event, Result, U256};
use blueprint_rules::{
    oracle::Kind,
    qos::incidents::{Breach, MOST_SEVERE},
};
use errors::{of_incident, of_term};
use ink::storage::traits::{AutoKey, StorageKey};

type Hash = [u8; 32];

/// A question whose members agree on a value.
const AGREEMENT: u8 = Kind::Agreement as u8;
/// Who judges incidents of a service, and how. Written once.
#[record]
pub struct Service {
    /// An IOracleCommittee.
    pub auditors: Address,
    /// The terms.
    pub terms: Terms,
}

/// What changes in a service.
#[record]
pub struct Pot {
    /// What is left for bounties, in wei.
    pub amount: U256,
    /// How many incidents were committed.
    pub incidents: u64,
}

/// An incident that is not over.
#[record]
pub struct Stored {
    incident: Incident,
}

/// The incident that has an operator and a subject.
#[record]
pub struct Claimed {
    claim: Claim,
}

/// What counts against an operator.
#[record]
pub struct Counted {
    breaches: Breaches,
}

/// Services, incidents and what counts. The contract authorises.
#[ink::storage_item]
#[derive(Default, Debug)]
pub struct Incidents<KEY: StorageKey = AutoKey> {
    services: Map<u64, Service>,
    pots: Map<u64, Pot>,
    incidents: Map<(u64, u64), Stored>,
    claims: Map<(u64, Address, Hash), Claimed>,
    counted: Map<(u64, Address), Counted>,
    owed: Map<Address, U256>,
}

impl<KEY: StorageKey> Incidents<KEY> {
    /// Fixes the auditors and the terms of a service. Errors: `AlreadyOpen`, `TermOutOfBounds`, `PeerFailed`, `WrongKind`,
    /// those of the auditors.
    pub fn open(&mut self, service_id: u64, auditors: Address, terms: &Terms) -> Result<()> {
        let is_new = self.services.get(&service_id).is_none();
        ensure!(is_new, AlreadyOpen { service_id });
        terms.check().map_err(of_term)?;
        other(auditors)?;
        let asked = Committee::at(auditors).question_of(question(service_id));
        let asked = answered(auditors, asked)?;
        let (expected, received) = (AGREEMENT, asked.kind);
        ensure!(received == expected, WrongKind { expected, received });
        terms.check_grid(asked.period).map_err(of_term)?;
        let terms = *terms;
        self.services.set(&service_id, &Service { auditors, terms });
        ServiceOpened {
            service_id,
            auditors,
        }
        .emit();
        Ok(())
    }

    /// Adds the value that came to a service's pot. Errors: `UnknownService`, `ZeroDeposit`.
    pub fn fund(&mut self, service_id: u64) -> Result<()> {
        self.service(service_id)?;
        let (from, amount) = (env::caller(), env::value());
        ensure!(!amount.is_zero(), ZeroDeposit);
        self.add(service_id, amount);
        PotFunded {
            service_id,
            from,
            amount,
        }
        .emit();
        Ok(())
    }

    /// Commits the caller to an incident, with the value that came; its number. Errors: `UnknownService`, `WrongDeposit`.
    pub fn commit(&mut self, service_id: u64, commitment: Hash) -> Result<u64> {
        let expected = self.service(service_id)?.terms.deposit.into();
        let (reporter, received) = (env::caller(), env::value());
        ensure!(received == expected, WrongDeposit { expected, received });
        let pot = self.pot(service_id);
        let number = pot.incidents.saturating_add(1);
        let incidents = number;
        self.pots.set(&service_id, &Pot { incidents, ..pot });
        let incident = Incident {
            reporter,
            commitment,
            committed: env::now(),
            ..Default::default()
        };
        self.incidents
            .set(&(service_id, number), &Stored { incident });
        IncidentCommitted {
            service_id,
            number,
            reporter,
            commitment,
        }
        .emit();
        Ok(number)
    }

    /// Reveals the caller's incident, and ends it where an earlier one has its subject. Errors: `UnknownService`,
    /// `UnknownIncident`, `NotReporter`, `AlreadyRevealed`, `TooEarly`, `TooLate`, `ZeroAccount`, `WrongCommitment`.
    pub fn reveal(
        &mut self,
        service_id: u64,
        number: u64,
        operator: Address,
        subject: Hash,
        salt: Hash,
    ) -> Result<()> {
        let terms = self.service(service_id)?.terms;
        let before = self.existing(service_id, number)?;
        let (by, now) = (env::caller(), env::now());
        let possible = before.can_be_revealed(&terms, by, now);
        possible.map_err(|error| of_incident(error, number, &before))?;
        ensure!(!operator.is_zero(), ZeroAccount);
        let (expected, received) = (
            before.commitment,
            commitment(service_id, by, operator, subject, salt),
        );
        ensure!(received == expected, WrongCommitment { expected, received });
        let claim = self.claim(service_id, operator, subject);
        let replaced = match claim.replaced_by(number) {
            Ok(replaced) => replaced,
            Err(earlier) => return self.replace(service_id, number, earlier, &terms),
        };
        let incident = Incident {
            revealed: now,
            operator,
            subject,
            ..before
        };
        self.incidents
            .set(&(service_id, number), &Stored { incident });
        let judged = 0;
        let claim = Claim { number, judged };
        self.claims
            .set(&(service_id, operator, subject), &Claimed { claim });
        if replaced != 0 {
            self.replace(service_id, replaced, number, &terms)?;
        }
        IncidentRevealed {
            service_id,
            number,
            operator,
            reporter: by,
            subject,
        }
        .emit();
        Ok(())
    }

    /// Ends an incident whose subject another one has; its deposit returns. Errors: `UnknownIncident`.
    fn replace(&mut self, service_id: u64, number: u64, by: u64, terms: &Terms) -> Result<()> {
        let replaced = self.existing(service_id, number)?;
        self.incidents.clear(&(service_id, number));
        self.credit(replaced.reporter, terms.deposit.into());
        IncidentReplaced {
            service_id,
            number,
            by,
        }
        .emit();
        Ok(())
    }

    /// Judges an incident as the auditors did, as the caller; the bounty. Errors: `UnknownService`, `UnknownSeverity`,
    /// `UnknownIncident`, `NotRevealed`, `TooLate`, `NotJudged`, `TimeTooOld`, `PotBelowBounty`, `PeerFailed`, those of the
    /// auditors.
    pub fn judge(&mut self, service_id: u64, number: u64, severity: u8) -> Result<U256> {
        let Service { auditors, terms } = self.service(service_id)?;
        let (most, received) = (MOST_SEVERE, severity);
        ensure!(received <= most, UnknownSeverity { most, received });
        let incident = self.existing(service_id, number)?;
        let now = env::now();
        let possible = incident.can_be_judged(&terms, now);
        possible.map_err(|error| of_incident(error, number, &incident))?;
        let signed = Committee::at(auditors).value_of(question(service_id));
        let (received, time, _) = answered(auditors, signed)?;
        let expected = value(number, severity);
        ensure!(received == expected, NotJudged { expected, received });
        let (least, received) = (incident.revealed, time);
        ensure!(received >= least, TimeTooOld { least, received });
        let pot = self.pot(service_id);
        let below = PotBelowBounty {
            expected: incident.reporter,
            bounty: incident.bounty(&terms, severity),
            pot: pot.amount,
        };
        let may = incident.may_be_judged_by(env::caller(), &terms, severity, pot.amount, now);
        ensure!(may, below);
        let judged = incident.judged(&terms, severity, pot.amount);
        let Incident {
            reporter, operator, ..
        } = incident;
        self.incidents.clear(&(service_id, number));
        let claim = Claim {
            number,
            judged: now,
        };
        self.claims.set(
            &(service_id, operator, incident.subject),
            &Claimed { claim },
        );
        let amount = judged.pot;
        if amount != pot.amount {
            self.pots.set(&service_id, &Pot { amount, ..pot });
        }
        self.credit(reporter, judged.owed);
        if judged.counts {
            let time = now;
            let breaches = self.breaches(service_id, operator);
            let breaches = breaches.with(Breach { time, severity });
            self.counted
                .set(&(service_id, operator), &Counted { breaches });
        }
        IncidentJudged {
            service_id,
            number,
            operator,
            severity,
            bounty: judged.bounty,
            counts: judged.counts,
        }
        .emit();
        Ok(judged.bounty)
    }

    /// Ends an incident that was not revealed or not judged in time. Errors: `UnknownService`, `UnknownIncident`,
    /// `TooEarly`.
    pub fn settle(&mut self, service_id: u64, number: u64) -> Result<()> {
        let terms = self.service(service_id)?.terms;
        let incident = self.existing(service_id, number)?;
        let settled = incident.settled(&terms, env::now());
        let lapsed = settled.map_err(|error| of_incident(error, number, &incident))?;
        self.incidents.clear(&(service_id, number));
        let deposit = terms.deposit.into();
        if lapsed {
            self.add(service_id, deposit);
        } else {
            let Incident {
                operator, subject, ..
            } = incident;
            self.claims.clear(&(service_id, operator, subject));
            self.credit(incident.reporter, deposit);
        }
        IncidentSettled {
            service_id,
            number,
            lapsed,
        }
        .emit();
        Ok(())
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

    /// Frees the record of an operator and a subject. Errors: `UnknownService`, `NothingToClear`, `StillNeeded`.
    pub fn clear(&mut self, service_id: u64, operator: Address, subject: Hash) -> Result<()> {
        self.service(service_id)?;
        let claim = self.claim(service_id, operator, subject);
        ensure!(claim.number != 0, NothingToClear);
        let until = claim.needed_until();
        ensure!(env::now() >= until, StillNeeded { until });
        self.claims.clear(&(service_id, operator, subject));
        SubjectCleared {
            service_id,
            operator,
            subject,
        }
        .emit();
        Ok(())
    }

    /// The auditors and the terms of a service. Errors: `UnknownService`.
    pub fn service(&self, service_id: u64) -> Result<Service> {
        let service = self.services.get(&service_id);
        Ok(service.ok_or(UnknownService { service_id })?)
    }

    /// The pot of a service, and how many incidents it had.
    pub fn pot(&self, service_id: u64) -> Pot {
        self.pots.get(&service_id).unwrap_or_default()
    }

    /// An incident that is not over; zeros for none.
    pub fn incident(&self, service_id: u64, number: u64) -> Incident {
        let stored = self.incidents.get(&(service_id, number));
        stored.unwrap_or_default().incident
    }

    /// The incident that has an operator and a subject; zeros for none.
    pub fn claim(&self, service_id: u64, operator: Address, subject: Hash) -> Claim {
        let claimed = self.claims.get(&(service_id, operator, subject));
        claimed.unwrap_or_default().claim
    }

    /// What counts against an operator.
    pub fn breaches(&self, service_id: u64, operator: Address) -> Breaches {
        let counted = self.counted.get(&(service_id, operator));
        counted.unwrap_or_default().breaches
    }

    /// What an account can withdraw, in wei.
    pub fn owed_to(&self, account: Address) -> U256 {
        self.owed.get(&account).unwrap_or_default()
    }

    /// An incident that is not over. Errors: `UnknownIncident`.
    fn existing(&self, service_id: u64, number: u64) -> Result<Incident> {
        let stored = self.incidents.get(&(service_id, number));
        let stored = stored.ok_or(UnknownIncident { service_id, number })?;
        Ok(stored.incident)
    }

    /// All value was paid in, so no sum reaches 256 bits.
    fn add(&mut self, service_id: u64, amount: U256) {
        let pot = self.pot(service_id);
        let amount = pot.amount.saturating_add(amount);
        self.pots.set(&service_id, &Pot { amount, ..pot });
    }

    fn credit(&mut self, account: Address, amount: U256) {
        if !amount.is_zero() {
            let owed = self.owed_to(account).saturating_add(amount);
            self.owed.set(&account, &owed);
        }
    }
}
