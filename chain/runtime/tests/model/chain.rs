//! The same steps on the runtime, as extrinsics.

use crate::{
    manager,
    stake::FIRST_PRICE,
    state::{
        Funds, Selection, Terms, Who, BLUEPRINTS, ERA, MANAGER, PEOPLE, STAKE, START, TREASURY,
        UNIT,
    },
    steps::Step,
};
use blueprint_e2e_runtime::{
    configs::services::TreasuryAccount, genesis, AccountId, Assets, Balances, Revive, Runtime,
    RuntimeCall, RuntimeOrigin, Services, Stake, System, Timestamp,
};
use blueprint_precompiles::IServices;
use blueprint_rules::{court::Charge, penalty::Escalating};
use frame_support::{
    traits::{Hooks, UnfilteredDispatchable},
    weights::Weight,
};
use pallet_revive::precompiles::alloy::{primitives, sol_types::SolCall};
use pallet_services::{
    Asset, BlueprintDefinition, Generation, JobPrice, Penalties, Penalty, PointTerms, SlashedFunds,
};
use pallet_stake::{AssetId, Backing};
use sp_core::{storage::StateVersion, H160, H256};
use sp_io::TestExternalities;
use sp_runtime::{BuildStorage, DispatchResult};

pub const GOLD: u32 = 7;
pub const ASSETS: [AssetId; 2] = [AssetId::Native, AssetId::Asset(GOLD)];
/// What everybody begins with, of the chain's token and of gold.
const RICH: u128 = 10_000_000 * UNIT;
const RICH_IN_GOLD: u128 = 1_000_000_000_000;
const LIMIT: Weight = Weight::from_parts(500_000_000_000, 4_000_000);

/// The people of the model as accounts of the chain.
pub struct Chain {
    pub people: Vec<AccountId>,
    managers: Vec<H160>,
}

type ServicesCall = pallet_services::Call<Runtime>;
type StakeCall = pallet_stake::Call<Runtime>;

impl Chain {
    /// A chain in block 1 with blueprints of these terms.
    pub fn new(terms: &[Terms]) -> (Self, TestExternalities) {
        let account = |n: usize| AccountId::new([0x40 + n as u8; 32]);
        let mut people: Vec<_> = (0..PEOPLE).map(account).collect();
        people[usize::from(TREASURY)] = TreasuryAccount::get();
        people[usize::from(STAKE)] = Stake::account_id();
        let rich = || people[..usize::from(TREASURY)].iter().cloned();
        let mut genesis = genesis::development();
        let balances = &mut genesis.balances.balances;
        balances.extend(rich().map(|who| (who, RICH)));
        let mut storage = genesis.build_storage().expect("the genesis builds");
        pallet_assets::GenesisConfig::<Runtime> {
            assets: vec![(GOLD, account(8), false, crate::state::GOLD_MINIMUM)],
            accounts: rich().map(|who| (GOLD, who, RICH_IN_GOLD)).collect(),
            ..Default::default()
        }
        .assimilate_storage(&mut storage)
        .expect("the assets build");
        let mut ext = TestExternalities::from(storage);
        let mut chain = Self {
            people,
            managers: Vec::new(),
        };
        ext.execute_with(|| chain.set_up(terms));
        ext.commit_all().expect("the state can be kept");
        (chain, ext)
    }

    fn set_up(&mut self, terms: &[Terms]) {
        System::set_block_number(1);
        Timestamp::set_timestamp((START + 6) * 1_000);
        for who in [crate::state::DEVELOPER, crate::state::ORIGIN] {
            Revive::map_account(self.signed(who)).expect("it can be mapped");
        }
        for (asset, decimals, least) in [
            (ASSETS[0], crate::stake::DECIMALS[0], crate::stake::LEAST[0]),
            (ASSETS[1], crate::stake::DECIMALS[1], crate::stake::LEAST[1]),
        ] {
            let decimals = decimals as u8;
            let add = StakeCall::add_asset {
                asset,
                decimals,
                least,
            };
            dispatch(RuntimeOrigin::root(), add).expect("it is accepted");
            let price_e18 = FIRST_PRICE;
            let price = StakeCall::set_price { asset, price_e18 };
            dispatch(RuntimeOrigin::root(), price).expect("it is priced");
        }
        for (n, terms) in (0..BLUEPRINTS).zip(terms) {
            let manager = manager::deploy(
                self.account(crate::state::DEVELOPER),
                self.account(crate::state::ORIGIN),
            );
            self.managers.push(manager);
            let account = Services::account_of(&manager);
            let fund = pallet_balances::Call::<Runtime>::transfer_keep_alive {
                dest: account.clone().into(),
                value: 10_000 * UNIT,
            };
            dispatch(self.signed(crate::state::ORIGIN), fund).expect("it is funded");
            self.people[usize::from(MANAGER + n)] = account;
            let create = ServicesCall::create_blueprint {
                definition: definition(manager, terms),
            };
            dispatch(self.signed(crate::state::DEVELOPER), create).expect("it is created");
        }
        System::reset_events();
    }

    pub fn account(&self, who: Who) -> AccountId {
        self.people[usize::from(who)].clone()
    }

    fn signed(&self, who: Who) -> RuntimeOrigin {
        RuntimeOrigin::signed(self.account(who))
    }

    pub fn backing(&self, operator: Who, selected: Selection) -> Backing<AccountId> {
        Backing {
            operator: self.account(operator),
            selection: selection(selected),
        }
    }

    /// The state root.
    pub fn root() -> Vec<u8> {
        sp_io::storage::root(StateVersion::V1)
    }

    /// Send a step.
    pub fn send(&self, step: &Step) -> DispatchResult {
        use Step::*;
        let of = |who: &Who| self.account(*who);
        let (who, call): (Who, RuntimeCall) = match step.clone() {
            Join(who) => (who, ServicesCall::join_operators {}.into()),
            SetAvailable(who, available) => (who, ServicesCall::set_available { available }.into()),
            Leave(who) => (who, ServicesCall::leave_operators {}.into()),
            CancelLeaving(who) => (who, ServicesCall::cancel_leaving {}.into()),
            FinishLeaving(who) => (who, ServicesCall::finish_leaving {}.into()),
            RestoreBond(who) => (who, ServicesCall::restore_bond {}.into()),
            Register(who, blueprint, instance_limit) => {
                let call = ServicesCall::register {
                    blueprint: blueprint.into(),
                    instance_limit,
                    inputs: Default::default(),
                };
                (who, call.into())
            }
            Unregister(who, blueprint) => {
                let blueprint = blueprint.into();
                (who, ServicesCall::unregister { blueprint }.into())
            }
            SetLimit(who, blueprint, instance_limit) => {
                let call = ServicesCall::set_instance_limit {
                    blueprint: blueprint.into(),
                    instance_limit,
                };
                (who, call.into())
            }
            SetPrice(who, blueprint, price) => {
                let call = ServicesCall::set_job_price {
                    blueprint: blueprint.into(),
                    job: 1,
                    price: price.map(|it| JobPrice {
                        amount: it.amount,
                        burned_bps: it.burned,
                        owner_bps: it.owner,
                    }),
                };
                (who, call.into())
            }
            Request {
                who,
                blueprint,
                operators,
                ttl,
                assets,
            } => {
                let call = ServicesCall::request {
                    blueprint: blueprint.into(),
                    operators: self.accounts(&operators),
                    permitted_callers: Default::default(),
                    inputs: Default::default(),
                    ttl,
                    assets: amounts(&assets),
                };
                (who, call.into())
            }
            Modify {
                who,
                request,
                operators,
                ttl,
                assets,
            } => {
                let call = ServicesCall::modify_request {
                    request,
                    operators: self.accounts(&operators),
                    permitted_callers: Default::default(),
                    ttl,
                    assets: amounts(&assets),
                };
                (who, call.into())
            }
            Approve(who, request, revision) => {
                (who, ServicesCall::approve { request, revision }.into())
            }
            Reject(who, request) => (who, ServicesCall::reject { request }.into()),
            Cancel(who, request, forfeit) => (
                who,
                ServicesCall::cancel_request { request, forfeit }.into(),
            ),
            Terminate(who, service) => (who, ServicesCall::terminate { service }.into()),
            Step::Call(who, service, job) => {
                let call = ServicesCall::call {
                    service,
                    job,
                    inputs: INPUTS.to_vec().try_into().expect("short"),
                };
                (who, call.into())
            }
            Result(who, service, call, wrong) => {
                let outputs = outputs(wrong);
                let call = ServicesCall::submit_result {
                    service,
                    call,
                    outputs: outputs.try_into().expect("short"),
                };
                (who, call.into())
            }
            Complete(who, service, call) => {
                (who, ServicesCall::complete_call { service, call }.into())
            }
            Prune(who, service, call) => (who, ServicesCall::prune_call { service, call }.into()),
            Judge {
                blueprint,
                service,
                call,
                operator,
                right,
                points,
            } => {
                let input = IServices::judgeResultCall {
                    serviceId: service,
                    callId: call,
                    operator: self.address(operator),
                    right,
                    points,
                };
                return self.through_manager(blueprint, input.abi_encode());
            }
            Report(who, service, call, operator) => {
                let participant = of(&operator);
                let key = (service, call, participant.clone());
                let known = pallet_services::JobResults::<Runtime>::get(key);
                let mut sent = [true, false].map(outputs).into_iter();
                let outputs = known.and_then(|known| {
                    let hashes =
                        |it: &Vec<u8>| H256(sp_io::hashing::keccak_256(it)) == known.outputs_hash;
                    sent.find(hashes)
                });
                let record = pallet_services::JobCalls::<Runtime>::get(service, call);
                let call = ServicesCall::submit_report {
                    service,
                    job: record.map_or(0, |it| it.job),
                    call,
                    participant,
                    inputs: INPUTS.to_vec().try_into().expect("short"),
                    outputs: outputs.unwrap_or_default().try_into().expect("short"),
                };
                (who, call.into())
            }
            Quality(who, service, kind, operator, evidence) => {
                let call = ServicesCall::report_quality {
                    service,
                    kind,
                    participant: of(&operator),
                    evidence: vec![evidence].try_into().expect("short"),
                };
                (who, call.into())
            }
            PruneQuality(who, service, kind, operator, evidence) => {
                let call = ServicesCall::prune_quality_report {
                    service,
                    kind,
                    participant: of(&operator),
                    evidence: H256(sp_io::hashing::keccak_256(&[evidence])),
                };
                (who, call.into())
            }
            Heartbeat(who, service) => (who, ServicesCall::heartbeat { service }.into()),
            ReportOffline(who, service, operator) => {
                let operator = of(&operator);
                (
                    who,
                    ServicesCall::report_offline { service, operator }.into(),
                )
            }
            Propose {
                who,
                service,
                operator,
                class,
                bps,
                evidence,
            } if who >= MANAGER => {
                let input = IServices::proposeSlashCall {
                    serviceId: service,
                    operator: self.address(operator),
                    offence: class,
                    slashBps: bps,
                    evidence: H256::from_low_u64_be(evidence.into()).0.into(),
                };
                return self.through_manager(who - MANAGER, input.abi_encode());
            }
            Propose {
                who,
                service,
                operator,
                class,
                bps,
                evidence,
            } => {
                let call = ServicesCall::propose_slash {
                    service,
                    operator: of(&operator),
                    offence: CLASSES[usize::from(class)],
                    share_bps: bps,
                    evidence: H256::from_low_u64_be(evidence.into()),
                };
                (who, call.into())
            }
            Dispute(who, slash) => (who, ServicesCall::dispute_slash { slash }.into()),
            Execute(who, slash) => (who, ServicesCall::execute_slash { slash }.into()),
            Expire(who, slash) => (who, ServicesCall::expire_slash { slash }.into()),
            LeaveService(who, service, operator) => {
                let operator = of(&operator);
                (
                    who,
                    ServicesCall::leave_service { service, operator }.into(),
                )
            }
            Invite(who, service, operator, invited) => {
                let call = ServicesCall::invite_operator {
                    service,
                    operator: of(&operator),
                    invited,
                };
                (who, call.into())
            }
            JoinService(who, service) => (who, ServicesCall::join_service { service }.into()),
            ScheduleExit(who, service) => (who, ServicesCall::schedule_exit { service }.into()),
            CancelExit(who, service) => (who, ServicesCall::cancel_exit { service }.into()),
            Delegate(who, operator, selected, asset, amount) => {
                let call = StakeCall::delegate {
                    operator: of(&operator),
                    selection: selection(selected),
                    asset: ASSETS[asset],
                    amount,
                };
                (who, call.into())
            }
            Undelegate(who, operator, selected, asset, amount) => {
                let call = StakeCall::undelegate {
                    operator: of(&operator),
                    selection: selection(selected),
                    asset: ASSETS[asset],
                    amount,
                };
                (who, call.into())
            }
            Withdraw(who, operator, selected, asset) => {
                let call = StakeCall::withdraw {
                    operator: of(&operator),
                    selection: selection(selected),
                    asset: ASSETS[asset],
                };
                (who, call.into())
            }
            WithdrawTo(who, operator, selected, asset, to) => {
                let call = StakeCall::withdraw_to {
                    operator: of(&operator),
                    selection: selection(selected),
                    asset: ASSETS[asset],
                    to: of(&to),
                };
                (who, call.into())
            }
            Sweep(who, delegator, operator, selected, asset) => {
                let call = StakeCall::sweep {
                    delegator: of(&delegator),
                    operator: of(&operator),
                    selection: selection(selected),
                    asset: ASSETS[asset],
                };
                (who, call.into())
            }
            Claim(who, operator, selected) => {
                let call = StakeCall::claim {
                    operator: of(&operator),
                    selection: selection(selected),
                };
                (who, call.into())
            }
            SetCommission(who, bps) => (who, StakeCall::set_commission { bps }.into()),
            Fund(who, amount) => (who, StakeCall::fund { amount }.into()),
            Settle(who, operator, selected) => {
                let call = StakeCall::settle_operator {
                    operator: of(&operator),
                    selection: selection(selected),
                };
                (who, call.into())
            }
            CloseEra(who, era, max) => (who, StakeCall::close_era { era, max }.into()),
            Resolve(slash, stands) => return govern(ServicesCall::resolve_slash { slash, stands }),
            Veto(slash) => return govern(ServicesCall::veto_slash { slash }),
            Pause(seconds) => {
                let until = Services::unix_seconds() + seconds;
                return govern(ServicesCall::pause_slashes { until });
            }
            Quote(asset, price_e18) => {
                let asset = ASSETS[asset];
                return govern(StakeCall::set_price { asset, price_e18 });
            }
            Activate(blueprint) => {
                let blueprint = blueprint.into();
                return govern(StakeCall::activate_blueprint { blueprint });
            }
            Deactivate(blueprint) => {
                let blueprint = blueprint.into();
                return govern(StakeCall::deactivate_blueprint { blueprint });
            }
            Pass(blocks, idle) => {
                pass(blocks, idle);
                return Ok(());
            }
        };
        dispatch(self.signed(who), call)
    }

    /// The developer has a manager call the precompile.
    fn through_manager(&self, blueprint: u8, data: Vec<u8>) -> DispatchResult {
        let call = pallet_revive::Call::<Runtime>::call {
            dest: self.managers[usize::from(blueprint)],
            value: 0,
            weight_limit: LIMIT,
            storage_deposit_limit: 0,
            data,
        };
        dispatch(self.signed(crate::state::DEVELOPER), call)
    }

    /// The address by which contracts know an account.
    pub fn address_of(&self, who: Who) -> [u8; 20] {
        Services::address_of(&self.account(who)).0
    }

    fn address(&self, who: Who) -> primitives::Address {
        self.address_of(who).into()
    }

    fn accounts(&self, all: &[Who]) -> pallet_services::OperatorsOf<Runtime> {
        let accounts: Vec<_> = all.iter().map(|who| self.account(*who)).collect();
        accounts.try_into().expect("few")
    }
}

const INPUTS: [u8; 4] = [1, 2, 3, 4];
const CLASSES: [Charge; 4] = [
    Charge::None,
    Charge::JobMisbehaviour,
    Charge::QualityOfService,
    Charge::SecurityBreach,
];

/// Outputs of a result: the managers take odd ones for wrong.
fn outputs(wrong: bool) -> Vec<u8> {
    vec![if wrong { 3 } else { 2 }; 5]
}

pub fn selection(selected: Selection) -> pallet_stake::Selection {
    match selected {
        None => pallet_stake::Selection::All,
        Some(blueprint) => pallet_stake::Selection::Blueprint(blueprint.into()),
    }
}

fn amounts(assets: &[(usize, u128)]) -> pallet_services::AssetsOf<Runtime> {
    let assets: Vec<_> = assets
        .iter()
        .map(|(asset, amount)| Asset {
            token: ASSETS[*asset].token(),
            amount: *amount,
        })
        .collect();
    assets.try_into().expect("few")
}

fn definition(manager: H160, terms: &Terms) -> BlueprintDefinition {
    let [floor, cap, history, correlation] = terms.penalty;
    let penalty = Penalty {
        amount: Escalating {
            floor,
            cap,
            history,
            correlation,
        },
        ejects_at: terms.ejects_at,
    };
    BlueprintDefinition {
        manager,
        generation: Generation::Core0_20,
        jobs: 2,
        reporting: true,
        quality_kinds: 2,
        min_operators: terms.min as u32,
        max_operators: terms.max as u32,
        max_instances: terms.instances,
        points: terms
            .most
            .map_or(PointTerms::EachResult, |most| PointTerms::ByVerdict {
                most,
            }),
        points_per_era: terms.points_per_era,
        penalties: Penalties {
            job_misbehaviour: penalty,
            quality_of_service: penalty,
            security_breach: penalty,
            slashed: match terms.funds {
                Funds::Burned => SlashedFunds::Burned,
                Funds::Treasury => SlashedFunds::Treasury,
                Funds::Customer => SlashedFunds::Customer,
                Funds::Rewards => SlashedFunds::Rewards,
            },
        },
        review: terms.review,
    }
}

/// Send a call without a fee.
fn dispatch(origin: RuntimeOrigin, call: impl Into<RuntimeCall>) -> DispatchResult {
    call.into()
        .dispatch_bypass_filter(origin)
        .map(|_| ())
        .map_err(|failed| failed.error)
}

fn govern(call: impl Into<RuntimeCall>) -> DispatchResult {
    dispatch(RuntimeOrigin::root(), call)
}

/// Go on so many blocks, with those on the way in which an era begins.
fn pass(blocks: u32, idle: bool) {
    let end = System::block_number() + blocks;
    loop {
        let before = System::block_number();
        let next = end.min((before / ERA + 1) * ERA);
        System::set_block_number(next);
        Timestamp::set_timestamp((START + u64::from(next) * 6) * 1_000);
        Services::on_initialize(next);
        if idle && next / ERA > before / ERA {
            Stake::on_idle(next, Weight::MAX);
        }
        if next == end {
            break;
        }
    }
    if idle {
        clean(end);
    }
}

/// What idle blocks do that have room for all, up to a block. Those without a task only move the cursor on: hundreds of
/// thousands of them are left out.
fn clean(end: u32) {
    let next = || {
        let tasks = pallet_services::CleanupTasks::<Runtime>::iter_keys();
        tasks.map(|it| it.0).filter(|at| *at <= end).min()
    };
    while let Some(at) = next() {
        System::set_block_number(at);
        pallet_services::CleanupCursor::<Runtime>::put(at);
        Services::on_idle(at, Weight::MAX);
    }
    System::set_block_number(end);
}

/// Everything of the chain's token, and of gold.
pub fn issued() -> (u128, u128) {
    (Balances::total_issuance(), Assets::total_supply(GOLD))
}

impl Chain {
    /// What everybody has.
    pub fn purses(&self) -> [crate::state::Purse; PEOPLE] {
        std::array::from_fn(|who| {
            let account = &self.people[who];
            crate::state::Purse {
                free: Balances::free_balance(account),
                gold: Assets::balance(GOLD, account),
                held: [0; 6],
            }
        })
    }
}
