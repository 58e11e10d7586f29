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
    answer::{deny_value, Answered},
    arguments::Arguments,
    calldata::{Host, CONSTRUCTOR, MESSAGE},
};
use core::{marker::PhantomData, ops::Deref};

/// The arguments `A` of a message of contract `C`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Direct<A, C> {
    arguments: A,
    contract: PhantomData<fn() -> C>,
}

impl<A, C> Direct<A, C> {
    /// The arguments.
    pub fn into_arguments(self) -> A {
        self.arguments
    }
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

impl<A: AnsweredBy<C>, C> ink::SolDecode for Direct<A, C> {
    type SolType = ();
    const SOL_NAME: &'static str = A::TYPES;

    #[inline(always)]
    fn decode(_data: &[u8]) -> Result<Self, ink::sol::Error> {
        Self::from_sol_type(())
    }

    #[inline(always)]
    fn from_sol_type(_: ()) -> Result<Self, ink::sol::Error> {
        if !A::PAYABLE {
            deny_value()?;
        }
        let answered = A::read(&Host, MESSAGE).map(|arguments| A::answer(arguments.into()));
        // On chain the call has ended, one way or the other.
        let _ = answered;
        Err(ink::sol::Error)
    }
}

/// What ink!'s call builders ask of an argument. They encode one argument as one value, behind an
/// offset when it is dynamic, so they cannot call these messages: calldata for them is what
/// `blueprint-abi` encodes.
macro_rules! not_for_call_builders {
    ($([$($generics:tt)*] $name:ty),+) => {$(
        impl<'a, $($generics)*> ink::SolEncode<'a> for $name {
            type SolType = ();

            fn to_sol_type(&'a self) -> Self::SolType {
                panic!("encode calls of this message with blueprint-abi, not with a call builder")
            }
        }
    )+};
}
not_for_call_builders!([A, C] Direct<A, C>, [A, const PAYABLE: bool] Deploy<A, PAYABLE>);

/// A constructor's arguments, decoded as strictly as a message's, and without value. Mark the
/// constructor `payable` all the same: ink! would check for value a second time, and panic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deploy<A, const PAYABLE: bool = false>(pub A);

impl<A: Arguments, const PAYABLE: bool> ink::SolDecode for Deploy<A, PAYABLE> {
    type SolType = ();
    const SOL_NAME: &'static str = A::TYPES;

    fn decode(_data: &[u8]) -> Result<Self, ink::sol::Error> {
        Self::from_sol_type(())
    }

    fn from_sol_type(_: ()) -> Result<Self, ink::sol::Error> {
        if !PAYABLE {
            deny_value()?;
        }
        A::read(&Host, CONSTRUCTOR)
            .map(Self)
            .map_err(|_| ink::sol::Error)
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
