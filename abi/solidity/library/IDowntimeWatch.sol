// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {IRuntimeGuard} from "./IRuntimeGuard.sol";

/// @title The downtime watch: which operators are away, and for how long
/// @notice Whether a node is down or was made unreachable cannot be told from outside: nothing here
/// takes stake. While an operator is away its rewards are frozen (IRewardPool), and it gets no work.
/// Noticing an absence pays nothing. Times are seconds.
interface IDowntimeWatch is IRuntimeGuard {
    // ---- errors

    /// @notice The caller is neither the operator nor the runtime.
    error NotTheOperator(address expected, address received);
    /// @notice The constructor received no time to be silent: everybody would be away.
    error ZeroGrace();
    /// @notice The constructor did not run.
    error NoLimits();
    /// @notice The operator never checked in.
    error NeverSeen(address operator);
    /// @notice The operator was seen later than now.
    error ClockWentBack(uint64 lastSeen, uint64 time);
    /// @notice The operator was not silent for long enough.
    error StillUp(uint64 silentFor, uint64 grace);
    /// @notice The absence was noticed before.
    error AlreadyNoticed(uint64 since);
    /// @notice The operator is away.
    error Away(uint64 silentFor);
    /// @notice The reward pool does not answer as IRewardPool says.
    error PoolSilent(address pool);

    // ---- events

    /// @notice An operator is there.
    /// @param inactive Seconds that were added to its time away.
    event CheckedIn(address indexed operator, uint64 inactive);
    /// @notice An operator is away.
    /// @param inactive Seconds that were added to its time away.
    event AbsenceNoticed(address indexed operator, address indexed reporter, uint64 inactive);

    // ---- for the operator and the runtime

    /// @notice Says that an operator is there: after a heartbeat, a result, an answered challenge.
    /// Ends a freeze that the watch began. An absence that nobody noticed counts as if it had been
    /// noticed now.
    function checkIn(address operator) external;

    // ---- for anyone

    /// @notice Says that an operator was silent for its whole grace: its rewards are frozen until it
    /// is back. An operator may say so of itself at any time.
    function noticeAbsence(address operator) external;

    // ---- state

    /// @notice The caller, besides an operator, that says it is there.
    function runtime() external view returns (address);

    /// @notice The reward pool whose freezes follow; zero for none.
    function pool() external view returns (address);

    /// @notice How long an operator may be silent, and the most that one silence counts which nobody
    /// noticed.
    function limits() external view returns (uint64 grace, uint64 longest);

    /// @notice What is known of an operator. status: 0 never seen, 1 up, 2 noticed to be away.
    /// `inactive` includes an absence that lasts.
    function presenceOf(
        address operator
    )
        external
        view
        returns (
            uint8 status,
            uint64 lastSeen,
            uint64 frozenSince,
            uint64 inactive,
            uint32 absences
        );

    /// @notice Whether the operator may be given work: not while it is away, noticed or not.
    function mayWork(address operator) external view returns (bool);
}
