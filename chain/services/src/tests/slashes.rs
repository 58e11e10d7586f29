//! Slashes: proposed, reviewed, executed.

use super::{managers, *};
use blueprint_rules::{
    court::{State, DAY},
    penalty::Escalating,
};
use frame_support::{
    assert_ok, assert_storage_noop,
    dispatch::{DispatchResult, GetDispatchInfo},
    storage::with_storage_layer,
    traits::{
        fungible::{InspectHold, Mutate},
        UnfilteredDispatchable,
    },
};
use sp_runtime::{traits::Dispatchable, DispatchError, Permill};

fn refused(who: AccountId32, call: Call<Test>, error: Error<Test>) {
    assert_storage_noop!(assert_eq!(try_send(who, call), Err(error.into())));
}

fn held() -> u128 {
    Balances::balance_on_hold(&HoldReason::OperatorBond.into(), &operator(1))
}

fn record() -> OperatorOf<Test> {
    Operators::<Test>::get(operator(1)).expect("it is one")
}

/// The proposal of [`slash_call`] with another share.
fn share_call(service: u64, evidence: u8, share: u8) -> Call<Test> {
    let mut call = slash_call(service, evidence);
    if let Call::propose_slash { share_bps, .. } = &mut call {
        *share_bps = u16::from(share) * 100;
    }
    call
}

fn veto(origin: RuntimeOrigin, slash: u64) -> Result<(), DispatchError> {
    RuntimeCall::from(Call::veto_slash { slash })
        .dispatch_bypass_filter(origin)
        .map(|_| ())
        .map_err(|failed| failed.error)
}

/// Execute a slash; returns what it took.
fn execute(slash: u64) -> u128 {
    let before = (held(), Balances::total_issuance(), record().slashed);
    events();
    assert_ok!(send(outsider(), Call::execute_slash { slash }));
    let [Event::SlashExecuted {
        slash: executed,
        operator: slashed,
        amount,
        ..
    }] = &events()[..]
    else {
        panic!("it was executed")
    };
    assert_eq!((*executed, slashed), (slash, &operator(1)));
    assert_eq!(held(), before.0 - amount);
    assert_eq!(Balances::total_issuance(), before.1 - amount);
    assert_eq!(record().slashed, before.2 + amount);
    assert_eq!(record().bond, held());
    assert_eq!(Services::do_try_state(), Ok(()));
    *amount
}

#[test]
fn slash_captures_the_bond_and_waits_for_its_review() {
    new_chain().execute_with(|| {
        let service = running(managers::accepting(), 2);
        events();
        assert_ok!(send(customer(), slash_call(service, 1)));
        let proposed = Event::SlashProposed {
            slash: 0,
            service,
            operator: operator(1),
            proposer: customer(),
            offence: Charge::JobMisbehaviour,
            share_bps: 1_000,
            deadline: WEEK,
        };
        assert_eq!(events(), [proposed]);
        let slash = Slashes::<Test>::get(0).expect("it waits");
        assert_eq!((slash.captured, slash.slashed_before), (BOND, 0));
        assert_eq!((&slash.proposer, slash.proposer_bond), (&customer(), 300));
        assert_eq!(slash.disputer, None);
        assert_eq!(slash.share(), Permill::from_percent(10));
        let court = slash.proposal;
        assert_eq!((court.state, court.service), (State::Pending, service));
        assert_eq!(court.evidence, H256::repeat_byte(1));
        assert_eq!((record().pending_slashes, held()), (1, BOND));
        pass(WEEK - 1);
        let execute = Call::execute_slash { slash: 0 };
        refused(outsider(), execute, Error::SlashUnderReview);
    });
}

#[test]
fn slash_after_its_review_is_executed_once_by_anyone() {
    new_chain().execute_with(|| {
        let service = running(managers::accepting(), 2);
        assert_ok!(send(customer(), slash_call(service, 1)));
        let_review_end();
        assert_eq!(execute(0), BOND / 10);
        assert_eq!(record().pending_slashes, 0);
        let again = Call::execute_slash { slash: 0 };
        refused(outsider(), again, Error::SlashNotFound);
        let veto = veto(RuntimeOrigin::root(), 0);
        assert_eq!(veto, Err(Error::<Test>::SlashNotFound.into()));
    });
}

#[test]
fn slash_is_proposed_until_the_faults_of_the_service_are_found_or_it_is_gone() {
    new_chain().execute_with(|| {
        let service = running(managers::accepting(), 2);
        let_life_end();
        Timestamp::set_timestamp(Timestamp::get() - 1_000);
        assert_ok!(send(customer(), slash_call(service, 1)));
        pass(1);
        refused(customer(), slash_call(service, 2), Error::ServiceExpired);
        assert_ok!(send(outsider(), Call::terminate { service }));
        refused(customer(), slash_call(service, 2), Error::ServiceNotFound);
        assert_eq!(Services::do_try_state(), Ok(()));
    });
}

#[test]
fn slashes_of_one_captured_bond_take_no_more_than_all_of_it() {
    TestLife::set(0);
    new_chain().execute_with(|| {
        let service = running(managers::accepting(), 2);
        for (evidence, share) in [(1, 60), (2, 50), (3, 10)] {
            let call = share_call(service, evidence, share);
            assert_ok!(send(customer(), call));
            next_era();
        }
        let_review_end();
        assert_eq!(execute(0), BOND / 10 * 6);
        // Of the bond that is left; the others are of the whole.
        assert_ok!(send(customer(), share_call(service, 4, 50)));
        assert_eq!(Slashes::<Test>::get(3).expect("it waits").captured, 2_000);
        assert_eq!(execute(2), BOND / 10);
        assert_eq!(execute(1), BOND / 10 * 3);
        assert_eq!(held(), 0);
        let_review_end();
        assert_eq!(execute(3), 0);
        refused(customer(), slash_call(service, 5), Error::EmptySlash);
    });
}

#[test]
fn slash_takes_no_more_than_others_have_left_of_its_capture() {
    new_chain().execute_with(|| {
        let service = running(managers::accepting(), 2);
        for (evidence, share) in [(1, 40), (2, 100)] {
            assert_ok!(send(customer(), share_call(service, evidence, share)));
            next_era();
        }
        // As if the bond had grown since.
        Slashes::<Test>::mutate(1, |slash| {
            slash.as_mut().expect("it waits").captured = BOND / 2;
        });
        let_review_end();
        assert_eq!(execute(0), BOND / 10 * 4);
        assert_eq!(execute(1), BOND / 10);
        assert_eq!(held(), BOND / 2);
    });
}

#[test]
fn slash_takes_no_more_than_is_on_hold() {
    new_chain().execute_with(|| {
        let service = running(managers::accepting(), 2);
        assert_ok!(send(customer(), share_call(service, 1, 50)));
        // As if the bond had been larger.
        Slashes::<Test>::mutate(0, |slash| {
            slash.as_mut().expect("it waits").captured = 4 * BOND;
        });
        let_review_end();
        assert_eq!(execute(0), BOND);
    });
}

#[test]
fn slash_by_anyone_but_its_origin_is_refused() {
    new_chain().execute_with(|| {
        let service = running(managers::accepting(), 2);
        for who in [outsider(), operator(1), operator(2)] {
            refused(who, slash_call(service, 1), Error::NotSlashingOrigin);
        }
    });
}

#[test]
fn slash_is_proposed_by_whom_the_manager_names_and_by_the_owner_of_the_blueprint_alone() {
    new_chain().execute_with(|| {
        let mut named = [0; 32];
        named[12..].copy_from_slice(Services::address_of(&outsider()).as_bytes());
        let manager = managers::answering(selector(Hook::QuerySlashingOrigin), &named);
        let service = running(manager, 2);
        // The service's owner is a customer.
        refused(customer(), slash_call(service, 1), Error::NotSlashingOrigin);
        assert_ok!(send(outsider(), slash_call(service, 1)));
        assert_ok!(send(owner(), slash_call(service, 2)));
        let evidence = H256::repeat_byte(3);
        let manager = Services::account_of(&manager);
        assert_ok!(Balances::mint_into(&manager, 1_000));
        let offence = Charge::JobMisbehaviour;
        assert_ok!(Services::file_slash(
            &manager,
            service,
            operator(1),
            offence,
            1_000,
            evidence
        ));
    });
}

/// An address stands for another account as long as none is mapped to it.
#[test]
fn account_that_was_named_before_it_was_mapped_is_the_one_that_was_named() {
    use pallet_revive::AddressMapper;
    type Mapper = <Test as pallet_revive::Config>::AddressMapper;
    new_chain().execute_with(|| {
        let who = outsider();
        let address = Services::address_of(&who);
        assert_ok!(<Mapper as AddressMapper<Test>>::unmap(&who));
        let unmapped = Services::account_of(&address);
        assert_ne!(unmapped, who);
        let mut word = [0; 32];
        word[12..].copy_from_slice(address.as_bytes());
        let manager = managers::answering(selector(Hook::QuerySlashingOrigin), &word);
        let service = running(manager, 2);
        let permitted_callers = vec![unmapped.clone()].try_into().expect("one");
        let permit = Call::set_permitted_callers {
            service,
            permitted_callers,
        };
        assert_ok!(send(customer(), permit));
        let offer = Call::offer_ownership {
            item: Owned::Service(service),
            to: Some(unmapped),
        };
        assert_ok!(send(customer(), offer));

        assert_ok!(Revive::map_account(RuntimeOrigin::signed(who.clone())));
        assert_eq!(Services::account_of(&address), who);
        assert_ok!(send(who.clone(), slash_call(service, 1)));
        assert_ok!(send(who.clone(), job_call(service)));
        let item = Owned::Service(service);
        assert_ok!(send(who.clone(), Call::accept_ownership { item }));
        refused(owner(), job_call(service), Error::CallerNotPermitted);
    });
}

#[test]
fn slashing_origin_is_the_one_of_the_start_and_goes_with_the_service() {
    new_chain().execute_with(|| {
        let service = running(managers::accepting(), 2);
        assert_eq!(SlashingOrigins::<Test>::get(service), Some(customer()));
        // What the manager would say now does not matter.
        managers::vanish(
            Blueprints::<Test>::get(0)
                .expect("it exists")
                .definition
                .manager,
        );
        assert_ok!(send(customer(), slash_call(service, 1)));
        ended(service);
        assert_eq!(SlashingOrigins::<Test>::get(service), None);
    });
}

#[test]
fn slash_is_proposed_by_no_account_where_the_manager_gives_no_answer() {
    let query = selector(Hook::QuerySlashingOrigin);
    let managers: [fn([u8; 4]) -> H160; 4] = [
        |query| managers::refusing_only(query, b"word"),
        |query| managers::looping_only(query),
        |query| managers::answering(query, &[7; 31]),
        |query| managers::answering(query, &[0xff; 32]),
    ];
    for manager in managers {
        new_chain().execute_with(|| {
            let service = running(manager(query), 2);
            for who in [customer(), owner(), outsider()] {
                refused(who, slash_call(service, 1), Error::NotSlashingOrigin);
            }
        });
    }
}

#[test]
fn slash_of_nothing_or_of_anyone_who_does_not_serve_is_refused() {
    new_chain().execute_with(|| {
        let service = running(managers::accepting(), 1);
        refused(customer(), slash_call(7, 1), Error::ServiceNotFound);
        refused(customer(), share_call(service, 1, 0), Error::EmptySlash);
        let mut other = slash_call(service, 1);
        if let Call::propose_slash { operator, .. } = &mut other {
            *operator = outsider();
        }
        refused(customer(), other, Error::NotServiceOperator);
    });
}

#[test]
fn evidence_counts_once_for_each_operator_and_service_even_after_a_veto() {
    new_chain().execute_with(|| {
        let service = running(managers::accepting(), 2);
        let other = running(managers::accepting(), 2);
        assert_ok!(send(customer(), slash_call(service, 1)));
        refused(customer(), slash_call(service, 1), Error::EvidenceUsed);
        assert_ok!(veto(RuntimeOrigin::root(), 0));
        refused(customer(), slash_call(service, 1), Error::EvidenceUsed);
        assert_ok!(send(customer(), slash_call(service, 2)));
        assert_ok!(send(customer(), slash_call(other, 1)));
        let mut second = slash_call(service, 1);
        if let Call::propose_slash { operator, .. } = &mut second {
            *operator = super::operator(2);
        }
        assert_ok!(send(customer(), second));
        assert_eq!(Services::do_try_state(), Ok(()));
    });
}

#[test]
fn operator_with_too_many_slashes_waiting_gets_no_more() {
    new_chain().execute_with(|| {
        let service = running(managers::accepting(), 2);
        for evidence in 1..9 {
            assert_ok!(send(customer(), slash_call(service, evidence)));
        }
        refused(customer(), slash_call(service, 9), Error::TooManySlashes);
        assert_ok!(veto(RuntimeOrigin::root(), 3));
        assert_ok!(send(customer(), slash_call(service, 9)));
    });
}

#[test]
fn slashes_of_one_proposer_leave_room_for_those_of_another() {
    new_chain().execute_with(|| {
        let service = running(managers::accepting(), 2);
        for evidence in 1..9 {
            assert_ok!(send(owner(), slash_call(service, evidence)));
        }
        refused(owner(), slash_call(service, 9), Error::TooManySlashes);
        for evidence in 1..9 {
            assert_ok!(send(customer(), slash_call(service, evidence)));
        }
        refused(customer(), slash_call(service, 9), Error::TooManySlashes);
        assert_eq!(record().pending_slashes, 16);
        assert_eq!(Services::do_try_state(), Ok(()));
        assert_ok!(veto(RuntimeOrigin::root(), 0));
        let_review_end();
        for slash in 1..16 {
            assert_ok!(send(outsider(), Call::execute_slash { slash }));
        }
        assert_eq!(ProposalsBy::<Test>::iter().count(), 0);
        assert_eq!(PendingSlashes::<Test>::iter().count(), 0);
        assert_eq!(Services::do_try_state(), Ok(()));
    });
}

/// True reports of a minor class do not keep out the manager's graver ones.
#[test]
fn slashes_of_one_class_leave_room_for_those_of_another() {
    new_chain().execute_with(|| {
        let service = running(managers::accepting(), 2);
        let of_class = |class, evidence| {
            let mut call = slash_call(service, evidence);
            if let Call::propose_slash { offence, .. } = &mut call {
                *offence = class;
            }
            call
        };
        for evidence in 1..9 {
            assert_ok!(send(owner(), of_class(Charge::QualityOfService, evidence)));
        }
        let minor = of_class(Charge::QualityOfService, 9);
        refused(owner(), minor, Error::TooManySlashes);
        assert_ok!(send(owner(), of_class(Charge::JobMisbehaviour, 9)));
        assert_eq!(Services::do_try_state(), Ok(()));
    });
}

#[test]
fn slashes_that_wait_in_one_service_leave_room_for_those_of_another() {
    new_chain().execute_with(|| {
        let (own, honest) = (
            running(managers::accepting(), 2),
            running(managers::accepting(), 2),
        );
        for evidence in 1..9 {
            assert_ok!(send(customer(), slash_call(own, evidence)));
        }
        assert_ok!(send(customer(), slash_call(honest, 1)));
        assert_eq!(record().pending_slashes, 9);
        let_review_end();
        for slash in 0..9 {
            assert_ok!(send(outsider(), Call::execute_slash { slash }));
        }
        assert_eq!(record().pending_slashes, 0);
        assert_eq!(PendingSlashes::<Test>::iter().count(), 0);
        assert_eq!(Services::do_try_state(), Ok(()));
    });
}

#[test]
fn operator_whose_bond_was_slashed_takes_nothing_new_until_it_is_restored() {
    ShortestReview::set(60);
    TestReview::set(60);
    new_chain().execute_with(|| {
        let service = running(managers::accepting(), 1);
        let call = called(service);
        assert_ok!(send(customer(), slash_call(service, 1)));
        let_review_end();
        assert_eq!(execute(0), BOND / 10);

        let other = create_blueprint(definition(managers::accepting()));
        refused(operator(1), register_call(other), Error::BondIncomplete);
        let asked = request_call(0, &[operator(1)]);
        refused(customer(), asked.clone(), Error::BondIncomplete);
        // It still does what it has taken on.
        assert_ok!(send(operator(1), result_call(service, call)));

        events();
        let restore = Call::restore_bond {};
        assert_ok!(send(operator(1), restore.clone()));
        let restored = Event::BondRestored {
            operator: operator(1),
            amount: BOND / 10,
        };
        assert_eq!(events(), [restored]);
        assert_eq!((record().bond, held()), (BOND, BOND));
        refused(operator(1), restore, Error::BondComplete);
        assert_ok!(send(operator(1), register_call(other)));
        assert_ok!(send(customer(), asked));
        assert_eq!(Services::do_try_state(), Ok(()));
    });
}

#[test]
fn slash_is_vetoed_by_its_origin_alone_before_its_deadline() {
    TestLife::set(0);
    new_chain().execute_with(|| {
        let service = running(managers::accepting(), 2);
        assert_ok!(send(customer(), slash_call(service, 1)));
        pass(WEEK - 1);
        for who in [customer(), owner(), operator(1)] {
            let denied = veto(RuntimeOrigin::signed(who), 0);
            assert_eq!(denied, Err(DispatchError::BadOrigin));
        }
        events();
        assert_ok!(veto(RuntimeOrigin::root(), 0));
        let lost = Event::SlashBondForfeited {
            slash: 0,
            account: customer(),
            amount: 300,
        };
        assert_eq!(events(), [lost, Event::SlashVetoed { slash: 0 }]);
        assert_eq!((record().pending_slashes, held()), (0, BOND));
        let execute = Call::execute_slash { slash: 0 };
        refused(outsider(), execute, Error::SlashNotFound);

        assert_ok!(send(customer(), slash_call(service, 2)));
        pass(WEEK);
        assert_storage_noop!(assert_eq!(
            veto(RuntimeOrigin::root(), 1),
            Err(Error::<Test>::ReviewOver.into())
        ));
    });
}

/// The bonds of slashes that an account has on hold.
fn bonds(who: AccountId32) -> u128 {
    Balances::balance_on_hold(&HoldReason::SlashBond.into(), &who)
}

#[test]
fn proposer_gets_its_bond_back_when_the_slash_is_executed() {
    new_chain().execute_with(|| {
        let service = running(managers::accepting(), 2);
        assert_ok!(send(customer(), slash_call(service, 1)));
        assert_eq!(bonds(customer()), 300);
        let_review_end();
        execute(0);
        assert_eq!(bonds(customer()), 0);
    });
}

#[test]
fn dispute_that_wins_its_ruling_ends_the_slash_at_the_proposers_cost() {
    new_chain().execute_with(|| {
        let service = running(managers::accepting(), 2);
        assert_ok!(send(customer(), slash_call(service, 1)));
        refused(customer(), Call::dispute_slash { slash: 0 }, Error::OwnCase);
        pass(WEEK - 1);
        events();
        assert_ok!(send(operator(1), Call::dispute_slash { slash: 0 }));
        let disputed = Event::SlashDisputed {
            slash: 0,
            disputer: operator(1),
            deadline: WEEK - 1 + WEEK,
        };
        assert_eq!(events(), [disputed]);
        assert_eq!(bonds(operator(1)), 900);
        let again = Call::dispute_slash { slash: 0 };
        refused(operator(2), again, Error::SlashNotDisputable);
        pass(1);
        let execute = Call::execute_slash { slash: 0 };
        refused(outsider(), execute, Error::SlashUnderReview);
        let issued = Balances::total_issuance();
        assert_ok!(govern(Call::resolve_slash {
            slash: 0,
            stands: false
        }));
        assert_eq!((bonds(customer()), bonds(operator(1))), (0, 0));
        assert_eq!(Balances::total_issuance(), issued - 300);
        assert_eq!((record().pending_slashes, held()), (0, BOND));
        assert_eq!(Services::do_try_state(), Ok(()));
    });
}

#[test]
fn dispute_that_loses_its_ruling_costs_its_bond() {
    new_chain().execute_with(|| {
        let service = running(managers::accepting(), 2);
        assert_ok!(send(customer(), slash_call(service, 1)));
        assert_ok!(send(operator(1), Call::dispute_slash { slash: 0 }));
        let stands = true;
        assert_ok!(govern(Call::resolve_slash { slash: 0, stands }));
        let again = govern(Call::resolve_slash { slash: 0, stands });
        assert_eq!(again, Err(Error::<Test>::SlashNotDisputable.into()));
        // Not before the review would have ended.
        pass(WEEK - 1);
        refused(
            outsider(),
            Call::execute_slash { slash: 0 },
            Error::SlashUnderReview,
        );
        pass(1);
        let issued = Balances::total_issuance();
        assert_ok!(send(outsider(), Call::execute_slash { slash: 0 }));
        assert_eq!(Balances::total_issuance(), issued - BOND / 10 - 900);
        assert_eq!((bonds(customer()), bonds(operator(1))), (0, 0));
        assert_eq!(Services::do_try_state(), Ok(()));
    });
}

#[test]
fn disputed_slash_without_a_ruling_stands() {
    new_chain().execute_with(|| {
        let service = running(managers::accepting(), 2);
        assert_ok!(send(customer(), slash_call(service, 1)));
        assert_ok!(send(operator(1), Call::dispute_slash { slash: 0 }));
        pass(WEEK);
        let ruled = govern(Call::resolve_slash {
            slash: 0,
            stands: false,
        });
        assert_eq!(ruled, Err(Error::<Test>::ReviewOver.into()));
        assert_ok!(send(outsider(), Call::execute_slash { slash: 0 }));
        assert_eq!(bonds(operator(1)), 0);
        assert_eq!(held(), BOND / 10 * 9);
    });
}

#[test]
fn slash_that_nobody_executes_lapses_and_returns_the_bonds() {
    new_chain().execute_with(|| {
        let service = running(managers::accepting(), 2);
        assert_ok!(send(customer(), slash_call(service, 1)));
        // Review, ruling and execution, whatever happened.
        pass(3 * WEEK);
        let expire = Call::expire_slash { slash: 0 };
        refused(outsider(), expire.clone(), Error::SlashNotLapsed);
        pass(1);
        let execute = Call::execute_slash { slash: 0 };
        refused(outsider(), execute, Error::SlashLapsed);
        events();
        assert_ok!(send(outsider(), expire));
        assert_eq!(events(), [Event::SlashExpired { slash: 0 }]);
        assert_eq!((bonds(customer()), held()), (0, BOND));
        assert_eq!(record().pending_slashes, 0);
        assert_eq!(Services::do_try_state(), Ok(()));
    });
}

#[test]
fn pause_stops_executions_until_its_end() {
    new_chain().execute_with(|| {
        let service = running(managers::accepting(), 2);
        assert_ok!(send(customer(), slash_call(service, 1)));
        let_review_end();
        let now = Services::unix_seconds();
        let longest = WEEK / 2;
        let too_long = govern(Call::pause_slashes {
            until: now + longest + 1,
        });
        assert_eq!(too_long, Err(Error::<Test>::PauseTooLong.into()));
        let denied = try_send(customer(), Call::pause_slashes { until: now });
        assert_eq!(denied, Err(DispatchError::BadOrigin));
        assert_ok!(govern(Call::pause_slashes {
            until: now + longest
        }));
        pass(longest - 1);
        let execute = Call::execute_slash { slash: 0 };
        refused(outsider(), execute.clone(), Error::SlashesPaused);
        pass(1);
        assert_ok!(send(outsider(), execute));
    });
}

/// The last second of execution comes in a pause; and pauses in a row are no veto after the deadline.
#[test]
fn pause_decides_of_no_slash_whether_it_lapses() {
    new_chain().execute_with(|| {
        let service = running(managers::accepting(), 2);
        for evidence in [1, 2] {
            assert_ok!(send(customer(), slash_call(service, evidence)));
        }
        let expires_at = Slashes::<Test>::get(0)
            .expect("it waits")
            .proposal
            .expires_at;
        Timestamp::set_timestamp((expires_at - DAY) * 1_000);
        let until = expires_at - DAY + WEEK / 2;
        let pause = |until| govern(Call::pause_slashes { until });
        // There is nothing to end.
        for over in [0, expires_at - DAY] {
            assert_storage_noop!(assert_ok!(pause(over)));
        }
        assert_ok!(pause(until));
        let too_soon = Err(Error::<Test>::PauseTooSoon.into());
        Timestamp::set_timestamp((until - 1) * 1_000);
        assert_eq!(pause(until + 1), too_soon);
        let expire = Call::expire_slash { slash: 0 };
        refused(outsider(), expire.clone(), Error::SlashNotLapsed);
        Timestamp::set_timestamp(until * 1_000);
        assert_eq!(pause(until + 1), too_soon);
        assert_ok!(send(outsider(), Call::execute_slash { slash: 1 }));
        // The day after the pause, and not longer.
        Timestamp::set_timestamp((until + DAY) * 1_000);
        refused(outsider(), expire.clone(), Error::SlashNotLapsed);
        Timestamp::set_timestamp((until + DAY + 1) * 1_000);
        refused(
            outsider(),
            Call::execute_slash { slash: 0 },
            Error::SlashLapsed,
        );
        assert_ok!(send(outsider(), expire));
        // The next pause, two weeks after the last one.
        Timestamp::set_timestamp((until + 2 * WEEK - 1) * 1_000);
        assert_eq!(pause(until + 2 * WEEK), too_soon);
        Timestamp::set_timestamp((until + 2 * WEEK) * 1_000);
        assert_ok!(pause(until + 2 * WEEK + 5));
        // It can end early, and the gap counts from there.
        assert_ok!(pause(0));
        assert_eq!(SlashesPausedUntil::<Test>::get(), until + 2 * WEEK);
        pass(2 * WEEK - 1);
        assert_eq!(pause(Services::unix_seconds() + 1), too_soon);
        pass(1);
        assert_ok!(pause(Services::unix_seconds() + 1));
    });
}

/// None is executed then: that is what a pause is for.
#[test]
fn slash_is_vetoed_in_a_pause_also_after_its_deadline() {
    new_chain().execute_with(|| {
        let service = running(managers::accepting(), 2);
        for evidence in [1, 2] {
            assert_ok!(send(customer(), slash_call(service, evidence)));
        }
        let_review_end();
        let late = Err(Error::<Test>::ReviewOver.into());
        assert_eq!(veto(RuntimeOrigin::root(), 0), late);
        let until = Services::unix_seconds() + 100;
        assert_ok!(govern(Call::pause_slashes { until }));
        pass(99);
        assert_ok!(veto(RuntimeOrigin::root(), 0));
        pass(1);
        assert_eq!(veto(RuntimeOrigin::root(), 1), late);
        assert_ok!(send(outsider(), Call::execute_slash { slash: 1 }));
        assert_eq!(Services::do_try_state(), Ok(()));
    });
}

#[test]
fn slash_that_lapsed_before_a_pause_stays_lapsed() {
    new_chain().execute_with(|| {
        let service = running(managers::accepting(), 2);
        assert_ok!(send(customer(), slash_call(service, 1)));
        let expires_at = Slashes::<Test>::get(0)
            .expect("it waits")
            .proposal
            .expires_at;
        Timestamp::set_timestamp((expires_at + 1) * 1_000);
        let until = expires_at + 2;
        assert_ok!(govern(Call::pause_slashes { until }));
        let late = Err(Error::<Test>::ReviewOver.into());
        assert_eq!(veto(RuntimeOrigin::root(), 0), late);
        Timestamp::set_timestamp(until * 1_000);
        refused(
            outsider(),
            Call::execute_slash { slash: 0 },
            Error::SlashLapsed,
        );
        assert_ok!(send(outsider(), Call::expire_slash { slash: 0 }));
    });
}

/// In a storage layer that is not left, each veto would fail and the call would not.
#[test]
fn bulk_veto_nested_too_deep_fails() {
    fn within(layers: u32, run: &dyn Fn() -> DispatchResult) -> DispatchResult {
        match layers.checked_sub(1) {
            Some(inner) => with_storage_layer(|| within(inner, run)),
            None => run(),
        }
    }
    new_chain().execute_with(|| {
        let service = running(managers::accepting(), 1);
        assert_ok!(send(customer(), slash_call(service, 1)));
        let veto = || {
            let slashes = vec![0].try_into().expect("few");
            govern(Call::veto_slashes { slashes })
        };
        // FRAME allows 255 layers. The call takes one.
        let most = 255 - storage_layers::FOR_STEPS - 1;
        for layers in [most + 1, 253, 254] {
            assert_storage_noop!(assert_eq!(
                within(layers, &veto),
                Err(sp_runtime::TransactionalError::LimitReached.into())
            ));
        }
        assert_ok!(within(most, &veto));
        assert_eq!(Slashes::<Test>::iter_keys().count(), 0);
    });
}

#[test]
fn bulk_veto_takes_all_that_can_be_vetoed() {
    TestLife::set(0);
    new_chain().execute_with(|| {
        let service = running(managers::accepting(), 2);
        assert_ok!(send(customer(), slash_call(service, 0xaa)));
        let_review_end();
        for evidence in 1..=3 {
            assert_ok!(send(customer(), slash_call(service, evidence)));
        }
        let slashes = vec![0, 1, 2, 77, 3].try_into().expect("few");
        let veto = Call::veto_slashes { slashes };
        assert_eq!(
            try_send(customer(), veto.clone()),
            Err(DispatchError::BadOrigin)
        );
        assert_ok!(govern(veto));
        let left: Vec<_> = Slashes::<Test>::iter_keys().collect();
        assert_eq!(left, [0]);
        assert_eq!(record().pending_slashes, 1);
        assert_eq!(Services::do_try_state(), Ok(()));
    });
}

#[test]
fn page_of_executions_takes_all_that_can_be_executed() {
    TestLife::set(0);
    new_chain().execute_with(|| {
        let service = running(managers::accepting(), 2);
        for evidence in 1..=2 {
            assert_ok!(send(customer(), slash_call(service, evidence)));
        }
        let_review_end();
        // Under review still.
        assert_ok!(send(customer(), slash_call(service, 3)));
        let slashes = vec![77, 2, 1, 0, 1].try_into().expect("few");
        let execute = Call::execute_slashes { slashes };
        let reserved = execute.get_dispatch_info().call_weight;
        let sent = RuntimeCall::from(execute).dispatch(RuntimeOrigin::signed(outsider()));
        let charged = sent
            .expect("it executes two")
            .actual_weight
            .expect("metered");
        assert!(charged.all_lt(reserved));
        let left: Vec<_> = Slashes::<Test>::iter_keys().collect();
        assert_eq!(left, [2]);
        assert_eq!(record().pending_slashes, 1);
        assert_eq!(Services::do_try_state(), Ok(()));
    });
}

#[test]
fn slash_is_at_most_what_the_blueprint_allows_for_its_class() {
    new_chain().execute_with(|| {
        let most = |cap| Penalty {
            amount: Escalating {
                cap,
                ..Escalating::PLAIN
            },
            ..Penalty::PLAIN
        };
        let penalties = Penalties {
            job_misbehaviour: most(1_000),
            quality_of_service: most(0),
            ..Penalties::FULL
        };
        let blueprint = create_blueprint(BlueprintDefinition {
            penalties,
            ..definition(managers::accepting())
        });
        let operators = register_operators(blueprint, 1);
        let (request, revision) = (request_service(blueprint, &operators), 0);
        assert_ok!(send(operator(1), Call::approve { request, revision }));
        let proposal = |class, bps| Call::propose_slash {
            service: 0,
            operator: operator(1),
            offence: class,
            share_bps: bps,
            evidence: H256::repeat_byte(class as u8 + 1),
        };
        for (class, bps) in [
            (Charge::JobMisbehaviour, 1_001),
            (Charge::QualityOfService, 1),
            (Charge::SecurityBreach, WHOLE_BPS + 1),
            (Charge::None, 1),
        ] {
            refused(customer(), proposal(class, bps), Error::SlashTooLarge);
        }
        assert_ok!(send(customer(), proposal(Charge::JobMisbehaviour, 1_000)));
        assert_ok!(send(
            customer(),
            proposal(Charge::SecurityBreach, WHOLE_BPS)
        ));
    });
}

#[test]
fn slash_needs_evidence_and_another_account_than_the_operators_own() {
    new_chain().execute_with(|| {
        let mut named = [0; 32];
        named[12..].copy_from_slice(Services::address_of(&operator(1)).as_bytes());
        let manager = managers::answering(selector(Hook::QuerySlashingOrigin), &named);
        let service = running(manager, 2);
        refused(operator(1), slash_call(service, 1), Error::OwnCase);
        refused(owner(), slash_call(service, 0), Error::NoEvidence);
        let poor = account(0x77);
        assert_eq!(Balances::free_balance(&poor), 0);
    });
}

#[test]
fn operator_leaves_only_once_no_slash_waits_even_if_the_service_has_ended() {
    new_chain().execute_with(|| {
        let service = running(managers::accepting(), 1);
        assert_ok!(send(customer(), slash_call(service, 1)));
        ended(service);
        run_to(3);
        // What the slash counts by is kept until it has ended.
        assert_eq!(SlashEvidence::<Test>::iter().count(), 1);
        assert_ok!(send(operator(1), Call::unregister { blueprint: 0 }));
        assert_ok!(send(operator(1), Call::leave_operators {}));
        let leave = Call::finish_leaving {};
        refused(operator(1), leave.clone(), Error::SlashesPending);
        let_review_end();
        assert_eq!(execute(0), BOND / 10);
        let before = Balances::free_balance(operator(1));
        assert_ok!(send(operator(1), leave));
        let after = Balances::free_balance(operator(1));
        assert_eq!(after, before + BOND / 10 * 9);
        next_era();
        Services::do_on_idle(System::block_number(), frame_support::weights::Weight::MAX);
        assert_eq!(SlashEvidence::<Test>::iter().count(), 0);
    });
}

#[test]
fn proposer_does_not_use_up_the_evidence_of_another() {
    new_chain().execute_with(|| {
        let service = running(managers::accepting(), 2);
        assert_ok!(send(owner(), share_call(service, 1, 1)));
        assert_ok!(send(customer(), share_call(service, 1, 10)));
        refused(owner(), share_call(service, 1, 5), Error::EvidenceUsed);
        assert_eq!(Services::do_try_state(), Ok(()));
    });
}

#[test]
fn operator_that_unmaps_its_address_is_still_found_by_it() {
    new_chain().execute_with(|| {
        running(managers::accepting(), 1);
        let address = Services::address_of(&operator(1));
        assert_ok!(Revive::unmap_account(RuntimeOrigin::signed(operator(1))));
        assert_ne!(Services::account_of(&address), operator(1));
        assert_eq!(Services::operator_at(&address), operator(1));
    });
}
