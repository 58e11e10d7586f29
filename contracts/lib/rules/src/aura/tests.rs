use super::*;
use proptest::prelude::*;

/// A compact number in its shortest form.
fn compact(number: u32) -> Vec<u8> {
    match number {
        0..0x40 => vec![(number << 2) as u8],
        0x40..0x4000 => ((number << 2 | 1) as u16).to_le_bytes().to_vec(),
        0x4000..0x4000_0000 => (number << 2 | 2).to_le_bytes().to_vec(),
        _ => [vec![3], number.to_le_bytes().to_vec()].concat(),
    }
}

fn item(kind: u8, engine: &[u8], data: &[u8]) -> Vec<u8> {
    let length = compact(data.len() as u32);
    [&[kind], engine, &length, data].concat()
}

fn slot(number: u64) -> Vec<u8> {
    item(6, b"aura", &number.to_le_bytes())
}

fn seal() -> Vec<u8> {
    item(5, b"aura", &[9; 64])
}

/// A change of the authorities to so many keys.
fn change(keys: u8) -> Vec<u8> {
    let all: Vec<u8> = (0..keys).flat_map(|key| [key; 32]).collect();
    let data = [vec![1], compact(keys.into()), all].concat();
    item(4, b"aura", &data)
}

fn header(number: &[u8], count: &[u8], items: &[Vec<u8>]) -> Vec<u8> {
    let roots = [[7; 32], [8; 32]].concat();
    [&[6; 32], number, &roots, count, &items.concat()].concat()
}

/// A header with the number 300.
fn with(items: &[Vec<u8>]) -> Vec<u8> {
    header(&compact(300), &compact(items.len() as u32), items)
}

#[test]
fn header_says_its_parent_number_slot_seal_and_change() {
    let others = [
        item(0, b"", b"anything"),
        vec![8],
        item(4, b"FRNK", &[1; 200]),
        item(6, b"aurb", &[]),
        // A disabled authority changes nothing for the next header.
        item(4, b"aura", &[2, 1, 0, 0, 0]),
    ];
    let items = [&[slot(5)], &others[..], &[change(3), seal()]].concat();
    let bytes = with(&items);
    let read = Header::read(&bytes).expect("a header");
    assert_eq!((read.parent, read.number, read.slot), ([6; 32], 300, 5));
    assert_eq!(read.seal, [9; 64]);
    assert_eq!(read.change, Some(&[[0; 32], [1; 32], [2; 32]][..]));
    assert_eq!(read.unsealed().concat(), with(&items[..items.len() - 1]));
    let plain = with(&[slot(u64::MAX), seal()]);
    let read = Header::read(&plain).expect("a header");
    assert_eq!((read.slot, read.change), (u64::MAX, None));
}

#[test]
fn header_cut_at_any_length_or_with_a_byte_more_is_none() {
    let whole = with(&[slot(5), item(0, b"", &[1; 70]), change(2), seal()]);
    assert!(Header::read(&whole).is_some());
    for length in 0..whole.len() {
        assert_eq!(Header::read(&whole[..length]), None, "{length}");
    }
    let longer = [&whole[..], &[0]].concat();
    assert_eq!(Header::read(&longer), None);
}

#[test]
fn numbers_have_their_shortest_form_alone() {
    let items = [slot(5), seal()];
    let read = |number: &[u8]| {
        let bytes = header(number, &compact(2), &items);
        Header::read(&bytes).map(|it| it.number)
    };
    for number in [
        0,
        63,
        64,
        0x3fff,
        0x4000,
        0x3fff_ffff,
        0x4000_0000,
        u32::MAX,
    ] {
        assert_eq!(read(&compact(number)), Some(number));
    }
    for longer in [
        &[1, 0][..],
        &[0xfd, 0],
        &[2, 0, 0, 0],
        &[0xfe, 0xff, 0, 0],
        &[3, 0xff, 0xff, 0xff, 0x3f],
        // Of five bytes.
        &[7, 0, 0, 0, 0, 1],
        &[3, 0, 0, 0],
    ] {
        assert_eq!(read(longer), None, "{longer:?}");
    }
    // Of the count of items, of a length, and of the number of keys.
    assert_eq!(Header::read(&header(&compact(1), &[9, 0], &items)), None);
    let long = [&[6][..], b"aura", &[0x21, 0], &5u64.to_le_bytes()].concat();
    assert_eq!(Header::read(&with(&[long, seal()])), None);
    let keys = item(4, b"aura", &[&[1, 5, 0][..], &[1; 32]].concat());
    assert_eq!(Header::read(&with(&[slot(5), keys, seal()])), None);
}

#[test]
fn aura_has_one_slot_and_one_seal_which_is_last() {
    let malformed = [
        vec![],
        vec![seal()],
        vec![slot(5)],
        vec![slot(5), slot(5), seal()],
        vec![slot(5), seal(), seal()],
        vec![seal(), slot(5)],
        vec![slot(5), seal(), vec![8]],
        vec![slot(5), item(5, b"BABE", &[9; 64])],
        vec![slot(5), item(5, b"BABE", &[9; 64]), seal()],
        vec![slot(5), item(5, b"aura", &[9; 63])],
        vec![slot(5), item(5, b"aura", &[9; 65])],
        vec![item(6, b"aura", &[0; 7]), seal()],
        vec![item(6, b"aura", &[0; 9]), seal()],
        vec![slot(5), change(1), change(1), seal()],
        vec![slot(5), item(4, b"aura", &[]), seal()],
        vec![slot(5), item(4, b"aura", &[1]), seal()],
        vec![
            slot(5),
            item(4, b"aura", &[&[1, 8][..], &[1; 32]].concat()),
            seal(),
        ],
        vec![
            slot(5),
            item(4, b"aura", &[&[1, 4][..], &[1; 33]].concat()),
            seal(),
        ],
    ];
    for items in malformed {
        assert_eq!(Header::read(&with(&items)), None, "{items:?}");
    }
    // No set is empty, which is for the contract to say.
    let none = with(&[slot(5), change(0), seal()]);
    let read = Header::read(&none).map(|it| it.change);
    assert_eq!(read, Some(Some(&[][..])));
}

#[test]
fn items_of_kinds_without_a_known_length_and_too_many_are_none() {
    for kind in [1, 2, 3, 7, 9, 255] {
        let items = [slot(5), item(kind, b"aura", &[1]), seal()];
        assert_eq!(Header::read(&with(&items)), None, "{kind}");
    }
    let items = |count: usize| {
        let others = vec![vec![8]; count - 2];
        with(&[&[slot(5)], &others[..], &[seal()]].concat())
    };
    assert!(Header::read(&items(16)).is_some());
    assert_eq!(Header::read(&items(17)), None);
    assert_eq!(Header::read(&items(70)), None);
}

proptest! {
    #[test]
    fn any_bytes_are_read_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = Header::read(&bytes);
        let _ = Header::read(&[&with(&[slot(5)])[..], &bytes].concat());
    }

    /// A header has one encoding: another byte is another header, or none.
    #[test]
    fn header_with_another_byte_is_another_or_none(at in 0usize..300, byte in any::<u8>()) {
        let bytes = with(&[slot(5), change(2), seal()]);
        let at = at % bytes.len();
        let mut other = bytes.clone();
        other[at] = byte;
        if let (Some(read), Some(other)) = (Header::read(&bytes), Header::read(&other)) {
            // The seal signs all but itself.
            let same = bytes[at] == byte;
            let of_seal = at >= bytes.len() - 64;
            prop_assert_eq!(read.unsealed().concat() == other.unsealed().concat(), same || of_seal);
            prop_assert_eq!(read.seal == other.seal, same || !of_seal);
        }
    }
}
