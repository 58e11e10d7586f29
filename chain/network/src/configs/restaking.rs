//! Vaults of liquid stake as a destination of rewards, and their tokens as stake behind operators.

use crate::{
    configs::{services::TreasuryAccount, stake::Money},
    AccountId, Balance, Liquid, Runtime,
};
use frame_support::{
    traits::{
        fungibles::{Balanced, Credit},
        OnUnbalanced,
    },
    weights::Weight,
};
use pallet_liquid::{State, Vaults, WeightInfo as _};
use pallet_stake::{AssetId, Claimed, LiquidVaults, Rejection};
use sp_runtime::DispatchError;

/// The vaults of the liquid stake pallet.
pub struct RewardVaults;

impl LiquidVaults<AccountId> for RewardVaults {
    fn exists(vault: u32) -> bool {
        Vaults::<Runtime>::contains_key(vault)
    }

    /// Without what slashes that wait will take from the shares: the token is worth less from the report on.
    fn rate(id: u32) -> Option<(Balance, Balance)> {
        let vault = Vaults::<Runtime>::get(id)?;
        let owned = Liquid::stake_after_slashes(id, &vault);
        (vault.pool.shares > 0).then_some((owned, vault.pool.shares))
    }

    fn deposit(
        owner: &AccountId,
        vault: u32,
        amount: Balance,
        controller: AccountId,
    ) -> Result<u32, Rejection> {
        let owner = owner.clone();
        let batch = Liquid::do_request_deposit_synced(owner, vault, amount, controller);
        batch.map_err(|why| {
            type Error = pallet_liquid::Error<Runtime>;
            let waits = [
                Error::Unsettled,
                Error::SlashWaits,
                Error::TooManyWaiting,
                Error::BatchWiped,
                Error::AmountTooSmall,
                // Other accounts' deposits can reach it, and are redeemed again.
                Error::AboveDepositCap,
            ];
            // A validator that is lost may come back.
            let vault = Vaults::<Runtime>::get(vault);
            let may_open = vault
                .is_some_and(|vault| matches!(vault.state, State::Open | State::Orphaned { .. }));
            let passes = waits.into_iter().any(|it| why == it.into())
                || (may_open && why == Error::NotOpen.into());
            Rejection { why, passes }
        })
    }

    fn claim(
        controller: AccountId,
        vault: u32,
        batch: u32,
        receiver: &AccountId,
    ) -> Result<Claimed, DispatchError> {
        let receiver = receiver.clone();
        let claimed = Liquid::do_claim(controller, vault, batch, Balance::MAX, receiver)?;
        Ok(match claimed {
            pallet_liquid::Claimed::Shares(shares) => Claimed::Shares(shares),
            pallet_liquid::Claimed::Refund(amount) => Claimed::Refund(amount),
        })
    }

    fn rate_weight() -> Weight {
        // The vault, the chunks of one that ends, twice, and the ledger with the account that controls it.
        let reads = u64::from(pallet_liquid::MAX_OWN_CHUNKS)
            .saturating_mul(2)
            .saturating_add(3);
        <Runtime as frame_system::Config>::DbWeight::get()
            .reads(reads)
            .saturating_add(<Runtime as pallet_liquid::Config>::WeightInfo::waiting_slashes())
    }

    fn deposit_weight() -> Weight {
        <Runtime as pallet_liquid::Config>::WeightInfo::request_deposit_synced()
    }

    fn claim_weight() -> Weight {
        <Runtime as pallet_liquid::Config>::WeightInfo::claim()
    }
}

/// What becomes of slashed stake that no account gets. It is burned, but for vaults' tokens: the treasury has them, because
/// the holders of all other shares would own what a burned one did, and who holds them could gain by a slash.
pub struct SlashedStake;

impl OnUnbalanced<Credit<AccountId, Money>> for SlashedStake {
    fn on_nonzero_unbalanced(credit: Credit<AccountId, Money>) {
        if matches!(credit.asset(), AssetId::Asset(id) if RewardVaults::exists(id)) {
            // A treasury that cannot hold them leaves nothing but to burn them.
            let _ = Money::resolve(&TreasuryAccount::get(), credit);
        }
    }
}
