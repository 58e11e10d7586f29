//! Who is drawn.

use super::{Challenger, Test, MOST_CHALLENGERS};
use crate::proof::{Hash, Hasher};
use core::mem::swap;
use primitive_types::H160;

/// Fewer members can be drawn than there are to be challengers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooFewMembers {
    /// How many are to be drawn.
    pub least: u8,
    /// How many can be.
    pub received: u8,
}

/// A number or an address as a word.
fn word(bytes: &[u8]) -> Hash {
    let mut word = [0; 32];
    let last = word.iter_mut().rev().zip(bytes.iter().rev());
    last.for_each(|(to, byte)| *to = *byte);
    word
}

impl Test {
    /// Draws `count` members, at most [`MOST_CHALLENGERS`], for an operator: those with the lowest hashes of `seed` and
    /// their address. The operator is not drawn, nor a member whose bit of `suspended` is set: the one of the next
    /// lowest hash takes its place, and all others stay.
    pub fn draw<H: Hasher>(
        hasher: &H,
        seed: &Hash,
        members: &[H160],
        suspended: u32,
        operator: H160,
        count: u8,
    ) -> Result<Self, TooFewMembers> {
        let mut lowest = [None; MOST_CHALLENGERS];
        let mut received = 0u8;
        for (place, account) in (0u32..).zip(members) {
            let is_suspended = suspended.checked_shr(place).unwrap_or_default() & 1 != 0;
            if is_suspended || *account == operator {
                continue;
            }
            received = received.saturating_add(1);
            let rank = hasher.hash(&[seed, &word(account.as_bytes())]);
            // Moves each higher one a place further; the last one falls out.
            let mut moved = (rank, *account);
            for place in lowest.iter_mut().take(count.into()) {
                match place {
                    Some(other) if *other <= moved => {}
                    Some(other) => swap(other, &mut moved),
                    None => {
                        *place = Some(moved);
                        break;
                    }
                }
            }
        }
        if received < count {
            let least = count;
            return Err(TooFewMembers { least, received });
        }
        let mut drawn = Test::default();
        for (to, (_, account)) in drawn
            .challengers
            .iter_mut()
            .zip(lowest.into_iter().flatten())
        {
            *to = Challenger {
                account,
                ..Default::default()
            };
            drawn.count = drawn.count.saturating_add(1);
        }
        Ok(drawn)
    }
}
