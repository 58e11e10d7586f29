use super::*;
use crate::math::U256;
use primitive_types::H160;
use proptest::prelude::*;

const DAY: u32 = 86_400;
const CHALLENGER: H160 = H160([1; 20]);
const OPERATOR: H160 = H160([2; 20]);
const NOW: u64 = 1_000_000;

const TERMS: Terms = Terms {
    deposit: 50,
    response: 600,
    cooldown: 300,
    strike_life: 30 * DAY,
    capacity: 3,
    refill: 3_600,
    limit: 2,
};

fn full() -> Capacity {
    Capacity::full(&TERMS, NOW)
}

fn none() -> Excuses {
    Excuses::default()
}

fn challenged(record: Record, now: u64) -> Record {
    let value = U256::from(TERMS.deposit);
    let filed = record.challenged(&TERMS, OPERATOR, CHALLENGER, value, [7; 32], now);
    filed.unwrap()
}

#[test]
fn terms_have_bounds() {
    assert_eq!(TERMS.check(), Ok(()));
    let rejected = |change: fn(&mut Terms)| {
        let mut terms = TERMS;
        change(&mut terms);
        terms.check().unwrap_err().term
    };
    assert_eq!(rejected(|it| it.deposit = 0), 0);
    assert_eq!(rejected(|it| it.response = 59), 1);
    assert_eq!(rejected(|it| it.response = 30 * DAY + 1), 1);
    assert_eq!(rejected(|it| it.cooldown = 0), 2);
    assert_eq!(rejected(|it| it.cooldown = 30 * DAY + 1), 2);
    assert_eq!(rejected(|it| it.strike_life = 1_799), 3);
    assert_eq!(rejected(|it| it.strike_life = 365 * DAY + 1), 3);
    assert_eq!(rejected(|it| it.capacity = 0), 4);
    assert_eq!(rejected(|it| it.refill = 0), 5);
    assert_eq!(rejected(|it| it.refill = 365 * DAY + 1), 5);
    assert_eq!(rejected(|it| it.limit = 0), 6);
    assert_eq!(rejected(|it| it.limit = 9), 6);
    let mut shortest = TERMS;
    shortest.strike_life = 1_800;
    assert_eq!(shortest.check(), Ok(()));
}

#[test]
fn deposit_is_the_operators_up_to_the_last_second_and_the_challengers_after_it() {
    let record = challenged(Record::default(), NOW);
    let until = NOW + 600;
    assert_eq!(record.challenge.until, until);
    let early = ChallengeError::TooEarly {
        from: until + 1,
        now: until,
    };
    let closed = |now| record.closed(&TERMS, &none(), &full(), true, now);
    let answered = |now| record.answered(&TERMS, &none(), OPERATOR, NOW, now);
    assert_eq!(closed(until), Err(early));
    let (after, payout) = answered(until).unwrap();
    assert_eq!((payout.to, payout.amount), (OPERATOR, 50.into()));
    assert_eq!(
        (after.next_from, after.open().is_err()),
        (until + 300, true)
    );
    assert_eq!(after.strikes.count(&TERMS, &none(), until), 0);

    let now = until + 1;
    assert_eq!(answered(now), Err(ChallengeError::TooLate { until, now }));
    let closed = closed(now).unwrap();
    let payout = closed.payout;
    assert_eq!((payout.to, payout.amount), (CHALLENGER, 50.into()));
    // The cooldown is that of the deadline.
    assert_eq!(closed.record.next_from, until + 300);
    assert_eq!(closed.struck.unwrap().level, 2);
    assert_eq!(closed.record.strikes.count(&TERMS, &none(), now), 1);
}

#[test]
fn operator_has_one_challenge_at_a_time_and_none_in_the_cooldown() {
    let file = |record: Record, by: H160, value: u64, now: u64| {
        let filed = record.challenged(&TERMS, OPERATOR, by, value.into(), [0; 32], now);
        filed.map(|_| ())
    };
    let record = challenged(Record::default(), NOW);
    let until = NOW + 600;
    let open = ChallengeError::Open { until };
    assert_eq!(file(record, CHALLENGER, 50, NOW + 9_999), Err(open));
    let (record, _) = record
        .answered(&TERMS, &none(), OPERATOR, NOW, NOW + 5)
        .unwrap();
    let (from, now) = (NOW + 305, NOW + 304);
    let cooling = ChallengeError::CoolingDown { from, now };
    assert_eq!(file(record, CHALLENGER, 50, now), Err(cooling));
    assert_eq!(file(record, CHALLENGER, 50, from), Ok(()));
    assert_eq!(file(record, OPERATOR, 50, from), Err(ChallengeError::Own));
    for received in [0, 49, 51] {
        let wrong = ChallengeError::WrongDeposit {
            expected: 50,
            received: received.into(),
        };
        assert_eq!(file(record, CHALLENGER, received, from), Err(wrong));
    }
}

#[test]
fn answer_names_its_challenge() {
    let record = challenged(Record::default(), NOW);
    let other = record.answered(&TERMS, &none(), OPERATOR, NOW - 1, NOW);
    let expected = ChallengeError::Other {
        expected: NOW,
        received: NOW - 1,
    };
    assert_eq!(other, Err(expected));
    let record = Record::default();
    let nothing = record.answered(&TERMS, &none(), OPERATOR, 0, NOW);
    assert_eq!(nothing, Err(ChallengeError::None));
    let nothing = record.closed(&TERMS, &none(), &full(), true, NOW);
    assert_eq!(nothing, Err(ChallengeError::None));
}

#[test]
fn excused_challenge_has_no_strike_and_no_answer() {
    let record = challenged(Record::default(), NOW);
    // Up to its first second, from its last one, and beside it.
    for (from, to, covers) in [
        (NOW - 10, NOW, true),
        (NOW + 600, NOW + 700, true),
        (NOW - 10, NOW - 1, false),
        (NOW + 601, NOW + 700, false),
    ] {
        let excuses = none().with(&TERMS, from, to, NOW + 700).unwrap();
        let answered = record.answered(&TERMS, &excuses, OPERATOR, NOW, NOW + 600);
        let opened = NOW;
        let excused = Err(ChallengeError::Excused { opened });
        assert_eq!(answered == excused, covers);
        let closed = record.closed(&TERMS, &excuses, &full(), true, NOW + 601);
        let closed = closed.unwrap();
        assert_eq!(closed.struck.is_none(), covers);
        assert_eq!(closed.payout.to, CHALLENGER);
        if covers {
            // At once, without cooldown, and never a second one of the same second.
            let early = record.closed(&TERMS, &excuses, &full(), true, NOW);
            assert_eq!(early.unwrap().record.next_from, NOW + 1);
        }
        // One that was given before the excuse.
        let struck = record.closed(&TERMS, &none(), &full(), true, NOW + 601);
        let strikes = struck.unwrap().record.strikes;
        let count = strikes.count(&TERMS, &excuses, NOW + 701);
        assert_eq!(count == 0, covers);
    }
}

#[test]
fn range_of_an_excuse_has_bounds_and_places_are_limited() {
    let with = |excuses: Excuses, from, to| excuses.with(&TERMS, from, to, NOW);
    for (from, to) in [(NOW, NOW + 1), (NOW, NOW - 1), (NOW - LONGEST_EXCUSE, NOW)] {
        assert_eq!(with(none(), from, to), Err(ExcuseError::Range));
    }
    assert_eq!(none().with(&TERMS, 0, 0, NOW), Err(ExcuseError::Range));
    let mut excuses = with(none(), NOW + 1 - LONGEST_EXCUSE, NOW - 8).unwrap();
    for end in 1..MOST_EXCUSES as u64 {
        excuses = with(excuses, NOW - 100, NOW - 8 + end).unwrap();
    }
    // The first one is not needed once a strike of the last challenge that overlaps it has expired.
    let from = NOW - 8 + 600 + u64::from(TERMS.strike_life);
    let full = Err(ExcuseError::TooMany { from });
    assert_eq!(with(excuses, NOW, NOW), full);
    assert_eq!(excuses.with(&TERMS, NOW, NOW, from - 1), full);
    let replaced = excuses.with(&TERMS, from, from, from).unwrap();
    assert!(replaced.cover(from, from) && !replaced.cover(NOW - 5_000, NOW - 4_000));
    assert!(replaced.cover(NOW - 7, NOW - 7), "the others stay");
}

#[test]
fn strike_without_capacity_or_after_its_life_is_none() {
    let record = challenged(Record::default(), NOW);
    let empty = Capacity {
        level: 0,
        since: NOW,
    };
    let closed =
        |capacity: &Capacity, now| record.closed(&TERMS, &none(), capacity, true, now).unwrap();
    let without = closed(&empty, NOW + 601);
    assert_eq!((without.struck, without.payout.to), (None, CHALLENGER));
    assert_eq!(without.record.strikes, Strikes::default());
    let expires = NOW + 600 + u64::from(TERMS.strike_life);
    assert!(closed(&full(), expires - 1).struck.is_some());
    // No capacity is spent for it.
    assert!(closed(&full(), expires).struck.is_none());
}

#[test]
fn record_is_needed_for_its_challenge_its_cooldown_and_its_strikes() {
    let record = challenged(Record::default(), NOW);
    assert_eq!(record.needed_until(&TERMS), u64::MAX);
    let (answered, _) = record
        .answered(&TERMS, &none(), OPERATOR, NOW, NOW)
        .unwrap();
    assert_eq!(answered.needed_until(&TERMS), NOW + 300);
    let closed = record.closed(&TERMS, &none(), &full(), true, NOW + 601);
    let expires = NOW + 600 + u64::from(TERMS.strike_life);
    assert_eq!(
        closed.unwrap().record.needed_until(&TERMS),
        expires + MEMORY
    );
}

/// A second operator and its challenger, in one step of a sequence.
#[derive(Clone, Copy, Debug)]
enum Step {
    Wait(u64),
    Challenge(usize),
    Answer(usize),
    Close(usize),
    Excuse(u64),
}

const OPERATORS: usize = 4;

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        (0u64..2_000).prop_map(Step::Wait),
        (0..OPERATORS).prop_map(Step::Challenge),
        (0..OPERATORS).prop_map(Step::Answer),
        (0..OPERATORS).prop_map(Step::Close),
        (0u64..50).prop_map(Step::Excuse),
    ]
}

proptest! {
    /// What was deposited is held for an open challenge, or was paid to one of its two parties: to the unit.
    #[test]
    fn deposits_are_conserved_and_every_strike_had_its_period(
        steps in prop::collection::vec(step(), 0..120),
    ) {
        let mut records = [Record::default(); OPERATORS];
        let (mut capacity, mut excuses, mut now) = (full(), none(), NOW);
        let (mut filed, mut paid) = (U256::zero(), U256::zero());
        // Deadlines of strikes, by operator.
        let mut struck: Vec<(usize, u64)> = Vec::new();
        for step in steps {
            match step {
                Step::Wait(seconds) => now += seconds,
                Step::Challenge(n) => {
                    let value = U256::from(TERMS.deposit);
                    let by = CHALLENGER;
                    let next = records[n].challenged(&TERMS, OPERATOR, by, value, [0; 32], now);
                    if let Ok(next) = next {
                        records[n] = next;
                        filed += value;
                    }
                }
                Step::Answer(n) => {
                    let opened = records[n].challenge.opened;
                    let next = records[n].answered(&TERMS, &excuses, OPERATOR, opened, now);
                    if let Ok((next, payout)) = next {
                        prop_assert_eq!(payout.to, OPERATOR);
                        prop_assert!(now <= opened + 600);
                        records[n] = next;
                        paid += payout.amount;
                    }
                }
                Step::Close(n) => {
                    let challenge = records[n].challenge;
                    let next = records[n].closed(&TERMS, &excuses, &capacity, true, now);
                    if let Ok(next) = next {
                        prop_assert_eq!(next.payout.to, CHALLENGER);
                        paid += next.payout.amount;
                        records[n] = next.record;
                        if let Some(left) = next.struck {
                            capacity = left;
                            prop_assert!(now > challenge.opened + 600);
                            struck.push((n, challenge.until));
                        }
                    }
                }
                Step::Excuse(seconds) => {
                    excuses = excuses.with(&TERMS, now - seconds, now, now).unwrap_or(excuses);
                }
            }
            let held: u128 = records.iter().map(|it| it.challenge.deposit).sum();
            prop_assert_eq!(filed, paid + U256::from(held));
            // The view is what the history says: of the latest sixteen those that are not expired, and not excused. So it is
            // for an earlier second, with the strikes of until then.
            for (n, record) in records.iter().enumerate() {
                for time in [now, now - 1_000] {
                    let latest = struck.iter().rev().filter(|(of, _)| *of == n);
                    let counting = latest.take(MOST_STRIKES).filter(|(_, deadline)| {
                        *deadline < time
                            && time < TERMS.expires(*deadline)
                            && !excuses.cover(deadline - 600, *deadline)
                    });
                    let expected = counting.count();
                    let count = record.strikes.count(&TERMS, &excuses, time);
                    prop_assert_eq!(usize::from(count), expected);
                }
            }
        }
        // Two strikes of an operator are a response period and a cooldown apart.
        for (index, (n, deadline)) in struck.iter().enumerate() {
            let before = struck[..index].iter().rfind(|(of, _)| of == n);
            prop_assert!(before.is_none_or(|(_, last)| last + 900 <= *deadline));
        }
    }

    /// However often it is asked, the capacity is never above the terms', and no time gets more strikes than it and the
    /// refill allow.
    #[test]
    fn capacity_is_never_above_the_most_and_bounds_the_strikes_of_any_time(
        capacity in 1u8..6,
        refill in 1u32..200,
        waits in prop::collection::vec((0u64..300, any::<bool>()), 0..80),
    ) {
        let terms = Terms { capacity, refill, ..TERMS };
        let (mut bucket, mut rare) = (Capacity::full(&terms, NOW), Capacity::full(&terms, NOW));
        let mut now = NOW;
        let mut taken: Vec<u64> = Vec::new();
        for (wait, takes) in waits {
            now += wait;
            // Stored at each step, or only when it is taken from: the same.
            bucket = bucket.at(&terms, now);
            prop_assert!(bucket.level <= capacity);
            prop_assert_eq!(bucket.level, rare.at(&terms, now).level);
            if takes {
                let next = bucket.take(&terms, now);
                prop_assert_eq!(next.is_some(), bucket.level > 0);
                if let Some(next) = next {
                    bucket = next;
                    rare = rare.take(&terms, now).unwrap();
                    taken.push(now);
                }
            }
        }
        for (first, from) in taken.iter().enumerate() {
            for (last, to) in taken.iter().enumerate().skip(first) {
                let strikes = (last - first + 1) as u64;
                prop_assert!(strikes <= u64::from(capacity) + (to - from) / u64::from(refill));
            }
        }
    }

    /// Against the whole history: no second is eligible that was not, and none of those that the remembered strikes decide, or before the
    /// first of all, is lost.
    #[test]
    fn eligibility_of_a_past_second_is_never_better_than_it_was(
        gaps in prop::collection::vec(900u64..200_000, 1..40),
        limit in 1u8..=HIGHEST_LIMIT,
        back in 0u64..6_000_000,
    ) {
        let terms = Terms { limit, ..TERMS };
        let (mut strikes, mut all, mut deadline) = (Strikes::default(), Vec::new(), NOW);
        for gap in gaps {
            deadline += gap;
            strikes = strikes.with(deadline);
            all.push(deadline);
        }
        let time = (deadline + 1).saturating_sub(back);
        let counting = all.iter().filter(|it| **it < time && time < terms.expires(**it));
        let was = counting.count() < usize::from(limit);
        let says = strikes.eligible(&terms, &none(), time);
        prop_assert!(was || !says);
        let remembered = all.iter().rev().take(MOST_STRIKES).filter(|it| **it < time);
        let known = all.len() <= MOST_STRIKES
            || time <= all[0]
            || remembered.count() >= usize::from(limit);
        prop_assert!(!known || says == was);
    }

    /// A strike counts until it expires and not a second longer.
    #[test]
    fn strikes_are_never_counted_after_their_expiry(
        gaps in prop::collection::vec(900u64..5_000_000, 0..20),
        later in 0u64..5_000_000,
    ) {
        let (mut strikes, mut deadline) = (Strikes::default(), NOW);
        let mut all = Vec::new();
        for gap in gaps {
            deadline += gap;
            strikes = strikes.with(deadline);
            all.push(deadline);
        }
        let now = deadline + 1 + later;
        let alive = all.iter().filter(|it| now < **it + u64::from(TERMS.strike_life));
        let expected = alive.count().min(MOST_STRIKES);
        prop_assert_eq!(usize::from(strikes.count(&TERMS, &none(), now)), expected);
        let expires = strikes.expire(&TERMS);
        prop_assert_eq!(strikes.count(&TERMS, &none(), expires), 0);
        let last = expires.saturating_sub(1);
        prop_assert_eq!(strikes.count(&TERMS, &none(), last) > 0, !all.is_empty());
    }
}

#[test]
fn later_strikes_do_not_lift_a_past_second() {
    let terms = Terms {
        limit: HIGHEST_LIMIT,
        ..TERMS
    };
    let (mut strikes, mut deadline) = (Strikes::default(), NOW);
    for _ in 0..HIGHEST_LIMIT {
        deadline += 900;
        strikes = strikes.with(deadline);
    }
    let (first, reached) = (NOW + 900, deadline + 1);
    let eligible = |strikes: &Strikes, time| strikes.eligible(&terms, &none(), time);
    assert!(!eligible(&strikes, reached) && eligible(&strikes, deadline));
    for more in 0..3 * MOST_STRIKES {
        deadline += 900;
        strikes = strikes.with(deadline);
        assert!(!eligible(&strikes, reached), "{more}");
        // Before its first strike it was eligible.
        assert!(eligible(&strikes, first), "{more}");
        // After it, that is known as long as none is forgotten.
        assert_eq!(eligible(&strikes, first + 1), more < 8, "{more}");
    }
    // So is it for an operator whom the guardian excused since.
    let excuses = none().with(&terms, NOW, deadline, deadline).unwrap();
    assert!(strikes.eligible(&terms, &excuses, deadline + 1));
    assert!(strikes.eligible(&terms, &excuses, first));
}

#[test]
fn forgotten_strikes_decide_until_they_expire() {
    let life = u64::from(TERMS.strike_life);
    // Eight together, and sixteen of which the first comes shortly before those have expired.
    let mut strikes = Strikes::default();
    for strike in 0..8 {
        strikes = strikes.with(NOW + strike);
    }
    let forgotten = NOW + 7;
    for strike in 0..16 {
        strikes = strikes.with(forgotten + life - 10 + 900 * strike);
    }
    let eligible = |time| strikes.eligible(&TERMS, &none(), time);
    assert!(eligible(NOW) && !eligible(NOW + 1) && !eligible(forgotten + life - 1));
    assert!(eligible(forgotten + life));
}

/// One that stopped before the end of its time to respond gets none; the challenge is closed as any other.
#[test]
fn strike_needs_an_operator_that_served_and_a_life_that_is_not_over() {
    let record = challenged(Record::default(), NOW);
    let until = record.challenge.until;
    let expires = TERMS.expires(until);
    let close = |served, now| {
        let closed = record.closed(&TERMS, &none(), &full(), served, now);
        closed.unwrap()
    };
    for now in [until + 1, expires - 1, expires] {
        let counts = now < expires;
        assert_eq!(record.strike_counts(&TERMS, &none(), now), counts);
        assert_eq!(close(true, now).struck.is_some(), counts);
        assert_eq!(close(false, now).struck, None);
        assert_eq!(close(false, now).payout, close(true, now).payout);
        assert_eq!(
            close(false, now).record.next_from,
            close(true, now).record.next_from
        );
    }
    assert!(!record.strike_counts(&TERMS, &none(), until));
}
