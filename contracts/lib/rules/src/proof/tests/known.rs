//! Every proof of every small tree, and digests that others computed.

use super::*;

/// The eight leaves of the certificate-transparency reference tests.
fn reference_leaves(hash: fn(&[&[u8]]) -> Hash) -> Vec<Hash> {
    let data: [&[u8]; 8] = [
        b"",
        &[0x00],
        &[0x10],
        &[0x20, 0x21],
        &[0x30, 0x31],
        b"@ABC",
        b"PQRSTUVW",
        b"`abcdefghijklmno",
    ];
    data.iter().map(|data| hash.leaf(data)).collect()
}

#[test]
fn roots_of_the_reference_trees_match() {
    let leaves = reference_leaves(sha256);
    let roots = [
        (
            1,
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        ),
        (
            2,
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        ),
        (
            3,
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        ),
        (
            8,
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
        ),
    ];
    for (size, expected) in roots {
        assert_eq!(root(&sha256, &leaves[..size]), hex(expected));
    }
    let keccak = reference_leaves(keccak256);
    assert_eq!(
        root(&keccak256, &keccak),
        hex("962b7db2b71c7f1e1f3142c0cacf17cd3e1364d1560187b85375a609ef8dbc9b")
    );
}

#[test]
fn root_of_no_leaves_is_the_hash_of_nothing() {
    assert_eq!(
        root(&sha256, &[]),
        hex("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    );
}

#[test]
fn every_leaf_of_every_small_tree_is_proved() {
    for size in 1..=40 {
        let leaves = leaves(size);
        let tree = head(&leaves);
        for index in 0..size {
            let proof = inclusion(&leaves, index);
            let result = verify_inclusion(&keccak256, &tree, index as u64, &leaves[index], &proof);
            assert_eq!(result, Ok(()), "leaf {index} of {size}");
        }
    }
}

#[test]
fn every_beginning_of_every_small_tree_is_proved() {
    for size in 0..=40 {
        let leaves = leaves(size);
        for old in 0..=size {
            let proof = consistency(&leaves, old);
            let result =
                verify_consistency(&keccak256, &head(&leaves[..old]), &head(&leaves), &proof);
            assert_eq!(result, Ok(()), "{old} of {size}");
        }
    }
}

#[test]
fn index_of_the_largest_tree_is_handled() {
    let tree = TreeHead {
        size: u64::MAX,
        root: [0; 32],
    };
    for index in [0, 1 << 63, u64::MAX - 1] {
        let result = verify_inclusion(&keccak256, &tree, index, &[0; 32], &[]);
        assert!(matches!(result, Err(ProofError::WrongLength { .. })));
    }
    let old = TreeHead {
        size: u64::MAX - 1,
        root: [0; 32],
    };
    let result = verify_consistency(&keccak256, &old, &tree, &[]);
    assert!(matches!(result, Err(ProofError::WrongLength { .. })));
}

#[test]
fn challenge_index_binds_seed_set_and_number() {
    let seed = [7; 32];
    let index = |seed, set, number| challenge_index(&keccak256, seed, set, number, u64::MAX);
    let one = index(&seed, 1, 0).unwrap();
    assert_ne!(one, index(&seed, 2, 0).unwrap());
    assert_ne!(one, index(&seed, 1, 1).unwrap());
    assert_ne!(one, index(&[8; 32], 1, 0).unwrap());
    // keccak256 of 72 bytes, written out: seed, set id as a word, number as 8 bytes.
    let mut packed = [0u8; 72];
    packed[..32].copy_from_slice(&seed);
    packed[63] = 1;
    let digest = keccak256(&[&packed]);
    let word = crate::math::U256::from_big_endian(&digest);
    assert_eq!(one, (word % u64::MAX).low_u64());
}

#[test]
fn challenge_indices_stay_inside_and_spread() {
    let mut hits = [0u32; 10];
    for number in 0..10_000 {
        hits[challenge_index(&keccak256, &[1; 32], 5, number, 10).unwrap() as usize] += 1;
    }
    // 1,000 expected each; 5 standard deviations are 150.
    assert!(hits.iter().all(|hits| hits.abs_diff(1_000) < 150));
    let empty = challenge_index(&keccak256, &[1; 32], 5, 0, 0);
    assert_eq!(empty, Err(StorageError::Empty));
}

#[test]
fn checkpoints_chain_and_bind_their_call() {
    let start = Checkpoint::start(&keccak256, 1, 2, &[3; 32]);
    let first = start.advance(&keccak256, 1, &start.head, &[4; 32]).unwrap();
    assert_eq!(first.number, 1);
    assert_eq!(first.head, keccak256(&[&start.head, &[4; 32]]));
    let elsewhere = Checkpoint::start(&keccak256, 1, 3, &[3; 32]);
    assert_ne!(elsewhere.head, start.head);
}
