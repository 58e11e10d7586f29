//! Bonds in a contract's keeping: held while what they were posted for is open, then refunded, to be
//! fetched, or forfeited.
//!
//! Refunds are pulled, never pushed: no step of a case depends on a party that must accept value.
//! Forfeited bonds stay in the contract, and nothing can move them.

use crate::cell::{Cell, Map};
use blueprint_hooks::{ensure, env, record, Address, Event, Result, U256};
use blueprint_rules::court::{credit, withdraw, Bonds, Settlement, Sink, SinkLedger};
use ink::storage::traits::{AutoKey, StorageKey};

blueprint_hooks::interface! {
    /// Errors and events of bonds.
    pub mod abi = "blueprint-abi/library/IBonds.sol";
}
use abi::{
    AmountOverflow, BondForfeited, BondNotTaken, BondRefunded, BondWithdrawn, NothingToWithdraw,
};

/// All bonds of a contract, in base units of the native token.
#[record]
pub struct BondTotals {
    /// Held, and owed.
    pub bonds: Bonds,
    /// Forfeited.
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
    /// Takes `amount` into keeping, which must have come with the call. Errors: `AmountOverflow`.
    pub fn post(&mut self, amount: U256) -> Result<()> {
        let mut totals = self.totals();
        totals.bonds = totals.bonds.post(amount).ok_or(AmountOverflow)?;
        self.totals.set(&totals);
        Ok(())
    }

    /// Does what was decided about the bond that was posted for `id`. Errors: `AmountOverflow`.
    pub fn settle(&mut self, id: u64, settlement: Settlement) -> Result<()> {
        if settlement == Settlement::Open {
            return Ok(());
        }
        let mut totals = self.totals();
        totals.bonds = totals.bonds.settle(settlement).ok_or(AmountOverflow)?;
        match settlement {
            Settlement::Open => {}
            Settlement::Refund {
                to: account,
                amount,
            } => {
                let credited = credit(self.credit_of(account), account, settlement);
                let credited = credited.ok_or(AmountOverflow)?;
                self.credits.set(&account, &credited);
                self.totals.set(&totals);
                BondRefunded {
                    id,
                    account,
                    amount,
                }
                .emit();
            }
            Settlement::Forfeit(seized) => {
                let forfeited = totals.forfeited.receive(seized, Sink::Burn);
                totals.forfeited = forfeited.ok_or(AmountOverflow)?;
                self.totals.set(&totals);
                let amount = seized.amount();
                BondForfeited { id, amount }.emit();
            }
        }
        Ok(())
    }

    /// Pays `account` all that it is owed and returns that. The credit is gone before the value
    /// moves. Errors: `NothingToWithdraw`, `BondNotTaken`.
    pub fn withdraw(&mut self, account: Address) -> Result<U256> {
        let (remains, amount) =
            withdraw(self.credit_of(account)).ok_or(NothingToWithdraw { account })?;
        let mut totals = self.totals();
        totals.bonds = totals.bonds.pay(amount).ok_or(AmountOverflow)?;
        self.credits.set(&account, &remains);
        self.totals.set(&totals);
        BondWithdrawn { account, amount }.emit();
        let taken = env::transfer(account, amount);
        ensure!(taken, BondNotTaken { account, amount });
        Ok(amount)
    }

    /// What an account may fetch.
    pub fn credit_of(&self, account: Address) -> U256 {
        self.credits.get(&account).unwrap_or_default()
    }

    /// What is held, owed and forfeited.
    pub fn totals(&self) -> BondTotals {
        self.totals.get().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ink::{
        env::{test, DefaultEnvironment},
        storage::traits::ManualKey,
    };

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
        assert_eq!(book.settle(1, refund(5)), Err(AmountOverflow.into()));
        assert_eq!((book.totals(), book.credit_of(ALICE)), (before, 0.into()));
    }

    #[ink::test]
    fn withdraw_by_another_finds_nothing() {
        let mut book = BondBook::<ManualKey<1>>::default();
        book.post(4.into()).unwrap();
        book.settle(1, refund(4)).unwrap();
        let nothing = NothingToWithdraw { account: BOB };
        assert_eq!(book.withdraw(BOB), Err(nothing.into()));
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
}
