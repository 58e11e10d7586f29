// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {IReportVerifier} from "blueprint-abi/seed-2024/IReportVerifier.sol";
import {RuntimeGuard} from "blueprint-solidity/RuntimeGuard.sol";

/// @title verifyReport beside the hooks of a core's generation
/// @notice A services pallet calls it for blueprints that take reports, in every generation. It takes
/// calls from the bound runtime only. ManagerSeed2024 has its own.
abstract contract ReportVerifier is IReportVerifier, RuntimeGuard {
    function verifyReport(
        uint64 serviceId,
        uint8 jobIndex,
        uint64 jobCallId,
        bytes calldata participant,
        bytes calldata inputs,
        bytes calldata outputs
    ) external onlyRuntime {
        _verifyReport(serviceId, jobIndex, jobCallId, participant, inputs, outputs);
    }

    /// @dev Body of verifyReport. A revert refuses the report.
    function _verifyReport(
        uint64 /* serviceId */,
        uint8 /* jobIndex */,
        uint64 /* jobCallId */,
        bytes calldata /* participant */,
        bytes calldata /* inputs */,
        bytes calldata /* outputs */
    ) internal virtual;
}
