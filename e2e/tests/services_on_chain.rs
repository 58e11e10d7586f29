//! The services pallet on the whole runtime, with every build of the manager: reasons
//! reach the sender, deposits are the sender's, and what has ended goes away.

use blueprint_e2e::{
    accounts::{self, Account},
    artifact::{built_path, Artifact},
    chain::Chain,
    decode::Interface,
    outcome::Dispatched,
};
use blueprint_e2e_runtime::{Balances, Runtime, RuntimeCall, Services};
use frame_support::{dispatch::GetDispatchInfo, traits::Get};
use pallet_services::{
    AccountHoldings, BlueprintDefinition, Blueprints, Call, CleanupTask, CleanupTasks, Config,
    Error, FailurePolicy, Generation, Hook, HookFailure, Instances, JobCalls, JobResults,
    NextJobCallId, NextServiceId, Penalties, PointTerms, Requests,
};
use serde_json::json;
use sp_core::H160;
use std::{collections::BTreeMap, fs};

const BUILDS: [&str; 3] = [
    "ink/incredible_squaring.polkavm",
    "solidity/IncredibleSquaring.evm",
    "solidity/IncredibleSquaring.polkavm",
];
const OPERATORS: [&str; 2] = ["bob", "charlie"];
const LIFE: u64 = 3_600;
/// How long faults of a service are looked for after its life, in seconds.
const FAULT_WINDOW: u64 = 7 * 24 * 60 * 60;

fn named(name: &str) -> Account {
    accounts::named(name).unwrap()
}

/// A chain with a manager that wants two operators and admits the named caller.
struct Phase {
    build: &'static str,
    chain: Chain,
    manager: H160,
    interface: Interface,
}

impl Phase {
    fn new(build: &'static str, admitted: &str) -> Phase {
        let artifact = Artifact::built(build).unwrap();
        let interface = artifact.interface().unwrap().clone();
        let arguments = interface
            .encode_constructor(&[json!(admitted), json!(2), json!("zero")])
            .unwrap();
        let mut chain = Chain::new().unwrap();
        let deployed = chain
            .deploy(&named("alice"), &artifact.code, &arguments)
            .unwrap();
        Phase {
            build,
            chain,
            manager: deployed.address,
            interface,
        }
    }

    fn send(&mut self, who: &str, call: Call<Runtime>) -> Dispatched {
        self.chain.dispatch(&named(who), call)
    }

    fn expect(&mut self, who: &str, call: Call<Runtime>) -> Dispatched {
        let sent = self.send(who, call);
        assert!(
            sent.is_ok(),
            "{}: {:?} {:?}",
            self.build,
            sent.result,
            sent.hooks
        );
        sent
    }

    fn create(&self) -> Call<Runtime> {
        let definition = BlueprintDefinition {
            manager: self.manager,
            generation: Generation::Core0_20,
            jobs: 1,
            reporting: true,
            quality_kinds: 0,
            min_operators: 1,
            max_operators: 10,
            max_instances: 10,
            points: PointTerms::EachResult,
            points_per_era: u32::MAX,
            penalties: Penalties::FULL,
            review: 7 * 86_400,
        };
        Call::create_blueprint { definition }
    }

    /// A blueprint with two operators registered.
    fn with_operators(build: &'static str) -> Phase {
        let mut phase = Phase::new(build, "runtime");
        let create = phase.create();
        phase.expect("alice", create);
        for operator in OPERATORS {
            phase.expect(operator, Call::join_operators {});
            let inputs = Default::default();
            phase.expect(
                operator,
                Call::register {
                    blueprint: 0,
                    instance_limit: 5,
                    inputs,
                },
            );
        }
        phase
    }

    /// A service of two operators for alice.
    fn with_service(build: &'static str) -> Phase {
        let mut phase = Phase::with_operators(build);
        phase.expect("alice", request(&OPERATORS));
        for operator in OPERATORS {
            phase.expect(
                operator,
                Call::approve {
                    request: 0,
                    revision: 0,
                },
            );
        }
        assert_eq!(phase.chain.execute(NextServiceId::<Runtime>::get), 1);
        phase
    }

    fn free(&mut self, account: &Account) -> u128 {
        self.chain.execute(|| Balances::free_balance(&account.id))
    }
}

fn request(operators: &[&str]) -> Call<Runtime> {
    let operators: Vec<_> = operators.iter().map(|name| named(name).id).collect();
    Call::request {
        blueprint: 0,
        operators: operators.try_into().unwrap(),
        permitted_callers: Default::default(),
        inputs: Default::default(),
        ttl: LIFE,
        assets: Default::default(),
    }
}

fn word(value: u8) -> [u8; 32] {
    let mut word = [0; 32];
    word[31] = value;
    word
}

fn square(value: u8) -> Call<Runtime> {
    Call::call {
        service: 0,
        job: 0,
        inputs: word(value).to_vec().try_into().unwrap(),
    }
}

fn result(call: u64, value: u8) -> Call<Runtime> {
    Call::submit_result {
        service: 0,
        call,
        outputs: word(value).to_vec().try_into().unwrap(),
    }
}

#[test]
fn rejection_reaches_the_sender_by_three_bytes_and_a_dry_run_by_name() {
    for build in BUILDS {
        let mut phase = Phase::with_operators(build);
        let alice = named("alice");
        let before = phase.free(&alice);
        let call = request(&["bob"]);
        let dry = phase
            .chain
            .execute(|| Services::dry_run(alice.id.clone(), call.clone()));
        let sent = phase.send("alice", call);

        let selector = phase.interface.abi().error("TooFewOperators").unwrap()[0].selector();
        let code = [selector[0], selector[1], selector[2]];
        assert_eq!(
            sent.result,
            Err(Error::<Runtime>::HookReverted(code).into()),
            "{build}"
        );
        assert_eq!(dry.hooks, sent.hooks, "{build}");
        let (failure, data) = dry.hooks[0].result.clone().unwrap_err();
        assert_eq!(failure, HookFailure::Reverted, "{build}");
        let error = phase.interface.decode_error(&data).unwrap();
        assert_eq!(
            error.to_string(),
            "TooFewOperators(required: 2, received: 1)",
            "{build}"
        );

        assert_eq!(phase.free(&alice), before, "{build}");
        phase.chain.execute(|| {
            assert_eq!(Requests::<Runtime>::iter().count(), 0, "{build}");
            assert_eq!(
                AccountHoldings::<Runtime>::get(&alice.id).requests,
                0,
                "{build}"
            );
        });
    }
}

#[test]
fn errors_of_a_contract_differ_in_the_bytes_that_reach_the_sender() {
    let mut seen = 0;
    for folder in ["ink", "solidity"] {
        for entry in fs::read_dir(built_path(folder)).expect("`make contracts` was run") {
            let path = entry.unwrap().path();
            if !path.to_string_lossy().ends_with(".abi.json") {
                continue;
            }
            let interface = Interface::from_json(&fs::read(&path).unwrap()).unwrap();
            let mut codes = BTreeMap::from([
                ([0x08, 0xc3, 0x79], "Error(string)".to_string()),
                ([0x4e, 0x48, 0x7b], "Panic(uint256)".to_string()),
            ]);
            for error in interface.abi().errors() {
                let selector = error.selector();
                let code = [selector[0], selector[1], selector[2]];
                let other = codes.insert(code, error.signature());
                assert_eq!(other, None, "{}: {}", path.display(), error.signature());
                seen += 1;
            }
        }
    }
    assert!(seen > 0);
}

#[test]
fn contract_of_another_caller_is_refused_as_a_manager() {
    for build in BUILDS {
        let mut phase = Phase::new(build, "tangle-core");
        let create = phase.create();
        let sent = phase.send("alice", create);
        let (_, data) = sent.hooks[0].result.clone().unwrap_err();
        let error = phase.interface.decode_error(&data).unwrap();
        assert_eq!(error.name, "CallerNotRuntime", "{build}");
        assert_eq!(sent.error().as_deref(), Some("HookReverted"), "{build}");
        assert_eq!(
            phase
                .chain
                .execute(|| Blueprints::<Runtime>::iter().count()),
            0,
            "{build}"
        );
    }
}

#[test]
fn deposits_of_a_life_are_the_senders_and_never_the_pallet_s() {
    for build in BUILDS {
        let mut phase = Phase::with_service(build);
        let float = phase.free(&accounts::runtime());
        for (who, call) in [
            ("alice", square(7)),
            ("bob", result(0, 49)),
            ("charlie", result(0, 50)),
        ] {
            let before = phase.free(&named(who));
            let sent = phase.expect(who, call);
            let charged: u128 = sent.hooks.iter().map(|hook| hook.deposit_charged).sum();
            let refunded: u128 = sent.hooks.iter().map(|hook| hook.deposit_refunded).sum();
            assert!(charged > 0 && refunded == 0, "{build}");
            // Who calls a job has a deposit on hold for its records.
            let held = match who {
                "alice" => Services::call_deposit(32, 2),
                _ => 0,
            };
            assert_eq!(phase.free(&named(who)), before - charged - held, "{build}");
            assert_eq!(phase.free(&accounts::runtime()), float, "{build}");
        }
    }
}

#[test]
fn hooks_of_a_life_stay_far_below_their_limits() {
    let weight_limit = <Runtime as Config>::HookWeightLimit::get();
    let deposit_limit: u128 = <Runtime as Config>::HookDepositLimit::get();
    for build in BUILDS {
        let mut phase = Phase::with_service(build);
        for (who, call) in [
            ("alice", square(7)),
            ("bob", result(0, 49)),
            ("charlie", result(0, 50)),
        ] {
            let reserved = RuntimeCall::from(call.clone())
                .get_dispatch_info()
                .call_weight;
            let sent = phase.expect(who, call);
            assert!(
                sent.weight.all_lt(reserved.saturating_div(4)),
                "{build}: {:?}",
                sent.weight
            );
            for hook in sent.hooks {
                let name = hook.hook.name();
                assert!(
                    hook.weight.all_lt(weight_limit.saturating_div(4)),
                    "{build}: {name}"
                );
                assert!(hook.deposit_charged < deposit_limit / 4, "{build}: {name}");
            }
        }
    }
}

#[test]
fn request_is_gone_a_thousand_blocks_later() {
    for build in BUILDS {
        let mut phase = Phase::with_operators(build);
        phase.expect("alice", request(&OPERATORS));
        phase.expect(
            "bob",
            Call::approve {
                request: 0,
                revision: 0,
            },
        );
        phase.chain.advance_blocks(1_000);
        assert_eq!(
            phase.chain.execute(|| Requests::<Runtime>::iter().count()),
            1,
            "{build}"
        );
        phase.chain.advance_blocks(1);
        let late = phase.send(
            "charlie",
            Call::approve {
                request: 0,
                revision: 0,
            },
        );
        assert_eq!(late.error().as_deref(), Some("RequestExpired"), "{build}");
        phase.chain.advance_blocks(1);
        assert_eq!(
            phase.chain.execute(|| Requests::<Runtime>::iter().count()),
            0,
            "{build}"
        );
        let gone = phase.send(
            "charlie",
            Call::approve {
                request: 0,
                revision: 0,
            },
        );
        assert_eq!(gone.error().as_deref(), Some("RequestNotFound"), "{build}");
    }
}

#[test]
fn service_ended_by_anyone_after_its_life_leaves_nothing() {
    for build in BUILDS {
        let mut phase = Phase::with_service(build);
        for call in 0..5 {
            phase.expect("alice", square(3));
            phase.expect("bob", result(call, 9));
        }
        let early = phase.send("eve", Call::terminate { service: 0 });
        assert_eq!(early.error().as_deref(), Some("NotServiceOwner"), "{build}");
        let now = phase.chain.timestamp();
        phase.chain.set_timestamp(now + LIFE);
        let late = phase.send("alice", square(3));
        assert_eq!(late.error().as_deref(), Some("ServiceExpired"), "{build}");
        // For as long as faults are looked for, no account removes it.
        let early = phase.send("eve", Call::terminate { service: 0 });
        assert_eq!(early.error().as_deref(), Some("FaultWindowOpen"), "{build}");
        phase.chain.set_timestamp(now + LIFE + FAULT_WINDOW);
        let ended = phase.expect("eve", Call::terminate { service: 0 });
        assert_eq!(ended.hooks[0].hook, Hook::OnServiceExpiry, "{build}");
        assert_eq!(
            ended.hooks[0].hook.policy(),
            FailurePolicy::BestEffort,
            "{build}"
        );
        phase.chain.advance_blocks(1);
        phase.chain.execute(|| {
            assert_eq!(Instances::<Runtime>::iter().count(), 0, "{build}");
            assert_eq!(JobCalls::<Runtime>::iter().count(), 0, "{build}");
            assert_eq!(JobResults::<Runtime>::iter().count(), 0, "{build}");
            // What is left to do is to forget the era's counters, when their time comes.
            let left: Vec<_> = CleanupTasks::<Runtime>::iter()
                .map(|(_, it, _)| it)
                .collect();
            assert_eq!(left, [CleanupTask::ClearEra(0)], "{build}");
            assert_eq!(NextJobCallId::<Runtime>::get(), 5, "{build}");
        });
        for operator in OPERATORS {
            phase.expect(operator, Call::unregister { blueprint: 0 });
            phase.expect(operator, Call::leave_operators {});
            phase.expect(operator, Call::finish_leaving {});
        }
    }
}

#[test]
fn the_documented_address_is_the_pallets() {
    let text = include_str!("../../docs/node.md");
    let address = format!("`{:?}`", Services::account_address());
    assert!(text.contains(&address), "docs/node.md: expected {address}");
}
