//! The report desk: takes reports in, has them judged once by the verifier of their kind, and makes
//! false ones cost their author.
//!
//! A judged report's [`Consequences`] are handed to the contract: points count against the operator,
//! and what is attributable may be brought before the court with the evidence the desk names. A
//! contract that has both components does so in the same message.

mod wire;

pub use wire::*;

use crate::{
    bond_book::{BondBook, BondTotals},
    cell::{Cell, Map},
};
use blueprint_hooks::Event;
use blueprint_rules::reports::{
    self, Report, ReportState, Consequences, Cursor, Envelope, Judged, Kind, ReportFacts, Rules,
    Sequence, Verdict,
};
use ink::{
    env::{
        hash::{CryptoHash, Keccak256},
        DefaultEnvironment,
    },
    storage::traits::{AutoKey, StorageKey},
    Address, U256,
};

/// Whose last report: service, kind, author, and the operator where values are cumulative.
type Author = (u64, Kind, Address, Address);

/// Takes reports in and has them judged. A contract has one for all of its blueprints; a blueprint
/// without rules takes no reports.
#[ink::storage_item]
#[derive(Default, Debug)]
pub struct ReportDesk<KEY: StorageKey = AutoKey> {
    rules: Map<u64, Rules>,
    verifiers: Map<(u64, Kind), Address>,
    reports_filed: Cell<u64>,
    cases: Map<u64, Report>,
    /// By keccak-256 of the claim, its last report.
    claims: Map<[u8; 32], u64>,
    cursors: Map<Author, Cursor>,
    /// How bad what an accepted report shows is, in basis points, until it is brought to court.
    severities: Map<u64, u16>,
    bonds: BondBook,
}

impl<KEY: StorageKey> ReportDesk<KEY> {
    /// Sets what reports a blueprint takes. Whether the caller may is the contract's to know.
    pub fn set_rules(&mut self, blueprint_id: u64, rules: &Rules) -> Result<(), DeskError> {
        self.rules.set(&blueprint_id, &rules.check()?);
        Ok(())
    }

    /// Registers who judges reports of a kind, as the caller, who must be the blueprint's `owner`.
    pub fn register_verifier(
        &mut self,
        blueprint_id: u64,
        kind: Kind,
        verifier: Address,
        owner: Address,
    ) -> Result<(), DeskError> {
        let verifier = reports::register(kind, verifier, ink::env::caller(), owner)?;
        self.verifiers.set(&(blueprint_id, kind), &verifier);
        VerifierRegistered {
            blueprint_id,
            kind: kind.to_wire(),
            verifier,
        }
        .emit();
        Ok(())
    }

    /// Takes in a report, with the bond that came with the call. Returns its id, counted from 1.
    ///
    /// The contract has checked that the envelope is its author's: the caller's own, or signed. It
    /// says what the chain knows of the service; the time of `facts` is not looked at.
    pub fn file(&mut self, envelope: &Envelope, facts: &ReportFacts) -> Result<u64, DeskError> {
        let now = now();
        let facts = ReportFacts { now, ..*facts };
        let rules = self.rules_of(envelope.blueprint)?;
        let author = author(envelope, &rules);
        let cursor = self.cursors.get(&author).unwrap_or_default();
        let cursor = reports::check(envelope, cursor, &facts, &rules)?;
        let claim = keccak256(&envelope.key().preimage());
        let before = self.case(self.claims.get(&claim).unwrap_or_default()).state;
        let paid = ink::env::transferred_value();
        let registered = self.verifier_of(envelope.blueprint, envelope.kind);
        let filed = reports::file(envelope, registered, before, paid, now, &rules)?;
        let id = self.reports_filed().checked_add(1);
        let id = id.ok_or(DeskError::AmountOverflow {})?;

        self.bonds.post(paid)?;
        self.reports_filed.set(&id);
        self.cases.set(&id, &filed.case);
        self.claims.set(&claim, &id);
        self.cursors.set(&author, &cursor);
        ReportFiled {
            report_id: id,
            service_id: envelope.service,
            operator: envelope.operator,
            reporter: envelope.reporter,
            kind: envelope.kind.to_wire(),
            payload: envelope.payload.0,
            judge_by: filed.case.judge_by,
        }
        .emit();
        Ok(id)
    }

    /// Judges a report as the caller, who must be the verifier of its kind. Returns what an accepted
    /// report leads to.
    pub fn judge(&mut self, id: u64, verdict: Verdict) -> Result<Consequences, DeskError> {
        let case = self.case(id);
        let registered = self.verifier_of(case.blueprint, case.kind);
        let judged = reports::judge(&case, ink::env::caller(), registered, verdict, now())?;
        self.end(id, &judged)?;
        match judged.consequences {
            Consequences::Nothing => ReportRejected {
                report_id: id,
                reporter: case.reporter,
            }
            .emit(),
            Consequences::Points { operator, .. } => ReportAccepted {
                report_id: id,
                service_id: case.service,
                operator,
                attributable: false,
                severity_bps: 0,
            }
            .emit(),
            Consequences::Court {
                operator,
                severity_bps,
                ..
            } => {
                self.severities.set(&id, &severity_bps);
                ReportAccepted {
                    report_id: id,
                    service_id: case.service,
                    operator,
                    attributable: true,
                    severity_bps,
                }
                .emit();
            }
        }
        Ok(judged.consequences)
    }

    /// Ends a report that nobody judged in time. Anyone may.
    pub fn lapse(&mut self, id: u64) -> Result<(), DeskError> {
        let lapsed = reports::lapse(&self.case(id), now())?;
        self.end(id, &lapsed)?;
        ReportLapsed { report_id: id }.emit();
        Ok(())
    }

    /// Takes an accepted report to court, once: the case, and how bad it is in basis points.
    ///
    /// A contract without the court in itself does this in a message of its own, so that a court
    /// that cannot take it now, for its cap or a stake it was not told of, does not undo the verdict.
    ///
    /// # Errors
    /// The operator is not shown to have done anything, or it was taken before.
    pub fn take_to_court(&mut self, id: u64) -> Result<(Report, u16), DeskError> {
        match self.severity(id) {
            0 => Err(DeskError::NothingToAccuse { report_id: id }),
            severity_bps => {
                self.severities.set(&id, &0);
                Ok((self.case(id), severity_bps))
            }
        }
    }

    /// How bad what an accepted report shows is, in basis points; 0 when there is nothing to take
    /// to court, or it was taken.
    pub fn severity(&self, id: u64) -> u16 {
        self.severities.get(&id).unwrap_or_default()
    }

    /// Pays the caller what it is owed in bonds, in base units, and returns that.
    pub fn withdraw_bond(&mut self) -> Result<U256, DeskError> {
        Ok(self.bonds.withdraw(ink::env::caller())?)
    }

    /// What reports a blueprint takes; refused when it takes none.
    pub fn rules_of(&self, blueprint_id: u64) -> Result<Rules, DeskError> {
        let rules = self.rules.get(&blueprint_id);
        rules.ok_or(DeskError::NoRules { blueprint_id })
    }

    /// Who judges reports of a kind; zero for nobody.
    pub fn verifier_of(&self, blueprint_id: u64, kind: Kind) -> Address {
        let registered = self.verifiers.get(&(blueprint_id, kind));
        registered.unwrap_or_default()
    }

    /// How many reports were ever filed: the ids are 1 to this.
    pub fn reports_filed(&self) -> u64 {
        self.reports_filed.get().unwrap_or_default()
    }

    /// A report; one in no state when there is none of this id.
    pub fn case(&self, id: u64) -> Report {
        self.cases.get(&id).unwrap_or_default()
    }

    /// Where a report is.
    pub fn state(&self, id: u64) -> ReportState {
        self.case(id).state
    }

    /// What an account may fetch, in base units of the native token.
    pub fn bond_credit(&self, account: Address) -> U256 {
        self.bonds.credit_of(account)
    }

    /// What is held, owed and lost in bonds.
    pub fn bond_totals(&self) -> BondTotals {
        self.bonds.totals()
    }

    fn end(&mut self, id: u64, judged: &Judged) -> Result<(), DeskError> {
        self.cases.set(&id, &judged.case);
        Ok(self.bonds.settle(id, judged.bond)?)
    }
}

/// Nonces count per author; cumulative values per operator, too.
fn author(envelope: &Envelope, rules: &Rules) -> Author {
    let operator = match rules.sequence {
        Sequence::Nonce => Address::zero(),
        Sequence::Cumulative => envelope.operator,
    };
    (envelope.service, envelope.kind, envelope.reporter, operator)
}

fn keccak256(bytes: &[u8]) -> [u8; 32] {
    let mut hash = [0; 32];
    Keccak256::hash(bytes, &mut hash);
    hash
}

/// Seconds.
fn now() -> u64 {
    ink::env::block_timestamp::<DefaultEnvironment>()
}

#[cfg(test)]
mod tests;
