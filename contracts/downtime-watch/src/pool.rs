//! The reward pool, as it is asked and told.

use crate::wire::ContractError;
use blueprint_hooks::{
    ask::{ask_words, calldata, tell},
    text::{selector, signature_hash},
    Word,
};
use ink::{prelude::vec::Vec, Address};

const OPERATOR_OF: [u8; 4] = selector(signature_hash("operatorOf", "address"));
const FREEZE: [u8; 4] = selector(signature_hash("freeze", "address"));
const THAW: [u8; 4] = selector(signature_hash("thaw", "address"));

/// A contract that answers to `IRewardPool`, or the zero address for none.
pub struct Pool(pub Address);

impl Pool {
    /// Freezes an operator's rewards; `false` if they were frozen, or there is no pool.
    pub fn freeze(&self, operator: Address) -> Result<bool, ContractError> {
        if self.0 == Address::zero() || self.frozen(operator)? {
            return Ok(false);
        }
        self.order(&freeze(operator))?;
        Ok(true)
    }

    /// Lets an operator earn again from the next era on.
    pub fn thaw(&self, operator: Address) -> Result<(), ContractError> {
        // The runtime may have thawed it.
        if self.0 != Address::zero() && self.frozen(operator)? {
            self.order(&thaw(operator))?;
        }
        Ok(())
    }

    fn frozen(&self, operator: Address) -> Result<bool, ContractError> {
        let [_known, frozen, _next_era] =
            ask_words(self.0, &operator_of(operator)).ok_or(self.silent())?;
        bool::from_word(&frozen).ok_or(self.silent())
    }

    fn order(&self, calldata: &[u8]) -> Result<(), ContractError> {
        let [] = tell(self.0, calldata).ok_or(self.silent())?;
        Ok(())
    }

    fn silent(&self) -> ContractError {
        ContractError::PoolSilent { pool: self.0 }
    }
}

/// Calldata of `operatorOf`.
pub(crate) fn operator_of(operator: Address) -> Vec<u8> {
    calldata(OPERATOR_OF, &[operator.to_word()])
}

/// Calldata of `freeze`.
pub(crate) fn freeze(operator: Address) -> Vec<u8> {
    calldata(FREEZE, &[operator.to_word()])
}

/// Calldata of `thaw`.
pub(crate) fn thaw(operator: Address) -> Vec<u8> {
    calldata(THAW, &[operator.to_word()])
}
