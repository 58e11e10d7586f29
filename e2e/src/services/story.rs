//! The life of an incredible-squaring service on the services pallet, which calls the manager as its
//! own account. The same life as on Tangle's core, and reports, which the core does not know.

use super::scene::Scene;
use crate::{
    accounts::{self, Account},
    artifact::{Artifact, ArtifactError},
    chain::{Chain, ChainError},
    decode::{Interface, Named},
    outcome::{ContractEvent, Dispatched, Outcome, Status},
    tangle_core::squaring::{Manager, ManagerState, ViewError},
};
use alloy_primitives::{Address, U256};
use alloy_sol_types::{SolCall, SolValue};
use blueprint_abi::core_0_20::IBlueprintServiceManager::onBlueprintCreatedCall;
use blueprint_e2e_runtime::{Runtime, RuntimeEvent};
use frame_support::weights::Weight;
use pallet_services::{BlueprintDefinition, Call, Event, Generation, HookRecord};
use sp_core::H160;

/// Least operators of a service, as the manager is told.
pub const MIN_OPERATORS: u32 = 2;
const SQUARE_JOB: u8 = 0;
const INPUT: u64 = 7;
const RIGHT_RESULT: u64 = 49;
const WRONG_RESULT: u64 = 50;

/// Why the story could not be told to its end.
#[derive(Debug, thiserror::Error)]
pub enum StoryError {
    /// There is no chain to tell it on.
    #[error(transparent)]
    Chain(#[from] ChainError),
    /// There is no manager to tell it about, or no interface of it.
    #[error(transparent)]
    Artifact(#[from] ArtifactError),
    /// The manager's constructor failed.
    #[error("expected the manager's constructor to end well, received {0}")]
    Deploy(Box<Outcome>),
    /// A step that the rest depends on was refused.
    #[error("expected {caller} to {scene}, received {decision}")]
    Stopped {
        /// The step.
        scene: Scene,
        /// Who took it.
        caller: String,
        /// What was decided.
        decision: String,
    },
    /// A step went well, but did not tell its id.
    #[error("expected {0} to tell an id, received no such event")]
    NoId(Scene),
    /// The manager did not answer a question.
    #[error(transparent)]
    View(#[from] ViewError),
}

/// What a step did.
#[derive(Clone, Debug)]
pub struct StepReport {
    /// Which step of the story.
    pub step: Scene,
    /// Name of the account that took it.
    pub caller: String,
    /// Whether what was asked for came true.
    pub accepted: bool,
    /// The name of the pallet's error, if it failed.
    pub error: Option<String>,
    /// The custom error the manager refused with, by name.
    pub refusal: Option<Named>,
    /// Errors and events of the manager by name, and refusals of the pallet.
    pub decision: String,
    /// What the hooks weigh; of a call to the manager itself, the call.
    pub hooks_weight: Weight,
    /// What is charged for the whole step.
    pub weight: Weight,
    /// Storage deposit paid (or, negative, returned), in the chain's smallest unit.
    pub deposit: i128,
}

/// A life as it was lived.
#[derive(Clone, Debug)]
pub struct Life {
    /// Where the manager is.
    pub manager: H160,
    /// What was done, in order.
    pub steps: Vec<StepReport>,
    /// The manager's state, at the end.
    pub state: ManagerState,
}

impl Life {
    /// What happened in a scene.
    pub fn step(&self, scene: Scene) -> Option<&StepReport> {
        self.steps.iter().find(|report| report.step == scene)
    }
}

/// Plays the life with the given manager, called in the words of `generation`, and shows every step
/// as it is taken.
///
/// # Errors
/// If the chain or the manager cannot be set up, or a step is refused on which the next depend.
pub fn play(
    artifact: &Artifact,
    generation: Generation,
    observer: &mut dyn FnMut(&StepReport),
) -> Result<Life, StoryError> {
    let mut teller = Teller {
        chain: Chain::new()?,
        interface: artifact.interface()?,
        manager: H160::zero(),
        steps: Vec::new(),
        observer,
    };
    let [developer, outsider, first, second, reporter] =
        ["alice", "eve", "bob", "charlie", "dave"].map(account);
    teller.deploy(artifact, &developer)?;
    teller.hijack(&outsider);

    let definition = BlueprintDefinition {
        manager: teller.manager,
        generation,
        jobs: 1,
        reporting: true,
        // Below the manager's own bound, so that it is the manager who refuses.
        min_operators: 1,
        max_operators: 10,
        max_instances: 10,
    };
    let created = teller.expect(
        Scene::CreateBlueprint,
        &developer,
        Call::create_blueprint { definition },
    )?;
    let blueprint = id(Scene::CreateBlueprint, &created, |event| match event {
        Event::BlueprintCreated { blueprint, .. } => Some(*blueprint),
        _ => None,
    })?;
    for (scene, operator) in [
        (Scene::RegisterFirst, &first),
        (Scene::RegisterSecond, &second),
    ] {
        teller
            .chain
            .dispatch(operator, Call::<Runtime>::join_operators {});
        let inputs = Default::default();
        teller.expect(
            scene,
            operator,
            Call::register {
                blueprint,
                instance_limit: 5,
                inputs,
            },
        )?;
    }

    teller.tell(
        Scene::SmallRequest,
        &developer,
        request(blueprint, &[&first]),
    );
    let requested = teller.expect(
        Scene::Request,
        &developer,
        request(blueprint, &[&first, &second]),
    )?;
    let request = id(Scene::Request, &requested, |event| match event {
        Event::ServiceRequested { request, .. } => Some(*request),
        _ => None,
    })?;
    teller.expect(
        Scene::ApproveFirst,
        &first,
        Call::approve {
            request,
            revision: 0,
        },
    )?;
    let approved = teller.expect(
        Scene::ApproveSecond,
        &second,
        Call::approve {
            request,
            revision: 0,
        },
    )?;
    let service = id(Scene::ApproveSecond, &approved, |event| match event {
        Event::ServiceInitialized { service, .. } => Some(*service),
        _ => None,
    })?;

    let job = |inputs: Vec<u8>| Call::call {
        service,
        job: SQUARE_JOB,
        inputs: payload(inputs),
    };
    teller.tell(Scene::BadJob, &developer, job(vec![1, 2, 3, 4]));
    let called = teller.expect(Scene::Job, &developer, job(number(INPUT)))?;
    let call = id(Scene::Job, &called, |event| match event {
        Event::JobCalled { call, .. } => Some(*call),
        _ => None,
    })?;

    let result = |value| Call::submit_result {
        service,
        call,
        outputs: payload(number(value)),
    };
    let report = |participant: &Account, value| Call::submit_report {
        service,
        job: SQUARE_JOB,
        call,
        participant: participant.id.clone(),
        inputs: payload(number(INPUT)),
        outputs: payload(number(value)),
    };
    teller.expect(Scene::RightResult, &first, result(RIGHT_RESULT))?;
    teller.tell(Scene::SecondResult, &first, result(RIGHT_RESULT));
    teller.tell(Scene::FalseReport, &reporter, report(&first, RIGHT_RESULT));
    teller.expect(Scene::WrongResult, &second, result(WRONG_RESULT))?;
    teller.expect(Scene::Report, &reporter, report(&second, WRONG_RESULT))?;

    let mut manager = Manager {
        chain: &mut teller.chain,
        address: teller.manager,
    };
    let operators = [first.address, second.address];
    let state = ManagerState {
        runtime: manager.runtime()?,
        blueprint_id: (blueprint, manager.blueprint_id()?),
        service_id: service,
        job_call_id: call,
        job: manager.job_call(service, call)?,
        verdicts: [
            manager.verdict_of(service, call, operators[0])?,
            manager.verdict_of(service, call, operators[1])?,
        ],
        tallies: [
            manager.tally_of(operators[0])?,
            manager.tally_of(operators[1])?,
        ],
    };
    Ok(Life {
        manager: teller.manager,
        steps: teller.steps,
        state,
    })
}

struct Teller<'a> {
    chain: Chain,
    interface: &'a Interface,
    manager: H160,
    steps: Vec<StepReport>,
    observer: &'a mut dyn FnMut(&StepReport),
}

impl Teller<'_> {
    fn deploy(&mut self, artifact: &Artifact, developer: &Account) -> Result<(), StoryError> {
        let runtime = Address::new(accounts::runtime().address.0);
        let arguments = (runtime, MIN_OPERATORS).abi_encode_params();
        let deployed = self.chain.deploy(developer, &artifact.code, &arguments);
        let deployed = deployed.map_err(|outcome| StoryError::Deploy(Box::new(outcome)))?;
        self.manager = deployed.address;
        self.report_call(Scene::Deploy, developer, &deployed.outcome);
        Ok(())
    }

    fn hijack(&mut self, outsider: &Account) {
        let itself = Address::new(outsider.address.0);
        let hook = onBlueprintCreatedCall {
            blueprintId: 0,
            owner: itself,
            tangleCore: itself,
        };
        let outcome = self.chain.call(outsider, self.manager, hook.abi_encode());
        self.report_call(Scene::Hijack, outsider, &outcome);
    }

    /// Takes a step, and stops the story if it is refused.
    fn expect(
        &mut self,
        scene: Scene,
        caller: &Account,
        call: Call<Runtime>,
    ) -> Result<Dispatched, StoryError> {
        let dispatched = self.tell(scene, caller, call);
        if dispatched.is_ok() {
            return Ok(dispatched);
        }
        let decision = self
            .steps
            .last()
            .map(|last| last.decision.clone())
            .unwrap_or_default();
        Err(StoryError::Stopped {
            scene,
            caller: caller.name.clone(),
            decision,
        })
    }

    /// Takes a step and reports it.
    fn tell(&mut self, scene: Scene, caller: &Account, call: Call<Runtime>) -> Dispatched {
        let dispatched = self.chain.dispatch(caller, call);
        let mut decisions: Vec<String> = Vec::new();
        let mut refusal = None;
        for record in dispatched
            .hooks
            .iter()
            .filter(|record| record.hook.policy() != pallet_services::FailurePolicy::Query)
        {
            match &record.result {
                Ok(_) => decisions.push(format!("{} admitted", record.hook.name())),
                Err((failure, data)) => {
                    refusal = self.interface.decode_error(data);
                    let reason = refusal
                        .as_ref()
                        .map_or(format!("{failure:?}"), Named::to_string);
                    decisions.push(format!("{} refused: {reason}", record.hook.name()));
                }
            }
        }
        decisions.extend(self.events(&dispatched.contract_events()));
        let error = dispatched.error();
        if let (Some(error), None) = (&error, &refusal) {
            decisions.push(format!("the pallet refused: {error}"));
        }
        let weight_of = |record: &HookRecord| record.weight;
        self.report(StepReport {
            step: scene,
            caller: caller.name.clone(),
            accepted: dispatched.is_ok(),
            error,
            refusal,
            decision: decisions.join(", "),
            hooks_weight: dispatched
                .hooks
                .iter()
                .map(weight_of)
                .fold(Weight::zero(), Weight::saturating_add),
            weight: dispatched.weight,
            deposit: dispatched.hooks.iter().map(deposit_of).sum(),
        });
        dispatched
    }

    /// Reports a call that went to the manager itself.
    fn report_call(&mut self, scene: Scene, caller: &Account, outcome: &Outcome) {
        let refusal = self
            .interface
            .decode_error(&outcome.data)
            .filter(|_| outcome.is_revert());
        let decision = match (&outcome.status, &refusal) {
            (Status::Ok, _) => "admitted".into(),
            (Status::Revert, Some(error)) => format!("refused: {error}"),
            (Status::Revert, None) => format!("refused: 0x{}", hex::encode(&outcome.data)),
            (Status::Trap(name), _) => format!("trapped: {name}"),
        };
        self.report(StepReport {
            step: scene,
            caller: caller.name.clone(),
            accepted: outcome.is_ok(),
            error: None,
            refusal,
            decision,
            hooks_weight: outcome.weight(),
            weight: outcome.weight(),
            deposit: outcome.deposit,
        });
    }

    fn events(&self, events: &[ContractEvent]) -> Vec<String> {
        let of_manager = events.iter().filter(|event| event.contract == self.manager);
        of_manager
            .filter_map(|event| self.interface.decode_event(event))
            .map(|event| event.to_string())
            .collect()
    }

    fn report(&mut self, report: StepReport) {
        (self.observer)(&report);
        self.steps.push(report);
    }
}

/// The hook's name on the wire.
fn deposit_of(record: &HookRecord) -> i128 {
    let signed = |amount: u128| i128::try_from(amount).unwrap_or(i128::MAX);
    signed(record.deposit_charged).saturating_sub(signed(record.deposit_refunded))
}

fn account(name: &str) -> Account {
    accounts::named(name).expect("a name of this list; qed")
}

fn request(blueprint: u64, operators: &[&Account]) -> Call<Runtime> {
    let operators: Vec<_> = operators
        .iter()
        .map(|operator| operator.id.clone())
        .collect();
    Call::request {
        blueprint,
        operators: operators.try_into().unwrap_or_default(),
        permitted_callers: Default::default(),
        inputs: Default::default(),
        ttl: 0,
        assets: Default::default(),
    }
}

/// A number as the job takes and returns it: one uint256.
fn number(value: u64) -> Vec<u8> {
    U256::from(value).to_be_bytes_vec()
}

/// Bytes for a hook; the story's are far below the limit.
fn payload(bytes: Vec<u8>) -> pallet_services::PayloadOf<Runtime> {
    bytes.try_into().unwrap_or_default()
}

/// The id that a step's event tells.
fn id(
    scene: Scene,
    dispatched: &Dispatched,
    of: impl Fn(&Event<Runtime>) -> Option<u64>,
) -> Result<u64, StoryError> {
    let services = dispatched.events.iter().filter_map(|event| match event {
        RuntimeEvent::Services(event) => of(event),
        _ => None,
    });
    services.last().ok_or(StoryError::NoId(scene))
}
