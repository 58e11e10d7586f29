//! Balances and fees.

use crate::{
    configs::services::TreasuryAccount, AccountId, Authorship, Balance, Balances, Runtime,
    RuntimeEvent, RuntimeFreezeReason, RuntimeHoldReason, System, CENT, MILLICENT,
};
use frame_support::{
    parameter_types,
    traits::{
        fungible::{Balanced, Credit},
        tokens::imbalance::ResolveTo,
        ConstU128, ConstU32, ConstU8, Imbalance, OnUnbalanced, VariantCountOf,
    },
    weights::ConstantMultiplier,
};
use pallet_revive::evm::fees::BlockRatioFee;
use pallet_transaction_payment::{FungibleAdapter, Multiplier, TargetedFeeAdjustment};
use sp_runtime::{
    traits::{Bounded, One},
    FixedPointNumber, Perquintill,
};

impl pallet_balances::Config for Runtime {
    type AccountStore = System;
    type Balance = Balance;
    type DoneSlashHandler = ();
    type DustRemoval = ResolveTo<TreasuryAccount, Balances>;
    type ExistentialDeposit = ConstU128<CENT>;
    type FreezeIdentifier = RuntimeFreezeReason;
    type MaxFreezes = VariantCountOf<RuntimeFreezeReason>;
    type MaxLocks = ConstU32<50>;
    type MaxReserves = ConstU32<50>;
    type ReserveIdentifier = [u8; 8];
    type RuntimeEvent = RuntimeEvent;
    type RuntimeFreezeReason = RuntimeFreezeReason;
    type RuntimeHoldReason = RuntimeHoldReason;
    type WeightInfo = pallet_balances::weights::SubstrateWeight<Self>;
}

/// Parts of a fee, out of ten, that the treasury gets; the author of the block gets the others, and the tip.
const TREASURY_TENTHS: u32 = 8;

/// Fees to the treasury and the author.
pub struct FeesToTreasuryAndAuthor;

impl OnUnbalanced<Credit<AccountId, Balances>> for FeesToTreasuryAndAuthor {
    fn on_unbalanceds(mut credits: impl Iterator<Item = Credit<AccountId, Balances>>) {
        let Some(fee) = credits.next() else { return };
        let (treasury, mut author) = fee.ration(TREASURY_TENTHS, 10 - TREASURY_TENTHS);
        for tip in credits {
            author.subsume(tip);
        }
        ResolveTo::<TreasuryAccount, Balances>::on_unbalanced(treasury);
        // What cannot be paid, because an account is below the existential deposit, is burned.
        if let Some(account) = Authorship::author() {
            drop(Balances::resolve(&account, author));
        }
    }
}

parameter_types! {
    /// Blocks as full as this neither raise nor lower fees.
    pub const TargetFullness: Perquintill = Perquintill::from_percent(25);
    /// How fast fees follow: in a day of full blocks of six seconds they rise to 2.25 times.
    pub AdjustmentVariable: Multiplier = Multiplier::saturating_from_rational(75, 1_000_000);
    /// Fees do not fall below what the development chain asks.
    pub LeastMultiplier: Multiplier = Multiplier::one();
    /// Fees have no upper end.
    pub MostMultiplier: Multiplier = Bounded::max_value();
}

impl pallet_transaction_payment::Config for Runtime {
    type FeeMultiplierUpdate = TargetedFeeAdjustment<
        Self,
        TargetFullness,
        AdjustmentVariable,
        LeastMultiplier,
        MostMultiplier,
    >;
    type LengthToFee = ConstantMultiplier<Balance, ConstU128<{ 10 * MILLICENT }>>;
    type OnChargeTransaction = FungibleAdapter<Balances, FeesToTreasuryAndAuthor>;
    type OperationalFeeMultiplier = ConstU8<5>;
    type RuntimeEvent = RuntimeEvent;
    type WeightInfo = pallet_transaction_payment::weights::SubstrateWeight<Self>;
    // As the development chain: one of the smallest unit for a picosecond, in the type that pallet-revive maps gas with.
    type WeightToFee = BlockRatioFee<1, 1, Self, Balance>;
}
