//! What a node asks the pallet.

use crate::{AssetId, Balance};
use alloc::vec::Vec;
use codec::{Codec, Decode, Encode};
use frame_support::pallet_prelude::TypeInfo;

/// What a delegator has with an operator in one asset, in base units, at what its shares are worth
/// now: a slash may still take of all of it.
#[derive(Clone, Debug, Decode, Encode, Eq, PartialEq, TypeInfo)]
pub struct Holding<BlockNumber> {
    /// The asset.
    pub asset: AssetId,
    /// What earns.
    pub earning: Balance,
    /// What was delegated in this era, and earns from the next one on.
    pub waiting: Balance,
    /// What is on its way out: the first block in which it can be withdrawn, and how much.
    pub unbonding: Vec<(BlockNumber, Balance)>,
}

sp_api::decl_runtime_apis! {
    /// Stake and rewards as they are at the block. Eras that are over are settled for an answer,
    /// and only for it. No answer takes longer for more delegators.
    pub trait StakeApi<AccountId, BlockNumber>
    where
        AccountId: Codec,
        BlockNumber: Codec,
    {
        /// What is staked with an operator in each accepted asset, what is unbonding included.
        fn stake_of(operator: AccountId) -> Vec<(AssetId, Balance)>;

        /// What a delegator has with an operator, in the assets in which it has anything.
        fn holdings_of(delegator: AccountId, operator: AccountId) -> Vec<Holding<BlockNumber>>;

        /// What `claim` would pay now, in the chain's smallest unit: 0 where there is nothing to
        /// claim, or nobody to claim it.
        fn claimable(claimant: AccountId, operator: AccountId) -> Balance;
    }
}
