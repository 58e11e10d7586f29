//! Ethereum's tools: the JSON-RPC server beside the node, and what `ethereum/hooks.test.mjs` does
//! by it with viem and cast.

use anyhow::{ensure, Result};
use blueprint_node_clients::node;
use std::{path::Path, process::Command};

#[test]
fn ethereum_tools_read_call_and_watch_hooks() -> Result<()> {
    let node = node::start(&["--state-pruning=archive"])?;
    let server = node::start_ethereum(&node)?;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("ethereum");
    let output = Command::new("node")
        .args(["--test", "--test-reporter=spec", "hooks.test.mjs"])
        .current_dir(folder)
        .env("ETH_RPC_URL", server.http())
        .output()?;
    let text = String::from_utf8_lossy(&output.stdout);
    let log = server.log();
    ensure!(output.status.success(), "{text}\n{log}");
    // A run without a test would also end well.
    ensure!(text.contains("pass 1") && text.contains("fail 0"), "{text}");
    server.stop()?;
    node.stop()
}
