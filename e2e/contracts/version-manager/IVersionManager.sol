// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {IRuntimeGuard} from "blueprint-abi/library/IRuntimeGuard.sol";
import {IBlueprintServiceManager} from "blueprint-abi/tnt-core-0.20/IBlueprintServiceManager.sol";

/// @title A manager that passes the builds of Tangle's core 0.20 on to a version calendar (IVersionCalendar)
/// @notice The manager is the calendar's runtime: it opens each service when the core starts it, names its operators as they
/// approve, join and leave, publishes each version in each service with a deadline, and passes acknowledgements on. A
/// version that was published before a service started is not required in it. Of services the first 8 have a calendar.
///
/// The core numbers versions by blueprint, the calendar builds by service: which is which is kept here. An acknowledgement
/// of a version that the service has no build of, and of one that is not newer than the operator's newest one, changes
/// nothing. The core reports a hook that fails and goes on: a failed hook here is missing in the calendar.
interface IVersionManager is IBlueprintServiceManager, IRuntimeGuard {
    /// @notice The contract did not answer as its interface says.
    error PeerFailed(address peer);

    /// @notice Takes a role over that a contract of the library (IRoles) offers to this manager.
    function takeRole(address from, uint8 role) external;

    /// @notice The calendar, and the seconds from a version's publication until it is required.
    function calendar() external view returns (address at, uint64 notice);

    /// @notice The calendar's build that is a version of the blueprint, in a service; 0 for none.
    function buildOf(uint64 serviceId, uint64 versionId) external view returns (uint32 build);
}
