//! Cases by chance, for property tests.

use crate::{
    layout::{Place, WORD},
    values::{value, Fill, Shape},
    SELECTOR,
};
use alloy_dyn_abi::{DynSolType, DynSolValue};
use proptest::{prelude::*, sample::Index};

/// Shapes of values by chance, a little of each size.
pub fn shape() -> impl Strategy<Value = Shape> {
    (any::<u64>(), 0..100usize, 0..6usize).prop_map(|(seed, bytes, items)| Shape {
        fill: Fill::Random(seed),
        bytes,
        items,
    })
}

/// Values of this shape for these parameters.
pub fn arguments(parameters: &[(String, DynSolType)], shape: Shape) -> Vec<DynSolValue> {
    let parameters = parameters.iter().enumerate();
    parameters
        .map(|(salt, (_, ty))| value(ty, shape, salt as u64))
        .collect()
}

/// A change of calldata.
#[derive(Clone, Debug)]
pub enum Change {
    /// Another word where an offset, a length or a value stands.
    Word(Index, [u8; WORD]),
    /// Another byte.
    Byte(Index, u8),
    /// An end.
    Cut(Index),
    /// More behind the end.
    Append(Vec<u8>),
}

impl Change {
    /// Changes calldata, whose words `places` names as they were when it was encoded.
    pub fn apply(self, places: &[Place], calldata: &mut Vec<u8>) {
        match self {
            Change::Word(at, word) if !places.is_empty() => {
                let at = at.get(places).at + SELECTOR;
                if let Some(place) = calldata.get_mut(at..at + WORD) {
                    place.copy_from_slice(&word);
                }
            }
            Change::Byte(at, byte) if !calldata.is_empty() => *at.get_mut(calldata) = byte,
            Change::Cut(at) => calldata.truncate(at.index(calldata.len() + 1)),
            Change::Append(bytes) => calldata.extend(bytes),
            Change::Word(..) | Change::Byte(..) => {}
        }
    }
}

/// Changes by chance; most of them hit a word.
pub fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        6 => (any::<Index>(), word()).prop_map(|(at, word)| Change::Word(at, word)),
        1 => (any::<Index>(), any::<u8>()).prop_map(|(at, byte)| Change::Byte(at, byte)),
        1 => any::<Index>().prop_map(Change::Cut),
        1 => prop::collection::vec(any::<u8>(), 0..70).prop_map(Change::Append),
    ]
}

/// A single bit, a number below the size of most calldata, some low bytes, or all bits.
fn word() -> impl Strategy<Value = [u8; WORD]> {
    prop_oneof![
        (0..256usize).prop_map(|bit| {
            let mut word = [0; WORD];
            word[bit / 8] = 1 << (bit % 8);
            word
        }),
        (0..1024u64).prop_map(|small| {
            let mut word = [0; WORD];
            word[24..].copy_from_slice(&small.to_be_bytes());
            word
        }),
        (any::<[u8; WORD]>(), 0..WORD).prop_map(|(mut word, zeros)| {
            word[..zeros].fill(0);
            word
        }),
        Just([0xff; WORD]),
    ]
}
