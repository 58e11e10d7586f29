//! Writes a call of `sol!` for every `.sol` file. It takes a path as a literal alone, and the files are a package of
//! their own, `blueprint-interfaces`, which lies elsewhere if it comes from a registry.

use std::{env, error::Error, fs, path::Path};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed={}", blueprint_interfaces::FOLDER);
    let out = env::var("OUT_DIR")?;
    // `sol!` reads its own attributes before the compiler sees them, so `cfg_attr` cannot.
    let abi = match env::var_os("CARGO_FEATURE_JSON") {
        Some(_) => "abi = true, ",
        None => "",
    };
    for folder in fs::read_dir(blueprint_interfaces::FOLDER)? {
        let folder = folder?;
        if !folder.file_type()?.is_dir() {
            continue;
        }
        let written = Path::new(&out).join(folder.file_name());
        fs::create_dir_all(&written)?;
        for file in fs::read_dir(folder.path())? {
            let file = file?.path();
            let Some(name) = file
                .file_name()
                .filter(|_| file.extension().is_some_and(|it| it == "sol"))
            else {
                continue;
            };
            let call = format!("alloy_sol_types::sol!(#![sol({abi}extra_derives(Debug, PartialEq, Eq))] {file:?});\n");
            fs::write(written.join(name).with_extension("sol.rs"), call)?;
        }
    }
    Ok(())
}
