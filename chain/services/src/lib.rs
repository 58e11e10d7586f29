//! The life of a blueprint service, and the hooks it calls.
//!
//! A **blueprint** names a manager: a contract on this chain that decides about operators,
//! requests, job calls, results and reports. **Operators** join, register for blueprints and
//! approve requests; the last approval of a request starts a **service**. Its owner and the
//! callers it permits call **jobs**, its operators submit results, and where the blueprint takes
//! **reports**, anyone may hold a result against an operator.
//!
//! An operator that **leaves** accepts nothing new and serves for a notice. Then it serves no more,
//! and can be slashed for some time yet for what it did. Then it leaves the services that still
//! run, gives up its registrations, which no manager can refuse it, and takes its bond once no
//! slash waits. Its delegators keep their stake until they take it. The life of a service in which
//! too few operators stay is over, and their faults can be found as after any life.
//!
//! A waiting request names the assets that secure the service and has a bond on hold. Until an
//! operator approves, the requester may change it; who takes it back later loses the bond.
//! Operators send **heartbeats**; anyone may tell that one is silent. What an operator did is
//! counted by era. Whom a manager names may propose to **slash** an operator's bond, which is
//! burned after a time of review, and the stake behind the operator where the runtime has some:
//! see [`Stake`]. [`api`] lists what runs and waits.
//!
//! # Hooks
//!
//! Each of these steps calls the blueprint's manager through the contracts pallet, with the
//! [pallet's account](Pallet::account_id) as the caller ([`Pallet::account_address`] is what the
//! contract sees) and no value. A hook runs last, on the state the step has already written, with
//! [`Config::HookWeightLimit`] and [`Config::HookDepositLimit`]; `querySlashingOrigin` alone is
//! asked before anything is written.
//!
//! | hook | called by | where it fails |
//! |---|---|---|
//! | `onBlueprintCreated` | `create_blueprint` | veto |
//! | `onRegister` | `register` | veto |
//! | `onUnregister` | `unregister` | veto, unless the manager is gone |
//! | `onUnregister` | `unregister` of an operator that leaves | best effort |
//! | `onRequest` | `request`, `modify_request` | veto |
//! | `onApprove` | `approve` | veto |
//! | `onReject` | `reject` | veto, unless the manager is gone |
//! | `onServiceInitialized` | `approve`, the last one | veto |
//! | `onServiceTermination` | `terminate` by the owner | veto, unless the manager is gone |
//! | `onServiceTermination` | `terminate` after the service's life | best effort |
//! | `onServiceTermination` | `leave_service` of the last operator | best effort |
//! | `onOperatorLeft` | `leave_service` | best effort |
//! | `onJobCall` | `call` | veto |
//! | `onJobResult` | `submit_result` | veto |
//! | `verifyReport` | `submit_report` | veto |
//! | `onUnappliedSlash` | `propose_slash` | best effort |
//! | `onSlash` | `execute_slash` | best effort |
//! | `getRequiredResultCount` | `submit_result`, `complete_call` | 1 result, its writes are undone |
//! | `querySlashingOrigin` | `propose_slash` | the service's owner, its writes are undone |
//!
//! *Veto*: the extrinsic fails and everything it did is rolled back, as Tangle's services pallet
//! did it. (Today's core in Solidity lets only `onBlueprintCreated`, `onRegister`, `onRequest` and
//! `onJobCall` refuse.) *Best effort*: what the hook did is undone, [`Event::HookFailed`] tells
//! why, and the extrinsic goes on. An operator or an owner must be able to leave a manager that no
//! longer exists, hence the exceptions.
//!
//! # Generations
//!
//! A blueprint's [`Generation`] says in which words its manager is called. A hook that a generation
//! lacks, see [`Generation::has`], is not called: nobody refuses the step, a job is complete with
//! its first result. A manager that names operators by keys hears the keys that they registered
//! with, see [`Generation::names_by_key`]. A `ttl` is in seconds in every generation.
//!
//! # The reason of a refusal
//!
//! A failed extrinsic leaves no event, so the reason travels in the error itself. A dispatch error
//! holds four bytes: one is the error's index, the other three of [`Error::HookRefused`] are the
//! first three bytes of the selector of the custom error the manager reverted with. That tells the
//! errors of one ABI apart; their arguments do not fit. Who needs those asks
//! [`Pallet::dry_run`], which plays a call on the current state, undoes it and returns each hook's
//! calldata, revert data and cost; a test runtime can also [`trace`] the real thing.
//!
//! # Who pays
//!
//! The account that sends the extrinsic pays for the hooks' weight through the fee, and for the
//! storage they take up: the contracts pallet charges the deposit to the pallet's account, which
//! gets it back from the sender within the same extrinsic. A deposit set free goes to the sender
//! of the extrinsic in which that happened. The pallet's account needs the existential deposit
//! plus one [`Config::HookDepositLimit`], see [`GenesisConfig`].

#![cfg_attr(not(feature = "std"), no_std)]
#![forbid(unsafe_code)]

extern crate alloc;

pub mod api;
#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod calls;
mod conduct;
mod encoding;
mod errors;
mod events;
mod functions;
mod generation;
mod hooks;
mod modes;
mod stake;
mod storage;
mod trace;
mod types;
pub mod weights;

#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;

use frame_support::pallet_macros::import_section;
use functions::Terms;

pub use conduct::*;
pub use generation::*;
pub use modes::{Hook, HookFailure, Mode};
pub use pallet::*;
pub use stake::Stake;
pub use trace::{trace, DryRun, HookRecord};
pub use types::*;
pub use weights::WeightInfo;

/// How many entries of a terminated service one step of the cleaning removes.
pub const CLEAR_PER_STEP: u32 = 16;

/// How many entries one answer to a query is made from.
pub const MAX_PAGE: u32 = 100;

/// The calldata the contracts pallet takes, in bytes.
pub const MAX_CALLDATA: u32 = 131_072;

/// The longest name of an operator in calldata, in bytes: its offset, the head of the struct, a
/// key and an RPC address, each with its length.
pub const MAX_NAME: u32 = 32 + 64 + (32 + 96) + (32 + MAX_RPC_ADDRESS);

/// The revert data an event keeps, in bytes. More is cut off.
pub const MAX_REVERT_DATA: u32 = 1_024;

#[import_section(calls::calls)]
#[import_section(errors::errors)]
#[import_section(events::events)]
#[import_section(storage::storage)]
#[frame_support::pallet]
pub mod pallet {
    use super::*;
    use frame_support::{pallet_prelude::*, traits::fungible::Mutate, PalletId};
    use frame_system::pallet_prelude::*;
    use sp_core::{H160, H256};
    use sp_runtime::Percent;

    const STORAGE_VERSION: StorageVersion = StorageVersion::new(2);

    #[pallet::pallet]
    #[pallet::storage_version(STORAGE_VERSION)]
    pub struct Pallet<T>(_);

    #[pallet::config(with_default)]
    pub trait Config:
        frame_system::Config + pallet_revive::Config<RuntimeHoldReason: From<HoldReason>>
    {
        /// Names the account that calls the hooks.
        #[pallet::constant]
        type PalletId: Get<PalletId>;

        /// What one hook may weigh. `approve` reserves it twice.
        #[pallet::constant]
        type HookWeightLimit: Get<Weight>;

        /// What one hook may take up in storage, as a deposit in the chain's smallest unit.
        #[pallet::constant]
        #[pallet::no_default]
        type HookDepositLimit: Get<BalanceOf<Self>>;

        /// What an operator has on hold while it is one, in the chain's smallest unit. One of
        /// which a slash took some accepts nothing new until it has restored it.
        #[pallet::constant]
        #[pallet::no_default]
        type OperatorBond: Get<BalanceOf<Self>>;

        /// What a requester has on hold while its request waits, in the chain's smallest unit.
        #[pallet::constant]
        #[pallet::no_default]
        type RequestBond: Get<BalanceOf<Self>>;

        /// How long a request waits for its operators, in blocks.
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

        /// The most requests of an account that wait at a time.
        #[pallet::constant]
        type MaxRequestsPerAccount: Get<u32>;

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

        /// How long an operator may stay silent, in heartbeat windows.
        #[pallet::constant]
        type SilenceLimit: Get<u32>;

        /// How long an era is, in blocks; at least 1. Eras are numbered from 0.
        #[pallet::constant]
        type EraLength: Get<u32>;

        /// For how many eras the counters of one are kept when it is over.
        #[pallet::constant]
        type ErasKept: Get<u32>;

        /// How long an operator that leaves still serves where a service goes on, in seconds.
        #[pallet::constant]
        type LeavingNotice: Get<u64>;

        /// The time in which faults must be found, and slashes proposed, in seconds: for so long an
        /// operator stays in a service after its notice, and all of them after the service's life
        /// unless its owner ends it. A life ends early where too few operators stay.
        #[pallet::constant]
        type FaultWindow: Get<u64>;

        /// How long a slash is reviewed before it can be executed, in blocks.
        #[pallet::constant]
        type SlashWindow: Get<u32>;

        /// The most slashes of an operator that wait at a time, in each of its services: those in
        /// one leave room for those in the others.
        #[pallet::constant]
        type MaxPendingSlashes: Get<u32>;

        /// Who may veto a slash.
        #[pallet::no_default]
        type SlashVetoOrigin: EnsureOrigin<<Self as frame_system::Config>::RuntimeOrigin>;

        /// Who keeps what is staked with operators beside their bonds; `()` for nobody.
        #[pallet::no_default_bounds]
        type Stake: Stake<Self::AccountId>;

        /// The calls' base weights.
        #[pallet::no_default]
        type WeightInfo: WeightInfo;
    }

    /// Default values for a runtime's configuration.
    pub mod config_preludes {
        use super::*;
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
            type PalletId = ServicesPalletId;
            type HookWeightLimit = HookWeight;
            type RequestTtl = ConstU32<1_000>;
            type MaxPayloadLength = ConstU32<32_768>;
            type MaxOperatorsPerService = ConstU32<128>;
            type MaxAssetsPerRequest = ConstU32<8>;
            type MaxPermittedCallers = ConstU32<128>;
            type MaxBlueprintsPerAccount = ConstU32<256>;
            type MaxRequestsPerAccount = ConstU32<1_024>;
            type MaxServicesPerAccount = ConstU32<1_024>;
            type MaxBlueprintsPerOperator = ConstU32<1_024>;
            type HeartbeatWindow = ConstU32<100>;
            type SilenceLimit = ConstU32<3>;
            type EraLength = ConstU32<1_000>;
            type ErasKept = ConstU32<84>;
            type LeavingNotice = ConstU64<604_800>;
            type FaultWindow = ConstU64<604_800>;
            type SlashWindow = ConstU32<100_800>;
            type MaxPendingSlashes = ConstU32<8>;
            type Stake = ();
        }
    }

    /// Why the pallet holds an account's funds.
    #[pallet::composite_enum]
    pub enum HoldReason {
        /// The account is an operator.
        OperatorBond,
        /// A request of the account waits.
        RequestBond,
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
                Pallet::<T>::ensure_mapped().is_ok(),
                "an account that exists can be mapped"
            );
        }
    }

    #[pallet::hooks]
    impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
        fn on_idle(now: BlockNumberFor<T>, remaining: Weight) -> Weight {
            Self::do_agenda(now, remaining)
        }

        #[cfg(feature = "try-runtime")]
        fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
            Self::do_try_state()
        }

        fn integrity_test() {
            let most = WeightOf::<T>::approve(T::MaxOperatorsPerService::get())
                .saturating_add(Self::hook_reserve(2));
            let block = <T as frame_system::Config>::BlockWeights::get();
            let limit = block
                .get(frame_support::dispatch::DispatchClass::Normal)
                .max_extrinsic
                .unwrap_or(block.max_block);
            assert!(
                most.all_lte(limit),
                "two hooks must fit an extrinsic: {most:?} needed, {limit:?} allowed"
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
                .saturating_mul(MAX_NAME)
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
