//! Every type, every word outside it, at every depth; and data that is long to read.

use super::*;
use blueprint_corpus::{
    bomb::bomb,
    values::{value, Fill, Shape},
};
use std::time::{Duration, Instant};

fn types(types: &str) -> Vec<DynSolType> {
    match DynSolType::parse(&format!("({types})")).unwrap() {
        DynSolType::Tuple(types) => types,
        _ => unreachable!("parentheses make a tuple"),
    }
}

fn read(of: &str, words: &[U256]) -> Option<Vec<DynSolValue>> {
    let data: Vec<u8> = words.iter().flat_map(U256::to_be_bytes::<WORD>).collect();
    decode(types(of).iter(), &data)
}

fn number(n: u64) -> U256 {
    U256::from(n)
}

fn ones(bits: usize) -> U256 {
    U256::MAX >> (256 - bits)
}

/// Each type of one word, with words that are its values and words that are not.
fn words() -> Vec<(String, Vec<U256>, Vec<U256>)> {
    let bit = |n: usize| U256::ONE << n;
    let mut all = vec![
        (
            "bool".into(),
            vec![U256::ZERO, U256::ONE],
            vec![
                number(2),
                number(0x100),
                bit(255),
                bit(255) | U256::ONE,
                U256::MAX,
            ],
        ),
        (
            "address".into(),
            vec![U256::ZERO, ones(160)],
            vec![bit(160), bit(255), ones(161), U256::MAX],
        ),
        (
            "function".into(),
            vec![U256::ZERO, U256::MAX << 64],
            vec![U256::ONE, bit(63), U256::MAX],
        ),
    ];
    for bits in (8..=256).step_by(8) {
        // One bit less for the sign.
        let (most, least) = (ones(bits - 1), U256::MAX << (bits - 1));
        let (mut above, mut beyond) = (Vec::new(), Vec::new());
        if bits < 256 {
            above = vec![bit(bits), bit(255), ones(bits) + U256::ONE, U256::MAX];
            // Too large, too small, a sign that is not extended, or only in part.
            beyond = vec![
                most + U256::ONE,
                least - U256::ONE,
                ones(bits),
                bit(255),
                bit(255) | most,
                (U256::MAX << (bits - 1)) ^ bit(255),
            ];
        }
        let unsigned = vec![U256::ZERO, U256::ONE, ones(bits)];
        let signed = vec![U256::ZERO, U256::ONE, most, least, U256::MAX];
        all.push((format!("uint{bits}"), unsigned, above));
        all.push((format!("int{bits}"), signed, beyond));
    }
    for size in 1..=32 {
        let left = U256::MAX << (256 - size * 8);
        let mut dirty = Vec::new();
        if size < 32 {
            dirty = vec![U256::ONE, left | U256::ONE, bit(255 - size * 8), U256::MAX];
        }
        all.push((format!("bytes{size}"), vec![U256::ZERO, left], dirty));
    }
    all
}

#[test]
fn word_is_read_if_it_is_a_value_of_its_type_and_only_then() {
    for (ty, values, others) in words() {
        for word in values {
            assert!(read(&ty, &[word]).is_some(), "{ty} {word:#x}");
        }
        for word in others {
            assert_eq!(read(&ty, &[word]), None, "{ty} {word:#x}");
        }
    }
}

#[test]
fn word_outside_its_type_is_found_at_any_depth() {
    let (at, one, two) = (number(32), number(1), number(2));
    for (ty, values, others) in words() {
        let good = values[0];
        let nested = |word| {
            [
                (format!("{ty}[2]"), vec![good, word]),
                (format!("(bool,{ty})"), vec![one, word]),
                (format!("{ty}[]"), vec![at, two, good, word]),
                (
                    format!("({ty},bytes)"),
                    vec![at, word, number(64), U256::ZERO],
                ),
                (format!("({ty}[2],bool)[]"), vec![at, one, good, word, one]),
                (format!("{ty}[][]"), vec![at, one, at, one, word]),
                (format!("bool,(bytes,{ty})[]"), {
                    vec![one, number(64), one, at, number(64), word, U256::ZERO]
                }),
            ]
        };
        for (types, words) in nested(good) {
            assert!(read(&types, &words).is_some(), "{types}");
        }
        for (types, words) in others.into_iter().flat_map(nested) {
            assert_eq!(read(&types, &words), None, "{types} {words:x?}");
        }
    }
}

#[test]
fn what_an_encoder_writes_is_read() {
    let sequences = [
        "uint8,int24,bool,address,bytes7,function",
        "bytes,string,uint64[]",
        "(uint8,bool)[3],(bytes,(string,int8)[])",
        "bytes[],string[2][],uint16[3][2],(address[],bytes32)[2]",
        "uint256[][][],((((bytes))))[]",
    ];
    for sequence in sequences {
        let types = types(sequence);
        for (fill, bytes, items) in [
            (Fill::Typical, 32, 2),
            (Fill::Zeros, 0, 0),
            (Fill::Ones, 33, 3),
            (Fill::Random(7), 70, 1),
        ] {
            let shape = Shape { fill, bytes, items };
            let values: Vec<_> = types.iter().map(|ty| value(ty, shape, 1)).collect();
            let encoded = DynSolValue::Tuple(values.clone()).abi_encode_params();

            assert_eq!(decode(types.iter(), &encoded), Some(values), "{sequence}");
            for cut in 0..encoded.len().saturating_sub(31) {
                assert_eq!(decode(types.iter(), &encoded[..cut]), None, "{sequence}");
            }
        }
    }
}

#[test]
fn padding_and_what_lies_behind_the_last_value_do_not_matter() {
    let dirty = ones(248);
    let words = [number(32), number(1), (number(7) << 248) | dirty, dirty];

    assert_eq!(
        read("bytes", &words),
        Some(vec![DynSolValue::Bytes(vec![7])])
    );
    // The last byte that counts is the last there is.
    let data: Vec<u8> = [number(32), number(1)]
        .iter()
        .flat_map(U256::to_be_bytes::<WORD>)
        .chain([7])
        .collect();
    assert!(decode(types("bytes").iter(), &data).is_some());
    assert_eq!(decode(types("bytes").iter(), &data[..64]), None);
}

#[test]
fn offset_or_length_beyond_the_data_is_not_followed() {
    let zero = U256::ZERO;
    for far in [
        number(65),
        number(1 << 32),
        ones(64),
        U256::MAX,
        U256::MAX << 5,
    ] {
        for ty in [
            "bytes",
            "string",
            "uint8[]",
            "bytes[]",
            "(bytes,bool)",
            "string[2]",
        ] {
            assert_eq!(read(ty, &[far, zero]), None, "{ty} at {far:#x}");
        }
        for ty in ["bytes", "string", "uint8[]", "bytes[]", "(uint8,bool)[]"] {
            assert_eq!(read(ty, &[number(32), far]), None, "{ty} of {far:#x}");
        }
        // Counted from the array's start; from a negative one a caller does not go back.
        let words = [number(64), number(96), zero, number(1), far, zero];
        assert_eq!(read("bytes,bytes[]", &words), None, "{far:#x}");
    }
}

#[test]
fn text_that_is_none_is_not_read() {
    let words = |byte: u64| [number(32), number(1), number(byte) << 248];

    assert_eq!(read("string", &words(0xff)), None);
    assert_eq!(
        read("string", &words(b'a'.into())),
        Some(vec![DynSolValue::String("a".into())])
    );
    assert!(read("bytes", &words(0xff)).is_some());
}

#[test]
fn arrays_that_all_name_the_same_array_are_refused_at_once() {
    let (ty, data) = bomb(2, 3);
    assert!(
        decode(types(&ty).iter(), &data).is_some(),
        "shared, but small"
    );

    for (depth, width) in [(2, 20), (6, 10), (7, 10), (20, 2), (3, 1000)] {
        let (ty, data) = bomb(depth, width);
        let start = Instant::now();

        assert_eq!(decode(types(&ty).iter(), &data), None, "{ty}");
        assert!(start.elapsed() < Duration::from_secs(1), "{ty}");
    }
}

#[test]
fn bytes_that_many_items_share_are_refused_at_once() {
    let (items, length) = (1000, 100_000usize);
    let mut words = vec![number(32), number(items)];
    words.extend(vec![number(items * 32); items as usize]);
    words.push(U256::from(length));
    let mut data: Vec<u8> = words.iter().flat_map(U256::to_be_bytes::<WORD>).collect();
    data.resize(data.len() + length, 1);

    for ty in ["bytes[]", "string[]", "bytes[1000]"] {
        assert_eq!(decode(types(ty).iter(), &data), None, "{ty}");
    }
}

/// Solidity has no such types.
#[test]
fn values_that_take_no_room_are_refused_however_many_there_are() {
    let none = DynSolType::FixedArray(Box::new(DynSolType::Uint(8)), 0);
    let array = |of: &DynSolType| DynSolType::Array(Box::new(of.clone()));
    let of = |of: &DynSolType, n| DynSolType::FixedArray(Box::new(of.clone()), n);
    let words = [number(32), number(64), U256::ZERO];
    let data: Vec<u8> = words.iter().flat_map(U256::to_be_bytes::<WORD>).collect();
    let byte = DynSolType::Uint(8);
    for ty in [
        array(&none),
        array(&DynSolType::Tuple(Vec::new())),
        of(&none, usize::MAX),
        of(&byte, usize::MAX),
        of(&of(&byte, usize::MAX), usize::MAX),
        of(&array(&byte), usize::MAX),
        DynSolType::Tuple(vec![none, byte]),
    ] {
        assert_eq!(decode([&ty].into_iter(), &data), None, "{ty:?}");
    }
}
