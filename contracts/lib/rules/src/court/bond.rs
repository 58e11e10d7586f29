//! Bonds and slashed value: what is held, what is refunded, and what goes to a sink.

use crate::math::U256;
use primitive_types::H160;
#[cfg(feature = "scale")]
use {
    codec::{Decode, Encode, MaxEncodedLen},
    scale_info::TypeInfo,
};

/// Where seized value goes. There is no variant with an account in it: a recipient would have
/// a reason to cause slashes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub enum Sink {
    /// Taken out of existence.
    #[default]
    Burn = 0,
    /// Returned to what the network will mint later, for everyone.
    FutureInflation = 1,
}

/// A slashed amount that goes to a [`Sink`], in base units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub struct Seized {
    amount: U256,
}

impl Seized {
    /// Only a decision of this crate seizes something.
    pub(crate) fn new(amount: U256) -> Self {
        Seized { amount }
    }

    /// How much, in base units.
    pub fn amount(&self) -> U256 {
        self.amount
    }
}

/// All that was ever seized, in base units. Only grows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub struct SinkLedger {
    /// Taken out of existence.
    pub burned: U256,
    /// Returned to future inflation.
    pub future_inflation: U256,
}

impl SinkLedger {
    /// The ledger after `seized` went to `sink`. `None` on overflow.
    pub fn receive(self, seized: Seized, sink: Sink) -> Option<SinkLedger> {
        let mut next = self;
        let total = match sink {
            Sink::Burn => &mut next.burned,
            Sink::FutureInflation => &mut next.future_inflation,
        };
        *total = total.checked_add(seized.amount)?;
        Some(next)
    }
}

/// The outcome of a bond. It changes from `Open` once, when the proposal or report it was posted for ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub enum Settlement {
    /// There is no bond, or it stays where it is.
    Open,
    /// The bond is credited to the account that posted it, which has to withdraw it.
    Refund {
        /// Who posted it.
        to: H160,
        /// Base units.
        amount: U256,
    },
    /// The bond is lost.
    Forfeit(Seized),
}

/// The bonds a contract has in its keeping, in base units. Its balance never falls below
/// `held + owed`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub struct Bonds {
    /// Posted, and what they were posted for is still open.
    pub held: U256,
    /// Refunded, and not yet fetched.
    pub owed: U256,
}

impl Bonds {
    /// After a bond of `amount` was posted. `None` on overflow.
    pub fn post(self, amount: U256) -> Option<Bonds> {
        Some(Bonds {
            held: self.held.checked_add(amount)?,
            ..self
        })
    }

    /// After a bond was settled. `None` if it was never posted here.
    pub fn settle(self, settlement: Settlement) -> Option<Bonds> {
        match settlement {
            Settlement::Open => Some(self),
            Settlement::Refund { amount, .. } => Some(Bonds {
                held: self.held.checked_sub(amount)?,
                owed: self.owed.checked_add(amount)?,
            }),
            Settlement::Forfeit(seized) => Some(Bonds {
                held: self.held.checked_sub(seized.amount)?,
                ..self
            }),
        }
    }

    /// After `amount` was fetched. `None` if that much was not owed.
    pub fn pay(self, amount: U256) -> Option<Bonds> {
        Some(Bonds {
            owed: self.owed.checked_sub(amount)?,
            ..self
        })
    }
}

/// What is left of `forfeited` once `swept` of it went out. `None` if that is less than nothing.
pub fn unswept(forfeited: SinkLedger, swept: U256) -> Option<U256> {
    forfeited.burned.checked_sub(swept)
}

/// What `account` may fetch after `settlement`, given that it could fetch `balance` before. A
/// refund to another account changes nothing. `None` on overflow.
pub fn credit(balance: U256, account: H160, settlement: Settlement) -> Option<U256> {
    match settlement {
        Settlement::Refund { to, amount } if to == account => balance.checked_add(amount),
        _ => Some(balance),
    }
}

/// Takes the whole of a credit: (what remains, what to pay). Store the first before paying the
/// second. `None` when there is nothing to take.
pub fn withdraw(balance: U256) -> Option<(U256, U256)> {
    (!balance.is_zero()).then_some((U256::zero(), balance))
}
