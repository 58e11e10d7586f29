//! What can be learned about a hook without, or before, believing it.

use super::{managers, *};
use frame_support::assert_ok;
use sp_core::storage::StateVersion;

#[test]
fn trace_of_a_refusal_keeps_the_whole_reason() {
    new_chain().execute_with(|| {
        let reason = [0x11; 68];
        let manager = managers::refusing(&reason);
        let call = Call::create_blueprint {
            definition: definition(manager),
        };
        let (sent, records) = crate::trace(|| try_send(owner(), call));
        assert_eq!(sent, Err(Error::<Test>::HookReverted([0x11; 3]).into()));
        let [record] = &records[..] else {
            panic!("one hook: {records:?}")
        };
        assert_eq!(record.hook, Hook::OnBlueprintCreated);
        assert_eq!(record.manager, manager);
        assert_eq!(record.result, Err((HookFailure::Reverted, reason.to_vec())));
        assert_eq!((record.deposit_charged, record.deposit_refunded), (0, 0));
    });
}

#[test]
fn trace_holds_the_hooks_of_its_own_time_in_order() {
    new_chain().execute_with(|| {
        let manager = managers::accepting();
        let (_, records) = crate::trace(|| running(manager, 2));
        let hooks: Vec<_> = records.iter().map(|record| record.hook).collect();
        assert_eq!(
            hooks,
            [
                Hook::OnBlueprintCreated,
                Hook::OnRegister,
                Hook::OnRegister,
                Hook::OnRequest,
                Hook::OnApprove,
                Hook::OnApprove,
                Hook::OnServiceInitialized,
                Hook::QuerySlashingOrigin,
            ]
        );
        assert_ok!(send(customer(), job_call(0)));
        let ((), none) = crate::trace(|| ());
        assert!(none.is_empty());
    });
}

#[test]
fn dry_run_tells_what_a_call_would_do_and_does_nothing() {
    for (hook, _) in SELECTORS {
        new_chain().execute_with(|| {
            let (who, call) = step_calling(hook, managers::recording());
            let root = || sp_io::storage::root(StateVersion::V1);
            let before = root();
            let dry = Services::dry_run(who.clone(), call.clone());
            assert_eq!(root(), before);
            let (result, hooks) = crate::trace(|| send(who, call));
            assert_eq!(dry, DryRun { result, hooks });
        });
    }
}

#[test]
fn dry_run_of_a_refusal_keeps_the_reason() {
    new_chain().execute_with(|| {
        let manager = managers::refusing(b"because of this");
        let call = Call::create_blueprint {
            definition: definition(manager),
        };
        let DryRun { result, hooks } = Services::dry_run(owner(), call);
        let error = result.expect_err("it is refused").error;
        assert_eq!(error, Error::<Test>::HookReverted(*b"bec").into());
        assert_eq!(
            hooks[0].result,
            Err((HookFailure::Reverted, b"because of this".to_vec()))
        );
    });
}
