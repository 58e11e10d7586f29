// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

/// @title The hooks of a blueprint's manager, as the master manager of pallet-services 1.4 forwards
/// them.
/// @dev onBlueprintCreated comes from the services pallet's account with 500,000 gas, every other
/// on* function and canJoin, canLeave from the master manager, which passes a revert on: the pallet
/// then refuses what was asked. No value is forwarded. An offender is a SCALE AccountId32, 32
/// bytes.
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

    /// @notice Called by the pallet itself when the blueprint is created; mbsm is the master
    /// manager to obey from then on. A revert refuses the blueprint.
    /// @custom:default guard.bind
    function onBlueprintCreated(uint64 blueprintId, address owner, address mbsm) external;

    /// @notice Called when an operator registers. A revert refuses the registration.
    /// @custom:default ()
    function onRegister(
        OperatorPreferences calldata operator,
        bytes calldata registrationInputs
    ) external payable;

    /// @notice Called when an operator leaves the blueprint. A revert keeps it.
    /// @custom:default ()
    function onUnregister(OperatorPreferences calldata operator) external;

    /// @notice Called when an operator changes its RPC address. A revert refuses the change.
    /// @custom:default ()
    function onUpdateRpcAddress(OperatorPreferences calldata operator) external payable;

    /// @notice Blocks between two heartbeats. useDefault leaves the chain's own number.
    /// @custom:default (true, 0)
    function getHeartbeatInterval(uint64 serviceId)
        external view returns (bool useDefault, uint64 interval);

    /// @notice Heartbeats an operator may miss. useDefault leaves the chain's own number.
    /// @custom:default (true, 0)
    function getHeartbeatThreshold(uint64 serviceId)
        external view returns (bool useDefault, uint8 threshold);

    /// @notice Blocks within which missed heartbeats are slashed. useDefault leaves the chain's own
    /// number.
    /// @custom:default (true, 0)
    function getSlashingWindow(uint64 serviceId)
        external view returns (bool useDefault, uint64 window);

    /// @notice Called when a service is requested. A revert refuses the request.
    /// @custom:default ()
    function onRequest(RequestParams calldata params) external payable;

    /// @notice Called when an operator approves. A revert refuses the approval. restakingPercent is
    /// always 0.
    /// @custom:default ()
    function onApprove(
        OperatorPreferences calldata operator,
        uint64 requestId,
        uint8 restakingPercent
    ) external payable;

    /// @notice Called when an operator rejects. A revert refuses the rejection.
    /// @custom:default ()
    function onReject(OperatorPreferences calldata operator, uint64 requestId) external;

    /// @notice Called when the last approval starts the service. A revert refuses the start and
    /// that approval. ttl in blocks.
    /// @custom:default ()
    function onServiceInitialized(
        uint64 requestId,
        uint64 serviceId,
        address owner,
        address[] calldata permittedCallers,
        uint64 ttl
    ) external;

    /// @notice Called when a job is submitted. A revert refuses the job call.
    /// @custom:default ()
    function onJobCall(
        uint64 serviceId,
        uint8 job,
        uint64 jobCallId,
        bytes calldata inputs
    ) external payable;

    /// @notice Called when a result is submitted. A revert refuses the result.
    /// @custom:default ()
    function onJobResult(
        uint64 serviceId,
        uint8 job,
        uint64 jobCallId,
        OperatorPreferences calldata operator,
        bytes calldata inputs,
        bytes calldata outputs
    ) external payable;

    /// @notice Called when the owner ends the service. A revert keeps it.
    /// @custom:default ()
    function onServiceTermination(uint64 serviceId, address owner) external;

    /// @notice Declared for a queued slash; the pallet never called it. slashPercent is 0..100.
    /// @custom:default ()
    function onUnappliedSlash(
        uint64 serviceId,
        bytes calldata offender,
        uint8 slashPercent
    ) external;

    /// @notice Declared for an applied slash; the pallet never called it. slashPercent is 0..100.
    /// @custom:default ()
    function onSlash(uint64 serviceId, bytes calldata offender, uint8 slashPercent) external;

    /// @notice Asked when an operator wants to join. A revert refuses; the answer was not read.
    /// @custom:default true
    function canJoin(uint64 serviceId, OperatorPreferences calldata operator)
        external view returns (bool);

    /// @notice Called after an operator joined.
    /// @custom:default ()
    function onOperatorJoined(uint64 serviceId, OperatorPreferences calldata operator) external;

    /// @notice Asked when an operator wants to leave. A revert refuses; the answer was not read.
    /// @custom:default true
    function canLeave(uint64 serviceId, OperatorPreferences calldata operator)
        external view returns (bool);

    /// @notice Called after an operator left.
    /// @custom:default ()
    function onOperatorLeft(uint64 serviceId, OperatorPreferences calldata operator) external;

    /// @notice Who may slash. A revert means nobody.
    /// @custom:default this
    function querySlashingOrigin(uint64 serviceId) external view returns (address slashingOrigin);

    /// @notice Who may dispute a slash. A revert means nobody.
    /// @custom:default this
    function queryDisputeOrigin(uint64 serviceId) external view returns (address disputeOrigin);

    /// @notice Who receives the developer's share.
    /// @custom:default guard.owner
    function queryDeveloperPaymentAddress(uint64 serviceId)
        external view returns (address developerPaymentAddress);

    /// @notice Whether an asset may pay; declared, and never asked.
    /// @custom:default true
    function queryIsPaymentAssetAllowed(uint64 serviceId, Asset calldata asset)
        external view returns (bool isAllowed);
}
