//! Gas, as a contract of the core counts it.
//!
//! pallet-revive's gas is the fee of a call's weight and what it deposits, divided by the runtime's
//! `GasScale`. This runtime keeps the SDK's default scale; Polkadot Hub's is 8,000 times as large, and with
//! it the limits that contracts written for Ethereum set themselves mean about what their authors meant.

use alloy_primitives::U256;
use blueprint_e2e_runtime::Runtime;
use frame_support::{traits::Get, weights::Weight};
use pallet_revive::{evm::fees::InfoT, Config};

/// The gas that the newer core gives each hook of a manager by default.
pub const HOOK_GAS: u64 = 500_000;
/// The most that its administrator can set.
pub const MOST_HOOK_GAS: u64 = 5_000_000;
/// `GasScale` of Polkadot Hub.
pub const HUB_SCALE: u32 = 80_000;

/// What a call costs in gas at Polkadot Hub's scale, rounded up. A deposit that is paid back counts for
/// nothing.
pub fn hub_gas(weight: Weight, deposit: i128) -> u64 {
    let fee = <Runtime as Config>::FeeInfo::weight_to_fee_average(&weight);
    let deposit = u128::try_from(deposit).unwrap_or(0);
    let gas = fee.saturating_add(deposit).div_ceil(HUB_SCALE.into());
    u64::try_from(gas).unwrap_or(u64::MAX)
}

/// An amount of gas that this runtime counted, at Polkadot Hub's scale, rounded up.
pub fn to_hub(gas: u64) -> u64 {
    let fee = u128::from(gas) * u128::from(scale());
    u64::try_from(fee.div_ceil(HUB_SCALE.into())).unwrap_or(u64::MAX)
}

/// The limit of a hook that is, in this runtime's gas, what [`MOST_HOOK_GAS`] is at Polkadot Hub's scale.
pub(super) fn hook_limit() -> U256 {
    U256::from(MOST_HOOK_GAS) * U256::from(HUB_SCALE) / U256::from(scale())
}

fn scale() -> u32 {
    <<Runtime as Config>::GasScale as Get<u32>>::get()
}
