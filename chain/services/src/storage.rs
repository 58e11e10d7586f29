//! What the pallet keeps, and under which keys.

use frame_support::pallet_macros::pallet_section;

#[pallet_section]
mod storage {
    /// The id the next blueprint gets.
    #[pallet::storage]
    pub type NextBlueprintId<T: Config> = StorageValue<_, u64, ValueQuery>;

    /// The id the next request gets.
    #[pallet::storage]
    pub type NextRequestId<T: Config> = StorageValue<_, u64, ValueQuery>;

    /// The id the next service gets.
    #[pallet::storage]
    pub type NextServiceId<T: Config> = StorageValue<_, u64, ValueQuery>;

    /// The id the next job call gets, whichever its service.
    #[pallet::storage]
    pub type NextJobCallId<T: Config> = StorageValue<_, u64, ValueQuery>;

    /// Blueprints by id.
    #[pallet::storage]
    pub type Blueprints<T: Config> = StorageMap<_, Twox64Concat, u64, Blueprint<AccountIdOf<T>>>;

    /// Operators by account.
    #[pallet::storage]
    pub type Operators<T: Config> = StorageMap<_, Blake2_128Concat, AccountIdOf<T>, OperatorOf<T>>;

    /// Registrations by blueprint and operator.
    #[pallet::storage]
    pub type Registrations<T: Config> =
        StorageDoubleMap<_, Twox64Concat, u64, Blake2_128Concat, AccountIdOf<T>, Registration>;

    /// What operators registered with, by blueprint and operator: only where managers name an
    /// operator by its key.
    #[pallet::storage]
    pub type Preferences<T: Config> = StorageDoubleMap<
        _,
        Twox64Concat,
        u64,
        Blake2_128Concat,
        AccountIdOf<T>,
        OperatorPreferences,
    >;

    /// Whose each key is, by blueprint and key.
    #[pallet::storage]
    pub type KeyHolders<T: Config> =
        StorageDoubleMap<_, Twox64Concat, u64, Blake2_128Concat, OperatorKey, AccountIdOf<T>>;

    /// Requests that wait, by id.
    #[pallet::storage]
    pub type Requests<T: Config> = StorageMap<_, Twox64Concat, u64, Request<T>>;

    /// What a waiting request was made with, by its id; nothing where that is empty.
    #[pallet::storage]
    pub type RequestInputs<T: Config> = StorageMap<_, Twox64Concat, u64, PayloadOf<T>, ValueQuery>;

    /// Running services by id.
    #[pallet::storage]
    pub type Instances<T: Config> = StorageMap<_, Twox64Concat, u64, Service<T>>;

    /// Running services by blueprint.
    #[pallet::storage]
    pub type ServicesOfBlueprint<T: Config> =
        StorageDoubleMap<_, Twox64Concat, u64, Identity, IdKey, ()>;

    /// Running services by operator.
    #[pallet::storage]
    pub type ServicesOfOperator<T: Config> =
        StorageDoubleMap<_, Blake2_128Concat, AccountIdOf<T>, Identity, IdKey, ()>;

    /// Requests that wait, by requester.
    #[pallet::storage]
    pub type RequestsOfAccount<T: Config> =
        StorageDoubleMap<_, Blake2_128Concat, AccountIdOf<T>, Identity, IdKey, ()>;

    /// Job calls by service and id.
    #[pallet::storage]
    pub type JobCalls<T: Config> =
        StorageDoubleMap<_, Twox64Concat, u64, Twox64Concat, u64, JobCall<T>>;

    /// The keccak256 of each result's outputs, by service, job call and operator.
    #[pallet::storage]
    pub type JobResults<T: Config> = StorageNMap<
        _,
        (
            NMapKey<Twox64Concat, u64>,
            NMapKey<Twox64Concat, u64>,
            NMapKey<Blake2_128Concat, AccountIdOf<T>>,
        ),
        H256,
    >;

    /// Who reported an operator for a job call, by service, job call and operator.
    #[pallet::storage]
    pub type Reports<T: Config> = StorageNMap<
        _,
        (
            NMapKey<Twox64Concat, u64>,
            NMapKey<Twox64Concat, u64>,
            NMapKey<Blake2_128Concat, AccountIdOf<T>>,
        ),
        AccountIdOf<T>,
    >;

    /// The presence of operators, by service and operator; nothing of one that was neither heard
    /// of nor reported.
    #[pallet::storage]
    pub type Attendances<T: Config> = StorageDoubleMap<
        _,
        Twox64Concat,
        u64,
        Blake2_128Concat,
        AccountIdOf<T>,
        Attendance<BlockNumberFor<T>>,
    >;

    /// What operators did, by era and operator.
    #[pallet::storage]
    pub type Activities<T: Config> = StorageDoubleMap<
        _,
        Twox64Concat,
        u32,
        Blake2_128Concat,
        AccountIdOf<T>,
        Activity,
        ValueQuery,
    >;

    /// The id the next slash gets.
    #[pallet::storage]
    pub type NextSlashId<T: Config> = StorageValue<_, u64, ValueQuery>;

    /// Slashes that wait, by id.
    #[pallet::storage]
    pub type Slashes<T: Config> = StorageMap<_, Twox64Concat, u64, Slash<T>>;

    /// The slash proposed on each piece of evidence, by service, operator and evidence.
    #[pallet::storage]
    pub type SlashEvidence<T: Config> = StorageNMap<
        _,
        (
            NMapKey<Twox64Concat, u64>,
            NMapKey<Blake2_128Concat, AccountIdOf<T>>,
            NMapKey<Blake2_128Concat, H256>,
        ),
        u64,
    >;

    /// How many slashes wait, by service and operator; nothing where none does.
    #[pallet::storage]
    pub type PendingSlashes<T: Config> =
        StorageDoubleMap<_, Twox64Concat, u64, Blake2_128Concat, AccountIdOf<T>, u32, ValueQuery>;

    /// What each account holds of the things that are limited per account.
    #[pallet::storage]
    pub type AccountHoldings<T: Config> =
        StorageMap<_, Blake2_128Concat, AccountIdOf<T>, Holdings, ValueQuery>;

    /// Work for idle block space, by the first block that may do it.
    #[pallet::storage]
    pub type Agenda<T: Config> = StorageDoubleMap<
        _,
        Twox64Concat,
        BlockNumberFor<T>,
        Twox64Concat,
        AgendaItem,
        (),
        OptionQuery,
    >;

    /// The first block of the agenda that may still hold work; `None` before the first entry.
    #[pallet::storage]
    pub type AgendaCursor<T: Config> = StorageValue<_, BlockNumberFor<T>, OptionQuery>;
}
