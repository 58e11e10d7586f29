use super::*;
use crate::{seed_beacon::abi as beacon, service_levels::abi as levels};
use blueprint_hooks::{call::mock, Word};
use ink::{
    env::{test, DefaultEnvironment},
    storage::traits::ManualKey,
};

type Proofs = StorageProofs<ManualKey<62>>;

const SERVICE: u64 = 7;
const OPERATOR: Address = ink::H160([2; 20]);
const LEVELS: Address = ink::H160([8; 20]);
const BEACON: Address = ink::H160([9; 20]);
const NOW: u64 = 1_000_000;

fn service() -> Service {
    Service {
        levels: LEVELS,
        beacon: BEACON,
        challenges: 1,
        block_hashes: false,
    }
}

fn set(leaves: u64, height: u8, from: u32) -> StoredSet {
    StoredSet {
        root: env::keccak(&[&[0], b"data"]),
        leaves,
        height,
        from,
    }
}

fn levels_return(calldata: impl FnOnce(&mut dyn FnMut(&[u8])), words: &[[u8; 32]]) {
    calldata(&mut |call| mock::returns(LEVELS, call, words.as_flattened()));
}

fn begun(windows: u32, time: u64) {
    test::set_block_timestamp::<DefaultEnvironment>(time);
    levels_return(
        |call| levels::Client::encode_windows_begun(SERVICE, time, |data| call(data)),
        &[windows.to_word()],
    );
}

/// Windows of 100 seconds, answered for 50 more.
fn window(number: u32) -> u64 {
    let begins = NOW + 100 * u64::from(number);
    levels_return(
        |call| levels::Client::encode_times_of(SERVICE, number, |data| call(data)),
        &[
            begins.to_word(),
            (begins + 150).to_word(),
            (begins + 200).to_word(),
        ],
    );
    begins
}

fn seeded(time: u64, source: u8) {
    beacon::Client::encode_seed_after(time, |call| {
        let words = [5u64.to_word(), [6; 32], source.to_word()];
        mock::returns(BEACON, call, words.as_flattened());
    });
}

fn proofs() -> Proofs {
    let mut proofs = Proofs::default();
    begun(0, NOW - 10);
    levels_return(
        |call| levels::Client::encode_verifier_of(SERVICE, |data| call(data)),
        &[env::this().to_word()],
    );
    beacon::Client::encode_round_after(NOW - 10, |call| {
        mock::returns(BEACON, call, &5u64.to_word());
    });
    assert_eq!(proofs.open(SERVICE, &service()), Ok(()));
    proofs
}

#[ink::test]
fn leaf_of_a_tree_without_levels_is_its_root() {
    let mut proofs = proofs();
    assert_eq!(proofs.set(SERVICE, OPERATOR, &set(1, 0, 0)), Ok(()));
    let begins = window(0);
    let prove = |proofs: &mut Proofs, data: &'static [u8]| {
        let leaves = List::from(vec![Bytes::from(data.to_vec())]);
        let siblings = List::from(vec![Vec::<[u8; 32]>::new()]);
        proofs.prove(SERVICE, 0, OPERATOR, &leaves, &siblings)
    };
    seeded(begins, 0);
    let none = NoSeed {
        round: 5,
        source: 0,
    };
    assert_eq!(prove(&mut proofs, b"data"), Err(none.into()));
    // The service takes no hashes of blocks.
    seeded(begins, 2);
    let weak = NoSeed {
        round: 5,
        source: 2,
    };
    assert_eq!(prove(&mut proofs, b"data"), Err(weak.into()));
    seeded(begins, 1);
    let wrong = WrongOpening { index: 0, leaf: 0 };
    assert_eq!(prove(&mut proofs, b"other"), Err(wrong.into()));
    assert!(mock::calls().is_empty(), "nothing is marked");
    assert_eq!(proofs.leaves(SERVICE, 0, OPERATOR), Ok(vec![0]));
    let operators = vec![OPERATOR];
    levels::Client::encode_mark(SERVICE, 0, &operators, |call| {
        mock::returns(LEVELS, call, &[]);
    });
    assert_eq!(prove(&mut proofs, b"data"), Ok(()));
    assert_eq!(mock::calls().len(), 1);
}

#[ink::test]
fn set_in_use_stays_until_its_last_window_is_over() {
    let mut proofs = proofs();
    assert_eq!(proofs.set(SERVICE, OPERATOR, &set(1, 0, 0)), Ok(()));
    begun(1, NOW + 10);
    let began = WindowBegan {
        least: 1,
        received: 0,
    };
    let late = proofs.set(SERVICE, OPERATOR, &set(2, 1, 0));
    assert_eq!(late, Err(began.into()));
    assert_eq!(proofs.set(SERVICE, OPERATOR, &set(2, 1, 1)), Ok(()));
    // The second follows the first at once; a third waits for the first's last window.
    begun(2, NOW + 110);
    let until = window(0) + 150;
    let in_use = DataSetInUse {
        until,
        time: NOW + 110,
    };
    let third = set(3, 2, 2);
    assert_eq!(proofs.set(SERVICE, OPERATOR, &third), Err(in_use.into()));
    begun(2, until);
    assert_eq!(proofs.set(SERVICE, OPERATOR, &third), Ok(()));
    let sets = proofs.sets(SERVICE, OPERATOR);
    assert_eq!((sets.present.leaves, sets.next.leaves), (2, 3));
    assert_eq!(sets.of(1).unwrap().leaves, 2);
    assert_eq!(sets.of(2).unwrap().leaves, 3);
    assert_eq!(sets.of(0), None);
}

#[ink::test]
fn data_set_fits_its_tree() {
    let mut proofs = proofs();
    let mut with = |leaves, height| proofs.set(SERVICE, OPERATOR, &set(leaves, height, 0));
    for (leaves, height) in [(0, 3), (9, 3), (1, 41), (1, 64), (1, 255)] {
        assert_eq!(with(leaves, height), Err(BadDataSet.into()));
    }
    for (leaves, height) in [(1, 0), (8, 3), (1 << 40, 40)] {
        assert_eq!(with(leaves, height), Ok(()));
    }
}
