// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {IRuntimeGuard} from "blueprint-abi/library/IRuntimeGuard.sol";
import {IBlueprintServiceManager} from "blueprint-abi/tnt-core-0.20/IBlueprintServiceManager.sol";

/// @title A manager whose bills and points follow the service levels
/// @notice computeBillAdjustmentBps is that of the service levels (IServiceLevels); a bill is due in full where they do not
/// answer. A result earns as many of 100 points as the operator kept of the windows that were judged of the last 16; all,
/// where none was; their longest bill has 16 windows at least. Errors of the levels are passed on, so a service without
/// terms takes no results. The manager does not check results: any counts as right.
interface ILevelManager is IBlueprintServiceManager, IRuntimeGuard {
    /// @notice The service levels.
    function levels() external view returns (address);

    /// @notice Where verdicts go (IServices); zero for nowhere.
    function services() external view returns (address);

    /// @notice The points that a result of an operator earns now.
    function pointsOf(uint64 serviceId, address operator) external view returns (uint32 points);
}
