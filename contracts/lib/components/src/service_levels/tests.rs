use super::*;
use blueprint_hooks::{call::mock, env::block_hash, signature, Word};
use ink::{
    env::{test, DefaultEnvironment},
    storage::traits::ManualKey,
};

const SERVICE: u64 = 7;
const ALICE: Address = ink::H160([1; 20]);
const BOB: Address = ink::H160([2; 20]);
const TARGET: Address = ink::H160([9; 20]);
const NOW: u64 = 999_000;
const START: u64 = 1_000_000;
const WINDOW: u32 = 100;

type Levels = ServiceLevels<ManualKey<51>>;

/// Windows of 100 seconds, answered for 50 and excused for 150 more: a lag of 300.
fn terms() -> Terms {
    let tier = Tier {
        least_weight_bps: 0,
        target_bps: 9_000,
        bottom_bps: 5_000,
    };
    Terms {
        start: START,
        window: WINDOW,
        answer: 50,
        excuse: 150,
        longest_bill: 1_000,
        retention: 40_000,
        min_expected: 2,
        floor_bps: 2_000,
        fresh_blocks: 5,
        tiers: Levels::tiers(&[tier]).unwrap(),
    }
}

/// Alice and Bob serve with equal weights.
fn levels() -> Levels {
    let mut levels = Levels::default();
    levels.init(1_000_000);
    at(NOW);
    test::set_block_number::<DefaultEnvironment>(1_000);
    assert_eq!(open(&mut levels, &terms()), Ok(()));
    levels
}

fn open(levels: &mut Levels, terms: &Terms) -> Result<()> {
    let operators = [(ALICE, 5_000), (BOB, 5_000)];
    levels.open(SERVICE, terms, operators.into_iter().map(Ok))
}

fn at(second: u64) {
    test::set_block_timestamp::<DefaultEnvironment>(second);
}

fn begins(window: u32) -> u64 {
    terms().begins(window)
}

/// A signature that ecrecover finds to be of `signer`.
fn signed(window: u32, block: u64, signer: Address) -> Bytes {
    let digest = signing::digest(SERVICE, window, block, &block_hash(block));
    let mut bytes = [3; 65];
    bytes[64] = 27;
    bytes[..20].copy_from_slice(&signer.0);
    signature::mock(&digest, &bytes, signer);
    Bytes::from(bytes.to_vec())
}

fn answer(levels: &mut Levels, window: u32, operators: &[Address]) -> Result<()> {
    let block = 999;
    let signatures = operators.iter().map(|it| signed(window, block, *it));
    let signatures: Vec<Bytes> = signatures.collect();
    let operators = operators.to_vec();
    levels.answer(
        SERVICE,
        window,
        block,
        &operators.into(),
        &signatures.into(),
    )
}

fn count(levels: &Levels, operator: Address, from: u32, to: u32) -> (u32, u32, u32) {
    levels.verdict(SERVICE, operator, from, to).unwrap()
}

#[ink::test]
fn service_is_opened_before_it_starts_and_again_until_then() {
    let mut levels = levels();
    let again = AlreadyOpen {
        service_id: SERVICE,
    };
    let late = Terms {
        start: START + 5,
        ..terms()
    };
    at(START);
    assert_eq!(open(&mut levels, &late), Err(again.into()));
    at(START - 1);
    let probe = StoredProbe::new(TARGET, &Bytes::default(), 0, 0, 5.into(), 1, 1).unwrap();
    assert_eq!(levels.set_probe(SERVICE, 5_000, &probe), Ok(()));
    assert_eq!(open(&mut levels, &late), Ok(()));
    assert_eq!(levels.terms(SERVICE), Ok(late));
    let service_id = SERVICE;
    assert_eq!(levels.probe_of(SERVICE), Err(NoProbe { service_id }.into()));
    assert_eq!(levels.parties(SERVICE).of(Address::zero()).count(), 0);
    at(START);
    assert_eq!(levels.set_probe(SERVICE, 5_000, &probe), Ok(()));
    assert_eq!(levels.leave(SERVICE, Address::zero(), 0), Ok(()));
    assert_eq!(levels.parties(SERVICE).of(Address::zero()).count(), 0);
    at(NOW);
    levels.init(1);
    let refused = TooMuchGas {
        cap: 1,
        worst: bill_gas(2),
    };
    let costly = levels.open(SERVICE + 1, &terms(), core::iter::empty());
    assert_eq!(costly, Err(refused.into()));
}

#[ink::test]
fn kept_windows_are_billed_once_they_are_final() {
    let mut levels = levels();
    for window in 0..10 {
        at(begins(window) + 149);
        assert_eq!(answer(&mut levels, window, &[ALICE]), Ok(()));
        assert_eq!(answer(&mut levels, window, &[ALICE]), Ok(()), "again");
    }
    assert_eq!(count(&levels, ALICE, 0, 10), (8, 8, 2));
    for (from, to) in [(0, 11), (1, 0)] {
        let range = BadRange { most: 10, from, to };
        let refused = levels.verdict(SERVICE, ALICE, from, to);
        assert_eq!(refused, Err(range.into()));
    }
    assert_eq!(count(&levels, BOB, 0, 10), (8, 0, 2));
    at(begins(9) + 301);
    // All of Alice's half, a fifth of Bob's.
    assert_eq!(levels.due_bps(SERVICE, START + 300, START + 1_300), 6_000);
    assert_eq!(
        levels.due_bps(SERVICE, START, START + 300),
        10_000,
        "before the lag"
    );
    assert_eq!(
        levels.due_bps(SERVICE, START + 300, START + 1_301),
        10_000,
        "too long"
    );
    assert_eq!(levels.due_bps(SERVICE, START, START), 10_000);
    assert_eq!(levels.due_bps(SERVICE, u64::MAX, 0), 10_000);
    assert_eq!(levels.due_bps(SERVICE + 1, START, START + 1_000), 10_000);
}

#[ink::test]
fn answer_is_of_its_window_and_of_a_fresh_block() {
    let mut levels = levels();
    let not_answerable = |time| NotAnswerable {
        begins: begins(1),
        ends: begins(1) + 150,
        time,
    };
    for time in [begins(1) - 1, begins(1) + 150] {
        at(time);
        let refused = answer(&mut levels, 1, &[ALICE]);
        assert_eq!(refused, Err(not_answerable(time).into()));
    }
    at(begins(1));
    for received in [994, 1_000, u64::MAX] {
        let signature = vec![signed(1, received, ALICE)].into();
        let refused = levels.answer(SERVICE, 1, received, &vec![ALICE].into(), &signature);
        let stale = StaleBlock {
            oldest: 995,
            newest: 999,
            received,
        };
        assert_eq!(refused, Err(stale.into()));
    }
    assert_eq!(answer(&mut levels, 1, &[ALICE]), Ok(()));
}

#[ink::test]
fn batch_with_a_bad_signature_keeps_nothing_and_names_it() {
    let mut levels = levels();
    at(begins(2));
    let (good, of_another) = (signed(2, 999, ALICE), signed(3, 999, BOB));
    let signatures = vec![good.clone(), of_another].into();
    let refused = levels.answer(SERVICE, 2, 999, &vec![ALICE, BOB].into(), &signatures);
    let bad = BadSignature {
        index: 1,
        operator: BOB,
    };
    assert_eq!(refused, Err(bad.into()));
    let of_bob = vec![signed(2, 999, BOB)].into();
    let refused = levels.answer(SERVICE, 2, 999, &vec![ALICE].into(), &of_bob);
    let not_alice = BadSignature {
        index: 0,
        operator: ALICE,
    };
    assert_eq!(refused, Err(not_alice.into()));
    let short = vec![good.clone(), Bytes::from(vec![0; 64])].into();
    let refused = levels.answer(SERVICE, 2, 999, &vec![ALICE, BOB].into(), &short);
    assert_eq!(refused, Err(bad.into()));
    for account in [TARGET, Address::zero()] {
        let signatures = vec![signed(2, 999, account)].into();
        let refused = levels.answer(SERVICE, 2, 999, &vec![account].into(), &signatures);
        assert_eq!(refused, Err(NotServing { account }.into()));
    }
    let refused = levels.answer(
        SERVICE,
        2,
        999,
        &vec![ALICE, BOB].into(),
        &vec![good].into(),
    );
    let mismatch = LengthMismatch {
        expected: 2,
        received: 1,
    };
    assert_eq!(refused, Err(mismatch.into()));
    let none = levels.answer(
        SERVICE,
        2,
        999,
        &Vec::<Address>::new().into(),
        &Vec::<Bytes>::new().into(),
    );
    let size = BatchSize {
        most: 11,
        received: 0,
    };
    assert_eq!(none, Err(size.into()));
    at(begins(3) + 301);
    assert_eq!(count(&levels, ALICE, 2, 3), (1, 0, 0));
}

#[ink::test]
fn window_is_excused_until_it_is_final() {
    let mut levels = levels();
    let excuse =
        |levels: &mut Levels, from, to| levels.excuse(SERVICE, from, to, Text::from("halt"));
    at(begins(3));
    let not_excusable = |until, time| NotExcusable { until, time };
    let until = begins(3) + 300;
    let early = excuse(&mut levels, 3, 5);
    assert_eq!(early, Err(not_excusable(until, begins(3)).into()));
    at(until);
    assert_eq!(excuse(&mut levels, 3, 5), Ok(()));
    at(until + 1);
    let late = excuse(&mut levels, 3, 4);
    assert_eq!(late, Err(not_excusable(until, until + 1).into()));
    for (from, to) in [(4, 4), (4, 3), (4, 261)] {
        let range = BadRange {
            most: 256,
            from,
            to,
        };
        assert_eq!(excuse(&mut levels, from, to), Err(range.into()));
    }
    at(begins(6) + 301);
    assert_eq!(count(&levels, BOB, 2, 7), (3, 0, 0));
    // Of two windows one is excused: too few to judge.
    assert_eq!(
        levels.due_bps(SERVICE, begins(4) + 300, begins(6) + 300),
        10_000
    );
    assert_eq!(
        levels.due_bps(SERVICE, begins(5) + 300, begins(7) + 300),
        2_000
    );
}

#[ink::test]
fn probe_keeps_the_window_in_which_its_target_answers_well() {
    let mut levels = levels();
    let data = [1, 2, 3, 4];
    let probe = |comparison, ref_time| {
        StoredProbe::new(
            TARGET,
            &Bytes::from(data.to_vec()),
            0,
            comparison,
            5.into(),
            ref_time,
            1,
        )
    };
    let service_id = SERVICE;
    assert_eq!(levels.probe(SERVICE), Err(NoProbe { service_id }.into()));
    assert_eq!(probe(4, 1), Err(BadProbe.into()));
    assert_eq!(probe(0, 0), Err(BadProbe.into()));
    let long = StoredProbe::new(TARGET, &Bytes::from(vec![0; 165]), 0, 0, 5.into(), 1, 1);
    assert_eq!(long, Err(BadProbe.into()));
    let longest = StoredProbe::new(TARGET, &Bytes::from(vec![0; 164]), 0, 0, 5.into(), 1, 1);
    assert!(longest.is_ok());
    for (target, proof_size) in [(Address::zero(), 1), (TARGET, 0)] {
        let probe = StoredProbe::new(target, &Bytes::default(), 0, 0, 5.into(), 1, proof_size);
        assert_eq!(probe, Err(BadProbe.into()));
    }
    let probe = probe(0, 1).unwrap();
    assert_eq!(levels.set_probe(SERVICE, 5_000, &probe), Ok(()));
    let fixed = levels.set_probe(SERVICE, 5_000, &probe);
    assert_eq!(fixed, Err(ProbeFixed.into()));
    let not_started = NotStarted {
        start: START,
        time: NOW,
    };
    assert_eq!(levels.probe(SERVICE), Err(not_started.into()));
    at(begins(1));
    // A call of an account without code, a revert, too little, too low.
    assert_eq!(levels.probe(SERVICE), Ok(false));
    mock::reverts(TARGET, &data, BadProbe);
    assert_eq!(levels.probe(SERVICE), Ok(false));
    mock::returns(TARGET, &data, &[255; 31]);
    assert_eq!(levels.probe(SERVICE), Ok(false));
    mock::returns(TARGET, &data, &4u64.to_word());
    assert_eq!(levels.probe(SERVICE), Ok(false));
    mock::returns(TARGET, &data, &5u64.to_word());
    assert_eq!(levels.probe(SERVICE), Ok(true));
    at(begins(9));
    assert_eq!(count(&levels, Address::zero(), 0, 5), (5, 1, 0));
}

#[ink::test]
fn page_is_cleared_once_all_of_it_is_forgotten() {
    let mut levels = levels();
    at(begins(255));
    assert_eq!(answer(&mut levels, 255, &[BOB]), Ok(()));
    at(begins(255) + 40_000);
    let remembered = PageRemembered { page: 0 };
    assert_eq!(levels.clear(SERVICE, 0), Err(remembered.into()));
    assert_eq!(
        count(&levels, BOB, 250, 256),
        (1, 1, 0),
        "forgotten ones do not count"
    );
    at(begins(255) + 40_001);
    assert_eq!(levels.clear(SERVICE, 0), Ok(()));
    assert!(levels.pages.get(&(SERVICE, 0)).is_none());
    assert_eq!(levels.clear(SERVICE, 0), Ok(()), "again");
    // What is forgotten is neutral.
    assert_eq!(levels.due_bps(SERVICE, begins(250), begins(255)), 10_000);
}

#[ink::test]
fn verifier_marks_windows_in_the_place_of_signatures() {
    let mut levels = levels();
    const VERIFIER: Address = ink::H160([5; 20]);
    assert_eq!(
        levels.set_verifier(SERVICE, Address::zero()),
        Err(ZeroAccount.into())
    );
    // Another one before window 0; terms that take the place of others have none.
    assert_eq!(levels.set_verifier(SERVICE, ALICE), Ok(()));
    assert_eq!(open(&mut levels, &terms()), Ok(()));
    assert_eq!(levels.verifier_of(SERVICE), Address::zero());
    assert_eq!(levels.set_verifier(SERVICE, ALICE), Ok(()));
    assert_eq!(levels.set_verifier(SERVICE, VERIFIER), Ok(()));
    let other = levels.set_verifier(SERVICE + 1, VERIFIER);
    let unknown = UnknownService {
        service_id: SERVICE + 1,
    };
    assert_eq!(other, Err(unknown.into()));
    at(begins(0));
    let mark = |levels: &mut Levels, by: Address, operators: Vec<Address>| {
        test::set_caller(by);
        levels.mark(SERVICE, 0, &List::from(operators))
    };
    let stranger = NotVerifier {
        expected: VERIFIER,
        received: ALICE,
    };
    assert_eq!(mark(&mut levels, ALICE, vec![ALICE]), Err(stranger.into()));
    let (most, received) = (11, 0);
    let none = BatchSize { most, received };
    assert_eq!(mark(&mut levels, VERIFIER, vec![]), Err(none.into()));
    // All or none, and the probe is no operator.
    for account in [TARGET, Address::zero()] {
        let batch = vec![ALICE, account];
        let not_serving = NotServing { account };
        assert_eq!(mark(&mut levels, VERIFIER, batch), Err(not_serving.into()));
    }
    assert_eq!(mark(&mut levels, VERIFIER, vec![ALICE, BOB]), Ok(()));
    at(begins(4));
    assert_eq!(levels.verdict(SERVICE, ALICE, 0, 1), Ok((1, 1, 0)));
    assert_eq!(levels.verdict(SERVICE, BOB, 0, 1), Ok((1, 1, 0)));
    let (begins, ends, time) = (begins(0), begins(1) + 50, begins(4));
    let late = NotAnswerable { begins, ends, time };
    assert_eq!(mark(&mut levels, VERIFIER, vec![ALICE]), Err(late.into()));
}

#[ink::test]
fn service_without_a_verifier_has_no_account_that_marks() {
    let mut levels = levels();
    at(begins(0));
    test::set_caller(ALICE);
    let stranger = NotVerifier {
        expected: Address::zero(),
        received: ALICE,
    };
    let marked = levels.mark(SERVICE, 0, &List::from(vec![ALICE]));
    assert_eq!(marked, Err(stranger.into()));
    // Window 0 has begun.
    let fixed = levels.set_verifier(SERVICE, ALICE);
    assert_eq!(fixed, Err(VerifierFixed.into()));
}
