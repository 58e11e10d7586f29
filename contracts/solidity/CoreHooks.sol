// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {RuntimeGuard} from "blueprint-solidity/RuntimeGuard.sol";

/// @title The hooks that Tangle's cores 0.10 and 0.20 have in common, as functions to override
/// @notice The defaults are those of Tangle's own base contract; the body of an on* hook does
/// nothing. The interface of the generation says when a hook is called and what a revert does in the
/// core. On a services pallet, a revert of any on* hook refuses the step.
/// @dev Inherit ManagerCore0_10 or ManagerCore0_20, which have the external functions.
abstract contract CoreHooks is RuntimeGuard {
    /// @dev The manager is bound to its blueprint already, which is its deployer's. A revert refuses the
    /// blueprint.
    function _onBlueprintCreated(uint64 /* blueprintId */, address /* owner */) internal virtual {}

    /// @dev Body of onRegister. A revert refuses the registration.
    function _onRegister(address /* operator */, bytes calldata /* registrationInputs */)
        internal virtual {}

    /// @dev Body of onUnregister.
    function _onUnregister(address /* operator */) internal virtual {}

    /// @dev Body of onUpdatePreferences.
    function _onUpdatePreferences(address /* operator */, bytes calldata /* newPreferences */)
        internal virtual {}

    /// @dev Returned by getHeartbeatInterval: the status registry's interval.
    function _getHeartbeatInterval(uint64 /* serviceId */)
        internal view virtual returns (bool, uint64) {
        return (true, 0);
    }

    /// @dev Returned by getHeartbeatThreshold: the status registry's count.
    function _getHeartbeatThreshold(uint64 /* serviceId */)
        internal view virtual returns (bool, uint8) {
        return (true, 0);
    }

    /// @dev Returned by getSlashingWindow: the core's dispute window.
    function _getSlashingWindow(uint64 /* serviceId */)
        internal view virtual returns (bool, uint64) {
        return (true, 0);
    }

    /// @dev Returned by getExitConfig: the core's terms.
    function _getExitConfig(uint64 /* serviceId */)
        internal view virtual returns (bool, uint64, uint64, bool) {
        return (true, 0, 0, false);
    }

    /// @dev Returned by getNonPaymentTerminationPolicy: the core's grace.
    function _getNonPaymentTerminationPolicy(uint64 /* serviceId */)
        internal view virtual returns (bool, uint64) {
        return (true, 0);
    }

    /// @dev Body of onRequest. A revert refuses the request.
    function _onRequest(
        uint64 /* requestId */,
        address /* requester */,
        address[] calldata /* operators */,
        bytes calldata /* requestInputs */,
        uint64 /* ttl */,
        address /* paymentAsset */,
        uint256 /* paymentAmount */
    ) internal virtual {}

    /// @dev Body of onApprove.
    function _onApprove(address /* operator */, uint64 /* requestId */, uint8 /* stakingPercent */)
        internal virtual {}

    /// @dev Body of onReject.
    function _onReject(address /* operator */, uint64 /* requestId */) internal virtual {}

    /// @dev Body of onServiceInitialized.
    function _onServiceInitialized(
        uint64 /* blueprintId */,
        uint64 /* requestId */,
        uint64 /* serviceId */,
        address /* owner */,
        address[] calldata /* permittedCallers */,
        uint64 /* ttl */
    ) internal virtual {}

    /// @dev Body of onServiceTermination.
    function _onServiceTermination(uint64 /* serviceId */, address /* owner */) internal virtual {}

    /// @dev Returned by canJoin: every operator may join.
    function _canJoin(uint64 /* serviceId */, address /* operator */)
        internal view virtual returns (bool) {
        return true;
    }

    /// @dev Body of onOperatorJoined.
    function _onOperatorJoined(
        uint64 /* serviceId */,
        address /* operator */,
        uint16 /* exposureBps */
    ) internal virtual {}

    /// @dev Returned by canLeave: every operator may leave.
    function _canLeave(uint64 /* serviceId */, address /* operator */)
        internal view virtual returns (bool) {
        return true;
    }

    /// @dev Body of onOperatorLeft.
    function _onOperatorLeft(uint64 /* serviceId */, address /* operator */) internal virtual {}

    /// @dev Body of onExitScheduled.
    function _onExitScheduled(
        uint64 /* serviceId */,
        address /* operator */,
        uint64 /* executeAfter */
    ) internal virtual {}

    /// @dev Body of onExitCanceled.
    function _onExitCanceled(uint64 /* serviceId */, address /* operator */) internal virtual {}

    /// @dev Body of onJobCall. A revert refuses the job call.
    function _onJobCall(
        uint64 /* serviceId */,
        uint8 /* job */,
        uint64 /* jobCallId */,
        bytes calldata /* inputs */
    ) internal virtual {}

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
        internal view virtual returns (address payable) {
        return payable(_blueprintOwner());
    }

    /// @dev Returned by queryIsPaymentAssetAllowed: every asset.
    function _queryIsPaymentAssetAllowed(uint64 /* serviceId */, address /* asset */)
        internal view virtual returns (bool) {
        return true;
    }

    /// @dev Returned by getRequiredResultCount: one result completes a job call.
    function _getRequiredResultCount(uint64 /* serviceId */, uint8 /* jobIndex */)
        internal view virtual returns (uint32) {
        return 1;
    }

    /// @dev Returned by requiresAggregation: no.
    function _requiresAggregation(uint64 /* serviceId */, uint8 /* jobIndex */)
        internal view virtual returns (bool) {
        return false;
    }

    /// @dev Returned by getAggregationThreshold: 67 % of the operators, by count.
    function _getAggregationThreshold(uint64 /* serviceId */, uint8 /* jobIndex */)
        internal view virtual returns (uint16, uint8) {
        return (6_700, 0);
    }

    /// @dev Body of onAggregatedResult.
    function _onAggregatedResult(
        uint64 /* serviceId */,
        uint8 /* job */,
        uint64 /* jobCallId */,
        bytes calldata /* output */,
        uint256 /* signerBitmap */,
        uint256[2] calldata /* aggregatedSignature */,
        uint256[4] calldata /* aggregatedPubkey */
    ) internal virtual {}

    /// @dev Returned by getMinOperatorStake: the staking minimum.
    function _getMinOperatorStake() internal view virtual returns (bool, uint256) {
        return (true, 0);
    }
}
