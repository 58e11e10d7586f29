// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {IQualityVerifier} from "blueprint-abi/library/IQualityVerifier.sol";
import {RuntimeGuard} from "blueprint-solidity/RuntimeGuard.sol";

/// @title verifyQualityReport beside the hooks of a core's generation
/// @notice A services pallet calls it for blueprints that take reports of quality of service. It takes calls
/// from the bound runtime only.
abstract contract QualityVerifier is IQualityVerifier, RuntimeGuard {
    function verifyQualityReport(
        uint64 serviceId,
        uint8 kind,
        bytes calldata participant,
        bytes calldata evidence
    ) external onlyRuntime {
        _verifyQualityReport(serviceId, kind, participant, evidence);
    }

    /// @dev Body of verifyQualityReport. A revert rejects the report, and costs the reporter its bond.
    function _verifyQualityReport(
        uint64 /* serviceId */,
        uint8 /* kind */,
        bytes calldata /* participant */,
        bytes calldata /* evidence */
    ) internal virtual;
}
