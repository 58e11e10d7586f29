//! A second decoder of calldata, by the rules of the one that solc generates, written to be plainly
//! right: no laziness, no machine integers that could wrap.

use std::fmt;

/// A type of an argument.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Type {
    /// One word, of which only so many low bits may be set: `uintN`, `bool`, `address`, and, with
    /// all 256, `bytes32`.
    Word(usize),
    /// `bytes` and `string`.
    Bytes,
    /// `address[]`, whose elements nobody checks before they are read.
    Addresses,
    /// A static tuple, or an array of fixed length.
    Several(Vec<Type>),
}

/// A decoded argument.
#[derive(Clone, PartialEq, Eq)]
pub enum Value {
    /// One word.
    Word([u8; 32]),
    /// What is in `bytes` or in a `string`.
    Bytes(Vec<u8>),
    /// An `address[]`; nothing where an element is no address.
    Addresses(Vec<Option<[u8; 20]>>),
    /// The members of a tuple or of an array of fixed length; nothing where a member has bits that
    /// its type has not, which solc sees when the member is read.
    Several(Vec<Option<Value>>),
}

/// In hex.
impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hex = |f: &mut fmt::Formatter<'_>, bytes: &[u8]| {
            f.write_str("0x")?;
            bytes.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
        };
        match self {
            Value::Word(word) => hex(f, word),
            Value::Bytes(bytes) => hex(f, bytes),
            Value::Addresses(addresses) => {
                f.write_str("[")?;
                for address in addresses {
                    match address {
                        Some(address) => hex(f, address)?,
                        None => f.write_str("no address")?,
                    }
                    f.write_str(", ")?;
                }
                f.write_str("]")
            }
            Value::Several(members) => f.debug_list().entries(members).finish(),
        }
    }
}

/// The types between the parentheses of a signature. Panics at a type that no hook has.
pub fn types(signature: &str) -> Vec<Type> {
    let open = signature.find('(').expect("a signature has parameters");
    list(&signature[open..])
}

/// The types in `(…)`.
fn list(parenthesised: &str) -> Vec<Type> {
    let inner = &parenthesised[1..parenthesised.len() - 1];
    let mut types = Vec::new();
    let (mut depth, mut start) = (0, 0);
    for (at, c) in inner.char_indices().chain([(inner.len(), ',')]) {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            ',' if depth == 0 => {
                if start < at {
                    types.push(parse(&inner[start..at]));
                }
                start = at + 1;
            }
            _ => {}
        }
    }
    types
}

fn parse(name: &str) -> Type {
    match name {
        "bool" => Type::Word(1),
        "address" => Type::Word(160),
        "bytes32" => Type::Word(256),
        "bytes" | "string" => Type::Bytes,
        "address[]" => Type::Addresses,
        _ if name.starts_with('(') => Type::Several(list(name)),
        _ => match (name.strip_prefix("uint"), name.strip_suffix(']')) {
            (_, Some(array)) => {
                let (of, n) = array.split_once('[').expect("an array");
                Type::Several(vec![parse(of); n.parse().expect("a length")])
            }
            (Some(bits), None) => Type::Word(bits.parse().expect("a width")),
            (None, None) => panic!("no hook has an argument of type {name}"),
        },
    }
}

/// The arguments behind the selector; `None` if a contract compiled by solc would revert.
pub fn decode(types: &[Type], calldata: &[u8]) -> Option<Vec<Value>> {
    let arguments = calldata.get(4..)?;
    let head: usize = types.iter().map(size).sum();
    if arguments.len() < head {
        return None;
    }
    let mut at = 0;
    let mut values = Vec::new();
    for ty in types {
        values.push(value(ty, arguments, at)?);
        at += size(ty);
    }
    Some(values)
}

/// Bytes in the head.
fn size(ty: &Type) -> usize {
    match ty {
        Type::Several(members) => members.iter().map(size).sum(),
        _ => 32,
    }
}

fn value(ty: &Type, arguments: &[u8], at: usize) -> Option<Value> {
    let head = word(arguments, at as u128)?;
    Some(match ty {
        Type::Word(bits) => Value::Word(clean(head, *bits)?),
        Type::Bytes => Value::Bytes(tail(arguments, head, 1)?.to_vec()),
        Type::Addresses => {
            let elements = tail(arguments, head, 32)?.as_chunks().0;
            Value::Addresses(elements.iter().map(|word| address(*word)).collect())
        }
        Type::Several(members) => {
            let mut values = Vec::new();
            let mut at = at;
            for member in members {
                values.push(value(member, arguments, at));
                at += size(member);
            }
            Value::Several(values)
        }
    })
}

/// The bytes of a dynamic value, whose offset stands in the head and counts from the first argument.
fn tail(arguments: &[u8], offset: [u8; 32], unit: u128) -> Option<&[u8]> {
    let length_at = number(offset)?;
    let length = number(word(arguments, length_at)?)?;
    bytes(arguments, length_at + 32, length * unit)
}

fn word(arguments: &[u8], at: u128) -> Option<[u8; 32]> {
    bytes(arguments, at, 32)?.try_into().ok()
}

/// Some of the arguments' bytes. Below 2^70 or so, so that the sum cannot wrap.
fn bytes(arguments: &[u8], at: u128, length: u128) -> Option<&[u8]> {
    let end = at + length;
    if end > arguments.len() as u128 {
        return None;
    }
    Some(&arguments[at as usize..end as usize])
}

/// An offset or a length, which has 64 bits at most.
fn number(word: [u8; 32]) -> Option<u128> {
    let low = clean(word, 64)?;
    let low: [u8; 16] = low[16..].try_into().ok()?;
    Some(u128::from_be_bytes(low))
}

fn address(word: [u8; 32]) -> Option<[u8; 20]> {
    clean(word, 160)?[12..].try_into().ok()
}

/// The word, if no bit is set above the lowest `bits`.
fn clean(word: [u8; 32], bits: usize) -> Option<[u8; 32]> {
    let is_set = |bit: usize| word[31 - bit / 8] >> (bit % 8) & 1 == 1;
    (!(bits..256).any(is_set)).then_some(word)
}
