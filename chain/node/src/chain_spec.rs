//! What the chain is called and starts with.

use blueprint_e2e_runtime::UNIT;
use sc_service::{ChainType, GenericChainSpec};
use serde_json::json;

/// The runtime's WebAssembly, which the build script compiles.
mod wasm {
    #![expect(dead_code, reason = "of the generated constants the node needs one")]
    include!(concat!(env!("OUT_DIR"), "/wasm_binary.rs"));
}

/// The development chain. Its genesis is the runtime's own preset.
pub fn development() -> Result<GenericChainSpec, String> {
    let wasm = wasm::WASM_BINARY.ok_or(
        "this node was built without its runtime: expected a build with SKIP_WASM_BUILD unset",
    )?;
    let properties = json!({
        "tokenDecimals": UNIT.ilog10(),
        "tokenSymbol": "UNIT",
    });
    Ok(GenericChainSpec::builder(wasm, None)
        .with_name("Blueprint hooks development")
        .with_id("blueprint-hooks-dev")
        .with_chain_type(ChainType::Development)
        .with_genesis_config_preset_name("development")
        .with_properties(properties.as_object().cloned().unwrap_or_default())
        .build())
}
