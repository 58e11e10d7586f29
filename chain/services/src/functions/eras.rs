//! Eras, counted as they end.

use crate::{Config, CurrentEra, EraSource, EraStart, Pallet, Stake, WeightInfo, WeightOf};
use frame_support::{traits::Get, weights::Weight};
use frame_system::pallet_prelude::BlockNumberFor;
use sp_runtime::traits::{One, Saturating};

impl<T: Config> Pallet<T> {
    /// The running era.
    pub fn current_era() -> u32 {
        CurrentEra::<T>::get().index
    }

    /// The next era begins with this block if [`Config::Eras`] counts a later one; where it counts none, if the running one has
    /// lasted [`Config::EraLength`] blocks. At most one begins in a block: a change of the length skips no number. Returns the
    /// weight used.
    pub(crate) fn do_on_initialize(now: BlockNumberFor<T>) -> Weight {
        let running = CurrentEra::<T>::get();
        let next = T::Eras::running().unwrap_or_else(|| {
            let over = now.saturating_sub(running.started_at) >= Self::era_length();
            running.index.saturating_add(over.into())
        });
        let asked = T::Eras::weight();
        if next <= running.index {
            return WeightOf::<T>::era(false).saturating_add(asked);
        }
        CurrentEra::<T>::put(EraStart {
            index: next,
            started_at: now,
        });
        WeightOf::<T>::era(true)
            .saturating_add(T::Stake::end_era(running.index))
            .saturating_add(asked)
    }

    /// The first block in which the counters of an era are no longer kept, if eras keep their length.
    pub(crate) fn forgotten_at(era: u32) -> BlockNumberFor<T> {
        let running = CurrentEra::<T>::get();
        let kept = era
            .saturating_add(T::ErasKept::get())
            .saturating_add(1)
            .saturating_sub(running.index);
        running
            .started_at
            .saturating_add(Self::era_length().saturating_mul(kept.into()))
    }

    /// Whether the counters of an era are still kept.
    pub(crate) fn remembers(era: u32) -> bool {
        era.saturating_add(T::ErasKept::get()) >= Self::current_era()
    }

    fn era_length() -> BlockNumberFor<T> {
        BlockNumberFor::<T>::from(T::EraLength::get()).max(One::one())
    }
}
