//! Consensus of a foreign chain: who authors its blocks, by its signed headers (`blueprint_rules::qos::foreign_consensus`).
//!
//! The newest final header has one record, eight authorities one, a key one, and an operator one. Nothing is stored of a header that
//! is not final.

mod headers;
mod keys;
#[cfg(test)]
mod tests;

blueprint_hooks::interface! {
    /// Errors and events of foreign consensus, and a client of it.
    pub mod abi = "blueprint-abi/library/IForeignConsensus.sol";
}
pub use blueprint_rules::qos::foreign_consensus::{Counts, Terms, MOST_AUTHORITIES};
pub use keys::{binding, signed};

use crate::cell::{Cell, Map};
use abi::{
    AuthoritiesChanged, EraEnded, EraMissed, HeaderCount, HeadersFinal, NoneFinal, SlotAhead,
    TermOutOfBounds,
};
use blueprint_hooks::{ensure, env, record, Address, Bytes, Event, List, Result, Revert, Vec};
use blueprint_rules::{
    aura::Hash,
    qos::foreign_consensus::{self as rules, count_final, quorum, Era, MOST_HEADERS},
};
use headers::Follower;
use ink::storage::traits::{AutoKey, StorageKey};

/// The newest final header, and the era in which it is.
#[record]
pub struct State {
    /// BLAKE2b-256 of the header.
    pub hash: Hash,
    /// Its number.
    pub number: u32,
    /// Its slot.
    pub slot: u64,
    /// How many keys author after it.
    pub authorities: u32,
    /// The era that has not ended.
    pub era: Era,
}

/// Keys in a record.
const PAGE: usize = 8;

/// Some of the authorities, in their order. Zeros behind the last one.
#[record]
pub struct Page {
    keys: [Hash; PAGE],
}

/// The foreign chain, keys and operators.
#[ink::storage_item]
#[derive(Default, Debug)]
pub struct ForeignConsensus<KEY: StorageKey = AutoKey> {
    terms: Cell<Terms>,
    state: Cell<State>,
    pages: Map<u32, Page>,
    operators: Map<Hash, Address>,
    counts: Map<Address, Counts>,
}

impl<KEY: StorageKey> ForeignConsensus<KEY> {
    /// To be called by the contract's constructor: a final header by its hash, number and slot, the keys that author after it, and
    /// the terms. Errors: `TermOutOfBounds`, `SlotAhead`, `BadKeys`, `AuthorityCount`, `DuplicateAuthority`.
    pub fn init(
        &mut self,
        (hash, number, slot): (Hash, u32, u64),
        keys: &Bytes,
        terms: &Terms,
    ) -> Result<()> {
        terms.check().map_err(of_term)?;
        // Headers of until then would not be later, and counts would pass for new ones.
        let (most, received) = (terms.slot_at(env::now()), slot);
        ensure!(received <= most, SlotAhead { most, received });
        let keys = keys::of_bytes(keys)?;
        self.terms.set(terms);
        let authorities = self.set_keys(&keys);
        self.state.set(&State {
            hash,
            number,
            slot,
            authorities,
            era: Era::default(),
        });
        Ok(())
    }

    /// Takes headers over that follow the newest final one and are final by those behind them; how many. Errors: `HeaderCount`,
    /// `HeaderLength`, `MalformedHeader`, `WrongParent`, `WrongNumber`, `SlotNotLater`, `AuthorityCount`, `DuplicateAuthority`, `BadSeal`,
    /// `NoneFinal`, `PrecompileFailed`.
    pub fn extend(&mut self, headers: &List<Bytes>) -> Result<u32> {
        let received = headers.len();
        let (least, most) = (1, MOST_HEADERS);
        let count = HeaderCount {
            least,
            most,
            received,
        };
        ensure!((least..=most).contains(&received), count);
        let (terms, mut state) = (self.terms(), self.state());
        let set = self.keys(state.authorities);
        let mut follower = Follower::new(&state, &set);
        for header in headers.iter() {
            follower.follow(&header?)?;
        }
        let authors: Vec<_> = follower.checked.iter().map(|it| it.place).collect();
        let required = quorum(state.authorities);
        let count = count_final(&authors, state.authorities)
            .map_err(|received| NoneFinal { required, received })?;
        // Who authors after a change of the authorities is for the next call.
        let change = follower.change.filter(|(index, _)| *index < count);
        let count = change.as_ref().map_or(count, |(index, _)| index + 1);
        for header in follower.checked.iter().take(count) {
            state.hash = header.hash;
            state.slot = header.slot;
            state.number = header.number;
            // A header up to the first change is of the set.
            let place = header.place.unwrap_or_default();
            if state.era.with(place, &terms) {
                self.settle(&state, &set, &terms);
                state.era = state.era.next();
            }
        }
        let number = state.number;
        if let Some((_, keys)) = change {
            state.authorities = self.set_keys(&keys);
            state.era = state.era.restarted();
            AuthoritiesChanged {
                number,
                count: state.authorities,
            }
            .emit();
        }
        self.state.set(&state);
        // 64 at most.
        let count = count as u32;
        HeadersFinal {
            number,
            hash: state.hash,
            slot: state.slot,
            count,
        }
        .emit();
        Ok(count)
    }

    /// Whether the counts of an operator are known, the eras that its keys missed, and all of their eras.
    pub fn measured(&self, operator: Address) -> (bool, u32, u32) {
        let state = self.state();
        let known = self.terms().is_fresh(state.slot, env::now()) && {
            let set = self.keys(state.authorities);
            set.iter().any(|key| self.operator_of(key) == operator)
        };
        let Counts { eras, missed, .. } = self.counts(operator);
        // No key is bound to the address zero.
        (known && !operator.is_zero(), missed, eras)
    }

    /// What is counted of an operator; zeros for nothing.
    pub fn counts(&self, operator: Address) -> Counts {
        self.counts.get(&operator).unwrap_or_default()
    }

    /// The newest final header, and the era in which it is.
    pub fn state(&self) -> State {
        self.state.get().unwrap_or_default()
    }

    /// The terms.
    pub fn terms(&self) -> Terms {
        self.terms.get().unwrap_or_default()
    }

    /// Counts an era that ends with the newest final header.
    fn settle(&mut self, state: &State, set: &[Hash], terms: &Terms) {
        let (era, number) = (state.era.number, state.number);
        for (key, blocks) in set.iter().zip(state.era.authored) {
            let (key, operator) = (*key, self.operator_of(key));
            if operator.is_zero() {
                continue;
            }
            let missed = terms.is_missed(blocks, state.authorities);
            let counts = self.counts(operator).with(blocks, missed);
            self.counts.set(&operator, &counts);
            if missed {
                EraMissed {
                    operator,
                    key,
                    era,
                    blocks,
                }
                .emit();
            }
        }
        EraEnded { era, number }.emit();
    }
}

fn of_term(error: rules::TermOutOfBounds) -> Revert {
    TermOutOfBounds {
        term: error.term,
        least: error.least.into(),
        most: error.most.into(),
        received: error.received.into(),
    }
    .into()
}
