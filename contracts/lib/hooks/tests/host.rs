//! A manager on the host of unit tests, called with the corpus of calldata: what `e2e/tests/corpus.rs` expects of builds on
//! the chain.
#![expect(
    unexpected_cfgs,
    missing_docs,
    reason = "ink!'s macro asks for a feature that contracts have, and makes a type without documentation"
)]

use alloy_json_abi::{Function, JsonAbi, StateMutability};
use blueprint_corpus::{
    unknown_selectors,
    values::Dictionary,
    verdict::{verdict, Verdict},
    Author, Parameters, SELECTOR,
};
use blueprint_hooks::{
    testing::{Host, Outcome, Trap, CALLDATA_BYTES},
    Address,
};
use manager::{calls, ConstructorArguments, Manager};

#[blueprint_hooks::contract("blueprint-abi/tnt-core-0.20/IBlueprintServiceManager.sol")]
mod manager {
    use blueprint_hooks::prelude::*;

    /// Admits every account.
    struct Anyone;

    impl Guard for Anyone {
        fn admit(&self) -> Result<()> {
            Ok(())
        }

        fn bind(&mut self, _: u64, _: Address, _: Address) -> Result<()> {
            Ok(())
        }

        fn runtime(&self) -> Address {
            Address::zero()
        }
    }

    /// A manager without state.
    #[derive(Default)]
    pub struct Manager {}

    impl Manager {
        pub fn constructor(&mut self, _runtime: Address) -> Result<()> {
            Ok(())
        }
    }

    #[guarded(Anyone)]
    impl IBlueprintServiceManager for Manager {
        // Reads what other hooks leave in calldata.
        fn on_request(&mut self, call: calls::OnRequest) -> Result<()> {
            call.operators.to_vec()?;
            let _ = call.request_inputs.keccak256();
            Ok(())
        }
    }
}

const CALLER: Address = ink::H160([1; 20]);

fn abi() -> JsonAbi {
    let all = blueprint_abi::interfaces();
    let mut core =
        all.filter(|it| it.generation == "tnt-core-0.20" && it.name == "IBlueprintServiceManager");
    (core.next().unwrap().abi)()
}

fn deployed() -> (Host, Address) {
    let mut host = Host::new();
    let arguments = ConstructorArguments { runtime: CALLER };
    let manager = host.from(CALLER).deploy::<Manager>(arguments).unwrap();
    (host, manager)
}

/// What solc's code does with calldata of a function.
fn expected(function: &Function, calldata: &[u8]) -> Verdict {
    let parameters = Parameters::of(&function.inputs).unwrap();
    match calldata.get(SELECTOR..) {
        Some(arguments) => verdict(&parameters, arguments),
        None => Verdict::Refused,
    }
}

fn fits(outcome: &Outcome, expected: Verdict, calldata: &[u8]) -> bool {
    if calldata.len() > CALLDATA_BYTES {
        return outcome.trapped() == Some(&Trap::CallDataTooLarge(calldata.len()));
    }
    let refused = outcome.reverted_with_data(&[]);
    match expected {
        Verdict::Accepted => outcome.is_ok(),
        Verdict::Depends => refused || outcome.is_ok(),
        Verdict::Refused => refused,
    }
}

#[test]
fn corpus_is_answered_as_on_chain() {
    let ((mut host, manager), abi) = (deployed(), abi());
    let (mut accepted, mut refused) = (0, 0);
    for function in abi.functions() {
        for case in Author::new(function)
            .unwrap()
            .from_types(&Dictionary::default())
        {
            let outcome = host.from(CALLER).call(manager, &case.calldata);
            let expected = expected(function, &case.calldata);
            assert!(
                fits(&outcome, expected, &case.calldata),
                "{case}: expected {expected:?}, received {outcome:?}"
            );
            let counted = if outcome.is_ok() {
                &mut accepted
            } else {
                &mut refused
            };
            *counted += 1;
        }
    }
    assert!(accepted > 1_000 && refused > 1_000, "{accepted} {refused}");
    for case in unknown_selectors(&abi) {
        let outcome = host.from(CALLER).call(manager, &case.calldata);
        assert!(outcome.reverted_with_data(&[]), "{case}: {outcome:?}");
    }
}

#[test]
fn value_is_taken_by_payable_functions_alone() {
    let ((mut host, manager), abi) = (deployed(), abi());
    host.fund(CALLER, 1_000);
    let (mut payable, mut others) = (0, 0);
    for function in abi.functions() {
        // The first case is of an encoder, as others are.
        let cases = Author::new(function)
            .unwrap()
            .from_types(&Dictionary::default());
        let before = host.balance(manager);
        let outcome = host
            .from(CALLER)
            .with_value(1)
            .call(manager, &cases[0].calldata);
        let taken = host.balance(manager) - before;
        if function.state_mutability == StateMutability::Payable {
            assert!(outcome.is_ok() && taken == 1.into(), "{}", function.name);
            payable += 1;
        } else {
            assert!(
                outcome.reverted_with_data(&[]) && taken.is_zero(),
                "{}",
                function.name
            );
            others += 1;
        }
    }
    assert!(payable > 0 && others > 0, "{payable} {others}");
}

#[test]
fn arguments_are_encoded_as_alloy_encodes_them() {
    use alloy_sol_types::{private::Address as AlloyAddress, SolCall};
    use blueprint_abi::core_0_20::IBlueprintServiceManager::{canJoinCall, onRequestCall};
    use blueprint_hooks::testing::{Calldata, Function as _};
    let operators = [[3; 20], [4; 20]];
    let ours = calls::OnRequest {
        request_id: 5,
        requester: Address::from([2; 20]),
        operators: operators.map(Address::from).to_vec().into(),
        request_inputs: [7; 33].into(),
        ttl: 9,
        payment_asset: Address::from([6; 20]),
        payment_amount: 11.into(),
    };
    let theirs = onRequestCall {
        requestId: 5,
        requester: AlloyAddress::from([2; 20]),
        operators: operators.map(AlloyAddress::from).to_vec(),
        requestInputs: vec![7; 33].into(),
        ttl: 9,
        paymentAsset: AlloyAddress::from([6; 20]),
        paymentAmount: alloy_sol_types::private::U256::from(11),
    };
    assert_eq!(ours.calldata(), theirs.abi_encode());
    for joins in [true, false] {
        let returned = canJoinCall::abi_encode_returns(&joins);
        assert_eq!(calls::CanJoin::returns(&joins), returned);
        assert_eq!(calls::CanJoin::returned(&returned), Some(joins));
    }
}
