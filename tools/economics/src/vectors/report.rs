//! The results of the vectors.

use serde::Serialize;
use std::fmt;

/// A vector whose output was not as expected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Failure {
    /// Its id, or its place in the file if it has none.
    pub id: String,
    /// Its system, if its output was compared.
    pub system: String,
    /// What was expected and what was received, at least one line.
    pub lines: Vec<String>,
}

impl Failure {
    /// A vector that could not be computed.
    pub(super) fn fault(id: String, line: String) -> Self {
        Self {
            id,
            system: String::new(),
            lines: vec![line],
        }
    }

    /// A vector whose output differs.
    pub(super) fn wrong(id: String, system: &str, lines: Vec<String>) -> Self {
        Self {
            id,
            system: system.into(),
            lines,
        }
    }
}

/// The account of a file. Shown, it names every failure and ends with `N passed, N failed`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Vectors whose output was as expected.
    pub passed: usize,
    /// Those whose output was not.
    pub failures: Vec<Failure>,
    /// Why the file itself could not be read.
    pub fault: Option<String>,
}

impl Report {
    pub(super) fn add(&mut self, failure: Option<Failure>) {
        match failure {
            Some(failure) => self.failures.push(failure),
            None => self.passed += 1,
        }
    }

    pub(super) fn refuse_file(&mut self, fault: String) {
        self.fault = Some(fault);
    }

    /// Whether the file was read, held a vector, and every output was as expected.
    pub fn all_passed(&self) -> bool {
        self.fault.is_none() && self.failures.is_empty() && self.passed > 0
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(fault) = &self.fault {
            writeln!(f, "malformed file: {fault}")?;
        }
        for Failure { id, system, lines } in &self.failures {
            let system = if system.is_empty() {
                String::new()
            } else {
                format!(" ({system})")
            };
            writeln!(f, "FAILED {id}{system}")?;
            for line in lines {
                writeln!(f, "    {line}")?;
            }
        }
        writeln!(f, "{} passed, {} failed", self.passed, self.failures.len())
    }
}
