//! Stake: delegated, undelegated, withdrawn.

use super::*;
use frame_support::traits::{fungibles::Mutate, tokens::Preservation::Expendable};
use sp_runtime::TokenError;

const NATIVE: AssetId = AssetId::Native;

#[test]
fn delegation_moves_stake_and_the_first_one_the_minimum() {
    new_chain().execute_with(|| {
        world();
        let before = has(&delegator(1), NATIVE);
        delegate(delegator(1), 1, NATIVE, 1_000);
        assert_eq!(has(&delegator(1), NATIVE), before - 1_000 - ED);
        let delegated = Event::Delegated {
            operator: operator(1),
            selection: Selection::All,
            delegator: delegator(1),
            asset: NATIVE,
            amount: 1_000,
        };
        assert_eq!(events(), [delegated]);
        delegate(delegator(2), 1, NATIVE, 500);
        assert_eq!(has(&delegator(2), NATIVE), before - 500);
        assert_eq!(Stake::staked(&operator(1), NATIVE), 1_500);
        assert_eq!(Stake::staked(&operator(2), NATIVE), 0);
        assert_eq!(Stake::staked(&operator(1), GOLD), 0);
    });
}

#[test]
fn operator_stakes_with_itself_as_anybody_does() {
    new_chain().execute_with(|| {
        world();
        delegate(operator(1), 1, NATIVE, 70);
        undelegate(operator(1), 1, NATIVE, 70);
        pass(UNBONDING);
        assert_eq!(withdraw(operator(1), 1, NATIVE), 70);
    });
}

#[test]
fn delegation_nobody_can_take_is_refused() {
    new_chain().execute_with(|| {
        world();
        let to = |asset, amount| delegation(1, asset, amount);
        refused(delegator(1), delegation(3, NATIVE, 5), Error::NotOperator);
        refused(delegator(1), to(GOLD, 5), Error::UnknownAsset);
        refused(delegator(1), to(NATIVE, 0), Error::AmountTooSmall);
        let poor = try_send(delegator(1), to(NATIVE, RICH));
        assert_eq!(poor, Err(TokenError::FundsUnavailable.into()));
        assert_ok!(send(operator(1), ServicesCall::leave_operators {}));
        refused(delegator(1), to(NATIVE, 5), Error::OperatorLeaving);
    });
}

#[test]
fn undelegated_stake_comes_back_after_the_delay() {
    new_chain().execute_with(|| {
        world();
        delegate(delegator(1), 1, NATIVE, 1_000);
        pass(3);
        events();
        undelegate(delegator(1), 1, NATIVE, 400);
        let until = System::block_number() + UNBONDING;
        let undelegated = Event::Undelegated {
            operator: operator(1),
            selection: Selection::All,
            delegator: delegator(1),
            asset: NATIVE,
            amount: 400,
            until,
        };
        assert_eq!(events(), [undelegated]);
        skip_to(until - 1);
        refused(
            delegator(1),
            withdrawal(1, NATIVE),
            Error::NothingToWithdraw,
        );
        skip_to(until);
        assert_eq!(withdraw(delegator(1), 1, NATIVE), 400);
        let withdrawn = Event::Withdrawn {
            operator: operator(1),
            selection: Selection::All,
            delegator: delegator(1),
            asset: NATIVE,
            amount: 400,
        };
        assert_eq!(events(), [withdrawn]);
        undelegate(delegator(1), 1, NATIVE, 600);
        pass(UNBONDING);
        assert_eq!(withdraw(delegator(1), 1, NATIVE), 600);
        assert_eq!(Delegations::<Test>::iter().count(), 0);
        refused(delegator(1), withdrawal(1, NATIVE), Error::NotDelegated);
    });
}

#[test]
fn amounts_unbond_each_in_its_time() {
    new_chain().execute_with(|| {
        world();
        delegate(delegator(1), 1, NATIVE, 1_000);
        // Two of one block count as one.
        for amount in [1, 2] {
            undelegate(delegator(1), 1, NATIVE, amount);
        }
        for amount in [10, 20, 30] {
            pass(1);
            undelegate(delegator(1), 1, NATIVE, amount);
        }
        pass(1);
        refused(
            delegator(1),
            undelegation(1, NATIVE, 5),
            Error::TooManyUnbonding,
        );
        pass(UNBONDING - 3);
        assert_eq!(withdraw(delegator(1), 1, NATIVE), 1 + 2 + 10);
        undelegate(delegator(1), 1, NATIVE, 937);
        pass(UNBONDING);
        assert_eq!(withdraw(delegator(1), 1, NATIVE), 20 + 30 + 937);
    });
}

#[test]
fn more_than_is_delegated_is_not_undelegated() {
    new_chain().execute_with(|| {
        world();
        let all = undelegation(1, NATIVE, 101);
        refused(delegator(1), all.clone(), Error::NotDelegated);
        refused(delegator(1), withdrawal(1, NATIVE), Error::NotDelegated);
        delegate(delegator(1), 1, NATIVE, 100);
        delegate(delegator(2), 1, NATIVE, 100);
        refused(delegator(1), all, Error::StakeTooLow);
        refused(
            delegator(1),
            undelegation(1, NATIVE, 0),
            Error::AmountTooSmall,
        );
        refused(delegator(1), undelegation(1, LEAD, 1), Error::UnknownAsset);
        refused(delegator(1), withdrawal(1, LEAD), Error::UnknownAsset);
        refused(
            delegator(3),
            undelegation(1, NATIVE, 1),
            Error::NotDelegated,
        );
    });
}

#[test]
fn delegators_leave_an_operator_that_is_gone() {
    new_chain().execute_with(|| {
        world();
        assert_ok!(send(operator(3), ServicesCall::join_operators {}));
        delegate(operator(3), 3, NATIVE, 50);
        delegate(delegator(1), 3, NATIVE, 100);
        assert_ok!(send(operator(3), ServicesCall::leave_operators {}));
        assert_ok!(send(operator(3), ServicesCall::finish_leaving {}));
        undelegate(delegator(1), 3, NATIVE, 100);
        undelegate(operator(3), 3, NATIVE, 50);
        pass(UNBONDING);
        assert_eq!(withdraw(operator(3), 3, NATIVE), 50);
        assert_eq!(withdraw(delegator(1), 3, NATIVE), 100);
    });
}

#[test]
fn paused_operator_keeps_its_delegators_and_takes_more() {
    new_chain().execute_with(|| {
        world();
        let available = false;
        assert_ok!(send(operator(1), ServicesCall::set_available { available }));
        delegate(delegator(1), 1, NATIVE, 100);
    });
}

#[test]
fn vault_never_loses_its_last_unit_to_the_minimum() {
    new_chain().execute_with(|| {
        world();
        // Less than the least an account may have.
        delegate(delegator(1), 1, NATIVE, 1);
        delegate(delegator(2), 1, NATIVE, 2);
        undelegate(delegator(2), 1, NATIVE, 2);
        pass(UNBONDING);
        assert_eq!(withdraw(delegator(2), 1, NATIVE), 2);
        assert_eq!(has(&Stake::account_id(), NATIVE), ED + 1);
    });
}

#[test]
fn all_that_is_staked_unbonds_whatever_it_is_worth() {
    new_chain().execute_with(|| {
        world();
        // Seven donated units among shares that a slash has devalued: no amount that was staked comes back whole.
        delegate(delegator(1), 1, NATIVE, 1_000_000_007);
        execute(propose(33));
        delegate(delegator(2), 1, NATIVE, 1_000);
        let bonded = Stake::staked(&operator(1), NATIVE);
        refused(
            delegator(2),
            undelegation(1, NATIVE, 1_001),
            Error::StakeTooLow,
        );
        undelegate(delegator(2), 1, NATIVE, u128::MAX);
        let nothing = undelegation(1, NATIVE, 1);
        refused(delegator(2), nothing, Error::StakeTooLow);
        pass(UNBONDING);
        let came = withdraw(delegator(2), 1, NATIVE);
        assert!((999..=1_000).contains(&came), "{came}");
        assert_eq!(Stake::staked(&operator(1), NATIVE), bonded - came);
        assert_eq!(Delegations::<Test>::iter().count(), 1);
    });
}

#[test]
fn amount_below_the_minimum_is_withdrawn_to_an_account_that_has_the_asset() {
    new_chain().execute_with(|| {
        world();
        accept_gold(12);
        delegate(delegator(1), 1, GOLD, 100);
        let rest = has(&delegator(1), GOLD);
        let gone = <Test as Config>::Assets::transfer(
            GOLD,
            &delegator(1),
            &delegator(2),
            rest,
            Expendable,
        );
        assert_ok!(gone);
        execute(propose(97));
        undelegate(delegator(1), 1, GOLD, u128::MAX);
        pass(UNBONDING);
        let left = GOLD_MINIMUM - 2;
        assert_eq!(Stake::staked(&operator(1), GOLD), left);
        assert!(try_send(delegator(1), withdrawal(1, GOLD)).is_err());
        let to = |to| Call::withdraw_to {
            operator: operator(1),
            selection: Selection::All,
            asset: GOLD,
            to,
        };
        let before = has(&delegator(2), GOLD);
        assert_ok!(send(delegator(1), to(delegator(2))));
        whole();
        assert_eq!(has(&delegator(2), GOLD), before + left);
        refused(delegator(1), to(delegator(2)), Error::NotDelegated);
    });
}
