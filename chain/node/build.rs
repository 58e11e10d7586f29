//! Compiles the runtimes to the WebAssembly that the node executes. Not build scripts of the
//! runtimes, because the in-process chain does not need it.

use std::path::Path;

/// The folder of a runtime beside the node's, and the file that names its WebAssembly.
const RUNTIMES: [(&str, &str); 2] = [
    ("runtime", "wasm_binary.rs"),
    ("network", "network_binary.rs"),
];

fn main() {
    // Without `..`, by which the builder would not find the manifest again.
    let node = Path::new(env!("CARGO_MANIFEST_DIR"));
    for (folder, file) in RUNTIMES {
        let runtime = node.with_file_name(folder).join("Cargo.toml");
        substrate_wasm_builder::WasmBuilder::new()
            .with_project(runtime)
            .expect("the runtime lies beside the node")
            .import_memory()
            .export_heap_base()
            .set_file_name(file)
            .build();
    }
}
