// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {IBaseManager} from "../IBaseManager.sol";

/// @title The base manager, in Solidity. Its ink! twin is `../ink`.
contract BaseManager is IBaseManager {
    /// Of a bill, in basis points.
    uint16 private constant FULL_BILL = 10_000;
    /// Of the operators, in basis points, as Tangle's base contract rounds it.
    uint16 private constant TWO_THIRDS = 6_700;
    /// How aggregated results are weighed: by operators, not by stake.
    uint8 private constant BY_COUNT = 0;

    /// The one caller that the contract obeys: the services pallet's account, or the Tangle core.
    address private immutable runtime;

    bool private bound;
    uint64 private boundId;
    address private blueprintOwner;

    constructor(address runtime_) {
        if (runtime_ == address(0)) revert ZeroRuntime();
        runtime = runtime_;
    }

    /// Lets the runtime pass when the contract manages a blueprint.
    modifier onlyRuntime() {
        if (msg.sender != runtime) revert CallerNotRuntime(runtime, msg.sender);
        if (!bound) revert NotBound();
        _;
    }

    function onBlueprintCreated(uint64 blueprintId, address owner, address core) external {
        if (msg.sender != runtime) revert CallerNotRuntime(runtime, msg.sender);
        if (core != runtime) revert RuntimeMismatch(runtime, core);
        if (bound) revert AlreadyBound(boundId);
        bound = true;
        boundId = blueprintId;
        blueprintOwner = owner;
        emit BlueprintBound(blueprintId, owner, runtime);
    }

    function onRegister(address, bytes calldata) external payable onlyRuntime {}

    function onUnregister(address) external onlyRuntime {}

    function onUpdatePreferences(address, bytes calldata) external payable onlyRuntime {}

    function onRequest(uint64, address, address[] calldata, bytes calldata, uint64, address, uint256)
        external
        payable
        onlyRuntime
    {}

    function onApprove(address, uint64, uint8) external payable onlyRuntime {}

    function onReject(address, uint64) external onlyRuntime {}

    function onServiceInitialized(uint64, uint64, uint64, address, address[] calldata, uint64)
        external
        onlyRuntime
    {}

    function onServiceTermination(uint64, address) external onlyRuntime {}

    function onOperatorJoined(uint64, address, uint16) external onlyRuntime {}

    function onOperatorLeft(uint64, address) external onlyRuntime {}

    function onExitScheduled(uint64, address, uint64) external onlyRuntime {}

    function onExitCanceled(uint64, address) external onlyRuntime {}

    function onJobCall(uint64, uint8, uint64, bytes calldata) external payable onlyRuntime {}

    function onJobResult(uint64, uint8, uint64, address, bytes32, bytes calldata)
        external
        payable
        onlyRuntime
    {}

    function onUnappliedSlash(uint64, bytes calldata, uint8) external onlyRuntime {}

    function onSlash(uint64, bytes calldata, uint8) external onlyRuntime {}

    function onAggregatedResult(
        uint64,
        uint8,
        uint64,
        bytes calldata,
        uint256,
        uint256[2] calldata,
        uint256[4] calldata
    ) external onlyRuntime {}

    function onBinaryVersionPublished(uint64, BinaryVersion calldata, string calldata)
        external
        onlyRuntime
    {}

    function onOperatorBinaryAcked(uint64, uint64, address) external onlyRuntime {}

    function getHeartbeatInterval(uint64) external pure returns (bool, uint64) {
        return (true, 0);
    }

    function getHeartbeatThreshold(uint64) external pure returns (bool, uint8) {
        return (true, 0);
    }

    function getSlashingWindow(uint64) external pure returns (bool, uint64) {
        return (true, 0);
    }

    function getExitConfig(uint64) external pure returns (bool, uint64, uint64, bool) {
        return (true, 0, 0, false);
    }

    function getNonPaymentTerminationPolicy(uint64) external pure returns (bool, uint64) {
        return (true, 0);
    }

    function forceRemoveAllowsBelowMin(uint64) external pure returns (bool) {
        return false;
    }

    function computeBillAdjustmentBps(uint64, uint64, uint64) external pure returns (uint16) {
        return FULL_BILL;
    }

    function canJoin(uint64, address) external pure returns (bool) {
        return true;
    }

    function canLeave(uint64, address) external pure returns (bool) {
        return true;
    }

    function querySlashingOrigin(uint64) external view returns (address) {
        return address(this);
    }

    function queryDisputeOrigin(uint64) external view returns (address) {
        return address(this);
    }

    function queryDeveloperPaymentAddress(uint64) external view returns (address payable) {
        return payable(blueprintOwner);
    }

    function queryIsPaymentAssetAllowed(uint64, address) external pure returns (bool) {
        return true;
    }

    function getRequiredResultCount(uint64, uint8) external pure returns (uint32) {
        return 1;
    }

    function requiresAggregation(uint64, uint8) external pure returns (bool) {
        return false;
    }

    function getAggregationThreshold(uint64, uint8) external pure returns (uint16, uint8) {
        return (TWO_THIRDS, BY_COUNT);
    }

    function getMinOperatorStake() external pure returns (bool, uint256) {
        return (true, 0);
    }
}
