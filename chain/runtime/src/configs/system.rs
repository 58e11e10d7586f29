//! Blocks, accounts and time.

use crate::{
    configs::{
        limits::{RuntimeBlockWeights, Version},
        revive::CHAIN_ID,
    },
    AccountId, Block, Hash, Nonce, PalletInfo, Runtime, RuntimeCall, RuntimeEvent, RuntimeOrigin,
    RuntimeTask,
};
use frame_support::{
    derive_impl,
    traits::{ConstU32, ConstU64},
    weights::constants::RocksDbWeight,
};

pub use crate::configs::without_validators::*;

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
    type SingleBlockMigrations = pallet_services::migrations::FromV2<Self>;
    type SystemWeightInfo = frame_system::weights::SubstrateWeight<Self>;
}

#[derive_impl(pallet_timestamp::config_preludes::TestDefaultConfig)]
impl pallet_timestamp::Config for Runtime {
    // A test may move time by a second; a block takes six.
    type MinimumPeriod = ConstU64<1>;
    type WeightInfo = pallet_timestamp::weights::SubstrateWeight<Self>;
}

/// What terms of services, windows and unbonding are counted in: this chain's blocks.
pub type ServicesClock = crate::System;
/// A halt of this chain stops that count, too.
pub type ServicesLongestGap = ConstU32<0>;
/// Runs the hooks of the services pallet. Benchmarks leave them out: they are charged by what they consume.
#[cfg(not(feature = "runtime-benchmarks"))]
pub type ServicesManagers = pallet_services::ReviveManagers<Runtime>;
#[cfg(feature = "runtime-benchmarks")]
pub type ServicesManagers = pallet_services::Answering<pallet_services::ReviveManagers<Runtime>>;
/// Knows the stake that secures services. Benchmarks of the services pallet leave it out, it has its own.
#[cfg(not(feature = "runtime-benchmarks"))]
pub type ServicesStake = crate::Stake;
#[cfg(feature = "runtime-benchmarks")]
pub type ServicesStake = ();
/// The chain that Ethereum transactions and permits are signed for.
pub type EthereumChainId = ConstU64<CHAIN_ID>;
/// Blocks here have no author.
pub type BlockAuthor = ();
/// Whether genesis may lift the limit of EVM code, 24,576 bytes, which some facets of Tangle's core exceed.
pub const LIFTABLE_CODE_LIMIT: bool = true;
/// Blocks of an era.
pub type ServicesEraLength = ConstU32<1_000>;
