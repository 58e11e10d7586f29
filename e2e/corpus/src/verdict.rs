//! What a contract that solc compiled does with arguments before its code runs.
//!
//! The outermost layer is checked at once, wherever the parameters are kept: every value of the
//! head, and that what an offset points to is there. What lies inside arrays and structs is checked
//! when it is read, or at once where the parameter is a copy in memory: then it [`Depends`].
//!
//! [`Depends`]: Verdict::Depends

use crate::{
    layout::{head_size, is_dynamic, word, WORD},
    Parameters,
};
use alloy_dyn_abi::DynSolType;
use alloy_primitives::U256;

/// What becomes of arguments.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// The code runs.
    Accepted,
    /// The code runs, or there is a revert without data.
    Depends,
    /// There is a revert without data.
    Refused,
}

/// What becomes of `arguments`, which have no selector in front.
pub fn verdict(parameters: &Parameters, arguments: &[u8]) -> Verdict {
    let head: usize = parameters.types.iter().map(|(_, ty)| head_size(ty)).sum();
    if arguments.len() < head {
        return Verdict::Refused;
    }
    let mut at = 0;
    let mut worst = Verdict::Accepted;
    for (name, ty) in &parameters.types {
        worst = worst.max(parameter(parameters, name, ty, arguments, at));
        at += head_size(ty);
    }
    worst
}

fn parameter(
    parameters: &Parameters,
    name: &str,
    ty: &DynSolType,
    arguments: &[u8],
    at: usize,
) -> Verdict {
    let place = if is_dynamic(ty) {
        match outermost(ty, arguments, at) {
            Some(place) => place,
            None => return Verdict::Refused,
        }
    } else {
        at
    };
    match value(parameters, name, ty, arguments, place) {
        Some(Read::Whole) => Verdict::Accepted,
        Some(Read::Unknown) => Verdict::Depends,
        None if matches!(ty, DynSolType::FixedArray(..) | DynSolType::Tuple(_)) => Verdict::Depends,
        None if is_dynamic(ty) => Verdict::Depends,
        None => Verdict::Refused,
    }
}

/// Where the value lies that the offset at `at` points to; `None` if no decoder follows it.
fn outermost(ty: &DynSolType, arguments: &[u8], at: usize) -> Option<usize> {
    let place = size(arguments, at)?;
    let room = arguments.len().checked_sub(place)?;
    let least = match ty {
        DynSolType::Bytes | DynSolType::String => WORD.checked_add(size(arguments, place)?)?,
        DynSolType::Array(of) => {
            let items = size(arguments, place)?.checked_mul(head_size(of))?;
            WORD.checked_add(items)?
        }
        DynSolType::FixedArray(of, n) => head_size(of).checked_mul(*n)?,
        DynSolType::Tuple(types) => types.iter().map(head_size).sum(),
        _ => WORD,
    };
    (least <= room).then_some(place)
}

/// An offset or a length, if it is one that could be right.
fn size(arguments: &[u8], at: usize) -> Option<usize> {
    if at.checked_add(WORD)? > arguments.len() {
        return None;
    }
    let size = usize::try_from(word(arguments, at)).ok()?;
    (size <= arguments.len()).then_some(size)
}

/// What is known of a value that was read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Read {
    /// All of it is of its type.
    Whole,
    /// A number may be too large for its enum.
    Unknown,
}

/// Reads all of a value; `None` if a part is not of its type, or not where an encoder puts it.
fn value(
    parameters: &Parameters,
    name: &str,
    ty: &DynSolType,
    arguments: &[u8],
    at: usize,
) -> Option<Read> {
    match ty {
        DynSolType::Bytes | DynSolType::String => {
            let length = size(arguments, at)?;
            let end = at.checked_add(WORD)?.checked_add(length)?;
            (end <= arguments.len()).then_some(Read::Whole)
        }
        DynSolType::Array(of) => {
            let length = size(arguments, at)?;
            let items = (0..length).map(|_| (name.to_string(), &**of));
            sequence(parameters, items, arguments, at.checked_add(WORD)?)
        }
        DynSolType::FixedArray(of, n) => {
            let items = (0..*n).map(|_| (name.to_string(), &**of));
            sequence(parameters, items, arguments, at)
        }
        DynSolType::Tuple(types) => {
            let fields = types.iter().enumerate();
            let fields = fields.map(|(i, ty)| (format!("{name}.{i}"), ty));
            sequence(parameters, fields, arguments, at)
        }
        _ => {
            if at.checked_add(WORD)? > arguments.len() {
                return None;
            }
            let word = word(arguments, at);
            if parameters.is_enum(name) && word.bit_len() <= 8 && !word.is_zero() {
                return Some(Read::Unknown);
            }
            is_of_type(ty, word).then_some(Read::Whole)
        }
    }
}

fn sequence<'t>(
    parameters: &Parameters,
    values: impl Iterator<Item = (String, &'t DynSolType)>,
    arguments: &[u8],
    base: usize,
) -> Option<Read> {
    let mut read = Read::Whole;
    let mut at = base;
    for (name, ty) in values {
        let place = match is_dynamic(ty) {
            true => base.checked_add(size(arguments, at)?)?,
            false => at,
        };
        if value(parameters, &name, ty, arguments, place)? == Read::Unknown {
            read = Read::Unknown;
        }
        at = at.checked_add(head_size(ty))?;
    }
    Some(read)
}

fn is_of_type(ty: &DynSolType, word: U256) -> bool {
    let low = |bits: usize| word.bit_len() <= bits;
    // No bit that counts is behind the first `bits`.
    let high = |bits: usize| bits >= 256 || (word << bits).is_zero();
    match *ty {
        DynSolType::Bool => low(1),
        DynSolType::Address => low(160),
        DynSolType::Uint(bits) => low(bits),
        DynSolType::Int(bits) => {
            let sign_on = word >> (bits - 1);
            sign_on.is_zero() || sign_on == U256::MAX >> (bits - 1)
        }
        DynSolType::FixedBytes(size) => high(size * 8),
        DynSolType::Function => high(192),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{values::Dictionary, Author, Category, SELECTOR};
    use alloy_json_abi::Function;

    fn judged(signature: &str, words: &[U256]) -> Verdict {
        let function = Function::parse(signature).unwrap();
        let parameters = Parameters::of(&function.inputs).unwrap();
        let arguments: Vec<u8> = words.iter().flat_map(U256::to_be_bytes::<WORD>).collect();
        verdict(&parameters, &arguments)
    }

    fn n(number: u64) -> U256 {
        U256::from(number)
    }

    #[test]
    fn values_of_the_head_are_judged_at_once() {
        let minus_one = U256::MAX;
        let cases = [
            ("f(uint8 a)", n(255), Verdict::Accepted),
            ("f(uint8 a)", n(256), Verdict::Refused),
            ("f(bool a)", n(2), Verdict::Refused),
            ("f(int8 a)", minus_one, Verdict::Accepted),
            ("f(int8 a)", n(128), Verdict::Refused),
            ("f(int8 a)", minus_one << 7, Verdict::Accepted),
            ("f(int8 a)", minus_one << 8, Verdict::Refused),
            ("f(int256 a)", minus_one << 255, Verdict::Accepted),
            ("f(bytes1 a)", n(1) << 248, Verdict::Accepted),
            ("f(bytes1 a)", n(1) << 247, Verdict::Refused),
            ("f(bytes32 a)", minus_one, Verdict::Accepted),
            ("f(address a)", n(1) << 160, Verdict::Refused),
        ];
        for (signature, word, expected) in cases {
            assert_eq!(
                judged(signature, &[word]),
                expected,
                "{signature} {word:#x}"
            );
            assert_eq!(judged(signature, &[]), Verdict::Refused, "{signature}");
        }
    }

    #[test]
    fn what_an_offset_points_to_must_be_there() {
        let far = U256::MAX;
        for (signature, good, bad) in [
            ("f(bytes a)", vec![n(32), n(0)], vec![n(64), n(0)]),
            (
                "f(bytes a)",
                vec![n(32), n(32), far],
                vec![n(32), n(33), far],
            ),
            (
                "f(uint8[] a)",
                vec![n(32), n(1), n(1)],
                vec![n(32), n(2), n(1)],
            ),
            (
                "f(string[2] a)",
                vec![n(32), n(64), n(64), n(0)],
                vec![n(128), n(0), n(0), n(0)],
            ),
            (
                "f((bytes,bool) a)",
                vec![n(32), n(64), n(1), n(0)],
                vec![n(96), n(64), n(1), n(0)],
            ),
            (
                "f(bytes[] a)",
                vec![n(32), n(1), n(32), n(0)],
                vec![n(32), far, n(32), n(0)],
            ),
        ] {
            assert_eq!(judged(signature, &good), Verdict::Accepted, "{signature}");
            assert_eq!(judged(signature, &bad), Verdict::Refused, "{signature}");
        }
    }

    #[test]
    fn what_lies_inside_depends() {
        for (signature, words) in [
            ("f(uint8[] a)", vec![n(32), n(1), n(256)]),
            ("f(uint8[2] a)", vec![n(1), n(256)]),
            ("f((uint8,bool) a)", vec![n(1), n(2)]),
            ("f(bytes[] a)", vec![n(32), n(1), U256::MAX, n(0)]),
            // Back to the argument's own offset.
            (
                "f(bytes[] a)",
                vec![n(32), n(1), n(64).wrapping_neg(), n(0)],
            ),
        ] {
            assert_eq!(judged(signature, &words), Verdict::Depends, "{signature}");
        }
    }

    #[test]
    fn member_of_an_enum_may_be_one_too_many() {
        let member = crate::tests::param("a", "uint8", true, Vec::new());
        let parameters = Parameters::of(&[member]).unwrap();
        let judged = |word: u64| verdict(&parameters, &n(word).to_be_bytes::<WORD>());

        assert_eq!(judged(0), Verdict::Accepted);
        assert_eq!(judged(1), Verdict::Depends);
        assert_eq!(judged(255), Verdict::Depends);
        assert_eq!(judged(256), Verdict::Refused);
    }

    #[test]
    fn what_an_encoder_writes_is_accepted_and_what_is_too_short_refused() {
        let signature = "f(uint8 a, int24[2] b, (bytes,int8[])[] c, string d, bytes3 e)";
        let function = Function::parse(signature).unwrap();
        let parameters = Parameters::of(&function.inputs).unwrap();
        let author = Author::new(&function).unwrap();
        for case in author.from_types(&Dictionary::default()) {
            let judged = verdict(&parameters, &case.calldata[SELECTOR..]);
            match case.category {
                Category::Valid | Category::Boundary | Category::Padding | Category::Trailing => {
                    assert_eq!(judged, Verdict::Accepted, "{case}");
                }
                Category::Truncated => assert_ne!(judged, Verdict::Depends, "{case}"),
                _ => {}
            }
        }
    }
}
