//! Substrate's tools: what `substrate/hooks.test.mjs` does by the node's JSON-RPC with polkadot-js.

use anyhow::{Context, Result};
use blueprint_node_clients::{javascript, node};

#[test]
fn polkadot_js_deploys_calls_and_watches_hooks() -> Result<()> {
    let node = node::start(&["--state-pruning=archive"])?;
    javascript::test("substrate", "SUBSTRATE_RPC_URL", &node.url()).with_context(|| node.log())?;
    node.stop()
}
