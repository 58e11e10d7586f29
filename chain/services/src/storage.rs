//! The storage of the pallet.

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

    /// The account of each current and former operator, by the address under which hooks and contracts know
    /// it. An account may unmap its address; this stays.
    #[pallet::storage]
    pub type OperatorAddresses<T: Config> = StorageMap<_, Identity, H160, AccountIdOf<T>>;

    /// Registrations by blueprint and operator.
    #[pallet::storage]
    pub type Registrations<T: Config> =
        StorageDoubleMap<_, Twox64Concat, u64, Blake2_128Concat, AccountIdOf<T>, Registration>;

    /// Keys and addresses of operators, by blueprint and operator: only where managers identify an
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

    /// The operator that holds a key, by blueprint and key.
    #[pallet::storage]
    pub type KeyHolders<T: Config> =
        StorageDoubleMap<_, Twox64Concat, u64, Blake2_128Concat, OperatorKey, AccountIdOf<T>>;

    /// Open requests by id.
    #[pallet::storage]
    pub type Requests<T: Config> = StorageMap<_, Twox64Concat, u64, Request<T>>;

    /// Inputs of open requests, by id; no entry if they are empty.
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

    /// Open requests by requester.
    #[pallet::storage]
    pub type RequestsOfAccount<T: Config> =
        StorageDoubleMap<_, Blake2_128Concat, AccountIdOf<T>, Identity, IdKey, ()>;

    /// Open requests that wait for an operator's answer, by operator.
    #[pallet::storage]
    pub type RequestsOfOperator<T: Config> =
        StorageDoubleMap<_, Blake2_128Concat, AccountIdOf<T>, Identity, IdKey, ()>;

    /// The operators that the owner of a service has invited to join it, by service.
    #[pallet::storage]
    pub type Invitations<T: Config> = StorageMap<_, Twox64Concat, u64, OperatorsOf<T>, ValueQuery>;

    /// When operators joined a running service, and until when they serve in it; no entry for who was there from
    /// its start and does not leave.
    #[pallet::storage]
    pub type Memberships<T: Config> = StorageDoubleMap<
        _,
        Twox64Concat,
        u64,
        Blake2_128Concat,
        AccountIdOf<T>,
        Membership,
        ValueQuery,
    >;

    /// The accounts to which owners have offered what they own, until they accept it.
    #[pallet::storage]
    pub type OwnershipOffers<T: Config> = StorageMap<_, Twox64Concat, Owned, AccountIdOf<T>>;

    /// How many open requests wait for an operator's answer; no entry for none.
    #[pallet::storage]
    pub type PendingRequests<T: Config> =
        StorageMap<_, Blake2_128Concat, AccountIdOf<T>, u32, ValueQuery>;

    /// Job calls by service and id.
    #[pallet::storage]
    pub type JobCalls<T: Config> =
        StorageDoubleMap<_, Twox64Concat, u64, Twox64Concat, u64, JobCall<T>>;

    /// Deposits of job calls, by service and id.
    #[pallet::storage]
    pub type CallDeposits<T: Config> = StorageDoubleMap<
        _,
        Twox64Concat,
        u64,
        Twox64Concat,
        u64,
        CallDeposit<AccountIdOf<T>, BalanceOf<T>>,
    >;

    /// The results, by service, job call and operator.
    #[pallet::storage]
    pub type JobResults<T: Config> = StorageNMap<
        _,
        (
            NMapKey<Twox64Concat, u64>,
            NMapKey<Twox64Concat, u64>,
            NMapKey<Blake2_128Concat, AccountIdOf<T>>,
        ),
        JobResult,
    >;

    /// The manager's verdicts, by service, job call and operator.
    #[pallet::storage]
    pub type Verdicts<T: Config> = StorageNMap<
        _,
        (
            NMapKey<Twox64Concat, u64>,
            NMapKey<Twox64Concat, u64>,
            NMapKey<Blake2_128Concat, AccountIdOf<T>>,
        ),
        Verdict,
    >;

    /// Reporters, by service, job call and operator.
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

    /// Reports of quality of service, by service, kind, operator and the keccak256 of the evidence.
    #[pallet::storage]
    pub type QualityReports<T: Config> = StorageNMap<
        _,
        (
            NMapKey<Twox64Concat, u64>,
            NMapKey<Twox64Concat, u8>,
            NMapKey<Blake2_128Concat, AccountIdOf<T>>,
            NMapKey<Blake2_128Concat, H256>,
        ),
        QualityReport<AccountIdOf<T>, BalanceOf<T>>,
    >;

    /// What a call of a job costs, by blueprint and job; no entry where it costs nothing.
    #[pallet::storage]
    pub type JobPrices<T: Config> =
        StorageDoubleMap<_, Twox64Concat, u64, Twox64Concat, u8, JobPrice<BalanceOf<T>>>;

    /// The block in which a price of a blueprint was set last; no entry where none ever was.
    #[pallet::storage]
    pub type PricedAt<T: Config> = StorageMap<_, Twox64Concat, u64, BlockNumberFor<T>>;

    /// The points that an operator earned in a service in the last era in which it earned any, by service and
    /// operator.
    #[pallet::storage]
    pub type ServicePoints<T: Config> = StorageDoubleMap<
        _,
        Twox64Concat,
        u64,
        Blake2_128Concat,
        AccountIdOf<T>,
        EraPoints,
        ValueQuery,
    >;

    /// The terms of heartbeats of services whose manager was asked for them, by service.
    #[pallet::storage]
    pub type HeartbeatsOf<T: Config> = StorageMap<_, Twox64Concat, u64, HeartbeatTerms>;

    /// The block in which a service's terms of heartbeats were fixed: they do not judge the silence before it.
    #[pallet::storage]
    pub type HeartbeatsFixedAt<T: Config> =
        StorageMap<_, Twox64Concat, u64, BlockNumberFor<T>, ValueQuery>;

    /// The last block; none where [`Config::LongestGap`] is 0.
    #[pallet::storage]
    pub type LastBlock<T: Config> = StorageValue<_, SeenBlock<BlockNumberFor<T>>>;

    /// Last heartbeat and offline report, by service and operator; no entry if there is
    /// neither.
    #[pallet::storage]
    pub type Attendances<T: Config> = StorageDoubleMap<
        _,
        Twox64Concat,
        u64,
        Blake2_128Concat,
        AccountIdOf<T>,
        Attendance<BlockNumberFor<T>>,
    >;

    /// The running era.
    #[pallet::storage]
    pub type CurrentEra<T: Config> = StorageValue<_, EraStart<BlockNumberFor<T>>, ValueQuery>;

    /// Activity counters, by era and operator.
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

    /// The account that the manager named when the service started as the one that may propose slashes;
    /// no entry where the manager returned none. Then no account may.
    #[pallet::storage]
    pub type SlashingOrigins<T: Config> = StorageMap<_, Twox64Concat, u64, AccountIdOf<T>>;

    /// The id the next slash gets.
    #[pallet::storage]
    pub type NextSlashId<T: Config> = StorageValue<_, u64, ValueQuery>;

    /// Until when executions are paused, in unix seconds; 0 for no pause yet.
    #[pallet::storage]
    pub type SlashesPausedUntil<T: Config> = StorageValue<_, u64, ValueQuery>;

    /// When the last pause began, in unix seconds; 0 where it is not known.
    #[pallet::storage]
    pub type SlashesPausedFrom<T: Config> = StorageValue<_, u64, ValueQuery>;

    /// Slashes that have not ended, by id.
    #[pallet::storage]
    pub type Slashes<T: Config> = StorageMap<_, Twox64Concat, u64, Slash<T>>;

    /// The slash that an account proposed on a piece of evidence, by service, operator, proposer and evidence:
    /// one proposer cannot use up the evidence of another.
    #[pallet::storage]
    pub type SlashEvidence<T: Config> = StorageNMap<
        _,
        (
            NMapKey<Twox64Concat, u64>,
            NMapKey<Blake2_128Concat, AccountIdOf<T>>,
            NMapKey<Blake2_128Concat, AccountIdOf<T>>,
            NMapKey<Blake2_128Concat, H256>,
        ),
        u64,
    >;

    /// Number of pending slashes, by service and operator; no entry for none.
    #[pallet::storage]
    pub type PendingSlashes<T: Config> =
        StorageDoubleMap<_, Twox64Concat, u64, Blake2_128Concat, AccountIdOf<T>, u32, ValueQuery>;

    /// How many of them a proposer has, by service, operator, proposer and class of the offence; no entry for none. Each proposer
    /// has a limit of its own, and for each class: minor proposals of one must not keep out those of another, and true reports
    /// of a minor class, which a manager passes on, must not keep out its graver ones.
    #[pallet::storage]
    pub type ProposalsBy<T: Config> = StorageNMap<
        _,
        (
            NMapKey<Twox64Concat, u64>,
            NMapKey<Blake2_128Concat, AccountIdOf<T>>,
            NMapKey<Blake2_128Concat, AccountIdOf<T>>,
            NMapKey<Twox64Concat, u8>,
        ),
        u32,
        ValueQuery,
    >;

    /// Offences of operators that are pending or were executed, by service, class and era, and operator.
    #[pallet::storage]
    pub type Offences<T: Config> = StorageNMap<
        _,
        (
            NMapKey<Twox64Concat, u64>,
            NMapKey<Twox64Concat, OffenceKey>,
            NMapKey<Blake2_128Concat, AccountIdOf<T>>,
        ),
        EraOffence,
        ValueQuery,
    >;

    /// How many operators have such offences, by service, class and era.
    #[pallet::storage]
    pub type Offenders<T: Config> =
        StorageDoubleMap<_, Twox64Concat, u64, Twox64Concat, OffenceKey, u32, ValueQuery>;

    /// The offences of an operator that count against it, by blueprint and operator.
    #[pallet::storage]
    pub type OffenceRecords<T: Config> = StorageDoubleMap<
        _,
        Twox64Concat,
        u64,
        Blake2_128Concat,
        AccountIdOf<T>,
        OffenceRecord,
        ValueQuery,
    >;

    /// Counters of what is limited per account.
    #[pallet::storage]
    pub type AccountHoldings<T: Config> =
        StorageMap<_, Blake2_128Concat, AccountIdOf<T>, Holdings, ValueQuery>;

    /// Cleanup tasks for idle block space, by the first block that may run them.
    #[pallet::storage]
    pub type CleanupTasks<T: Config> = StorageDoubleMap<
        _,
        Twox64Concat,
        BlockNumberFor<T>,
        Twox64Concat,
        CleanupTask,
        (),
        OptionQuery,
    >;

    /// The first block that may still have cleanup tasks; `None` before the first task.
    #[pallet::storage]
    pub type CleanupCursor<T: Config> = StorageValue<_, BlockNumberFor<T>, OptionQuery>;
}
