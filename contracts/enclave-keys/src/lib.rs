//! Enclave keys: keys that operators' enclaves hold, and the resources that enclaves report. Its interface is
//! `abi/solidity/library/IEnclaveKeys.sol`.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

#[blueprint_hooks::contract("blueprint-abi/library/IEnclaveKeys.sol")]
pub mod enclave_keys {
    use blueprint_components::{
        enclave_keys::{
            self as keys, question, report_digest, revocation_digest, value, Bound, Key,
        },
        prelude::*,
    };

    /// The roles, and keys and usage.
    #[derive(Default)]
    pub struct EnclaveKeys {
        roles: Roles,
        keys: blueprint_components::EnclaveKeys,
    }

    impl EnclaveKeys {
        /// `runtime` opens services and allows measurements; `guardian` replaces a lost key. Roles are handed over with a
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
    impl IRoles for EnclaveKeys {}

    #[unguarded]
    impl IEnclaveKeys for EnclaveKeys {
        fn open_service(&mut self, service_id: u64, terms: TermsCalldata) -> Result<()> {
            self.roles.admit()?;
            let terms = terms.to_value()?;
            let service = keys::Service {
                enroller: terms.enroller,
                proofs: terms.proofs,
                job: terms.job,
                receipts: terms.receipts,
                terms: keys::Terms {
                    longest_life: terms.longest_life,
                    period: terms.period,
                    cpu_ms: Bound {
                        base: terms.cpu_ms_base,
                        per_task: terms.cpu_ms_per_task,
                    },
                    memory_mb_seconds: Bound {
                        base: terms.memory_mb_seconds_base,
                        per_task: terms.memory_mb_seconds_per_task,
                    },
                    task_price: terms.task_price,
                },
                ..Default::default()
            };
            self.keys.open(service_id, &service)
        }

        fn allow_measurement(
            &mut self,
            service_id: u64,
            measurement: [u8; 32],
            allowed: bool,
        ) -> Result<()> {
            self.roles.admit()?;
            self.keys.allow(service_id, measurement, allowed)
        }

        fn enrol(
            &mut self,
            service_id: u64,
            operator: Address,
            key: Address,
            measurement: [u8; 32],
            expires: u64,
        ) -> Result<()> {
            let key = Key {
                key,
                measurement,
                expires,
            };
            self.keys.enrol(service_id, operator, &key)
        }

        fn enrol_by_proof(
            &mut self,
            service_id: u64,
            call_id: u64,
            operator: Address,
            key: Address,
            measurement: [u8; 32],
            expires: u64,
        ) -> Result<()> {
            let key = Key {
                key,
                measurement,
                expires,
            };
            self.keys
                .enrol_by_proof(service_id, call_id, operator, &key)
        }

        fn invalidate(&mut self, service_id: u64, operator: Address) -> Result<()> {
            self.keys.invalidate(service_id, operator)
        }

        fn revoke(&mut self, service_id: u64, operator: Address, signature: Bytes) -> Result<()> {
            self.keys.revoke(service_id, operator, &signature)
        }

        fn report(&mut self, stated: ResourceReportCalldata, signature: Bytes) -> Result<u32> {
            self.keys.report(&reported(&stated)?, &signature)
        }

        fn usage_of(&self, service_id: u64, operator: Address, period: u64) -> (bool, u32) {
            let used = self.keys.used(service_id, operator, period);
            (used.is_some(), used.unwrap_or_default())
        }

        fn key_of(&self, service_id: u64, operator: Address) -> (Address, [u8; 32], u64, bool) {
            let enrolment = self.keys.enrolment(service_id, operator);
            let valid = self.keys.is_valid(service_id, &enrolment);
            (
                enrolment.key,
                enrolment.measurement,
                enrolment.expires,
                valid,
            )
        }

        fn operator_of(&self, service_id: u64, key: Address) -> Address {
            self.keys.operator(service_id, key)
        }

        fn is_allowed(&self, service_id: u64, measurement: [u8; 32]) -> bool {
            self.keys.is_allowed(service_id, measurement)
        }

        fn terms_of(&self, service_id: u64) -> Result<Terms> {
            let service = self.keys.service(service_id)?;
            let (cpu_ms, memory) = (service.terms.cpu_ms, service.terms.memory_mb_seconds);
            Ok(Terms {
                enroller: service.enroller,
                proofs: service.proofs,
                job: service.job,
                longest_life: service.terms.longest_life,
                receipts: service.receipts,
                period: service.terms.period,
                cpu_ms_base: cpu_ms.base,
                cpu_ms_per_task: cpu_ms.per_task,
                memory_mb_seconds_base: memory.base,
                memory_mb_seconds_per_task: memory.per_task,
                task_price: service.terms.task_price,
            })
        }

        fn question_of(&self, service_id: u64, operator: Address) -> [u8; 32] {
            question(service_id, operator)
        }

        fn value_of(&self, key: Address, measurement: [u8; 32], expires: u64) -> U256 {
            value(&Key {
                key,
                measurement,
                expires,
            })
        }

        fn report_digest(&self, stated: ResourceReportCalldata) -> Result<[u8; 32]> {
            Ok(report_digest(&reported(&stated)?))
        }

        fn revocation_digest(&self, service_id: u64, operator: Address, key: Address) -> [u8; 32] {
            revocation_digest(service_id, operator, key)
        }
    }

    fn reported(stated: &ResourceReportCalldata) -> Result<keys::ResourceReport> {
        let stated = stated.to_value()?;
        Ok(keys::ResourceReport {
            service_id: stated.service_id,
            operator: stated.operator,
            period: stated.period,
            tasks: stated.tasks,
            cpu_ms: stated.cpu_ms,
            memory_mb_seconds: stated.memory_mb_seconds,
        })
    }
}
