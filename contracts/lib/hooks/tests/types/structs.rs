//! Structs and an enum, written as the macro generates them from a `.sol` file:
//!
//! ```solidity
//! struct Point { uint24 x; int40 y; }
//! struct Item { bytes data; Point at; uint16[] tags; }
//! struct Order { address who; Item[] items; Point[2] corners; string note; Item[2] pair; Verdict verdict; }
//! enum Verdict { Open, Right, Wrong }
//! ```

use crate::oracle::{reference::Value, seen::Seen};
use blueprint_hooks::{
    calldata::{Kind, Slot},
    decode_return,
    encode::{self, Heads},
    ink::Address,
    Argument, Array, Bytes, CallData, Decode, Element, Encode, Fixed, Frame, List, Malformed,
    Narrow, Text, Word,
};
use core::slice::Iter;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Point {
    pub x: Narrow<u32, 24>,
    pub y: Narrow<i64, 40>,
}

// A static struct.
impl Encode for Point {
    const WORDS: usize = 2;
    const DYNAMIC: bool = false;

    fn put(&self, out: &mut [u8]) {
        if let Some(out) = out.get_mut(0..32) {
            self.x.put(out);
        }
        if let Some(out) = out.get_mut(32..64) {
            self.y.put(out);
        }
    }

    fn append(&self, out: &mut Vec<u8>) {
        encode::append_static(self, out);
    }

    fn topic(&self) -> [u8; 32] {
        encode::topic_of(self)
    }

    fn append_in_place(&self, out: &mut Vec<u8>) {
        self.x.append_in_place(out);
        self.y.append_in_place(out);
    }
}

impl Decode for Point {
    const WORDS: usize = 2;
    const DYNAMIC: bool = false;

    fn decode(data: &[u8], base: usize, at: usize) -> Option<Self> {
        Some(Self {
            x: Decode::decode(data, base, at)?,
            y: Decode::decode(data, base, at.checked_add(32)?)?,
        })
    }
}

#[derive(Debug, Clone)]
pub struct PointCalldata(Frame);

impl PointCalldata {
    pub fn x(&self) -> Result<Narrow<u32, 24>, Malformed> {
        Element::read(&self.0, 0)
    }

    pub fn y(&self) -> Result<Narrow<i64, 40>, Malformed> {
        Element::read(&self.0, 32)
    }
}

impl Argument for PointCalldata {
    const KINDS: &'static [Kind] = &[Kind::Here, Kind::Whole];

    fn take<S: CallData>(head: &mut Iter<'_, Slot>, source: &S) -> Self {
        let frame = Frame::from_slot(&head.next().copied().unwrap_or_default(), source);
        head.next();
        Self(frame)
    }
}

impl Element for PointCalldata {
    const HEAD: u32 = 64;
    const DYNAMIC: bool = false;

    fn read(frame: &Frame, offset: u32) -> Result<Self, Malformed> {
        Ok(Self(frame.inner(offset)))
    }
}

impl From<Point> for PointCalldata {
    fn from(value: Point) -> Self {
        Self(Frame::of_value(&value))
    }
}

impl Seen for Point {
    fn seen(&self) -> Value {
        Value::Several(vec![Some(self.x.seen()), Some(self.y.seen())])
    }
}

impl Seen for PointCalldata {
    fn seen(&self) -> Value {
        Value::Several(vec![read(self.x()), read(self.y())])
    }
}

fn read(member: Result<impl Seen, Malformed>) -> Option<Value> {
    member.ok().map(|value| value.seen())
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    pub data: Bytes,
    pub at: Point,
    pub tags: Vec<u16>,
}

// A dynamic struct.
impl Encode for Item {
    const WORDS: usize = 1;
    const DYNAMIC: bool = true;

    fn append(&self, out: &mut Vec<u8>) {
        let mut heads = Heads::open(out, 4);
        heads.push(out, &self.data);
        heads.push(out, &self.at);
        heads.push(out, &self.tags);
    }

    fn topic(&self) -> [u8; 32] {
        encode::topic_of(self)
    }

    fn append_in_place(&self, out: &mut Vec<u8>) {
        self.data.append_in_place(out);
        self.at.append_in_place(out);
        self.tags.append_in_place(out);
    }
}

impl Decode for Item {
    const WORDS: usize = 1;
    const DYNAMIC: bool = true;

    fn decode(data: &[u8], base: usize, at: usize) -> Option<Self> {
        let base = decode_return::follow(data, base, at, 4)?;
        Some(Self {
            data: Decode::decode(data, base, base)?,
            at: Decode::decode(data, base, base.checked_add(32)?)?,
            tags: Decode::decode(data, base, base.checked_add(96)?)?,
        })
    }
}

#[derive(Debug, Clone)]
pub struct ItemCalldata(Frame);

impl ItemCalldata {
    pub fn data(&self) -> Result<Bytes, Malformed> {
        Element::read(&self.0, 0)
    }

    pub fn at(&self) -> Result<PointCalldata, Malformed> {
        Element::read(&self.0, 32)
    }

    pub fn tags(&self) -> Result<List<u16>, Malformed> {
        Element::read(&self.0, 96)
    }
}

impl Argument for ItemCalldata {
    const KINDS: &'static [Kind] = &[Kind::Head(128)];

    fn take<S: CallData>(head: &mut Iter<'_, Slot>, source: &S) -> Self {
        Self(Frame::from_slot(
            &head.next().copied().unwrap_or_default(),
            source,
        ))
    }
}

impl Element for ItemCalldata {
    const HEAD: u32 = 32;
    const DYNAMIC: bool = true;

    fn read(frame: &Frame, offset: u32) -> Result<Self, Malformed> {
        frame.follow(offset, 128).map(Self)
    }
}

impl From<Item> for ItemCalldata {
    fn from(value: Item) -> Self {
        Self(Frame::of_value(&value))
    }
}

impl Seen for Item {
    fn seen(&self) -> Value {
        Value::Several(vec![
            Some(self.data.seen()),
            Some(self.at.seen()),
            Some(self.tags.seen()),
        ])
    }
}

impl Seen for ItemCalldata {
    fn seen(&self) -> Value {
        Value::Several(vec![read(self.data()), read(self.at()), read(self.tags())])
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    pub who: Address,
    pub items: Vec<Item>,
    pub corners: Fixed<Point, 2>,
    pub note: Text,
    pub pair: Fixed<Item, 2>,
    pub verdict: Verdict,
}

impl Encode for Order {
    const WORDS: usize = 1;
    const DYNAMIC: bool = true;

    fn append(&self, out: &mut Vec<u8>) {
        let mut heads = Heads::open(out, 9);
        heads.push(out, &self.who);
        heads.push(out, &self.items);
        heads.push(out, &self.corners);
        heads.push(out, &self.note);
        heads.push(out, &self.pair);
        heads.push(out, &self.verdict);
    }

    fn topic(&self) -> [u8; 32] {
        encode::topic_of(self)
    }

    fn append_in_place(&self, out: &mut Vec<u8>) {
        self.who.append_in_place(out);
        self.items.append_in_place(out);
        self.corners.append_in_place(out);
        self.note.append_in_place(out);
        self.pair.append_in_place(out);
        self.verdict.append_in_place(out);
    }
}

impl Decode for Order {
    const WORDS: usize = 1;
    const DYNAMIC: bool = true;

    fn decode(data: &[u8], base: usize, at: usize) -> Option<Self> {
        let base = decode_return::follow(data, base, at, 9)?;
        Some(Self {
            who: Decode::decode(data, base, base)?,
            items: Decode::decode(data, base, base.checked_add(32)?)?,
            corners: Decode::decode(data, base, base.checked_add(64)?)?,
            note: Decode::decode(data, base, base.checked_add(192)?)?,
            pair: Decode::decode(data, base, base.checked_add(224)?)?,
            verdict: Decode::decode(data, base, base.checked_add(256)?)?,
        })
    }
}

#[derive(Debug, Clone)]
pub struct OrderCalldata(Frame);

impl OrderCalldata {
    pub fn who(&self) -> Result<Address, Malformed> {
        Element::read(&self.0, 0)
    }

    pub fn items(&self) -> Result<List<ItemCalldata>, Malformed> {
        Element::read(&self.0, 32)
    }

    pub fn corners(&self) -> Result<Array<PointCalldata, 2>, Malformed> {
        Element::read(&self.0, 64)
    }

    pub fn note(&self) -> Result<Text, Malformed> {
        Element::read(&self.0, 192)
    }

    pub fn pair(&self) -> Result<Array<ItemCalldata, 2>, Malformed> {
        Element::read(&self.0, 224)
    }

    pub fn verdict(&self) -> Result<Verdict, Malformed> {
        Element::read(&self.0, 256)
    }
}

impl Argument for OrderCalldata {
    const KINDS: &'static [Kind] = &[Kind::Head(288)];

    fn take<S: CallData>(head: &mut Iter<'_, Slot>, source: &S) -> Self {
        Self(Frame::from_slot(
            &head.next().copied().unwrap_or_default(),
            source,
        ))
    }
}

impl Element for OrderCalldata {
    const HEAD: u32 = 32;
    const DYNAMIC: bool = true;

    fn read(frame: &Frame, offset: u32) -> Result<Self, Malformed> {
        frame.follow(offset, 288).map(Self)
    }
}

impl From<Order> for OrderCalldata {
    fn from(value: Order) -> Self {
        Self(Frame::of_value(&value))
    }
}

impl Seen for Order {
    fn seen(&self) -> Value {
        Value::Several(vec![
            Some(self.who.seen()),
            Some(self.items.seen()),
            Some(self.corners.seen()),
            Some(self.note.seen()),
            Some(self.pair.seen()),
            Some(self.verdict.seen()),
        ])
    }
}

impl Seen for OrderCalldata {
    fn seen(&self) -> Value {
        Value::Several(vec![
            read(self.who()),
            read(self.items()),
            read(self.corners()),
            read(self.note()),
            read(self.pair()),
            read(self.verdict()),
        ])
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[repr(u8)]
pub enum Verdict {
    #[default]
    Open,
    Right,
    Wrong,
}

impl Word for Verdict {
    fn to_word(&self) -> [u8; 32] {
        (*self as u8).to_word()
    }

    fn from_word(word: &[u8; 32]) -> Option<Self> {
        match u8::from_word(word)? {
            0 => Some(Self::Open),
            1 => Some(Self::Right),
            2 => Some(Self::Wrong),
            _ => None,
        }
    }
}

blueprint_hooks::word_type!(Verdict, Kind::Below(3));

impl Seen for Verdict {
    fn seen(&self) -> Value {
        Value::Word(self.to_word())
    }
}
