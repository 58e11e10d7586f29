//! The errors of the pallet.

use frame_support::pallet_macros::pallet_section;

#[pallet_section]
mod errors {
    #[pallet::error]
    pub enum Error<T> {
        /// The asset is not accepted.
        UnknownAsset,
        /// The asset is accepted already.
        AlreadyAccepted,
        /// The maximum number of assets is accepted.
        TooManyAssets,
        /// There is no such asset on this chain.
        NoSuchAsset,
        /// More decimals than [`MAX_DECIMALS`].
        TooManyDecimals,
        /// The price is zero.
        ZeroPrice,
        /// The account is not an operator.
        NotOperator,
        /// The operator is leaving.
        OperatorLeaving,
        /// The operator is not registered for the blueprint that was selected.
        OperatorNotRegistered,
        /// A slash that captured a part of this stake is pending.
        SlashPending,
        /// The amount is zero, or less than is delegated at once.
        AmountTooSmall,
        /// All that was staked with the operator in the asset was slashed, or nearly all, and its
        /// delegators have not left. New stake would pay for their loss.
        StakeWiped,
        /// The account has delegated nothing to the operator, in the asset where one was named.
        NotDelegated,
        /// The account has less delegated.
        StakeTooLow,
        /// The operator has less bonded and not committed than the service asks for.
        NotEnoughStake,
        /// The delegator has the maximum number of unbonding amounts.
        TooManyUnbonding,
        /// No unbonding amount can be withdrawn yet.
        NothingToWithdraw,
        /// The commission is above the highest one.
        CommissionTooHigh,
        /// There is no such blueprint.
        BlueprintNotFound,
        /// Results in the blueprint count in the next era already.
        AlreadyActive,
        /// Results in the blueprint do not count in the next era.
        NotActive,
        /// The era is not over, or operators can still be allotted their share of it.
        EraNotOver,
        /// An era, or a part of one, was already closed in this block.
        ClosedInThisBlock,
        /// Nothing is left of the era.
        NothingToClose,
        /// The stake with the operator in the asset was not slashed to nearly nothing: its delegators leave by
        /// themselves.
        StakeNotWiped,
        /// There is no such vault of liquid stake.
        NoSuchVault,
        /// The vault lost its validator and paid the deposits back.
        VaultRefunded,
        /// The asset is a vault's token: its price follows from the chain's token and the vault's rate.
        PricedByVault,
        /// Eras of the operator with which a reward is staked are not settled: `settle_operator` comes first.
        NotSettled,
        /// The price of the asset is read from no contract.
        NoPriceFeed,
        /// The answer of the asset's feed has the time of its price, or an earlier one.
        PriceNotNew,
        /// What the asset's feed returned is no price: its format, a value above 128 bits, or a time to come.
        PriceUnreadable,
        /// An accepted asset has no price yet, by which another one would be weighed.
        NoPrice,
    }
}
