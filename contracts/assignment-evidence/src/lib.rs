//! Assignment evidence: a request that an operator sent to another operator than the rule names, brought before the court.
//! Its interface is `abi/solidity/library/IAssignmentEvidence.sol`.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

#[blueprint_hooks::contract("blueprint-abi/library/IAssignmentEvidence.sol")]
pub mod assignment_evidence {
    use blueprint_components::{
        assignment_evidence::{listed, Conditions, Said},
        prelude::*,
    };

    /// The roles, the terms of services, and their operators.
    #[derive(Default)]
    pub struct AssignmentEvidence {
        roles: Roles,
        evidence: blueprint_components::AssignmentEvidence,
    }

    impl AssignmentEvidence {
        /// `runtime` opens services and names their operators; `guardian` replaces a lost key. Roles are handed over with a
        /// delay of `role_delay` seconds, 1 to 30 days.
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
    impl IRoles for AssignmentEvidence {}

    #[unguarded]
    impl IAssignmentEvidence for AssignmentEvidence {
        fn open_service(
            &mut self,
            service_id: u64,
            court: Address,
            window: u64,
            epoch_length: u64,
            share_bps: u16,
            operators: List<Address>,
        ) -> Result<()> {
            self.roles.admit()?;
            let conditions = Conditions {
                court,
                window,
                epoch_length,
                share_bps,
            };
            self.evidence
                .open(service_id, &conditions, listed(&operators)?)
        }

        fn change_operators(&mut self, service_id: u64, operators: List<Address>) -> Result<()> {
            self.roles.admit()?;
            self.evidence.change(service_id, listed(&operators)?)
        }

        fn file_assignment(
            &mut self,
            service_id: u64,
            operator: Address,
            said: AssignmentCalldata,
            since: u64,
            operators: List<Address>,
        ) -> Result<u64> {
            let said = stated(&said)?;
            let operators = listed(&operators)?;
            self.evidence
                .file(service_id, operator, &said, since, &operators)
        }

        fn terms_of(&self, service_id: u64) -> Result<(Address, u64, u64, u64, u16, u64)> {
            let terms = self.evidence.terms(service_id)?;
            let Conditions {
                court,
                window,
                epoch_length,
                share_bps,
            } = terms.conditions;
            Ok((
                court,
                terms.from,
                window,
                epoch_length,
                share_bps,
                terms.newest,
            ))
        }

        fn operators_of(&self, service_id: u64, since: u64) -> Result<([u8; 32], u64, u64)> {
            self.evidence.terms(service_id)?;
            let set = self.evidence.set(service_id, since)?;
            Ok((set.hash, set.until, set.before))
        }

        fn assignee_of(
            &self,
            service_id: u64,
            request: [u8; 32],
            time: u64,
            since: u64,
            operators: List<Address>,
        ) -> Result<Address> {
            let operators = listed(&operators)?;
            self.evidence
                .assignee(service_id, request, time, since, &operators)
        }

        fn assignment_digest(
            &self,
            service_id: u64,
            request: [u8; 32],
            assignee: Address,
            time: u64,
        ) -> [u8; 32] {
            let said = Said {
                request,
                assignee,
                time,
                signature: [0; 65],
            };
            self.evidence.digest(service_id, &said)
        }

        fn assignment_offence(
            &self,
            service_id: u64,
            operator: Address,
            said: AssignmentCalldata,
            since: u64,
            operators: List<Address>,
        ) -> Result<([u8; 32], u64, u16, Address)> {
            let said = stated(&said)?;
            let operators = listed(&operators)?;
            let offence = self
                .evidence
                .offence(service_id, operator, &said, since, &operators)?;
            Ok((
                offence.evidence,
                said.time,
                offence.terms.conditions.share_bps,
                offence.rightful,
            ))
        }

        fn assignment_evidence(
            &self,
            service_id: u64,
            operator: Address,
            request: [u8; 32],
            epoch: u64,
        ) -> [u8; 32] {
            self.evidence.evidence(service_id, operator, request, epoch)
        }
    }

    fn stated(received: &AssignmentCalldata) -> Result<Said> {
        let Assignment {
            request,
            assignee,
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
            request,
            assignee,
            time,
            signature,
        })
    }
}
