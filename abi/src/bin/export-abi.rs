//! `export-abi <folder>`: writes every interface as JSON ABI,
//! `<folder>/<generation>/<interface>.json`.

use std::{error::Error, fs, path::PathBuf, process::ExitCode};

fn main() -> ExitCode {
    let mut arguments = std::env::args_os().skip(1);
    let (Some(folder), None) = (arguments.next(), arguments.next()) else {
        eprintln!("usage: export-abi <folder>");
        return ExitCode::from(2);
    };
    match export(folder.into()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("export-abi: {error}");
            ExitCode::FAILURE
        }
    }
}

fn export(folder: PathBuf) -> Result<(), Box<dyn Error>> {
    for interface in blueprint_abi::interfaces() {
        let generation = folder.join(interface.generation);
        fs::create_dir_all(&generation)
            .map_err(|error| format!("cannot create {}: {error}", generation.display()))?;
        let file = generation.join(interface.name).with_extension("json");
        let mut json = serde_json::to_string_pretty(&(interface.abi)())?;
        json.push('\n');
        fs::write(&file, json)
            .map_err(|error| format!("cannot write {}: {error}", file.display()))?;
        println!("{}", file.display());
    }
    Ok(())
}
