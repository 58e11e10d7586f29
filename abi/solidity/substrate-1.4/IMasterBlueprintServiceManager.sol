// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

/// @title Tangle's own master manager under pallet-services 1.4: it records what the pallet tells
/// it and forwards to the blueprint's manager.
interface IMasterBlueprintServiceManager {
    /// @notice Who shares in a payment.
    enum TrancheKind { Developer, Protocol, Operators, Restakers }

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

    /// @notice A share of every payment, in basis points.
    struct Tranche {
        TrancheKind kind;
        uint16 percent;
    }

    /// @notice A blueprint was created.
    event BlueprintCreated(address indexed owner, uint64 indexed blueprintId, Blueprint blueprint);

    /// @notice An operator registered.
    event OperatorRegistered(uint64 indexed blueprintId, OperatorPreferences operator);

    /// @notice An operator left a blueprint.
    event OperatorUnregistered(uint64 indexed blueprintId, OperatorPreferences operator);

    /// @notice An operator changed its RPC address.
    event RpcAddressUpdated(uint64 indexed blueprintId, OperatorPreferences operator);

    /// @notice A service was requested.
    event ServiceRequested(
        uint64 indexed blueprintId,
        uint64 indexed requestId,
        address indexed requester,
        uint64 ttl,
        Asset paymentAsset,
        uint256 amount
    );

    /// @notice An operator approved a request.
    event RequestApproved(
        uint64 indexed blueprintId,
        uint64 indexed requestId,
        OperatorPreferences operator,
        uint8 restakingPercent
    );

    /// @notice An operator rejected a request.
    event RequestRejected(
        uint64 indexed blueprintId,
        uint64 indexed requestId,
        OperatorPreferences operator
    );

    /// @notice A service started.
    event ServiceInitialized(
        uint64 indexed blueprintId,
        uint64 indexed requestId,
        uint64 indexed serviceId,
        address owner,
        uint64 ttl
    );

    /// @notice A job was submitted.
    event JobCalled(
        uint64 indexed blueprintId,
        uint64 indexed serviceId,
        uint8 job,
        uint64 jobCallId
    );

    /// @notice A result was submitted.
    event JobResultReceived(
        uint64 indexed blueprintId,
        uint64 indexed serviceId,
        uint8 job,
        uint64 jobCallId,
        OperatorPreferences operator
    );

    /// @notice A service ended.
    event ServiceTerminated(uint64 indexed blueprintId, uint64 indexed serviceId, address owner);

    /// @notice A slash was queued.
    event UnappliedSlash(
        uint64 indexed blueprintId,
        uint64 indexed serviceId,
        bytes offender,
        uint8 slashPercent
    );

    /// @notice A slash was applied.
    event Slashed(
        uint64 indexed blueprintId,
        uint64 indexed serviceId,
        bytes offender,
        uint8 slashPercent
    );

    /// @notice The shares do not add up to 10000 basis points.
    error InvalidTranches();

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

    /// @notice Forwarded to the blueprint's manager; see IServicesPalletHooks for what is sent.
    function canJoin(uint64 blueprintId, uint64 serviceId, OperatorPreferences calldata operator)
        external view returns (bool);

    /// @notice Forwarded to the blueprint's manager.
    function onOperatorJoined(
        uint64 blueprintId,
        uint64 serviceId,
        OperatorPreferences calldata operator
    ) external;

    /// @notice Forwarded to the blueprint's manager.
    function canLeave(uint64 blueprintId, uint64 serviceId, OperatorPreferences calldata operator)
        external view returns (bool);

    /// @notice Forwarded to the blueprint's manager.
    function onOperatorLeft(
        uint64 blueprintId,
        uint64 serviceId,
        OperatorPreferences calldata operator
    ) external;

    /// @notice Forwarded to the blueprint's manager.
    function onUnappliedSlash(
        uint64 blueprintId,
        uint64 serviceId,
        bytes calldata offender,
        uint8 slashPercent
    ) external;

    /// @notice Forwarded to the blueprint's manager.
    function onSlash(
        uint64 blueprintId,
        uint64 serviceId,
        bytes calldata offender,
        uint8 slashPercent
    ) external;

    /// @notice Tranche updater only: replaces the shares.
    function setTranches(Tranche[] calldata tranches) external;
}
