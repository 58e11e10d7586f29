// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {IRoles} from "./IRoles.sol";

/// @title A pause with an end
/// @notice The guardian stops the functions that the contract names, for at most 3 days, and not again before 14 days
/// after the end. The role above the guardian ends a pause as well. Nothing that lets an account take out
/// what is its own is stopped for longer than that. Times are seconds.
interface IPausable is IRoles {
    /// @notice The function is stopped; `until` is the first second in which it is not.
    error Paused(uint64 until);
    /// @notice A pause of no time, or too long.
    error PauseLength(uint64 longest, uint64 received);
    /// @notice The last pause is not over, or was over too short a time ago.
    error PauseTooSoon(uint64 from, uint64 time);
    /// @notice There is no pause to end.
    error NotPaused();

    /// @notice Functions are stopped until second `until`.
    event PauseSet(address indexed by, uint64 until);

    /// @notice Begins a pause. Guardian only.
    function pause(uint64 duration) external;

    /// @notice Ends a pause. For the guardian and the role above it.
    function unpause() external;

    /// @notice The first second after the last pause; 0 for none yet.
    function pausedUntil() external view returns (uint64 until);
}
