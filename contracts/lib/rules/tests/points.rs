//! Points: earned once, kept per era, read page by page.

use blueprint_rules::math::U256;
use blueprint_rules::points::*;
use primitive_types::{H160, H256};
use proptest::prelude::*;

// Signers.

#[test]
fn signer_added_twice_is_refused() {
    let set = SignerSet::default().add(3, 5).unwrap();
    assert_eq!(set.add(3, 5), Err(SignerError::Duplicate { index: 3 }));
    assert_eq!(set.count(), 1);
    assert_eq!(set.bitmap(), U256::from(0b1000));
}

#[test]
fn signer_who_is_no_operator_is_refused() {
    let out = |operators, received| SignerError::OutOfRange {
        operators,
        received,
    };
    let set = SignerSet::default();
    assert_eq!(set.add(5, 5), Err(out(5, 5)));
    assert_eq!(set.add(256, 1_000), Err(out(1_000, 256)));
    assert!(set.add(255, 256).is_ok());
    let bitmap = U256::from(0b10_0000);
    assert_eq!(SignerSet::from_bitmap(bitmap, 5), Err(out(5, 5)));
    assert!(SignerSet::from_bitmap(bitmap, 6).is_ok());
    assert!(SignerSet::from_bitmap(U256::zero(), 0).is_ok());
    assert!(SignerSet::from_bitmap(U256::MAX, 256).is_ok());
    assert!(!SignerSet::from_bitmap(U256::MAX, 256)
        .unwrap()
        .contains(256));
}

#[test]
fn signed_round_counts_each_signer_once_and_no_other() {
    let signed = SignerSet::from_bitmap(U256::from(0b101), 3).unwrap();
    let round = SignedRound::new(signed);
    let round = round.count(2).unwrap();
    assert_eq!(
        round.count(2),
        Err(SignerError::AlreadyCounted { index: 2 })
    );
    assert_eq!(round.count(1), Err(SignerError::NotASigner { index: 1 }));
    let round = round.count(0).unwrap();
    assert_eq!(round.counted, signed);
}

#[test]
fn signers_are_paged_in_order() {
    let set = SignerSet::from_bitmap(U256::from(0b1101_0010), 8).unwrap();
    assert_eq!(set.page(0, 3).collect::<Vec<_>>(), [1, 4, 6]);
    assert_eq!(set.page(7, 3).collect::<Vec<_>>(), [7]);
    assert_eq!(set.page(8, 3).count(), 0);
    assert_eq!(set.page(u32::MAX, 3).count(), 0);
}

proptest! {
    #[test]
    fn signed_round_gives_as_many_points_as_signers(
        bits in any::<[u64; 4]>(),
        tries in prop::collection::vec(0..300_u32, 0..600),
    ) {
        let signed = SignerSet::from_bitmap(U256(bits), 256).unwrap();
        let mut round = SignedRound::new(signed);
        let mut points = 0;
        for index in tries.into_iter().chain(0..256) {
            if let Ok(next) = round.count(index) {
                round = next;
                points += 1;
            }
        }
        prop_assert_eq!(points, signed.count());
        prop_assert_eq!(round.counted, signed);
    }
}

// Races.

const COMMIT_END: u64 = 110;
const REVEAL_END: u64 = 130;

fn operator(n: u8) -> H160 {
    H160::repeat_byte(n)
}
fn committed_hash(n: u8) -> H256 {
    H256::repeat_byte(n)
}
fn race() -> Race {
    let terms = RaceTerms {
        commit_period: 10,
        reveal_period: 20,
    };
    Race::open(7, 9, 100, &terms).unwrap()
}
fn with_commitments(count: u8) -> (Race, Vec<Commitment>) {
    let mut race = race();
    let mut commitments = Vec::new();
    for n in 1..=count {
        let (next, commitment) = race
            .commit(Commitment::default(), committed_hash(n), 100)
            .unwrap();
        race = next;
        commitments.push(commitment);
    }
    (race, commitments)
}

#[test]
fn race_ranks_by_commitment_not_by_reveal() {
    let (mut race, commitments) = with_commitments(5);
    for n in [5, 3, 4, 2] {
        let commitment = commitments[usize::from(n) - 1];
        let (next, revealed) = race
            .reveal(commitment, operator(n), committed_hash(n), true, COMMIT_END)
            .unwrap();
        assert!(revealed.revealed);
        race = next;
    }
    let places = race.places(REVEAL_END).unwrap();
    assert_eq!(places.map(|entry| entry.order), [2, 3, 4]);
    assert_eq!(race.place_of(operator(2), REVEAL_END), Ok(Some(0)));
    assert_eq!(race.place_of(operator(5), REVEAL_END), Ok(None));
    assert_eq!(race.place_of(operator(1), REVEAL_END), Ok(None));
}

#[test]
fn race_phases_meet_without_gap_or_overlap() {
    let (race, commitments) = with_commitments(1);
    for now in [
        100,
        COMMIT_END - 1,
        COMMIT_END,
        REVEAL_END - 1,
        REVEAL_END,
        u64::MAX,
    ] {
        let commit = race.commit(Commitment::default(), committed_hash(2), now);
        assert_eq!(commit.is_ok(), now < COMMIT_END, "commit at {now}");
        let reveal = race.reveal(commitments[0], operator(1), committed_hash(1), true, now);
        assert_eq!(
            reveal.is_ok(),
            (COMMIT_END..REVEAL_END).contains(&now),
            "reveal at {now}"
        );
        assert_eq!(
            race.places(now).is_ok(),
            now >= REVEAL_END,
            "places at {now}"
        );
    }
}

#[test]
fn race_copied_commitment_cannot_be_revealed_by_the_copyist() {
    // The copyist has the same hash stored, but what it reveals names itself.
    let (result, salt) = (H256::repeat_byte(1), H256::repeat_byte(2));
    let own = preimage_of(operator(1), result, salt);
    let copied = preimage_of(operator(2), result, salt);
    assert_ne!(own, copied);
    assert_eq!(own[..8], 7_u64.to_be_bytes());
    assert_eq!(own[8..16], 9_u64.to_be_bytes());
    assert_eq!(own[16..36], [1; 20]);
    assert_eq!((&own[36..68], &own[68..]), (&[1; 32][..], &[2; 32][..]));

    let (race, commitments) = with_commitments(1);
    let revealed = race.reveal(
        commitments[0],
        operator(2),
        committed_hash(8),
        true,
        COMMIT_END,
    );
    assert_eq!(
        revealed,
        Err(RaceError::WrongReveal {
            expected: committed_hash(1),
            received: committed_hash(8)
        })
    );
}
fn preimage_of(operator: H160, result: H256, salt: H256) -> [u8; 100] {
    race::preimage(7, 9, operator, result, salt)
}

#[test]
fn race_second_commitment_or_reveal_is_refused() {
    let (race, commitments) = with_commitments(1);
    assert_eq!(
        race.commit(commitments[0], committed_hash(2), 100),
        Err(RaceError::AlreadyCommitted { order: 1 })
    );
    let (race, revealed) = race
        .reveal(
            commitments[0],
            operator(1),
            committed_hash(1),
            true,
            COMMIT_END,
        )
        .unwrap();
    assert_eq!(
        race.reveal(revealed, operator(1), committed_hash(1), true, COMMIT_END),
        Err(RaceError::AlreadyRevealed { order: 1 })
    );
}

#[test]
fn race_invalid_or_uncommitted_result_gets_no_place() {
    let (race, commitments) = with_commitments(1);
    assert_eq!(
        race.reveal(
            commitments[0],
            operator(1),
            committed_hash(1),
            false,
            COMMIT_END
        ),
        Err(RaceError::InvalidResult {
            operator: operator(1)
        })
    );
    let nothing = Commitment::default();
    assert_eq!(
        race.reveal(nothing, operator(1), H256::zero(), true, COMMIT_END),
        Err(RaceError::NoCommitment)
    );
    assert_eq!(
        race.commit(nothing, H256::zero(), 100),
        Err(RaceError::NoCommitment)
    );
    assert!(race
        .places(REVEAL_END)
        .unwrap()
        .iter()
        .all(|entry| entry.order == 0));
    // An empty place holds no account, not even the zero address.
    assert_eq!(race.place_of(H160::zero(), REVEAL_END), Ok(None));
}

#[test]
fn race_unknown_or_without_phases_is_refused() {
    let unknown = Race::default();
    let nothing = Commitment::default();
    assert_eq!(
        unknown.commit(nothing, committed_hash(1), 0),
        Err(RaceError::UnknownRace)
    );
    assert_eq!(
        unknown.reveal(nothing, operator(1), committed_hash(1), true, 0),
        Err(RaceError::UnknownRace)
    );
    assert_eq!(unknown.places(u64::MAX), Err(RaceError::UnknownRace));
    let open = |commit_period, reveal_period, now| {
        let terms = RaceTerms {
            commit_period,
            reveal_period,
        };
        Race::open(7, 9, now, &terms)
    };
    assert_eq!(open(0, 1, 0), Err(RaceError::ZeroPeriod));
    assert_eq!(open(1, 0, 0), Err(RaceError::ZeroPeriod));
    assert_eq!(
        open(1, 1, u64::MAX - 1),
        Err(RaceError::TimeOverflow {
            from: u64::MAX,
            period: 1
        })
    );
}

proptest! {
    #[test]
    fn race_podium_does_not_depend_on_the_order_of_reveals(
        reveals in prop::collection::vec((1..=9_u8, any::<bool>()), 0..30),
    ) {
        let (mut race, mut commitments) = with_commitments(9);
        let mut valid = Vec::new();
        for (n, ok) in reveals {
            let at = usize::from(n) - 1;
            let revealed =
                race.reveal(commitments[at], operator(n), committed_hash(n), ok, COMMIT_END);
            if let Ok((next, commitment)) = revealed {
                race = next;
                commitments[at] = commitment;
                valid.push(n);
            }
        }
        valid.sort_unstable();
        valid.truncate(3);
        let podium: Vec<_> = race
            .places(REVEAL_END)
            .unwrap()
            .iter()
            .filter(|entry| entry.order != 0)
            .map(|entry| (entry.order, entry.operator))
            .collect();
        let expected: Vec<_> = valid.iter().map(|n| (u32::from(*n), operator(*n))).collect();
        prop_assert_eq!(podium, expected);
    }
}

// Heartbeats.

#[test]
fn heartbeat_counts_once_per_window_however_often() {
    let mut record = HeartbeatRecord::start(250, WINDOW).unwrap();
    let mut counted = 0;
    for block in 250..1_000 {
        if let Ok((next, missed)) = record.beat(block) {
            assert_eq!(missed, 0);
            record = next;
            counted += 1;
        }
    }
    // Windows 2 to 9.
    assert_eq!((counted, record.beats), (8, 8));
    assert_eq!(record.missed(999), Ok(0));
    assert_eq!(record.expected(999), Ok(8));
}

#[test]
fn heartbeat_second_in_a_window_is_refused() {
    let (record, _) = HeartbeatRecord::start(250, WINDOW)
        .unwrap()
        .beat(299)
        .unwrap();
    assert_eq!(
        record.beat(299),
        Err(HeartbeatError::AlreadyBeaten { window: 2 })
    );
    assert!(record.beat(300).is_ok());
    assert_eq!(
        record.beat(199),
        Err(HeartbeatError::WindowOver {
            earliest: 3,
            received: 1
        })
    );
}

#[test]
fn heartbeat_missed_windows_are_counted_without_coming_back() {
    // An operator that stays away is behind without ever beating again.
    let record = HeartbeatRecord::start(0, WINDOW).unwrap();
    assert_eq!(record.missed(99), Ok(0), "the window is not over");
    assert_eq!(record.missed(100), Ok(1));
    assert_eq!(record.missed(1_099), Ok(10));
    let (record, missed) = record.beat(1_099).unwrap();
    assert_eq!(missed, 10);
    assert_eq!(record.missed(1_099), Ok(10));
    assert_eq!(record.missed(1_100), Ok(10));
    assert_eq!(record.missed(1_200), Ok(11));
}

#[test]
fn heartbeat_before_joining_or_with_no_window_is_refused() {
    assert_eq!(
        HeartbeatRecord::start(0, 0),
        Err(HeartbeatError::ZeroWindow)
    );
    let record = HeartbeatRecord::start(500, WINDOW).unwrap();
    assert_eq!(
        record.beat(499),
        Err(HeartbeatError::WindowOver {
            earliest: 5,
            received: 4
        })
    );
    assert_eq!(record.missed(0), Ok(0));
    assert_eq!(record.expected(0), Ok(0));
}

#[test]
fn heartbeat_at_the_last_block_counts_once() {
    let record = HeartbeatRecord::start(u64::MAX, 1).unwrap();
    let (record, _) = record.beat(u64::MAX).unwrap();
    assert!(matches!(
        record.beat(u64::MAX),
        Err(HeartbeatError::AlreadyBeaten { .. })
    ));
    assert!(record.beat(0).is_err());
    let old = HeartbeatRecord::start(0, 1).unwrap();
    assert_eq!(old.missed(u64::MAX), Ok(u64::MAX));
    assert_eq!(old.expected(u64::MAX), Ok(u64::MAX));
}

proptest! {
    #[test]
    fn heartbeats_and_missed_windows_make_up_all_windows_that_are_over(
        start in 0..1_000_u64,
        length in 1..200_u32,
        waits in prop::collection::vec(0..400_u64, 0..60),
        rest in 0..1_000_u64,
    ) {
        let mut record = HeartbeatRecord::start(start, length).unwrap();
        let mut block = start;
        let mut beaten = std::collections::BTreeSet::new();
        let mut missed_in_sum = 0;
        for wait in waits {
            block += wait;
            if let Ok((next, missed)) = record.beat(block) {
                record = next;
                missed_in_sum += missed;
                prop_assert!(beaten.insert(block / u64::from(length)), "a window beaten twice");
                prop_assert_eq!(next.missed(block), Ok(missed_in_sum));
            }
        }
        block += rest;
        let now = block / u64::from(length);
        let first = start / u64::from(length);
        let missed = (first..now).filter(|window| !beaten.contains(window)).count() as u64;
        prop_assert_eq!(record.missed(block), Ok(missed));
        prop_assert_eq!(record.beats, beaten.len() as u64);
        prop_assert!(record.beats <= record.expected(block).unwrap());
    }
}

// Tallies.

const JOB: PointEvent = PointEvent::JobSucceeded;
const ALL: [PointEvent; 6] = [
    PointEvent::Signed,
    PointEvent::Placed { place: 1 },
    PointEvent::Heartbeat,
    JOB,
    PointEvent::JobFailed,
    PointEvent::Reported,
];

fn scored(tally: OperatorTally, totals: EraTotals, event: PointEvent) -> Scored {
    tally
        .score(totals, tally.era, &event, &Weights::default())
        .unwrap()
}

#[test]
fn tally_counts_what_was_done_and_sums_points() {
    let (mut tally, mut totals) = (OperatorTally::new(3), EraTotals::new(3));
    for event in ALL {
        let next = scored(tally, totals, event);
        (tally, totals) = (next.tally, next.totals);
    }
    let expected = OperatorTally {
        era: 3,
        successes: 1,
        failures: 1,
        reports: 1,
        heartbeats: 1,
        // A signature, a second place, a heartbeat and a job.
        points: 1 + 2 + 1 + 1,
    };
    assert_eq!(tally, expected);
    assert_eq!(
        totals,
        EraTotals {
            era: 3,
            successes: 1,
            failures: 1,
            reports: 1,
            heartbeats: 1,
            points: 5
        }
    );
}

#[test]
fn tally_of_an_era_that_is_over_is_refused() {
    let rule = Weights::default();
    let wrong = Err(TallyError::WrongEra {
        expected: 4,
        received: 3,
    });
    assert_eq!(
        OperatorTally::new(3).score(EraTotals::new(4), 4, &JOB, &rule),
        wrong
    );
    assert_eq!(
        OperatorTally::new(4).score(EraTotals::new(3), 4, &JOB, &rule),
        wrong
    );
    assert!(OperatorTally::new(4)
        .score(EraTotals::new(4), 4, &JOB, &rule)
        .is_ok());
}

#[test]
fn tally_of_a_new_era_starts_empty() {
    // Lifetime counts would pay the oldest operator most.
    let old = scored(
        OperatorTally::new(3),
        EraTotals::new(3),
        PointEvent::Heartbeat,
    );
    assert_eq!(old.tally.heartbeats, 1);
    assert_eq!(OperatorTally::new(4).heartbeats, 0);
}

#[test]
fn tally_full_counter_saturates_and_stays_in_step_with_the_totals() {
    let tally = OperatorTally {
        heartbeats: u32::MAX,
        points: u64::MAX,
        ..OperatorTally::new(1)
    };
    let totals = EraTotals {
        heartbeats: u64::from(u32::MAX),
        points: u64::MAX,
        ..EraTotals::new(1)
    };
    let full = scored(tally, totals, PointEvent::Heartbeat);
    assert_eq!((full.tally, full.totals, full.points), (tally, totals, 0));
    let alone = scored(tally, EraTotals::new(1), PointEvent::Signed);
    assert_eq!((alone.points, alone.totals.points), (0, 0));
    let nearly = EraTotals {
        points: u64::MAX - 2,
        ..totals
    };
    let other = scored(
        OperatorTally::new(1),
        nearly,
        PointEvent::Placed { place: 0 },
    );
    assert_eq!(
        (other.points, other.tally.points, other.totals.points),
        (2, 2, u64::MAX)
    );
}

#[test]
fn tally_success_share_is_rounded_down_and_unknown_without_results() {
    let tally = |successes, failures| OperatorTally {
        successes,
        failures,
        ..OperatorTally::new(1)
    };
    assert_eq!(tally(0, 0).success_bps(), None);
    assert_eq!(tally(2, 1).success_bps(), Some(6_666));
    assert_eq!(tally(1, 0).success_bps(), Some(10_000));
    assert_eq!(tally(0, 1).success_bps(), Some(0));
    assert_eq!(tally(u32::MAX, u32::MAX).success_bps(), Some(5_000));
}

fn event() -> impl Strategy<Value = PointEvent> {
    prop_oneof![
        Just(PointEvent::Signed),
        (0..5_u8).prop_map(|place| PointEvent::Placed { place }),
        Just(PointEvent::Heartbeat),
        Just(PointEvent::JobSucceeded),
        Just(PointEvent::JobFailed),
        Just(PointEvent::Reported),
    ]
}

proptest! {
    #[test]
    fn cards_only_grow_and_add_up_to_the_totals_in_any_order(
        events in prop::collection::vec((0..5_usize, event()), 0..100)
            .prop_flat_map(|events| (Just(events.clone()), Just(events).prop_shuffle())),
    ) {
        // So many that the points saturate.
        let rule = (Weights::default(), Exactly(u64::MAX / 20));
        let run = |events: &[(usize, PointEvent)]| {
            let mut tallies = [OperatorTally::new(1); 5];
            let mut totals = EraTotals::new(1);
            for (operator, event) in events {
                let before = tallies[*operator];
                let next = before.score(totals, 1, event, &rule).unwrap();
                assert!(next.tally.points >= before.points);
                assert_eq!(next.totals.points - totals.points, next.points);
                (tallies[*operator], totals) = (next.tally, next.totals);
            }
            (tallies, totals)
        };
        let (tallies, totals) = run(&events.0);
        let sum = |metric| tallies.iter().map(|tally| u128::from(tally.read(metric))).sum::<u128>();
        prop_assert_eq!(sum(Metric::Points), u128::from(totals.points));
        prop_assert_eq!(sum(Metric::Heartbeats), u128::from(totals.heartbeats));
        prop_assert_eq!(sum(Metric::SuccessfulSubmissions), u128::from(totals.successes));
        prop_assert_eq!(sum(Metric::FailedSubmissions), u128::from(totals.failures));
        prop_assert_eq!(sum(Metric::Reports), u128::from(totals.reports));
        if totals.points < u64::MAX {
            prop_assert_eq!(run(&events.1), (tallies, totals));
        }
    }
}

// Distributions.

#[test]
fn distribution_of_an_era_is_read_page_by_page() {
    let successes = [10, 2, 7, 6, 0, 3, 9];
    let tally = |index: u32| {
        // The fifth did nothing, and has no tally.
        let successes = successes[index as usize];
        (successes > 0).then(|| OperatorTally {
            successes,
            failures: index,
            ..OperatorTally::new(1)
        })
    };
    let mut read = Vec::new();
    let mut start = 0;
    loop {
        let page = page(7, start, 3).unwrap();
        read.extend(distribution(Metric::SuccessfulSubmissions, page, tally));
        if page.last {
            break;
        }
        start = page.end;
    }
    assert_eq!(read, successes.map(u64::from));
    let failed = distribution(Metric::FailedSubmissions, page(7, 4, 50).unwrap(), tally);
    assert_eq!(failed.collect::<Vec<_>>(), [0, 5, 6]);
}

#[test]
fn page_of_nothing_or_too_much_or_past_the_end_is_refused() {
    let bad = |received| Err(TallyError::BadPage { most: 50, received });
    assert_eq!(page(7, 0, 0), bad(0));
    assert_eq!(page(7, 0, 51), bad(51));
    assert_eq!(
        page(7, 8, 1),
        Err(TallyError::PastEnd {
            len: 7,
            received: 8
        })
    );
    let end = page(7, 7, 1).unwrap();
    assert_eq!((end.start, end.end, end.last), (7, 7, true));
    let top = page(u32::MAX, u32::MAX - 1, 50).unwrap();
    assert_eq!((top.end, top.last), (u32::MAX, true));
}

// Schemes.

#[test]
fn weights_follow_the_seed_and_failures_earn_nothing() {
    let weights = Weights::default();
    let points = ALL.map(|event| weights.points(&event));
    assert_eq!(points, [1, 2, 1, 1, 0, 0]);
    let places = [0, 1, 2, 3, u8::MAX].map(|place| weights.points(&PointEvent::Placed { place }));
    assert_eq!(places, [3, 2, 1, 0, 0]);
    assert_eq!(ALL.map(|event| Weights::NONE.points(&event)), [0; 6]);
}

#[test]
fn rules_compose_by_sum() {
    let sum = (Weights::default(), Exactly(5));
    assert_eq!(sum.points(&JOB), 6);
    assert_eq!(sum.points(&PointEvent::JobFailed), 5);
    assert_eq!((Exactly(u64::MAX), sum).points(&JOB), u64::MAX);
}

#[test]
fn rule_of_a_blueprints_own_is_a_rule_like_any() {
    struct OnlyReliable;
    impl PointRule for OnlyReliable {
        fn points(&self, event: &PointEvent) -> u64 {
            u64::from(matches!(event, PointEvent::Heartbeat)) * 10
        }
    }
    let rule = (OnlyReliable, Weights::default());
    let done = OperatorTally::new(1)
        .score(EraTotals::new(1), 1, &PointEvent::Heartbeat, &rule)
        .unwrap();
    assert_eq!(done.points, 11);
}

#[test]
fn records_fit_a_storage_cell() {
    assert!(core::mem::size_of::<Race>() < 416);
    assert!(core::mem::size_of::<OperatorTally>() < 416);
    assert!(core::mem::size_of::<SignedRound>() < 416);
    assert!(core::mem::size_of::<HeartbeatRecord>() < 416);
}
