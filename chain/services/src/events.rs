//! The events of the pallet.

use frame_support::pallet_macros::pallet_section;

#[pallet_section]
mod events {
    #[pallet::event]
    #[pallet::generate_deposit(pub(super) fn deposit_event)]
    pub enum Event<T: Config> {
        /// An account became an operator.
        OperatorJoined { operator: AccountIdOf<T> },
        /// An operator changed its status.
        OperatorStatusChanged {
            operator: AccountIdOf<T>,
            status: OperatorStatus,
        },
        /// An account is no longer an operator; its bond is released.
        OperatorLeft { operator: AccountIdOf<T> },
        /// An operator's bond is complete again.
        BondRestored {
            operator: AccountIdOf<T>,
            amount: BalanceOf<T>,
        },
        /// A blueprint was created.
        BlueprintCreated {
            blueprint: u64,
            owner: AccountIdOf<T>,
            manager: H160,
        },
        /// An operator registered for a blueprint.
        Registered {
            blueprint: u64,
            operator: AccountIdOf<T>,
            instance_limit: u32,
        },
        /// An operator changed how many services of a blueprint it runs at a time.
        InstanceLimitSet {
            blueprint: u64,
            operator: AccountIdOf<T>,
            instance_limit: u32,
        },
        /// An operator gave up its registration.
        Unregistered {
            blueprint: u64,
            operator: AccountIdOf<T>,
        },
        /// A service was requested.
        ServiceRequested {
            request: u64,
            blueprint: u64,
            requester: AccountIdOf<T>,
        },
        /// A requester changed its request before any approval.
        RequestModified { request: u64, revision: u32 },
        /// An operator approved a request; `pending` others have not yet.
        RequestApproved {
            request: u64,
            operator: AccountIdOf<T>,
            pending: u32,
        },
        /// An operator rejected a request, which ended it.
        RequestRejected {
            request: u64,
            operator: AccountIdOf<T>,
        },
        /// A request was cancelled, or removed after it expired.
        RequestCancelled { request: u64 },
        /// The bond of a request was burned: it was cancelled after an approval.
        RequestBondForfeited {
            request: u64,
            requester: AccountIdOf<T>,
            amount: BalanceOf<T>,
        },
        /// A request that expired was removed.
        RequestExpired { request: u64 },
        /// All operators approved: the service runs.
        ServiceInitialized {
            service: u64,
            request: u64,
            blueprint: u64,
            owner: AccountIdOf<T>,
        },
        /// An operator left a running service.
        OperatorLeftService {
            service: u64,
            operator: AccountIdOf<T>,
        },
        /// A service stopped, because too few operators stayed, or its owner ended it.
        ServiceStopped { service: u64 },
        /// The owner of a service ended it, and its manager did not accept that: it serves until then, in unix seconds.
        ServiceEndsAt { service: u64, ends_at: u64 },
        /// A service ended.
        ServiceTerminated { service: u64, ending: Ending },
        /// A job was called.
        JobCalled {
            service: u64,
            job: u8,
            call: u64,
            caller: AccountIdOf<T>,
        },
        /// An operator's result was accepted; the hash is the keccak256 of its outputs.
        ResultSubmitted {
            service: u64,
            job: u8,
            call: u64,
            operator: AccountIdOf<T>,
            outputs_hash: H256,
        },
        /// The manager gave its verdict about a result, which earned so many points.
        ResultJudged {
            service: u64,
            call: u64,
            operator: AccountIdOf<T>,
            right: bool,
            points: u32,
        },
        /// A job call has the required number of results.
        JobCompleted {
            service: u64,
            job: u8,
            call: u64,
            results: u32,
        },
        /// An operator changed what it registered beside its key.
        PreferencesUpdated {
            blueprint: u64,
            operator: AccountIdOf<T>,
        },
        /// The manager was asked for the service's terms of heartbeats.
        HeartbeatTermsFixed { service: u64, terms: HeartbeatTerms },
        /// A job call was removed with what belongs to it; its deposit was returned.
        JobCallPruned { service: u64, call: u64 },
        /// A report of the quality of service was removed; its deposit was returned.
        QualityReportPruned {
            service: u64,
            kind: u8,
            participant: AccountIdOf<T>,
            evidence: H256,
        },
        /// The manager accepted a report.
        ReportSubmitted {
            service: u64,
            job: u8,
            call: u64,
            reporter: AccountIdOf<T>,
            participant: AccountIdOf<T>,
        },
        /// The manager found a report false: it is not recorded, and `amount` of the reporter's bond was
        /// burned.
        ReportRejected {
            service: u64,
            job: u8,
            call: u64,
            reporter: AccountIdOf<T>,
            participant: AccountIdOf<T>,
            amount: BalanceOf<T>,
            /// The manager's revert data, cut at [`MAX_REVERT_DATA`] bytes.
            data: BoundedVec<u8, ConstU32<MAX_REVERT_DATA>>,
        },
        /// The manager accepted a report of quality of service; `evidence` is the keccak256 of it.
        QualityReported {
            service: u64,
            kind: u8,
            reporter: AccountIdOf<T>,
            participant: AccountIdOf<T>,
            evidence: H256,
        },
        /// The manager found a report of quality of service false: it is not recorded, and `amount` of the
        /// reporter's bond was burned.
        QualityReportRejected {
            service: u64,
            kind: u8,
            reporter: AccountIdOf<T>,
            participant: AccountIdOf<T>,
            evidence: H256,
            amount: BalanceOf<T>,
            /// The manager's revert data, cut at [`MAX_REVERT_DATA`] bytes.
            data: BoundedVec<u8, ConstU32<MAX_REVERT_DATA>>,
        },
        /// An operator sent a heartbeat.
        HeartbeatReceived {
            service: u64,
            operator: AccountIdOf<T>,
        },
        /// The owner of a service invited an operator to join it, or took the invitation back.
        OperatorInvited {
            service: u64,
            operator: AccountIdOf<T>,
            invited: bool,
        },
        /// An operator joined a running service.
        OperatorJoinedService {
            service: u64,
            operator: AccountIdOf<T>,
        },
        /// An operator leaves a running service: it serves until then, in unix seconds.
        ExitScheduled {
            service: u64,
            operator: AccountIdOf<T>,
            serves_until: u64,
        },
        /// An operator stays in a running service.
        ExitCancelled {
            service: u64,
            operator: AccountIdOf<T>,
        },
        /// The owner of a service replaced the accounts that may call its jobs.
        PermittedCallersSet { service: u64 },
        /// An owner offered what it owns to an account, or took the offer back.
        OwnershipOffered {
            item: Owned,
            to: Option<AccountIdOf<T>>,
        },
        /// An account took over what was offered to it.
        OwnershipAccepted { item: Owned, owner: AccountIdOf<T> },
        /// An operator was reported offline, and lost so many points of this era.
        OfflineReported {
            service: u64,
            operator: AccountIdOf<T>,
            reporter: AccountIdOf<T>,
            points: u32,
        },
        /// An operator that was reported offline sent a heartbeat, and lost so many points of this era for the
        /// time since the report.
        OfflineEnded {
            service: u64,
            operator: AccountIdOf<T>,
            points: u32,
        },
        /// A slash was proposed; it can be executed from `deadline` on, in unix seconds, unless it is
        /// disputed or vetoed before.
        SlashProposed {
            slash: u64,
            service: u64,
            operator: AccountIdOf<T>,
            proposer: AccountIdOf<T>,
            offence: Charge,
            share_bps: u16,
            deadline: u64,
        },
        /// A slash was disputed; it waits for a ruling until `deadline`, in unix seconds.
        SlashDisputed {
            slash: u64,
            disputer: AccountIdOf<T>,
            deadline: u64,
        },
        /// A disputed slash was ruled on. It stands, or it has ended.
        SlashRuled { slash: u64, stands: bool },
        /// A slash was vetoed.
        SlashVetoed { slash: u64 },
        /// A slash was not executed in time.
        SlashExpired { slash: u64 },
        /// A slash was executed: its penalty, less what the operator paid already for offences of the same
        /// class in the same service and era, took `amount` of the operator's bond.
        SlashExecuted {
            slash: u64,
            operator: AccountIdOf<T>,
            share_bps: u16,
            amount: BalanceOf<T>,
        },
        /// A job has another price; `None` where its calls cost nothing now.
        JobPriceSet {
            blueprint: u64,
            job: u8,
            price: Option<JobPrice<BalanceOf<T>>>,
        },
        /// A job call was paid for: each operator whose account can hold it received `each`, the blueprint's
        /// owner `owner`, and all the rest was burned.
        JobPaid {
            service: u64,
            call: u64,
            each: BalanceOf<T>,
            owner: BalanceOf<T>,
            burned: BalanceOf<T>,
        },
        /// An operator was ejected from a blueprint for its offences.
        OperatorEjected {
            blueprint: u64,
            operator: AccountIdOf<T>,
        },
        /// An operator that was ejected from a blueprint may return to it.
        OperatorReadmitted {
            blueprint: u64,
            operator: AccountIdOf<T>,
        },
        /// A bond of a slash was lost: `amount` was burned.
        SlashBondForfeited {
            slash: u64,
            account: AccountIdOf<T>,
            amount: BalanceOf<T>,
        },
        /// Slashes cannot be executed before `until`, in unix seconds.
        SlashesPaused { until: u64 },
        /// A best-effort hook failed. Its changes were rolled back, and the extrinsic succeeded.
        HookFailed {
            manager: H160,
            /// The selector of the hook.
            selector: [u8; 4],
            failure: HookFailure,
            /// The revert data where it reverted, cut at [`MAX_REVERT_DATA`] bytes.
            data: BoundedVec<u8, ConstU32<MAX_REVERT_DATA>>,
        },
    }
}
