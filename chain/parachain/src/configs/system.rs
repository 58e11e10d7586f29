//! Blocks, accounts and time.

use crate::{
    configs::{
        limits::{RuntimeBlockWeights, Version},
        revive::CHAIN_ID,
    },
    AccountId, Aura, Block, Hash, Nonce, PalletInfo, Runtime, RuntimeCall, RuntimeEvent,
    RuntimeOrigin, RuntimeTask,
};
use cumulus_pallet_parachain_system::{ParachainSetCode, RelaychainDataProvider};
use frame_support::{
    derive_impl,
    traits::{ConstU32, ConstU64},
    weights::constants::RocksDbWeight,
};

pub use crate::configs::{author::AuthorOfRunningBlock as BlockAuthor, without_validators::*};

#[derive_impl(frame_system::config_preludes::ParaChainDefaultConfig)]
impl frame_system::Config for Runtime {
    type Block = Block;
    type Version = Version;
    type AccountId = AccountId;
    type Hash = Hash;
    type Nonce = Nonce;
    type AccountData = pallet_balances::AccountData<crate::Balance>;
    type BlockWeights = RuntimeBlockWeights;
    type DbWeight = RocksDbWeight;
    // The relay chain is asked first whether it accepts the code.
    type OnSetCode = ParachainSetCode<Self>;
    type SingleBlockMigrations = pallet_services::migrations::FromV2<Self>;
    type SystemWeightInfo = frame_system::weights::SubstrateWeight<Self>;
}

impl pallet_timestamp::Config for Runtime {
    // The relay chain bounds how many blocks come, not their time.
    type MinimumPeriod = ConstU64<0>;
    type Moment = u64;
    type OnTimestampSet = Aura;
    type WeightInfo = pallet_timestamp::weights::SubstrateWeight<Self>;
}

/// What terms of services, windows and unbonding are counted in: blocks of the relay chain, which come every six seconds where
/// this chain's may be late or two at once.
pub type ServicesClock = RelaychainDataProvider<Runtime>;
/// Of a halt of this chain a minute counts.
pub type ServicesLongestGap = ConstU32<10>;
/// Runs the hooks of the services pallet.
pub type ServicesManagers = pallet_services::ReviveManagers<Runtime>;
/// Knows the stake that secures services.
pub type ServicesStake = crate::Stake;
/// The chain that Ethereum transactions and permits are signed for.
pub type EthereumChainId = ConstU64<CHAIN_ID>;
/// The limit of EVM code is 24,576 bytes, as on Ethereum.
pub const LIFTABLE_CODE_LIMIT: bool = false;
/// Blocks of an era: six hours.
pub type ServicesEraLength = ConstU32<3_600>;
