//! Encoding of return values, errors, events and calls, as solc encodes them.

#[doc(hidden)]
pub use ink::prelude::vec::Vec;

use crate::{
    decode_return::{self, Decode},
    word::Word,
};
use ink::prelude::boxed::Box;

/// A value that the ABI can encode.
pub trait Encode {
    /// Words in a head: all of them where it is static, 1 where it is dynamic.
    const WORDS: usize;
    /// Whether the ABI puts it behind an offset.
    const DYNAMIC: bool;

    /// Writes it over `out`, which has exactly `32 * WORDS` bytes. Static values only.
    fn put(&self, out: &mut [u8]) {
        let _ = out;
    }

    /// Appends what stands behind its offset where it is dynamic, else all its words.
    fn append(&self, out: &mut Vec<u8>);

    /// The topic of an event for an indexed argument of this value: the word of a value type, else a
    /// keccak-256. Structs and arrays: [`topic_of`].
    fn topic(&self) -> [u8; 32];

    /// Appends what the hash of a topic is made of: elements and members, padded to whole words,
    /// without offsets and lengths.
    fn append_in_place(&self, out: &mut Vec<u8>);
}

/// The topic of a struct or an array.
pub fn topic_of<T: Encode + ?Sized>(value: &T) -> [u8; 32] {
    use ink::env::hash::{CryptoHash, Keccak256};
    let mut contents = Vec::new();
    value.append_in_place(&mut contents);
    let mut hash = [0; 32];
    Keccak256::hash(&contents, &mut hash);
    hash
}

/// Writes one word over the first 32 bytes of `out`.
#[inline]
pub fn put_word(out: &mut [u8], word: &[u8; 32]) {
    if let Some(first) = out.first_chunk_mut() {
        *first = *word;
    }
}

/// Appends a static value by [`Encode::put`].
pub fn append_static<T: Encode + ?Sized>(value: &T, out: &mut Vec<u8>) {
    let from = out.len();
    out.resize(from.saturating_add(T::WORDS.saturating_mul(32)), 0);
    if let Some(words) = out.get_mut(from..) {
        value.put(words);
    }
}

/// Appends the length of `bytes`, of a `string` or of an array.
pub(crate) fn append_length(len: usize, out: &mut Vec<u8>) {
    out.extend_from_slice(&(len as u64).to_word());
}

/// The head of a tuple, a struct or an array that is appended to a buffer. What is pushed goes into the
/// head where it is static, else behind it, with its offset in the head.
pub struct Heads {
    /// Where the head starts: what offsets count from.
    start: usize,
    /// Where the next value goes.
    next: usize,
}

impl Heads {
    /// Makes room for a head of so many words at the end of `out`.
    pub fn open(out: &mut Vec<u8>, words: usize) -> Self {
        let start = out.len();
        out.resize(start.saturating_add(words.saturating_mul(32)), 0);
        Self { start, next: start }
    }

    /// Encodes the next value. `out` is the buffer that this was opened in; the words of all values
    /// together are as many as it was opened with.
    pub fn push<T: Encode + ?Sized>(&mut self, out: &mut Vec<u8>, value: &T) {
        if T::DYNAMIC {
            self.offset(out);
            value.append(out);
        } else if let Some(words) = self.take(out, T::WORDS) {
            value.put(words);
        }
    }

    /// The next so many words of the head.
    fn take<'a>(&mut self, out: &'a mut [u8], words: usize) -> Option<&'a mut [u8]> {
        let from = self.next;
        self.next = from.saturating_add(words.saturating_mul(32));
        out.get_mut(from..self.next)
    }

    /// Writes the offset of a value that is appended next.
    #[inline(never)]
    fn offset(&mut self, out: &mut [u8]) {
        let offset = out.len().saturating_sub(self.start) as u64;
        if let Some(word) = self.take(out, 1) {
            put_word(word, &offset.to_word());
        }
    }
}

/// The encoding of several values as one tuple: returned values, an error's, the data of an event,
/// calldata.
///
/// ```
/// use blueprint_hooks::{encode::Sequence, Text};
/// let mut error = Sequence::new(1, &[0x08, 0xc3, 0x79, 0xa0]);
/// error.push(&Text::from("no such service"));
/// assert_eq!(error.finish().len(), 4 + 3 * 32);
/// ```
pub struct Sequence {
    out: Vec<u8>,
    heads: Heads,
}

impl Sequence {
    /// A tuple whose head has so many words, behind `prefix`: nothing, or a selector's 4 bytes.
    pub fn new(head_words: usize, prefix: &[u8]) -> Self {
        let head = head_words.saturating_mul(32);
        // One allocation where all is static, and where tails are as long as the head.
        let capacity = head.saturating_mul(2).saturating_add(prefix.len());
        let mut out = Vec::with_capacity(capacity);
        out.extend_from_slice(prefix);
        let heads = Heads::open(&mut out, head_words);
        Self { out, heads }
    }

    /// Encodes the next value.
    pub fn push<T: Encode + ?Sized>(&mut self, value: &T) -> &mut Self {
        self.heads.push(&mut self.out, value);
        self
    }

    /// The encoding.
    pub fn finish(self) -> Vec<u8> {
        self.out
    }
}

impl<T: Encode + ?Sized> Encode for &T {
    const WORDS: usize = T::WORDS;
    const DYNAMIC: bool = T::DYNAMIC;

    fn put(&self, out: &mut [u8]) {
        (**self).put(out);
    }

    fn append(&self, out: &mut Vec<u8>) {
        (**self).append(out);
    }

    fn topic(&self) -> [u8; 32] {
        (**self).topic()
    }

    fn append_in_place(&self, out: &mut Vec<u8>) {
        (**self).append_in_place(out);
    }
}

impl<T: Encode + ?Sized> Encode for Box<T> {
    const WORDS: usize = T::WORDS;
    const DYNAMIC: bool = T::DYNAMIC;

    fn put(&self, out: &mut [u8]) {
        (**self).put(out);
    }

    fn append(&self, out: &mut Vec<u8>) {
        (**self).append(out);
    }

    fn topic(&self) -> [u8; 32] {
        (**self).topic()
    }

    fn append_in_place(&self, out: &mut Vec<u8>) {
        (**self).append_in_place(out);
    }
}

/// Elements, one after the other, with a head of their own.
fn append_items<T: Encode>(items: &[T], out: &mut Vec<u8>) {
    let mut heads = Heads::open(out, items.len().saturating_mul(T::WORDS));
    for item in items {
        heads.push(out, item);
    }
}

/// `T[]`.
impl<T: Encode> Encode for [T] {
    const WORDS: usize = 1;
    const DYNAMIC: bool = true;

    fn append(&self, out: &mut Vec<u8>) {
        append_length(self.len(), out);
        append_items(self, out);
    }

    fn topic(&self) -> [u8; 32] {
        topic_of(self)
    }

    fn append_in_place(&self, out: &mut Vec<u8>) {
        for item in self {
            item.append_in_place(out);
        }
    }
}

/// `T[]`.
impl<T: Encode> Encode for Vec<T> {
    const WORDS: usize = 1;
    const DYNAMIC: bool = true;

    fn append(&self, out: &mut Vec<u8>) {
        self.as_slice().append(out);
    }

    fn topic(&self) -> [u8; 32] {
        topic_of(self.as_slice())
    }

    fn append_in_place(&self, out: &mut Vec<u8>) {
        self.as_slice().append_in_place(out);
    }
}

/// `T[N]` as a value. `[u8; N]` alone is Solidity's `bytesN`; `Fixed<u8, N>` is `uint8[N]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fixed<T, const N: usize>(pub [T; N]);

impl<T, const N: usize> From<[T; N]> for Fixed<T, N> {
    fn from(values: [T; N]) -> Self {
        Self(values)
    }
}

impl<T, const N: usize> core::ops::Deref for Fixed<T, N> {
    type Target = [T; N];

    fn deref(&self) -> &[T; N] {
        &self.0
    }
}

/// Words of a `T[N]` in a head.
const fn fixed_words<const N: usize>(of: usize, dynamic: bool) -> usize {
    assert!(N > 0, "an array of fixed length has an element");
    if dynamic {
        1
    } else {
        of * N
    }
}

impl<T: Encode, const N: usize> Encode for Fixed<T, N> {
    const WORDS: usize = fixed_words::<N>(T::WORDS, T::DYNAMIC);
    const DYNAMIC: bool = T::DYNAMIC;

    fn put(&self, out: &mut [u8]) {
        for (item, out) in self.0.iter().zip(out.chunks_exact_mut(T::WORDS * 32)) {
            item.put(out);
        }
    }

    fn append(&self, out: &mut Vec<u8>) {
        append_items(&self.0, out);
    }

    fn topic(&self) -> [u8; 32] {
        topic_of(self.0.as_slice())
    }

    fn append_in_place(&self, out: &mut Vec<u8>) {
        self.0.as_slice().append_in_place(out);
    }
}

impl<T: Decode, const N: usize> Decode for Fixed<T, N> {
    const WORDS: usize = fixed_words::<N>(T::WORDS, T::DYNAMIC);
    const DYNAMIC: bool = T::DYNAMIC;

    fn decode(data: &[u8], base: usize, at: usize) -> Option<Self> {
        let start = if T::DYNAMIC {
            decode_return::follow(data, base, at, N * T::WORDS)?
        } else {
            at
        };
        let items = decode_return::items(data, start, N)?;
        items.try_into().ok().map(Self)
    }
}
