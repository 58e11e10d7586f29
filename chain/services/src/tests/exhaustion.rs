//! As much as there may be of everything: each step stays within what it is charged.

use super::{managers, *};
use core::time::Duration;
use frame_support::{
    assert_ok,
    storage::with_transaction_unchecked,
    traits::{fungible::Mutate, Get, Hooks},
    weights::Weight,
};
use sp_io::TestExternalities;
use sp_runtime::TransactionOutcome;

/// What a step is charged on a settled state, which stays as it is. The proof of what the step
/// touched is no longer than what it is charged for.
fn charged(chain: &mut TestExternalities, who: AccountId32, call: Call<Test>) -> Weight {
    // Events are a block's; the blocks before this one left none.
    chain.execute_with(System::reset_events);
    chain.commit_all().expect("no transaction is open");
    let label = format!("{call:?}").chars().take(40).collect::<String>();
    let most = chain.execute_with(|| reserved(call.clone()));
    let (sent, proof) = chain.execute_and_prove(|| {
        with_transaction_unchecked(|| TransactionOutcome::Rollback(send(who, call)))
    });
    let weight = sent.expect("it passes").actual_weight;
    let weight = weight.unwrap_or(most);
    let bytes: usize = proof.iter_nodes().map(Vec::len).sum();
    assert!(
        bytes as u64 <= weight.proof_size(),
        "{label}: {bytes} of {weight:?}"
    );
    assert!(weight.all_lte(most), "{label}: {weight:?} of {most:?}");
    weight
}

/// A chain on which so many requests of the customer wait for operators 1 and 2.
fn waiting(requests: u64) -> TestExternalities {
    let mut chain = new_chain();
    chain.execute_with(|| {
        let (blueprint, _) = requested(managers::accepting(), 2);
        for _ in 1..requests {
            request_service(blueprint, &[operator(1), operator(2)]);
        }
        assert_eq!(Requests::<Test>::iter().count() as u64, requests);
    });
    chain
}

#[test]
fn thousand_waiting_requests_make_no_step_dearer() {
    MaxRequestsPerAccount::set(1_001);
    let steps = |requests: u64| {
        let mut chain = waiting(requests);
        let request = requests - 1;
        let revision = 0;
        [
            (customer(), request_call(0, &[operator(1)])),
            (customer(), modify_call(request, &[operator(2)])),
            (
                customer(),
                Call::cancel_request {
                    request,
                    forfeit: true,
                },
            ),
            (operator(1), Call::approve { request, revision }),
            (operator(2), Call::reject { request }),
        ]
        .map(|(who, call)| charged(&mut chain, who, call))
    };
    assert_eq!(steps(1), steps(1_000));
}

/// Let the idle space of a block do so many steps of the cleaning, of which it weighs no more and
/// proves no more; the next block begins.
fn idle(chain: &mut TestExternalities, steps: u64) -> Weight {
    let step = <<Test as Config>::WeightInfo as WeightInfo>::clean_step();
    chain.execute_with(System::reset_events);
    chain.commit_all().expect("no transaction is open");
    let (used, proof) = chain.execute_and_prove(|| {
        let now = System::block_number();
        // One more is taken to look at all.
        let used = Services::on_idle(now, step.saturating_mul(steps + 1));
        System::set_block_number(now + 1);
        used
    });
    assert!(used.all_lte(step.saturating_mul(steps + 1)));
    let bytes: usize = proof.iter_nodes().map(Vec::len).sum();
    assert!(bytes as u64 <= used.proof_size(), "{bytes} of {used:?}");
    used
}

#[test]
fn thousand_requests_that_expire_at_once_are_removed_as_the_blocks_have_room() {
    let mut chain = waiting(1_000);
    chain.execute_with(|| System::set_block_number(1_002));
    idle(&mut chain, 1_001); // the blocks without cleanup tasks
    for (room, left) in [
        (9, 991),
        (9, 982),
        (200, 782),
        (500, 282),
        (0, 282),
        (282, 0),
    ] {
        idle(&mut chain, room);
        chain.execute_with(|| {
            assert_eq!(Requests::<Test>::iter().count(), left);
            assert_eq!(Services::do_try_state(), Ok(()));
        });
    }
    chain.execute_with(|| {
        let held = AccountHoldings::<Test>::get(customer());
        assert_eq!(held, Holdings::default());
    });
}

#[test]
fn thousands_of_job_calls_of_a_service_that_ended_are_removed_as_the_blocks_have_room() {
    let mut chain = new_chain();
    let service = chain.execute_with(|| {
        let service = running(managers::accepting(), 1);
        for _ in 0..3_000 {
            called(service);
        }
        ended(service);
        service
    });
    // A step removes 4 deposits, or 16 calls.
    for (room, deposits, calls) in [
        (1, 2_996, 3_000),
        (10, 2_956, 3_000),
        (739, 0, 3_000),
        (100, 0, 1_400),
        (100, 0, 0),
    ] {
        idle(&mut chain, room);
        chain.execute_with(|| {
            let left = (
                CallDeposits::<Test>::iter_prefix(service).count(),
                JobCalls::<Test>::iter_prefix(service).count(),
            );
            assert_eq!(left, (deposits, calls));
        });
    }
    assert_eq!(
        chain.execute_with(|| CleanupTasks::<Test>::iter().count()),
        0
    );
}

/// A service whose customer called its job so often with inputs of so many bytes: each time with
/// others, because a trie has equal values once.
fn called_at_length(chain: &mut TestExternalities, calls: u8, bytes: u32) -> u64 {
    chain.execute_with(|| {
        let service = running(managers::accepting(), 1);
        for at in 0..calls {
            let (job, inputs) = (1, payload(&vec![at; bytes as usize]));
            let call = Call::call {
                service,
                job,
                inputs,
            };
            assert_ok!(send(customer(), call));
        }
        service
    })
}

#[test]
fn job_calls_are_removed_without_being_read() {
    let limit = HookWeightLimit::get();
    HookWeightLimit::set(Weight::from_parts(20_000_000_000, 1_048_576));
    let mut chain = new_chain();
    let service = called_at_length(&mut chain, 64, payload_limit());
    chain.execute_with(|| {
        ended(service);
    });
    for (room, left) in [(16, 64), (1, 48), (2, 16), (9, 0)] {
        idle(&mut chain, room);
        chain.execute_with(|| {
            assert_eq!(JobCalls::<Test>::iter_prefix(service).count(), left);
        });
    }
    HookWeightLimit::set(limit);
}

#[test]
fn report_is_charged_for_the_inputs_that_were_stored() {
    let limit = HookWeightLimit::get();
    HookWeightLimit::set(Weight::from_parts(20_000_000_000, 1_048_576));
    let weight_for = |bytes: u32| {
        let mut chain = new_chain();
        let service = called_at_length(&mut chain, 1, bytes);
        let report = Call::submit_report {
            service,
            job: 1,
            call: 0,
            participant: operator(1),
            inputs: payload(&vec![0; bytes as usize]),
            outputs: payload(&[]),
        };
        charged(&mut chain, outsider(), report)
    };
    let most = payload_limit();
    // Sent, and read.
    let base = <Test as Config>::WeightInfo::submit_report;
    let more = base(2 * most).saturating_sub(base(0));
    assert!(more.ref_time() > 0);
    assert_eq!(
        weight_for(most).ref_time(),
        weight_for(0).ref_time() + more.ref_time()
    );
    // The longest that may be read is in each proof.
    assert!(weight_for(0).proof_size() > most.into());
    HookWeightLimit::set(limit);
}

#[test]
fn cleaning_takes_about_the_time_it_weighs() {
    let mut chain = new_chain();
    chain.execute_with(|| {
        let service = running(managers::accepting(), 1);
        let call = called(service);
        let job = JobCalls::<Test>::get(service, call).expect("it was called");
        for call in 1..8_000 {
            JobCalls::<Test>::insert(service, call, &job);
        }
        ended(service);
    });
    chain.commit_all().expect("no transaction is open");
    chain.execute_with(|| {
        let all = Weight::from_parts(u64::MAX / 2, u64::MAX / 2);
        let before = busy();
        let used = Services::on_idle(System::block_number(), all);
        let took = busy() - before;
        assert_eq!(JobCalls::<Test>::iter().count(), 0);
        // Half of what it weighs on a slow machine; fifty times that where each step begins anew.
        let weighs = Duration::from_nanos(used.ref_time() / 1_000);
        assert!(took < weighs * 10, "{took:?} for {weighs:?}");
    });
}

/// The numbers of as many operators as a service may have.
const CROWD: core::ops::RangeInclusive<u8> = 0x70..=0xef;

fn payload_limit() -> u32 {
    <<Test as Config>::MaxPayloadLength as Get<u32>>::get()
}

/// The registration of operator n with the longest name there is.
fn longest_registration(blueprint: u64, n: u8) -> Call<Test> {
    let mut call = registration(blueprint, n);
    if let (Generation::Substrate1_4, Call::register { inputs, .. }) =
        (TestGeneration::get(), &mut call)
    {
        let address = String::from_utf8(vec![b'a'; MAX_RPC_ADDRESS as usize]).expect("letters");
        let named = ((Bytes::from(key(n)), address), Bytes::new());
        *inputs = payload(&proven(named.abi_encode_params(), blueprint, n, n));
    }
    call
}

#[test]
fn full_service_is_requested_approved_and_terminated_within_its_weight() {
    let limit = HookWeightLimit::get();
    for generation in Generation::ALL {
        TestGeneration::set(generation);
        HookWeightLimit::set(Weight::from_parts(20_000_000_000, 1_048_576));
        let mut chain = new_chain();
        let manager = chain.execute_with(managers::counting);
        let crowd: Vec<_> = CROWD.map(operator).collect();
        let request = chain.execute_with(|| {
            let most = u32::try_from(crowd.len()).expect("few");
            assert_eq!(
                most,
                <<Test as Config>::MaxOperatorsPerService as Get<u32>>::get()
            );
            let blueprint = create_blueprint(BlueprintDefinition {
                min_operators: most,
                max_operators: most,
                ..definition(manager)
            });
            for n in CROWD {
                assert_ok!(Balances::mint_into(&operator(n), RICH));
                assert_ok!(send(operator(n), Call::join_operators {}));
                assert_ok!(send(operator(n), longest_registration(blueprint, n)));
            }
            let longest = vec![0xff; payload_limit() as usize];
            Call::request {
                blueprint,
                operators: crowd.clone().try_into().expect("as many as may"),
                permitted_callers: crowd.clone().try_into().expect("as many as may"),
                inputs: payload(&longest),
                ttl: LIFE,
                assets: assets(&[
                    (1, 1),
                    (2, 2),
                    (3, 3),
                    (4, 4),
                    (5, 5),
                    (6, 6),
                    (7, 7),
                    (8, 8),
                ]),
            }
        });
        charged(&mut chain, customer(), request.clone());
        chain.execute_with(|| {
            assert_ok!(send(customer(), request));
        });

        let approve = Call::approve {
            request: 0,
            revision: 0,
        };
        let (last, others) = crowd.split_last().expect("there are some");
        chain.execute_with(|| {
            for who in others {
                assert_ok!(send(who.clone(), approve.clone()));
            }
        });
        charged(&mut chain, last.clone(), approve.clone());
        chain.execute_with(|| {
            assert_ok!(send(last.clone(), approve.clone()));
        });

        let end = Call::terminate { service: 0 };
        charged(&mut chain, customer(), end.clone());
        chain.execute_with(|| {
            assert_ok!(send(customer(), end));
            for (hook, times) in [
                (Hook::OnRegister, CROWD.count()),
                (Hook::OnRequest, 1),
                (Hook::OnApprove, CROWD.count()),
                (Hook::OnServiceInitialized, 1),
                (Hook::OnServiceTermination, 1),
            ] {
                if let Some(selector) = generations::selector_in(hook, generation) {
                    assert_eq!(
                        managers::counted(manager, selector),
                        times as u64,
                        "{hook:?}"
                    );
                }
            }
            run_to(3);
            assert_eq!(Services::do_try_state(), Ok(()));
        });
        HookWeightLimit::set(limit);
    }
}
