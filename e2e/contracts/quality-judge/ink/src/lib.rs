//! A manager that judges the quality of service: each operator must answer a job call in time. The same in
//! Solidity is `../../solidity/QualityJudge.sol`.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

blueprint_hooks::interface!(mod services = "blueprint-abi/library/IServices.sol");

#[blueprint_hooks::contract("../../IQualityJudge.sol")]
pub mod quality_judge {
    use super::services::Client as Services;
    use blueprint_components::prelude::*;

    const LATE: u8 = 0;
    /// Quality of service, as IServices numbers offences.
    const OFFENCE: u8 = 2;
    /// The share of bond and stake that lateness costs, in basis points.
    const PENALTY_BPS: u16 = 500;
    /// The fault window of the chain, in seconds. A slash takes of the stake of now: what came later pays for no older fault.
    const REPORTED_WITHIN: u64 = 7 * 86_400;

    #[derive(Default)]
    pub struct QualityJudge {
        guard: RuntimeGuard,
        response_seconds_and_services: Immutable<(u32, Address)>,
        deadlines: Map<(u64, u64), u64>,
        /// When an operator answered.
        answers: Map<(u64, u64, Address), u64>,
        /// When an operator joined a running service.
        joined: Map<(u64, Address), u64>,
    }

    impl QualityJudge {
        pub fn constructor(
            &mut self,
            runtime: Address,
            response_seconds: u32,
            services: Address,
        ) -> Result<()> {
            self.response_seconds_and_services
                .set(&(response_seconds, services));
            self.guard.init(runtime)
        }
    }

    #[guarded(self.guard)]
    impl IBlueprintServiceManager for QualityJudge {
        fn on_job_call(
            &mut self,
            service_id: u64,
            _job: u8,
            job_call_id: u64,
            _inputs: Bytes,
        ) -> Result<()> {
            let (response_seconds, _) = self.response_seconds_and_services.get();
            let deadline = env::now().saturating_add(response_seconds.into());
            self.deadlines.set(&(service_id, job_call_id), &deadline);
            Ok(())
        }

        fn on_job_result(
            &mut self,
            service_id: u64,
            _job: u8,
            job_call_id: u64,
            operator: Address,
            _inputs_hash: [u8; 32],
            _outputs: Bytes,
        ) -> Result<()> {
            self.answers
                .set(&(service_id, job_call_id, operator), &env::now());
            Ok(())
        }

        fn on_operator_joined(
            &mut self,
            service_id: u64,
            operator: Address,
            _exposure_bps: u16,
        ) -> Result<()> {
            self.joined.set(&(service_id, operator), &env::now());
            Ok(())
        }

        /// As many as there are: the pallet takes no result of a call that is complete, so that with one every other
        /// operator would be late.
        fn get_required_result_count(&self, _service_id: u64, _job_index: u8) -> u32 {
            u32::MAX
        }
    }

    #[guarded(self.guard)]
    impl IQualityVerifier for QualityJudge {
        /// An error of `propose_slash` passes: the report fails, and can be made again.
        fn verify_quality_report(
            &mut self,
            service_id: u64,
            kind: u8,
            participant: Bytes,
            evidence: Bytes,
        ) -> Result<()> {
            ensure!(
                kind == LATE,
                UnknownKind {
                    expected: LATE,
                    received: kind
                }
            );
            let received_length = participant.len();
            let invalid = InvalidParticipant {
                expected_length: 20,
                received_length,
            };
            let operator = participant
                .to_array::<20>()
                .map(Address::from)
                .ok_or(invalid)?;
            let call = evidence.to_u256().and_then(|id| u64::try_from(id).ok());
            let deadline = call.map_or(0, |call| self.deadline_of(service_id, call));
            let (Some(job_call_id), 1..) = (call, deadline) else {
                return Err(UnknownJobCall { service_id }.into());
            };
            let answer = self.answers.get(&(service_id, job_call_id, operator));
            let time = answer.unwrap_or_else(env::now);
            ensure!(time > deadline, NotLate { deadline, time });
            let (until, now) = (deadline.saturating_add(REPORTED_WITHIN), env::now());
            ensure!(now < until, ReportTooLate { until, time: now });
            let (response_seconds, services) = self.response_seconds_and_services.get();
            let called_at = deadline.saturating_sub(response_seconds.into());
            let joined_at = self.joined.get(&(service_id, operator)).unwrap_or_default();
            let joined_later = JoinedLater {
                called_at,
                joined_at,
            };
            ensure!(joined_at == 0 || joined_at < called_at, joined_later);
            let services = Services::at(services);
            let until = services.serves_until(service_id, operator)?;
            ensure!(until > deadline, ServedUntil { until, deadline });
            let fault = [
                service_id.to_word(),
                job_call_id.to_word(),
                operator.to_word(),
            ];
            let fault = env::keccak256(fault.as_flattened());
            services.propose_slash(service_id, operator, OFFENCE, PENALTY_BPS, fault)?;
            LatenessFound {
                service_id,
                job_call_id,
                operator,
            }
            .emit();
            Ok(())
        }
    }

    #[guarded(self.guard)]
    impl IQualityJudge for QualityJudge {
        fn deadline_of(&self, service_id: u64, job_call_id: u64) -> u64 {
            self.deadlines
                .get(&(service_id, job_call_id))
                .unwrap_or_default()
        }
    }
}
