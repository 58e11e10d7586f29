//! Time, blocks on demand, and snapshots.

use super::{Chain, Snapshot};
use crate::{clock::Clock, error::Error};
use blueprint_e2e_runtime::MILLISECONDS_PER_BLOCK;
use std::time::Duration;

/// So many blocks are made one by one on demand. Of more, the first, those in which an era begins, and the last.
const MADE_ONE_BY_ONE: u64 = 256;

/// The last millisecond of the year 9999.
pub const LAST_TIME: u64 = 253_402_300_799_999;

impl Chain {
    /// Makes `count` blocks, `interval` milliseconds apart (a block time by default). Of more than 256, the
    /// numbers between are left out where nothing begins.
    ///
    /// # Errors
    /// If a block cannot be made.
    pub fn mine_many(&mut self, count: u64, interval: Option<u64>) -> Result<(), Error> {
        let interval = interval.unwrap_or(MILLISECONDS_PER_BLOCK);
        let Some(rest) = count.checked_sub(1) else {
            return Ok(());
        };
        // Before the first of them is made.
        self.number_after(self.clock.skipped().saturating_add(rest))?;
        let time = interval.checked_mul(rest);
        let time = time.and_then(|it| self.clock.now().checked_add(it));
        if time.is_none_or(|time| time > LAST_TIME) {
            return Err(Error::invalid(format!(
                "expected blocks up to the year 9999, received {count} of them, {interval} ms apart; make fewer, or nearer to each other"
            )));
        }
        self.mine()?;
        if count > MADE_ONE_BY_ONE {
            let elapsed = interval.saturating_mul(rest);
            let time = self.last()?.time.saturating_add(elapsed);
            self.clock.show(time);
            let mut step = self.clock.step(time);
            (step.time, step.skipped) = (time, rest.saturating_sub(1));
            let ready = self.ready();
            self.mine_at(step, ready)?;
            return Ok(());
        }
        for _ in 0..rest {
            let time = self.last()?.time.saturating_add(interval);
            self.clock.show(time);
            self.mine()?;
        }
        Ok(())
    }

    /// Moves time forward by milliseconds, and the next block's number with it. Returns how many seconds the
    /// chain is ahead of the machine.
    ///
    /// # Errors
    /// If no block has the number.
    pub fn increase_time(&mut self, milliseconds: u64) -> Result<i64, Error> {
        self.move_clock(|clock| clock.increase(milliseconds))?;
        Ok(i64::try_from(self.clock.ahead() / 1_000).unwrap_or(i64::MAX))
    }

    /// Moves the clock, unless no block has the number that the next one would then have.
    fn move_clock(&mut self, change: impl FnOnce(&mut Clock)) -> Result<(), Error> {
        let mut clock = self.clock.clone();
        change(&mut clock);
        self.number_after(clock.skipped())?;
        self.clock = clock;
        Ok(())
    }

    /// Sets the exact time of the next block, in seconds since 1970.
    ///
    /// # Errors
    /// If it is not after the last block's, or no block has the number.
    pub fn set_next_time(&mut self, seconds: u64) -> Result<(), Error> {
        let last = self.last()?.time / 1_000;
        if seconds <= last {
            return Err(Error::invalid(format!(
                "timestamp {seconds} is lower than or equal to previous block's timestamp {last}; expected a later one"
            )));
        }
        self.move_clock(|clock| clock.set_next(seconds.saturating_mul(1_000)))
    }

    /// Sets the time, in milliseconds since 1970. Returns by how many seconds it moved.
    ///
    /// # Errors
    /// If it is before the last block's, or no block has the number.
    pub fn set_time(&mut self, milliseconds: u64) -> Result<i64, Error> {
        let last = self.last()?.time;
        if milliseconds < last {
            return Err(Error::invalid(format!(
                "expected a time from the last block's on ({last} ms), received {milliseconds} ms"
            )));
        }
        let before = self.clock.ahead();
        self.move_clock(|clock| clock.set(milliseconds))?;
        let moved = self.clock.ahead().saturating_sub(before) / 1_000;
        Ok(i64::try_from(moved).unwrap_or(i64::MAX))
    }

    /// Fixes the time from a block to the next, in milliseconds; `None` frees it.
    pub fn set_time_interval(&mut self, milliseconds: Option<u64>) {
        self.clock.set_interval(milliseconds);
    }

    /// Frees the time from a block to the next. Returns whether it was fixed.
    pub fn remove_time_interval(&mut self) -> bool {
        let fixed = self.clock.interval().is_some();
        self.clock.set_interval(None);
        fixed
    }

    /// Whether each transaction gets a block as it arrives.
    pub fn automine(&self) -> bool {
        self.automine
    }

    /// Switches that on or off.
    pub fn set_automine(&mut self, on: bool) {
        self.automine = on;
    }

    /// How often blocks are made by time.
    pub fn interval(&self) -> Option<Duration> {
        self.interval
    }

    /// Makes blocks at an interval, and no longer for each transaction; `None` ends the interval.
    pub fn set_interval(&mut self, interval: Option<Duration>) {
        self.interval = interval;
        if interval.is_some() {
            self.automine = false;
        }
    }

    /// Keeps the present chain, and returns the number under which it can be returned to.
    pub fn snapshot(&mut self) -> u64 {
        let id = self.next_snapshot;
        self.next_snapshot = self.next_snapshot.saturating_add(1);
        let snapshot = Snapshot {
            pin: self.state.pin(),
            last: self.history.last_number(),
            clock: self.clock.clone(),
        };
        self.snapshots.insert(id, snapshot);
        id
    }

    /// Returns to a snapshot: its blocks, its state, and its clock. It and those taken after it are used up, and
    /// transactions that wait are dropped. Returns whether there is such a snapshot.
    pub fn revert(&mut self, id: u64) -> bool {
        if !self.snapshots.contains_key(&id) {
            return false;
        }
        for (_, snapshot) in self.snapshots.split_off(&id).into_iter().rev() {
            self.state.revert(snapshot.pin);
            self.state.release(snapshot.pin);
            self.history.revert(snapshot.last);
            self.clock = snapshot.clock;
        }
        let root = self.state.root();
        if let Some(last) = self.history.last_mut() {
            last.root = root;
        }
        self.pool.clear();
        self.rejected.clear();
        true
    }
}
