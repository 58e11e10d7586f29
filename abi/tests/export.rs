//! The programs that export interfaces and types.

#![cfg(all(feature = "json", feature = "scale"))]

use std::{path::PathBuf, process::Command};

use alloy_json_abi::JsonAbi;

/// A folder of this test's own, emptied.
fn scratch(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    if folder.exists() {
        std::fs::remove_dir_all(&folder).expect("an old folder goes");
    }
    std::fs::create_dir_all(&folder).expect("a new folder");
    folder
}

#[test]
fn export_abi_into_a_folder_writes_every_interface() {
    let folder = scratch("abi");
    let output = Command::new(env!("CARGO_BIN_EXE_export-abi"))
        .arg(&folder)
        .output();
    assert!(output.expect("it runs").status.success());
    for interface in blueprint_abi::interfaces() {
        let file = folder
            .join(interface.generation)
            .join(interface.name)
            .with_extension("json");
        let text = std::fs::read_to_string(&file)
            .unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let written: JsonAbi = serde_json::from_str(&text).expect("an ABI");
        assert_eq!(written, (interface.abi)(), "{}", file.display());
    }
}

#[test]
fn export_abi_into_a_file_fails_and_names_it() {
    let file = scratch("abi-blocked").join("file");
    std::fs::write(&file, "").expect("a file");
    let output = Command::new(env!("CARGO_BIN_EXE_export-abi"))
        .arg(&file)
        .output();
    let output = output.expect("it runs");
    assert_eq!(output.status.code(), Some(1));
    let message = String::from_utf8_lossy(&output.stderr);
    assert!(message.contains(&file.display().to_string()), "{message}");
}

#[test]
fn export_abi_without_a_folder_shows_its_usage() {
    let output = Command::new(env!("CARGO_BIN_EXE_export-abi"))
        .output()
        .expect("it runs");
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(output.stderr, b"usage: export-abi <folder>\n");
}

#[test]
fn export_registry_holds_every_record() {
    let output = Command::new(env!("CARGO_BIN_EXE_export-registry"))
        .output()
        .expect("it runs");
    assert!(output.status.success());
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let types = json["types"].as_array().expect("types");
    let names: Vec<_> = types
        .iter()
        .filter_map(|it| it["type"]["path"].as_array()?.last()?.as_str())
        .collect();
    for name in [
        "JobResult",
        "Report",
        "ReportKind",
        "Slash",
        "SlashPercent",
        "PointsAward",
        "QosReport",
        "OperatorPreferences",
        "Operator",
        "CompressedKey",
        "UncompressedKey",
        "Offender",
        "AccountOffender",
        "AddressOffender",
    ] {
        assert!(names.contains(&name), "{name} is not in {names:?}");
    }
}
