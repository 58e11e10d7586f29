//! What the calls weigh.

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};
use pallet_services::weights::{PROOF_PER_READ, TIME_PER_CALL};

/// Weights of the calls. Each includes [`settle`](Self::settle) where the call settles first.
/// `assets` is how many are accepted at most.
pub trait WeightInfo {
    /// Settling a backing: up to [`Config::History`](crate::Config::History) eras.
    fn settle(assets: u32) -> Weight;
    /// `delegate`, `undelegate` and `withdraw`.
    fn stake(assets: u32) -> Weight;
    /// Staking with an operator whose eras are settled.
    fn settled_stake() -> Weight;
    /// `claim`.
    fn claim(assets: u32) -> Weight;
    /// A claim of a backing that is settled.
    fn settled_claim(assets: u32) -> Weight;
    /// `set_destination`.
    fn set_destination() -> Weight;
    /// `settle_operator`.
    fn operator(assets: u32) -> Weight;
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
    fn slash(assets: u32) -> Weight;
    /// What each commitment that is checked, made or captured adds to the call of the services pallet.
    fn commit() -> Weight;
    /// What each commitment that is freed adds to the call of the services pallet.
    fn free() -> Weight;
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
        // Each era: the performance, and the record of the era. The ledger, the accounts, the assets, the running
        // era, the yields; a cohort for each asset.
        let eras = u64::from(T::History::get()).saturating_mul(2);
        counted::<T>(
            eras.saturating_add(5),
            eras.saturating_add(3).saturating_add(assets.into()),
        )
    }

    fn stake(assets: u32) -> Weight {
        // The operator, its registration, the assets, the ledger, the delegation, its cohort, the performance
        // and the accounts where the ledger ends; two endowments, and two balances for each of three transfers.
        Self::settle(assets).saturating_add(counted::<T>(16, 12))
    }

    fn settled_stake() -> Weight {
        // As above, and the running era.
        counted::<T>(17, 12)
    }

    fn claim(assets: u32) -> Weight {
        Self::settle(assets).saturating_add(Self::settled_claim(assets))
    }

    fn settled_claim(assets: u32) -> Weight {
        // Each asset: the delegation and its cohort. The ledger, the performance, the accounts, two balances.
        let each = u64::from(assets).saturating_mul(2);
        counted::<T>(each.saturating_add(6), each.saturating_add(4))
    }

    fn set_destination() -> Weight {
        // The operator, a vault, the destination.
        counted::<T>(3, 1)
    }

    fn operator(assets: u32) -> Weight {
        // The performance and the accounts, where the ledger ends.
        Self::settle(assets).saturating_add(counted::<T>(4, 2))
    }

    fn commission() -> Weight {
        counted::<T>(3, 1)
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

    fn points() -> Weight {
        // The era, the activation, its record, the commission, the time; two ledgers and performances.
        counted::<T>(9, 3)
    }

    fn end_era() -> Weight {
        counted::<T>(3, 2)
    }

    fn vault_rate() -> Weight {
        // The rate an era ago.
        T::DbWeight::get().reads_writes(1, 1)
    }

    fn absence() -> Weight {
        // The era, the activation; two performances.
        counted::<T>(4, 2)
    }

    fn commit() -> Weight {
        // The commitment, the capture, the assets; two ledgers.
        counted::<T>(4, 4)
    }

    fn free() -> Weight {
        // The commitment, the assets, pending slashes, the era; two ledgers, performances and yields, the accounts.
        counted::<T>(9, 7)
    }

    fn slash(assets: u32) -> Weight {
        // Each asset: its record, the accounts of the pallet and of who receives it, what could not be burned.
        let each = u64::from(assets).saturating_mul(5);
        Self::settle(assets)
            .saturating_mul(2)
            .saturating_add(counted::<T>(each.saturating_add(9), each.saturating_add(5)))
    }
}
