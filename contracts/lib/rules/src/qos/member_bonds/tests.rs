use super::*;
use proptest::prelude::*;

const DAY: u64 = 86_400;
const NOW: u64 = 1_000_000;

fn terms() -> Terms {
    Terms {
        minimum_bond: 1_000,
        most_weight: 10,
        unbonding_delay: shortest_unbonding(DAY),
        deviations: 3,
        deviation_bps: 500,
        equivocation_bps: 5_000,
        bounty_bps: 1_000,
    }
}

fn amount(value: u64) -> U256 {
    value.into()
}

fn staked(stake: u64) -> Account {
    Account {
        stake: amount(stake),
        ..Default::default()
    }
}

#[test]
fn terms_have_bounds() {
    assert_eq!(terms().check(DAY), Ok(()));
    let shortest = shortest_unbonding(DAY);
    type Change = fn(&mut Terms);
    let out: [(u8, Change); 11] = [
        (1, |it| it.minimum_bond = 0),
        (2, |it| it.most_weight = 0),
        (2, |it| it.most_weight = MOST_WEIGHT + 1),
        (3, |it| it.unbonding_delay -= 1),
        (3, |it| it.unbonding_delay = LONGEST_UNBONDING + 1),
        (4, |it| it.deviations = 0),
        (4, |it| it.deviations = MOST_DEVIATIONS + 1),
        (5, |it| it.deviation_bps = 0),
        (6, |it| it.equivocation_bps = 499),
        (6, |it| it.equivocation_bps = 10_001),
        (7, |it| it.bounty_bps = MOST_BOUNTY_BPS + 1),
    ];
    for (term, change) in out {
        let mut bad = terms();
        change(&mut bad);
        let error = bad.check(DAY).unwrap_err();
        assert_eq!(error.term, term, "{bad:?}");
    }
    let within: [Change; 7] = [
        |it| it.minimum_bond = 1,
        |it| it.minimum_bond = u128::MAX,
        |it| it.most_weight = MOST_WEIGHT,
        |it| it.unbonding_delay = LONGEST_UNBONDING,
        |it| it.deviations = MOST_DEVIATIONS,
        |it| (it.deviation_bps, it.equivocation_bps) = (10_000, 10_000),
        |it| it.bounty_bps = MOST_BOUNTY_BPS,
    ];
    for change in within {
        let mut good = terms();
        change(&mut good);
        assert_eq!(good.check(DAY), Ok(()), "{good:?}");
    }
    // A committee with a longer delay.
    let error = terms().check(DAY + 1).unwrap_err();
    assert_eq!((error.term, error.least), (3, shortest + 2));
    assert_eq!(terms().check(u64::MAX).unwrap_err().least, u64::MAX);
}

/// The two sets that may name a member after it unbonds, an answer of the last second, and two times for any account to act.
#[test]
fn unbonding_outlasts_sets_answers_and_reports() {
    let age = u64::from(LONGEST_AGE);
    for delay in [DAY, 30 * DAY] {
        let (unbonded, pending) = (NOW, NOW + delay);
        let dropped = pending.max(unbonded) + CHALLENGE;
        let last_answer = dropped + delay + age;
        assert_eq!(
            unbonded + shortest_unbonding(delay),
            last_answer + CHALLENGE
        );
        assert!(shortest_unbonding(delay) <= LONGEST_UNBONDING);
    }
}

#[test]
fn weight_is_the_stake_in_minimum_bonds_and_has_a_cap() {
    let of = |stake: u64| terms().weight(amount(stake));
    let weights = [0, 999, 1_000, 1_999, 2_000, 9_999, 10_000, 10_999, u64::MAX].map(of);
    assert_eq!(weights, [0, 0, 1, 1, 2, 9, 10, 10, 10]);
    assert_eq!(terms().weight(U256::MAX), 10);
    // Terms that were never set.
    assert_eq!(Terms::default().weight(U256::MAX), 0);
}

#[test]
fn stake_is_zero_or_the_minimum_at_least() {
    let terms = terms();
    let none = Account::default();
    assert_eq!(none.bond(U256::zero(), &terms), Err(BondError::ZeroAmount));
    let (least, received) = (amount(1_000), amount(999));
    let below = Err(BondError::BelowMinimum { least, received });
    assert_eq!(none.bond(received, &terms), below);
    assert_eq!(none.bond(least, &terms), Ok(staked(1_000)));
    assert_eq!(staked(1_000).bond(amount(1), &terms), Ok(staked(1_001)));
    // What a slash left is filled up.
    assert_eq!(staked(999).bond(amount(1), &terms), Ok(staked(1_000)));

    let unbond = |stake, value| staked(stake).unbond(amount(value), &terms, NOW);
    assert_eq!(unbond(1_000, 0), Err(BondError::ZeroAmount));
    let (most, received) = (amount(1_000), amount(1_001));
    let more = Err(BondError::MoreThanBonded { most, received });
    assert_eq!(unbond(1_000, 1_001), more);
    assert_eq!(unbond(1_500, 501), below);
    let after = unbond(1_500, 500).unwrap();
    assert_eq!((after.stake, after.unbonding), (least, amount(500)));
    assert!(
        unbond(500, 500).unwrap().stake.is_zero(),
        "what a slash left"
    );
}

#[test]
fn unbonded_stake_is_locked_anew_with_each_request_and_stays_slashable() {
    let terms = terms();
    let first = staked(5_000).unbond(amount(1_000), &terms, NOW).unwrap();
    let until = NOW + terms.unbonding_delay;
    assert_eq!(first.locked_until, until);
    let second = first.unbond(amount(1_000), &terms, until).unwrap();
    let pause = Pause::default();
    let locked = until + terms.unbonding_delay;
    let early = Err(BondError::Locked { until: locked });
    assert_eq!(second.withdraw(&pause, locked), early);
    assert_eq!(second.slashable(), amount(5_000));
    let (after, taken) = second.slash(amount(3_500));
    assert_eq!((taken, after.stake), (amount(3_500), U256::zero()));
    assert_eq!(after.unbonding, amount(1_500));
    let (left, paid) = after.withdraw(&pause, locked + 1).unwrap();
    assert_eq!((left, paid), (Account::default(), amount(1_500)));
    let (_, nothing) = left.withdraw(&pause, locked + 1).unwrap();
    assert!(nothing.is_zero());
}

#[test]
fn pause_in_which_a_delay_ends_moves_the_end_and_no_other_pause_does() {
    let account = Account {
        unbonding: amount(7),
        locked_until: NOW,
        ..Default::default()
    };
    let pause = |from, until| Pause { from, until };
    for (pause, last) in [
        (Pause::default(), NOW),
        // Over long before.
        (pause(NOW - 9 * DAY, NOW - 7 * DAY), NOW),
        // Over a second before.
        (pause(NOW - DAY, NOW - 1), NOW - 1 + DAY),
        (pause(NOW, NOW + 3 * DAY), NOW + 4 * DAY),
        // Began after it.
        (pause(NOW + 1, NOW + 3 * DAY), NOW),
    ] {
        let locked = Err(BondError::Locked { until: last });
        assert_eq!(account.withdraw(&pause, last), locked, "{pause:?}");
        assert!(account.withdraw(&pause, last + 1).is_ok(), "{pause:?}");
    }
}

#[test]
fn cost_is_of_what_secured_the_weight() {
    let terms = terms();
    assert_eq!(terms.deviations_cost(10, 1), amount(500));
    assert_eq!(terms.equivocation_cost(10), amount(5_000));
    // Rounded up, so that it is never nothing.
    let dust = Terms {
        minimum_bond: 1,
        ..terms
    };
    assert_eq!(dust.deviations_cost(1, 1), amount(1));
    assert_eq!(dust.deviations_cost(1, 7), amount(7));
    let largest = Terms {
        minimum_bond: u128::MAX,
        deviation_bps: 10_000,
        ..terms
    };
    let all = U256::from(u128::MAX) * U256::from(u16::MAX) * U256::from(u16::MAX);
    assert_eq!(largest.deviations_cost(u16::MAX, u16::MAX), all);
}

#[test]
fn threshold_is_due_once() {
    let due = |deviated, slashed| terms().thresholds_due(deviated, slashed);
    assert_eq!([0, 1, 2, 3, 5, 6].map(|it| due(it, 0)), [0, 0, 0, 1, 1, 2]);
    assert_eq!([3, 5, 6, 9].map(|it| due(it, 1)), [0, 0, 1, 2]);
    assert_eq!(due(0, 9), 0);
    assert_eq!(Terms::default().thresholds_due(u16::MAX, 0), 0);
}

#[test]
fn reporter_gets_its_share_rounded_down_and_a_member_none_of_its_own() {
    let terms = terms();
    assert_eq!(terms.split(amount(999), false), (amount(99), amount(900)));
    assert_eq!(terms.split(amount(9), false), (amount(0), amount(9)));
    assert_eq!(terms.split(amount(999), true), (amount(0), amount(999)));
}

proptest! {
    /// Whatever is bonded, unbonded, withdrawn and slashed: no unit appears or is lost.
    #[test]
    fn units_are_kept(steps in prop::collection::vec((0u8..4, 0u64..5_000, 0u64..DAY * 9), 1..40)) {
        let terms = terms();
        let (mut account, mut now) = (Account::default(), NOW);
        let (mut paid_in, mut paid_out, mut slashed) = (0u64, 0u64, 0u64);
        for (step, value, wait) in steps {
            now += wait;
            match step {
                0 => if let Ok(after) = account.bond(amount(value), &terms) {
                    paid_in += value;
                    account = after;
                },
                1 => if let Ok(after) = account.unbond(amount(value), &terms, now) {
                    account = after;
                },
                2 => if let Ok((after, out)) = account.withdraw(&Pause::default(), now) {
                    paid_out += out.as_u64();
                    account = after;
                },
                _ => {
                    let before = account.slashable();
                    let (after, taken) = account.slash(amount(value));
                    prop_assert_eq!(taken, before.min(amount(value)));
                    slashed += taken.as_u64();
                    account = after;
                }
            }
            prop_assert_eq!(account.slashable().as_u64() + paid_out + slashed, paid_in);
        }
        // Within one delay, the member has all that is left.
        if !account.stake.is_zero() {
            account = account.unbond(account.stake, &terms, now).unwrap();
        }
        let (after, out) = account.withdraw(&Pause::default(), now + terms.unbonding_delay + 1).unwrap();
        prop_assert_eq!(out.as_u64() + paid_out + slashed, paid_in);
        prop_assert!(after.slashable().is_zero());
    }

    /// As much for any number of reports, and at any stake of the moment.
    #[test]
    fn moments_of_reports_do_not_change_the_cost(
        counts in prop::collection::vec(0u16..50, 1..10), weight in 1u16..=10, minimum in 1u128..1_000_000,
    ) {
        let terms = Terms { minimum_bond: minimum, ..terms() };
        let (mut deviated, mut slashed, mut cost) = (0u16, 0u16, U256::zero());
        for count in counts {
            deviated += count;
            let due = terms.thresholds_due(deviated, slashed);
            slashed += due;
            cost += terms.deviations_cost(weight, due);
        }
        let at_once = terms.thresholds_due(deviated, 0);
        prop_assert_eq!(slashed, at_once);
        prop_assert_eq!(cost, terms.deviations_cost(weight, at_once));
    }

    #[test]
    fn parts_of_a_slash_are_all_of_it(slashed: u64, bounty_bps in 0u16..=MOST_BOUNTY_BPS, own: bool) {
        let terms = Terms { bounty_bps, ..terms() };
        let (bounty, rest) = terms.split(amount(slashed), own);
        prop_assert_eq!(bounty + rest, amount(slashed));
        prop_assert!(bounty <= rest, "a member that reports itself by another account loses half at least");
    }
}
