//! The events of the pallet. Amounts are in base units of the chain's token.

use frame_support::pallet_macros::pallet_section;

#[pallet_section]
mod events {
    #[pallet::event]
    #[pallet::generate_deposit(pub(super) fn deposit_event)]
    pub enum Event<T: Config> {
        /// A vault was created.
        VaultCreated {
            vault: VaultId,
            validator: AccountIdOf<T>,
            founder: AccountIdOf<T>,
            seed: Balance,
        },
        /// A deposit waits to become shares; the batch is that of its first era.
        DepositRequested {
            vault: VaultId,
            batch: EraIndex,
            controller: AccountIdOf<T>,
            amount: Balance,
        },
        /// A batch became shares.
        BatchActivated {
            vault: VaultId,
            batch: EraIndex,
            amount: Balance,
            shares: Balance,
        },
        /// The vault took no deposits any more, and a batch unbonds.
        BatchRefunded {
            vault: VaultId,
            batch: EraIndex,
            amount: Balance,
        },
        /// Shares of a deposit were claimed.
        SharesClaimed {
            vault: VaultId,
            batch: EraIndex,
            controller: AccountIdOf<T>,
            receiver: AccountIdOf<T>,
            shares: Balance,
        },
        /// A deposit of a batch that was refunded was paid back.
        DepositRefunded {
            vault: VaultId,
            batch: EraIndex,
            controller: AccountIdOf<T>,
            receiver: AccountIdOf<T>,
            amount: Balance,
        },
        /// Shares were returned for a ticket. It is worth `amount` now. A slash makes that less, and rewards more as long as
        /// the ticket is queued. The pot of a vault that retires pays it where `amount` is 0.
        RedeemRequested {
            vault: VaultId,
            batch: RequestId,
            controller: AccountIdOf<T>,
            shares: Balance,
            amount: Balance,
        },
        /// The shares of a queue left at one rate, and `amount` unbonds for them. Its id stays that of its tickets.
        QueueLeft {
            vault: VaultId,
            batch: RequestId,
            shares: Balance,
            amount: Balance,
        },
        /// A ticket was paid.
        Redeemed {
            vault: VaultId,
            batch: RequestId,
            controller: AccountIdOf<T>,
            receiver: AccountIdOf<T>,
            amount: Balance,
        },
        /// Shares of a retired vault were paid.
        CashedOut {
            vault: VaultId,
            owner: AccountIdOf<T>,
            receiver: AccountIdOf<T>,
            shares: Balance,
            amount: Balance,
        },
        /// The founder's shares of a retired vault were paid to the founder, or to the fee receiver where the founder's account
        /// cannot take so little.
        SeedReturned {
            vault: VaultId,
            receiver: AccountIdOf<T>,
            amount: Balance,
        },
        /// The rewards of an era are paid as far as the vault is concerned.
        EraSettled { vault: VaultId, era: EraIndex },
        /// Holders destroyed tokens. The shares are gone.
        SharesDestroyed { vault: VaultId, shares: Balance },
        /// A fee was taken of growth, in new shares.
        FeeTaken {
            vault: VaultId,
            growth: Balance,
            fee: Balance,
            shares: Balance,
        },
        /// A slash took from shares, from deposits that wait and from what unbonds.
        Slashed {
            vault: VaultId,
            from_shares: Balance,
            from_pending: Balance,
            from_unbonding: Balance,
        },
        /// A vault is in another part of its life.
        StateChanged {
            vault: VaultId,
            state: State<AccountIdOf<T>>,
        },
        /// The successor took over.
        Rehomed {
            vault: VaultId,
            validator: AccountIdOf<T>,
        },
        /// The last claim on a vault was paid, and its record removed.
        VaultClosed { vault: VaultId },
        /// An operator acts for an account in a vault from now on, or does so no more.
        OperatorSet {
            vault: VaultId,
            account: AccountIdOf<T>,
            operator: AccountIdOf<T>,
            approved: bool,
        },
        /// The fee was set, in basis points of net growth. An increase holds after its notice.
        FeeSet { bps: u32 },
        /// The most stake that deposits of a vault reach was set.
        DepositCapSet { vault: VaultId, cap: Balance },
    }
}
