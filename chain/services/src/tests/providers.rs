//! What a runtime provides: the blocks that windows are counted by, and where forfeited funds go.

use super::{managers, *};
use frame_support::{assert_ok, traits::fungible::Inspect};

#[test]
fn windows_are_counted_by_the_blocks_that_the_runtime_provides() {
    new_chain().execute_with(|| {
        let (_, request) = requested(managers::accepting(), 1);
        let approve = Call::approve {
            request,
            revision: 0,
        };
        BlocksAhead::set(1_001);
        assert_eq!(
            try_send(operator(1), approve.clone()),
            Err(Error::<Test>::RequestExpired.into())
        );
        BlocksAhead::set(1_000);
        assert_ok!(send(operator(1), approve));
        assert_eq!(Services::current_era(), 0);
        Services::do_on_initialize(Services::now());
        assert_eq!(Services::current_era(), 1);
        assert_eq!(CurrentEra::<Test>::get().started_at, 1_001);
        assert_eq!(Services::do_try_state(), Ok(()));
    });
}

#[test]
fn what_accounts_lose_goes_where_the_runtime_says() {
    new_chain().execute_with(|| {
        TreasuryGetsLosses::set(true);
        let (_, request) = requested(managers::accepting(), 2);
        let issued = Balances::total_issuance();
        let kept = Balances::balance(&Treasury::get());
        assert_ok!(send(
            operator(1),
            Call::approve {
                request,
                revision: 0
            }
        ));
        assert_ok!(send(
            customer(),
            Call::cancel_request {
                request,
                forfeit: true
            }
        ));
        assert_eq!(
            (
                Balances::balance(&Treasury::get()),
                Balances::total_issuance()
            ),
            (kept + REQUEST_BOND, issued)
        );
    });
}
