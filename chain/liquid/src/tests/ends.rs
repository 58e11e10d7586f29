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
        let unstake = StakingCall::force_unstake {
            stash: stash(V),
            num_slashing_spans: 0,
        };
        assert_ok!(command(unstake));
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
        assert!(active_era() <= start + 2 * BONDING + GRACE + 2);
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
