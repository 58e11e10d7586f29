//! What a call takes on this machine, in memory, is no more than the time it is charged, hooks
//! included. Shown with `cargo test -p pallet-services tests::times -- --nocapture`.

use super::{managers, *};
use core::time::Duration;
use frame_support::{storage::with_transaction_unchecked, traits::GetCallName};
use sp_runtime::TransactionOutcome;

/// As often as a step is played: the shortest counts, the others were disturbed.
const TIMES: u32 = 9;

/// What a step took, and what it was charged.
fn taken(hook: Hook) -> (&'static str, Duration, Duration) {
    let mut chain = new_chain();
    let (who, call) = chain.execute_with(|| step_calling(hook, managers::accepting()));
    chain.commit_all().expect("no transaction is open");
    let play = || {
        let most = reserved(call.clone());
        let before = busy();
        let sent = send(who.clone(), call.clone());
        let took = busy() - before;
        let weight = sent.expect("it passes").actual_weight.unwrap_or(most);
        TransactionOutcome::Rollback((took, weight))
    };
    let (took, weight) = (0..TIMES)
        .map(|_| chain.execute_with(|| with_transaction_unchecked(play)))
        .min_by_key(|(took, _)| *took)
        .expect("it is played");
    let charged = Duration::from_nanos(weight.ref_time() / 1_000);
    (call.get_call_name(), took, charged)
}

#[test]
fn call_takes_no_longer_than_it_is_charged() {
    println!("call                  takes us  charged us");
    for (hook, _) in SELECTORS {
        let (name, took, charged) = taken(hook);
        println!(
            "{name:<20}{:>10}{:>12}",
            took.as_micros(),
            charged.as_micros()
        );
        assert!(took <= charged, "{name}: {took:?} of {charged:?}");
    }
}
