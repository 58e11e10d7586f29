//! The report registry: takes reports in, has them judged once by the verifier of their kind, and
//! makes false ones cost their author.
//!
//! A judged report's [`Consequences`] are handed to the contract: points count against the operator,
//! and what is attributable may be brought before the court with the report's evidence. A contract
//! that has both components does so in the same message.

mod errors;

blueprint_hooks::interface! {
    /// Errors, events and client of the registry.
    pub mod abi = "blueprint-abi/library/IReportDesk.sol";
}
pub use errors::kind;

use crate::{
    bond_book::BondBook,
    cell::{Cell, Map},
};
use abi::{
    AmountOverflow, DuplicateReport, NoRules, NoVerifier, NothingToAccuse, ReportAccepted,
    ReportFiled, ReportLapsed, ReportRejected, RulesSet, RulesWithdrawn, VerifierRegistered,
    VerifierRemoved,
};
use blueprint_hooks::{ensure, env, Address, Event, Result};
use blueprint_rules::{
    court::EvidenceKey,
    reports::{
        self, Consequences, Cursor, Envelope, EnvelopeError, Judged, Kind, Report, ReportFacts,
        ReportState, Rules, Sequence, Verdict,
    },
    roles::Appointment,
};
use errors::{envelope_revert, revert};
use ink::storage::traits::{AutoKey, StorageKey};

/// Whose last report: service, kind, author, and the operator where values are cumulative.
type Author = (u64, Kind, Address, Address);

/// Takes reports in and has them judged. A contract has one for all of its blueprints; a blueprint
/// without rules takes no reports.
#[ink::storage_item]
#[derive(Default, Debug)]
pub struct ReportDesk<KEY: StorageKey = AutoKey> {
    /// With a bond of zero where they were withdrawn.
    rules: Map<u64, Rules>,
    verifiers: Map<(u64, Kind), Appointment>,
    /// Who judges each report: the verifier of its kind when it was filed.
    judges: Map<u64, Address>,
    reports_filed: Cell<u64>,
    reports: Map<u64, Report>,
    /// By keccak-256 of the claim, its last report.
    claims: Map<[u8; 32], u64>,
    /// By keccak-256 of the offence, the report of it that was accepted.
    offences: Map<[u8; 32], u64>,
    cursors: Map<Author, Cursor>,
    /// How bad what an accepted report shows is, in basis points, until it is brought to court.
    severities: Map<u64, u16>,
    /// Bonds of reporters.
    pub bonds: BondBook,
}

impl<KEY: StorageKey> ReportDesk<KEY> {
    /// Sets what reports a blueprint takes. The contract authorises the caller.
    pub fn set_rules(&mut self, blueprint_id: u64, rules: &Rules) -> Result<()> {
        let rules = rules.check().map_err(revert)?;
        self.rules.set(&blueprint_id, &rules);
        RulesSet {
            blueprint_id,
            max_age_ms: rules.max_age_ms,
            cumulative: rules.sequence == Sequence::Cumulative,
            bond: rules.bond,
            time_to_judge: rules.time_to_judge,
        }
        .emit();
        Ok(())
    }

    /// From now on a blueprint takes no reports; open ones end as their terms say. The contract authorises
    /// the caller. Errors: `NoRules`.
    pub fn withdraw_rules(&mut self, blueprint_id: u64) -> Result<()> {
        let rules = self.rules_of(blueprint_id)?;
        let bond = Default::default();
        self.rules.set(&blueprint_id, &Rules { bond, ..rules });
        RulesWithdrawn { blueprint_id }.emit();
        Ok(())
    }

    /// Registers who judges reports of a kind, as the caller, who must be the blueprint's `owner`. One that
    /// replaces another one waits for `delay` seconds, or the time to judge if that is longer.
    pub fn register_verifier(
        &mut self,
        blueprint_id: u64,
        kind: Kind,
        verifier: Address,
        owner: Address,
        delay: u64,
    ) -> Result<()> {
        let verifier = reports::register(kind, verifier, env::caller(), owner).map_err(revert)?;
        let from = self.appoint(blueprint_id, kind, verifier, delay);
        VerifierRegistered {
            blueprint_id,
            kind: kind.to_wire(),
            verifier,
            from,
        }
        .emit();
        Ok(())
    }

    /// Removes who judges reports of a kind, and who was to follow, as the caller, who must be the blueprint's
    /// `owner`. Open reports keep their judge. Errors: `NoVerifier`; who is not the owner, as
    /// [`Self::register_verifier`].
    pub fn remove_verifier(&mut self, blueprint_id: u64, kind: Kind, owner: Address) -> Result<()> {
        reports::appoints(kind, env::caller(), owner).map_err(revert)?;
        let (next, _) = self.next_verifier_of(blueprint_id, kind);
        let none = self.verifier_of(blueprint_id, kind).is_zero() && next.is_zero();
        let number = kind.to_wire();
        let no_verifier = NoVerifier {
            blueprint_id,
            kind: number,
        };
        ensure!(!none, no_verifier);
        self.appoint(blueprint_id, kind, Address::zero(), 0);
        VerifierRemoved {
            blueprint_id,
            kind: number,
        }
        .emit();
        Ok(())
    }

    fn appoint(&mut self, blueprint_id: u64, kind: Kind, verifier: Address, delay: u64) -> u64 {
        let (key, now) = ((blueprint_id, kind), env::now());
        let delay = match self.rules.get(&blueprint_id) {
            Some(rules) => rules.verifier_delay(delay),
            None => delay,
        };
        let next = match self.verifiers.get(&key) {
            Some(stored) => stored.then(verifier, now, delay),
            None => Appointment::at_once(verifier, now),
        };
        self.verifiers.set(&key, &next);
        next.from
    }

    /// Takes in a report, with the bond that came with the call. Returns its id, counted from 1.
    ///
    /// The contract has checked that the envelope is its author's: the caller's own, or signed. It
    /// says what the chain knows of the service; the time of `facts` is not looked at.
    pub fn file(&mut self, envelope: &Envelope, facts: &ReportFacts) -> Result<u64> {
        let (now, paid) = (env::now(), env::value());
        let facts = ReportFacts { now, ..*facts };
        let rules = self.rules_of(envelope.blueprint)?;
        let author = author(envelope, &rules);
        let cursor = self.cursors.get(&author).unwrap_or_default();
        let claim = env::keccak256(&envelope.key().preimage());
        let before = self.state(self.claims.get(&claim).unwrap_or_default());
        let cursor = match reports::check(envelope, cursor, &facts, &rules) {
            // A claim that no verifier judged in time was young enough when it was filed first.
            Err(EnvelopeError::TooOld { .. }) if before == ReportState::Lapsed => Cursor {
                nonce: envelope.nonce,
                value: envelope.value,
            },
            checked => checked.map_err(envelope_revert)?,
        };
        self.not_accepted(&envelope.offence())?;
        let registered = self.verifier_of(envelope.blueprint, envelope.kind);
        let filed = reports::file(envelope, registered, before, paid, now, &rules);
        let filed = filed.map_err(revert)?;
        let id = self.reports_filed().checked_add(1).ok_or(AmountOverflow)?;

        self.bonds.post(paid)?;
        self.reports_filed.set(&id);
        self.reports.set(&id, &filed.report);
        self.judges.set(&id, &registered);
        self.claims.set(&claim, &id);
        self.cursors.set(&author, &cursor);
        ReportFiled {
            report_id: id,
            service_id: envelope.service,
            operator: envelope.operator,
            reporter: envelope.reporter,
            kind: envelope.kind.to_wire(),
            payload: envelope.payload.0,
            judge_by: filed.report.judge_by,
        }
        .emit();
        Ok(id)
    }

    /// Judges a report as the caller, who must be the verifier that its kind had when the report was filed:
    /// a later one judges later reports. Returns what an accepted report leads to.
    pub fn judge(&mut self, id: u64, verdict: Verdict) -> Result<Consequences> {
        let report = self.report(id);
        let registered = self.judges.get(&id).unwrap_or_default();
        let judged = reports::judge(&report, env::caller(), registered, verdict, env::now());
        let judged = judged.map_err(revert)?;
        if judged.report.state == ReportState::Accepted {
            // Two reports of it may be open, with other times.
            let offence = self.not_accepted(&report.offence())?;
            self.offences.set(&offence, &id);
        }
        self.end(id, &judged)?;
        let accepted = |attributable, severity_bps| ReportAccepted {
            report_id: id,
            service_id: report.service,
            operator: report.operator,
            attributable,
            severity_bps,
        };
        match judged.consequences {
            Consequences::Nothing => ReportRejected {
                report_id: id,
                reporter: report.reporter,
            }
            .emit(),
            Consequences::Points { .. } => accepted(false, 0).emit(),
            Consequences::Court { severity_bps, .. } => {
                self.severities.set(&id, &severity_bps);
                accepted(true, severity_bps).emit();
            }
        }
        Ok(judged.consequences)
    }

    /// Ends a report that was not judged in time. Any account may.
    pub fn lapse(&mut self, id: u64) -> Result<()> {
        let lapsed = reports::lapse(&self.report(id), env::now()).map_err(revert)?;
        self.end(id, &lapsed)?;
        ReportLapsed { report_id: id }.emit();
        Ok(())
    }

    /// Takes an accepted report to court, once: the report, and how bad it is in basis points.
    ///
    /// A contract without the court in itself does this in a message of its own, so that a court
    /// that cannot take it now, for its cap or a stake that it has no record of, does not undo the
    /// verdict.
    ///
    /// # Errors
    /// `NothingToAccuse`: the operator is not shown to have done anything, or it was taken before.
    pub fn take_to_court(&mut self, id: u64) -> Result<(Report, u16)> {
        match self.severity(id) {
            0 => Err(NothingToAccuse { report_id: id }.into()),
            severity_bps => {
                self.severities.set(&id, &0);
                Ok((self.report(id), severity_bps))
            }
        }
    }

    /// How bad what an accepted report shows is, in basis points; 0 when there is nothing to take
    /// to court, or it was taken.
    pub fn severity(&self, id: u64) -> u16 {
        self.severities.get(&id).unwrap_or_default()
    }

    /// What reports a blueprint takes. Errors: `NoRules` when it takes none.
    pub fn rules_of(&self, blueprint_id: u64) -> Result<Rules> {
        let rules = self.rules.get(&blueprint_id);
        let rules = rules.filter(|rules| !rules.bond.is_zero());
        Ok(rules.ok_or(NoRules { blueprint_id })?)
    }

    /// Who judges reports of a kind that are filed now; zero for none.
    pub fn verifier_of(&self, blueprint_id: u64, kind: Kind) -> Address {
        self.verifier(blueprint_id, kind).at(env::now())
    }

    /// Who is to judge reports of a kind, and from which second on; zeros for no change.
    pub fn next_verifier_of(&self, blueprint_id: u64, kind: Kind) -> (Address, u64) {
        let next = self.verifier(blueprint_id, kind).next(env::now());
        next.unwrap_or_default()
    }

    fn verifier(&self, blueprint_id: u64, kind: Kind) -> Appointment {
        let registered = self.verifiers.get(&(blueprint_id, kind));
        registered.unwrap_or_default()
    }

    /// How many reports were ever filed: the ids are 1 to this.
    pub fn reports_filed(&self) -> u64 {
        self.reports_filed.get().unwrap_or_default()
    }

    /// A report; one in no state when there is none of this id.
    pub fn report(&self, id: u64) -> Report {
        self.reports.get(&id).unwrap_or_default()
    }

    /// Where a report is.
    pub fn state(&self, id: u64) -> ReportState {
        self.report(id).state
    }

    /// The key of an offence of which no report was accepted. Errors: `DuplicateReport`.
    fn not_accepted(&self, offence: &EvidenceKey) -> Result<[u8; 32]> {
        let key = env::keccak256(&offence.preimage());
        let duplicate = DuplicateReport {
            service_id: offence.service,
            operator: offence.operator,
            payload: offence.evidence.0,
        };
        ensure!(self.offences.get(&key).is_none(), duplicate);
        Ok(key)
    }

    fn end(&mut self, id: u64, judged: &Judged) -> Result<()> {
        self.reports.set(&id, &judged.report);
        self.bonds.settle(id, judged.bond)
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

#[cfg(test)]
mod tests;
