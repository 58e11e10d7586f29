//! Slashes: captured, executed, vetoed.

use super::*;
use frame_support::traits::{fungibles::Mutate as _, tokens::Preservation::Expendable};
use pallet_services::SlashedFunds;

const NATIVE: AssetId = AssetId::Native;

/// A world in which gold is accepted, too.
fn world_with_gold() {
    world();
    accept_gold(3);
}

#[test]
fn slash_takes_of_every_asset_and_everybody_in_proportion() {
    new_chain().execute_with(|| {
        world_with_gold();
        delegate(operator(1), 1, NATIVE, 100);
        delegate(delegator(1), 1, NATIVE, 300);
        delegate(delegator(2), 1, NATIVE, 600);
        delegate(delegator(1), 1, GOLD, 50);
        delegate(delegator(1), 2, NATIVE, 40);
        undelegate(delegator(2), 1, NATIVE, 200);
        let issued = (Balances::total_issuance(), Assets::total_supply(7));
        let slash = propose(30);
        let captured = Captures::<Test>::get(slash).unwrap();
        let amounts: Vec<_> = captured.iter().map(|[_, all]| all.amount).collect();
        assert_eq!(amounts, [1_000, 50]);
        events();
        execute(slash);
        let taken = |asset, amount| Event::StakeSlashed {
            slash,
            operator: operator(1),
            asset,
            amount,
            seized: Seized::Burned,
        };
        assert_eq!(events(), [taken(NATIVE, 300), taken(GOLD, 15)]);
        // Of the bond, too.
        let bond = BOND * 3 / 10;
        assert_eq!(Balances::total_issuance(), issued.0 - 300 - bond);
        assert_eq!(Assets::total_supply(7), issued.1 - 15);
        assert_eq!(Captures::<Test>::iter().count(), 0);
        // What was unbonding was slashed as well.
        assert_eq!(withdraw(delegator(2), 1, NATIVE), 140);
        for (who, left) in [(operator(1), 70), (delegator(1), 210), (delegator(2), 280)] {
            refused(
                who.clone(),
                undelegation(1, NATIVE, left + 1),
                Error::StakeTooLow,
            );
            undelegate(who, 1, NATIVE, left);
        }
        undelegate(delegator(1), 1, GOLD, 35);
        assert_eq!(Stake::staked(&operator(2), NATIVE), 40);
    });
}

#[test]
fn who_comes_after_the_capture_does_not_pay_and_who_was_there_does() {
    new_chain().execute_with(|| {
        world();
        delegate(delegator(1), 1, NATIVE, 100);
        undelegate(delegator(1), 1, NATIVE, 60);
        let slash = propose(50);
        refused(delegator(2), delegation(1, NATIVE, 5), Error::SlashPending);
        pass(UNBONDING);
        refused(delegator(1), withdrawal(1, NATIVE), Error::SlashPending);
        // To begin to leave is no way out.
        undelegate(delegator(1), 1, NATIVE, 40);
        execute(slash);
        assert_eq!(withdraw(delegator(1), 1, NATIVE), 50);
        delegate(delegator(2), 1, NATIVE, 70);
        assert_eq!(Stake::staked(&operator(1), NATIVE), 70);
    });
}

#[test]
fn vetoed_slash_takes_nothing_and_lets_go() {
    new_chain().execute_with(|| {
        world();
        delegate(delegator(1), 1, NATIVE, 100);
        undelegate(delegator(1), 1, NATIVE, 100);
        let slash = propose(50);
        pass(UNBONDING);
        assert_ok!(command(ServicesCall::veto_slash { slash }));
        assert_eq!(Captures::<Test>::iter().count(), 0);
        assert_eq!(withdraw(delegator(1), 1, NATIVE), 100);
    });
}

#[test]
fn slashes_of_one_capture_take_no_more_than_all_of_it() {
    new_chain().execute_with(|| {
        world();
        delegate(delegator(1), 1, NATIVE, 1_000);
        // In one era they would be one offence.
        let slashes = [(1, 60), (2, 30), (3, 50)].map(|(era, share)| {
            in_era(era);
            propose(share)
        });
        events();
        execute(slashes[2]);
        execute(slashes[0]);
        execute(slashes[1]);
        let amounts = events().into_iter().map(|event| match event {
            Event::StakeSlashed { amount, .. } => amount,
            other => panic!("{other:?}"),
        });
        assert_eq!(amounts.collect::<Vec<_>>(), [500, 500]);
        assert_eq!(Stake::staked(&operator(1), NATIVE), 0);
    });
}

#[test]
fn vault_that_was_wiped_takes_stake_again_once_it_is_empty() {
    new_chain().execute_with(|| {
        world();
        delegate(delegator(1), 1, NATIVE, 100);
        delegate(delegator(2), 1, NATIVE, 100);
        undelegate(delegator(2), 1, NATIVE, 100);
        execute(propose(100));
        refused(delegator(3), delegation(1, NATIVE, 5), Error::StakeWiped);
        undelegate(delegator(1), 1, NATIVE, 0);
        refused(delegator(3), delegation(1, NATIVE, 5), Error::StakeWiped);
        assert_eq!(withdraw(delegator(2), 1, NATIVE), 0);
        assert_eq!(Delegations::<Test>::iter().count(), 0);
        delegate(delegator(3), 1, NATIVE, 5);
        assert_eq!(Stake::staked(&operator(1), NATIVE), 5);
    });
}

fn sweeping(n: u8) -> Call<Test> {
    Call::sweep {
        delegator: delegator(n),
        operator: operator(1),
        selection: Selection::All,
        asset: NATIVE,
    }
}

#[test]
fn any_account_sweeps_delegations_of_a_vault_that_was_wiped() {
    new_chain().execute_with(|| {
        world();
        delegate(delegator(1), 1, NATIVE, 100);
        delegate(delegator(2), 1, NATIVE, 100);
        undelegate(delegator(2), 1, NATIVE, 40);
        refused(outsider(), sweeping(1), Error::StakeNotWiped);
        in_era(1);
        fund(1_000);
        work(1, 1);
        let slash = propose(100);
        refused(outsider(), sweeping(1), Error::StakeNotWiped);
        execute(slash);
        in_era(HISTORY / 2);
        // Half of what the others earned, too, goes to whom it belongs.
        let before = has(&delegator(2), NATIVE);
        assert_ok!(send(outsider(), sweeping(2)));
        whole();
        assert!(has(&delegator(2), NATIVE) >= before);
        refused(outsider(), sweeping(2), Error::NotDelegated);
        refused(delegator(3), delegation(1, NATIVE, 5), Error::StakeWiped);
        assert_ok!(send(outsider(), sweeping(1)));
        whole();
        assert_eq!(Delegations::<Test>::iter().count(), 0);
        delegate(delegator(3), 1, NATIVE, 5);
        assert_eq!(Stake::staked(&operator(1), NATIVE), 5);
        refused(outsider(), sweeping(3), Error::StakeNotWiped);
    });
}

#[test]
fn what_a_nearly_wiped_vault_has_left_is_paid_out_as_it_is_swept() {
    new_chain().execute_with(|| {
        world();
        delegate(delegator(1), 1, NATIVE, 100_000_000);
        for era in 1..=3 {
            in_era(era);
            execute(propose(99));
        }
        in_era(4);
        let pending = propose(50);
        execute(pending);
        let last = propose(10);
        assert_eq!(Stake::staked(&operator(1), NATIVE), 50);
        refused(outsider(), sweeping(1), Error::SlashPending);
        execute(last);
        let left = Stake::staked(&operator(1), NATIVE);
        let before = has(&delegator(1), NATIVE);
        assert_ok!(send(outsider(), sweeping(1)));
        whole();
        assert_eq!(has(&delegator(1), NATIVE), before + left);
        delegate(delegator(2), 1, NATIVE, 1);
    });
}

#[test]
fn delegator_that_cannot_receive_what_is_left_keeps_no_vault_closed() {
    new_chain().execute_with(|| {
        world();
        accept_gold(12);
        delegate(delegator(1), 1, GOLD, 100_000_000);
        let rest = has(&delegator(1), GOLD);
        let to = delegator(2);
        assert_ok!(<Test as Config>::Assets::transfer(
            GOLD,
            &delegator(1),
            &to,
            rest,
            Expendable
        ));
        for era in 1..=4 {
            in_era(era);
            execute(propose(if era < 4 { 99 } else { 98 }));
        }
        let left = Stake::staked(&operator(1), GOLD);
        assert!(left > 0 && left < GOLD_MINIMUM, "{left}");
        let supply = Assets::total_supply(7);
        let mut sweep = sweeping(1);
        if let Call::sweep { asset, .. } = &mut sweep {
            *asset = GOLD;
        }
        assert_ok!(send(outsider(), sweep));
        whole();
        assert_eq!(has(&delegator(1), GOLD), 0);
        // What cannot be received is burned here.
        assert_eq!(Assets::total_supply(7), supply - left);
        delegate(delegator(2), 1, GOLD, 5);
    });
}

#[test]
fn vault_that_slashes_left_almost_empty_takes_no_stake() {
    new_chain().execute_with(|| {
        world();
        delegate(delegator(1), 1, NATIVE, 100_000_000);
        for era in 1..=3 {
            in_era(era);
            execute(propose(99));
        }
        assert_eq!(Stake::staked(&operator(1), NATIVE), 100);
        delegate(delegator(2), 1, NATIVE, 1);
        in_era(4);
        execute(propose(50));
        refused(delegator(2), delegation(1, NATIVE, 100), Error::StakeWiped);
    });
}

#[test]
fn amount_undelegated_after_a_slash_is_what_comes() {
    new_chain().execute_with(|| {
        world();
        delegate(delegator(1), 1, NATIVE, 3);
        execute(propose(50));
        // One of two units is one and a half of three shares: two of them unbond.
        undelegate(delegator(1), 1, NATIVE, 1);
        pass(UNBONDING);
        assert_eq!(withdraw(delegator(1), 1, NATIVE), 1);
        assert_eq!(Stake::staked(&operator(1), NATIVE), 1);
    });
}

#[test]
fn share_worth_less_than_a_unit_is_given_up_for_nothing() {
    new_chain().execute_with(|| {
        world();
        delegate(delegator(1), 1, NATIVE, 3);
        execute(propose(50));
        // Two units are three shares: one more is one share, not one and a half, and of three
        // units then a quarter.
        delegate(delegator(2), 1, NATIVE, 1);
        refused(delegator(2), undelegation(1, NATIVE, 1), Error::StakeTooLow);
        undelegate(delegator(2), 1, NATIVE, 0);
        undelegate(delegator(1), 1, NATIVE, 3);
    });
}

#[test]
fn issuer_of_an_asset_cannot_stop_a_slash() {
    new_chain().execute_with(|| {
        world_with_gold();
        delegate(delegator(1), 1, GOLD, 1_000);
        let slash = propose(40);
        let freeze = pallet_assets::Call::<Test>::freeze_asset { id: 7 };
        assert_ok!(send(account(1), freeze));
        events();
        execute(slash);
        let taken = Event::StakeSlashed {
            slash,
            operator: operator(1),
            asset: GOLD,
            amount: 400,
            seized: Seized::Unburned,
        };
        assert_eq!(events(), [taken]);
        assert_eq!(Unburned::<Test>::get(GOLD), 400);
        let thaw = pallet_assets::Call::<Test>::thaw_asset { id: 7 };
        assert_ok!(send(account(1), thaw));
        undelegate(delegator(1), 1, GOLD, 600);
        pass(UNBONDING);
        assert_eq!(withdraw(delegator(1), 1, GOLD), 600);
    });
}

/// Slash 40 % of 1,000 of each asset under these terms; returns what became of each asset.
fn slashed_to(slashed: SlashedFunds) -> Vec<(AssetId, Balance, Seized)> {
    world_with_gold();
    pallet_services::Blueprints::<Test>::mutate(0, |blueprint| {
        let blueprint = blueprint.as_mut().expect("it was created");
        blueprint.definition.penalties.slashed = slashed;
    });
    for asset in [NATIVE, GOLD] {
        delegate(delegator(1), 1, asset, 1_000);
    }
    // The blueprint's owner proposes it: the customer gets nothing of a slash of its own.
    let slash = propose_by(account(1), 40);
    events();
    execute(slash);
    let took = |event| match event {
        Event::StakeSlashed {
            asset,
            amount,
            seized,
            ..
        } => Some((asset, amount, seized)),
        _ => None,
    };
    events().into_iter().filter_map(took).collect()
}

#[test]
fn slashed_stake_goes_where_the_terms_say() {
    let bond = BOND * 4 / 10;
    for (terms, beneficiary, seized) in [
        (SlashedFunds::Treasury, Treasury::get(), Seized::Paid),
        // Its customer may be the operator behind another account: what others delegated is burned.
        (SlashedFunds::Customer, customer(), Seized::Burned),
    ] {
        new_chain().execute_with(|| {
            let has = || {
                (
                    Money::total_balance(NATIVE, &beneficiary),
                    Assets::balance(7, &beneficiary),
                )
            };
            let before = has();
            let taken = [NATIVE, GOLD].map(|asset| (asset, 400, seized));
            assert_eq!(slashed_to(terms), taken);
            let (of_stake, of_bond) = match seized {
                Seized::Paid => (400, bond),
                _ => (0, bond / 2),
            };
            let paid = (before.0 + of_stake + of_bond, before.1 + of_stake);
            assert_eq!(has(), paid);
        });
    }
    new_chain().execute_with(|| {
        let taken = [(NATIVE, 400, Seized::Rewards), (GOLD, 400, Seized::Burned)];
        assert_eq!(slashed_to(SlashedFunds::Rewards), taken);
        // With the bond. It is rewards now: in no pot yet.
        let accounts = RewardAccounts::<Test>::get();
        assert_eq!(accounts.carried, (400 + bond).into());
    });
}

#[test]
fn beneficiary_that_cannot_receive_an_asset_stops_no_slash() {
    new_chain().execute_with(|| {
        let freeze = pallet_assets::Call::<Test>::freeze_asset { id: 7 };
        world_with_gold();
        delegate(delegator(1), 1, GOLD, 1_000);
        let slash = propose(40);
        assert_ok!(send(account(1), freeze));
        pallet_services::Blueprints::<Test>::mutate(0, |blueprint| {
            let blueprint = blueprint.as_mut().expect("it was created");
            blueprint.definition.penalties.slashed = SlashedFunds::Treasury;
        });
        execute(slash);
        assert_eq!(Assets::balance(7, Treasury::get()), 0);
        assert_eq!(Unburned::<Test>::get(GOLD), 400);
    });
}

#[test]
fn operator_without_a_bond_is_slashed_for_its_stake() {
    new_chain().execute_with(|| {
        world();
        execute(propose(100));
        let proposal = |evidence| ServicesCall::propose_slash {
            service: 0,
            operator: operator(1),
            offence: Charge::JobMisbehaviour,
            share_bps: u16::from(10u8) * 100,
            evidence: H256::repeat_byte(evidence),
        };
        let empty: sp_runtime::DispatchError = pallet_services::Error::<Test>::EmptySlash.into();
        assert_eq!(try_send(customer(), proposal(9)), Err(empty));
        // A tenth of it is less than a unit.
        delegate(delegator(1), 1, NATIVE, 9);
        assert_eq!(try_send(customer(), proposal(9)), Err(empty));
        delegate(delegator(1), 1, NATIVE, 91);
        in_era(1);
        execute(propose(10));
        assert_eq!(Stake::staked(&operator(1), NATIVE), 90);
    });
}

#[test]
fn slash_of_an_operator_without_stake_takes_of_its_bond_alone() {
    new_chain().execute_with(|| {
        world();
        let issued = Balances::total_issuance();
        execute(propose(10));
        assert_eq!(Balances::total_issuance(), issued - BOND / 10);
        assert_eq!(events(), []);
    });
}

#[test]
fn commitment_of_a_service_that_ended_is_forgotten_with_its_last_slash() {
    for executed in [true, false] {
        new_chain().execute_with(|| {
            world();
            delegate(delegator(1), 1, NATIVE, 100);
            let slashes = [20, 10].map(propose);
            ended(0);
            let kept = || Committed::<Test>::contains_key(0, operator(1));
            for (slash, left) in slashes.into_iter().zip([true, false]) {
                if executed {
                    execute(slash);
                } else {
                    assert_ok!(command(ServicesCall::veto_slash { slash }));
                }
                assert_eq!(kept(), left, "{executed}");
            }
            whole();
        });
    }
}

#[test]
fn what_slashes_burn_goes_where_the_runtime_says() {
    new_chain().execute_with(|| {
        world_with_gold();
        TreasuryGetsLosses::set(true);
        delegate(delegator(1), 1, NATIVE, 1_000);
        delegate(delegator(1), 1, GOLD, 50);
        let supply = Assets::total_supply(7);
        let slash = propose(30);
        execute(slash);
        assert_eq!(Assets::balance(7, Treasury::get()), 15);
        assert_eq!(Balances::free_balance(Treasury::get()), 300);
        assert_eq!(Assets::total_supply(7), supply);
    });
}
