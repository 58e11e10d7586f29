//! Bonds in a contract's keeping: held while what they were posted for is open, then refunded, to be
//! fetched, or forfeited.
//!
//! Refunds are pulled, never pushed: no step of a case depends on a party that must accept value.
//! Forfeited bonds are sent to the treasury by any account; without a treasury to the [`BURN`] address.

use crate::{
    cell::{Cell, Map},
    roles::Appointed,
};
use blueprint_hooks::{ensure, env, record, Address, Event, Result, U256};
use blueprint_rules::court::{credit, unswept, withdraw, Bonds, Settlement, Sink, SinkLedger};
use ink::storage::traits::{AutoKey, StorageKey};

blueprint_hooks::interface! {
    /// Errors and events of bonds.
    pub mod abi = "blueprint-abi/library/IBonds.sol";
}
use abi::{
    AmountOverflow, BondForfeited, BondNotTaken, BondRefunded, BondWithdrawn, BondsSwept,
    InvalidRecipient, NothingToSweep, NothingToWithdraw, TreasurySet,
};

/// Where value goes that is to be of no account: no key of it is known, and none can be found.
pub const BURN: Address = ink::H160([
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xde, 0xad,
]);

/// All bonds of a contract, in base units of the native token.
#[record]
pub struct BondTotals {
    /// Held, and owed.
    pub bonds: Bonds,
    /// Forfeited.
    pub forfeited: SinkLedger,
    /// What of it was sent to the treasury, or burned.
    pub swept: U256,
}

/// Keeps the bonds of one component.
#[ink::storage_item]
#[derive(Default, Debug)]
pub struct BondBook<KEY: StorageKey = AutoKey> {
    totals: Cell<BondTotals>,
    credits: Map<Address, U256>,
    treasury: Appointed,
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

    /// Pays `recipient` all that `account` is owed and returns that. The credit is gone before the value
    /// moves. Errors: `InvalidRecipient`, `NothingToWithdraw`, `BondNotTaken`.
    pub fn withdraw(&mut self, account: Address, recipient: Address) -> Result<U256> {
        check_recipient(recipient)?;
        let (remains, amount) =
            withdraw(self.credit_of(account)).ok_or(NothingToWithdraw { account })?;
        let mut totals = self.totals();
        totals.bonds = totals.bonds.pay(amount).ok_or(AmountOverflow)?;
        self.credits.set(&account, &remains);
        self.totals.set(&totals);
        BondWithdrawn {
            account,
            recipient,
            amount,
        }
        .emit();
        pay(recipient, amount)?;
        Ok(amount)
    }

    /// Sends what was forfeited and is still here to the treasury, or to [`BURN`], and returns that. Any account
    /// may. Errors: `NothingToSweep`, `BondNotTaken`.
    pub fn sweep(&mut self) -> Result<U256> {
        let mut totals = self.totals();
        let amount = unswept(totals.forfeited, totals.swept).ok_or(AmountOverflow)?;
        ensure!(!amount.is_zero(), NothingToSweep);
        totals.swept = totals.forfeited.burned;
        self.totals.set(&totals);
        let treasury = match self.treasury() {
            none if none.is_zero() => BURN,
            treasury => treasury,
        };
        BondsSwept { treasury, amount }.emit();
        pay(treasury, amount)?;
        Ok(amount)
    }

    /// Sets where forfeited bonds go; zero for nowhere. Holds after `delay` seconds, or at once, as
    /// [`Appointed::set`] says. The contract authorises the caller. Errors: `InvalidRecipient`.
    pub fn set_treasury(&mut self, treasury: Address, delay: u64) -> Result<()> {
        ensure!(
            treasury != env::this(),
            InvalidRecipient {
                recipient: treasury
            }
        );
        let from = self.treasury.set(treasury, delay);
        TreasurySet { treasury, from }.emit();
        Ok(())
    }

    /// Where forfeited bonds go; zero for nowhere.
    pub fn treasury(&self) -> Address {
        self.treasury.present()
    }

    /// The treasury that follows, and from which second on; zeros for no change.
    pub fn next_treasury(&self) -> (Address, u64) {
        self.treasury.next()
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

/// Value sent to the zero address or to this contract would be out of reach.
pub(crate) fn check_recipient(recipient: Address) -> Result<()> {
    let reachable = !recipient.is_zero() && recipient != env::this();
    ensure!(reachable, InvalidRecipient { recipient });
    Ok(())
}

fn pay(recipient: Address, amount: U256) -> Result<()> {
    let taken = env::transfer(recipient, amount);
    ensure!(taken, BondNotTaken { recipient, amount });
    Ok(())
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
        assert_eq!(book.withdraw(BOB, BOB), Err(nothing.into()));
    }

    fn balance(account: Address) -> U256 {
        test::get_contract_balance::<DefaultEnvironment>(account).unwrap()
    }

    #[ink::test]
    fn withdraw_pays_the_recipient_that_the_account_names() {
        let mut book = BondBook::<ManualKey<1>>::default();
        test::set_callee(BOOK);
        book.post(400.into()).unwrap();
        book.settle(1, refund(400)).unwrap();
        test::set_contract_balance(BOOK, 400.into());
        test::set_contract_balance(BOB, 0.into());
        for recipient in [Address::zero(), BOOK] {
            let refused = InvalidRecipient { recipient };
            assert_eq!(book.withdraw(ALICE, recipient), Err(refused.into()));
        }
        assert_eq!(book.withdraw(ALICE, BOB), Ok(400.into()));
        assert_eq!(
            (balance(BOB), book.credit_of(ALICE)),
            (400.into(), 0.into())
        );
    }

    fn forfeited(amount: u64) -> BondBook<ManualKey<1>> {
        let mut book = BondBook::<ManualKey<1>>::default();
        test::set_callee(BOOK);
        book.post(amount.into()).unwrap();
        let mut totals = book.totals();
        totals.bonds.held -= U256::from(amount);
        totals.forfeited.burned += U256::from(amount);
        book.totals.set(&totals);
        test::set_contract_balance(BOOK, amount.into());
        book
    }

    #[ink::test]
    fn forfeited_bonds_are_swept_to_the_treasury_once() {
        let mut book = forfeited(700);
        book.set_treasury(BOB, 10).unwrap();
        test::set_contract_balance(BOB, 0.into());
        assert_eq!(book.sweep(), Ok(700.into()));
        assert_eq!(balance(BOB), 700.into());
        assert_eq!(book.sweep(), Err(NothingToSweep.into()));
        let itself = InvalidRecipient { recipient: BOOK };
        assert_eq!(book.set_treasury(BOOK, 10), Err(itself.into()));
        book.set_treasury(ALICE, 10).unwrap();
        assert_eq!(book.next_treasury().0, ALICE);
        assert_eq!(book.treasury(), BOB);
    }

    #[ink::test]
    fn forfeited_bonds_are_burned_without_a_treasury() {
        let mut book = forfeited(700);
        test::set_contract_balance(BURN, 0.into());
        assert_eq!(book.sweep(), Ok(700.into()));
        assert_eq!(balance(BURN), 700.into());
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
        assert_eq!(book.withdraw(ALICE, ALICE), Ok(1_000.into()));
        let balance = test::get_contract_balance::<DefaultEnvironment>(ALICE);
        assert_eq!(balance.unwrap(), 1_000.into());
        assert_eq!(book.totals(), BondTotals::default());
    }
}
