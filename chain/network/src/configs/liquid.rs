//! Liquid stake: a vault and a token for each validator.

use crate::{configs::services::TreasuryAccount, AccountId, Assets, Balance, Runtime, CENT, UNIT};
use frame_support::{
    parameter_types,
    traits::{ConstU128, ConstU32},
    PalletId,
};
use frame_system::EnsureRoot;
use pallet_liquid::weights::CountedWeights;
use sp_runtime::Perbill;

/// The least that is deposited, and returned by an account that keeps something: the existential deposit.
pub const LEAST_DEPOSIT: Balance = CENT;
/// What deposits of a new vault reach, in base units: a million tokens. Governance sets another cap for each vault.
pub const DEPOSIT_CAP: Balance = 1_000_000 * UNIT;

parameter_types! {
    /// Names the stashes and the account that owns the vaults' tokens.
    pub const LiquidPalletId: PalletId = PalletId(*b"py/liqid");
    /// The highest commission of a new vault's validator.
    pub const CommissionCap: Perbill = Perbill::from_percent(20);
}

impl pallet_liquid::Config for Runtime {
    type AdminOrigin = EnsureRoot<AccountId>;
    type Assets = Assets;
    type CommissionCap = CommissionCap;
    type DepositCap = ConstU128<DEPOSIT_CAP>;
    type FeeReceiver = TreasuryAccount;
    type Grace = ConstU32<2>;
    // A page of rewards of one vault is a fiftieth of a block's time.
    type IdleVaults = ConstU32<4>;
    type MinAmount = ConstU128<LEAST_DEPOSIT>;
    type Notice = ConstU32<7>;
    type PalletId = LiquidPalletId;
    type WeightInfo = CountedWeights<Self>;
}

impl blueprint_liquid_precompile::Runtime for Runtime {
    const TOKEN_PREFIX: u16 = pallet_stake::TOKEN_PREFIX;
}
