//! Tests in JavaScript, by Node's own runner.

use anyhow::{ensure, Context, Result};
use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines},
    process::{self, Child, ChildStdin, ChildStdout},
};

/// What a line begins with by which a test requests something.
const WANTS: &str = "wants: ";

fn below(folder: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)
}

/// Runs the one test in `hooks.test.mjs` of a folder beside `src`, which finds the server's address in a variable.
///
/// # Errors
/// If Node cannot be started or the test does not pass; with its output.
pub fn test(folder: &str, variable: &str, url: &str) -> Result<()> {
    let output = Command::new("node")
        .args(["--test", "--test-reporter=spec", "hooks.test.mjs"])
        .current_dir(below(folder))
        .env(variable, url)
        .output()
        .context("node cannot be started")?;
    let text = String::from_utf8_lossy(&output.stdout);
    ensure!(output.status.success(), "{text}");
    passed(&text)
}

/// A run without a test would also end well.
fn passed(text: &str) -> Result<()> {
    let count = |what: &str| {
        let mut lines = text.lines();
        lines.find_map(|line| line.split_once(what)?.1.trim().parse::<u32>().ok())
    };
    let (pass, fail) = (count(" pass "), count(" fail "));
    ensure!(pass > Some(0) && fail == Some(0), "{text}");
    Ok(())
}

/// A test that requests what only its starter can do: by a line `wants: …`, after which it waits for the line `done`.
pub struct Steered {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
    input: ChildStdin,
    text: String,
}

impl Steered {
    /// Starts the one test in a file of a folder beside `src`, with these variables.
    ///
    /// # Errors
    /// If Node cannot be started.
    pub fn start(folder: &str, file: &str, variables: &[(&str, &str)]) -> Result<Self> {
        let mut child = process::Command::new("node")
            // Not by `--test`, which would keep its input for itself.
            .args(["--test-reporter=spec", file])
            .current_dir(below(folder))
            .envs(variables.iter().copied())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .context("node cannot be started")?;
        let output = child.stdout.take().context("its output")?;
        Ok(Self {
            input: child.stdin.take().context("its input")?,
            lines: BufReader::new(output).lines(),
            child,
            text: String::new(),
        })
    }

    /// What it requests next; `None` where it has passed. Prints what else it says. It can be called again where it was dropped.
    ///
    /// # Errors
    /// If the test does not pass; with its output.
    pub async fn wanted(&mut self) -> Result<Option<String>> {
        while let Some(line) = self.lines.next_line().await? {
            if let Some(what) = line.strip_prefix(WANTS) {
                return Ok(Some(what.to_owned()));
            }
            println!("{line}");
            self.text.push_str(&line);
            self.text.push('\n');
        }
        let status = self.child.wait().await?;
        ensure!(status.success(), "{}", self.text);
        passed(&self.text)?;
        Ok(None)
    }

    /// Says that it is done.
    ///
    /// # Errors
    /// If the test has ended.
    pub async fn done(&mut self) -> Result<()> {
        Ok(self.input.write_all(b"done\n").await?)
    }
}
