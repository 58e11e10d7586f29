//! From a manager's decision to money, on the services pallet: a right result earns, a reported wrong one
//! is slashed. The manager (incredible squaring) records its verdicts and proposes the slash through the
//! precompile of `IServices`; governance may veto; anyone executes; delegators claim and withdraw.
//!
//! Every step is an extrinsic that a named account signs. Governance is the sudo key.

pub mod aggregated;
pub mod agreement;
pub mod answers;
mod committee;
pub mod complaints;
mod deployed;
pub mod evidence;
pub mod forks;
pub mod load;
pub mod logs;
pub mod median;
pub mod proved;
pub mod quality;
mod report;
pub mod ruled;
pub mod security;
mod signing;
pub mod usage;

pub use report::*;
use signing::{account, failed};

use crate::{
    accounts::{self, Account},
    artifact::Artifact,
    chain::Chain,
    outcome::{error_name, Dispatched},
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
    #![sol(abi = true, all_derives = true)]
    "../abi/solidity/library/IServices.sol"
);

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

/// The story on a chain of its own.
pub struct Road<'a> {
    /// The chain.
    pub chain: Chain,
    /// The manager.
    pub manager: H160,
    /// The operators.
    operators: [&'static str; 2],
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
            operators: OPERATORS,
            observer,
        };
        road.deploy_squaring(artifact)?;
        road.serve(generation, 1, 0)?;
        Ok(road)
    }

    /// A blueprint of the manager, of which a result earns `most` points at most and that takes `kinds` of reports of quality;
    /// a running service of both operators, whose stake earns.
    fn serve(&mut self, generation: Generation, most: u32, kinds: u8) -> Result<(), RoadError> {
        let road = self;
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
            quality_kinds: kinds,
            min_operators: 1,
            max_operators: 10,
            max_instances: 10,
            points: PointTerms::ByVerdict { most },
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
            road.send(road.operators[n], "join", Services::join_operators {})?;
            let register = Services::register {
                blueprint: 0,
                instance_limit: 2,
                inputs: Default::default(),
            };
            road.send(road.operators[n], "register", register)?;
            let operator = account(road.operators[n]).id;
            let delegate = Stake::delegate {
                operator,
                selection: Selection::All,
                asset: AssetId::Native,
                amount: STAKES[n],
            };
            road.send(DELEGATORS[n], "delegate", delegate)?;
        }
        let operators: Vec<_> = road.operators.iter().map(|name| account(name).id).collect();
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
        for operator in road.operators {
            let (request, revision) = (0, 0);
            road.send(operator, "approve", Services::approve { request, revision })?;
        }
        debug_assert_eq!(road.chain.execute(NextServiceId::<Runtime>::get), 1);
        // Stake earns from the next era on.
        road.chain.skip_blocks(era_length());
        Ok(())
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
            self.send(self.operators[n], "submit a result", result)?;
        }
        Ok(calls)
    }

    /// Reports an operator's result; of a right one, the report is rejected and costs its bond.
    fn report(&mut self, call: u64, n: usize, refused: bool) -> Result<(), RoadError> {
        let report = Services::submit_report {
            service: SERVICE,
            job: 0,
            call,
            participant: account(self.operators[n]).id,
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
                    self.operators[1],
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
        let operator = account(self.operators[n]).id;
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
        let (who, operator, asset) = (
            DELEGATORS[n],
            account(self.operators[n]).id,
            AssetId::Native,
        );
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
}

fn era_length() -> u32 {
    <Runtime as pallet_services::Config>::EraLength::get()
}

fn word(value: u64) -> pallet_services::PayloadOf<Runtime> {
    U256::from(value)
        .abi_encode()
        .try_into()
        .unwrap_or_default()
}
