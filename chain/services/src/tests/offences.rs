//! What a slash costs by the penalties of its blueprint, and who gets it.

use super::{managers, *};
use blueprint_economics::{
    parameters::{configuration, Parameters},
    simulate::service::{Service, Terms},
};
use blueprint_rules::penalty::Escalating;
use codec::Decode as _;
use frame_support::{assert_noop, assert_ok, traits::fungible::InspectHold, weights::Weight};

fn held(n: u8) -> u128 {
    Balances::balance_on_hold(&HoldReason::OperatorBond.into(), &operator(n))
}

/// A running service without end of operators 1..=n, of a blueprint with these penalties.
fn service_with(penalties: Penalties, n: u8) -> u64 {
    TestLife::set(0);
    let service = NextServiceId::<Test>::get();
    let blueprint = create_blueprint(BlueprintDefinition {
        penalties,
        ..definition(managers::accepting())
    });
    let operators = register_operators(blueprint, n);
    let (request, revision) = (request_service(blueprint, &operators), 0);
    for n in 1..=n {
        assert_ok!(send(operator(n), Call::approve { request, revision }));
    }
    service
}

/// Penalties of which job misbehaviour has these numbers.
fn misbehaviour(amount: Escalating, ejects_at: u32) -> Penalties {
    Penalties {
        job_misbehaviour: Penalty { amount, ejects_at },
        ..Penalties::FULL
    }
}

/// Propose a slash of operator n; returns its id.
fn propose(service: u64, n: u8, offence: Charge, share_bps: u16) -> u64 {
    let slash = NextSlashId::<Test>::get();
    let call = Call::propose_slash {
        service,
        operator: operator(n),
        offence,
        share_bps,
        evidence: H256::from_low_u64_be(slash + 1),
    };
    assert_ok!(send(customer(), call));
    slash
}

/// Execute a slash; returns its share in basis points, and what it took of the bond.
fn executed(slash: u64) -> (u16, u128) {
    events();
    assert_ok!(send(outsider(), Call::execute_slash { slash }));
    let executed = events().into_iter().find_map(|event| match event {
        Event::SlashExecuted {
            share_bps, amount, ..
        } => Some((share_bps, amount)),
        _ => None,
    });
    assert_eq!(Services::do_try_state(), Ok(()));
    executed.expect("it was executed")
}

/// Execute a slash; returns its share in basis points.
fn execute(slash: u64) -> u16 {
    executed(slash).0
}

const WRONG: Charge = Charge::JobMisbehaviour;
const SLOW: Charge = Charge::QualityOfService;

#[test]
fn offences_of_a_class_in_an_era_cost_as_much_as_the_gravest() {
    for order in [[0, 1, 2], [1, 0, 2], [2, 1, 0]] {
        new_chain().execute_with(|| {
            let service = service_with(Penalties::FULL, 2);
            let slashes = [300, 500, 200].map(|bps| propose(service, 1, WRONG, bps));
            let other_class = propose(service, 1, SLOW, 100);
            next_era();
            let later = propose(service, 1, WRONG, 50);
            let_review_end();
            let taken: u16 = order.iter().map(|at| execute(slashes[*at])).sum();
            assert_eq!(taken, 500);
            assert_eq!(held(1), BOND - BOND / 20);
            assert_eq!((execute(other_class), execute(later)), (100, 50));
            let record = OffenceRecords::<Test>::get(0, operator(1));
            assert_eq!(record.offences, [2, 1, 0]);
        });
    }
}

#[test]
fn earlier_offences_raise_the_penalty() {
    new_chain().execute_with(|| {
        let amount = Escalating {
            history: 10_000,
            cap: 350,
            ..Escalating::PLAIN
        };
        let service = service_with(misbehaviour(amount, 0), 2);
        let mut shares = Vec::new();
        for _ in 0..4 {
            let slash = propose(service, 1, WRONG, 100);
            let_review_end();
            shares.push(execute(slash));
            next_era();
        }
        // The cap ends the growth. Another operator's record is its own.
        assert_eq!(shares, [100, 200, 300, 350]);
        let slash = propose(service, 2, WRONG, 100);
        let_review_end();
        assert_eq!(execute(slash), 100);
    });
}

#[test]
fn operators_that_offend_in_the_same_era_pay_more_and_a_vetoed_one_does_not_count() {
    for (vetoed, share) in [(false, 400), (true, 250)] {
        new_chain().execute_with(|| {
            let amount = Escalating {
                correlation: 30_000,
                ..Escalating::PLAIN
            };
            let service = service_with(misbehaviour(amount, 0), 3);
            let slashes = [1, 2, 3].map(|n| propose(service, n, WRONG, 100));
            // A second one of the same operator makes it no second offender.
            propose(service, 1, WRONG, 2);
            if vetoed {
                let veto = RuntimeCall::from(Call::veto_slash { slash: slashes[2] });
                assert_ok!(sp_runtime::traits::Dispatchable::dispatch(
                    veto,
                    RuntimeOrigin::root()
                ));
            }
            let_review_end();
            // Whichever is executed first: all were proposed before.
            assert_eq!(execute(slashes[1]), share);
            assert_eq!(execute(slashes[0]), share);
        });
    }
}

#[test]
fn floor_is_paid_for_the_least_offence() {
    new_chain().execute_with(|| {
        let amount = Escalating {
            floor: 200,
            ..Escalating::PLAIN
        };
        let service = service_with(misbehaviour(amount, 0), 1);
        let slash = propose(service, 1, WRONG, 2);
        let_review_end();
        assert_eq!(execute(slash), 200);
    });
}

#[test]
fn operator_is_ejected_from_the_blueprint_with_as_many_offences_as_its_terms_say() {
    new_chain().execute_with(|| {
        let service = service_with(misbehaviour(Escalating::PLAIN, 2), 1);
        let offend = || {
            let slash = propose(service, 1, WRONG, 100);
            let_review_end();
            execute(slash);
            next_era();
        };
        offend();
        let limit = |instance_limit| Call::set_instance_limit {
            blueprint: 0,
            instance_limit,
        };
        assert_ok!(send(operator(1), limit(2)));
        offend();
        let ejected = || Error::<Test>::OperatorEjected;
        assert_noop!(try_send(operator(1), limit(2)), ejected());
        assert_ok!(send(operator(1), Call::restore_bond {}));
        let request = request_service(0, &[operator(1)]);
        let approve = Call::approve {
            request,
            revision: 0,
        };
        assert_noop!(try_send(operator(1), approve), ejected());
        // Giving up the registration does not clear the record; another blueprint has its own.
        ended(service);
        assert_ok!(send(operator(1), Call::unregister { blueprint: 0 }));
        assert_noop!(try_send(operator(1), register_call(0)), ejected());
        let other = create_blueprint(definition(managers::accepting()));
        assert_ok!(send(operator(1), register_call(other)));
    });
}

#[test]
fn governance_readmits_an_operator_whose_next_offence_ejects_it_again() {
    new_chain().execute_with(|| {
        let service = service_with(misbehaviour(Escalating::PLAIN, 1), 1);
        let ejected = |service| {
            let slash = propose(service, 1, WRONG, 100);
            let_review_end();
            execute(slash);
            assert!(OffenceRecords::<Test>::get(0, operator(1)).ejected);
        };
        ejected(service);
        let (blueprint, operator) = (0, operator(1));
        let readmit = || Call::readmit_operator {
            blueprint,
            operator: operator.clone(),
        };
        for who in [owner(), operator.clone()] {
            let denied = sp_runtime::DispatchError::BadOrigin;
            assert_noop!(try_send(who, readmit()), denied);
        }
        events();
        assert_ok!(govern(readmit()));
        let readmitted = Event::OperatorReadmitted {
            blueprint,
            operator: operator.clone(),
        };
        assert_eq!(events(), [readmitted]);
        assert_noop!(govern(readmit()), Error::<Test>::OperatorNotEjected);
        let record = OffenceRecords::<Test>::get(0, &operator);
        assert_eq!((record.offences, record.ejected), ([1, 0, 0], false));

        assert_ok!(send(operator.clone(), Call::restore_bond {}));
        let instance_limit = 3;
        let limit = Call::set_instance_limit {
            blueprint,
            instance_limit,
        };
        assert_ok!(send(operator.clone(), limit));
        let (service, request) = (
            NextServiceId::<Test>::get(),
            request_service(blueprint, core::slice::from_ref(&operator)),
        );
        let revision = 0;
        assert_ok!(send(operator.clone(), Call::approve { request, revision }));
        next_era();
        ejected(service);
    });
}

/// What the treasury and the customer get of a slash, and what is burned.
fn paid(slashed: SlashedFunds) -> (u128, u128, u128) {
    let mut chain = new_chain();
    chain.execute_with(|| {
        let service = service_with(
            Penalties {
                slashed,
                ..Penalties::FULL
            },
            1,
        );
        // The blueprint's owner proposes it: who proposes gets nothing.
        let mut call = slash_call(service, 1);
        if let Call::propose_slash { share_bps, .. } = &mut call {
            *share_bps = 5_000;
        }
        assert_ok!(send(owner(), call));
        let_review_end();
        let before = |who| (Balances::free_balance(&who), Balances::total_issuance());
        let (treasury, issuance) = before(Treasury::get());
        let (customer_had, _) = before(customer());
        assert_eq!(execute(0), 5_000);
        (
            Balances::free_balance(Treasury::get()) - treasury,
            Balances::free_balance(customer()) - customer_had,
            issuance - Balances::total_issuance(),
        )
    })
}

#[test]
fn slashed_bond_goes_where_the_terms_say() {
    assert_eq!(paid(SlashedFunds::Burned), (0, 0, BOND / 2));
    assert_eq!(paid(SlashedFunds::Treasury), (BOND / 2, 0, 0));
    // Half of it, and the rest is burned.
    assert_eq!(
        paid(SlashedFunds::Customer),
        (0, BOND / 4, BOND / 2 - BOND / 4)
    );
    // There are no rewards without a pallet that keeps them.
    assert_eq!(paid(SlashedFunds::Rewards), (0, 0, BOND / 2));
}

/// An operator's accomplices have it slashed for their own service before it is slashed for another one.
#[test]
fn bond_goes_to_no_customer_while_another_slash_of_the_operator_is_pending() {
    new_chain().execute_with(|| {
        let penalties = Penalties {
            slashed: SlashedFunds::Customer,
            ..Penalties::FULL
        };
        let service = service_with(penalties, 1);
        let slash = |bps: u16| {
            let mut call = slash_call(service, bps as u8);
            if let Call::propose_slash { share_bps, .. } = &mut call {
                *share_bps = bps;
            }
            assert_ok!(send(owner(), call));
        };
        slash(10);
        slash(7);
        let_review_end();
        let had = Balances::free_balance(customer());
        let issuance = Balances::total_issuance();
        execute(0);
        assert_eq!(Balances::free_balance(customer()), had);
        let first = BOND / 1_000;
        assert_eq!(Balances::total_issuance(), issuance - first);
        // The offence is the same: the second slash takes nothing more. Another one, alone, pays half.
        execute(1);
        next_era();
        slash(50);
        let_review_end();
        execute(2);
        let half = BOND * 50 / 10_000 / 2;
        assert_eq!(Balances::free_balance(customer()), had + half);
    });
}

#[test]
fn customer_that_proposed_the_slash_gets_nothing_of_it() {
    new_chain().execute_with(|| {
        let penalties = Penalties {
            slashed: SlashedFunds::Customer,
            ..Penalties::FULL
        };
        let service = service_with(penalties, 1);
        let slash = propose(service, 1, WRONG, 5_000);
        let_review_end();
        let had = Balances::free_balance(customer());
        let issuance = Balances::total_issuance();
        execute(slash);
        // Its own bond for the proposal is released, and no more.
        assert_eq!(
            Balances::free_balance(customer()),
            had + ProposalBond::get()
        );
        assert_eq!(Balances::total_issuance(), issuance - BOND / 2);
    });
}

#[test]
fn offences_of_a_service_that_ended_are_kept_until_its_slashes_have_ended() {
    new_chain().execute_with(|| {
        let service = service_with(Penalties::FULL, 1);
        let slashes = [100, 300].map(|bps| propose(service, 1, WRONG, bps));
        ended(service);
        for _ in 0..3 {
            next_era();
            Services::do_on_idle(System::block_number(), Weight::MAX);
        }
        let_review_end();
        assert_eq!(slashes.map(execute), [100, 200]);
        assert_eq!(Offenders::<Test>::iter().count(), 1);
        next_era();
        Services::do_on_idle(System::block_number(), Weight::MAX);
        assert_eq!(Offences::<Test>::iter().count(), 0);
        assert_eq!(Offenders::<Test>::iter().count(), 0);
        assert_eq!(Services::do_try_state(), Ok(()));
    });
}

#[test]
fn penalty_of_an_offence_does_not_depend_on_the_order_of_its_slashes() {
    for order in [
        [0, 1, 2],
        [0, 2, 1],
        [1, 0, 2],
        [2, 0, 1],
        [1, 2, 0],
        [2, 1, 0],
    ] {
        new_chain().execute_with(|| {
            let amount = Escalating {
                history: 10_000,
                ..Escalating::PLAIN
            };
            let service = service_with(misbehaviour(amount, 0), 1);
            let first = [100, 500].map(|bps| propose(service, 1, WRONG, bps));
            next_era();
            let slashes = [first[0], first[1], propose(service, 1, WRONG, 100)];
            let_review_end();
            let taken: u16 = order.iter().map(|at| execute(slashes[*at])).sum();
            // The offence that is on record first costs its severity, the other one twice its own.
            let expected = if order[0] == 2 {
                100 + 1_000
            } else {
                500 + 200
            };
            assert_eq!(taken, expected, "{order:?}");
        });
    }
}

#[test]
fn owner_that_hands_its_blueprint_on_during_the_review_gets_nothing_as_customer() {
    new_chain().execute_with(|| {
        let penalties = Penalties {
            slashed: SlashedFunds::Customer,
            ..Penalties::FULL
        };
        let blueprint = create_blueprint(BlueprintDefinition {
            penalties,
            ..definition(managers::accepting())
        });
        let operators = register_operators(blueprint, 1);
        assert_ok!(send(owner(), request_call(blueprint, &operators)));
        let (service, request, revision) = (0, 0, 0);
        assert_ok!(send(operator(1), Call::approve { request, revision }));
        // The account that the manager names proposes.
        assert_ok!(send(customer(), slash_call(service, 1)));
        let item = Owned::Blueprint(blueprint);
        let to = Some(outsider());
        assert_ok!(send(owner(), Call::offer_ownership { item, to }));
        assert_ok!(send(outsider(), Call::accept_ownership { item }));
        let_review_end();
        let (had, issued) = (Balances::free_balance(owner()), Balances::total_issuance());
        assert_eq!(execute(0), 1_000);
        assert_eq!(Balances::free_balance(owner()), had);
        assert_eq!(Balances::total_issuance(), issued - BOND / 10);
    });
}

#[test]
fn operator_that_is_its_own_customer_gets_nothing_of_its_bond() {
    new_chain().execute_with(|| {
        let penalties = Penalties {
            slashed: SlashedFunds::Customer,
            ..Penalties::FULL
        };
        let blueprint = create_blueprint(BlueprintDefinition {
            penalties,
            ..definition(managers::accepting())
        });
        let operators = register_operators(blueprint, 1);
        assert_ok!(send(operator(1), request_call(blueprint, &operators)));
        let (service, request, revision) = (0, 0, 0);
        assert_ok!(send(operator(1), Call::approve { request, revision }));
        assert_ok!(send(owner(), slash_call(service, 1)));
        let_review_end();
        let (had, issued) = (
            Balances::free_balance(operator(1)),
            Balances::total_issuance(),
        );
        assert_eq!(execute(0), 1_000);
        assert_eq!(Balances::free_balance(operator(1)), had);
        assert_eq!(Balances::total_issuance(), issued - BOND / 10);
    });
}

/// The configuration that the command prints of a file, as a chain decodes it.
fn terms_of_the_recommended_file() -> Penalties {
    let printed = configuration::json(&Parameters::recommended(), 0);
    let penalties = printed["pallet"]["penalties"].as_str().expect("hex");
    let bytes = sp_core::bytes::from_hex(penalties).expect("hex");
    Penalties::decode(&mut &bytes[..]).expect("SCALE")
}

#[test]
fn terms_of_a_file_take_what_the_simulation_takes() {
    const ALL: u8 = 3;
    let file = Parameters::recommended();
    // Operators by era, each with a class: alone, together, again, and with two slashes of one offence.
    let eras: [&[(u8, Charge)]; 5] = [
        &[(1, WRONG)],
        &[(1, WRONG), (2, WRONG), (3, WRONG)],
        &[(1, WRONG), (1, WRONG), (1, SLOW), (2, SLOW)],
        &[(2, Charge::SecurityBreach)],
        &[
            (3, WRONG),
            (3, Charge::SecurityBreach),
            (1, Charge::SecurityBreach),
        ],
    ];
    for backwards in [false, true] {
        new_chain().execute_with(|| {
            let service = service_with(terms_of_the_recommended_file(), ALL);
            let mut simulated = Service::new(Terms::of(&file), ALL.into(), &[BOND]);
            let mut slashes = Vec::new();
            for era in eras {
                for (n, charge) in era {
                    let severity = file.class(*charge).expect("a class").severity_bps;
                    let slash = propose(service, *n, *charge, severity);
                    let other = simulated.propose(usize::from(*n) - 1, *charge, severity, slash);
                    slashes.push((slash, other.expect("the court takes it")));
                }
                next_era();
                simulated.now += blueprint_economics::simulate::service::ERA;
            }
            // One is vetoed in both.
            let (vetoed, other) = slashes.remove(2);
            let veto = RuntimeCall::from(Call::veto_slash { slash: vetoed });
            assert_ok!(sp_runtime::traits::Dispatchable::dispatch(
                veto,
                RuntimeOrigin::root()
            ));
            simulated.veto(other).expect("the court takes it");
            let_review_end();
            simulated.now += file.review.window_seconds;
            if backwards {
                slashes.reverse();
            }
            let mut all = 0;
            for (slash, other) in slashes {
                let taken = executed(slash).1;
                assert_eq!(simulated.execute(other), Ok(taken), "slash {slash}");
                all += taken;
            }
            assert!(all > 0 && simulated.conserved());
            for n in 1..=ALL {
                let left = simulated.worth(usize::from(n) - 1, 0);
                assert_eq!(held(n), left, "operator {n}");
                let known = &simulated.operators[usize::from(n) - 1];
                let record = OffenceRecords::<Test>::get(0, operator(n));
                assert_eq!(record.offences, known.record, "operator {n}");
                assert_eq!(record.ejected, known.ejected, "operator {n}");
            }
        });
    }
}
