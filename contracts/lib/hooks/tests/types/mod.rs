//! Every type of a parameter, of a returned value, and of a topic, against the reference and alloy.

mod structs;

use crate::oracle::{
    reference::{self, is_whole, Value},
    seen::Seen,
};
use alloy_dyn_abi::{DynSolType, DynSolValue};
use alloy_sol_types::private::{keccak256, I256 as AlloyI256, U256 as AlloyU256};
use blueprint_corpus::{layout, random};
use blueprint_hooks::{
    calldata::{checked, joined, Kind, Malformed},
    encode::{self, Sequence},
    ink::{Address, U256},
    Argument, Array, Bytes, Decode, Encode, Fixed, List, Narrow, Text, Word, I256,
};
use proptest::{prelude::*, sample::Index};
use structs::{Item, ItemCalldata, Order, OrderCalldata, Point, PointCalldata, Verdict};

/// Several parameters, or as many returned values.
struct Case {
    /// Their types, as the reference names them.
    types: &'static str,
    /// Reads calldata, selector included.
    read: fn(&[u8]) -> Option<Vec<Value>>,
    /// Decodes returned data, and encodes what it read.
    decode: fn(&[u8]) -> Option<Decoded>,
}

struct Decoded {
    values: Vec<Value>,
    encoded: Vec<u8>,
    topics: Vec<[u8; 32]>,
    /// The values, made parameters without calldata.
    parameters: Vec<Value>,
}

/// How many words there are in `parts`.
const fn words(parts: &[&[Kind]]) -> usize {
    let (mut words, mut i) = (0, 0);
    while i < parts.len() {
        words += parts[i].len();
        i += 1;
    }
    words
}

macro_rules! table {
    ($($types:literal [$($argument:ty = $value:ty),+];)+) => {
        vec![$(Case {
            types: $types,
            read: |calldata| {
                const PARTS: &[&[Kind]] = &[$(<$argument>::KINDS),+];
                const WORDS: usize = words(PARTS);
                const KINDS: &[Kind] = &joined::<WORDS>(PARTS);
                let head = checked::<_, WORDS>(&calldata, 4, KINDS).ok()?;
                let mut head = head.iter();
                let values = vec![$(<$argument>::take(&mut head, &calldata).seen()),+];
                assert_eq!(head.len(), 0);
                Some(values)
            },
            decode: |data| {
                let mut decoded = Decoded {
                    values: vec![],
                    encoded: vec![],
                    topics: vec![],
                    parameters: vec![],
                };
                let mut sequence = Sequence::new(0 $(+ <$value as Encode>::WORDS)+, &[]);
                let mut at = 0;
                $({
                    let value = <$value>::decode(data, 0, at)?;
                    at += 32 * <$value as Decode>::WORDS;
                    sequence.push(&value);
                    decoded.values.push(value.seen());
                    decoded.topics.push(value.topic());
                    let parameter = <$argument>::from(value);
                    decoded.parameters.push(parameter.seen());
                })+
                assert!(data.len() >= at);
                decoded.encoded = sequence.finish();
                Some(decoded)
            },
        }),+]
    };
}

/// Integers of all 64 widths and signs, `bytesN` of all 32 lengths, and each other kind of type.
fn cases() -> Vec<Case> {
    table! {
        "(uint8,uint16,uint32,uint64,uint128,uint256)"
            [u8 = u8, u16 = u16, u32 = u32, u64 = u64, u128 = u128, U256 = U256];
        "(int8,int16,int32,int64,int128,int256)"
            [i8 = i8, i16 = i16, i32 = i32, i64 = i64, i128 = i128, I256 = I256];
        "(uint24,uint40,uint48,uint56,uint72,uint80,uint88,uint96,uint104,uint112,uint120)"
            [Narrow<u32, 24> = Narrow<u32, 24>, Narrow<u64, 40> = Narrow<u64, 40>,
             Narrow<u64, 48> = Narrow<u64, 48>, Narrow<u64, 56> = Narrow<u64, 56>,
             Narrow<u128, 72> = Narrow<u128, 72>, Narrow<u128, 80> = Narrow<u128, 80>,
             Narrow<u128, 88> = Narrow<u128, 88>, Narrow<u128, 96> = Narrow<u128, 96>,
             Narrow<u128, 104> = Narrow<u128, 104>, Narrow<u128, 112> = Narrow<u128, 112>,
             Narrow<u128, 120> = Narrow<u128, 120>];
        "(uint136,uint144,uint152,uint160,uint168,uint176,uint184,uint192,uint200,uint208,uint216,uint224,uint232,uint240,uint248)"
            [Narrow<U256, 136> = Narrow<U256, 136>, Narrow<U256, 144> = Narrow<U256, 144>,
             Narrow<U256, 152> = Narrow<U256, 152>, Narrow<U256, 160> = Narrow<U256, 160>,
             Narrow<U256, 168> = Narrow<U256, 168>, Narrow<U256, 176> = Narrow<U256, 176>,
             Narrow<U256, 184> = Narrow<U256, 184>, Narrow<U256, 192> = Narrow<U256, 192>,
             Narrow<U256, 200> = Narrow<U256, 200>, Narrow<U256, 208> = Narrow<U256, 208>,
             Narrow<U256, 216> = Narrow<U256, 216>, Narrow<U256, 224> = Narrow<U256, 224>,
             Narrow<U256, 232> = Narrow<U256, 232>, Narrow<U256, 240> = Narrow<U256, 240>,
             Narrow<U256, 248> = Narrow<U256, 248>];
        "(int24,int40,int48,int56,int72,int80,int88,int96,int104,int112,int120)"
            [Narrow<i32, 24> = Narrow<i32, 24>, Narrow<i64, 40> = Narrow<i64, 40>,
             Narrow<i64, 48> = Narrow<i64, 48>, Narrow<i64, 56> = Narrow<i64, 56>,
             Narrow<i128, 72> = Narrow<i128, 72>, Narrow<i128, 80> = Narrow<i128, 80>,
             Narrow<i128, 88> = Narrow<i128, 88>, Narrow<i128, 96> = Narrow<i128, 96>,
             Narrow<i128, 104> = Narrow<i128, 104>, Narrow<i128, 112> = Narrow<i128, 112>,
             Narrow<i128, 120> = Narrow<i128, 120>];
        "(int136,int144,int152,int160,int168,int176,int184,int192,int200,int208,int216,int224,int232,int240,int248)"
            [Narrow<I256, 136> = Narrow<I256, 136>, Narrow<I256, 144> = Narrow<I256, 144>,
             Narrow<I256, 152> = Narrow<I256, 152>, Narrow<I256, 160> = Narrow<I256, 160>,
             Narrow<I256, 168> = Narrow<I256, 168>, Narrow<I256, 176> = Narrow<I256, 176>,
             Narrow<I256, 184> = Narrow<I256, 184>, Narrow<I256, 192> = Narrow<I256, 192>,
             Narrow<I256, 200> = Narrow<I256, 200>, Narrow<I256, 208> = Narrow<I256, 208>,
             Narrow<I256, 216> = Narrow<I256, 216>, Narrow<I256, 224> = Narrow<I256, 224>,
             Narrow<I256, 232> = Narrow<I256, 232>, Narrow<I256, 240> = Narrow<I256, 240>,
             Narrow<I256, 248> = Narrow<I256, 248>];
        "(bytes1,bytes2,bytes3,bytes4,bytes5,bytes6,bytes7,bytes8,bytes9,bytes10,bytes11,bytes12,bytes13,bytes14,bytes15,bytes16)"
            [[u8; 1] = [u8; 1], [u8; 2] = [u8; 2], [u8; 3] = [u8; 3], [u8; 4] = [u8; 4],
             [u8; 5] = [u8; 5], [u8; 6] = [u8; 6], [u8; 7] = [u8; 7], [u8; 8] = [u8; 8],
             [u8; 9] = [u8; 9], [u8; 10] = [u8; 10], [u8; 11] = [u8; 11], [u8; 12] = [u8; 12],
             [u8; 13] = [u8; 13], [u8; 14] = [u8; 14], [u8; 15] = [u8; 15], [u8; 16] = [u8; 16]];
        "(bytes17,bytes18,bytes19,bytes20,bytes21,bytes22,bytes23,bytes24,bytes25,bytes26,bytes27,bytes28,bytes29,bytes30,bytes31,bytes32)"
            [[u8; 17] = [u8; 17], [u8; 18] = [u8; 18], [u8; 19] = [u8; 19], [u8; 20] = [u8; 20],
             [u8; 21] = [u8; 21], [u8; 22] = [u8; 22], [u8; 23] = [u8; 23], [u8; 24] = [u8; 24],
             [u8; 25] = [u8; 25], [u8; 26] = [u8; 26], [u8; 27] = [u8; 27], [u8; 28] = [u8; 28],
             [u8; 29] = [u8; 29], [u8; 30] = [u8; 30], [u8; 31] = [u8; 31], [u8; 32] = [u8; 32]];
        "(bool,address,enum3)" [bool = bool, Address = Address, Verdict = Verdict];
        "(enum3[],bytes5[])" [List<Verdict> = Vec<Verdict>, List<[u8; 5]> = Vec<[u8; 5]>];
        "(bytes,string)" [Bytes = Bytes, Text = Text];
        "(uint8[],uint256[],bytes32[],address[])"
            [List<u8> = Vec<u8>, List<U256> = Vec<U256>, List<[u8; 32]> = Vec<[u8; 32]>,
             List<Address> = Vec<Address>];
        "(bytes[],string[])" [List<Bytes> = Vec<Bytes>, List<Text> = Vec<Text>];
        "(int16[][],bytes[][])"
            [List<List<i16>> = Vec<Vec<i16>>, List<List<Bytes>> = Vec<Vec<Bytes>>];
        "(uint8[3],bytes[2],bytes3[2][3])"
            [Array<u8, 3> = Fixed<u8, 3>, Array<Bytes, 2> = Fixed<Bytes, 2>,
             Array<Array<[u8; 3], 2>, 3> = Fixed<Fixed<[u8; 3], 2>, 3>];
        "(uint16[2][],uint16[][2])"
            [List<Array<u16, 2>> = Vec<Fixed<u16, 2>>, Array<List<u16>, 2> = Fixed<Vec<u16>, 2>];
        "((uint24,int40),bool,(uint24,int40)[],(uint24,int40)[2])"
            [PointCalldata = Point, bool = bool, List<PointCalldata> = Vec<Point>,
             Array<PointCalldata, 2> = Fixed<Point, 2>];
        "((bytes,(uint24,int40),uint16[]))" [ItemCalldata = Item];
        "((bytes,(uint24,int40),uint16[])[],(bytes,(uint24,int40),uint16[])[2])"
            [List<ItemCalldata> = Vec<Item>, Array<ItemCalldata, 2> = Fixed<Item, 2>];
        "(uint64,(address,(bytes,(uint24,int40),uint16[])[],(uint24,int40)[2],string,(bytes,(uint24,int40),uint16[])[2],enum3),bytes)"
            [u64 = u64, OrderCalldata = Order, Bytes = Bytes];
    }
}

/// The types as alloy has them, which knows no enums.
fn alloy_types(types: &str) -> Vec<DynSolType> {
    match DynSolType::parse(&types.replace("enum3", "uint8")).unwrap() {
        DynSolType::Tuple(types) => types,
        _ => panic!("{types} is no list"),
    }
}

/// A value of the corpus, which knows no enums and no negative numbers, made one of this type.
fn fit(ty: &reference::Type, value: DynSolValue) -> DynSolValue {
    use reference::{Rule, Type};
    let all =
        |of: &Type, items: Vec<DynSolValue>| items.into_iter().map(|it| fit(of, it)).collect();
    match (ty, value) {
        (Type::Value(Rule::Below(members)), DynSolValue::Uint(number, bits)) => {
            DynSolValue::Uint(number % AlloyU256::from(*members), bits)
        }
        (_, DynSolValue::Int(number, bits)) if number.into_raw().bit(3) => {
            DynSolValue::Int(AlloyI256::from_raw(!number.into_raw()), bits)
        }
        (Type::Array(of), DynSolValue::Array(items)) => DynSolValue::Array(all(of, items)),
        (Type::Fixed(of, _), DynSolValue::FixedArray(items)) => {
            DynSolValue::FixedArray(all(of, items))
        }
        (Type::Struct(of), DynSolValue::Tuple(items)) => {
            let items = of.iter().zip(items).map(|(of, item)| fit(of, item));
            DynSolValue::Tuple(items.collect())
        }
        (_, value) => value,
    }
}

/// What alloy's value is for the reference.
fn expected(value: &DynSolValue) -> Value {
    match value {
        DynSolValue::Bytes(bytes) => Value::Bytes(bytes.clone()),
        DynSolValue::String(text) => Value::Bytes(text.clone().into_bytes()),
        DynSolValue::Array(items) | DynSolValue::FixedArray(items) | DynSolValue::Tuple(items) => {
            Value::Several(items.iter().map(|item| Some(expected(item))).collect())
        }
        value => Value::Word(value.as_word().expect("a value of one word").0),
    }
}

/// What the topic of alloy's value is a hash of, where it is inside of another.
fn in_place(value: &DynSolValue, out: &mut Vec<u8>) {
    match expected(value) {
        Value::Word(word) => out.extend(word),
        Value::Bytes(bytes) => {
            out.extend(&bytes);
            out.resize(out.len().next_multiple_of(32), 0);
        }
        Value::Several(_) => match value {
            DynSolValue::Array(items)
            | DynSolValue::FixedArray(items)
            | DynSolValue::Tuple(items) => items.iter().for_each(|item| in_place(item, out)),
            _ => unreachable!(),
        },
    }
}

fn topic(value: &DynSolValue) -> [u8; 32] {
    match expected(value) {
        Value::Word(word) => word,
        Value::Bytes(bytes) => keccak256(bytes).0,
        Value::Several(_) => {
            let mut contents = Vec::new();
            in_place(value, &mut contents);
            keccak256(contents).0
        }
    }
}

/// A case, values of it, and their encoding without a selector.
fn encoded() -> impl Strategy<Value = (usize, Vec<DynSolValue>, Vec<u8>)> {
    (any::<Index>(), random::shape()).prop_map(|(index, shape)| {
        let cases = cases();
        let index = index.index(cases.len());
        let types = reference::types(cases[index].types);
        let values = random::arguments(&named(cases[index].types), shape);
        let values = types.iter().zip(values).map(|(ty, value)| fit(ty, value));
        let values: Vec<_> = values.collect();
        let data = DynSolValue::Tuple(values.clone()).abi_encode_params();
        (index, values, data)
    })
}

fn named(types: &str) -> Vec<(String, DynSolType)> {
    let types = alloy_types(types).into_iter().enumerate();
    types.map(|(i, ty)| (format!("#{i}"), ty)).collect()
}

fn calldata(data: &[u8]) -> Vec<u8> {
    [&[1, 2, 3, 4], data].concat()
}

/// Offsets that point back, and numbers near the ends of the signed and the unsigned.
fn far() -> impl Strategy<Value = [u8; 32]> {
    (0..4u8, -700..700i64).prop_map(|(quarter, near)| {
        // Most are whole words.
        let near = if near % 3 == 0 { near } else { near & !31 };
        let number = I256::from(near).to_bits();
        let quarter = U256::from(quarter) << 254;
        number.overflowing_add(quarter).0.to_word()
    })
}

/// Changes of some words of an encoding.
fn change() -> impl Strategy<Value = Vec<(random::Change, Option<[u8; 32]>)>> {
    let far = prop_oneof![1 => Just(None), 1 => far().prop_map(Some)];
    prop::collection::vec((random::change(), far), 1..5)
}

fn apply(types: &str, data: &[u8], changes: Vec<(random::Change, Option<[u8; 32]>)>) -> Vec<u8> {
    let places = layout::places(&named(types), data);
    let mut changed = calldata(data);
    for (change, far) in changes {
        let change = match (change, far) {
            (random::Change::Word(at, _), Some(far)) => random::Change::Word(at, far),
            (change, _) => change,
        };
        change.apply(&places, &mut changed);
    }
    changed
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(6_000))]

    #[test]
    fn what_alloy_encodes_is_read_and_encoded_again((index, values, data) in encoded()) {
        let case = &cases()[index];
        let types = reference::types(case.types);
        let seen: Vec<_> = values.iter().map(expected).collect();
        prop_assert_eq!((case.read)(&calldata(&data)), Some(seen.clone()));
        prop_assert_eq!(reference::decode(&types, &calldata(&data)), Some(seen.clone()));
        prop_assert_eq!(reference::decode_returned(&types, &data), Some(seen.clone()));

        let decoded = (case.decode)(&data).unwrap();
        prop_assert_eq!(&decoded.values, &seen);
        prop_assert_eq!(&decoded.parameters, &seen);
        prop_assert_eq!(decoded.encoded, data);
        let topics: Vec<_> = values.iter().map(topic).collect();
        prop_assert_eq!(decoded.topics, topics);
    }

    #[test]
    fn changed_calldata_is_read_as_the_reference_reads_it(
        (index, _, data) in encoded(),
        changes in change(),
    ) {
        let case = &cases()[index];
        let changed = apply(case.types, &data, changes);
        let types = reference::types(case.types);
        prop_assert_eq!((case.read)(&changed), reference::decode(&types, &changed));
    }

    #[test]
    fn changed_return_data_is_decoded_as_the_reference_decodes_it(
        (index, _, data) in encoded(),
        changes in change(),
    ) {
        let case = &cases()[index];
        let changed = apply(case.types, &data, changes);
        let changed = changed.get(4..).unwrap_or_default().to_vec();
        let types = reference::types(case.types);
        let ours = (case.decode)(&changed).map(|decoded| decoded.values);
        prop_assert_eq!(ours, reference::decode_returned(&types, &changed));
    }

    /// Nothing but offsets, lengths and values near zero: much of it can be read.
    #[test]
    fn small_words_are_read_as_the_reference_reads_them(
        index in any::<Index>(),
        small in prop::collection::vec(prop_oneof![
            8 => (0..24u64).prop_map(|n| (n * 32).to_word()),
            4 => (0..5u64).prop_map(|n| n.to_word()),
            4 => (-16..0i64).prop_map(|n| (n * 32).to_word()),
            1 => (-70..400i64).prop_map(|n| n.to_word()),
            1 => far(),
        ], 0..24),
    ) {
        let cases = cases();
        let case = index.get(&cases);
        let types = reference::types(case.types);
        let data = small.concat();
        let read = (case.read)(&calldata(&data));
        prop_assert_eq!(&read, &reference::decode(&types, &calldata(&data)));
        let decoded = (case.decode)(&data).map(|decoded| decoded.values);
        prop_assert_eq!(&decoded, &reference::decode_returned(&types, &data));
        // In memory offsets point ahead, and all is read at once.
        if let Some(decoded) = decoded {
            prop_assert_eq!(read, Some(decoded));
        }
    }
}

/// Any bit of a word, in every case that is words only.
#[test]
fn every_dirty_bit_is_refused() {
    let (mut refused, mut accepted) = (0, 0);
    for case in cases() {
        let types = reference::types(case.types);
        if !types
            .iter()
            .all(|ty| matches!(ty, reference::Type::Value(_)))
        {
            continue;
        }
        for fill in [0, u8::MAX] {
            let clean = vec![fill; 32 * types.len()];
            for bit in 0..8 * clean.len() {
                // Of the values, all bits of which are clear or set where the type has them.
                let mut data = clean_words(&types, &clean);
                data[bit / 8] ^= 1 << (bit % 8);
                let expected = reference::decode(&types, &calldata(&data));
                assert_eq!(
                    (case.read)(&calldata(&data)),
                    expected,
                    "{} {bit}",
                    case.types
                );
                let decoded = (case.decode)(&data).map(|decoded| decoded.values);
                assert_eq!(decoded, expected, "{} {bit}", case.types);
                match expected {
                    Some(_) => accepted += 1,
                    None => refused += 1,
                }
            }
        }
    }
    assert!(accepted > 5_000 && refused > 5_000, "{accepted} {refused}");
}

/// Each word with the bits that its type does not allow cleared.
fn clean_words(types: &[reference::Type], words: &[u8]) -> Vec<u8> {
    use reference::{Rule, Type};
    let words = words.chunks(32).zip(types);
    let clean = words.flat_map(|(word, ty)| {
        let mut word: [u8; 32] = word.try_into().unwrap();
        match ty {
            Type::Value(Rule::Unsigned(bits)) => {
                word[..32 - bits.div_ceil(8)].fill(0);
                if *bits == 1 {
                    word[31] &= 1;
                }
            }
            Type::Value(Rule::Left(bytes)) => word[*bytes..].fill(0),
            Type::Value(Rule::Below(_)) => word[..31].fill(0),
            _ => {}
        }
        if matches!(ty, Type::Value(Rule::Below(_))) {
            word[31] &= 2;
        }
        word
    });
    clean.collect()
}

fn case(types: &str) -> Case {
    let mut cases = cases().into_iter();
    cases.find(|case| case.types == types).expect("a case")
}

fn words_of(numbers: &[i64]) -> Vec<u8> {
    numbers.iter().flat_map(Word::to_word).collect()
}

#[test]
fn offset_of_an_element_that_points_back_is_followed() {
    let case = case("(bytes[],string[])");
    // One element, 32 bytes before the first of the list: the list's own length, 1, is its length.
    let data = words_of(&[64, 0x80, 1, -32, 0]);
    let bytes = Value::Bytes(vec![u8::MAX]);
    let expected = vec![Value::Several(vec![Some(bytes)]), Value::Several(vec![])];
    assert_eq!((case.read)(&calldata(&data)), Some(expected));
    // In memory it is not.
    assert!((case.decode)(&data).is_none());
}

#[test]
fn element_before_calldata_is_of_zeros() {
    let case = case("(bytes[],string[])");
    for back in [-1_000, i64::MIN] {
        let data = words_of(&[64, 0x80, 1, back, 0]);
        let expected = vec![
            Value::Several(vec![Some(Value::Bytes(vec![]))]),
            Value::Several(vec![]),
        ];
        assert_eq!((case.read)(&calldata(&data)), Some(expected));
    }
}

#[test]
fn list_longer_than_calldata_is_refused() {
    let case = case("(bytes[],string[])");
    for length in [2, 3, i64::from(u32::MAX), 1 << 59, i64::MAX] {
        let data = words_of(&[64, 0x60, length, 0]);
        assert_eq!((case.read)(&calldata(&data)), None, "{length}");
        assert!((case.decode)(&data).is_none(), "{length}");
    }
}

#[test]
fn enum_out_of_range_is_refused() {
    let case = case("(bool,address,enum3)");
    let read = |number| (case.read)(&calldata(&words_of(&[1, 1, number])));
    assert!(read(2).is_some());
    assert!([3, 255, 256, 258, -1]
        .into_iter()
        .all(|n| read(n).is_none()));
}

#[test]
fn topics_are_alloys() {
    use alloy_sol_types::{sol_data, EventTopic};
    fn topic<T: EventTopic>(value: &T::RustType) -> [u8; 32] {
        T::encode_topic(value).0 .0
    }
    let bytes = |text: &str| text.as_bytes().to_vec();
    let long = "longer than one word, which makes two of it";
    assert_eq!(
        Text::from(long).topic(),
        topic::<sol_data::String>(&long.into())
    );
    assert_eq!(
        Bytes::from(long.as_bytes()).topic(),
        topic::<sol_data::Bytes>(&bytes(long).into())
    );
    // No empty one: alloy pads it to a word, solc to none.
    let list = [long, "short", "a"];
    assert_eq!(
        list.map(|text| Bytes::from(text.as_bytes()))
            .to_vec()
            .topic(),
        topic::<sol_data::Array<sol_data::Bytes>>(&list.map(|text| bytes(text).into()).to_vec())
    );
    let at = Point {
        x: Narrow::new(5).unwrap(),
        y: Narrow::new(-6).unwrap(),
    };
    let item = Item {
        data: Bytes::from(b"data"),
        at,
        tags: vec![7, 8],
    };
    type Coordinates = (sol_data::Uint<24>, sol_data::Int<40>);
    let point = (5.try_into().unwrap(), (-6).try_into().unwrap());
    assert_eq!(at.topic(), topic::<Coordinates>(&point));
    assert_eq!(
        item.topic(),
        topic::<(
            sol_data::Bytes,
            Coordinates,
            sol_data::Array<sol_data::Uint<16>>
        )>(&(bytes("data").into(), point, vec![7, 8]))
    );
    let nested = vec![vec![1u16, 2], vec![], vec![3]];
    assert_eq!(
        nested.topic(),
        topic::<sol_data::Array<sol_data::Array<sol_data::Uint<16>>>>(&nested)
    );
    assert_eq!(
        Fixed([-1i32, 2]).topic(),
        topic::<sol_data::FixedArray<sol_data::Int<32>, 2>>(&[-1, 2])
    );
    assert_eq!((-2i8).topic(), topic::<sol_data::Int<8>>(&-2));
    assert_eq!(
        [7u8; 5].topic(),
        topic::<sol_data::FixedBytes<5>>(&[7; 5].into())
    );
}

/// solc's `abi_encode_…_inplace` rounds the length up to whole words, and 0 is none.
#[test]
fn empty_bytes_are_nothing_in_a_topic() {
    let list = ["", "a", ""].map(Text::from).to_vec();
    let mut word = [0; 32];
    word[0] = b'a';
    assert_eq!(list.topic(), keccak256(word).0);
    assert_eq!(Text::default().topic(), keccak256([]).0);
}

#[test]
fn error_with_a_string_is_encoded_as_alloy_does() {
    use alloy_sol_types::{Revert, SolError};
    for reason in [
        "",
        "no such service",
        "a reason that is longer than one word, as many are",
    ] {
        let mut error = Sequence::new(1, &Revert::SELECTOR);
        error.push(&Text::from(reason));
        assert_eq!(error.finish(), Revert::from(reason).abi_encode());
    }
}

#[test]
fn bytes_are_equal_by_contents() {
    let data: Vec<u8> = (0..200).collect();
    let bytes = Bytes::from(data.clone());
    assert_eq!(bytes, Bytes::from(&data[..]));
    assert_ne!(bytes, Bytes::from(&data[1..]));
    assert_eq!(bytes.keccak256(), keccak256(&data).0);
    // Of calldata as of the contract's own.
    let read = List::<Bytes>::from(vec![bytes.clone(), Bytes::default()]);
    assert_eq!(read.get(0), Some(Ok(bytes.clone())));
    assert_eq!(read, List::from(vec![&bytes, &Bytes::default()]));
    assert_ne!(read, List::from(vec![bytes.clone()]));
    assert_ne!(read, List::from(vec![&bytes, &bytes]));
    assert_eq!(Bytes::from([1, 2]).to_array(), Some([1, 2]));
    assert_eq!(Bytes::from([1, 2]).to_array::<3>(), None);
    assert_eq!(
        format!("{:?} {:?}", Bytes::from([1, 0xf0]), Text::from("a")),
        "0x01f0 \"a\""
    );
}

#[test]
fn narrow_holds_its_range() {
    type Uint24 = Narrow<u32, 24>;
    assert_eq!(
        Uint24::new((1 << 24) - 1).map(Uint24::get),
        Some((1 << 24) - 1)
    );
    assert_eq!(Uint24::new(1 << 24), None);
    type Int40 = Narrow<i64, 40>;
    assert!(Int40::new(-(1 << 39)).is_some() && Int40::new((1 << 39) - 1).is_some());
    assert!(Int40::new(-(1 << 39) - 1).is_none() && Int40::new(1 << 39).is_none());
    type Int200 = Narrow<I256, 200>;
    assert_eq!(Int200::new(I256::MIN), None);
    assert_eq!(Int200::new((-5).into()).map(Int200::get), Some((-5).into()));
}

#[test]
fn fixed_writes_exactly_its_words() {
    let mut out = [9; 96];
    Fixed([1u64, 2]).put(&mut out[..64]);
    assert_eq!(out[..64], words_of(&[1, 2]));
    assert_eq!(out[64..], [9; 32]);
    let mut appended = Vec::new();
    encode::append_static(&Fixed([1u64, 2]), &mut appended);
    assert_eq!(appended, words_of(&[1, 2]));
}

#[test]
fn member_that_is_dirty_is_malformed_only_when_read() {
    let case = case("((uint24,int40),bool,(uint24,int40)[],(uint24,int40)[2])");
    let data = words_of(&[1 << 24, -7, 1, 0x100, 1, 2, 3, 1 << 39, 1, -1, 5]);
    let read = (case.read)(&calldata(&data)).unwrap();
    assert!(!read.iter().all(is_whole));
    let point = PointCalldata::from(Point {
        x: Narrow::new(1).unwrap(),
        y: Narrow::new(-1).unwrap(),
    });
    assert_eq!(point.x().map(Narrow::get), Ok::<_, Malformed>(1));
    assert_eq!(point.y().map(Narrow::get), Ok(-1));
}

proptest! {
    #[test]
    fn signed_numbers_are_alloys(a in any::<[u64; 4]>(), b in any::<[u64; 4]>(), small in any::<(i128, i64)>()) {
        for (a, b) in [
            (I256::from_bits(U256(a)), I256::from_bits(U256(b))),
            (small.0.into(), small.1.into()),
            (I256::MIN, small.1.into()),
            (I256::MAX, small.1.into()),
        ] {
            let alloy = |number: I256| AlloyI256::from_be_bytes(number.to_word());
            let (x, y) = (alloy(a), alloy(b));
            prop_assert_eq!(a.checked_add(b).map(alloy), x.checked_add(y));
            prop_assert_eq!(a.checked_sub(b).map(alloy), x.checked_sub(y));
            prop_assert_eq!(a.checked_neg().map(alloy), x.checked_neg());
            prop_assert_eq!(a.cmp(&b), x.cmp(&y));
            prop_assert_eq!(a.unsigned_abs().to_word(), x.unsigned_abs().to_be_bytes());
            prop_assert_eq!(a.to_i128(), i128::try_from(x).ok());
            prop_assert_eq!(a.to_string(), x.to_string());
        }
        prop_assert_eq!(I256::from(small.0).to_i128(), Some(small.0));
    }
}
