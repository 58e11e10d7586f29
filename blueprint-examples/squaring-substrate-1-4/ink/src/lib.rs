//! The manager of the incredible squaring blueprint for pallet-services 1.4, which names an operator by
//! its uncompressed key. The same in Solidity is `../../solidity/SquaringSubstrate1_4.sol`.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

#[blueprint_hooks::contract("../../ISquaringSubstrate1_4.sol")]
pub mod squaring_substrate_1_4 {
    use blueprint_components::prelude::*;

    const SQUARE: u8 = 0;
    const KEY_LENGTH: u32 = 65;

    /// The terms of a request.
    #[record]
    pub struct Request {
        requester: Address,
        operators: u32,
        ttl: u64,
        asset_kind: u8,
        asset_data: [u8; 32],
        amount: U256,
    }

    // An operator is the hash of its key.
    #[derive(Default)]
    pub struct SquaringSubstrate1_4 {
        guard: MasterGuard,
        min_operators: Cell<u32>,
        registered: Map<[u8; 32], bool>,
        requests: Map<u64, Request>,
        calls: Map<(u64, u64), U256>,
        submitted: Map<(u64, u64, [u8; 32]), bool>,
        results: Map<[u8; 32], u64>,
    }

    impl SquaringSubstrate1_4 {
        pub fn constructor(&mut self, runtime: Address, min_operators: u32) -> Result<()> {
            self.min_operators.set(&min_operators);
            self.guard.init(runtime)
        }
    }

    #[guarded(self.guard)]
    impl IBlueprintServiceManager for SquaringSubstrate1_4 {
        fn on_register(
            &mut self,
            operator: OperatorPreferencesCalldata,
            _registration_inputs: Bytes,
        ) -> Result<()> {
            let hash = key_hash(&operator)?;
            self.registered.set(&hash, &true);
            let (key, rpc_address) = (operator.ecdsa_public_key()?, operator.rpc_address()?);
            OperatorAdmitted { key, rpc_address }.emit();
            Ok(())
        }

        fn on_unregister(&mut self, operator: OperatorPreferencesCalldata) -> Result<()> {
            self.registered.set(&key_hash(&operator)?, &false);
            Ok(())
        }

        fn on_request(&mut self, params: RequestParamsCalldata) -> Result<()> {
            let operators = params.operators()?;
            let (required, received) = (self.min_operators(), operators.len());
            ensure!(received >= required, TooFewOperators { required, received });
            for operator in operators.iter() {
                key_hash(&operator?)?;
            }
            let (request_id, requester) = (params.request_id()?, params.requester()?);
            let asset = params.payment_asset()?;
            let payment_asset = Asset { kind: asset.kind()?, data: asset.data()? };
            let request = Request {
                requester,
                operators: received,
                ttl: params.ttl()?,
                asset_kind: payment_asset.kind as u8,
                asset_data: payment_asset.data,
                amount: params.amount()?,
            };
            self.requests.set(&request_id, &request);
            RequestAdmitted { request_id, requester, operators: received, payment_asset }.emit();
            Ok(())
        }

        fn on_service_initialized(
            &mut self,
            request_id: u64,
            service_id: u64,
            _owner: Address,
            permitted_callers: List<Address>,
            _ttl: u64,
        ) -> Result<()> {
            let permitted_callers = permitted_callers.to_vec()?;
            ServiceStarted { service_id, request_id, permitted_callers }.emit();
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
            self.calls.set(&key, &input);
            JobCallAdmitted { service_id, job_call_id, input }.emit();
            Ok(())
        }

        fn on_job_result(
            &mut self,
            service_id: u64,
            job: u8,
            job_call_id: u64,
            operator: OperatorPreferencesCalldata,
            inputs: Bytes,
            outputs: Bytes,
        ) -> Result<()> {
            let hash = key_hash(&operator)?;
            ensure!(job == SQUARE, UnknownJob { expected: SQUARE, received: job });
            let input = self.calls.get(&(service_id, job_call_id));
            let input = input.ok_or(UnknownJobCall { service_id, job_call_id })?;
            let mismatch = || InputsMismatch { expected: input, received_hash: inputs.keccak256() };
            ensure!(inputs.to_u256() == Some(input), mismatch());
            let key = operator.ecdsa_public_key()?;
            let id = (service_id, job_call_id, hash);
            let submitted = self.submitted.get(&id).unwrap_or_default();
            ensure!(!submitted, AlreadySubmitted { service_id, job_call_id, key: key.clone() });
            let expected = square(input);
            ensure!(
                outputs == expected,
                WrongResult { expected, received_hash: outputs.keccak256() }
            );
            self.submitted.set(&id, &true);
            let results = self.results.get(&hash).unwrap_or_default();
            self.results.set(&hash, &results.saturating_add(1));
            ResultAdmitted { service_id, job_call_id, key, outputs }.emit();
            Ok(())
        }

        fn on_service_termination(&mut self, service_id: u64, owner: Address) -> Result<()> {
            ServiceEnded { service_id, owner }.emit();
            Ok(())
        }
    }

    #[guarded(self.guard)]
    impl ISquaringSubstrate1_4 for SquaringSubstrate1_4 {
        fn name(&self) -> Text {
            "incredible squaring".into()
        }

        fn master_manager(&self) -> Address {
            self.guard.master()
        }

        fn min_operators(&self) -> u32 {
            self.min_operators.get().unwrap_or_default()
        }

        fn is_registered(&self, key: Bytes) -> bool {
            self.registered.get(&key.keccak256()).unwrap_or_default()
        }

        fn terms_of(&self, request_id: u64) -> Terms {
            let request = self.requests.get(&request_id).unwrap_or_default();
            let Request { requester, operators, ttl, asset_kind, asset_data, amount } = request;
            let kind = Kind::from_number(asset_kind).unwrap_or_default();
            let payment_asset = Asset { kind, data: asset_data };
            Terms { requester, operators, ttl, payment_asset, amount }
        }

        fn job_call(&self, service_id: u64, job_call_id: u64) -> (bool, U256) {
            let input = self.calls.get(&(service_id, job_call_id));
            (input.is_some(), input.unwrap_or_default())
        }

        fn result_of(&self, service_id: u64, job_call_id: u64, key: Bytes) -> Bytes {
            let submitted = self.submitted.get(&(service_id, job_call_id, key.keccak256()));
            let input = self.calls.get(&(service_id, job_call_id));
            match (submitted, input) {
                (Some(true), Some(input)) => square(input),
                _ => Bytes::default(),
            }
        }

        fn results_of(&self, key: Bytes) -> u64 {
            self.results.get(&key.keccak256()).unwrap_or_default()
        }
    }

    /// The hash of an operator's key.
    fn key_hash(operator: &OperatorPreferencesCalldata) -> Result<[u8; 32]> {
        let key = operator.ecdsa_public_key()?;
        let (expected_length, received_length) = (KEY_LENGTH, key.len());
        ensure!(
            received_length == expected_length,
            InvalidKey { expected_length, received_length }
        );
        Ok(key.keccak256())
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
        const MASTER: Address = ink::H160([2; 20]);

        fn operator(number: u8, length: usize) -> OperatorPreferences {
            OperatorPreferences {
                ecdsa_public_key: vec![number; length].into(),
                rpc_address: "https://operator.example".into(),
            }
        }

        fn number(value: u64) -> Bytes {
            U256::from(value).to_word().into()
        }

        fn manager() -> SquaringSubstrate1_4 {
            let mut manager = SquaringSubstrate1_4::default();
            // The deployer owns the blueprint.
            ink::env::test::set_caller(RUNTIME);
            manager.constructor(RUNTIME, 2).unwrap();
            manager.on_blueprint_created(3, RUNTIME, MASTER).unwrap();
            ink::env::test::set_caller(MASTER);
            manager
        }

        fn request(operators: Vec<OperatorPreferences>) -> RequestParamsCalldata {
            let payment_asset = Asset { kind: Kind::Erc20, data: [7; 32] };
            RequestParams {
                request_id: 5,
                requester: RUNTIME,
                operators,
                request_inputs: Bytes::default(),
                permitted_callers: Vec::new(),
                ttl: 100,
                payment_asset,
                amount: 9.into(),
            }
            .into()
        }

        #[ink::test]
        fn request_names_enough_operators_and_its_terms_are_kept() {
            let mut manager = manager();
            let one = manager.on_request(request(vec![operator(1, 65)]));
            assert_eq!(one, Err(TooFewOperators { required: 2, received: 1 }.into()));
            let empty = manager.on_request(request(vec![operator(1, 65), operator(2, 0)]));
            assert_eq!(empty, Err(InvalidKey { expected_length: 65, received_length: 0 }.into()));
            recorded::take();
            manager.on_request(request(vec![operator(1, 65), operator(2, 65)])).unwrap();
            let payment_asset = Asset { kind: Kind::Erc20, data: [7; 32] };
            let admitted =
                RequestAdmitted { request_id: 5, requester: RUNTIME, operators: 2, payment_asset };
            assert_eq!(recorded::take(), [recorded::of(&admitted)]);
            let amount = 9.into();
            let terms = Terms { requester: RUNTIME, operators: 2, ttl: 100, payment_asset, amount };
            assert_eq!(manager.terms_of(5), terms);
        }

        #[ink::test]
        fn wrong_result_is_refused_and_the_right_one_recorded() {
            let mut manager = manager();
            manager.on_job_call(1, 0, 4, number(7)).unwrap();
            let key = operator(2, 65).ecdsa_public_key;
            let submit = |manager: &mut SquaringSubstrate1_4, value| {
                manager.on_job_result(1, 0, 4, operator(2, 65).into(), number(7), number(value))
            };
            let wrong = WrongResult { expected: number(49), received_hash: number(50).keccak256() };
            assert_eq!(submit(&mut manager, 50), Err(wrong.into()));
            assert_eq!(manager.result_of(1, 4, key.clone()), Bytes::default());
            submit(&mut manager, 49).unwrap();
            assert_eq!(manager.result_of(1, 4, key.clone()), number(49));
            assert_eq!(manager.results_of(key.clone()), 1);
            let again = AlreadySubmitted { service_id: 1, job_call_id: 4, key };
            assert_eq!(submit(&mut manager, 49), Err(again.into()));
        }
    }
}
