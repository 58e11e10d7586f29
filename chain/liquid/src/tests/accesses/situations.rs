//! Situations in which calls are counted.

use super::*;

/// Others nominate, too, so that a page of rewards is full of accounts.
pub fn crowd() {
    for n in 100..160u8 {
        let who = account(n);
        let call = pallet_balances::Call::<Test>::transfer_allow_death {
            dest: who.clone(),
            value: 100_000,
        };
        assert_ok!(send(stranger(), call));
        let payee = pallet_staking::RewardDestination::Staked;
        assert_ok!(send(
            who.clone(),
            StakingCall::bond {
                value: 5_000,
                payee
            }
        ));
        assert_ok!(send(
            who,
            StakingCall::nominate {
                targets: vec![validator(1)]
            }
        ));
    }
}

/// A vault with holders, a ticket that can be paid, a deposit that waits, another that can be claimed, a fee, and an era
/// that is not paid.
pub fn busy() {
    create_vault(1);
    crowd();
    assert_ok!(command(Call::set_fee { bps: 500 }));
    Timestamp::set_timestamp(Timestamp::get() + FEE_NOTICE * 1_000);
    joined(1, 80_000);
    joined(2, 80_000);
    sync();
    leave(2, shares(2) / 2);
    until_planned();
    sync();
    to_era(planned_era() + BONDING);
    sync();
    deposit(3, 5_000);
    next_era();
    sync();
    deposit(4, 5_000);
    leave(2, shares(2) / 3);
    next_era();
}

pub fn orphaned() {
    busy();
    sync();
    deposit(4, 5_000);
    chill(1);
    sync();
}

pub fn grace_over() {
    orphaned();
    to_era(planned_era() + GRACE);
    sync();
    next_era();
}

pub fn retiring() {
    grace_over();
    assert_ok!(send(stranger(), Call::retire { vault: V }));
    leave(1, shares(1) / 3);
    to_era(planned_era() + BONDING);
    sync();
}

pub fn retired() {
    retiring();
    assert_ok!(send(stranger(), Call::finish { vault: V }));
}

/// A retired vault of which nothing is left.
pub fn emptied() {
    retired();
    for batch in DepositBatches::<Test>::iter_prefix(V).map(|it| it.0) {
        for n in 1..=5 {
            let _ = send(stranger(), claim_call(n, batch));
        }
    }
    for n in 1..=5 {
        for ticket in tickets(n) {
            paid(n, ticket);
        }
    }
    for who in (1..=5).map(holder).chain([Treasury::get()]) {
        let (shares, receiver) = (Assets::balance(V, &who), who.clone());
        let call = Call::cash_out {
            vault: V,
            shares,
            receiver,
        };
        let _ = send(who, call);
    }
    assert_ok!(send(stranger(), Call::return_seed { vault: V }));
}

/// A queue of redemptions that is due, with rewards to pay.
pub fn queued() {
    busy();
    sync();
    leave(1, shares(1) / 2);
    next_era();
    until_planned();
    assert!(vault().leaving > 0);
}

/// A ticket of a queue that can be paid.
pub fn left() {
    queued();
    sync();
    to_era(planned_era() + BONDING);
}

/// An era with four pages.
pub fn with_pages() {
    PageSize::set(16);
    busy();
    sync();
    next_era();
    assert_eq!(Liquid::pages(vault().settled + 1, &validator(1)), 4);
}

/// As many batches of deposits as can wait, all of them due.
pub fn with_batches() {
    busy();
    sync();
    let (active, mut it) = (active_era(), vault());
    while it.pending.len() < MAX_PENDING as usize {
        let from = active.saturating_sub(it.pending.len() as u32 % active);
        let batch = rules::PendingBatch {
            from,
            value: 0,
            principal: 0,
        };
        it.pending.try_insert(0, batch).expect("there is room");
    }
    Vaults::<Test>::insert(V, it);
}

/// Slashed in each era, with what the staking pallet remembers of it, and about to end.
pub fn with_spans() {
    busy();
    sync();
    for _ in 0..BONDING + 2 {
        slash(validator(1), active_era(), 1);
        next_era();
    }
    chill(1);
    sync();
    to_era(planned_era() + GRACE + 3);
    sync();
    assert_ok!(send(stranger(), Call::retire { vault: V }));
    to_era(planned_era() + BONDING);
    sync();
    let spans = pallet_staking::SlashingSpans::<Test>::get(stash(V)).unwrap();
    assert!(!spans.prior.is_empty());
}

pub fn handed_over() {
    orphaned();
    let successor = validator(2);
    assert_ok!(command(Call::announce_successor {
        vault: V,
        successor
    }));
    to_era(planned_era() + NOTICE);
    sync();
    next_era();
}
