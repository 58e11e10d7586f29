//! Invariants of the pallet's state.

use crate::{
    Accepted, Backing, BackingOf, Captures, Cohorts, Committed, Config, Delegations, Endowments,
    EraRecord, Eras, Ledgers, Pallet, Performances, PriceFeeds, RewardAccounts, Unburned, Yields,
};
use alloc::vec;
use blueprint_rules::math::U256;
use frame_support::{
    ensure,
    traits::{fungibles::Inspect, Get},
};
use sp_runtime::TryRuntimeError;

impl<T: Config> Pallet<T> {
    /// Every share belongs to a delegator, every unit of the rewards is where the accounts say, and the
    /// pallet's account has all that it owes.
    ///
    /// # Errors
    /// The invariant that does not hold.
    pub(crate) fn do_try_state() -> Result<(), TryRuntimeError> {
        Self::shares_agree()?;
        Self::rewards_agree()?;
        Self::captures_agree()?;
        Self::commitments_agree()?;
        for asset in PriceFeeds::<T>::iter_keys() {
            ensure!(
                Self::accepted(asset).is_ok(),
                "an asset that is not accepted has a feed"
            );
        }
        for terms in Accepted::<T>::get() {
            let held = T::Assets::balance(terms.asset, &Self::account_id());
            ensure!(
                U256::from(held) >= Self::owed(terms.asset),
                "the account has less than it owes"
            );
        }
        Ok(())
    }

    /// What the pallet's account must have of an asset, in base units.
    pub(crate) fn owed(asset: crate::AssetId) -> U256 {
        let kept = Endowments::<T>::get(asset).unwrap_or_default();
        let mut owed = U256::from(kept) + U256::from(Unburned::<T>::get(asset));
        if asset == crate::AssetId::Native {
            let accounts = RewardAccounts::<T>::get();
            owed += accounts.deposited - accounts.paid;
        }
        if let Ok(place) = Self::accepted(asset) {
            for ledger in Ledgers::<T>::iter_values() {
                if let Some(vault) = ledger.vaults.get(usize::from(place)) {
                    owed += vault.stake.assets;
                }
            }
        }
        owed
    }

    fn shares_agree() -> Result<(), TryRuntimeError> {
        for backing in Yields::<T>::iter_keys() {
            ensure!(Self::ledger(&backing).is_some(), "a yield of no stake");
        }
        for (operator, selection, ledger) in Ledgers::<T>::iter() {
            let backing = Backing::new(&operator, selection);
            for (place, vault) in (0u8..).zip(&ledger.vaults) {
                Self::vault_agrees(&backing, place, vault)?;
            }
        }
        for (backing, place, _) in Delegations::<T>::iter_keys() {
            let known = Self::ledger(&backing).map(|ledger| ledger.vaults.len());
            ensure!(known > Some(usize::from(place)), "a delegation to no vault");
        }
        Ok(())
    }

    fn vault_agrees(
        backing: &BackingOf<T>,
        place: u8,
        vault: &crate::Vault,
    ) -> Result<(), TryRuntimeError> {
        let mut earning = U256::zero();
        let mut waiting = U256::zero();
        let mut leaving = U256::zero();
        let mut in_cohorts = U256::zero();
        for (_, cohort) in Cohorts::<T>::iter_prefix((backing, place)) {
            in_cohorts += cohort.shares();
        }
        for (_, delegation) in Delegations::<T>::iter_prefix((backing, place)) {
            ensure!(!delegation.is_empty(), "a delegation of nothing");
            earning += delegation.position.shares();
            leaving += delegation.leaving();
            match Cohorts::<T>::contains_key((backing, place, delegation.waiting.era)) {
                true => earning += delegation.waiting.shares,
                false => waiting += delegation.waiting.shares,
            }
        }
        let total = earning + waiting + leaving;
        ensure!(earning == vault.pool.total(), "shares that earn are lost");
        ensure!(earning >= in_cohorts, "a cohort of nobody");
        ensure!(waiting == vault.waiting.shares, "shares that wait are lost");
        ensure!(total == vault.stake.shares, "shares of a vault are lost");
        ensure!(
            vault.stake.assets <= vault.stake.shares,
            "a share is worth more than it cost"
        );
        Ok(())
    }

    fn rewards_agree() -> Result<(), TryRuntimeError> {
        let accounts = RewardAccounts::<T>::get();
        ensure!(
            accounts.deposited == accounts.paid + accounts.carried + accounts.unclaimed,
            "a unit of the rewards is lost"
        );
        let mut unclaimed = U256::zero();
        for ledger in Ledgers::<T>::iter_values() {
            unclaimed += ledger.credit;
            for vault in &ledger.vaults {
                unclaimed += vault.pool.deposited() - vault.pool.paid();
            }
        }
        ensure!(
            unclaimed == accounts.unclaimed,
            "what is to be claimed is miscounted"
        );
        let mut carried = accounts.reserve;
        for (era, record) in Eras::<T>::iter() {
            carried += match &record.pot {
                Some(pot) => pot.amount() - pot.paid(),
                None => record.funded,
            };
            Self::points_agree(era, &record)?;
        }
        ensure!(carried == accounts.carried, "what is carried is miscounted");
        Ok(())
    }

    fn points_agree(era: u32, record: &EraRecord<T>) -> Result<(), TryRuntimeError> {
        let mut operators = 0u32;
        let mut sums = vec![U256::zero(); record.stake_points.len()];
        for (_, performance) in Performances::<T>::iter_prefix(era) {
            operators += u32::from(performance.points > 0);
            for (sum, own) in sums.iter_mut().zip(&performance.stake_points) {
                *sum += *own;
            }
        }
        // Less where operators have settled, or where an era is being closed, page by page.
        let may_be_closed = match record.weight.is_zero() {
            true => era,
            false => era.saturating_add(T::History::get()),
        };
        let closing = may_be_closed < Self::era();
        let taken = record.pot.is_some() || closing;
        let mut pairs = sums.iter().zip(&record.stake_points);
        ensure!(
            pairs.all(|(sum, all)| sum == all || (sum < all && taken)),
            "points are miscounted"
        );
        ensure!(
            operators == record.backings || (operators < record.backings && closing),
            "backings of an era are miscounted"
        );
        ensure!(
            record.prices.is_empty() || era < Self::era(),
            "an era has prices before its end"
        );
        Ok(())
    }

    fn commitments_agree() -> Result<(), TryRuntimeError> {
        for (operator, selection, ledger) in Ledgers::<T>::iter() {
            let backing = Backing::new(&operator, selection);
            for (place, vault) in ledger.vaults.iter().enumerate() {
                let mut committed = 0u128;
                for (_, who, commitments) in Committed::<T>::iter() {
                    let backings = BackingOf::<T>::of_blueprint(&who, commitments.blueprint);
                    let of = commitments.amounts.get(place).copied().unwrap_or_default();
                    for (of, commitment) in backings.iter().zip(of) {
                        committed += if *of == backing { commitment.amount } else { 0 };
                    }
                }
                ensure!(committed == vault.committed, "commitments are miscounted");
                let mut captures = 0u32;
                for (slash, captured) in Captures::<T>::iter() {
                    let pending = pallet_services::Slashes::<T>::get(slash);
                    let pending = pending.ok_or("a capture of no slash")?;
                    let backings =
                        BackingOf::<T>::of_blueprint(&pending.operator, pending.blueprint);
                    let of = captured.get(place).copied().unwrap_or_default();
                    for (of, captured) in backings.iter().zip(of) {
                        captures += u32::from(*of == backing && captured.amount > 0);
                    }
                }
                ensure!(captures == vault.captures, "captures are miscounted");
            }
        }
        Ok(())
    }

    fn captures_agree() -> Result<(), TryRuntimeError> {
        for (slash, captured) in Captures::<T>::iter() {
            let pending =
                pallet_services::Slashes::<T>::get(slash).ok_or("a capture of no slash")?;
            ensure!(
                captured.is_empty()
                    || Committed::<T>::contains_key(pending.proposal.service, &pending.operator),
                "a capture of no commitment"
            );
        }
        Ok(())
    }
}
