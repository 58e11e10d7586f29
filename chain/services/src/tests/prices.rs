//! Prices of jobs: who pays, who receives, what is burned.

use super::{managers, *};
use frame_support::{
    assert_noop, assert_ok,
    dispatch::DispatchResult,
    traits::{fungible::Mutate, tokens::Preservation::Preserve},
};

const PRICE: JobPrice<u128> = JobPrice {
    amount: 1_001,
    burned_bps: 1_000,
    owner_bps: 2_000,
};

fn set(who: AccountId32, job: u8, price: Option<JobPrice<u128>>) -> DispatchResult {
    let blueprint = 0;
    try_send(
        who,
        Call::set_job_price {
            blueprint,
            job,
            price,
        },
    )
}

/// A running service of two operators whose job 1 has a price.
fn priced() -> u64 {
    let blueprint = create_blueprint(definition(managers::accepting()));
    assert_ok!(set(owner(), 1, Some(PRICE)));
    skip_to(System::block_number() + 1);
    let service = NextServiceId::<Test>::get();
    let operators = register_operators(blueprint, 2);
    let request = request_service(blueprint, &operators);
    for operator in operators {
        let revision = 0;
        assert_ok!(send(operator, Call::approve { request, revision }));
    }
    events();
    service
}

fn balances() -> [u128; 5] {
    let free = |who| Balances::free_balance(who);
    [
        free(customer()),
        free(owner()),
        free(operator(1)),
        free(operator(2)),
        Balances::total_issuance(),
    ]
}

#[test]
fn call_of_a_priced_job_is_paid_to_the_unit() {
    new_chain().execute_with(|| {
        let service = priced();
        let before = balances();
        assert_ok!(send(customer(), job_call(service)));
        let after = balances();
        // 100.1 rounded up is burned, 200.2 rounded down the owner's; of the other 700 each gets a half.
        let changed: Vec<_> = before
            .into_iter()
            .zip(after)
            .map(|(before, after)| after as i128 - before as i128)
            .collect();
        // The deposit of the call is on hold.
        let deposit = Services::call_deposit(6, 2) as i128;
        assert_eq!(changed, [-1_001 - deposit, 200, 350, 350, -101]);
        let paid = Event::JobPaid {
            service,
            call: 0,
            each: 350,
            owner: 200,
            burned: 101,
        };
        assert!(events().contains(&paid));
        // The other job costs nothing.
        let before = balances();
        let free = Call::call {
            service,
            job: 0,
            inputs: payload(b"inputs"),
        };
        assert_ok!(send(customer(), free));
        let mut after = balances();
        after[0] += Services::call_deposit(6, 2);
        assert_eq!(after, before);
    });
}

/// Its results are not taken.
#[test]
fn operator_whose_notice_is_over_takes_no_part_of_a_price() {
    new_chain().execute_with(|| {
        let service = priced();
        give_notice(2);
        let before = balances();
        assert_ok!(send(customer(), job_call(service)));
        let after = balances();
        assert_eq!(after[2] - before[2], 700);
        assert_eq!(after[3], before[3]);
        // Where none is left who could answer, nothing is paid.
        give_notice(1);
        let before = balances();
        let refused = Err(Error::<Test>::OperatorNotActive.into());
        assert_eq!(try_send(customer(), job_call(service)), refused);
        assert_eq!(balances(), before);
    });
}

#[test]
fn call_that_cannot_be_paid_or_is_vetoed_costs_nothing() {
    new_chain().execute_with(|| {
        let service = priced();
        // All but 500 goes.
        let spare = Balances::free_balance(customer()) - ED - 500;
        assert_ok!(Balances::transfer(
            &customer(),
            &outsider(),
            spare,
            Preserve
        ));
        let before = balances();
        assert!(try_send(customer(), job_call(service)).is_err());
        assert_eq!(balances(), before);
        assert_eq!(JobCalls::<Test>::iter().count(), 0);
        assert_ok!(Balances::transfer(
            &outsider(),
            &customer(),
            spare,
            Preserve
        ));

        Blueprints::<Test>::mutate(0, |blueprint| {
            let blueprint = blueprint.as_mut().expect("it was created");
            blueprint.definition.manager = managers::refusing(&[]);
        });
        let before = balances();
        assert!(try_send(customer(), job_call(service)).is_err());
        assert_eq!(balances(), before);
    });
}

#[test]
fn operator_does_not_call_a_priced_job_of_its_own_service() {
    new_chain().execute_with(|| {
        let service = priced();
        Instances::<Test>::mutate(service, |service| {
            let service = service.as_mut().expect("it runs");
            service.permitted_callers = vec![operator(1)].try_into().expect("one");
        });
        assert_noop!(
            try_send(operator(1), job_call(service)),
            Error::<Test>::OperatorCallsOwnJob
        );
    });
}

#[test]
fn price_is_the_owners_to_set_while_no_service_runs() {
    new_chain().execute_with(|| {
        let service = priced();
        assert_noop!(set(owner(), 1, None), Error::<Test>::BlueprintInUse);
        ended(service);
        assert_noop!(set(customer(), 1, None), Error::<Test>::NotBlueprintOwner);
        assert_noop!(set(owner(), 2, Some(PRICE)), Error::<Test>::JobNotFound);
        for price in [
            JobPrice { amount: 0, ..PRICE },
            JobPrice {
                burned_bps: 8_001,
                ..PRICE
            },
            JobPrice {
                owner_bps: u16::MAX,
                ..PRICE
            },
        ] {
            assert_noop!(set(owner(), 1, Some(price)), Error::<Test>::InvalidPrice);
        }
        assert_ok!(set(owner(), 1, None));
        assert_eq!(JobPrices::<Test>::iter().count(), 0);
    });
}

#[test]
fn request_from_before_a_price_starts_no_service_and_is_cancelled_without_loss() {
    new_chain().execute_with(|| {
        let blueprint = create_blueprint(definition(managers::accepting()));
        let operators = register_operators(blueprint, 2);
        let request = request_service(blueprint, &operators);
        let approve = Call::approve {
            request,
            revision: 0,
        };
        assert_ok!(send(operator(1), approve.clone()));
        skip_to(System::block_number() + 1);
        assert_ok!(set(owner(), 1, Some(PRICE)));
        assert_noop!(try_send(operator(2), approve), Error::<Test>::PriceChanged);
        let before = Balances::free_balance(customer());
        let cancel = Call::cancel_request {
            request,
            forfeit: false,
        };
        assert_ok!(send(customer(), cancel));
        assert_eq!(Balances::free_balance(customer()), before + REQUEST_BOND);
    });
}
