//! Redemptions that wait in a queue until the next era is planned.

use super::*;

/// A vault with two holders on a chain whose slashes wait for two eras, at the start of an era, without rewards.
fn with_holders(test: impl FnOnce()) {
    with_vault(2, || {
        EraReward::set(0);
        joined(1, 8_000);
        joined(2, 8_000);
        next_era();
        sync();
        test();
    });
}

#[test]
fn redemption_waits_until_the_next_era_is_planned() {
    with_holders(|| {
        let ticket = leave(1, shares(1));
        assert_eq!(ticket, vault().queue_id());
        assert_eq!(shares(1), 0);
        let view = Liquid::view_redeem(V, ticket, &holder(1)).unwrap();
        assert!(view.queued && !view.claimable);
        assert!((7_999..=8_000).contains(&view.amount));
        assert_eq!(view.unlocks, active_era() + 1 + BONDING);
        assert_eq!(Liquid::view_vault(V).unwrap().leaving, view.shares);
        assert_eq!(FundsOf::<Test>::get(V).unbonding, 0);
        assert_noop!(
            send(holder(1), pay_call(1, ticket)),
            Error::<Test>::StillUnbonding
        );
        check();
        until_planned();
        sync();
        check();
        assert_eq!(vault().leaving, 0);
        let after = Liquid::view_redeem(V, ticket, &holder(1)).unwrap();
        assert_eq!((after.queued, after.amount), (false, view.amount));
        assert_eq!(after.unlocks, view.unlocks);
        to_era(view.unlocks);
        assert_eq!(paid(1, ticket), view.amount);
        check();
        assert_eq!(vault().unfinished, 0);
        assert_eq!(Exits::<Test>::iter().count(), 0);
    });
}

#[test]
fn tickets_of_a_queue_have_one_rate() {
    with_holders(|| {
        let offence = active_era();
        let first = leave(1, shares(1) / 2);
        next_block();
        let second = leave(2, shares(2));
        assert_eq!((first, leave(1, shares(1))), (second, second));
        until_planned();
        sync();
        slash(validator(1), offence, 10);
        to_era(offence + 3);
        let worth = [ticket_worth(1, first), ticket_worth(2, first)];
        assert!(worth[0].abs_diff(worth[1]) <= 1, "{worth:?}");
        // Another queue has another id.
        sync();
        joined(3, 5_000);
        let later = leave(3, shares(3));
        assert_eq!(later, first + 1);
        until_planned();
        sync();
        check();
        let sum = paid(1, first) + paid(2, first);
        assert!((14_398..=14_400).contains(&sum), "{sum}");
        to_era(planned_era() + BONDING);
        assert!(paid(3, later) >= 4_999);
        check();
        assert_eq!(vault().unfinished, 0);
    });
}

#[test]
fn ticket_of_a_queue_is_paid_in_parts() {
    with_holders(|| {
        let ticket = leave(1, shares(1));
        leave(2, shares(2) / 3);
        // None of it can be paid yet.
        let of = holder(1);
        assert_eq!(Liquid::shares_to_withdraw(V, ticket, &of, 1_234), None);
        until_planned();
        sync();
        let worth = ticket_worth(1, ticket);
        slash(validator(1), active_era(), 10);
        to_era(planned_era() + BONDING);
        let left = ticket_worth(1, ticket);
        assert!(left < worth - worth / 11);
        let part = Liquid::shares_to_withdraw(V, ticket, &of, 1_234).unwrap();
        let pay = |limit| Liquid::do_redeem(of.clone(), V, ticket, limit, of.clone());
        assert_eq!(pay(part), Ok(1_234));
        check();
        let rest = paid(1, ticket);
        assert!(
            (left - 1_235..=left - 1_234).contains(&rest),
            "{rest} of {left}"
        );
        check();
        paid(2, ticket);
        check();
        assert_eq!(vault().unfinished, 0);
        assert_eq!(Exits::<Test>::iter().count(), 0);
    });
}

#[test]
fn queue_earns_until_it_leaves() {
    with_vault(2, || {
        joined(1, 8_000);
        joined(2, 8_000);
        next_era();
        sync();
        let before = vault().pool.worth(shares(1));
        EraReward::set(300_000_000);
        let ticket = leave(1, shares(1));
        // Nothing is synced in this era's window: the leaver waits for the next one, and the era is paid before.
        next_era();
        EraReward::set(0);
        until_planned();
        sync();
        let left = Liquid::view_redeem(V, ticket, &holder(1)).unwrap();
        let stayed = vault().pool.worth(left.shares);
        assert!(left.amount > 10 * before);
        assert!(left.amount.abs_diff(stayed) <= 1, "{left:?} and {stayed}");
    });
}

#[test]
fn queue_does_not_leave_before_closed_eras_are_paid() {
    with_vault(2, || {
        joined(1, 8_000);
        next_era();
        sync();
        let ticket = leave(1, shares(1));
        to_era(active_era() + 3);
        until_planned();
        let call = Call::sync { vault: V, steps: 1 };
        assert_ok!(send(stranger(), call.clone()));
        assert!(vault().leaving > 0 && !Liquid::is_settled(&vault()));
        sync();
        assert_eq!(vault().leaving, 0);
        assert!(ticket_worth(1, ticket) > 8_000);
    });
}

#[test]
fn redemption_while_the_next_era_is_planned_leaves_at_once() {
    with_holders(|| {
        until_planned();
        let ticket = leave(1, shares(1));
        assert_eq!(ticket & QUEUE, 0);
        assert_eq!(vault().leaving, 0);
    });
}

#[test]
fn chain_without_deferral_has_no_queue() {
    with_vault(0, || {
        joined(1, 8_000);
        let ticket = leave(1, shares(1));
        assert_eq!(ticket & QUEUE, 0);
    });
}

#[test]
fn idle_blocks_let_the_queue_leave() {
    with_holders(|| {
        leave(1, shares(1));
        until_planned();
        idle();
        assert_eq!(vault().leaving, 0);
    });
}

#[test]
fn queue_of_a_vault_that_retires_is_paid_by_the_pot() {
    with_holders(|| {
        chill(1);
        sync();
        to_era(planned_era() + GRACE);
        sync();
        let ticket = leave(1, shares(1));
        assert!(vault().leaving > 0);
        assert_ok!(send(stranger(), Call::retire { vault: V }));
        assert_eq!(vault().leaving, 0);
        check();
        let view = Liquid::view_redeem(V, ticket, &holder(1)).unwrap();
        assert!((7_999..=8_000).contains(&view.amount), "{view:?}");
        assert!(!view.queued && !view.claimable);
        to_era(planned_era() + BONDING);
        sync();
        // It is due, and the pot is empty until the vault is finished.
        let claimable = || {
            Liquid::view_redeem(V, ticket, &holder(1))
                .unwrap()
                .claimable
        };
        assert!(!claimable());
        assert_ok!(send(stranger(), Call::finish { vault: V }));
        assert!(claimable());
        check();
        assert!((7_999..=8_000).contains(&paid(1, ticket)));
        check();
        assert_eq!(Exits::<Test>::iter().count(), 0);
        close();
    });
}

#[test]
fn queue_of_a_stash_without_a_ledger_is_paid_by_the_pot() {
    with_holders(|| {
        let ticket = leave(1, shares(1));
        unstake();
        sync();
        check();
        assert_eq!(state(), State::Retired);
        assert!((7_999..=8_000).contains(&paid(1, ticket)));
        close();
    });
}

#[test]
fn queue_of_a_vault_that_is_wiped_leaves_as_any_other() {
    with_holders(|| {
        let offence = active_era();
        slash(validator(1), offence, 95);
        to_era(offence + 3);
        sync();
        let ticket = leave(1, shares(1));
        assert!(vault().leaving > 0);
        assert!(matches!(state(), State::Wiped { .. }), "{:?}", state());
        until_planned();
        sync();
        check();
        let worth = ticket_worth(1, ticket);
        assert!((399..=400).contains(&worth), "{worth}");
        to_era(planned_era() + BONDING);
        assert_eq!(paid(1, ticket), worth);
    });
}

#[test]
fn queue_never_backs_a_successor() {
    with_holders(|| {
        chill(1);
        sync();
        let successor = validator(2);
        let announce = Call::announce_successor {
            vault: V,
            successor,
        };
        assert_ok!(command(announce));
        to_era(planned_era() + NOTICE);
        sync();
        let ticket = leave(1, shares(1));
        assert!(vault().leaving > 0);
        assert_ok!(send(stranger(), Call::rehome { vault: V }));
        assert_eq!((state(), vault().leaving), (State::Open, 0));
        let before = ticket_worth(1, ticket);
        next_era();
        next_era();
        slash(validator(2), active_era(), 90);
        to_era(active_era() + 3);
        assert_eq!(paid(1, ticket), before);
    });
}

#[test]
fn deposit_that_was_exposed_is_paid_back_after_the_next_era_is_planned() {
    with_holders(|| {
        let batch = deposit(3, 5_000);
        // The slash of an earlier era keeps the batch from its shares.
        slash(validator(1), active_era(), 1);
        to_era(batch);
        sync();
        assert_eq!(vault().pending.len(), 1);
        chill(1);
        sync();
        assert!(matches!(state(), State::Orphaned { .. }));
        // It was exposed in this era: it shares its slash.
        assert_eq!(vault().pending.len(), 1);
        check();
        slash(validator(1), active_era(), 40);
        until_planned();
        sync();
        assert!(vault().pending.is_empty());
        check();
        to_era(planned_era() + BONDING);
        let before = balance(3);
        claim(3, batch);
        let got = balance(3) - before;
        // It pays no part of the earlier slash, which is the staking pallet's to divide: a few units.
        assert!((2_900..=3_010).contains(&got), "{got}");
    });
}

#[test]
fn deposit_that_was_not_exposed_is_paid_back_at_once_and_bears_no_slash() {
    with_holders(|| {
        let batch = deposit(3, 5_000);
        chill(1);
        sync();
        assert!(vault().pending.is_empty());
        let offence = active_era();
        slash(validator(1), offence, 40);
        to_era(offence + 3);
        to_era(planned_era() + BONDING);
        let before = balance(3);
        claim(3, batch);
        assert_eq!(balance(3) - before, 5_000);
    });
}

#[test]
fn vault_that_is_nominated_again_keeps_deposits_that_were_not_paid_back() {
    with_holders(|| {
        let batch = deposit(3, 5_000);
        slash(validator(1), active_era(), 1);
        to_era(batch);
        chill(1);
        sync();
        validate(validator(1), 0, false);
        // No sync comes while the next era is planned.
        next_era();
        sync();
        assert_eq!((state(), vault().pending.len()), (State::Open, 1));
        to_era(batch + 3);
        sync();
        claim(3, batch);
        check();
        assert!(vault().pool.worth(shares(3)) >= 4_999);
    });
}

/// Takes what is left out of a retired vault and closes it.
fn close() {
    for n in 1..=2 {
        let (shares, receiver) = (shares(n), holder(n));
        let call = Call::cash_out {
            vault: V,
            shares,
            receiver,
        };
        let _ = send(holder(n), call);
    }
    assert_ok!(send(stranger(), Call::return_seed { vault: V }));
    assert_ok!(send(stranger(), Call::close { vault: V }));
    assert_eq!(Tickets::<Test>::iter().count(), 0);
}
