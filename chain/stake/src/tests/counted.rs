//! Counts by hand of what calls read and write, which what benchmarks measured is held against.

use pallet_services::weights::Cost;

/// Eras that the development chain keeps, where the benchmarks were run.
const HISTORY: u64 = 84;
/// Assets that it accepts.
const ASSETS: u64 = 4;

/// What is read and written, upper bounds.
fn counted(reads: u64, writes: u64) -> Cost {
    Cost {
        reads,
        writes,
        ..Cost::default()
    }
}

/// Both together.
fn sum(one: Cost, other: Cost) -> Cost {
    counted(one.reads + other.reads, one.writes + other.writes)
}

pub fn settle() -> Cost {
    // Each era: the performance, and the record of the era. The ledger, the accounts, the assets, the running
    // era, the yields; a cohort for each asset.
    let eras = HISTORY.saturating_mul(2);
    counted(
        eras.saturating_add(5),
        eras.saturating_add(3).saturating_add(ASSETS),
    )
}

pub fn stake() -> Cost {
    // The operator, its registration, the assets, the ledger, the delegation, its cohort, the performance
    // and the accounts where the ledger ends; two endowments, and two balances for each of three transfers.
    sum(settle(), counted(16, 12))
}

pub fn settled_stake() -> Cost {
    // As above, and the running era.
    counted(17, 12)
}

pub fn claim() -> Cost {
    sum(settle(), settled_claim())
}

pub fn settled_claim() -> Cost {
    // Each asset: the delegation and its cohort. The ledger, the performance, the accounts, two balances.
    let each = ASSETS.saturating_mul(2);
    counted(each.saturating_add(6), each.saturating_add(4))
}

pub fn set_destination() -> Cost {
    // The operator, a vault, the destination.
    counted(3, 1)
}

pub fn operator() -> Cost {
    // The performance and the accounts, where the ledger ends.
    sum(settle(), counted(4, 2))
}

pub fn commission() -> Cost {
    counted(3, 1)
}

pub fn fund() -> Cost {
    counted(7, 7)
}

pub fn close_era(entries: u32) -> Cost {
    let entries = u64::from(entries);
    counted(entries.saturating_add(4), entries.saturating_add(3))
}

pub fn admin() -> Cost {
    // A blueprint, the era, the activation; or the assets, the time and a vault.
    counted(4, 1)
}

pub fn points() -> Cost {
    // The era, the activation, its record, the commission, the time; two ledgers and performances.
    counted(9, 3)
}

pub fn end_era() -> Cost {
    counted(3, 2)
}

pub fn vault_rate() -> Cost {
    // The rate an era ago.
    counted(1, 1)
}

pub fn absence() -> Cost {
    // The era, the activation; two performances.
    counted(4, 2)
}

pub fn commit() -> Cost {
    // The commitment, the capture, the assets; two ledgers.
    counted(4, 4)
}

pub fn free() -> Cost {
    // The commitment, the assets, pending slashes, the era; two ledgers, performances and yields, the accounts.
    counted(9, 7)
}

pub fn slash() -> Cost {
    // Each asset: its record, the accounts of the pallet and of who receives it, what could not be burned.
    let each = ASSETS.saturating_mul(5);
    sum(
        sum(settle(), settle()),
        counted(each.saturating_add(9), each.saturating_add(5)),
    )
}
