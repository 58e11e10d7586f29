//! Headers of chains of the Substrate family whose authorities author in turns of slots: Aura, with sr25519.
//!
//! A header is read strictly: each number in its shortest form, no bytes behind its end, and of Aura's items exactly one slot and one
//! seal, which is the last item. Items of others are skipped by their lengths. Its hashes are BLAKE2b-256, which the contract has
//! the host compute: of all bytes for the header's own, of those without the seal for what the seal signs.

#[cfg(test)]
mod tests;

/// A hash, or an sr25519 key.
pub type Hash = [u8; 32];

/// The most bytes of a header that are read.
pub const LONGEST: u32 = 8_192;
/// The most items of a header's digest. Below 64, so that their number is one byte.
pub const MOST_ITEMS: u8 = 16;

/// Aura's name in digest items (`sp_consensus_aura::AURA_ENGINE_ID`).
const ENGINE: [u8; 4] = *b"aura";
/// Bytes of the last item: its kind, the engine, a length of two bytes, and the signature.
const SEAL_ITEM: usize = 71;
/// `ConsensusLog::AuthoritiesChange` of Aura.
const AUTHORITIES_CHANGE: u8 = 1;

/// Kinds of digest items, as `sp_runtime` numbers them. Others are not known to have a length.
mod kind {
    pub const OTHER: u8 = 0;
    pub const CONSENSUS: u8 = 4;
    pub const SEAL: u8 = 5;
    pub const PRE_RUNTIME: u8 = 6;
    pub const ENVIRONMENT_UPDATED: u8 = 8;
}

/// What a header says. The roots of its state and its transactions are not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Header<'a> {
    /// The hash of the header before.
    pub parent: Hash,
    /// Its number.
    pub number: u32,
    /// The slot in which it was authored.
    pub slot: u64,
    /// The signature of the author.
    pub seal: [u8; 64],
    /// The keys that author from the next header on, where it changes them.
    pub change: Option<&'a [Hash]>,
    /// Parts of the bytes without the seal: those before the number of items, that number, and those behind.
    unsealed: (&'a [u8], [u8; 1], &'a [u8]),
}

impl<'a> Header<'a> {
    /// Reads a header. `None` where the bytes are none.
    pub fn read(bytes: &'a [u8]) -> Option<Self> {
        let input = &mut Input(bytes);
        let parent = input.array()?;
        let number = input.compact()?;
        // The roots.
        input.take(64)?;
        let before = bytes.get(..bytes.len().checked_sub(input.0.len())?)?;
        let [items] = input.array()?;
        let (count, rest) = (items >> 2, input.0);
        if items & 3 != 0 || count > MOST_ITEMS {
            return None;
        }
        let (mut slot, mut change, mut seal) = (None, None, None);
        for _ in 0..count {
            // The seal is the last.
            if seal.is_some() {
                return None;
            }
            let [kind] = input.array()?;
            if kind == kind::ENVIRONMENT_UPDATED {
                continue;
            }
            let engine = match kind {
                kind::OTHER => None,
                kind::CONSENSUS | kind::SEAL | kind::PRE_RUNTIME => Some(input.array()?),
                _ => return None,
            };
            let length = usize::try_from(input.compact()?).ok()?;
            let data = input.take(length)?;
            let of_aura = engine == Some(ENGINE);
            match kind {
                kind::SEAL if of_aura => seal = Some(data.try_into().ok()?),
                kind::SEAL => return None,
                kind::PRE_RUNTIME if of_aura && slot.is_some() => return None,
                kind::PRE_RUNTIME if of_aura => {
                    slot = Some(u64::from_le_bytes(data.try_into().ok()?));
                }
                kind::CONSENSUS if of_aura => {
                    let (log, keys) = data.split_first()?;
                    if *log == AUTHORITIES_CHANGE {
                        if change.is_some() {
                            return None;
                        }
                        change = Some(keys_of(keys)?);
                    }
                }
                _ => (),
            }
        }
        if !input.0.is_empty() {
            return None;
        }
        let behind = rest.get(..rest.len().checked_sub(SEAL_ITEM)?)?;
        Some(Self {
            parent,
            number,
            slot: slot?,
            seal: seal?,
            change,
            // An item less, in the upper six bits.
            unsealed: (before, [items.checked_sub(4)?], behind),
        })
    }

    /// The bytes whose hash the seal signs, in parts.
    pub fn unsealed(&self) -> [&[u8]; 3] {
        let (before, items, behind) = &self.unsealed;
        [before, items, behind]
    }
}

/// A number of keys, and as many keys.
fn keys_of(bytes: &[u8]) -> Option<&[Hash]> {
    let input = &mut Input(bytes);
    let count = input.compact()?;
    let (keys, rest) = input.0.as_chunks();
    (rest.is_empty() && u32::try_from(keys.len()) == Ok(count)).then_some(keys)
}

/// What is not read yet.
struct Input<'a>(&'a [u8]);

impl<'a> Input<'a> {
    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (taken, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(*taken)
    }

    /// A compact number of SCALE, below 2^32, in its shortest form.
    fn compact(&mut self) -> Option<u32> {
        let [first] = self.array()?;
        let (number, least) = match first & 3 {
            0 => (u32::from(first >> 2), 0),
            1 => {
                let [second] = self.array()?;
                (u32::from(u16::from_le_bytes([first, second]) >> 2), 1 << 6)
            }
            2 => {
                let [b, c, d] = self.array()?;
                (u32::from_le_bytes([first, b, c, d]) >> 2, 1 << 14)
            }
            // Of four bytes more, which is as many as 2^32 needs.
            _ if first == 3 => (u32::from_le_bytes(self.array()?), 1 << 30),
            _ => return None,
        };
        (number >= least).then_some(number)
    }
}
