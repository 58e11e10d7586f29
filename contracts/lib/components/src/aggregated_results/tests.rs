use super::{
    abi::{
        AlreadyLeft, AlreadyMember, BadPoint, BadSigners, BelowThreshold, KeyTaken, MemberCount,
        NoKey, NothingNew, PageSize, PrecompileFailed, SetNotRetired, SetRemembered, SetSealed,
        TooLate, UnknownMember, UnknownSet, WrongSet,
    },
    *,
};
use blueprint_hooks::{bn254, call::mock, List, Vec};
use blueprint_rules::{
    bn254::{hash_to_curve, modulus, Point},
    qos::aggregated_results::{gamma, POSSESSION},
};
use ink::{
    env::{test, DefaultEnvironment},
    storage::traits::ManualKey,
};

type Results = AggregatedResults<ManualKey<97>>;

const SERVICE: u64 = 7;
const SET: SetId = (SERVICE, 1);
const ID: CallId = (SERVICE, 5);
const NOW: u64 = 1_000_000;
const INPUTS: Hash = [6; 32];
const RIGHT: Hash = [8; 32];
const WRONG: Hash = [9; 32];
const TERMS: Terms = Terms {
    submit_period: 600,
    contest_period: 300,
    share_bps: 5_000,
    retention: 86_400,
};
/// Points whose coordinates are checked: the generators.
const ONE: G1 = bn254::G1_GENERATOR;
const KEY: G1 = bn254::MINUS_G1_GENERATOR;
const TWO: G2 = bn254::MINUS_G2_GENERATOR;

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

/// A key that no precompile has seen: its record is written as if it had.
fn first(number: u8) -> G1 {
    [[number; 32], [number; 32]]
}

fn adds(left: &G1, right: &G1, sum: &G1) {
    let input = [*left, *right];
    mock::returns(
        bn254::ADD,
        input.as_flattened().as_flattened(),
        sum.as_flattened(),
    );
}

/// As the precompile for powers does.
fn power(base: &Hash, exponent: &Hash) -> Option<Hash> {
    let prime = U256::from_big_endian(&modulus());
    let times = |a: U256, b: U256| U256::try_from(a.full_mul(b) % prime).unwrap();
    let (base, exponent) = (U256::from_big_endian(base), U256::from_big_endian(exponent));
    let bits = (0..256).rev().map(|bit| exponent.bit(bit));
    let raised = bits.fold(U256::one(), |product, bit| {
        let square = times(product, product);
        if bit {
            times(square, base)
        } else {
            square
        }
    });
    Some(raised.to_big_endian())
}

/// The precompiles answer for a signature of a message by a key: is it the key's? The points that they return are made up.
fn precompiles(signature: &G1, key: &G1, second: &G2, domain: &[u8], message: &Hash, valid: bool) {
    let answers = |base: &Hash, exponent: &Hash| {
        let raised = power(base, exponent)?;
        let mut length = [0; 32];
        length[31] = 32;
        let input = [length, length, length, *base, *exponent, modulus()];
        mock::returns(bn254::MODEXP, input.as_flattened(), &raised);
        Some(raised)
    };
    let [one, two]: [Point; 2] = hash_to_curve(&env::keccak, &answers, domain, message).unwrap();
    let hash = [[5; 32], [6; 32]];
    adds(&one, &two, &hash);
    let factor = gamma(&env::keccak, signature, key, &hash, second);
    let (times_key, times_one) = ([[10; 32]; 2], [[11; 32]; 2]);
    for (point, multiple) in [(key, times_key), (&ONE, times_one)] {
        let input = [point[0], point[1], factor];
        mock::returns(bn254::MUL, input.as_flattened(), multiple.as_flattened());
    }
    let (left, right) = ([[12; 32]; 2], [[13; 32]; 2]);
    adds(signature, &times_key, &left);
    adds(&hash, &times_one, &right);
    let mut input = Vec::new();
    for word in left.iter().chain(&TWO).chain(&right).chain(second) {
        input.extend_from_slice(word);
    }
    let mut word = [0; 32];
    word[31] = u8::from(valid);
    mock::returns(bn254::PAIRING, &input, &word);
}

/// An open service, operators 1 to 4 with keys, and sums of the keys of pages that begin with 1.
fn results() -> Results {
    let mut results = Results::default();
    at(NOW);
    assert_eq!(results.open(SERVICE, &TERMS), Ok(()));
    let mut sum = pairings::INFINITY;
    for number in 1..=4 {
        results.current.set(&operator(number), &first(number));
        let next = [[100 + number; 32]; 2];
        adds(&sum, &first(number), &next);
        sum = next;
    }
    results
}

/// The same, with a sealed set of the four and a call of it.
fn called() -> Results {
    let mut results = results();
    assert_eq!(results.add_members(SET, &named(&[1, 2, 3, 4])), Ok(()));
    assert_eq!(results.seal(SET), Ok(()));
    assert_eq!(results.open_call(ID, INPUTS, 1), Ok(()));
    results
}

/// The first three of the four sign: the sum of all less the key of the fourth.
fn submission(output: Hash, valid: bool) -> Submission {
    let (all, sum) = ([[104; 32]; 2], [[20; 32]; 2]);
    adds(&pairings::INFINITY, &first(4), &first(4));
    let minus = bn254::minus(&first(4)).unwrap();
    adds(&all, &minus, &sum);
    let message = message(ID, INPUTS, output);
    precompiles(&ONE, &sum, &TWO, SIGNATURE, &message, valid);
    Submission {
        output,
        signers: U256::from(0b0111),
        signature: ONE,
        key: TWO,
    }
}

#[ink::test]
fn key_is_enrolled_with_its_proof_and_taken_by_no_other_operator() {
    let mut results = Results::default();
    let by = operator(1);
    test::set_caller(by);
    let off = [[1; 32]; 2];
    for (key, second, proof, point) in [
        (KEY, TWO, off, 1),
        (KEY, TWO, pairings::INFINITY, 1),
        (off, TWO, ONE, 2),
        (KEY, pairings::SECOND_INFINITY, ONE, 3),
    ] {
        let enrolled = results.enrol(key, second, &proof);
        assert_eq!(enrolled, Err(BadPoint { point }.into()));
    }
    let enrolled = results.enrol(KEY, TWO, &ONE);
    assert_eq!(enrolled, Err(PrecompileFailed.into()));
    let message = possession(by, &KEY, &TWO);
    precompiles(&ONE, &KEY, &TWO, POSSESSION, &message, false);
    let enrolled = results.enrol(KEY, TWO, &ONE);
    assert_eq!(enrolled, Err(BadSignature.into()));
    assert_eq!(results.key(by), (pairings::INFINITY, [[0; 32]; 4]));
    precompiles(&ONE, &KEY, &TWO, POSSESSION, &message, true);
    assert_eq!(results.enrol(KEY, TWO, &ONE), Ok(()));
    assert_eq!(results.key(by), (KEY, TWO));
    // Again, by the same operator.
    assert_eq!(results.enrol(KEY, TWO, &ONE), Ok(()));
    test::set_caller(operator(2));
    let taken = KeyTaken { operator: by };
    assert_eq!(results.enrol(KEY, TWO, &ONE), Err(taken.into()));
}

#[ink::test]
fn set_is_filled_in_pages_and_sealed_once() {
    let mut results = results();
    let add = |results: &mut Results, set: u32, numbers: &[u8]| {
        results.add_members((SERVICE, set), &named(numbers))
    };
    for received in [0, 2, u32::MAX] {
        let wrong = WrongSet {
            newest: 0,
            received,
        };
        assert_eq!(add(&mut results, received, &[1]), Err(wrong.into()));
    }
    for received in [0, 33] {
        let size = PageSize { most: 32, received };
        let numbers = std::vec![1; received as usize];
        assert_eq!(add(&mut results, 1, &numbers), Err(size.into()));
    }
    assert_eq!(add(&mut results, 1, &[1]), Ok(()));
    let none = NoKey {
        operator: operator(5),
    };
    assert_eq!(add(&mut results, 1, &[5]), Err(none.into()));
    let again = AlreadyMember {
        operator: operator(1),
    };
    assert_eq!(add(&mut results, 1, &[1]), Err(again.into()));
    let (least, most, received) = (2, 256, 1);
    let few = MemberCount {
        least,
        most,
        received,
    };
    assert_eq!(results.seal(SET), Err(few.into()));
    assert_eq!(add(&mut results, 1, &[2, 3, 4]), Ok(()));
    assert_eq!(results.seal(SET), Ok(()));
    assert_eq!(results.seal(SET), Err(SetSealed { set: 1 }.into()));
    assert_eq!(add(&mut results, 1, &[5]), Err(SetSealed { set: 1 }.into()));
    let set = results.set(SET);
    assert_eq!((set.members, set.total), (4, [[104; 32]; 2]));
    for place in 0..4u8 {
        let (by, key, _) = results.member(SET, place.into());
        assert_eq!((by, key), (operator(place + 1), first(place + 1)));
        assert_eq!(results.place(SET, by), Some(place.into()));
    }
    assert_eq!(results.member(SET, 4).0, Address::zero());
}

#[ink::test]
fn output_is_recorded_with_a_valid_signature_and_final_after_its_contest() {
    let mut results = called();
    let few = Submission {
        signers: U256::from(0b0011),
        ..submission(RIGHT, true)
    };
    let (least, received) = (3, 2);
    let below = BelowThreshold { least, received };
    assert_eq!(results.submit(ID, &few), Err(below.into()));
    let signers = U256::from(0b1_0111);
    let more = Submission {
        signers,
        ..submission(RIGHT, true)
    };
    assert_eq!(
        results.submit(ID, &more),
        Err(BadSigners { signers }.into())
    );
    assert_eq!(
        (results.verify(ID, &few), results.verify(ID, &more)),
        (Ok(false), Ok(false))
    );
    let forged = submission(RIGHT, false);
    assert_eq!(results.verify(ID, &forged), Ok(false));
    assert_eq!(results.submit(ID, &forged), Err(BadSignature.into()));
    let signed = submission(RIGHT, true);
    assert_eq!(results.verify(ID, &signed), Ok(true));
    assert_eq!(results.submit(ID, &signed), Ok(()));
    assert_eq!(results.submit(ID, &signed), Err(NothingNew.into()));
    assert_eq!(results.agreed(ID), (true, RIGHT, 3, 4, false));
    assert_eq!(results.verdict(ID, operator(1)), (0, [0; 32]));
    let end = NOW + 300;
    at(end);
    assert_eq!(results.agreed(ID), (true, RIGHT, 3, 4, true));
    let verdicts = [1, 2, 3, 4, 5].map(|it| results.verdict(ID, operator(it)).0);
    assert_eq!(verdicts, [1, 1, 1, 0, 0]);
    let late = TooLate {
        deadline: end,
        time: end,
    };
    let second = submission(WRONG, true);
    assert_eq!(results.submit(ID, &second), Err(late.into()));
}

#[ink::test]
fn members_that_signed_two_outputs_are_named_at_once() {
    let mut results = called();
    assert_eq!(results.submit(ID, &submission(RIGHT, true)), Ok(()));
    at(NOW + 299);
    assert_eq!(results.submit(ID, &submission(WRONG, true)), Ok(()));
    let digest = hashes::evidence(ID, operator(1), INPUTS, NOW);
    assert_eq!(results.verdict(ID, operator(1)), (2, digest));
    assert_eq!(results.verdict(ID, operator(4)), (0, [0; 32]));
    assert_eq!(results.agreed(ID), (false, [0; 32], 0, 4, false));
}

/// Keys that cancel: no pairing is paid for.
#[ink::test]
fn signers_whose_keys_cancel_sign_nothing() {
    let results = called();
    let (all, minus) = ([[104; 32]; 2], bn254::minus(&first(4)).unwrap());
    adds(&pairings::INFINITY, &first(4), &first(4));
    adds(&all, &minus, &pairings::INFINITY);
    let signed = Submission {
        output: RIGHT,
        signers: U256::from(0b0111),
        signature: ONE,
        key: TWO,
    };
    assert_eq!(results.verify(ID, &signed), Ok(false));
}

/// Where a precompile does not answer, a signature is neither valid nor not.
#[ink::test]
fn precompile_that_does_not_answer_is_an_error() {
    let results = called();
    let signed = Submission {
        output: RIGHT,
        signers: U256::from(0b0111),
        signature: ONE,
        key: TWO,
    };
    assert_eq!(results.verify(ID, &signed), Err(PrecompileFailed.into()));
    for (signature, key, point) in [([[1; 32]; 2], TWO, 1), (ONE, [[1; 32]; 4], 3)] {
        let off = Submission {
            signature,
            key,
            ..submission(RIGHT, true)
        };
        assert_eq!(results.verify(ID, &off), Err(BadPoint { point }.into()));
    }
    for (signature, key) in [(pairings::INFINITY, TWO), (ONE, pairings::SECOND_INFINITY)] {
        let infinite = Submission {
            signature,
            key,
            ..submission(RIGHT, true)
        };
        assert_eq!(results.verify(ID, &infinite), Ok(false));
    }
}

#[ink::test]
fn member_that_left_stops_no_call_and_signs_none() {
    let mut results = called();
    let stranger = UnknownMember {
        operator: operator(5),
    };
    assert_eq!(results.leave(SET, operator(5)), Err(stranger.into()));
    assert_eq!(results.leave(SET, operator(2)), Ok(()));
    let again = AlreadyLeft {
        operator: operator(2),
    };
    assert_eq!(results.leave(SET, operator(2)), Err(again.into()));
    // The call that was open before.
    assert_eq!(results.call(ID).left, U256::zero());
    let next = (SERVICE, 6);
    assert_eq!(results.open_call(next, INPUTS, 1), Ok(()));
    let call = results.call(next);
    assert_eq!((call.left, call.threshold), (U256::from(2), 3));
    let signed = submission(RIGHT, true);
    let signers = signed.signers;
    assert_eq!(
        results.submit(next, &signed),
        Err(BadSigners { signers }.into())
    );
}

#[ink::test]
fn retired_set_is_freed_once_its_calls_are_forgotten() {
    let mut results = called();
    let (service_id, set) = SET;
    assert_eq!(results.clear_set(SET), Err(SetNotRetired { set }.into()));
    assert_eq!(results.retire(SET), Ok(()));
    assert_eq!(results.retire(SET), Err(SetRetired { set }.into()));
    let opened = results.open_call((SERVICE, 6), INPUTS, 1);
    assert_eq!(opened, Err(SetRetired { set }.into()));
    let until = results.set(SET).until;
    assert_eq!(until, results.call(ID).remembered_until);
    let time = until - 1;
    at(time);
    let early = SetRemembered { until, time };
    assert_eq!(results.clear_set(SET), Err(early.into()));
    let (service, call_id) = ID;
    let remembered = CallRemembered { until, time };
    assert_eq!(results.clear(ID), Err(remembered.into()));
    at(until);
    let signed = submission(RIGHT, true);
    let forgotten = UnknownCall {
        service_id: service,
        call_id,
    };
    assert_eq!(results.verify(ID, &signed), Err(forgotten.into()));
    assert_eq!(results.clear_set(SET), Ok(()));
    assert_eq!(results.clear(ID), Ok(()));
    let unknown = UnknownSet { service_id, set };
    assert_eq!(results.clear_set(SET), Err(unknown.into()));
    assert_eq!(results.set(SET), Set::default());
    assert_eq!(results.place(SET, operator(1)), None);
    assert_eq!(results.member(SET, 0).0, Address::zero());
    // Its number is used once.
    let wrong = WrongSet {
        newest: 1,
        received: 1,
    };
    assert_eq!(results.add_members(SET, &named(&[1])), Err(wrong.into()));
}

#[ink::test]
fn records_fit_a_value() {
    use crate::cell::MAX_RECORD;
    use codec::MaxEncodedLen;
    for (name, size) in [
        ("call", Stored::max_encoded_len()),
        ("set", State::max_encoded_len()),
        ("seats", Seats::max_encoded_len()),
        ("key", Key::max_encoded_len()),
    ] {
        assert!(size <= MAX_RECORD, "{name}: {size}");
    }
}
