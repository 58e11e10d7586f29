//! Effects of failing hooks that are not rows of `docs/hook-failures.md`.

use super::{managers, *};
use codec::Encode;
use frame_support::{assert_noop, assert_ok, weights::Weight};
use sp_core::storage::StateVersion;
use sp_runtime::{DispatchError, ModuleError};

/// `NotEnough(uint256)`: a selector and an argument.
const REASON: [u8; 36] = {
    let mut data = [0; 36];
    data[0] = 0xab;
    data[1] = 0xcd;
    data[2] = 0xef;
    data[3] = 0x01;
    data[35] = 7;
    data
};

fn vetoing() -> Vec<Hook> {
    let hooks = SELECTORS.iter().map(|(hook, _)| *hook);
    let vetoes = |hook: &Hook| {
        matches!(
            hook.policy(),
            FailurePolicy::Veto | FailurePolicy::VetoWhilePresent
        )
    };
    hooks.filter(vetoes).collect()
}

fn failed_hooks() -> Vec<Event<Test>> {
    events()
        .into_iter()
        .filter(|event| matches!(event, Event::HookFailed { .. }))
        .collect()
}

/// Send the step, which fails: with this error, at a price, and without a trace in the state.
fn refused(step: (AccountId32, Call<Test>), error: Error<Test>) -> Weight {
    let (who, call) = step;
    let root = sp_io::storage::root(StateVersion::V1);
    let most = reserved(call.clone());
    let failed = send(who, call).expect_err("the hook refuses");
    assert_eq!(failed.error, error.into());
    assert_eq!(sp_io::storage::root(StateVersion::V1), root);
    let weight = failed
        .post_info
        .actual_weight
        .expect("what it weighed is known");
    assert!(weight.all_lte(most), "{weight:?} of {most:?}");
    weight
}

#[test]
fn reason_in_the_error_is_its_index_and_three_bytes() {
    new_chain().execute_with(|| {
        let definition = definition(managers::refusing(&REASON));
        let error = try_send(owner(), Call::create_blueprint { definition });
        let Err(DispatchError::Module(ModuleError { error, message, .. })) = error else {
            panic!("the pallet refuses: {error:?}");
        };
        assert_eq!(error[1..], [0xab, 0xcd, 0xef]);
        assert_eq!(message, Some("HookReverted"));
    });
}

#[test]
fn error_of_a_hook_fits_what_a_dispatch_error_holds() {
    let largest = Error::<Test>::HookReverted([0; 3]).encode().len();
    assert_eq!(largest, frame_support::MAX_MODULE_ERROR_ENCODED_SIZE);
}

#[test]
fn vetoing_hook_that_reverts_without_data_fails_the_step_with_its_own_error() {
    for data in [&[][..], &[0xab, 0xcd, 0xef]] {
        new_chain().execute_with(|| {
            let step = step_calling(Hook::OnBlueprintCreated, managers::refusing(data));
            refused(step, Error::HookRevertedWithoutData);
        });
    }
}

#[test]
fn vetoing_hook_that_never_ends_fails_the_step_at_the_weight_limit() {
    for hook in vetoing() {
        new_chain().execute_with(|| {
            let manager = managers::looping_only(selector(hook));
            let weight = refused(step_calling(hook, manager), Error::HookOutOfWeight);
            let limit = HookWeightLimit::get().ref_time();
            assert!(weight.ref_time() > limit / 10 * 9, "{hook:?}: {weight:?}");
        });
    }
}

#[test]
fn hook_under_a_lower_limit_is_out_of_weight() {
    new_chain().execute_with(|| {
        let step = step_calling(Hook::OnJobCall, managers::recording());
        let weight = HookWeightLimit::get();
        HookWeightLimit::set(Weight::from_parts(weight.ref_time(), 1_000));
        refused(step.clone(), Error::HookOutOfWeight);
        HookWeightLimit::set(Weight::from_parts(100_000_000, weight.proof_size()));
        refused(step.clone(), Error::HookOutOfWeight);
        HookWeightLimit::set(weight);
        assert_ok!(try_send(step.0, step.1));
    });
}

#[test]
fn vetoing_hook_that_hoards_storage_fails_the_step_at_the_deposit_limit() {
    new_chain().execute_with(|| {
        let manager = managers::hoarding();
        HookDepositLimit::set(100);
        let step = step_calling(Hook::OnBlueprintCreated, manager);
        refused(step.clone(), Error::HookDepositExhausted);
        HookDepositLimit::set(100_000);
        assert_ok!(try_send(step.0, step.1));
    });
}

#[test]
fn best_effort_hook_that_reverts_at_length_leaves_the_beginning_of_its_data() {
    new_chain().execute_with(|| {
        let hook = Hook::OnServiceExpiry;
        let manager = managers::refusing_only(selector(hook), &[7; 5_000]);
        let (who, call) = step_calling(hook, manager);
        assert_ok!(try_send(who, call));
        let failed = failed_hooks();
        let [Event::HookFailed { data, .. }] = &failed[..] else {
            panic!("{failed:?}")
        };
        assert_eq!(data.to_vec(), [7; MAX_REVERT_DATA as usize]);
    });
}

#[test]
fn query_that_fails_counts_as_one_result() {
    let hook = Hook::GetRequiredResultCount;
    let selector = selector(hook);
    let word = |last: u8| {
        let mut word = [0; 32];
        word[31] = last;
        word
    };
    let mut dirty = word(2);
    dirty[0] = 1;
    let managers: [fn(&[u8; 32]) -> H160; 1] =
        [|word| managers::answering(super::selector(Hook::GetRequiredResultCount), word)];
    let completing = |manager: H160| {
        let (who, call) = step_calling(hook, manager);
        assert_ok!(try_send(who, call));
        JobCalls::<Test>::get(0, 0)
            .expect("it was called")
            .completed
    };
    for answer in managers {
        assert!(new_chain().execute_with(|| completing(answer(&word(0)))));
        assert!(new_chain().execute_with(|| completing(answer(&word(1)))));
        assert!(!new_chain().execute_with(|| completing(answer(&word(2)))));
        assert!(new_chain().execute_with(|| completing(answer(&dirty))));
    }
    new_chain().execute_with(|| assert!(completing(managers::answering(selector, &[2]))));
    new_chain().execute_with(|| assert!(completing(managers::refusing_only(selector, &REASON))));
    new_chain().execute_with(|| assert!(completing(managers::looping_only(selector))));
}

#[test]
fn query_that_writes_leaves_nothing() {
    new_chain().execute_with(|| {
        let hook = Hook::GetRequiredResultCount;
        let mut two = [0; 32];
        two[31] = 2;
        let manager = managers::writing_and_answering(selector(hook), &two);
        let (who, call) = step_calling(hook, manager);
        let balance = Balances::free_balance(&who);
        assert_ok!(try_send(who.clone(), call));
        assert!(
            !JobCalls::<Test>::get(0, 0)
                .expect("it was called")
                .completed
        );
        assert_eq!(managers::slot(manager, 0), Default::default());
        assert_eq!(Balances::free_balance(&who), balance);
    });
}

#[test]
fn address_without_code_is_refused_as_a_manager() {
    new_chain().execute_with(|| {
        let precompile = H160::from_low_u64_be(2);
        let account = Services::address_of(&owner());
        for manager in [H160::zero(), H160::repeat_byte(7), precompile, account] {
            let call = Call::create_blueprint {
                definition: definition(manager),
            };
            refused((owner(), call), Error::ManagerWithoutCode);
        }
    });
}

#[test]
fn unmapped_account_of_the_pallet_is_mapped_by_the_first_hook() {
    new_chain().execute_with(|| {
        let account = Services::account_id();
        let unmap =
            <<Test as pallet_revive::Config>::AddressMapper as pallet_revive::AddressMapper<
                Test,
            >>::unmap;
        assert_ok!(unmap(&account));
        let manager = managers::recording();
        create_blueprint(definition(manager));
        assert_eq!(managers::slot(manager, 3).to_low_u64_be(), 1);
        assert_noop!(
            Revive::map_account(RuntimeOrigin::signed(account)),
            pallet_revive::Error::<Test>::AccountAlreadyMapped
        );
    });
}
