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
