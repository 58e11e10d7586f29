//! Messages and constructors as ink! sees them.
//!
//! The dispatcher that ink! generates reads the contract's root cell before it selects the message, and
//! writes it back after every message that may change state: 74 and up to 175 µs of weight.
//! [`Message`] leaves no room for that. It is the type of a message's one argument; decoding it reads the
//! arguments, runs the message on the contract's handle and hands the return value to the host, which
//! ends the call. The contract must therefore keep its state in cells that load themselves: a
//! contract with a field that has a size does not compile.

use crate::{
    arguments::Arguments,
    calldata::{Host, CONSTRUCTOR, MESSAGE},
    return_data::{deny_value, Returned},
};
use core::marker::PhantomData;

/// The arguments `A` of a message of contract `C`.
#[derive(Debug, Clone)]
pub struct Message<A, C> {
    arguments: A,
    contract: PhantomData<fn() -> C>,
}

impl<A, C> Message<A, C> {
    /// The arguments.
    pub fn into_arguments(self) -> A {
        self.arguments
    }
}

impl<A, C> From<A> for Message<A, C> {
    fn from(arguments: A) -> Self {
        Self {
            arguments,
            contract: PhantomData,
        }
    }
}

/// Links arguments to the function of contract `C` that takes them. The macro implements it.
pub trait Handler<C>: Arguments {
    /// Whether the function takes value.
    const PAYABLE: bool;

    /// Runs the function and ends the call.
    fn handle(message: Message<Self, C>) -> Returned;
}

impl<A: Handler<C>, C> ink::SolDecode for Message<A, C> {
    type SolType = ();
    const SOL_NAME: &'static str = A::TYPES;

    #[inline(always)]
    fn decode(_data: &[u8]) -> Result<Self, ink::sol::Error> {
        Self::from_sol_type(())
    }

    #[inline(always)]
    fn from_sol_type(_: ()) -> Result<Self, ink::sol::Error> {
        if !A::PAYABLE {
            deny_value();
        }
        let returned = A::read(&Host, MESSAGE).map(|arguments| A::handle(arguments.into()));
        // On chain the call has ended, one way or the other.
        let _ = returned;
        Err(ink::sol::Error)
    }
}

/// The trait that ink!'s call builders require of an argument. They encode one argument as one value,
/// behind an offset when it is dynamic, so they cannot call these messages: generated clients can.
macro_rules! not_for_call_builders {
    ($([$($generics:tt)*] $name:ty),+) => {$(
        impl<'a, $($generics)*> ink::SolEncode<'a> for $name {
            type SolType = ();

            fn to_sol_type(&'a self) -> Self::SolType {
                panic!("call this message by the client that interface! makes, not by a call builder")
            }
        }
    )+};
}
not_for_call_builders!([A, C] Message<A, C>, [A, const PAYABLE: bool] ConstructorArgs<A, PAYABLE>);

/// A constructor's arguments, decoded as strictly as a message's. The macro marks the constructor
/// `payable` for ink! in any case: ink! would check for value a second time, and trap.
#[derive(Debug, Clone)]
pub struct ConstructorArgs<A, const PAYABLE: bool = false>(pub A);

impl<A: Arguments, const PAYABLE: bool> ink::SolDecode for ConstructorArgs<A, PAYABLE> {
    type SolType = ();
    const SOL_NAME: &'static str = A::TYPES;

    fn decode(_data: &[u8]) -> Result<Self, ink::sol::Error> {
        Self::from_sol_type(())
    }

    fn from_sol_type(_: ()) -> Result<Self, ink::sol::Error> {
        if !PAYABLE {
            deny_value();
        }
        A::read(&Host, CONSTRUCTOR)
            .map(Self)
            .map_err(|_| ink::sol::Error)
    }
}
