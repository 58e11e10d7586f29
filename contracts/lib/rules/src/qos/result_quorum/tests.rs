use super::*;
use proptest::prelude::*;
use std::collections::BTreeMap;

const OPENED: u64 = 1_000_000;
const COMMIT: u64 = 600;
const REVEAL: u64 = 1_200;
const PERIOD: u64 = 3_600;

fn terms() -> Terms {
    Terms {
        commit_period: COMMIT,
        reveal_period: REVEAL,
        share_bps: 5_000,
        period: PERIOD,
        retention: 86_400,
    }
}

/// Each operator's output, or `None` for one that is absent, in the order of reveals.
fn revealed(call: &Call, outputs: &[Option<u8>]) -> (Call, Vec<Participation>) {
    let mut call = outputs.iter().fold(*call, |it, _| it.with_commitment());
    let mut counts = BTreeMap::new();
    let parts = outputs.iter().map(|output| {
        let mut part = Participation {
            committed: OPENED,
            ..Default::default()
        };
        if let Some(output) = *output {
            part.output = [output; 32];
            part.revealed = OPENED + COMMIT;
            let count = counts.entry(output).or_insert(0u8);
            *count += 1;
            call = call.with_reveal(part.output, *count);
        }
        part
    });
    let parts = parts.collect();
    (call, parts)
}

#[test]
fn terms_have_bounds() {
    assert_eq!(terms().check(), Ok(()));
    type Set = fn(&mut Terms, u64);
    let bounds: [(u8, Set, u64, u64); 5] = [
        (1, |it, value| it.commit_period = value, 60, 30 * 86_400),
        (2, |it, value| it.reveal_period = value, 60, 30 * 86_400),
        (3, |it, value| it.share_bps = value as u16, 5_000, 10_000),
        (4, |it, value| it.period = value, 3_600, 30 * 86_400),
        (5, |it, value| it.retention = value, 86_400, 365 * 86_400),
    ];
    for (term, set, least, most) in bounds {
        for value in [least, most] {
            let mut terms = terms();
            set(&mut terms, value);
            assert_eq!(terms.check(), Ok(()), "{term} {value}");
        }
        for received in [least - 1, most + 1] {
            let mut terms = terms();
            set(&mut terms, received);
            let error = TermOutOfBounds {
                term,
                least,
                most,
                received,
            };
            assert_eq!(terms.check(), Err(error));
        }
    }
}

#[test]
fn threshold_is_the_share_rounded_up_and_more_than_half() {
    for (share_bps, operators, threshold) in [
        (5_000, 2, 2),
        (5_000, 3, 2),
        (5_000, 4, 3),
        (5_000, 16, 9),
        (6_666, 3, 2),
        (6_667, 3, 3),
        (6_667, 16, 11),
        (7_500, 4, 3),
        (10_000, 16, 16),
    ] {
        let terms = Terms {
            share_bps,
            ..terms()
        };
        assert_eq!(terms.threshold(operators), threshold);
    }
}

#[test]
fn operators_commit_before_any_output_is_revealed() {
    let call = terms().call([7; 32], 2, OPENED);
    let (commit, reveal) = (OPENED + COMMIT, OPENED + COMMIT + REVEAL);
    assert_eq!(call.can_commit(commit - 1), Ok(()));
    assert_eq!(call.can_commit(commit), Err(TimeError::TooLate(commit)));
    let early = Err(TimeError::TooEarly(commit));
    let one = call.with_commitment();
    for call in [call, one] {
        assert_eq!(call.can_reveal(commit - 1), early);
        assert_eq!(call.can_reveal(commit), Ok(()));
    }
    // Once all committed there is none left to copy an output.
    let all = one.with_commitment();
    assert_eq!(all.can_reveal(OPENED), Ok(()));
    assert_eq!(all.can_reveal(reveal - 1), Ok(()));
    assert_eq!(all.can_reveal(reveal), Err(TimeError::TooLate(reveal)));
    let early = Err(TimeError::TooEarly(reveal));
    assert_eq!(all.can_settle(reveal - 1), early);
    assert_eq!(all.can_settle(reveal), Ok(()));
    assert!(!all.is_forgotten(reveal + 86_399));
    assert!(all.is_forgotten(reveal + 86_400));
}

#[test]
fn agreement_is_final_when_nothing_more_can_be_revealed() {
    let call = terms().call([7; 32], 3, OPENED);
    let commit = OPENED + COMMIT;
    let (two, _) = revealed(&call, &[Some(1), Some(1)]);
    assert_eq!(two.agreed, Some([1; 32]));
    // The third operator can commit until the commit period is over.
    assert!(!two.is_final(commit - 1));
    assert!(two.is_final(commit));
    let (open, _) = revealed(&call, &[Some(1), Some(1), None]);
    assert!(!open.is_final(commit + REVEAL - 1));
    assert!(open.is_final(commit + REVEAL));
    let (all, _) = revealed(&call, &[Some(1), Some(1), Some(2)]);
    assert!(all.is_final(OPENED));
}

#[test]
fn each_operator_has_one_of_five_outcomes() {
    let call = terms().call([7; 32], 4, OPENED);
    let (split, parts) = revealed(&call, &[Some(1), Some(1), Some(2), None]);
    let outcomes: Vec<_> = parts.iter().map(|it| split.outcome(it)).collect();
    let (undecided, withheld) = (Outcome::Undecided, Outcome::Withheld);
    assert_eq!(outcomes, [undecided, undecided, undecided, withheld]);
    let (agreed, parts) = revealed(&call, &[Some(1), Some(1), Some(2), Some(1)]);
    let outcomes: Vec<_> = parts.iter().map(|it| agreed.outcome(it)).collect();
    let (right, other) = (Outcome::Agreed, Outcome::Deviated);
    assert_eq!(outcomes, [right, right, other, right]);
    // An output of zeros is an output, and an operator that revealed nothing has none.
    let (zeros, parts) = revealed(&call, &[Some(0), Some(0), Some(0), None]);
    assert_eq!(zeros.agreed, Some([0; 32]));
    assert_eq!(zeros.outcome(&parts[3]), Outcome::Withheld);
    let stranger = Participation::default();
    assert_eq!(zeros.outcome(&stranger), Outcome::Missed);
}

/// Calls of periods: agreed, deviated, missed, withheld, undecided.
fn within(tallies: &Tallies, from: u64, to: u64) -> [u32; 5] {
    let all = tallies.within(from, to);
    [
        all.agreed,
        all.deviated,
        all.missed,
        all.withheld,
        all.undecided,
    ]
}

#[test]
fn later_period_takes_the_place_of_the_one_eight_before_it() {
    let mut tallies = Tallies::default();
    for period in 10..18 {
        tallies = tallies.with(period, Outcome::Deviated);
    }
    assert_eq!(within(&tallies, 0, u64::MAX), [0, 8, 0, 0, 0]);
    tallies = tallies.with(18, Outcome::Missed);
    assert_eq!(within(&tallies, 10, 11), [0; 5]);
    assert_eq!(within(&tallies, 11, 19), [0, 7, 1, 0, 0]);
    // A call that is settled too late counts nowhere.
    assert_eq!(tallies.with(10, Outcome::Deviated), tallies);
    let again = tallies.with(11, Outcome::Agreed);
    assert_eq!(within(&again, 11, 12), [1, 1, 0, 0, 0]);
    let again = again.with(11, Outcome::Withheld);
    let again = again.with(11, Outcome::Undecided);
    assert_eq!(within(&again, 11, 12), [1, 1, 0, 1, 1]);
    assert_eq!(within(&tallies, 18, 18), [0; 5]);
    assert_eq!(within(&tallies, 18, 11), [0; 5]);
}

#[test]
fn call_counts_for_the_period_in_which_its_reveal_period_ended() {
    let terms = terms();
    for opened in [0, OPENED, u64::MAX] {
        let call = terms.call([7; 32], 2, opened);
        let end = opened.saturating_add(COMMIT + REVEAL);
        assert_eq!(terms.period_of(&call), end / PERIOD);
    }
}

proptest! {
    /// In whatever order outputs are revealed, one that more than half of the operators revealed is agreed, at most one
    /// is, and each operator has one outcome.
    #[test]
    fn order_of_reveals_changes_nothing(
        outputs in prop::collection::vec(prop::option::weighted(0.8, 0..3u8), 2..=16),
        share_bps in 5_000..=10_000u16,
        seed: u64,
    ) {
        let terms = Terms { share_bps, ..terms() };
        let operators = outputs.len() as u8;
        let call = terms.call([7; 32], operators, OPENED);
        let (first, parts) = revealed(&call, &outputs);
        let mut shuffled = outputs.clone();
        let places = shuffled.len();
        for place in 0..places {
            shuffled.swap(place, (seed as usize).wrapping_add(place * 7) % places);
        }
        let (second, _) = revealed(&call, &shuffled);
        prop_assert_eq!(first, second);
        let count = |output: u8| outputs.iter().filter(|it| **it == Some(output)).count();
        let reached: Vec<u8> = (0..3).filter(|it| count(*it) >= call.threshold.into()).collect();
        prop_assert!(reached.len() <= 1);
        prop_assert_eq!(first.agreed, reached.first().map(|it| [*it; 32]));
        prop_assert!(u32::from(call.threshold) * 10_000 >= u32::from(operators) * u32::from(share_bps));
        prop_assert!(call.threshold > operators / 2 && call.threshold <= operators);
        for (part, output) in parts.iter().zip(&outputs) {
            let expected = match (output, reached.first()) {
                (None, _) => Outcome::Withheld,
                (Some(_), None) => Outcome::Undecided,
                (Some(own), Some(agreed)) if own == agreed => Outcome::Agreed,
                _ => Outcome::Deviated,
            };
            prop_assert_eq!(first.outcome(part), expected);
        }
    }

    /// Whichever output is agreed at a reveal stays agreed.
    #[test]
    fn later_reveals_do_not_change_what_is_agreed(
        outputs in prop::collection::vec(prop::option::of(0..2u8), 2..=16),
    ) {
        let call = terms().call([7; 32], outputs.len() as u8, OPENED);
        let mut agreed = None;
        for revealed_so_far in 0..=outputs.len() {
            let (now, _) = revealed(&call, &outputs[..revealed_so_far]);
            prop_assert!(agreed.is_none() || agreed == now.agreed);
            agreed = now.agreed;
        }
    }

    /// The order in which calls are settled changes nothing, and the newest eight periods are complete.
    #[test]
    fn tallies_do_not_depend_on_the_order_of_settlement(
        calls in prop::collection::vec((0..24u64, 0..5u8), 0..40),
    ) {
        let outcome = |kind| match kind {
            0 => Outcome::Agreed,
            1 => Outcome::Deviated,
            2 => Outcome::Missed,
            3 => Outcome::Withheld,
            _ => Outcome::Undecided,
        };
        let settled = |calls: &mut dyn Iterator<Item = &(u64, u8)>| {
            calls.fold(Tallies::default(), |it, (period, kind)| it.with(*period, outcome(*kind)))
        };
        let tallies = settled(&mut calls.iter());
        prop_assert_eq!(tallies, settled(&mut calls.iter().rev()));
        let newest = calls.iter().map(|it| it.0).max().unwrap_or_default();
        let first = (newest + 1).saturating_sub(KEPT as u64);
        let of = |kind| {
            let found = calls.iter().filter(|(period, it)| *period >= first && *it == kind);
            found.count() as u32
        };
        let counts = [of(0), of(1), of(2), of(3), of(4)];
        prop_assert_eq!(within(&tallies, first, newest + 1), counts);
    }
}

#[test]
fn numbers_of_calls_rise() {
    for (newest, number, expected) in [
        (None, 0, Ok(())),
        (Some(0), 0, Err(0)),
        (Some(4), 3, Err(4)),
        (Some(4), 4, Err(4)),
        (Some(4), 5, Ok(())),
        (Some(u64::MAX), u64::MAX, Err(u64::MAX)),
    ] {
        assert_eq!(
            check_number(newest, number),
            expected,
            "{newest:?}, {number}"
        );
    }
}
