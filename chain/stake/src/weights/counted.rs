//! What calls read and write at most, counted by hand: also on ways that no benchmark takes, and in a runtime of other bounds
//! than the one that was measured.

use pallet_services::weights::Cost;

/// How much a runtime keeps.
#[derive(Clone, Copy)]
pub struct Bounds {
    /// Eras that are kept until they are settled.
    pub eras: u64,
    /// Assets that are accepted.
    pub assets: u64,
}

pub fn settle(bounds: Bounds) -> Cost {
    // Each era: the performance, and the record of the era. The ledger, the accounts, the assets, the running
    // era, the yields; a cohort for each asset.
    let eras = bounds.eras.saturating_mul(2);
    Cost::accesses(
        eras.saturating_add(5),
        eras.saturating_add(3).saturating_add(bounds.assets),
    )
}

pub fn stake(bounds: Bounds) -> Cost {
    // The operator, its registration, the assets, the ledger, the delegation, its cohort, the performance
    // and the accounts where the ledger ends; two endowments, and two balances for each of three transfers.
    settle(bounds).plus(Cost::accesses(16, 12))
}

pub fn settled_stake() -> Cost {
    // As above, and the running era.
    Cost::accesses(17, 12)
}

pub fn claim(bounds: Bounds) -> Cost {
    settle(bounds).plus(settled_claim(bounds))
}

pub fn settled_claim(bounds: Bounds) -> Cost {
    // Each asset: the delegation and its cohort. The ledger, the performance, the accounts, two balances.
    let each = bounds.assets.saturating_mul(2);
    Cost::accesses(each.saturating_add(6), each.saturating_add(4))
}

pub fn set_destination() -> Cost {
    // The operator, a vault, the destination.
    Cost::accesses(3, 1)
}

pub fn operator(bounds: Bounds) -> Cost {
    // The performance and the accounts, where the ledger ends.
    settle(bounds).plus(Cost::accesses(4, 2))
}

pub fn commission() -> Cost {
    Cost::accesses(3, 1)
}

pub fn fund() -> Cost {
    Cost::accesses(7, 7)
}

pub fn close_era(entries: u32) -> Cost {
    let entries = u64::from(entries);
    Cost::accesses(entries.saturating_add(4), entries.saturating_add(3))
}

pub fn admin() -> Cost {
    // A blueprint, the era, the activation; or the assets, the time, a vault and the feed.
    Cost::accesses(4, 1)
}

pub fn points() -> Cost {
    // The era, the activation, its record, the commission, the time; two ledgers and performances.
    Cost::accesses(9, 3)
}

pub fn end_era() -> Cost {
    Cost::accesses(3, 2)
}

pub fn vault_rate() -> Cost {
    // The rate an era ago.
    Cost::accesses(1, 1)
}

pub fn absence() -> Cost {
    // The era, the activation; two performances.
    Cost::accesses(4, 2)
}

pub fn commit() -> Cost {
    // The commitment, the capture, the assets; two ledgers.
    Cost::accesses(4, 4)
}

pub fn free() -> Cost {
    // The commitment, the assets, pending slashes, the era; two ledgers, performances and yields, the accounts.
    Cost::accesses(9, 7)
}

pub fn slash(bounds: Bounds) -> Cost {
    // Each asset: its record, the accounts of the pallet and of who receives it, what could not be burned.
    let each = bounds.assets.saturating_mul(5);
    settle(bounds).plus(settle(bounds)).plus(Cost::accesses(
        each.saturating_add(9),
        each.saturating_add(5),
    ))
}
