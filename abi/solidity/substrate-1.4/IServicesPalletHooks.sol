// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

/// @title Every call that pallet-services 1.4 makes of the master manager of a blueprint.
/// @dev From the services pallet's account, with 2,000,000 gas and, but for onRegister, no value.
/// Success is all that counts: an answer of canJoin or canLeave is not read. A hook that fails
/// where an error is named fails the extrinsic, which is rolled back. Tangle's own master manager
/// lacks the functions after queryDisputeOrigin, so dynamic membership was always refused there; a
/// contract that has them is called. This project's services pallet calls none of these: it calls
/// the blueprint's manager itself.
interface IServicesPalletHooks {
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

    /// @notice What a blueprint says of itself.
    struct ServiceMetadata {
        string name;
        string description;
        string author;
        string category;
        string codeRepository;
        string logo;
        string website;
        string license;
    }

    /// @notice A blueprint: its manager and the pinned revision of the master manager.
    struct Blueprint {
        ServiceMetadata metadata;
        address manager;
        uint32 mbsmRevision;
    }

    /// @notice Called when a blueprint is created, after the revision of the master manager is
    /// pinned and after onBlueprintCreated of the blueprint's own manager.
    /// @dev By create_blueprint, before the blueprint is stored. A revert fails it with
    /// BlueprintCreationInterrupted.
    function onBlueprintCreated(
        uint64 blueprintId,
        address owner,
        Blueprint calldata blueprint
    ) external payable;

    /// @notice Called when an operator registers, with the value it sent.
    /// @dev By register, before the registration is stored. A revert fails it with
    /// InvalidRegistrationInput.
    function onRegister(
        uint64 blueprintId,
        OperatorPreferences calldata operator,
        bytes calldata registrationInputs
    ) external payable;

    /// @notice Called when an operator gives up its registration for the blueprint, of which no
    /// service exists.
    /// @dev By unregister, before the registration is removed. A revert fails it with
    /// NotAllowedToUnregister.
    function onUnregister(uint64 blueprintId, OperatorPreferences calldata operator) external;

    /// @notice Called when a registered operator changes its RPC address.
    /// @dev By update_rpc_address, before the address is stored. A revert fails it with
    /// NotAllowedToUpdateRpcAddress.
    function onUpdateRpcAddress(
        uint64 blueprintId,
        OperatorPreferences calldata operator
    ) external payable;

    /// @notice Called when a service is requested.
    /// @dev By request and request_with_signed_price_quotes, before the request is stored. A revert
    /// fails them with InvalidRequestInput.
    function onRequest(uint64 blueprintId, RequestParams calldata params) external payable;

    /// @notice Called when an operator approves a request. restakingPercent is always 0.
    /// @dev By approve, before the approval is stored and the last one starts the service. A revert
    /// fails it with ApprovalInterrupted.
    function onApprove(
        uint64 blueprintId,
        OperatorPreferences calldata operator,
        uint64 requestId,
        uint8 restakingPercent
    ) external payable;

    /// @notice Called when an operator rejects a request.
    /// @dev By reject, before the payment is returned. A revert fails it with RejectionInterrupted.
    function onReject(
        uint64 blueprintId,
        OperatorPreferences calldata operator,
        uint64 requestId
    ) external;

    /// @notice Called when the last approval starts the service, after the service is stored and
    /// its payment has moved to the master manager. ttl in blocks.
    /// @dev By approve. A revert fails it with ServiceInitializationInterrupted: neither the start
    /// nor that approval remains.
    function onServiceInitialized(
        uint64 blueprintId,
        uint64 requestId,
        uint64 serviceId,
        address owner,
        address[] calldata permittedCallers,
        uint64 ttl
    ) external payable;

    /// @notice Called when the owner ends a service.
    /// @dev By terminate, after the service is removed. A revert fails it with
    /// TerminationInterrupted, and the service continues.
    function onServiceTermination(uint64 blueprintId, uint64 serviceId, address owner) external;

    /// @notice Called when the service's owner or a permitted caller calls a job, before the call
    /// is stored.
    /// @dev By call. A revert fails it with InvalidJobCallInput.
    function onJobCall(
        uint64 blueprintId,
        uint64 serviceId,
        uint8 job,
        uint64 jobCallId,
        bytes calldata inputs
    ) external payable;

    /// @notice Called when an operator of the blueprint submits a result, before the result is
    /// stored. inputs are those of the job call.
    /// @dev By submit_result. A revert fails it with InvalidJobResult.
    function onJobResult(
        uint64 blueprintId,
        uint64 serviceId,
        uint8 job,
        uint64 jobCallId,
        OperatorPreferences calldata operator,
        bytes calldata inputs,
        bytes calldata outputs
    ) external payable;

    /// @notice Returns the blocks between two heartbeats to a service.
    /// @dev Read by heartbeat, from the second one on. The pallet's decoder has no outputs for it:
    /// a query that succeeds fails heartbeat, a revert leaves the chain's number.
    /// @return useDefault true to keep the chain's number
    /// @return interval in blocks
    function getHeartbeatInterval(uint64 blueprintId, uint64 serviceId)
        external view returns (bool useDefault, uint64 interval);

    /// @notice Returns how many heartbeats an operator may miss.
    /// @dev Read by heartbeat, from the second one on. It counts heartbeats, not percent. The
    /// pallet's decoder has no outputs for it: a query that succeeds fails heartbeat, a revert
    /// leaves the chain's number.
    /// @return useDefault true to keep the chain's number
    /// @return threshold a number of heartbeats
    function getHeartbeatThreshold(uint64 blueprintId, uint64 serviceId)
        external view returns (bool useDefault, uint8 threshold);

    /// @notice Returns the blocks within which missed heartbeats are slashed.
    /// @dev Read by heartbeat of an operator that missed more than the threshold. The pallet's
    /// decoder has no outputs for it: a query that succeeds fails heartbeat, a revert leaves the
    /// chain's number.
    /// @return useDefault true to keep the chain's number
    /// @return window in blocks
    function getSlashingWindow(uint64 blueprintId, uint64 serviceId)
        external view returns (bool useDefault, uint64 window);

    /// @notice Returns the account that may slash in a service.
    /// @dev Read by slash. A revert fails it with NoSlashingOrigin.
    /// @return slashingOrigin its address
    function querySlashingOrigin(uint64 blueprintId, uint64 serviceId)
        external view returns (address slashingOrigin);

    /// @notice Returns the account that may dispute slashes in a service.
    /// @dev Read by dispute. A revert fails it with NoDisputeOrigin.
    /// @return disputeOrigin its address
    function queryDisputeOrigin(uint64 blueprintId, uint64 serviceId)
        external view returns (address disputeOrigin);

    /// @notice Called before an operator joins a service with dynamic membership.
    /// @dev By join_service, before the operator is stored in the service. A revert fails it with
    /// JoinRejected; the returned value is not read.
    /// @return true to admit the operator
    function canJoin(
        uint64 blueprintId,
        uint64 serviceId,
        address operator,
        OperatorPreferences calldata preferences
    ) external view returns (bool);

    /// @notice Called after an operator joined a service.
    /// @dev By join_service, after the operator is stored in the service. A revert is ignored.
    function onOperatorJoined(
        uint64 blueprintId,
        uint64 serviceId,
        address operator,
        OperatorPreferences calldata preferences
    ) external;

    /// @notice Called before an operator leaves a service with dynamic membership, which has more
    /// operators than its minimum.
    /// @dev By leave_service, before the operator is removed. A revert fails it with LeaveRejected;
    /// the returned value is not read.
    /// @return true to let the operator leave
    function canLeave(uint64 blueprintId, uint64 serviceId, address operator)
        external view returns (bool);

    /// @notice Called after an operator left a service.
    /// @dev By leave_service, after the operator is removed. A revert is ignored.
    function onOperatorLeft(uint64 blueprintId, uint64 serviceId, address operator) external;

    /// @notice Prepared for a queued slash, and not sent by any extrinsic.
    /// @dev offender is a SCALE AccountId32, slashPercent is 0..100.
    function onUnappliedSlash(
        uint64 serviceId,
        bytes calldata offender,
        uint8 slashPercent
    ) external;

    /// @notice Prepared for an applied slash, and not sent by any extrinsic.
    /// @dev offender is a SCALE AccountId32, slashPercent is 0..100.
    function onSlash(uint64 serviceId, bytes calldata offender, uint8 slashPercent) external;
}
