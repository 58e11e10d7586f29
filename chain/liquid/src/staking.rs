//! The staking pallet, as far as vaults use it. No other module names its storage or its calls.

use crate::{AccountIdOf, Balance, Config, Loss, Pallet};
use alloc::{vec, vec::Vec};
use frame_support::{dispatch::DispatchResult, storage::with_storage_layer, traits::Get};
use frame_system::RawOrigin;
use pallet_staking::{
    ActiveEra, ClaimedRewards, CurrentEra, ErasRewardPoints, ErasStakersOverview, ErasStakersPaged,
    ErasValidatorPrefs, ErasValidatorReward, MinNominatorBond, NominatorSlashInEra, Nominators,
    Pallet as Staking, RewardDestination, SlashingSpans, StakingLedger, UnappliedSlashes,
    Validators,
};
use sp_runtime::{traits::StaticLookup, Perbill};
use sp_staking::{EraIndex, StakingAccount};

/// The era that is active, and the last one that was planned.
pub(crate) struct Eras {
    pub(crate) active: EraIndex,
    pub(crate) planned: EraIndex,
}

/// What one page of an era pays a stash.
pub(crate) struct Reward {
    pub(crate) amount: Balance,
    /// What was exposed.
    pub(crate) exposed: Balance,
}

/// A slash that waits.
pub(crate) struct Waiting {
    /// The era of its offence.
    pub(crate) era: EraIndex,
    /// What it takes from the stash.
    pub(crate) amount: Balance,
    /// What is bonded.
    pub(crate) bonded: Balance,
    /// What it takes from: what is bonded, and what unbonds from `since` on.
    pub(crate) affected: Balance,
    pub(crate) since: EraIndex,
}

impl<T: Config> Pallet<T> {
    pub(crate) fn eras() -> Eras {
        Eras {
            active: ActiveEra::<T>::get().map_or(0, |era| era.index),
            planned: CurrentEra::<T>::get().unwrap_or(0),
        }
    }

    pub(crate) fn bonding_duration() -> EraIndex {
        <T as pallet_staking::Config>::BondingDuration::get()
    }

    pub(crate) fn existential_deposit() -> Balance {
        pallet_staking::asset::existential_deposit::<T>()
    }

    pub(crate) fn least_seed() -> Balance {
        let deposits = Self::existential_deposit().saturating_mul(10);
        MinNominatorBond::<T>::get().max(deposits)
    }

    pub(crate) fn ledger_of(stash: &AccountIdOf<T>) -> Option<StakingLedger<T>> {
        Staking::<T>::ledger(StakingAccount::Stash(stash.clone())).ok()
    }

    pub(crate) fn bond(stash: &AccountIdOf<T>, amount: Balance) -> DispatchResult {
        let origin = RawOrigin::Signed(stash.clone()).into();
        Staking::<T>::bond(origin, amount, RewardDestination::Staked)
    }

    pub(crate) fn bond_extra(stash: &AccountIdOf<T>, amount: Balance) -> DispatchResult {
        let origin = RawOrigin::Signed(stash.clone()).into();
        with_storage_layer(|| Staking::<T>::bond_extra(origin, amount))
    }

    /// Unbonds; stops nominating first where what is left would be below the minimum for nominators.
    pub(crate) fn unbond(stash: &AccountIdOf<T>, amount: Balance) -> DispatchResult {
        let try_it = || {
            let origin = RawOrigin::Signed(stash.clone()).into();
            let unbonded = with_storage_layer(|| {
                Staking::<T>::unbond(origin, amount).map_err(|failed| failed.error)
            });
            unbonded.map(|_| ())
        };
        try_it().or_else(|_| {
            Self::chill(stash);
            try_it()
        })
    }

    pub(crate) fn withdraw(stash: &AccountIdOf<T>) -> DispatchResult {
        let spans = SlashingSpans::<T>::get(stash)
            .map_or(0, |spans| spans.prior.len().saturating_add(1) as u32);
        let origin = RawOrigin::Signed(stash.clone()).into();
        Staking::<T>::withdraw_unbonded(origin, spans)
            .map(|_| ())
            .map_err(|failed| failed.error)
    }

    pub(crate) fn nominate(stash: &AccountIdOf<T>, validator: &AccountIdOf<T>) -> DispatchResult {
        let origin = RawOrigin::Signed(stash.clone()).into();
        let target = T::Lookup::unlookup(validator.clone());
        with_storage_layer(|| Staking::<T>::nominate(origin, vec![target]))
    }

    /// Stops nominating. A stash without a ledger nominates none.
    pub(crate) fn chill(stash: &AccountIdOf<T>) {
        let origin = RawOrigin::Signed(stash.clone()).into();
        let _ = with_storage_layer(|| Staking::<T>::chill(origin));
    }

    /// Whether what unbonds now shares every slash for an offence until now. The staking pallet applies a deferred slash
    /// as one of the era after its offence, so what unbonds in the era of the offence does not, before the next one is
    /// planned.
    pub(crate) fn may_unbond() -> bool {
        let eras = Self::eras();
        <T as pallet_staking::Config>::SlashDeferDuration::get() == 0 || eras.planned > eras.active
    }

    /// Why an account cannot be a vault's validator, if so. The commission of an era is fixed when it is planned: those of
    /// the planned and of the active era count, too.
    pub(crate) fn unfit(validator: &AccountIdOf<T>, cap: Perbill) -> Option<Loss> {
        if !Validators::<T>::contains_key(validator) {
            return Some(match Staking::<T>::bonded(validator) {
                Some(_) => Loss::Chilled,
                None => Loss::Gone,
            });
        }
        let Eras { active, planned } = Self::eras();
        let fixed = |era| ErasValidatorPrefs::<T>::get(era, validator).commission;
        let above = Validators::<T>::get(validator).commission > cap
            || fixed(planned) > cap
            || fixed(active) > cap;
        above.then_some(Loss::Commission)
    }

    /// Whether the stash nominates the validator; none if it nominates none at all.
    pub(crate) fn nominates(stash: &AccountIdOf<T>, validator: &AccountIdOf<T>) -> Option<bool> {
        Nominators::<T>::get(stash).map(|it| it.targets.contains(validator))
    }

    /// How many pages of rewards a validator has in an era.
    pub(crate) fn pages(era: EraIndex, validator: &AccountIdOf<T>) -> u32 {
        ErasStakersOverview::<T>::get(era, validator).map_or(0, |it| it.page_count.max(1))
    }

    /// Pays a page of rewards, if that was not done, and returns what the stash has of it. What a stranger paid is
    /// computed as the staking pallet does.
    pub(crate) fn pay_page(
        era: EraIndex,
        page: u32,
        validator: &AccountIdOf<T>,
        stash: &AccountIdOf<T>,
    ) -> Option<Reward> {
        let exposed = ErasStakersPaged::<T>::get((era, validator, page))
            .and_then(|it| it.others.into_iter().find(|other| other.who == *stash))
            .map(|other| other.value)?;
        let claimed = ClaimedRewards::<T>::get(era, validator).contains(&page);
        let amount = if claimed {
            Self::reward_of(era, validator, exposed)
        } else {
            let active = || Self::ledger_of(stash).map_or(0, |ledger| ledger.active);
            let before = active();
            let origin = RawOrigin::Signed(stash.clone()).into();
            // A validator whose stash is gone cannot be paid, nor an era that is too old: nothing comes of it.
            let _ = with_storage_layer(|| {
                let who = validator.clone();
                Staking::<T>::payout_stakers_by_page(origin, who, era, page)
                    .map_err(|failed| failed.error)
            });
            active().saturating_sub(before)
        };
        Some(Reward { amount, exposed })
    }

    /// What a nominator with `exposed` behind the validator gets of an era.
    fn reward_of(era: EraIndex, validator: &AccountIdOf<T>, exposed: Balance) -> Balance {
        let points = ErasRewardPoints::<T>::get(era);
        let own = points.individual.get(validator).copied().unwrap_or(0);
        let total = ErasStakersOverview::<T>::get(era, validator).map_or(0, |it| it.total);
        if own == 0 || total == 0 {
            return 0;
        }
        let payout = Perbill::from_rational(own, points.total)
            * ErasValidatorReward::<T>::get(era).unwrap_or(0);
        let commission = ErasValidatorPrefs::<T>::get(era, validator).commission * payout;
        Perbill::from_rational(exposed, total) * payout.saturating_sub(commission)
    }

    /// The eras of offences for which a slash waits that takes from the stash, oldest first.
    pub(crate) fn waiting_slashes(stash: &AccountIdOf<T>) -> impl Iterator<Item = EraIndex> + '_ {
        let defer = <T as pallet_staking::Config>::SlashDeferDuration::get();
        let active = Self::eras().active;
        let first = active.saturating_sub(defer);
        (first..=active).filter(move |era| defer > 0 && Self::slash_waits(*era, stash))
    }

    /// Whether a slash for an offence of `era` waits that takes from the stash.
    pub(crate) fn slash_waits(era: EraIndex, stash: &AccountIdOf<T>) -> bool {
        let defer = <T as pallet_staking::Config>::SlashDeferDuration::get();
        let applied_in = era.saturating_add(defer).saturating_add(1);
        defer > 0
            && UnappliedSlashes::<T>::get(applied_in).iter().any(|slash| {
                let named = |(who, amount): &(AccountIdOf<T>, Balance)| who == stash && *amount > 0;
                slash.others.iter().any(named)
            })
    }

    /// What slashes that wait take from the stash.
    pub fn waiting_amount(stash: &AccountIdOf<T>) -> Balance {
        Self::waiting_slashes(stash).fold(0, |sum: Balance, era| {
            sum.saturating_add(Self::waiting_amount_of(stash, era))
        })
    }

    /// What slashes for offences of `era` that wait take from the stash.
    fn waiting_amount_of(stash: &AccountIdOf<T>, era: EraIndex) -> Balance {
        let defer = <T as pallet_staking::Config>::SlashDeferDuration::get();
        let applied_in = era.saturating_add(defer).saturating_add(1);
        let slashes = UnappliedSlashes::<T>::get(applied_in);
        let others = slashes.iter().flat_map(|slash| slash.others.iter());
        others
            .filter(|(who, _)| who == stash)
            .fold(0, |sum: Balance, (_, amount)| sum.saturating_add(*amount))
    }

    /// The slashes that wait and take from the stash, oldest first. The staking pallet applies one as of the era after its
    /// offence, and takes the same part of what is bonded and of what unbonds from that era's last withdrawal on.
    pub(crate) fn waiting(stash: &AccountIdOf<T>) -> Vec<Waiting> {
        let Some(ledger) = Self::ledger_of(stash) else {
            return Vec::new();
        };
        let eras = Self::waiting_slashes(stash);
        let slashes = eras.map(|era| {
            let since = era
                .saturating_add(1)
                .saturating_add(Self::bonding_duration());
            let unlocking = ledger.unlocking.iter().filter(|chunk| chunk.era >= since);
            Waiting {
                era,
                amount: Self::waiting_amount_of(stash, era),
                bonded: ledger.active,
                affected: unlocking.fold(ledger.active, |sum: Balance, chunk| {
                    sum.saturating_add(chunk.value)
                }),
                since,
            }
        });
        slashes.collect()
    }

    /// The era of the offence of a slash that is being applied, and what was slashed of the active era until now. A
    /// deferred slash is applied at a fixed distance. One that is not deferred is of the active era if that era's
    /// slashes have grown, and otherwise of an earlier one.
    pub(crate) fn era_of_slash(
        stash: &AccountIdOf<T>,
        seen: (EraIndex, Balance),
    ) -> (EraIndex, (EraIndex, Balance)) {
        let defer = <T as pallet_staking::Config>::SlashDeferDuration::get();
        let active = Self::eras().active;
        if defer > 0 {
            return (active.saturating_sub(defer).saturating_sub(1), seen);
        }
        let before = if seen.0 == active { seen.1 } else { 0 };
        let now = NominatorSlashInEra::<T>::get(active, stash).unwrap_or(0);
        let era = if now > before {
            active
        } else {
            active.saturating_sub(1)
        };
        (era, (active, now))
    }
}
