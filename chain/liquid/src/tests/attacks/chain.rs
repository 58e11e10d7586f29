//! Attempts through other pallets.

use super::*;

#[test]
fn ids_of_vaults_cannot_be_taken() {
    with_vault(0, || {
        let create = |id| pallet_assets::Call::<Test>::create {
            id,
            admin: stranger(),
            min_balance: 1,
        };
        assert!(send(stranger(), create(V + 1)).is_err());
        assert_ok!(send(stranger(), create(V - 1)));
        create_vault(2);
    });
}

#[test]
fn only_the_pallet_mints_burns_and_freezes_shares() {
    with_vault(0, || {
        joined(1, 8_000);
        let (id, amount) = (V, 1);
        for who in [stranger(), founder(), validator(1)] {
            let beneficiary = who.clone();
            let mint = pallet_assets::Call::<Test>::mint {
                id,
                beneficiary,
                amount,
            };
            assert!(send(who.clone(), mint).is_err());
            let burn = pallet_assets::Call::<Test>::burn {
                id,
                who: holder(1),
                amount,
            };
            assert!(send(who.clone(), burn).is_err());
            let freeze = pallet_assets::Call::<Test>::freeze { id, who: holder(1) };
            assert!(send(who, freeze).is_err());
        }
    });
}

#[test]
fn eras_with_many_pages_are_settled_step_by_step() {
    with_vault(0, || {
        PageSize::set(1);
        joined(1, 8_000);
        for n in [4, 5] {
            let payee = pallet_staking::RewardDestination::Stash;
            let who = holder(n);
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
        next_era();
        next_era();
        next_era();
        // Three pages an era: one call pays one of them.
        assert_noop!(send(holder(1), redeem_call(1, 1)), Error::<Test>::Unsettled);
        sync();
        leave(1, shares(1));
    });
}

type AssetsCall = pallet_assets::Call<Test>;

/// Gives an account assets of a stranger's until it can hold no more of them.
fn fill(who: &AccountId32) {
    for id in 0..200 {
        if !Assets::asset_exists(id) {
            let (admin, min_balance) = (stranger(), 1);
            let create = AssetsCall::create {
                id,
                admin,
                min_balance,
            };
            assert_ok!(send(stranger(), create));
        }
        let (beneficiary, amount) = (who.clone(), 1);
        let mint = AssetsCall::mint {
            id,
            beneficiary,
            amount,
        };
        if send(stranger(), mint).is_err() {
            assert!(id > 5);
            return;
        }
    }
    panic!("the account holds any number of assets");
}

#[test]
fn stash_that_is_filled_with_assets_takes_shares_of_deposits() {
    with_vault(0, || {
        fill(&stash(V));
        assert!(joined(1, 5_000) > 0);
        // All shares were claimed. The account stays.
        assert_eq!(Assets::balance(V, stash(V)), 0);
        assert!(joined(2, 5_000) > 0);
    });
}

#[test]
fn treasury_that_is_filled_with_assets_takes_fees() {
    chain_with(0).execute_with(|| {
        fill(&Treasury::get());
        create_vault(1);
        joined(1, 9_000);
        assert_ok!(command(Call::set_fee { bps: MAX_FEE_BPS }));
        Timestamp::set_timestamp(Timestamp::get() + FEE_NOTICE * 1_000);
        sync();
        next_era();
        sync();
        assert!(Assets::balance(V, Treasury::get()) > 0);
        check();
    });
}

/// A few units of a share own what is left of the pot, where other holders destroyed theirs.
#[test]
fn vault_whose_dust_owns_a_pot_is_not_closed() {
    with_vault(0, || {
        EraReward::set(0);
        joined(1, 8_000);
        unstake();
        sync();
        assert_ok!(send(stranger(), Call::return_seed { vault: V }));
        let give = AssetsCall::transfer {
            id: V,
            target: holder(2),
            amount: 5,
        };
        assert_ok!(send(holder(1), give));
        let refund = AssetsCall::refund {
            id: V,
            allow_burn: true,
        };
        assert_ok!(send(holder(1), refund));
        let close = Call::close { vault: V };
        assert_noop!(send(stranger(), close.clone()), Error::<Test>::NotEmpty);
        let before = balance(2);
        let all = Call::cash_out {
            vault: V,
            shares: 5,
            receiver: holder(2),
        };
        assert_ok!(send(holder(2), all));
        assert_eq!(balance(2) - before, 8_000);
        assert_ok!(send(stranger(), close));
    });
}

#[test]
fn batch_whose_shares_cannot_be_minted_waits_and_stops_no_call() {
    with_vault(0, || {
        joined(1, 5_000);
        let batch = deposit(2, 5_000);
        let (id, who) = (V, stash(V));
        let block = AssetsCall::block {
            id,
            who: who.clone(),
        };
        assert_ok!(send(Liquid::account_id(), block));
        to_era(batch);
        sync();
        assert_eq!(vault().pending.len(), 1);
        leave(1, shares(1));
        check();
        let thaw = AssetsCall::thaw { id, who };
        assert_ok!(send(Liquid::account_id(), thaw));
        sync();
        claim(2, batch);
        assert!((4_999..=5_000).contains(&worth(2)));
    });
}

#[test]
fn holder_that_destroys_its_tokens_leaves_its_part_to_the_others() {
    with_vault(0, || {
        EraReward::set(0);
        joined(1, 8_000);
        joined(2, 8_000);
        let before = leave(2, shares(2) / 4);
        let refund = AssetsCall::refund {
            id: V,
            allow_burn: true,
        };
        assert_ok!(send(holder(1), refund.clone()));
        // The rate is another one, and so is the id of what leaves at it, in the same chunk.
        let after = leave(2, shares(2) / 4);
        assert_ne!(before, after);
        assert_eq!(before >> 32, after >> 32);
        assert_eq!(shares(1), 0);
        check();
        sync();
        assert_eq!(vault().tokens(), Assets::total_issuance(V));
        assert!(worth(2) > 8_000);
        // The vault ends as any other, if tokens are destroyed after it was retired, too.
        unstake();
        sync();
        assert_ok!(send(holder(2), refund));
        for ticket in tickets(2) {
            assert_ok!(send(stranger(), pay_call(2, ticket)));
        }
        assert_ok!(send(stranger(), Call::return_seed { vault: V }));
        assert_ok!(send(stranger(), Call::close { vault: V }));
    });
}

#[test]
fn ids_that_are_not_free_are_skipped() {
    with_vault(0, || {
        let create = |id| AssetsCall::force_create {
            id,
            owner: stranger(),
            is_sufficient: false,
            min_balance: 1,
        };
        assert_ok!(command(create(V + 1)));
        let fund = |id| {
            let (dest, value) = (stash(id), ED);
            let call = pallet_balances::Call::<Test>::transfer_allow_death { dest, value };
            assert_ok!(send(stranger(), call));
            fill(&stash(id));
        };
        fund(V + 2);
        create_vault(2);
        assert_eq!(VaultOfValidator::<Test>::get(validator(2)), Some(V + 3));
        // A vault skips a number of them, and idle blocks skip all others.
        for id in V + 4..V + 4 + MAX_SKIPPED {
            fund(id);
        }
        let (validator, seed) = (validator(3), SEED);
        let call = Call::create_vault { validator, seed };
        assert_noop!(send(founder(), call.clone()), Error::<Test>::NoFreeId);
        idle();
        assert_ok!(send(founder(), call));
        let number = Created::<Test>::get();
        idle();
        assert_eq!(Created::<Test>::get(), number);
    });
}
