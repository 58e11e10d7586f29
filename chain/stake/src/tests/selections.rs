//! Delegators that choose all blueprints of an operator, or one.

use super::*;
use pallet_services::{Asset, NextRequestId, NextServiceId};

const NATIVE: AssetId = AssetId::Native;
const FIRST: Selection = Selection::Blueprint(0);
const SECOND: Selection = Selection::Blueprint(1);

/// A world in which operator 1 is registered for a second blueprint, whose points count, too.
fn two_blueprints() {
    world();
    let definition = pallet_services::Blueprints::<Test>::get(0)
        .expect("the world has one")
        .definition;
    assert_ok!(send(
        account(1),
        ServicesCall::create_blueprint { definition }
    ));
    let register = ServicesCall::register {
        blueprint: 1,
        instance_limit: 9,
        inputs: Default::default(),
    };
    assert_ok!(send(operator(1), register));
    assert_ok!(command(Call::activate_blueprint { blueprint: 1 }));
}

fn select(who: AccountId32, selection: Selection, amount: u128) {
    let call = selecting(selection, delegation(1, NATIVE, amount));
    assert_ok!(send(who, call));
    whole();
}

/// Ask operator 1 for a service of a blueprint that so much secures; its id if the operator could approve it.
fn start(blueprint: u64, amount: u128) -> Result<u64, sp_runtime::DispatchError> {
    let (request, service) = (NextRequestId::<Test>::get(), NextServiceId::<Test>::get());
    let token = NATIVE.token();
    let asked = ServicesCall::request {
        blueprint,
        operators: vec![operator(1)].try_into().expect("one"),
        permitted_callers: Default::default(),
        inputs: Default::default(),
        ttl: 0,
        assets: vec![Asset { token, amount }].try_into().expect("one"),
    };
    assert_ok!(send(customer(), asked));
    let revision = 0;
    try_send(operator(1), ServicesCall::approve { request, revision })?;
    whole();
    Ok(service)
}

fn proposed(service: u64, share_bps: u16) -> u64 {
    let slash = pallet_services::NextSlashId::<Test>::get();
    let proposal = ServicesCall::propose_slash {
        service,
        operator: operator(1),
        offence: Charge::JobMisbehaviour,
        share_bps,
        evidence: H256::from_low_u64_be(slash + 1),
    };
    assert_ok!(send(account(1), proposal));
    whole();
    slash
}

fn staked(selection: Selection) -> u128 {
    let ledger = Ledgers::<Test>::get(operator(1), selection);
    ledger.map_or(0, |ledger| ledger.vaults[0].staked())
}

#[test]
fn who_selected_a_blueprint_secures_it_before_who_selected_all() {
    new_chain().execute_with(|| {
        two_blueprints();
        select(delegator(1), FIRST, 100);
        select(delegator(2), Selection::All, 100);
        let service = start(0, 150).expect("200 are there");
        assert_eq!(Stake::exposure(service, &operator(1), NATIVE), 150);
        execute(proposed(service, 5_000));
        assert_eq!((staked(FIRST), staked(Selection::All)), (50, 75));
        assert_eq!(Stake::exposure(service, &operator(1), NATIVE), 75);
    });
}

#[test]
fn who_selected_another_blueprint_pays_for_nothing_and_is_not_locked() {
    new_chain().execute_with(|| {
        two_blueprints();
        select(delegator(1), SECOND, 100);
        select(delegator(2), Selection::All, 100);
        let undelegation = selecting(SECOND, undelegation(1, NATIVE, 40));
        assert_ok!(send(delegator(1), undelegation));
        pass(UNBONDING);
        let service = start(0, 100).expect("100 are there");
        let slash = proposed(service, 10_000);
        // Whose stake was captured waits for the end of the slash; who selected another blueprint does not.
        refused(delegator(2), delegation(1, NATIVE, 5), Error::SlashPending);
        let withdrawal = selecting(SECOND, withdrawal(1, NATIVE));
        assert_ok!(send(delegator(1), withdrawal));
        select(delegator(1), SECOND, 5);
        execute(slash);
        assert_eq!((staked(SECOND), staked(Selection::All)), (65, 0));
    });
}

#[test]
fn stake_for_another_blueprint_covers_no_service() {
    new_chain().execute_with(|| {
        two_blueprints();
        select(delegator(1), SECOND, 100);
        select(delegator(2), Selection::All, 10);
        let refused = Error::<Test>::NotEnoughStake.into();
        assert_eq!(start(0, 11), Err(refused));
        assert!(start(0, 10).is_ok());
        assert!(start(1, 100).is_ok());
        assert_eq!(start(1, 1), Err(refused));
    });
}

#[test]
fn stake_that_leaves_shields_no_other() {
    for (first, other) in [(FIRST, Selection::All), (Selection::All, FIRST)] {
        new_chain().execute_with(|| {
            two_blueprints();
            select(delegator(1), first, 100);
            let service = start(0, 100).expect("100 are there");
            select(delegator(2), other, 1_000);
            let undelegation = selecting(first, undelegation(1, NATIVE, 100));
            assert_ok!(send(delegator(1), undelegation));
            pass(UNBONDING);
            assert_ok!(send(delegator(1), selecting(first, withdrawal(1, NATIVE))));
            whole();
            assert_eq!(Stake::exposure(service, &operator(1), NATIVE), 100);
            execute(proposed(service, 5_000));
            assert_eq!((staked(first), staked(other)), (0, 950));
            // What covers it covers nothing else.
            assert_ok!(send(operator(1), ServicesCall::restore_bond {}));
            assert!(start(0, 901).is_err());
            assert!(start(0, 900).is_ok());
        });
    }
}

/// Two services share a stake of which a part left: neither pays for what the other stake can cover.
#[test]
fn part_of_a_stake_that_leaves_is_covered_whole() {
    new_chain().execute_with(|| {
        two_blueprints();
        select(delegator(1), FIRST, 100);
        let services = [50, 50].map(|amount| start(0, amount).expect("100 are there"));
        select(delegator(2), Selection::All, 1_000);
        let undelegation = selecting(FIRST, undelegation(1, NATIVE, 50));
        assert_ok!(send(delegator(1), undelegation));
        pass(UNBONDING);
        assert_ok!(send(delegator(1), selecting(FIRST, withdrawal(1, NATIVE))));
        whole();
        let exposed = |service| Stake::exposure(service, &operator(1), NATIVE);
        assert_eq!(services.map(exposed), [50, 50]);
        let slash = proposed(services[0], 5_000);
        // What is captured of one service leaves the other whole.
        assert_eq!(services.map(exposed), [50, 50]);
        execute(slash);
        whole();
        assert_eq!(staked(FIRST) + staked(Selection::All), 1_050 - 25);
        assert_eq!(exposed(services[1]), 50);
    });
}

/// Slashes that are pending together take at most what they captured, where they captured it: nothing of stake that came later.
#[test]
fn slashes_of_what_has_left_take_nothing_of_later_stake() {
    new_chain().execute_with(|| {
        two_blueprints();
        select(delegator(1), FIRST, 100);
        let services = [50, 50].map(|amount| start(0, amount).expect("100 are there"));
        let undelegation = selecting(FIRST, undelegation(1, NATIVE, 50));
        assert_ok!(send(delegator(1), undelegation));
        pass(UNBONDING);
        assert_ok!(send(delegator(1), selecting(FIRST, withdrawal(1, NATIVE))));
        // Offences of different eras are charged each in full.
        let slash = || {
            in_era(System::block_number() as u32 / ERA as u32 + 1);
            proposed(services[0], 6_000)
        };
        let before = [slash(), slash()];
        select(delegator(2), Selection::All, 1_000);
        let after = slash();
        // Of the 25 that each captured the first takes 60 in 100, the second what that leaves, and the third nothing.
        for (slash, left) in before.into_iter().chain([after]).zip([35, 25, 25]) {
            execute(slash);
            assert_eq!(staked(FIRST), left, "{slash}");
            assert_eq!(staked(Selection::All), 1_000, "{slash}");
        }
        // With none pending, what came later covers what has left.
        assert_eq!(Stake::exposure(services[0], &operator(1), NATIVE), 25);
    });
}

#[test]
fn points_in_a_blueprint_pay_who_selected_it_or_all() {
    new_chain().execute_with(|| {
        two_blueprints();
        select(delegator(1), FIRST, 100);
        select(delegator(2), Selection::All, 300);
        select(delegator(3), SECOND, 100);
        assert_ok!(send(operator(1), Call::set_commission { bps: 1_000 }));
        Timestamp::set_timestamp(Timestamp::get() + 7 * 24 * 60 * 60 * 1_000);
        in_era(1);
        fund(4_000);
        work(1, 1);
        in_era(2);
        let claimed = |who: AccountId32, selection| {
            let (before, operator) = (has(&who, NATIVE), operator(1));
            let claim = Call::claim {
                operator,
                selection,
            };
            assert_ok!(send(who.clone(), claim));
            whole();
            has(&who, NATIVE) - before
        };
        assert_eq!(claimed(delegator(1), FIRST), 900);
        assert_eq!(claimed(delegator(2), Selection::All), 2_700);
        assert_eq!(claimed(delegator(3), SECOND), 0);
        let commissions = [FIRST, Selection::All, SECOND].map(|it| claimed(operator(1), it));
        assert_eq!(commissions, [100, 300, 0]);
    });
}

#[test]
fn only_a_blueprint_the_operator_is_registered_for_can_be_selected() {
    new_chain().execute_with(|| {
        two_blueprints();
        let unknown = |n, blueprint| {
            let call = delegation(n, NATIVE, 5);
            selecting(Selection::Blueprint(blueprint), call)
        };
        refused(delegator(1), unknown(2, 1), Error::OperatorNotRegistered);
        refused(delegator(1), unknown(1, 2), Error::OperatorNotRegistered);
        // Who selected one from which the operator withdrew can leave.
        select(delegator(1), SECOND, 5);
        let unregister = ServicesCall::unregister { blueprint: 1 };
        assert_ok!(send(operator(1), unregister));
        refused(delegator(1), unknown(1, 1), Error::OperatorNotRegistered);
        let undelegation = selecting(SECOND, undelegation(1, NATIVE, 5));
        assert_ok!(send(delegator(1), undelegation));
        pass(UNBONDING);
        assert_ok!(send(delegator(1), selecting(SECOND, withdrawal(1, NATIVE))));
    });
}

#[test]
fn ledger_from_which_all_have_left_is_removed_with_what_divisions_left() {
    new_chain().execute_with(|| {
        two_blueprints();
        for n in 1..4 {
            select(delegator(n), FIRST, 100);
        }
        in_era(1);
        fund(100);
        work(1, 1);
        in_era(2);
        for n in 1..4 {
            let undelegation = selecting(FIRST, undelegation(1, NATIVE, 100));
            assert_ok!(send(delegator(n), undelegation));
        }
        pass(UNBONDING);
        for n in 1..4 {
            assert_ok!(send(delegator(n), selecting(FIRST, withdrawal(1, NATIVE))));
            whole();
        }
        assert_eq!(Ledgers::<Test>::iter().count(), 0);
        let books = RewardAccounts::<Test>::get();
        assert_eq!((books.paid, books.unclaimed), (99.into(), 0.into()));
        assert_eq!(books.reserve, 1.into());
    });
}

#[test]
fn ledger_with_an_era_to_settle_does_not_end() {
    new_chain().execute_with(|| {
        two_blueprints();
        assert_ok!(send(operator(1), Call::set_commission { bps: 1_000 }));
        Timestamp::set_timestamp(Timestamp::get() + 7 * 24 * 60 * 60 * 1_000);
        select(delegator(1), Selection::All, 100);
        in_era(1);
        fund(1_000);
        work(1, 1);
        execute(propose(100));
        // What is worth nothing leaves at once.
        assert_ok!(send(delegator(1), undelegation(1, NATIVE, 0)));
        in_era(System::block_number() as u32 / ERA as u32 + 1);
        let ledger = Ledgers::<Test>::get(operator(1), Selection::All).expect("an era is open");
        assert_ok!(ledger.keep(&all(&operator(1))));
        assert_eq!(claim(operator(1), 1), 100);
        assert_eq!(Ledgers::<Test>::iter().count(), 0);
    });
}
