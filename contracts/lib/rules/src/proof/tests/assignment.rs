//! Who serves a request, and who said another.

use super::*;
use crate::proof::assignment::*;
use proptest::{collection::btree_set, prelude::*, sample::Index};

type Operator = [u8; 20];

fn word(number: u64) -> Hash {
    let mut word = [0; 32];
    word[24..].copy_from_slice(&number.to_be_bytes());
    word
}

fn weight(epoch: u64, request: &Hash) -> impl Fn(&Operator) -> Hash + '_ {
    move |operator| keccak256(&[&word(7), &word(epoch), request, &[0; 12], operator])
}

fn operators(count: u8) -> Vec<Operator> {
    (1..=count).map(|number| [number; 20]).collect()
}

/// Of the hash of a number.
fn request(number: u64) -> Hash {
    keccak256(&[&word(number)])
}

#[test]
fn greatest_weight_wins_and_of_equal_ones_the_first() {
    let of = |weights: [u8; 3]| assignee(&[0usize, 1, 2], |it| [weights[*it]; 32]);
    assert_eq!(of([1, 3, 2]), Some(1));
    assert_eq!(of([3, 1, 2]), Some(0));
    assert_eq!(of([1, 2, 3]), Some(2));
    assert_eq!(of([2, 2, 1]), Some(0));
    assert_eq!(of([0, 0, 0]), Some(0));
    assert_eq!(assignee::<Operator>(&[], |_| [0; 32]), None);
    // As a number: the first byte counts most.
    let words = [word(0xffff), [1; 32]];
    assert_eq!(assignee(&[0usize, 1], |it| words[*it]), Some(1));
}

/// Requests of 20 epochs: the deviations of their counts have a chi-square of 31 degrees of freedom, which exceeds 61.1 once
/// in a thousand sets of requests.
#[test]
fn operators_get_equal_shares() {
    let operators = operators(32);
    let mut counts = [0u32; 32];
    let total = 32_000;
    for number in 0..total {
        let request = request(number);
        let assigned = assignee(&operators, weight(number / 1_600, &request)).unwrap();
        counts[usize::from(assigned[0]) - 1] += 1;
    }
    let expected = f64::from(total as u32) / 32.0;
    let chi_square: f64 = counts
        .iter()
        .map(|count| (f64::from(*count) - expected).powi(2) / expected)
        .sum();
    assert!(chi_square < 61.1, "{chi_square}: {counts:?}");
}

#[test]
fn a_request_moves_from_one_epoch_to_the_next() {
    let operators = operators(4);
    let moved = (0..1_000)
        .filter(|number| {
            let request = request(*number);
            let of = |epoch| assignee(&operators, weight(epoch, &request));
            of(1) != of(2)
        })
        .count();
    // Three of four.
    assert!((700..=800).contains(&moved), "{moved}");
}

#[test]
fn operators_are_in_ascending_order_each_once_and_none_is_zero() {
    assert_eq!(first_disorder(&[1u8, 2, 9]), None);
    assert_eq!(first_disorder::<u8>(&[]), None);
    assert_eq!(first_disorder(&[0u8, 1]), Some(0));
    assert_eq!(first_disorder(&[1u8, 1, 2]), Some(1));
    assert_eq!(first_disorder(&[1u8, 3, 2]), Some(2));
}

#[test]
fn epochs_are_whole_lengths() {
    for (time, epoch) in [(0, 0), (59, 0), (60, 1), (119, 1), (120, 2)] {
        assert_eq!(epoch_of(time, 60), epoch);
    }
    assert_eq!(epoch_of(u64::MAX, 1), u64::MAX);
    assert_eq!(epoch_of(5, 0), 0);
}

#[test]
fn each_set_holds_until_the_next_one() {
    let first = Reign { since: 5, until: 0 };
    assert_eq!(
        [4, 5, 1_000].map(|it| first.contains(it)),
        [false, true, true]
    );
    assert_eq!(first.changed(4), None);
    let (ended, next) = first.changed(5).unwrap();
    assert_eq!(ended, Reign { since: 5, until: 7 });
    assert_eq!(next, Reign { since: 7, until: 0 });
    for epoch in 5..20 {
        let holding = [ended, next].map(|it| it.contains(epoch));
        assert_eq!(holding, [epoch < 7, epoch >= 7]);
    }
    // One change at a time.
    assert_eq!(next.changed(6), None);
    assert!(next.changed(7).is_some());
}

#[test]
fn rule_binds_the_operators_alone() {
    let operators = operators(3);
    let weight = |operator: &Operator| [operator[0]; 32];
    let judge =
        |signer: u8, named: u8| wrong_assignment(&operators, &[signer; 20], &[named; 20], weight);
    assert_eq!(judge(4, 1), Err(AssignmentError::NotAnOperator));
    assert_eq!(judge(1, 3), Err(AssignmentError::RightAssignee));
    assert_eq!(judge(3, 3), Err(AssignmentError::RightAssignee));
    // Another operator, and an account that is none.
    for named in [1, 2, 4] {
        assert_eq!(judge(1, named), Ok([3; 20]));
    }
}

proptest! {
    #[test]
    fn an_operator_that_leaves_moves_its_own_requests_alone(
        operators in btree_set(any::<Operator>(), 2..32),
        leaver: Index,
        epoch: u64,
        request: Hash,
    ) {
        let operators: Vec<_> = operators.into_iter().collect();
        let leaver = *leaver.get(&operators);
        let left: Vec<_> = operators.iter().copied().filter(|it| *it != leaver).collect();
        let before = assignee(&operators, weight(epoch, &request)).unwrap();
        let after = assignee(&left, weight(epoch, &request)).unwrap();
        prop_assert!(after == before || before == leaver);
        prop_assert_ne!(after, leaver);
    }

    #[test]
    fn order_does_not_matter(
        operators in btree_set(any::<Operator>(), 2..32),
        epoch: u64,
        request: Hash,
    ) {
        let ascending: Vec<_> = operators.into_iter().collect();
        let descending: Vec<_> = ascending.iter().rev().copied().collect();
        let of = |operators: &[Operator]| assignee(operators, weight(epoch, &request));
        prop_assert_eq!(of(&ascending), of(&descending));
    }

    #[test]
    fn honest_assignment_is_no_offence_and_each_other_one_is(
        operators in btree_set(any::<Operator>(), 2..32),
        signer: Index,
        epoch: u64,
        request: Hash,
    ) {
        let operators: Vec<_> = operators.into_iter().collect();
        let signer = signer.get(&operators);
        let rightful = assignee(&operators, weight(epoch, &request)).unwrap();
        for named in &operators {
            let judged = wrong_assignment(&operators, signer, named, weight(epoch, &request));
            let expected = if *named == rightful {
                Err(AssignmentError::RightAssignee)
            } else {
                Ok(rightful)
            };
            prop_assert_eq!(judged, expected);
        }
    }
}
