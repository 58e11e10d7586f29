//! A second decoder, by the rules of the code that solc generates, written to be plainly right: numbers
//! are the EVM's, of 256 bits, and everything is read.

use blueprint_hooks::ink::U256;
use std::fmt;

/// A type of an argument.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Type {
    /// One word.
    Value(Rule),
    /// `bytes` and `string`.
    Bytes,
    /// `T[]`.
    Array(Box<Type>),
    /// `T[N]`.
    Fixed(Box<Type>, usize),
    /// A struct.
    Struct(Vec<Type>),
}

/// What a word may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// A number of so many bits: `uintN`, `bool`, `address`.
    Unsigned(usize),
    /// A number of so many bits, its highest repeated in all above.
    Signed(usize),
    /// So many bytes, then zeros.
    Left(usize),
    /// An enum of so many members; solc's own type, `enumN` here.
    Below(usize),
}

/// A decoded argument.
#[derive(Clone, PartialEq, Eq)]
pub enum Value {
    /// One word.
    Word([u8; 32]),
    /// What is in `bytes` or in a `string`.
    Bytes(Vec<u8>),
    /// The members of a struct or the elements of an array; nothing where reading one reverts.
    Several(Vec<Option<Value>>),
}

/// In hex.
impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Word(bytes) => hex(f, bytes),
            Value::Bytes(bytes) => hex(f, bytes),
            Value::Several(members) => f.debug_list().entries(members).finish(),
        }
    }
}

fn hex(f: &mut fmt::Formatter<'_>, bytes: &[u8]) -> fmt::Result {
    f.write_str("0x")?;
    bytes.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
}

/// The types between the parentheses of a signature. Panics at a type that Solidity has not.
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
    if let Some(array) = name.strip_suffix(']') {
        let (of, n) = array.rsplit_once('[').expect("an array");
        let of = Box::new(parse(of));
        return match n {
            "" => Type::Array(of),
            n => Type::Fixed(of, n.parse().expect("a length")),
        };
    }
    if name.starts_with('(') {
        return Type::Struct(list(name));
    }
    let digits = name.find(|c: char| c.is_ascii_digit());
    let (word, size) = name.split_at(digits.unwrap_or(name.len()));
    let size = size.parse().unwrap_or(0);
    Type::Value(match word {
        "bytes" if size == 0 => return Type::Bytes,
        "string" => return Type::Bytes,
        "bool" => Rule::Unsigned(1),
        "address" => Rule::Unsigned(160),
        "uint" => Rule::Unsigned(size),
        "int" => Rule::Signed(size),
        "bytes" => Rule::Left(size),
        "enum" => Rule::Below(size),
        _ => panic!("Solidity has no type {name}"),
    })
}

impl Type {
    fn is_dynamic(&self) -> bool {
        match self {
            Type::Value(_) => false,
            Type::Bytes | Type::Array(_) => true,
            Type::Fixed(of, _) => of.is_dynamic(),
            Type::Struct(members) => members.iter().any(Type::is_dynamic),
        }
    }

    /// Bytes in the head of what it is in.
    fn size(&self) -> usize {
        if self.is_dynamic() {
            32
        } else {
            self.head()
        }
    }

    /// Bytes of its own head: of all its members and elements.
    fn head(&self) -> usize {
        match self {
            Type::Struct(members) => members.iter().map(Type::size).sum(),
            Type::Fixed(of, n) => of.size() * n,
            _ => 32,
        }
    }

    /// Bytes of an item behind its length, if it has one.
    fn unit(&self) -> Option<usize> {
        match self {
            Type::Bytes => Some(1),
            Type::Array(of) => Some(of.size()),
            _ => None,
        }
    }
}

impl Rule {
    fn allows(self, word: [u8; 32]) -> bool {
        let is_set = |bit: usize| word[31 - bit / 8] >> (bit % 8) & 1 == 1;
        match self {
            Rule::Unsigned(bits) => !(bits..256).any(is_set),
            Rule::Signed(bits) => (bits..256).all(|bit| is_set(bit) == is_set(bits - 1)),
            Rule::Left(bytes) => word[bytes..].iter().all(|byte| *byte == 0),
            Rule::Below(members) => U256::from_big_endian(&word) < U256::from(members),
        }
    }
}

/// Whether nothing that is read of a value reverts.
pub fn is_whole(value: &Value) -> bool {
    match value {
        Value::Several(members) => members
            .iter()
            .all(|member| member.as_ref().is_some_and(is_whole)),
        _ => true,
    }
}

/// The arguments behind the selector; `None` if a contract compiled by solc, whose parameters are
/// `calldata` all, would revert.
pub fn decode(types: &[Type], calldata: &[u8]) -> Option<Vec<Value>> {
    let head: usize = types.iter().map(Type::size).sum();
    if calldata.len() < 4 + head {
        return None;
    }
    let evm = Evm(calldata);
    let mut at = U256::from(4);
    let mut values = Vec::new();
    for ty in types {
        values.push(evm.argument(ty, at)?);
        at += ty.size().into();
    }
    Some(values)
}

/// Returned data as `abi.decode` reads it; `None` where that reverts.
pub fn decode_returned(types: &[Type], data: &[u8]) -> Option<Vec<Value>> {
    let members = Type::Struct(types.to_vec());
    match Evm(data).in_memory(&members, U256::zero())? {
        Value::Several(values) => values.into_iter().collect(),
        _ => None,
    }
}

/// Bytes, and the EVM's arithmetic.
struct Evm<'a>(&'a [u8]);

fn add(a: U256, b: impl Into<U256>) -> U256 {
    a.overflowing_add(b.into()).0
}

fn sub(a: U256, b: impl Into<U256>) -> U256 {
    a.overflowing_sub(b.into()).0
}

fn mul(a: U256, b: impl Into<U256>) -> U256 {
    a.overflowing_mul(b.into()).0
}

/// Signed less than.
fn slt(a: U256, b: U256) -> bool {
    let top = U256::one() << 255;
    (a ^ top) < (b ^ top)
}

fn short(number: U256) -> Option<U256> {
    (number <= u64::MAX.into()).then_some(number)
}

impl Evm<'_> {
    fn size(&self) -> U256 {
        self.0.len().into()
    }

    /// Zeros past the end.
    fn load(&self, at: U256) -> [u8; 32] {
        let mut word = [0; 32];
        for (i, byte) in word.iter_mut().enumerate() {
            // Positions do not wrap inside of a word.
            let at = at.checked_add(i.into());
            let at = at.filter(|at| *at < self.size()).map(|at| at.as_usize());
            *byte = at.map_or(0, |at| self.0[at]);
        }
        word
    }

    fn number(&self, at: U256) -> U256 {
        U256::from_big_endian(&self.load(at))
    }

    fn value(&self, rule: Rule, at: U256) -> Option<Value> {
        let word = self.load(at);
        rule.allows(word).then_some(Value::Word(word))
    }

    /// `abi_decode_tuple`, of one parameter.
    fn argument(&self, ty: &Type, at: U256) -> Option<Value> {
        if let Type::Value(rule) = ty {
            return self.value(*rule, at);
        }
        if !ty.is_dynamic() {
            return Some(self.members(ty, at, None));
        }
        let at = add(short(self.number(at))?, 4);
        let Some(unit) = ty.unit() else {
            let ends = slt(sub(self.size(), at), ty.head().into());
            return (!ends).then(|| self.members(ty, at, None));
        };
        if !slt(add(at, 31), self.size()) {
            return None;
        }
        let length = short(self.number(at))?;
        let first = add(at, 32);
        if add(first, mul(length, unit)) > self.size() {
            return None;
        }
        Some(self.members(ty, first, Some(length.as_usize())))
    }

    /// What is read when a member or an element is.
    fn member(&self, ty: &Type, base: U256, at: U256) -> Option<Value> {
        if let Type::Value(rule) = ty {
            return self.value(*rule, at);
        }
        if !ty.is_dynamic() {
            return Some(self.members(ty, at, None));
        }
        // `access_calldata_tail`.
        let needed = match ty.unit() {
            Some(_) => 32,
            None => ty.head(),
        };
        let relative = self.number(at);
        if !slt(relative, sub(sub(self.size(), base), needed - 1)) {
            return None;
        }
        let at = add(base, relative);
        let Some(unit) = ty.unit() else {
            return Some(self.members(ty, at, None));
        };
        let length = short(self.number(at))?;
        let first = add(at, 32);
        if slt(sub(self.size(), mul(length, unit)), first) {
            return None;
        }
        Some(self.members(ty, first, Some(length.as_usize())))
    }

    /// Everything in a struct, an array or `bytes`, the first word or byte of which is at `first`.
    fn members(&self, ty: &Type, first: U256, length: Option<usize>) -> Value {
        let elements = |of: &Type, n: usize| {
            let at = |i| add(first, i * of.size());
            (0..n).map(|i| self.member(of, first, at(i))).collect()
        };
        match ty {
            Type::Value(_) => unreachable!("a value is no struct or array"),
            Type::Bytes => Value::Bytes(self.bytes(first, length.unwrap_or(0))),
            Type::Array(of) => Value::Several(elements(of, length.unwrap_or(0))),
            Type::Fixed(of, n) => Value::Several(elements(of, *n)),
            Type::Struct(members) => {
                let mut at = first;
                let mut values = Vec::new();
                for member in members {
                    values.push(self.member(member, first, at));
                    at = add(at, member.size());
                }
                Value::Several(values)
            }
        }
    }

    fn bytes(&self, first: U256, length: usize) -> Vec<u8> {
        let words = (0..length.div_ceil(32)).map(|i| self.load(add(first, 32 * i)));
        let mut bytes: Vec<u8> = words.flatten().collect();
        bytes.truncate(length);
        bytes
    }

    /// `abi_decode_…_fromMemory` of what is behind an offset, if it is behind one.
    fn in_memory(&self, ty: &Type, at: U256) -> Option<Value> {
        match ty {
            Type::Value(rule) => self.value(*rule, at),
            Type::Struct(members) => {
                if slt(sub(self.size(), at), ty.head().into()) {
                    return None;
                }
                let mut place = at;
                let mut values = Vec::new();
                for member in members {
                    values.push(Some(self.member_in_memory(member, at, place)?));
                    place = add(place, member.size());
                }
                Some(Value::Several(values))
            }
            Type::Fixed(of, n) => self.elements_in_memory(of, at, (*n).into()),
            Type::Bytes | Type::Array(_) => {
                if !slt(add(at, 31), self.size()) {
                    return None;
                }
                let length = short(self.number(at))?;
                let first = add(at, 32);
                match ty {
                    Type::Array(of) => self.elements_in_memory(of, first, length),
                    _ => (add(first, length) <= self.size())
                        .then(|| Value::Bytes(self.bytes(first, length.as_usize()))),
                }
            }
        }
    }

    fn elements_in_memory(&self, of: &Type, first: U256, length: U256) -> Option<Value> {
        if add(first, mul(length, of.size())) > self.size() {
            return None;
        }
        let at = |i| add(first, i * of.size());
        let elements = 0..length.as_usize();
        let elements = elements.map(|i| self.member_in_memory(of, first, at(i)).map(Some));
        elements.collect::<Option<_>>().map(Value::Several)
    }

    fn member_in_memory(&self, ty: &Type, base: U256, at: U256) -> Option<Value> {
        if ty.is_dynamic() {
            self.in_memory(ty, add(base, short(self.number(at))?))
        } else {
            self.in_memory(ty, at)
        }
    }
}
