use super::*;
use blueprint_hooks::{call::mock, event::recorded, signature, Word};
use ink::{
    env::{test, DefaultEnvironment},
    storage::traits::ManualKey,
};

type Challenges = LivenessChallenges<ManualKey<81>>;

const SERVICE: u64 = 7;
const OPERATOR: Address = ink::H160([2; 20]);
const CHALLENGER: Address = ink::H160([3; 20]);
const RELAYER: Address = ink::H160([4; 20]);
const PEER: Address = ink::H160([5; 20]);
const BOOK: Address = ink::H160([6; 20]);
const NOW: u64 = 1_000_000;
const DEPOSIT: u128 = 50;

const TERMS: Terms = Terms {
    deposit: DEPOSIT,
    response: 600,
    cooldown: 300,
    strike_life: 10_000,
    capacity: 1,
    refill: 3_600,
    limit: 1,
};

fn at(second: u64) {
    test::set_block_timestamp::<DefaultEnvironment>(second);
}

/// A service whose one operator the runtime named.
fn challenges() -> Challenges {
    let mut challenges = Challenges::default();
    test::set_callee(BOOK);
    at(NOW);
    let opened = challenges.open(SERVICE, Address::zero(), &TERMS);
    assert_eq!(opened, Ok(()));
    assert_eq!(challenges.set_operator(SERVICE, OPERATOR, true), Ok(()));
    recorded::take();
    challenges
}

fn file(challenges: &mut Challenges, value: u128) -> Result<()> {
    test::set_caller(CHALLENGER);
    test::set_value_transferred(value.into());
    challenges.challenge(SERVICE, OPERATOR, Bytes::from([1, 2, 3]))
}

fn filed() -> Challenges {
    let mut challenges = challenges();
    assert_eq!(file(&mut challenges, DEPOSIT), Ok(()));
    challenges
}

fn respond(challenges: &mut Challenges, by: Address, signature: &Bytes) -> Result<()> {
    test::set_caller(by);
    challenges.respond(answer(Bytes::from([4, 5]), signature))
}

/// To the challenge of `filed`.
fn answer(response: Bytes, signature: &Bytes) -> SignedResponse {
    SignedResponse {
        service_id: SERVICE,
        operator: OPERATOR,
        opened: NOW,
        response,
        signature: signature.clone(),
    }
}

fn eligible(challenges: &Challenges) -> bool {
    challenges.eligible(SERVICE, OPERATOR, env::now())
}

#[ink::test]
fn operator_that_responds_gets_the_deposit() {
    let mut challenges = filed();
    at(NOW + 600);
    assert_eq!(
        respond(&mut challenges, OPERATOR, &Bytes::default()),
        Ok(())
    );
    assert_eq!(challenges.owed_to(OPERATOR), DEPOSIT.into());
    assert_eq!(challenges.owed_to(CHALLENGER), U256::zero());
    let none = NoChallenge {
        service_id: SERVICE,
        operator: OPERATOR,
    };
    let again = respond(&mut challenges, OPERATOR, &Bytes::default());
    assert_eq!(again, Err(none.into()));
    assert_eq!(challenges.owed_to(OPERATOR), DEPOSIT.into(), "once");
    assert!(eligible(&challenges));
}

#[ink::test]
fn relayed_response_has_the_operators_signature() {
    let mut challenges = filed();
    let response = Bytes::from([4, 5]);
    let digest = challenges.digest(SERVICE, OPERATOR, &response).unwrap();
    let mut bytes = [1; 65];
    bytes[64] = 27;
    let received = RELAYER;
    let not_signed = NotOperatorSigned {
        operator: OPERATOR,
        received,
    };
    for signer in [RELAYER, CHALLENGER] {
        signature::mock(&digest, &bytes, signer);
        let refused = respond(&mut challenges, RELAYER, &bytes.into());
        assert_eq!(refused, Err(not_signed.into()));
    }
    // A response of other bytes.
    let other = challenges.digest(SERVICE, OPERATOR, &Bytes::from([4, 6]));
    assert_ne!(other, Ok(digest));
    signature::mock(&digest, &bytes, OPERATOR);
    assert_eq!(respond(&mut challenges, RELAYER, &bytes.into()), Ok(()));
    assert_eq!(challenges.owed_to(OPERATOR), DEPOSIT.into());
    assert_eq!(challenges.owed_to(RELAYER), U256::zero());
}

#[ink::test]
fn unanswered_challenge_is_a_strike_while_the_service_has_capacity() {
    let mut challenges = filed();
    at(NOW + 600);
    let (from, time) = (NOW + 601, NOW + 600);
    let early = ClosedTooEarly { from, time };
    assert_eq!(challenges.close(SERVICE, OPERATOR), Err(early.into()));
    at(from);
    assert_eq!(challenges.capacity(SERVICE), Ok(1));
    assert_eq!(challenges.close(SERVICE, OPERATOR), Ok(true));
    assert_eq!(challenges.capacity(SERVICE), Ok(0));
    assert_eq!(challenges.owed_to(CHALLENGER), DEPOSIT.into());
    assert_eq!(challenges.strikes(SERVICE, OPERATOR), 1);
    assert!(!eligible(&challenges));
    // It was until the deadline was over.
    assert!(challenges.eligible(SERVICE, OPERATOR, NOW + 600));
    // The next one, within the refill period.
    at(NOW + 900);
    assert_eq!(file(&mut challenges, DEPOSIT), Ok(()));
    at(NOW + 1_501);
    assert_eq!(challenges.close(SERVICE, OPERATOR), Ok(false));
    assert_eq!(challenges.strikes(SERVICE, OPERATOR), 1);
    assert_eq!(
        challenges.owed_to(CHALLENGER),
        (2 * DEPOSIT).into(),
        "it has its deposit all the same"
    );
    // Until it expires.
    at(NOW + 600 + 9_999);
    assert!(!eligible(&challenges));
    let expired = NOW + 600 + 10_000;
    at(expired);
    assert!(eligible(&challenges));
    // Past seconds are judged by it for 90 days more.
    let until = expired + 90 * 86_400;
    at(until - 1);
    let needed = StillNeeded { until };
    assert_eq!(challenges.clear(SERVICE, OPERATOR), Err(needed.into()));
    assert!(!challenges.eligible(SERVICE, OPERATOR, expired - 1));
    at(until);
    assert_eq!(challenges.clear(SERVICE, OPERATOR), Ok(()));
    let again = challenges.clear(SERVICE, OPERATOR);
    assert_eq!(again, Err(NothingToClear.into()));
}

#[ink::test]
fn terms_are_fixed_by_the_first_challenge() {
    let mut challenges = challenges();
    let other = Terms {
        deposit: DEPOSIT + 1,
        ..TERMS
    };
    assert_eq!(challenges.open(SERVICE, Address::zero(), &other), Ok(()));
    let wrong = WrongDeposit {
        expected: (DEPOSIT + 1).into(),
        received: DEPOSIT.into(),
    };
    assert_eq!(file(&mut challenges, DEPOSIT), Err(wrong.into()));
    assert!(!challenges.service(SERVICE).unwrap().is_fixed);
    assert_eq!(file(&mut challenges, DEPOSIT + 1), Ok(()));
    let service_id = SERVICE;
    let fixed = AlreadyOpen { service_id };
    let opened = challenges.open(SERVICE, Address::zero(), &TERMS);
    assert_eq!(opened, Err(fixed.into()));
    let unknown = Terms { limit: 0, ..TERMS };
    let bounds = TermOutOfBounds {
        term: 6,
        least: 1.into(),
        most: 8.into(),
        received: 0.into(),
    };
    let opened = challenges.open(8, Address::zero(), &unknown);
    assert_eq!(opened, Err(bounds.into()));
}

#[ink::test]
fn excused_challenge_returns_its_deposit_at_once() {
    let mut challenges = filed();
    at(NOW + 10);
    let excused = challenges.excuse(SERVICE, NOW, NOW + 10, Text::from("halt"));
    assert_eq!(excused, Ok(()));
    let opened = NOW;
    let refused = respond(&mut challenges, OPERATOR, &Bytes::default());
    assert_eq!(refused, Err(ChallengeExcused { opened }.into()));
    assert_eq!(challenges.close(SERVICE, OPERATOR), Ok(false));
    assert_eq!(challenges.owed_to(CHALLENGER), DEPOSIT.into());
    assert!(eligible(&challenges));
    let (from, to, time) = (NOW, NOW + 11, NOW + 10);
    let ahead = challenges.excuse(SERVICE, from, to, Text::from("more"));
    assert_eq!(ahead, Err(BadRange { from, to, time }.into()));
}

#[ink::test]
fn services_that_are_named_say_who_serves() {
    let mut challenges = Challenges::default();
    at(NOW);
    let failed = PeerFailed { peer: PEER };
    let opened = challenges.open(SERVICE, PEER, &TERMS);
    assert_eq!(opened, Err(failed.into()), "no code");
    let returns = |operator: Address, until: u64| {
        Services::encode_serves_until(SERVICE, operator, |call| {
            mock::returns(PEER, call, &until.to_word());
        });
    };
    returns(env::this(), 0);
    assert_eq!(challenges.open(SERVICE, PEER, &TERMS), Ok(()));
    let named = challenges.set_operator(SERVICE, OPERATOR, true);
    let elsewhere = OperatorsElsewhere { services: PEER };
    assert_eq!(named, Err(elsewhere.into()));
    let not_serving = NotServing {
        service_id: SERVICE,
        operator: OPERATOR,
    };
    for (until, serves) in [(0, false), (NOW, false), (NOW + 1, true)] {
        returns(OPERATOR, until);
        assert_eq!(challenges.serves(SERVICE, OPERATOR), Ok(serves));
        let filed = file(&mut challenges, DEPOSIT);
        let refused = Err(not_serving.into());
        assert_eq!(filed, if serves { Ok(()) } else { refused }, "{until}");
    }
    // One whose notice ended before the end of its time to respond did not have to be there; one that cancelled its exit did.
    let (mut opened, response) = (NOW, u64::from(TERMS.response));
    for (after, struck) in [(1, false), (response, false), (response + 1, true)] {
        returns(OPERATOR, opened + after);
        at(opened + response + 1);
        assert_eq!(challenges.close(SERVICE, OPERATOR), Ok(struck), "{after}");
        opened += response + u64::from(TERMS.cooldown) + 1;
        at(opened);
        returns(OPERATOR, u64::MAX);
        assert_eq!(file(&mut challenges, DEPOSIT), Ok(()));
    }
    // It is of the service no more.
    returns(OPERATOR, 0);
    at(opened + response + 1);
    assert_eq!(challenges.close(SERVICE, OPERATOR), Ok(false));
    // Where the services answer no more, the deposit comes back once a strike would not count.
    opened += response + u64::from(TERMS.cooldown) + 1;
    at(opened);
    returns(OPERATOR, u64::MAX);
    assert_eq!(file(&mut challenges, DEPOSIT), Ok(()));
    Services::encode_serves_until(SERVICE, OPERATOR, |call| mock::returns(PEER, call, &[]));
    let over = opened + response + u64::from(TERMS.strike_life);
    for (time, closed) in [
        (opened + response + 1, Err(failed.into())),
        (over, Ok(false)),
    ] {
        at(time);
        assert_eq!(challenges.close(SERVICE, OPERATOR), closed, "{time}");
    }
}

#[ink::test]
fn bytes_have_a_limit_and_unknown_services_no_challenges() {
    let mut challenges = challenges();
    test::set_caller(CHALLENGER);
    test::set_value_transferred(DEPOSIT.into());
    let (most, received) = (1_024, 1_025);
    let long = || TooLong { most, received }.into();
    let bytes = |length: usize| Bytes::from(vec![0; length]);
    let filed = challenges.challenge(SERVICE, OPERATOR, bytes(1_025));
    assert_eq!(filed, Err(long()));
    let filed = challenges.challenge(SERVICE, OPERATOR, bytes(1_024));
    assert_eq!(filed, Ok(()));
    test::set_caller(OPERATOR);
    let none = Bytes::default();
    let response = challenges.respond(answer(bytes(1_025), &none));
    assert_eq!(response, Err(long()));
    let response = challenges.respond(answer(bytes(1_024), &none));
    assert_eq!(response, Ok(()));
    let service_id = 8;
    let unknown = challenges.challenge(service_id, OPERATOR, none.clone());
    assert_eq!(unknown, Err(UnknownService { service_id }.into()));
    assert_eq!(challenges.strikes(service_id, OPERATOR), 0);
    assert!(challenges.eligible(service_id, OPERATOR, NOW));
}

#[ink::test]
fn deposits_leave_once_to_the_recipient_that_their_account_names() {
    let mut challenges = filed();
    assert_eq!(
        respond(&mut challenges, OPERATOR, &Bytes::default()),
        Ok(())
    );
    test::set_contract_balance(BOOK, DEPOSIT.into());
    test::set_contract_balance(RELAYER, 0.into());
    for recipient in [Address::zero(), BOOK] {
        let invalid = InvalidRecipient { recipient };
        let refused = challenges.withdraw(OPERATOR, recipient);
        assert_eq!(refused, Err(invalid.into()));
    }
    assert_eq!(challenges.withdraw(OPERATOR, RELAYER), Ok(DEPOSIT.into()));
    let balance = test::get_contract_balance::<DefaultEnvironment>(RELAYER);
    assert_eq!(balance.unwrap(), DEPOSIT.into());
    let account = OPERATOR;
    let nothing = NothingToWithdraw { account };
    let again = challenges.withdraw(OPERATOR, RELAYER);
    assert_eq!(again, Err(nothing.into()));
}
