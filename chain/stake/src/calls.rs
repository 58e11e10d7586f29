//! The calls.

use frame_support::pallet_macros::pallet_section;

#[pallet_section]
mod calls {
    #[pallet::call]
    impl<T: Config> Pallet<T> {
        /// Stake an amount of an asset, in its base units, with an operator: for all its services, or for
        /// those of one blueprint. It can be slashed there from now on, and earns there from the next era on. The
        /// sender's account stays alive.
        ///
        /// Errors: `NotOperator`, `OperatorLeaving`, `OperatorNotRegistered`, `SlashPending`, `UnknownAsset`,
        /// `AmountTooSmall`, `StakeWiped`; those of the asset where it cannot be moved.
        #[pallet::call_index(0)]
        #[pallet::weight(WeightOf::<T>::stake())]
        pub fn delegate(
            origin: OriginFor<T>,
            operator: AccountIdOf<T>,
            selection: Selection,
            asset: AssetId,
            #[pallet::compact] amount: Balance,
        ) -> DispatchResult {
            let backing = Backing {
                operator,
                selection,
            };
            Self::do_delegate(ensure_signed(origin)?, backing, asset, amount)
        }

        /// Let an amount unbond, for [`Config::UnbondingDelay`] blocks. It earns nothing from now
        /// on, also of this era, and can be slashed until it is withdrawn. Shares worth at least
        /// the amount are taken, those that do not earn yet first. The largest amount there is, 2¹²⁸ − 1, stands
        /// for all; of a stake that is worth nothing any more, 0 does, too, and takes all shares at once.
        ///
        /// Errors: `UnknownAsset`, `NotDelegated`, `StakeTooLow`, `AmountTooSmall`,
        /// `TooManyUnbonding`.
        #[pallet::call_index(1)]
        #[pallet::weight(WeightOf::<T>::stake())]
        pub fn undelegate(
            origin: OriginFor<T>,
            operator: AccountIdOf<T>,
            selection: Selection,
            asset: AssetId,
            #[pallet::compact] amount: Balance,
        ) -> DispatchResult {
            let backing = Backing {
                operator,
                selection,
            };
            Self::do_undelegate(ensure_signed(origin)?, backing, asset, amount)
        }

        /// Take what has unbonded, at its worth now. Once nothing is left with the operator in the
        /// asset, the rewards come along; a fraction of their smallest unit stays behind.
        ///
        /// Errors: `UnknownAsset`, `NotDelegated`, `SlashPending`, `NothingToWithdraw`; those of
        /// the asset where it cannot be moved.
        #[pallet::call_index(2)]
        #[pallet::weight(WeightOf::<T>::stake())]
        pub fn withdraw(
            origin: OriginFor<T>,
            operator: AccountIdOf<T>,
            selection: Selection,
            asset: AssetId,
        ) -> DispatchResult {
            let backing = Backing {
                operator,
                selection,
            };
            let who = ensure_signed(origin)?;
            Self::do_withdraw(who.clone(), backing, asset, &who)
        }

        /// Take what one has earned with an operator by a selection in all assets, in whole units; the
        /// operator its commission, too. Eras that are over are settled first. A second claim pays nothing.
        ///
        /// Errors: `NotDelegated`.
        #[pallet::call_index(3)]
        #[pallet::weight(WeightOf::<T>::claim())]
        pub fn claim(
            origin: OriginFor<T>,
            operator: AccountIdOf<T>,
            selection: Selection,
        ) -> DispatchResult {
            let backing = Backing {
                operator,
                selection,
            };
            Self::do_claim(ensure_signed(origin)?, backing)
        }

        /// Set the sender's commission as an operator, in basis points: at most 2,000. A decrease
        /// holds at once, an increase after 7 days. An era has that of its first points.
        ///
        /// Errors: `NotOperator`, `CommissionTooHigh`.
        #[pallet::call_index(4)]
        #[pallet::weight(WeightOf::<T>::commission())]
        pub fn set_commission(origin: OriginFor<T>, bps: u32) -> DispatchResult {
            Self::do_set_commission(ensure_signed(origin)?, bps)
        }

        /// Add to the pot of the running era, in the chain's own token.
        ///
        /// Errors: `AmountTooSmall`; those of the token where it cannot be moved.
        #[pallet::call_index(5)]
        #[pallet::weight(WeightOf::<T>::fund())]
        pub fn fund(origin: OriginFor<T>, #[pallet::compact] amount: Balance) -> DispatchResult {
            Self::do_fund(ensure_signed(origin)?, amount)
        }

        /// Give an operator and its delegators by a selection their share of each of the last [`Config::History`] eras
        /// that are over. Any account may; a second call has no effect.
        ///
        /// Errors: `NotDelegated`.
        #[pallet::call_index(6)]
        #[pallet::weight(WeightOf::<T>::operator())]
        pub fn settle_operator(
            origin: OriginFor<T>,
            operator: AccountIdOf<T>,
            selection: Selection,
        ) -> DispatchResult {
            ensure_signed(origin)?;
            let backing = Backing {
                operator,
                selection,
            };
            let ledger = Self::settled(&backing)?.ok_or(Error::<T>::NotDelegated)?;
            ledger.keep(&backing)
        }

        /// Carry what is left of an era to a later pot: any account, [`Config::History`] eras after it, or as
        /// soon as it is over if no operator has weight in it. At most `max` records of operators
        /// are removed, and no more than [`MAX_CLOSE`]; the pot is closed with the last of them.
        /// Once a block.
        ///
        /// Errors: `EraNotOver`, `ClosedInThisBlock`, `NothingToClose`.
        #[pallet::call_index(7)]
        #[pallet::weight(WeightOf::<T>::close_era((*max).min(MAX_CLOSE)))]
        pub fn close_era(origin: OriginFor<T>, era: u32, max: u32) -> DispatchResult {
            ensure_signed(origin)?;
            Self::do_close_era(era, max.min(MAX_CLOSE))
        }

        /// Accept an asset as stake, as [`Config::AdminOrigin`]. `least` is the smallest amount
        /// of a delegation, in base units, which prevents records without value.
        /// Stake in it earns from the next era on, if the asset has a price by that era's end. The first asset earns
        /// without one while it is alone.
        ///
        /// Errors: `BadOrigin`, `NoSuchAsset`, `TooManyDecimals`, `AlreadyAccepted`, `NoPrice` while an accepted one has
        /// none, `TooManyAssets`.
        #[pallet::call_index(8)]
        #[pallet::weight(WeightOf::<T>::admin())]
        pub fn add_asset(
            origin: OriginFor<T>,
            asset: AssetId,
            decimals: u8,
            #[pallet::compact] least: Balance,
        ) -> DispatchResult {
            T::AdminOrigin::ensure_origin(origin)?;
            Self::do_add_asset(asset, decimals, least)
        }

        /// Change the smallest amount of a delegation in an accepted asset, as [`Config::AdminOrigin`]. An asset that is to leave gets
        /// one beyond all that there is: what is staked of it can only be taken out. Its decimals stay, as eras that are over were weighed by
        /// them; a price makes good for wrong ones.
        ///
        /// Errors: `BadOrigin`, `UnknownAsset`.
        #[pallet::call_index(20)]
        #[pallet::weight(WeightOf::<T>::admin())]
        pub fn set_least_delegation(
            origin: OriginFor<T>,
            asset: AssetId,
            #[pallet::compact] least: Balance,
        ) -> DispatchResult {
            T::AdminOrigin::ensure_origin(origin)?;
            Self::do_set_least_delegation(asset, least)
        }

        /// Set the price of an asset, as [`Config::OracleOrigin`]: USD per whole token,
        /// scaled by 1e18. An era has the prices that stand at its end.
        ///
        /// Errors: `BadOrigin`, `ZeroPrice`, `PricedByVault`, `UnknownAsset`.
        #[pallet::call_index(9)]
        #[pallet::weight(WeightOf::<T>::admin())]
        pub fn set_price(
            origin: OriginFor<T>,
            asset: AssetId,
            #[pallet::compact] price_e18: u128,
        ) -> DispatchResult {
            T::OracleOrigin::ensure_origin(origin)?;
            Self::do_set_price(asset, price_e18)
        }

        /// Say where the price of an asset is read, or with `None` that it is no longer, as [`Config::OracleOrigin`]. It can
        /// still be set.
        ///
        /// Errors: `BadOrigin`, `UnknownAsset`, `PricedByVault`.
        #[pallet::call_index(18)]
        #[pallet::weight(WeightOf::<T>::admin())]
        pub fn set_price_feed(
            origin: OriginFor<T>,
            asset: AssetId,
            feed: Option<PriceFeed>,
        ) -> DispatchResult {
            T::OracleOrigin::ensure_origin(origin)?;
            Self::do_set_price_feed(asset, feed)
        }

        /// Take the price that the feed of an asset answers now. Any account may. The contract is called by the services
        /// pallet within a hook's limits, and what it writes is rolled back. Where it fails, as an oracle committee does
        /// whose answer is missing or too old, the last price stays.
        ///
        /// Errors: `NoPriceFeed`, `PriceUnreadable`, `PriceNotNew`, `ZeroPrice`, `PricedByVault`; those of a hook of the
        /// services pallet.
        #[pallet::call_index(19)]
        #[pallet::weight(WeightOf::<T>::admin()
            .saturating_add(pallet_services::Pallet::<T>::hook_reserve(1)))]
        pub fn update_price(origin: OriginFor<T>, asset: AssetId) -> DispatchResultWithPostInfo {
            ensure_signed(origin)?;
            let mut used = WeightOf::<T>::admin();
            let result = Self::do_update_price(asset, &mut used);
            let post_info = Some(used).into();
            match result {
                Ok(()) => Ok(post_info),
                Err(error) => Err(DispatchErrorWithPostInfo { post_info, error }),
            }
        }

        /// Count the results in a blueprint from the next era on, as [`Config::AdminOrigin`].
        ///
        /// Errors: `BadOrigin`, `BlueprintNotFound`, `AlreadyActive`.
        #[pallet::call_index(10)]
        #[pallet::weight(WeightOf::<T>::admin())]
        pub fn activate_blueprint(
            origin: OriginFor<T>,
            #[pallet::compact] blueprint: u64,
        ) -> DispatchResult {
            T::AdminOrigin::ensure_origin(origin)?;
            Self::do_activate(blueprint)
        }

        /// Count the results in a blueprint up to the end of this era, as
        /// [`Config::AdminOrigin`].
        ///
        /// Errors: `BadOrigin`, `NotActive`.
        #[pallet::call_index(11)]
        #[pallet::weight(WeightOf::<T>::admin())]
        pub fn deactivate_blueprint(
            origin: OriginFor<T>,
            #[pallet::compact] blueprint: u64,
        ) -> DispatchResult {
            T::AdminOrigin::ensure_origin(origin)?;
            Self::do_deactivate(blueprint)
        }

        /// [`Self::withdraw`] to another account. An amount below the asset's minimum cannot be paid to an account
        /// that has none of it; one that has can take it. Rewards that come along go to the sender.
        ///
        /// Errors: those of `withdraw`.
        #[pallet::call_index(12)]
        #[pallet::weight(WeightOf::<T>::stake())]
        pub fn withdraw_to(
            origin: OriginFor<T>,
            operator: AccountIdOf<T>,
            selection: Selection,
            asset: AssetId,
            to: AccountIdOf<T>,
        ) -> DispatchResult {
            let backing = Backing {
                operator,
                selection,
            };
            Self::do_withdraw(ensure_signed(origin)?, backing, asset, &to)
        }

        /// Pay out a delegation where slashes have left less than a unit for a million shares, whether or not it has
        /// unbonded: any account may, so that such stake ends and new stake is taken (`StakeWiped`). What the
        /// delegator's account cannot receive is left to [`Config::Slashed`], its rewards to later eras.
        ///
        /// Errors: `UnknownAsset`, `NotDelegated`, `StakeNotWiped`, `SlashPending`.
        #[pallet::call_index(13)]
        #[pallet::weight(WeightOf::<T>::stake())]
        pub fn sweep(
            origin: OriginFor<T>,
            delegator: AccountIdOf<T>,
            operator: AccountIdOf<T>,
            selection: Selection,
            asset: AssetId,
        ) -> DispatchResult {
            ensure_signed(origin)?;
            let backing = Backing {
                operator,
                selection,
            };
            Self::do_sweep(delegator, backing, asset)
        }

        /// Say where the sender's rewards go when they are settled, from now on.
        ///
        /// Errors: `NotOperator`, `NoSuchVault`.
        #[pallet::call_index(14)]
        #[pallet::weight(WeightOf::<T>::set_destination())]
        pub fn set_destination(
            origin: OriginFor<T>,
            destination: Destination<AccountIdOf<T>>,
        ) -> DispatchResult {
            Self::do_set_destination(ensure_signed(origin)?, destination)
        }

        /// Pay claimants what they have earned with an operator by a selection, each to its destination, or to itself where
        /// that does not take it. Any account may. An account that has earned less than [`Config::LeastReward`], cannot be
        /// paid, or whose destination does not take the reward yet, is left as it is: while a slash of it is pending, while
        /// less than its least amount was earned, and until the eras of the operator or vault are settled.
        ///
        /// Errors: `NotDelegated` where nothing is staked with the operator by the selection.
        #[pallet::call_index(15)]
        #[pallet::weight(functions::destinations::page_weight::<T>(claimants.len() as u32))]
        pub fn settle_rewards(
            origin: OriginFor<T>,
            operator: AccountIdOf<T>,
            selection: Selection,
            claimants: BoundedVec<AccountIdOf<T>, ConstU32<MAX_PAGE>>,
        ) -> DispatchResultWithPostInfo {
            ensure_signed(origin)?;
            let backing = Backing {
                operator,
                selection,
            };
            let used = Self::do_settle_rewards(&backing, &claimants)?;
            Ok(Some(used).into())
        }

        /// Claim the shares that a reward bought in a vault and delegate them, as the claimant's destination said when the
        /// reward was settled. Any account may. Where they cannot be delegated, the claimant has the shares; where the vault
        /// paid the deposit back, the amount. What the vault paid to the account that controls the deposit comes along.
        ///
        /// Shares below the least delegation wait for more, which the vault's own `claim` adds to those of the account that
        /// controls them; the claimant alone takes them before.
        ///
        /// Errors: those of the vault where there is nothing to claim yet, `SlashPending`, `AmountTooSmall`.
        #[pallet::call_index(16)]
        #[pallet::weight(functions::destinations::shares_weight::<T>())]
        pub fn settle_shares(
            origin: OriginFor<T>,
            claimant: AccountIdOf<T>,
            vault: u32,
            batch: u32,
            restake: Restake<AccountIdOf<T>>,
        ) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_settle_shares(&who, claimant, vault, batch, restake)
        }
    }
}
