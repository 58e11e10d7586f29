//! Answering while decoding.
//!
//! The dispatcher that ink! generates reads the contract's root cell before it knows which message
//! it is for, and writes it back after every message that may change state: 74 and up to 175 µs of
//! weight. [`Direct`] leaves no room for that. It is the type of a message's one argument; decoding it
//! reads the arguments, runs the message on the contract's handle and hands the answer to the host,
//! which ends the call. The contract must therefore keep its state in cells that load themselves
//! (components, `Mapping`, `Lazy`): [`direct!`](crate::direct) refuses a contract with a field of its
//! own.

use crate::{
    arguments::Arguments,
    calldata::{Host, Malformed, CONSTRUCTOR, MESSAGE},
    refusal::Refusal,
    word::Word,
};
use core::{marker::PhantomData, ops::Deref};
use ink::prelude::vec::Vec;

/// The arguments `A` of a message of contract `C`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Direct<A, C> {
    arguments: A,
    contract: PhantomData<fn() -> C>,
}

impl<A, C> From<A> for Direct<A, C> {
    fn from(arguments: A) -> Self {
        Self {
            arguments,
            contract: PhantomData,
        }
    }
}

impl<A, C> Deref for Direct<A, C> {
    type Target = A;

    fn deref(&self) -> &A {
        &self.arguments
    }
}

/// The message of contract `C` that takes these arguments. Implemented by [`direct!`](crate::direct).
pub trait AnsweredBy<C>: Arguments {
    /// Whether the message takes value.
    const PAYABLE: bool;

    /// Runs the message and sends its answer.
    fn answer(call: Direct<Self, C>) -> Answered;
}

/// That the call has been answered. On chain nobody lives to see it.
pub struct Answered(());

impl<A: AnsweredBy<C>, C> ink::SolDecode for Direct<A, C> {
    type SolType = ();
    const SOL_NAME: &'static str = A::TYPES;

    #[inline(always)]
    fn decode(_data: &[u8]) -> Result<Self, ink::sol::Error> {
        Self::from_sol_type(())
    }

    #[inline(always)]
    fn from_sol_type(_: ()) -> Result<Self, ink::sol::Error> {
        if !A::PAYABLE && value_came() {
            return Err(refuse());
        }
        match A::read(&Host, MESSAGE) {
            Ok(arguments) => {
                A::answer(arguments.into());
                Err(ink::sol::Error)
            }
            Err(Malformed) => Err(refuse()),
        }
    }
}

/// What ink!'s call builders ask of an argument. They encode one argument as one value, behind an
/// offset when it is dynamic, so they cannot call these messages: calldata for them is what
/// `blueprint-abi` encodes.
macro_rules! not_for_call_builders {
    ($($name:ident<$($parameter:ident),+>),+) => {$(
        impl<'a, $($parameter),+> ink::SolEncode<'a> for $name<$($parameter),+> {
            type SolType = ();

            fn to_sol_type(&'a self) -> Self::SolType {
                panic!("encode calls of this message with blueprint-abi, not with a call builder")
            }
        }
    )+};
}
not_for_call_builders!(Direct<A, C>, Deploy<A>);

/// A constructor's arguments, decoded as strictly as a message's, and without value. Mark the
/// constructor `payable` all the same: ink! would check for value a second time, and panic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deploy<A>(pub A);

impl<A: Arguments> ink::SolDecode for Deploy<A> {
    type SolType = ();
    const SOL_NAME: &'static str = A::TYPES;

    fn decode(_data: &[u8]) -> Result<Self, ink::sol::Error> {
        Self::from_sol_type(())
    }

    fn from_sol_type(_: ()) -> Result<Self, ink::sol::Error> {
        if value_came() {
            return Err(refuse());
        }
        A::read(&Host, CONSTRUCTOR)
            .map(Self)
            .map_err(|Malformed| refuse())
    }
}

/// Ends a constructor that cannot go on, with the error's data.
///
/// A constructor could return the `Result`; ink! would then bring its own encoders of errors along,
/// a tenth of a contract's code.
pub trait OrRevert<T> {
    /// The value; without one, reverts. Off chain, where nothing can be reverted, panics.
    fn or_revert(self) -> T;
}

impl<T, E: Refusal + core::fmt::Debug> OrRevert<T> for Result<T, E> {
    fn or_revert(self) -> T {
        match self {
            Ok(value) => value,
            #[cfg(target_arch = "riscv64")]
            Err(error) => {
                error.encode_to(|data| send(true, data));
                unreachable!("the call has ended")
            }
            #[cfg(not(target_arch = "riscv64"))]
            Err(error) => panic!("reverted: {error:?}"),
        }
    }
}

/// As solc does with calldata it cannot read and with value it did not ask for: revert, no data.
#[inline(never)]
fn refuse() -> ink::sol::Error {
    send(true, &[]);
    ink::sol::Error
}

#[cfg(target_arch = "riscv64")]
#[inline(never)]
fn value_came() -> bool {
    use pallet_revive_uapi::{HostFn, HostFnImpl};
    let mut value = [0u64; 4];
    HostFnImpl::value_transferred(crate::words::bytes_of(&mut value));
    let [a, b, c, d] = value;
    a | b | c | d != 0
}

#[cfg(not(target_arch = "riscv64"))]
fn value_came() -> bool {
    false
}

#[cfg(target_arch = "riscv64")]
fn send(reverts: bool, data: &[u8]) -> Answered {
    use pallet_revive_uapi::{HostFn, HostFnImpl, ReturnFlags};
    let flags = if reverts {
        ReturnFlags::REVERT
    } else {
        ReturnFlags::empty()
    };
    HostFnImpl::return_value(flags, data)
}

#[cfg(not(target_arch = "riscv64"))]
fn send(_reverts: bool, _data: &[u8]) -> Answered {
    Answered(())
}

/// What a message may answer with.
pub trait Reply {
    /// Sends it and ends the call.
    fn reply(&self) -> Answered;
}

impl Reply for () {
    fn reply(&self) -> Answered {
        send(false, &[])
    }
}

impl<W: Word> Reply for W {
    fn reply(&self) -> Answered {
        send(false, &self.to_word())
    }
}

macro_rules! tuple_reply {
    ($($field:ident)+) => {
        impl<$($field: Word),+> Reply for ($($field,)+) {
            #[allow(non_snake_case)]
            fn reply(&self) -> Answered {
                let ($($field,)+) = self;
                send(false, [$($field.to_word()),+].as_flattened())
            }
        }
    };
}
tuple_reply!(A B);
tuple_reply!(A B C);
tuple_reply!(A B C D);
tuple_reply!(A B C D E);
tuple_reply!(A B C D E F);

/// A dynamic array: `uint64[]`, `address[]`.
impl<W: Word> Reply for Vec<W> {
    fn reply(&self) -> Answered {
        send(false, list(self).as_flattened())
    }
}

/// As solc returns an array alone: the place of its length, the length, the elements.
fn list<W: Word>(items: &[W]) -> Vec<[u8; 32]> {
    let head = [32u64, items.len() as u64].map(|word| word.to_word());
    head.into_iter()
        .chain(items.iter().map(Word::to_word))
        .collect()
}

impl<T: Reply, E: Refusal> Reply for Result<T, E> {
    fn reply(&self) -> Answered {
        match self {
            Ok(value) => value.reply(),
            Err(error) => error.encode_to(|data| send(true, data)),
        }
    }
}

/// Links arguments to the messages of a contract that take them.
///
/// ```ignore
/// blueprint_hooks::direct! { IncredibleSquaring {
///     OnRequest => on_request (payable),
///     CanJoin => can_join,
/// } }
/// ```
#[macro_export]
macro_rules! direct {
    ($contract:ty { $($arguments:ty => $message:ident $(($payable:ident))?),+ $(,)? }) => {
        // A field with a value of its own would read as its default here.
        const _: () = assert!(
            core::mem::size_of::<$contract>() == 0,
            "a contract that answers directly keeps its state in components, Mapping or Lazy"
        );

        $(impl $crate::AnsweredBy<$contract> for $arguments {
            const PAYABLE: bool = $crate::direct!(@payable $($payable)?);

            #[inline(always)]
            fn answer(call: $crate::Direct<Self, $contract>) -> $crate::Answered {
                $crate::Reply::reply(&<$contract>::default().$message(call))
            }
        })+
    };
    (@payable) => { false };
    (@payable payable) => { true };
}

#[cfg(test)]
mod tests {
    use super::list;
    use alloy_sol_types::{private::Address as AlloyAddress, sol_data, SolType};
    use ink::Address;

    #[test]
    fn list_encodes_as_an_array_returned_alone() {
        let numbers = vec![1u64, u64::MAX, 0];
        let expected = sol_data::Array::<sol_data::Uint<64>>::abi_encode(&numbers);
        assert_eq!(list(&numbers).as_flattened(), expected);

        let addresses = [[1; 20], [0xff; 20]];
        let expected = addresses.map(AlloyAddress::from).to_vec();
        let expected = sol_data::Array::<sol_data::Address>::abi_encode(&expected);
        assert_eq!(list(&addresses.map(Address::from)).as_flattened(), expected);
    }

    #[test]
    fn list_of_nothing_encodes_its_length() {
        let expected = sol_data::Array::<sol_data::Uint<64>>::abi_encode(&Vec::<u64>::new());
        assert_eq!(list::<u64>(&[]).as_flattened(), expected);
    }
}
