//! The parts of a vault's life, and each way from one to the next.

use super::*;

/// Asserts that a call on deposits fails and one on shares accepted.
fn only_leaving_works(n: u8) {
    assert_noop!(
        send(holder(7), deposit_call(7, 5_000)),
        Error::<Test>::NotOpen
    );
    let shares = shares(n) / 4;
    assert_ok!(send(holder(n), redeem_call(n, shares)));
}

fn orphaned(why: Loss) {
    sync();
    assert!(
        matches!(state(), State::Orphaned { why: seen, .. } if seen == why),
        "{:?}",
        state()
    );
}

fn retire() {
    assert_ok!(send(stranger(), Call::retire { vault: V }));
}

fn finish() {
    sync();
    assert_ok!(send(stranger(), Call::finish { vault: V }));
}

#[test]
fn validator_that_chills_orphans_the_vault() {
    with_vault(0, || {
        joined(1, 8_000);
        chill(1);
        orphaned(Loss::Chilled);
        only_leaving_works(1);
    });
}

#[test]
fn validator_that_leaves_with_its_stake_orphans_the_vault() {
    with_vault(0, || {
        joined(1, 8_000);
        chill(1);
        assert_ok!(send(validator(1), StakingCall::unbond { value: BOND }));
        to_era(planned_era() + BONDING);
        let call = StakingCall::withdraw_unbonded {
            num_slashing_spans: 0,
        };
        assert_ok!(send(validator(1), call));
        orphaned(Loss::Gone);
        only_leaving_works(1);
    });
}

#[test]
fn validator_whose_commission_exceeds_the_cap_orphans_the_vault() {
    with_vault(0, || {
        joined(1, 8_000);
        validate(validator(1), 20, false);
        sync();
        assert_eq!(state(), State::Open);
        validate(validator(1), 21, false);
        orphaned(Loss::Commission);
        only_leaving_works(1);
        // The vault is in no later election, although the validator is.
        let planned = planned_era();
        to_era(planned + 1);
        let exposed = |era| {
            let page = pallet_staking::ErasStakersPaged::<Test>::get((era, validator(1), 0));
            page.is_some_and(|it| it.others.iter().any(|other| other.who == stash(V)))
        };
        assert!(exposed(planned) && !exposed(planned + 1));
    });
}

#[test]
fn validator_that_kicks_the_vault_orphans_it() {
    with_vault(0, || {
        joined(1, 8_000);
        assert_ok!(send(
            validator(1),
            StakingCall::kick {
                who: vec![stash(V)]
            }
        ));
        validate(validator(1), 0, true);
        orphaned(Loss::Kicked);
        only_leaving_works(1);
        // Blocked, it cannot come back.
        next_era();
        next_era();
        sync();
        assert!(matches!(state(), State::Orphaned { .. }));
        validate(validator(1), 0, false);
        sync();
        assert_eq!(state(), State::Open);
    });
}

#[test]
fn vault_that_is_chilled_nominates_again_or_is_orphaned() {
    with_vault(0, || {
        joined(1, 8_000);
        Liquid::chill(&stash(V));
        sync();
        assert_eq!(state(), State::Open);
        assert_eq!(Liquid::nominates(&stash(V), &validator(1)), Some(true));
        Liquid::chill(&stash(V));
        pallet_staking::MinNominatorBond::<Test>::put(1_000_000_000);
        orphaned(Loss::CannotNominate);
        only_leaving_works(1);
    });
}

#[test]
fn elected_era_of_a_lost_validator_is_still_paid_and_slashed() {
    with_vault(0, || {
        joined(1, 8_000);
        sync();
        chill(1);
        orphaned(Loss::Chilled);
        let before = vault().pool.assets;
        next_era();
        sync();
        let paid = vault().pool.assets;
        assert!(paid > before);
        slash(validator(1), active_era() - 1, 50);
        assert!(vault().pool.assets < paid);
    });
}

#[test]
fn validator_that_comes_back_opens_the_vault_again() {
    with_vault(0, || {
        joined(1, 8_000);
        chill(1);
        orphaned(Loss::Chilled);
        validate(validator(1), 0, false);
        // Not in the era in which it left.
        sync();
        assert!(matches!(state(), State::Orphaned { .. }));
        next_era();
        sync();
        assert_eq!(state(), State::Open);
        assert_eq!(Liquid::nominates(&stash(V), &validator(1)), Some(true));
        joined(2, 5_000);
    });
}

#[test]
fn deposits_that_wait_when_the_validator_is_lost_are_paid_back() {
    with_vault(0, || {
        joined(1, 8_000);
        let batch = deposit(2, 5_000);
        deposit(3, 7_001);
        chill(1);
        orphaned(Loss::Chilled);
        assert!(vault().pending.is_empty());
        assert_noop!(
            send(holder(2), claim_call(2, batch)),
            Error::<Test>::StillUnbonding
        );
        to_era(planned_era() + BONDING);
        for (n, amount) in [(3, 7_001), (2, 5_000)] {
            let before = balance(n);
            claim(n, batch);
            assert_eq!(balance(n), before + amount);
        }
    });
}

#[test]
fn vault_retires_after_its_grace_and_pays_from_its_pot_for_ever() {
    with_vault(0, || {
        joined(1, 8_000);
        joined(2, 4_000);
        chill(1);
        orphaned(Loss::Chilled);
        let retire_call = Call::retire { vault: V };
        assert_noop!(
            send(stranger(), retire_call.clone()),
            Error::<Test>::InGrace
        );
        to_era(planned_era() + GRACE);
        sync();
        let worth = [1, 2].map(|n| vault().pool.worth(shares(n)));
        retire();
        assert_noop!(send(stranger(), retire_call), Error::<Test>::NotOrphaned);
        assert!(matches!(state(), State::Retiring { .. }));
        assert_noop!(
            send(holder(7), deposit_call(7, 5_000)),
            Error::<Test>::NotOpen
        );
        check();
        // A ticket of the pot, and shares that move on.
        let ticket = leave(1, shares(1) / 2);
        assert_eq!(ticket, POT);
        assert_noop!(
            send(holder(1), pay_call(1, ticket)),
            Error::<Test>::StillUnbonding
        );
        assert_noop!(
            send(stranger(), Call::finish { vault: V }),
            Error::<Test>::NotRetiring
        );
        to_era(planned_era() + BONDING);
        check();
        finish();
        assert_eq!(state(), State::Retired);
        assert!(Liquid::ledger_of(&stash(V)).is_none());
        check();
        let half = paid(1, ticket);
        let before = balance(1);
        let call = |n: u8| Call::cash_out {
            vault: V,
            shares: shares(n),
            receiver: holder(n),
        };
        assert_ok!(send(holder(1), call(1)));
        assert!((worth[0] - 2..=worth[0]).contains(&(half + balance(1) - before)));
        // Long after, the same.
        to_era(active_era() + 40);
        let before = balance(2);
        assert_ok!(send(holder(2), call(2)));
        assert!((worth[1] - 1..=worth[1] + 1).contains(&(balance(2) - before)));
        check();
    });
}

/// What is less than an account can hold alone goes to the fee receiver.
#[test]
fn founder_without_an_account_does_not_keep_a_vault() {
    with_vault(0, || {
        let receiver = |amount| Liquid::receiver_of_seed(&founder(), amount);
        assert_eq!(receiver(1), founder());
        assert_ok!(Balances::transfer_all(
            RuntimeOrigin::signed(founder()),
            stranger(),
            false
        ));
        assert!(!System::account_exists(&founder()));
        assert_eq!(receiver(ED - 1), Treasury::get());
        assert_eq!(receiver(ED), founder());
    });
}

#[test]
fn retired_vault_closes_once_all_are_paid_and_its_validator_can_have_a_new_one() {
    with_vault(0, || {
        joined(1, 8_000);
        chill(1);
        orphaned(Loss::Chilled);
        to_era(planned_era() + GRACE);
        sync();
        retire();
        to_era(planned_era() + BONDING);
        finish();
        let close = Call::close { vault: V };
        assert_noop!(send(stranger(), close.clone()), Error::<Test>::NotEmpty);
        let before = Balances::balance(&founder());
        assert_ok!(send(stranger(), Call::return_seed { vault: V }));
        assert!(Balances::balance(&founder()) >= before + SEED);
        let shares = shares(1);
        let receiver = holder(1);
        let cash_out = |shares| Call::cash_out {
            vault: V,
            shares,
            receiver: receiver.clone(),
        };
        let unit = SHARES_PER_UNIT;
        assert_ok!(send(holder(1), cash_out(shares - unit)));
        assert_noop!(send(stranger(), close.clone()), Error::<Test>::NotEmpty);
        // An account that has to keep a share, as the stake pallet's, does not keep the vault.
        assert_ok!(send(holder(1), cash_out(unit - 1)));
        assert_ok!(send(stranger(), close));
        assert_eq!(Balances::total_balance(&stash(V)), 0);
        assert!(Vaults::<Test>::get(V).is_none());
        validate(validator(1), 0, false);
        create_vault(1);
        assert_eq!(VaultOfValidator::<Test>::get(validator(1)), Some(V + 1));
    });
}

#[test]
fn vault_below_a_tenth_of_its_best_rate_is_wiped_and_retires() {
    with_vault(0, || {
        EraReward::set(0);
        joined(1, 8_000);
        next_era();
        sync();
        slash(validator(1), active_era(), 95);
        sync();
        assert!(matches!(state(), State::Wiped { .. }), "{:?}", state());
        only_leaving_works(1);
        // A wiped vault stays so: its validator can have a new one after it has closed.
        next_era();
        sync();
        assert!(matches!(state(), State::Wiped { .. }));
        to_era(planned_era() + GRACE);
        sync();
        retire();
        to_era(planned_era() + BONDING);
        sync();
        finish();
        let (shares, receiver) = (shares(1), holder(1));
        assert_ok!(send(
            holder(1),
            Call::cash_out {
                vault: V,
                shares,
                receiver
            }
        ));
    });
}

#[test]
fn orphaned_vault_that_is_wiped_keeps_its_clock() {
    with_vault(0, || {
        EraReward::set(0);
        joined(1, 8_000);
        next_era();
        sync();
        chill(1);
        orphaned(Loss::Chilled);
        let State::Orphaned { since, .. } = state() else {
            unreachable!()
        };
        next_era();
        slash(validator(1), active_era() - 1, 95);
        sync();
        assert_eq!(state(), State::Wiped { since });
    });
}

#[test]
fn vault_whose_ledger_is_removed_is_retired_at_once() {
    with_vault(0, || {
        let first = joined(1, 8_000);
        let batch = deposit(2, 5_000);
        let ticket = leave(1, first / 2);
        unstake();
        sync();
        assert_eq!(state(), State::Retired);
        check();
        assert!((3_999..=4_000).contains(&paid(1, ticket)));
        let before = balance(2);
        claim(2, batch);
        assert_eq!(balance(2), before + 5_000);
        let (shares, receiver) = (shares(1), holder(1));
        assert_ok!(send(
            holder(1),
            Call::cash_out {
                vault: V,
                shares,
                receiver
            }
        ));
    });
}

#[test]
fn frozen_vault_takes_no_deposits_and_gives_tickets_that_share_the_slash() {
    with_vault(2, || {
        EraReward::set(0);
        joined(1, 8_000);
        next_era();
        sync();
        let offence = active_era();
        slash(validator(1), offence, 50);
        assert!(Liquid::view_vault(V).unwrap().frozen);
        let call = deposit_call(2, 5_000);
        assert_noop!(send(holder(2), call), Error::<Test>::SlashWaits);
        until_planned();
        let ticket = leave(1, shares(1) / 2);
        let worth = Liquid::view_redeem(V, ticket, &holder(1)).unwrap().amount;
        to_era(offence + 3);
        let after = Liquid::view_redeem(V, ticket, &holder(1)).unwrap().amount;
        assert!(after < worth, "{after} of {worth}");
        sync();
        assert!(!Liquid::is_frozen(V));
        assert_eq!(state(), State::Open);
        to_era(planned_era() + BONDING);
        assert_eq!(paid(1, ticket), after);
    });
}
