//! What came of a simulation, for people and for programs.

use serde::Serialize;
use std::{fmt, path::PathBuf};

/// What came of the options: shown as tables, written as JSON.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum Outcome {
    /// What can be simulated.
    Presets {
        /// Names and descriptions.
        presets: Vec<About>,
    },
    /// What the services pallet and the slashing court take.
    Configuration(serde_json::Value),
    /// What was simulated.
    Played(Played),
}

/// A preset, or a study.
#[derive(Debug, Serialize)]
pub struct About {
    pub(super) name: String,
    pub(super) about: String,
}

/// Simulations, all of one population.
#[derive(Debug, Serialize)]
pub struct Played {
    /// The name of the parameters by which the studies are answered.
    pub(super) parameters: String,
    pub(super) operators: u32,
    pub(super) eras: u32,
    pub(super) seed: u64,
    /// The folder with all tables and plots.
    pub(super) out: PathBuf,
    /// The rows of summary.csv, by the names of its columns.
    pub(super) runs: Vec<Row>,
    pub(super) studies: Vec<Answered>,
    #[serde(skip)]
    pub(super) tables: String,
}

/// A row of a table, by the names of its columns. Numbers are numbers, an empty cell is `null`.
pub(super) type Row = serde_json::Map<String, serde_json::Value>;

/// A study.
#[derive(Debug, Serialize)]
pub(super) struct Answered {
    #[serde(flatten)]
    pub(super) about: About,
    pub(super) rows: Vec<Row>,
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Presets { presets } => {
                for About { name, about } in presets {
                    writeln!(f, "{name:28} {about}")?;
                }
                Ok(())
            }
            Self::Configuration(all) => write!(f, "{all:#}"),
            Self::Played(played) => f.write_str(&played.tables),
        }
    }
}

/// A row of cells by the names of columns.
pub(super) fn row<'a>(
    columns: impl Iterator<Item = &'a str>,
    cells: impl Iterator<Item = &'a str>,
) -> Row {
    let cells = cells.map(|cell| match (cell, cell.parse::<serde_json::Number>()) {
        ("", _) => serde_json::Value::Null,
        (_, Ok(number)) => number.into(),
        (text, Err(_)) => text.into(),
    });
    columns.map(str::to_owned).zip(cells).collect()
}
