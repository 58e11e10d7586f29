//! The command: same seed, same files; bad options, clear words.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn scenarios(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_scenarios"))
        .args(arguments)
        .output()
        .expect("the command starts")
}

/// The committed file with the terms that this project recommends.
const RECOMMENDED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/recommended.json");

/// A folder of this test's own, removed when it is done.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("scenarios-{name}-{}", std::process::id()));
        Self(path)
    }

    fn files(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut found = BTreeMap::new();
        collect(&self.0, &mut found);
        found
            .into_iter()
            .map(|(path, bytes)| {
                let relative = path.strip_prefix(&self.0).expect("inside").to_path_buf();
                (relative, bytes)
            })
            .collect()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn collect(folder: &Path, found: &mut BTreeMap<PathBuf, Vec<u8>>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(&path, found);
        } else {
            found.insert(path.clone(), fs::read(&path).expect("a file"));
        }
    }
}

fn small(folder: &Folder, seed: &str) -> Output {
    let out = folder.0.to_str().expect("a path");
    let population = ["--operators", "40", "--eras", "60", "--seed", seed];
    let mut arguments = vec![
        "--preset",
        "cosmos",
        "--preset",
        "recommended",
        "--out",
        out,
    ];
    arguments.extend(population);
    scenarios(&arguments)
}

#[test]
fn same_seed_gives_the_same_files_and_another_seed_others() {
    let (one, same, other) = (
        Folder::new("one"),
        Folder::new("same"),
        Folder::new("other"),
    );
    let printed = small(&one, "5");
    assert!(printed.status.success(), "{printed:?}");
    assert_eq!(printed.stdout, small(&same, "5").stdout);
    small(&other, "6");
    assert_eq!(one.files(), same.files());
    assert_ne!(one.files(), other.files());
}

#[test]
fn run_leaves_tables_and_pictures() {
    let folder = Folder::new("files");
    assert!(small(&folder, "1").status.success());
    let files = folder.files();
    let text = |name: &str| {
        let bytes = files
            .get(Path::new(name))
            .unwrap_or_else(|| panic!("{name}"));
        String::from_utf8(bytes.clone()).expect("text")
    };
    // Two presets, four kinds of offences.
    assert_eq!(text("summary.csv").lines().count(), 1 + 8);
    for kind in ["rare-bug", "correlated-outage", "attack", "flapping"] {
        assert_eq!(
            text(&format!("cosmos/{kind}/eras.csv")).lines().count(),
            1 + 60
        );
        let operators = text(&format!("recommended/{kind}/operators.csv"));
        assert_eq!(operators.lines().count(), 1 + 40);
        for picture in ["stake", "loss"] {
            assert!(text(&format!("{kind}-{picture}.svg")).contains("<svg"));
        }
    }
    assert!(text("attack-cost.svg").contains("richest third"));
    assert!(text("flapping-survival.svg").contains("recommended"));
}

#[test]
fn reward_rule_can_be_swapped_without_touching_penalties() {
    let column = |reward: &[&str], name: &str| {
        let folder = Folder::new(&format!("reward{}", reward.len()));
        let out = folder.0.to_str().expect("a path").to_string();
        let mut arguments = vec!["--preset", "cosmos", "--offence", "flapping", "--out", &out];
        arguments.extend(reward);
        assert!(scenarios(&arguments).status.success());
        let table = fs::read_to_string(folder.0.join("summary.csv")).expect("a table");
        let mut lines = table.lines();
        let header = lines.next().expect("a header").split(',');
        let at = header
            .clone()
            .position(|column| column == name)
            .expect("a column");
        let row = lines.next().expect("a row").split(',');
        row.clone().nth(at).expect("a cell").to_string()
    };
    let points = ["--reward", "points"];
    assert_eq!(
        column(&[], "slashed_tokens"),
        column(&points, "slashed_tokens")
    );
    assert_ne!(
        column(&[], "gini_with_rewards"),
        column(&points, "gini_with_rewards")
    );
}

#[test]
fn unknown_preset_is_refused_with_the_known_ones() {
    let refused = scenarios(&["--preset", "unheard-of"]);
    let words = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert_eq!(refused.status.code(), Some(1));
    assert!(
        words.contains("no preset `unheard-of`") && words.contains("recommended"),
        "{words}"
    );
}

#[test]
fn options_out_of_range_are_refused_with_the_range() {
    for (option, value, expected) in [
        ("--operators", "2", "3..=1000000"),
        ("--eras", "0", "4..=100000"),
        ("--seed", "many", "invalid value 'many'"),
        ("--stake", "equal", "uniform, pareto, whale"),
        (
            "--offence",
            "arson",
            "rare-bug, correlated-outage, attack, flapping",
        ),
    ] {
        let refused = scenarios(&[option, value]);
        let words = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert_eq!(refused.status.code(), Some(2), "{option}");
        assert!(words.contains(expected), "{words}");
    }
}

#[test]
fn output_folder_that_cannot_be_made_is_named() {
    let folder = Folder::new("blocked");
    fs::write(&folder.0, "a file").expect("writable");
    let inside = folder.0.join("out");
    let refused = scenarios(&[
        "--operators",
        "5",
        "--eras",
        "5",
        "--out",
        inside.to_str().unwrap(),
    ]);
    let words = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert_eq!(refused.status.code(), Some(1));
    assert!(words.contains("blocked"), "{words}");
    fs::remove_file(&folder.0).expect("removable");
}

#[test]
fn list_names_every_preset() {
    let listed = scenarios(&["--list"]);
    let words = String::from_utf8_lossy(&listed.stdout).into_owned();
    assert!(listed.status.success());
    assert_eq!(
        words.lines().count(),
        blueprint_economics::simulate::presets::all().len()
    );
}

#[test]
fn file_gives_the_rules_the_population_and_the_studies() {
    let folder = Folder::new("own");
    fs::create_dir_all(&folder.0).expect("a folder");
    let file = folder.0.join("own.json");
    let text = fs::read_to_string(RECOMMENDED).expect("a file");
    let text = text.replace("recommended-terms", "our-terms").replace(
        "\"operators\": 1000, \"eras\": 1000",
        "\"operators\": 50, \"eras\": 80",
    );
    fs::write(&file, text).expect("writable");
    let out = folder.0.join("out");
    let [file, out] = [file, out].map(|path| path.to_str().expect("a path").to_string());
    let run = scenarios(&["--file", &file, "--out", &out]);
    assert!(run.status.success(), "{run:?}");
    let files = folder.files();
    let lines = |name: &str| {
        let bytes = files
            .get(Path::new(name))
            .unwrap_or_else(|| panic!("{name}"));
        String::from_utf8_lossy(bytes).lines().count()
    };
    assert_eq!(lines("out/summary.csv"), 1 + 4);
    assert_eq!(lines("out/our-terms/attack/operators.csv"), 1 + 50);
    assert_eq!(lines("out/our-terms/attack/eras.csv"), 1 + 80);
    for (study, _) in blueprint_economics::simulate::studies::ALL {
        assert!(lines(&format!("out/{study}.csv")) > 1);
        assert!(lines(&format!("out/{study}.svg")) > 1);
    }
    let printed = String::from_utf8_lossy(&run.stdout).into_owned();
    assert!(
        printed.contains("our-terms") && printed.contains("throughput: what"),
        "{printed}"
    );
}

#[test]
fn configuration_of_the_file_is_json_and_nothing_is_simulated() {
    let printed = scenarios(&["--file", RECOMMENDED, "--configuration", "--service", "9"]);
    assert!(printed.status.success(), "{printed:?}");
    let json: serde_json::Value = serde_json::from_slice(&printed.stdout).expect("JSON");
    assert_eq!(json["slashingCourt"]["setPolicy"]["serviceId"], 9);
    assert_eq!(json["pallet"]["review"], 604_800);
    // Three classes of four shares and an ejection of 4 bytes, and who gets it.
    let penalties = json["pallet"]["penalties"].as_str().expect("hex");
    assert_eq!(penalties.len(), 2 + 2 * (3 * (4 * 2 + 4) + 1));
}

#[test]
fn file_at_fault_is_named_with_the_place() {
    let folder = Folder::new("faulty");
    fs::create_dir_all(&folder.0).expect("a folder");
    let file = folder.0.join("faulty.json");
    let text = fs::read_to_string(RECOMMENDED).expect("a file");
    fs::write(
        &file,
        text.replace("\"capBps\": 1000,", "\"capBps\": 10001,"),
    )
    .expect("writable");
    let missing = folder.0.join("missing.json");
    for (path, expected) in [
        (
            &file,
            "penalties.jobMisbehaviour.terms.capBps: expected 0 to 10000, received 10001",
        ),
        (&missing, "No such file"),
    ] {
        let path = path.to_str().expect("a path");
        for arguments in [
            vec!["--file", path],
            vec!["--file", path, "--configuration"],
        ] {
            let refused = scenarios(&arguments);
            let text = String::from_utf8_lossy(&refused.stderr).into_owned();
            assert_eq!(refused.status.code(), Some(1));
            assert!(text.contains(expected) && text.contains(path), "{text}");
            assert!(refused.stdout.is_empty());
        }
    }
    let both = scenarios(&["--file", RECOMMENDED, "--preset", "cosmos"]);
    assert_eq!(both.status.code(), Some(2));
}

#[test]
fn study_is_chosen_by_name() {
    let folder = Folder::new("study");
    let out = folder.0.to_str().expect("a path");
    let run = scenarios(&["--study", "review", "--out", out]);
    assert!(run.status.success(), "{run:?}");
    let names: Vec<_> = folder.files().into_keys().collect();
    assert_eq!(names, ["review.csv", "review.svg"].map(PathBuf::from));
    assert_eq!(scenarios(&["--study", "astrology"]).status.code(), Some(2));
}

#[test]
fn checks_of_a_file_are_answered_with_curves_or_said_to_be_wrong() {
    let folder = Folder::new("checks");
    fs::create_dir_all(&folder.0).expect("a folder");
    let text = fs::read_to_string(RECOMMENDED).expect("a file");
    let run = |name: &str, leaves: &str, study: &str| {
        let file = folder.0.join(format!("{name}.json"));
        let place = "\"leavesPerWindow\": 5";
        let text = text.replace(place, &format!("\"leavesPerWindow\": {leaves}"));
        fs::write(&file, text).expect("writable");
        let out = folder.0.join(name);
        let [file, out] = [file, out].map(|path| path.to_str().expect("a path").to_string());
        scenarios(&["--file", &file, "--study", study, "--out", &out])
    };
    let (few, many) = (run("few", "1", "lost-data"), run("many", "16", "lost-data"));
    assert!(few.status.success() && many.status.success(), "{few:?}");
    assert_ne!(few.stdout, many.stdout);
    let curve = fs::read_to_string(folder.0.join("few/lost-data-curve.svg")).expect("a picture");
    assert!(curve.contains("16 leaves in a window"));
    let refused = run("refused", "17", "sampling");
    let words = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert_eq!(refused.status.code(), Some(1));
    let expected = "sampling.leavesPerWindow: expected 1 to 16, received 17; correct the value";
    assert!(words.contains(expected), "{words}");
}
