//! What must not pass.

use super::*;
use proptest::prelude::*;

#[test]
fn inner_node_passed_off_as_a_leaf_is_refused() {
    let leaves = leaves(4);
    let tree = head(&leaves);
    // The second preimage of trees without domain separation: the 64 bytes under a node are
    // "data", and the proof is one digest shorter.
    let inner = [leaves[0], leaves[1]].concat();
    let right = keccak256.node(&leaves[2], &leaves[3]);
    let as_leaf = keccak256.leaf(&inner);
    assert_ne!(as_leaf, keccak256.node(&leaves[0], &leaves[1]));
    let two_leaves = TreeHead {
        size: 2,
        root: tree.root,
    };
    let result = verify_inclusion(&keccak256, &two_leaves, 0, &as_leaf, &[right]);
    assert!(matches!(result, Err(ProofError::WrongRoot { .. })));
    let result = verify_inclusion(&keccak256, &tree, 0, &as_leaf, &[right]);
    assert!(matches!(result, Err(ProofError::WrongLength { .. })));
    let result = verify_indexed(&keccak256, &tree.root, 1, 0, &inner, &[right]);
    assert!(matches!(result, Err(ProofError::WrongRoot { .. })));
}

#[test]
fn proof_of_another_position_is_refused() {
    let data: Vec<[u8; 1]> = (0..8).map(|number| [number]).collect();
    let leaves: Vec<Hash> = data.iter().map(|data| keccak256.leaf(data)).collect();
    let tree = head(&leaves);
    for index in 0..8u64 {
        let proof = inclusion(&leaves, index as usize);
        for claimed in 0..8u64 {
            let leaf = &leaves[index as usize];
            let included = verify_inclusion(&keccak256, &tree, claimed, leaf, &proof).is_ok();
            let data = &data[index as usize];
            let indexed = verify_indexed(&keccak256, &tree.root, 3, claimed, data, &proof).is_ok();
            assert_eq!((included, indexed), (index == claimed, index == claimed));
        }
    }
}

#[test]
fn sorted_siblings_do_not_pass() {
    let leaves = leaves(2);
    let tree = head(&leaves);
    // A commutative verifier would accept leaf 1 at index 0.
    let result = verify_inclusion(&keccak256, &tree, 0, &leaves[1], &[leaves[0]]);
    assert!(matches!(result, Err(ProofError::WrongRoot { .. })));
}

#[test]
fn index_beyond_the_tree_is_refused() {
    let leaves = leaves(5);
    let refused = ProofError::IndexOutOfRange {
        expected_below: 5,
        received: 5,
    };
    let proof = inclusion(&leaves, 4);
    let result = verify_inclusion(&keccak256, &head(&leaves), 5, &leaves[4], &proof);
    assert_eq!(result, Err(refused));
    let empty = verify_inclusion(&keccak256, &head(&[]), 0, &leaves[4], &[]);
    assert!(matches!(empty, Err(ProofError::IndexOutOfRange { .. })));
    let refused = ProofError::IndexOutOfRange {
        expected_below: 4,
        received: 4,
    };
    let result = verify_indexed(&keccak256, &[0; 32], 2, 4, &[], &[[0; 32]; 2]);
    assert_eq!(result, Err(refused));
}

#[test]
fn proof_of_another_length_is_refused_before_hashing() {
    let hasher = |_: &[&[u8]]| -> Hash { panic!("nothing to hash") };
    let tree = TreeHead {
        size: 8,
        root: [0; 32],
    };
    for received in [0, 1, 2, 4, 64] {
        let proof = vec![[0; 32]; received];
        let refused = Err(ProofError::WrongLength {
            expected: 3,
            received,
        });
        let result = verify_inclusion(&hasher, &tree, 0, &[0; 32], &proof);
        assert_eq!(result, refused);
        let result = verify_indexed(&hasher, &[0; 32], 3, 0, &[], &proof);
        assert_eq!(result, refused);
    }
    let tall = verify_indexed(&hasher, &[0; 32], 64, 0, &[], &[[0; 32]; 64]);
    assert!(matches!(
        tall,
        Err(ProofError::TooHigh { received: 64, .. })
    ));
}

#[test]
fn log_that_shrinks_is_refused() {
    let leaves = leaves(8);
    let result = verify_consistency(&keccak256, &head(&leaves), &head(&leaves[..7]), &[]);
    let refused = ProofError::Shrinking {
        expected_at_least: 8,
        received: 7,
    };
    assert_eq!(result, Err(refused));
}

#[test]
fn log_that_was_rewritten_is_refused() {
    let honest = leaves(8);
    let mut rewritten = leaves(11);
    rewritten[2] = [9; 32];
    for old in 3..=8 {
        let proof = consistency(&rewritten, old);
        let result =
            verify_consistency(&keccak256, &head(&honest[..old]), &head(&rewritten), &proof);
        assert!(result.is_err(), "{old}");
    }
    let same_size = verify_consistency(&keccak256, &head(&honest), &head(&rewritten[..8]), &[]);
    assert!(matches!(same_size, Err(ProofError::WrongRoot { .. })));
}

#[test]
fn empty_log_with_a_made_up_root_is_refused() {
    let leaves = leaves(3);
    let forged = TreeHead {
        size: 0,
        root: [1; 32],
    };
    let result = verify_consistency(&keccak256, &forged, &head(&leaves), &[]);
    assert!(matches!(result, Err(ProofError::WrongRoot { .. })));
    let padded = verify_consistency(&keccak256, &head(&[]), &head(&leaves), &[[0; 32]]);
    assert!(matches!(padded, Err(ProofError::WrongLength { .. })));
}

#[test]
fn possession_needs_every_challenged_leaf() {
    let data: Vec<[u8; 32]> = (0..16).map(|number| [number; 32]).collect();
    let leaves: Vec<Hash> = data.iter().map(|data| keccak256.leaf(data)).collect();
    let challenge = Challenge {
        seed: [3; 32],
        set_id: 9,
        leaves: 16,
        height: 4,
        root: root(&keccak256, &leaves),
    };
    let chosen: Vec<usize> = (0..5)
        .map(|number| challenge_index(&keccak256, &[3; 32], 9, number, 16).unwrap() as usize)
        .collect();
    let proofs: Vec<Vec<Hash>> = chosen.iter().map(|at| inclusion(&leaves, *at)).collect();
    let answer: Vec<(&[u8], &[Hash])> = chosen
        .iter()
        .zip(&proofs)
        .map(|(at, proof)| (&data[*at][..], &proof[..]))
        .collect();
    let verify = |count: usize, answer: &[(&[u8], &[Hash])]| {
        verify_possession(&keccak256, &challenge, count, answer.iter().copied())
    };
    assert_eq!(verify(5, &answer), Ok(()));
    for received in [0, 4] {
        let refused = StorageError::WrongCount {
            expected: 5,
            received,
        };
        assert_eq!(verify(5, &answer[..received]), Err(refused));
    }
    assert!(matches!(
        verify(4, &answer),
        Err(StorageError::WrongCount { .. })
    ));
    // Data that was not kept.
    let mut lost = answer.clone();
    lost[3].0 = &[0xff; 32];
    let refused = verify(5, &lost);
    assert!(matches!(refused, Err(StorageError::Leaf { number: 3, .. })));
}

#[test]
fn checkpoint_left_out_repeated_or_on_another_parent_is_refused() {
    let start = Checkpoint::start(&keccak256, 1, 2, &[3; 32]);
    let one = start.advance(&keccak256, 1, &start.head, &[4; 32]).unwrap();
    let skipped = one.advance(&keccak256, 3, &one.head, &[5; 32]);
    let refused = CheckpointError::WrongNumber {
        expected: 2,
        received: 3,
    };
    assert_eq!(skipped, Err(refused));
    assert!(one.advance(&keccak256, 1, &one.head, &[5; 32]).is_err());
    let forked = one.advance(&keccak256, 2, &start.head, &[5; 32]);
    assert!(matches!(forked, Err(CheckpointError::WrongParent { .. })));
    let last = Checkpoint {
        number: u64::MAX,
        head: [0; 32],
    };
    assert!(last
        .advance(&keccak256, u64::MAX, &last.head, &[0; 32])
        .is_err());
}

fn vote(signer: u8, domain: u8, height: u64, value: u8) -> Vote<u8> {
    Vote {
        signer,
        domain: [domain; 32],
        height,
        value: [value; 32],
    }
}

#[test]
fn votes_conflict_only_for_one_signer_domain_and_height() {
    let first = vote(1, 1, 5, 1);
    assert_eq!(conflicting_votes(&first, &vote(1, 1, 5, 2)), Ok(()));
    assert_eq!(conflicting_votes(&vote(1, 1, 5, 2), &first), Ok(()));
    let errors = [
        (vote(2, 1, 5, 2), EquivocationError::DifferentSigners),
        (vote(1, 2, 5, 2), EquivocationError::DifferentDomains),
        (
            vote(1, 1, 6, 2),
            EquivocationError::DifferentHeights {
                expected: 5,
                received: 6,
            },
        ),
        (vote(1, 1, 5, 1), EquivocationError::SameStatement),
    ];
    for (other, refused) in errors {
        assert_eq!(conflicting_votes(&first, &other), Err(refused));
    }
}

#[test]
fn heads_of_one_size_with_two_roots_diverge() {
    let of = |size, root| Head {
        signer: 1,
        log: [0; 32],
        tree: TreeHead {
            size,
            root: [root; 32],
        },
    };
    assert_eq!(diverging_heads(&of(5, 1), &of(5, 2)), Ok(()));
    assert!(diverging_heads(&of(5, 1), &of(6, 2)).is_err());
    assert!(diverging_heads(&of(5, 1), &of(5, 1)).is_err());
}

proptest! {
    #[test]
    fn changed_digest_index_or_size_is_refused(
        size in 2usize..200,
        index in any::<prop::sample::Index>(),
        level in any::<prop::sample::Index>(),
        bit in 0usize..256,
        other in 0u64..200,
    ) {
        let leaves = leaves(size);
        let tree = head(&leaves);
        let index = index.index(size);
        let proof = inclusion(&leaves, index);
        let leaf = &leaves[index];
        let mut flipped = proof.clone();
        let level = level.index(proof.len());
        flipped[level][bit / 8] ^= 1 << (bit % 8);
        prop_assert!(verify_inclusion(&keccak256, &tree, index as u64, leaf, &flipped).is_err());
        if other != index as u64 {
            prop_assert!(verify_inclusion(&keccak256, &tree, other, leaf, &proof).is_err());
        }
    }

    #[test]
    fn consistency_with_a_changed_digest_is_refused(
        size in 2usize..200,
        old in any::<prop::sample::Index>(),
        level in any::<prop::sample::Index>(),
        bit in 0usize..256,
    ) {
        let leaves = leaves(size);
        let old = 1 + old.index(size - 1);
        let mut proof = consistency(&leaves, old);
        let level = level.index(proof.len());
        proof[level][bit / 8] ^= 1 << (bit % 8);
        let result = verify_consistency(&keccak256, &head(&leaves[..old]), &head(&leaves), &proof);
        prop_assert!(result.is_err());
    }
}

#[test]
fn moment_of_an_offence_is_the_later_one_within_its_window() {
    let window = FaultWindow {
        from: 1_000,
        length: 100,
    };
    let moment = |one, other, now| moment_of_offence(one, other, &window, now);
    assert_eq!(moment(1_001, 1_050, 1_050), Ok(1_050));
    let in_future = MomentError::InFuture {
        moment: 1_050,
        now: 1_049,
    };
    assert_eq!(moment(1_050, 1_001, 1_049), Err(in_future));
    assert_eq!(moment(1_050, 0, 1_150), Ok(1_050));
    let too_old = |oldest, moment| Err(MomentError::TooOld { oldest, moment });
    assert_eq!(moment(1_050, 0, 1_151), too_old(1_051, 1_050));
    assert_eq!(moment(1_000, 0, 1_000), Ok(1_000));
    assert_eq!(moment(999, 0, 1_000), too_old(1_000, 999));
}

proptest! {
    #[test]
    fn moment_does_not_depend_on_the_order_and_lies_in_the_window(
        one in 0u64..3_000,
        other in 0u64..3_000,
        from in 0u64..3_000,
        length in 0u64..3_000,
        now in 0u64..3_000,
    ) {
        let window = FaultWindow { from, length };
        let found = moment_of_offence(one, other, &window, now);
        prop_assert_eq!(found, moment_of_offence(other, one, &window, now));
        let moment = one.max(other);
        let counts = moment <= now && moment >= from && now - moment <= length;
        prop_assert_eq!(found.ok(), counts.then_some(moment));
    }
}
