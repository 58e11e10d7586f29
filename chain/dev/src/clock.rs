//! The chain's clock: the machine's, plus what was added to it.
//!
//! Moving the clock by hand also moves the number of the next block, by one for each
//! [`MILLISECONDS_PER_BLOCK`]: windows of the pallets are in blocks. Time that passes by itself does not.

use blueprint_e2e_runtime::MILLISECONDS_PER_BLOCK;
use std::time::{SystemTime, UNIX_EPOCH};

/// The time and the number of a block to be made, relative to its parent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// Milliseconds since 1970.
    pub time: u64,
    /// How many block numbers are left out before it.
    pub skipped: u64,
}

/// The chain's clock. Times are milliseconds since 1970.
#[derive(Clone, Debug, Default)]
pub struct Clock {
    /// Milliseconds that the chain is ahead of the machine.
    ahead: i128,
    /// The next block's exact time.
    next: Option<u64>,
    /// Block numbers that the next block leaves out.
    skipped: u64,
    /// Milliseconds from a block to the next, if that is fixed.
    interval: Option<u64>,
}

fn machine() -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    now.map_or(0, |now| u64::try_from(now.as_millis()).unwrap_or(u64::MAX))
}

impl Clock {
    /// A clock that shows a time, or the machine's.
    pub fn new(start: Option<u64>) -> Clock {
        let mut clock = Clock::default();
        if let Some(start) = start {
            clock.show(start);
        }
        clock
    }

    /// The time now.
    pub fn now(&self) -> u64 {
        let now = i128::from(machine()).saturating_add(self.ahead);
        u64::try_from(now.max(0)).unwrap_or(u64::MAX)
    }

    /// Shows a time from now on, without moving the number of blocks.
    pub fn show(&mut self, time: u64) {
        self.ahead = i128::from(time).saturating_sub(i128::from(machine()));
    }

    /// Block numbers that the next block leaves out.
    pub fn skipped(&self) -> u64 {
        self.skipped
    }

    /// Milliseconds that the chain is ahead of the machine.
    pub fn ahead(&self) -> i128 {
        self.ahead
    }

    /// Moves time forward, and the number of the next block with it.
    pub fn increase(&mut self, milliseconds: u64) {
        self.ahead = self.ahead.saturating_add(i128::from(milliseconds));
        let blocks = milliseconds / MILLISECONDS_PER_BLOCK;
        self.skipped = self.skipped.saturating_add(blocks);
    }

    /// Sets the time. Where that is forward, the number of the next block moves with it.
    pub fn set(&mut self, time: u64) {
        let now = self.now();
        match time.checked_sub(now) {
            Some(forward) => self.increase(forward),
            None => self.show(time),
        }
    }

    /// Sets the exact time of the next block, from which time goes on.
    pub fn set_next(&mut self, time: u64) {
        self.set(time);
        self.next = Some(time);
    }

    /// Fixes the time from a block to the next, in milliseconds, or frees it.
    pub fn set_interval(&mut self, interval: Option<u64>) {
        self.interval = interval;
    }

    /// The fixed time from a block to the next, in milliseconds.
    pub fn interval(&self) -> Option<u64> {
        self.interval
    }

    /// The time that a block after `last` would have now. It is later than `last`, by a millisecond at least.
    pub fn peek(&self, last: u64) -> u64 {
        let exact = self
            .next
            .or_else(|| Some(last.saturating_add(self.interval?)));
        exact
            .unwrap_or_else(|| self.now())
            .max(last.saturating_add(1))
    }

    /// The time and number of the block to be made after one of the time `last`.
    pub fn step(&mut self, last: u64) -> Step {
        let time = self.peek(last);
        if self.next.take().is_some() || self.interval.is_some() {
            self.show(time);
        }
        Step {
            time,
            skipped: std::mem::take(&mut self.skipped),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WEEK: u64 = 7 * 24 * 60 * 60 * 1_000;

    #[test]
    fn clock_goes_with_the_machine_and_increases_stay() {
        let mut clock = Clock::new(None);
        assert!(clock.now().abs_diff(machine()) < 1_000);
        clock.increase(WEEK);
        let step = clock.step(0);
        assert!(step.time.abs_diff(machine() + WEEK) < 1_000);
        assert_eq!(step.skipped, 100_800);
        let next = clock.step(step.time);
        assert!(next.time > step.time && next.time < step.time + 1_000);
        assert_eq!(next.skipped, 0);
    }

    #[test]
    fn exact_time_holds_for_one_block_and_time_goes_on_from_it() {
        let mut clock = Clock::new(Some(1_000_000));
        clock.set_next(1_600_000);
        let step = clock.step(1_000_000);
        assert_eq!(step.time, 1_600_000);
        assert!(step.skipped == 99 || step.skipped == 100);
        let next = clock.step(step.time);
        assert!(next.time > step.time && next.time < step.time + 1_000);
    }

    #[test]
    fn time_of_a_block_is_later_than_its_parent() {
        let mut clock = Clock::new(Some(1_000));
        assert_eq!(clock.step(50_000).time, 50_001);
        clock.set_interval(Some(2_000));
        assert_eq!(clock.step(50_001).time, 52_001);
    }
}
