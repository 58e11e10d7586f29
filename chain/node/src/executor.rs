//! What executes the runtime of a network.

use sc_executor::{HeapAllocStrategy, WasmExecutor, DEFAULT_HEAP_ALLOC_STRATEGY};
use sc_service::Configuration;
use std::path;

/// The folder of what is compiled of runtimes, beside the database.
const COMPILED: &str = "compiled";

/// Executes the runtime, and keeps what is compiled of it for the next start: that takes seconds, in which a validator that
/// restarts would be away.
pub fn executor(config: &Configuration) -> WasmExecutor<sp_io::SubstrateHostFunctions> {
    let of = &config.executor;
    let heap = of
        .default_heap_pages
        .map_or(DEFAULT_HEAP_ALLOC_STRATEGY, |pages| {
            HeapAllocStrategy::Static {
                extra_pages: u32::try_from(pages).unwrap_or(u32::MAX),
            }
        });
    let mut builder = WasmExecutor::builder()
        .with_execution_method(of.wasm_method)
        .with_onchain_heap_alloc_strategy(heap)
        .with_offchain_heap_alloc_strategy(heap)
        .with_max_runtime_instances(of.max_runtime_instances)
        .with_runtime_cache_size(of.runtime_cache_size);
    let chain = config.base_path.config_dir(config.chain_spec.id());
    // Without the path of the working folder nothing is kept.
    if let Ok(folder) = path::absolute(chain.join(COMPILED)) {
        builder = builder.with_cache_path(folder);
    }
    builder.build()
}
