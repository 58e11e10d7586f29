//! Attempts by those who leave, and around slashes.

use super::*;

/// Two holders of 8,000 each, and an offence of the active era that costs two fifths.
fn slashed_while_one_leaves(at: fn(&dyn Fn())) {
    with_vault(2, || {
        EraReward::set(0);
        joined(1, 8_000);
        joined(2, 8_000);
        next_era();
        sync();
        at(&|| {
            leave(1, shares(1));
        });
        assert!(Liquid::is_frozen(V));
        while Liquid::is_frozen(V) {
            next_block();
        }
        sync();
        let ticket = tickets(1)[0];
        let (left, stayed) = (ticket_worth(1, ticket), worth(2));
        assert!((4_798..=4_800).contains(&left), "{left}");
        assert!((4_798..=4_800).contains(&stayed), "{stayed}");
        to_era(planned_era() + BONDING);
        assert_eq!(paid(1, ticket), left);
    });
}

#[test]
fn redemption_before_the_report_of_the_active_eras_slash_shares_it() {
    slashed_while_one_leaves(|leaves| {
        leaves();
        slash(validator(1), active_era(), 40);
        until_planned();
        sync();
    });
}

#[test]
fn redemption_that_left_before_the_report_shares_the_slash() {
    slashed_while_one_leaves(|leaves| {
        let offence = active_era();
        leaves();
        until_planned();
        sync();
        next_era();
        slash(validator(1), offence, 40);
    });
}

#[test]
fn redemption_after_the_report_shares_the_slash() {
    slashed_while_one_leaves(|leaves| {
        slash(validator(1), active_era(), 40);
        leaves();
        until_planned();
        sync();
    });
    slashed_while_one_leaves(|leaves| {
        slash(validator(1), active_era(), 40);
        until_planned();
        leaves();
    });
}

#[test]
fn redemption_whose_window_passed_shares_slashes_of_the_eras_it_waits() {
    slashed_while_one_leaves(|leaves| {
        leaves();
        // No sync comes while the next era is planned. The leaver waits for the one after it, and is in this one's slash.
        next_era();
        slash(validator(1), active_era(), 40);
        sync();
        until_planned();
        sync();
    });
}

#[test]
fn leaver_shares_a_slash_at_any_block_of_its_request_and_of_the_report() {
    // Three blocks an era. The slash is applied in the first block of the third era after the offence.
    for (request, report) in (0..6).flat_map(|it| (0..9).map(move |report| (it, report))) {
        with_vault(2, || {
            EraReward::set(0);
            joined(1, 8_000);
            joined(2, 8_000);
            next_era();
            sync();
            let offence = active_era();
            for block in 0..9 {
                if block == report {
                    slash(validator(1), offence, 40);
                }
                if block == request {
                    leave(1, shares(1));
                }
                idle();
                next_block();
            }
            assert_eq!(active_era(), offence + 3);
            let (left, stayed) = (ticket_worth(1, tickets(1)[0]), worth(2));
            for worth in [left, stayed] {
                assert!(
                    (4_798..=4_800).contains(&worth),
                    "{request}, {report}: {left}, {stayed}"
                );
            }
        });
    }
}

#[test]
fn deposit_between_report_and_application_shields_no_ticket() {
    with_vault(2, || {
        EraReward::set(0);
        joined(1, 1_000_000 - SEED);
        next_era();
        sync();
        let offence = active_era();
        slash(validator(1), offence, 40);
        until_planned();
        let ticket = leave(1, shares(1) / 2);
        let before = ticket_worth(1, ticket);
        let call = deposit_call(2, 9_500_000);
        assert_noop!(send(holder(2), call), Error::<Test>::SlashWaits);
        to_era(offence + 3);
        let lost = before - ticket_worth(1, ticket);
        assert!(lost.abs_diff(before * 2 / 5) <= 1, "{lost} of {before}");
    });
}

#[test]
fn first_to_leave_has_no_advantage() {
    let outcome = |order: [u8; 3]| {
        let mut got = [0; 3];
        with_vault(0, || {
            let batch = deposit(1, 8_000);
            deposit(2, 8_000);
            deposit(3, 8_000);
            to_era(batch);
            sync();
            (1..=3).for_each(|n| claim(n, batch));
            next_era();
            sync();
            let tickets = order.map(|n| (n, leave(n, shares(n))));
            slash(validator(1), active_era(), 30);
            to_era(planned_era() + BONDING);
            for (n, ticket) in tickets {
                got[usize::from(n) - 1] = paid(n, ticket);
            }
        });
        got
    };
    let first = outcome([1, 2, 3]);
    for order in [[3, 2, 1], [2, 3, 1]] {
        for (one, other) in first.iter().zip(outcome(order)) {
            assert!(one.abs_diff(other) <= 1, "{one} and {other}");
        }
    }
}

#[test]
fn last_holder_leaves_the_seed_alone() {
    with_vault(0, || {
        joined(1, 8_000);
        leave(1, shares(1));
        for _ in 0..6 {
            next_era();
            sync();
            check();
        }
        assert_eq!(vault().tokens(), 0);
        assert_eq!(state(), State::Open);
        // The vault goes on.
        joined(2, 5_000);
        assert!(worth(2) >= 4_999);
    });
}

#[test]
fn minimum_above_every_vault_stops_no_exit() {
    with_vault(0, || {
        joined(1, 8_000);
        pallet_staking::MinNominatorBond::<Test>::put(1_000_000_000);
        let ticket = leave(1, shares(1));
        assert!(matches!(
            state(),
            State::Orphaned {
                why: Loss::CannotNominate,
                ..
            }
        ));
        to_era(planned_era() + BONDING);
        assert!(paid(1, ticket) >= 7_999);
    });
}

#[test]
fn payout_by_a_stranger_between_request_and_payment_changes_no_ticket() {
    with_vault(0, || {
        joined(1, 8_000);
        sync();
        let ticket = leave(1, shares(1));
        let before = Liquid::view_redeem(V, ticket, &holder(1)).unwrap().amount;
        next_era();
        next_era();
        for era in vault().settled + 1..active_era() {
            assert_ok!(send(stranger(), payout(1, era)));
        }
        to_era(planned_era() + BONDING);
        assert_eq!(paid(1, ticket), before);
    });
}

#[test]
fn ticket_is_paid_to_another_account_if_its_own_cannot_be() {
    with_vault(0, || {
        let unit = joined(1, 8_000) / 8_000;
        let transfer = pallet_assets::Call::<Test>::transfer {
            id: V,
            target: holder(2),
            amount: unit * 3,
        };
        assert_ok!(send(holder(1), transfer));
        let poor = account(0x77);
        let call = Call::request_redeem {
            vault: V,
            shares: unit * 3,
            controller: poor.clone(),
            owner: holder(2),
        };
        assert_ok!(send(holder(2), call));
        let batch = Tickets::<Test>::iter_prefix((V,)).next().unwrap().0 .0;
        to_era(planned_era() + BONDING);
        let pay = |receiver: &AccountId32| Call::redeem {
            vault: V,
            batch,
            controller: poor.clone(),
            receiver: receiver.clone(),
        };
        // Three units are no existence. The ticket stays.
        assert!(send(poor.clone(), pay(&poor)).is_err());
        assert_ok!(send(poor.clone(), pay(&holder(3))));
    });
}

#[test]
fn slash_to_nothing_leaves_no_share_that_a_deposit_could_take() {
    with_vault(0, || {
        EraReward::set(0);
        joined(1, 8_000);
        next_era();
        sync();
        slash(validator(1), active_era(), 100);
        let call = deposit_call(2, 5_000);
        assert_noop!(send(holder(2), call), Error::<Test>::NotOpen);
        sync();
        check();
        // Holders of shares without worth can still return them.
        leave(1, shares(1));
    });
}

#[test]
fn stash_that_is_reaped_after_a_slash_takes_no_deposit_and_ends_the_vault() {
    with_vault(0, || {
        EraReward::set(0);
        joined(1, 8_000);
        next_era();
        sync();
        slash(validator(1), active_era(), 100);
        let reap = StakingCall::reap_stash {
            stash: stash(V),
            num_slashing_spans: 3,
        };
        assert_ok!(send(stranger(), reap));
        assert_noop!(
            send(holder(2), deposit_call(2, 5_000)),
            Error::<Test>::NotOpen
        );
        sync();
        assert_eq!(state(), State::Retired);
        let (shares, receiver) = (shares(1), holder(1));
        assert_ok!(send(
            holder(1),
            Call::cash_out {
                vault: V,
                shares,
                receiver
            }
        ));
        assert_ok!(send(stranger(), Call::return_seed { vault: V }));
        assert_ok!(send(stranger(), Call::close { vault: V }));
    });
}

#[test]
fn deposits_that_lost_all_keep_no_vault_from_its_end() {
    with_vault(0, || {
        EraReward::set(0);
        joined(1, 8_000);
        next_era();
        sync();
        let batch = deposit(2, 5_000);
        to_era(batch);
        slash(validator(1), active_era(), 100);
        let reap = StakingCall::reap_stash {
            stash: stash(V),
            num_slashing_spans: 3,
        };
        assert_ok!(send(stranger(), reap));
        sync();
        check();
        assert_eq!((state(), vault().pot), (State::Retired, 0));
        claim(2, batch);
        let (shares, receiver) = (shares(1), holder(1));
        let call = Call::cash_out {
            vault: V,
            shares,
            receiver,
        };
        assert_ok!(send(holder(1), call));
        assert_ok!(send(stranger(), Call::return_seed { vault: V }));
        assert_ok!(send(stranger(), Call::close { vault: V }));
    });
}
