use crate::liveness_challenges::*;
use blueprint_hooks::{Bytes, Result, Text};
use ink::{
    env::{test, DefaultEnvironment},
    Address,
};

const RUNTIME: Address = ink::H160([1; 20]);
const GUARDIAN: Address = ink::H160([9; 20]);
const OPERATOR: Address = ink::H160([2; 20]);
const STRANGER: Address = ink::H160([3; 20]);
const SERVICE: u64 = 7;
const NOW: u64 = 1_000_000;

fn terms() -> Terms {
    Terms {
        deposit: 50,
        response_period: 600,
        cooldown: 300,
        strike_life: 10_000,
        capacity: 2,
        refill_period: 3_600,
        limit: 3,
    }
}

fn challenges() -> LivenessChallenges {
    let mut challenges = LivenessChallenges::default();
    test::set_block_timestamp::<DefaultEnvironment>(NOW);
    challenges.constructor(RUNTIME, GUARDIAN, 86_400).unwrap();
    challenges
}

fn open(challenges: &mut LivenessChallenges) -> Result<()> {
    challenges.open_service(SERVICE, Address::zero(), terms().into())
}

#[ink::test]
fn runtime_alone_opens_services_and_names_operators() {
    let mut challenges = challenges();
    for caller in [STRANGER, GUARDIAN, OPERATOR] {
        test::set_caller(caller);
        let (expected, received) = (RUNTIME, caller);
        let refused = || Err(CallerNotRuntime { expected, received }.into());
        assert_eq!(open(&mut challenges), refused());
        let named = challenges.set_operator(SERVICE, OPERATOR, true);
        assert_eq!(named, refused());
    }
    test::set_caller(RUNTIME);
    assert_eq!(open(&mut challenges), Ok(()));
    assert_eq!(challenges.set_operator(SERVICE, OPERATOR, true), Ok(()));
    let stated = (Address::zero(), terms(), false);
    assert_eq!(challenges.terms_of(SERVICE), Ok(stated));
    assert_eq!(challenges.operator_serves(SERVICE, OPERATOR), Ok(true));
}

#[ink::test]
fn guardian_alone_excuses() {
    let mut challenges = challenges();
    for received in [STRANGER, RUNTIME, OPERATOR] {
        test::set_caller(received);
        let refused = NotEntitled { role: 1, received };
        let excused = challenges.excuse(SERVICE, NOW, NOW, Text::from("mine"));
        assert_eq!(excused, Err(refused.into()));
    }
    test::set_caller(GUARDIAN);
    let service_id = SERVICE;
    let excused = challenges.excuse(SERVICE, NOW, NOW, Text::from("halt"));
    assert_eq!(excused, Err(UnknownService { service_id }.into()));
}

#[ink::test]
fn challenge_is_stated_as_it_was_filed() {
    let mut challenges = challenges();
    test::set_caller(RUNTIME);
    open(&mut challenges).unwrap();
    challenges.set_operator(SERVICE, OPERATOR, true).unwrap();
    test::set_caller(STRANGER);
    test::set_value_transferred(50.into());
    let request = Bytes::from([1, 2, 3]);
    let filed = challenges.challenge(SERVICE, OPERATOR, request.clone());
    assert_eq!(filed, Ok(()));
    let open = Challenge {
        challenger: STRANGER,
        deposit: 50,
        opened: NOW,
        until: NOW + 600,
        request: request.keccak256(),
    };
    let stated = challenges.challenge_of(SERVICE, OPERATOR);
    assert_eq!(stated, (open, 0));
}
