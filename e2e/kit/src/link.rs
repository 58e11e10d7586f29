//! Requests and answers, one JSON object a line, to the chain in the command or in this process.

use crate::Error;
use serde_json::Value;
use std::{
    env,
    io::{BufRead, BufReader, Write},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
};

/// Names the command.
const COMMAND: &str = "BLUEPRINT_HOOKS";

/// What answers requests.
pub trait Link {
    /// The answer to a request: `{"ok": …}` or `{"error": text}`.
    ///
    /// # Errors
    /// If there is none.
    fn answer(&mut self, request: &Value) -> Result<Value, Error>;
}

/// The command, as a process of its own. It ends with its input.
pub(crate) struct Process {
    child: Child,
    // Taken when it ends.
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
}

impl Process {
    pub(crate) fn start() -> Result<Self, Error> {
        let path = env::var(COMMAND).unwrap_or_else(|_| "blueprint-hooks".to_owned());
        let started = Command::new(&path)
            .arg("chain")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn();
        let mut child = started.map_err(|error| Error::Start { path, error })?;
        let (Some(input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(Error::Link("no pipes".into()));
        };
        Ok(Self {
            child,
            input: Some(input),
            output: BufReader::new(output),
        })
    }
}

impl Link for Process {
    fn answer(&mut self, request: &Value) -> Result<Value, Error> {
        let failed = |error: std::io::Error| Error::Link(error.to_string());
        let input = self.input.as_mut();
        let input = input.ok_or_else(|| Error::Link("no input".into()))?;
        writeln!(input, "{request}")
            .and_then(|()| input.flush())
            .map_err(failed)?;
        let mut line = String::new();
        if self.output.read_line(&mut line).map_err(failed)? == 0 {
            let status = self.child.wait().map_err(failed)?;
            return Err(Error::Link(format!("its end, with {status}")));
        }
        serde_json::from_str(&line).map_err(|error| Error::Link(format!("{error}: {line}")))
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        drop(self.input.take());
        // It ends by itself; there is nowhere to report that waiting failed.
        let _ = self.child.wait();
    }
}
