//! The errors of the pallet.

use frame_support::pallet_macros::pallet_section;

#[pallet_section]
mod errors {
    #[pallet::error]
    pub enum Error<T> {
        /// Expected a validator without a vault.
        VaultExists,
        /// Expected the id of a vault.
        NoSuchVault,
        /// Expected an account that is a candidate of the staking pallet.
        NotCandidate,
        /// Expected a validator whose commission is at most the cap.
        CommissionAboveCap,
        /// Expected a seed of at least the staking pallet's minimum for nominators and ten existential deposits.
        SeedTooLow,
        /// Expected an amount of at least [`Config::MinAmount`], or all that the account has.
        AmountTooSmall,
        /// Expected an amount that keeps the vault's stake within its cap.
        AboveDepositCap,
        /// Expected a vault that takes deposits.
        NotOpen,
        /// Expected a vault whose closed eras are paid: `sync` pays more of them.
        Unsettled,
        /// Expected fewer than [`MAX_PENDING`] batches that wait, or fewer rewards in a vault that ends.
        TooManyWaiting,
        /// Expected a batch that a slash left something of.
        BatchWiped,
        /// Expected a deposit of the controller in a batch that became shares or is refunded.
        NothingToClaim,
        /// Expected a ticket of the controller.
        NoSuchTicket,
        /// Expected a later era: the chunk unbonds.
        StillUnbonding,
        /// Expected a vault without a slash that waits: a deposit would bear a part of it.
        SlashWaits,
        /// Expected an id of a vault that no asset has, and whose stash can hold one.
        NoFreeId,
        /// Expected a vault whose stake is bonded; a retired one pays by `cash_out`.
        AlreadyRetired,
        /// Expected a vault that has lost its validator, or is wiped, for longer than [`Config::Grace`] eras.
        InGrace,
        /// Expected a vault that retires, and whose stake has unbonded.
        NotRetiring,
        /// Expected a retired vault.
        NotRetired,
        /// Expected a vault that has lost its validator, or for which a successor was announced.
        NotOrphaned,
        /// Expected a vault with a successor, whose notice is over.
        NoSuccessor,
        /// Expected a fee of at most [`MAX_FEE_BPS`].
        FeeTooHigh,
        /// Expected the sender to be the controller or its operator, or the receiver to be the controller.
        NotController,
        /// Expected the sender to be the owner of the shares, or its operator.
        NotOwner,
        /// Expected an operator that is another account.
        OwnOperator,
        /// Expected a vault without shares, tickets and claims.
        NotEmpty,
        /// Expected an amount or a number of shares below 2^128.
        Overflow,
    }
}
