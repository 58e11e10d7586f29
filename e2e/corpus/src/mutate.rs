//! What can be wrong, or unusual, with encoded arguments.

use super::{
    layout::{head_size, is_dynamic, places, set_word, word, Place, Role, WORD},
    values::ones,
};
use alloy_dyn_abi::DynSolType;
use alloy_primitives::U256;
use std::collections::BTreeSet;

/// Arguments, and what was done to them.
pub type Mutant = (String, Vec<u8>);

/// Bytes that no encoder writes.
const JUNK: u8 = 0xa5;

/// Every word at the edges of what it is for.
pub fn words(parameters: &[(String, DynSolType)], encoded: &[u8]) -> Mutants {
    let places = places(parameters, encoded);
    let head: usize = parameters.iter().map(|(_, ty)| head_size(ty)).sum();
    let mut mutants = Mutants::default();
    for place in &places {
        let before = word(encoded, place.at);
        let mut seen = BTreeSet::from([before]);
        let (kind, edges) = match place.role {
            Role::Value { bits, left } => (Kind::Value, value_edges(before, bits, left)),
            Role::Data { used } => (Kind::Value, data_edges(before, used)),
            Role::Offset { base } => {
                let size = encoded.len() - base;
                (Kind::Offset, offset_edges(before, size, head))
            }
            Role::Length { unit } => {
                let room = encoded.len() - place.at - WORD;
                (Kind::Length, length_edges(before, room, unit))
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
            Role::Value { .. } => "",
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

/// Where a type's width ends, and where the machine's words do.
fn value_edges(before: U256, bits: usize, left: bool) -> Vec<Edge> {
    if left {
        let dirt = (0..256 - bits).step_by(64).chain([255 - bits.min(255)]);
        let mut edges = vec![edge("top bit turned", before ^ bit(255))];
        if bits < 256 {
            edges.extend(dirt.map(|n| edge(format!("itself + dirty bit {n}"), before | bit(n))));
        }
        return edges;
    }
    let mut edges = vec![
        edge("the type's largest", ones(bits)),
        edge("top bit turned", before ^ bit(bits - 1)),
    ];
    let dirt = [bits, bits + 1, 64, 128, 160, 192, 224, 255];
    for n in dirt.into_iter().filter(|n| (bits..256).contains(n)) {
        edges.push(edge(format!("dirty bit {n} alone"), bit(n)));
        edges.push(edge(format!("itself + dirty bit {n}"), before | bit(n)));
    }
    if bits < 256 {
        edges.push(edge("itself, all dirty", before | !ones(bits)));
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

/// `size` are the bytes that an offset may point into, `head` those of the head.
fn offset_edges(before: U256, size: usize, head: usize) -> Vec<Edge> {
    let mut edges = huge_edges(before);
    for n in (0..head).step_by(WORD).chain([1, 31]) {
        edges.push(edge(format!("{n}"), U256::from(n)));
    }
    let near_end = (size.saturating_sub(2 * WORD + 1)..=size + 1).rev();
    for at in near_end {
        let name = format!("size - {}", size as i64 - at as i64);
        edges.push(edge(name, U256::from(at)));
    }
    edges
}

/// `room` are the bytes behind the length, of which each unit takes `unit`.
fn length_edges(before: U256, room: usize, unit: usize) -> Vec<Edge> {
    let mut edges = huge_edges(before);
    for n in [2, 19, 20, 21, 31, 32, 33] {
        edges.push(edge(format!("{n}"), U256::from(n)));
    }
    let fit = room / unit;
    for n in fit.saturating_sub(1)..=fit + 1 {
        let name = format!("what fits, {:+}", n as i64 - fit as i64);
        edges.push(edge(name, U256::from(n)));
    }
    for n in room.saturating_sub(WORD + 1)..=room + 1 {
        let name = format!("bytes left, {:+}", n as i64 - room as i64);
        edges.push(edge(name, U256::from(n)));
    }
    edges
}

/// Where sums and products of 32, 64 and 256 bits wrap around, with units of 1 and 32 bytes.
fn huge_edges(before: U256) -> Vec<Edge> {
    let mut edges = Vec::new();
    for n in [27, 31, 32, 58, 59, 63, 64, 128, 251, 255] {
        edges.push(edge(format!("2^{n}"), bit(n)));
        edges.push(edge(format!("2^{n}-1"), bit(n) - U256::from(1)));
        edges.push(edge(format!("itself + 2^{n}"), before.wrapping_add(bit(n))));
    }
    for below in [4, 31, 32, 36, 64, 68] {
        for n in [32, 64, 256] {
            let top = if n == 256 { U256::ZERO } else { bit(n) };
            let word = top.wrapping_sub(U256::from(below));
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
