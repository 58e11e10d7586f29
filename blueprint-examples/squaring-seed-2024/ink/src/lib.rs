//! The manager of the incredible squaring blueprint for the services pallet of 2024, which names an
//! operator by its compressed key. The same in Solidity is `../../solidity/SquaringSeed2024.sol`.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

#[blueprint_hooks::contract("../../ISquaringSeed2024.sol")]
pub mod squaring_seed_2024 {
    use blueprint_components::prelude::*;

    const SQUARE: u8 = 0;
    const KEY_LENGTH: u32 = 33;
    const RESPONSE_SECONDS: u64 = 600;

    /// A job call that was accepted.
    #[record]
    pub struct Call {
        input: U256,
        deadline: u64,
        completed: bool,
    }

    /// Right results of an operator, and job calls for which it was late.
    #[record]
    pub struct Tally {
        results: u64,
        reports: u64,
    }

    /// What is known of an operator in a job call.
    #[record]
    pub struct Work {
        submitted: bool,
        reported: bool,
    }

    // An operator is the hash of its key.
    #[derive(Default)]
    pub struct SquaringSeed2024 {
        guard: CallerGuard,
        owner: Cell<Address>,
        min_operators: Cell<u32>,
        registered: Map<[u8; 32], bool>,
        calls: Map<(u64, u64), Call>,
        work: Map<(u64, u64, [u8; 32]), Work>,
        tallies: Map<[u8; 32], Tally>,
    }

    impl SquaringSeed2024 {
        pub fn constructor(&mut self, runtime: Address, min_operators: u32) -> Result<()> {
            self.owner.set(&env::caller());
            self.min_operators.set(&min_operators);
            self.guard.init(runtime)
        }

        /// The job call of these inputs.
        fn call_of(
            &self,
            service_id: u64,
            job: u8,
            job_call_id: u64,
            inputs: &Bytes,
        ) -> Result<Call> {
            ensure!(job == SQUARE, UnknownJob { expected: SQUARE, received: job });
            let call = self.calls.get(&(service_id, job_call_id));
            let call = call.ok_or(UnknownJobCall { service_id, job_call_id })?;
            let expected = call.input;
            let mismatch = || InputsMismatch { expected, received_hash: inputs.keccak256() };
            ensure!(inputs.to_u256() == Some(expected), mismatch());
            Ok(call)
        }
    }

    #[guarded(self.guard)]
    impl IBlueprintServiceManager for SquaringSeed2024 {
        fn on_register(&mut self, participant: Bytes, _registration_inputs: Bytes) -> Result<()> {
            let key = key_of(&participant)?;
            self.registered.set(&key, &true);
            OperatorAdmitted { participant: participant.clone(), key: participant }.emit();
            Ok(())
        }

        fn on_request(
            &mut self,
            service_id: u64,
            participants: List<Bytes>,
            _request_inputs: Bytes,
        ) -> Result<()> {
            let (required, received) = (self.min_operators(), participants.len());
            ensure!(received >= required, TooFewOperators { required, received });
            let participants = participants.iter().map(|participant| {
                let participant = participant?;
                key_of(&participant).map(|_| participant)
            });
            let participants = participants.collect::<Result<Vec<_>>>()?;
            RequestAdmitted { service_id, participants }.emit();
            Ok(())
        }

        fn on_job_call(
            &mut self,
            service_id: u64,
            job: u8,
            job_call_id: u64,
            inputs: Bytes,
        ) -> Result<()> {
            ensure!(job == SQUARE, UnknownJob { expected: SQUARE, received: job });
            let received_length = inputs.len();
            let input =
                inputs.to_u256().ok_or(InvalidInput { expected_length: 32, received_length })?;
            let key = (service_id, job_call_id);
            ensure!(self.calls.get(&key).is_none(), JobCallExists { service_id, job_call_id });
            let deadline = env::now().saturating_add(RESPONSE_SECONDS);
            self.calls.set(&key, &Call { input, deadline, completed: false });
            JobCallAdmitted { service_id, job_call_id, input }.emit();
            Ok(())
        }

        fn on_job_result(
            &mut self,
            service_id: u64,
            job: u8,
            job_call_id: u64,
            participant: Bytes,
            inputs: Bytes,
            outputs: Bytes,
        ) -> Result<()> {
            let operator = key_of(&participant)?;
            let call = self.call_of(service_id, job, job_call_id, &inputs)?;
            let key = (service_id, job_call_id, operator);
            let work = self.work.get(&key).unwrap_or_default();
            let submitted =
                || AlreadySubmitted { service_id, job_call_id, participant: participant.clone() };
            ensure!(!work.submitted, submitted());
            let expected = square(call.input);
            ensure!(
                outputs == expected,
                WrongResult { expected, received_hash: outputs.keccak256() }
            );
            self.work.set(&key, &Work { submitted: true, ..work });
            // A late one does not make up for the lateness.
            if env::now() <= call.deadline {
                self.calls.set(&(service_id, job_call_id), &Call { completed: true, ..call });
            }
            let tally = self.tallies.get(&operator).unwrap_or_default();
            let results = tally.results.saturating_add(1);
            self.tallies.set(&operator, &Tally { results, ..tally });
            ResultAdmitted { service_id, job_call_id, participant, outputs }.emit();
            Ok(())
        }
    }

    #[guarded(self.guard)]
    impl IReportVerifier for SquaringSeed2024 {
        fn verify_report(
            &mut self,
            service_id: u64,
            job_index: u8,
            job_call_id: u64,
            participant: Bytes,
            inputs: Bytes,
            outputs: Bytes,
        ) -> Result<()> {
            let operator = key_of(&participant)?;
            let Call { completed, deadline, .. } =
                self.call_of(service_id, job_index, job_call_id, &inputs)?;
            ensure!(outputs.is_empty(), OutputsInReport { received_length: outputs.len() });
            ensure!(!completed, ReportRefuted { service_id, job_call_id });
            let time = env::now();
            ensure!(time > deadline, NotLate { deadline, time });
            let key = (service_id, job_call_id, operator);
            let work = self.work.get(&key).unwrap_or_default();
            let reported =
                || AlreadyReported { service_id, job_call_id, participant: participant.clone() };
            ensure!(!work.reported, reported());
            self.work.set(&key, &Work { reported: true, ..work });
            let tally = self.tallies.get(&operator).unwrap_or_default();
            let reports = tally.reports.saturating_add(1);
            self.tallies.set(&operator, &Tally { reports, ..tally });
            let seconds_late = time.saturating_sub(deadline);
            ReportUpheld { service_id, job_call_id, participant, seconds_late }.emit();
            Ok(())
        }
    }

    #[guarded(self.guard)]
    impl IOwner for SquaringSeed2024 {
        fn owner(&self) -> Address {
            self.owner.get().unwrap_or_default()
        }
    }

    #[guarded(self.guard)]
    impl ISquaringSeed2024 for SquaringSeed2024 {
        fn min_operators(&self) -> u32 {
            self.min_operators.get().unwrap_or_default()
        }

        fn response_seconds(&self) -> u64 {
            RESPONSE_SECONDS
        }

        fn is_registered(&self, participant: Bytes) -> bool {
            self.registered.get(&participant.keccak256()).unwrap_or_default()
        }

        fn job_call(&self, service_id: u64, job_call_id: u64) -> JobCall {
            let call = self.calls.get(&(service_id, job_call_id));
            let known = call.is_some();
            let Call { input, deadline, completed } = call.unwrap_or_default();
            JobCall { known, completed, deadline, input }
        }

        fn result_of(&self, service_id: u64, job_call_id: u64, participant: Bytes) -> Bytes {
            let work = self.work.get(&(service_id, job_call_id, participant.keccak256()));
            let call = self.calls.get(&(service_id, job_call_id));
            match (work, call) {
                (Some(Work { submitted: true, .. }), Some(call)) => square(call.input),
                _ => Bytes::default(),
            }
        }

        fn tally_of(&self, participant: Bytes) -> (u64, u64) {
            let Tally { results, reports } =
                self.tallies.get(&participant.keccak256()).unwrap_or_default();
            (results, reports)
        }
    }

    /// The hash of an operator's key.
    fn key_of(participant: &Bytes) -> Result<[u8; 32]> {
        let (expected_length, received_length) = (KEY_LENGTH, participant.len());
        ensure!(
            received_length == expected_length,
            InvalidKey { expected_length, received_length }
        );
        Ok(participant.keccak256())
    }

    /// The right result. An input of 2^128 or more has no square in 256 bits: then it is no bytes at all.
    fn square(input: U256) -> Bytes {
        input.checked_mul(input).map(|square| square.to_word().into()).unwrap_or_default()
    }

    #[cfg(test)]
    mod tests {
        use super::*;
        use blueprint_hooks::event::recorded;

        const RUNTIME: Address = ink::H160([1; 20]);

        fn key(number: u8) -> Bytes {
            [number; 33].into()
        }

        fn number(value: u64) -> Bytes {
            U256::from(value).to_word().into()
        }

        fn manager() -> SquaringSeed2024 {
            let mut manager = SquaringSeed2024::default();
            manager.constructor(RUNTIME, 2).unwrap();
            ink::env::test::set_caller(RUNTIME);
            manager
        }

        #[ink::test]
        fn request_names_enough_operators_by_whole_keys() {
            let mut manager = manager();
            let one = manager.on_request(1, vec![key(2)].into(), number(0));
            assert_eq!(one, Err(TooFewOperators { required: 2, received: 1 }.into()));
            let empty = manager.on_request(1, vec![key(2), Bytes::default()].into(), number(0));
            assert_eq!(empty, Err(InvalidKey { expected_length: 33, received_length: 0 }.into()));
            recorded::take();
            manager.on_request(1, vec![key(2), key(3)].into(), number(0)).unwrap();
            let admitted = RequestAdmitted { service_id: 1, participants: vec![key(2), key(3)] };
            assert_eq!(recorded::take(), [recorded::of(&admitted)]);
        }

        #[ink::test]
        fn wrong_result_is_refused_and_the_right_one_recorded() {
            let mut manager = manager();
            manager.on_job_call(1, 0, 4, number(7)).unwrap();
            let wrong = manager.on_job_result(1, 0, 4, key(2), number(7), number(50));
            let expected =
                WrongResult { expected: number(49), received_hash: number(50).keccak256() };
            assert_eq!(wrong, Err(expected.into()));
            assert_eq!(manager.result_of(1, 4, key(2)), Bytes::default());
            manager.on_job_result(1, 0, 4, key(2), number(7), number(49)).unwrap();
            assert_eq!(manager.result_of(1, 4, key(2)), number(49));
            assert_eq!(manager.tally_of(key(2)), (1, 0));
            let again = manager.on_job_result(1, 0, 4, key(2), number(7), number(49));
            let expected = AlreadySubmitted { service_id: 1, job_call_id: 4, participant: key(2) };
            assert_eq!(again, Err(expected.into()));
            let report = manager.verify_report(1, 0, 4, key(3), number(7), Bytes::default());
            assert_eq!(report, Err(ReportRefuted { service_id: 1, job_call_id: 4 }.into()));
        }
    }
}
