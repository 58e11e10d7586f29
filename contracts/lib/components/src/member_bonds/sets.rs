//! Sets of the committee: read, compared with what was enrolled here, and enrolled.

use super::{abi::*, MemberBonds};
use crate::{oracle_committee::abi::Client as Committee, peer::answered};
use blueprint_hooks::{ensure, env, Address, Event, List, Result, Vec, Word, U256};
use blueprint_rules::oracle::MOST_MEMBERS;
use ink::storage::traits::StorageKey;

/// A set of the committee's members.
pub(super) struct Set {
    pub from: u64,
    pub threshold: u8,
    /// A bit for each member.
    pub suspended: u32,
    pub members: Vec<Address>,
    pub weights: Vec<u16>,
}

impl Set {
    /// What the contract remembers of a set that it enrolled.
    fn digest(&self) -> [u8; 32] {
        digest(&self.members, &self.weights)
    }

    /// The weight of a member; `None` for none.
    fn weight(&self, member: Address) -> Option<u16> {
        let mut seats = self.members.iter().zip(&self.weights);
        seats
            .find(|(it, _)| **it == member)
            .map(|(_, weight)| *weight)
    }
}

impl<KEY: StorageKey> MemberBonds<KEY> {
    /// Enrols members that have the minimum bond each. Errors: `MemberCount`, `BelowMinimum`, `SetIsPending`,
    /// `PeerFailed`, those of the committee.
    pub fn enrol(&mut self, stated: &List<Address>, threshold: u8) -> Result<u32> {
        check_count(stated.len())?;
        let members = stated.to_vec()?;
        let terms = self.terms();
        let mut weights = Vec::with_capacity(members.len());
        for account in &members {
            let stake = self.account(*account).stake;
            let weight = terms.weight(stake);
            let below = BelowMinimum {
                account: *account,
                least: terms.minimum_bond.into(),
                received: stake,
            };
            ensure!(weight > 0, below);
            weights.push(weight);
        }
        let (latest, set) = self.latest()?;
        let epoch = match set {
            // A set of others that waits is replaced: it gets the number of that one.
            Some(set) if set.from > env::now() => {
                ensure!(!self.is_here(latest, &set), SetIsPending { from: set.from });
                latest
            }
            _ => self.next(latest)?,
        };
        self.name(epoch, &members, &weights, threshold)
    }

    /// Enrols the latest set once more, with the weights that stake still gives, and without members that are below the
    /// minimum bond. Errors: `NotEnrolledHere`, `SetIsPending`, `NothingToRenew`, `MemberIsSuspended`, `TooFewMembers`,
    /// `PeerFailed`, those of the committee.
    pub fn renew(&mut self) -> Result<u32> {
        let (latest, set) = self.latest()?;
        let set = set.ok_or(NothingToRenew)?;
        // Of another's set, the members that bond first would be all that is left.
        let epoch = latest;
        ensure!(self.is_here(latest, &set), NotEnrolledHere { epoch });
        // One that waits is not replaced: members that are not in it would stay for as long once more.
        ensure!(set.from <= env::now(), SetIsPending { from: set.from });
        let terms = self.terms();
        let (mut members, mut weights, mut dropped) = (Vec::new(), Vec::new(), Vec::new());
        let mut is_lower = false;
        let seats = set.members.iter().copied().zip(set.weights);
        for (place, (member, before)) in (0u32..).zip(seats) {
            // The runtime alone raises a weight.
            let weight = terms.weight(self.account(member).stake).min(before);
            is_lower |= weight < before;
            if weight == 0 {
                dropped.push(member);
                continue;
            }
            let bit = 1u32.checked_shl(place).unwrap_or_default();
            ensure!(set.suspended & bit == 0, MemberIsSuspended { member });
            members.push(member);
            weights.push(weight);
        }
        ensure!(is_lower, NothingToRenew);
        let least = set.threshold;
        let received = u8::try_from(members.len()).unwrap_or(u8::MAX);
        ensure!(received >= least, TooFewMembers { least, received });
        let epoch = self.next(latest)?;
        self.name(epoch, &members, &weights, least)?;
        for member in dropped {
            MemberDropped { epoch, member }.emit();
        }
        Ok(epoch)
    }

    /// Whether a set was enrolled here. Errors: `PeerFailed`, those of the committee.
    pub fn is_enrolled_here(&self, epoch: u32) -> Result<bool> {
        Ok(self.is_here(epoch, &self.set(epoch)?))
    }

    fn is_here(&self, epoch: u32, set: &Set) -> bool {
        self.sets.get(&epoch) == Some(set.digest())
    }

    /// The weight of a member in a set that was enrolled here, and the first second for which the set signs. Errors:
    /// `NotEnrolledHere`, `NotMember`, `PeerFailed`, those of the committee.
    pub(super) fn seat(&self, epoch: u32, member: Address) -> Result<(u16, u64)> {
        let set = self.set(epoch)?;
        ensure!(self.is_here(epoch, &set), NotEnrolledHere { epoch });
        let weight = set.weight(member).ok_or(NotMember { epoch, member })?;
        Ok((weight, set.from))
    }

    /// Whether a set, which signs from a second on, signs for a time. Errors: `OtherSet`, `PeerFailed`, those of the
    /// committee.
    pub(super) fn check_signs(&self, epoch: u32, from: u64, time: u64) -> Result<()> {
        let peer = self.committee();
        let latest = answered(peer, Committee::at(peer).latest_epoch())?;
        let until = match epoch < latest {
            true => self.set(epoch.saturating_add(1))?.from,
            false => u64::MAX,
        };
        let signs = from <= time && time < until;
        ensure!(signs, OtherSet { epoch, time });
        Ok(())
    }

    /// The number of the committee's latest set, and that set; none before the first one. Errors: `PeerFailed`, those of
    /// the committee.
    fn latest(&self) -> Result<(u32, Option<Set>)> {
        let peer = self.committee();
        let latest = answered(peer, Committee::at(peer).latest_epoch())?;
        if latest == 0 {
            return Ok((latest, None));
        }
        Ok((latest, Some(self.set(latest)?)))
    }

    /// The number that the committee gives to the set after a valid one. Errors: `PeerFailed`.
    fn next(&self, latest: u32) -> Result<u32> {
        let peer = self.committee();
        Ok(latest.checked_add(1).ok_or(PeerFailed { peer })?)
    }

    /// A set. Errors: `PeerFailed`, those of the committee.
    fn set(&self, epoch: u32) -> Result<Set> {
        let peer = self.committee();
        let set = Committee::at(peer).members_of(epoch);
        let (from, threshold, _, suspended, members, weights) = answered(peer, set)?;
        let fits = members.len() <= MOST_MEMBERS && members.len() == weights.len();
        ensure!(fits, PeerFailed { peer });
        Ok(Set {
            from,
            threshold,
            suspended,
            members,
            weights,
        })
    }

    /// Has the committee name the set that gets a number. Errors: `PeerFailed`, those of the committee.
    fn name(
        &mut self,
        epoch: u32,
        members: &Vec<Address>,
        weights: &Vec<u16>,
        threshold: u8,
    ) -> Result<u32> {
        let peer = self.committee();
        self.sets.set(&epoch, &digest(members, weights));
        MembersEnrolled {
            epoch,
            members: u32::try_from(members.len()).unwrap_or(u32::MAX),
            threshold,
        }
        .emit();
        let named = Committee::at(peer).set_members(members, weights, threshold);
        answered(peer, named)?;
        Ok(epoch)
    }
}

/// A call is about as many accounts as a set has at most. Errors: `MemberCount`.
pub(super) fn check_count(received: u32) -> Result<()> {
    let most = MOST_MEMBERS as u32;
    ensure!(received <= most, MemberCount { most, received });
    Ok(())
}

/// keccak-256 of members and their weights.
fn digest(members: &[Address], weights: &[u16]) -> [u8; 32] {
    let seats = members.iter().zip(weights);
    let words: Vec<[u8; 32]> = seats
        .flat_map(|(member, weight)| [member.to_word(), U256::from(*weight).to_word()])
        .collect();
    env::keccak256(words.as_flattened())
}
