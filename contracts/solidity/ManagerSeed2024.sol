// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {IOwner} from "blueprint-abi/library/IOwner.sol";
import {IBlueprintServiceManager} from "blueprint-abi/seed-2024/IBlueprintServiceManager.sol";
import {IReportVerifier} from "blueprint-abi/seed-2024/IReportVerifier.sol";
import {RuntimeGuard} from "blueprint-solidity/RuntimeGuard.sol";

/// @title A manager for the services pallet of 2024
/// @notice It has the 10 functions of the generation, and verifyReport. They cannot be overridden, and
/// those that change state take calls from the runtime only. A manager overrides the internal function
/// of the same name with an underscore.
/// @dev The generation has no onBlueprintCreated, so the manager is never bound. The services pallet asks for
/// the owner instead: only its deployer has blueprints created that name it.
abstract contract ManagerSeed2024 is IBlueprintServiceManager, IReportVerifier, IOwner, RuntimeGuard {
    /// @notice The manager does not take reports.
    error ReportsNotTaken();

    /// @notice The account that deployed the manager.
    address public immutable owner;

    /// @param runtime_ The only caller of the hooks: the services pallet's account.
    constructor(address runtime_) RuntimeGuard(runtime_) {
        owner = msg.sender;
    }

    function onRegister(bytes calldata participant, bytes calldata registrationInputs)
        external payable onlyRuntimeCaller {
        _onRegister(participant, registrationInputs);
    }

    function onRequest(
        uint64 serviceId,
        bytes[] calldata participants,
        bytes calldata requestInputs
    ) external payable onlyRuntimeCaller {
        _onRequest(serviceId, participants, requestInputs);
    }

    function onJobCall(uint64 serviceId, uint8 job, uint64 jobCallId, bytes calldata inputs)
        external payable onlyRuntimeCaller {
        _onJobCall(serviceId, job, jobCallId, inputs);
    }

    function onJobCallResult(
        uint64 serviceId,
        uint8 job,
        uint64 jobCallId,
        bytes calldata participant,
        bytes calldata inputs,
        bytes calldata outputs
    ) external onlyRuntimeCaller {
        _onJobCallResult(serviceId, job, jobCallId, participant, inputs, outputs);
    }

    function verifyJobCallResult(
        uint64 serviceId,
        uint8 job,
        uint64 jobCallId,
        bytes calldata participant,
        bytes calldata inputs,
        bytes calldata outputs
    ) external view returns (bool) {
        return _verifyJobCallResult(serviceId, job, jobCallId, participant, inputs, outputs);
    }

    function onJobResult(
        uint64 serviceId,
        uint8 job,
        uint64 jobCallId,
        bytes calldata participant,
        bytes calldata inputs,
        bytes calldata outputs
    ) external payable onlyRuntimeCaller {
        _onJobResult(serviceId, job, jobCallId, participant, inputs, outputs);
    }

    function onUnappliedSlash(
        uint64 serviceId,
        bytes calldata offender,
        uint8 slashPercent,
        uint256 totalPayout
    ) external onlyRuntimeCaller {
        _onUnappliedSlash(serviceId, offender, slashPercent, totalPayout);
    }

    function onSlash(
        uint64 serviceId,
        bytes calldata offender,
        uint8 slashPercent,
        uint256 totalPayout
    ) external onlyRuntimeCaller {
        _onSlash(serviceId, offender, slashPercent, totalPayout);
    }

    function querySlashingOrigin(uint64 serviceId) external view returns (address slashingOrigin) {
        return _querySlashingOrigin(serviceId);
    }

    function queryDisputeOrigin(uint64 serviceId) external view returns (address disputeOrigin) {
        return _queryDisputeOrigin(serviceId);
    }

    function verifyReport(
        uint64 serviceId,
        uint8 jobIndex,
        uint64 jobCallId,
        bytes calldata participant,
        bytes calldata inputs,
        bytes calldata outputs
    ) external onlyRuntimeCaller {
        _verifyReport(serviceId, jobIndex, jobCallId, participant, inputs, outputs);
    }

    /// @dev Body of onRegister. A revert refuses the registration.
    function _onRegister(bytes calldata /* participant */, bytes calldata /* registrationInputs */)
        internal virtual {}

    /// @dev Body of onRequest. A revert refuses the request.
    function _onRequest(
        uint64 /* serviceId */,
        bytes[] calldata /* participants */,
        bytes calldata /* requestInputs */
    ) internal virtual {}

    /// @dev Body of onJobCall. A revert refuses the job call.
    function _onJobCall(
        uint64 /* serviceId */,
        uint8 /* job */,
        uint64 /* jobCallId */,
        bytes calldata /* inputs */
    ) internal virtual {}

    /// @dev Body of onJobCallResult. A revert refuses the result.
    function _onJobCallResult(
        uint64 /* serviceId */,
        uint8 /* job */,
        uint64 /* jobCallId */,
        bytes calldata /* participant */,
        bytes calldata /* inputs */,
        bytes calldata /* outputs */
    ) internal virtual {}

    /// @dev Returned by verifyJobCallResult: every result stands.
    function _verifyJobCallResult(
        uint64 /* serviceId */,
        uint8 /* job */,
        uint64 /* jobCallId */,
        bytes calldata /* participant */,
        bytes calldata /* inputs */,
        bytes calldata /* outputs */
    ) internal view virtual returns (bool) {
        return true;
    }

    /// @dev Body of onJobResult. A revert refuses the result.
    function _onJobResult(
        uint64 /* serviceId */,
        uint8 /* job */,
        uint64 /* jobCallId */,
        bytes calldata /* participant */,
        bytes calldata /* inputs */,
        bytes calldata /* outputs */
    ) internal virtual {}

    /// @dev Body of onUnappliedSlash.
    function _onUnappliedSlash(
        uint64 /* serviceId */,
        bytes calldata /* offender */,
        uint8 /* slashPercent */,
        uint256 /* totalPayout */
    ) internal virtual {}

    /// @dev Body of onSlash.
    function _onSlash(
        uint64 /* serviceId */,
        bytes calldata /* offender */,
        uint8 /* slashPercent */,
        uint256 /* totalPayout */
    ) internal virtual {}

    /// @dev Returned by querySlashingOrigin: this contract.
    function _querySlashingOrigin(uint64 /* serviceId */) internal view virtual returns (address) {
        return address(this);
    }

    /// @dev Returned by queryDisputeOrigin: this contract.
    function _queryDisputeOrigin(uint64 /* serviceId */) internal view virtual returns (address) {
        return address(this);
    }

    /// @dev Body of verifyReport. A revert refuses the report; the default refuses every report.
    function _verifyReport(
        uint64 /* serviceId */,
        uint8 /* jobIndex */,
        uint64 /* jobCallId */,
        bytes calldata /* participant */,
        bytes calldata /* inputs */,
        bytes calldata /* outputs */
    ) internal virtual {
        revert ReportsNotTaken();
    }
}
