//! What can be wrong, or unusual, with encoded arguments.

use super::{
    layout::{head_size, is_dynamic, places, set_word, word, Place, Role, WORD},
    values::ones,
    Parameters,
};
use alloy_dyn_abi::DynSolType;
use alloy_primitives::U256;
use std::collections::BTreeSet;

/// Arguments, and what was done to them.
pub type Mutant = (String, Vec<u8>);

/// Bytes that no encoder writes.
const JUNK: u8 = 0xa5;

/// How many other values a mutated offset points to, at most.
const OTHER_TAILS: usize = 8;

/// Every word at the edges of what it is for. Not `thorough`, an offset or a length is mutated to
/// fewer numbers that are far too large.
pub fn words(parameters: &Parameters, encoded: &[u8], thorough: bool) -> Mutants {
    let places = places(&parameters.types, encoded);
    let tails: Vec<_> = places
        .iter()
        .filter_map(|place| match place.role {
            Role::Offset { base, .. } => {
                let tail = word(encoded, place.at).wrapping_add(U256::from(base));
                Some((place.name.as_str(), tail))
            }
            _ => None,
        })
        .collect();
    let mut mutants = Mutants::default();
    for place in &places {
        let before = word(encoded, place.at);
        let mut seen = BTreeSet::from([before]);
        let (kind, edges) = match place.role {
            Role::Value { .. } if parameters.is_enum(&place.name) => (Kind::Value, enum_edges()),
            Role::Value { bits, left: true } => (Kind::Value, left_edges(before, bits)),
            Role::Value { bits, left: false } => (Kind::Value, value_edges(before, bits)),
            Role::Signed { bits } => (Kind::Value, signed_edges(before, bits)),
            Role::Data { used } => (Kind::Value, data_edges(before, used)),
            Role::Offset { base, head } => {
                let mut edges = huge_edges(before, thorough);
                edges.extend(offset_edges(encoded.len() - base, head));
                let others = tails.iter().filter(|(name, _)| *name != place.name);
                let most = if thorough { OTHER_TAILS } else { 2 };
                edges.extend(back_edges(base, others.take(most)));
                (Kind::Offset, edges)
            }
            Role::Length { unit } => {
                let room = encoded.len() - place.at - WORD;
                let mut edges = huge_edges(before, thorough);
                edges.extend(length_edges(room, unit));
                (Kind::Length, edges)
            }
        };
        for (name, after) in common_edges(before).into_iter().chain(edges) {
            if seen.insert(after) {
                let mut mutant = encoded.to_vec();
                set_word(&mut mutant, place.at, after);
                mutants.add(kind, place, &name, mutant);
            }
        }
    }
    mutants
}

/// What a mutated word is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Of a value or of data.
    Value,
    /// Of an offset.
    Offset,
    /// Of a length.
    Length,
}

/// Mutants, by what was mutated.
#[derive(Default)]
pub struct Mutants {
    /// All of them.
    pub all: Vec<(Kind, Mutant)>,
}

impl Mutants {
    fn add(&mut self, kind: Kind, place: &Place, what: &str, mutant: Vec<u8>) {
        let part = match place.role {
            Role::Value { .. } | Role::Signed { .. } => "",
            Role::Offset { .. } => "'s offset",
            Role::Length { .. } => "'s length",
            Role::Data { .. } => "'s data",
        };
        let name = format!("{}{part} at {} = {what}", place.name, place.at);
        self.all.push((kind, (name, mutant)));
    }
}

type Edge = (String, U256);

fn edge(name: impl Into<String>, word: U256) -> Edge {
    (name.into(), word)
}

fn bit(n: usize) -> U256 {
    U256::from(1) << n
}

fn common_edges(before: U256) -> Vec<Edge> {
    let (one, word) = (U256::from(1), U256::from(WORD));
    vec![
        edge("0", U256::ZERO),
        edge("1", one),
        edge("2^256-1", U256::MAX),
        edge("itself + 1", before.wrapping_add(one)),
        edge("itself - 1", before.wrapping_sub(one)),
        edge("itself + 32", before.wrapping_add(word)),
        edge("itself - 32", before.wrapping_sub(word)),
    ]
}

/// Bits above which a decoder may forget to look: the ends of machine words and of other types.
const SEAMS: [usize; 6] = [64, 128, 160, 192, 224, 255];

/// Where a type's width ends, and where the machine's words do.
fn value_edges(before: U256, bits: usize) -> Vec<Edge> {
    let mut edges = vec![
        edge("the type's largest", ones(bits)),
        edge("top bit turned", before ^ bit(bits - 1)),
    ];
    let dirt = [bits, bits + 1].into_iter().chain(SEAMS);
    for n in dirt.filter(|n| (bits..256).contains(n)) {
        edges.push(edge(format!("dirty bit {n} alone"), bit(n)));
        edges.push(edge(format!("itself + dirty bit {n}"), before | bit(n)));
    }
    if bits < 256 {
        edges.push(edge("itself, all dirty", before | !ones(bits)));
    }
    edges
}

/// Where a signed type's range ends, and signs that are not extended, or only in part.
fn signed_edges(before: U256, bits: usize) -> Vec<Edge> {
    let (most, least) = (ones(bits - 1), U256::MAX << (bits - 1));
    let mut edges = vec![
        edge("the type's largest", most),
        edge("the type's smallest", least),
        edge("its largest + 1", most.wrapping_add(U256::from(1))),
        edge("its smallest - 1", least.wrapping_sub(U256::from(1))),
        edge("sign turned", before ^ bit(bits - 1)),
    ];
    if bits < 256 {
        edges.push(edge("-1, its sign not extended", ones(bits)));
        edges.push(edge("its smallest, not extended", bit(bits - 1)));
        for n in [bits].into_iter().chain(SEAMS).filter(|n| *n >= bits) {
            edges.push(edge(format!("itself, bit {n} turned"), before ^ bit(n)));
            edges.push(edge(format!("-1, bit {n} turned"), U256::MAX ^ bit(n)));
        }
    }
    edges
}

/// The bits behind a value that begins at the word's high end.
fn left_edges(before: U256, bits: usize) -> Vec<Edge> {
    let mut edges = vec![edge("top bit turned", before ^ bit(255))];
    if bits < 256 {
        let behind = 256 - bits;
        let dirt = (0..behind).step_by(64).chain([behind - 1]);
        edges.extend(dirt.map(|n| edge(format!("itself + dirty bit {n}"), before | bit(n))));
        edges.push(edge("itself, all dirty", before | ones(behind)));
    }
    edges
}

/// The first members, and numbers that few enums have a member for. The ABI does not say how many
/// there are; 256 are the most there can be.
fn enum_edges() -> Vec<Edge> {
    let members = (0..=8).chain([16, 32, 64, 127, 128, 255, 256, 257]);
    let mut edges: Vec<_> = members
        .map(|n| edge(format!("member {n}"), U256::from(n)))
        .collect();
    for n in SEAMS {
        edges.push(edge(format!("dirty bit {n} alone"), bit(n)));
    }
    edges
}

fn data_edges(before: U256, used: usize) -> Vec<Edge> {
    let mut edges = vec![
        edge("first bit turned", before ^ bit(255)),
        edge("last bit turned", before ^ bit(256 - used * 8)),
    ];
    if used < WORD {
        edges.push(edge("dirty padding", before | ones(256 - used * 8)));
    }
    edges
}

/// `size` are the bytes that an offset may point into, `head` those of the head before.
fn offset_edges(size: usize, head: usize) -> Vec<Edge> {
    let mut edges = Vec::new();
    for n in (0..head).step_by(WORD).take(16).chain([1, 31]) {
        edges.push(edge(format!("{n}, in the head"), U256::from(n)));
    }
    for below in [0, 1, 31, 32, 33, 63, 64, 65] {
        if let Some(at) = size.checked_sub(below) {
            edges.push(edge(format!("size - {below}"), U256::from(at)));
        }
    }
    edges.push(edge("size + 1", U256::from(size + 1)));
    edges
}

/// Offsets from `base` to where other values lie, and to the first words there are. For a nested
/// offset most are negative: solc, which compares them as signed numbers, goes back.
fn back_edges<'a>(base: usize, others: impl Iterator<Item = &'a (&'a str, U256)>) -> Vec<Edge> {
    let from = |target: U256| target.wrapping_sub(U256::from(base));
    let mut edges: Vec<_> = others
        .map(|(name, target)| edge(format!("to the tail of {name}"), from(*target)))
        .collect();
    if base > 0 {
        for n in [0, WORD, 2 * WORD, base - WORD] {
            edges.push(edge(format!("back to byte {n}"), from(U256::from(n))));
        }
        // The selector is in front of the first word.
        edges.push(edge(
            "back to the selector",
            from(U256::from(4).wrapping_neg()),
        ));
    }
    edges
}

/// `room` are the bytes behind the length, of which each unit takes `unit`.
fn length_edges(room: usize, unit: usize) -> Vec<Edge> {
    let mut edges = Vec::new();
    for n in [2, 19, 20, 21, 31, 32, 33] {
        edges.push(edge(format!("{n}"), U256::from(n)));
    }
    let fit = room / unit;
    for n in fit.saturating_sub(1)..=fit + 1 {
        let name = format!("what fits, {:+}", n as i64 - fit as i64);
        edges.push(edge(name, U256::from(n)));
    }
    for n in [room + 1, room]
        .into_iter()
        .chain([1, 31, 32, 33].map(|n| room.saturating_sub(n)))
    {
        let name = format!("bytes left, {:+}", n as i64 - room as i64);
        edges.push(edge(name, U256::from(n)));
    }
    // As many units as wrap around, or do not yet.
    for n in [32, 64, 256] {
        let most = ones(n) / U256::from(unit);
        edges.push(edge(format!("2^{n} / {unit}"), most));
        edges.push(edge(
            format!("2^{n} / {unit} + 1"),
            most.wrapping_add(U256::from(1)),
        ));
    }
    edges
}

/// Where sums and products of 32, 64 and 256 bits wrap around, with units of 1 and 32 bytes.
fn huge_edges(before: U256, thorough: bool) -> Vec<Edge> {
    let mut edges = Vec::new();
    let (powers, belows): (&[_], &[_]) = match thorough {
        true => (
            &[27, 31, 32, 58, 59, 63, 64, 128, 251, 255],
            &[4, 31, 32, 36, 64, 68],
        ),
        false => (&[32, 64, 255], &[32]),
    };
    for n in powers {
        edges.push(edge(format!("2^{n}"), bit(*n)));
        edges.push(edge(format!("2^{n}-1"), bit(*n) - U256::from(1)));
        edges.push(edge(
            format!("itself + 2^{n}"),
            before.wrapping_add(bit(*n)),
        ));
    }
    for below in belows {
        for n in [32, 64, 256] {
            let top = if n == 256 { U256::ZERO } else { bit(n) };
            let word = top.wrapping_sub(U256::from(*below));
            edges.push(edge(format!("2^{n}-{below}"), word));
        }
    }
    edges
}

/// Encodings that no encoder writes though some decoders read them: gaps, tails that share their
/// bytes, tails in another order, tails without padding.
pub fn layouts(parameters: &[(String, DynSolType)], encoded: &[u8]) -> Vec<Mutant> {
    let head: usize = parameters.iter().map(|(_, ty)| head_size(ty)).sum();
    let mut heads = Vec::new();
    let mut at = 0;
    for (name, ty) in parameters {
        if is_dynamic(ty) {
            heads.push((name, ty, at));
        }
        at += head_size(ty);
    }
    let offset = |at: usize| word(encoded, at).saturating_to::<usize>();
    let ends = heads.iter().skip(1).map(|(.., at)| offset(*at));
    let tails: Vec<&[u8]> = heads
        .iter()
        .zip(ends.chain([encoded.len()]))
        .filter_map(|((.., at), end)| encoded.get(offset(*at)..end))
        .collect();
    if heads.is_empty() || tails.len() != heads.len() {
        return Vec::new();
    }

    // Lays the tails in the order given, each behind `gap` bytes of junk.
    let lay = |order: &[usize], gap: usize, tails: &[&[u8]]| {
        let mut laid = encoded[..head].to_vec();
        for i in order {
            laid.extend(vec![JUNK; gap]);
            let place = U256::from(laid.len());
            set_word(&mut laid, heads[*i].2, place);
            laid.extend(tails[*i]);
        }
        laid
    };
    let order: Vec<usize> = (0..tails.len()).collect();
    let reversed: Vec<usize> = order.iter().rev().copied().collect();
    let tight: Vec<&[u8]> = heads
        .iter()
        .zip(&tails)
        .map(|((_, ty, _), tail)| unpadded(ty, tail))
        .collect();

    let mut mutants: Vec<Mutant> = [1, 4, 31, 32, 33]
        .into_iter()
        .map(|gap| (format!("gaps of {gap} bytes"), lay(&order, gap, &tails)))
        .collect();
    mutants.push(("tails reversed".into(), lay(&reversed, 0, &tails)));
    mutants.push((
        "tails reversed, with gaps".into(),
        lay(&reversed, 7, &tails),
    ));
    mutants.push(("tails without padding".into(), lay(&order, 0, &tight)));
    mutants.push((
        "tails reversed, without padding".into(),
        lay(&reversed, 0, &tight),
    ));
    for (one, _, at) in &heads {
        // A length in the last word leaves no room for anything but nothing.
        for (what, last) in [
            ("nothing in the last word", vec![0; WORD]),
            (
                "one in the last word",
                [vec![0; WORD - 1], vec![1]].concat(),
            ),
            ("a length cut short by a byte", vec![0; WORD - 1]),
        ] {
            let mut mutant = encoded.to_vec();
            set_word(&mut mutant, *at, U256::from(encoded.len()));
            mutant.extend(last);
            mutants.push((format!("{one}: {what}"), mutant));
        }
        for (other, _, other_at) in heads.iter().filter(|(.., other)| other != at) {
            let mut shared = encoded.to_vec();
            set_word(&mut shared, *at, word(encoded, *other_at));
            mutants.push((format!("{one} shares the tail of {other}"), shared));
        }
    }
    mutants
}

/// The tail of `bytes` or of a `string` without the padding behind it.
fn unpadded<'a>(ty: &DynSolType, tail: &'a [u8]) -> &'a [u8] {
    match ty {
        DynSolType::Bytes | DynSolType::String => {
            let length = word(tail, 0).saturating_to::<usize>();
            tail.get(..WORD.saturating_add(length)).unwrap_or(tail)
        }
        _ => tail,
    }
}

/// Padding that is not zero, for each tail and for all of them.
pub fn paddings(parameters: &[(String, DynSolType)], encoded: &[u8]) -> Vec<Mutant> {
    let mut all = encoded.to_vec();
    let mut mutants = Vec::new();
    for place in places(parameters, encoded) {
        if let Role::Data { used } = place.role {
            let padding = place.at + used..place.at + WORD;
            if padding.is_empty() {
                continue;
            }
            all[padding.clone()].fill(0xff);
            for (name, range) in [
                ("all", padding.clone()),
                ("first", padding.start..padding.start + 1),
                ("last", padding.end - 1..padding.end),
            ] {
                let mut mutant = encoded.to_vec();
                mutant[range].fill(0xff);
                mutants.push((
                    format!("{}'s padding dirty: {name} bytes", place.name),
                    mutant,
                ));
            }
        }
    }
    mutants.push(("every padding dirty".into(), all));
    mutants
}

/// Bytes behind the last one that counts.
pub fn trailing(encoded: &[u8]) -> Vec<Mutant> {
    let lengths = [1, 4, 31, 32, 33, 64, 1024];
    let fills = [0, 0xff];
    lengths
        .into_iter()
        .flat_map(|length| fills.map(|fill| (length, fill)))
        .map(|(length, fill)| {
            let mut mutant = encoded.to_vec();
            mutant.resize(encoded.len() + length, fill);
            (format!("{length} bytes of {fill:#04x} behind"), mutant)
        })
        .collect()
}
