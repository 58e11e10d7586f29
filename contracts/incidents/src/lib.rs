//! Incidents: breaches of security are reported in secret, revealed after an embargo, and judged by auditors. Its interface is
//! `abi/solidity/library/IIncidents.sol`.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

#[blueprint_hooks::contract("blueprint-abi/library/IIncidents.sol")]
pub mod incidents {
    use blueprint_components::{
        incidents::{self as rules, commitment, question, value},
        prelude::*,
    };

    /// The roles, and incidents.
    #[derive(Default)]
    pub struct Incidents {
        roles: Roles,
        incidents: blueprint_components::Incidents,
    }

    impl Incidents {
        /// `runtime` opens services; `guardian` replaces a lost key. Roles are handed over with a delay of `role_delay`
        /// seconds, 1 to 30 days.
        pub fn constructor(
            &mut self,
            runtime: Address,
            guardian: Address,
            role_delay: u64,
        ) -> Result<()> {
            self.roles.init(&[runtime, guardian], role_delay)
        }
    }

    #[unguarded]
    impl IRoles for Incidents {}

    #[unguarded]
    impl IIncidents for Incidents {
        fn open_service(
            &mut self,
            service_id: u64,
            auditors: Address,
            terms: TermsCalldata,
        ) -> Result<()> {
            self.roles.admit()?;
            let terms = terms.to_value()?;
            let terms = rules::Terms {
                embargo: terms.embargo,
                reveal_period: terms.reveal_period,
                judge_period: terms.judge_period,
                deposit: terms.deposit,
                low: terms.low,
                medium: terms.medium,
                high: terms.high,
                critical: terms.critical,
            };
            self.incidents.open(service_id, auditors, &terms)
        }

        fn fund(&mut self, service_id: u64) -> Result<()> {
            self.incidents.fund(service_id)
        }

        fn commit(&mut self, service_id: u64, commitment: [u8; 32]) -> Result<u64> {
            self.incidents.commit(service_id, commitment)
        }

        fn reveal(
            &mut self,
            service_id: u64,
            number: u64,
            operator: Address,
            subject: [u8; 32],
            salt: [u8; 32],
        ) -> Result<()> {
            self.incidents
                .reveal(service_id, number, operator, subject, salt)
        }

        fn judge(&mut self, service_id: u64, number: u64, severity: u8) -> Result<U256> {
            self.incidents.judge(service_id, number, severity)
        }

        fn settle(&mut self, service_id: u64, number: u64) -> Result<()> {
            self.incidents.settle(service_id, number)
        }

        fn withdraw(&mut self, recipient: Address) -> Result<U256> {
            self.incidents.withdraw(env::caller(), recipient)
        }

        fn clear(&mut self, service_id: u64, operator: Address, subject: [u8; 32]) -> Result<()> {
            self.incidents.clear(service_id, operator, subject)
        }

        fn breaches_of(&self, service_id: u64, operator: Address, from: u64, to: u64) -> (u8, u8) {
            self.incidents
                .breaches(service_id, operator)
                .within(from, to)
        }

        fn incident_of(&self, service_id: u64, number: u64) -> Incident {
            let incident = self.incidents.incident(service_id, number);
            Incident {
                reporter: incident.reporter,
                commitment: incident.commitment,
                committed: incident.committed,
                revealed: incident.revealed,
                operator: incident.operator,
                subject: incident.subject,
            }
        }

        fn subject_of(&self, service_id: u64, operator: Address, subject: [u8; 32]) -> (u64, u64) {
            let claim = self.incidents.claim(service_id, operator, subject);
            (claim.number, claim.judged)
        }

        fn terms_of(&self, service_id: u64) -> Result<(Address, Terms, u64)> {
            let service = self.incidents.service(service_id)?;
            let terms = service.terms;
            let terms = Terms {
                embargo: terms.embargo,
                reveal_period: terms.reveal_period,
                judge_period: terms.judge_period,
                deposit: terms.deposit,
                low: terms.low,
                medium: terms.medium,
                high: terms.high,
                critical: terms.critical,
            };
            let incidents = self.incidents.pot(service_id).incidents;
            Ok((service.auditors, terms, incidents))
        }

        fn pot_of(&self, service_id: u64) -> U256 {
            self.incidents.pot(service_id).amount
        }

        fn owed_to(&self, account: Address) -> U256 {
            self.incidents.owed_to(account)
        }

        fn commitment_of(
            &self,
            service_id: u64,
            reporter: Address,
            operator: Address,
            subject: [u8; 32],
            salt: [u8; 32],
        ) -> [u8; 32] {
            commitment(service_id, reporter, operator, subject, salt)
        }

        fn question_of(&self, service_id: u64) -> [u8; 32] {
            question(service_id)
        }

        fn value_of(&self, number: u64, severity: u8) -> U256 {
            value(number, severity)
        }
    }
}
