//! A validator whose clock is wrong.

use crate::{PATIENCE, SLOT};
use anyhow::{Context, Result};
use blueprint_node_clients::network::Network;
use std::time::{SystemTime, UNIX_EPOCH};
use tokio::time::sleep;

/// The validator whose clock is wrong, and the others.
const ODD: usize = 3;
const OTHERS: [usize; 3] = [0, 1, 2];

/// The slot that it is now.
fn slot_now() -> Result<u64> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?;
    Ok(now.as_secs() / SLOT.as_secs())
}

/// The clock of one validator is wrong by more than ten slots: the others make blocks that become final, of their own time and
/// without its blocks. With its clock right again it follows them.
pub async fn one_wrong_clock_stops_nothing(network: &mut Network, seconds: i32) -> Result<()> {
    network.kill(ODD)?;
    network.resume_with_clock(ODD, seconds)?;
    let first = network.finalized(0).await?.number + 1;
    let took = network
        .until_final_for(&OTHERS, first + 7, PATIENCE)
        .await?;
    let last = network.finalized(0).await?;
    let odd = (network.best(ODD).await?, network.finalized(ODD).await?);
    println!("a clock wrong by {seconds} s: eight more blocks final for the others after {took:.1?}, up to {}; the odd one has {} and {} as final", last.number, odd.0.number, odd.1.number);
    for number in first..=last.number {
        let block = network.block(0, number).await?.context("a block")?;
        let now = slot_now()?;
        assert!(block.slot <= now, "a slot of the future, {now}: {block:?}");
    }
    // Blocks of its future are not taken. A clock that is late takes those of the others when their time has come.
    if seconds < 0 {
        assert!(odd.0.number + 3 < last.number, "it is late: {odd:?}");
    }
    // It has none as final that others have not.
    let lowest = odd.1.number.min(last.number);
    assert_eq!(
        network.block(ODD, lowest).await?,
        network.block(0, lowest).await?
    );

    network.kill(ODD)?;
    network.resume(ODD)?;
    let head = network.best(0).await?.number;
    let took = network.until_final(head + 2, PATIENCE).await?;
    println!("its clock is right again: final for all after {took:.1?}");
    sleep(SLOT).await;
    network.agreed().await?;
    Ok(())
}
