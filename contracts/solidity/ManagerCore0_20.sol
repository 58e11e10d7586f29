// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {IBlueprintServiceManager} from "blueprint-abi/tnt-core-0.20/IBlueprintServiceManager.sol";
import {CoreHooks} from "blueprint-solidity/CoreHooks.sol";
import {RuntimeGuard} from "blueprint-solidity/RuntimeGuard.sol";

/// @title A manager for Tangle's core 0.20
/// @notice It has the 37 functions of the generation. They cannot be overridden, and those that
/// change state take calls from the bound runtime only. A manager overrides the internal function of
/// the same name with an underscore: _onJobCall for onJobCall, _canJoin for canJoin.
abstract contract ManagerCore0_20 is IBlueprintServiceManager, CoreHooks {
    /// @param runtime_ The only caller of the hooks: Tangle's core, or the services pallet's account.
    constructor(address runtime_) RuntimeGuard(runtime_) {}

    function onBlueprintCreated(uint64 blueprintId, address owner, address tangleCore) external {
        _bind(blueprintId, owner, tangleCore);
        _onBlueprintCreated(blueprintId, owner);
    }

    function onRegister(address operator, bytes calldata registrationInputs)
        external payable onlyRuntime {
        _onRegister(operator, registrationInputs);
    }

    function onUnregister(address operator) external onlyRuntime {
        _onUnregister(operator);
    }

    function onUpdatePreferences(address operator, bytes calldata newPreferences)
        external payable onlyRuntime {
        _onUpdatePreferences(operator, newPreferences);
    }

    function getHeartbeatInterval(uint64 serviceId)
        external view returns (bool useDefault, uint64 interval) {
        return _getHeartbeatInterval(serviceId);
    }

    function getHeartbeatThreshold(uint64 serviceId)
        external view returns (bool useDefault, uint8 threshold) {
        return _getHeartbeatThreshold(serviceId);
    }

    function getSlashingWindow(uint64 serviceId)
        external view returns (bool useDefault, uint64 window) {
        return _getSlashingWindow(serviceId);
    }

    function getExitConfig(uint64 serviceId) external view returns (
        bool useDefault,
        uint64 minCommitmentDuration,
        uint64 exitQueueDuration,
        bool forceExitAllowed
    ) {
        return _getExitConfig(serviceId);
    }

    function getNonPaymentTerminationPolicy(uint64 serviceId)
        external view returns (bool useDefault, uint64 graceIntervals) {
        return _getNonPaymentTerminationPolicy(serviceId);
    }

    function forceRemoveAllowsBelowMin(uint64 serviceId) external view returns (bool ok) {
        return _forceRemoveAllowsBelowMin(serviceId);
    }

    function computeBillAdjustmentBps(uint64 serviceId, uint64 periodStart, uint64 periodEnd)
        external view returns (uint16 adjustmentBps) {
        return _computeBillAdjustmentBps(serviceId, periodStart, periodEnd);
    }

    function onRequest(
        uint64 requestId,
        address requester,
        address[] calldata operators,
        bytes calldata requestInputs,
        uint64 ttl,
        address paymentAsset,
        uint256 paymentAmount
    ) external payable onlyRuntime {
        _onRequest(
            requestId, requester, operators, requestInputs, ttl, paymentAsset, paymentAmount
        );
    }

    function onApprove(address operator, uint64 requestId, uint8 stakingPercent)
        external payable onlyRuntime {
        _onApprove(operator, requestId, stakingPercent);
    }

    function onReject(address operator, uint64 requestId) external onlyRuntime {
        _onReject(operator, requestId);
    }

    function onServiceInitialized(
        uint64 blueprintId,
        uint64 requestId,
        uint64 serviceId,
        address owner,
        address[] calldata permittedCallers,
        uint64 ttl
    ) external onlyRuntime {
        _onServiceInitialized(blueprintId, requestId, serviceId, owner, permittedCallers, ttl);
    }

    function onServiceTermination(uint64 serviceId, address owner) external onlyRuntime {
        _onServiceTermination(serviceId, owner);
    }

    function canJoin(uint64 serviceId, address operator) external view returns (bool allowed) {
        return _canJoin(serviceId, operator);
    }

    function onOperatorJoined(uint64 serviceId, address operator, uint16 exposureBps)
        external onlyRuntime {
        _onOperatorJoined(serviceId, operator, exposureBps);
    }

    function canLeave(uint64 serviceId, address operator) external view returns (bool allowed) {
        return _canLeave(serviceId, operator);
    }

    function onOperatorLeft(uint64 serviceId, address operator) external onlyRuntime {
        _onOperatorLeft(serviceId, operator);
    }

    function onExitScheduled(uint64 serviceId, address operator, uint64 executeAfter)
        external onlyRuntime {
        _onExitScheduled(serviceId, operator, executeAfter);
    }

    function onExitCanceled(uint64 serviceId, address operator) external onlyRuntime {
        _onExitCanceled(serviceId, operator);
    }

    function onJobCall(uint64 serviceId, uint8 job, uint64 jobCallId, bytes calldata inputs)
        external payable onlyRuntime {
        _onJobCall(serviceId, job, jobCallId, inputs);
    }

    function onJobResult(
        uint64 serviceId,
        uint8 job,
        uint64 jobCallId,
        address operator,
        bytes32 inputsHash,
        bytes calldata outputs
    ) external payable onlyRuntime {
        _onJobResult(serviceId, job, jobCallId, operator, inputsHash, outputs);
    }

    function onUnappliedSlash(uint64 serviceId, bytes calldata offender, uint8 slashPercent)
        external onlyRuntime {
        _onUnappliedSlash(serviceId, offender, slashPercent);
    }

    function onSlash(uint64 serviceId, bytes calldata offender, uint8 slashPercent)
        external onlyRuntime {
        _onSlash(serviceId, offender, slashPercent);
    }

    function querySlashingOrigin(uint64 serviceId) external view returns (address slashingOrigin) {
        return _querySlashingOrigin(serviceId);
    }

    function queryDisputeOrigin(uint64 serviceId) external view returns (address disputeOrigin) {
        return _queryDisputeOrigin(serviceId);
    }

    function queryDeveloperPaymentAddress(uint64 serviceId)
        external view returns (address payable developerPaymentAddress) {
        return _queryDeveloperPaymentAddress(serviceId);
    }

    function queryIsPaymentAssetAllowed(uint64 serviceId, address asset)
        external view returns (bool isAllowed) {
        return _queryIsPaymentAssetAllowed(serviceId, asset);
    }

    function getRequiredResultCount(uint64 serviceId, uint8 jobIndex)
        external view returns (uint32 required) {
        return _getRequiredResultCount(serviceId, jobIndex);
    }

    function requiresAggregation(uint64 serviceId, uint8 jobIndex)
        external view returns (bool required) {
        return _requiresAggregation(serviceId, jobIndex);
    }

    function getAggregationThreshold(uint64 serviceId, uint8 jobIndex)
        external view returns (uint16 thresholdBps, uint8 thresholdType) {
        return _getAggregationThreshold(serviceId, jobIndex);
    }

    function onAggregatedResult(
        uint64 serviceId,
        uint8 job,
        uint64 jobCallId,
        bytes calldata output,
        uint256 signerBitmap,
        uint256[2] calldata aggregatedSignature,
        uint256[4] calldata aggregatedPubkey
    ) external onlyRuntime {
        _onAggregatedResult(
            serviceId, job, jobCallId, output, signerBitmap, aggregatedSignature, aggregatedPubkey
        );
    }

    function getMinOperatorStake() external view returns (bool useDefault, uint256 minStake) {
        return _getMinOperatorStake();
    }

    function onBinaryVersionPublished(
        uint64 blueprintId,
        BinaryVersion calldata version,
        string calldata binaryUri
    ) external onlyRuntime {
        _onBinaryVersionPublished(blueprintId, version, binaryUri);
    }

    function onOperatorBinaryAcked(uint64 serviceId, uint64 versionId, address operator)
        external onlyRuntime {
        _onOperatorBinaryAcked(serviceId, versionId, operator);
    }

    /// @dev Returned by forceRemoveAllowsBelowMin: no.
    function _forceRemoveAllowsBelowMin(uint64 /* serviceId */)
        internal view virtual returns (bool) {
        return false;
    }

    /// @dev Returned by computeBillAdjustmentBps: the bill in full.
    function _computeBillAdjustmentBps(
        uint64 /* serviceId */,
        uint64 /* periodStart */,
        uint64 /* periodEnd */
    ) internal view virtual returns (uint16) {
        return 10_000;
    }

    /// @dev Body of onJobResult.
    function _onJobResult(
        uint64 /* serviceId */,
        uint8 /* job */,
        uint64 /* jobCallId */,
        address /* operator */,
        bytes32 /* inputsHash */,
        bytes calldata /* outputs */
    ) internal virtual {}

    /// @dev Body of onBinaryVersionPublished.
    function _onBinaryVersionPublished(
        uint64 /* blueprintId */,
        BinaryVersion calldata /* version */,
        string calldata /* binaryUri */
    ) internal virtual {}

    /// @dev Body of onOperatorBinaryAcked.
    function _onOperatorBinaryAcked(
        uint64 /* serviceId */,
        uint64 /* versionId */,
        address /* operator */
    ) internal virtual {}
}
