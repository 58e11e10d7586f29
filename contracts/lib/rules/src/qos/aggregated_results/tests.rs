use super::*;
use crate::proof::Hash;
use proptest::prelude::*;

const TERMS: Terms = Terms {
    submit_period: 600,
    contest_period: 300,
    share_bps: 5_000,
    retention: 86_400,
};
const NOW: u64 = 1_000;
const RIGHT: Hash = [7; 32];
const WRONG: Hash = [8; 32];
const THIRD: Hash = [9; 32];

fn bits(places: &[u16]) -> U256 {
    places
        .iter()
        .fold(U256::zero(), |all, place| all | bit(*place))
}

fn set(members: u16) -> Set {
    Set {
        members,
        sealed: true,
        ..Default::default()
    }
}

fn call(members: u16) -> Call {
    TERMS.call([6; 32], 1, &set(members), NOW)
}

/// After signatures of an output at a time.
fn signed(call: &Call, output: Hash, places: &[u16], now: u64) -> Change {
    let period = TERMS.contest_period;
    call.with(output, bits(places), period, now).unwrap()
}

fn rejected(call: &Call, output: Hash, signers: U256) -> SubmitError {
    call.with(output, signers, 300, NOW).unwrap_err()
}

#[test]
fn terms_are_within_bounds() {
    assert_eq!(TERMS.check(), Ok(()));
    let with = |change: &dyn Fn(&mut Terms)| {
        let mut terms = TERMS;
        change(&mut terms);
        terms.check().map_err(|it| it.term)
    };
    assert_eq!(with(&|it| it.submit_period = 59), Err(1));
    assert_eq!(with(&|it| it.contest_period = 30 * 86_400 + 1), Err(2));
    assert_eq!(with(&|it| it.share_bps = 4_999), Err(3));
    assert_eq!(with(&|it| it.share_bps = 10_001), Err(3));
    assert_eq!(with(&|it| it.retention = 86_399), Err(4));
}

#[test]
fn threshold_is_the_share_rounded_up_and_more_than_half() {
    let threshold = |members: u16, share_bps: u16| {
        let terms = Terms { share_bps, ..TERMS };
        terms.call([0; 32], 1, &set(members), NOW).threshold
    };
    for (members, share, least) in [
        (2, 5_000, 2),
        (3, 5_000, 2),
        (4, 5_000, 3),
        (3, 6_667, 3),
        (100, 6_700, 67),
        (100, 6_701, 68),
        (256, 5_000, 129),
        (256, 10_000, 256),
    ] {
        assert_eq!(threshold(members, share), least, "{members} {share}");
    }
}

#[test]
fn signers_are_members_that_had_not_left_when_the_call_was_opened() {
    let call = TERMS.call([6; 32], 1, &set(4).without(1), NOW);
    assert!(call.admits(bits(&[0, 2, 3])));
    for signers in [U256::zero(), bits(&[1, 2, 3]), bits(&[2, 4]), U256::MAX] {
        assert!(!call.admits(signers));
        assert_eq!(rejected(&call, RIGHT, signers), SubmitError::BadSigners);
    }
    // One that left counts in the total.
    assert_eq!(call.threshold, 3);
    let all = TERMS.call([6; 32], 1, &set(256), NOW);
    assert!(all.admits(U256::MAX) && all.suffices(U256::MAX));
}

#[test]
fn output_is_agreed_from_the_threshold_on_and_final_after_its_contest() {
    let call = call(4);
    let few = SubmitError::BelowThreshold {
        least: 3,
        received: 2,
    };
    assert_eq!(rejected(&call, RIGHT, bits(&[0, 1])), few);
    let change = signed(&call, RIGHT, &[0, 1, 2], NOW + 599);
    assert!(change.recorded && change.named.is_zero());
    let call = change.call;
    assert_eq!(call.agreed().map(|it| it.output), Some(RIGHT));
    let end = NOW + 599 + 300;
    assert!(!call.is_final(end - 1) && call.is_final(end));
    assert_eq!(call.can_submit(end - 1), Ok(()));
    assert_eq!(call.can_submit(end), Err(TimeError::TooLate(end)));
    assert_eq!((call.verdict(0, end - 1), call.verdict(0, end)), (0, 1));
    assert_eq!(call.verdict(3, end), 0);
    let forgotten = NOW + 600 + 2 * 300 + 86_400;
    assert_eq!(call.verdict(0, forgotten - 1), 1);
    assert_eq!(call.verdict(0, forgotten), 0);
}

#[test]
fn call_without_an_output_ends_with_the_submit_period() {
    let call = call(4);
    assert!(!call.is_final(NOW + 599) && call.is_final(NOW + 600));
    assert_eq!(
        call.can_submit(NOW + 600),
        Err(TimeError::TooLate(NOW + 600))
    );
    assert_eq!(call.agreed(), None);
    assert_eq!(call.verdict(0, NOW + 600), 0);
}

#[test]
fn more_signers_join_a_recorded_output_in_any_number() {
    let call = signed(&call(4), RIGHT, &[0, 1, 2], NOW).call;
    assert_eq!(
        rejected(&call, RIGHT, bits(&[1, 2])),
        SubmitError::NothingNew
    );
    let change = signed(&call, RIGHT, &[3], NOW);
    assert!(!change.recorded && change.signers == bits(&[0, 1, 2, 3]));
    // The contest does not begin again.
    assert_eq!(change.call.contest_until, call.contest_until);
    assert_eq!(change.call.verdict(3, NOW + 300), 1);
}

#[test]
fn second_output_at_the_threshold_leaves_none_agreed_and_names_those_that_signed_both() {
    let call = signed(&call(4), RIGHT, &[0, 1, 2], NOW).call;
    let change = signed(&call, WRONG, &[1, 2, 3], NOW + 299);
    assert!(change.recorded && change.named == bits(&[1, 2]));
    let call = change.call;
    assert_eq!(call.agreed(), None);
    // Its own contest.
    let end = NOW + 299 + 300;
    assert!(!call.is_final(end - 1) && call.is_final(end));
    let verdicts = [0, 1, 2, 3].map(|it| call.verdict(it, NOW + 299));
    assert_eq!(verdicts, [0, 2, 2, 0]);
    assert_eq!([0, 3].map(|it| call.verdict(it, end)), [0, 0]);
    let change = signed(&call, WRONG, &[0], NOW + 300);
    assert_eq!(change.named, bits(&[0]));
    assert_eq!(change.call.contest_until, end);
}

#[test]
fn output_below_the_threshold_counts_where_it_names_a_member_that_signed_another_one() {
    let call = signed(&call(4), RIGHT, &[0, 1, 2], NOW).call;
    let few = SubmitError::BelowThreshold {
        least: 3,
        received: 1,
    };
    assert_eq!(rejected(&call, WRONG, bits(&[3])), few);
    let change = signed(&call, WRONG, &[2, 3], NOW);
    assert!(change.signers.is_zero() && change.named == bits(&[2]));
    let call = change.call;
    // Still agreed: one member alone cannot undo what the others agreed on.
    assert_eq!(call.agreed().map(|it| it.output), Some(RIGHT));
    assert_eq!([2, 3].map(|it| call.verdict(it, NOW + 300)), [2, 0]);
    assert_eq!(rejected(&call, WRONG, bits(&[2, 3])), {
        SubmitError::BelowThreshold {
            least: 3,
            received: 2,
        }
    });
    // A third one at the threshold has no place.
    let call = signed(&call, WRONG, &[1, 2, 3], NOW).call;
    let change = signed(&call, THIRD, &[0, 1, 3], NOW);
    assert!(!change.recorded && change.named == bits(&[0, 3]));
    assert_eq!(
        rejected(&change.call, THIRD, bits(&[0, 1, 3])),
        SubmitError::NothingNew
    );
}

/// An output of zeros is one as any other.
#[test]
fn output_of_zeros_takes_a_place() {
    let call = signed(&call(3), [0; 32], &[0, 1], NOW).call;
    assert_eq!(call.agreed().map(|it| it.signers), Some(bits(&[0, 1])));
    assert_eq!(
        rejected(&call, [0; 32], bits(&[0])),
        SubmitError::NothingNew
    );
    let call = signed(&call, RIGHT, &[0, 2], NOW).call;
    assert_eq!(call.equivocators, bits(&[0]));
}

#[test]
fn fewer_keys_are_summed_of_signers_and_others() {
    let (all, none) = (U256::MAX, U256::zero());
    assert_eq!(wanted(all, 256), (none, true));
    assert_eq!(wanted(bits(&[0]), 256), (bits(&[0]), false));
    assert_eq!(wanted(bits(&[0, 1, 2]), 4), (bits(&[3]), true));
    assert_eq!(wanted(bits(&[0, 1]), 4), (bits(&[0, 1]), false));
    assert_eq!(wanted(none, 0), (none, false));
}

#[test]
fn factor_depends_on_all_points() {
    let keccak = |parts: &[&[u8]]| {
        use sha3::{Digest, Keccak256};
        Hash::from(Keccak256::digest(parts.concat()))
    };
    let of = |words: [u8; 10]| {
        let [a, b, c, d, e, f, g, h, i, j] = words.map(|it| [it; 32]);
        gamma(&keccak, &[a, b], &[c, d], &[e, f], &[g, h, i, j])
    };
    let all = of([0; 10]);
    for place in 0..10 {
        let mut words = [0; 10];
        words[place] = 1;
        assert_ne!(of(words), all, "{place}");
    }
}

/// A submission: the number of an output, and signers of 8 members.
fn submissions() -> impl Strategy<Value = Vec<(u8, u8)>> {
    prop::collection::vec((0u8..3, any::<u8>()), 0..12)
}

/// All that can be brought of signatures is brought, again and again, until nothing changes.
fn play(order: &[(u8, u8)]) -> Call {
    let mut call = call(8);
    loop {
        let before = call;
        for (output, signers) in order {
            let output = [output + 1; 32];
            if let Ok(change) = call.with(output, U256::from(*signers), 300, NOW) {
                call = change.call;
            }
        }
        if call == before {
            return call;
        }
    }
}

proptest! {
    /// Without a third output, who signed and who signed two does not depend on the order.
    #[test]
    fn order_of_submissions_chooses_no_signers_and_no_equivocators(
        all in submissions(),
        seed: u64,
    ) {
        let mut all = all;
        all.retain(|(output, _)| *output < 2);
        let first = play(&all);
        let mut other = all.clone();
        let length = other.len().max(1);
        for index in 0..other.len() {
            let from = (seed as usize).wrapping_mul(index + 7) % length;
            other.swap(index, from);
        }
        let second = play(&other);
        prop_assert_eq!(first.equivocators, second.equivocators);
        let recorded = |call: &Call| {
            let mut outputs = call.outputs.map(|it| (it.output, it.signers));
            outputs.sort();
            outputs
        };
        prop_assert_eq!(recorded(&first), recorded(&second));
    }

    /// A member that is named signed two outputs; one that signed one is never named.
    #[test]
    fn named_members_signed_two_outputs(all in submissions()) {
        let call = play(&all);
        for place in 0..8u16 {
            let signed = |output: u8| {
                all.iter().any(|(it, signers)| *it == output && signers >> place & 1 == 1)
            };
            let outputs = (0..3).filter(|it| signed(*it)).count();
            if call.verdict(place, NOW) == 2 {
                prop_assert!(outputs > 1, "{place}");
            }
        }
    }

    /// Two outputs reach the threshold only where members signed both.
    #[test]
    fn two_outputs_at_the_threshold_have_common_signers(
        members in 2u16..=256,
        share_bps in 5_000u16..=10_000,
    ) {
        let terms = Terms { share_bps, ..TERMS };
        let call = terms.call([0; 32], 1, &set(members), NOW);
        prop_assert!(2 * call.threshold > members && call.threshold <= members);
    }
}
