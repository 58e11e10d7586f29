//! What a chain is called and starts with.

use blueprint_e2e_runtime::UNIT;
use blueprint_network_runtime::genesis::{FAST, THREE_VALIDATORS};
use sc_service::{ChainSpec, ChainType, GenericChainSpec};
use serde_json::json;
use std::path::Path;

/// The runtimes' WebAssembly, which the build script compiles.
mod wasm {
    /// The development chain's.
    pub mod development {
        #![expect(dead_code, reason = "of the generated constants the node needs one")]
        include!(concat!(env!("OUT_DIR"), "/wasm_binary.rs"));
    }
    /// The network's.
    pub mod network {
        #![expect(dead_code, reason = "of the generated constants the node needs one")]
        include!(concat!(env!("OUT_DIR"), "/network_binary.rs"));
    }
}

/// How the id of the development chain begins. Any other chain is a network.
pub const DEVELOPMENT: &str = "blueprint-hooks-dev";

/// The preset of the network with four validators, by the name that such presets have everywhere.
const LOCAL: &str = "local_testnet";

/// The chain of a name, or of the file with its specification.
pub fn load(id: &str) -> Result<Box<dyn ChainSpec>, String> {
    let spec = match id {
        "" | "dev" => development()?,
        "local" => network("Blueprint network of four", "blueprint-network-local", LOCAL)?,
        "local-three" => network("Blueprint network of three", "blueprint-network-three", THREE_VALIDATORS)?,
        "local-fast" => network("Blueprint network for tests", "blueprint-network-fast", FAST)?,
        path if Path::new(path).is_file() => GenericChainSpec::from_json_file(path.into())?,
        other => {
            return Err(format!(
                "expected the chain 'dev', 'local', 'local-three', 'local-fast' or the file of a specification, received '{other}'"
            ))
        }
    };
    Ok(Box::new(spec))
}

fn with(
    wasm: Option<&'static [u8]>,
    name: &str,
    id: &str,
    kind: ChainType,
    preset: &str,
) -> Result<GenericChainSpec, String> {
    let wasm = wasm.ok_or(
        "this node was built without its runtimes: expected a build with SKIP_WASM_BUILD unset",
    )?;
    let properties = json!({
        "tokenDecimals": UNIT.ilog10(),
        "tokenSymbol": "UNIT",
    });
    Ok(GenericChainSpec::builder(wasm, None)
        .with_name(name)
        .with_id(id)
        .with_chain_type(kind)
        .with_genesis_config_preset_name(preset)
        .with_properties(properties.as_object().cloned().unwrap_or_default())
        .build())
}

/// The development chain. Its genesis is the runtime's own preset.
fn development() -> Result<GenericChainSpec, String> {
    let wasm = wasm::development::WASM_BINARY;
    with(
        wasm,
        "Blueprint hooks development",
        DEVELOPMENT,
        ChainType::Development,
        "development",
    )
}

/// A network whose validators are of well-known keys.
fn network(name: &str, id: &str, preset: &str) -> Result<GenericChainSpec, String> {
    with(
        wasm::network::WASM_BINARY,
        name,
        id,
        ChainType::Local,
        preset,
    )
}
