//! Blocks, accounts and time.

use crate::{
    configs::{
        author::AuthorOfRunningBlock,
        limits::{RuntimeBlockWeights, Version},
        revive::Tokens,
        staking::{BONDING_ERAS, REPORT_ERAS, SLASH_DEFER_ERAS},
    },
    timing, AccountId, Aura, Block, Hash, Nonce, PalletInfo, Runtime, RuntimeCall, RuntimeEvent,
    RuntimeOrigin, RuntimeTask,
};
use frame_support::{derive_impl, traits::ConstU32, weights::constants::RocksDbWeight};
use frame_system::EnsureSigned;
use pallet_liquid::BelowVaults;

pub use crate::configs::restaking::{RewardVaults, SlashedStake};

/// What an upgrade to this version runs.
#[cfg(not(feature = "next-version"))]
type Migrations = (
    pallet_services::migrations::FromV2<Runtime>,
    pallet_liquid::migrations::MigrateV1ToV2<Runtime>,
);
#[cfg(feature = "next-version")]
type Migrations = (
    pallet_services::migrations::FromV2<Runtime>,
    pallet_liquid::migrations::MigrateV1ToV2<Runtime>,
    crate::next::MigrateTimingV0ToV1,
);

#[derive_impl(frame_system::config_preludes::SolochainDefaultConfig)]
impl frame_system::Config for Runtime {
    type Block = Block;
    type Version = Version;
    type AccountId = AccountId;
    type Hash = Hash;
    type Nonce = Nonce;
    type AccountData = pallet_balances::AccountData<crate::Balance>;
    type BlockWeights = RuntimeBlockWeights;
    type DbWeight = RocksDbWeight;
    type SingleBlockMigrations = Migrations;
    type SystemWeightInfo = frame_system::weights::SubstrateWeight<Self>;
}

impl pallet_timestamp::Config for Runtime {
    type MinimumPeriod = timing::MinimumPeriod<Runtime>;
    type Moment = u64;
    type OnTimestampSet = Aura;
    type WeightInfo = pallet_timestamp::weights::SubstrateWeight<Self>;
}

impl timing::Config for Runtime {
    type FaultWindow = <Runtime as pallet_services::Config>::FaultWindow;
    type Reports = ConstU32<REPORT_ERAS>;
    type SlashDefer = ConstU32<SLASH_DEFER_ERAS>;
    type StakeUnbonding = <Runtime as pallet_stake::Config>::UnbondingDelay;
    type StakingBonding = ConstU32<BONDING_ERAS>;
}

/// What terms of services, windows and unbonding are counted in: this chain's blocks.
pub type ServicesClock = crate::System;
/// A halt of this chain stops that count, too.
pub type ServicesLongestGap = ConstU32<0>;
/// Runs the hooks of the services pallet.
pub type ServicesManagers = pallet_services::ReviveManagers<Runtime>;
/// Knows the stake that secures services.
pub type ServicesStake = crate::Stake;
/// The chain that Ethereum transactions and permits are signed for.
pub type EthereumChainId = timing::EthereumChain<Runtime>;
/// Who made the block, as contracts see it (`block.coinbase`).
pub type BlockAuthor = AuthorOfRunningBlock;
/// The limit of EVM code is 24,576 bytes, as on Ethereum.
pub const LIFTABLE_CODE_LIMIT: bool = false;
/// Accounts that create assets. Any account does, but the ids of the vaults' tokens are the liquid stake pallet's.
pub type AssetCreators = BelowVaults<EnsureSigned<AccountId>>;
/// Eras of services are those of staking.
pub type ServicesEras = timing::StakingEras<Runtime>;
/// Blocks of an era, as far as sessions end in time.
pub type ServicesEraLength = timing::BlocksOfEra<Runtime>;
/// What contracts call beside other contracts.
pub type Precompiles = (
    blueprint_precompiles::Services<Runtime>,
    Tokens,
    blueprint_staking_precompile::Staking<Runtime>,
    blueprint_liquid_precompile::Vault<Runtime>,
    blueprint_liquid_precompile::Vaults<Runtime>,
);
