//! Gas, as a contract of the core counts it.
//!
//! pallet-revive's gas is the fee of a call's weight and what it deposits, divided by the runtime's
//! `GasScale`, which is Polkadot Hub's here.

use blueprint_e2e_runtime::Runtime;
use frame_support::{traits::Get, weights::Weight};
use pallet_revive::{evm::fees::InfoT, Config};

/// The gas that the newer core gives each hook of a manager by default.
pub const HOOK_GAS: u64 = 500_000;
/// The most that its administrator can set.
pub const MOST_HOOK_GAS: u64 = 5_000_000;

/// What a call costs in gas, rounded up. A deposit that is paid back counts for nothing.
pub fn gas(weight: Weight, deposit: i128) -> u64 {
    let scale: u32 = <<Runtime as Config>::GasScale as Get<u32>>::get();
    let fee = <Runtime as Config>::FeeInfo::weight_to_fee_average(&weight);
    let deposit = u128::try_from(deposit).unwrap_or(0);
    let gas = fee.saturating_add(deposit).div_ceil(scale.into());
    u64::try_from(gas).unwrap_or(u64::MAX)
}
