//! The errors of the pallet.

use frame_support::pallet_macros::pallet_section;

#[pallet_section]
mod errors {
    #[pallet::error]
    pub enum Error<T> {
        /// The manager reverted. The bytes are the first three of the revert data: of the selector
        /// of a custom error, or `08c379` for `Error(string)` and `4e487b` for `Panic(uint256)`.
        HookReverted([u8; 3]),
        /// The manager reverted with fewer than four bytes of data, which contain no error.
        HookRevertedWithoutData,
        /// The hook needs more than the hook weight limit.
        HookOutOfWeight,
        /// The hook needs more storage than the hook deposit limit, or than the pallet's account
        /// can advance.
        HookDepositExhausted,
        /// The hook trapped: an invalid instruction, or a broken contract.
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
        /// The account is not an operator.
        NotOperator,
        /// The operator is inactive or leaving; in a service: its notice is over.
        OperatorNotActive,
        /// The operator is leaving. To return, it has to join again.
        OperatorLeaving,
        /// The operator has not started to leave.
        OperatorNotLeaving,
        /// The operator's notice, or the fault window after it, is not over.
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
        /// The request does not exist, or no longer.
        RequestNotFound,
        /// The request has expired.
        RequestExpired,
        /// The request does not name the account.
        NotRequested,
        /// The operator has answered the request already.
        AlreadyAnswered,
        /// Only the requester may change a request, or cancel it before it expires.
        NotRequester,
        /// An operator has approved the request, and none has rejected it. It can no longer be changed; cancelling it
        /// forfeits its bond.
        RequestFinal,
        /// The request was changed since the revision that is approved.
        RequestChanged,
        /// The service does not exist, or no longer.
        ServiceNotFound,
        /// The service has ended.
        ServiceExpired,
        /// Only the owner may terminate a service before the end of its fault window.
        NotServiceOwner,
        /// The account may not call jobs of the service.
        CallerNotPermitted,
        /// The blueprint has no such job.
        JobNotFound,
        /// The service has no such job call.
        JobCallNotFound,
        /// The job call has the results it requires.
        JobCallCompleted,
        /// The account is not an operator of the service.
        NotServiceOperator,
        /// The operator has submitted its result for the job call.
        ResultAlreadySubmitted,
        /// The blueprint takes no reports about job calls.
        ReportingDisabled,
        /// The job call was for another job.
        JobMismatch,
        /// The inputs are not those of the job call, or the outputs not those of the operator's result; they are empty
        /// where it submitted none.
        ReportMismatch,
        /// The operator has been reported for the job call; or for a fault of the kind, with this evidence.
        AlreadyReported,
        /// The blueprint takes no reports of this kind.
        UnknownQualityKind,
        /// The operator has sent a heartbeat in this window.
        HeartbeatTooSoon,
        /// The operator sent a heartbeat, or the service started, within the limit; or its notice is
        /// over, and it need not send heartbeats.
        NotOffline,
        /// The operator was reported offline in this era and has sent no heartbeat since.
        AlreadyReportedOffline,
        /// The account may not propose slashes in the service: see [`SlashingOrigins`].
        NotSlashingOrigin,
        /// The slash would take nothing: its share is 0, or there is no bond and no stake.
        EmptySlash,
        /// The share is above what the blueprint's penalties allow for the class of the offence.
        SlashTooLarge,
        /// The hash of the evidence is zero.
        NoEvidence,
        /// The account is a party: an operator cannot accuse itself, nor a proposer dispute its own slash.
        OwnCase,
        /// A slash of the operator was proposed on this evidence in the service.
        EvidenceUsed,
        /// The proposer has the maximum number of pending slashes of the operator in the service for the class of offence.
        TooManySlashes,
        /// The slash does not exist, or no longer.
        SlashNotFound,
        /// The review of the slash is not over, or a dispute waits for its ruling.
        SlashUnderReview,
        /// The time to dispute, veto or rule on the slash is over.
        ReviewOver,
        /// Only a slash under review can be disputed, and only a disputed one ruled on.
        SlashNotDisputable,
        /// The slash was not executed in time.
        SlashLapsed,
        /// The slash can still be executed.
        SlashNotLapsed,
        /// Executions are paused.
        SlashesPaused,
        /// The pause would be longer than [`Config::LongestPause`].
        PauseTooLong,
        /// Slashes of the operator are pending.
        SlashesPending,
        /// All ids of a kind are used up.
        IdsExhausted,
        /// The inputs of the registration do not have the format of the blueprint's generation, or
        /// contain no valid key: see [`Generation::identifies_operators_by_key`].
        InvalidPreferences,
        /// Another operator of the blueprint is registered with the key.
        KeyInUse,
        /// A slash has taken some of the operator's bond, and it was not restored.
        BondIncomplete,
        /// The operator's bond is complete.
        BondComplete,
        /// The job call has fewer results than its manager requires.
        ResultsMissing,
        /// Another account with the same address is or was an operator.
        AddressInUse,
        /// The account is not the manager of the service's blueprint.
        NotManager,
        /// The operator has submitted no result for the job call.
        ResultNotFound,
        /// The manager has given its verdict about the result.
        AlreadyJudged,
        /// The verdict awards more points than the blueprint's terms allow for one result, or any for a
        /// wrong one.
        TooManyPoints,
        /// The operator was ejected from the blueprint for its offences: it can neither register for it
        /// again nor accept services of it.
        OperatorEjected,
        /// The account does not own the blueprint.
        NotBlueprintOwner,
        /// Services of the blueprint run: its prices are those they started with.
        BlueprintInUse,
        /// A price of the blueprint was set in the block of the request, or later: its customer did not see it.
        PriceChanged,
        /// The price is zero, or its parts exceed the whole.
        InvalidPrice,
        /// The caller is an operator of the service, and the job has a price: calls of its own would earn it
        /// points.
        OperatorCallsOwnJob,
        /// The operator's notice is over: it cannot stay.
        NoticeOver,
        /// An operator has rejected the request: its requester changes it first.
        RequestRejected,
        /// As many requests wait for the operator's answer as may.
        OperatorBusy,
        /// Operators can still be slashed for the service that has ended, the job call that is complete, or what was reported.
        FaultWindowOpen,
        /// Nothing was offered to the account.
        NotOffered,
        /// The owner of the service has not invited the operator.
        NotInvited,
        /// The operator serves in the service already, or is invited already.
        AlreadyInService,
        /// The manager does not let the operator join the service, or cannot be asked.
        JoinRefused,
        /// The manager does not let the operator leave the service.
        LeaveRefused,
        /// The operator is leaving the service.
        ExitScheduled,
        /// The operator is not leaving the service.
        ExitNotScheduled,
        /// The job call lacks results that it requires.
        JobCallOpen,
        /// The manager is bound by its owner alone, and names another account as that, or none.
        NotManagerOwner,
        /// The manager was asked for the service's terms of heartbeats before.
        HeartbeatTermsFixed,
        /// No report of this kind, operator and evidence is kept for the service.
        ReportNotFound,
        /// The operator belongs to the service: its reporter alone removes the report.
        OperatorReportable,
        /// A pause lasts, which can only be ended, or the last one was over less than two weeks ago.
        PauseTooSoon,
        /// The operator was not ejected from the blueprint.
        OperatorNotEjected,
        /// The signature with the inputs of a registration is not that of the key in them, for this operator and blueprint.
        KeyNotProven,
        /// The result was submitted, or the operator that submitted none served last, longer ago than the fault window: stake that came later
        /// would pay.
        ReportTooLate,
        /// The operator joined the service after the job was called: the call is not made to it.
        JoinedAfterCall,
    }
}
