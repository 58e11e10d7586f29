//! Headers, each checked against the one before.

use super::{
    abi::{
        BadSeal, HeaderLength, MalformedHeader, PrecompileFailed, SlotNotLater, WrongNumber,
        WrongParent,
    },
    keys, State,
};
use blueprint_hooks::{ensure, system, Bytes, Result, Vec};
use blueprint_rules::{
    aura::{Hash, Header, LONGEST},
    qos::foreign_consensus::turn,
};

/// A header that follows those before it.
pub struct Checked {
    /// BLAKE2b-256 of it.
    pub hash: Hash,
    /// Its number.
    pub number: u32,
    /// Its slot.
    pub slot: u64,
    /// The place of its author in the set of the newest final header; `None` for an author outside.
    pub place: Option<u32>,
}

/// Checks headers in their order.
pub struct Follower<'a> {
    /// Those that follow.
    pub checked: Vec<Checked>,
    /// The first that changes the authorities, from 0, and the new keys.
    pub change: Option<(usize, Vec<Hash>)>,
    /// The newest that is checked.
    hash: Hash,
    number: u32,
    slot: u64,
    /// The set of the newest final header.
    set: &'a [Hash],
    /// Who authors the next header, where it is another set.
    changed: Option<Vec<Hash>>,
}

impl<'a> Follower<'a> {
    /// Of the newest final header.
    pub fn new(state: &State, set: &'a [Hash]) -> Self {
        Self {
            checked: Vec::new(),
            change: None,
            hash: state.hash,
            number: state.number,
            slot: state.slot,
            set,
            changed: None,
        }
    }

    /// Checks the next header.
    pub fn follow(&mut self, header: &Bytes) -> Result<()> {
        // 64 at most.
        let index = self.checked.len() as u32;
        let bytes = bytes_of(header, index)?;
        let header = read(&bytes, index)?;
        let (expected, received) = (self.hash, header.parent);
        let parent = WrongParent {
            index,
            expected,
            received,
        };
        ensure!(received == expected, parent);
        let (expected, received) = (u64::from(self.number).wrapping_add(1), header.number.into());
        let number = WrongNumber {
            index,
            expected,
            received,
        };
        ensure!(received == expected, number);
        let (previous, received) = (self.slot, header.slot);
        let slot = SlotNotLater {
            index,
            previous,
            received,
        };
        ensure!(received > previous, slot);
        let authors = self.changed.as_deref().unwrap_or(self.set);
        // There is one at least.
        let turn = turn(header.slot, authors.len() as u32).unwrap_or_default();
        let key = authors.get(turn as usize).copied().unwrap_or_default();
        let place = match &self.changed {
            None => Some(turn),
            Some(_) => self
                .set
                .iter()
                .position(|it| *it == key)
                .map(|it| it as u32),
        };
        if let Some(change) = header.change {
            let change = keys::checked(change)?;
            if self.change.is_none() {
                self.change = Some((index as usize, change.clone()));
            }
            self.changed = Some(change);
        }
        check_seal(&header, &key, index)?;
        let hash = system::blake2_256(&[&bytes]).ok_or(PrecompileFailed)?;
        (self.hash, self.number, self.slot) = (hash, header.number, header.slot);
        self.checked.push(Checked {
            hash,
            number: header.number,
            slot: header.slot,
            place,
        });
        Ok(())
    }
}

/// The bytes of a header. Errors: `HeaderLength`.
pub fn bytes_of(header: &Bytes, index: u32) -> Result<Vec<u8>> {
    let (most, received) = (LONGEST, header.len());
    let length = HeaderLength {
        index,
        most,
        received,
    };
    ensure!(received <= most, length);
    Ok(header.to_vec())
}

/// What a header says. Errors: `MalformedHeader`.
pub fn read(bytes: &[u8], index: u32) -> Result<Header<'_>> {
    let header = Header::read(bytes).ok_or(MalformedHeader { index })?;
    Ok(header)
}

/// The hash that a header's seal signs. Errors: `PrecompileFailed`.
pub fn unsealed(header: &Header<'_>) -> Result<Hash> {
    let hash = system::blake2_256(&header.unsealed()).ok_or(PrecompileFailed)?;
    Ok(hash)
}

/// Errors where the seal is not that of the key: `BadSeal`, `PrecompileFailed`.
pub fn check_seal(header: &Header<'_>, key: &Hash, index: u32) -> Result<()> {
    let hash = unsealed(header)?;
    let is_signed = system::sr25519_verify(&header.seal, &hash, key).ok_or(PrecompileFailed)?;
    ensure!(is_signed, BadSeal { index, key: *key });
    Ok(())
}
