//! The manager of the incredible squaring blueprint: a job takes a uint256 and must return its square.
//! The same in Solidity is `../../solidity/IncredibleSquaring.sol`.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

blueprint_hooks::interface!(mod services = "blueprint-abi/library/IServices.sol");

#[blueprint_hooks::contract("../../IIncredibleSquaring.sol")]
pub mod incredible_squaring {
    use super::services::Client as Services;
    use blueprint_components::prelude::*;
    use calls::*;

    const SQUARE: u8 = 0;
    const CORRECT: u8 = 1;
    const WRONG: u8 = 2;
    /// Job misbehaviour, as IServices numbers offences.
    const OFFENCE: u8 = 1;
    /// The share of bond and stake that a reported wrong result costs, in basis points.
    const PENALTY_BPS: u16 = 1_000;

    /// A result: what was found of it, whether a report of it was upheld, the hash of its bytes.
    #[record]
    pub struct JobResult {
        verdict: u8,
        reported: bool,
        outputs_hash: [u8; 32],
    }

    /// What an operator has done so far; a point for each correct result.
    #[record]
    pub struct Tally {
        successful: u64,
        failed: u64,
        points: u64,
    }

    #[derive(Default)]
    pub struct IncredibleSquaring {
        guard: RuntimeGuard,
        min_operators_and_services: Immutable<(u32, Address)>,
        calls: Map<(u64, u64), (u8, U256)>,
        results: Map<(u64, u64, Address), JobResult>,
        tallies: Map<Address, Tally>,
    }

    impl IncredibleSquaring {
        pub fn constructor(
            &mut self,
            runtime: Address,
            min_operators: u32,
            services: Address,
        ) -> Result<()> {
            self.min_operators_and_services.set(&(min_operators, services));
            self.guard.init(runtime)
        }

        /// Where verdicts and slashes go, if anywhere.
        fn ledger(&self) -> Option<Services> {
            Some(self.services()).filter(|it| !it.is_zero()).map(Services::at)
        }

        /// Judges a result, once per operator, and counts it.
        fn record(&mut self, call: OnJobResult) -> Result<()> {
            let OnJobResult { service_id, job_call_id, operator, outputs, .. } = call;
            let input = self.input_of(service_id, call.job, job_call_id, call.inputs_hash)?;
            let key = (service_id, job_call_id, operator);
            let judged = AlreadyJudged { service_id, job_call_id, operator };
            ensure!(self.results.get(&key).is_none(), judged);
            let (right, outputs_hash) = (is_right(input, &outputs), outputs.keccak256());
            let verdict = if right { CORRECT } else { WRONG };
            self.results.set(&key, &JobResult { verdict, reported: false, outputs_hash });
            let mut tally = self.tallies.get(&operator).unwrap_or_default();
            if right {
                tally.successful = tally.successful.saturating_add(1);
                tally.points = tally.points.saturating_add(1);
            } else {
                tally.failed = tally.failed.saturating_add(1);
            }
            self.tallies.set(&operator, &tally);
            if let Some(services) = self.ledger() {
                services.judge_result(service_id, job_call_id, operator, right, right.into())?;
            }
            ResultJudged { service_id, job_call_id, operator, verdict }.emit();
            Ok(())
        }

        /// The input of a job call that was accepted for this job with these inputs.
        fn input_of(
            &self,
            service_id: u64,
            job: u8,
            job_call_id: u64,
            hash: [u8; 32],
        ) -> Result<U256> {
            let call = self.calls.get(&(service_id, job_call_id));
            let (expected, input) = call.ok_or(UnknownJobCall { service_id, job_call_id })?;
            ensure!(job == expected, JobMismatch { expected, received: job });
            let expected = env::keccak256(&input.to_word());
            ensure!(hash == expected, InputsMismatch { expected, received: hash });
            Ok(input)
        }
    }

    #[guarded(self.guard)]
    impl IBlueprintServiceManager for IncredibleSquaring {
        fn on_request(&mut self, call: OnRequest) -> Result<()> {
            let (request_id, requester) = (call.request_id, call.requester);
            let (required, received) = (self.min_operators(), call.operators.len());
            ensure!(received >= required, TooFewOperators { required, received });
            RequestAdmitted { request_id, requester, operators: received }.emit();
            Ok(())
        }

        fn on_job_call(&mut self, call: OnJobCall) -> Result<()> {
            let OnJobCall { service_id, job, job_call_id, inputs } = call;
            ensure!(job == SQUARE, UnknownJob { expected: SQUARE, received: job });
            let invalid = InvalidInput { expected_length: 32, received_length: inputs.len() };
            let input = inputs.to_u256().ok_or(invalid)?;
            let key = (service_id, job_call_id);
            ensure!(self.calls.get(&key).is_none(), JobCallExists { service_id, job_call_id });
            self.calls.set(&key, &(job, input));
            JobCallAdmitted { service_id, job_call_id, input }.emit();
            Ok(())
        }

        fn on_job_result(&mut self, call: OnJobResult) -> Result<()> {
            self.record(call)
        }

        fn get_required_result_count(&self, _service_id: u64, _job_index: u8) -> u32 {
            self.min_operators()
        }
    }

    #[guarded(self.guard)]
    impl IReportVerifier for IncredibleSquaring {
        fn verify_report(&mut self, call: VerifyReport) -> Result<()> {
            let VerifyReport { service_id, job_call_id, participant, outputs, .. } = call;
            let received_length = participant.len();
            let invalid = InvalidParticipant { expected_length: 20, received_length };
            let operator = participant.to_array::<20>().map(Address::from).ok_or(invalid)?;
            let hash = call.inputs.keccak256();
            let input = self.input_of(service_id, call.job_index, job_call_id, hash)?;
            let key = (service_id, job_call_id, operator);
            let unknown = NoResult { service_id, job_call_id, operator };
            let mut result = self.results.get(&key).ok_or(unknown)?;
            let (expected, received) = (result.outputs_hash, outputs.keccak256());
            ensure!(received == expected, OutputsMismatch { expected, received });
            let refuted = ReportRefuted { service_id, job_call_id, operator };
            ensure!(!is_right(input, &outputs), refuted);
            ensure!(!result.reported, AlreadyReported { service_id, job_call_id, operator });
            result.reported = true;
            self.results.set(&key, &result);
            if let Some(services) = self.ledger() {
                let fault = [service_id.to_word(), job_call_id.to_word(), operator.to_word()];
                let evidence = env::keccak256(fault.as_flattened());
                services.propose_slash(service_id, operator, OFFENCE, PENALTY_BPS, evidence)?;
            }
            ReportUpheld { service_id, job_call_id, operator }.emit();
            Ok(())
        }
    }

    #[guarded(self.guard)]
    impl IIncredibleSquaring for IncredibleSquaring {
        fn on_job_result_with_inputs(&mut self, call: OnJobResultWithInputs) -> Result<()> {
            let OnJobResultWithInputs { service_id, job, job_call_id, operator, .. } = call;
            let (inputs_hash, outputs) = (call.inputs.keccak256(), call.outputs);
            self.record(OnJobResult {
                service_id,
                job,
                job_call_id,
                operator,
                inputs_hash,
                outputs,
            })
        }

        fn services(&self) -> Address {
            self.min_operators_and_services.get().1
        }

        fn min_operators(&self) -> u32 {
            self.min_operators_and_services.get().0
        }

        fn job_call(&self, service_id: u64, job_call_id: u64) -> (bool, u8, U256) {
            let call = self.calls.get(&(service_id, job_call_id));
            call.map_or((false, 0, U256::zero()), |(job, input)| (true, job, input))
        }

        fn verdict_of(&self, service_id: u64, job_call_id: u64, operator: Address) -> u8 {
            let result = self.results.get(&(service_id, job_call_id, operator));
            result.map_or(0, |result| result.verdict)
        }

        fn tally_of(&self, operator: Address) -> (u64, u64, u64) {
            let tally = self.tallies.get(&operator).unwrap_or_default();
            (tally.successful, tally.failed, tally.points)
        }
    }

    /// An input of 2^128 or more has no square in 256 bits: then the correct output is empty.
    fn is_right(input: U256, outputs: &Bytes) -> bool {
        match input.checked_mul(input) {
            Some(square) => outputs.to_u256() == Some(square),
            None => outputs.is_empty(),
        }
    }
}
