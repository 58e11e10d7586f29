use super::*;
use proptest::prelude::*;

const TERMS: Terms = Terms {
    blocks_per_era: 64,
    least_bps: 5_000,
    slot_duration: 6_000,
    staleness: 600,
};

#[test]
fn terms_have_bounds() {
    assert_eq!(TERMS.check(), Ok(()));
    let cases = [
        (
            1,
            64,
            65_535,
            63,
            Terms {
                blocks_per_era: 63,
                ..TERMS
            },
        ),
        (
            2,
            1,
            10_000,
            0,
            Terms {
                least_bps: 0,
                ..TERMS
            },
        ),
        (
            2,
            1,
            10_000,
            10_001,
            Terms {
                least_bps: 10_001,
                ..TERMS
            },
        ),
        (
            3,
            100,
            600_000,
            99,
            Terms {
                slot_duration: 99,
                ..TERMS
            },
        ),
        (
            3,
            100,
            600_000,
            600_001,
            Terms {
                slot_duration: 600_001,
                ..TERMS
            },
        ),
        (
            4,
            60,
            2_592_000,
            59,
            Terms {
                staleness: 59,
                ..TERMS
            },
        ),
        (
            4,
            60,
            2_592_000,
            2_592_001,
            Terms {
                staleness: 2_592_001,
                ..TERMS
            },
        ),
    ];
    for (term, least, most, received, terms) in cases {
        let error = TermOutOfBounds {
            term,
            least,
            most,
            received,
        };
        assert_eq!(terms.check(), Err(error));
    }
    // No call ends two eras, whatever was counted before it.
    assert!(u32::from(SHORTEST_ERA) >= MOST_HEADERS);
    assert!(u32::from(SHORTEST_ERA) >= 2 * MOST_AUTHORITIES);
}

#[test]
fn more_than_two_thirds_are_a_quorum() {
    let quorums = [1, 2, 3, 4, 5, 6, 7, 10, 31, 32].map(quorum);
    assert_eq!(quorums, [1, 2, 3, 3, 4, 5, 5, 7, 21, 22]);
}

#[test]
fn header_is_final_by_distinct_authors_from_it_on() {
    let count = |authors: &[i64], n| {
        let authors: Vec<_> = authors.iter().map(|it| u32::try_from(*it).ok()).collect();
        count_final(&authors, n)
    };
    for (authors, n, expected) in [
        (&[0][..], 1, Ok(1)),
        (&[0, 1], 4, Err(2)),
        (&[0, 1, 2], 4, Ok(1)),
        (&[0, 1, 2, 3], 4, Ok(2)),
        // One of them twice, and authors outside of the set.
        (&[0, 1, 1, 0], 4, Err(2)),
        (&[0, 1, -1, -1, 1], 4, Err(2)),
        (&[2, 0, -1, 1, -1, 0], 4, Ok(1)),
        (&[0, 1, 2, 0, 0, 0], 4, Ok(2)),
        (&[31, 0, 31], 2, Ok(2)),
        (&[], 4, Err(0)),
    ] {
        assert_eq!(count(authors, n), expected, "{authors:?}");
    }
    let last: Vec<_> = (10..32).map(Some).collect();
    assert_eq!(count_final(&last, 32), Ok(1));
    assert_eq!(count_final(&last[1..], 32), Err(21));
}

#[test]
fn turns_go_round() {
    assert_eq!(
        [0, 5, 7].map(|slot| turn(slot, 4)),
        [Some(0), Some(1), Some(3)]
    );
    assert_eq!(turn(u64::MAX, 32), Some(31));
    assert_eq!(turn(5, 0), None);
}

#[test]
fn counts_are_known_while_the_newest_slot_is_fresh() {
    // A slot that began at second 6,000.
    let known = [6_000, 6_600, 6_601].map(|time| TERMS.is_fresh(1_000, time));
    assert_eq!(known, [true, true, false]);
    assert!(TERMS.is_fresh(u64::MAX, u64::MAX));
    assert!(!TERMS.is_fresh(0, u64::MAX));
    assert_eq!([0, 5, 6, 11].map(|time| TERMS.slot_at(time)), [0, 0, 1, 1]);
    assert_eq!(TERMS.slot_at(u64::MAX), u64::MAX / 6);
}

/// Headers of an authority among others in an era of 64, the required share, and whether it misses.
#[test]
fn misses_are_those_of_the_table() {
    for (authored, authorities, least_bps, missed) in [
        (0, 4, 5_000, true),
        // Eight are half of sixteen, less one.
        (6, 4, 5_000, true),
        (7, 4, 5_000, false),
        (14, 4, 10_000, true),
        (15, 4, 10_000, false),
        (0, 32, 5_000, false),
        (0, 32, 5_001, true),
        (62, 1, 10_000, true),
        (63, 1, 10_000, false),
        (0, 4, 625, false),
        (0, 4, 626, true),
    ] {
        let terms = Terms { least_bps, ..TERMS };
        let of = (authored, authorities, least_bps);
        assert_eq!(terms.is_missed(authored, authorities), missed, "{of:?}");
    }
}

#[test]
fn era_ends_with_its_last_header_and_the_next_one_is_empty() {
    let mut era = Era::default();
    for block in 1..64 {
        assert!(!era.with(block % 4, &TERMS));
    }
    assert!(era.with(0, &TERMS));
    assert_eq!(era.authored[..5], [16, 16, 16, 16, 0]);
    let next = era.next();
    assert_eq!((next.number, next.blocks, next.authored), (1, 0, [0; 32]));
    let (mut begun, empty) = (next, next);
    begun.with(31, &TERMS);
    assert_eq!((begun.blocks, begun.restarted()), (1, empty));
}

#[test]
fn counts_take_each_era_and_each_equivocation_once() {
    let counts = Counts::default().with(5, false).with(0, true);
    assert_eq!((counts.eras, counts.missed, counts.blocks), (2, 1, 5));
    let proven = counts.with_equivocation(9).expect("the first");
    assert_eq!((proven.equivocations, proven.last_equivocation), (1, 9));
    assert_eq!((proven.eras, proven.missed, proven.blocks), (2, 1, 5));
    for slot in [0, 8, 9] {
        assert_eq!(proven.with_equivocation(slot), Err(9));
    }
    let both = proven.with_equivocation(10).map(|it| it.equivocations);
    assert_eq!(both, Ok(2));
}

proptest! {
    /// Slots in turn, of which others skip theirs: one that authors in each of its own misses no era at any share.
    #[test]
    fn authority_that_authors_in_its_slots_never_misses(
        first in 0u64..1_000,
        authorities in 1u32..=MOST_AUTHORITIES,
        offline in any::<u32>(),
        own in 0u32..32,
        blocks_per_era in SHORTEST_ERA..2_000,
        least_bps in 1u16..=10_000,
    ) {
        let own = own % authorities;
        let terms = Terms { blocks_per_era, least_bps, ..TERMS };
        let mut era = Era::default();
        for slot in first.. {
            let turn = turn(slot, authorities).expect("authorities");
            let is_offline = turn != own && offline >> turn & 1 == 1;
            if !is_offline && era.with(turn, &terms) {
                break;
            }
        }
        prop_assert!(!terms.is_missed(era.authored[own as usize], authorities));
    }

    /// More headers never make a miss, and a lower share neither.
    #[test]
    fn more_headers_and_lower_shares_never_make_a_miss(
        authored in any::<u16>(),
        more in any::<u16>(),
        authorities in 1u32..=MOST_AUTHORITIES,
        blocks_per_era in any::<u16>(),
        least_bps in any::<u16>(),
        lower in any::<u16>(),
    ) {
        let terms = Terms { blocks_per_era, least_bps, ..TERMS };
        let lower = Terms { least_bps: lower.min(least_bps), ..terms };
        let missed = terms.is_missed(authored.max(more), authorities);
        prop_assert!(!missed || terms.is_missed(authored, authorities));
        prop_assert!(!lower.is_missed(authored, authorities) || terms.is_missed(authored, authorities));
    }

    /// Two forks are final by authors of which more than a third built on both.
    #[test]
    fn two_forks_are_final_only_by_more_than_a_third_on_both(
        authorities in 1u32..=MOST_AUTHORITIES,
        left in prop::collection::vec(0u32..32, 1..80),
        right in prop::collection::vec(0u32..32, 1..80),
    ) {
        let places = |all: &[u32]| all.iter().map(|it| Some(it % authorities)).collect::<Vec<_>>();
        let (left, right) = (places(&left), places(&right));
        if count_final(&left, authorities).is_ok() && count_final(&right, authorities).is_ok() {
            let both = (0..authorities).filter(|it| left.contains(&Some(*it)) && right.contains(&Some(*it)));
            prop_assert!(both.count() as u32 * 3 > authorities);
        }
    }
}
