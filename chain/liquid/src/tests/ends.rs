//! Shares can be redeemed in every state, for ever.

use super::*;

/// Brings a vault of which holder 1 has shares into a state, and returns how its name begins.
type Way = (&'static str, EraIndex, fn());

fn lose() {
    chill(1);
    sync();
}

fn begin_to_retire() {
    lose();
    to_era(planned_era() + GRACE);
    sync();
    assert_ok!(send(stranger(), Call::retire { vault: V }));
}

const WAYS: [Way; 9] = [
    ("Open", 0, || {}),
    // Frozen: the vault is open, and a slash waits.
    ("Open", 2, || {
        slash(validator(1), active_era(), 10);
        let offence = active_era();
        while planned_era() == offence {
            next_block();
        }
        assert!(Liquid::is_frozen(V));
    }),
    ("Orphaned", 0, lose),
    ("Rehoming", 0, || {
        lose();
        let successor = validator(2);
        assert_ok!(command(Call::announce_successor {
            vault: V,
            successor
        }));
    }),
    ("Open", 0, || {
        lose();
        let successor = validator(2);
        assert_ok!(command(Call::announce_successor {
            vault: V,
            successor
        }));
        to_era(planned_era() + NOTICE);
        sync();
        assert_ok!(send(stranger(), Call::rehome { vault: V }));
    }),
    ("Wiped", 0, || {
        next_era();
        sync();
        slash(validator(1), active_era(), 95);
        sync();
    }),
    ("Retiring", 0, begin_to_retire),
    ("Retired", 0, || {
        begin_to_retire();
        to_era(planned_era() + BONDING);
        sync();
        assert_ok!(send(stranger(), Call::finish { vault: V }));
    }),
    ("Retired", 0, || {
        unstake();
        sync();
    }),
];

/// Returns all shares of holder 1 and waits for their payment, by calls of the holder and of strangers alone.
fn leaves_within_the_bound() -> Balance {
    let before = balance(1);
    let start = active_era();
    loop {
        sync();
        if state() == State::Retired {
            let (shares, receiver) = (shares(1), holder(1));
            let _ = send(
                holder(1),
                Call::cash_out {
                    vault: V,
                    shares,
                    receiver,
                },
            );
        } else if shares(1) > 0 {
            assert_ok!(send(holder(1), redeem_call(1, shares(1))));
        }
        let _ = send(stranger(), Call::finish { vault: V });
        for ticket in tickets(1) {
            let _ = send(stranger(), pay_call(1, ticket));
        }
        check();
        if shares(1) == 0 && tickets(1).is_empty() {
            return balance(1) - before;
        }
        // A queue waits for one more era.
        assert!(active_era() <= start + 2 * BONDING + GRACE + 3);
        // Idle blocks do it.
        until_planned();
        sync();
        check();
        next_era();
    }
}

#[test]
fn shares_are_redeemed_from_every_state_within_the_bound() {
    for (number, (name, defer, way)) in WAYS.into_iter().enumerate() {
        with_vault(defer, || {
            EraReward::set(0);
            joined(1, 8_000);
            way();
            let seen = format!("{:?}", state());
            assert!(seen.starts_with(name), "{number}: {seen}");
            let got = leaves_within_the_bound();
            let expected = match (name, defer) {
                ("Wiped", _) => 400,
                (_, 2) => 7_200,
                _ => 8_000,
            };
            assert!(
                got.abs_diff(expected) <= 2,
                "{number}, {name}: {got} of {expected}"
            );
        });
    }
}

#[test]
fn shares_that_wait_for_long_are_redeemed_from_every_state() {
    for (number, (name, defer, way)) in WAYS.into_iter().enumerate() {
        with_vault(defer, || {
            EraReward::set(0);
            joined(1, 8_000);
            way();
            to_era(active_era() + 40);
            assert!(leaves_within_the_bound() >= 399, "{number}, {name}");
        });
    }
}

#[test]
fn shares_can_be_transferred_in_every_state() {
    for (_, defer, way) in WAYS {
        with_vault(defer, || {
            joined(1, 8_000);
            way();
            let (id, target, amount) = (V, holder(2), shares(1) / 2);
            let call = pallet_assets::Call::<Test>::transfer { id, target, amount };
            assert_ok!(send(holder(1), call));
        });
    }
}

#[test]
fn share_that_is_left_keeps_no_validator_from_a_new_vault() {
    with_vault(0, || {
        joined(1, 8_000);
        begin_to_retire();
        to_era(planned_era() + BONDING);
        sync();
        assert_ok!(send(stranger(), Call::finish { vault: V }));
        validate(validator(1), 0, false);
        create_vault(1);
        assert_eq!(VaultOfValidator::<Test>::get(validator(1)), Some(V + 1));
        check();
        // The first one still pays.
        let (shares, receiver) = (shares(1), holder(1));
        let call = Call::cash_out {
            vault: V,
            shares,
            receiver,
        };
        assert_ok!(send(holder(1), call));
        assert_ok!(send(stranger(), Call::return_seed { vault: V }));
        assert_ok!(send(stranger(), Call::close { vault: V }));
        assert_eq!(VaultOfValidator::<Test>::get(validator(1)), Some(V + 1));
    });
}

/// A vault that was slashed until its seed is below the existential deposit, and whose holder then leaves with all but
/// a hundredth. The active era pays `reward` to all validators.
fn dust_that_retires(reward: Balance) -> RequestId {
    EraReward::set(0);
    joined(1, 80_000);
    next_era();
    sync();
    let offence = active_era();
    until_planned();
    slash(validator(1), offence, 99);
    sync();
    assert!(matches!(state(), State::Wiped { .. }));
    to_era(offence + 1);
    let call = StakingCall::manual_slash {
        validator_stash: validator(1),
        era: offence + 1,
        slash_fraction: Perbill::from_parts(6_000_000),
    };
    assert_ok!(command(call));
    sync();
    let ticket = leave(1, shares(1) / 100 * 99);
    EraReward::set(reward);
    assert!(matches!(state(), State::Retiring { .. }), "{:?}", state());
    assert_eq!(vault().pool.assets, 0);
    check();
    next_era();
    sync();
    ticket
}

#[test]
fn vault_of_which_dust_is_left_retires_and_its_shares_own_the_dust() {
    with_vault(0, || {
        let ticket = dust_that_retires(0);
        let worth = Liquid::worth_of(V, shares(1));
        assert!((1..=4).contains(&worth), "{worth}");
        to_era(planned_era() + BONDING);
        assert!(paid(1, ticket) >= 300);
        // The payment withdrew the last of it, and the ledger with it.
        sync();
        assert_eq!(state(), State::Retired);
        assert_eq!(Liquid::worth_of(V, shares(1)), worth);
        check();
    });
}

#[test]
fn vault_that_retires_pays_no_fee() {
    with_vault(0, || {
        assert_ok!(command(Call::set_fee { bps: MAX_FEE_BPS }));
        Timestamp::set_timestamp(Timestamp::get() + FEE_NOTICE * 1_000);
        sync();
        dust_that_retires(3_000_000_000);
        assert!(Liquid::worth_of(V, vault().pool.shares) > 1_000_000);
        assert_eq!(Assets::balance(V, Treasury::get()), 0);
        assert_eq!(vault().own.len(), 2);
        assert!(leaves_within_the_bound() > 10_000);
    });
}

#[test]
fn reward_below_the_existential_deposit_delays_no_end_and_is_the_pots() {
    with_vault(0, || {
        dust_that_retires(100);
        let State::Retiring { until } = state() else {
            panic!("{:?}", state())
        };
        let Vault { pool, own, .. } = vault();
        assert!((1..ED).contains(&pool.assets), "{}", pool.assets);
        assert_eq!(own.len(), 1);
        let worth = Liquid::worth_of(V, pool.shares);
        while planned_era() < until {
            next_block();
        }
        sync();
        assert_ok!(send(stranger(), Call::finish { vault: V }));
        assert_eq!(state(), State::Retired);
        assert_eq!(vault().pot, worth);
        check();
    });
}

#[test]
fn rewards_that_no_sync_booked_are_the_pots_where_the_ledger_is_removed() {
    with_vault(0, || {
        joined(1, 8_000);
        next_era();
        sync();
        let before = Liquid::worth_of(V, vault().pool.shares);
        next_era();
        let payout = StakingCall::payout_stakers {
            validator_stash: validator(1),
            era: active_era() - 1,
        };
        assert_ok!(send(stranger(), payout));
        let active = Liquid::ledger_of(&stash(V)).unwrap().active;
        assert!(active > before);
        unstake();
        sync();
        check();
        assert_eq!(vault().pot, active);
    });
}

/// The staking pallet unbonds what is left with the last of it, also what no sync has divided yet.
#[test]
fn rewards_that_no_sync_divided_are_the_pots_when_all_unbonds() {
    with_vault(0, || {
        // The first era for which the vault was elected.
        next_era();
        sync();
        deposit(2, 5_000);
        until_planned();
        let era = active_era();
        slash(validator(1), era, 100);
        sync();
        assert!(matches!(state(), State::Retiring { .. }), "{:?}", state());
        let payout = |era| StakingCall::payout_stakers {
            validator_stash: validator(1),
            era,
        };
        let active = || Liquid::ledger_of(&stash(V)).unwrap().active;
        next_era();
        assert_ok!(send(stranger(), payout(era)));
        let first = active();
        assert!(first >= ED);
        // A last reward that is too little to be bonded alone.
        EraReward::set(EraReward::get() / first);
        next_era();
        assert_ok!(send(stranger(), payout(era + 1)));
        let all = active();
        assert!((1..ED).contains(&(all - first)), "{first}, {all}");
        let call = Call::sync { vault: V, steps: 1 };
        assert_ok!(send(stranger(), call));
        assert_eq!(active(), 0);
        check();
        let State::Retiring { until } = state() else {
            panic!("{:?}", state());
        };
        to_era(until);
        sync();
        assert_ok!(send(stranger(), Call::finish { vault: V }));
        assert_eq!(vault().pot, all);
    });
}
