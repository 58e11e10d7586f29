//! Calldata for every function of an interface: valid, at the edges, and malformed.
//!
//! All of it derives from the types in the JSON ABI, nothing is listed by hand for a hook. The same
//! interface and dictionary give the same cases in the same order.

pub mod bomb;
pub mod fuzz;
pub mod layout;
mod mutate;
pub mod random;
pub mod values;
pub mod verdict;

use alloy_dyn_abi::{DynSolType, DynSolValue, Error, Specifier};
use alloy_json_abi::{Constructor, Function, InternalType, JsonAbi, Param};
use alloy_primitives::U256;
use mutate::Kind;
use std::{
    collections::{BTreeSet, HashSet},
    fmt,
};
use values::{Dictionary, Fill, Shape};

/// Bytes of a selector.
pub const SELECTOR: usize = 4;
/// The largest calldata that the chain takes, in bytes.
pub const MAX_CALLDATA: usize = 128 * 1024;

/// What a case is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Category {
    /// What an encoder writes.
    Valid,
    /// What an encoder writes, one value at an edge of its type.
    Boundary,
    /// Too short.
    Truncated,
    /// Too long.
    Trailing,
    /// A value's word changed.
    Value,
    /// An offset changed.
    Offset,
    /// A length changed.
    Length,
    /// Tails laid out as no encoder does.
    Layout,
    /// Padding that is not zero.
    Padding,
    /// Very long.
    Large,
    /// No function of the contract.
    UnknownSelector,
}

impl fmt::Display for Category {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match self {
            Category::Valid => "valid",
            Category::Boundary => "boundary",
            Category::Truncated => "truncated",
            Category::Trailing => "trailing",
            Category::Value => "value",
            Category::Offset => "offset",
            Category::Length => "length",
            Category::Layout => "layout",
            Category::Padding => "padding",
            Category::Large => "large",
            Category::UnknownSelector => "unknown selector",
        };
        f.pad(name)
    }
}

/// One call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// The function's signature.
    pub hook: String,
    /// What was done.
    pub what: String,
    /// What it is about.
    pub category: Category,
    /// Selector and arguments; of a constructor, the arguments.
    pub calldata: Vec<u8>,
}

impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} / {}: {}", self.hook, self.category, self.what)
    }
}

/// Writes the cases of one function, or of the constructor.
pub struct Author {
    hook: String,
    /// What stands in front of the arguments.
    selector: Vec<u8>,
    parameters: Parameters,
    cases: Vec<Case>,
    seen: HashSet<Vec<u8>>,
}

impl Author {
    /// An author who has written nothing yet.
    ///
    /// # Errors
    /// If the ABI names a type that does not exist.
    pub fn new(function: &Function) -> Result<Self, Error> {
        Ok(Author {
            hook: function.signature(),
            selector: function.selector().to_vec(),
            parameters: Parameters::of(&function.inputs)?,
            cases: Vec::new(),
            seen: HashSet::new(),
        })
    }

    /// An author of constructor arguments, which have no selector.
    ///
    /// # Errors
    /// If the ABI names a type that does not exist.
    pub fn of_constructor(constructor: &Constructor) -> Result<Self, Error> {
        let types = constructor.inputs.iter().map(Param::selector_type);
        let types: Vec<_> = types.collect();
        Ok(Author {
            hook: format!("constructor({})", types.join(",")),
            selector: Vec::new(),
            parameters: Parameters::of(&constructor.inputs)?,
            cases: Vec::new(),
            seen: HashSet::new(),
        })
    }

    /// Writes everything that follows from the types, with the dictionary's values where it knows
    /// some.
    pub fn from_types(mut self, dictionary: &Dictionary) -> Vec<Case> {
        let typical = Shape {
            fill: Fill::Typical,
            bytes: 32,
            items: 2,
        };
        let mut shapes = vec![
            ("typical".to_string(), typical),
            shape("zeros and nothing", Fill::Zeros, 0, 0),
            shape("ones", Fill::Ones, 33, 2),
            shape("odd tails", Fill::Typical, 37, 1),
        ];
        shapes.extend((1..=6).map(|seed| {
            let sizes = (seed as usize * 13 % 70, seed as usize % 5);
            shape(
                &format!("random {seed}"),
                Fill::Random(seed),
                sizes.0,
                sizes.1,
            )
        }));
        let knows = |shape: &Shape| shape.fill == Fill::Typical;
        for (name, shape) in &shapes {
            let dictionary = knows(shape).then_some((dictionary, 0));
            let encoded = self.encode(*shape, dictionary);
            self.add(Category::Valid, name, encoded);
        }
        for nth in 1..dictionary.breadth(&self.parameters.types) {
            let encoded = self.encode(typical, Some((dictionary, nth)));
            self.add(Category::Valid, &format!("known values {nth}"), encoded);
        }
        self.add_edges(typical, dictionary);

        for (nth, (name, shape)) in shapes.iter().take(4).enumerate() {
            let dictionary = knows(shape).then_some((dictionary, 0));
            let encoded = self.encode(*shape, dictionary);
            self.add_mutants(name, &encoded, nth == 0);
        }
        self.add_large(typical, dictionary);
        self.cases
    }

    /// Writes everything that can be done to one call that is known to be good.
    pub fn from_call(mut self, name: &str, calldata: &[u8]) -> Vec<Case> {
        let encoded = &calldata[self.selector.len().min(calldata.len())..];
        self.add(Category::Valid, name, encoded.to_vec());
        self.add_mutants(name, encoded, false);
        self.cases
    }

    /// One value at an edge of its type, the others typical.
    fn add_edges(&mut self, typical: Shape, dictionary: &Dictionary) {
        let values = self.values(typical, Some((dictionary, 0)));
        for index in 0..values.len() {
            let (name, ty) = self.parameters.types[index].clone();
            for (edge, value) in values::edges(&ty, typical, index as u64) {
                let mut values = values.clone();
                values[index] = value;
                let encoded = self.parameters.encode(values);
                self.add(Category::Boundary, &format!("{name} = {edge}"), encoded);
            }
        }
    }

    /// All that can be done to encoded arguments; `thorough` once a function.
    fn add_mutants(&mut self, base: &str, encoded: &[u8], thorough: bool) {
        self.add_words(base, encoded, thorough);
        self.add_trailing(base, encoded);
        self.add_layouts(base, encoded);
        self.add_truncations(base, encoded, thorough);
    }

    fn add_words(&mut self, base: &str, encoded: &[u8], thorough: bool) {
        for (kind, (what, mutant)) in mutate::words(&self.parameters, encoded, thorough).all {
            let category = match kind {
                Kind::Value => Category::Value,
                Kind::Offset => Category::Offset,
                Kind::Length => Category::Length,
            };
            self.add(category, &format!("{base}, {what}"), mutant);
        }
    }

    fn add_trailing(&mut self, base: &str, encoded: &[u8]) {
        for (what, mutant) in mutate::trailing(encoded) {
            self.add(Category::Trailing, &format!("{base}, {what}"), mutant);
        }
    }

    fn add_layouts(&mut self, base: &str, encoded: &[u8]) {
        for (what, mutant) in mutate::layouts(&self.parameters.types, encoded) {
            self.add(Category::Layout, &format!("{base}, {what}"), mutant);
        }
        for (what, mutant) in mutate::paddings(&self.parameters.types, encoded) {
            self.add(Category::Padding, &format!("{base}, {what}"), mutant);
        }
    }

    /// Cut short by every byte or, not `thorough`, at the ends of words.
    fn add_truncations(&mut self, base: &str, encoded: &[u8], thorough: bool) {
        let near_end = |length: &usize| matches!(length % layout::WORD, 0 | 1 | 31);
        for length in (0..encoded.len()).filter(|length| thorough || near_end(length)) {
            let what = format!("{base}, {length} of {} bytes", encoded.len());
            self.add(Category::Truncated, &what, encoded[..length].to_vec());
        }
    }

    /// Longer than ink!'s own buffer of 16 KiB, and up to the chain's limit.
    fn add_large(&mut self, typical: Shape, dictionary: &Dictionary) {
        let encoded = self.encode(typical, Some((dictionary, 0)));
        for size in [16 * 1024 + 1, MAX_CALLDATA, MAX_CALLDATA + 1] {
            let mut large = encoded.clone();
            large.resize(size - self.selector.len(), 0x5a);
            self.add(Category::Large, &format!("{size} bytes of calldata"), large);
        }
        let values = self.values(typical, Some((dictionary, 0)));
        for index in 0..values.len() {
            let (name, ty) = self.parameters.types[index].clone();
            if layout::is_dynamic(&ty) {
                let mut values = values.clone();
                values[index] = values::value(&ty, long(&ty, typical), index as u64);
                let encoded = self.parameters.encode(values);
                self.add(Category::Large, &format!("{name} of 17 KiB"), encoded);
            }
        }
    }

    fn values(&self, shape: Shape, known: Option<(&Dictionary, usize)>) -> Vec<DynSolValue> {
        let parameters = self.parameters.types.iter().enumerate();
        parameters
            .map(|(salt, (name, ty))| {
                let known = known.and_then(|(dictionary, nth)| dictionary.get(name, ty, nth));
                // Tails of a size that is asked for cannot come from what is known.
                match known {
                    Some(value) if shape.bytes == 32 || !layout::is_dynamic(ty) => value.clone(),
                    _ => values::value(ty, shape, salt as u64),
                }
            })
            .collect()
    }

    fn encode(&self, shape: Shape, known: Option<(&Dictionary, usize)>) -> Vec<u8> {
        self.parameters.encode(self.values(shape, known))
    }

    fn add(&mut self, category: Category, what: &str, encoded: Vec<u8>) {
        if self.seen.insert(encoded.clone()) {
            let calldata = [self.selector.as_slice(), &encoded].concat();
            self.cases.push(Case {
                hook: self.hook.clone(),
                what: what.into(),
                category,
                calldata,
            });
        }
    }
}

/// Calldata that names no function of the interface: too short for a selector, or of another one.
pub fn unknown_selectors(abi: &JsonAbi) -> Vec<Case> {
    let known: BTreeSet<[u8; 4]> = abi.functions().map(|it| it.selector().0).collect();
    let mut all = vec![Vec::new()];
    for selector in &known {
        all.extend((1..SELECTOR).map(|length| selector[..length].to_vec()));
        for bit in 0..SELECTOR * 8 {
            let mut near = *selector;
            near[bit / 8] ^= 1 << (bit % 8);
            // The neighbours of one selector tell as much as those of all.
            if bit % 8 == 0 || Some(selector) == known.first() {
                all.push(near.to_vec());
            }
        }
    }
    all.extend([[0; 4], [0xff; 4], *b"\xde\xad\xbe\xef"].map(Vec::from));
    for length in [1, 28, 32, 64, 1024] {
        all.push([vec![0xde, 0xad, 0xbe, 0xef], vec![1; length]].concat());
    }
    let mut seen = BTreeSet::new();
    all.retain(|calldata| {
        let selector = calldata.first_chunk();
        selector.is_none_or(|it| !known.contains(it)) && seen.insert(calldata.clone())
    });
    all.into_iter()
        .map(|calldata| Case {
            hook: "none".into(),
            what: match calldata.len() {
                0..=SELECTOR => format!("0x{}", hex::encode(&calldata)),
                n => format!("0x{}… of {n} bytes", hex::encode(&calldata[..SELECTOR])),
            },
            category: Category::UnknownSelector,
            calldata,
        })
        .collect()
}

/// The parameters of a function or constructor.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parameters {
    /// Names and types, in order.
    pub types: Vec<(String, DynSolType)>,
    /// Which values are an enum's members, by the names that [`layout::places`] gives, without
    /// indices. To the ABI they are numbers.
    enums: BTreeSet<String>,
}

impl Parameters {
    /// What the ABI says.
    ///
    /// # Errors
    /// If the ABI names a type that does not exist.
    pub fn of(inputs: &[Param]) -> Result<Self, Error> {
        let types = parameters(inputs)?;
        let mut enums = BTreeSet::new();
        for ((name, _), input) in types.iter().zip(inputs) {
            find_enums(name, input, &mut enums);
        }
        Ok(Parameters { types, enums })
    }

    /// Whether the value of this name, which may have indices in it, is a member of an enum.
    pub fn is_enum(&self, name: &str) -> bool {
        let mut depth = 0;
        let without_indices = name.chars().filter(|c| {
            depth += usize::from(*c == '[');
            let outside = depth == 0;
            depth -= usize::from(*c == ']' && !outside);
            outside
        });
        !self.enums.is_empty() && self.enums.contains(&without_indices.collect::<String>())
    }

    /// Encodes values; of an enum one of the first two members, which most have.
    fn encode(&self, values: Vec<DynSolValue>) -> Vec<u8> {
        let mut encoded = DynSolValue::Tuple(values).abi_encode_params();
        if !self.enums.is_empty() {
            let places = layout::places(&self.types, &encoded);
            for place in places.iter().filter(|place| self.is_enum(&place.name)) {
                if matches!(place.role, layout::Role::Value { .. }) {
                    let member = layout::word(&encoded, place.at).bit(0);
                    layout::set_word(&mut encoded, place.at, U256::from(u8::from(member)));
                }
            }
        }
        encoded
    }
}

fn find_enums(name: &str, input: &Param, enums: &mut BTreeSet<String>) {
    if matches!(input.internal_type, Some(InternalType::Enum { .. })) {
        enums.insert(name.into());
    }
    for (index, field) in input.components.iter().enumerate() {
        find_enums(&format!("{name}.{index}"), field, enums);
    }
}

/// Parameters by name and type.
///
/// # Errors
/// If the ABI names a type that does not exist.
pub fn parameters(inputs: &[Param]) -> Result<Vec<(String, DynSolType)>, Error> {
    let inputs = inputs.iter().enumerate();
    inputs
        .map(|(index, input)| {
            let name = match input.name.as_str() {
                "" => format!("#{index}"),
                name => name.into(),
            };
            Ok((name, input.resolve()?))
        })
        .collect()
}

fn shape(name: &str, fill: Fill, bytes: usize, items: usize) -> (String, Shape) {
    (name.into(), Shape { fill, bytes, items })
}

/// A shape in which a value of this type takes some 17 KiB, whatever is nested in it.
fn long(ty: &DynSolType, typical: Shape) -> Shape {
    let items = match array_depth(ty) {
        0 => {
            return Shape {
                bytes: 17 * 1024,
                ..typical
            }
        }
        1 if takes_a_word(ty) => 600,
        1 | 2 => 24,
        _ => 4,
    };
    Shape { items, ..typical }
}

/// Whether each element of an array takes one word in its head, and no array in its tail.
fn takes_a_word(array: &DynSolType) -> bool {
    use DynSolType::{Array, FixedArray, Tuple};
    match array {
        Array(of) => !matches!(**of, Array(_) | FixedArray(..) | Tuple(_)),
        _ => false,
    }
}

/// How many arrays without a fixed length are nested in a type.
fn array_depth(ty: &DynSolType) -> usize {
    match ty {
        DynSolType::Array(of) => 1 + array_depth(of),
        DynSolType::FixedArray(of, _) => array_depth(of),
        DynSolType::Tuple(types) => types.iter().map(array_depth).max().unwrap_or_default(),
        _ => 0,
    }
}

#[cfg(test)]
mod tests;
