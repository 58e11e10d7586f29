//! What a subcommand says while it works.

use std::time::Instant;

/// Takes one line for each step. Lines of progress are no results: a command shows them on stderr.
pub trait Progress {
    /// A step begins, or something is worth knowing before the end.
    fn say(&mut self, line: &str);
}

/// Says nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Quiet;

impl Progress for Quiet {
    fn say(&mut self, _: &str) {}
}

/// Prints each line on stderr, with the seconds since the start.
#[derive(Clone, Copy, Debug)]
pub struct Lines(Instant);

impl Default for Lines {
    fn default() -> Self {
        Self(Instant::now())
    }
}

impl Progress for Lines {
    fn say(&mut self, line: &str) {
        eprintln!("{:>5} s  {line}", self.0.elapsed().as_secs());
    }
}

/// Keeps the lines, in order.
impl Progress for Vec<String> {
    fn say(&mut self, line: &str) {
        self.push(line.to_owned());
    }
}
