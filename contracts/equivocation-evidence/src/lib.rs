//! Equivocation evidence: two statements of one operator that contradict each other, brought before the court. Its
//! interface is `abi/solidity/library/IEquivocationEvidence.sol`.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

#[blueprint_hooks::contract("blueprint-abi/library/IEquivocationEvidence.sol")]
pub mod equivocation_evidence {
    use blueprint_components::{
        equivocation_evidence::{Said, Subject},
        prelude::*,
    };

    /// The roles, and the terms of services.
    #[derive(Default)]
    pub struct EquivocationEvidence {
        roles: Roles,
        evidence: blueprint_components::EquivocationEvidence,
    }

    impl EquivocationEvidence {
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
    impl IRoles for EquivocationEvidence {}

    #[unguarded]
    impl IEquivocationEvidence for EquivocationEvidence {
        fn open_service(
            &mut self,
            service_id: u64,
            court: Address,
            window: u64,
            answers_bps: u16,
            heads_bps: u16,
        ) -> Result<()> {
            self.roles.admit()?;
            self.evidence
                .open(service_id, court, window, answers_bps, heads_bps)
        }

        fn file_answers(
            &mut self,
            service_id: u64,
            operator: Address,
            question: [u8; 32],
            first: StatementCalldata,
            second: StatementCalldata,
        ) -> Result<u64> {
            let statements = [&said(&first)?, &said(&second)?];
            let subject = Subject::Question(question);
            self.evidence
                .file(service_id, operator, subject, statements)
        }

        fn file_heads(
            &mut self,
            service_id: u64,
            operator: Address,
            log: [u8; 32],
            size: u64,
            first: StatementCalldata,
            second: StatementCalldata,
        ) -> Result<u64> {
            let statements = [&said(&first)?, &said(&second)?];
            let subject = Subject::Head(log, size);
            self.evidence
                .file(service_id, operator, subject, statements)
        }

        fn terms_of(&self, service_id: u64) -> Result<(Address, u64, u64, u16, u16)> {
            let terms = self.evidence.terms(service_id)?;
            Ok((
                terms.court,
                terms.from,
                terms.window,
                terms.answers_bps,
                terms.heads_bps,
            ))
        }

        fn answer_digest(
            &self,
            service_id: u64,
            question: [u8; 32],
            answer: [u8; 32],
            time: u64,
        ) -> [u8; 32] {
            let subject = Subject::Question(question);
            self.evidence
                .digest(service_id, &subject, &unsigned(answer, time))
        }

        fn head_digest(
            &self,
            service_id: u64,
            log: [u8; 32],
            size: u64,
            root: [u8; 32],
            time: u64,
        ) -> [u8; 32] {
            let subject = Subject::Head(log, size);
            self.evidence
                .digest(service_id, &subject, &unsigned(root, time))
        }

        fn answers_offence(
            &self,
            service_id: u64,
            operator: Address,
            question: [u8; 32],
            first: StatementCalldata,
            second: StatementCalldata,
        ) -> Result<([u8; 32], u64, u16)> {
            let statements = [&said(&first)?, &said(&second)?];
            let subject = Subject::Question(question);
            self.evidence
                .offence(service_id, operator, &subject, statements)
        }

        fn heads_offence(
            &self,
            service_id: u64,
            operator: Address,
            log: [u8; 32],
            size: u64,
            first: StatementCalldata,
            second: StatementCalldata,
        ) -> Result<([u8; 32], u64, u16)> {
            let statements = [&said(&first)?, &said(&second)?];
            let subject = Subject::Head(log, size);
            self.evidence
                .offence(service_id, operator, &subject, statements)
        }

        fn answers_evidence(
            &self,
            service_id: u64,
            operator: Address,
            question: [u8; 32],
        ) -> [u8; 32] {
            let subject = Subject::Question(question);
            self.evidence.evidence(service_id, operator, &subject)
        }

        fn heads_evidence(
            &self,
            service_id: u64,
            operator: Address,
            log: [u8; 32],
            size: u64,
        ) -> [u8; 32] {
            let subject = Subject::Head(log, size);
            self.evidence.evidence(service_id, operator, &subject)
        }
    }

    fn said(received: &StatementCalldata) -> Result<Said> {
        let Statement {
            value,
            time,
            r,
            s,
            v,
        } = received.to_value()?;
        let mut signature = [0; 65];
        let parts = r.iter().chain(&s).chain([&v]);
        signature
            .iter_mut()
            .zip(parts)
            .for_each(|(to, byte)| *to = *byte);
        Ok(Said {
            value,
            time,
            signature,
        })
    }

    fn unsigned(value: [u8; 32], time: u64) -> Said {
        Said {
            value,
            time,
            signature: [0; 65],
        }
    }
}
