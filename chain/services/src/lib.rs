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
//! | `onReject` | `reject` | best effort |
//! | `onServiceInitialized` | `approve`, the last one | veto |
//! | `onServiceTermination` | `terminate` by the owner | delays the end by the notice, unless the manager has no code |
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
//! succeeds. Where any account may send it, a sender that cannot pay the hook's deposit fails it. The exceptions for managers without code let operators and owners leave. *Judgement*: a revert
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
//! [`Config::FaultWindow`] after its completion. A quality report has a deposit of its reporter, who
//! prunes it [`Config::FaultWindow`] after the report; any account does once its operator has left the service.
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
mod config;
mod deposit_limit;
mod encoding;
mod era_source;
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
pub use blueprint_rules::court::WEEK;
pub use era_source::EraSource;
pub use generation::*;
pub use hook::{FailurePolicy, Hook, HookFailure};
#[cfg(feature = "runtime-benchmarks")]
pub use managers::Answering;
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
#[import_section(config::config)]
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
            fungible::{BalancedHold, Inspect, Mutate, MutateHold},
            OnUnbalanced, Time,
        },
        PalletId,
    };
    use frame_system::pallet_prelude::*;
    use sp_core::{H160, H256};
    use sp_runtime::traits::{BlockNumberProvider, Dispatchable, UniqueSaturatedInto};

    const STORAGE_VERSION: StorageVersion = StorageVersion::new(8);

    #[pallet::pallet]
    #[pallet::storage_version(STORAGE_VERSION)]
    pub struct Pallet<T>(_);

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
        /// The account reported the quality of service of an operator, and the report is kept.
        ReportDeposit,
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
            Self::do_on_initialize(Self::now()).saturating_add(Self::weight_of_note_block())
        }

        fn on_finalize(_: BlockNumberFor<T>) {
            Self::note_block();
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
                T::RequestTtl::get() > 0,
                "a request must be open for a block"
            );
            assert!(
                T::LongestGap::get() <= T::HeartbeatWindow::get(),
                "a window must have a block in which a heartbeat can be sent"
            );
            assert!(
                T::OperatorBond::get() >= T::Currency::minimum_balance(),
                "the bond of an operator must keep its account alive"
            );
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
