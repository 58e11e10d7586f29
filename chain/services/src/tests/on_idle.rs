//! Cleaning in idle block space.

use super::{managers, *};
use frame_support::{assert_ok, traits::Hooks, weights::Weight};

/// What one idle block may do, in steps of the cleaning; one more is taken for looking at all.
fn idle(steps: u64) -> Weight {
    let step = <<Test as Config>::WeightInfo as WeightInfo>::clean_step();
    let used = Services::on_idle(System::block_number(), step.saturating_mul(steps + 1));
    assert!(used.all_lte(step.saturating_mul(steps + 1)));
    used
}

#[test]
fn request_nobody_completed_is_removed_after_its_time() {
    new_chain().execute_with(|| {
        let (_, request) = requested(managers::accepting(), 2);
        assert_ok!(send(
            operator(1),
            Call::approve {
                request,
                revision: 0
            }
        ));
        events();
        run_to(1_002);
        assert!(Requests::<Test>::contains_key(request));
        run_to(1_003);
        assert_eq!(events(), [Event::RequestExpired { request }]);
        assert!(!Requests::<Test>::contains_key(request));
        assert_eq!(CleanupTasks::<Test>::iter().count(), 0);
        assert_eq!(
            AccountHoldings::<Test>::get(customer()),
            Holdings::default()
        );
    });
}

#[test]
fn cleaning_goes_on_where_the_weight_ended() {
    new_chain().execute_with(|| {
        let (blueprint, _) = requested(managers::accepting(), 1);
        for _ in 0..9 {
            request_service(blueprint, &[operator(1)]);
        }
        run_to(1_002);
        for left in [8, 6, 4, 2, 0] {
            idle(2);
            assert_eq!(Requests::<Test>::iter().count(), left);
        }
        assert_eq!(CleanupTasks::<Test>::iter().count(), 0);
    });
}

#[test]
fn block_without_idle_weight_cleans_nothing() {
    new_chain().execute_with(|| {
        requested(managers::accepting(), 1);
        System::set_block_number(5_000);
        let none = Services::on_idle(5_000, Weight::from_parts(1_000, 1_000));
        assert_eq!(none, Weight::zero());
        idle(0);
        assert_eq!(Requests::<Test>::iter().count(), 1);
    });
}

#[test]
fn chain_that_was_never_idle_catches_up() {
    new_chain().execute_with(|| {
        requested(managers::accepting(), 1);
        System::set_block_number(1_500);
        let service = running(managers::accepting(), 1);
        for _ in 0..20 {
            idle(100);
        }
        assert_eq!(Requests::<Test>::iter().count(), 0);
        assert!(Instances::<Test>::contains_key(service));
    });
}

#[test]
fn service_that_ended_leaves_nothing_and_goes_in_pages() {
    new_chain().execute_with(|| {
        MaxServicesPerAccount::set(10);
        let service = running(managers::accepting(), 2);
        let kept = running(managers::accepting(), 2);
        for _ in 0..20 {
            let call = called(service);
            assert_ok!(send(operator(1), result_call(service, call)));
            assert_ok!(send(customer(), report_call(service, call, operator(1))));
            let evidence = call.to_be_bytes();
            let report = quality_call(service, operator(1), &evidence);
            assert_ok!(send(customer(), report));
        }
        let call = called(kept);
        assert_ok!(send(operator(1), result_call(kept, call)));
        assert_ok!(send(customer(), report_call(kept, call, operator(1))));
        assert_ok!(send(customer(), quality_call(kept, operator(1), b"slow")));
        ended(service);

        let entries = || {
            JobResults::<Test>::iter_prefix((service,)).count()
                + Reports::<Test>::iter_prefix((service,)).count()
                + QualityReports::<Test>::iter_prefix((service,)).count()
                + CallDeposits::<Test>::iter_prefix(service).count()
                + JobCalls::<Test>::iter_prefix(service).count()
        };
        let mut before = entries();
        assert_eq!(before, 100);
        while before > 0 {
            idle(1);
            let after = entries();
            assert!(after < before && before - after <= CLEAR_PER_STEP as usize);
            before = after;
        }
        run_to(3);
        let left: Vec<_> = CleanupTasks::<Test>::iter()
            .map(|(_, item, ())| item)
            .collect();
        assert_eq!(left, [CleanupTask::ClearEra(0)]);
        assert!(JobCalls::<Test>::contains_key(kept, call));
        assert!(JobResults::<Test>::contains_key((kept, call, operator(1))));
        assert!(Reports::<Test>::contains_key((kept, call, operator(1))));
        assert_eq!(QualityReports::<Test>::iter_prefix((kept,)).count(), 1);
    });
}

/// On a parachain, several blocks have one number of the relay chain.
#[test]
fn work_scheduled_for_a_number_that_was_cleaned_is_not_passed_over() {
    new_chain().execute_with(|| {
        let service = running(managers::accepting(), 1);
        called(service);
        run_to(50);
        let now = Services::now();
        Services::do_on_idle(now, Weight::MAX);
        ended(service);
        Services::do_on_idle(now, Weight::MAX);
        assert_eq!(Services::do_try_state(), Ok(()));
        Services::do_on_idle(now + 1, Weight::MAX);
        assert_eq!(JobCalls::<Test>::iter().count(), 0);
        assert_eq!(CallDeposits::<Test>::iter().count(), 0);
        assert_eq!(CleanupTasks::<Test>::iter().count(), 0);
        assert_eq!(Services::do_try_state(), Ok(()));
    });
}

#[test]
fn work_scheduled_for_this_block_is_not_passed_over() {
    new_chain().execute_with(|| {
        let service = running(managers::accepting(), 1);
        called(service);
        run_to(50);
        ended(service);
        run_to(51);
        assert_eq!(JobCalls::<Test>::iter().count(), 0);
        assert_eq!(CleanupTasks::<Test>::iter().count(), 0);
    });
}
