//! Redemptions are tickets of what unbonds.

use super::*;

#[test]
fn ticket_is_paid_once_its_chunk_has_unbonded() {
    with_vault(0, || {
        let all = joined(1, 5_000);
        let ticket = leave(1, all);
        let unlocks = planned_era() + BONDING;
        assert_noop!(
            send(holder(1), pay_call(1, ticket)),
            Error::<Test>::StillUnbonding
        );
        to_era(unlocks - 1);
        while planned_era() < unlocks {
            next_block();
        }
        assert_eq!(active_era(), unlocks - 1);
        assert_eq!(paid(1, ticket), 5_000);
        assert_noop!(
            send(holder(1), pay_call(1, ticket)),
            Error::<Test>::NoSuchTicket
        );
        assert_eq!(vault().unfinished, 0);
        assert_eq!(FundsOf::<Test>::get(V), Funds::default());
    });
}

#[test]
fn rewards_after_the_request_stay_with_those_who_stay() {
    with_vault(0, || {
        let first = joined(1, 5_000);
        joined(2, 5_000);
        sync();
        let worth = vault().pool.worth(first);
        let ticket = leave(1, first);
        let before = rate();
        to_era(planned_era() + BONDING);
        sync();
        assert_eq!(paid(1, ticket), worth);
        assert!(rate() > before);
    });
}

#[test]
fn request_does_not_move_the_rate() {
    with_vault(0, || {
        joined(1, 5_000);
        joined(2, 7_777);
        sync();
        let before = vault().pool;
        leave(2, shares(2) / 3);
        let after = vault().pool;
        assert!(!before.is_better_than(&after));
        assert!(
            after.worth(SHARES_PER_UNIT * 1_000_000)
                <= before.worth(SHARES_PER_UNIT * 1_000_000) + 1
        );
    });
}

#[test]
fn equal_ids_have_one_chunk_and_one_rate() {
    with_vault(0, || {
        joined(1, 5_000);
        joined(2, 5_000);
        sync();
        let first = leave(1, shares(1) / 2);
        let second = leave(2, shares(2) / 2);
        assert_eq!(first, second);
        slash(validator(1), active_era(), 10);
        let third = leave(1, shares(1));
        assert_ne!(first, third);
        // It is the same chunk of the staking pallet.
        assert_eq!(first >> 32, third >> 32);
        next_era();
        sync();
        let fourth = leave(2, shares(2));
        assert_ne!(third >> 32, fourth >> 32);
    });
}

#[test]
fn everybody_can_leave_in_one_era_in_one_chunk() {
    with_vault(0, || {
        for n in 1..=6 {
            deposit(n, 10_000);
        }
        let batch = planned_era() + 1;
        to_era(batch);
        sync();
        let mut held = Vec::new();
        for n in 1..=6 {
            claim(n, batch);
            held.push((n, leave(n, shares(n))));
        }
        let ledger = Liquid::ledger_of(&stash(V)).unwrap();
        assert_eq!(ledger.unlocking.len(), 1);
        to_era(planned_era() + BONDING);
        for (n, ticket) in held {
            assert_eq!(paid(n, ticket), 10_000);
        }
        // The seed is still there.
        assert!(vault().pool.assets >= SEED);
        assert_eq!(vault().tokens(), 0);
    });
}

#[test]
fn chunks_never_run_out() {
    with_vault(0, || {
        joined(1, 100_000);
        sync();
        let part = shares(1) / 100;
        for _ in 0..30 {
            leave(1, part);
            next_era();
            sync();
        }
        for ticket in tickets(1) {
            let unlocked = (ticket >> 32) as u32;
            let chunk = Chunks::<Test>::get(V, unlocked).unwrap();
            if chunk.era <= planned_era() {
                assert!(paid(1, ticket) >= 1_000);
            }
        }
    });
}

#[test]
fn account_may_leave_with_less_than_the_least_amount_if_it_is_all_it_has() {
    with_vault(0, || {
        let all = joined(1, 5_000);
        let unit = all / 5_000;
        let below = redeem_call(1, unit * (LEAST - 1));
        assert_noop!(send(holder(1), below), Error::<Test>::AmountTooSmall);
        let transfer = pallet_assets::Call::<Test>::transfer {
            id: V,
            target: holder(2),
            amount: unit * 3,
        };
        assert_ok!(send(holder(1), transfer));
        let ticket = leave(2, unit * 3);
        to_era(planned_era() + BONDING);
        assert_eq!(paid(2, ticket), 3);
    });
}

#[test]
fn remainders_of_tickets_stay_in_the_vault() {
    with_vault(0, || {
        joined(1, 5_000);
        joined(2, 5_000);
        sync();
        let ids = [leave(1, shares(1)), leave(2, shares(2))];
        slash(validator(1), active_era(), 33);
        let number = (ids[0] >> 32) as u32;
        let chunk = Chunks::<Test>::get(V, number).unwrap();
        to_era(planned_era() + BONDING);
        sync();
        let before = vault().pool.assets;
        let sum = paid(1, ids[0]) + paid(2, ids[1]);
        let rest = chunk.claims.value - sum;
        assert!(rest < 2);
        assert_eq!(vault().pool.assets, before + rest);
    });
}

#[test]
fn seventy_eras_of_redemptions_and_deposits_keep_every_promise() {
    with_vault(0, || {
        joined(1, 1_000_000);
        for n in 0..70u32 {
            sync();
            deposit(2, 1_000 + Balance::from(n));
            leave(1, shares(1) / 50);
            next_era();
            check();
        }
        sync();
        check();
    });
}
