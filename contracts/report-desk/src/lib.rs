//! The report registry: reports about operators, judged once by the verifier of their kind, and paid
//! for by their author when they are false. What each function does is in
//! `abi/solidity/library/IReportDesk.sol`.
//!
//! The runtime sets blueprints and services. An accepted report counts in the ledger at once; what the
//! operator did may then be brought before the court, in a call of its own, so that a court that
//! cannot take it now does not undo the verdict.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

#[blueprint_hooks::contract("blueprint-abi/library/IReportDesk.sol")]
pub mod report_desk {
    use blueprint_components::{
        points_ledger::abi::Client as Ledger,
        prelude::*,
        report_desk::{kind, ReportDesk as Registry},
        roles::Appointed,
        service_book::{Service, ServiceBook},
        slashing_court::abi::Client as Court,
    };
    use blueprint_rules::{
        math::bps_floor,
        reports::{Consequences, Envelope, ReportFacts, Rules, Sequence, Verdict},
        roles::Standing,
    };

    #[derive(Default)]
    pub struct ReportDesk {
        roles: Roles,
        /// Stops `accuse`.
        pause: PauseSwitch,
        book: ServiceBook,
        registry: Registry,
        ledger: Appointed,
        court: Appointed,
    }

    impl ReportDesk {
        /// `runtime` sets blueprints and services; `guardian` replaces its key if it is lost, and pauses. Roles are handed
        /// over with a delay of `role_delay` seconds, 1 to 30 days. Accepted reports count in `ledger`, an
        /// `IPointsLedger` in which this contract is an awarder; what is attributable is brought
        /// before `court`, an `ISlashingCourt` in which it is a proposer.
        pub fn constructor(
            &mut self,
            runtime: Address,
            guardian: Address,
            role_delay: u64,
            ledger: Address,
            court: Address,
        ) -> Result<()> {
            self.roles.init(&[runtime, guardian], role_delay)?;
            self.appoint_ledger(ledger)?;
            self.appoint_court(court)
        }

        fn appoint_ledger(&mut self, ledger: Address) -> Result<()> {
            let era = Ledger::at(ledger).current_era();
            era.map_err(|error| error.or(LedgerSilent { ledger }))?;
            let from = self.ledger.set(ledger, self.roles.delay());
            LedgerSet { ledger, from }.emit();
            Ok(())
        }

        fn appoint_court(&mut self, court: Address) -> Result<()> {
            let bounds = Court::at(court).review_bounds();
            bounds.map_err(|error| error.or(CourtSilent { court }))?;
            let from = self.court.set(court, self.roles.delay());
            CourtSet { court, from }.emit();
            Ok(())
        }

        /// By what right the caller offers a blueprint: as its owner, or as the runtime.
        fn standing(&self, blueprint_id: u64) -> Result<Standing> {
            let (expected, received) = (self.owner_of(blueprint_id), env::caller());
            if received == expected {
                return Ok(Standing::Holder);
            }
            let runtime = self.roles.runtime();
            ensure!(received == runtime, WrongOrigin { expected, received });
            Ok(Standing::Guardian)
        }

        fn ledger_failed(&self, error: CallError) -> Revert {
            let ledger = self.ledger();
            error.or(LedgerSilent { ledger })
        }

        fn court_failed(&self, error: CallError) -> Revert {
            let court = self.court();
            error.or(CourtSilent { court })
        }
    }

    #[unguarded]
    impl IRoles for ReportDesk {}

    #[unguarded]
    impl IPausable for ReportDesk {
        fn pause(&mut self, duration: u64) -> Result<()> {
            self.pause.begin(&self.roles, duration)
        }

        fn unpause(&mut self) -> Result<()> {
            self.pause.end(&self.roles)
        }

        fn paused_until(&self) -> u64 {
            self.pause.last().until
        }
    }

    #[unguarded]
    impl IBonds for ReportDesk {
        fn withdraw_bond(&mut self) -> Result<U256> {
            self.registry.bonds.withdraw(env::caller(), env::caller())
        }

        fn withdraw_bond_to(&mut self, recipient: Address) -> Result<U256> {
            self.registry.bonds.withdraw(env::caller(), recipient)
        }

        fn sweep_bonds(&mut self) -> Result<U256> {
            self.registry.bonds.sweep()
        }

        fn set_treasury(&mut self, treasury: Address) -> Result<()> {
            self.roles.admit()?;
            let delay = self.roles.delay();
            self.registry.bonds.set_treasury(treasury, delay)
        }

        fn treasury(&self) -> Address {
            self.registry.bonds.treasury()
        }

        fn next_treasury(&self) -> (Address, u64) {
            self.registry.bonds.next_treasury()
        }

        fn bond_credit(&self, account: Address) -> U256 {
            self.registry.bonds.credit_of(account)
        }
    }

    #[guarded(self.roles)]
    impl IReportDesk for ReportDesk {
        fn set_ledger(&mut self, ledger: Address) -> Result<()> {
            self.appoint_ledger(ledger)
        }

        fn set_court(&mut self, court: Address) -> Result<()> {
            self.appoint_court(court)
        }

        fn set_blueprint(&mut self, call: SetBlueprint) -> Result<()> {
            let rules = Rules {
                max_age_ms: call.max_age_ms,
                sequence: match call.cumulative {
                    false => Sequence::Nonce,
                    true => Sequence::Cumulative,
                },
                bond: call.bond,
                time_to_judge: call.time_to_judge,
            };
            self.registry.set_rules(call.blueprint_id, &rules)?;
            self.book.set_owner(call.blueprint_id, call.owner)
        }

        fn withdraw_rules(&mut self, blueprint_id: u64) -> Result<()> {
            self.registry.withdraw_rules(blueprint_id)
        }

        fn set_service(&mut self, service_id: u64, blueprint_id: u64, active: bool) -> Result<()> {
            let service = Service {
                blueprint_id,
                active,
            };
            self.book.set_service(service_id, service);
            Ok(())
        }

        fn set_operator(&mut self, service_id: u64, operator: Address, serves: bool) -> Result<()> {
            ensure!(!operator.is_zero(), ZeroAccount);
            self.book.set_operator(service_id, operator, serves);
            Ok(())
        }

        fn set_reporter(&mut self, service_id: u64, reporter: Address, may: bool) -> Result<()> {
            ensure!(!reporter.is_zero(), ZeroAccount);
            self.book.set_reporter(service_id, reporter, may);
            Ok(())
        }

        #[unguarded]
        fn offer_blueprint(&mut self, blueprint_id: u64, successor: Address) -> Result<()> {
            let by = self.standing(blueprint_id)?;
            self.book
                .offer(blueprint_id, by, successor, self.roles.delay())
        }

        #[unguarded]
        fn cancel_blueprint_offer(&mut self, blueprint_id: u64) -> Result<()> {
            let by = self.standing(blueprint_id)?;
            self.book.cancel(blueprint_id, by)
        }

        // The successor's, which the component checks.
        #[unguarded]
        fn accept_blueprint(&mut self, blueprint_id: u64) -> Result<()> {
            self.book.accept(blueprint_id)
        }

        // The blueprint's owner's, which the component checks.
        #[unguarded]
        fn register_verifier(&mut self, call: RegisterVerifier) -> Result<()> {
            let (blueprint, owner) = (call.blueprint_id, self.owner_of(call.blueprint_id));
            let (kind, delay) = (kind(call.kind)?, self.roles.delay());
            self.registry
                .register_verifier(blueprint, kind, call.verifier, owner, delay)
        }

        // The blueprint's owner's, which the component checks.
        #[unguarded]
        fn remove_verifier(&mut self, blueprint_id: u64, number: u8) -> Result<()> {
            let owner = self.owner_of(blueprint_id);
            self.registry
                .remove_verifier(blueprint_id, kind(number)?, owner)
        }

        // A reporter's, which the component checks.
        #[unguarded]
        fn file_report(&mut self, call: FileReport) -> Result<u64> {
            let (reporter, service) = (env::caller(), self.book.service(call.service_id));
            let running_era = Ledger::at(self.ledger()).current_era();
            let facts = ReportFacts {
                blueprint: service.blueprint_id,
                service_active: service.active,
                era: running_era.map_err(|error| self.ledger_failed(error))?,
                owner: self.book.owner(service.blueprint_id),
                operator_in_service: self.book.serves(call.service_id, call.operator),
                reporter_authorised: self.book.may_report(call.service_id, reporter),
                now: env::now(),
            };
            let envelope = Envelope {
                blueprint: call.blueprint_id,
                service: call.service_id,
                kind: kind(call.kind)?,
                era: call.era,
                operator: call.operator,
                reporter,
                nonce: call.nonce,
                start_ms: call.start_ms,
                end_ms: call.end_ms,
                value: call.value.into(),
                payload: call.payload.into(),
            };
            self.registry.file(&envelope, &facts)
        }

        // The verifier's, which the component checks.
        #[unguarded]
        fn judge(&mut self, report_id: u64, verdict: u8, severity_bps: u16) -> Result<()> {
            let verdict = match verdict {
                1 => Verdict::False,
                2 => Verdict::Attributable { severity_bps },
                3 => Verdict::NotAttributable,
                received => return Err(NoVerdict { received }.into()),
            };
            match self.registry.judge(report_id, verdict)? {
                Consequences::Nothing => Ok(()),
                Consequences::Points { operator, .. } | Consequences::Court { operator, .. } => {
                    let service_id = self.registry.report(report_id).service;
                    let ledger = Ledger::at(self.ledger());
                    let counted = ledger.record_report(service_id, operator);
                    counted.map_err(|error| self.ledger_failed(error))
                }
            }
        }

        // Any account's.
        #[unguarded]
        fn lapse(&mut self, report_id: u64) -> Result<()> {
            self.registry.lapse(report_id)
        }

        // Any account's.
        #[unguarded]
        fn accuse(&mut self, report_id: u64) -> Result<u64> {
            self.pause.not_paused()?;
            let (report, severity_bps) = self.registry.take_to_court(report_id)?;
            let (operator, captured_at) = (report.operator, report.captured_at());
            let court = Court::at(self.court());
            let liability = court.liability_of(report.service, operator, captured_at);
            let liability = liability.map_err(|error| self.court_failed(error))?;
            let (known, exposure, _taken, _expires_at) = liability;
            let unknown = StakeUnknown {
                operator,
                captured_at,
            };
            ensure!(known, unknown);
            let proposed = court.propose(
                report.service,
                operator,
                report.charge() as u8,
                report.payload.0,
                bps_floor(exposure, severity_bps.into()),
                captured_at,
            );
            let proposal_id = proposed.map_err(|error| self.court_failed(error))?;
            ReportAccused {
                report_id,
                court: self.court(),
                proposal_id,
            }
            .emit();
            Ok(proposal_id)
        }

        fn ledger(&self) -> Address {
            self.ledger.present()
        }

        fn next_ledger(&self) -> (Address, u64) {
            self.ledger.next()
        }

        fn court(&self) -> Address {
            self.court.present()
        }

        fn next_court(&self) -> (Address, u64) {
            self.court.next()
        }

        fn blueprint_offer(&self, blueprint_id: u64) -> (Address, u64, u64) {
            self.book.offer_of(blueprint_id)
        }

        fn owner_of(&self, blueprint_id: u64) -> Address {
            self.book.owner(blueprint_id)
        }

        fn rules_of(&self, blueprint_id: u64) -> Result<(u64, bool, U256, u64)> {
            let it = self.registry.rules_of(blueprint_id)?;
            let cumulative = it.sequence == Sequence::Cumulative;
            Ok((it.max_age_ms, cumulative, it.bond, it.time_to_judge))
        }

        fn verifier_of(&self, blueprint_id: u64, number: u8) -> Result<Address> {
            Ok(self.registry.verifier_of(blueprint_id, kind(number)?))
        }

        fn next_verifier_of(&self, blueprint_id: u64, number: u8) -> Result<(Address, u64)> {
            Ok(self.registry.next_verifier_of(blueprint_id, kind(number)?))
        }

        fn service_of(&self, service_id: u64) -> (u64, bool) {
            let service = self.book.service(service_id);
            (service.blueprint_id, service.active)
        }

        fn serves(&self, service_id: u64, operator: Address) -> bool {
            self.book.serves(service_id, operator)
        }

        fn may_report(&self, service_id: u64, reporter: Address) -> bool {
            self.book.may_report(service_id, reporter)
        }

        fn report_count(&self) -> u64 {
            self.registry.reports_filed()
        }

        fn report(&self, report_id: u64) -> (u8, u8, u64, Address, Address, u64) {
            let it = self.registry.report(report_id);
            let (state, kind) = (it.state as u8, it.kind.to_wire());
            (
                state,
                kind,
                it.service,
                it.operator,
                it.reporter,
                it.judge_by,
            )
        }

        fn report_evidence(&self, report_id: u64) -> ([u8; 32], u64, u64, U256) {
            let it = self.registry.report(report_id);
            (it.payload.0, it.era, it.start_ms, it.bond)
        }

        fn severity_of(&self, report_id: u64) -> u16 {
            self.registry.severity(report_id)
        }

        fn bond_totals(&self) -> (U256, U256, U256) {
            let totals = self.registry.bonds.totals();
            let bonds = totals.bonds;
            (bonds.held, bonds.owed, totals.forfeited.burned)
        }
    }
}

#[cfg(test)]
mod tests;
