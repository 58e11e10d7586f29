//! Every error of the pallet, provoked.

use super::*;

#[test]
fn create_vault_says_what_it_expected() {
    new_chain().execute_with(|| {
        let create = |validator, seed| send(founder(), Call::create_vault { validator, seed });
        assert_noop!(create(holder(1), SEED), Error::<Test>::NotCandidate);
        validate(validator(2), 21, false);
        assert_noop!(
            create(validator(2), SEED),
            Error::<Test>::CommissionAboveCap
        );
        assert_noop!(create(validator(1), 99), Error::<Test>::SeedTooLow);
        assert_noop!(create(validator(1), Balance::MAX), Error::<Test>::Overflow);
        create_vault(1);
        assert_noop!(create(validator(1), SEED), Error::<Test>::VaultExists);
        // A blocked validator accepts no nomination.
        validate(validator(3), 0, true);
        assert_noop!(
            create(validator(3), SEED),
            pallet_staking::Error::<Test>::BadTarget
        );
    });
}

#[test]
fn vault_that_does_not_exist_is_none() {
    new_chain().execute_with(|| {
        let missing = Error::<Test>::NoSuchVault;
        assert_noop!(send(holder(1), deposit_call(1, 5_000)), missing);
        assert_noop!(
            send(holder(1), redeem_call(1, 5_000)),
            Error::<Test>::NoSuchVault
        );
        assert_noop!(send(holder(1), sync_call()), Error::<Test>::NoSuchVault);
        assert_noop!(
            send(holder(1), claim_call(1, 1)),
            Error::<Test>::NoSuchVault
        );
        assert_noop!(send(holder(1), pay_call(1, 1)), Error::<Test>::NoSuchVault);
    });
}

#[test]
fn deposit_says_what_it_expected() {
    with_vault(0, || {
        let cap = CAP - SEED;
        assert_noop!(
            send(holder(1), deposit_call(1, cap + 1)),
            Error::<Test>::AboveDepositCap
        );
        let call = Call::set_deposit_cap {
            vault: V,
            cap: 2_000,
        };
        assert_noop!(
            send(holder(1), call.clone()),
            sp_runtime::DispatchError::BadOrigin
        );
        assert_ok!(command(call));
        assert_noop!(
            send(holder(1), deposit_call(1, 1_001)),
            Error::<Test>::AboveDepositCap
        );
        assert_ok!(send(holder(1), deposit_call(1, 1_000)));
    });
}

#[test]
fn governance_alone_sets_fees_and_successors() {
    with_vault(0, || {
        let bad = sp_runtime::DispatchError::BadOrigin;
        assert_noop!(send(holder(1), Call::set_fee { bps: 1 }), bad);
        let call = Call::announce_successor {
            vault: V,
            successor: validator(2),
        };
        assert_noop!(send(holder(1), call), bad);
    });
}

#[test]
fn redemption_says_what_it_expected() {
    with_vault(0, || {
        joined(1, 8_000);
        let too_many = redeem_call(1, shares(1) + 1);
        assert!(send(holder(1), too_many).is_err());
        assert_noop!(
            send(holder(1), redeem_call(1, 0)),
            Error::<Test>::AmountTooSmall
        );
        let cash = Call::cash_out {
            vault: V,
            shares: 1,
            receiver: holder(1),
        };
        assert_noop!(send(holder(1), cash), Error::<Test>::NotRetired);
        let ticket = leave(1, shares(1) / 2);
        let call = Call::redeem {
            vault: V,
            batch: ticket,
            controller: holder(1),
            receiver: stranger(),
        };
        assert_noop!(send(stranger(), call), Error::<Test>::NotController);
        assert_noop!(
            send(holder(2), pay_call(2, ticket)),
            Error::<Test>::NoSuchTicket
        );
    });
}

#[test]
fn ends_say_what_they_expected() {
    with_vault(0, || {
        let vault = V;
        assert_noop!(
            send(stranger(), Call::retire { vault }),
            Error::<Test>::NotOrphaned
        );
        assert_noop!(
            send(stranger(), Call::finish { vault }),
            Error::<Test>::NotRetiring
        );
        assert_noop!(
            send(stranger(), Call::rehome { vault }),
            Error::<Test>::NoSuccessor
        );
        assert_noop!(
            send(stranger(), Call::return_seed { vault }),
            Error::<Test>::NotRetired
        );
        assert_noop!(
            send(stranger(), Call::close { vault }),
            Error::<Test>::NotRetired
        );
        joined(1, 8_000);
        unstake();
        sync();
        assert_noop!(
            send(holder(1), redeem_call(1, shares(1))),
            Error::<Test>::AlreadyRetired
        );
        assert_ok!(send(stranger(), Call::return_seed { vault }));
        assert_noop!(
            send(stranger(), Call::return_seed { vault }),
            Error::<Test>::NothingToClaim
        );
        assert_noop!(
            send(stranger(), Call::close { vault }),
            Error::<Test>::NotEmpty
        );
    });
}

#[test]
fn batches_that_wait_are_bounded() {
    with_vault(2, || {
        joined(1, 80_000);
        next_era();
        sync();
        let mut vault = vault();
        let from = planned_era() + 5;
        while vault.pending.len() < MAX_PENDING as usize {
            let batch = rules::PendingBatch {
                from,
                value: 0,
                principal: 0,
            };
            vault.pending.try_push(batch).expect("there is room");
        }
        Vaults::<Test>::insert(V, vault);
        assert_noop!(
            send(holder(2), deposit_call(2, 5_000)),
            Error::<Test>::TooManyWaiting
        );
        Vaults::<Test>::mutate(V, |vault| vault.as_mut().unwrap().pending.clear());
    });
}

#[test]
fn batch_without_worth_takes_no_deposit() {
    with_vault(0, || {
        deposit(1, 5_000);
        Vaults::<Test>::mutate(V, |vault| {
            let vault = vault.as_mut().unwrap();
            vault.pending.as_mut()[0].value = 0;
            vault.pool.assets += 5_000;
        });
        assert_noop!(
            send(holder(2), deposit_call(2, 5_000)),
            Error::<Test>::BatchWiped
        );
        Vaults::<Test>::mutate(V, |vault| {
            let vault = vault.as_mut().unwrap();
            vault.pending.as_mut()[0].value = 5_000;
            vault.pool.assets -= 5_000;
        });
    });
}
