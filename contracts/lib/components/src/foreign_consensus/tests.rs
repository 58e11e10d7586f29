use super::{
    abi::{
        AuthorityCount, BadKeys, BadSeal, DuplicateAuthority, KeyTaken, NotBound, PrecompileFailed,
        SameHeader, SlotAhead, SlotKnown, WrongParent,
    },
    *,
};
use blueprint_hooks::system::mock;
use ink::{env::DefaultEnvironment, storage::traits::ManualKey};

type Consensus = ForeignConsensus<ManualKey<97>>;

const OPERATOR: Address = ink::H160([2; 20]);
const START: Hash = [9; 32];
const TERMS: Terms = Terms {
    blocks_per_era: 64,
    least_bps: 5_000,
    slot_duration: 6_000,
    staleness: 600,
};

/// Of three authorities, each of which has one byte as its key.
fn consensus() -> Consensus {
    let mut consensus = Consensus::default();
    let keys = Bytes::from([[0; 32], [1; 32], [2; 32]].concat());
    let head = (START, 10, 300);
    ink::env::test::set_block_timestamp::<DefaultEnvironment>(1_799);
    let (most, received) = (299, 300);
    let ahead = Err(SlotAhead { most, received }.into());
    assert_eq!(consensus.init(head, &keys, &TERMS), ahead);
    ink::env::test::set_block_timestamp::<DefaultEnvironment>(1_800);
    assert_eq!(consensus.init(head, &keys, &TERMS), Ok(()));
    ink::env::test::set_caller(OPERATOR);
    consensus
}

/// The parts of a header, and its seal, which the precompile accepts of a key or of none.
fn header(parent: Hash, number: u8, slot: u64, by: Option<u8>) -> (Vec<u8>, Hash) {
    let (seal, body) = ([number; 64], |count: u8| {
        let slot = [&[6][..], b"aura", &[32], &slot.to_le_bytes()].concat();
        [&parent[..], &[number << 2], &[7; 64], &[count << 2], &slot].concat()
    });
    let unsealed = mock::blake2_256(&body(1));
    for key in 0..3 {
        mock::sr25519_verify(&seal, &unsealed, &[key; 32], by == Some(key));
    }
    let whole = [&body(2)[..], &[5], b"aura", &[1, 1], &seal].concat();
    let hash = mock::blake2_256(&whole);
    (whole, hash)
}

/// Headers in turn, behind the checkpoint.
fn headers(count: u8) -> Vec<(Vec<u8>, Hash)> {
    let mut parent = START;
    let next = |place| {
        let slot = 301 + u64::from(place);
        let sealed = header(parent, 11 + place, slot, Some((slot % 3) as u8));
        parent = sealed.1;
        sealed
    };
    (0..count).map(next).collect()
}

fn list(headers: &[(Vec<u8>, Hash)]) -> List<Bytes> {
    let bytes: Vec<Bytes> = headers
        .iter()
        .map(|(bytes, _)| bytes.clone().into())
        .collect();
    bytes.into()
}

fn bound(consensus: &mut Consensus, key: Hash) {
    let message = signed(&binding(&key, OPERATOR, 1_800));
    mock::sr25519_verify(&[5; 64], &message, &key, true);
    assert_eq!(consensus.bind(key, 1_800, &[5; 64].into()), Ok(()));
}

#[ink::test]
fn constructor_takes_whole_distinct_keys_within_bounds() {
    ink::env::test::set_block_timestamp::<DefaultEnvironment>(1_800);
    let init = |keys: Vec<u8>| Consensus::default().init((START, 1, 1), &keys.into(), &TERMS);
    assert_eq!(init(vec![1; 33]), Err(BadKeys { length: 33 }.into()));
    for received in [0, 33] {
        let (least, most) = (1, 32);
        let error = AuthorityCount {
            least,
            most,
            received,
        };
        assert_eq!(init(vec![1; received as usize * 32]), Err(error.into()));
    }
    let error = DuplicateAuthority { key: [1; 32] };
    assert_eq!(init(vec![1; 64]), Err(error.into()));
    let terms = Terms {
        staleness: 59,
        ..TERMS
    };
    let error = TermOutOfBounds {
        term: 4,
        least: 60.into(),
        most: 2_592_000.into(),
        received: 59.into(),
    };
    let keys = Bytes::from([1; 32]);
    let rejected = Consensus::default().init((START, 1, 1), &keys, &terms);
    assert_eq!(rejected, Err(error.into()));
}

#[ink::test]
fn headers_are_taken_over_once_they_are_final() {
    let mut consensus = consensus();
    let all = headers(5);
    for count in [1, 2] {
        let error = NoneFinal {
            required: 3,
            received: count as u32,
        };
        assert_eq!(consensus.extend(&list(&all[..count])), Err(error.into()));
    }
    assert_eq!(consensus.extend(&list(&all)), Ok(3));
    let state = consensus.state();
    assert_eq!((state.hash, state.number, state.slot), (all[2].1, 13, 303));
    assert_eq!(
        (state.era.blocks, &state.era.authored[..4]),
        (3, &[1, 1, 1, 0][..])
    );
    let error = WrongParent {
        index: 0,
        expected: all[2].1,
        received: START,
    };
    assert_eq!(consensus.extend(&list(&all)), Err(error.into()));
    assert_eq!(consensus.state(), state);
}

#[ink::test]
fn precompile_that_does_not_answer_and_a_seal_of_another_are_errors() {
    let mut consensus = consensus();
    let unknown = [
        &START[..],
        &[44],
        &[7; 64],
        &[8],
        &[6],
        b"aura",
        &[32],
        &301u64.to_le_bytes(),
    ];
    let unknown = [&unknown.concat()[..], &[5], b"aura", &[1, 1], &[1; 64]].concat();
    let batch = list(&[(unknown, START)]);
    assert_eq!(consensus.extend(&batch), Err(PrecompileFailed.into()));
    let wrong = header(START, 11, 301, Some(2));
    let error = BadSeal {
        index: 0,
        key: [1; 32],
    };
    assert_eq!(consensus.extend(&list(&[wrong])), Err(error.into()));
}

#[ink::test]
fn eras_count_for_the_operator_of_the_key() {
    let mut consensus = consensus();
    bound(&mut consensus, [1; 32]);
    bound(&mut consensus, [2; 32]);
    let mut state = consensus.state();
    state.era.authored[..3].copy_from_slice(&[40, 9, 15]);
    let set = consensus.keys(3);
    consensus.settle(&state, &set, &TERMS);
    // Ten of 64, with one more, are below half of a third; sixteen are not.
    let expected = Counts {
        eras: 2,
        missed: 1,
        blocks: 24,
        ..Default::default()
    };
    assert_eq!(consensus.counts(OPERATOR), expected);
    assert_eq!(consensus.measured(OPERATOR), (true, 1, 2));
    ink::env::test::set_block_timestamp::<DefaultEnvironment>(2_401);
    assert_eq!(consensus.measured(OPERATOR), (false, 1, 2));
    assert_eq!(consensus.measured(Address::zero()), (false, 0, 0));
}

#[ink::test]
fn key_of_the_set_is_bound_once() {
    let mut consensus = consensus();
    assert_eq!(
        consensus.unbind([1; 32]),
        Err(NotBound { key: [1; 32] }.into())
    );
    bound(&mut consensus, [1; 32]);
    let taken = consensus.bind([1; 32], 1_800, &[5; 64].into());
    assert_eq!(taken, Err(KeyTaken { operator: OPERATOR }.into()));
    bound(&mut consensus, [8; 32]);
    assert_eq!(consensus.unbind([8; 32]), Ok(()));
    assert_eq!(consensus.operator_of(&[8; 32]), Address::zero());
    assert_eq!(consensus.keys(3), [[0; 32], [1; 32], [2; 32]]);
}

#[ink::test]
fn equivocation_takes_two_contents_of_one_slot() {
    let mut consensus = consensus();
    bound(&mut consensus, [2; 32]);
    let (first, _) = header(START, 11, 290, Some(2));
    let (second, _) = header(START, 12, 290, Some(2));
    let (first, second) = (Bytes::from(first), Bytes::from(second));
    let same = consensus.prove_equivocation([2; 32], [&first, &first]);
    assert_eq!(same, Err(SameHeader.into()));
    let proven = consensus.prove_equivocation([2; 32], [&first, &second]);
    assert_eq!(proven, Ok(()));
    assert_eq!(consensus.counts(OPERATOR).equivocations, 1);
    let again = consensus.prove_equivocation([2; 32], [&second, &first]);
    let (last, received) = (290, 290);
    assert_eq!(again, Err(SlotKnown { last, received }.into()));
}

#[ink::test]
fn binding_is_a_hash_of_chain_contract_key_operator_and_time() {
    use blueprint_hooks::Word;
    let text =
        "Binding(uint256 chainId,address consensus,bytes32 key,address operator,uint64 until)";
    let (key, until) = ([7; 32], 1_800u64);
    let words = [
        env::keccak256(text.as_bytes()),
        env::chain_id().to_word(),
        env::this().to_word(),
        key,
        OPERATOR.to_word(),
        until.to_word(),
    ];
    let digest = env::keccak256(words.as_flattened());
    assert_eq!(binding(&key, OPERATOR, until), digest);
    assert_eq!(signed(&digest).len(), 47);
}
