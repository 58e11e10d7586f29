// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {IRuntimeGuard} from "blueprint-abi/library/IRuntimeGuard.sol";
import {IBlueprintServiceManager} from "blueprint-abi/tnt-core-0.20/IBlueprintServiceManager.sol";

/// @title A manager whose bills follow the service levels
/// @notice computeBillAdjustmentBps is that of the service levels (IServiceLevels); a bill is due in full where they do not
/// answer.
interface ILevelManager is IBlueprintServiceManager, IRuntimeGuard {
    /// @notice The service levels.
    function levels() external view returns (address);
}
