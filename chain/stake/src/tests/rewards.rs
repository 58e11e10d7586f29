//! Rewards: earned by points and stake, claimed.

use super::*;
use frame_support::weights::Weight;
use sp_runtime::DispatchError;

const NATIVE: AssetId = AssetId::Native;

/// Operator 1 has 300 staked, of which 100 are its own; operator 2 has 100.
fn staked_world() {
    world();
    delegate(operator(1), 1, NATIVE, 100);
    delegate(delegator(1), 1, NATIVE, 200);
    delegate(delegator(2), 2, NATIVE, 100);
}

#[test]
fn era_is_shared_by_points_times_stake_and_then_by_stake() {
    new_chain().execute_with(|| {
        staked_world();
        in_era(1);
        fund(1_000);
        work(1, 2);
        work(2, 4);
        assert_eq!(claim(delegator(1), 1), 0, "the era is not over");
        in_era(2);
        events();
        // 2 * 300 and 4 * 100.
        assert_eq!(claim(delegator(1), 1), 400);
        let settled = Event::EraSettled {
            era: 1,
            operator: operator(1),
            selection: Selection::All,
            amount: 600,
            commission: 0,
            carried: 0,
        };
        let paid = Event::RewardPaid {
            operator: operator(1),
            selection: Selection::All,
            claimant: delegator(1),
            amount: 400,
        };
        assert_eq!(events(), [settled, paid]);
        assert_eq!(claim(delegator(1), 1), 0, "claimed");
        assert_eq!(claim(operator(1), 1), 200);
        assert_eq!(claim(delegator(2), 2), 400);
        // Everybody was settled: nothing is left of the era.
        assert_eq!(Eras::<Test>::iter().count(), 0);
        assert_eq!(Performances::<Test>::iter().count(), 0);
        let accounts = RewardAccounts::<Test>::get();
        assert_eq!((accounts.paid, accounts.carried), (1_000.into(), 0.into()));
    });
}

/// The yields of what is staked with operator 1 for all, by era.
fn yields() -> Vec<Option<(Balance, u128)>> {
    let backing = all(&operator(1));
    let of = |era| Stake::era_yield(&backing, era).map(|it| (it.paid, it.rate_e18));
    (0..=Stake::era()).map(of).collect()
}

#[test]
fn yield_of_an_era_is_what_was_allotted_for_what_earned() {
    const PERCENT: u128 = 10_000_000_000_000_000;
    new_chain().execute_with(|| {
        world();
        delegate(delegator(1), 1, NATIVE, 200);
        in_era(1);
        fund(100);
        work(1, 1);
        // It earns from the next era on: no part of this one.
        delegate(delegator(2), 1, NATIVE, 300);
        in_era(2);
        assert_eq!(yields()[1], None, "not settled");
        settle(1);
        assert_eq!(yields()[1], Some((100, 50 * PERCENT)));
        // An era without work pays nothing, and its funding is carried.
        in_era(3);
        settle(1);
        assert_eq!(yields()[2..], [Some((0, 0)), None]);
        // Those of the last eras are kept.
        for era in 3..3 + crate::KEPT_YIELDS {
            in_era(era);
            fund(1_000);
            work(1, 1);
            in_era(era + 1);
            settle(1);
        }
        let kept = yields();
        let from = kept.iter().position(Option::is_some);
        assert_eq!((from, kept.last()), (Some(3), Some(&None)));
        let backing = all(&operator(1));
        assert_eq!(
            Yields::<Test>::get(&backing).len() as u32,
            crate::KEPT_YIELDS
        );
        for (who, amount) in [(1, 200), (2, 300)] {
            assert!(claim(delegator(who), 1) > 0);
            undelegate(delegator(who), 1, NATIVE, amount);
        }
        skip_to(System::block_number() + UNBONDING);
        for who in [1, 2] {
            assert_ok!(send(delegator(who), withdrawal(1, NATIVE)));
        }
        assert!(Stake::ledger(&backing).is_none() && !Yields::<Test>::contains_key(&backing));
    });
}

#[test]
fn stake_of_the_eras_end_earns_from_the_next_on() {
    new_chain().execute_with(|| {
        staked_world();
        in_era(1);
        fund(900);
        work(1, 1);
        skip_to(2 * ERA - 1);
        delegate(delegator(3), 1, NATIVE, 100_000);
        delegate(delegator(4), 1, NATIVE, 50_000);
        work(1, 1);
        in_era(2);
        fund(1_000);
        work(1, 1);
        assert_eq!(claim(delegator(3), 1), 0);
        assert_eq!(claim(delegator(1), 1), 600);
        in_era(3);
        // 200, 100,000 and 50,000 of 150,300.
        assert_eq!(claim(delegator(1), 1), 1);
        assert_eq!(claim(delegator(3), 1), 665);
        assert_eq!(claim(delegator(4), 1), 332);
        assert_eq!(Cohorts::<Test>::iter().count(), 1, "operator 1's own");
    });
}

#[test]
fn stake_that_is_undelegated_earns_nothing_for_the_era() {
    new_chain().execute_with(|| {
        staked_world();
        in_era(1);
        fund(900);
        work(1, 1);
        undelegate(delegator(1), 1, NATIVE, 100);
        // The weight of the second point is of what is left.
        work(1, 1);
        let performance = Performances::<Test>::get(1, all(&operator(1)));
        assert_eq!(performance.stake_points.to_vec(), [500.into()]);
        assert_eq!(performance.points, 2);
        in_era(2);
        assert_eq!(claim(delegator(1), 1), 450);
        assert_eq!(claim(operator(1), 1), 450);
    });
}

#[test]
fn what_waits_is_undelegated_first() {
    new_chain().execute_with(|| {
        staked_world();
        in_era(1);
        fund(900);
        work(1, 1);
        delegate(delegator(1), 1, NATIVE, 70);
        undelegate(delegator(1), 1, NATIVE, 70);
        in_era(2);
        assert_eq!(claim(delegator(1), 1), 600);
        undelegate(delegator(1), 1, NATIVE, 200);
    });
}

#[test]
fn delegator_that_never_comes_earns_era_by_era() {
    new_chain().execute_with(|| {
        staked_world();
        for era in 1..=HISTORY + 3 {
            in_era(era);
            fund(300);
            work(1, 1);
            Stake::settle_on_idle(Weight::MAX);
        }
        in_era(HISTORY + 4);
        assert_eq!(
            claim(delegator(1), 1),
            200 * u128::from(HISTORY + 3),
            "idle blocks settled what would have been lost"
        );
    });
}

#[test]
fn stake_of_nobodys_era_is_too_late_after_history() {
    new_chain().execute_with(|| {
        staked_world();
        in_era(1);
        fund(300);
        work(1, 1);
        in_era(2 + HISTORY);
        assert_ok!(send(
            outsider(),
            Call::settle_operator {
                operator: operator(1),
                selection: Selection::All,
            }
        ));
        assert_eq!(claim(delegator(1), 1), 0);
        let close = Call::close_era { era: 1, max: 10 };
        assert_ok!(send(outsider(), close));
        whole();
        fund(5);
        work(1, 1);
        in_era(3 + HISTORY);
        assert_eq!(claim(operator(1), 1) + claim(delegator(1), 1), 304);
    });
}

#[test]
fn commission_comes_off_first() {
    new_chain().execute_with(|| {
        staked_world();
        let set = |bps| Call::set_commission { bps };
        refused(operator(1), set(2_001), Error::CommissionTooHigh);
        refused(delegator(1), set(5), Error::NotOperator);
        assert_ok!(send(operator(1), set(2_000)));
        // An increase holds after 7 days.
        in_era(1);
        fund(3_000);
        work(1, 1);
        in_era(2);
        assert_eq!(claim(delegator(1), 1), 2_000);
        Timestamp::set_timestamp(Timestamp::get() + 7 * 24 * 60 * 60 * 1_000);
        fund(3_000);
        work(1, 1);
        in_era(3);
        // The rest is 2,400, of which a third is the operator's.
        assert_eq!(claim(delegator(1), 1), 1_600);
        assert_eq!(claim(operator(1), 1), 1_000 + 600 + 800);
        // Delegators had 3,000, then 2,400, for the 300 that earned.
        let earned =
            [3_000, 2_400].map(|paid| Some((paid, paid * 1_000_000_000_000_000_000 / 300)));
        assert_eq!(yields()[1..3], earned);
        // Commission without a stake.
        assert_ok!(send(operator(2), set(100)));
        assert_eq!(claim(operator(2), 2), 0);
    });
}

#[test]
fn commission_is_that_of_the_era_not_of_its_settlement() {
    new_chain().execute_with(|| {
        staked_world();
        assert_ok!(send(operator(1), Call::set_commission { bps: 2_000 }));
        in_era(1);
        fund(3_000);
        work(1, 1);
        in_era(2);
        // The increase holds by now.
        Timestamp::set_timestamp(Timestamp::get() + 7 * 24 * 60 * 60 * 1_000);
        assert_eq!(claim(delegator(1), 1), 2_000);
        assert_eq!(claim(operator(1), 1), 1_000);
    });
}

#[test]
fn slash_leaves_what_was_earned() {
    new_chain().execute_with(|| {
        staked_world();
        in_era(1);
        fund(300);
        work(1, 1);
        let slash = propose(100);
        in_era(2);
        execute(slash);
        assert_eq!(claim(delegator(1), 1), 200);
        assert_eq!(claim(operator(1), 1), 100);
        // Nothing earns any more.
        fund(100);
        work(1, 1);
        assert_eq!(Eras::<Test>::get(2).weight, 0.into());
    });
}

#[test]
fn who_leaves_takes_the_rewards_along() {
    new_chain().execute_with(|| {
        staked_world();
        in_era(1);
        fund(300);
        work(1, 1);
        in_era(2);
        undelegate(delegator(1), 1, NATIVE, 200);
        pass(UNBONDING);
        assert_eq!(withdraw(delegator(1), 1, NATIVE), 200 + 200);
        refused(
            delegator(1),
            Call::claim {
                operator: operator(1),
                selection: Selection::All,
            },
            Error::NotDelegated,
        );
    });
}

#[test]
fn rewards_of_nobody_are_refused() {
    new_chain().execute_with(|| {
        world();
        let operator = operator(1);
        let claim = Call::claim {
            operator: operator.clone(),
            selection: Selection::All,
        };
        let settle = Call::settle_operator {
            operator,
            selection: Selection::All,
        };
        refused(delegator(1), claim, Error::NotDelegated);
        refused(delegator(1), settle, Error::NotDelegated);
        refused(outsider(), Call::fund { amount: 0 }, Error::AmountTooSmall);
    });
}

#[test]
fn results_count_in_activated_blueprints_alone() {
    new_chain().execute_with(|| {
        staked_world();
        // From the next era on.
        work(1, 1);
        assert_eq!(Performances::<Test>::iter().count(), 0);
        let activate = |blueprint| command(Call::activate_blueprint { blueprint });
        let deactivate = |blueprint| command(Call::deactivate_blueprint { blueprint });
        let error = |error: Error<Test>| Err(error.into());
        assert_eq!(activate(0), error(Error::AlreadyActive));
        assert_eq!(activate(1), error(Error::BlueprintNotFound));
        assert_eq!(deactivate(1), error(Error::NotActive));
        let blueprint = 0;
        for call in [
            Call::activate_blueprint { blueprint },
            Call::deactivate_blueprint { blueprint },
        ] {
            assert_eq!(try_send(outsider(), call), Err(DispatchError::BadOrigin));
        }
        in_era(1);
        events();
        assert_ok!(deactivate(0));
        let last_era = 1;
        let deactivated = Event::BlueprintDeactivated {
            blueprint,
            last_era,
        };
        assert_eq!(events(), [deactivated]);
        work(1, 1);
        let points = |era| Performances::<Test>::get(era, all(&operator(1))).points;
        assert_eq!(points(1), 1);
        in_era(2);
        work(1, 1);
        assert_ok!(activate(0));
        let from_era = 3;
        let activated = events().pop();
        assert_eq!(
            activated,
            Some(Event::BlueprintActivated {
                blueprint,
                from_era
            })
        );
        in_era(3);
        work(1, 2);
        assert_eq!((points(2), points(3)), (0, 2));
    });
}
