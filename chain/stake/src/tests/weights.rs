//! What the benchmarks measured, beside counts by hand of what calls read and write.

use super::*;
use crate::weights::{counted, MeasuredWeights, WeightInfo};
use frame_support::weights::Weight;
use pallet_services::weights::Cost;
use storage_accesses::Bound;

/// Those of the development chain, where the benchmarks were run.
const MEASURED: counted::Bounds = counted::Bounds {
    eras: 84,
    assets: 4,
};

/// Each cost of [`WeightInfo`], measured and counted, for so many entries.
fn both(n: u32) -> Vec<Bound> {
    type W = MeasuredWeights<Test>;
    let all = [
        ("settle", W::settle(), counted::settle(MEASURED)),
        ("stake", W::stake(), counted::stake(MEASURED)),
        (
            "settled_stake",
            W::settled_stake(),
            counted::settled_stake(),
        ),
        ("claim", W::claim(), counted::claim(MEASURED)),
        (
            "settled_claim",
            W::settled_claim(),
            counted::settled_claim(MEASURED),
        ),
        (
            "set_destination",
            W::set_destination(),
            counted::set_destination(),
        ),
        ("operator", W::operator(), counted::operator(MEASURED)),
        ("commission", W::commission(), counted::commission()),
        ("fund", W::fund(), counted::fund()),
        ("admin", W::admin(), counted::admin()),
        ("points", W::points(), counted::points()),
        ("end_era", W::end_era(), counted::end_era()),
        ("vault_rate", W::vault_rate(), counted::vault_rate()),
        ("absence", W::absence(), counted::absence()),
        ("slash", W::slash(), counted::slash(MEASURED)),
        ("commit", W::commit(), counted::commit()),
        ("free", W::free(), counted::free()),
        ("close_era", W::close_era(n), counted::close_era(n)),
    ];
    let bound = |(name, weight, counted): (_, Weight, Cost)| Bound {
        name,
        weight,
        reads: counted.reads,
        writes: counted.writes,
    };
    all.map(bound).into()
}

#[test]
fn benchmarks_read_and_write_no_more_than_is_counted() {
    for n in [0, 16] {
        let beyond = storage_accesses::beyond(TestDbWeight::set, || both(n));
        assert!(beyond.is_empty(), "{beyond:?}");
    }
}
