// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {IRuntimeGuard} from "blueprint-abi/library/IRuntimeGuard.sol";
import {IBlueprintServiceManager} from "blueprint-abi/tnt-core-0.20/IBlueprintServiceManager.sol";

/// @title A manager whose bills and points follow the service levels, and what paying clients say
/// @notice computeBillAdjustmentBps is that of the service levels (IServiceLevels); a bill is due in full where they do not
/// answer. A result earns as many of 100 points as the operator kept of the last 16 windows that were final when its job was
/// called, and all points where none was. Where there are usage receipts (IUsageReceipts), the points are multiplied by what
/// a quorum of paying clients said of the newest period that was final then: by the promised latency over the measured one,
/// where that is longer, and by the share of requests without error; a quorum's complaint leaves none. So the customer
/// chooses the moment, not the operator. A result earns nothing once levels or receipts may have forgotten what it is judged
/// by. The longest bill of the terms has 16 windows at least. Errors of the levels are passed on, so a service without terms
/// takes no calls. The manager does not check results: any counts as right.
interface ILevelManager is IBlueprintServiceManager, IRuntimeGuard {
    /// @notice The job call did not reach this manager.
    error UnknownJobCall(uint64 serviceId, uint64 jobCallId);

    /// @notice The service levels.
    function levels() external view returns (address);

    /// @notice Where verdicts go (IServices); zero for nowhere.
    function services() external view returns (address);

    /// @notice The usage receipts (IUsageReceipts); zero for none.
    function receipts() external view returns (address);

    /// @notice The longest latency, in milliseconds, of 95 of 100 responses that earns all points.
    function promisedMs() external view returns (uint64);

    /// @notice The points that an operator's result of a job call earns.
    function pointsOf(
        uint64 serviceId,
        uint64 jobCallId,
        address operator
    ) external view returns (uint32 points);
}
