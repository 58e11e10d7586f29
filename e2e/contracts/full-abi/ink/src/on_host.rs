//! On the host of unit tests: value, and calls of no function.

use crate::full_abi::{calls::*, *};
use blueprint_hooks::{testing::Host, Address, U256};

const PAYER: Address = ink::H160([1; 20]);

fn contract(host: &mut Host) -> Address {
    host.fund(PAYER, 100);
    let arguments = ConstructorArguments {
        runtime: PAYER,
        note: [7; 32],
        number: -5,
    };
    let payer = host.from(PAYER).with_value(10);
    payer.deploy::<FullAbi>(arguments).unwrap()
}

#[test]
fn calls_of_no_function_reach_fallback_and_receive() {
    let mut host = Host::new();
    let contract = contract(&mut host);
    for data in [&b"abc"[..], b"abcd", &[9; 40]] {
        let outcome = host.from(PAYER).call(contract, data);
        assert_eq!(outcome.data(), data);
        let fell = Fell {
            length: data.len().into(),
            data: data.into(),
        };
        assert!(outcome.emitted(contract, &fell), "{outcome:?}");
        let with_value = host.from(PAYER).with_value(1).call(contract, data);
        assert!(with_value.reverted_with_data(&[]), "{with_value:?}");
    }
    let received = host.from(PAYER).with_value(3).call(contract, []);
    let event = Received {
        from: PAYER,
        value: 3.into(),
    };
    assert!(received.emitted(contract, &event), "{received:?}");
    assert_eq!(host.balance(contract), 13.into());
}

#[test]
fn value_is_counted_where_a_function_takes_it() {
    let mut host = Host::new();
    let contract = contract(&mut host);
    for paid in [4, 8] {
        let outcome = host.from(PAYER).with_value(4).call(contract, Pay {});
        assert_eq!(outcome.output::<Pay>(), U256::from(paid));
    }
    assert_eq!(host.balance(contract), 18.into());
    assert_eq!(host.balance(PAYER), 82.into());
}

#[test]
fn constructor_takes_no_malformed_arguments() {
    let mut host = Host::new();
    for length in [0, 32, 95] {
        let refused = host.from(PAYER).deploy::<FullAbi>(vec![0; length]);
        assert!(refused.unwrap_err().reverted_with_data(&[]), "{length}");
    }
    let refused = host.from(PAYER).deploy::<FullAbi>([0xff; 96]).unwrap_err();
    assert!(
        refused.reverted_with_data(&[]),
        "an address of more than 20 bytes"
    );
}
