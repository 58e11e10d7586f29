//! Validators that cannot reach each other, and processes that stand still.

use crate::{transfers::Transfers, PATIENCE, SLOT};
use anyhow::{Context, Result};
use blueprint_node_clients::network::{Head, Network};
use ink_e2e::{alice, bob};
use tokio::time::sleep;

/// The newest block and the newest final block of each validator that runs.
async fn heads(network: &Network) -> Result<Vec<(usize, Head, Head)>> {
    let mut heads = Vec::new();
    for index in network.running() {
        let (best, last) = (network.best(index).await?, network.finalized(index).await?);
        heads.push((index, best, last));
    }
    Ok(heads)
}

/// The block of a height for a validator.
async fn block(network: &Network, index: usize, number: u32) -> Result<Head> {
    let block = network.block(index, number).await?;
    block.with_context(|| format!("block {number} at validator {index}"))
}

/// Two of four on either side: both sides make blocks, none is final, and together they go on with one chain that holds all
/// that was final, and what clients of either side had sent.
pub async fn two_halves_make_blocks_of_which_none_is_final(network: &Network) -> Result<()> {
    let (one, other) = ([0, 1], [2, 3]);
    let transfers = [
        Transfers::start(&network.url(0)?, alice()).await?,
        Transfers::start(&network.url(2)?, bob()).await?,
    ];
    network.cut(&one, &other);
    // What was on its way arrives.
    sleep(SLOT * 3).await;
    let before = heads(network).await?;
    sleep(SLOT * 6).await;
    let after = heads(network).await?;
    for ((index, best, last), (_, now, still)) in before.iter().zip(&after) {
        assert_eq!(still, last, "validator {index}: no block becomes final");
        assert!(
            now.number > best.number,
            "validator {index}: {best:?}, {now:?}"
        );
    }
    let longest = after.iter().map(|(_, best, _)| best.number).max();
    let shortest = after.iter().map(|(_, best, _)| best.number).min();
    let (longest, shortest) = (longest.context("a head")?, shortest.context("a head")?);
    for side in [one, other] {
        let [first, second] = side;
        // The newest may not have arrived.
        let number = shortest - 1;
        let both = (
            block(network, first, number).await?,
            block(network, second, number).await?,
        );
        assert_eq!(both.0, both.1, "one chain on a side");
    }
    let sides = (
        block(network, 0, shortest - 1).await?,
        block(network, 2, shortest - 1).await?,
    );
    assert_ne!(sides.0, sides.1, "two chains on two sides");

    network.mend(&one, &other);
    let took = network.until_final(longest + 3, PATIENCE).await?;
    println!("two of four apart from the others for nine slots: heads {shortest} and {longest}, final together after {took:.1?}");
    for (_, _, last) in before {
        for index in network.running() {
            let block = network.block(index, last.number).await?;
            assert_eq!(block, Some(last), "what was final stays: {index}");
        }
    }
    for transfers in transfers {
        transfers.end(network, 10).await?;
    }
    Ok(())
}

/// One of four cannot reach the others: they go on, it does not, and it catches up.
pub async fn one_is_cut_off_and_catches_up(network: &Network) -> Result<()> {
    network.cut(&[3], &[0, 1, 2]);
    sleep(SLOT * 3).await;
    let alone = network.finalized(3).await?;
    let took = network
        .until_final_for(&[0, 1, 2], alone.number + 6, PATIENCE)
        .await?;
    assert_eq!(network.finalized(3).await?, alone, "nothing final alone");
    println!("one of four cut off: six more blocks final for the others after {took:.1?}");
    network.mend(&[3], &[0, 1, 2]);
    let head = network.best(0).await?.number;
    let took = network.until_final(head + 2, PATIENCE).await?;
    println!("it is back: final for all after {took:.1?}");
    network.agreed().await?;
    Ok(())
}

/// Two processes stand still for a while, as those of a machine that is suspended: nothing is final, and when they go on they
/// catch up.
pub async fn paused_processes_go_on_where_they_were(network: &mut Network) -> Result<()> {
    for index in [1, 2] {
        network.pause(index, true)?;
    }
    sleep(SLOT * 3).await;
    let before = network.agreed().await?;
    sleep(SLOT * 5).await;
    assert_eq!(network.agreed().await?, before, "no block becomes final");
    for index in [1, 2] {
        network.pause(index, false)?;
    }
    let head = network.best(0).await?.number;
    let took = network.until_final(head + 2, PATIENCE).await?;
    println!("two of four stood still for eight slots: final for all after {took:.1?}");
    for index in network.running() {
        let block = network.block(index, before.number).await?;
        assert_eq!(block, Some(before), "what was final stays: {index}");
    }
    network.agreed().await?;
    Ok(())
}
