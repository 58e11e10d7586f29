//! Contracts.

use crate::{
    configs::system::{BlockAuthor, EthereumChainId, Precompiles, LIFTABLE_CODE_LIMIT},
    AccountId, Address, Balance, Balances, EthereumExtension, Runtime, RuntimeCall, RuntimeEvent,
    RuntimeHoldReason, RuntimeOrigin, Signature, Timestamp, CENT, MILLICENT,
};
use frame_support::{
    parameter_types,
    traits::{ConstBool, ConstU128, ConstU32},
};
use frame_system::EnsureSigned;
use pallet_assets_precompiles::{permit, weights::SubstrateWeight, InlineIdConfig, ERC20};
use pallet_revive::{evm::fees, AccountId32Mapper};
use pallet_stake::TOKEN_PREFIX;
use sp_runtime::{FixedU128, Perbill};

/// Held for an entry in the chain's own state, which a contract, its code or a mapped account is.
pub const DEPOSIT_PER_ITEM: Balance = 20 * CENT;
/// Held for an entry in a contract's storage. A hundredth of [`DEPOSIT_PER_ITEM`], because a
/// contract keeps one for each value.
pub const DEPOSIT_PER_STORAGE_ITEM: Balance = DEPOSIT_PER_ITEM / 100;
/// Held for each byte of code, and of a key and value in storage.
pub const DEPOSIT_PER_BYTE: Balance = MILLICENT;
/// What development tools take for a local chain, and what a network has unless its genesis names another. The published
/// state of Tangle's core was also recorded on a chain with this id.
pub const CHAIN_ID: u64 = 31_337;
/// How many units of the fee a gas is: Polkadot Hub's. A transfer then takes about what it takes there, and limits that
/// contracts and tools for Ethereum set themselves mean what their authors meant.
pub const GAS_SCALE: u32 = 80_000;

/// Wei of the smallest unit of the native token.
pub const WEI_PER_UNIT: u32 = 1_000_000;

/// Assets of the chain as ERC-20 tokens, at the addresses by which the stake pallet names them.
pub type Tokens = ERC20<Runtime, InlineIdConfig<{ TOKEN_PREFIX }>>;

parameter_types! {
    /// The part of the largest transaction that one of an Ethereum key may use. The approval of a request, which
    /// reserves three hooks, fits; it does not fit into nine tenths.
    pub const MaxEthExtrinsicWeight: FixedU128 = FixedU128::from_rational(19, 20);
    /// The part of a code's deposit that each further contract of the same code locks up.
    pub const CodeHashLockupDepositPercent: Perbill = Perbill::from_percent(30);
}

impl pallet_revive::Config for Runtime {
    type AddressMapper = AccountId32Mapper<Self>;
    type AllowEVMBytecode = ConstBool<true>;
    type AutoMap = ConstBool<false>;
    type Balance = Balance;
    type ChainId = EthereumChainId;
    type CodeHashLockupDepositPercent = CodeHashLockupDepositPercent;
    type Currency = Balances;
    type DebugEnabled = ConstBool<LIFTABLE_CODE_LIMIT>;
    type Deposit = ();
    type DepositPerByte = ConstU128<DEPOSIT_PER_BYTE>;
    type DepositPerChildTrieItem = ConstU128<DEPOSIT_PER_STORAGE_ITEM>;
    type DepositPerItem = ConstU128<DEPOSIT_PER_ITEM>;
    type FeeInfo = fees::Info<Address, Signature, EthereumExtension>;
    type FindAuthor = BlockAuthor;
    type GasScale = ConstU32<GAS_SCALE>;
    type InstantiateOrigin = EnsureSigned<AccountId>;
    type MaxEthExtrinsicWeight = MaxEthExtrinsicWeight;
    type NativeToEthRatio = ConstU32<WEI_PER_UNIT>;
    type OnBurn = ();
    type PVFMemory = ConstU32<{ 512 * 1024 * 1024 }>;
    type Precompiles = Precompiles;
    type RuntimeCall = RuntimeCall;
    type RuntimeEvent = RuntimeEvent;
    type RuntimeHoldReason = RuntimeHoldReason;
    type RuntimeMemory = ConstU32<{ 128 * 1024 * 1024 }>;
    type RuntimeOrigin = RuntimeOrigin;
    type Time = Timestamp;
    type UploadOrigin = EnsureSigned<AccountId>;
    type WeightInfo = pallet_revive::weights::SubstrateWeight<Self>;
}

/// Permits of the tokens' owners, as EIP-2612 has them.
impl permit::Config for Runtime {
    type ChainId = EthereumChainId;
    type WeightInfo = SubstrateWeight<Self>;
}

impl blueprint_precompiles::Runtime for Runtime {
    type Calls = RuntimeCall;
}
