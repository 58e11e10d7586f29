//! Attempts by those who enter.

use super::*;

#[test]
fn first_depositor_cannot_raise_the_price_of_a_share_by_a_donation() {
    with_vault(0, || {
        let before = vault().pool;
        let call = pallet_balances::Call::<Test>::transfer_allow_death {
            dest: stash(V),
            value: 1_000_000_000,
        };
        assert_ok!(send(holder(1), call));
        sync();
        assert_eq!(vault().pool, before);
        let batch = deposit(1, LEAST);
        deposit(2, 1_000_000);
        to_era(batch);
        sync();
        claim(2, batch);
        assert!((999_999..=1_000_000).contains(&worth(2)));
    });
}

#[test]
fn donation_by_the_payee_of_another_staker_changes_nothing() {
    with_vault(0, || {
        joined(1, 8_000);
        sync();
        let payee = pallet_staking::RewardDestination::Account(stash(V));
        assert_ok!(send(validator(2), StakingCall::set_payee { payee }));
        next_era();
        sync();
        let before = vault().pool;
        let free = Balances::balance(&stash(V));
        assert_ok!(send(stranger(), payout(2, active_era() - 1)));
        assert!(Balances::balance(&stash(V)) > free);
        sync();
        assert_eq!(vault().pool, before);
    });
}

#[test]
fn loops_of_small_deposits_and_redemptions_gain_nothing() {
    with_vault(0, || {
        joined(1, 8_000);
        next_era();
        sync();
        EraReward::set(0);
        let mut spent = 0;
        let before = balance(2);
        for _ in 0..12 {
            let batch = deposit(2, LEAST + 1);
            spent += LEAST + 1;
            to_era(batch);
            sync();
            claim(2, batch);
            leave(2, shares(2));
        }
        to_era(planned_era() + BONDING);
        sync();
        for ticket in tickets(2) {
            paid(2, ticket);
        }
        assert!(
            balance(2) <= before,
            "{} of {spent}",
            balance(2) as i128 - before as i128
        );
    });
}

#[test]
fn deposit_in_the_last_block_before_a_payout_has_no_part_of_it() {
    with_vault(0, || {
        joined(1, 8_000);
        while planned_era() == active_era() {
            next_block();
        }
        // The election of the next era is over.
        let batch = deposit(2, 1_000_000);
        assert_eq!(batch, active_era() + 2);
        next_era();
        sync();
        assert_eq!(vault().pending[0].value, 1_000_000);
        to_era(batch);
        sync();
        claim(2, batch);
        assert!((999_999..=1_000_000).contains(&worth(2)));
    });
}

#[test]
fn deposit_before_the_report_of_a_slash_neither_pays_for_it_nor_gains_by_it() {
    with_vault(2, || {
        EraReward::set(0);
        joined(1, 8_000);
        next_era();
        sync();
        let offence = active_era();
        let batch = deposit(2, 8_000);
        slash(validator(1), offence, 40);
        to_era(offence + 3);
        sync();
        claim(2, batch);
        assert!((7_999..=8_000).contains(&worth(2)));
        assert!((4_799..=4_800).contains(&worth(1)));
    });
}

#[test]
fn activation_costs_the_same_for_any_number_of_controllers() {
    let touched = |controllers: u8| {
        let mut touched = (0, 0);
        with_vault(0, || {
            let batch = planned_era() + 1;
            for n in 0..controllers {
                let call = Call::request_deposit {
                    vault: V,
                    amount: 1_000,
                    controller: account(n),
                };
                assert_ok!(send(stranger(), call));
            }
            to_era(batch);
            assert_eq!(vault().pending.len(), 1);
            let (accesses, ()) = storage_accesses::of(|_| true, sync);
            assert_eq!(vault().pending.len(), 0);
            touched = (accesses.reads.len(), accesses.writes.len());
        });
        touched
    };
    assert_eq!(touched(1), touched(200));
    assert!(touched(1).1 > 0);
}

#[test]
fn dust_is_no_deposit() {
    with_vault(0, || {
        let call = deposit_call(1, LEAST - 1);
        assert_noop!(send(holder(1), call), Error::<Test>::AmountTooSmall);
    });
}

/// A limit of the pallet: the staking pallet names no era of what it takes, and a share does not know when it was bought.
#[test]
fn offence_that_is_reported_after_a_deposit_became_shares_takes_from_all_alike() {
    with_vault(0, || {
        EraReward::set(0);
        joined(1, 8_000);
        let offence = active_era();
        joined(2, 9_000);
        assert_eq!((worth(1), worth(2)), (8_000, 9_000));
        // A tenth of the 9,000 that were exposed then, of the 18,000 that are bonded now.
        slash(validator(1), offence, 10);
        assert_eq!((worth(1), worth(2)), (7_600, 8_550));
    });
}
