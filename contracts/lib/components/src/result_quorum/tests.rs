use super::{abi::TooEarly, *};
use ink::{
    env::{test, DefaultEnvironment},
    storage::traits::ManualKey,
};

type Quorum = ResultQuorum<ManualKey<99>>;

const SERVICE: u64 = 7;
const ID: CallId = (SERVICE, 5);
const NOW: u64 = 1_000_000;
const INPUTS: Hash = [6; 32];
const RIGHT: Hash = [8; 32];
const WRONG: Hash = [9; 32];
const SALT: Hash = [3; 32];
const TERMS: Terms = Terms {
    commit_period: 600,
    reveal_period: 600,
    share_bps: 5_000,
    period: 3_600,
    retention: 86_400,
};

fn at(second: u64) {
    test::set_block_timestamp::<DefaultEnvironment>(second);
}

fn operator(number: u8) -> Address {
    ink::H160([number; 20])
}

fn named(numbers: &[u8]) -> List<Address> {
    let operators: Vec<Address> = numbers.iter().map(|it| operator(*it)).collect();
    List::from(operators)
}

/// A call of three operators.
fn quorum() -> Quorum {
    let mut quorum = Quorum::default();
    at(NOW);
    assert_eq!(quorum.open(SERVICE, &TERMS), Ok(()));
    let opened = quorum.open_call(ID, INPUTS, &named(&[1, 2, 3]));
    assert_eq!(opened, Ok(()));
    quorum
}

fn none() -> Bytes {
    Bytes::from([0; 0])
}

/// The operator commits by its own call.
fn commit(quorum: &mut Quorum, number: u8, output: Hash) {
    let by = operator(number);
    test::set_caller(by);
    let commitment = commitment(ID, by, INPUTS, output, SALT);
    assert_eq!(quorum.commit(ID, by, commitment, &none()), Ok(()));
}

/// Each of the operators commits, and reveals.
fn revealed(outputs: &[Hash]) -> Quorum {
    let mut quorum = quorum();
    for (number, output) in (1..).zip(outputs) {
        commit(&mut quorum, number, *output);
    }
    at(NOW + TERMS.commit_period);
    for (number, output) in (1..).zip(outputs) {
        let by = operator(number);
        assert_eq!(quorum.reveal(ID, by, *output, SALT), Ok(()));
    }
    quorum
}

#[ink::test]
fn operators_of_a_call_are_distinct_in_order_and_not_too_many() {
    let mut quorum = quorum();
    let id = (SERVICE, 6);
    let least_most = (2, 16);
    let most: Vec<u8> = (1..=17).collect();
    for numbers in [&[][..], &[1], &most[..]] {
        let (least, most) = least_most;
        let received = numbers.len() as u32;
        let error = OperatorCount {
            least,
            most,
            received,
        };
        let opened = quorum.open_call(id, INPUTS, &named(numbers));
        assert_eq!(opened, Err(error.into()));
    }
    for (numbers, index) in [([0, 1], 0), ([2, 2], 1), ([2, 1], 1)] {
        let operator = operator(numbers[index as usize]);
        let error = OperatorNotInOrder { index, operator };
        let opened = quorum.open_call(id, INPUTS, &named(&numbers));
        assert_eq!(opened, Err(error.into()));
    }
    assert_eq!(quorum.open_call(id, INPUTS, &named(&most[..16])), Ok(()));
    assert_eq!(quorum.operators(id).len(), 16);
    let again = CallNumberTooLow {
        expected_above: id.1,
        received: id.1,
    };
    let opened = quorum.open_call(id, INPUTS, &named(&most[..16]));
    assert_eq!(opened, Err(again.into()));
}

#[ink::test]
fn commitment_opens_for_its_operator_and_call_alone() {
    let mut quorum = quorum();
    commit(&mut quorum, 1, RIGHT);
    // The second operator copies it.
    let (first, second) = (operator(1), operator(2));
    let copied = commitment(ID, first, INPUTS, RIGHT, SALT);
    test::set_caller(second);
    assert_eq!(quorum.commit(ID, second, copied, &none()), Ok(()));
    at(NOW + TERMS.commit_period);
    let (expected, received) = (copied, commitment(ID, second, INPUTS, RIGHT, SALT));
    let wrong = WrongCommitment { expected, received };
    let opened = quorum.reveal(ID, second, RIGHT, SALT);
    assert_eq!(opened, Err(wrong.into()));
    let other = (SERVICE, 6);
    for different in [
        commitment(other, first, INPUTS, RIGHT, SALT),
        commitment((SERVICE + 1, ID.1), first, INPUTS, RIGHT, SALT),
        commitment(ID, first, RIGHT, RIGHT, SALT),
        commitment(ID, first, INPUTS, WRONG, SALT),
        commitment(ID, first, INPUTS, RIGHT, WRONG),
    ] {
        assert_ne!(different, copied);
    }
}

#[ink::test]
fn commitment_is_by_the_operator_or_its_signature() {
    let mut quorum = quorum();
    let (operator, received) = (operator(1), operator(4));
    test::set_caller(received);
    let not = NotOperatorSigned { operator, received };
    let signature = Bytes::from([1; 65]);
    let sent = quorum.commit(ID, operator, [1; 32], &signature);
    assert_eq!(sent, Err(not.into()));
    let operator = received;
    let unknown = UnknownOperator { operator };
    let sent = quorum.commit(ID, operator, [1; 32], &none());
    assert_eq!(sent, Err(unknown.into()));
}

#[ink::test]
fn verdict_is_known_from_the_agreement_until_the_call_is_forgotten() {
    let quorum = revealed(&[WRONG, RIGHT, RIGHT]);
    assert_eq!(quorum.agreed(ID), (true, RIGHT, 2, 3, true));
    let evidence = hashes::evidence(ID, operator(1), INPUTS, RIGHT, WRONG, NOW);
    assert_eq!(quorum.verdict(ID, operator(1)), (2, evidence));
    for number in [2, 3] {
        assert_eq!(quorum.verdict(ID, operator(number)), (1, [0; 32]));
    }
    assert_eq!(quorum.verdict(ID, operator(4)), (0, [0; 32]));
    let until = quorum.call(ID).remembered_until;
    at(until - 1);
    assert_eq!(quorum.verdict(ID, operator(1)).0, 2);
    at(until);
    assert_eq!(quorum.verdict(ID, operator(1)), (0, [0; 32]));
    assert_eq!(quorum.agreed(ID), (false, [0; 32], 0, 0, false));
}

#[ink::test]
fn call_is_settled_once_after_its_reveal_period() {
    let mut quorum = revealed(&[WRONG, RIGHT, RIGHT]);
    let (service_id, call_id) = ID;
    let call = quorum.call(ID);
    let deadline = call.reveal_until;
    let time = deadline - 1;
    at(time);
    let early = TooEarly { deadline, time };
    assert_eq!(quorum.settle(ID), Err(early.into()));
    let (until, time) = (call.remembered_until, call.remembered_until);
    at(until);
    let late = CallForgotten { until, time };
    assert_eq!(quorum.settle(ID), Err(late.into()));
    at(until - 1);
    assert_eq!(quorum.settle(ID), Ok(()));
    let again = AlreadySettled {
        service_id,
        call_id,
    };
    assert_eq!(quorum.settle(ID), Err(again.into()));
    let period = deadline / TERMS.period;
    let of = |number| quorum.tallies(SERVICE, operator(number));
    let counted = |number| {
        let all = of(number).within(period, period + 1);
        (all.agreed, all.deviated, all.missed)
    };
    assert_eq!(counted(1), (0, 1, 0));
    assert_eq!(counted(2), (1, 0, 0));
    assert_eq!(of(4), Tallies::default());
}

#[ink::test]
fn forgotten_call_is_freed_whole() {
    let mut quorum = revealed(&[WRONG, RIGHT]);
    let (service_id, call_id) = ID;
    let until = quorum.call(ID).remembered_until;
    let time = until - 1;
    at(time);
    let early = CallRemembered { until, time };
    assert_eq!(quorum.clear(ID), Err(early.into()));
    at(until);
    assert_eq!(quorum.clear(ID), Ok(()));
    assert_eq!(quorum.call(ID), Call::default());
    assert!(quorum.operators(ID).is_empty());
    for number in 1..=3 {
        let participation = quorum.participation(ID, operator(number));
        assert_eq!(participation, Participation::default());
    }
    for output in [RIGHT, WRONG] {
        assert_eq!(quorum.count(ID, output), 0);
    }
    let unknown = UnknownCall {
        service_id,
        call_id,
    };
    assert_eq!(quorum.clear(ID), Err(unknown.into()));
}
