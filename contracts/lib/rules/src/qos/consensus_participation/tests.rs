use super::*;
use proptest::prelude::*;

/// An era of an elected validator.
fn era(points: u32, total: u32, authors: u32) -> Era {
    Era {
        known: true,
        elected: true,
        points,
        total,
        authors,
    }
}

#[test]
fn outcome_is_that_of_what_is_known() {
    let offline = era(0, 600, 3);
    assert_eq!(offline.outcome(5_000), Outcome::Missed);
    let forgotten = Era {
        known: false,
        ..offline
    };
    assert_eq!(forgotten.outcome(5_000), Outcome::Unknown);
    let stranger = Era {
        elected: false,
        ..offline
    };
    assert_eq!(stranger.outcome(5_000), Outcome::NotElected);
    for none in [era(0, 0, 0), era(0, 600, 0), era(0, 0, 3)] {
        assert_eq!(none.outcome(WHOLE_BPS), Outcome::Unknown, "{none:?}");
    }
}

/// Three authors with 10 blocks in the middle: half of it are five, and one block is given.
#[test]
fn share_ends_at_a_block_below_it() {
    assert_eq!(era(60, 600, 3).outcome(5_000), Outcome::Missed);
    assert_eq!(era(79, 600, 3).outcome(5_000), Outcome::Missed);
    assert_eq!(era(80, 600, 3).outcome(5_000), Outcome::Kept);
    assert_eq!(era(79, 600, 3).outcome(4_950), Outcome::Kept);
}

#[test]
fn counts_take_each_outcome_once() {
    let at = era(80, 600, 3);
    let all = [
        Outcome::Unknown,
        Outcome::NotElected,
        Outcome::Kept,
        Outcome::Missed,
    ];
    let counts = all
        .iter()
        .fold(Counts::default(), |counts, it| counts.with(&at, *it));
    let expected = Counts {
        eras: 2,
        missed: 1,
        unknown: 1,
        points: 160,
    };
    assert_eq!(counts, expected);
}

#[test]
fn due_are_the_eras_before_the_active_one() {
    let counted = [(0, 0), (3, 3), (4, 3), (3, 5), (0, 16), (0, 17)].map(|(n, a)| due(n, a));
    assert_eq!(counted, [0, 0, 0, 2, 16, 16]);
    assert_eq!(due(u32::MAX, u32::MAX), 0);
    assert_eq!(
        [0, 1, 10_000, 10_001].map(is_share),
        [false, true, true, false]
    );
}

/// Blocks of slots that validators have in turn, from a first one on.
fn turns(slots: u32, validators: u32, first: u32, place: u32) -> u32 {
    let before = (place + validators - first) % validators;
    slots / validators + u32::from(before < slots % validators)
}

proptest! {
    /// Slots in turn, of which others skip theirs: one that authors in each of its own misses no era at any share.
    #[test]
    fn validator_that_authors_in_its_slots_never_misses(
        slots in 1u32..5_000,
        validators in 1u32..=100,
        first in 0u32..100,
        offline in prop::collection::vec(any::<bool>(), 100),
        least_bps in 1u16..=10_000,
    ) {
        let first = first % validators;
        let blocks: Vec<u32> = (0..validators)
            .map(|place| match offline[place as usize] {
                true => 0,
                false => turns(slots, validators, first, place),
            })
            .collect();
        let total = blocks.iter().sum::<u32>() * POINTS_OF_BLOCK;
        let authors = blocks.iter().filter(|it| **it != 0).count() as u32;
        for (place, blocks) in blocks.iter().enumerate().filter(|(place, _)| !offline[*place]) {
            let era = era(blocks * POINTS_OF_BLOCK, total, authors);
            prop_assert_ne!(era.outcome(least_bps), Outcome::Missed, "{} {:?}", place, era);
        }
    }

    /// An era has its blocks, by any authors: validators that collude to author less do not lower what is required of an offline
    /// one below its part of all blocks.
    #[test]
    fn offline_validator_misses_however_few_author_the_rest(
        blocks in prop::collection::vec(0u32..500, 1..100),
        least_bps in 1u16..=10_000,
    ) {
        let total: u32 = blocks.iter().sum::<u32>() * POINTS_OF_BLOCK;
        let authors = blocks.iter().filter(|it| **it != 0).count() as u32;
        let validators = blocks.len() as u32 + 1;
        // More than a block of its share of all that there are.
        let of_each = u64::from(total) * u64::from(least_bps);
        let required = u64::from(POINTS_OF_BLOCK) * u64::from(validators) * u64::from(WHOLE_BPS);
        if of_each > required {
            prop_assert_eq!(era(0, total, authors).outcome(least_bps), Outcome::Missed);
        }
    }

    /// The largest values overflow nothing, and more points never make a miss.
    #[test]
    fn more_points_never_make_a_miss(
        points in any::<u32>(),
        more in any::<u32>(),
        total in any::<u32>(),
        authors in any::<u32>(),
        least_bps in any::<u16>(),
    ) {
        let fewer = points.min(more);
        let less = era(fewer, total, authors).outcome(least_bps);
        let after = era(points.max(more), total, authors).outcome(least_bps);
        prop_assert!(less != Outcome::Kept || after == Outcome::Kept);
    }
}
