//! Deposits that wait to become shares, and how rewards and slashes are divided while they wait.

use super::{part_of, Balance};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_staking::EraIndex;

/// All deposits of one era. They become shares together, at one rate.
#[derive(
    Clone,
    Copy,
    Debug,
    Decode,
    DecodeWithMemTracking,
    Encode,
    Eq,
    MaxEncodedLen,
    PartialEq,
    TypeInfo,
)]
pub struct PendingBatch {
    /// The first era whose election counted the deposits: the batch's request id.
    pub from: EraIndex,
    /// What the batch is worth.
    pub value: Balance,
    /// The same without rewards: what was exposed.
    pub principal: Balance,
}

/// Divides the reward of `era`, in which `exposed` of the vault's stake was exposed. Batches of that era and of earlier
/// ones take what they had in it, rounded down; returns the part of the shares.
pub fn split_growth(
    batches: &mut [PendingBatch],
    era: EraIndex,
    growth: Balance,
    exposed: Balance,
) -> Balance {
    let mut left = growth;
    for batch in batches.iter_mut().filter(|batch| batch.from <= era) {
        let part = part_of(growth, batch.principal.min(exposed), exposed).unwrap_or(0);
        let part = part.min(left);
        batch.value = batch.value.saturating_add(part);
        left = left.saturating_sub(part);
    }
    left
}

/// Divides a slash for an offence of `era` between the stake of shares, `assets`, and the batches that wait. What was
/// exposed in `era` loses the same part. Later batches pay only where that does not suffice. Returns what
/// the shares lose.
pub fn split_loss(
    batches: &mut [PendingBatch],
    era: EraIndex,
    loss: Balance,
    assets: Balance,
) -> Balance {
    let exposed: Vec<bool> = batches.iter().map(|batch| batch.from <= era).collect();
    let exposed_value = batches
        .iter()
        .filter(|batch| batch.from <= era)
        .fold(assets, |sum, batch| sum.saturating_add(batch.value));
    let first = loss.min(exposed_value);
    let mut from_shares = first;
    for batch in batches.iter_mut().filter(|batch| batch.from <= era) {
        let part = part_of(first, batch.value, exposed_value).unwrap_or(0);
        from_shares = from_shares.saturating_sub(part);
        lose(batch, part);
    }
    // Rounding leaves a few units more to the shares than they may have.
    let mut missing = from_shares
        .saturating_sub(assets)
        .saturating_add(loss.saturating_sub(first));
    for (batch, exposed) in batches.iter_mut().zip(&exposed) {
        if *exposed && missing > 0 && from_shares > assets {
            let part = missing.min(batch.value);
            lose(batch, part);
            missing = missing.saturating_sub(part);
        }
    }
    for (batch, exposed) in batches.iter_mut().zip(exposed) {
        if !exposed {
            let part = missing.min(batch.value);
            lose(batch, part);
            missing = missing.saturating_sub(part);
        }
    }
    from_shares.min(assets)
}

fn lose(batch: &mut PendingBatch, loss: Balance) {
    let part = part_of(batch.principal, loss, batch.value).unwrap_or(0);
    batch.principal = batch.principal.saturating_sub(part);
    batch.value = batch.value.saturating_sub(loss);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn batch(from: EraIndex, value: Balance) -> PendingBatch {
        PendingBatch {
            from,
            value,
            principal: value,
        }
    }

    #[test]
    fn batch_earns_from_its_own_era_on_by_what_it_had_exposed() {
        let mut batches = [batch(5, 100), batch(6, 100)];
        assert_eq!(split_growth(&mut batches, 5, 40, 400), 30);
        assert_eq!(batches.map(|it| it.value), [110, 100]);
        // Rewards do not raise what was exposed.
        assert_eq!(split_growth(&mut batches, 5, 40, 400), 30);
    }

    #[test]
    fn slash_of_an_era_takes_from_what_was_exposed_in_it_alone() {
        let mut batches = [batch(5, 100), batch(6, 100)];
        assert_eq!(split_loss(&mut batches, 5, 50, 400), 40);
        assert_eq!(batches.map(|it| it.value), [90, 100]);
        assert_eq!(split_loss(&mut batches, 4, 50, 360), 50);
        assert_eq!(batches.map(|it| it.value), [90, 100]);
    }

    #[test]
    fn later_batch_pays_what_the_exposed_stake_does_not_suffice_for() {
        let mut batches = [batch(5, 100), batch(6, 100)];
        assert_eq!(split_loss(&mut batches, 5, 550, 400), 400);
        assert_eq!(batches.map(|it| it.value), [0, 50]);
    }

    proptest! {
        #[test]
        fn no_unit_is_lost_or_made(
            values in prop::collection::vec((0u32..8, 0u128..1 << 50), 0..6),
            assets in 0u128..1 << 50, amount in 0u128..1 << 53, era in 0u32..8,
        ) {
            let mut batches: Vec<_> = values.iter().map(|(from, it)| batch(*from, *it)).collect();
            let sum = |batches: &[PendingBatch]| batches.iter().map(|it| it.value).sum::<u128>();
            let before = sum(&batches);
            let exposed = before + assets;
            let kept = split_growth(&mut batches, era, amount, exposed);
            prop_assert_eq!(sum(&batches) + kept, before + amount);
            let (before, all) = (sum(&batches), assets + sum(&batches));
            let taken = split_loss(&mut batches, era, amount, assets);
            prop_assert!(taken <= assets);
            prop_assert_eq!(before - sum(&batches) + taken, amount.min(all));
        }
    }
}
