//! What the pallet promises. A test names the subject, the condition and the outcome.

mod accesses;
mod attacks;
mod deposits;
mod ends;
mod errors;
mod exits;
mod fees;
mod invariants;
mod migrations;
mod operators;
mod redeems;
mod rehoming;
mod slashes;
mod states;
mod vaults;

use crate::{mock::*, rules::SHARES_PER_UNIT, *};
use frame_support::{
    assert_noop, assert_ok,
    traits::{fungible::Inspect as _, fungibles::Inspect as _},
};
use sp_runtime::{AccountId32, Perbill};
use sp_staking::EraIndex;

pub type StakingCall = pallet_staking::Call<Test>;

/// The first vault.
pub const V: VaultId = FIRST_VAULT;

/// A chain in era 1 with the vault of validator 1.
pub fn with_vault(defer: EraIndex, test: impl FnOnce()) {
    chain_with(defer).execute_with(|| {
        create_vault(1);
        test();
        check();
    });
}

pub fn create_vault(n: u8) {
    let call = Call::create_vault {
        validator: validator(n),
        seed: SEED,
    };
    assert_ok!(send(founder(), call));
}

/// The pallet's invariants.
pub fn check() {
    Liquid::do_try_state().expect("the invariants hold");
}

pub fn vault() -> VaultOf<Test> {
    Vaults::<Test>::get(V).expect("there is a vault")
}

pub fn state() -> State<AccountId32> {
    vault().state
}

pub fn deposit(n: u8, amount: Balance) -> EraIndex {
    let batch = planned_era() + 1;
    assert_ok!(send(holder(n), deposit_call(n, amount)));
    batch
}

pub fn deposit_call(n: u8, amount: Balance) -> Call<Test> {
    Call::request_deposit {
        vault: V,
        amount,
        controller: holder(n),
    }
}

pub fn claim_call(n: u8, batch: EraIndex) -> Call<Test> {
    Call::claim {
        vault: V,
        batch,
        controller: holder(n),
        receiver: holder(n),
    }
}

pub fn claim(n: u8, batch: EraIndex) {
    assert_ok!(send(stranger(), claim_call(n, batch)));
}

/// Deposits, and claims the shares in the next era that gives them.
pub fn joined(n: u8, amount: Balance) -> Balance {
    let batch = deposit(n, amount);
    to_era(batch);
    sync();
    claim(n, batch);
    shares(n)
}

pub fn shares(n: u8) -> Balance {
    Assets::balance(V, holder(n))
}

pub fn redeem_call(n: u8, shares: Balance) -> Call<Test> {
    Call::request_redeem {
        vault: V,
        shares,
        controller: holder(n),
        owner: holder(n),
    }
}

/// Asks for shares' worth; returns the batch.
pub fn leave(n: u8, amount: Balance) -> RequestId {
    assert_ok!(send(holder(n), redeem_call(n, amount)));
    let mut held: Vec<_> = tickets(n);
    held.sort();
    *held.last().expect("there is a ticket")
}

/// The batches in which a holder has a ticket.
pub fn tickets(n: u8) -> Vec<RequestId> {
    Tickets::<Test>::iter_prefix((V,))
        .filter(|((_, who), _)| *who == holder(n))
        .map(|((batch, _), _)| batch)
        .collect()
}

pub fn pay_call(n: u8, batch: RequestId) -> Call<Test> {
    Call::redeem {
        vault: V,
        batch,
        controller: holder(n),
        receiver: holder(n),
    }
}

/// Pays a ticket; returns the amount.
pub fn paid(n: u8, batch: RequestId) -> Balance {
    let before = balance(n);
    assert_ok!(send(stranger(), pay_call(n, batch)));
    balance(n) - before
}

pub fn balance(n: u8) -> Balance {
    Balances::balance(&holder(n))
}

/// Pays all closed eras.
pub fn sync() {
    for _ in 0..30 {
        assert_ok!(send(
            stranger(),
            Call::sync {
                vault: V,
                steps: MAX_STEPS
            }
        ));
        if vault().state == State::Retired || Liquid::is_settled(&vault()) {
            return;
        }
    }
    panic!("the vault cannot be settled");
}

pub fn sync_call() -> Call<Test> {
    Call::sync {
        vault: V,
        steps: MAX_STEPS,
    }
}

/// Units that a million million shares are worth.
pub fn rate() -> Balance {
    vault().pool.worth(SHARES_PER_UNIT * 1_000_000)
}

/// Goes on to the first block in which the era after the active one is planned.
pub fn until_planned() {
    while planned_era() == active_era() {
        next_block();
    }
}

/// What a ticket is worth.
pub fn ticket_worth(n: u8, batch: RequestId) -> Balance {
    let view = Liquid::view_redeem(V, batch, &holder(n));
    view.expect("there is a ticket").amount
}

pub fn validate(who: AccountId32, percent: u32, blocked: bool) {
    let prefs = pallet_staking::ValidatorPrefs {
        commission: Perbill::from_percent(percent),
        blocked,
    };
    assert_ok!(send(who, StakingCall::validate { prefs }));
}

/// Removes the ledger of the vault's stash, as root can.
pub fn unstake() {
    let unstake = StakingCall::force_unstake {
        stash: stash(V),
        num_slashing_spans: 0,
    };
    assert_ok!(command(unstake));
}

pub fn chill(n: u8) {
    assert_ok!(send(validator(n), StakingCall::chill {}));
}
