//! What rewards are paid in: the native token, or an ERC-20 token that is fixed at the deployment.

use crate::reward_pool::abi::{TokenSilent, TransferFailed, WrongValue};
use blueprint_hooks::{call::CallError, ensure, env, Address, Result, Revert, U256};

blueprint_hooks::interface! {
    /// A client of the token.
    pub mod abi = "blueprint-abi/library/IERC20.sol";
}
use abi::Client;

/// A token; the zero address for the native one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RewardToken(pub Address);

impl RewardToken {
    /// Whether it is the native token.
    pub fn is_native(self) -> bool {
        self.0.is_zero()
    }

    /// Passes if the token can be read. Errors: `TokenSilent`.
    pub fn check(self) -> Result<()> {
        if !self.is_native() {
            self.balance()?;
        }
        Ok(())
    }

    /// Takes `amount` of the caller `from`: the value that came with the call, or tokens that it has approved.
    /// Returns what arrived, which is less where the token keeps a fee.
    /// Errors: `WrongValue`, `TransferFailed`, `TokenSilent`, or what the token reverts with.
    pub fn take(self, from: Address, amount: U256) -> Result<U256> {
        let received = env::value();
        let expected = match self.is_native() {
            true => amount,
            false => U256::zero(),
        };
        ensure!(received == expected, WrongValue { expected, received });
        if self.is_native() {
            return Ok(amount);
        }
        let (before, to) = (self.balance()?, env::this());
        let moved = Client::at(self.0).transfer_from(from, to, amount);
        self.done(moved, to, amount)?;
        // A token may return true and move nothing, or less.
        Ok(self.balance()?.saturating_sub(before))
    }

    /// Pays `to`. Errors: `TransferFailed`, or what the token reverts with.
    pub fn pay(self, to: Address, amount: U256) -> Result<()> {
        if amount.is_zero() {
            return Ok(());
        }
        if self.is_native() {
            ensure!(env::transfer(to, amount), TransferFailed { to, amount });
            return Ok(());
        }
        let moved = Client::at(self.0).transfer(to, amount);
        self.done(moved, to, amount)
    }

    fn done(self, moved: Result<bool, CallError>, to: Address, amount: U256) -> Result<()> {
        let moved = moved.map_err(|error| error.or(TransferFailed { to, amount }))?;
        ensure!(moved, TransferFailed { to, amount });
        Ok(())
    }

    fn balance(self) -> Result<U256> {
        let balance = Client::at(self.0).balance_of(env::this());
        balance.map_err(|error| self.silent(error))
    }

    fn silent(self, error: CallError) -> Revert {
        error.or(TokenSilent { token: self.0 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use blueprint_hooks::{call::mock, Word};

    const TOKEN: RewardToken = RewardToken(ink::H160([7; 20]));
    const ALICE: Address = ink::H160([1; 20]);

    #[ink::test]
    fn payment_that_the_token_does_not_make_is_an_error() {
        let (to, amount) = (ALICE, U256::from(5));
        let failed = Err(TransferFailed { to, amount }.into());
        assert_eq!(TOKEN.pay(to, amount), failed, "no code");
        for done in [false, true] {
            let says = done.to_word();
            Client::encode_transfer(to, amount, |data| mock::returns(TOKEN.0, data, &says));
            let paid = TOKEN.pay(to, amount);
            assert_eq!(paid, if done { Ok(()) } else { failed.clone() });
        }
        // One that returns nothing.
        Client::encode_transfer(to, amount, |data| mock::returns(TOKEN.0, data, &[]));
        assert_eq!(TOKEN.pay(to, amount), failed);
        // What the token reverts with is passed on.
        let reason = TokenSilent { token: ALICE };
        Client::encode_transfer(to, amount, |data| mock::reverts(TOKEN.0, data, reason));
        assert_eq!(TOKEN.pay(to, amount), Err(reason.into()));
        assert_eq!(TOKEN.pay(to, U256::zero()), Ok(()), "nothing to pay");
    }

    #[ink::test]
    fn token_is_one_that_can_be_read() {
        let token = TOKEN.0;
        assert_eq!(TOKEN.check(), Err(TokenSilent { token }.into()));
        let balance = 0u64.to_word();
        let this = env::this();
        Client::encode_balance_of(this, |data| mock::returns(token, data, &balance));
        assert_eq!(TOKEN.check(), Ok(()));
        assert_eq!(RewardToken(Address::zero()).check(), Ok(()));
    }
}
