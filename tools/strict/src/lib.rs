//! What contracts and users state, read strictly: nothing is taken for what it is not.

#![forbid(unsafe_code)]

pub mod abi;
mod code;
mod interface;
pub mod json;
mod objects;
pub mod words;

pub use code::code;
pub use interface::{interface, MOST_DIMENSIONS};
pub use objects::Objects;

use alloy_dyn_abi::{DynSolType, DynSolValue, Specifier};
use alloy_json_abi::{Event, Param};
use alloy_primitives::{Address, B256};
use serde::{de::Error, Deserialize, Deserializer};

/// Text without the byte order mark that some editors write in front.
pub fn text(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}

/// An address: `0x` and 40 hex digits. Where they are of both cases, they are the checksum of EIP-55. `None` for any other
/// text.
pub fn address(text: &str) -> Option<Address> {
    let digits = text.strip_prefix("0x")?;
    let address: Address = text.parse().ok()?;
    let has = |case: fn(&char) -> bool| digits.chars().any(|it| case(&it));
    let mixed = has(char::is_ascii_lowercase) && has(char::is_ascii_uppercase);
    (!mixed || address.to_checksum(None) == text).then_some(address)
}

/// The same of what a user typed.
///
/// # Errors
/// What was expected, and what was received.
pub fn typed_address(text: &str) -> Result<Address, String> {
    address(text).ok_or_else(|| {
        format!(
            "expected an address, 0x and 40 hex digits, with its checksum (EIP-55) where they are of both cases; received {text}"
        )
    })
}

/// The same of a document, for `deserialize_with`.
///
/// # Errors
/// As [`typed_address`].
pub fn stated_address<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Address, D::Error> {
    let text = String::deserialize(deserializer)?;
    typed_address(&text).map_err(D::Error::custom)
}

/// The values of parameters. `None` if `data` does not hold them.
pub fn values(parameters: &[Param], data: &[u8]) -> Option<Vec<DynSolValue>> {
    let types = parameters.iter().map(|it| it.resolve().ok());
    let types: Vec<_> = types.collect::<Option<_>>()?;
    abi::decode(types.iter(), data)
}

/// What follows the values of parameters in `data`, which contracts do not read. `None` where nothing follows, or the values
/// are not encoded in the usual way.
pub fn unread<'a>(parameters: &[Param], data: &'a [u8]) -> Option<&'a [u8]> {
    let encoded = DynSolValue::Tuple(values(parameters, data)?).abi_encode_params();
    let rest = data.strip_prefix(&encoded[..])?;
    (!rest.is_empty()).then_some(rest)
}

/// The fields of an event in the order of the ABI; `None` if they are not of their types, or there is another number of
/// `topics`, which do not include the one that names the event. An indexed field that takes more than a word is its hash.
pub fn event(event: &Event, topics: &[B256], data: &[u8]) -> Option<Vec<DynSolValue>> {
    let typed: Vec<(bool, DynSolType)> = event
        .inputs
        .iter()
        .map(|input| Some((input.indexed, input.resolve().ok()?)))
        .collect::<Option<_>>()?;
    let body = typed.iter().filter(|(indexed, _)| !indexed);
    let mut body = abi::decode(body.map(|(_, ty)| ty), data)?.into_iter();
    let mut topics = topics.iter().copied();
    let values = typed.iter().map(|(indexed, ty)| match indexed {
        false => body.next(),
        true if abi::is_word(ty) => abi::decode_word(ty, topics.next()?),
        true => Some(DynSolValue::FixedBytes(topics.next()?, 32)),
    });
    let values = values.collect::<Option<Vec<_>>>()?;
    topics.next().is_none().then_some(values)
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy_primitives::U256;

    #[test]
    fn address_of_both_cases_has_its_checksum() {
        let right = "0xf24FF3a9CF04c71Dbc94D0b566f7A27B94566cac";
        let lower = right.to_lowercase();
        let upper = format!("0x{}", right[2..].to_uppercase());
        for text in [right, &lower, &upper] {
            assert_eq!(address(text), Some(right.parse().unwrap()), "{text}");
        }
        let wrong = right.replace("f24F", "F24f");
        for text in [
            &wrong,
            &right[2..],
            "0Xf24FF3a9CF04c71Dbc94D0b566f7A27B94566cac",
            "0x",
            "",
        ] {
            assert_eq!(address(text), None, "{text}");
        }
    }

    #[test]
    fn what_follows_the_values_is_unread() {
        let parameters = [
            Param::parse("uint8 a").unwrap(),
            Param::parse("bytes b").unwrap(),
        ];
        let values = [
            DynSolValue::Uint(U256::from(1), 8),
            DynSolValue::Bytes(vec![2; 33]),
        ];
        let mut data = DynSolValue::Tuple(values.to_vec()).abi_encode_params();
        assert_eq!(unread(&parameters, &data), None);
        data.extend([3, 4]);
        assert_eq!(unread(&parameters, &data), Some(&[3, 4][..]));
        assert_eq!(unread(&[], &[5]), Some(&[5][..]));
        assert_eq!(unread(&parameters, &data[..40]), None);
    }

    #[test]
    fn one_byte_order_mark_is_no_part_of_a_text() {
        assert_eq!(text("\u{feff}[]"), "[]");
        assert_eq!(text("[]"), "[]");
        assert_eq!(text("\u{feff}\u{feff}"), "\u{feff}");
    }
}
