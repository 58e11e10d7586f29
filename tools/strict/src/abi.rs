//! ABI-encoded data, read as a Solidity caller reads it.
//!
//! A word must be a value of its type: no bits above a `uint8`, no `bool` of two, no sign that is
//! not extended. Padding behind `bytes` and data behind the last value do not matter, as they do not
//! matter to solc. Data that was made to be long to read is refused: no more than [`READ_LIMIT`]
//! times its length is read, however its offsets point.

use alloy_dyn_abi::{DynSolType, DynSolValue};
use alloy_primitives::{Address, Function, B256, I256, U256};

/// Bytes of a word.
const WORD: usize = 32;

/// How many times its own length is read of data, at most. An encoder needs one; values that share a
/// tail need more.
const READ_LIMIT: usize = 4;

/// Reads the values of a sequence. `None` if `data` does not hold them.
pub fn decode<'t>(
    types: impl Iterator<Item = &'t DynSolType> + Clone,
    data: &[u8],
) -> Option<Vec<DynSolValue>> {
    let mut reader = Reader {
        data,
        unread: data.len().saturating_mul(READ_LIMIT),
    };
    reader.sequence(types, 0)
}

/// Reads a value that fills one word. `None` if it is not of that type, or the type takes more.
pub fn decode_word(ty: &DynSolType, word: B256) -> Option<DynSolValue> {
    let number = U256::from_be_bytes(word.0);
    match *ty {
        DynSolType::Bool => match number {
            U256::ZERO => Some(DynSolValue::Bool(false)),
            U256::ONE => Some(DynSolValue::Bool(true)),
            _ => None,
        },
        DynSolType::Uint(bits) => {
            (number.bit_len() <= bits).then_some(DynSolValue::Uint(number, bits))
        }
        DynSolType::Int(bits) => {
            let number = I256::from_raw(number);
            (number.bits() as usize <= bits).then_some(DynSolValue::Int(number, bits))
        }
        DynSolType::Address => {
            (number.bit_len() <= 160).then(|| DynSolValue::Address(Address::from_word(word)))
        }
        DynSolType::FixedBytes(size) => {
            let padding = word.get(size..)?;
            is_zero(padding).then_some(DynSolValue::FixedBytes(word, size))
        }
        DynSolType::Function => {
            is_zero(&word[24..]).then(|| DynSolValue::Function(Function::from_word(word)))
        }
        _ => None,
    }
}

/// Whether a type fills one word.
pub fn is_word(ty: &DynSolType) -> bool {
    matches!(
        ty,
        DynSolType::Bool
            | DynSolType::Uint(_)
            | DynSolType::Int(_)
            | DynSolType::Address
            | DynSolType::FixedBytes(_)
            | DynSolType::Function
    )
}

fn is_zero(bytes: &[u8]) -> bool {
    bytes.iter().all(|byte| *byte == 0)
}

struct Reader<'a> {
    data: &'a [u8],
    /// Bytes that may still be read.
    unread: usize,
}

impl<'a> Reader<'a> {
    fn bytes(&mut self, at: usize, length: usize) -> Option<&'a [u8]> {
        self.unread = self.unread.checked_sub(length)?;
        self.data.get(at..at.checked_add(length)?)
    }

    fn word(&mut self, at: usize) -> Option<B256> {
        self.bytes(at, WORD).map(B256::from_slice)
    }

    /// An offset or a length, which is never above the length of the data.
    fn size(&mut self, at: usize) -> Option<usize> {
        let number = U256::from_be_bytes(self.word(at)?.0);
        let size = usize::try_from(number).ok()?;
        (size <= self.data.len()).then_some(size)
    }

    /// The values whose heads lie from `at` on, from where their offsets count.
    fn sequence<'t>(
        &mut self,
        types: impl Iterator<Item = &'t DynSolType> + Clone,
        at: usize,
    ) -> Option<Vec<DynSolValue>> {
        let heads = types
            .clone()
            .try_fold(0usize, |sum, ty| sum.checked_add(head_size(ty)?))?;
        if at.checked_add(heads)? > self.data.len() {
            return None;
        }
        let mut head = at;
        types
            .map(|ty| {
                let value = match is_dynamic(ty) {
                    true => {
                        let offset = self.size(head)?;
                        self.value(ty, at.checked_add(offset)?)
                    }
                    false => self.value(ty, head),
                };
                head = head.checked_add(head_size(ty)?)?;
                value
            })
            .collect()
    }

    /// The value that lies at `at`.
    fn value(&mut self, ty: &DynSolType, at: usize) -> Option<DynSolValue> {
        match ty {
            DynSolType::Bytes => {
                let length = self.size(at)?;
                let bytes = self.bytes(at.checked_add(WORD)?, length)?;
                Some(DynSolValue::Bytes(bytes.to_vec()))
            }
            DynSolType::String => {
                let length = self.size(at)?;
                let bytes = self.bytes(at.checked_add(WORD)?, length)?;
                // Solidity does not mind, but JSON has no form for it.
                let text = core::str::from_utf8(bytes).ok()?;
                Some(DynSolValue::String(text.into()))
            }
            DynSolType::Array(of) => {
                let length = self.size(at)?;
                let items = core::iter::repeat_n(&**of, length);
                self.items(items, length, at.checked_add(WORD)?)
                    .map(DynSolValue::Array)
            }
            DynSolType::FixedArray(of, length) => self
                .items(core::iter::repeat_n(&**of, *length), *length, at)
                .map(DynSolValue::FixedArray),
            DynSolType::Tuple(types) => self.sequence(types.iter(), at).map(DynSolValue::Tuple),
            _ => decode_word(ty, self.word(at)?),
        }
    }

    /// The items of an array, whose number is in the data or in the type: there is room for them
    /// before they are counted one by one.
    fn items<'t>(
        &mut self,
        types: impl Iterator<Item = &'t DynSolType> + Clone,
        length: usize,
        at: usize,
    ) -> Option<Vec<DynSolValue>> {
        if let Some(of) = types.clone().next() {
            let heads = head_size(of)?.checked_mul(length)?;
            if at.checked_add(heads)? > self.data.len() {
                return None;
            }
        }
        self.sequence(types, at)
    }
}

/// Bytes that a type takes in the head of its sequence. `None` for a type that takes none, or more
/// than there are: Solidity has no such type, and any number of its values would fit in no data.
fn head_size(ty: &DynSolType) -> Option<usize> {
    let size = match ty {
        _ if is_dynamic(ty) => WORD,
        DynSolType::FixedArray(of, n) => head_size(of)?.checked_mul(*n)?,
        DynSolType::Tuple(types) => types
            .iter()
            .try_fold(0usize, |sum, ty| sum.checked_add(head_size(ty)?))?,
        _ => WORD,
    };
    (size > 0).then_some(size)
}

/// Whether a type is encoded behind an offset.
fn is_dynamic(ty: &DynSolType) -> bool {
    match ty {
        DynSolType::Bytes | DynSolType::String | DynSolType::Array(_) => true,
        DynSolType::FixedArray(of, _) => is_dynamic(of),
        DynSolType::Tuple(types) => types.iter().any(is_dynamic),
        _ => false,
    }
}

#[cfg(test)]
mod tests;
