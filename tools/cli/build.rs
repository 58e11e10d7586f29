//! Puts the library and the template of a new project into the command: it needs no clone of this repository.

use std::{
    env,
    error::Error,
    fmt::Write,
    fs,
    path::{Path, PathBuf},
};
use walkdir::WalkDir;

/// What a project needs of this repository: crates without their tests, and Solidity sources.
const LIBRARY: [&str; 8] = [
    "LICENSE",
    "abi/solidity",
    "contracts/lib/components",
    "contracts/lib/hooks",
    "contracts/lib/macros",
    "contracts/lib/rules",
    "contracts/solidity",
    "e2e/kit",
];
/// Folders of these that hold tests, or what tools have made.
const LEFT_OUT: [&str; 8] = [
    "benches",
    "cache",
    "node_modules",
    "out",
    "target",
    "test",
    "tests",
    "test.sh",
];

fn main() -> Result<(), Box<dyn Error>> {
    let package = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?);
    let root = package
        .ancestors()
        .nth(2)
        .ok_or("the package lies in the repository")?;
    let mut text = String::new();
    let mut library = Vec::new();
    for part in LIBRARY {
        println!("cargo::rerun-if-changed={}", root.join(part).display());
        library.extend(files(root, &root.join(part))?);
    }
    for file in ["Cargo.toml", "Cargo.lock"] {
        println!("cargo::rerun-if-changed={}", root.join(file).display());
    }
    constant(&mut text, "LIBRARY", root, &library)?;
    let template = package.join("template");
    println!("cargo::rerun-if-changed={}", template.display());
    let files = files(&template, &template)?;
    constant(&mut text, "TEMPLATE", &template, &files)?;
    for (name, file) in [("WORKSPACE", "Cargo.toml"), ("LOCK", "Cargo.lock")] {
        let path = root.join(file);
        writeln!(text, "pub const {name}: &str = include_str!({path:?});")?;
    }
    fs::write(Path::new(&env::var("OUT_DIR")?).join("files.rs"), text)?;
    Ok(())
}

/// The files of `place` relative to `root`, sorted.
fn files(root: &Path, place: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let left_out = |name: &std::ffi::OsStr| LEFT_OUT.iter().any(|it| name == *it);
    let mut found = Vec::new();
    let entries = WalkDir::new(place).sort_by_file_name().into_iter();
    // The template's own tests are a part of it.
    for entry in entries.filter_entry(|it| place == root || !left_out(it.file_name())) {
        let entry = entry?;
        if entry.file_type().is_file() {
            found.push(entry.path().strip_prefix(root)?.to_owned());
        }
    }
    Ok(found)
}

/// A constant with the paths and the texts of files.
fn constant(
    text: &mut String,
    name: &str,
    root: &Path,
    files: &[PathBuf],
) -> Result<(), std::fmt::Error> {
    writeln!(text, "pub const {name}: &[(&str, &str)] = &[")?;
    for file in files {
        let (place, path) = (file.to_string_lossy(), root.join(file));
        writeln!(text, "    ({place:?}, include_str!({path:?})),")?;
    }
    writeln!(text, "];")
}
