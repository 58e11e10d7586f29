//! The storage of the pallet.

use frame_support::pallet_macros::pallet_section;

#[pallet_section]
mod storage {
    /// The assets that are accepted. None is ever taken off the list.
    #[pallet::storage]
    pub type Accepted<T: Config> = StorageValue<_, AssetList<T>, ValueQuery>;

    /// Where the prices of assets are read, as [`Config::OracleOrigin`] says.
    #[pallet::storage]
    pub type PriceFeeds<T: Config> = StorageMap<_, Twox64Concat, AssetId, PriceFeed>;

    /// The reserve of each asset that keeps the pallet's account above the asset's minimum, in
    /// base units. It belongs to no delegator.
    #[pallet::storage]
    pub type Endowments<T: Config> = StorageMap<_, Twox64Concat, AssetId, Balance>;

    /// The stake with each current and former operator, by what was selected.
    #[pallet::storage]
    pub type Ledgers<T: Config> =
        StorageDoubleMap<_, Blake2_128Concat, AccountIdOf<T>, Twox64Concat, Selection, Ledger<T>>;

    /// What operators keep of their rewards before their delegators.
    #[pallet::storage]
    pub type Commissions<T: Config> =
        StorageMap<_, Blake2_128Concat, AccountIdOf<T>, Commission, ValueQuery>;

    /// Delegations by operator and selection, place of the asset in [`Accepted`], and delegator.
    #[pallet::storage]
    pub type Delegations<T: Config> = StorageNMap<
        _,
        (
            NMapKey<Blake2_128Concat, BackingOf<T>>,
            NMapKey<Twox64Concat, u8>,
            NMapKey<Blake2_128Concat, AccountIdOf<T>>,
        ),
        Delegation<T>,
    >;

    /// The shares that were delegated in an era and earn by now, until each delegator has taken
    /// its own: by operator and selection, place of the asset, and era.
    #[pallet::storage]
    pub type Cohorts<T: Config> = StorageNMap<
        _,
        (
            NMapKey<Blake2_128Concat, BackingOf<T>>,
            NMapKey<Twox64Concat, u8>,
            NMapKey<Twox64Concat, u32>,
        ),
        Position,
    >;

    /// The rates of accepted vaults at the last era's end: what their shares owned, and how many there were.
    #[pallet::storage]
    pub type VaultRates<T: Config> = StorageMap<_, Twox64Concat, u32, (Balance, Balance)>;

    /// Where the rewards of accounts go, other than to themselves.
    #[pallet::storage]
    pub type Destinations<T: Config> =
        StorageMap<_, Blake2_128Concat, AccountIdOf<T>, Destination<AccountIdOf<T>>, ValueQuery>;

    /// What operators have committed to services, by service and operator.
    #[pallet::storage]
    pub type Committed<T: Config> = StorageDoubleMap<
        _,
        Twox64Concat,
        u64,
        Blake2_128Concat,
        AccountIdOf<T>,
        Commitments<T>,
        ValueQuery,
    >;

    /// The captures of pending slashes, by their id in the services pallet.
    #[pallet::storage]
    pub type Captures<T: Config> = StorageMap<_, Twox64Concat, u64, CapturedOf<T>>;

    /// Slashed funds that could not be burned, by asset, in base units. They belong to no
    /// delegator.
    #[pallet::storage]
    pub type Unburned<T: Config> = StorageMap<_, Twox64Concat, AssetId, Balance, ValueQuery>;

    /// From which era until which results in a blueprint count.
    #[pallet::storage]
    pub type Activations<T: Config> = StorageMap<_, Twox64Concat, u64, Activation, ValueQuery>;

    /// Eras that were funded or worked in, until they are closed.
    #[pallet::storage]
    pub type Eras<T: Config> = StorageMap<_, Twox64Concat, u32, EraRecord<T>, ValueQuery>;

    /// The performance of operators in eras that are not settled, by era, and operator and selection.
    #[pallet::storage]
    pub type Performances<T: Config> = StorageDoubleMap<
        _,
        Twox64Concat,
        u32,
        Blake2_128Concat,
        BackingOf<T>,
        Performance<T>,
        ValueQuery,
    >;

    /// What the last eras paid the delegators of an operator, by what was selected, while anything is staked so.
    #[pallet::storage]
    pub type Yields<T: Config> =
        StorageMap<_, Blake2_128Concat, BackingOf<T>, EraYields, ValueQuery>;

    /// The block in which an era, or a part of one, was last closed.
    #[pallet::storage]
    pub type LastClosing<T: Config> = StorageValue<_, BlockNumberFor<T>, OptionQuery>;

    /// The accounts of the rewards.
    #[pallet::storage]
    pub type RewardAccounts<T: Config> = StorageValue<_, Books, ValueQuery>;
}
