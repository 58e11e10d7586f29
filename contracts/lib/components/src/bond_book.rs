//! Bonds in a contract's keeping: held while what they were posted for is open, then owed back, to
//! be fetched, or lost.
//!
//! Refunds are pulled, never pushed: no step of a case waits for its party to take money. What is
//! lost stays in the contract, out of everybody's reach.

use crate::cell::{Cell, Map};
use blueprint_hooks::{events, Event};
use blueprint_rules::court::{credit, withdraw, Bonds, Settlement, Sink, SinkLedger};
use codec::{Decode, Encode, MaxEncodedLen};
use ink::{
    env::DefaultEnvironment,
    storage::traits::{AutoKey, StorageKey},
    Address, U256,
};

events! {
    /// A bond is owed to whoever posted it.
    pub struct BondRefunded {
        /// What it was posted for.
        #[topic]
        pub id: u64,
        /// Who may fetch it.
        #[topic]
        pub account: Address,
        /// Base units.
        pub amount: U256,
    }

    /// A bond is lost.
    pub struct BondForfeited {
        /// What it was posted for.
        #[topic]
        pub id: u64,
        /// Base units.
        pub amount: U256,
    }

    /// Refunded bonds were fetched.
    pub struct BondWithdrawn {
        /// By whom.
        #[topic]
        pub account: Address,
        /// Base units.
        pub amount: U256,
    }
}

/// Why the book refuses. Components answer with an error of the same name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BondError {
    /// An amount does not fit, or was never here.
    AmountOverflow,
    /// The account has no bond to fetch.
    NothingToWithdraw {
        /// The account.
        account: Address,
    },
    /// The account did not take its bonds; they stay credited.
    BondNotTaken {
        /// The account.
        account: Address,
        /// Base units.
        amount: U256,
    },
}

/// All bonds of a contract, in base units of the native token.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, Encode, Decode, MaxEncodedLen, scale_info::TypeInfo,
)]
pub struct BondTotals {
    /// Held, and owed.
    pub bonds: Bonds,
    /// Lost.
    pub forfeited: SinkLedger,
}

/// Keeps the bonds of one component.
#[ink::storage_item]
#[derive(Default, Debug)]
pub struct BondBook<KEY: StorageKey = AutoKey> {
    totals: Cell<BondTotals>,
    credits: Map<Address, U256>,
}

impl<KEY: StorageKey> BondBook<KEY> {
    /// Takes `amount` into keeping, which must have come with the call.
    pub fn post(&mut self, amount: U256) -> Result<(), BondError> {
        let mut totals = self.totals();
        totals.bonds = fits(totals.bonds.post(amount))?;
        self.totals.set(&totals);
        Ok(())
    }

    /// Does what was decided about the bond that was posted for `id`.
    pub fn settle(&mut self, id: u64, settlement: Settlement) -> Result<(), BondError> {
        if settlement == Settlement::Open {
            return Ok(());
        }
        let mut totals = self.totals();
        totals.bonds = fits(totals.bonds.settle(settlement))?;
        match settlement {
            Settlement::Open => {}
            Settlement::Refund { to, amount } => {
                let credited = fits(credit(self.credit_of(to), to, settlement))?;
                self.credits.set(&to, &credited);
                self.totals.set(&totals);
                BondRefunded {
                    id,
                    account: to,
                    amount,
                }
                .emit();
            }
            Settlement::Forfeit(seized) => {
                totals.forfeited = fits(totals.forfeited.receive(seized, Sink::Burn))?;
                self.totals.set(&totals);
                BondForfeited {
                    id,
                    amount: seized.amount(),
                }
                .emit();
            }
        }
        Ok(())
    }

    /// Pays `account` all that it is owed and returns that. The credit is gone before the value
    /// moves.
    pub fn withdraw(&mut self, account: Address) -> Result<U256, BondError> {
        let (remains, amount) =
            withdraw(self.credit_of(account)).ok_or(BondError::NothingToWithdraw { account })?;
        let mut totals = self.totals();
        totals.bonds = fits(totals.bonds.pay(amount))?;
        self.credits.set(&account, &remains);
        self.totals.set(&totals);
        BondWithdrawn { account, amount }.emit();
        ink::env::transfer::<DefaultEnvironment>(account, amount)
            .map_err(|_| BondError::BondNotTaken { account, amount })?;
        Ok(amount)
    }

    /// What an account may fetch.
    pub fn credit_of(&self, account: Address) -> U256 {
        self.credits.get(&account).unwrap_or_default()
    }

    /// What is held, owed and lost.
    pub fn totals(&self) -> BondTotals {
        self.totals.get().unwrap_or_default()
    }
}

fn fits<T>(sum: Option<T>) -> Result<T, BondError> {
    sum.ok_or(BondError::AmountOverflow)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ink::{env::test, storage::traits::ManualKey};

    const ALICE: Address = ink::H160([1; 20]);
    const BOB: Address = ink::H160([2; 20]);
    const BOOK: Address = ink::H160([3; 20]);

    fn refund(amount: u64) -> Settlement {
        Settlement::Refund {
            to: ALICE,
            amount: amount.into(),
        }
    }

    #[ink::test]
    fn settle_of_a_bond_never_posted_refused_and_nothing_written() {
        let mut book = BondBook::<ManualKey<1>>::default();
        book.post(4.into()).unwrap();
        let before = book.totals();
        assert_eq!(book.settle(1, refund(5)), Err(BondError::AmountOverflow));
        assert_eq!((book.totals(), book.credit_of(ALICE)), (before, 0.into()));
    }

    #[ink::test]
    fn withdraw_by_another_finds_nothing() {
        let mut book = BondBook::<ManualKey<1>>::default();
        book.post(4.into()).unwrap();
        book.settle(1, refund(4)).unwrap();
        let nothing = BondError::NothingToWithdraw { account: BOB };
        assert_eq!(book.withdraw(BOB), Err(nothing));
    }

    #[ink::test]
    fn withdraw_pays_several_refunds_at_once() {
        let mut book = BondBook::<ManualKey<1>>::default();
        test::set_callee(BOOK);
        book.post(400.into()).unwrap();
        book.post(600.into()).unwrap();
        book.settle(1, refund(400)).unwrap();
        book.settle(2, refund(600)).unwrap();
        test::set_contract_balance(BOOK, 1_000.into());
        test::set_contract_balance(ALICE, 0.into());
        assert_eq!(book.withdraw(ALICE), Ok(1_000.into()));
        let balance = test::get_contract_balance::<DefaultEnvironment>(ALICE);
        assert_eq!(balance.unwrap(), 1_000.into());
        assert_eq!(book.totals(), BondTotals::default());
    }

    #[test]
    fn totals_fit_a_cell() {
        assert!(BondTotals::max_encoded_len() <= crate::cell::MAX_RECORD);
    }
}
