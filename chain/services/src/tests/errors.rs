//! Every error of the pallet, provoked.

mod services;

use super::{managers, *};
use frame_support::{assert_ok, dispatch::DispatchResult};
use scale_info::{TypeDef, TypeInfo};
use sp_runtime::{DispatchError, ModuleError};

/// The name of an error, and a story on a new chain that ends with it.
type Case = (&'static str, fn() -> DispatchResult);

fn creating(manager: H160) -> DispatchResult {
    let definition = definition(manager);
    try_send(owner(), Call::create_blueprint { definition })
}

fn accepted() -> H160 {
    managers::accepting()
}

fn done(who: AccountId32, call: Call<Test>) {
    assert_ok!(try_send(who, call));
}

fn approving(n: u8, request: u64) -> DispatchResult {
    let revision = 0;
    try_send(operator(n), Call::approve { request, revision })
}

/// A blueprint of other terms, with n registered operators.
fn blueprint_of(terms: impl FnOnce(&mut BlueprintDefinition), n: u8) -> (u64, Vec<AccountId32>) {
    let mut definition = definition(accepted());
    terms(&mut definition);
    let blueprint = create_blueprint(definition);
    (blueprint, register_operators(blueprint, n))
}

/// Set the price of job 1 of blueprint 0, none of which is burned.
fn pricing(who: AccountId32, amount: u128) -> DispatchResult {
    let price = JobPrice {
        amount,
        burned_bps: 0,
        owner_bps: 0,
    };
    let (blueprint, job, price) = (0, 1, Some(price));
    let call = Call::set_job_price {
        blueprint,
        job,
        price,
    };
    try_send(who, call)
}

fn requesting(blueprint: u64, operators: &[AccountId32]) -> DispatchResult {
    try_send(customer(), request_call(blueprint, operators))
}

const HOOKS: &[Case] = &[
    ("HookReverted", || creating(managers::refusing(b"because"))),
    ("HookRevertedWithoutData", || {
        creating(managers::refusing(&[]))
    }),
    ("HookOutOfWeight", || {
        creating(managers::looping_only(selector(Hook::OnBlueprintCreated)))
    }),
    ("HookDepositExhausted", || {
        HookDepositLimit::set(100);
        creating(managers::hoarding())
    }),
    ("HookTrapped", || creating(managers::trapping())),
    ("HookReentered", || {
        use codec::Encode;
        use pallet_revive::precompiles::alloy::sol_types::SolCall;
        let definition = definition(accepted());
        let inner = RuntimeCall::Services(Call::create_blueprint { definition }).encode();
        let calldata = dispatcher::IDispatcher::dispatchCall { call: inner.into() }.abi_encode();
        let precompile = H160::from_low_u64_be(0x77_0000);
        assert_ok!(creating(managers::calling(precompile, &calldata)));
        dispatcher::SEEN.with(|seen| seen.take())[0]
    }),
    ("ManagerWithoutCode", || creating(H160::repeat_byte(7))),
    ("HookDepositNotCovered", || {
        use frame_support::traits::{fungible::Mutate, tokens::Preservation::Preserve};
        let manager = managers::toggling();
        let spare = Balances::free_balance(owner()) - ED;
        assert_ok!(Balances::transfer(&owner(), &customer(), spare, Preserve));
        creating(manager)
    }),
];

const BLUEPRINTS: &[Case] = &[
    ("BlueprintNotFound", || {
        done(operator(1), Call::join_operators {});
        try_send(operator(1), register_call(7))
    }),
    ("InvalidDefinition", || {
        let mut definition = definition(accepted());
        definition.min_operators = 0;
        try_send(owner(), Call::create_blueprint { definition })
    }),
    ("TooManyBlueprints", || {
        MaxBlueprintsPerAccount::set(0);
        creating(accepted())
    }),
    ("TooManyRegistrations", || {
        MaxBlueprintsPerOperator::set(0);
        let blueprint = create_blueprint(definition(accepted()));
        done(operator(1), Call::join_operators {});
        try_send(operator(1), register_call(blueprint))
    }),
    ("AlreadyRegistered", || {
        let (blueprint, _) = blueprint_of(|_| {}, 1);
        try_send(operator(1), register_call(blueprint))
    }),
    ("NotRegistered", || {
        let call = Call::set_instance_limit {
            blueprint: 0,
            instance_limit: 1,
        };
        try_send(operator(1), call)
    }),
    ("InvalidPreferences", || {
        TestGeneration::set(Generation::Substrate1_4);
        let blueprint = create_blueprint(definition(accepted()));
        done(operator(1), Call::join_operators {});
        let inputs = payload(b"key");
        let instance_limit = 1;
        let call = Call::register {
            blueprint,
            instance_limit,
            inputs,
        };
        try_send(operator(1), call)
    }),
    ("KeyInUse", || {
        TestGeneration::set(Generation::Seed2024);
        let (blueprint, _) = blueprint_of(|_| {}, 1);
        done(operator(2), Call::join_operators {});
        try_send(operator(2), registration_by(blueprint, 1, 2))
    }),
    ("KeyNotProven", || {
        TestGeneration::set(Generation::Seed2024);
        let blueprint = create_blueprint(definition(accepted()));
        done(operator(2), Call::join_operators {});
        try_send(operator(2), registration(blueprint, 1))
    }),
    ("OperatorNotEjected", || {
        let (blueprint, operator) = (0, operator(1));
        govern(Call::readmit_operator {
            blueprint,
            operator,
        })
    }),
    ("ServicesRunning", || {
        running(accepted(), 1);
        try_send(operator(1), Call::unregister { blueprint: 0 })
    }),
    ("IdsExhausted", || {
        NextBlueprintId::<Test>::put(u64::MAX);
        creating(accepted())
    }),
];

const OPERATORS: &[Case] = &[
    ("AlreadyOperator", || {
        done(operator(1), Call::join_operators {});
        try_send(operator(1), Call::join_operators {})
    }),
    ("NotOperator", || {
        try_send(outsider(), Call::set_available { available: true })
    }),
    ("OperatorNotActive", || {
        let blueprint = create_blueprint(definition(accepted()));
        done(operator(1), Call::join_operators {});
        done(operator(1), Call::set_available { available: false });
        try_send(operator(1), register_call(blueprint))
    }),
    ("JoinedAfterCall", || {
        let service = running(accepted(), 1);
        let call = called(service);
        invited(service, 2);
        done(operator(2), Call::join_service { service });
        try_send(operator(2), result_call(service, call))
    }),
    ("OperatorLeaving", || {
        done(operator(1), Call::join_operators {});
        done(operator(1), Call::leave_operators {});
        try_send(operator(1), Call::set_available { available: true })
    }),
    ("NotBlueprintOwner", || {
        blueprint_of(|_| {}, 0);
        pricing(customer(), 1)
    }),
    ("InvalidPrice", || {
        blueprint_of(|_| {}, 0);
        pricing(owner(), 0)
    }),
    ("PriceChanged", || {
        let (blueprint, operators) = blueprint_of(|_| {}, 1);
        assert_ok!(requesting(blueprint, &operators));
        assert_ok!(pricing(owner(), 1));
        approving(1, 0)
    }),
    ("BlueprintInUse", || {
        running(accepted(), 1);
        pricing(owner(), 1)
    }),
    ("OperatorCallsOwnJob", || {
        blueprint_of(|_| {}, 1);
        assert_ok!(pricing(owner(), 1));
        skip_to(System::block_number() + 1);
        let request = request_call(0, &[operator(1)]);
        assert_ok!(try_send(operator(1), request));
        assert_ok!(approving(1, 0));
        try_send(operator(1), job_call(0))
    }),
    ("OperatorEjected", || {
        running(managers::accepting(), 1);
        let record = OffenceRecord {
            ejected: true,
            ..OffenceRecord::default()
        };
        OffenceRecords::<Test>::insert(0, operator(1), record);
        let (blueprint, instance_limit) = (0, 1);
        let limit = Call::set_instance_limit {
            blueprint,
            instance_limit,
        };
        try_send(operator(1), limit)
    }),
    ("OperatorNotLeaving", || {
        done(operator(1), Call::join_operators {});
        try_send(operator(1), Call::finish_leaving {})
    }),
    ("TooEarlyToLeave", || {
        let service = running(accepted(), 1);
        done(operator(1), Call::leave_operators {});
        try_send(operator(1), leave_call(service, operator(1)))
    }),
    ("OperatorStillRegistered", || {
        blueprint_of(|_| {}, 1);
        done(operator(1), Call::leave_operators {});
        try_send(operator(1), Call::finish_leaving {})
    }),
];

fn cases() -> impl Iterator<Item = &'static Case> {
    [
        HOOKS,
        BLUEPRINTS,
        OPERATORS,
        services::REQUESTS,
        services::SERVICES,
        services::CONDUCT,
    ]
    .into_iter()
    .flatten()
}

/// The errors of the metadata, in their order.
fn declared() -> Vec<&'static str> {
    let TypeDef::Variant(errors) = Error::<Test>::type_info().type_def else {
        panic!("errors are variants");
    };
    errors.variants.into_iter().map(|it| it.name).collect()
}

#[test]
fn every_error_of_the_metadata_is_provoked() {
    let mut known: Vec<_> = cases().map(|(name, _)| *name).collect();
    let mut declared = declared();
    known.sort();
    declared.sort();
    assert_eq!(known, declared);
}

#[test]
fn story_of_an_error_ends_with_it() {
    for (name, story) in cases() {
        // The limits of the runtime are those of a thread: a story changes its own.
        let ended = std::thread::spawn(move || new_chain().execute_with(story)).join();
        let ended = ended.unwrap_or_else(|_| panic!("the story of {name} fails"));
        let Err(DispatchError::Module(ModuleError { message, .. })) = ended else {
            panic!("{name}: {ended:?}");
        };
        assert_eq!(message, Some(*name));
    }
}
