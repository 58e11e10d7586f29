// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

/// @title Every call that pallet-services 1.4 makes of the master manager of a blueprint.
/// @dev From the services pallet's account, with 2,000,000 gas and, but for onRegister, no value.
/// Success is all that counts: an answer of canJoin or canLeave is not read. Tangle's own master
/// manager lacks the functions after queryDisputeOrigin, so dynamic membership was always refused
/// there; a contract that has them is called.
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

    /// @notice Called when a blueprint is created, after its own manager. A revert refuses it.
    function onBlueprintCreated(
        uint64 blueprintId,
        address owner,
        Blueprint calldata blueprint
    ) external payable;

    /// @notice Called when an operator registers, with the value it sent. A revert refuses the
    /// registration.
    function onRegister(
        uint64 blueprintId,
        OperatorPreferences calldata operator,
        bytes calldata registrationInputs
    ) external payable;

    /// @notice Called when an operator leaves the blueprint. A revert keeps it.
    function onUnregister(uint64 blueprintId, OperatorPreferences calldata operator) external;

    /// @notice Called when an operator changes its RPC address. A revert refuses the change.
    function onUpdateRpcAddress(
        uint64 blueprintId,
        OperatorPreferences calldata operator
    ) external payable;

    /// @notice Called when a service is requested. A revert refuses the request.
    function onRequest(uint64 blueprintId, RequestParams calldata params) external payable;

    /// @notice Called when an operator approves. A revert refuses the approval. restakingPercent is
    /// always 0.
    function onApprove(
        uint64 blueprintId,
        OperatorPreferences calldata operator,
        uint64 requestId,
        uint8 restakingPercent
    ) external payable;

    /// @notice Called when an operator rejects. A revert refuses the rejection.
    function onReject(
        uint64 blueprintId,
        OperatorPreferences calldata operator,
        uint64 requestId
    ) external;

    /// @notice Called when the last approval starts the service, after its payment arrived. A
    /// revert refuses the start and that approval. ttl in blocks.
    function onServiceInitialized(
        uint64 blueprintId,
        uint64 requestId,
        uint64 serviceId,
        address owner,
        address[] calldata permittedCallers,
        uint64 ttl
    ) external payable;

    /// @notice Called when the owner ends a service. A revert keeps it.
    function onServiceTermination(uint64 blueprintId, uint64 serviceId, address owner) external;

    /// @notice Called when a job is submitted. A revert refuses the job call.
    function onJobCall(
        uint64 blueprintId,
        uint64 serviceId,
        uint8 job,
        uint64 jobCallId,
        bytes calldata inputs
    ) external payable;

    /// @notice Called before a result is stored. A revert refuses the result.
    function onJobResult(
        uint64 blueprintId,
        uint64 serviceId,
        uint8 job,
        uint64 jobCallId,
        OperatorPreferences calldata operator,
        bytes calldata inputs,
        bytes calldata outputs
    ) external payable;

    /// @notice Asked at each heartbeat but the first: blocks between two of them.
    function getHeartbeatInterval(uint64 blueprintId, uint64 serviceId)
        external view returns (bool useDefault, uint64 interval);

    /// @notice Asked at each heartbeat but the first: heartbeats an operator may miss.
    function getHeartbeatThreshold(uint64 blueprintId, uint64 serviceId)
        external view returns (bool useDefault, uint8 threshold);

    /// @notice Asked at each heartbeat but the first: blocks within which misses are slashed.
    function getSlashingWindow(uint64 blueprintId, uint64 serviceId)
        external view returns (bool useDefault, uint64 window);

    /// @notice Asked at a slash: who may slash. A revert means nobody.
    function querySlashingOrigin(uint64 blueprintId, uint64 serviceId)
        external view returns (address slashingOrigin);

    /// @notice Asked at a dispute: who may dispute. A revert means nobody.
    function queryDisputeOrigin(uint64 blueprintId, uint64 serviceId)
        external view returns (address disputeOrigin);

    /// @notice Asked when an operator wants to join a service. A revert refuses.
    function canJoin(
        uint64 blueprintId,
        uint64 serviceId,
        address operator,
        OperatorPreferences calldata preferences
    ) external view returns (bool);

    /// @notice Called after an operator joined; a revert is ignored.
    function onOperatorJoined(
        uint64 blueprintId,
        uint64 serviceId,
        address operator,
        OperatorPreferences calldata preferences
    ) external;

    /// @notice Asked when an operator wants to leave a service. A revert refuses.
    function canLeave(uint64 blueprintId, uint64 serviceId, address operator)
        external view returns (bool);

    /// @notice Called after an operator left; a revert is ignored.
    function onOperatorLeft(uint64 blueprintId, uint64 serviceId, address operator) external;

    /// @notice Prepared for a queued slash, and never sent. offender is a SCALE AccountId32.
    function onUnappliedSlash(
        uint64 serviceId,
        bytes calldata offender,
        uint8 slashPercent
    ) external;

    /// @notice Prepared for an applied slash, and never sent. offender is a SCALE AccountId32.
    function onSlash(uint64 serviceId, bytes calldata offender, uint8 slashPercent) external;
}
