//! Attempts of validators.

use super::*;

#[test]
fn validator_that_withdraws_its_stake_takes_no_reward_with_it() {
    with_vault(0, || {
        joined(1, 8_000);
        sync();
        let before = vault().pool.assets;
        chill(1);
        assert_ok!(send(validator(1), StakingCall::unbond { value: BOND }));
        for _ in 0..BONDING + 1 {
            next_era();
            idle();
            idle();
        }
        let paid = vault().pool.assets;
        assert!(paid > before);
        let call = StakingCall::withdraw_unbonded {
            num_slashing_spans: 0,
        };
        assert_ok!(send(validator(1), call));
        next_era();
        sync();
        assert_eq!(vault().pool.assets, paid);
    });
}

#[test]
fn validator_that_comes_and_goes_each_era_delays_no_exit() {
    with_vault(0, || {
        joined(1, 8_000);
        let ticket = leave(1, shares(1));
        let unlocks = planned_era() + BONDING;
        while planned_era() < unlocks {
            chill(1);
            sync();
            next_era();
            validate(validator(1), 0, false);
            sync();
        }
        assert!(paid(1, ticket) >= 7_999);
    });
}

#[test]
fn candidate_without_session_keys_keeps_no_stake() {
    with_vault(0, || {
        let who = validator(5);
        let payee = pallet_staking::RewardDestination::Stash;
        assert_ok!(send(who.clone(), StakingCall::bond { value: BOND, payee }));
        validate(who.clone(), 0, false);
        assert_ok!(send(
            founder(),
            Call::create_vault {
                validator: who,
                seed: SEED
            }
        ));
        let id = V + 1;
        for _ in 0..4 {
            next_era();
            for _ in 0..4 {
                assert_ok!(send(
                    stranger(),
                    Call::sync {
                        vault: id,
                        steps: 1
                    }
                ));
            }
        }
        assert_eq!(Vaults::<Test>::get(id).unwrap().pool.assets, SEED);
        assert_eq!(Vaults::<Test>::get(id).unwrap().state, State::Open);
    });
}

#[test]
fn vault_that_is_not_elected_for_long_stays_open_and_lets_everybody_out() {
    with_vault(0, || {
        joined(1, 8_000);
        let ticket = leave(1, shares(1) / 2);
        pallet_staking::ValidatorCount::<Test>::put(2);
        for n in [2, 3] {
            let call = StakingCall::bond_extra {
                max_additional: 50 * BOND,
            };
            assert_ok!(send(validator(n), call));
        }
        next_era();
        next_era();
        sync();
        let before = vault().pool.assets;
        to_era(active_era() + 6);
        sync();
        assert_eq!(vault().pool.assets, before);
        assert_eq!(state(), State::Open);
        assert!(paid(1, ticket) > 0);
    });
}

#[test]
fn validator_that_raises_its_commission_while_an_era_is_planned_loses_the_vault() {
    with_vault(0, || {
        joined(1, 8_000);
        sync();
        validate(validator(1), 100, false);
        until_planned();
        validate(validator(1), 0, false);
        sync();
        let above = |state| {
            matches!(
                state,
                State::Orphaned {
                    why: Loss::Commission,
                    ..
                }
            )
        };
        assert!(above(state()));
        // The era that it was planned with is over before the vault comes back.
        let planned = planned_era();
        to_era(planned);
        sync();
        assert!(above(state()));
        until_planned();
        sync();
        assert!(above(state()));
        to_era(planned + 1);
        sync();
        assert_eq!(state(), State::Open);
    });
}
