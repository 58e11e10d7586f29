//! Every built contract has a record beside its code, of that code, with the compilers that made it.

use alloy_primitives::keccak256;
use serde_json::Value;
use std::{
    fs,
    path::{Path, PathBuf},
};

/// The files with code in a folder of builds.
fn code_in(folder: &Path) -> Vec<PathBuf> {
    let files = fs::read_dir(folder)
        .unwrap()
        .map(|file| file.unwrap().path());
    let is_code = |path: &PathBuf| {
        let end = path.extension().unwrap_or_default();
        end == "polkavm" || end == "evm"
    };
    files.filter(is_code).collect()
}

#[test]
fn code_of_each_build_is_that_of_its_record() {
    let target = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target");
    for (folder, compiler) in [
        ("ink", "rustc "),
        ("solidity", "solc "),
        ("solidity/resolc-3", "@parity/resolc "),
    ] {
        let all = code_in(&target.join(folder));
        assert!(all.len() > 20, "{folder}: {} builds", all.len());
        for path in all {
            let stem = path.file_stem().unwrap().to_string_lossy();
            let record = path.with_file_name(format!("{stem}.build.json"));
            let record: Value =
                serde_json::from_str(&fs::read_to_string(&record).unwrap()).unwrap();
            // A record of ink! has one code, one of Solidity has one for each machine.
            let machine = path.extension().unwrap().to_str().unwrap();
            let code = record["code"].get(machine).unwrap_or(&record);
            let built = fs::read(&path).unwrap();
            let path = path.display();
            assert_eq!(code["codeHash"], keccak256(&built).to_string(), "{path}");
            assert_eq!(code["bytes"], built.len(), "{path}");
            let compilers = record["compiler"].as_array().unwrap();
            let names = |it: &Value| it.as_str().is_some_and(|name| name.starts_with(compiler));
            assert!(compilers.iter().any(names), "{path}: {compilers:?}");
        }
    }
}
