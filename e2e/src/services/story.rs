//! The life of an incredible-squaring service on the services pallet, which calls the manager as its
//! own account. The same life as on Tangle's core, and reports, which the core does not know.

use super::phase::Phase;
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
use blueprint_e2e_runtime::{configs::services::PROPOSAL_BOND, Runtime, RuntimeEvent};
use frame_support::weights::Weight;
use pallet_services::{
    BlueprintDefinition, Call, Event, Generation, HookRecord, Penalties, PointTerms,
};
use sp_core::H160;

/// Least operators of a service, as passed to the manager.
pub const MIN_OPERATORS: u32 = 2;
const SQUARE_JOB: u8 = 0;
const INPUT: u64 = 7;
const RIGHT_RESULT: u64 = 49;
const WRONG_RESULT: u64 = 50;

/// Why the lifecycle could not be completed.
#[derive(Debug, thiserror::Error)]
pub enum StoryError {
    /// The chain could not be started.
    #[error(transparent)]
    Chain(#[from] ChainError),
    /// The manager or its interface could not be loaded.
    #[error(transparent)]
    Artifact(#[from] ArtifactError),
    /// The manager's constructor failed.
    #[error("expected the manager's constructor to end well, received {0}")]
    Deploy(Box<Outcome>),
    /// A step that the rest depends on was refused.
    #[error("expected {caller} to {phase}, received {decision}")]
    Stopped {
        /// The step.
        phase: Phase,
        /// Who took it.
        caller: String,
        /// What was decided.
        decision: String,
    },
    /// A step succeeded without an event that contains its id.
    #[error("expected {0} to tell an id, received no such event")]
    NoId(Phase),
    /// The manager did not answer a question.
    #[error(transparent)]
    View(#[from] ViewError),
}

/// What a step did.
#[derive(Clone, Debug)]
pub struct StepReport {
    /// Which step of the story.
    pub step: Phase,
    /// Name of the account that took it.
    pub caller: String,
    /// Whether the step had the expected result.
    pub accepted: bool,
    /// The name of the pallet's error, if it failed.
    pub error: Option<String>,
    /// The custom error the manager refused with, by name.
    pub rejection: Option<Named>,
    /// Errors and events of the manager by name, and errors of the pallet.
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
    /// What happened in a phase.
    pub fn step(&self, phase: Phase) -> Option<&StepReport> {
        self.steps.iter().find(|report| report.step == phase)
    }
}

/// Runs the lifecycle with the given manager, called by `generation`, and shows every step
/// as it is taken.
///
/// # Errors
/// If the chain or the manager cannot be set up, or a step is refused on which the next depend.
pub fn play(
    artifact: &Artifact,
    generation: Generation,
    observer: &mut dyn FnMut(&StepReport),
) -> Result<Life, StoryError> {
    let mut runner = Runner {
        chain: Chain::new()?,
        interface: artifact.interface()?,
        manager: H160::zero(),
        steps: Vec::new(),
        observer,
    };
    let [developer, outsider, first, second, reporter] =
        ["alice", "eve", "bob", "charlie", "dave"].map(account);
    runner.deploy(artifact, &developer)?;
    runner.takeover(&outsider);

    let definition = BlueprintDefinition {
        manager: runner.manager,
        generation,
        jobs: 1,
        reporting: true,
        quality_kinds: 0,
        // Below the manager's own bound, so that it is the manager who refuses.
        min_operators: 1,
        max_operators: 10,
        max_instances: 10,
        points: PointTerms::ByVerdict { most: 1 },
        points_per_era: u32::MAX,
        penalties: Penalties::FULL,
        review: 7 * 86_400,
    };
    let created = runner.expect(
        Phase::CreateBlueprint,
        &developer,
        Call::create_blueprint { definition },
    )?;
    let blueprint = id(Phase::CreateBlueprint, &created, |event| match event {
        Event::BlueprintCreated { blueprint, .. } => Some(*blueprint),
        _ => None,
    })?;
    for (phase, operator) in [
        (Phase::RegisterFirst, &first),
        (Phase::RegisterSecond, &second),
    ] {
        runner
            .chain
            .dispatch(operator, Call::<Runtime>::join_operators {});
        let inputs = Default::default();
        runner.expect(
            phase,
            operator,
            Call::register {
                blueprint,
                instance_limit: 5,
                inputs,
            },
        )?;
    }

    runner.tell(
        Phase::SmallRequest,
        &developer,
        request(blueprint, &[&first]),
    );
    let requested = runner.expect(
        Phase::Request,
        &developer,
        request(blueprint, &[&first, &second]),
    )?;
    let request = id(Phase::Request, &requested, |event| match event {
        Event::ServiceRequested { request, .. } => Some(*request),
        _ => None,
    })?;
    runner.expect(
        Phase::ApproveFirst,
        &first,
        Call::approve {
            request,
            revision: 0,
        },
    )?;
    let approved = runner.expect(
        Phase::ApproveSecond,
        &second,
        Call::approve {
            request,
            revision: 0,
        },
    )?;
    let service = id(Phase::ApproveSecond, &approved, |event| match event {
        Event::ServiceInitialized { service, .. } => Some(*service),
        _ => None,
    })?;

    let job = |inputs: Vec<u8>| Call::call {
        service,
        job: SQUARE_JOB,
        inputs: payload(inputs),
    };
    runner.tell(Phase::BadJob, &developer, job(vec![1, 2, 3, 4]));
    let called = runner.expect(Phase::Job, &developer, job(number(INPUT)))?;
    let call = id(Phase::Job, &called, |event| match event {
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
    runner.expect(Phase::RightResult, &first, result(RIGHT_RESULT))?;
    runner.tell(Phase::SecondResult, &first, result(RIGHT_RESULT));
    runner.tell(Phase::FalseReport, &reporter, report(&first, RIGHT_RESULT));
    runner.expect(Phase::WrongResult, &second, result(WRONG_RESULT))?;
    runner.expect(Phase::Report, &reporter, report(&second, WRONG_RESULT))?;

    let mut manager = Manager {
        chain: &mut runner.chain,
        address: runner.manager,
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
        manager: runner.manager,
        steps: runner.steps,
        state,
    })
}

struct Runner<'a> {
    chain: Chain,
    interface: &'a Interface,
    manager: H160,
    steps: Vec<StepReport>,
    observer: &'a mut dyn FnMut(&StepReport),
}

impl Runner<'_> {
    fn deploy(&mut self, artifact: &Artifact, developer: &Account) -> Result<(), StoryError> {
        let runtime = Address::new(accounts::runtime().address.0);
        let arguments =
            (runtime, MIN_OPERATORS, Address::new(accounts::SERVICES.0)).abi_encode_params();
        let deployed = self.chain.deploy(developer, &artifact.code, &arguments);
        let deployed = deployed.map_err(|outcome| StoryError::Deploy(Box::new(outcome)))?;
        self.manager = deployed.address;
        // It proposes a slash for a wrong result that is reported.
        self.chain.fund(developer, self.manager, PROPOSAL_BOND);
        self.report_call(Phase::Deploy, developer, &deployed.outcome);
        Ok(())
    }

    fn takeover(&mut self, outsider: &Account) {
        let itself = Address::new(outsider.address.0);
        let hook = onBlueprintCreatedCall {
            blueprintId: 0,
            owner: itself,
            tangleCore: itself,
        };
        let outcome = self.chain.call(outsider, self.manager, hook.abi_encode());
        self.report_call(Phase::Takeover, outsider, &outcome);
    }

    /// Takes a step, and stops the story if it is refused.
    fn expect(
        &mut self,
        phase: Phase,
        caller: &Account,
        call: Call<Runtime>,
    ) -> Result<Dispatched, StoryError> {
        let dispatched = self.tell(phase, caller, call);
        if dispatched.is_ok() && dispatched.rejected().is_none() {
            return Ok(dispatched);
        }
        let decision = self
            .steps
            .last()
            .map(|last| last.decision.clone())
            .unwrap_or_default();
        Err(StoryError::Stopped {
            phase,
            caller: caller.name.clone(),
            decision,
        })
    }

    /// Takes a step and reports it.
    fn tell(&mut self, phase: Phase, caller: &Account, call: Call<Runtime>) -> Dispatched {
        let dispatched = self.chain.dispatch(caller, call);
        let mut decisions: Vec<String> = Vec::new();
        let mut rejection = None;
        for record in dispatched
            .hooks
            .iter()
            .filter(|record| record.hook.policy() != pallet_services::FailurePolicy::Query)
        {
            match &record.result {
                Ok(_) => decisions.push(format!("{} admitted", record.hook.name())),
                Err((failure, data)) => {
                    rejection = self.interface.decode_error(data);
                    let reason = rejection
                        .as_ref()
                        .map_or(format!("{failure:?}"), Named::to_string);
                    decisions.push(format!("{} refused: {reason}", record.hook.name()));
                }
            }
        }
        decisions.extend(self.events(&dispatched.contract_events()));
        let error = dispatched.error();
        if let (Some(error), None) = (&error, &rejection) {
            decisions.push(format!("the pallet refused: {error}"));
        }
        let weight_of = |record: &HookRecord| record.weight;
        self.report(StepReport {
            step: phase,
            caller: caller.name.clone(),
            accepted: dispatched.is_ok() && dispatched.rejected().is_none(),
            error,
            rejection,
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
    fn report_call(&mut self, phase: Phase, caller: &Account, outcome: &Outcome) {
        let rejection = self
            .interface
            .decode_error(&outcome.data)
            .filter(|_| outcome.is_revert());
        let decision = match (&outcome.status, &rejection) {
            (Status::Ok, _) => "admitted".into(),
            (Status::Revert, Some(error)) => format!("refused: {error}"),
            (Status::Revert, None) => format!("refused: 0x{}", hex::encode(&outcome.data)),
            (Status::Trap(name), _) => format!("trapped: {name}"),
        };
        self.report(StepReport {
            step: phase,
            caller: caller.name.clone(),
            accepted: outcome.is_ok(),
            error: None,
            rejection,
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

/// The change of the sender's deposit.
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

/// The id in a step's event.
fn id(
    phase: Phase,
    dispatched: &Dispatched,
    of: impl Fn(&Event<Runtime>) -> Option<u64>,
) -> Result<u64, StoryError> {
    let services = dispatched.events.iter().filter_map(|event| match event {
        RuntimeEvent::Services(event) => of(event),
        _ => None,
    });
    services.last().ok_or(StoryError::NoId(phase))
}
