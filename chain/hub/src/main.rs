//! Plays records of this project's chain again on pallet-revive 0.18, which Polkadot Hub runs, and compares what each call did.
//!
//! `blueprint-hub-replay <records> [<table>]`: how many calls were played and which differ. Ends with 1 where a call ended in another way,
//! returned other data or emitted other events. Records of `blueprint-hooks bench` give a table of costs as well, one JSON object a line.

mod chain;
mod medians;
mod record;
mod runtime;

use chain::Chain;
use record::{Line, Outcome, Undo};
use serde_json::json;
use std::{
    collections::BTreeMap,
    fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::ExitCode,
};

/// At most so many differences are printed.
const SHOWN: usize = 20;

/// Contract, function and build.
type Row = (String, String, String);

#[derive(Default)]
struct Tally {
    chains: usize,
    left_out: usize,
    calls: u64,
    differences: Vec<String>,
    /// ref_time of calls that ended well: recorded, and here.
    costs: (u128, u128),
    /// Of the call before.
    last: Costs,
    /// Of resolc's modes the best.
    rows: BTreeMap<Row, Costs>,
}

/// What a call costs.
#[derive(Clone, Copy, Default)]
struct Costs {
    /// ref_time as recorded.
    recorded: u64,
    ref_time: u64,
    proof_size: u64,
    deposit: i128,
}

impl Costs {
    fn of(recorded: &Outcome, here: &Outcome) -> Costs {
        Costs {
            recorded: recorded.ref_time,
            ref_time: here.ref_time,
            proof_size: here.proof_size,
            deposit: here.deposit,
        }
    }

    fn least(self, other: Costs) -> Costs {
        Costs {
            recorded: self.recorded.min(other.recorded),
            ref_time: self.ref_time.min(other.ref_time),
            proof_size: self.proof_size.min(other.proof_size),
            deposit: self.deposit.min(other.deposit),
        }
    }
}

impl Tally {
    fn compare(&mut self, place: &str, recorded: &Outcome, here: &Outcome) {
        self.calls += 1;
        self.last = Costs::of(recorded, here);
        if !recorded.is_as(here) {
            self.differences
                .push(format!("{place}\n  recorded {recorded}\n  here     {here}"));
        } else if here.status == "ok" {
            self.costs.0 += u128::from(recorded.ref_time);
            self.costs.1 += u128::from(here.ref_time);
        }
    }

    fn play(&mut self, path: &Path) -> Result<(), String> {
        let failed = |error: String| format!("{}: {error}", path.display());
        let file = fs::File::open(path).map_err(|error| failed(error.to_string()))?;
        let mut chain = None;
        for (number, line) in BufReader::new(file).lines().enumerate() {
            let line = line.map_err(|error| failed(error.to_string()))?;
            let place = format!("{}:{}", path.display(), number + 1);
            let line: Line = serde_json::from_str(&line)
                .map_err(|error| format!("{place}: expected a line of a record: {error}"))?;
            if let Line::Start(start) = &line {
                if start.contracts > 0 {
                    self.left_out += 1;
                    return Ok(());
                }
                self.chains += 1;
                chain = Some(Chain::start(start));
                continue;
            }
            let chain = chain
                .as_mut()
                .ok_or(format!("{place}: expected the start of a chain first"))?;
            match line {
                Line::Start(_) => {}
                Line::Deploy(it) => {
                    let code = path.with_file_name(&it.deploy);
                    let code = fs::read(&code)
                        .map_err(|error| format!("{place}: {}: {error}", code.display()))?;
                    let here = chain.deploy(&it, &code);
                    self.compare(&place, &it.outcome, &here);
                }
                Line::Call(it) => {
                    let here = chain.call(&it);
                    self.compare(&place, &it.outcome, &here);
                }
                Line::Blocks { blocks } => chain.blocks(blocks),
                Line::Skip { skip } => chain.skip(skip),
                Line::Timestamp { timestamp } => chain.timestamp(timestamp),
                Line::Undo { undo: Undo::Begin } => chain.begin(),
                Line::Undo { undo: Undo::End } => chain.rollback(),
                Line::Row { row } => {
                    let best = self.rows.entry(row).or_insert(self.last);
                    *best = best.least(self.last);
                }
                Line::Fund { fund, amount } => chain.fund(&fund, &amount),
            }
        }
        Ok(())
    }
}

fn records(folder: &str) -> Result<Vec<PathBuf>, String> {
    let entries = fs::read_dir(folder).map_err(|error| format!("{folder}: {error}"))?;
    let mut found = Vec::new();
    for entry in entries {
        let path = entry.map_err(|error| error.to_string())?.path();
        if path.extension().is_some_and(|it| it == "jsonl") {
            found.push(path);
        }
    }
    found.sort();
    match found.is_empty() {
        true => Err(format!(
            "{folder}: expected records (*.jsonl), received none"
        )),
        false => Ok(found),
    }
}

/// The rows as lines of JSON.
fn table(rows: &BTreeMap<Row, Costs>) -> String {
    let rows = rows.iter().map(|((contract, hook, build), it)| {
        json!({
            "contract": contract, "hook": hook, "build": build, "recorded": it.recorded,
            "ref_time": it.ref_time, "proof_size": it.proof_size, "deposit": it.deposit,
        })
    });
    rows.map(|row| format!("{row}\n")).collect()
}

fn run() -> Result<Tally, String> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (folder, written) = match &arguments[..] {
        [folder] => (folder, None),
        [folder, written] => (folder, Some(written)),
        _ => {
            return Err(
                "expected the folder of the records, and a file for the table of costs".into(),
            )
        }
    };
    let mut tally = Tally::default();
    let records = records(folder)?;
    for (number, path) in records.iter().enumerate() {
        tally.play(path)?;
        if number % 100 == 99 {
            eprintln!(
                "{} of {} chains, {} calls",
                number + 1,
                records.len(),
                tally.calls
            );
        }
    }
    if let Some(path) = written {
        fs::write(path, table(&tally.rows)).map_err(|error| format!("{path}: {error}"))?;
    }
    Ok(tally)
}

fn main() -> ExitCode {
    let tally = match run() {
        Ok(tally) => tally,
        Err(error) => {
            eprintln!("error: {error}");
            return ExitCode::FAILURE;
        }
    };
    for difference in tally.differences.iter().take(SHOWN) {
        println!("{difference}");
    }
    let (recorded, here) = tally.costs;
    println!(
        "{} chains ({} with contracts of genesis left out), {} calls, {} differ; ref_time of those that ended well: {} % of the recorded",
        tally.chains, tally.left_out, tally.calls, tally.differences.len(),
        here.saturating_mul(100).checked_div(recorded).unwrap_or_default(),
    );
    if !tally.rows.is_empty() {
        print!("medians of the functions\n{}", medians::lines(&tally.rows));
    }
    match tally.differences.is_empty() {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    }
}
