//! New vaults.

use super::*;
use frame_support::{
    dispatch::DispatchResult,
    storage::with_storage_layer,
    traits::{
        fungibles::{metadata, roles},
        Hooks,
    },
    weights::Weight,
};
use sp_runtime::{StateVersion, TransactionalError};

#[test]
fn vault_has_a_token_named_after_its_validator() {
    with_vault(0, || {
        let name = <Assets as metadata::Inspect<_>>::name(V);
        assert_eq!(name, b"tgTNT-1111111111111111111111111111111111111111");
        assert_eq!(<Assets as metadata::Inspect<_>>::decimals(V), DECIMALS);
        assert_eq!(
            <Assets as roles::Inspect<_>>::owner(V),
            Some(Liquid::account_id())
        );
    });
}

#[test]
fn seed_is_bonded_and_its_shares_are_no_tokens() {
    with_vault(0, || {
        let Vault { pool, phantom, .. } = vault();
        assert_eq!(pool.assets, SEED);
        assert_eq!(phantom, SEED * SHARES_PER_UNIT);
        assert_eq!(Assets::total_issuance(V), 0);
        let ledger = Liquid::ledger_of(&stash(V)).unwrap();
        assert_eq!(ledger.active, SEED);
    });
}

#[test]
fn seed_earns_from_the_first_era_for_which_it_was_elected() {
    with_vault(0, || {
        let first = planned_era() + 1;
        to_era(first);
        sync();
        assert_eq!(vault().pool.assets, SEED);
        next_era();
        sync();
        // The era pays a third of 300,000 to the validator and those behind it.
        assert_eq!(vault().pool.assets, SEED + 100);
    });
}

#[test]
fn vaults_of_two_validators_have_nothing_in_common() {
    with_vault(0, || {
        create_vault(2);
        let other = Vaults::<Test>::get(V + 1).unwrap();
        assert_eq!(other.validator, validator(2));
        assert_ne!(stash(V), stash(V + 1));
        joined(1, 5_000);
        slash(validator(1), active_era(), 50);
        assert_eq!(Vaults::<Test>::get(V + 1).unwrap().pool.assets, SEED);
    });
}

#[test]
fn idle_blocks_settle_every_vault() {
    with_vault(0, || {
        create_vault(2);
        for _ in 0..8 {
            next_block();
            idle();
        }
        for id in [V, V + 1] {
            assert!(Liquid::is_settled(&Vaults::<Test>::get(id).unwrap()));
            assert!(Vaults::<Test>::get(id).unwrap().pool.assets > SEED);
        }
    });
}

/// Rewards of an era can be paid as long as stake unbonds. Idle blocks pay each vault's in half of that at most.
#[test]
fn settlement_lags_less_than_half_the_unbonding_time() {
    with_vault(0, || {
        for n in 2..=3 {
            create_vault(n);
        }
        let mut lagged = 0;
        for _ in 0..90 {
            next_block();
            idle();
            for id in V..V + 3 {
                let settled = Vaults::<Test>::get(id).unwrap().settled;
                let lag = active_era().saturating_sub(settled + 1);
                assert!(lag <= BONDING / 2, "vault {id}: {lag} eras");
                lagged += lag;
            }
        }
        assert!(active_era() > 25 && lagged > 0, "some had to wait");
    });
}

#[test]
fn idle_block_without_weight_does_nothing() {
    with_vault(0, || {
        next_era();
        let root = sp_io::storage::root(StateVersion::V1);
        let used = Liquid::on_idle(System::block_number(), Weight::zero());
        assert_eq!(used, Weight::zero());
        assert_eq!(root, sp_io::storage::root(StateVersion::V1));
    });
}

#[test]
fn idle_block_uses_no_more_than_it_has() {
    with_vault(0, || {
        to_era(5);
        let settled = vault().settled;
        assert!(!Liquid::is_settled(&vault()));
        type Weights = <Test as Config>::WeightInfo;
        let (look, each) = (Weights::look(), Weights::sync(1));
        let short = look.saturating_add(each);
        let used = Liquid::on_idle(System::block_number(), short);
        assert!(short.all_gte(used), "{used} of {short}");
        assert_eq!(vault().settled, settled);
        let enough = short.saturating_add(look);
        let used = Liquid::on_idle(System::block_number(), enough);
        assert_eq!(used, enough);
        assert_eq!(vault().settled, settled + 1);
    });
}

#[test]
fn views_show_the_vault_and_what_accounts_have_in_it() {
    with_vault(0, || {
        let batch = deposit(1, 5_000);
        let view = Liquid::view_deposit(V, batch, &holder(1));
        assert_eq!(view, Some(api::DepositView::Waits(5_000)));
        to_era(batch);
        sync();
        let Some(api::DepositView::Shares(shares)) = Liquid::view_deposit(V, batch, &holder(1))
        else {
            panic!("the deposit became shares");
        };
        claim(1, batch);
        assert_eq!(Liquid::worth_of(V, shares), 5_000);
        let ticket = leave(1, shares / 2);
        let view = Liquid::view_redeem(V, ticket, &holder(1)).unwrap();
        assert_eq!((view.amount, view.claimable), (2_500, false));
        assert_eq!(view.unlocks, planned_era() + BONDING);
        let view = Liquid::view_vault(V).unwrap();
        assert_eq!(
            (view.state, view.frozen, view.slash),
            (State::Open, false, 0)
        );
        assert_eq!(view.validator, validator(1));
    });
}

/// Else each view of a batch that is due would mint its shares once more.
#[test]
fn view_of_a_vault_changes_nothing() {
    with_vault(0, || {
        let batch = deposit(1, 5_000);
        to_era(batch);
        let root = || sp_io::storage::root(StateVersion::V1);
        let before = root();
        let view = Liquid::view_vault(V).unwrap();
        assert!(view.shares > vault().pool.shares, "{view:?}");
        assert_eq!(root(), before);
        sync();
        assert_eq!(vault().pool.shares, view.shares);
        assert_eq!(Assets::total_issuance(V), vault().tokens());
    });
}

fn nested(layers: u32, run: &dyn Fn() -> DispatchResult) -> DispatchResult {
    match layers.checked_sub(1) {
        None => run(),
        Some(rest) => with_storage_layer(|| nested(rest, run)),
    }
}

/// Else its sender would choose that a page is not paid, or that a lost validator is nominated still.
#[test]
fn call_on_a_vault_leaves_storage_layers_for_what_may_fail_in_it() {
    with_vault(0, || {
        let reached = Err(TransactionalError::LimitReached.into());
        // FRAME allows 255 layers. The call takes one.
        let most = 255 - storage_layers::FOR_STEPS - 1;
        let call = || send(stranger(), sync_call());
        for layers in [most + 1, 253, 254] {
            assert_eq!(nested(layers, &call), reached, "{layers}");
        }
        assert_eq!(nested(most, &call), Ok(()));
    });
}
