//! A runtime with contracts and nothing else, on the release of pallet-revive that Polkadot Hub runs. What contracts can see is as in
//! `chain/runtime`: chain id, deposits, scale of gas, limits of a block.

use frame_support::{
    derive_impl,
    dispatch::DispatchClass,
    parameter_types,
    traits::{ConstBool, ConstU128, ConstU32, ConstU64},
    weights::{constants::WEIGHT_REF_TIME_PER_SECOND, Weight},
};
use frame_system::{limits::BlockWeights, EnsureSigned};
use pallet_revive::AccountId32Mapper;
use sp_runtime::{
    traits::{AccountIdLookup, BlakeTwo256},
    AccountId32, Perbill,
};

/// What contracts and the state cost: pallet-revive's defaults, or what a chain measured (`build.rs`).
mod weights {
    include!(concat!(env!("OUT_DIR"), "/weights.rs"));
}

pub type Balance = u128;
pub type Block = frame_system::mocking::MockBlock<Runtime>;

#[frame_support::runtime]
mod construction {
    #[runtime::runtime]
    #[runtime::derive(
        RuntimeCall,
        RuntimeError,
        RuntimeEvent,
        RuntimeFreezeReason,
        RuntimeHoldReason,
        RuntimeOrigin,
        RuntimeTask
    )]
    pub struct Runtime;

    #[runtime::pallet_index(0)]
    pub type System = frame_system::Pallet<Runtime>;
    #[runtime::pallet_index(1)]
    pub type Timestamp = pallet_timestamp::Pallet<Runtime>;
    #[runtime::pallet_index(2)]
    pub type Balances = pallet_balances::Pallet<Runtime>;
    #[runtime::pallet_index(3)]
    pub type Revive = pallet_revive::Pallet<Runtime>;
}

/// A hundredth of a token of 10¹² units.
const CENT: Balance = 10_000_000_000;
const MILLICENT: Balance = CENT / 1_000;

const MOST: Weight = Weight::from_parts(
    WEIGHT_REF_TIME_PER_SECOND.saturating_mul(2),
    10 * 1024 * 1024,
);

parameter_types! {
    pub Weights: BlockWeights = BlockWeights::builder()
        .for_class(DispatchClass::Normal, |weights| {
            weights.max_total = Some(Perbill::from_percent(75) * MOST);
        })
        .for_class(DispatchClass::Operational, |weights| weights.max_total = Some(MOST))
        .avg_block_initialization(Perbill::from_percent(10))
        .build_or_panic();
    pub const CodeHashLockupDepositPercent: Perbill = Perbill::from_percent(30);
}

#[derive_impl(frame_system::config_preludes::SolochainDefaultConfig)]
impl frame_system::Config for Runtime {
    type AccountData = pallet_balances::AccountData<Balance>;
    type AccountId = AccountId32;
    type Block = Block;
    type BlockWeights = Weights;
    type DbWeight = weights::Database;
    type Hashing = BlakeTwo256;
    type Lookup = AccountIdLookup<AccountId32, ()>;
}

#[derive_impl(pallet_timestamp::config_preludes::TestDefaultConfig)]
impl pallet_timestamp::Config for Runtime {
    type MinimumPeriod = ConstU64<1>;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Runtime {
    type AccountStore = System;
    type Balance = Balance;
    type ExistentialDeposit = ConstU128<CENT>;
}

#[derive_impl(pallet_revive::config_preludes::TestDefaultConfig)]
impl pallet_revive::Config for Runtime {
    type AddressMapper = AccountId32Mapper<Self>;
    type AllowEVMBytecode = ConstBool<true>;
    type Balance = Balance;
    type ChainId = ConstU64<31_337>;
    type CodeHashLockupDepositPercent = CodeHashLockupDepositPercent;
    type Currency = Balances;
    type DepositPerByte = ConstU128<MILLICENT>;
    type DepositPerChildTrieItem = ConstU128<{ 20 * CENT / 100 }>;
    type DepositPerItem = ConstU128<{ 20 * CENT }>;
    type GasScale = ConstU32<80_000>;
    type InstantiateOrigin = EnsureSigned<AccountId32>;
    type NativeToEthRatio = ConstU32<1_000_000>;
    type Time = Timestamp;
    type UploadOrigin = EnsureSigned<AccountId32>;
    type WeightInfo = weights::Revive;
}
