//! Progress: one line a step, with the seconds since the start.

use std::time::Instant;

/// When it began.
pub struct Progress(Instant);

impl Progress {
    pub fn start() -> Self {
        Self(Instant::now())
    }

    /// Says `what` on stderr.
    pub fn say(&self, what: &str) {
        eprintln!("{:>5} s  {what}", self.0.elapsed().as_secs());
    }

    /// Says what is worth knowing only when it took time.
    pub fn detail(&self, what: &str) {
        if self.0.elapsed().as_secs() > 0 {
            self.say(what);
        }
    }
}
