//! Signs of life, and the lack of them.

use super::{managers, *};
use frame_support::{assert_ok, assert_storage_noop, traits::Hooks};

/// The last block in which an operator without any heartbeat is not offline: it serves from
/// block 1, and three whole windows of a hundred blocks are its limit.
const PATIENCE: u64 = 399;

fn refused(who: AccountId32, call: Call<Test>, error: Error<Test>) {
    assert_storage_noop!(assert_eq!(try_send(who, call), Err(error.into())));
}

fn offline_report(service: u64, n: u8) -> Call<Test> {
    Call::report_offline {
        service,
        operator: operator(n),
    }
}

fn attendance(service: u64, n: u8) -> Option<Attendance<u64>> {
    Attendances::<Test>::get(service, operator(n))
}

fn activity(n: u8) -> Activity {
    Activities::<Test>::get(Services::current_era(), operator(n))
}

#[test]
fn heartbeat_is_remembered_and_counted() {
    new_chain().execute_with(|| {
        let service = running(managers::accepting(), 2);
        skip_to(7);
        events();
        assert_ok!(send(operator(1), Call::heartbeat { service }));
        let received = Event::HeartbeatReceived {
            service,
            operator: operator(1),
        };
        assert_eq!(events(), [received]);
        let expected = Attendance {
            last_heartbeat: Some(7),
            reported_offline_at: None,
        };
        assert_eq!(attendance(service, 1), Some(expected));
        assert_eq!(attendance(service, 2), None);
        let expected = Activity {
            heartbeats: 1,
            ..Activity::default()
        };
        assert_eq!(activity(1), expected);
        assert_eq!(activity(2), Activity::default());
    });
}

#[test]
fn second_heartbeat_in_a_window_is_refused_and_in_the_next_taken() {
    new_chain().execute_with(|| {
        let service = running(managers::accepting(), 2);
        let other = running(managers::accepting(), 2);
        let beat = Call::heartbeat { service };
        assert_ok!(send(operator(1), beat.clone()));
        for block in [1, 2, 99] {
            skip_to(block);
            refused(operator(1), beat.clone(), Error::HeartbeatTooSoon);
        }
        assert_ok!(send(operator(2), beat.clone()));
        assert_ok!(send(operator(1), Call::heartbeat { service: other }));
        skip_to(100);
        assert_ok!(send(operator(1), beat.clone()));
        refused(operator(1), beat, Error::HeartbeatTooSoon);
        assert_eq!(activity(1).heartbeats, 3);
    });
}

#[test]
fn heartbeat_of_anyone_who_does_not_serve_is_refused() {
    new_chain().execute_with(|| {
        let service = running(managers::accepting(), 1);
        let beat = Call::heartbeat { service };
        refused(
            operator(1),
            Call::heartbeat { service: 7 },
            Error::ServiceNotFound,
        );
        refused(customer(), beat.clone(), Error::NotServiceOperator);
        refused(operator(2), beat.clone(), Error::NotServiceOperator);
        give_notice(1);
        refused(operator(1), beat.clone(), Error::OperatorNotActive);
        let_life_end();
        refused(operator(1), beat.clone(), Error::ServiceExpired);
        refused(
            outsider(),
            offline_report(service, 1),
            Error::ServiceExpired,
        );
        assert_ok!(send(outsider(), Call::terminate { service }));
        refused(operator(1), beat, Error::ServiceNotFound);
    });
}

#[test]
fn heartbeat_of_an_operator_that_leaves_is_taken_until_its_service_ends() {
    new_chain().execute_with(|| {
        let service = running(managers::accepting(), 1);
        assert_ok!(send(operator(1), Call::leave_operators {}));
        assert_ok!(send(operator(1), Call::heartbeat { service }));
    });
}

#[test]
fn operator_without_heartbeat_is_offline_after_the_limit() {
    new_chain().execute_with(|| {
        let service = running(managers::accepting(), 2);
        skip_to(PATIENCE);
        refused(outsider(), offline_report(service, 1), Error::NotOffline);
        skip_to(PATIENCE + 1);
        let owned = Balances::free_balance(outsider());
        events();
        assert_ok!(send(outsider(), offline_report(service, 1)));
        let reported = Event::OfflineReported {
            service,
            operator: operator(1),
            reporter: outsider(),
            points: 0,
        };
        assert_eq!(events(), [reported]);
        assert_eq!(Balances::free_balance(outsider()), owned);
        let expected = Attendance {
            last_heartbeat: None,
            reported_offline_at: Some(PATIENCE + 1),
        };
        assert_eq!(attendance(service, 1), Some(expected));
        assert_eq!(attendance(service, 2), None);
        assert_eq!(activity(1).absences, 1);
    });
}

#[test]
fn offline_time_is_counted_from_the_last_heartbeat() {
    new_chain().execute_with(|| {
        let service = running(managers::accepting(), 1);
        skip_to(50);
        assert_ok!(send(operator(1), Call::heartbeat { service }));
        skip_to(399);
        refused(outsider(), offline_report(service, 1), Error::NotOffline);
        skip_to(400);
        assert_ok!(send(outsider(), offline_report(service, 1)));
    });
}

/// The first block of a window and the last one of the next are far apart.
#[test]
fn operator_with_a_heartbeat_in_each_window_is_never_offline() {
    new_chain().execute_with(|| {
        let threshold = managers::answering(selector(Hook::GetHeartbeatThreshold), &wants(90));
        let service = running(threshold, 1);
        assert_ok!(send(customer(), Call::fix_heartbeat_terms { service }));
        for beat in [100, 299, 399, 400, 599] {
            skip_to(beat);
            refused(outsider(), offline_report(service, 1), Error::NotOffline);
            assert_ok!(send(operator(1), Call::heartbeat { service }));
        }
        // One whole window without any is too many by this threshold.
        skip_to(699);
        refused(outsider(), offline_report(service, 1), Error::NotOffline);
        skip_to(700);
        assert_ok!(send(outsider(), offline_report(service, 1)));
    });
}

#[test]
fn offline_time_in_a_service_that_began_late_is_counted_from_its_start() {
    new_chain().execute_with(|| {
        skip_to(5_000);
        let service = running(managers::accepting(), 1);
        skip_to(5_399);
        refused(outsider(), offline_report(service, 1), Error::NotOffline);
        skip_to(5_400);
        assert_ok!(send(outsider(), offline_report(service, 1)));
    });
}

#[test]
fn offline_operator_is_reported_again_after_the_limit_and_after_its_next_heartbeat() {
    new_chain().execute_with(|| {
        let service = running(managers::accepting(), 1);
        skip_to(PATIENCE + 1);
        assert_ok!(send(outsider(), offline_report(service, 1)));
        skip_to(PATIENCE + 400);
        refused(
            customer(),
            offline_report(service, 1),
            Error::AlreadyReportedOffline,
        );
        skip_to(PATIENCE + 401);
        assert_ok!(send(customer(), offline_report(service, 1)));
        skip_to(900);
        events();
        assert_ok!(send(operator(1), Call::heartbeat { service }));
        let operator = operator(1);
        let heard = Event::HeartbeatReceived {
            service,
            operator: operator.clone(),
        };
        let points = 0;
        let ended = Event::OfflineEnded {
            service,
            operator,
            points,
        };
        assert_eq!(events(), [heard, ended]);
        refused(customer(), offline_report(service, 1), Error::NotOffline);
        skip_to(1_300);
        assert_ok!(send(customer(), offline_report(service, 1)));
        let absences = |era| Activities::<Test>::get(era, super::operator(1)).absences;
        assert_eq!((absences(0), absences(1)), (2, 1));
    });
}

#[test]
fn offline_report_of_an_account_that_does_not_serve_fails() {
    new_chain().execute_with(|| {
        let service = running(managers::accepting(), 1);
        skip_to(PATIENCE + 1);
        refused(outsider(), offline_report(7, 1), Error::ServiceNotFound);
        refused(
            outsider(),
            offline_report(service, 2),
            Error::NotServiceOperator,
        );
    });
}

#[test]
fn results_and_reports_are_counted_once_the_manager_accepts_them() {
    new_chain().execute_with(|| {
        let manager = managers::refusing_only(selector(Hook::VerifyReport), b"word");
        let service = running(manager, 2);
        let call = called(service);
        assert_ok!(send(operator(1), result_call(service, call)));
        let report = report_call(service, call, operator(1));
        let quality = quality_call(service, operator(1), b"slow");
        // The manager rejects it.
        assert_ok!(send(outsider(), report.clone()));
        assert_ok!(send(outsider(), quality));
        assert_eq!((activity(1).results, activity(1).reports), (1, 0));
        assert_eq!(activity(1).quality_reports, 1);
        Blueprints::<Test>::mutate(0, |blueprint| {
            blueprint.as_mut().expect("it is there").definition.manager = managers::accepting();
        });
        assert_ok!(send(outsider(), report));
        assert_eq!((activity(1).results, activity(1).reports), (1, 1));
        assert_eq!(activity(2), Activity::default());
    });
}

#[test]
fn result_the_manager_refuses_is_not_counted() {
    new_chain().execute_with(|| {
        let manager = managers::refusing_only(selector(Hook::OnJobResult), b"word");
        let (who, call) = step_calling(Hook::OnJobResult, manager);
        refused(who, call, Error::HookReverted(*b"wor"));
        assert_eq!(Activities::<Test>::iter().count(), 0);
    });
}

#[test]
fn counter_stops_at_its_largest_value() {
    new_chain().execute_with(|| {
        let service = running(managers::accepting(), 1);
        assert_ok!(send(operator(1), Call::heartbeat { service }));
        Activities::<Test>::mutate(0, operator(1), |activity| activity.heartbeats = u32::MAX);
        skip_to(100);
        assert_ok!(send(operator(1), Call::heartbeat { service }));
        assert_eq!(activity(1).heartbeats, u32::MAX);
    });
}

#[test]
fn counters_of_an_era_are_kept_for_as_many_eras_and_cleared_in_pages() {
    new_chain().execute_with(|| {
        let service = running(managers::accepting(), 1);
        assert_ok!(send(operator(1), Call::heartbeat { service }));
        for seed in 0x40..0x60 {
            Activities::<Test>::insert(0, account(seed), Activity::default());
        }
        skip_to(1_000);
        assert_ok!(send(operator(1), Call::heartbeat { service }));
        let counters = |era| Activities::<Test>::iter_prefix(era).count();
        assert_eq!((counters(0), counters(1)), (33, 1));
        run_to(85_000);
        assert_eq!((counters(0), counters(1)), (33, 1));
        run_to(85_001);
        assert_eq!((counters(0), counters(1)), (0, 1));
        run_to(86_001);
        assert_eq!(counters(1), 0);
        assert_eq!(CleanupTasks::<Test>::iter().count(), 0);
    });
}

#[test]
fn attendance_in_a_service_that_ended_is_cleared_in_pages() {
    new_chain().execute_with(|| {
        let service = running(managers::accepting(), 2);
        let kept = running(managers::accepting(), 2);
        for n in [1, 2] {
            assert_ok!(send(operator(n), Call::heartbeat { service }));
        }
        assert_ok!(send(operator(1), Call::heartbeat { service: kept }));
        for seed in 0x40..0x60 {
            let attendance = Attendance {
                last_heartbeat: Some(1),
                reported_offline_at: None,
            };
            Attendances::<Test>::insert(service, account(seed), attendance);
        }
        ended(service);
        run_to(2);
        assert_eq!(Attendances::<Test>::iter_prefix(service).count(), 0);
        assert!(attendance(kept, 1).is_some());
        assert_eq!(Services::do_try_state(), Ok(()));
    });
}

/// The words with which a manager says how often it wants heartbeats: `(false, value)`.
fn wants(value: u64) -> Vec<u8> {
    (false, value).abi_encode_params()
}

/// The owner chooses when terms are fixed, and the manager how long a window is.
#[test]
fn operator_ends_its_absence_though_windows_have_become_longer() {
    new_chain().execute_with(|| {
        let interval = managers::answering(selector(Hook::GetHeartbeatInterval), &wants(6_000));
        let service = running(interval, 1);
        skip_to(301);
        assert_ok!(send(operator(1), Call::heartbeat { service }));
        skip_to(700);
        assert_ok!(send(outsider(), offline_report(service, 1)));
        assert_ok!(send(customer(), Call::fix_heartbeat_terms { service }));
        assert_eq!(Services::heartbeat_terms(service).window, 1_000);
        skip_to(701);
        assert_ok!(send(operator(1), Call::heartbeat { service }));
        let back = attendance(service, 1).expect("it is known");
        assert_eq!(back.reported_offline_at, None);
        let again = Call::heartbeat { service };
        refused(operator(1), again, Error::HeartbeatTooSoon);
    });
}

/// The owner chooses when terms are fixed.
#[test]
fn terms_do_not_judge_the_silence_before_they_were_fixed() {
    new_chain().execute_with(|| {
        // A block of six seconds, of which none may be missed.
        let interval = managers::answering(selector(Hook::GetHeartbeatInterval), &wants(6));
        let service = running(interval, 2);
        skip_to(200);
        assert_ok!(send(customer(), Call::fix_heartbeat_terms { service }));
        let terms = Services::heartbeat_terms(service);
        let limit = u64::from(terms.window * terms.missed);
        refused(outsider(), offline_report(service, 1), Error::NotOffline);
        skip_to(200 + limit);
        refused(outsider(), offline_report(service, 1), Error::NotOffline);
        skip_to(200 + limit + 1);
        assert_ok!(send(outsider(), offline_report(service, 1)));
        ended(service);
        assert_eq!(HeartbeatsFixedAt::<Test>::iter().count(), 0);
    });
}

#[test]
fn manager_says_how_often_its_operators_send_heartbeats() {
    new_chain().execute_with(|| {
        // Two minutes: 20 blocks of six seconds.
        let interval = managers::answering(selector(Hook::GetHeartbeatInterval), &wants(115));
        let service = running(interval, 2);
        let chains = HeartbeatTerms {
            window: 100,
            missed: 3,
        };
        assert_eq!(Services::heartbeat_terms(service), chains);
        events();
        let fix = || Call::fix_heartbeat_terms { service };
        for stranger in [outsider(), operator(1), owner()] {
            refused(stranger, fix(), Error::NotServiceOwner);
        }
        assert_ok!(send(customer(), fix()));
        let terms = HeartbeatTerms {
            window: 20,
            ..chains
        };
        assert_eq!(events(), [Event::HeartbeatTermsFixed { service, terms }]);
        assert_eq!(Services::heartbeat_terms(service), terms);
        // It is asked once.
        refused(customer(), fix(), Error::HeartbeatTermsFixed);

        skip_to(20);
        assert_ok!(send(operator(1), Call::heartbeat { service }));
        skip_to(40);
        assert_ok!(send(operator(1), Call::heartbeat { service }));
        // Operator 2 has sent none since block 1.
        skip_to(79);
        refused(outsider(), offline_report(service, 2), Error::NotOffline);
        skip_to(80);
        assert_ok!(send(outsider(), offline_report(service, 2)));
        refused(outsider(), offline_report(service, 1), Error::NotOffline);
    });
}

#[test]
fn threshold_of_a_manager_says_how_many_heartbeats_may_be_missed() {
    for (percent, missed) in [(100, 1), (81, 1), (80, 2), (51, 2), (50, 3), (1, 3), (0, 3)] {
        new_chain().execute_with(|| {
            let threshold = selector(Hook::GetHeartbeatThreshold);
            let service = running(managers::answering(threshold, &wants(percent)), 1);
            assert_ok!(send(customer(), Call::fix_heartbeat_terms { service }));
            let terms = Services::heartbeat_terms(service);
            assert_eq!((terms.window, terms.missed), (100, missed), "{percent}");
        });
    }
}

/// The blocks of another chain are counted, which goes on while this chain stands still.
fn upon_another_chain() {
    LongestGap::set(10);
}

/// The next block of this chain is so many blocks of the other one after its last.
fn next_after(blocks: u64) {
    Services::on_finalize(System::block_number());
    System::set_block_number(System::block_number() + blocks);
    Services::on_initialize(System::block_number());
}

#[test]
fn windows_in_which_the_chain_stood_still_are_not_missed() {
    new_chain().execute_with(|| {
        upon_another_chain();
        let service = running(managers::accepting(), 1);
        run_to(99);
        let beat = || send(operator(1), Call::heartbeat { service });
        let report = || try_send(outsider(), offline_report(service, 1));
        let not_offline = Err(Error::<Test>::NotOffline.into());
        assert_ok!(beat());
        next_after(1_000);
        // Of a thousand blocks ten count.
        assert_eq!(Services::now(), 109);
        assert_eq!(report(), not_offline);
        run_to(1_389);
        assert_eq!(report(), not_offline);
        run_to(1_390);
        assert_ok!(report());
        // It is back in the first block after another halt.
        next_after(5_000);
        assert_ok!(beat());
        assert_eq!(Services::now(), 410);
        assert_eq!(Services::current_era(), 0);
    });
}

/// Otherwise a halt now and then would forgive all silence.
#[test]
fn silence_before_a_halt_counts_after_it() {
    new_chain().execute_with(|| {
        upon_another_chain();
        let service = running(managers::accepting(), 1);
        run_to(PATIENCE - 20);
        for _ in 0..2 {
            refused(outsider(), offline_report(service, 1), Error::NotOffline);
            next_after(11);
        }
        refused(outsider(), offline_report(service, 1), Error::NotOffline);
        next_after(1);
        assert_ok!(send(outsider(), offline_report(service, 1)));
    });
}

#[test]
fn gaps_that_are_no_halt_count_whole() {
    new_chain().execute_with(|| {
        upon_another_chain();
        let service = running(managers::accepting(), 1);
        while System::block_number() <= PATIENCE {
            next_after(10);
            assert_eq!(Services::now(), System::block_number());
        }
        assert_ok!(send(outsider(), offline_report(service, 1)));
    });
}

#[test]
fn no_points_are_lost_for_the_time_of_a_halt() {
    new_chain().execute_with(|| {
        upon_another_chain();
        let service = running(managers::accepting(), 1);
        run_to(1_099);
        assert_ok!(send(operator(1), Call::heartbeat { service }));
        let earned = || ServicePoints::<Test>::get(service, operator(1)).earned;
        let works = || {
            for _ in 0..20 {
                let call = called(service);
                assert_ok!(send(operator(1), result_call(service, call)));
            }
        };
        works();
        assert_eq!(earned(), 20);
        run_to(1_400);
        assert_ok!(send(outsider(), offline_report(service, 1)));
        // 301 of the 400 blocks of the era.
        assert_eq!(earned(), 20 - 16);
        works();
        run_to(1_450);
        next_after(300);
        assert_ok!(send(operator(1), Call::heartbeat { service }));
        // 60 of its 460 blocks that count.
        assert_eq!(earned(), 24 - 4);
    });
}

#[test]
fn no_window_is_shorter_than_what_counts_between_two_blocks() {
    new_chain().execute_with(|| {
        let interval = managers::answering(selector(Hook::GetHeartbeatInterval), &wants(6));
        let before = running(interval, 1);
        let fix = |service| send(customer(), Call::fix_heartbeat_terms { service });
        assert_ok!(fix(before));
        assert_eq!(Services::heartbeat_terms(before).window, 1);
        upon_another_chain();
        assert_eq!(Services::heartbeat_terms(before).window, 10);
        let service = running(interval, 1);
        events();
        assert_ok!(fix(service));
        let terms = Services::heartbeat_terms(service);
        assert_eq!(terms.window, 10);
        assert_eq!(events(), [Event::HeartbeatTermsFixed { service, terms }]);
    });
}

#[test]
fn blocks_are_noted_only_where_those_of_another_chain_are_counted() {
    new_chain().execute_with(|| {
        run_to(5);
        assert_eq!(LastBlock::<Test>::get(), None);
        let without = Services::on_initialize(5);
        upon_another_chain();
        let noting = crate::weights::note_block::<Test>();
        assert_eq!(Services::on_initialize(5), without + noting);
        run_to(6);
        next_after(20);
        run_to(27);
        let noted = SeenBlock {
            number: 26,
            counted: 16,
        };
        assert_eq!(LastBlock::<Test>::get(), Some(noted));
    });
}
