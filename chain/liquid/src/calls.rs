//! The calls.

use frame_support::pallet_macros::pallet_section;

#[pallet_section]
mod calls {
    #[pallet::call]
    impl<T: Config> Pallet<T> {
        /// Open the vault of a validator. The seed is bonded; its shares are the sender's, and are paid when the
        /// vault is retired. The sender also pays the existential deposits of the vault's accounts and what the assets
        /// pallet reserves.
        ///
        /// Errors: `VaultExists`, `NotCandidate`, `CommissionAboveCap`, `SeedTooLow`, `NoFreeId`, `Overflow`; those of the
        /// staking pallet and of the token where they do not accept it.
        #[pallet::call_index(0)]
        #[pallet::weight(WeightOf::<T>::create_vault())]
        pub fn create_vault(
            origin: OriginFor<T>,
            validator: AccountIdOf<T>,
            #[pallet::compact] seed: Balance,
        ) -> DispatchResult {
            let founder = ensure_signed(origin)?;
            Self::do_create_vault(founder, validator, seed).map(|_| ())
        }

        /// Bond an amount of the sender's. It becomes shares of the controller in the next era, by `claim`.
        ///
        /// Errors: `NoSuchVault`, `Unsettled`, `NotOpen`, `SlashWaits`, `AmountTooSmall`, `AboveDepositCap`,
        /// `BatchWiped`, `TooManyWaiting`; those of the token where it cannot be moved.
        #[pallet::call_index(1)]
        #[pallet::weight(WeightOf::<T>::request_deposit())]
        pub fn request_deposit(
            origin: OriginFor<T>,
            vault: VaultId,
            #[pallet::compact] amount: Balance,
            controller: AccountIdOf<T>,
        ) -> DispatchResult {
            let owner = ensure_signed(origin)?;
            Self::do_request_deposit(owner, vault, amount, controller).map(|_| ())
        }

        /// Move the shares of all deposits of a controller in a batch to the receiver. If the batch was refunded, pay the
        /// deposits back. The controller or its operator chooses the receiver; another sender can only pay the controller.
        ///
        /// Errors: `NotController`, `NoSuchVault`, `NothingToClaim`, `StillUnbonding`; those of the token where it
        /// cannot be moved.
        #[pallet::call_index(2)]
        #[pallet::weight(WeightOf::<T>::claim())]
        pub fn claim(
            origin: OriginFor<T>,
            vault: VaultId,
            batch: EraIndex,
            controller: AccountIdOf<T>,
            receiver: AccountIdOf<T>,
        ) -> DispatchResult {
            let sender = ensure_signed(origin)?;
            Self::ensure_receives(vault, &sender, &controller, &receiver)?;
            Self::do_claim(controller, vault, batch, Balance::MAX, receiver).map(|_| ())
        }

        /// Return shares of the owner, who is the sender or has it as operator, for a ticket of the controller. What they
        /// are worth unbonds, and shares slashes until it is paid.
        ///
        /// Errors: `NotOwner`, `NoSuchVault`, `Unsettled`, `AlreadyRetired`, `AmountTooSmall`; those of the token
        /// where the owner has fewer shares.
        #[pallet::call_index(3)]
        #[pallet::weight(WeightOf::<T>::request_redeem())]
        pub fn request_redeem(
            origin: OriginFor<T>,
            vault: VaultId,
            #[pallet::compact] shares: Balance,
            controller: AccountIdOf<T>,
            owner: AccountIdOf<T>,
        ) -> DispatchResult {
            let sender = ensure_signed(origin)?;
            ensure!(Self::acts_for(vault, &sender, &owner), Error::<T>::NotOwner);
            Self::do_request_redeem(owner, vault, shares, controller).map(|_| ())
        }

        /// Pay a ticket. The controller or its operator chooses the receiver; another sender can only pay the controller.
        ///
        /// Errors: `NotController`, `NoSuchVault`, `NoSuchTicket`, `StillUnbonding`; those of the token where it cannot be
        /// moved.
        #[pallet::call_index(4)]
        #[pallet::weight(WeightOf::<T>::redeem())]
        pub fn redeem(
            origin: OriginFor<T>,
            vault: VaultId,
            batch: RequestId,
            controller: AccountIdOf<T>,
            receiver: AccountIdOf<T>,
        ) -> DispatchResult {
            let sender = ensure_signed(origin)?;
            Self::ensure_receives(vault, &sender, &controller, &receiver)?;
            Self::do_redeem(controller, vault, batch, Balance::MAX, receiver).map(|_| ())
        }

        /// Pay up to `steps` pages of a vault's rewards, and no more than [`MAX_STEPS`]; notice what its validator did;
        /// turn deposits into shares. Any account may.
        ///
        /// Errors: `NoSuchVault`.
        #[pallet::call_index(5)]
        #[pallet::weight(WeightOf::<T>::sync((*steps).min(MAX_STEPS)))]
        pub fn sync(origin: OriginFor<T>, vault: VaultId, steps: u32) -> DispatchResult {
            ensure_signed(origin)?;
            Self::do_sync(vault, steps.min(MAX_STEPS))
        }

        /// Unbond all stake of a vault that lost its validator or is wiped, once its grace is over. Any account may.
        ///
        /// Errors: `NoSuchVault`, `Unsettled`, `NotOrphaned`, `InGrace`.
        #[pallet::call_index(6)]
        #[pallet::weight(WeightOf::<T>::retire())]
        pub fn retire(origin: OriginFor<T>, vault: VaultId) -> DispatchResult {
            ensure_signed(origin)?;
            Self::do_retire(vault)
        }

        /// Withdraw the stake of a vault that retires. From now on shares are paid at once. Any account may.
        ///
        /// Errors: `NoSuchVault`, `Unsettled`, `NotRetiring`.
        #[pallet::call_index(7)]
        #[pallet::weight(WeightOf::<T>::finish())]
        pub fn finish(origin: OriginFor<T>, vault: VaultId) -> DispatchResult {
            ensure_signed(origin)?;
            Self::do_finish(vault)
        }

        /// Let the announced successor take over, once the notice is over. If it cannot, the vault is orphaned again. Any
        /// account may.
        ///
        /// Errors: `NoSuchVault`, `Unsettled`, `NoSuccessor`.
        #[pallet::call_index(8)]
        #[pallet::weight(WeightOf::<T>::rehome())]
        pub fn rehome(origin: OriginFor<T>, vault: VaultId) -> DispatchResult {
            ensure_signed(origin)?;
            Self::do_rehome(vault)
        }

        /// Return shares of a retired vault for their part of the pot.
        ///
        /// Errors: `NoSuchVault`, `NotRetired`, `AmountTooSmall`; those of the token where it cannot be moved.
        #[pallet::call_index(9)]
        #[pallet::weight(WeightOf::<T>::cash_out())]
        pub fn cash_out(
            origin: OriginFor<T>,
            vault: VaultId,
            #[pallet::compact] shares: Balance,
            receiver: AccountIdOf<T>,
        ) -> DispatchResult {
            Self::do_cash_out(ensure_signed(origin)?, vault, shares, receiver).map(|_| ())
        }

        /// Pay the founder's shares of a retired vault to the founder, or to [`Config::FeeReceiver`] where the founder's account
        /// cannot take so little. Any account may.
        ///
        /// Errors: `NoSuchVault`, `NotRetired`, `NothingToClaim`.
        #[pallet::call_index(10)]
        #[pallet::weight(WeightOf::<T>::cash_out())]
        pub fn return_seed(origin: OriginFor<T>, vault: VaultId) -> DispatchResult {
            ensure_signed(origin)?;
            Self::do_return_seed(vault)
        }

        /// Remove a retired vault without tickets and claims, and with less shares than a unit of deposits bought. Any account
        /// may.
        ///
        /// Errors: `NoSuchVault`, `NotRetired`, `NotEmpty`.
        #[pallet::call_index(11)]
        #[pallet::weight(WeightOf::<T>::close())]
        pub fn close(origin: OriginFor<T>, vault: VaultId) -> DispatchResult {
            ensure_signed(origin)?;
            Self::do_close(vault)
        }

        /// Announce the validator that takes over an orphaned vault, as [`Config::AdminOrigin`]. A later
        /// announcement replaces it, with a notice of its own.
        ///
        /// Errors: `BadOrigin`, `NoSuchVault`, `NotOrphaned`, `VaultExists`, `NotCandidate`.
        #[pallet::call_index(12)]
        #[pallet::weight(WeightOf::<T>::announce())]
        pub fn announce_successor(
            origin: OriginFor<T>,
            vault: VaultId,
            successor: AccountIdOf<T>,
        ) -> DispatchResult {
            <T as Config>::AdminOrigin::ensure_origin(origin)?;
            Self::do_announce(vault, successor)
        }

        /// Set the fee, in basis points of net growth, as [`Config::AdminOrigin`]: at most [`MAX_FEE_BPS`]. A
        /// decrease holds at once, an increase after [`FEE_NOTICE`].
        ///
        /// Errors: `BadOrigin`, `FeeTooHigh`.
        #[pallet::call_index(13)]
        #[pallet::weight(WeightOf::<T>::set_fee())]
        pub fn set_fee(origin: OriginFor<T>, bps: u32) -> DispatchResult {
            <T as Config>::AdminOrigin::ensure_origin(origin)?;
            Self::do_set_fee(bps)
        }

        /// Set the most stake that deposits of a vault reach, as [`Config::AdminOrigin`].
        ///
        /// Errors: `BadOrigin`, `NoSuchVault`.
        #[pallet::call_index(14)]
        #[pallet::weight(WeightOf::<T>::set_fee())]
        pub fn set_deposit_cap(
            origin: OriginFor<T>,
            vault: VaultId,
            #[pallet::compact] cap: Balance,
        ) -> DispatchResult {
            <T as Config>::AdminOrigin::ensure_origin(origin)?;
            Self::do_set_deposit_cap(vault, cap)
        }

        /// Let an operator act for the sender in a vault, or not any more: it returns the sender's shares, and receives what
        /// requests of the sender are paid. It cannot deposit what the sender has.
        ///
        /// Errors: `OwnOperator`, `NoSuchVault`.
        #[pallet::call_index(15)]
        #[pallet::weight(WeightOf::<T>::set_operator())]
        pub fn set_operator(
            origin: OriginFor<T>,
            vault: VaultId,
            operator: AccountIdOf<T>,
            approved: bool,
        ) -> DispatchResult {
            Self::do_set_operator(ensure_signed(origin)?, vault, operator, approved)
        }
    }

    type WeightOf<T> = <T as Config>::WeightInfo;

    impl<T: Config> Pallet<T> {
        /// A controller and its operators choose who receives; another sender can only pay the controller.
        fn ensure_receives(
            vault: VaultId,
            sender: &AccountIdOf<T>,
            controller: &AccountIdOf<T>,
            receiver: &AccountIdOf<T>,
        ) -> DispatchResult {
            let allowed = receiver == controller || Self::acts_for(vault, sender, controller);
            ensure!(allowed, Error::<T>::NotController);
            Ok(())
        }
    }
}
