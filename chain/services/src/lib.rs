//! Services of blueprints, and the hooks that their managers implement.
//!
//! # Terms
//!
//! * **Blueprint**: a template of services. Its *manager* is a contract on this chain that decides
//!   about operators, requests, job calls, results and reports.
//! * **Operator**: an account with a bond that registers for blueprints and serves in services.
//! * **Request**: requests a service from operators. It names the assets that secure the service and holds
//!   a bond. The requester may change it until an operator approves, and after a rejection; cancelling it
//!   in between burns the bond. The last approval starts the service.
//! * **Service**: a running instance of a blueprint. Its owner and the callers it permits call *jobs*;
//!   its operators submit results.
//! * **Report**: a claim against an operator about a job call, or about the quality of its service, where
//!   the blueprint accepts such reports. Any account may submit one, with a bond. The manager judges it in
//!   the same call: a false one costs the bond, one that stands is recorded and counted.
//! * **Heartbeat**: sent by operators, at most one per window. Any account may report an operator that
//!   is offline. Heartbeats, results, reports and absences are counted by *era*.
//! * **Verdict**: what the manager says of a result, [`Pallet::judge_result`]. Where the blueprint's terms
//!   are [`PointTerms::ByVerdict`], points come from verdicts alone.
//! * **Slash**: takes a share of an operator's bond, and of the stake behind it where the runtime has
//!   some ([`Stake`]). It is proposed by the manager, by the account it named when the service started or
//!   by the blueprint's owner, with a bond; its course is that of the rules' court: a review in which it
//!   can be disputed, with a bond, and vetoed; then anyone executes it, until it lapses.
//!
//! [`api`] lists running services and open requests.
//!
//! # Joining and leaving a running service
//!
//! The owner of a service invites an operator, which joins under the service's terms if the manager admits it. An
//! operator leaves one service as it leaves all of them: by a notice, whose length the manager may shorten, and a
//! fault window. It can stay while the notice runs.
//!
//! # Leaving
//!
//! An operator that leaves accepts nothing new, and serves until its notice ends. After the notice it no
//! longer serves and can still be slashed, for [`Config::FaultWindow`]. Then anyone takes it out of the services
//! that still run; it gives up its registrations, which no manager can prevent, and receives its bond once no
//! slash is pending. Its delegators keep their stake until they withdraw it. If too few operators stay,
//! the service stops, and its operators can be slashed for as long as after any service.
//!
//! # Hooks
//!
//! Each of these steps calls the blueprint's manager through [`Config::Managers`]. The caller is the
//! [pallet's account](Pallet::account_id) ([`Pallet::account_address`] for the contract), with no
//! value. A hook runs last, on the state that the step has written, within
//! [`Config::HookWeightLimit`] and [`Config::HookDepositLimit`].
//!
//! | hook | called by | on failure |
//! |---|---|---|
//! | `onBlueprintCreated` | `create_blueprint` | veto |
//! | `onRegister` | `register` | veto |
//! | `onUnregister` | `unregister` | veto, unless the manager has no code |
//! | `onUnregister` | `unregister` of an operator that leaves | best effort |
//! | `onRequest` | `request`, `modify_request` | veto |
//! | `onApprove` | `approve` | veto |
//! | `onReject` | `reject` | veto, unless the manager has no code |
//! | `onServiceInitialized` | `approve`, the last one | veto |
//! | `onServiceTermination` | `terminate` by the owner | veto, unless the manager has no code |
//! | `onServiceTermination` | `terminate` after the service's fault window, unless its owner ended it | best effort |
//! | `onServiceTermination` | `leave_service` of the last operator | best effort |
//! | `onOperatorLeft` | `leave_service` | best effort |
//! | `canJoin` | `join_service` | no operator joins; its writes are rolled back |
//! | `onOperatorJoined` | `join_service` | best effort |
//! | `canLeave`, `getExitConfig` | `schedule_exit` | the operator leaves with [`Config::LeavingNotice`]; their writes are rolled back |
//! | `onExitScheduled` | `schedule_exit` | best effort |
//! | `onExitCanceled` | `cancel_exit` | best effort |
//! | `onUpdatePreferences`, `onUpdateRpcAddress` | `update_preferences` | best effort |
//! | `getHeartbeatInterval`, `getHeartbeatThreshold` | `fix_heartbeat_terms` | those of the chain; their writes are rolled back |
//! | `owner` | `create_blueprint`, of managers that lack `onBlueprintCreated` | no account may create it; its writes are rolled back |
//! | `onJobCall` | `call` | veto |
//! | `onJobResult` | `submit_result` | veto |
//! | `verifyReport` | `submit_report` | judgement |
//! | `verifyQualityReport` | `report_quality` | judgement |
//! | `onUnappliedSlash` | `propose_slash` | best effort |
//! | `onSlash` | `execute_slash` | best effort |
//! | `getRequiredResultCount` | `submit_result`, `complete_call` | 1 result, `complete_call` fails; its writes are rolled back |
//! | `querySlashingOrigin` | `approve`, the last one | no account may slash; its writes are rolled back |
//!
//! *Veto*: the extrinsic fails and is rolled back, as in Tangle's services pallet. (Tangle's core in
//! Solidity lets only `onBlueprintCreated`, `onRegister`, `onRequest` and `onJobCall` veto.) *Best
//! effort*: the hook is rolled back, [`Event::HookFailed`] contains the reason, and the extrinsic
//! succeeds. The exceptions for managers without code let operators and owners leave. *Judgement*: a revert
//! rejects the report, which costs the reporter its bond; on every other failure the extrinsic fails and is
//! rolled back.
//!
//! # Generations
//!
//! A blueprint's [`Generation`] is the version of the hook interface that its manager implements. A hook
//! that a generation lacks ([`Generation::has`]) is not called: the step cannot be vetoed, and a job is
//! complete with its first result. Managers of some generations identify operators by the keys that
//! they registered with ([`Generation::identifies_operators_by_key`]). A `ttl` is in seconds in every generation.
//!
//! # Revert reasons
//!
//! A failed extrinsic leaves no event, so the reason is part of the error. A dispatch error has four
//! bytes: the error's index and, in [`Error::HookReverted`], the first three bytes of the selector of
//! the custom error with which the manager reverted. These distinguish the errors of one ABI; arguments
//! do not fit. [`Pallet::dry_run`] returns them: it executes a call on the current state, rolls it back,
//! and returns calldata, revert data and cost of each hook. A test runtime can also [`trace`] a call.
//!
//! # Fees and deposits
//!
//! The sender of the extrinsic pays for the weight of hooks with the fee, and for their storage with a
//! deposit: the engine charges the pallet's account, which collects it from the sender within
//! the same extrinsic. A released deposit goes to the sender of the extrinsic that released it. A sender limits
//! what hooks may take of it by [`Pallet::limit_deposit`]. The
//! pallet's account needs the existential deposit plus one [`Config::HookDepositLimit`], see
//! [`GenesisConfig`].
//!
//! A request and the service that it becomes have a bond of the owner; a job call has a deposit of the caller, for
//! its inputs and for the results, verdicts and reports of all operators. Any account prunes a call
//! [`Config::FaultWindow`] after its completion.
//!
//! # Calls of managers
//!
//! A contract cannot sign an extrinsic. [`Pallet::judge_result`] and [`Pallet::file_slash`] are for a
//! precompile, and call no hook: an engine cannot be entered twice.

#![cfg_attr(not(feature = "std"), no_std)]
#![forbid(unsafe_code)]

extern crate alloc;

mod accountability;
pub mod api;
#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod calls;
mod deposit_limit;
mod encoding;
mod errors;
mod events;
mod functions;
mod generation;
mod hook;
mod hooks;
mod managers;
pub mod migrations;
mod service_types;
mod stake;
mod storage;
mod terms;
mod trace;
mod types;
pub mod weights;

#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;

use frame_support::pallet_macros::import_section;
use functions::Terms;

pub use accountability::*;
pub use generation::*;
pub use hook::{FailurePolicy, Hook, HookFailure};
#[cfg(feature = "revive")]
pub use managers::ReviveManagers;
pub use managers::{CallFailure, Managers};
pub use pallet::*;
pub use service_types::*;
pub use stake::Stake;
pub use terms::*;
pub use trace::{trace, DryRun, HookRecord};
pub use types::*;
pub use weights::WeightInfo;

/// The most entries that one step of cleanup removes.
pub const CLEAR_PER_STEP: u32 = 16;

/// The most results, verdicts and reports, of each, that one pruning of a job call removes.
pub const PRUNE_LIMIT: u32 = 256;

/// The most entries that one page of a query reads.
pub const MAX_PAGE: u32 = 100;

/// The calldata the contracts pallet takes, in bytes.
pub const MAX_CALLDATA: u32 = 131_072;

/// The longest identifier of an operator in calldata, in bytes: its offset, the head of the struct, a
/// key and an RPC address, each with its length.
pub const MAX_OPERATOR_ID: u32 = 32 + 64 + (32 + 96) + (32 + MAX_RPC_ADDRESS);

/// The revert data an event keeps, in bytes. More is cut off.
pub const MAX_REVERT_DATA: u32 = 1_024;

#[import_section(calls::calls)]
#[import_section(errors::errors)]
#[import_section(events::events)]
#[import_section(storage::storage)]
#[frame_support::pallet]
pub mod pallet {
    use super::*;
    use alloc::boxed::Box;
    use blueprint_rules::{court::Charge, penalty::EraOffence, points::EraPoints};
    use frame_support::{
        dispatch::{GetDispatchInfo, PostDispatchInfo},
        pallet_prelude::*,
        storage::with_storage_layer,
        traits::{
            fungible::{BalancedHold, Mutate, MutateHold},
            OnUnbalanced, Time,
        },
        PalletId,
    };
    use frame_system::pallet_prelude::*;
    use sp_core::{H160, H256};
    use sp_runtime::traits::{BlockNumberProvider, Dispatchable, UniqueSaturatedInto};

    const STORAGE_VERSION: StorageVersion = StorageVersion::new(3);

    #[pallet::pallet]
    #[pallet::storage_version(STORAGE_VERSION)]
    pub struct Pallet<T>(_);

    #[pallet::config(with_default)]
    pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
        /// The chain's token, in which bonds are held and prices paid.
        #[pallet::no_default]
        type Currency: Mutate<Self::AccountId>
            + BalancedHold<Self::AccountId>
            + MutateHold<Self::AccountId, Reason = Self::RuntimeHoldReason>;

        /// The runtime's reasons for holds.
        #[pallet::no_default_bounds]
        type RuntimeHoldReason: From<HoldReason>;

        /// The runtime's calls.
        #[pallet::no_default_bounds]
        type RuntimeCall: Parameter
            + Dispatchable<RuntimeOrigin = Self::RuntimeOrigin, PostInfo = PostDispatchInfo>
            + GetDispatchInfo
            + From<Call<Self>>;

        /// The chain's time, in unix milliseconds.
        #[pallet::no_default]
        type Time: Time;

        /// The engine in which managers run: [`ReviveManagers`] for the contracts pallet.
        #[pallet::no_default]
        type Managers: Managers<Self::AccountId, BalanceOf<Self>>;

        /// The blocks by which windows and eras are counted: `System` on a chain of its own, the relay chain's
        /// on a parachain.
        #[pallet::no_default]
        type BlockNumberProvider: BlockNumberProvider<BlockNumber = BlockNumberFor<Self>>;

        /// What accounts lose to no other one: forfeited bonds, slashed bonds that the blueprint's terms burn,
        /// and the burned part of prices. `()` burns it.
        #[pallet::no_default_bounds]
        type Forfeited: OnUnbalanced<CreditOf<Self>>;

        /// Names the account that calls the hooks.
        #[pallet::constant]
        type PalletId: Get<PalletId>;

        /// The weight limit of one hook. `approve` reserves it three times.
        #[pallet::constant]
        type HookWeightLimit: Get<Weight>;

        /// The storage deposit limit of one hook, in the chain's smallest unit.
        #[pallet::constant]
        #[pallet::no_default]
        type HookDepositLimit: Get<BalanceOf<Self>>;

        /// The bond of an operator, in the chain's smallest unit. After a slash the operator accepts
        /// nothing new until it has restored the bond.
        #[pallet::constant]
        #[pallet::no_default]
        type OperatorBond: Get<BalanceOf<Self>>;

        /// The bond of an open request, and of the service that it becomes, in the chain's smallest unit.
        #[pallet::constant]
        #[pallet::no_default]
        type RequestBond: Get<BalanceOf<Self>>;

        /// The deposit for a record that a job call keeps, in the chain's smallest unit: one for itself, and one
        /// for each operator of the service.
        #[pallet::constant]
        #[pallet::no_default]
        type DepositPerItem: Get<BalanceOf<Self>>;

        /// The deposit for a byte of a job call's inputs, in the chain's smallest unit.
        #[pallet::constant]
        #[pallet::no_default]
        type DepositPerByte: Get<BalanceOf<Self>>;

        /// How long a request stays open, in blocks.
        #[pallet::constant]
        type RequestTtl: Get<u32>;

        /// The longest inputs or outputs, in bytes. Two of them and the other arguments must fit
        /// the calldata of a hook, [`MAX_CALLDATA`].
        #[pallet::constant]
        type MaxPayloadLength: Get<u32>;

        /// The most operators of a service.
        #[pallet::constant]
        type MaxOperatorsPerService: Get<u32>;

        /// The most assets that secure a service.
        #[pallet::constant]
        type MaxAssetsPerRequest: Get<u32>;

        /// The most callers a service permits beside its owner.
        #[pallet::constant]
        type MaxPermittedCallers: Get<u32>;

        /// The most blueprints an account owns.
        #[pallet::constant]
        type MaxBlueprintsPerAccount: Get<u32>;

        /// The most open requests of an account.
        #[pallet::constant]
        type MaxRequestsPerAccount: Get<u32>;

        /// The most open requests that wait for an operator's answer: many times what one account may have open,
        /// so that it takes the bonds of many to keep others from an operator.
        #[pallet::constant]
        type MaxRequestsPerOperator: Get<u32>;

        /// The most services an account owns at a time.
        #[pallet::constant]
        type MaxServicesPerAccount: Get<u32>;

        /// The most blueprints an operator is registered for.
        #[pallet::constant]
        type MaxBlueprintsPerOperator: Get<u32>;

        /// The blocks in each of which an operator sends at most one heartbeat to a service; at
        /// least 1. A window starts at each multiple of it.
        #[pallet::constant]
        type HeartbeatWindow: Get<u32>;

        /// How long an operator may send no heartbeat before it is offline, in heartbeat windows.
        #[pallet::constant]
        type OfflineLimit: Get<u32>;

        /// How long a block takes, in seconds: managers say in seconds how often they want heartbeats. At least 1.
        #[pallet::constant]
        type SecondsPerBlock: Get<u32>;

        /// How long an era is, in blocks; at least 1. Eras are counted from 0 as they end, so that a change
        /// of the length skips and repeats no number.
        #[pallet::constant]
        type EraLength: Get<u32>;

        /// For how many eras the counters of a past era are kept.
        #[pallet::constant]
        type ErasKept: Get<u32>;

        /// How long an operator that leaves still serves, in seconds.
        #[pallet::constant]
        type LeavingNotice: Get<u64>;

        /// The time in which slashes must be proposed, in seconds: an operator stays in a service
        /// for so long after its notice, and all operators after the service's end unless its owner
        /// terminates it.
        #[pallet::constant]
        type FaultWindow: Get<u64>;

        /// The shortest review of a slash that a blueprint may choose, in seconds.
        #[pallet::constant]
        type ShortestReview: Get<u64>;

        /// The longest review of a slash that a blueprint may choose, in seconds.
        #[pallet::constant]
        type LongestReview: Get<u64>;

        /// How long a disputed slash waits for a ruling, in seconds; without one it stands.
        #[pallet::constant]
        type ResolutionPeriod: Get<u64>;

        /// For how long at least a slash can be executed, in seconds, before it lapses.
        #[pallet::constant]
        type ExecutionWindow: Get<u64>;

        /// The longest pause of executions, in seconds: shorter than [`Config::ExecutionWindow`].
        #[pallet::constant]
        type LongestPause: Get<u64>;

        /// The bond of who proposes a slash, in the chain's smallest unit; 0 for none. Lost if the slash is
        /// vetoed, or dismissed by a ruling.
        #[pallet::constant]
        #[pallet::no_default]
        type ProposalBond: Get<BalanceOf<Self>>;

        /// The bond of who disputes a slash, in the chain's smallest unit; not 0. Lost if the slash is
        /// executed.
        #[pallet::constant]
        #[pallet::no_default]
        type DisputeBond: Get<BalanceOf<Self>>;

        /// The bond of who reports an operator, in the chain's smallest unit; 0 for none. It is on hold while
        /// the manager judges the report, and lost if the manager reverts.
        #[pallet::constant]
        #[pallet::no_default]
        type ReportBond: Get<BalanceOf<Self>>;

        /// The most points of one result that a blueprint's terms may allow.
        #[pallet::constant]
        type MaxPoints: Get<u32>;

        /// The most pending slashes of an operator per service. Those in one service do not count
        /// in another.
        #[pallet::constant]
        type MaxPendingSlashes: Get<u32>;

        /// The origin that may veto slashes, rules on disputed ones and pauses their execution.
        #[pallet::no_default]
        type SlashVetoOrigin: EnsureOrigin<<Self as frame_system::Config>::RuntimeOrigin>;

        /// The account that gets what is slashed where a blueprint's terms say so.
        #[pallet::no_default]
        type Treasury: Get<Self::AccountId>;

        /// The pallet that keeps the stake behind operators; `()` for none.
        #[pallet::no_default_bounds]
        type Stake: Stake<Self::AccountId>;

        /// The calls' base weights.
        #[pallet::no_default]
        type WeightInfo: WeightInfo;
    }

    /// Default values for a runtime's configuration.
    pub mod config_preludes {
        use super::*;
        use blueprint_rules::court::WEEK;
        use frame_support::{
            derive_impl, parameter_types,
            traits::{ConstU32, ConstU64},
        };

        parameter_types! {
            /// The id of Tangle's services pallet.
            pub const ServicesPalletId: PalletId = PalletId(*b"py/srvcs");
            /// 20 ms and 1 MiB: measured hooks take 0.2..0.4 ms and 20 KiB.
            pub const HookWeight: Weight = Weight::from_parts(20_000_000_000, 1_048_576);
        }

        /// The limits of a development chain.
        pub struct DevelopmentConfig;

        #[derive_impl(frame_system::config_preludes::TestDefaultConfig, no_aggregated_types)]
        impl frame_system::DefaultConfig for DevelopmentConfig {}

        #[frame_support::register_default_impl(DevelopmentConfig)]
        impl DefaultConfig for DevelopmentConfig {
            #[inject_runtime_type]
            type RuntimeHoldReason = ();
            #[inject_runtime_type]
            type RuntimeCall = ();
            type Forfeited = ();
            type PalletId = ServicesPalletId;
            type HookWeightLimit = HookWeight;
            type RequestTtl = ConstU32<1_000>;
            type MaxPayloadLength = ConstU32<32_768>;
            type MaxOperatorsPerService = ConstU32<128>;
            type MaxAssetsPerRequest = ConstU32<8>;
            type MaxPermittedCallers = ConstU32<128>;
            type MaxBlueprintsPerAccount = ConstU32<256>;
            type MaxRequestsPerAccount = ConstU32<1_024>;
            type MaxRequestsPerOperator = ConstU32<8_192>;
            type MaxServicesPerAccount = ConstU32<1_024>;
            type MaxBlueprintsPerOperator = ConstU32<1_024>;
            type HeartbeatWindow = ConstU32<100>;
            type OfflineLimit = ConstU32<3>;
            type SecondsPerBlock = ConstU32<6>;
            type EraLength = ConstU32<1_000>;
            type ErasKept = ConstU32<84>;
            type LeavingNotice = ConstU64<604_800>;
            type FaultWindow = ConstU64<604_800>;
            type ShortestReview = ConstU64<WEEK>;
            type LongestReview = ConstU64<{ 2 * WEEK }>;
            type ResolutionPeriod = ConstU64<WEEK>;
            type ExecutionWindow = ConstU64<WEEK>;
            type LongestPause = ConstU64<{ WEEK / 2 }>;
            type MaxPendingSlashes = ConstU32<8>;
            type MaxPoints = ConstU32<1_000>;
            type Stake = ();
        }
    }

    /// Why the pallet holds an account's funds.
    #[pallet::composite_enum]
    pub enum HoldReason {
        /// The account is an operator.
        OperatorBond,
        /// A request of the account waits, or the account owns a service.
        RequestBond,
        /// The account proposed or disputed a slash.
        SlashBond,
        /// The manager judges a report of the account.
        ReportBond,
        /// The account called a job, whose records are kept.
        CallDeposit,
    }

    /// Endows the pallet's account and maps it, so that hooks can be called from the first block.
    #[pallet::genesis_config]
    #[derive(frame_support::DefaultNoBound)]
    pub struct GenesisConfig<T: Config> {
        /// What the pallet's account gets, in the chain's smallest unit: the existential deposit
        /// plus one hook's deposit limit, or more. With 0 the account gets nothing and must be
        /// endowed later; it is mapped by the first hook.
        pub endowment: BalanceOf<T>,
    }

    #[pallet::genesis_build]
    impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
        fn build(&self) {
            if self.endowment == Default::default() {
                return;
            }
            let endowed = T::Currency::mint_into(&Pallet::<T>::account_id(), self.endowment);
            assert!(
                endowed.is_ok(),
                "the endowment must reach the existential deposit"
            );
            assert!(
                T::Managers::enable(&Pallet::<T>::account_id()).is_ok(),
                "an account that exists can be made able to call contracts"
            );
        }
    }

    #[pallet::hooks]
    impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
        fn on_initialize(_: BlockNumberFor<T>) -> Weight {
            Self::do_on_initialize(Self::now())
        }

        fn on_idle(_: BlockNumberFor<T>, remaining: Weight) -> Weight {
            Self::do_on_idle(Self::now(), remaining)
        }

        #[cfg(feature = "try-runtime")]
        fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
            Self::do_try_state()
        }

        fn integrity_test() {
            let most = Self::approve_base(T::MaxOperatorsPerService::get())
                .saturating_add(Self::hook_reserve(3));
            let block = <T as frame_system::Config>::BlockWeights::get();
            let limit = block
                .get(frame_support::dispatch::DispatchClass::Normal)
                .max_extrinsic
                .unwrap_or(block.max_block);
            assert!(
                most.all_lte(limit),
                "three hooks must fit an extrinsic: {most:?} needed, {limit:?} allowed"
            );
            assert!(
                T::LongestPause::get() < T::ExecutionWindow::get(),
                "a pause must be shorter than the time in which a slash can be executed"
            );
            for review in [T::ShortestReview::get(), T::LongestReview::get()] {
                let policy = Self::slash_policy(review).check(Self::review_bounds());
                assert!(policy.is_ok(), "slashes cannot be reviewed: {policy:?}");
            }
            assert!(
                T::HeartbeatWindow::get() > 0 && T::EraLength::get() > 0,
                "windows and eras must not be empty"
            );
            // The two payloads of a report, or a request's one, the word of each of its callers and
            // the names of its operators; and the fixed arguments.
            let payload = T::MaxPayloadLength::get();
            let callers = T::MaxPermittedCallers::get().saturating_mul(32);
            let calldata = T::MaxOperatorsPerService::get()
                .saturating_mul(MAX_OPERATOR_ID)
                .saturating_add(callers)
                .max(payload)
                .saturating_add(payload)
                .saturating_add(1_024);
            assert!(
                calldata <= MAX_CALLDATA,
                "a hook's arguments must fit its calldata: {calldata} bytes needed"
            );
        }
    }
}
