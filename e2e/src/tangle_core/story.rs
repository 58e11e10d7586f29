//! The life of an incredible-squaring service on Tangle's core.
//!
//! Someone tries to take the manager over before its blueprint exists; then a developer creates the
//! blueprint, two operators register, a request of too few is refused and one of both is approved,
//! a job with a malformed input is refused, and of two results to a good one, one is wrong. The
//! manager is the ink! contract or one of its Solidity builds; the story must end in the same state
//! with each of them.

use super::{
    blueprint::BlueprintTerms,
    phase::Phase,
    report::{StepReport, Words},
    squaring::{Manager, ManagerState, RememberedCall, ViewError},
    step::{Rejection, Step},
    Operator, ServiceRequest, StartError, TangleCore,
};
use crate::{
    accounts::{Account, TANGLE_CORE},
    artifact::{Artifact, ArtifactError},
    chain::Chain,
    decode::Interface,
    outcome::{Outcome, Status},
};
use alloy_primitives::{Address, U256};
use alloy_sol_types::{SolCall, SolValue};
use blueprint_abi::core_0_10::{
    IBlueprintServiceManager::onBlueprintCreatedCall, ITangleJobs::JobCall,
};
use sp_core::H160;

/// What the job is to square.
pub const INPUT: u64 = 7;
/// What the first operator answers.
pub const RIGHT_RESULT: u64 = 49;
/// What the second operator answers.
pub const WRONG_RESULT: u64 = 50;
/// An input that is not one uint256.
pub const BAD_INPUT: [u8; 4] = [1, 2, 3, 4];
/// Least operators of a service, as passed to the manager. It is also the number of results for which
/// the manager lets the core keep a job open.
pub const MIN_OPERATORS: u32 = 2;

const SQUARE_JOB: u8 = 0;
const STAKING_PERCENT: u8 = 50;
// An account that is neither in the snapshot nor named on this chain.
const OUTSIDER: H160 = H160([0x66; 20]);

/// Why the lifecycle could not be completed.
#[derive(Debug, thiserror::Error)]
pub enum StoryError {
    /// The chain could not be started.
    #[error(transparent)]
    Start(#[from] StartError),
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
    /// The core did not start the service with the last approval.
    #[error("expected the last approval to start the service, received no ServiceActivated")]
    NotActivated,
    /// The core did not answer a question.
    #[error("expected an answer of the core, received {0:?}")]
    Core(Rejection),
    /// The manager did not answer a question.
    #[error(transparent)]
    View(#[from] ViewError),
}

/// A life as it was lived.
#[derive(Clone, Debug)]
pub struct Life {
    /// Where the manager is.
    pub manager: H160,
    /// What was done, in order.
    pub steps: Vec<StepReport<Phase>>,
    /// What the manager remembered of the rejected job right after its rejection, under the id that
    /// the core gave it for a moment.
    pub refused_job: Option<RememberedCall>,
    /// The core's record of the good job, at the end.
    pub core_job: JobCall,
    /// The manager's state, at the end.
    pub state: ManagerState,
}

impl Life {
    /// What happened in a phase.
    pub fn step(&self, phase: Phase) -> Option<&StepReport<Phase>> {
        self.steps.iter().find(|report| report.step == phase)
    }
}

/// Plays the life with the given manager, and shows every step as it is taken.
///
/// # Errors
/// If the chain or the manager cannot be set up, or a step is refused on which the next depend.
/// If the story expects a rejection, its absence is no error: what happened stands in the report.
pub fn play(
    artifact: &Artifact,
    observer: &mut dyn FnMut(&StepReport<Phase>),
) -> Result<Life, StoryError> {
    let (chain, core) = TangleCore::start()?;
    let interface = artifact.interface()?;
    let mut runner = Runner {
        chain,
        interface,
        manager: H160::zero(),
        steps: Vec::new(),
        observer,
    };
    runner.deploy(artifact, &core.developer)?;
    runner.takeover();
    let blueprint_id = runner.create_blueprint(&core)?;
    let service_id = runner.start_service(&core, blueprint_id)?;
    let refused_job = runner.submit_bad_job(&core, service_id)?;
    let job_call_id = runner.submit_job(&core, service_id)?;
    runner.submit_results(&core, service_id, job_call_id)?;
    let core_job = core
        .job_call(&mut runner.chain, service_id, job_call_id)
        .map_err(StoryError::Core)?;
    let state = runner.state(&core, blueprint_id, service_id, job_call_id)?;
    Ok(Life {
        manager: runner.manager,
        steps: runner.steps,
        refused_job,
        core_job,
        state,
    })
}

struct Runner<'a> {
    chain: Chain,
    interface: &'a Interface,
    manager: H160,
    steps: Vec<StepReport<Phase>>,
    observer: &'a mut dyn FnMut(&StepReport<Phase>),
}

impl Runner<'_> {
    fn deploy(&mut self, artifact: &Artifact, developer: &Account) -> Result<(), StoryError> {
        let arguments =
            (Address::new(TANGLE_CORE.0), MIN_OPERATORS, Address::ZERO).abi_encode_params();
        let deployment = self
            .chain
            .deploy(developer, &artifact.code, &arguments)
            .map_err(|outcome| StoryError::Deploy(Box::new(outcome)))?;
        self.manager = deployment.address;
        self.tell_call(Phase::Deploy, developer, deployment.outcome);
        Ok(())
    }

    fn takeover(&mut self) {
        let outsider = Account {
            name: "outsider".into(),
            ..self.chain.ethereum_account(OUTSIDER)
        };
        let itself = Address::new(OUTSIDER.0);
        let hook = onBlueprintCreatedCall {
            blueprintId: 0,
            owner: itself,
            tangleCore: itself,
        };
        let outcome = self.chain.call(&outsider, self.manager, hook.abi_encode());
        self.tell_call(Phase::Takeover, &outsider, outcome);
    }

    fn create_blueprint(&mut self, core: &TangleCore) -> Result<u64, StoryError> {
        let terms = BlueprintTerms {
            name: "incredible-squaring".into(),
            jobs: vec!["square".into()],
            // The core's own bound, below the manager's, so that it is the manager who refuses.
            min_operators: 1,
            max_operators: 10,
        };
        let created = core.create_blueprint(&mut self.chain, &core.developer, self.manager, &terms);
        self.require(Phase::CreateBlueprint, &core.developer, created)
    }

    fn start_service(&mut self, core: &TangleCore, blueprint_id: u64) -> Result<u64, StoryError> {
        let [first, second] = &core.operators;
        for (phase, operator) in [
            (Phase::RegisterFirst, first),
            (Phase::RegisterSecond, second),
        ] {
            let registered = core.register_operator(&mut self.chain, operator, blueprint_id);
            self.require(phase, &operator.account, registered)?;
        }
        let requester = &core.developer;
        let one = free_request(blueprint_id, &[first]);
        let requested = core.request_service(&mut self.chain, requester, one);
        self.tell(Phase::SmallRequest, requester, &requested);
        let both = free_request(blueprint_id, &[first, second]);
        let requested = core.request_service(&mut self.chain, requester, both);
        let request_id = self.require(Phase::Request, requester, requested)?;
        let mut service_id = None;
        for (phase, operator) in [(Phase::ApproveFirst, first), (Phase::ApproveSecond, second)] {
            let approved = core.approve_service(
                &mut self.chain,
                &operator.account,
                request_id,
                STAKING_PERCENT,
            );
            service_id = approved.activated_service();
            self.require(phase, &operator.account, approved)?;
        }
        service_id.ok_or(StoryError::NotActivated)
    }

    fn submit_bad_job(
        &mut self,
        core: &TangleCore,
        service_id: u64,
    ) -> Result<Option<RememberedCall>, StoryError> {
        let caller = &core.developer;
        let submitted = core.submit_job(
            &mut self.chain,
            caller,
            service_id,
            SQUARE_JOB,
            BAD_INPUT.to_vec(),
        );
        self.tell(Phase::BadJob, caller, &submitted);
        Ok(self.view().job_call(service_id, 0)?)
    }

    fn submit_job(&mut self, core: &TangleCore, service_id: u64) -> Result<u64, StoryError> {
        let caller = &core.developer;
        let submitted = core.submit_job(
            &mut self.chain,
            caller,
            service_id,
            SQUARE_JOB,
            number(INPUT),
        );
        self.require(Phase::Job, caller, submitted)
    }

    fn submit_results(
        &mut self,
        core: &TangleCore,
        service_id: u64,
        job_call_id: u64,
    ) -> Result<(), StoryError> {
        let [first, second] = &core.operators;
        // The second result of the first operator comes while the job still waits for the other's:
        // afterwards the core would refuse it for another reason.
        let submissions = [
            (Phase::RightResult, first, RIGHT_RESULT),
            (Phase::SecondResult, first, RIGHT_RESULT),
            (Phase::WrongResult, second, WRONG_RESULT),
        ];
        for (phase, operator, result) in submissions {
            let caller = &operator.account;
            let submitted = core.submit_result(
                &mut self.chain,
                caller,
                service_id,
                job_call_id,
                number(result),
            );
            match phase {
                Phase::SecondResult => self.tell(phase, caller, &submitted),
                _ => self.require(phase, caller, submitted)?,
            }
        }
        Ok(())
    }

    fn state(
        &mut self,
        core: &TangleCore,
        blueprint_id: u64,
        service_id: u64,
        job_call_id: u64,
    ) -> Result<ManagerState, StoryError> {
        let [first, second] = &core.operators;
        let operators = [first.account.address, second.account.address];
        Ok(self
            .view()
            .state(blueprint_id, service_id, job_call_id, operators)?)
    }

    fn view(&mut self) -> Manager<'_> {
        Manager {
            chain: &mut self.chain,
            address: self.manager,
        }
    }

    fn words(&self) -> Words<'_> {
        Words {
            interface: self.interface,
            manager: self.manager,
        }
    }

    /// Reports a step of the core, and stops the story if it was refused.
    fn require<T>(
        &mut self,
        phase: Phase,
        caller: &Account,
        step: Step<T>,
    ) -> Result<T, StoryError> {
        self.tell(phase, caller, &step);
        step.result.map_err(|_| StoryError::Stopped {
            phase,
            caller: caller.name.clone(),
            decision: self
                .steps
                .last()
                .map(|last| last.decision.clone())
                .unwrap_or_default(),
        })
    }

    fn tell<T>(&mut self, phase: Phase, caller: &Account, step: &Step<T>) {
        let decision = self.words().of_step(step);
        self.report(StepReport {
            step: phase,
            caller: caller.name.clone(),
            outcome: step.outcome.clone(),
            rejection: step.result.as_ref().err().cloned(),
            hooks: step.hooks.clone(),
            decision,
        });
    }

    fn tell_call(&mut self, phase: Phase, caller: &Account, outcome: Outcome) {
        let decision = self.words().of_call(&outcome);
        let rejection = match &outcome.status {
            Status::Ok => None,
            Status::Revert => Some(Rejection::Manager {
                manager: self.manager,
                reason: outcome.data.clone(),
            }),
            Status::Trap(name) => Some(Rejection::Trapped(name.clone())),
        };
        let caller = caller.name.clone();
        self.report(StepReport {
            step: phase,
            caller,
            outcome,
            rejection,
            hooks: Vec::new(),
            decision,
        });
    }

    fn report(&mut self, report: StepReport<Phase>) {
        (self.observer)(&report);
        self.steps.push(report);
    }
}

/// A request without inputs and without an end.
fn free_request(blueprint_id: u64, operators: &[&Operator]) -> ServiceRequest {
    ServiceRequest {
        blueprint_id,
        operators: operators
            .iter()
            .map(|operator| operator.account.address)
            .collect(),
        inputs: Vec::new(),
        permitted_callers: Vec::new(),
        ttl: 0,
    }
}

/// A number as the job takes and returns it: one uint256.
fn number(value: u64) -> Vec<u8> {
    U256::from(value).to_be_bytes_vec()
}
