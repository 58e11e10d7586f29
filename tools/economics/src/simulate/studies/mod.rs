//! What happens in one service under the terms of a file: each study asks one question, and answers it with a table.
//!
//! The rules decide as on a chain: the court when a slash may be executed, the penalties what it costs, exposures and
//! shares what it takes, the books of the rewards who is paid. A study fails where a unit appears or vanishes.

mod cheating;
mod committees;
mod denial;
mod leavers;
mod load_tests;
mod lost_data;
mod review;
mod sampling;
mod service_levels;
mod shared_bug;
mod throughput;
mod window_lengths;
mod windows;

use std::fmt;

use comfy_table::{presets::ASCII_MARKDOWN, CellAlignment, Table};

use super::plot::{Bars, Curve};
use super::service::Refused;
use crate::parameters::Parameters;

pub use denial::{gain, Away, Withheld};

/// A question and its answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Study {
    /// By which it is chosen.
    pub name: &'static str,
    /// The question.
    pub about: &'static str,
    /// The names of the columns; the first names the row.
    pub columns: Vec<String>,
    /// A cell per column.
    pub rows: Vec<Vec<String>>,
    /// What the bars are, the upper and the lower one.
    pub labels: [&'static str; 2],
    /// A pair of bars per row.
    pub bars: Vec<Bars>,
    /// Of what the bars are percent.
    pub unit: &'static str,
    /// Curves, where a question has an answer for each value.
    pub graph: Option<Graph>,
}

/// Curves of a study.
#[derive(Clone, Debug, PartialEq)]
pub struct Graph {
    /// What goes on the axis below.
    pub x_label: &'static str,
    /// What the curves are: percent of what.
    pub y_label: &'static str,
    /// The curves.
    pub curves: Vec<Curve>,
}

/// Why a study stopped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StudyError {
    /// A step that the rules refused and the study did not expect.
    Refused(Refused),
    /// A unit appeared or vanished, in this row.
    NotConserved(String),
    /// The books of the rewards refused.
    Books(blueprint_rules::rewards::BooksError),
    /// A pot refused.
    Pot(blueprint_rules::rewards::PotError),
    /// The terms of service levels are not accepted.
    Terms(blueprint_rules::qos::service_level::TermsError),
    /// An operator of service levels is not accepted.
    Party(blueprint_rules::qos::service_level::PartyError),
}

impl fmt::Display for StudyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(step) => write!(f, "refused: {step:?}"),
            Self::NotConserved(row) => write!(f, "{row}: amounts do not add up"),
            Self::Books(error) => write!(f, "rewards: {error:?}"),
            Self::Pot(error) => write!(f, "rewards: {error:?}"),
            Self::Terms(error) => write!(f, "service levels: {error:?}"),
            Self::Party(error) => write!(f, "service levels: {error:?}"),
        }
    }
}

impl std::error::Error for StudyError {}

impl From<Refused> for StudyError {
    fn from(refused: Refused) -> Self {
        Self::Refused(refused)
    }
}

impl From<blueprint_rules::rewards::BooksError> for StudyError {
    fn from(error: blueprint_rules::rewards::BooksError) -> Self {
        Self::Books(error)
    }
}

impl From<blueprint_rules::rewards::PotError> for StudyError {
    fn from(error: blueprint_rules::rewards::PotError) -> Self {
        Self::Pot(error)
    }
}

impl From<blueprint_rules::qos::service_level::TermsError> for StudyError {
    fn from(error: blueprint_rules::qos::service_level::TermsError) -> Self {
        Self::Terms(error)
    }
}

impl From<blueprint_rules::qos::service_level::PartyError> for StudyError {
    fn from(error: blueprint_rules::qos::service_level::PartyError) -> Self {
        Self::Party(error)
    }
}

type Answer = fn(&Parameters) -> Result<Study, StudyError>;

/// The studies, by name.
pub const ALL: [(&str, Answer); 13] = [
    ("shared-bug", shared_bug::study),
    ("throughput", throughput::study),
    ("denial-of-service", denial::study),
    ("leaving-delegators", leavers::study),
    ("review", review::study),
    ("sampling", sampling::study),
    ("cheating", cheating::study),
    ("lost-data", lost_data::study),
    ("load-tests", load_tests::study),
    ("committees", committees::study),
    ("service-levels", service_levels::study),
    ("windows", windows::study),
    ("window-lengths", window_lengths::study),
];

impl Study {
    fn new(name: &'static str, about: &'static str, columns: &[&str]) -> Self {
        Self {
            name,
            about,
            columns: columns.iter().map(|it| it.to_string()).collect(),
            rows: Vec::new(),
            labels: ["", ""],
            bars: Vec::new(),
            unit: "% of stake",
            graph: None,
        }
    }

    /// Adds a row, and its bars in basis points.
    fn row(&mut self, cells: Vec<String>, bars_bps: [u64; 2]) {
        self.bars.push(Bars {
            name: cells[0].clone(),
            values: bars_bps.map(|bps| bps as f64 / 100.0),
        });
        self.rows.push(cells);
    }

    /// The table, comma-separated.
    pub fn csv(&self) -> String {
        let line = |cells: &[String]| {
            let plain: Vec<_> = cells.iter().map(|cell| cell.replace(',', "")).collect();
            plain.join(",") + "\n"
        };
        let rows: String = self.rows.iter().map(|row| line(row)).collect();
        line(&self.columns) + &rows
    }

    /// The table, aligned.
    pub fn table(&self) -> String {
        let mut table = Table::new();
        table.load_preset(ASCII_MARKDOWN);
        table.set_header(&self.columns);
        table.add_rows(&self.rows);
        for column in table.column_iter_mut().skip(1) {
            column.set_cell_alignment(CellAlignment::Right);
        }
        table.to_string()
    }
}

#[cfg(test)]
mod quality_tests;
#[cfg(test)]
mod tests;
