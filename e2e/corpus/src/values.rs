//! Values of a type: typical ones, and those at its edges.

use crate::layout::is_dynamic;
use alloy_dyn_abi::{DynSolType, DynSolValue};
use alloy_primitives::{keccak256, Address, Function, B256, I256, U256};
use std::collections::BTreeMap;

/// Values that mean something to a contract, by the name and type of the parameters they were given
/// for: the identifiers of things that exist.
#[derive(Clone, Debug, Default)]
pub struct Dictionary {
    values: BTreeMap<(String, String), Vec<DynSolValue>>,
}

impl Dictionary {
    /// Remembers a value.
    pub fn learn(&mut self, name: &str, ty: &DynSolType, value: DynSolValue) {
        let known = self
            .values
            .entry((name.into(), ty.to_string()))
            .or_default();
        if !known.contains(&value) {
            known.push(value);
        }
    }

    /// The `nth` value known for such a parameter, round and round.
    pub fn get(&self, name: &str, ty: &DynSolType, nth: usize) -> Option<&DynSolValue> {
        let known = self.values.get(&(name.into(), ty.to_string()))?;
        known.get(nth % known.len())
    }

    /// The most values known for one of the parameters.
    pub fn breadth(&self, parameters: &[(String, DynSolType)]) -> usize {
        let known = parameters.iter().filter_map(|(name, ty)| {
            let known = self.values.get(&(name.clone(), ty.to_string()))?;
            Some(known.len())
        });
        known.max().unwrap_or_default()
    }
}

/// How to choose a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    /// What fills a value.
    pub fill: Fill,
    /// Bytes in `bytes` and `string`.
    pub bytes: usize,
    /// Elements in arrays of no fixed length.
    pub items: usize,
}

/// What fills a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fill {
    /// One for a number, another byte for each word otherwise.
    Typical,
    /// Every bit clear.
    Zeros,
    /// Every bit set that the type has.
    Ones,
    /// Bits of a hash.
    Random(u64),
}

/// A value of this type and shape. `salt` sets values of the same type apart.
pub fn value(ty: &DynSolType, shape: Shape, salt: u64) -> DynSolValue {
    let element = |ty: &DynSolType, i: usize| value(ty, shape, salt * 31 + 1 + i as u64);
    match ty {
        DynSolType::Bool => DynSolValue::Bool(bits(shape.fill, salt).bit(0)),
        DynSolType::Uint(size) => DynSolValue::Uint(number(shape.fill, salt) & ones(*size), *size),
        DynSolType::Int(size) => DynSolValue::Int(signed(number(shape.fill, salt), *size), *size),
        DynSolType::FixedBytes(size) => {
            let mut word = bits(shape.fill, salt).to_be_bytes();
            word[*size..].fill(0);
            DynSolValue::FixedBytes(B256::from(word), *size)
        }
        DynSolType::Address => {
            DynSolValue::Address(Address::from_word(bits(shape.fill, salt).into()))
        }
        DynSolType::Function => {
            DynSolValue::Function(Function::from_word(bits(shape.fill, salt).into()))
        }
        DynSolType::Bytes => DynSolValue::Bytes(bytes(shape, salt)),
        DynSolType::String => {
            let text = bytes(shape, salt).into_iter();
            DynSolValue::String(text.map(|byte| char::from(byte & 0x7f)).collect())
        }
        DynSolType::Array(of) => {
            DynSolValue::Array((0..shape.items).map(|i| element(of, i)).collect())
        }
        DynSolType::FixedArray(of, n) => {
            DynSolValue::FixedArray((0..*n).map(|i| element(of, i)).collect())
        }
        DynSolType::Tuple(types) => {
            let types = types.iter().enumerate();
            DynSolValue::Tuple(types.map(|(i, ty)| element(ty, i)).collect())
        }
    }
}

/// Values at the edges of a type, each with its name. Of a composed type, those of its size.
pub fn edges(ty: &DynSolType, typical: Shape, salt: u64) -> Vec<(String, DynSolValue)> {
    let sized = |bytes, items| {
        value(
            ty,
            Shape {
                bytes,
                items,
                ..typical
            },
            salt,
        )
    };
    match ty {
        DynSolType::Uint(size) => {
            let top = U256::from(1) << (size - 1);
            [U256::ZERO, U256::from(1), U256::from(2), top, ones(*size)]
                .map(|value| (format!("{value}"), DynSolValue::Uint(value, *size)))
                .into()
        }
        DynSolType::Int(size) => {
            let (most, least) = (ones(size - 1), U256::MAX << (size - 1));
            [U256::ZERO, U256::from(1), U256::MAX, most, least]
                .map(I256::from_raw)
                .map(|value| (format!("{value}"), DynSolValue::Int(value, *size)))
                .into()
        }
        DynSolType::FixedBytes(size) => {
            let ends = [
                U256::from(0xff) << 248,
                U256::from(0xff) << (256 - size * 8),
            ];
            let ends = ["first byte", "last byte"].into_iter().zip(ends);
            let filled = [
                ("zeros", U256::ZERO),
                ("ones", U256::MAX << (256 - size * 8)),
            ];
            ends.chain(filled)
                .map(|(name, word)| {
                    let word = B256::from(word.to_be_bytes());
                    (name.into(), DynSolValue::FixedBytes(word, *size))
                })
                .collect()
        }
        DynSolType::Bytes | DynSolType::String => [0, 1, 19, 20, 21, 31, 32, 33, 63, 64, 65]
            .map(|length| (format!("{length} bytes"), sized(length, typical.items)))
            .into(),
        DynSolType::Array(_) => [0, 1, 2, 3, 4, 17]
            .map(|length| (format!("{length} elements"), sized(typical.bytes, length)))
            .into(),
        _ => {
            let filled = [Fill::Zeros, Fill::Ones].map(|fill| {
                let value = value(ty, Shape { fill, ..typical }, salt);
                (format!("{fill:?}").to_lowercase(), value)
            });
            let sizes = [(0, 0), (1, 1), (31, 3), (33, 4)].map(|(bytes, items)| {
                let name = format!("{bytes} bytes, {items} elements");
                (name, sized(bytes, items))
            });
            let sizes = sizes.into_iter().filter(|_| is_dynamic(ty));
            filled.into_iter().chain(sizes).collect()
        }
    }
}

/// As many low bits as a type has, all set.
pub fn ones(size: usize) -> U256 {
    U256::MAX >> (256 - size)
}

/// The low `size` bits of a number as a signed one.
fn signed(number: U256, size: usize) -> I256 {
    let above = 256 - size;
    I256::from_raw(number << above).asr(above)
}

fn number(fill: Fill, salt: u64) -> U256 {
    match fill {
        Fill::Typical => U256::from(1),
        _ => bits(fill, salt),
    }
}

fn bits(fill: Fill, salt: u64) -> U256 {
    match fill {
        Fill::Typical => U256::from_be_bytes([(salt % 200) as u8 | 1; 32]),
        Fill::Zeros => U256::ZERO,
        Fill::Ones => U256::MAX,
        Fill::Random(seed) => {
            let seed = [seed.to_be_bytes(), salt.to_be_bytes()];
            keccak256(seed.as_flattened()).into()
        }
    }
}

fn bytes(shape: Shape, salt: u64) -> Vec<u8> {
    let words =
        (0..).flat_map(|i| bits(shape.fill, salt.wrapping_add(i << 32)).to_be_bytes::<32>());
    words.take(shape.bytes).collect()
}
