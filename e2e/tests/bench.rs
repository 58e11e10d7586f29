//! What hooks cost is what was reviewed: `e2e/snapshots/bench.json`.

use blueprint_e2e::bench::{compare, load, measure, SUBJECTS};

#[test]
fn hooks_cost_what_was_reviewed() {
    let reviewed = load().expect("make bench ARGS=--save writes the reviewed figures");
    let measured: Vec<_> = SUBJECTS
        .iter()
        .flat_map(|subject| measure(subject).unwrap())
        .collect();
    let complaints = compare(&reviewed, &measured);
    assert!(
        complaints.is_empty(),
        "{}\nmake bench ARGS=--save makes these the reviewed figures",
        complaints.join("\n")
    );
}
