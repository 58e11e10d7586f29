//! The storage of the pallet.

use frame_support::pallet_macros::pallet_section;

#[pallet_section]
mod storage {
    /// The vaults, by the id of their token.
    #[pallet::storage]
    pub type Vaults<T: Config> = StorageMap<_, Twox64Concat, VaultId, VaultOf<T>>;

    /// The vault of a validator, and of a successor that was announced. A retired vault is that of no validator.
    #[pallet::storage]
    pub type VaultOfValidator<T: Config> = StorageMap<_, Blake2_128Concat, AccountIdOf<T>, VaultId>;

    /// The vault of a stash, for what the staking pallet reports.
    #[pallet::storage]
    pub type VaultOfStash<T: Config> = StorageMap<_, Blake2_128Concat, AccountIdOf<T>, VaultId>;

    /// How many ids were used for vaults or skipped. The next one's id is that much above [`FIRST_VAULT`].
    #[pallet::storage]
    pub type Created<T: Config> = StorageValue<_, u32, ValueQuery>;

    /// What each stash has besides its active bond. The staking pallet's reports change it in the middle of calls.
    #[pallet::storage]
    pub type FundsOf<T: Config> = StorageMap<_, Twox64Concat, VaultId, Funds, ValueQuery>;

    /// What unbonds, by vault and number.
    #[pallet::storage]
    pub type Chunks<T: Config> =
        StorageDoubleMap<_, Twox64Concat, VaultId, Twox64Concat, u32, Chunk>;

    /// The newest chunk that can be withdrawn from an era on: the one that the staking pallet's chunk of that era pays.
    #[pallet::storage]
    pub type ChunkOfEra<T: Config> =
        StorageDoubleMap<_, Twox64Concat, VaultId, Twox64Concat, EraIndex, u32>;

    /// Redemptions that have left their queue, by vault and number of the queue.
    #[pallet::storage]
    pub type Exits<T: Config> = StorageDoubleMap<_, Twox64Concat, VaultId, Twox64Concat, u32, Exit>;

    /// Deposits, by vault and era.
    #[pallet::storage]
    pub type DepositBatches<T: Config> =
        StorageDoubleMap<_, Twox64Concat, VaultId, Twox64Concat, EraIndex, DepositBatch>;

    /// The points of a controller in a batch of deposits.
    #[pallet::storage]
    pub type Deposits<T: Config> = StorageNMap<
        _,
        (
            NMapKey<Twox64Concat, VaultId>,
            NMapKey<Twox64Concat, EraIndex>,
            NMapKey<Blake2_128Concat, AccountIdOf<T>>,
        ),
        Balance,
        ValueQuery,
    >;

    /// The redemptions of a controller in a batch.
    #[pallet::storage]
    pub type Tickets<T: Config> = StorageNMap<
        _,
        (
            NMapKey<Twox64Concat, VaultId>,
            NMapKey<Twox64Concat, RequestId>,
            NMapKey<Blake2_128Concat, AccountIdOf<T>>,
        ),
        Ticket,
        ValueQuery,
    >;

    /// The open requests of a controller.
    #[pallet::storage]
    pub type Requests<T: Config> = StorageDoubleMap<
        _,
        Twox64Concat,
        VaultId,
        Blake2_128Concat,
        AccountIdOf<T>,
        OpenRequests,
        ValueQuery,
    >;

    /// Who acts for an account in a vault: the vault, the account and its operator.
    #[pallet::storage]
    pub type Operators<T: Config> = StorageNMap<
        _,
        (
            NMapKey<Twox64Concat, VaultId>,
            NMapKey<Blake2_128Concat, AccountIdOf<T>>,
            NMapKey<Blake2_128Concat, AccountIdOf<T>>,
        ),
        (),
    >;

    /// The protocol's part of net growth.
    #[pallet::storage]
    pub type Fee<T: Config> = StorageValue<_, Commission, ValueQuery>;

    /// The vault that idle blocks look at next, counted from the first.
    #[pallet::storage]
    pub type IdleCursor<T: Config> = StorageValue<_, u32, ValueQuery>;
}
