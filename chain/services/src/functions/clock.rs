//! The chain's time, and the blocks by which windows and eras are counted.

use crate::{weights, Config, LastBlock, Pallet, SeenBlock};
use frame_support::{
    traits::{Get, Time},
    weights::Weight,
};
use frame_system::pallet_prelude::BlockNumberFor;
use sp_runtime::{
    traits::{BlockNumberProvider, UniqueSaturatedInto, Zero},
    Saturating,
};

impl<T: Config> Pallet<T> {
    /// The chain's time in unix seconds, as contracts see it.
    pub fn unix_seconds() -> u64 {
        let milliseconds: u64 = T::Time::now().unique_saturated_into();
        milliseconds / 1_000
    }

    /// The block of [`Config::BlockNumberProvider`]. It goes on while this chain stands still: what is to last for a time is
    /// counted by it.
    pub fn now_with_halts() -> BlockNumberFor<T> {
        T::BlockNumberProvider::current_block_number()
    }

    /// The block by which windows, eras and requests are counted: [`Self::now_with_halts`] without the blocks that were more than
    /// [`Config::LongestGap`] between two of this chain. It never goes back.
    pub fn now() -> BlockNumberFor<T> {
        let number = Self::now_with_halts();
        let longest = T::LongestGap::get();
        if longest.is_zero() {
            return number;
        }
        match LastBlock::<T>::get() {
            None => number,
            Some(last) => {
                let gap = number.saturating_sub(last.number).min(longest.into());
                last.counted.saturating_add(gap)
            }
        }
    }

    /// Notes the running block at its end, when its number is known: at its beginning a parachain has the last one's.
    pub(crate) fn note_block() {
        if T::LongestGap::get().is_zero() {
            return;
        }
        let counted = Self::now();
        let number = Self::now_with_halts();
        LastBlock::<T>::put(SeenBlock { number, counted });
    }

    /// What [`Self::note_block`] weighs; calls of the same block read what it reads.
    pub(crate) fn weight_of_note_block() -> Weight {
        match T::LongestGap::get() {
            0 => Weight::zero(),
            _ => weights::note_block::<T>(),
        }
    }
}
