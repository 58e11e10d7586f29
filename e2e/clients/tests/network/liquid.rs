//! The life of a vault's token on a network, by Ethereum wallets: `ethereum/liquid.test.mjs` plays it, and requests what it
//! cannot do itself.

use crate::PATIENCE;
use anyhow::{bail, ensure, Context, Result};
use blueprint_node_clients::{
    javascript::Steered,
    network::{specification, Network, Options},
    node::{self, Server},
};
use std::time::Duration;
use tokio::time::{sleep, sleep_until, Instant};

/// The terms of `local-fast` in the state of genesis: milliseconds of a slot, blocks of a session, sessions of an era.
const TERMS: (u64, u32, u32) = (2_000, 10, 3);
/// The same of this network. Fewer blocks of a session than a genesis of words takes: stake unbonds for 56 eras, and a slash waits
/// for 28.
const SHORT: (u64, u32, u32) = (1_000, 3, 1);
/// How long all of it may take.
const LIFE: Duration = Duration::from_secs(600);
/// The validator that votes twice, and the one to which clients connect.
const DOUBLE: usize = 0;
const CLIENTS: usize = 1;
/// How long the copy of a validator runs and stands still in turn. It then votes for what was the newest block before, in a round
/// in which the first has voted for a newer one.
const STUTTER: Duration = Duration::from_millis(500);

fn encoded((slot, blocks, sessions): (u64, u32, u32)) -> String {
    let mut bytes = slot.to_le_bytes().to_vec();
    bytes.extend(blocks.to_le_bytes());
    bytes.extend(sessions.to_le_bytes());
    format!("\"0x{}\"", hex::encode(bytes))
}

/// A second process with the keys of a validator, which stands still half of the time.
struct Backup {
    server: Server,
    stands: bool,
}

impl Backup {
    fn turn(&mut self) -> Result<()> {
        self.stands = !self.stands;
        let signal = if self.stands { "STOP" } else { "CONT" };
        self.server.signal(signal)
    }
}

/// Deposit, reward, a vote that is given twice and its slash, a validator that leaves, a redemption; and the token as stake in a
/// service that is slashed.
pub async fn token_lives() -> Result<()> {
    let chain = specification("local-fast")?;
    let (terms, short) = (encoded(TERMS), encoded(SHORT));
    let found = chain.matches(&terms).count();
    ensure!(found == 1, "expected the terms {terms} once, found {found}");
    let options = Options {
        clocks_move: true,
        ..Options::default()
    };
    let chain = chain.replace(&terms, &short);
    let mut network = Network::start_with(&chain, "liquid", 4, options)?;
    network.until_final(3, PATIENCE).await?;
    let url = network.url(CLIENTS)?;
    let ethereum = node::start_ethereum_at(&url)?;
    let http = ethereum.http();
    let variables = [("ETH_RPC_URL", &*http), ("SUBSTRATE_RPC_URL", &*url)];
    let mut life = Steered::start("ethereum", "liquid.test.mjs", &variables)?;
    let mut copy: Option<Backup> = None;
    let over = Instant::now() + LIFE;
    loop {
        tokio::select! {
            wanted = life.wanted() => {
                let Some(wanted) = wanted.with_context(|| ethereum.log())? else { break };
                match wanted.split_once(' ').unwrap_or((wanted.as_str(), "")) {
                    ("copy", _) => copy = Some(Backup {
                        server: network.start_copy(DOUBLE)?,
                        stands: false,
                    }),
                    ("single", _) => copy.take().context("a copy")?.server.kill()?,
                    ("leap", seconds) => network.leap(seconds.parse()?)?,
                    _ => bail!("expected copy, single or leap, received {wanted}"),
                }
                life.done().await?;
            }
            () = sleep(STUTTER), if copy.is_some() => {
                if let Some(copy) = &mut copy {
                    copy.turn()?;
                }
            }
            () = sleep_until(over) => bail!("expected the end within {LIFE:?}"),
        }
    }
    let head = network.best(CLIENTS).await?.number;
    network.until_final(head, PATIENCE).await?;
    network.agreed().await?;
    ethereum.stop()?;
    network.stop()
}
