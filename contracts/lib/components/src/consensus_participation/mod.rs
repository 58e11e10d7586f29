//! Participation in consensus: how often a validator authored less than its share of an era's blocks
//! (`blueprint_rules::qos::consensus_participation`).
//!
//! An operator has one record, by its address.

#[cfg(test)]
mod tests;

blueprint_hooks::interface! {
    /// Errors and events of consensus participation, and a client of it.
    pub mod abi = "blueprint-abi/library/IConsensusParticipation.sol";
}
blueprint_hooks::interface! {
    /// A client of the chain's staking.
    pub mod staking = "blueprint-abi/library/IStaking.sol";
}
pub use blueprint_rules::qos::consensus_participation::Counts;

use crate::{
    cell::{Immutable, Map},
    peer::answered,
};
use abi::{
    EraMissed, EraSettled, NothingNew, OtherStash, ShareOutOfBounds, StashNamed, ZeroAccount,
};
use blueprint_hooks::{ensure, record, Address, Event, Result};
use blueprint_rules::qos::consensus_participation::{due, is_share, Era, Outcome, WHOLE_BPS};
use ink::storage::traits::{AutoKey, StorageKey};
use staking::Client as Staking;

/// What is on record of an operator.
#[record]
pub struct Participant {
    /// The account that it validates with.
    pub stash: [u8; 32],
    /// The eras before this one are counted.
    pub next: u32,
    /// What was counted.
    pub counts: Counts,
}

/// The staking of the chain, the required share, and operators.
#[ink::storage_item]
#[derive(Default, Debug)]
pub struct ConsensusParticipation<KEY: StorageKey = AutoKey> {
    terms: Immutable<(Address, u16)>,
    participants: Map<Address, Participant>,
}

impl<KEY: StorageKey> ConsensusParticipation<KEY> {
    /// To be called by the contract's constructor: an `IStaking`, and which share of the average is required of a validator, in
    /// basis points, 1 to 10,000. Errors: `ShareOutOfBounds`.
    pub fn init(&mut self, staking: Address, least_bps: u16) -> Result<()> {
        let (least, most, received) = (1, WHOLE_BPS, least_bps);
        ensure!(
            is_share(received),
            ShareOutOfBounds {
                least,
                most,
                received
            }
        );
        self.terms.set(&(staking, least_bps));
        Ok(())
    }

    /// Counts eras of a validator that have ended, 16 at most; how many. Errors: `ZeroAccount`, `OtherStash`, `NothingNew`,
    /// `PeerFailed`, those of the staking.
    pub fn settle(&mut self, stash: [u8; 32]) -> Result<u32> {
        ensure!(stash != [0; 32], ZeroAccount);
        let (staking, least_bps) = self.terms();
        let peer = Staking::at(staking);
        let (operator, of_address) = answered(staking, peer.address_of(stash))?;
        let (active, _) = answered(staking, peer.active_era())?;
        let before = self.participants.get(&operator);
        let is_named = before.as_ref().is_some_and(|it| it.stash == stash);
        let mut after = match before {
            None => Participant {
                next: active,
                ..Default::default()
            },
            Some(before) => {
                // Where an account that hashes to the address is shown, no other one is the operator's: the account that is made
                // of the address has no key.
                let recorded = before.stash;
                let known = OtherStash {
                    operator,
                    stash: recorded,
                };
                ensure!(is_named || !of_address, known);
                before
            }
        };
        let count = due(after.next, active);
        ensure!(count != 0 || !is_named, NothingNew);
        if !is_named {
            let next = after.next;
            after.stash = stash;
            StashNamed {
                operator,
                stash,
                next,
            }
            .emit();
        }
        for _ in 0..count {
            let era = after.next;
            let (known, elected, points, total, authors) =
                answered(staking, peer.points_of(era, stash))?;
            let counted = Era {
                known,
                elected,
                points,
                total,
                authors,
            };
            let outcome = counted.outcome(least_bps);
            if outcome == Outcome::Missed {
                EraMissed {
                    operator,
                    era,
                    points,
                    total,
                    authors,
                }
                .emit();
            }
            after.counts = after.counts.with(&counted, outcome);
            // Below the active era, so there is one more.
            after.next = era.saturating_add(1);
        }
        self.participants.set(&operator, &after);
        let Counts {
            eras,
            missed,
            unknown,
            ..
        } = after.counts;
        EraSettled {
            operator,
            next: after.next,
            eras,
            missed,
            unknown,
        }
        .emit();
        Ok(count)
    }

    /// Whether all eras that have ended are counted of an operator, those that it missed, and those in which it was elected;
    /// `None` where none is on record. Errors: `PeerFailed`, those of the staking.
    pub fn measured(&self, operator: Address) -> Result<(bool, u32, u32)> {
        let (staking, _) = self.terms();
        let (active, _) = answered(staking, Staking::at(staking).active_era())?;
        let known = self.participants.get(&operator);
        let up_to_date = known.as_ref().is_some_and(|it| it.next >= active);
        let Counts { eras, missed, .. } = known.unwrap_or_default().counts;
        Ok((up_to_date, missed, eras))
    }

    /// What is on record of an operator; zeros for nothing.
    pub fn participant(&self, operator: Address) -> Participant {
        self.participants.get(&operator).unwrap_or_default()
    }

    /// The staking of the chain, and the required share, in basis points.
    pub fn terms(&self) -> (Address, u16) {
        self.terms.get()
    }
}
