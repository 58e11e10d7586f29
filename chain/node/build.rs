//! Compiles the runtimes to the WebAssembly that the node executes. Not build scripts of the
//! runtimes, because the in-process chain does not need it.

use std::{env, fs, path::Path};
use substrate_wasm_builder::WasmBuilder;

/// The folder of a runtime beside the node's, the file that names its WebAssembly, and the feature it is built with.
const RUNTIMES: [(&str, &str, Option<&str>); 3] = [
    ("runtime", "wasm_binary.rs", None),
    ("network", "network_binary.rs", None),
    // What tests upgrade a running network to. Nearly all of it is compiled for the one before.
    ("network", "next_binary.rs", Some("next-version")),
];
/// The runtime that the `parachain` feature adds. No program has it in itself: it stays in the folder `wbuild`.
const PARACHAIN: (&str, &str, Option<&str>) = ("parachain", "parachain_binary.rs", None);
/// The runtime that the `runtime-benchmarks` feature adds, in the same folder.
const BENCHMARKS: (&str, &str, Option<&str>) = (
    "runtime",
    "benchmarks_binary.rs",
    Some("runtime-benchmarks"),
);
/// The WebAssembly that tests upgrade to, beside the node's program.
const NEXT: &str = "blueprint-network-next.wasm";

fn main() {
    // Without `..`, by which the builder would not find the manifest again.
    let node = Path::new(env!("CARGO_MANIFEST_DIR"));
    let parachain = env::var_os("CARGO_FEATURE_PARACHAIN").map(|_| PARACHAIN);
    let benchmarks = env::var_os("CARGO_FEATURE_RUNTIME_BENCHMARKS").map(|_| BENCHMARKS);
    for (folder, file, feature) in RUNTIMES.into_iter().chain(parachain).chain(benchmarks) {
        let runtime = node.with_file_name(folder).join("Cargo.toml");
        let mut builder = WasmBuilder::new()
            .with_project(runtime)
            .expect("the runtime lies beside the node")
            .import_memory()
            .export_heap_base()
            .set_file_name(file);
        if let Some(feature) = feature {
            builder = builder.enable_feature(feature);
        }
        builder.build();
    }
    store_next();
}

/// Copies the WebAssembly that tests upgrade to from where the builder names it.
fn store_next() {
    let out = env::var("OUT_DIR").expect("cargo sets it");
    let out = Path::new(&out);
    let text = fs::read_to_string(out.join("next_binary.rs")).expect("the builder writes it");
    // `WASM_BINARY: Option<&[u8]> = Some(include_bytes!("<path>"))`, or `None` of a build without runtimes.
    let Some((_, rest)) = text.split_once("include_bytes!(\"") else {
        return;
    };
    let (wasm, _) = rest.split_once('"').expect("the end of a path");
    // target/debug/build/blueprint-node-…/out
    let programs = out.ancestors().nth(3).expect("a folder of programs");
    fs::copy(wasm, programs.join(NEXT)).expect("the WebAssembly can be copied");
}
