//! Whatever is sent in whatever order, the state stays whole.

use super::{managers, *};
use proptest::{collection::vec, prelude::*};

/// Something an account sends: who, what, and two numbers the call makes of it what it needs.
type Move = (u8, u8, u8, u8);

fn actor(n: u8) -> AccountId32 {
    match n % 5 {
        0 => owner(),
        1 => customer(),
        n => operator(n),
    }
}

/// Most moves are refused in most states; small numbers make the others likely.
fn call_of((_, kind, a, b): Move, manager: H160) -> Call<Test> {
    let [small, id] = [u64::from(a % 3), u64::from(b % 6)];
    match kind % 16 {
        0 => Call::create_blueprint {
            definition: definition(manager),
        },
        1 | 2 => Call::join_operators {},
        3 => Call::set_available {
            available: a % 2 == 0,
        },
        4 if a % 4 == 0 => Call::leave_operators {},
        4 => Call::finish_leaving {},
        5 | 6 => register_call(small),
        7 if a % 4 == 0 => Call::unregister { blueprint: small },
        7 => Call::set_instance_limit {
            blueprint: small,
            instance_limit: u32::from(b % 4),
        },
        8 | 9 => request_call(small, &[operator(2 + b % 3), operator(2 + (b % 3 + 1) % 3)]),
        10 | 11 => Call::approve { request: id },
        12 if a % 2 == 0 => Call::reject { request: id },
        12 => Call::cancel_request { request: id },
        13 if a % 4 == 0 => Call::terminate { service: id % 2 },
        13 => job_call(id % 2),
        14 => result_call(id % 2, small),
        _ => report_call(id % 2, small, actor(a)),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn state_is_whole_after_any_moves(moves in vec(any::<Move>(), 1..120)) {
        new_chain().execute_with(|| {
            HookWeightLimit::set(frame_support::weights::Weight::from_parts(
                20_000_000_000,
                1_048_576,
            ));
            let manager = managers::toggling();
            let blueprint = create_blueprint(definition(manager));
            register_operators(blueprint, 4);
            let float = Balances::free_balance(Services::account_id());
            for (at, sent) in moves.into_iter().enumerate() {
                let root = sp_io::storage::root(sp_core::storage::StateVersion::V1);
                let refused = try_send(actor(sent.0), call_of(sent, manager)).is_err();
                if refused {
                    let now = sp_io::storage::root(sp_core::storage::StateVersion::V1);
                    prop_assert_eq!(root, now);
                }
                if at % 16 == 15 {
                    run_to(System::block_number() + 200);
                }
                prop_assert_eq!(Services::do_try_state(), Ok(()));
                prop_assert_eq!(Balances::free_balance(Services::account_id()), float);
            }
            eprintln!("REACHED {} {} {} {}", NextRequestId::<Test>::get(), NextServiceId::<Test>::get(), NextJobCallId::<Test>::get(), JobResults::<Test>::iter().count());
            Ok(())
        })?;
    }
}
