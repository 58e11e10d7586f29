//! A node that comes later, without keys: it has the state of the newest final block without the blocks before, and shows
//! what it does to Prometheus and to a server of telemetry.

use anyhow::{ensure, Context, Result};
use blueprint_node_clients::network::Network;
use std::{
    io::Read,
    net::TcpListener,
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};
use tokio::time::sleep;

/// How long it may take until it has what is final.
const PATIENCE: Duration = Duration::from_secs(120);

/// A node that begins by warp sync.
pub async fn a_later_node_begins_with_the_newest_state(network: &Network) -> Result<()> {
    let before = network.agreed().await?;
    let telemetry = TcpListener::bind("127.0.0.1:0")?;
    let port = telemetry.local_addr()?.port();
    let (sender, greeting) = mpsc::channel();
    let greet = move || -> Result<String> {
        let (mut stream, _) = telemetry.accept()?;
        stream.set_read_timeout(Some(PATIENCE))?;
        let mut first = [0; 3];
        stream.read_exact(&mut first)?;
        Ok(String::from_utf8_lossy(&first).into_owned())
    };
    // It is left behind where the node never calls.
    thread::spawn(move || sender.send(greet()));
    let url = format!("--telemetry-url=ws://127.0.0.1:{port}/submit 0");
    let observer = network.start_observer(&["--sync=warp", &url])?;
    let began = Instant::now();
    let finalized = "substrate_block_height{status=\"finalized\"";
    let height = loop {
        let height = observer.figure(finalized).unwrap_or_default();
        if height >= f64::from(before.number) {
            break height;
        }
        ensure!(
            began.elapsed() < PATIENCE,
            "expected the final block {} within {PATIENCE:?}, received {height}",
            before.number
        );
        sleep(Duration::from_millis(200)).await;
    };
    println!(
        "a later node had block {height} after {:.1?}",
        began.elapsed()
    );
    let log = observer.log();
    ensure!(
        log.contains("Warp sync is complete"),
        "expected a warp sync, received the log\n{log}"
    );
    // It speaks a WebSocket's first words.
    let greeting = greeting.recv_timeout(PATIENCE);
    let greeting =
        greeting.context("expected a call of the telemetry's server, received none")??;
    assert_eq!(greeting, "GET");
    observer.stop()
}
