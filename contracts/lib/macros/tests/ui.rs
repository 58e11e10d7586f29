//! What is said of a contract that is not right, and at which of its lines.
//!
//! Each file of `ui` is one mistake. A comment `//~ ERROR text` stands on every line that an error is
//! reported at, with a part of its text. `good.rs` has none. The files are compiled by rustc with what
//! one `cargo check` of a contract compiled: no dependency is built for them.

use serde_json::Value;
use std::{
    collections::BTreeMap,
    env, fs,
    path::{Path, PathBuf},
    process::Command,
    thread,
};

/// A contract that depends on what the files name.
const CONTRACT: &str = "base_manager";
const CRATES: [&str; 4] = [
    "blueprint_components",
    "blueprint_hooks",
    "ink",
    "scale_info",
];
const MARK: &str = "//~ ERROR ";

/// The libraries of a contract, by the names of their crates, as cargo compiled them.
fn libraries() -> BTreeMap<String, PathBuf> {
    let checked = Command::new(env!("CARGO"))
        .args(["check", "--quiet", "--locked", "--package", CONTRACT])
        .args(["--message-format", "json-render-diagnostics"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    let messages = String::from_utf8(checked.stdout).unwrap();
    let failed = String::from_utf8_lossy(&checked.stderr);
    assert!(checked.status.success(), "{failed}");
    let mut libraries = BTreeMap::new();
    for message in messages
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap())
    {
        let Some(name) = message["target"]["name"].as_str() else {
            continue;
        };
        let files = message["filenames"].as_array().into_iter().flatten();
        for file in files
            .filter_map(Value::as_str)
            .filter(|file| file.ends_with(".rmeta"))
        {
            libraries.insert(name.replace('-', "_"), PathBuf::from(file));
        }
    }
    libraries
}

/// The line of `file` that a span is in, or that called the macro that it is in; 0 where there is none.
fn line(span: &Value, file: &Path) -> u64 {
    let mut span = span;
    while span["file_name"]
        .as_str()
        .is_some_and(|it| Path::new(it) != file)
    {
        span = &span["expansion"]["span"];
    }
    span["line_start"].as_u64().unwrap_or(0)
}

/// The errors in a file: lines and texts.
fn errors(file: &Path, libraries: &BTreeMap<String, PathBuf>) -> Vec<(u64, String)> {
    let folder = libraries["ink"].parent().unwrap();
    let mut rustc = Command::new(Path::new(env!("CARGO")).with_file_name("rustc"));
    rustc
        .args(["--edition", "2021", "--crate-type", "lib", "--emit", "metadata"])
        .args(["--error-format", "json", "--cfg", "ink_abi=\"sol\"", "--cfg", "feature=\"std\""])
        .args(["--cap-lints", "allow"])
        .arg("-L")
        .arg(format!("dependency={}", folder.display()))
        .arg("--out-dir")
        .arg(env!("CARGO_TARGET_TMPDIR"))
        .arg(file)
        // As cargo sets it for a contract.
        .env("CARGO_MANIFEST_DIR", env!("CARGO_MANIFEST_DIR"));
    for name in CRATES {
        rustc
            .arg("--extern")
            .arg(format!("{name}={}", libraries[name].display()));
    }
    let output = rustc.output().unwrap();
    let text = String::from_utf8(output.stderr).unwrap();
    let messages = text
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let errors = messages.filter(|message| message["level"] == "error");
    errors
        .filter_map(|message| {
            let text = message["message"].as_str().unwrap().to_owned();
            if text.starts_with("aborting due to") {
                return None;
            }
            let spans = message["spans"].as_array().unwrap();
            let span = spans.iter().find(|span| span["is_primary"] == true);
            Some((span.map_or(0, |span| line(span, file)), text))
        })
        .collect()
}

/// What the file says of its errors.
fn expected(text: &str) -> Vec<(u64, String)> {
    let lines = text.lines().zip(1..);
    lines
        .flat_map(|(line, number)| {
            let marks = line.split(MARK).skip(1);
            marks.map(move |mark| (number, mark.trim().to_owned()))
        })
        .collect()
}

/// A report, where the errors are others than expected.
fn differences(file: &Path, libraries: &BTreeMap<String, PathBuf>) -> Option<String> {
    let mut expected = expected(&fs::read_to_string(file).unwrap());
    let mut others = Vec::new();
    for (line, text) in errors(file, libraries) {
        let fits = |(at, part): &(u64, String)| *at == line && text.contains(part.as_str());
        match expected.iter().position(fits) {
            Some(at) => {
                expected.remove(at);
            }
            None => others.push(format!("  received in line {line}: {text}")),
        }
    }
    let missing = expected
        .iter()
        .map(|(line, text)| format!("  expected in line {line}: {text}"));
    let all: Vec<_> = missing.chain(others).collect();
    let name = file.file_name().unwrap().to_string_lossy();
    (!all.is_empty()).then(|| format!("{name}:\n{}", all.join("\n")))
}

#[test]
fn mistakes_are_reported_at_their_lines() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ui");
    let entries = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let files: Vec<_> = entries
        .filter(|path| path.extension().is_some_and(|it| it == "rs"))
        .collect();
    assert!(files.len() > 15, "{}", files.len());
    let libraries = libraries();
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let reports: Vec<String> = thread::scope(|scope| {
        let part = files.len().div_ceil(cores);
        let threads: Vec<_> = files
            .chunks(part)
            .map(|files| {
                let libraries = &libraries;
                scope.spawn(move || {
                    let reports = files.iter().filter_map(|file| differences(file, libraries));
                    reports.collect::<Vec<_>>()
                })
            })
            .collect();
        threads
            .into_iter()
            .flat_map(|thread| thread.join().unwrap())
            .collect()
    });
    assert!(reports.is_empty(), "{}", reports.join("\n"));
}
