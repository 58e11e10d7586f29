//! Sets of members, and which of them signs for a time.

use super::{abi::*, bit, OracleCommittee};
use blueprint_hooks::{ensure, env, record, Address, Event, List, Result, Vec};
use blueprint_rules::oracle::{least_threshold, MOST_MEMBERS};
use ink::storage::traits::StorageKey;

/// Members in a part.
const PART: usize = 16;
/// The sets that can sign for a time that counts now: one that follows, the one that is valid, and the one before it. An
/// answer is not older than the time that a set waits.
const LOOKED_AT: u32 = 3;

/// A set of members.
#[record]
pub struct Epoch {
    /// The first second for which it signs.
    pub from: u64,
    /// How many members there are.
    pub members: u8,
    /// How many of them agree.
    pub threshold: u8,
    /// The weight of all.
    pub total: u32,
    /// A bit for each member whose signatures do not count.
    pub suspended: u32,
}

/// Some of a set's members and their weights, in the order of addresses.
#[record]
pub struct Seats {
    /// Zeros behind the last one.
    pub seats: [(Address, u16); PART],
}

impl Epoch {
    /// Whether the signatures of the member at a place do not count.
    pub(super) fn is_suspended(&self, place: usize) -> bool {
        self.suspended & bit(place) != 0
    }
}

impl<KEY: StorageKey> OracleCommittee<KEY> {
    /// Enrols members: after `delay` seconds, if others are valid. Errors: `LengthMismatch`, `MemberCount`, `BadMember`,
    /// `ThresholdOutOfBounds`.
    pub fn set_members(
        &mut self,
        members: &List<Address>,
        weights: &List<u16>,
        threshold: u8,
        delay: u64,
    ) -> Result<()> {
        let (expected, received) = (members.len(), weights.len());
        ensure!(expected == received, LengthMismatch { expected, received });
        let (most, received) = (MOST_MEMBERS as u32, members.len());
        ensure!(
            (1..=most).contains(&received),
            MemberCount { most, received }
        );
        let mut seats = Vec::new();
        let (mut last, mut total) = (Address::zero(), 0u32);
        for (index, (member, weight)) in (0u32..).zip(members.iter().zip(weights.iter())) {
            let (member, weight) = (member?, weight?);
            ensure!(member > last && weight > 0, BadMember { index });
            last = member;
            total = total.saturating_add(weight.into());
            seats.push((member, weight));
        }
        let count = u8::try_from(seats.len()).unwrap_or(u8::MAX);
        let (least, most, received) = (least_threshold(count), count, threshold);
        ensure!(
            (least..=most).contains(&received),
            ThresholdOutOfBounds {
                least,
                most,
                received
            }
        );
        let now = env::now();
        // One that is not valid yet is replaced.
        let latest = self.latest();
        let valid = match self.epochs.get(&latest) {
            Some(epoch) if epoch.from > now => latest.saturating_sub(1),
            _ => latest,
        };
        // One a day at most.
        let number = valid.saturating_add(1);
        let epoch = Epoch {
            from: match valid {
                0 => now,
                _ => now.saturating_add(delay),
            },
            members: count,
            threshold,
            total,
            suspended: 0,
        };
        self.latest.set(&number);
        self.epochs.set(&number, &epoch);
        for (part, members) in (0u8..).zip(seats.chunks(PART)) {
            let mut stored = Seats::default();
            let to = stored.seats.iter_mut().zip(members);
            to.for_each(|(to, seat)| *to = *seat);
            self.seats.set(&(number, part), &stored);
        }
        MembersSet {
            epoch: number,
            from: epoch.from,
            threshold,
            total_weight: total,
        }
        .emit();
        Ok(())
    }

    /// From now on a member's signatures do not count. Errors: `UnknownEpoch`, `UnknownMember`.
    pub fn suspend(&mut self, number: u32, member: Address) -> Result<()> {
        let place = self.place(number, member)?;
        let mut epoch = self.epoch(number)?;
        epoch.suspended |= bit(place);
        self.epochs.set(&number, &epoch);
        MemberSuspended {
            epoch: number,
            member,
        }
        .emit();
        Ok(())
    }

    /// The number of the latest set; 0 for none.
    pub fn latest(&self) -> u32 {
        self.latest.get().unwrap_or_default()
    }

    /// The set that signs for a time, of those that can now.
    pub fn valid(&self, time: u64) -> Option<(u32, Epoch)> {
        let latest = self.latest();
        let numbers = (0..LOOKED_AT).map(|back| latest.saturating_sub(back));
        let mut sets = numbers.filter_map(|number| Some((number, self.epochs.get(&number)?)));
        sets.find(|(_, epoch)| epoch.from <= time)
    }

    /// A set. Errors: `UnknownEpoch`.
    pub fn epoch(&self, number: u32) -> Result<Epoch> {
        let unknown = UnknownEpoch { epoch: number };
        Ok(self.epochs.get(&number).ok_or(unknown)?)
    }

    /// The members of a set and their weights, in the order of addresses.
    pub fn members(&self, number: u32, epoch: &Epoch) -> Vec<(Address, u16)> {
        let count = usize::from(epoch.members);
        let mut members = Vec::with_capacity(MOST_MEMBERS);
        for part in 0..count.div_ceil(PART) as u8 {
            let stored = self.seats.get(&(number, part)).unwrap_or_default();
            members.extend_from_slice(&stored.seats);
        }
        members.truncate(count);
        members
    }

    /// The place of a member in a set. Errors: `UnknownEpoch`, `UnknownMember`.
    pub(super) fn place(&self, number: u32, member: Address) -> Result<usize> {
        let epoch = self.epoch(number)?;
        let members = self.members(number, &epoch);
        let place = members.iter().position(|(account, _)| *account == member);
        let unknown = UnknownMember {
            epoch: number,
            member,
        };
        Ok(place.ok_or(unknown)?)
    }
}
