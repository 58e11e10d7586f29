//! Compiles the runtime to the WebAssembly that a collator executes, where the `wasm` feature asks for it.

fn main() {
    #[cfg(feature = "wasm")]
    substrate_wasm_builder::WasmBuilder::build_using_defaults();
}
