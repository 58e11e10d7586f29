//! Whatever is sent in whatever order, the state stays whole.

use super::{managers, *};
use blueprint_rules::court::WEEK;
use core::cell::RefCell;
use frame_support::traits::fungible::InspectHold;
use proptest::{
    collection::vec,
    prelude::*,
    test_runner::{RngAlgorithm, TestRng, TestRunner},
};
use sp_core::storage::StateVersion;

/// Something an account sends: who, what, and two numbers the call makes of it what it needs.
type Move = (u8, u8, u8, u8);

/// The call of a move and who sends it: mostly an account that may send it, about a recent entity.
fn sent((who, kind, a, b): Move, manager: H160) -> (AccountId32, Call<Test>) {
    let some_operator = operator(1 + who % 3);
    let some_customer = if who % 4 == 0 { owner() } else { customer() };
    let recent = |next: u64, back: u8| next.saturating_sub(1 + u64::from(back % 4));
    let blueprint = recent(NextBlueprintId::<Test>::get(), a % 2);
    let request = recent(NextRequestId::<Test>::get(), a);
    let service = recent(NextServiceId::<Test>::get(), a % 2);
    let call = recent(NextJobCallId::<Test>::get(), b);
    let rarely = b % 8 == 0;
    match kind % 32 {
        0 => (
            owner(),
            Call::create_blueprint {
                definition: definition(manager),
            },
        ),
        1 => (some_operator, Call::join_operators {}),
        2 => (some_operator, Call::set_available { available: !rarely }),
        3 if rarely => (some_operator, Call::leave_operators {}),
        3 => (some_operator, Call::finish_leaving {}),
        4 => (some_operator, register_call(blueprint)),
        5 if rarely => (some_operator, Call::unregister { blueprint }),
        5 => {
            let instance_limit = u32::from(a % 8);
            (
                some_operator,
                Call::set_instance_limit {
                    blueprint,
                    instance_limit,
                },
            )
        }
        6 | 7 => {
            let operators = [operator(1 + b % 3), operator(1 + (b % 3 + 1) % 3)];
            (
                some_customer,
                request_call(blueprint, &operators[..1 + usize::from(a % 2)]),
            )
        }
        8..=11 => {
            let revision = Requests::<Test>::get(request).map_or(0, |it| it.revision);
            (some_operator, Call::approve { request, revision })
        }
        12 if rarely => (
            some_customer,
            Call::cancel_request {
                request,
                forfeit: true,
            },
        ),
        12 => (some_operator, Call::reject { request }),
        13 if rarely => (some_customer, Call::terminate { service }),
        13 | 14 => (some_customer, job_call(service)),
        15 if rarely => {
            let operators = [operator(1 + a % 3), operator(1 + (a % 3 + 1) % 3)];
            (some_customer, modify_call(request, &operators))
        }
        15 => (some_operator, result_call(service, call)),
        16 => (outsider(), report_call(service, call, some_operator)),
        17 => (outsider(), missing_call(service, call, some_operator)),
        18 => (some_operator, Call::heartbeat { service }),
        26 => {
            let price = (!rarely).then_some(JobPrice {
                amount: u128::from(a) * 1_000_003,
                burned_bps: 1_111,
                owner_bps: 2_222,
            });
            (
                owner(),
                Call::set_job_price {
                    blueprint,
                    job: 1,
                    price,
                },
            )
        }
        25 => (outsider(), quality_call(service, some_operator, &[a % 4])),
        20 => (some_customer, slash_call(service, a)),
        21 => {
            let slash = recent(NextSlashId::<Test>::get(), a);
            (outsider(), Call::execute_slash { slash })
        }
        22 => (outsider(), leave_call(service, some_operator)),
        27 => {
            let call = Call::invite_operator {
                service,
                operator: some_operator,
                invited: !rarely,
            };
            (some_customer, call)
        }
        28 if rarely => (some_operator, Call::cancel_leaving {}),
        28 => (some_operator, Call::join_service { service }),
        29 if rarely => (some_operator, Call::cancel_exit { service }),
        29 => (some_operator, Call::schedule_exit { service }),
        30 | 31 => {
            let item = match rarely {
                true => Owned::Blueprint(blueprint),
                false => Owned::Service(service),
            };
            let other = if a % 2 == 0 { owner() } else { customer() };
            match kind % 32 == 30 {
                true => (
                    some_customer,
                    Call::offer_ownership {
                        item,
                        to: Some(other),
                    },
                ),
                false => (other, Call::accept_ownership { item }),
            }
        }
        23 => {
            let slash = recent(NextSlashId::<Test>::get(), a);
            (some_operator, Call::dispute_slash { slash })
        }
        24 => {
            let slash = recent(NextSlashId::<Test>::get(), a);
            (outsider(), Call::expire_slash { slash })
        }
        _ => {
            let operator = some_operator;
            (outsider(), Call::report_offline { service, operator })
        }
    }
}

/// How much happened in all the lives played.
#[derive(Default)]
struct Played {
    lives: u32,
    refused: usize,
    services: u64,
    results: usize,
    reports: usize,
    quality_reports: usize,
    heartbeats: u32,
    absences: u32,
    slashed: u128,
    departures: usize,
}

fn play(moves: &[Move], played: &mut Played) -> Result<(), TestCaseError> {
    let root = || sp_io::storage::root(StateVersion::V1);
    let manager = managers::toggling();
    ShortestReview::set(500);
    TestReview::set(500);
    running(manager, 3);
    give_notice(3);
    let float = Balances::free_balance(Services::account_id());
    for (at, chosen) in moves.iter().enumerate() {
        let before = root();
        let (who, call) = sent(*chosen, manager);
        let departs = matches!(call, Call::leave_service { .. });
        if try_send(who, call).is_err() {
            prop_assert_eq!(root(), before, "a refusal left something");
            played.refused += 1;
        } else if departs {
            played.departures += 1;
        }
        if at % 50 == 49 {
            run_to(System::block_number() + 600);
            pass(600);
        }
        prop_assert_eq!(Services::do_try_state(), Ok(()));
        prop_assert_eq!(Balances::free_balance(Services::account_id()), float);
    }
    played.services += NextServiceId::<Test>::get() - 1;
    played.results += JobResults::<Test>::iter().count();
    played.reports += Reports::<Test>::iter().count();
    played.quality_reports += QualityReports::<Test>::iter().count();
    for operator in Operators::<Test>::iter_values() {
        played.slashed += operator.slashed;
    }
    for activity in Activities::<Test>::iter_values() {
        played.heartbeats += activity.heartbeats;
        played.absences += activity.absences;
    }
    all_leave()
}

/// Whatever has happened, everyone leaves with what is its own, once the slashes have ended.
fn all_leave() -> Result<(), TestCaseError> {
    let operators: Vec<_> = Operators::<Test>::iter_keys().collect();
    for operator in &operators {
        // Some are leaving already.
        let _ = try_send(operator.clone(), Call::leave_operators {});
    }
    for (service, instance) in Instances::<Test>::iter().collect::<Vec<_>>() {
        let stops = !instance.expired();
        let ended = try_send(instance.owner, Call::terminate { service });
        prop_assert!(ended.is_ok() || !stops, "a service does not end: {ended:?}");
    }
    for (request, waits) in Requests::<Test>::iter().collect::<Vec<_>>() {
        let forfeit = true;
        let cancelled = try_send(waits.requester, Call::cancel_request { request, forfeit });
        prop_assert_eq!(cancelled, Ok(()), "a request does not end");
    }
    // Longer than a review, a ruling, an execution and the notice of an operator that leaves.
    pass(20 * WEEK + LeavingNotice::get() + FaultWindow::get());
    for service in Instances::<Test>::iter_keys().collect::<Vec<_>>() {
        let removed = try_send(outsider(), Call::terminate { service });
        prop_assert_eq!(removed, Ok(()), "a service is not removed");
    }
    for slash in Slashes::<Test>::iter_keys().collect::<Vec<_>>() {
        let expired = try_send(outsider(), Call::expire_slash { slash });
        let ended = expired.or_else(|_| try_send(outsider(), Call::execute_slash { slash }));
        prop_assert_eq!(ended, Ok(()), "a slash does not end");
    }
    for (blueprint, operator, _) in Registrations::<Test>::iter().collect::<Vec<_>>() {
        let unregistered = try_send(operator, Call::unregister { blueprint });
        prop_assert_eq!(unregistered, Ok(()), "a registration does not end");
    }
    for operator in operators {
        let left = try_send(operator, Call::finish_leaving {});
        prop_assert_eq!(left, Ok(()), "an operator does not leave");
    }
    for who in frame_system::Account::<Test>::iter_keys() {
        for reason in [
            HoldReason::OperatorBond,
            HoldReason::RequestBond,
            HoldReason::SlashBond,
            HoldReason::ReportBond,
        ] {
            let held = Balances::balance_on_hold(&reason.into(), &who);
            prop_assert_eq!(held, 0, "{:?} of {:?}", reason, who);
        }
    }
    prop_assert_eq!(Services::do_try_state(), Ok(()));
    Ok(())
}

/// How many lives are new: a few, or as many as have so many steps together (`make invariants`).
fn cases(few: u32) -> u32 {
    const STEPS_OF_A_LIFE: u32 = 130;
    let steps = std::env::var("INVARIANT_STEPS").ok();
    let steps = steps.map(|steps| steps.parse::<u32>().expect("a number of steps"));
    steps.map_or(few, |steps| steps.div_ceil(STEPS_OF_A_LIFE))
}

#[test]
fn state_is_whole_after_any_moves() {
    let lives = |runner: fn(ProptestConfig) -> TestRunner, cases| {
        let played = RefCell::new(Played::default());
        let config = ProptestConfig {
            failure_persistence: None,
            ..ProptestConfig::with_cases(cases)
        };
        runner(config)
            .run(&vec(any::<Move>(), 100..160), |moves| {
                let mut played = played.borrow_mut();
                played.lives += 1;
                if played.lives % 500 == 0 {
                    println!("{} of {cases} lives", played.lives);
                }
                new_chain().execute_with(|| play(&moves, &mut played))
            })
            .unwrap_or_else(|failed| panic!("{failed}"));
        played.into_inner()
    };
    // New ones with each run, and ever the same, of which it is known that much happens in them.
    lives(TestRunner::new, cases(12));
    let Played {
        lives: _,
        refused,
        services,
        results,
        reports,
        quality_reports,
        heartbeats,
        absences,
        slashed,
        departures,
    } = lives(
        |config| TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha)),
        12,
    );
    // Else the moves were too poor to show anything.
    assert!(refused > 0 && services > 0 && results > 0 && reports > 0 && quality_reports > 0);
    assert!(heartbeats > 0 && absences > 0 && slashed > 0 && departures > 0);
}
