//! What the calls weigh.

pub mod measured;

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};
use pallet_services::weights::{Cost, PROOF_PER_READ};

/// Weights of the calls. Each includes [`settle`](Self::settle) where the call settles first.
pub trait WeightInfo {
    /// Settling a backing: up to [`Config::History`](crate::Config::History) eras.
    fn settle() -> Weight;
    /// `delegate`, `undelegate` and `withdraw`.
    fn stake() -> Weight;
    /// Staking with an operator whose eras are settled.
    fn settled_stake() -> Weight;
    /// `claim`.
    fn claim() -> Weight;
    /// A claim of a backing that is settled.
    fn settled_claim() -> Weight;
    /// `set_destination`.
    fn set_destination() -> Weight;
    /// `settle_operator`.
    fn operator() -> Weight;
    /// `set_commission`.
    fn commission() -> Weight;
    /// `fund`.
    fn fund() -> Weight;
    /// `close_era`, removing so many entries.
    fn close_era(entries: u32) -> Weight;
    /// `add_asset`, `set_price`, `activate_blueprint` and `deactivate_blueprint`.
    fn admin() -> Weight;
    /// What points add to the call of the services pallet.
    fn points() -> Weight;
    /// The end of an era, at the beginning of a block.
    fn end_era() -> Weight;
    /// Each token of a vault that is priced at the end of an era.
    fn vault_rate() -> Weight;
    /// What an absence adds to the call of the services pallet, and a result that does not count.
    fn absence() -> Weight;
    /// What a slash adds to the call of the services pallet.
    fn slash() -> Weight;
    /// What each commitment that is checked, made or captured adds to the call of the services pallet.
    fn commit() -> Weight;
    /// What each commitment that is freed adds to the call of the services pallet.
    fn free() -> Weight;
}

/// Weights from the benchmarks, as [`measured`] has them, with storage priced by the runtime's `DbWeight`.
///
/// They were measured with the parameters of the development chain, and hold for a runtime that accepts no more assets
/// and keeps no more eras. A test holds them against what calls read and write of the state, and against counts by
/// hand. None of them knows of delegators.
pub struct MeasuredWeights<T>(PhantomData<T>);

/// With a look whether a vault exists: the development chain, where the benchmarks are run, has none.
const fn with_a_vault(cost: Cost) -> Cost {
    cost.reads_each(1, 1).proof_each(1, PROOF_PER_READ)
}

impl<T: frame_system::Config> WeightInfo for MeasuredWeights<T> {
    fn settle() -> Weight {
        measured::settle_operator().weight::<T>()
    }

    fn stake() -> Weight {
        measured::delegate()
            .max(measured::undelegate())
            .max(measured::withdraw())
            .max(measured::withdraw_to())
            .max(measured::sweep())
            .weight::<T>()
    }

    fn settled_stake() -> Weight {
        measured::delegate_settled().weight::<T>()
    }

    fn claim() -> Weight {
        measured::claim().weight::<T>()
    }

    fn settled_claim() -> Weight {
        measured::claim_settled().weight::<T>()
    }

    fn set_destination() -> Weight {
        with_a_vault(measured::set_destination()).weight::<T>()
    }

    fn operator() -> Weight {
        measured::settle_operator().weight::<T>()
    }

    fn commission() -> Weight {
        measured::set_commission().weight::<T>()
    }

    fn fund() -> Weight {
        measured::fund().weight::<T>()
    }

    fn close_era(entries: u32) -> Weight {
        measured::close_era(entries).weight::<T>()
    }

    fn admin() -> Weight {
        let cost = measured::add_asset()
            .max(measured::set_price())
            .max(measured::activate_blueprint())
            .max(measured::deactivate_blueprint());
        with_a_vault(cost).weight::<T>()
    }

    fn points() -> Weight {
        measured::points().weight::<T>()
    }

    fn end_era() -> Weight {
        measured::end_era().weight::<T>()
    }

    fn vault_rate() -> Weight {
        // The rate an era ago. Not measured: the development chain has no vaults.
        T::DbWeight::get().reads_writes(1, 1)
    }

    fn absence() -> Weight {
        measured::absence().weight::<T>()
    }

    fn slash() -> Weight {
        measured::slash().weight::<T>()
    }

    fn commit() -> Weight {
        measured::commit().max(measured::capture()).weight::<T>()
    }

    fn free() -> Weight {
        measured::free().weight::<T>()
    }
}
