//! What a runtime chooses.

use frame_support::pallet_macros::pallet_section;

#[pallet_section]
mod config {
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

        /// The blocks by which windows, eras and the unbonding of stake are counted: `System` on a chain of its own, the relay
        /// chain's on a parachain.
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

        /// The most blocks of [`BlockNumberProvider`](Self::BlockNumberProvider) that count from one block of this chain to the
        /// next. More are a halt, which stops the count: in it no operator could send a heartbeat. No window of heartbeats is
        /// shorter, so that each has a block of this chain. 0 where this chain's own blocks are counted.
        #[pallet::constant]
        type LongestGap: Get<u32>;

        /// After how many whole windows without a heartbeat an operator is offline.
        #[pallet::constant]
        type OfflineLimit: Get<u32>;

        /// How long a block takes, in seconds: managers say in seconds how often they want heartbeats. At least 1.
        #[pallet::constant]
        type SecondsPerBlock: Get<u32>;

        /// How long an era is, in blocks; at least 1. Eras are counted from 0 as they end, so that a change
        /// of the length skips and repeats no number.
        #[pallet::constant]
        type EraLength: Get<u32>;

        /// Who counts the eras, if another pallet does. `()` counts by [`EraLength`](Self::EraLength).
        type Eras: EraSource;

        /// For how many eras the counters of a past era are kept.
        #[pallet::constant]
        type ErasKept: Get<u32>;

        /// How long an operator that leaves still serves, in seconds; and at most a service that its owner ends.
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

        /// The most pending slashes of an operator in a service by one proposer for one class of offence. Those in another
        /// service, those of other proposers and those of other classes do not count.
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

        /// Limits for a chain that states none of its own, as in tests of pallets.
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
            type LongestGap = ConstU32<0>;
            type OfflineLimit = ConstU32<3>;
            type SecondsPerBlock = ConstU32<6>;
            type EraLength = ConstU32<1_000>;
            type Eras = ();
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
}
