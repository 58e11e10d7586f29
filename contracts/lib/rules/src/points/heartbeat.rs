//! Heartbeats: one point per window of blocks, never more.
//!
//! A window is `block / length`. A beat counts if its window is after that of the last one that
//! counted, so beating faster earns nothing. Missed windows are those that passed entirely without
//! a beat; they can be read at any time, by anyone, without the operator coming back first.

#[cfg(feature = "scale")]
use {
    codec::{Decode, Encode, MaxEncodedLen},
    scale_info::TypeInfo,
};

/// Blocks in a window, unless a blueprint says otherwise.
pub const WINDOW: u32 = 100;

/// An operator's heartbeats in a service, over its whole life there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub struct HeartbeatRecord {
    /// Blocks in a window; not zero.
    pub length: u32,
    /// The first window that counts: the one in which it joined.
    pub first: u64,
    /// The window of the last beat; meaningless without beats.
    pub last: u64,
    /// Beats that counted.
    pub beats: u64,
}

/// Why a beat is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
#[expect(missing_docs, reason = "the sentence of a variant names its fields")]
pub enum HeartbeatError {
    /// A window of no blocks.
    ZeroWindow,
    /// The window had its beat.
    AlreadyBeaten { window: u64 },
    /// The window is over: before the last beat, or before the operator joined.
    WindowOver { earliest: u64, received: u64 },
}

impl HeartbeatRecord {
    /// The record of an operator that joins at `block`, with windows of `length` blocks.
    pub fn start(block: u64, length: u32) -> Result<HeartbeatRecord, HeartbeatError> {
        Ok(HeartbeatRecord {
            length,
            first: window(block, length)?,
            last: 0,
            beats: 0,
        })
    }

    /// A beat at `block`: the record after it, and the windows missed since the last.
    pub fn beat(self, block: u64) -> Result<(HeartbeatRecord, u64), HeartbeatError> {
        let received = window(block, self.length)?;
        let earliest = match self.beats {
            0 => self.first,
            _ if received == self.last => {
                return Err(HeartbeatError::AlreadyBeaten { window: received })
            }
            // Saturated, there is no later window, and `received` is below this one.
            _ => self.last.saturating_add(1),
        };
        let missed = received
            .checked_sub(earliest)
            .ok_or(HeartbeatError::WindowOver { earliest, received })?;
        let record = HeartbeatRecord {
            last: received,
            beats: self.beats.saturating_add(1),
            ..self
        };
        Ok((record, missed))
    }

    /// Windows missed as of `block`: those that are over, since it joined, without a beat. The
    /// window of `block` is not over.
    pub fn missed(&self, block: u64) -> Result<u64, HeartbeatError> {
        let now = window(block, self.length)?;
        let over = now.saturating_sub(self.first);
        // A beat in the window that is not over makes up for none of those that are.
        let early = u64::from(self.last >= now);
        Ok(over.saturating_sub(self.beats.saturating_sub(early)))
    }

    /// Windows that began since it joined, up to that of `block`: the most it can have beaten.
    pub fn expected(&self, block: u64) -> Result<u64, HeartbeatError> {
        let now = window(block, self.length)?;
        Ok(now
            .checked_sub(self.first)
            .map_or(0, |windows| windows.saturating_add(1)))
    }
}

fn window(block: u64, length: u32) -> Result<u64, HeartbeatError> {
    block
        .checked_div(u64::from(length))
        .ok_or(HeartbeatError::ZeroWindow)
}
