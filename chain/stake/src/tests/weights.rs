//! What the benchmarks measured, beside counts by hand of what calls read and write.

use super::{counted, *};
use crate::weights::{MeasuredWeights, WeightInfo};
use frame_support::weights::{RuntimeDbWeight, Weight};
use pallet_services::weights::Cost;

/// Each cost of [`WeightInfo`], measured and counted, for so many entries.
fn both(n: u32) -> Vec<(&'static str, Weight, Cost)> {
    type W = MeasuredWeights<Test>;
    vec![
        ("settle", W::settle(), counted::settle()),
        ("stake", W::stake(), counted::stake()),
        (
            "settled_stake",
            W::settled_stake(),
            counted::settled_stake(),
        ),
        ("claim", W::claim(), counted::claim()),
        (
            "settled_claim",
            W::settled_claim(),
            counted::settled_claim(),
        ),
        (
            "set_destination",
            W::set_destination(),
            counted::set_destination(),
        ),
        ("operator", W::operator(), counted::operator()),
        ("commission", W::commission(), counted::commission()),
        ("fund", W::fund(), counted::fund()),
        ("admin", W::admin(), counted::admin()),
        ("points", W::points(), counted::points()),
        ("end_era", W::end_era(), counted::end_era()),
        ("vault_rate", W::vault_rate(), counted::vault_rate()),
        ("absence", W::absence(), counted::absence()),
        ("slash", W::slash(), counted::slash()),
        ("commit", W::commit(), counted::commit()),
        ("free", W::free(), counted::free()),
        ("close_era", W::close_era(n), counted::close_era(n)),
    ]
}

/// How many reads or writes there are in each weight, where the price of one is 1 and the time is left out.
fn in_weights(
    price: RuntimeDbWeight,
    of: impl Fn() -> Vec<(&'static str, Weight, Cost)>,
) -> Vec<u64> {
    let all = |price| {
        TestDbWeight::set(price);
        of().into_iter()
            .map(|(_, weight, _)| weight.ref_time())
            .collect::<Vec<_>>()
    };
    let time = all(RuntimeDbWeight { read: 0, write: 0 });
    let with = all(price);
    with.into_iter()
        .zip(time)
        .map(|(with, time)| with - time)
        .collect()
}

#[test]
fn benchmarks_read_and_write_as_is_counted() {
    let mut apart = Vec::new();
    for n in [0, 16] {
        let costs = || both(n);
        let reads = in_weights(RuntimeDbWeight { read: 1, write: 0 }, costs);
        let writes = in_weights(RuntimeDbWeight { read: 0, write: 1 }, costs);
        for (at, (name, _, counted)) in costs().into_iter().enumerate() {
            println!(
                "{name:<28} {:>3} of {:>3} reads {:>3} of {:>3} writes",
                reads[at], counted.reads, writes[at], counted.writes
            );
            if reads[at] > counted.reads || writes[at] > counted.writes {
                apart.push(name);
            }
        }
    }
    assert!(apart.is_empty(), "{apart:?}");
}
