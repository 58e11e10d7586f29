//! Audit logs: logs of operators that only grow, and checkpoints of streams. Its interface is
//! `abi/solidity/library/IAuditLogs.sol`.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

#[blueprint_hooks::contract("blueprint-abi/library/IAuditLogs.sol")]
pub mod audit_logs {
    use blueprint_components::{
        audit_logs::{log, question, value, Service, StoredHead},
        prelude::*,
    };

    /// The roles, and logs and streams.
    #[derive(Default)]
    pub struct AuditLogs {
        roles: Roles,
        logs: blueprint_components::AuditLogs,
    }

    impl AuditLogs {
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
    impl IRoles for AuditLogs {}

    #[unguarded]
    impl IAuditLogs for AuditLogs {
        fn open_service(
            &mut self,
            service_id: u64,
            evidence: Address,
            levels: Address,
            committee: Address,
        ) -> Result<()> {
            self.roles.admit()?;
            let service = Service {
                evidence,
                levels,
                committee,
            };
            self.logs.open(service_id, &service)
        }

        fn append(
            &mut self,
            service_id: u64,
            operator: Address,
            size: u64,
            root: [u8; 32],
            time: u64,
            signature: Bytes,
            proof: List<[u8; 32]>,
        ) -> Result<()> {
            let head = StoredHead { size, root, time };
            self.logs
                .append(service_id, operator, &head, &signature, &proof)
        }

        fn witness(&mut self, service_id: u64, operator: Address) -> Result<()> {
            self.logs.witness(service_id, operator)
        }

        fn start_stream(&mut self, service_id: u64, call_id: u64, inputs: [u8; 32]) -> Result<()> {
            self.logs.start(service_id, call_id, env::caller(), inputs)
        }

        fn advance_stream(
            &mut self,
            service_id: u64,
            call_id: u64,
            number: u64,
            parent: [u8; 32],
            inputs: [u8; 32],
            outputs: [u8; 32],
        ) -> Result<()> {
            let of = (service_id, call_id, env::caller());
            self.logs.advance(of, number, parent, inputs, outputs)
        }

        fn clear_stream(&mut self, service_id: u64, call_id: u64) -> Result<()> {
            self.logs.clear(service_id, call_id, env::caller())
        }

        fn verify_entry(
            &self,
            service_id: u64,
            operator: Address,
            index: u64,
            leaf: [u8; 32],
            proof: List<[u8; 32]>,
            witnessed: bool,
        ) -> Result<u64> {
            self.logs
                .verify_entry(service_id, operator, index, leaf, &proof, witnessed)
        }

        fn head_of(&self, service_id: u64, operator: Address) -> Head {
            stated(&self.logs.head(service_id, operator))
        }

        fn witnessed_of(&self, service_id: u64, operator: Address) -> Head {
            stated(&self.logs.witnessed(service_id, operator))
        }

        fn stream_of(&self, service_id: u64, call_id: u64, operator: Address) -> Checkpoint {
            let stream = self.logs.stream(service_id, call_id, operator);
            Checkpoint {
                number: stream.newest.number,
                head: stream.newest.head,
                time: stream.time,
            }
        }

        fn service_of(&self, service_id: u64) -> (Address, Address, Address) {
            let service = self.logs.stated(service_id);
            (service.evidence, service.levels, service.committee)
        }

        fn log_of(&self) -> [u8; 32] {
            log()
        }

        fn question_of(&self, service_id: u64, operator: Address) -> [u8; 32] {
            question(service_id, operator)
        }

        fn value_of(&self, size: u64, root: [u8; 32], time: u64) -> U256 {
            value(&StoredHead { size, root, time })
        }
    }

    fn stated(head: &StoredHead) -> Head {
        Head {
            size: head.size,
            root: head.root,
            time: head.time,
        }
    }
}
