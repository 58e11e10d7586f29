//! Why a call fails.

use frame_support::pallet_macros::pallet_section;

#[pallet_section]
mod errors {
    #[pallet::error]
    pub enum Error<T> {
        /// The asset is not accepted.
        UnknownAsset,
        /// The asset is accepted already.
        AlreadyAccepted,
        /// As many assets are accepted as may be.
        TooManyAssets,
        /// There is no such asset on this chain.
        NoSuchAsset,
        /// More decimals than [`MAX_DECIMALS`].
        TooManyDecimals,
        /// The price is zero.
        ZeroPrice,
        /// The account is no operator.
        NotOperator,
        /// The operator is leaving.
        OperatorLeaving,
        /// A slash of the operator waits.
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
        /// As many of the delegator's amounts are on their way out as may be.
        TooManyUnbonding,
        /// Nothing that is on its way out can be withdrawn by now.
        NothingToWithdraw,
        /// The commission is above the highest one.
        CommissionTooHigh,
        /// There is no such blueprint.
        BlueprintNotFound,
        /// Results in the blueprint count in the next era already.
        AlreadyActive,
        /// Results in the blueprint do not count in the next era.
        NotActive,
        /// The era is not over, or operators may still be given their share of it.
        EraNotOver,
        /// An era was closed, or a part of one, in this block. One is, in each.
        ClosedInThisBlock,
        /// Nothing is left of the era.
        NothingToClose,
    }
}
