//! Why a call fails.

use frame_support::pallet_macros::pallet_section;

#[pallet_section]
mod errors {
    #[pallet::error]
    pub enum Error<T> {
        /// The manager reverted. The bytes are the first three of the revert data: of the selector
        /// of a custom error, or `08c379` for a reason in words and `4e487b` for a panic.
        HookRefused([u8; 3]),
        /// The manager reverted with fewer than four bytes of data: no error is named.
        HookRefusedSilently,
        /// The hook needs more than the hook weight limit.
        HookOutOfWeight,
        /// The hook needs more storage than the hook deposit limit, or than the pallet's account
        /// can advance.
        HookDepositExhausted,
        /// The hook stopped without an answer: a trap, an invalid instruction, a broken contract.
        HookTrapped,
        /// The extrinsic was dispatched from within a contract: a hook cannot call its caller.
        HookReentered,
        /// There is no contract at the manager's address. A call to such an address would succeed.
        ManagerWithoutCode,
        /// The sender cannot pay the deposit for the storage the hook takes up.
        HookDepositNotCovered,
        /// There is no such blueprint.
        BlueprintNotFound,
        /// The definition's numbers contradict each other or the runtime's limits: see
        /// [`BlueprintDefinition`].
        InvalidDefinition,
        /// The account owns as many blueprints as it may.
        TooManyBlueprints,
        /// The account is an operator already.
        AlreadyOperator,
        /// The account is no operator.
        NotOperator,
        /// The operator is inactive or leaving; in a service: inactive, or its notice is over.
        OperatorNotActive,
        /// The operator is leaving; there is no way back but to join again.
        OperatorLeaving,
        /// The operator has not said that it leaves.
        OperatorNotLeaving,
        /// The operator's notice, or the time after it in which faults are found, is not over.
        TooEarlyToLeave,
        /// The operator is still registered for a blueprint.
        OperatorStillRegistered,
        /// The operator is registered for as many blueprints as it may.
        TooManyRegistrations,
        /// The operator is registered for the blueprint already.
        AlreadyRegistered,
        /// The operator is not registered for the blueprint.
        NotRegistered,
        /// The operator serves in a service of the blueprint.
        ServicesRunning,
        /// The operator runs as many services of the blueprint as it is ready to.
        InstanceLimitReached,
        /// As many services of the blueprint run as its owner allows.
        BlueprintFull,
        /// The request names fewer operators than the blueprint needs.
        TooFewOperators,
        /// The request names more operators than the blueprint takes.
        TooManyOperators,
        /// The request names an operator twice.
        DuplicateOperator,
        /// The request names an asset twice.
        DuplicateAsset,
        /// The account has as many requests waiting as it may.
        TooManyRequests,
        /// The account owns as many services as it may.
        TooManyServices,
        /// There is no such request: never, or no longer.
        RequestNotFound,
        /// The time to answer the request has passed.
        RequestExpired,
        /// The request was not put to the account.
        NotRequested,
        /// The operator has approved the request already.
        AlreadyApproved,
        /// Only the requester may change a request, or take it back while it can be answered.
        NotRequester,
        /// An operator has approved the request: it can no longer be changed, and taken back only
        /// by forfeiting its bond.
        RequestFinal,
        /// The request is not the one that is approved: it was changed.
        RequestChanged,
        /// There is no such service: never, or no longer.
        ServiceNotFound,
        /// The service's life is over.
        ServiceExpired,
        /// Only the owner may end a service during its life and the fault window after it.
        NotServiceOwner,
        /// The account may not call jobs of the service.
        CallerNotPermitted,
        /// The blueprint has no such job.
        JobNotFound,
        /// The service has no such job call.
        JobCallNotFound,
        /// The job call has the results it requires.
        JobCallCompleted,
        /// The account is no operator of the service.
        NotServiceOperator,
        /// The operator has submitted its result for the job call.
        ResultAlreadySubmitted,
        /// The blueprint takes no reports.
        ReportingDisabled,
        /// The job call was for another job.
        JobMismatch,
        /// The operator has been reported for the job call.
        AlreadyReported,
        /// The operator has sent a heartbeat in this window.
        HeartbeatTooSoon,
        /// The operator was heard of, or joined the service, within the limit; or its notice is
        /// over, and it need not be heard of.
        NotSilent,
        /// The operator's silence has been reported in this era and has not ended since.
        AlreadySilent,
        /// The account is not the one that may propose slashes in the service.
        NotSlashingOrigin,
        /// The slash would take nothing: of no percent, or of no bond and stake.
        EmptySlash,
        /// A slash of the operator was proposed on this evidence in the service.
        EvidenceUsed,
        /// As many slashes of the operator in the service wait as may.
        TooManySlashes,
        /// There is no such slash: never, or no longer.
        SlashNotFound,
        /// The slash can still be reviewed.
        SlashUnderReview,
        /// Slashes of the operator wait.
        SlashesPending,
        /// All ids of a kind are used up.
        IdsExhausted,
        /// The inputs of the registration are not those of the blueprint's generation, or name no
        /// key of its form: see [`Generation::names_by_key`].
        InvalidPreferences,
        /// Another operator of the blueprint is registered with the key.
        KeyInUse,
        /// A slash has taken some of the operator's bond, and it was not restored.
        BondIncomplete,
        /// The operator's bond has all that an operator has on hold.
        BondComplete,
        /// The job call has fewer results than its manager requires.
        ResultsMissing,
    }
}
