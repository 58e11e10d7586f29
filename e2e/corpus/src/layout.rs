//! What every word of encoded arguments is for.

use alloy_dyn_abi::DynSolType;
use alloy_primitives::U256;

/// Bytes of a word.
pub const WORD: usize = 32;

/// What a word is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// A value of this many bits, in the word's low end or, like `bytes4`, in its high end.
    Value { bits: usize, left: bool },
    /// A value of this many bits whose sign is extended over the rest of the word.
    Signed { bits: usize },
    /// Where a dynamic value lies, counted from `base`, where the `head` bytes of its sequence begin.
    Offset { base: usize, head: usize },
    /// How many units of `unit` bytes follow.
    Length { unit: usize },
    /// Part of `bytes` or of a `string`, of which the first `used` bytes count.
    Data { used: usize },
}

/// A word of encoded arguments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Its first byte, counted from the first argument.
    pub at: usize,
    /// What it is for.
    pub role: Role,
    /// The parameter it belongs to, with the index of an element.
    pub name: String,
}

/// The words of `encoded`, which must be what the ABI encodes of these parameters, in the order of
/// their declaration. Empty if it is not.
pub fn places(parameters: &[(String, DynSolType)], encoded: &[u8]) -> Vec<Place> {
    let mut walk = Walk {
        encoded,
        places: Vec::new(),
    };
    let head = parameters.iter().map(|(_, ty)| head_size(ty)).sum();
    let sequence = parameters.iter().map(|(name, ty)| (name.clone(), ty));
    match walk.sequence(sequence, 0, head) {
        Some(_) => walk.places,
        None => Vec::new(),
    }
}

/// Bytes a type takes in the head of its sequence.
pub fn head_size(ty: &DynSolType) -> usize {
    match ty {
        _ if is_dynamic(ty) => WORD,
        DynSolType::FixedArray(of, n) => n * head_size(of),
        DynSolType::Tuple(types) => types.iter().map(head_size).sum(),
        _ => WORD,
    }
}

/// Whether a type is encoded behind an offset.
pub fn is_dynamic(ty: &DynSolType) -> bool {
    match ty {
        DynSolType::Bytes | DynSolType::String | DynSolType::Array(_) => true,
        DynSolType::FixedArray(of, _) => is_dynamic(of),
        DynSolType::Tuple(types) => types.iter().any(is_dynamic),
        _ => false,
    }
}

/// The word at `at`, as a number. Panics if there is none.
pub fn word(encoded: &[u8], at: usize) -> U256 {
    U256::from_be_slice(&encoded[at..at + WORD])
}

/// Writes the word at `at`.
pub fn set_word(encoded: &mut [u8], at: usize, word: U256) {
    encoded[at..at + WORD].copy_from_slice(&word.to_be_bytes::<WORD>());
}

struct Walk<'a> {
    encoded: &'a [u8],
    places: Vec<Place>,
}

impl Walk<'_> {
    fn place(&mut self, at: usize, role: Role, name: &str) -> Option<usize> {
        let value = U256::from_be_slice(self.encoded.get(at..at + WORD)?);
        let name = name.to_string();
        self.places.push(Place { at, role, name });
        // No corpus is that long: a larger number belongs to a value, whose size nobody asks for.
        Some(value.saturating_to())
    }

    /// The `head` bytes of a sequence from `base` on, from where its offsets count, and all behind.
    fn sequence<'t>(
        &mut self,
        types: impl Iterator<Item = (String, &'t DynSolType)>,
        base: usize,
        head: usize,
    ) -> Option<()> {
        let mut at = base;
        for (name, ty) in types {
            if is_dynamic(ty) {
                let offset = self.place(at, Role::Offset { base, head }, &name)?;
                self.tail(&name, ty, base.checked_add(offset)?)?;
            } else {
                self.value(&name, ty, at)?;
            }
            at += head_size(ty);
        }
        Some(())
    }

    fn tail(&mut self, name: &str, ty: &DynSolType, at: usize) -> Option<()> {
        let element = |i: usize| format!("{name}[{i}]");
        match ty {
            DynSolType::Bytes | DynSolType::String => {
                let length = self.place(at, Role::Length { unit: 1 }, name)?;
                for start in (0..length).step_by(WORD) {
                    let used = (length - start).min(WORD);
                    self.place(at + WORD + start, Role::Data { used }, name)?;
                }
                Some(())
            }
            DynSolType::Array(of) => {
                let unit = head_size(of);
                let length = self.place(at, Role::Length { unit }, name)?;
                let types = (0..length).map(|i| (element(i), &**of));
                self.sequence(types, at + WORD, length.checked_mul(unit)?)
            }
            DynSolType::FixedArray(..) | DynSolType::Tuple(_) => self.members(name, ty, at),
            _ => None,
        }
    }

    /// What a struct or an array of a fixed length has in it.
    fn members(&mut self, name: &str, ty: &DynSolType, at: usize) -> Option<()> {
        match ty {
            DynSolType::FixedArray(of, n) => {
                let types = (0..*n).map(|i| (format!("{name}[{i}]"), &**of));
                self.sequence(types, at, n * head_size(of))
            }
            DynSolType::Tuple(types) => {
                let head = types.iter().map(head_size).sum();
                let types = types.iter().enumerate();
                self.sequence(types.map(|(i, ty)| (format!("{name}.{i}"), ty)), at, head)
            }
            _ => None,
        }
    }

    fn value(&mut self, name: &str, ty: &DynSolType, at: usize) -> Option<()> {
        let value = |bits, left| Role::Value { bits, left };
        let role = match ty {
            DynSolType::Bool => value(1, false),
            DynSolType::Uint(bits) => value(*bits, false),
            DynSolType::Int(bits) => Role::Signed { bits: *bits },
            DynSolType::Address => value(160, false),
            DynSolType::FixedBytes(n) => value(n * 8, true),
            DynSolType::Function => value(192, true),
            _ => return self.members(name, ty, at),
        };
        self.place(at, role, name)?;
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy_dyn_abi::DynSolValue;

    #[test]
    fn places_of_a_sequence_with_a_tail_name_every_word() {
        let parameters = [("id", "uint64"), ("data", "bytes"), ("who", "address[]")];
        let parameters: Vec<_> = parameters
            .map(|(name, ty)| (name.to_string(), DynSolType::parse(ty).unwrap()))
            .into();
        let encoded = DynSolValue::Tuple(vec![
            DynSolValue::Uint(U256::from(7), 64),
            DynSolValue::Bytes(vec![1; 33]),
            DynSolValue::Array(vec![DynSolValue::Address([2; 20].into())]),
        ])
        .abi_encode_params();

        let places = places(&parameters, &encoded);

        let value = |bits| Role::Value { bits, left: false };
        let expected = [
            (0, value(64), "id"),
            (32, Role::Offset { base: 0, head: 96 }, "data"),
            (96, Role::Length { unit: 1 }, "data"),
            (128, Role::Data { used: 32 }, "data"),
            (160, Role::Data { used: 1 }, "data"),
            (64, Role::Offset { base: 0, head: 96 }, "who"),
            (192, Role::Length { unit: 32 }, "who"),
            (224, value(160), "who[0]"),
        ];
        let expected = expected.map(|(at, role, name)| Place {
            at,
            role,
            name: name.into(),
        });
        assert_eq!(places, expected);
    }

    #[test]
    fn places_of_offsets_inside_a_tail_count_from_its_start() {
        let parameters = [("texts".into(), DynSolType::parse("string[]").unwrap())];
        let texts = ["a", "b"].map(|text| DynSolValue::String(text.into()));
        let encoded = DynSolValue::Tuple(vec![DynSolValue::Array(texts.into())]);

        let places = places(&parameters, &encoded.abi_encode_params());

        let offsets = places.iter().filter_map(|place| match place.role {
            Role::Offset { base, head } => Some((place.at, base, head)),
            _ => None,
        });
        let expected = [(0, 0, 32), (64, 64, 64), (96, 64, 64)];
        assert_eq!(offsets.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn members_of_structs_and_fixed_arrays_have_names_and_roles() {
        let ty = DynSolType::parse("(int16,(bytes3,string)[1],bool[2])").unwrap();
        let shape = crate::values::Shape {
            fill: crate::values::Fill::Typical,
            bytes: 1,
            items: 1,
        };
        let value = crate::values::value(&ty, shape, 0);
        let encoded = DynSolValue::Tuple(vec![value]).abi_encode_params();

        let places = places(&[("it".into(), ty)], &encoded);

        let value = |bits, left| Role::Value { bits, left };
        let expected = [
            (0, Role::Offset { base: 0, head: 32 }, "it"),
            (32, Role::Signed { bits: 16 }, "it.0"),
            (
                64,
                Role::Offset {
                    base: 32,
                    head: 128,
                },
                "it.1",
            ),
            (
                160,
                Role::Offset {
                    base: 160,
                    head: 32,
                },
                "it.1[0]",
            ),
            (192, value(24, true), "it.1[0].0"),
            (
                224,
                Role::Offset {
                    base: 192,
                    head: 64,
                },
                "it.1[0].1",
            ),
            (256, Role::Length { unit: 1 }, "it.1[0].1"),
            (288, Role::Data { used: 1 }, "it.1[0].1"),
            (96, value(1, false), "it.2[0]"),
            (128, value(1, false), "it.2[1]"),
        ];
        let expected = expected.map(|(at, role, name)| Place {
            at,
            role,
            name: name.into(),
        });
        assert_eq!(places, expected);
    }
}
