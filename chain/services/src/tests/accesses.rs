//! What a call reads and writes, counted on the state itself, is no more than what it is charged.

use super::{managers, *};
use frame_support::{assert_ok, weights::Weight};
use std::collections::BTreeSet;
use storage_accesses::{item, Accesses};

/// Whether a call is charged for a key: not for those that every block reads or writes, and not
/// for those of the contracts pallet, which hooks are charged for.
fn charged_for(key: &str) -> bool {
    let pallets = ["Services", "Timestamp"].map(storage_accesses::pallet);
    let items = [
        item("System", "Account"),
        item("Balances", "Account"),
        item("Balances", "Freezes"),
        item("Balances", "Holds"),
        item("Balances", "Locks"),
    ];
    pallets.iter().chain(&items).any(|it| key.starts_with(it))
}

/// What a call touched, and what it was charged beside its hooks.
fn measured(who: AccountId32, call: Call<Test>) -> (Accesses, Weight) {
    let most = reserved(call.clone());
    let ((accesses, sent), records) =
        crate::trace(|| storage_accesses::of(charged_for, || send(who, call.clone())));
    let charged = sent.unwrap_or_else(|failed| panic!("{call:?}: {failed:?}"));
    let charged = charged.actual_weight.unwrap_or(most);
    let hooks = records
        .iter()
        .fold(Weight::zero(), |sum, hook| sum + hook.weight);
    (accesses, charged - hooks)
}

/// A report of an operator that has done nothing yet: its first count of an era is noted for removal.
fn report_of_a_missing_result() -> (AccountId32, Call<Test>) {
    let service = running(managers::accepting(), 2);
    let call = called(service);
    (outsider(), missing_call(service, call, operator(1)))
}

/// A result after a report of its lack, which ends.
fn result_that_was_missing() -> (AccountId32, Call<Test>) {
    let service = running(managers::accepting(), 2);
    let call = called(service);
    assert_ok!(send(outsider(), missing_call(service, call, operator(1))));
    (operator(1), result_call(service, call))
}

/// Steps that call no hook, each after what leads to it.
const QUIET: &[fn() -> (AccountId32, Call<Test>)] = &[
    || (operator(1), Call::join_operators {}),
    || {
        assert_ok!(send(operator(1), Call::join_operators {}));
        (operator(1), Call::set_available { available: false })
    },
    || {
        assert_ok!(send(operator(1), Call::join_operators {}));
        (operator(1), Call::leave_operators {})
    },
    || {
        assert_ok!(send(operator(1), Call::join_operators {}));
        assert_ok!(send(operator(1), Call::leave_operators {}));
        (operator(1), Call::finish_leaving {})
    },
    || {
        let service = running(managers::accepting(), 1);
        assert_ok!(send(customer(), slash_call(service, 1)));
        let_review_end();
        assert_ok!(send(outsider(), Call::execute_slash { slash: 0 }));
        (operator(1), Call::restore_bond {})
    },
    || {
        let service = running(managers::accepting(), 1);
        assert_ok!(send(customer(), slash_call(service, 1)));
        (operator(1), Call::dispute_slash { slash: 0 })
    },
    || {
        let service = running(managers::accepting(), 1);
        assert_ok!(send(customer(), slash_call(service, 1)));
        assert_ok!(send(operator(1), Call::dispute_slash { slash: 0 }));
        pass(3 * WEEK + 1);
        (outsider(), Call::expire_slash { slash: 0 })
    },
    || {
        let blueprint = create_blueprint(definition(managers::accepting()));
        register_operators(blueprint, 1);
        let instance_limit = 9;
        let call = Call::set_instance_limit {
            blueprint,
            instance_limit,
        };
        (operator(1), call)
    },
    || {
        create_blueprint(definition(managers::accepting()));
        (owner(), priced())
    },
    || {
        let service = running(managers::accepting(), 3);
        JobPrices::<Test>::insert(0, 1, PRICE);
        (customer(), job_call(service))
    },
    || {
        let (_, request) = requested(managers::accepting(), 2);
        (
            customer(),
            Call::cancel_request {
                request,
                forfeit: true,
            },
        )
    },
    || {
        let service = running(managers::accepting(), 2);
        (operator(1), Call::heartbeat { service })
    },
    || {
        let service = running(managers::accepting(), 2);
        System::set_block_number(System::block_number() + 399);
        let operator = operator(1);
        (outsider(), Call::report_offline { service, operator })
    },
];

const PRICE: JobPrice<u128> = JobPrice {
    amount: 1_000,
    burned_bps: 1_000,
    owner_bps: 1_000,
};

fn priced() -> Call<Test> {
    let (blueprint, job, price) = (0, 1, Some(PRICE));
    Call::set_job_price {
        blueprint,
        job,
        price,
    }
}

/// The change of a request, the end of a service by an operator that leaves, and the late end of a
/// job call.
const OTHER: &[fn() -> (AccountId32, Call<Test>)] = &[
    || {
        let (_, request) = requested(managers::accepting(), 2);
        (customer(), modify_call(request, &[operator(2)]))
    },
    || {
        let service = running(managers::accepting(), 1);
        give_notice(1);
        (operator(1), leave_call(service, operator(1)))
    },
    || {
        let mut one = [0; 32];
        one[31] = 1;
        let manager = managers::answering(selector(Hook::GetRequiredResultCount), &one);
        let service = running(manager, 2);
        let call = called(service);
        JobCalls::<Test>::mutate(service, call, |it| {
            if let Some(it) = it {
                it.results = 1;
            }
        });
        (outsider(), Call::complete_call { service, call })
    },
    || {
        assert_ok!(send(operator(1), Call::join_operators {}));
        let inner = Call::set_available { available: false };
        let call = Box::new(RuntimeCall::Services(inner));
        (operator(1), Call::limit_deposit { most: 0, call })
    },
    || {
        let service = running(managers::accepting(), 1);
        let call = called(service);
        assert_ok!(send(operator(1), result_call(service, call)));
        assert_ok!(send(outsider(), report_call(service, call, operator(1))));
        Timestamp::set_timestamp(1_000 * (Services::unix_seconds() + FaultWindow::get()));
        (outsider(), Call::prune_call { service, call })
    },
    || {
        let service = running(managers::accepting(), 2);
        let report = quality_call(service, operator(1), b"slow");
        assert_ok!(send(customer(), report));
        Instances::<Test>::mutate(service, |service| {
            service.as_mut().expect("it runs").operators.remove(0);
        });
        let prune = prune_report_call(service, operator(1), b"slow");
        (outsider(), prune)
    },
    // Half of the bond is paid to the customer, and half is burned.
    || {
        let mut definition = definition(managers::accepting());
        definition.penalties.slashed = SlashedFunds::Customer;
        let blueprint = create_blueprint(definition);
        let operators = register_operators(blueprint, 1);
        assert_ok!(send(customer(), request_call(blueprint, &operators)));
        let (request, revision) = (0, 0);
        assert_ok!(send(operator(1), Call::approve { request, revision }));
        assert_ok!(send(owner(), slash_call(0, 1)));
        let_review_end();
        (outsider(), Call::execute_slash { slash: 0 })
    },
    || {
        let service = running(managers::accepting(), 2);
        for evidence in 1..=2 {
            assert_ok!(send(customer(), slash_call(service, evidence)));
        }
        let_review_end();
        let slashes = vec![0, 1].try_into().expect("few");
        (outsider(), Call::execute_slashes { slashes })
    },
];

/// An invitation, an offer of a service, and what an owner or an operator that leaves changes without a hook.
const OWNERS: &[fn() -> (AccountId32, Call<Test>)] = &[
    || {
        let service = running(managers::accepting(), 2);
        let invite = Call::invite_operator {
            service,
            operator: operator(3),
            invited: true,
        };
        (customer(), invite)
    },
    || {
        let service = running(managers::accepting(), 2);
        let permitted_callers = vec![outsider()].try_into().expect("one");
        let call = Call::set_permitted_callers {
            service,
            permitted_callers,
        };
        (customer(), call)
    },
    || {
        let item = Owned::Service(running(managers::accepting(), 2));
        let to = Some(outsider());
        (customer(), Call::offer_ownership { item, to })
    },
    || {
        let item = Owned::Service(running(managers::accepting(), 2));
        let to = Some(outsider());
        assert_ok!(send(customer(), Call::offer_ownership { item, to }));
        (outsider(), Call::accept_ownership { item })
    },
    || {
        let item = Owned::Blueprint(create_blueprint(definition(managers::accepting())));
        let to = Some(outsider());
        assert_ok!(send(owner(), Call::offer_ownership { item, to }));
        (outsider(), Call::accept_ownership { item })
    },
    || {
        running(managers::accepting(), 1);
        assert_ok!(send(operator(1), Call::leave_operators {}));
        (operator(1), Call::cancel_leaving {})
    },
];

/// What a verdict touches, and what it weighs.
fn verdict() -> (Accesses, Weight) {
    TestGeneration::set(Generation::Core0_20);
    let mut chain = new_chain();
    let manager = chain.execute_with(|| {
        let manager = managers::accepting();
        let points = PointTerms::ByVerdict { most: 1 };
        let blueprint = create_blueprint(BlueprintDefinition {
            points,
            ..definition(manager)
        });
        let operators = register_operators(blueprint, 1);
        let (request, revision) = (request_service(blueprint, &operators), 0);
        assert_ok!(send(operator(1), Call::approve { request, revision }));
        called(0);
        assert_ok!(send(operator(1), result_call(0, 0)));
        Services::account_of(&manager)
    });
    chain.commit_all().expect("no transaction is open");
    chain.execute_with(|| {
        // The era's counters are the first of theirs.
        skip_to(System::block_number() + 1_000);
        let judged = || Services::judge_result(&manager, 0, 0, operator(1), true, 1);
        let (accesses, judged) = storage_accesses::of(charged_for, judged);
        let (_, weight) = judged.expect("it is the manager's");
        assert_eq!(weight, Services::verdict_weight());
        (accesses, weight)
    })
}

fn name(call: &Call<Test>) -> &'static str {
    use frame_support::traits::GetCallName;
    call.get_call_name()
}

#[test]
fn call_is_charged_for_all_that_it_reads_and_writes() {
    let mut names = BTreeSet::new();
    let mut short = Vec::new();
    for generation in Generation::ALL {
        TestGeneration::set(generation);
        let hooked = SELECTORS.map(|(hook, _)| hook).into_iter().map(|hook| {
            let mut chain = new_chain();
            let (who, call) = chain.execute_with(|| step_calling(hook, managers::accepting()));
            (chain, who, call)
        });
        let missing: &[fn() -> _] = &[report_of_a_missing_result, result_that_was_missing];
        let others = QUIET
            .iter()
            .chain(OTHER)
            .chain(OWNERS)
            .chain(missing)
            .map(|step| {
                let mut chain = new_chain();
                let (who, call) = chain.execute_with(step);
                (chain, who, call)
            });
        for (mut chain, who, call) in hooked.chain(others) {
            chain.commit_all().expect("no transaction is open");
            let name = name(&call);
            let (accesses, charged) = chain.execute_with(|| measured(who, call));
            let (reads, writes) = (accesses.reads.len() as u64, accesses.writes.len() as u64);
            let due = TestDbWeight::get().reads_writes(reads, writes);
            assert!(reads + writes > 0, "{name}: nothing is heard of the state");
            if due.ref_time() > charged.ref_time() {
                short.push(format!(
                    "{name} in {generation:?}: {reads} reads and {writes} writes, charged {charged:?}"
                ));
            }
            names.insert(name);
        }
    }
    assert!(short.is_empty(), "{short:#?}");
    let (accesses, charged) = verdict();
    let (reads, writes) = (accesses.reads.len() as u64, accesses.writes.len() as u64);
    let due = TestDbWeight::get().reads_writes(reads, writes);
    assert!(due.ref_time() <= charged.ref_time(), "{reads} {writes}");
    // These take another origin.
    let all = <Call<Test> as frame_support::traits::GetCallName>::get_call_names();
    let mut missing: Vec<_> = all.iter().filter(|name| !names.contains(*name)).collect();
    missing.sort();
    assert_eq!(
        missing,
        [
            &"pause_slashes",
            &"readmit_operator",
            &"resolve_slash",
            &"veto_slash",
            &"veto_slashes"
        ]
    );
}
