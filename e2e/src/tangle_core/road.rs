//! From a manager's decision to money, beside Tangle's core: incredible squaring behind the relay of
//! `IServices`. A right result earns a point, a reported wrong one is slashed by the core's own staking
//! contract; its slash admin may cancel it, its operator may dispute it.
//!
//! Every step is a transaction of an account that can sign: those of the snapshot, with anvil's published
//! keys, and named accounts of this chain.

use super::{
    address,
    blueprint::BlueprintTerms,
    hooks::HookCall,
    release::Release,
    step::{Rejection, Step as CoreStep},
    ServiceRequest, StartError, TangleCore,
};
use crate::{
    accounts::{self, Account},
    artifact::Artifact,
    chain::Chain,
    outcome::Outcome,
    road::{Review, Step, CUSTOMER, DELEGATORS},
};
use alloy_primitives::U256;
use alloy_sol_types::{sol, SolCall, SolValue};
use sp_core::H160;

sol! {
    /// The part of the relay's interface that the story uses.
    interface IRelay {
        function setManager(address manager) external;
        function submitReport(
            uint64 serviceId,
            uint8 job,
            uint64 callId,
            address operator,
            bytes calldata inputs,
            bytes calldata outputs
        ) external;
        function coreSlashOf(uint64 slashId) external view returns (uint64 coreSlashId);
        function currentEra() external view returns (uint32 era);
        #[derive(Debug, PartialEq, Eq)]
        function countsOf(uint32 era, address operator) external view returns (
            uint32 right, uint32 wrong, uint64 points, uint32 slashesProposed
        );
        function verdictOf(uint64 serviceId, uint64 callId, address operator)
            external view returns (bool judged, bool right, uint32 points);
        function slashOf(uint64 slashId) external view returns (
            uint8 state,
            uint64 serviceId,
            address operator,
            address proposer,
            uint8 offence,
            uint16 slashBps,
            bytes32 evidence,
            uint64 deadline
        );
        function serviceOf(uint64 serviceId) external view returns (
            uint64 blueprintId,
            address manager,
            address owner,
            uint64 startedAt,
            uint64 endsAt,
            bool live
        );
    }
}

/// What each delegator stakes, in wei.
pub const STAKES: [u128; 2] = [40 * ETHER, 20 * ETHER];
/// A whole token, in wei.
pub const ETHER: u128 = 1_000_000_000_000_000_000;
/// What an operator of core 0.10 names as it approves, in percent. Both cores take their own requirement where
/// the request makes none.
const COMMITTED_PERCENT: u8 = 50;
const INPUT: u64 = 7;
const RESULTS: [u64; 2] = [49, 50];
/// The core executes a slash so many seconds after its window.
const BUFFER: u64 = 15;
const ERA_BLOCKS: u32 = 1_000;
const MOST_POINTS: u32 = 1;

/// A step that did not end as the story needs.
#[derive(Debug, thiserror::Error)]
pub enum RoadError {
    /// The chain could not be started.
    #[error(transparent)]
    Start(#[from] StartError),
    /// A step of the core was refused.
    #[error("expected {what} to succeed, received {rejection:?}; failed hooks: {hooks:?}")]
    Core {
        /// What was to be done.
        what: &'static str,
        /// Why it was not.
        rejection: Rejection,
        /// Hooks that did not return.
        hooks: Vec<HookCall>,
    },
    /// A step of the core was taken without what a hook was for.
    #[error("expected every hook to return as {what} is done, received {hooks:?}")]
    Hooks {
        /// What was done.
        what: &'static str,
        /// Hooks that did not return.
        hooks: Vec<HookCall>,
    },
    /// A call of another contract failed.
    #[error("expected {what} to succeed, received {outcome} {data}")]
    Call {
        /// What was to be done.
        what: &'static str,
        /// What came of it.
        outcome: Box<Outcome>,
        /// What it reverted with, in hex.
        data: String,
    },
    /// The last approval did not start the service.
    #[error("expected the last approval to start the service, received no ServiceActivated")]
    NotActivated,
}

/// What is an account's, in wei: an operator's own stake, a delegator's claim.
pub type Holdings = [U256; 4];

/// The end of the story.
#[derive(Clone, Debug)]
pub struct End {
    /// Operators' own stakes, then the delegators' claims, before the report.
    pub before: Holdings,
    /// The same at the end.
    pub after: Holdings,
    /// What each delegator got when it left with everything, in wei.
    pub paid: [U256; 2],
    /// Right, wrong, points and proposed slashes of the operators in the era.
    pub counts: [(u32, u32, u64, u32); 2],
    /// The parts of its stake that the second operator committed to the service, in basis points, by asset.
    pub committed_bps: Vec<u16>,
    /// Every hook that the core called, in order.
    pub hooks: Vec<HookCall>,
}

/// The story on a chain of its own.
pub struct Road<'a> {
    /// The chain.
    pub chain: Chain,
    /// The core.
    pub core: TangleCore,
    /// The relay.
    pub relay: H160,
    /// The manager behind it.
    pub manager: H160,
    /// The service.
    pub service: u64,
    /// Every hook so far.
    pub hooks: Vec<HookCall>,
    observer: &'a mut dyn FnMut(&Step),
}

/// Plays the whole story with a manager and a relay of the release.
///
/// # Errors
/// If a step fails.
pub fn play(
    release: Release,
    relay: &Artifact,
    manager: &Artifact,
    review: Review,
    observer: &mut dyn FnMut(&Step),
) -> Result<End, RoadError> {
    let mut road = Road::to_service(release, relay, manager, observer)?;
    let call = road.work()?;
    let before = road.holdings()?;
    let committed_bps = road.committed_bps()?;
    road.report(call)?;
    road.review(review)?;
    let after = road.holdings()?;
    let counts = [road.counts(0)?, road.counts(1)?];
    let paid = road.leave([after[2], after[3]])?;
    Ok(End {
        before,
        after,
        paid,
        counts,
        committed_bps,
        hooks: road.hooks,
    })
}

impl<'a> Road<'a> {
    /// A running service of both operators, each with a delegator.
    ///
    /// # Errors
    /// If a step fails.
    pub fn to_service(
        release: Release,
        relay: &Artifact,
        manager: &Artifact,
        observer: &'a mut dyn FnMut(&Step),
    ) -> Result<Self, RoadError> {
        let (chain, core) = TangleCore::start_release(release)?;
        let mut road = Road {
            chain,
            core,
            relay: H160::zero(),
            manager: H160::zero(),
            service: 0,
            hooks: Vec::new(),
            observer,
        };
        road.deploy(relay, manager)?;
        for n in 0..2 {
            let (who, operator) = (account(DELEGATORS[n]), road.core.operators[n].clone());
            let opened = road
                .core
                .open_delegation(&mut road.chain, &operator.account);
            road.expect(&operator.account, "take delegations", opened)?;
            let staked = road
                .core
                .delegate(&mut road.chain, &who, &operator, STAKES[n]);
            road.expect(&who, "delegate", staked)?;
        }
        let blueprint_id = road.create_blueprint()?;
        road.service = road.start_service(blueprint_id)?;
        Ok(road)
    }

    fn deploy(&mut self, relay: &Artifact, manager: &Artifact) -> Result<(), RoadError> {
        let developer = self.core.developer.clone();
        let core = address(self.core.release.core());
        let arguments = (core, ERA_BLOCKS, MOST_POINTS).abi_encode_params();
        self.relay = self.deploy_one(&developer, "deploy the relay", relay, &arguments)?;
        let arguments = (address(self.relay), 2u32, address(self.relay)).abi_encode_params();
        self.manager = self.deploy_one(&developer, "deploy the manager", manager, &arguments)?;
        let manager = address(self.manager);
        let what = "name the manager to the relay";
        self.call(&developer, what, IRelay::setManagerCall { manager })?;
        Ok(())
    }

    fn deploy_one(
        &mut self,
        developer: &Account,
        what: &'static str,
        artifact: &Artifact,
        arguments: &[u8],
    ) -> Result<H160, RoadError> {
        match self.chain.deploy(developer, &artifact.code, arguments) {
            Ok(deployed) => {
                self.tell(developer, what, "deployed".into());
                Ok(deployed.address)
            }
            Err(outcome) => Err(failed(what, outcome)),
        }
    }

    fn create_blueprint(&mut self) -> Result<u64, RoadError> {
        let terms = BlueprintTerms {
            name: "incredible-squaring".into(),
            jobs: vec!["square".into()],
            min_operators: 1,
            max_operators: 10,
        };
        let developer = self.core.developer.clone();
        let (core, relay) = (self.core.clone(), self.relay);
        let created = core.create_blueprint(&mut self.chain, &developer, relay, &terms);
        self.require(&developer, "create the blueprint", created)
    }

    fn start_service(&mut self, blueprint_id: u64) -> Result<u64, RoadError> {
        let core = self.core.clone();
        for operator in &core.operators {
            let registered = core.register_operator(&mut self.chain, operator, blueprint_id);
            self.require(&operator.account, "register", registered)?;
        }
        let customer = account(CUSTOMER);
        let request = ServiceRequest {
            blueprint_id,
            operators: core.operators.iter().map(|it| it.account.address).collect(),
            inputs: Vec::new(),
            permitted_callers: Vec::new(),
            ttl: 0,
        };
        let requested = core.request_service(&mut self.chain, &customer, request);
        let request_id = self.require(&customer, "request a service", requested)?;
        let mut service = None;
        for operator in &core.operators {
            let who = &operator.account;
            let approved =
                core.approve_service(&mut self.chain, who, request_id, COMMITTED_PERCENT);
            service = approved.activated_service();
            self.require(who, "approve", approved)?;
        }
        service.ok_or(RoadError::NotActivated)
    }

    /// Each operator submits its result of one job call.
    ///
    /// # Errors
    /// If a step fails.
    pub fn work(&mut self) -> Result<u64, RoadError> {
        let (core, customer, service) = (self.core.clone(), account(CUSTOMER), self.service);
        let submitted = core.submit_job(&mut self.chain, &customer, service, 0, word(INPUT));
        let call = self.require(&customer, "call the job", submitted)?;
        for (operator, result) in core.operators.iter().zip(RESULTS) {
            let who = &operator.account;
            let submitted = core.submit_result(&mut self.chain, who, service, call, word(result));
            self.require(who, "submit a result", submitted)?;
        }
        Ok(call)
    }

    /// Reports both results; the report of the right one is refused.
    fn report(&mut self, call: u64) -> Result<(), RoadError> {
        let reporter = account(DELEGATORS[0]);
        let report = |road: &Self, n: usize| IRelay::submitReportCall {
            serviceId: road.service,
            job: 0,
            callId: call,
            operator: address(road.core.operators[n].account.address),
            inputs: word(INPUT).into(),
            outputs: word(RESULTS[n]).into(),
        };
        let (right, wrong) = (report(self, 0), report(self, 1));
        let refused = self.try_call(&reporter, right);
        if !refused.is_revert() {
            return Err(failed(
                "the report of a right result to be refused",
                refused,
            ));
        }
        self.tell(&reporter, "report the right result", "refused".into());
        self.call(&reporter, "report the wrong result", wrong)?;
        Ok(())
    }

    /// Plays the review of the slash to its end.
    fn review(&mut self, review: Review) -> Result<(), RoadError> {
        let core = self.core.clone();
        let slash = self.view(IRelay::coreSlashOfCall { slashId: 0 })?;
        let developer = &core.developer;
        if matches!(review, Review::Upheld | Review::Dismissed) {
            let operator = &core.operators[1].account;
            let disputed = core.dispute_slash(&mut self.chain, operator, slash);
            self.require(operator, "dispute the slash", disputed)?;
        }
        if matches!(review, Review::Vetoed | Review::Dismissed) {
            let cancelled = core.cancel_slash(&mut self.chain, developer, slash);
            return self.require(developer, "cancel the slash", cancelled);
        }
        let customer = account(CUSTOMER);
        let deadline = self.view(IRelay::slashOfCall { slashId: 0 })?.deadline;
        self.chain.set_timestamp(deadline - 1);
        let early = core.execute_slash(&mut self.chain, &customer, slash);
        if early.result.is_ok() {
            return Err(failed("an execution in the review to fail", early.outcome));
        }
        self.chain.set_timestamp(deadline.saturating_add(BUFFER));
        let executed = core.execute_slash(&mut self.chain, &customer, slash);
        self.require(&customer, "execute the slash", executed)
    }

    /// Both delegators leave with all that is theirs; what each gets, in wei.
    fn leave(&mut self, claims: [U256; 2]) -> Result<[U256; 2], RoadError> {
        let core = self.core.clone();
        let customer = account(CUSTOMER);
        for n in 0..2 {
            let (who, operator) = (account(DELEGATORS[n]), core.operators[n].account.address);
            let leaves = core.undelegate(&mut self.chain, &who, operator, claims[n]);
            self.expect(&who, "undelegate", leaves)?;
        }
        self.pass(&customer)?;
        let mut amounts = [U256::ZERO; 2];
        for n in 0..2 {
            let who = account(DELEGATORS[n]);
            let [unstaked, scheduled] = core.unbond(&mut self.chain, &who, claims[n]);
            self.expect(&who, "end the unbonding", unstaked)?;
            self.expect(&who, "ask for the deposit", scheduled)?;
        }
        self.pass(&customer)?;
        for n in 0..2 {
            let who = account(DELEGATORS[n]);
            let before = self.chain.balance(who.address);
            let withdrawn = core.withdraw(&mut self.chain, &who);
            let deposit = withdrawn.deposit;
            self.expect(&who, "withdraw", withdrawn)?;
            let after = self.chain.balance(who.address);
            amounts[n] = super::staking::received(before, after, deposit);
        }
        Ok(amounts)
    }

    fn pass(&mut self, caller: &Account) -> Result<(), RoadError> {
        let core = self.core.clone();
        let passed = core.pass_delays(&mut self.chain, caller);
        passed.map_err(|rejection| RoadError::Core {
            what: "advance the rounds",
            rejection,
            hooks: Vec::new(),
        })
    }

    /// What is the operators' and the delegators'.
    ///
    /// # Errors
    /// If the staking contract reverts.
    pub fn holdings(&mut self) -> Result<Holdings, RoadError> {
        let core = self.core.clone();
        let [first, second] = [0, 1].map(|n: usize| core.operators[n].account.address);
        let [dave, ferdie] = DELEGATORS.map(|name| account(name).address);
        let chain = &mut self.chain;
        let mut read = || -> Result<Holdings, Rejection> {
            Ok([
                core.self_stake(chain, first)?,
                core.self_stake(chain, second)?,
                core.delegation(chain, dave, first)?,
                core.delegation(chain, ferdie, second)?,
            ])
        };
        read().map_err(|rejection| RoadError::Core {
            what: "read the stakes",
            rejection,
            hooks: Vec::new(),
        })
    }

    fn committed_bps(&mut self) -> Result<Vec<u16>, RoadError> {
        let (core, service) = (self.core.clone(), self.service);
        let operator = core.operators[1].account.address;
        let committed = core.committed_bps(&mut self.chain, service, operator);
        committed.map_err(|rejection| RoadError::Core {
            what: "read the commitments",
            rejection,
            hooks: Vec::new(),
        })
    }

    fn counts(&mut self, n: usize) -> Result<(u32, u32, u64, u32), RoadError> {
        let operator = address(self.core.operators[n].account.address);
        let era = self.view(IRelay::currentEraCall {})?;
        let counted = self.view(IRelay::countsOfCall { era, operator })?;
        let (right, wrong) = (counted.right, counted.wrong);
        Ok((right, wrong, counted.points, counted.slashesProposed))
    }

    /// Calls a view of the relay.
    ///
    /// # Errors
    /// If it does not return.
    pub fn view<C: SolCall>(&mut self, call: C) -> Result<C::Return, RoadError> {
        let outcome = self.chain.read(self.relay, call.abi_encode());
        C::abi_decode_returns_validate(&outcome.data).map_err(|_| failed(C::SIGNATURE, outcome))
    }

    /// Calls the relay, whatever comes of it.
    pub fn try_call<C: SolCall>(&mut self, who: &Account, call: C) -> Outcome {
        let options = self.core.release.options(0);
        self.chain
            .call_with(who, self.relay, call.abi_encode(), options)
    }

    fn call<C: SolCall>(
        &mut self,
        who: &Account,
        what: &'static str,
        call: C,
    ) -> Result<(), RoadError> {
        let outcome = self.try_call(who, call);
        self.expect(who, what, outcome)
    }

    fn expect(
        &mut self,
        who: &Account,
        what: &'static str,
        outcome: Outcome,
    ) -> Result<(), RoadError> {
        if !outcome.is_ok() {
            return Err(failed(what, outcome));
        }
        self.tell(who, what, "done".into());
        Ok(())
    }

    fn require<T>(
        &mut self,
        who: &Account,
        what: &'static str,
        step: CoreStep<T>,
    ) -> Result<T, RoadError> {
        self.hooks.extend(step.hooks.iter().cloned());
        let hooks: Vec<HookCall> = step.failed_hooks().cloned().collect();
        match step.result {
            Ok(value) if hooks.is_empty() => {
                self.tell(who, what, "done".into());
                Ok(value)
            }
            Ok(_) => Err(RoadError::Hooks { what, hooks }),
            Err(rejection) => Err(RoadError::Core {
                what,
                rejection,
                hooks,
            }),
        }
    }

    fn tell(&mut self, who: &Account, what: &'static str, outcome: String) {
        (self.observer)(&Step {
            who: who.name.clone(),
            what,
            outcome,
        });
    }
}

fn failed(what: &'static str, outcome: Outcome) -> RoadError {
    RoadError::Call {
        what,
        data: hex::encode(&outcome.data),
        outcome: Box::new(outcome),
    }
}

fn account(name: &str) -> Account {
    accounts::named(name).unwrap_or_else(|| panic!("no account is called {name}"))
}

fn word(value: u64) -> Vec<u8> {
    U256::from(value).abi_encode()
}
