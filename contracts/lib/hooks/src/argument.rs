//! The types that an argument may have, and what structs and arrays in calldata are made of.

use crate::{
    calldata::{CallData, Kind, Malformed, Slot, WORD},
    frame::Frame,
};
use core::slice::Iter;

/// A type that an argument may have.
pub trait Argument: Sized {
    /// What its words in the head may hold: one word, but for static structs and arrays.
    const KINDS: &'static [Kind];

    /// Its value, from its words, checked and taken off the head.
    fn take<S: CallData>(head: &mut Iter<'_, Slot>, source: &S) -> Self;
}

/// A type that an element of an array or a member of a struct in calldata may have. It is checked when
/// it is read.
pub trait Element: Sized {
    /// Bytes it takes in the array or in the struct's head, a multiple of 32; 32 where it is dynamic.
    const HEAD: u32;
    /// Whether the ABI puts it behind an offset.
    const DYNAMIC: bool;

    /// Its value, from `offset` bytes behind the start of the array or struct.
    ///
    /// # Errors
    /// Where solc's decoder reverts.
    fn read(frame: &Frame, offset: u32) -> Result<Self, Malformed>;
}

/// An argument whose value a contract can make its own: to return it, or to put it into an error or an
/// event. What lies in calldata is read whole, and every word of it is checked.
pub trait ToValue {
    /// The value: a `Vec` of a [`List`](crate::List), the struct of a struct that lies in calldata.
    type Value;

    /// The value.
    ///
    /// # Errors
    /// Where the encoding is not one of the type.
    fn to_value(&self) -> Result<Self::Value, Malformed>;
}

/// The next word. Heads are as long as their types say, so that there always is one.
pub(crate) fn next(head: &mut Iter<'_, Slot>) -> Slot {
    head.next().copied().unwrap_or([0; WORD as usize])
}

/// Makes a type with [`Word`](crate::Word) one that parameters, return values, errors and events may
/// have. The second parameter is the [`Kind`] of its word. The type must have a `Default`.
///
/// ```
/// use blueprint_hooks::{calldata::Kind, Word};
/// /// `enum Verdict { Open, Right, Wrong }`
/// #[derive(Clone, Copy, Default)]
/// pub enum Verdict {
///     #[default]
///     Open,
///     Right,
///     Wrong,
/// }
/// impl Word for Verdict {
///     fn to_word(&self) -> [u8; 32] {
///         (*self as u8).to_word()
///     }
///     fn from_word(word: &[u8; 32]) -> Option<Self> {
///         [Self::Open, Self::Right, Self::Wrong].get(usize::from(u8::from_word(word)?)).copied()
///     }
/// }
/// blueprint_hooks::word_type!(Verdict, Kind::Below(3));
/// ```
#[macro_export]
macro_rules! word_type {
    ($ty:ty, $kind:expr $(,)?) => {
        $crate::word_type!(@impl [] $ty, $kind, |word| {
            // A checked word holds a value.
            $crate::Word::from_word(word).unwrap_or_default()
        });
    };
    (@impl [$($generics:tt)*] $ty:ty, $kind:expr, |$word:ident| $take:expr) => {
        impl<$($generics)*> $crate::argument::Argument for $ty {
            const KINDS: &'static [$crate::calldata::Kind] = &[$kind];

            #[inline]
            fn take<S: $crate::calldata::CallData>(
                head: &mut core::slice::Iter<'_, $crate::calldata::Slot>,
                _: &S,
            ) -> Self {
                // Heads are as long as their types say.
                let $word = head.next().unwrap_or(&[0; 32]);
                $take
            }
        }

        impl<$($generics)*> $crate::argument::Element for $ty {
            const HEAD: u32 = 32;
            const DYNAMIC: bool = false;

            fn read(
                frame: &$crate::frame::Frame,
                offset: u32,
            ) -> core::result::Result<Self, $crate::calldata::Malformed> {
                $crate::word::Word::from_word(&frame.word(offset)).ok_or($crate::calldata::Malformed)
            }
        }

        impl<$($generics)*> $crate::argument::ToValue for $ty {
            type Value = Self;

            fn to_value(&self) -> core::result::Result<Self, $crate::calldata::Malformed> {
                Ok(::core::clone::Clone::clone(self))
            }
        }

        impl<$($generics)*> $crate::encode::Encode for $ty {
            const WORDS: usize = 1;
            const DYNAMIC: bool = false;

            #[inline]
            fn put(&self, out: &mut [u8]) {
                $crate::encode::put_word(out, &$crate::word::Word::to_word(self));
            }

            fn append(&self, out: &mut $crate::encode::Vec<u8>) {
                out.extend_from_slice(&$crate::word::Word::to_word(self));
            }

            #[inline]
            fn topic(&self) -> [u8; 32] {
                $crate::word::Word::to_word(self)
            }

            fn append_in_place(&self, out: &mut $crate::encode::Vec<u8>) {
                out.extend_from_slice(&$crate::word::Word::to_word(self));
            }
        }

        impl<$($generics)*> $crate::decode_return::Decode for $ty {
            const WORDS: usize = 1;
            const DYNAMIC: bool = false;

            fn decode(data: &[u8], _base: usize, at: usize) -> ::core::option::Option<Self> {
                $crate::word::Word::from_word($crate::decode_return::word(data, at)?)
            }
        }
    };
}
