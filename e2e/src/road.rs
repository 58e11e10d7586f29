//! From a manager's decision to money, on the services pallet: a right result earns, a reported wrong one
//! is slashed. The manager (incredible squaring) records its verdicts and proposes the slash through the
//! precompile of `IServices`; governance may veto; anyone executes; delegators claim and withdraw.
//!
//! Every step is an extrinsic that a named account signs. Governance is the sudo key.

use crate::{
    accounts::{self, Account},
    artifact::Artifact,
    chain::{Chain, ChainError},
    outcome::{error_name, Dispatched, Outcome},
};
use alloy_primitives::{Address, U256};
use alloy_sol_types::{sol, SolCall, SolValue};
use blueprint_e2e_runtime::{
    configs::services::{PROPOSAL_BOND, REPORT_BOND},
    Balances, Runtime, RuntimeCall, RuntimeEvent, MILLISECONDS_PER_BLOCK, UNIT,
};
use frame_support::traits::Get;
use pallet_services::{
    Asset, BlueprintDefinition, Call as Services, Generation, NextServiceId, Penalties, PointTerms,
};
use pallet_stake::{AssetId, Call as Stake, Selection};
use sp_core::H160;

sol!(
    #![sol(all_derives = true)]
    "../abi/solidity/library/IServices.sol"
);

/// What becomes of the slash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Review {
    /// Its review ends and it is executed.
    Stands,
    /// The operator disputes it, governance rules that it stands, and it is executed.
    Upheld,
    /// The operator disputes it, and governance rules that it is wrong.
    Dismissed,
    /// Governance vetoes it.
    Vetoed,
}

/// The accounts of the story.
pub const DEVELOPER: &str = "alice";
/// Requests the service and calls its jobs.
pub const CUSTOMER: &str = "eve";
/// The operators: the first is right, the second wrong.
pub const OPERATORS: [&str; 2] = ["bob", "charlie"];
/// Their delegators, in the same order. The first one also sends the report.
pub const DELEGATORS: [&str; 2] = ["dave", "ferdie"];
/// What each delegator stakes, in the chain's smallest unit.
pub const STAKES: [u128; 2] = [1_000 * UNIT, 500 * UNIT];
/// What each operator commits to the service, in the chain's smallest unit.
pub const COMMITTED: u128 = 400 * UNIT;
/// What is paid into the era's pot.
pub const POT: u128 = 90 * UNIT;
const INPUT: u64 = 7;
const RESULTS: [u64; 2] = [49, 50];

/// A step that did not end as the story needs.
#[derive(Debug, thiserror::Error)]
pub enum RoadError {
    /// The chain could not be started.
    #[error(transparent)]
    Chain(#[from] ChainError),
    /// The manager's constructor failed.
    #[error("expected the manager's constructor to succeed, received {0}")]
    Deploy(Box<Outcome>),
    /// A step failed.
    #[error("expected {who} to {what}, received {error}")]
    Step {
        /// Who signed it.
        who: String,
        /// What was to be done.
        what: &'static str,
        /// The error, with the manager's revert data.
        error: String,
    },
    /// A view of the precompile failed.
    #[error("expected {view} to return, received {outcome}")]
    View {
        /// The view.
        view: &'static str,
        /// What it did.
        outcome: Box<Outcome>,
    },
}

/// A step, for people.
#[derive(Clone, Debug)]
pub struct Step {
    /// Who signed it.
    pub who: String,
    /// What was done.
    pub what: &'static str,
    /// What came of it.
    pub outcome: String,
}

/// What an account has at the end beside what it began with, in the chain's smallest unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Balance {
    /// The account.
    pub who: &'static str,
    /// Its stake and bond at the start.
    pub staked: u128,
    /// What a slash took.
    pub lost: u128,
    /// What it earned.
    pub earned: u128,
}

/// The end of the story.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct End {
    /// Operators, then delegators.
    pub balances: Vec<Balance>,
    /// Points of the operators in the era, as the precompile returns them.
    pub points: [u32; 2],
    /// Wrong results of the operators in the era.
    pub wrong: [u32; 2],
}

/// The story on a chain of its own.
pub struct Road<'a> {
    /// The chain.
    pub chain: Chain,
    /// The manager.
    pub manager: H160,
    /// Who learns of each step.
    observer: &'a mut dyn FnMut(&Step),
}

/// The service of the story.
pub const SERVICE: u64 = 0;

/// Plays the whole story with a manager.
///
/// # Errors
/// If a step fails.
pub fn play(
    artifact: &Artifact,
    generation: Generation,
    review: Review,
    observer: &mut dyn FnMut(&Step),
) -> Result<End, RoadError> {
    let mut road = Road::to_service(artifact, generation, observer)?;
    let calls = road.work()?;
    let [right, wrong] = calls;
    road.report(right, 0, true)?;
    let era = road.era()?;
    let counted = [road.activity(era, 0)?, road.activity(era, 1)?];
    let staked = [road.staked(0)?, road.staked(1)?];
    let bonds = [road.bond(0), road.bond(1)];
    road.report(wrong, 1, false)?;
    // Rewards of an era are claimed within the stake pallet's history, which ends before the review.
    road.chain.skip_blocks(era_length());
    let mut earned = Vec::new();
    for (n, who) in OPERATORS.into_iter().enumerate() {
        earned.push(road.claim(who, n)?);
    }
    for (n, who) in DELEGATORS.into_iter().enumerate() {
        earned.push(road.claim(who, n)?);
    }
    road.review(review)?;

    let mut lost = vec![bonds[0] - road.bond(0), bonds[1] - road.bond(1)];
    for (n, stake) in STAKES.into_iter().enumerate() {
        let left = stake - (staked[n] - road.staked(n)?);
        lost.push(stake - road.leave(n, left)?);
    }
    let staked = bonds.into_iter().chain(STAKES);
    let balances = OPERATORS.into_iter().chain(DELEGATORS).zip(staked);
    let balances = balances.zip(lost).zip(earned);
    let balances = balances
        .map(|(((who, staked), lost), earned)| Balance {
            who,
            staked,
            lost,
            earned,
        })
        .collect();
    Ok(End {
        balances,
        points: [counted[0].points, counted[1].points],
        wrong: [counted[0].wrong, counted[1].wrong],
    })
}

impl<'a> Road<'a> {
    /// A running service of both operators, whose stake earns.
    ///
    /// # Errors
    /// If a step fails.
    pub fn to_service(
        artifact: &Artifact,
        generation: Generation,
        observer: &'a mut dyn FnMut(&Step),
    ) -> Result<Self, RoadError> {
        let mut road = Road {
            chain: Chain::new()?,
            manager: H160::zero(),
            observer,
        };
        road.deploy(artifact)?;
        let manager = road.manager;
        road.govern(
            "accept the chain's token as stake",
            Stake::add_asset {
                asset: AssetId::Native,
                decimals: 12,
                least: UNIT,
            },
        )?;
        let definition = BlueprintDefinition {
            manager,
            generation,
            jobs: 1,
            reporting: true,
            quality_kinds: 0,
            min_operators: 1,
            max_operators: 10,
            max_instances: 10,
            points: PointTerms::ByVerdict { most: 1 },
            points_per_era: u32::MAX,
            penalties: Penalties::FULL,
            review: 7 * 86_400,
        };
        road.send(
            DEVELOPER,
            "create the blueprint",
            Services::create_blueprint { definition },
        )?;
        road.govern(
            "activate it for rewards",
            Stake::activate_blueprint { blueprint: 0 },
        )?;
        for n in 0..2 {
            road.send(OPERATORS[n], "join", Services::join_operators {})?;
            let register = Services::register {
                blueprint: 0,
                instance_limit: 2,
                inputs: Default::default(),
            };
            road.send(OPERATORS[n], "register", register)?;
            let operator = account(OPERATORS[n]).id;
            let delegate = Stake::delegate {
                operator,
                selection: Selection::All,
                asset: AssetId::Native,
                amount: STAKES[n],
            };
            road.send(DELEGATORS[n], "delegate", delegate)?;
        }
        let operators: Vec<_> = OPERATORS.iter().map(|name| account(name).id).collect();
        let request = Services::request {
            blueprint: 0,
            operators: operators.try_into().unwrap_or_default(),
            permitted_callers: Default::default(),
            inputs: Default::default(),
            ttl: 0,
            assets: vec![Asset {
                token: AssetId::Native.token(),
                amount: COMMITTED,
            }]
            .try_into()
            .unwrap_or_default(),
        };
        road.send(CUSTOMER, "request a service", request)?;
        for operator in OPERATORS {
            let (request, revision) = (0, 0);
            road.send(operator, "approve", Services::approve { request, revision })?;
        }
        debug_assert_eq!(road.chain.execute(NextServiceId::<Runtime>::get), 1);
        // Stake earns from the next era on.
        road.chain.skip_blocks(era_length());
        Ok(road)
    }

    /// Funds the era. Each operator submits its result of a job call of its own.
    fn work(&mut self) -> Result<[u64; 2], RoadError> {
        let amount = POT;
        self.send(CUSTOMER, "fund the era", Stake::fund { amount })?;
        let mut calls = [0; 2];
        for (n, place) in calls.iter_mut().enumerate() {
            *place = self
                .chain
                .execute(pallet_services::NextJobCallId::<Runtime>::get);
            let call = Services::call {
                service: SERVICE,
                job: 0,
                inputs: word(INPUT),
            };
            self.send(CUSTOMER, "call the job", call)?;
            let result = Services::submit_result {
                service: SERVICE,
                call: *place,
                outputs: word(RESULTS[n]),
            };
            self.send(OPERATORS[n], "submit a result", result)?;
        }
        Ok(calls)
    }

    /// Reports an operator's result; of a right one, the report is rejected and costs its bond.
    fn report(&mut self, call: u64, n: usize, refused: bool) -> Result<(), RoadError> {
        let report = Services::submit_report {
            service: SERVICE,
            job: 0,
            call,
            participant: account(OPERATORS[n]).id,
            inputs: word(INPUT),
            outputs: word(RESULTS[n]),
        };
        if refused {
            let what = "report the right result";
            let reporter = account(DELEGATORS[0]);
            let has = |chain: &mut Chain| chain.execute(|| Balances::free_balance(&reporter.id));
            let before = has(&mut self.chain);
            let sent = self.chain.dispatch(&reporter, report);
            let lost = before.saturating_sub(has(&mut self.chain));
            let rejected = sent.rejected().is_some() && lost == REPORT_BOND;
            if !rejected {
                let received = format!("{:?}, {lost} lost", sent.result);
                return Err(failed(DELEGATORS[0], what, received));
            }
            self.tell(
                DELEGATORS[0],
                what,
                format!("rejected: {lost} of bond lost"),
            );
            return Ok(());
        }
        self.send(DELEGATORS[0], "report the wrong result", report)?;
        Ok(())
    }

    /// Plays the review of the slash to its end.
    fn review(&mut self, review: Review) -> Result<(), RoadError> {
        let slash = 0;
        match review {
            Review::Stands => {}
            Review::Vetoed => {
                return self.govern("veto the slash", Services::veto_slash { slash });
            }
            Review::Upheld | Review::Dismissed => {
                let stands = review == Review::Upheld;
                self.send(
                    OPERATORS[1],
                    "dispute the slash",
                    Services::dispute_slash { slash },
                )?;
                let ruling = Services::resolve_slash { slash, stands };
                self.govern("rule on the dispute", ruling)?;
                if !stands {
                    return Ok(());
                }
            }
        }
        let slash_of = self.view(IServices::slashOfCall { slashId: slash })?;
        let left = slash_of.deadline.saturating_sub(self.chain.timestamp());
        let blocks = (left * 1_000).div_ceil(MILLISECONDS_PER_BLOCK);
        self.chain
            .skip_blocks(u32::try_from(blocks).unwrap_or(u32::MAX));
        self.send(
            CUSTOMER,
            "execute the slash",
            Services::execute_slash { slash },
        )?;
        Ok(())
    }

    /// Claims what an account earned with an operator; the amount.
    fn claim(&mut self, who: &'static str, n: usize) -> Result<u128, RoadError> {
        let operator = account(OPERATORS[n]).id;
        let before = self.free(who);
        let claim = Stake::<Runtime>::claim {
            operator,
            selection: Selection::All,
        };
        let sent = self.chain.dispatch(&account(who), claim);
        if let Some(error) = sent.error() {
            return Err(failed(who, "claim", error));
        }
        let paid = self.free(who) - before;
        self.tell(who, "claim", format!("{} paid", tokens(paid)));
        Ok(paid)
    }

    /// A delegator leaves with all that is left; the amount it gets.
    fn leave(&mut self, n: usize, amount: u128) -> Result<u128, RoadError> {
        let (who, operator, asset) = (DELEGATORS[n], account(OPERATORS[n]).id, AssetId::Native);
        let undelegate = Stake::undelegate {
            operator: operator.clone(),
            selection: Selection::All,
            asset,
            amount,
        };
        self.send(who, "undelegate", undelegate)?;
        self.chain
            .skip_blocks(<Runtime as pallet_stake::Config>::UnbondingDelay::get());
        let before = self.free(who);
        let withdraw = Stake::withdraw {
            operator,
            selection: Selection::All,
            asset,
        };
        self.send(who, "withdraw", withdraw)?;
        Ok(self.free(who) - before)
    }

    fn deploy(&mut self, artifact: &Artifact) -> Result<(), RoadError> {
        let runtime = Address::new(accounts::runtime().address.0);
        let services = Address::new(accounts::SERVICES.0);
        let arguments = (runtime, 2u32, services).abi_encode_params();
        let deployed = self
            .chain
            .deploy(&account(DEVELOPER), &artifact.code, &arguments);
        let deployed = deployed.map_err(|outcome| RoadError::Deploy(Box::new(outcome)))?;
        self.manager = deployed.address;
        self.tell(DEVELOPER, "deploy the manager", "deployed".into());
        // The bond of a proposal is held on the manager's own account.
        let funded = self
            .chain
            .fund(&account(DEVELOPER), self.manager, PROPOSAL_BOND);
        if let Some(error) = funded.error() {
            return Err(failed(DEVELOPER, "fund the manager's bond", error));
        }
        self.tell(DEVELOPER, "fund the manager's bond", "done".into());
        Ok(())
    }

    /// Sends a signed extrinsic that must succeed.
    ///
    /// # Errors
    /// If it fails.
    pub fn send(
        &mut self,
        who: &str,
        what: &'static str,
        call: impl Into<RuntimeCall>,
    ) -> Result<Dispatched, RoadError> {
        let sent = self.chain.dispatch(&account(who), call);
        match sent.error() {
            None => {
                self.tell(who, what, events(&sent));
                Ok(sent)
            }
            Some(error) => {
                let hook = sent.hooks.last().map(|hook| format!("{:?}", hook.result));
                let error = format!("{error} {}", hook.unwrap_or_default());
                Err(failed(who, what, error))
            }
        }
    }

    /// Sends a call as governance, which the sudo key signs.
    fn govern(
        &mut self,
        what: &'static str,
        call: impl Into<RuntimeCall>,
    ) -> Result<(), RoadError> {
        let call = pallet_sudo::Call::<Runtime>::sudo {
            call: Box::new(call.into()),
        };
        let sent = self.send(DEVELOPER, what, call)?;
        let result = sent.events.iter().find_map(|event| match event {
            RuntimeEvent::Sudo(pallet_sudo::Event::Sudid { sudo_result }) => Some(*sudo_result),
            _ => None,
        });
        match result {
            Some(Ok(())) => Ok(()),
            Some(Err(error)) => Err(failed(DEVELOPER, what, error_name(&error))),
            None => Err(failed(DEVELOPER, what, "no answer of sudo".into())),
        }
    }

    /// Calls a view of the precompile.
    ///
    /// # Errors
    /// If it does not return.
    pub fn view<C: SolCall>(&mut self, call: C) -> Result<C::Return, RoadError> {
        let outcome = self.chain.read(accounts::SERVICES, call.abi_encode());
        C::abi_decode_returns_validate(&outcome.data).map_err(|_| RoadError::View {
            view: C::SIGNATURE,
            outcome: Box::new(outcome),
        })
    }

    fn era(&mut self) -> Result<u32, RoadError> {
        self.view(IServices::currentEraCall {})
    }

    fn activity(&mut self, era: u32, n: usize) -> Result<IServices::activityOfReturn, RoadError> {
        let operator = Address::new(account(OPERATORS[n]).address.0);
        self.view(IServices::activityOfCall { era, operator })
    }

    /// The stake with an operator, as the precompile returns it.
    fn staked(&mut self, n: usize) -> Result<u128, RoadError> {
        let operator = Address::new(account(OPERATORS[n]).address.0);
        let token = Address::ZERO;
        let wei = self.view(IServices::stakeOfCall { operator, token })?;
        let ratio: u32 = <Runtime as pallet_revive::Config>::NativeToEthRatio::get();
        Ok((wei / U256::from(ratio)).to::<u128>())
    }

    fn bond(&mut self, n: usize) -> u128 {
        let operator = account(OPERATORS[n]).id;
        self.chain.execute(|| {
            pallet_services::Operators::<Runtime>::get(&operator).map_or(0, |record| record.bond)
        })
    }

    fn free(&mut self, who: &str) -> u128 {
        let id = account(who).id;
        self.chain.execute(|| Balances::free_balance(&id))
    }

    fn tell(&mut self, who: &str, what: &'static str, outcome: String) {
        (self.observer)(&Step {
            who: who.into(),
            what,
            outcome,
        });
    }
}

fn era_length() -> u32 {
    <Runtime as pallet_services::Config>::EraLength::get()
}

fn failed(who: &str, what: &'static str, error: String) -> RoadError {
    RoadError::Step {
        who: who.into(),
        what,
        error,
    }
}

fn account(name: &str) -> Account {
    accounts::named(name).unwrap_or_else(|| panic!("no account is called {name}"))
}

fn word(value: u64) -> pallet_services::PayloadOf<Runtime> {
    U256::from(value)
        .abi_encode()
        .try_into()
        .unwrap_or_default()
}

/// An amount in whole tokens.
pub fn tokens(amount: u128) -> String {
    let cents = amount / (UNIT / 100);
    format!("{}.{:02}", cents / 100, cents % 100)
}

/// What the pallets' events say of a step.
fn events(sent: &Dispatched) -> String {
    let said = sent.events.iter().filter_map(|event| match event {
        RuntimeEvent::Services(pallet_services::Event::ResultJudged { right, points, .. }) => {
            let verdict = if *right { "right" } else { "wrong" };
            Some(format!("judged {verdict}, {points} points"))
        }
        RuntimeEvent::Services(pallet_services::Event::SlashProposed { share_bps, .. }) => {
            Some(format!("slash of {share_bps} basis points proposed"))
        }
        RuntimeEvent::Services(pallet_services::Event::SlashVetoed { .. }) => Some("vetoed".into()),
        RuntimeEvent::Services(pallet_services::Event::SlashDisputed { .. }) => {
            Some("disputed".into())
        }
        RuntimeEvent::Services(pallet_services::Event::SlashRuled { stands, .. }) => {
            Some(if *stands { "stands" } else { "dismissed" }.into())
        }
        RuntimeEvent::Services(pallet_services::Event::SlashBondForfeited { amount, .. }) => {
            Some(format!("a bond of {} burned", tokens(*amount)))
        }
        RuntimeEvent::Services(pallet_services::Event::SlashExecuted { amount, .. }) => {
            Some(format!("{} of the bond burned", tokens(*amount)))
        }
        RuntimeEvent::Stake(pallet_stake::Event::StakeSlashed { amount, .. }) => {
            Some(format!("{} of the stake burned", tokens(*amount)))
        }
        _ => None,
    });
    let said: Vec<String> = said.collect();
    if said.is_empty() {
        "done".into()
    } else {
        said.join(", ")
    }
}
