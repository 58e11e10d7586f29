//! The report desk: reports about operators, judged once by the verifier of their kind, and paid for
//! by their author when they are false. It answers to `abi/solidity/library/IReportDesk.sol`.
//!
//! The runtime tells it of blueprints and services. An accepted report counts in the ledger at once;
//! what the operator did may then be brought before the court, in a call of its own, so that a court
//! that cannot take it now does not undo the verdict.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

pub mod peers;
pub mod wire;

#[ink::contract]
pub mod report_desk {
    use crate::{
        peers::{Accusation, Court, Ledger},
        wire::*,
    };
    use blueprint_components::{
        cell::Cell,
        service_book::{Service, ServiceBook},
        DeskError, ReportDesk as Desk, RuntimeGuard,
    };
    use blueprint_hooks::{Deploy, OrRevert};
    use blueprint_rules::reports::{
        Consequences, Envelope, Kind, ReportFacts, Rules, Sequence, Verdict,
    };
    use ink::U256;

    /// A message's arguments, answered without touching the root cell.
    type Call<A> = blueprint_hooks::Direct<A, ReportDesk>;

    /// Nothing of its own: every component loads what it needs.
    #[ink(storage)]
    #[derive(Default)]
    pub struct ReportDesk {
        guard: RuntimeGuard,
        book: ServiceBook,
        desk: Desk,
        ledger: Cell<Address>,
        court: Cell<Address>,
    }

    impl ReportDesk {
        /// Deploys a desk that obeys `runtime`, for good.
        #[ink(constructor, payable)]
        pub fn new(arguments: Deploy<New>) -> Self {
            let New {
                runtime,
                ledger,
                court,
            } = arguments.0;
            let mut contract = Self::default();
            contract.guard.init(runtime).or_revert();
            contract.ledger.set(&ledger);
            contract.court.set(&court);
            contract
        }

        /// What reports a blueprint takes, and who owns it. The runtime's alone.
        #[ink(message, name = "setBlueprint")]
        pub fn set_blueprint(&mut self, call: Call<SetBlueprint>) -> Result<(), Error> {
            self.guard.admit_runtime()?;
            let rules = Rules {
                max_age_ms: call.max_age_ms,
                sequence: match call.cumulative {
                    false => Sequence::Nonce,
                    true => Sequence::Cumulative,
                },
                bond: call.bond,
                time_to_judge: call.time_to_judge,
            };
            self.desk.set_rules(call.blueprint_id, &rules)?;
            self.book.set_owner(call.blueprint_id, call.owner);
            Ok(())
        }

        /// Whose blueprint a service runs, and whether it does. The runtime's alone.
        #[ink(message, name = "setService")]
        pub fn set_service(&mut self, call: Call<SetService>) -> Result<(), Error> {
            self.guard.admit_runtime()?;
            let service = Service {
                blueprint_id: call.blueprint_id,
                active: call.active,
            };
            self.book.set_service(call.service_id, service);
            Ok(())
        }

        /// Whether an operator works for a service. The runtime's alone.
        #[ink(message, name = "setOperator")]
        pub fn set_operator(&mut self, call: Call<SetOperator>) -> Result<(), Error> {
            self.guard.admit_runtime()?;
            self.book
                .set_operator(call.service_id, call.operator, call.serves);
            Ok(())
        }

        /// Whether an account may report operators of a service. The runtime's alone.
        #[ink(message, name = "setReporter")]
        pub fn set_reporter(&mut self, call: Call<SetReporter>) -> Result<(), Error> {
            self.guard.admit_runtime()?;
            self.book
                .set_reporter(call.service_id, call.reporter, call.may);
            Ok(())
        }

        /// Registers who judges reports of a kind. The blueprint's owner's alone.
        #[ink(message, name = "registerVerifier")]
        pub fn register_verifier(&mut self, call: Call<RegisterVerifier>) -> Result<(), Error> {
            let kind = kind(call.kind)?;
            let owner = self.book.owner(call.blueprint_id);
            Ok(self
                .desk
                .register_verifier(call.blueprint_id, kind, call.verifier, owner)?)
        }

        /// Takes in a report by the caller, with its bond; returns the report's id.
        #[ink(message, payable, name = "fileReport")]
        pub fn file_report(&mut self, call: Call<FileReport>) -> Result<u64, Error> {
            let reporter = self.env().caller();
            let service = self.book.service(call.service_id);
            let facts = ReportFacts {
                blueprint: service.blueprint_id,
                service_active: service.active,
                epoch: self.points().current_era()?,
                operator_in_service: self.book.serves(call.service_id, call.operator),
                reporter_authorised: self.book.may_report(call.service_id, reporter),
                now: self.env().block_timestamp(),
            };
            let envelope = Envelope {
                blueprint: call.blueprint_id,
                service: call.service_id,
                kind: kind(call.kind)?,
                epoch: call.era,
                operator: call.operator,
                reporter,
                nonce: call.nonce,
                start_ms: call.start_ms,
                end_ms: call.end_ms,
                value: call.value.into(),
                payload: call.payload.into(),
            };
            Ok(self.desk.file(&envelope, &facts)?)
        }

        /// Judges a report, once. Its verifier's alone.
        #[ink(message)]
        pub fn judge(&mut self, call: Call<Judge>) -> Result<(), Error> {
            let verdict = match call.verdict {
                1 => Verdict::False,
                2 => Verdict::Attributable {
                    severity_bps: call.severity_bps,
                },
                3 => Verdict::NotAttributable,
                received => return Err(DeskError::NoVerdict { received }.into()),
            };
            match self.desk.judge(call.report_id, verdict)? {
                Consequences::Nothing => Ok(()),
                Consequences::Points { operator, .. } | Consequences::Court { operator, .. } => {
                    let service_id = self.desk.case(call.report_id).service;
                    Ok(self.points().record_report(service_id, operator)?)
                }
            }
        }

        /// Ends a report that nobody judged in time. Anyone may.
        #[ink(message)]
        pub fn lapse(&mut self, call: Call<Lapse>) -> Result<(), Error> {
            Ok(self.desk.lapse(call.report_id)?)
        }

        /// Brings an accepted report before the court, once; returns the proposal's id. Anyone may.
        #[ink(message)]
        pub fn accuse(&mut self, call: Call<Accuse>) -> Result<u64, Error> {
            let (case, severity_bps) = self.desk.take_to_court(call.report_id)?;
            let accusation = Accusation {
                service_id: case.service,
                operator: case.operator,
                charge: case.kind.to_wire(),
                evidence: case.payload.0,
                severity_bps,
                captured_at: case.start_ms / 1_000,
            };
            Ok(self.judges().propose(&accusation)?)
        }

        /// Pays the caller the bonds it is owed.
        #[ink(message, name = "withdrawBond")]
        pub fn withdraw_bond(&mut self, _call: Call<WithdrawBond>) -> Result<U256, Error> {
            Ok(self.desk.withdraw_bond()?)
        }

        /// The one account that tells of blueprints and services.
        #[ink(message)]
        pub fn runtime(&self, _call: Call<Runtime>) -> Address {
            self.guard.runtime()
        }

        /// Where accepted reports count.
        #[ink(message)]
        pub fn ledger(&self, _call: Call<LedgerOf>) -> Address {
            self.points().0
        }

        /// Where what is attributable is brought.
        #[ink(message)]
        pub fn court(&self, _call: Call<CourtOf>) -> Address {
            self.judges().0
        }

        /// Who registers a blueprint's verifiers.
        #[ink(message, name = "ownerOf")]
        pub fn owner_of(&self, call: Call<OwnerOf>) -> Address {
            self.book.owner(call.blueprint_id)
        }

        /// Oldest report in milliseconds, whether values grow, bond, seconds to judge.
        #[ink(message, name = "rulesOf")]
        pub fn rules_of(&self, call: Call<RulesOf>) -> Result<(u64, bool, U256, u64), Error> {
            let rules = self.desk.rules_of(call.blueprint_id)?;
            Ok((
                rules.max_age_ms,
                rules.sequence == Sequence::Cumulative,
                rules.bond,
                rules.time_to_judge,
            ))
        }

        /// Who judges reports of a kind; zero for nobody.
        #[ink(message, name = "verifierOf")]
        pub fn verifier_of(&self, call: Call<VerifierOf>) -> Result<Address, Error> {
            Ok(self.desk.verifier_of(call.blueprint_id, kind(call.kind)?))
        }

        /// A service's blueprint, and whether it runs.
        #[ink(message, name = "serviceOf")]
        pub fn service_of(&self, call: Call<ServiceOf>) -> (u64, bool) {
            let service = self.book.service(call.service_id);
            (service.blueprint_id, service.active)
        }

        /// Whether an operator works for a service.
        #[ink(message)]
        pub fn serves(&self, call: Call<Serves>) -> bool {
            self.book.serves(call.service_id, call.operator)
        }

        /// Whether an account may report operators of a service.
        #[ink(message, name = "mayReport")]
        pub fn may_report(&self, call: Call<MayReport>) -> bool {
            self.book.may_report(call.service_id, call.reporter)
        }

        /// How many reports were ever filed.
        #[ink(message, name = "reportCount")]
        pub fn report_count(&self, _call: Call<ReportCount>) -> u64 {
            self.desk.reports_filed()
        }

        /// A report's state, kind, service, operator, reporter, and the second it must be judged by.
        #[ink(message)]
        pub fn report(&self, call: Call<ReportOf>) -> (u8, u8, u64, Address, Address, u64) {
            let case = self.desk.case(call.report_id);
            (
                case.state as u8,
                case.kind.to_wire(),
                case.service,
                case.operator,
                case.reporter,
                case.judge_by,
            )
        }

        /// A report's evidence, its era, when what is reported began, and its bond.
        #[ink(message, name = "reportEvidence")]
        pub fn report_evidence(&self, call: Call<ReportEvidence>) -> ([u8; 32], u64, u64, U256) {
            let case = self.desk.case(call.report_id);
            (case.payload.0, case.epoch, case.start_ms, case.bond)
        }

        /// How bad what an accepted report shows is, while it waits to be brought before the court.
        #[ink(message, name = "severityOf")]
        pub fn severity_of(&self, call: Call<SeverityOf>) -> u16 {
            self.desk.severity(call.report_id)
        }

        /// What an account may fetch.
        #[ink(message, name = "bondCredit")]
        pub fn bond_credit(&self, call: Call<BondCredit>) -> U256 {
            self.desk.bond_credit(call.account)
        }

        /// Bonds in keeping, to be fetched, lost.
        #[ink(message, name = "bondTotals")]
        pub fn bond_totals(&self, _call: Call<BondTotals>) -> (U256, U256, U256) {
            let totals = self.desk.bond_totals();
            (
                totals.bonds.held,
                totals.bonds.owed,
                totals.forfeited.burned,
            )
        }

        fn points(&self) -> Ledger {
            Ledger(self.ledger.get().unwrap_or_default())
        }

        fn judges(&self) -> Court {
            Court(self.court.get().unwrap_or_default())
        }
    }

    /// The kind of a wire value.
    fn kind(received: u8) -> Result<Kind, DeskError> {
        Kind::from_wire(received).ok_or(DeskError::NoKind { received })
    }

    blueprint_hooks::direct! { ReportDesk {
        SetBlueprint => set_blueprint,
        SetService => set_service,
        SetOperator => set_operator,
        SetReporter => set_reporter,
        RegisterVerifier => register_verifier,
        FileReport => file_report (payable),
        Judge => judge,
        Lapse => lapse,
        Accuse => accuse,
        WithdrawBond => withdraw_bond,
        Runtime => runtime,
        LedgerOf => ledger,
        CourtOf => court,
        OwnerOf => owner_of,
        RulesOf => rules_of,
        VerifierOf => verifier_of,
        ServiceOf => service_of,
        Serves => serves,
        MayReport => may_report,
        ReportCount => report_count,
        ReportOf => report,
        ReportEvidence => report_evidence,
        SeverityOf => severity_of,
        BondCredit => bond_credit,
        BondTotals => bond_totals,
    } }
}

#[cfg(test)]
mod tests;
