//! Which weights the runtime has: the defaults of pallet-revive, or those of a chain, in the folder `HUB_WEIGHTS`.

use std::{env, fs, path::Path};

const DEFAULTS: &str = "pub use frame_support::weights::constants::RocksDbWeight as Database;
pub type Revive = pallet_revive::weights::SubstrateWeight<super::Runtime>;
";

fn main() {
    println!("cargo:rerun-if-env-changed=HUB_WEIGHTS");
    let weights = match env::var("HUB_WEIGHTS") {
        Err(_) => DEFAULTS.into(),
        Ok(folder) => measured(Path::new(&folder)),
    };
    let out = env::var("OUT_DIR").expect("cargo names the folder");
    fs::write(Path::new(&out).join("weights.rs"), weights).expect("the folder is there");
}

/// The files of a chain's runtime that its benchmarks wrote.
fn measured(folder: &Path) -> String {
    let read = |name: &str| {
        let file = folder.join(name);
        println!("cargo:rerun-if-changed={}", file.display());
        fs::read_to_string(&file).unwrap_or_else(|error| {
            panic!(
                "expected {}, as the chain's runtime has it: {error}",
                file.display()
            )
        })
    };
    let (mut contracts, state) = (read("pallet_revive.rs"), read("inmemorydb_weights.rs"));
    // 0.18.1 asks for one more than 0.18.0, for a call of the System precompile that no record has.
    if !contracts.contains("fn origin_is_root") {
        let end = contracts.rfind('}').expect("the file ends with its impl");
        contracts.insert_str(
            end,
            "fn origin_is_root() -> Weight { Self::caller_is_root() }\n",
        );
    }
    let module = |name: &str, text: String| {
        let out = env::var("OUT_DIR").expect("cargo names the folder");
        let file = Path::new(&out).join(format!("{name}.rs"));
        fs::write(&file, text).expect("the folder is there");
        format!("#[path = {file:?}]\nmod {name};\n")
    };
    format!(
        "{}{}pub use state::constants::InMemoryDbWeight as Database;
pub type Revive = contracts::WeightInfo<super::Runtime>;
",
        module("contracts", contracts),
        module("state", state)
    )
}
