//! The protocol's part of net growth.

use super::*;

fn set_fee(bps: u32) {
    assert_ok!(command(Call::set_fee { bps }));
}

/// Lets the notice of a fee pass.
fn after_notice() {
    Timestamp::set_timestamp(Timestamp::get() + FEE_NOTICE * 1_000);
}

fn fee_shares() -> Balance {
    Assets::balance(V, Treasury::get())
}

#[test]
fn fee_is_a_part_of_growth_in_shares() {
    with_vault(0, || {
        joined(1, 9_000);
        set_fee(1_000);
        after_notice();
        sync();
        let before = vault().pool.assets;
        next_era();
        sync();
        let growth = vault().pool.assets - before;
        let fee = vault().pool.worth(fee_shares());
        assert!(growth > 100);
        assert!(
            (growth / 10 - 1..=growth / 10).contains(&fee),
            "{fee} of {growth}"
        );
    });
}

#[test]
fn fee_never_lowers_the_rate() {
    with_vault(0, || {
        joined(1, 9_000);
        set_fee(1_000);
        after_notice();
        sync();
        for _ in 0..10 {
            let before = rate();
            next_era();
            sync();
            assert!(rate() >= before);
        }
    });
}

#[test]
fn higher_fee_holds_after_its_notice() {
    with_vault(0, || {
        joined(1, 9_000);
        set_fee(1_000);
        next_era();
        next_era();
        sync();
        assert_eq!(fee_shares(), 0);
        after_notice();
        next_era();
        // What grew before the first sync under the higher fee does not pay it.
        sync();
        assert_eq!(fee_shares(), 0);
        next_era();
        sync();
        assert!(fee_shares() > 0);
        let before = fee_shares();
        set_fee(0);
        next_era();
        sync();
        assert_eq!(fee_shares(), before);
    });
}

/// A full chain leaves eras unpaid: who pays them after the notice would choose the fee of all of them.
#[test]
fn higher_fee_is_not_for_eras_before_it_whenever_they_are_paid() {
    with_vault(0, || {
        joined(1, 9_000);
        sync();
        set_fee(1_000);
        for _ in 0..3 {
            next_era();
        }
        after_notice();
        while !Liquid::is_settled(&vault()) {
            sync();
            assert_eq!(fee_shares(), 0);
        }
        next_era();
        sync();
        assert!(fee_shares() > 0);
        // Nor is a lower one put off by it.
        let before = fee_shares();
        set_fee(0);
        next_era();
        sync();
        assert_eq!(fee_shares(), before);
    });
}

#[test]
fn growth_makes_up_for_a_slash_before_a_fee_is_taken() {
    with_vault(0, || {
        joined(1, 9_000);
        set_fee(1_000);
        after_notice();
        sync();
        next_era();
        sync();
        slash(validator(1), active_era(), 50);
        let before = fee_shares();
        for _ in 0..3 {
            next_era();
            sync();
        }
        assert!(vault().best.is_better_than(&vault().pool));
        assert_eq!(fee_shares(), before);
    });
}

#[test]
fn fee_above_the_highest_is_refused() {
    with_vault(0, || {
        let call = Call::set_fee {
            bps: MAX_FEE_BPS + 1,
        };
        assert_noop!(command(call), Error::<Test>::FeeTooHigh);
    });
}

/// It has an account of the token from the vault's beginning: it needs neither a balance nor room for more assets.
#[test]
fn receiver_without_a_balance_takes_the_fee() {
    with_vault(0, || {
        joined(1, 9_000);
        set_fee(1_000);
        after_notice();
        let burn = pallet_balances::Call::<Test>::transfer_all {
            dest: stranger(),
            keep_alive: false,
        };
        assert_ok!(send(Treasury::get(), burn));
        sync();
        next_era();
        sync();
        assert!(fee_shares() > 0);
    });
}

#[test]
fn fee_after_a_slash_is_a_part_of_what_the_best_rate_is_exceeded_by() {
    with_vault(0, || {
        joined(1, 9_000);
        set_fee(1_000);
        after_notice();
        sync();
        next_era();
        sync();
        let taken = fee_shares();
        assert!(taken > 0);
        slash(validator(1), active_era(), 50);
        // Most leave, and what they lost is not made up for by those who stay.
        leave(1, shares(1) / 10 * 9);
        EraReward::set(300_000_000);
        let (pool, best) = (vault().pool, vault().best);
        next_era();
        sync();
        let now = vault().pool;
        assert!(now.assets > 4 * pool.assets);
        let at_best = rules::part_of(best.assets, pool.shares, best.shares).unwrap();
        let expected = (now.assets - at_best) / 10;
        let fee = now.worth(fee_shares() - taken);
        assert!(fee.abs_diff(expected) <= 1, "{fee}, not {expected}");
    });
}
