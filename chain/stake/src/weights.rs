//! What the calls weigh.

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};
use pallet_services::weights::{PROOF_PER_READ, TIME_PER_CALL};

/// Weights of the calls. Each includes [`settle`](Self::settle) where the call settles first.
/// `assets` is how many are accepted at most.
pub trait WeightInfo {
    /// Settling an operator: up to [`Config::History`](crate::Config::History) eras.
    fn settle(assets: u32) -> Weight;
    /// `delegate`, `undelegate` and `withdraw`.
    fn stake(assets: u32) -> Weight;
    /// `claim`.
    fn claim(assets: u32) -> Weight;
    /// `set_commission` and `settle_operator`.
    fn operator(assets: u32) -> Weight;
    /// `fund`.
    fn fund() -> Weight;
    /// `close_era`, removing so many entries.
    fn close_era(entries: u32) -> Weight;
    /// `add_asset`, `set_price`, `activate_blueprint` and `deactivate_blueprint`.
    fn admin() -> Weight;
    /// What a result adds to the call of the services pallet, where it settles first.
    fn result(assets: u32) -> Weight;
    /// What it adds where nothing is to be settled.
    fn further_result() -> Weight;
    /// The end of an era, at the beginning of a block.
    fn end_era() -> Weight;
    /// What an absence adds to the call of the services pallet, and a result that does not count.
    fn absence() -> Weight;
    /// What a slash adds to the call of the services pallet.
    fn slash(assets: u32) -> Weight;
    /// What each commitment that is checked, made or freed adds to the call of the services pallet.
    fn commit() -> Weight;
}

/// Weights from counted reads and writes, priced by the runtime's `DbWeight` as those of
/// [`pallet_services::weights::CountedWeights`] are. The counts are upper bounds: a test counts
/// what each call reads and writes of the state, and fails where that is more. None of them knows
/// of delegators.
pub struct CountedWeights<T>(PhantomData<T>);

fn counted<T: frame_system::Config>(reads: u64, writes: u64) -> Weight {
    T::DbWeight::get()
        .reads_writes(reads, writes)
        .saturating_add(Weight::from_parts(
            TIME_PER_CALL,
            PROOF_PER_READ.saturating_mul(reads),
        ))
}

impl<T: crate::Config> WeightInfo for CountedWeights<T> {
    fn settle(assets: u32) -> Weight {
        // Each era: the operator's performance. Of one era, its record: a result settles those
        // before it, so that no more have points. The ledger, the accounts, the assets, the time;
        // a cohort for each asset.
        let eras = u64::from(T::History::get());
        counted::<T>(
            eras.saturating_add(5),
            eras.saturating_add(3).saturating_add(assets.into()),
        )
    }

    fn stake(assets: u32) -> Weight {
        // The operator, the assets, the ledger, the delegation, its cohort; two endowments, and
        // two balances for each of three transfers.
        Self::settle(assets).saturating_add(counted::<T>(13, 11))
    }

    fn claim(assets: u32) -> Weight {
        // Each asset: the delegation and its cohort. The ledger, the accounts, two balances.
        let each = u64::from(assets).saturating_mul(2);
        Self::settle(assets)
            .saturating_add(counted::<T>(each.saturating_add(4), each.saturating_add(4)))
    }

    fn operator(assets: u32) -> Weight {
        Self::settle(assets).saturating_add(counted::<T>(2, 1))
    }

    fn fund() -> Weight {
        counted::<T>(7, 7)
    }

    fn close_era(entries: u32) -> Weight {
        let entries = u64::from(entries);
        counted::<T>(entries.saturating_add(4), entries.saturating_add(3))
    }

    fn admin() -> Weight {
        counted::<T>(3, 1)
    }

    fn result(assets: u32) -> Weight {
        Self::settle(assets).saturating_add(Self::further_result())
    }

    fn further_result() -> Weight {
        counted::<T>(7, 2)
    }

    fn end_era() -> Weight {
        counted::<T>(2, 1)
    }

    fn absence() -> Weight {
        counted::<T>(4, 1)
    }

    fn commit() -> Weight {
        counted::<T>(4, 2)
    }

    fn slash(assets: u32) -> Weight {
        // Each asset: its issuance, the balance of the pallet's account, what could not be burned.
        let each = u64::from(assets).saturating_mul(3);
        Self::settle(assets)
            .saturating_add(counted::<T>(each.saturating_add(4), each.saturating_add(3)))
    }
}
