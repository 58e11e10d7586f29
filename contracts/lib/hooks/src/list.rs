//! Arrays that stay in calldata. As in solc's `calldata` arrays an element is checked when it is read,
//! not before.

use crate::{
    argument::{next, Argument, Element, ToValue},
    calldata::{CallData, Kind, Malformed, Place, Slot, WORD},
    encode::Fixed,
    frame::Frame,
};
use core::{fmt, marker::PhantomData, slice::Iter};
use ink::prelude::vec::Vec;

/// Bytes from one element to the next.
const fn stride<T: Element>() -> u32 {
    if T::DYNAMIC {
        WORD
    } else {
        T::HEAD
    }
}

/// A parameter of type `T[]`.
pub struct List<T> {
    /// The first element's word.
    first: Frame,
    len: u32,
    of: PhantomData<fn() -> T>,
}

impl<T: Element> List<T> {
    /// The number of elements.
    pub fn len(&self) -> u32 {
        self.len
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The element at `index`: `None` past the end, `Malformed` where its encoding is not one of `T`.
    pub fn get(&self, index: u32) -> Option<Result<T, Malformed>> {
        // Below the bytes of all elements, which lie inside of calldata.
        let offset = index.wrapping_mul(stride::<T>());
        (index < self.len).then(|| T::read(&self.first, offset))
    }

    /// The elements in order.
    pub fn iter(&self) -> impl Iterator<Item = Result<T, Malformed>> + '_ {
        (0..self.len).map_while(|index| self.get(index))
    }

    /// All elements, on the heap.
    ///
    /// # Errors
    /// Where the encoding of one is not of `T`.
    pub fn to_vec(&self) -> Result<Vec<T>, Malformed> {
        self.iter().collect()
    }
}

impl<T: Element> Argument for List<T> {
    const KINDS: &'static [Kind] = &[Kind::Tail(stride::<T>())];

    fn take<S: CallData>(head: &mut Iter<'_, Slot>, source: &S) -> Self {
        let place = Place::from_slot(&next(head));
        Self {
            first: Frame::at(place.at, source),
            len: place.len,
            of: PhantomData,
        }
    }
}

impl<T: Element> Element for List<T> {
    const HEAD: u32 = WORD;
    const DYNAMIC: bool = true;

    fn read(frame: &Frame, offset: u32) -> Result<Self, Malformed> {
        let (first, len) = frame.tail(offset, stride::<T>())?;
        Ok(Self {
            first,
            len,
            of: PhantomData,
        })
    }
}

impl<T: Element + ToValue> ToValue for List<T> {
    type Value = Vec<T::Value>;

    fn to_value(&self) -> Result<Self::Value, Malformed> {
        self.iter().map(|item| item?.to_value()).collect()
    }
}

impl<T> Clone for List<T> {
    fn clone(&self) -> Self {
        Self {
            first: self.first.clone(),
            len: self.len,
            of: PhantomData,
        }
    }
}

/// Compares elements, not where they lie. An element that cannot be read equals another such.
impl<T: Element + PartialEq> PartialEq for List<T> {
    fn eq(&self, other: &Self) -> bool {
        self.len == other.len && self.iter().eq(other.iter())
    }
}

impl<T: Element + Eq> Eq for List<T> {}

impl<T: Element + fmt::Debug> fmt::Debug for List<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

/// For tests: as if the values were calldata.
#[cfg(not(target_arch = "riscv64"))]
impl<T: Element, V: crate::encode::Encode> From<Vec<V>> for List<T> {
    fn from(values: Vec<V>) -> Self {
        Self {
            first: Frame::of_value(&values).inner(WORD),
            len: values.len() as u32,
            of: PhantomData,
        }
    }
}

/// A parameter of type `T[N]`; of static elements, at most 256 words.
pub struct Array<T, const N: usize> {
    /// The first element's word.
    first: Frame,
    of: PhantomData<fn() -> T>,
}

/// What the words of a static array may hold: any number of them is a part of this.
const HERE: [Kind; 256] = {
    let mut kinds = [Kind::Whole; 256];
    kinds[0] = Kind::Here;
    kinds
};

impl<T: Element, const N: usize> Array<T, N> {
    /// Bytes of all elements' words. Evaluated while compiling.
    const BYTES: u32 = {
        assert!(
            N > 0 && N <= u16::MAX as usize,
            "an array of fixed length has 1 to 65,535 elements"
        );
        stride::<T>() * N as u32
    };

    /// The number of elements, `N`.
    pub fn len(&self) -> u32 {
        N as u32
    }

    /// Whether there are none, which is never so.
    pub fn is_empty(&self) -> bool {
        N == 0
    }

    /// The element at `index`: `None` past the end, `Malformed` where its encoding is not one of `T`.
    pub fn get(&self, index: u32) -> Option<Result<T, Malformed>> {
        // Below `BYTES`.
        let offset = index.wrapping_mul(stride::<T>());
        (index < self.len()).then(|| T::read(&self.first, offset))
    }

    /// The elements in order.
    pub fn iter(&self) -> impl Iterator<Item = Result<T, Malformed>> + '_ {
        (0..self.len()).map_while(|index| self.get(index))
    }

    /// All elements, on the heap.
    ///
    /// # Errors
    /// Where the encoding of one is not of `T`.
    pub fn to_vec(&self) -> Result<Vec<T>, Malformed> {
        self.iter().collect()
    }
}

impl<T: Element, const N: usize> Argument for Array<T, N> {
    const KINDS: &'static [Kind] = if T::DYNAMIC {
        &[Kind::Head(Self::HEAD_BYTES)]
    } else {
        HERE.split_at((Self::BYTES / WORD) as usize).0
    };

    fn take<S: CallData>(head: &mut Iter<'_, Slot>, source: &S) -> Self {
        let first = Frame::from_slot(&next(head), source);
        for _ in 1..Self::KINDS.len() {
            next(head);
        }
        Self {
            first,
            of: PhantomData,
        }
    }
}

impl<T: Element, const N: usize> Array<T, N> {
    /// `BYTES` where it is the head of dynamic elements; the other branch must compile, too.
    const HEAD_BYTES: u32 = if T::DYNAMIC { Self::BYTES } else { WORD };
}

impl<T: Element, const N: usize> Element for Array<T, N> {
    const HEAD: u32 = if T::DYNAMIC { WORD } else { Self::BYTES };
    const DYNAMIC: bool = T::DYNAMIC;

    fn read(frame: &Frame, offset: u32) -> Result<Self, Malformed> {
        let first = if T::DYNAMIC {
            frame.follow(offset, Self::BYTES)?
        } else {
            frame.inner(offset)
        };
        Ok(Self {
            first,
            of: PhantomData,
        })
    }
}

impl<T: Element + ToValue, const N: usize> ToValue for Array<T, N> {
    type Value = Fixed<T::Value, N>;

    fn to_value(&self) -> Result<Self::Value, Malformed> {
        let items = self.iter().map(|item| item?.to_value());
        let items = items.collect::<Result<Vec<_>, _>>()?;
        items.try_into().map(Fixed).map_err(|_| Malformed)
    }
}

impl<T, const N: usize> Clone for Array<T, N> {
    fn clone(&self) -> Self {
        Self {
            first: self.first.clone(),
            of: PhantomData,
        }
    }
}

/// Compares elements, not where they lie. An element that cannot be read equals another such.
impl<T: Element + PartialEq, const N: usize> PartialEq for Array<T, N> {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl<T: Element + Eq, const N: usize> Eq for Array<T, N> {}

impl<T: Element + fmt::Debug, const N: usize> fmt::Debug for Array<T, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

/// For tests: as if the values were calldata.
#[cfg(not(target_arch = "riscv64"))]
impl<T: Element, V: crate::encode::Encode, const N: usize> From<[V; N]> for Array<T, N> {
    fn from(values: [V; N]) -> Self {
        Self {
            first: Frame::of_value(&crate::encode::Fixed(values)),
            of: PhantomData,
        }
    }
}

/// For tests: as if the values were calldata.
#[cfg(not(target_arch = "riscv64"))]
impl<T: Element, V: crate::encode::Encode, const N: usize> From<crate::encode::Fixed<V, N>>
    for Array<T, N>
{
    fn from(values: crate::encode::Fixed<V, N>) -> Self {
        values.0.into()
    }
}
