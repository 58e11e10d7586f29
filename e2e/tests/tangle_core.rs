//! Tangle's own core, on the embedded chain: that it is the one that was published, what it lets a
//! manager decide, and the lifecycle of a service with each build of the manager.

use alloy_primitives::{keccak256, Address, U256};
use alloy_sol_types::SolError;
use blueprint_abi::core_0_20::{
    ITangleErrors::{self, ITangleErrorsErrors as CoreError},
    ITangleEvents::ITangleEventsEvents as CoreEvent,
};
use blueprint_e2e::{
    accounts::TANGLE_CORE,
    artifact::Artifact,
    chain::Chain,
    tangle_core::{
        blueprint::BlueprintTerms,
        hooks::HookAnswer,
        phase::Phase,
        release::Release,
        report::StepReport,
        squaring::{
            ICallerGuard::CallerNotRuntime,
            IIncredibleSquaring::{InvalidInput, TooFewOperators},
            RememberedCall, Tally, Verdict,
        },
        state::{Snapshot, StateError},
        step::{Rejection, Step},
        story::{self, Life},
        ServiceRequest, TangleCore,
    },
};
use sp_core::H160;
use std::sync::LazyLock;

mod the_core {
    use super::*;

    #[test]
    fn snapshot_of_another_deployment_is_refused_with_both_counts() {
        let empty = r#"{"block":{"number":"0x1","timestamp":"0x2"},"accounts":{}}"#;

        let refused = Snapshot::parse(empty, Release::Core0_10)
            .err()
            .map(|error| error.to_string());

        assert_eq!(
            refused.as_deref(),
            Some("expected 55 contracts in the snapshot, received 0")
        );
        assert!(matches!(
            Snapshot::parse("{}", Release::Core0_20),
            Err(StateError::Format(_))
        ));
    }

    #[test]
    fn chain_started_from_a_snapshot_stands_where_the_snapshot_stood() {
        for release in Release::ALL {
            let snapshot = release.snapshot().unwrap();
            let (mut chain, core) = TangleCore::start_release(release).unwrap();

            assert_eq!(chain.timestamp(), snapshot.timestamp);
            assert_eq!(chain.block(), snapshot.block);
            // Its deployment created one blueprint and started one service of both operators.
            assert_eq!(core.blueprint_count(&mut chain), Ok(1));
            assert_eq!(core.service_count(&mut chain), Ok(1));
            for operator in &core.operators {
                let address = operator.account.address;
                assert_eq!(
                    core.is_operator_registered(&mut chain, 0, address),
                    Ok(true)
                );
                assert_eq!(core.is_service_operator(&mut chain, 0, address), Ok(true));
            }
        }
    }

    #[test]
    fn operator_keys_are_those_of_the_operators_accounts() {
        let (_, core) = TangleCore::start().unwrap();

        for operator in &core.operators {
            let hash = keccak256(&operator.ecdsa_public_key[1..]);
            assert_eq!(H160::from_slice(&hash[12..]), operator.account.address);
        }
    }

    #[test]
    fn result_hook_that_reverts_is_swallowed_by_the_core_and_seen_by_the_harness() {
        let on_job_result = [0xc4, 0x0c, 0x80, 0xd1];
        let (mut chain, core) = TangleCore::start().unwrap();
        let manager = deploy_manager_that_reverts(&mut chain, &core, on_job_result);
        let service_id = start_service(&mut chain, &core, manager);
        let call_id = value(core.submit_job(&mut chain, &core.developer, service_id, 0, vec![1]));

        let operator = &core.operators[0].account;
        let submitted = core.submit_result(&mut chain, operator, service_id, call_id, vec![1]);

        assert_eq!(submitted.result, Ok(()));
        let failed: Vec<_> = submitted
            .failed_hooks()
            .map(|call| (call.hook, call.answer.clone()))
            .collect();
        assert_eq!(failed, [("onJobResult", HookAnswer::Reverted(vec![]))]);
        // The result stands, and nothing in the core's log shows that the manager rejected it.
        assert!(matches!(
            submitted.events.as_slice(),
            [CoreEvent::JobResultSubmitted(_), CoreEvent::JobCompleted(_)]
        ));
        assert_eq!(
            core.job_call(&mut chain, service_id, call_id)
                .unwrap()
                .resultCount,
            1
        );
    }

    #[test]
    fn job_hook_that_reverts_is_a_veto_and_undoes_the_call() {
        let on_job_call = [0x98, 0x38, 0xca, 0xa3];
        let (mut chain, core) = TangleCore::start().unwrap();
        let manager = deploy_manager_that_reverts(&mut chain, &core, on_job_call);
        let service_id = start_service(&mut chain, &core, manager);

        let submitted = core.submit_job(&mut chain, &core.developer, service_id, 0, vec![1]);

        assert_eq!(
            submitted.result,
            Err(Rejection::Manager {
                manager,
                reason: Vec::new()
            })
        );
        assert!(submitted.events.is_empty());
        assert_eq!(
            core.job_call(&mut chain, service_id, 0).unwrap().createdAt,
            0
        );
    }

    /// A manager written by hand: answers every hook with zeros, as many as any asks for, but
    /// reverts `selector`.
    fn deploy_manager_that_reverts(
        chain: &mut Chain,
        core: &TangleCore,
        selector: [u8; 4],
    ) -> H160 {
        let [a, b, c, d] = selector;
        let runtime = [
            0x5f, 0x35, 0x60, 0xe0, 0x1c, // the first four bytes of the calldata
            0x63, a, b, c, d, 0x14, // are the selector?
            0x60, 0x12, 0x57, // then jump to the revert
            0x60, 0x80, 0x5f, 0xf3, // return four zero words
            0x5b, 0x5f, 0x5f, 0xfd, // revert without a reason
        ];
        let length = u8::try_from(runtime.len()).unwrap();
        // Copies what follows these nine bytes to memory and returns it.
        let mut creation = vec![0x60, length, 0x80, 0x60, 0x09, 0x5f, 0x39, 0x5f, 0xf3];
        creation.extend(runtime);
        chain
            .deploy(&core.developer, &creation, &[])
            .unwrap()
            .address
    }

    fn start_service(chain: &mut Chain, core: &TangleCore, manager: H160) -> u64 {
        let terms = BlueprintTerms {
            name: "stand-in".into(),
            jobs: vec!["any".into()],
            min_operators: 1,
            max_operators: 1,
        };
        let blueprint_id = value(core.create_blueprint(chain, &core.developer, manager, &terms));
        let operator = &core.operators[0];
        value(core.register_operator(chain, operator, blueprint_id));
        let request = ServiceRequest {
            blueprint_id,
            operators: vec![operator.account.address],
            inputs: Vec::new(),
            permitted_callers: Vec::new(),
            ttl: 0,
        };
        let request_id = value(core.request_service(chain, &core.developer, request));
        let approved = core.approve_service(chain, &operator.account, request_id, 50);
        approved.activated_service().unwrap()
    }

    fn value<T>(step: Step<T>) -> T {
        step.result.unwrap()
    }
}

mod the_life {
    use super::*;

    /// The implementations: name, and path below the builder's output.
    const BUILDS: [(&str, &str); 3] = [
        ("ink!, PolkaVM", "ink/incredible_squaring.polkavm"),
        ("Solidity, EVM", "solidity/IncredibleSquaring.evm"),
        ("Solidity, PolkaVM", "solidity/IncredibleSquaring.polkavm"),
    ];

    static LIVES: LazyLock<Vec<(&str, Result<Life, String>)>> = LazyLock::new(|| {
        BUILDS
            .map(|(build, artifact)| (build, live(artifact)))
            .into()
    });

    fn live(artifact: &str) -> Result<Life, String> {
        let artifact = Artifact::built(artifact).map_err(|error| error.to_string())?;
        story::play(&artifact, &mut |_| ()).map_err(|error| error.to_string())
    }

    /// Checks the assertions against the lifecycle with every build.
    fn for_every_build(assert: impl Fn(&str, &Life)) {
        for (build, life) in LIVES.iter() {
            match life {
                Ok(life) => assert(build, life),
                Err(error) => panic!("{build}: {error}"),
            }
        }
    }

    fn step(life: &Life, phase: Phase) -> &StepReport<Phase> {
        life.step(phase).unwrap()
    }

    fn veto(life: &Life, error: impl SolError) -> Option<Rejection> {
        Some(Rejection::Manager {
            manager: life.manager,
            reason: error.abi_encode(),
        })
    }

    #[test]
    fn takeover_before_the_core_calls_is_refused_and_does_not_stop_the_core() {
        for_every_build(|build, life| {
            let refused = CallerNotRuntime {
                expected: Address::new(TANGLE_CORE.0),
                received: Address::repeat_byte(0x66),
            };
            assert_eq!(
                step(life, Phase::Takeover).rejection,
                veto(life, refused),
                "{build}"
            );
            assert_eq!(
                step(life, Phase::CreateBlueprint).rejection,
                None,
                "{build}"
            );
            assert_eq!(life.state.runtime, TANGLE_CORE, "{build}");
            assert_eq!(life.state.blueprint_id, (1, Some(1)), "{build}");
        });
    }

    #[test]
    fn request_of_too_few_operators_is_vetoed_by_the_manager() {
        for_every_build(|build, life| {
            let refused = TooFewOperators {
                required: 2,
                received: 1,
            };
            assert_eq!(
                step(life, Phase::SmallRequest).rejection,
                veto(life, refused),
                "{build}"
            );
        });
    }

    #[test]
    fn job_with_a_malformed_input_is_vetoed_by_the_manager_and_leaves_nothing() {
        for_every_build(|build, life| {
            let bad_job = step(life, Phase::BadJob);
            let refused = InvalidInput {
                expectedLength: 32,
                receivedLength: 4,
            };
            assert_eq!(bad_job.rejection, veto(life, refused), "{build}");
            assert!(bad_job.outcome.events.is_empty(), "{build}");
            assert_eq!(life.refused_job, None, "{build}");
            // The core had counted the refused call; the good one takes its id.
            assert_eq!(life.state.job_call_id, 0, "{build}");
        });
    }

    #[test]
    fn admitted_job_is_remembered_by_the_manager_with_its_input() {
        for_every_build(|build, life| {
            let remembered = RememberedCall {
                job: 0,
                input: U256::from(7),
            };
            assert_eq!(life.state.job, Some(remembered), "{build}");
        });
    }

    #[test]
    fn right_and_wrong_result_are_judged_by_the_manager_and_both_recorded_by_the_core() {
        for_every_build(|build, life| {
            assert_eq!(
                life.state.verdicts,
                [Verdict::Correct, Verdict::Wrong],
                "{build}"
            );
            let right = Tally {
                successful: 1,
                failed: 0,
                points: 1,
            };
            let wrong = Tally {
                successful: 0,
                failed: 1,
                points: 0,
            };
            assert_eq!(life.state.tallies, [right, wrong], "{build}");
            assert_eq!(step(life, Phase::WrongResult).rejection, None, "{build}");
            assert_eq!(
                (life.core_job.resultCount, life.core_job.completed),
                (2, true),
                "{build}"
            );
        });
    }

    #[test]
    fn second_result_of_an_operator_is_refused_by_the_core_without_asking_the_manager() {
        for_every_build(|build, life| {
            let second = step(life, Phase::SecondResult);
            let refused =
                CoreError::ResultAlreadySubmitted(ITangleErrors::ResultAlreadySubmitted {
                    serviceId: life.state.service_id,
                    callId: life.state.job_call_id,
                    operator: Address::new(OPERATOR.0),
                });
            assert_eq!(
                second.rejection,
                Some(Rejection::Core(Box::new(refused))),
                "{build}"
            );
            assert!(second.hooks.iter().all(|call| call.read_only), "{build}");
        });
    }

    #[test]
    fn hooks_fail_in_a_life_only_where_the_manager_means_to_refuse() {
        for_every_build(|build, life| {
            let failed: Vec<(Phase, &str)> = life
                .steps
                .iter()
                .flat_map(|step| step.hooks.iter().map(move |call| (step.step, call)))
                .filter(|(_, call)| !call.read_only && !call.returned())
                .map(|(phase, call)| (phase, call.hook))
                .collect();
            let meant = [
                (Phase::SmallRequest, "onRequest"),
                (Phase::BadJob, "onJobCall"),
            ];
            assert_eq!(failed, meant, "{build}");
        });
    }

    #[test]
    fn life_ends_in_the_same_state_with_every_build() {
        let first = first_life().state.clone();
        for_every_build(|build, life| assert_eq!(life.state, first, "{build}"));
    }

    #[test]
    fn life_is_decided_with_the_same_events_and_errors_by_every_build() {
        let decisions = |life: &Life| -> Vec<(Phase, String)> {
            life.steps
                .iter()
                .map(|step| (step.step, step.decision.clone()))
                .collect()
        };
        let first = decisions(first_life());
        for_every_build(|build, life| assert_eq!(decisions(life), first, "{build}"));
    }

    fn first_life() -> &'static Life {
        let (build, life) = &LIVES[0];
        life.as_ref()
            .unwrap_or_else(|error| panic!("{build}: {error}"))
    }

    const OPERATOR: H160 = H160([
        0x70, 0x99, 0x79, 0x70, 0xc5, 0x18, 0x12, 0xdc, 0x3a, 0x01, 0x0c, 0x7d, 0x01, 0xb5, 0x0e,
        0x0d, 0x17, 0xdc, 0x79, 0xc8,
    ]);
}
