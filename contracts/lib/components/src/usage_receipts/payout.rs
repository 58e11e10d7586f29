//! What leaves the contract to operators and as fees. Payments are pulled: no claim depends on an account
//! that must take value.

use super::{abi::*, UsageReceipts};
use crate::bond_book::check_recipient;
use blueprint_hooks::{ensure, env, Address, Event, Result, U256};
use blueprint_rules::math::bps_ceil;
use ink::storage::traits::StorageKey;

impl<KEY: StorageKey> UsageReceipts<KEY> {
    /// Pays `recipient` what `operator` earned, without the fee, and returns that.
    /// Errors: `InvalidRecipient`, `NothingToWithdraw`, `ValueNotTaken`.
    pub fn withdraw_earnings(&mut self, operator: Address, recipient: Address) -> Result<U256> {
        check_recipient(recipient)?;
        let earned = self.earnings_of(operator);
        ensure!(!earned.is_zero(), NothingToWithdraw { account: operator });
        let fee = bps_ceil(earned, self.terms()?.fee_bps);
        let amount = earned.saturating_sub(fee);
        let fees = self.fees().checked_add(fee).ok_or(AmountTooLarge)?;
        self.earnings.clear(&operator);
        self.fees.set(&fees);
        EarningsWithdrawn {
            operator,
            recipient,
            amount,
            fee,
        }
        .emit();
        pay(recipient, amount)?;
        Ok(amount)
    }

    /// Sends the fees to the treasury, or burns them, and returns them. Errors: `NothingToSweep`, `ValueNotTaken`.
    pub fn sweep_fees(&mut self) -> Result<U256> {
        let amount = self.fees();
        ensure!(!amount.is_zero(), NothingToSweep);
        self.fees.set(&U256::zero());
        let treasury = self.fee_recipient();
        FeesSwept { treasury, amount }.emit();
        pay(treasury, amount)?;
        Ok(amount)
    }

    /// Sets where fees go, as [`Appointed::set`](crate::roles::Appointed::set) says.
    /// Errors: `InvalidRecipient`.
    pub fn set_treasury(&mut self, treasury: Address, delay: u64) -> Result<()> {
        let recipient = treasury;
        ensure!(treasury != env::this(), InvalidRecipient { recipient });
        let from = self.treasury.set(treasury, delay);
        TreasurySet { treasury, from }.emit();
        Ok(())
    }

    /// What an operator can withdraw, the fee included.
    pub fn earnings_of(&self, operator: Address) -> U256 {
        self.earnings.get(&operator).unwrap_or_default()
    }

    /// The fees in the contract.
    pub fn fees(&self) -> U256 {
        self.fees.get().unwrap_or_default()
    }

    /// Where fees go; zero for nowhere.
    pub fn treasury(&self) -> Address {
        self.treasury.present()
    }

    /// The treasury that follows, and from which second on; zeros for no change.
    pub fn next_treasury(&self) -> (Address, u64) {
        self.treasury.next()
    }
}

/// Sends value, after everything is written. Errors: `ValueNotTaken`.
pub(super) fn pay(recipient: Address, amount: U256) -> Result<()> {
    let taken = env::transfer(recipient, amount);
    ensure!(taken, ValueNotTaken { recipient, amount });
    Ok(())
}
