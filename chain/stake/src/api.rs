//! The runtime API of the pallet.

use crate::{AssetId, Balance, Selection};
use alloc::vec::Vec;
use codec::{Codec, Decode, Encode};
use frame_support::pallet_prelude::TypeInfo;

/// The holdings of a delegator with an operator for one selection in one asset, in base units, at the current value of
/// its shares. All of it can still be slashed.
#[derive(Clone, Debug, Decode, Encode, Eq, PartialEq, TypeInfo)]
pub struct Holding<BlockNumber> {
    /// What the delegator selected.
    pub selection: Selection,
    /// The asset.
    pub asset: AssetId,
    /// Stake that earns.
    pub earning: Balance,
    /// Stake delegated in this era, which earns from the next one on.
    pub waiting: Balance,
    /// Unbonding stake: the first block in which it can be withdrawn, and the amount.
    pub unbonding: Vec<(BlockNumber, Balance)>,
}

sp_api::decl_runtime_apis! {
    /// Stake and rewards as they are at the block. Past eras are settled for the
    /// query, without effect on the state. The cost does not depend on the number of
    /// delegators, but on what they selected.
    pub trait StakeApi<AccountId, BlockNumber>
    where
        AccountId: Codec,
        BlockNumber: Codec,
    {
        /// The stake with an operator in each accepted asset, for all selections together, including unbonding
        /// stake.
        fn stake_of(operator: AccountId) -> Vec<(AssetId, Balance)>;

        /// The holdings of a delegator with an operator, for each selection and asset with any.
        fn holdings_of(delegator: AccountId, operator: AccountId) -> Vec<Holding<BlockNumber>>;

        /// What `claim` would pay now for a selection, in the chain's smallest unit: 0 if there is nothing to
        /// claim, or no such delegator.
        fn claimable(claimant: AccountId, operator: AccountId, selection: Selection) -> Balance;
    }
}
