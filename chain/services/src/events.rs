//! What the pallet tells.

use frame_support::pallet_macros::pallet_section;

#[pallet_section]
mod events {
    #[pallet::event]
    #[pallet::generate_deposit(pub(super) fn deposit_event)]
    pub enum Event<T: Config> {
        /// An account became an operator.
        OperatorJoined { operator: AccountIdOf<T> },
        /// An operator is now ready for more, or for less.
        OperatorStatusChanged {
            operator: AccountIdOf<T>,
            status: OperatorStatus,
        },
        /// An operator is none any more; its bond is free.
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
        /// A requester changed its request, to which no operator had agreed.
        RequestModified { request: u64, revision: u32 },
        /// An operator approved a request; so many others have yet to.
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
        /// A request was taken back, or removed after its time.
        RequestCancelled { request: u64 },
        /// The bond of a request was burned: its requester took it back after an approval.
        RequestBondForfeited {
            request: u64,
            requester: AccountIdOf<T>,
            amount: BalanceOf<T>,
        },
        /// A request nobody completed in time was removed.
        RequestExpired { request: u64 },
        /// All operators approved: the service runs.
        ServiceInitialized {
            service: u64,
            request: u64,
            blueprint: u64,
            owner: AccountIdOf<T>,
        },
        /// An operator that leaves for good is out of a service.
        OperatorLeftService {
            service: u64,
            operator: AccountIdOf<T>,
        },
        /// Too few operators stay in a service: its life is over from now on.
        ServiceStopped { service: u64 },
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
        /// The results required are there.
        JobCompleted {
            service: u64,
            job: u8,
            call: u64,
            results: u32,
        },
        /// The manager let a report stand.
        ReportSubmitted {
            service: u64,
            job: u8,
            call: u64,
            reporter: AccountIdOf<T>,
            participant: AccountIdOf<T>,
        },
        /// An operator said that it serves.
        HeartbeatReceived {
            service: u64,
            operator: AccountIdOf<T>,
        },
        /// An operator has not been heard of for too long.
        SilenceReported {
            service: u64,
            operator: AccountIdOf<T>,
            reporter: AccountIdOf<T>,
        },
        /// An operator whose silence had been reported was heard of.
        SilenceEnded {
            service: u64,
            operator: AccountIdOf<T>,
        },
        /// A slash was proposed; it can be executed from that block on.
        SlashProposed {
            slash: u64,
            service: u64,
            operator: AccountIdOf<T>,
            percent: Percent,
            executable_at: BlockNumberFor<T>,
        },
        /// A slash was vetoed.
        SlashVetoed { slash: u64 },
        /// A slash was executed: so much of the operator's bond was burned.
        SlashExecuted {
            slash: u64,
            operator: AccountIdOf<T>,
            amount: BalanceOf<T>,
        },
        /// A hook that cannot refuse failed. What it did was undone, and the extrinsic went on.
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
