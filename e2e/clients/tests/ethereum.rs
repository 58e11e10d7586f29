//! Ethereum's tools: the JSON-RPC server beside the node, and what `ethereum/hooks.test.mjs` does
//! by it with viem and cast.

use anyhow::{Context, Result};
use blueprint_node_clients::{javascript, node};

#[test]
fn ethereum_tools_read_call_and_watch_hooks() -> Result<()> {
    let node = node::start(&["--state-pruning=archive"])?;
    let server = node::start_ethereum(&node)?;
    javascript::test("ethereum", "ETH_RPC_URL", &server.http()).with_context(|| server.log())?;
    server.stop()?;
    node.stop()
}
