//! Assets beside the native token, and stake in all of them.

use crate::{
    configs::system::{AssetCreators, RewardVaults, SlashedStake},
    AccountId, Assets, Balance, Balances, Runtime, RuntimeEvent, CENT, MILLICENT, UNIT,
};
use frame_support::{
    parameter_types,
    traits::{fungible::UnionOf, ConstU128, ConstU32},
    PalletId,
};
use frame_system::EnsureRoot;
use pallet_stake::{weights::MeasuredWeights, AssetId, NativeOrAsset};

/// The chain's token and its assets.
pub type Money = UnionOf<Balances, Assets, NativeOrAsset, AssetId, AccountId>;

/// Reserved for an asset; its creator gets it back when the asset is destroyed.
pub const ASSET_DEPOSIT: Balance = UNIT;

parameter_types! {
    /// Names the account that keeps what is staked.
    pub const StakePalletId: PalletId = PalletId(*b"py/stake");
}

// Not derived from the pallet's defaults, which need a feature of this crate.
impl pallet_assets::Config for Runtime {
    type ApprovalDeposit = ConstU128<MILLICENT>;
    type AssetAccountDeposit = ConstU128<CENT>;
    type AssetDeposit = ConstU128<ASSET_DEPOSIT>;
    type AssetId = u32;
    type AssetIdAllocator = ();
    type AssetIdParameter = u32;
    type Balance = Balance;
    type CallbackHandle = ();
    type CreateOrigin = AssetCreators;
    type Currency = Balances;
    type Extra = ();
    type ForceOrigin = EnsureRoot<AccountId>;
    type Freezer = ();
    type Holder = ();
    type MetadataDepositBase = ConstU128<CENT>;
    type MetadataDepositPerByte = ConstU128<MILLICENT>;
    type RemoveItemsLimit = ConstU32<100>;
    type ReserveData = ();
    type RuntimeEvent = RuntimeEvent;
    type StringLimit = ConstU32<50>;
    type WeightInfo = pallet_assets::weights::SubstrateWeight<Self>;
}

impl pallet_stake::Config for Runtime {
    type Slashed = SlashedStake;
    // With eras of six hours, as a network has them, three weeks; what is carried is released over one.
    type History = ConstU32<84>;
    type CarryRelease = ConstU32<28>;
    type AdminOrigin = EnsureRoot<AccountId>;
    type Assets = Money;
    type LeastReward = ConstU128<CENT>;
    type Liquid = RewardVaults;
    type MaxAssets = ConstU32<4>;
    type MaxUnbonding = ConstU32<16>;
    type OracleOrigin = EnsureRoot<AccountId>;
    type PalletId = StakePalletId;
    // 14 days: the longest review of a slash.
    type UnbondingDelay = ConstU32<201_600>;
    type WeightInfo = MeasuredWeights<Self>;
}
