//! `export-registry [<file>]`: writes the SCALE types as a portable registry in JSON,
//! to the file or to standard output.

use std::{error::Error, fs, path::PathBuf, process::ExitCode};

fn main() -> ExitCode {
    let mut arguments = std::env::args_os().skip(1);
    let file = arguments.next().map(PathBuf::from);
    if arguments.next().is_some() {
        eprintln!("usage: export-registry [<file>]");
        return ExitCode::from(2);
    }
    match export(file) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("export-registry: {error}");
            ExitCode::FAILURE
        }
    }
}

fn export(file: Option<PathBuf>) -> Result<(), Box<dyn Error>> {
    let mut json = serde_json::to_string_pretty(&blueprint_abi::records::registry())?;
    json.push('\n');
    let Some(file) = file else {
        print!("{json}");
        return Ok(());
    };
    fs::write(&file, json).map_err(|error| format!("cannot write {}: {error}", file.display()))?;
    println!("{}", file.display());
    Ok(())
}
