//! Slashes lower the rate and tickets in the block in which the staking pallet applies them.

use super::*;

#[test]
fn slash_lowers_the_rate_in_the_same_block() {
    with_vault(0, || {
        joined(1, 9_000);
        next_era();
        sync();
        let before = vault().pool.assets;
        slash(validator(1), active_era(), 25);
        let after = vault().pool.assets;
        assert!(after < before);
        assert_eq!(after, Liquid::ledger_of(&stash(V)).unwrap().active);
        // What was exposed was less than what there is now by the reward of one era.
        assert!(after >= before - before / 4 - 1);
    });
}

#[test]
fn tickets_of_a_chunk_lose_the_same_part() {
    with_vault(0, || {
        EraReward::set(0);
        joined(1, 8_000);
        joined(2, 8_000);
        next_era();
        sync();
        let ids = [leave(1, shares(1)), leave(2, shares(2) / 2)];
        let worth = |n: u8, id| Liquid::view_redeem(V, id, &holder(n)).unwrap().amount;
        let before = [worth(1, ids[0]), worth(2, ids[1])];
        slash(validator(1), active_era(), 50);
        let after = [worth(1, ids[0]), worth(2, ids[1])];
        for n in 0..2 {
            let kept = after[n] * 1_000 / before[n];
            assert_eq!(kept, 500);
        }
        to_era(planned_era() + BONDING);
        assert_eq!(paid(1, ids[0]), after[0]);
        assert_eq!(paid(2, ids[1]), after[1]);
    });
}

#[test]
fn slash_of_an_era_after_a_ticket_unbonds_does_not_touch_it() {
    with_vault(0, || {
        joined(1, 8_000);
        joined(2, 8_000);
        next_era();
        sync();
        let ticket = leave(1, shares(1));
        let worth = Liquid::view_redeem(V, ticket, &holder(1)).unwrap().amount;
        next_era();
        next_era();
        // The leaver was exposed for the last time in the era of its request, or the next one.
        slash(validator(1), active_era(), 50);
        assert_eq!(
            Liquid::view_redeem(V, ticket, &holder(1)).unwrap().amount,
            worth
        );
    });
}

#[test]
fn slash_takes_from_shares_before_deposits_that_were_not_exposed() {
    with_vault(0, || {
        joined(1, 8_000);
        next_era();
        sync();
        let batch = deposit(2, 5_000);
        slash(validator(1), active_era(), 50);
        assert_eq!(vault().pending[0].value, 5_000);
        to_era(batch);
        sync();
        claim(2, batch);
        assert!((4_999..=5_000).contains(&vault().pool.worth(shares(2))));
    });
}

#[test]
fn deposit_that_waits_while_exposed_shares_a_slash() {
    with_vault(0, || {
        joined(1, 8_000);
        next_era();
        sync();
        let batch = deposit(2, 5_000);
        to_era(batch);
        // No call has activated the batch, and it is exposed.
        slash(validator(1), active_era(), 50);
        assert_eq!(vault().pending[0].value, 2_500);
        sync();
        claim(2, batch);
        assert!((2_499..=2_500).contains(&vault().pool.worth(shares(2))));
    });
}

#[test]
fn late_slash_of_an_earlier_era_spares_a_deposit_that_waits_while_exposed() {
    with_vault(0, || {
        joined(1, 8_000);
        next_era();
        sync();
        let earlier = active_era();
        let batch = deposit(2, 5_000);
        to_era(batch);
        slash(validator(1), earlier, 50);
        assert_eq!(vault().pending[0].value, 5_000);
    });
}

#[test]
fn slash_that_governance_cancels_costs_nothing() {
    with_vault(2, || {
        joined(1, 8_000);
        next_era();
        sync();
        let offence = active_era();
        let batch = deposit(2, 5_000);
        slash(validator(1), offence, 50);
        assert!(Liquid::view_vault(V).unwrap().slash > 0);
        let cancel = StakingCall::cancel_deferred_slash {
            era: offence + 3,
            slash_indices: vec![0],
        };
        assert_ok!(command(cancel));
        to_era(batch);
        sync();
        claim(2, batch);
        let before = rate();
        to_era(offence + 4);
        sync();
        assert!(rate() >= before);
    });
}

#[test]
fn two_slashes_in_one_era_take_what_the_larger_one_takes() {
    with_vault(0, || {
        joined(1, 8_000);
        next_era();
        sync();
        let era = active_era();
        slash(validator(1), era, 10);
        let after = vault().pool;
        slash(validator(1), era, 5);
        assert_eq!(vault().pool, after);
        slash(validator(1), era, 20);
        assert!(vault().pool.assets < after.assets);
    });
}

#[test]
fn chunk_below_the_existential_deposit_is_lost_and_its_tickets_with_it() {
    with_vault(0, || {
        EraReward::set(0);
        joined(1, 8_000);
        next_era();
        sync();
        let unit = shares(1) / 8_000;
        let ticket = leave(1, unit * LEAST);
        slash(validator(1), active_era(), 95);
        assert_eq!(
            Liquid::view_redeem(V, ticket, &holder(1)).unwrap().amount,
            0
        );
        check();
        // What unbonds in the same era afterwards is not shared with it.
        let later = leave(1, shares(1));
        let worth = Liquid::view_redeem(V, later, &holder(1)).unwrap().amount;
        assert!(worth > 0);
        to_era(planned_era() + BONDING);
        assert_eq!(paid(1, ticket), 0);
        assert_eq!(paid(1, later), worth);
    });
}

#[test]
fn growth_that_a_stranger_paid_is_booked_before_a_slash() {
    with_vault(0, || {
        joined(1, 8_000);
        next_era();
        sync();
        next_era();
        let era = active_era() - 1;
        let before = vault().pool.assets;
        let call = StakingCall::payout_stakers {
            validator_stash: validator(1),
            era,
        };
        assert_ok!(send(stranger(), call));
        let paid = Liquid::ledger_of(&stash(V)).unwrap().active;
        assert!(paid > before);
        slash(validator(1), active_era(), 10);
        assert_eq!(
            vault().pool.assets,
            Liquid::ledger_of(&stash(V)).unwrap().active
        );
        sync();
        check();
    });
}

/// A limit of the pallet: what leaves was exposed in the planned era, too, whose rewards and slashes are of those who stay.
#[test]
fn slash_of_the_era_after_a_redemption_takes_from_those_who_stay() {
    with_vault(2, || {
        EraReward::set(0);
        joined(1, 9_000);
        until_planned();
        let ticket = leave(1, shares(1));
        let (worth, stays) = (ticket_worth(1, ticket), vault().pool.assets);
        assert_eq!((worth, stays), (9_000, SEED));
        next_era();
        let offence = active_era();
        slash(validator(1), offence, 5);
        to_era(offence + 3);
        assert_eq!(ticket_worth(1, ticket), worth);
        // A twentieth of ten thousand is half of what stayed.
        assert_eq!(vault().pool.assets, stays / 2);
    });
}
