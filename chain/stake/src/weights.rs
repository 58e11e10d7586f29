//! What the calls weigh.

pub(crate) mod counted;
pub mod measured;

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};
use pallet_services::weights::charged;

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
    /// `add_asset`, `set_price`, `set_price_feed`, `activate_blueprint` and `deactivate_blueprint`; `update_price` without the
    /// call of the contract.
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

/// Weights from the benchmarks, as [`measured`] has them, with storage priced by the runtime's `DbWeight`: time, proof, and
/// reads and writes, of which no fewer are charged than were counted by hand for the ways that no benchmark takes.
///
/// They were measured with the parameters of the development chain. Of a runtime that accepts more assets or keeps more eras
/// the reads and writes are counted, and the times must be measured again. A test holds the counts against what calls read and
/// write of the state, and the benchmarks against the counts. None of them knows of delegators.
pub struct MeasuredWeights<T>(PhantomData<T>);

fn bounds<T: crate::Config>() -> counted::Bounds {
    counted::Bounds {
        eras: T::History::get().into(),
        assets: T::MaxAssets::get().into(),
    }
}

impl<T: crate::Config> WeightInfo for MeasuredWeights<T> {
    fn settle() -> Weight {
        charged::<T>(measured::settle_operator(), counted::settle(bounds::<T>()))
    }

    fn stake() -> Weight {
        let measured = measured::delegate()
            .max(measured::undelegate())
            .max(measured::withdraw())
            .max(measured::withdraw_to())
            .max(measured::sweep());
        charged::<T>(measured, counted::stake(bounds::<T>()))
    }

    fn settled_stake() -> Weight {
        charged::<T>(measured::delegate_settled(), counted::settled_stake())
    }

    fn claim() -> Weight {
        charged::<T>(measured::claim(), counted::claim(bounds::<T>()))
    }

    fn settled_claim() -> Weight {
        charged::<T>(
            measured::claim_settled(),
            counted::settled_claim(bounds::<T>()),
        )
    }

    fn set_destination() -> Weight {
        charged::<T>(measured::set_destination(), counted::set_destination())
    }

    fn operator() -> Weight {
        charged::<T>(
            measured::settle_operator(),
            counted::operator(bounds::<T>()),
        )
    }

    fn commission() -> Weight {
        charged::<T>(measured::set_commission(), counted::commission())
    }

    fn fund() -> Weight {
        charged::<T>(measured::fund(), counted::fund())
    }

    fn close_era(entries: u32) -> Weight {
        charged::<T>(measured::close_era(entries), counted::close_era(entries))
    }

    fn admin() -> Weight {
        let measured = measured::add_asset()
            .max(measured::set_price())
            .max(measured::activate_blueprint())
            .max(measured::deactivate_blueprint());
        charged::<T>(measured, counted::admin())
    }

    fn points() -> Weight {
        charged::<T>(measured::points(), counted::points())
    }

    fn end_era() -> Weight {
        charged::<T>(measured::end_era(), counted::end_era())
    }

    fn vault_rate() -> Weight {
        // Not measured: the development chain has no vaults.
        counted::vault_rate().weight::<T>()
    }

    fn absence() -> Weight {
        charged::<T>(measured::absence(), counted::absence())
    }

    fn slash() -> Weight {
        charged::<T>(measured::slash(), counted::slash(bounds::<T>()))
    }

    fn commit() -> Weight {
        let measured = measured::commit().max(measured::capture());
        charged::<T>(measured, counted::commit())
    }

    fn free() -> Weight {
        charged::<T>(measured::free(), counted::free())
    }
}
