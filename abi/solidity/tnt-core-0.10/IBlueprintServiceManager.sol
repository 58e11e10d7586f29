// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

/// @title The hooks of a blueprint's manager, as Tangle's core 0.10 calls them (33 functions).
/// @dev The core is the only caller of every on* function. It lets four of them refuse:
/// onBlueprintCreated, onRegister, onRequest and onJobCall. Reverts of the others are ignored
/// without a trace, and no call carries value. Durations are in seconds, basis points 0..10000.
/// "Pallet" is this project's services pallet, which takes the core's place: its account is the
/// caller and an operator is the address of its account. "After" a write means that the hook reads
/// the state with it. A view whose return data does not decode reverts the transaction of the core.
interface IBlueprintServiceManager {
    /// @notice Called when a blueprint is created that names this contract as its manager. owner is
    /// the blueprint's owner, tangleCore the address of the caller. A revert prevents the
    /// blueprint.
    /// @dev Pallet: by create_blueprint, after the blueprint is stored.
    /// Core 0.10: by createBlueprint, after the blueprint and its definition are stored. The
    /// default binds the guard to the blueprint, once.
    /// @custom:default guard.bind
    function onBlueprintCreated(uint64 blueprintId, address owner, address tangleCore) external;

    /// @notice Called when an operator registers for the blueprint. A revert prevents the
    /// registration.
    /// @dev Pallet: by register, after the registration is stored; registrationInputs is what the
    /// operator sent.
    /// Core 0.10: by registerOperator, after the checks and before the registration is stored;
    /// registrationInputs is what the operator sent or, if that is empty, abi.encode of its (bytes
    /// ecdsaPublicKey, string rpcAddress).
    /// @custom:default ()
    function onRegister(address operator, bytes calldata registrationInputs) external payable;

    /// @notice Called when an operator that is in no service of the blueprint gives up its
    /// registration.
    /// @dev Pallet: by unregister, after the registration is removed. A revert fails the extrinsic,
    /// unless the operator is leaving; then it is rolled back and reported as event HookFailed. A
    /// manager without code cannot prevent it.
    /// Core 0.10: by unregisterOperator, before the registration is removed. A revert is ignored
    /// and not reported.
    /// @custom:default ()
    function onUnregister(address operator) external;

    /// @notice Called after an operator changed its key or its RPC address. newPreferences is
    /// abi.encode of the stored (bytes ecdsaPublicKey, string rpcAddress).
    /// @dev Pallet: by update_preferences, with the bytes that the operator sent. A revert is rolled
    /// back and reported as event HookFailed. Core 0.10: by updateOperatorPreferences, after the preferences are
    /// stored. A revert is ignored and not reported.
    /// @custom:default ()
    function onUpdatePreferences(address operator, bytes calldata newPreferences) external payable;

    /// @notice Returns the seconds between two heartbeats of an operator in a service.
    /// @dev Pallet: by fix_heartbeat_terms, once in a service's life. A revert, useDefault or 0 leaves
    /// the chain's window; seconds are rounded up to blocks. Core 0.10: read when a service is activated, after it is stored, if
    /// the core has a status registry. A revert, useDefault or 0 leaves the registry's 300 seconds.
    /// An interval below 60 seconds leaves the registry's own interval and count.
    /// @return useDefault true to keep the registry's interval
    /// @return interval in seconds, 60 or more
    /// @custom:default (true, 0)
    function getHeartbeatInterval(uint64 serviceId)
        external view returns (bool useDefault, uint64 interval);

    /// @notice Returns the share of heartbeats an operator must send, from which the core derives
    /// how many it may miss.
    /// @dev Pallet: as getHeartbeatInterval. By a value above 80 an operator is offline after 1 whole window
    /// without a heartbeat, above 50 after 2, by any other after 3. Core 0.10: read when a service is activated, after
    /// getHeartbeatInterval. A value above 80 allows 1 missed heartbeat, above 50 allows 2, any
    /// other 3. A revert, useDefault or 0 leaves the registry's count, 3.
    /// @return useDefault true to keep the registry's count
    /// @return threshold in percent
    /// @custom:default (true, 0)
    function getHeartbeatThreshold(uint64 serviceId)
        external view returns (bool useDefault, uint8 threshold);

    /// @notice Returns the dispute window of a slash, in seconds.
    /// @dev Pallet: not called. Core 0.10: declared and not read: the dispute window is that of the
    /// core's slash configuration.
    /// @return useDefault true to keep the core's window
    /// @return window in seconds
    /// @custom:default (true, 0)
    function getSlashingWindow(uint64 serviceId)
        external view returns (bool useDefault, uint64 window);

    /// @notice Returns the terms on which operators leave a running service.
    /// @dev Pallet: read by schedule_exit, before anything is written. A revert or useDefault leaves the
    /// pallet's notice; both durations are at most that. forceExitAllowed is not read.
    /// Core 0.10: read by scheduleExit, leaveService and forceExit, before
    /// anything is written. A revert or useDefault leaves 1 day, 7 days, false.
    /// @return useDefault true to keep the core's terms
    /// @return minCommitmentDuration seconds between joining and the exit's scheduling
    /// @return exitQueueDuration seconds between the exit's scheduling and its execution
    /// @return forceExitAllowed whether the service's owner may call forceExit
    /// @custom:default (true, 0, 0, false)
    function getExitConfig(
        uint64 serviceId
    ) external view returns (
        bool useDefault,
        uint64 minCommitmentDuration,
        uint64 exitQueueDuration,
        bool forceExitAllowed
    );

    /// @notice Returns how long a subscription may stay unpaid, in billing intervals.
    /// @dev Pallet: not called. Core 0.10: read by terminateServiceForNonPayment, before the
    /// service ends. The grace starts when the payment is due. A revert or useDefault leaves 1
    /// interval.
    /// @return useDefault true to keep the core's grace
    /// @return graceIntervals billing intervals; the core uses at most 12
    /// @custom:default (true, 0)
    function getNonPaymentTerminationPolicy(uint64 serviceId)
        external view returns (bool useDefault, uint64 graceIntervals);

    /// @notice Called when a service is requested, after the request is stored. ttl in seconds,
    /// paymentAmount in base units of paymentAsset. A revert prevents the request.
    /// @dev Pallet: by request and, with the same requestId and requestInputs, by modify_request,
    /// where a revert prevents the change; ttl 0 is unlimited, the payment is 0 of address 0.
    /// Core 0.10: by requestService and its variants, after the payment is collected. By
    /// createServiceFromQuotes, before the service is stored, with requestId 0 and the native
    /// asset, address 0.
    /// @custom:default ()
    function onRequest(
        uint64 requestId,
        address requester,
        address[] calldata operators,
        bytes calldata requestInputs,
        uint64 ttl,
        address paymentAsset,
        uint256 paymentAmount
    ) external payable;

    /// @notice Called after an operator's approval of a request is recorded, before the last
    /// approval starts the service. stakingPercent is 0..100.
    /// @dev Pallet: by approve; stakingPercent is always 100. A revert fails the extrinsic and
    /// withdraws the approval.
    /// Core 0.10: by approveService and its variants; stakingPercent is what the operator sent or,
    /// with commitments, the exposure of its first one. A revert is ignored and not reported.
    /// @custom:default ()
    function onApprove(address operator, uint64 requestId, uint8 stakingPercent) external payable;

    /// @notice Called after an operator rejected a request.
    /// @dev Pallet: by reject, after the answer is recorded. A revert is reported as HookFailed and
    /// changes nothing.
    /// Core 0.10: by rejectService, after the request is marked as rejected and its payment
    /// returned. A revert is ignored and not reported.
    /// @custom:default ()
    function onReject(address operator, uint64 requestId) external;

    /// @notice Called when a service starts, after it is stored. owner is the requester, ttl in
    /// seconds.
    /// @dev Pallet: by the last approve, after onApprove and the removal of the request;
    /// permittedCallers does not include the owner, ttl 0 is unlimited. A revert fails the
    /// extrinsic: neither the service nor the last approval remains.
    /// Core 0.10: by the last approveService, after the initial payment, and by
    /// createServiceFromQuotes with requestId 0; permittedCallers starts with the owner. A revert
    /// is ignored and not reported.
    /// @custom:default ()
    function onServiceInitialized(
        uint64 blueprintId,
        uint64 requestId,
        uint64 serviceId,
        address owner,
        address[] calldata permittedCallers,
        uint64 ttl
    ) external;

    /// @notice Called after a service was ended. owner is the service's owner.
    /// @dev Pallet: by terminate, once. Of the owner, who ends the service: after its end is stored; a
    /// revert delays the end by a week at most, and is reported as event HookFailed. Its operators can be slashed
    /// for the fault window after the end. Of anyone, after the fault window of a service whose life was over, and in
    /// leave_service of the last operator: after it is removed; a revert is rolled back and reported as event
    /// HookFailed.
    /// Core 0.10: by terminateService and terminateServiceForNonPayment, after the service is
    /// marked as terminated. A revert is ignored and not reported.
    /// @custom:default ()
    function onServiceTermination(uint64 serviceId, address owner) external;

    /// @notice Returns whether an operator may join a running service.
    /// @dev Pallet: read by join_service, before anything is written. false, a revert or anything but a bool
    /// fails the call with JoinRefused.
    /// Core 0.10: read by joinService and joinServiceWithCommitments,
    /// before the operator is stored in the service. false fails the call with Unauthorized; a
    /// revert admits the operator.
    /// @return allowed true to admit the operator
    /// @custom:default true
    function canJoin(uint64 serviceId, address operator) external view returns (bool allowed);

    /// @notice Called after an operator joined a running service. exposureBps is 0..10000.
    /// @dev Pallet: by join_service, after the operator is stored in the service; exposureBps is 10000. A
    /// revert is rolled back and reported as event HookFailed.
    /// Core 0.10: by joinService and joinServiceWithCommitments, after the
    /// operator is stored in the service. A revert is ignored and not reported.
    /// @custom:default ()
    function onOperatorJoined(uint64 serviceId, address operator, uint16 exposureBps) external;

    /// @notice Returns whether an operator may leave a running service.
    /// @dev Pallet: read by schedule_exit, before anything is written. false fails the call with
    /// LeaveRefused; a revert lets the operator leave. It can leave all its services without asking.
    /// Core 0.10: read by leaveService, executeExit and forceExit, before
    /// the operator is removed; not by forceRemoveOperator. false fails the call with Unauthorized;
    /// a revert lets the operator leave.
    /// @return allowed true to let the operator leave
    /// @custom:default true
    function canLeave(uint64 serviceId, address operator) external view returns (bool allowed);

    /// @notice Called after an operator left a service.
    /// @dev Pallet: by leave_service, after the operator is removed; if it was the last one,
    /// onServiceTermination follows. A revert is rolled back and reported as event HookFailed.
    /// Core 0.10: by leaveService, executeExit, forceExit and forceRemoveOperator, after the
    /// operator is removed. A revert is ignored and not reported.
    /// @custom:default ()
    function onOperatorLeft(uint64 serviceId, address operator) external;

    /// @notice Called after an operator entered the exit queue. executeAfter in unix seconds.
    /// @dev Pallet: by schedule_exit, after the exit is stored; executeAfter is the end of the fault window
    /// after its notice. A revert is rolled back and reported as event HookFailed.
    /// Core 0.10: by scheduleExit, after the exit request is stored. A
    /// revert is ignored and not reported.
    /// @custom:default ()
    function onExitScheduled(uint64 serviceId, address operator, uint64 executeAfter) external;

    /// @notice Called after an operator cancelled its scheduled exit.
    /// @dev Pallet: by cancel_exit, after the exit is removed. A revert is rolled back and reported as event
    /// HookFailed.
    /// Core 0.10: by cancelExit, after the exit request is removed. A
    /// revert is ignored and not reported.
    /// @custom:default ()
    function onExitCanceled(uint64 serviceId, address operator) external;

    /// @notice Called when a job is called, after the call is stored under jobCallId. A revert
    /// prevents the call.
    /// @dev Pallet: by call of the service's owner or a permitted caller.
    /// Core 0.10: by submitJob and submitJobFromQuote of a permitted caller, after event
    /// JobSubmitted.
    /// @custom:default ()
    function onJobCall(
        uint64 serviceId,
        uint8 job,
        uint64 jobCallId,
        bytes calldata inputs
    ) external payable;

    /// @notice Called when an operator submits a result, after the result is stored and counted,
    /// before the job call is completed. inputs are those of the job call.
    /// @dev Pallet: by submit_result, which stores the hash of outputs; a revert fails the
    /// extrinsic and the result is not counted.
    /// Core 0.10: by submitResult and submitResults, before event JobResultSubmitted. A revert is
    /// ignored and not reported. It does not reject the result.
    /// @custom:default ()
    function onJobResult(
        uint64 serviceId,
        uint8 job,
        uint64 jobCallId,
        address operator,
        bytes calldata inputs,
        bytes calldata outputs
    ) external payable;

    /// @notice Called after a slash is proposed. offender is the operator's 20 packed bytes,
    /// slashPercent the proposed share, 0..100.
    /// @dev Pallet: by propose_slash, after the slash is stored, not where a contract proposes by
    /// IServices. A revert is rolled back and reported as event HookFailed.
    /// Core 0.10: by proposeSlash, after the proposal is stored; slashPercent is the core's cap at
    /// most, rounded down, without the operator's exposure. A revert is ignored and not reported.
    /// @custom:default ()
    function onUnappliedSlash(
        uint64 serviceId,
        bytes calldata offender,
        uint8 slashPercent
    ) external;

    /// @notice Called after a slash was executed. offender is the operator's 20 packed bytes,
    /// slashPercent is 0..100.
    /// @dev Pallet: by execute_slash, after the bond is burned; slashPercent is the proposed one. A
    /// revert is rolled back and reported as event HookFailed.
    /// Core 0.10: by executeSlash and executeSlashBatch, after the stake is slashed; slashPercent
    /// is rounded down and includes the operator's exposure. A revert is ignored and not reported.
    /// @custom:default ()
    function onSlash(uint64 serviceId, bytes calldata offender, uint8 slashPercent) external;

    /// @notice Returns the account that may propose slashes in a service. The default is this
    /// contract.
    /// @dev Pallet: read once, by the approval that starts the service, after
    /// onServiceInitialized. This account, the manager and the blueprint's owner may propose. If the
    /// query fails, no account may. A later answer changes nothing.
    /// Core 0.10: read by proposeSlash, before the proposal is stored, if the sender is neither the
    /// service's nor the blueprint's owner; both may propose as well. A revert admits no further
    /// account.
    /// @return slashingOrigin its address
    /// @custom:default this
    function querySlashingOrigin(uint64 serviceId) external view returns (address slashingOrigin);

    /// @notice Returns the account that may dispute slashes in a service. The default is this
    /// contract.
    /// @dev Pallet: not called. Core 0.10: declared and not read: only the operator and the slash
    /// admin may dispute.
    /// @return disputeOrigin its address
    /// @custom:default this
    function queryDisputeOrigin(uint64 serviceId) external view returns (address disputeOrigin);

    /// @notice Returns the account that receives the developer's share of a payment. The default is
    /// the blueprint's owner.
    /// @dev Pallet: not called. Core 0.10: read at every payment that is distributed, after its parts
    /// are computed and before the first of them is paid. A revert or the zero address means the
    /// blueprint's owner.
    /// @return developerPaymentAddress its address
    /// @custom:default guard.owner
    function queryDeveloperPaymentAddress(uint64 serviceId)
        external view returns (address payable developerPaymentAddress);

    /// @notice Returns whether an asset may be paid with; address 0 is the native one.
    /// @dev Pallet: not called. Core 0.10: read before a payment is collected: by requestService
    /// and createServiceFromQuotes, where serviceId is the id that the next request or service
    /// gets; with the service's id by extendServiceFromQuotes, submitJob and submitJobFromQuote. A
    /// revert or false fails the call with TokenNotAllowed.
    /// @return isAllowed true to accept the asset
    /// @custom:default true
    function queryIsPaymentAssetAllowed(uint64 serviceId, address asset)
        external view returns (bool isAllowed);

    /// @notice Returns how many results complete a call of a job.
    /// @dev Pallet: read by submit_result, after onJobResult, and by complete_call; its writes are
    /// rolled back. The value is limited to 1..the number of the operators that the call was made
    /// to; a failed query means 1.
    /// Core 0.10: read by submitResult and submitResults, after onJobResult. A revert means 1; 0
    /// completes at the first result. A number above that of the operators never completes.
    /// @return required the number of results, 1 or more
    /// @custom:default 1
    function getRequiredResultCount(uint64 serviceId, uint8 jobIndex)
        external view returns (uint32 required);

    /// @notice Returns whether a job accepts only an aggregated result.
    /// @dev Pallet: not called. Core 0.10: read by submitResult, submitResults and
    /// submitAggregatedResult, before the result is stored. true fails the first two with
    /// AggregationRequired, false the third with AggregationNotRequired. A revert means false.
    /// @return required true to accept only an aggregated result
    /// @custom:default false
    function requiresAggregation(uint64 serviceId, uint8 jobIndex)
        external view returns (bool required);

    /// @notice Returns the share of a service's operators that must sign an aggregated result.
    /// @dev Pallet: not called. Core 0.10: read by submitAggregatedResult, before the result is
    /// stored. A revert means 6700 by count. At least one signer is required.
    /// @return thresholdBps in basis points, 0..10000
    /// @return thresholdType 0 counts operators, 1 weighs them by their exposure in the service
    /// @custom:default (6700, 0)
    function getAggregationThreshold(uint64 serviceId, uint8 jobIndex)
        external view returns (uint16 thresholdBps, uint8 thresholdType);

    /// @notice Called after an aggregated result was verified and the job call completed. Bit i of
    /// signerBitmap is the service's operator i. Signature and key are points on BN254.
    /// @dev Pallet: not called. Core 0.10: by submitAggregatedResult, after the job's payment is
    /// distributed. A revert is ignored and not reported.
    /// @custom:default ()
    function onAggregatedResult(
        uint64 serviceId,
        uint8 job,
        uint64 jobCallId,
        bytes calldata output,
        uint256 signerBitmap,
        uint256[2] calldata aggregatedSignature,
        uint256[4] calldata aggregatedPubkey
    ) external;

    /// @notice Returns the stake an operator needs, in base units of the bond asset.
    /// @dev Pallet: not called. Core 0.10: read by registerOperator, joinService and
    /// joinServiceWithCommitments, before the operator is stored. An operator with less fails with
    /// InsufficientStake. A revert, useDefault or 0 leaves the staking contract's minimum.
    /// @return useDefault true to keep the staking contract's minimum
    /// @return minStake in base units
    /// @custom:default (true, 0)
    function getMinOperatorStake() external view returns (bool useDefault, uint256 minStake);
}
