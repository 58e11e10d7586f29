//! Computation proofs: whether results of jobs are right, by proofs of Groth16 over BN254. Its interface is
//! `abi/solidity/library/IComputationProofs.sol`.
//!
//! A manager is its runtime, and records calls and results. Any account proves.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

#[blueprint_hooks::contract("blueprint-abi/library/IComputationProofs.sol")]
pub mod computation_proofs {
    use blueprint_components::{
        computation_proofs::{abi::KeyTerms as Terms, Known, Verdict},
        prelude::*,
        roles::GUARDIAN,
    };

    /// The roles, and keys, calls and results.
    #[derive(Default)]
    pub struct ComputationProofs {
        roles: Roles,
        proofs: blueprint_components::ComputationProofs,
    }

    impl ComputationProofs {
        /// `runtime` sets keys and records calls and results; `guardian` revokes keys, and replaces a lost key. Roles are
        /// handed over with a delay of `role_delay` seconds, 1 to 30 days, by which a key replaces another one, too. A
        /// call is remembered for `retention` seconds, at least a day.
        pub fn constructor(
            &mut self,
            runtime: Address,
            guardian: Address,
            role_delay: u64,
            retention: u64,
        ) -> Result<()> {
            self.roles.init(&[runtime, guardian], role_delay)?;
            self.proofs.init(retention)
        }
    }

    #[unguarded]
    impl IRoles for ComputationProofs {}

    #[unguarded]
    impl IComputationProofs for ComputationProofs {
        fn set_key(
            &mut self,
            service_id: u64,
            job: u8,
            terms: KeyTermsCalldata,
            points: List<[u8; 32]>,
        ) -> Result<()> {
            self.roles.admit()?;
            let KeyTerms {
                format,
                one_output,
                input_words,
                output_words,
                program,
                root,
                id,
            } = terms.to_value()?;
            let terms = Terms {
                format,
                one_output,
                input_words,
                output_words,
                program,
                root,
                id,
            };
            let delay = self.roles.delay();
            self.proofs.set_key(service_id, job, &terms, &points, delay)
        }

        fn record_call(
            &mut self,
            service_id: u64,
            call_id: u64,
            job: u8,
            inputs: [u8; 32],
        ) -> Result<()> {
            self.roles.admit()?;
            self.proofs.record_call(service_id, call_id, job, inputs)
        }

        fn record_result(
            &mut self,
            service_id: u64,
            call_id: u64,
            operator: Address,
            output: [u8; 32],
        ) -> Result<()> {
            self.roles.admit()?;
            self.proofs
                .record_result(service_id, call_id, operator, output)
        }

        fn revoke_key(&mut self, service_id: u64, job: u8, version: u64) -> Result<()> {
            let (role, received) = (GUARDIAN, env::caller());
            ensure!(
                self.roles.holds(received, role),
                NotEntitled { role, received }
            );
            self.proofs.revoke_key(service_id, job, version)
        }

        fn prove(
            &mut self,
            service_id: u64,
            call_id: u64,
            operator: Address,
            output: [u8; 32],
            values: List<[u8; 32]>,
            proof: Bytes,
        ) -> Result<()> {
            self.proofs
                .prove(service_id, call_id, operator, output, &values, &proof)
        }

        fn clear(&mut self, service_id: u64, call_id: u64, operators: List<Address>) -> Result<()> {
            self.proofs.clear(service_id, call_id, &operators)
        }

        fn proven_of(&self, service_id: u64, call_id: u64, operator: Address) -> bool {
            let (verdict, _) = self.proofs.verdict(service_id, call_id, operator);
            verdict == Verdict::Right
        }

        fn verdict_of(&self, service_id: u64, call_id: u64, operator: Address) -> (u8, [u8; 32]) {
            let (verdict, evidence) = self.proofs.verdict(service_id, call_id, operator);
            (verdict as u8, evidence)
        }

        fn call_of(
            &self,
            service_id: u64,
            call_id: u64,
        ) -> (u8, u64, u64, [u8; 32], u32, u8, [u8; 32]) {
            let call = self.proofs.call_or_none(service_id, call_id);
            let (known, output) = match call.known {
                Known::Nothing => (0, [0; 32]),
                Known::Output(output) => (1, output),
                Known::Contradiction => (2, [0; 32]),
            };
            (
                call.job,
                call.version,
                call.at,
                call.inputs,
                call.results,
                known,
                output,
            )
        }

        fn result_of(&self, service_id: u64, call_id: u64, operator: Address) -> ([u8; 32], u64) {
            let result = self.proofs.result(service_id, call_id, operator);
            (result.answer.output, result.at)
        }

        fn versions_of(&self, service_id: u64, job: u8) -> (u64, u64, u64) {
            self.proofs.versions_now(service_id, job)
        }

        fn key_of(
            &self,
            service_id: u64,
            job: u8,
            version: u64,
        ) -> Result<(KeyTerms, Vec<[u8; 32]>, bool)> {
            let (terms, points, revoked) = self.proofs.key_stated((service_id, job, version))?;
            let terms = KeyTerms {
                format: terms.format,
                one_output: terms.one_output,
                input_words: terms.input_words,
                output_words: terms.output_words,
                program: terms.program,
                root: terms.root,
                id: terms.id,
            };
            Ok((terms, points, revoked))
        }

        fn public_inputs_of(
            &self,
            service_id: u64,
            call_id: u64,
            operator: Address,
            output: [u8; 32],
            values: List<[u8; 32]>,
        ) -> Result<Vec<[u8; 32]>> {
            self.proofs
                .public_inputs(service_id, call_id, operator, output, &values)
        }

        fn is_valid(
            &self,
            service_id: u64,
            job: u8,
            version: u64,
            inputs: List<[u8; 32]>,
            proof: Bytes,
        ) -> Result<bool> {
            self.proofs
                .is_valid((service_id, job, version), &inputs, &proof)
        }

        fn retention(&self) -> u64 {
            self.proofs.retention()
        }
    }
}
