//! Deposits become shares in the next era, at one rate for each batch.

use super::*;

#[test]
fn deposit_becomes_shares_in_its_first_era() {
    with_vault(0, || {
        let batch = deposit(1, 5_000);
        assert_eq!(vault().booked(), SEED + 5_000);
        assert_noop!(
            send(holder(1), claim_call(1, batch)),
            Error::<Test>::NothingToClaim
        );
        to_era(batch);
        sync();
        claim(1, batch);
        assert_eq!(vault().pool.worth(shares(1)), 5_000);
        assert_eq!(vault().unfinished, 0);
    });
}

#[test]
fn deposit_earns_nothing_of_eras_before_its_own() {
    with_vault(0, || {
        to_era(3);
        let before = vault().pool;
        let batch = deposit(1, 5_000);
        to_era(batch);
        sync();
        claim(1, batch);
        // All that came until then is the seed's.
        assert!(vault().pool.assets > before.assets + 5_000);
        assert!((4_999..=5_000).contains(&vault().pool.worth(shares(1))));
        next_era();
        sync();
        assert!(vault().pool.worth(shares(1)) > 5_000);
    });
}

#[test]
fn equal_deposits_of_a_batch_are_equal_in_any_order_and_any_split() {
    with_vault(0, || {
        next_era();
        let batch = deposit(1, 5_000);
        next_block();
        for _ in 0..5 {
            assert_eq!(deposit(2, 1_000), batch);
        }
        to_era(batch);
        sync();
        claim(2, batch);
        claim(1, batch);
        assert_eq!(shares(1), shares(2));
    });
}

#[test]
fn activation_does_not_move_the_rate() {
    with_vault(0, || {
        joined(1, 5_000);
        next_era();
        sync();
        let batch = deposit(2, 777_777);
        to_era(batch - 1);
        sync();
        let before = rate();
        next_block();
        next_block();
        to_era(batch);
        // The closed era's reward is booked before the batch: without it, the rate stays.
        EraReward::set(0);
        sync();
        claim(2, batch);
        assert!(rate() >= before);
        assert!(vault().pool.worth(shares(2)) <= 777_777);
        assert!(vault().pool.worth(shares(2)) >= 777_776);
    });
}

#[test]
fn claims_can_be_paid_by_any_account_to_the_controller_alone() {
    with_vault(0, || {
        let batch = deposit(1, 5_000);
        to_era(batch);
        sync();
        let call = Call::claim {
            vault: V,
            batch,
            controller: holder(1),
            receiver: stranger(),
        };
        assert_noop!(send(stranger(), call.clone()), Error::<Test>::NotController);
        assert_ok!(send(holder(1), call));
        assert_eq!(Liquid::worth_of(V, Assets::balance(V, stranger())), 5_000);
    });
}

#[test]
fn part_of_a_claim_can_be_taken() {
    with_vault(0, || {
        let batch = deposit(1, 5_000);
        to_era(batch);
        sync();
        assert_ok!(Liquid::do_claim(holder(1), V, batch, 2_000, holder(1)));
        assert_eq!(Liquid::worth_of(V, shares(1)), 2_000);
        claim(1, batch);
        assert_eq!(Liquid::worth_of(V, shares(1)), 5_000);
    });
}

#[test]
fn activation_waits_until_earlier_eras_are_paid() {
    with_vault(0, || {
        to_era(3);
        sync();
        while planned_era() == active_era() {
            next_block();
        }
        let batch = deposit(1, 5_000);
        to_era(batch + 2);
        // Eras before that of the batch are not paid: a call pays one.
        assert_noop!(
            send(holder(1), deposit_call(1, 5_000)),
            Error::<Test>::Unsettled
        );
        assert_noop!(
            send(holder(1), claim_call(1, batch)),
            Error::<Test>::NothingToClaim
        );
        sync();
        claim(1, batch);
        // While it waited it was exposed, and earned.
        assert!(vault().pool.worth(shares(1)) > 5_000);
    });
}

#[test]
fn deposit_waits_while_a_slash_of_an_earlier_era_does() {
    with_vault(2, || {
        next_era();
        joined(1, 5_000);
        let offence = active_era();
        let batch = deposit(2, 6_000);
        slash(validator(1), offence, 50);
        assert!(Liquid::is_frozen(V));
        to_era(batch);
        sync();
        assert!(vault().pending.iter().any(|it| it.from == batch));
        // Applied at the start of this era.
        to_era(offence + 3);
        sync();
        assert!(!Liquid::is_frozen(V));
        claim(2, batch);
        assert!(vault().pool.worth(shares(2)) >= 6_000);
        assert!(vault().pool.worth(shares(1)) < 5_000);
    });
}

#[test]
fn batch_that_waits_while_exposed_earns_what_it_had_exposed() {
    with_vault(2, || {
        next_era();
        joined(1, 9_000);
        sync();
        let offence = active_era();
        let before = vault().pool.assets;
        let batch = deposit(2, before);
        slash(validator(1), offence, 1);
        to_era(batch + 1);
        EraReward::set(0);
        sync();
        let waiting = vault().pending[0];
        assert_eq!(waiting.from, batch);
        let earned = waiting.value - waiting.principal;
        assert!(earned > 0);
        check();
    });
}

#[test]
fn strangers_payout_is_divided_like_one_of_the_pallet() {
    let waiting = |stranger_pays: bool| {
        let mut value = 0;
        with_vault(2, || {
            next_era();
            joined(1, 9_000);
            let batch = deposit(2, 20_000);
            slash(validator(1), active_era(), 1);
            to_era(batch + 1);
            if stranger_pays {
                for era in vault().settled + 1..active_era() {
                    let call = StakingCall::payout_stakers {
                        validator_stash: validator(1),
                        era,
                    };
                    assert_ok!(send(stranger(), call));
                }
            }
            sync();
            value = vault().pending[0].value;
            assert!(value > 20_000);
        });
        value
    };
    assert_eq!(waiting(true), waiting(false));
}
