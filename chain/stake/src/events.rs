//! The events of the pallet. Amounts are in base units of their asset, those of rewards in the chain's
//! smallest unit.

use frame_support::pallet_macros::pallet_section;

#[pallet_section]
mod events {
    #[pallet::event]
    #[pallet::generate_deposit(pub(super) fn deposit_event)]
    pub enum Event<T: Config> {
        /// An asset is accepted as stake.
        AssetAdded { asset: AssetId, decimals: u8 },
        /// No less of an asset is delegated at once from now on.
        LeastDelegationSet { asset: AssetId, least: Balance },
        /// An asset has a new price, in USD per whole token, scaled by 1e18.
        PriceSet { asset: AssetId, price_e18: u128 },
        /// The price of an asset is read there from now on; `None` if no longer.
        PriceFeedSet {
            asset: AssetId,
            feed: Option<PriceFeed>,
        },
        /// An amount was delegated to an operator.
        Delegated {
            operator: AccountIdOf<T>,
            selection: Selection,
            delegator: AccountIdOf<T>,
            asset: AssetId,
            amount: Balance,
        },
        /// An amount, at its current value, is unbonding; it can be withdrawn from that block on.
        Undelegated {
            operator: AccountIdOf<T>,
            selection: Selection,
            delegator: AccountIdOf<T>,
            asset: AssetId,
            amount: Balance,
            until: BlockNumberFor<T>,
        },
        /// An amount was paid back to a delegator.
        Withdrawn {
            operator: AccountIdOf<T>,
            selection: Selection,
            delegator: AccountIdOf<T>,
            asset: AssetId,
            amount: Balance,
        },
        /// An amount of the stake with an operator was slashed.
        StakeSlashed {
            slash: u64,
            operator: AccountIdOf<T>,
            asset: AssetId,
            amount: Balance,
            seized: Seized,
        },
        /// Results in a blueprint count from this era on.
        BlueprintActivated { blueprint: u64, from_era: u32 },
        /// Results in a blueprint count up to this era.
        BlueprintDeactivated { blueprint: u64, last_era: u32 },
        /// An operator set its commission, in basis points. An increase holds after its notice.
        CommissionSet { operator: AccountIdOf<T>, bps: u32 },
        /// An amount was added to an era's pot.
        EraFunded {
            era: u32,
            from: AccountIdOf<T>,
            amount: Balance,
        },
        /// An operator and its delegators by a selection were allotted their share of an era, with the
        /// operator's commission and the amount carried to a later pot.
        EraSettled {
            era: u32,
            operator: AccountIdOf<T>,
            selection: Selection,
            amount: Balance,
            commission: Balance,
            carried: Balance,
        },
        /// An era was closed. What was left is carried to a later pot.
        EraClosed { era: u32, carried: Balance },
        /// Rewards earned with an operator were paid.
        RewardPaid {
            operator: AccountIdOf<T>,
            selection: Selection,
            claimant: AccountIdOf<T>,
            amount: Balance,
        },
        /// An account said where its rewards go.
        DestinationSet {
            claimant: AccountIdOf<T>,
            destination: Destination<AccountIdOf<T>>,
        },
        /// A reward went to its destination: an amount of the chain's token, or shares of a vault that were restaked.
        RewardRouted {
            claimant: AccountIdOf<T>,
            destination: Destination<AccountIdOf<T>>,
            amount: Balance,
        },
        /// A destination did not take a reward, and the claimant has it.
        RewardFellBack {
            claimant: AccountIdOf<T>,
            amount: Balance,
            why: DispatchError,
        },
    }
}
