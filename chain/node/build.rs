//! Compiles the runtime to the WebAssembly that the node executes. Not a build script of the
//! runtime, because the in-process chain does not need it.

use std::path::Path;

fn main() {
    // Without `..`, by which the builder would not find the manifest again.
    let node = Path::new(env!("CARGO_MANIFEST_DIR"));
    let runtime = node.with_file_name("runtime").join("Cargo.toml");
    substrate_wasm_builder::WasmBuilder::new()
        .with_project(runtime)
        .expect("the runtime lies beside the node")
        .import_memory()
        .export_heap_base()
        .build();
}
