//! What a command says: for people by default, as one JSON object with `--json`.

use serde::Serialize;
use std::{
    fmt::Display,
    io::{self, Write},
};

/// The result of a command.
pub trait Report: Serialize + Display {}

impl<T: Serialize + Display> Report for T {}

/// How results are written.
#[derive(Clone, Copy, Debug)]
pub enum Form {
    Human,
    Json,
}

impl Form {
    /// Whether the result is for programs.
    pub fn is_json(self) -> bool {
        matches!(self, Self::Json)
    }

    /// Writes a result to stdout. That the reader has gone is no error.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn write(self, report: &impl Report) -> io::Result<()> {
        let text = match self {
            Self::Human => report.to_string(),
            Self::Json => serde_json::to_string(report)?,
        };
        let mut out = io::stdout().lock();
        match writeln!(out, "{}", text.trim_end()) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            // The command itself is done: who repeats it would do it twice.
            written => written.map_err(|error| {
                let text = format!("the command is done, but its result cannot be written to standard output: {error}");
                io::Error::new(error.kind(), text)
            }),
        }
    }

    /// The text of an error, for stderr.
    pub fn error(self, error: &anyhow::Error) -> String {
        match self {
            Self::Human => format!("error: {error:#}"),
            Self::Json => serde_json::json!({ "error": format!("{error:#}") }).to_string(),
        }
    }
}
