// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {IBlueprintServiceManager} from "blueprint-abi/substrate-1.4/IBlueprintServiceManager.sol";
import {RuntimeGuard} from "blueprint-solidity/RuntimeGuard.sol";

/// @title A manager for pallet-services 1.4
/// @notice It has the 24 functions of the generation. They cannot be overridden. The services pallet's
/// account binds the manager and names the master manager, from which the other functions that change
/// state take calls. A manager overrides the internal function of the same name with an underscore.
/// @dev A wrong caller gets the error of the generation, not CallerNotRuntime. canJoin and canLeave
/// change no state and take calls from any caller.
abstract contract ManagerSubstrate1_4 is IBlueprintServiceManager, RuntimeGuard {
    /// The caller of every hook but onBlueprintCreated; zero before the manager is bound.
    address private _masterManager;

    /// @param rootChain The services pallet's account.
    constructor(address rootChain) RuntimeGuard(rootChain) {}

    /// @dev Lets the master manager alone pass.
    modifier onlyMaster() {
        _checkMaster();
        _;
    }

    function onBlueprintCreated(uint64 blueprintId, address owner, address mbsm) external {
        if (msg.sender != _runtime()) revert OnlyRootChainAllowed(msg.sender, _runtime());
        if (mbsm == address(0)) revert ZeroRuntime();
        _bind(blueprintId, owner);
        _masterManager = mbsm;
        _onBlueprintCreated(blueprintId, owner);
    }

    function onRegister(OperatorPreferences calldata operator, bytes calldata registrationInputs)
        external payable onlyMaster {
        _onRegister(operator, registrationInputs);
    }

    function onUnregister(OperatorPreferences calldata operator) external onlyMaster {
        _onUnregister(operator);
    }

    function onUpdateRpcAddress(OperatorPreferences calldata operator) external payable onlyMaster {
        _onUpdateRpcAddress(operator);
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

    function onRequest(RequestParams calldata params) external payable onlyMaster {
        _onRequest(params);
    }

    function onApprove(
        OperatorPreferences calldata operator,
        uint64 requestId,
        uint8 restakingPercent
    ) external payable onlyMaster {
        _onApprove(operator, requestId, restakingPercent);
    }

    function onReject(OperatorPreferences calldata operator, uint64 requestId) external onlyMaster {
        _onReject(operator, requestId);
    }

    function onServiceInitialized(
        uint64 requestId,
        uint64 serviceId,
        address owner,
        address[] calldata permittedCallers,
        uint64 ttl
    ) external onlyMaster {
        _onServiceInitialized(requestId, serviceId, owner, permittedCallers, ttl);
    }

    function onJobCall(uint64 serviceId, uint8 job, uint64 jobCallId, bytes calldata inputs)
        external payable onlyMaster {
        _onJobCall(serviceId, job, jobCallId, inputs);
    }

    function onJobResult(
        uint64 serviceId,
        uint8 job,
        uint64 jobCallId,
        OperatorPreferences calldata operator,
        bytes calldata inputs,
        bytes calldata outputs
    ) external payable onlyMaster {
        _onJobResult(serviceId, job, jobCallId, operator, inputs, outputs);
    }

    function onServiceTermination(uint64 serviceId, address owner) external onlyMaster {
        _onServiceTermination(serviceId, owner);
    }

    function onUnappliedSlash(uint64 serviceId, bytes calldata offender, uint8 slashPercent)
        external onlyMaster {
        _onUnappliedSlash(serviceId, offender, slashPercent);
    }

    function onSlash(uint64 serviceId, bytes calldata offender, uint8 slashPercent)
        external onlyMaster {
        _onSlash(serviceId, offender, slashPercent);
    }

    function canJoin(uint64 serviceId, OperatorPreferences calldata operator)
        external view returns (bool) {
        return _canJoin(serviceId, operator);
    }

    function onOperatorJoined(uint64 serviceId, OperatorPreferences calldata operator)
        external onlyMaster {
        _onOperatorJoined(serviceId, operator);
    }

    function canLeave(uint64 serviceId, OperatorPreferences calldata operator)
        external view returns (bool) {
        return _canLeave(serviceId, operator);
    }

    function onOperatorLeft(uint64 serviceId, OperatorPreferences calldata operator)
        external onlyMaster {
        _onOperatorLeft(serviceId, operator);
    }

    function querySlashingOrigin(uint64 serviceId) external view returns (address slashingOrigin) {
        return _querySlashingOrigin(serviceId);
    }

    function queryDisputeOrigin(uint64 serviceId) external view returns (address disputeOrigin) {
        return _queryDisputeOrigin(serviceId);
    }

    function queryDeveloperPaymentAddress(uint64 serviceId)
        external view returns (address developerPaymentAddress) {
        return _queryDeveloperPaymentAddress(serviceId);
    }

    function queryIsPaymentAssetAllowed(uint64 serviceId, Asset calldata asset)
        external view returns (bool isAllowed) {
        return _queryIsPaymentAssetAllowed(serviceId, asset);
    }

    /// @dev The master manager that the pallet named; zero before the manager is bound.
    function _master() internal view returns (address) {
        return _masterManager;
    }

    /// @dev The manager is bound to its blueprint already, which is its deployer's. A revert refuses the
    /// blueprint.
    function _onBlueprintCreated(uint64 /* blueprintId */, address /* owner */) internal virtual {}

    /// @dev Body of onRegister. A revert refuses the registration.
    function _onRegister(
        OperatorPreferences calldata /* operator */,
        bytes calldata /* registrationInputs */
    ) internal virtual {}

    /// @dev Body of onUnregister. A revert keeps the registration.
    function _onUnregister(OperatorPreferences calldata /* operator */) internal virtual {}

    /// @dev Body of onUpdateRpcAddress. A revert refuses the change.
    function _onUpdateRpcAddress(OperatorPreferences calldata /* operator */) internal virtual {}

    /// @dev Returned by getHeartbeatInterval: the chain's own number.
    function _getHeartbeatInterval(uint64 /* serviceId */)
        internal view virtual returns (bool, uint64) {
        return (true, 0);
    }

    /// @dev Returned by getHeartbeatThreshold: the chain's own number.
    function _getHeartbeatThreshold(uint64 /* serviceId */)
        internal view virtual returns (bool, uint8) {
        return (true, 0);
    }

    /// @dev Returned by getSlashingWindow: the chain's own number.
    function _getSlashingWindow(uint64 /* serviceId */)
        internal view virtual returns (bool, uint64) {
        return (true, 0);
    }

    /// @dev Body of onRequest. A revert refuses the request.
    function _onRequest(RequestParams calldata /* params */) internal virtual {}

    /// @dev Body of onApprove. A revert refuses the approval.
    function _onApprove(
        OperatorPreferences calldata /* operator */,
        uint64 /* requestId */,
        uint8 /* restakingPercent */
    ) internal virtual {}

    /// @dev Body of onReject. A revert refuses the rejection.
    function _onReject(OperatorPreferences calldata /* operator */, uint64 /* requestId */)
        internal virtual {}

    /// @dev Body of onServiceInitialized. A revert refuses the start.
    function _onServiceInitialized(
        uint64 /* requestId */,
        uint64 /* serviceId */,
        address /* owner */,
        address[] calldata /* permittedCallers */,
        uint64 /* ttl */
    ) internal virtual {}

    /// @dev Body of onJobCall. A revert refuses the job call.
    function _onJobCall(
        uint64 /* serviceId */,
        uint8 /* job */,
        uint64 /* jobCallId */,
        bytes calldata /* inputs */
    ) internal virtual {}

    /// @dev Body of onJobResult. A revert refuses the result.
    function _onJobResult(
        uint64 /* serviceId */,
        uint8 /* job */,
        uint64 /* jobCallId */,
        OperatorPreferences calldata /* operator */,
        bytes calldata /* inputs */,
        bytes calldata /* outputs */
    ) internal virtual {}

    /// @dev Body of onServiceTermination. A revert keeps the service.
    function _onServiceTermination(uint64 /* serviceId */, address /* owner */) internal virtual {}

    /// @dev Body of onUnappliedSlash.
    function _onUnappliedSlash(
        uint64 /* serviceId */,
        bytes calldata /* offender */,
        uint8 /* slashPercent */
    ) internal virtual {}

    /// @dev Body of onSlash.
    function _onSlash(
        uint64 /* serviceId */,
        bytes calldata /* offender */,
        uint8 /* slashPercent */
    ) internal virtual {}

    /// @dev Returned by canJoin: yes. The pallet ignores what is returned; a revert refuses.
    function _canJoin(uint64 /* serviceId */, OperatorPreferences calldata /* operator */)
        internal view virtual returns (bool) {
        return true;
    }

    /// @dev Body of onOperatorJoined.
    function _onOperatorJoined(uint64 /* serviceId */, OperatorPreferences calldata /* operator */)
        internal virtual {}

    /// @dev Returned by canLeave: yes. The pallet ignores what is returned; a revert refuses.
    function _canLeave(uint64 /* serviceId */, OperatorPreferences calldata /* operator */)
        internal view virtual returns (bool) {
        return true;
    }

    /// @dev Body of onOperatorLeft.
    function _onOperatorLeft(uint64 /* serviceId */, OperatorPreferences calldata /* operator */)
        internal virtual {}

    /// @dev Returned by querySlashingOrigin: this contract.
    function _querySlashingOrigin(uint64 /* serviceId */) internal view virtual returns (address) {
        return address(this);
    }

    /// @dev Returned by queryDisputeOrigin: this contract.
    function _queryDisputeOrigin(uint64 /* serviceId */) internal view virtual returns (address) {
        return address(this);
    }

    /// @dev Returned by queryDeveloperPaymentAddress: the blueprint's owner.
    function _queryDeveloperPaymentAddress(uint64 /* serviceId */)
        internal view virtual returns (address) {
        return _blueprintOwner();
    }

    /// @dev Returned by queryIsPaymentAssetAllowed: every asset.
    function _queryIsPaymentAssetAllowed(uint64 /* serviceId */, Asset calldata /* asset */)
        internal view virtual returns (bool) {
        return true;
    }

    function _checkMaster() private view {
        address master = _masterManager;
        if (msg.sender != master || master == address(0)) {
            revert OnlyMasterBlueprintServiceManagerAllowed(msg.sender, master);
        }
    }
}
