// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

/// @title The hooks of a blueprint's manager, as the master manager of pallet-services 1.4 forwards
/// them.
/// @dev Pallet 1.4: onBlueprintCreated comes from the services pallet's account with 500,000 gas,
/// every other on* function and canJoin, canLeave from the master manager, which passes a revert
/// on: the extrinsic fails and is rolled back. "This pallet" is this project's services pallet: it
/// calls the manager itself. No value is forwarded. An offender is a SCALE AccountId32, 32 bytes.
/// "After" a write means that the hook reads the state with it.
interface IBlueprintServiceManager {
    /// @notice An operator: its 65-byte uncompressed ECDSA public key and its RPC address.
    struct OperatorPreferences {
        bytes ecdsaPublicKey;
        string rpcAddress;
    }

    /// @notice Custom: an asset of the chain. Erc20: a contract.
    enum Kind { Custom, Erc20 }

    /// @notice data is the asset id, big endian, or the contract's address, right aligned.
    struct Asset {
        Kind kind;
        bytes32 data;
    }

    /// @notice A service request. ttl in blocks, amount in base units of the payment asset.
    struct RequestParams {
        uint64 requestId;
        address requester;
        OperatorPreferences[] operators;
        bytes requestInputs;
        address[] permittedCallers;
        uint64 ttl;
        Asset paymentAsset;
        uint256 amount;
    }

    /// @notice Someone other than the services pallet's account called.
    error OnlyRootChainAllowed(address caller, address rootChain);

    /// @notice Someone other than the master manager called.
    error OnlyMasterBlueprintServiceManagerAllowed(address caller, address mbsm);

    /// @notice Called when a blueprint is created that names this contract as its manager. mbsm is
    /// the address that calls every later hook. A revert prevents the blueprint.
    /// @dev This pallet: by create_blueprint, after the blueprint is stored; mbsm is the pallet's
    /// address.
    /// Pallet 1.4: by create_blueprint, before the blueprint is stored and before the master
    /// manager is called; error BlueprintCreationInterrupted. The default binds the guard to the
    /// blueprint and mbsm, once.
    /// @custom:default guard.bind
    function onBlueprintCreated(uint64 blueprintId, address owner, address mbsm) external;

    /// @notice Called when an operator registers for the blueprint. A revert prevents the
    /// registration.
    /// @dev This pallet: by register, after the registration, the key and the RPC address are
    /// stored; registrationInputs is what follows them in the inputs of the extrinsic.
    /// Pallet 1.4: by register, through the master manager, before the registration is stored;
    /// error InvalidRegistrationInput.
    /// @custom:default ()
    function onRegister(
        OperatorPreferences calldata operator,
        bytes calldata registrationInputs
    ) external payable;

    /// @notice Called when an operator gives up its registration for the blueprint.
    /// @dev This pallet: by unregister, after the registration is removed. A revert fails the
    /// extrinsic, unless the operator is leaving; then it is rolled back and reported as event
    /// HookFailed. A manager without code cannot prevent it.
    /// Pallet 1.4: by unregister, through the master manager, before the registration is removed. A
    /// revert fails the extrinsic with NotAllowedToUnregister.
    /// @custom:default ()
    function onUnregister(OperatorPreferences calldata operator) external;

    /// @notice Called when an operator changes its RPC address.
    /// @dev This pallet: by update_preferences, after the address is stored. A revert is rolled back and
    /// reported as event HookFailed. Pallet 1.4: by update_rpc_address, through the master manager,
    /// before the address is stored. A revert fails the extrinsic with
    /// NotAllowedToUpdateRpcAddress.
    /// @custom:default ()
    function onUpdateRpcAddress(OperatorPreferences calldata operator) external payable;

    /// @notice Returns the blocks between two heartbeats to a service.
    /// @dev This pallet: not called. Pallet 1.4: read through the master manager by heartbeat, from
    /// the second one on, after its signature is verified and before anything is stored. The
    /// pallet's decoder has no outputs for it: a query that succeeds fails heartbeat, a revert
    /// leaves the chain's number.
    /// @return useDefault true to keep the chain's number
    /// @return interval in blocks, 1 or more
    /// @custom:default (true, 0)
    function getHeartbeatInterval(uint64 serviceId)
        external view returns (bool useDefault, uint64 interval);

    /// @notice Returns how many heartbeats an operator may miss.
    /// @dev This pallet: not called. Pallet 1.4: read through the master manager by heartbeat, from
    /// the second one on, after the interval has passed and before anything is stored. It counts
    /// heartbeats, not percent. The pallet's decoder has no outputs for it: a query that succeeds
    /// fails heartbeat, a revert leaves the chain's number.
    /// @return useDefault true to keep the chain's number
    /// @return threshold a number of heartbeats
    /// @custom:default (true, 0)
    function getHeartbeatThreshold(uint64 serviceId)
        external view returns (bool useDefault, uint8 threshold);

    /// @notice Returns the blocks within which missed heartbeats are slashed.
    /// @dev This pallet: not called. Pallet 1.4: read through the master manager by heartbeat of an
    /// operator that missed more than the threshold, before anything is stored. The pallet's decoder
    /// has no outputs for it: a query that succeeds fails heartbeat, a revert leaves the chain's
    /// number.
    /// @return useDefault true to keep the chain's number
    /// @return window in blocks
    /// @custom:default (true, 0)
    function getSlashingWindow(uint64 serviceId)
        external view returns (bool useDefault, uint64 window);

    /// @notice Called when a service is requested. A revert prevents the request.
    /// @dev This pallet: by request, after the request is stored, and by modify_request with the
    /// same requestId and requestInputs, where a revert prevents the change. params.ttl is in
    /// seconds, 0 for unlimited; amount is 0 of asset 0.
    /// Pallet 1.4: by request and request_with_signed_price_quotes, through the master manager,
    /// after the payment is taken and before the request is stored; ttl in blocks.
    /// @custom:default ()
    function onRequest(RequestParams calldata params) external payable;

    /// @notice Called when an operator approves a request. restakingPercent is always 0.
    /// @dev This pallet: by approve, after the approval is recorded, before the last one starts the
    /// service. A revert fails the extrinsic and withdraws the approval.
    /// Pallet 1.4: by approve, through the master manager, before the approval is stored. A revert
    /// fails the extrinsic with ApprovalInterrupted.
    /// @custom:default ()
    function onApprove(
        OperatorPreferences calldata operator,
        uint64 requestId,
        uint8 restakingPercent
    ) external payable;

    /// @notice Called when an operator rejects a request.
    /// @dev This pallet: by reject, after the answer is recorded. A revert is reported as HookFailed
    /// and changes nothing.
    /// Pallet 1.4: by reject, through the master manager, before the payment is returned. A revert
    /// fails the extrinsic with RejectionInterrupted.
    /// @custom:default ()
    function onReject(OperatorPreferences calldata operator, uint64 requestId) external;

    /// @notice Called when the last approval starts the service. A revert prevents the start and
    /// that approval.
    /// @dev This pallet: by approve, after onApprove, the removal of the request and the storing of
    /// the service; permittedCallers does not include the owner, ttl is in seconds, 0 for
    /// unlimited.
    /// Pallet 1.4: by approve, through the master manager, after the service is stored and the
    /// payment has moved to that; ttl in blocks; error ServiceInitializationInterrupted.
    /// @custom:default ()
    function onServiceInitialized(
        uint64 requestId,
        uint64 serviceId,
        address owner,
        address[] calldata permittedCallers,
        uint64 ttl
    ) external;

    /// @notice Called when a job is called. A revert prevents the call.
    /// @dev This pallet: by call of the service's owner or a permitted caller, after the call is
    /// stored.
    /// Pallet 1.4: by call, through the master manager, before the call is stored; error
    /// InvalidJobCallInput.
    /// @custom:default ()
    function onJobCall(
        uint64 serviceId,
        uint8 job,
        uint64 jobCallId,
        bytes calldata inputs
    ) external payable;

    /// @notice Called when a result is submitted. inputs are those of the job call. A revert
    /// rejects the result.
    /// @dev This pallet: by submit_result of an operator of the service, after the result is stored
    /// and counted; the first result then completes the call.
    /// Pallet 1.4: by submit_result of an operator of the blueprint, through the master manager,
    /// before the result is stored; error InvalidJobResult.
    /// @custom:default ()
    function onJobResult(
        uint64 serviceId,
        uint8 job,
        uint64 jobCallId,
        OperatorPreferences calldata operator,
        bytes calldata inputs,
        bytes calldata outputs
    ) external payable;

    /// @notice Called when a service is ended. owner is the service's owner.
    /// @dev This pallet: by terminate. Of the owner, before the service's end: after the end is stored; a revert
    /// delays the end by a week at most. Of anyone, after the service's end, and in leave_service of the last
    /// operator: after it is removed. A revert is rolled back and reported as event HookFailed.
    /// Pallet 1.4: by terminate of the owner, through the master manager, after the service is
    /// removed. A revert fails the extrinsic with TerminationInterrupted.
    /// @custom:default ()
    function onServiceTermination(uint64 serviceId, address owner) external;

    /// @notice Called after a slash is proposed. offender is the operator's 32-byte account id,
    /// slashPercent the proposed share, 0..100.
    /// @dev This pallet: by propose_slash, after the slash is stored, not where a contract proposes by
    /// IServices. A revert is rolled back and reported as event HookFailed.
    /// Pallet 1.4: declared and not called.
    /// @custom:default ()
    function onUnappliedSlash(
        uint64 serviceId,
        bytes calldata offender,
        uint8 slashPercent
    ) external;

    /// @notice Called after a slash was executed. offender is the operator's 32-byte account id,
    /// slashPercent the proposed share, 0..100.
    /// @dev This pallet: by execute_slash, after the bond is burned. A revert is rolled back and
    /// reported as event HookFailed.
    /// Pallet 1.4: declared and not called.
    /// @custom:default ()
    function onSlash(uint64 serviceId, bytes calldata offender, uint8 slashPercent) external;

    /// @notice Called before an operator joins a running service.
    /// @dev This pallet: read by join_service, before anything is written. false, a revert or anything but
    /// a bool fails the call with JoinRefused.
    /// Pallet 1.4: its join_service calls a function that Tangle's
    /// master manager lacks, so this one is not reached. Where a master manager forwards it, a
    /// revert rejects the operator, and the returned value is not read.
    /// @return true to admit the operator
    /// @custom:default true
    function canJoin(uint64 serviceId, OperatorPreferences calldata operator)
        external view returns (bool);

    /// @notice Called after an operator joined a running service.
    /// @dev This pallet: by join_service, after the operator is stored in the service. A revert is rolled
    /// back and reported as event HookFailed.
    /// Pallet 1.4: its join_service calls a function that Tangle's
    /// master manager lacks, so this one is not reached.
    /// @custom:default ()
    function onOperatorJoined(uint64 serviceId, OperatorPreferences calldata operator) external;

    /// @notice Called before an operator leaves a running service.
    /// @dev This pallet: read by schedule_exit, before anything is written. false fails the call with
    /// LeaveRefused; a revert lets the operator leave.
    /// Pallet 1.4: its leave_service calls a function that Tangle's
    /// master manager lacks, so this one is not reached. Where a master manager forwards it, a
    /// revert keeps the operator, and the returned value is not read.
    /// @return true to let the operator leave
    /// @custom:default true
    function canLeave(uint64 serviceId, OperatorPreferences calldata operator)
        external view returns (bool);

    /// @notice Called after an operator left a service.
    /// @dev This pallet: by leave_service, after the operator is removed; if it was the last one,
    /// onServiceTermination follows. A revert is rolled back and reported as event HookFailed.
    /// Pallet 1.4: its leave_service calls a function that Tangle's master manager lacks, so this
    /// one is not reached.
    /// @custom:default ()
    function onOperatorLeft(uint64 serviceId, OperatorPreferences calldata operator) external;

    /// @notice Returns the account that may propose slashes in a service. The default is this
    /// contract.
    /// @dev This pallet: read once, by the approval that starts the service, after
    /// onServiceInitialized. This account, the manager and the blueprint's owner may propose. If the
    /// query fails, no account may. A later answer changes nothing.
    /// Pallet 1.4: read by slash, through the master manager. A revert fails it with
    /// NoSlashingOrigin.
    /// @return slashingOrigin its address
    /// @custom:default this
    function querySlashingOrigin(uint64 serviceId) external view returns (address slashingOrigin);

    /// @notice Returns the account that may dispute slashes in a service. The default is this
    /// contract.
    /// @dev This pallet: not called. Pallet 1.4: read by dispute, through the master manager. A
    /// revert fails it with NoDisputeOrigin.
    /// @return disputeOrigin its address
    /// @custom:default this
    function queryDisputeOrigin(uint64 serviceId) external view returns (address disputeOrigin);

    /// @notice Returns the account that receives the developer's share of a payment. The default is
    /// the blueprint's owner.
    /// @dev This pallet: not called. Pallet 1.4: read by the master manager when it splits the
    /// payment, in onServiceInitialized.
    /// @return developerPaymentAddress its address
    /// @custom:default guard.owner
    function queryDeveloperPaymentAddress(uint64 serviceId)
        external view returns (address developerPaymentAddress);

    /// @notice Returns whether an asset may be paid with.
    /// @dev This pallet: not called. Pallet 1.4: declared and not read, neither by the pallet nor
    /// by the master manager.
    /// @return isAllowed true to accept the asset
    /// @custom:default true
    function queryIsPaymentAssetAllowed(uint64 serviceId, Asset calldata asset)
        external view returns (bool isAllowed);
}
