// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {IPausable} from "./IPausable.sol";

/// @title The downtime watch: which operators are away, and for how long
/// @notice Whether a node is down or was made unreachable cannot be determined from outside: nothing
/// here takes stake. While an operator is away its rewards are frozen (IRewardPool). Whether it gets work is for the manager,
/// which can call mayWork. Reporting an absence pays nothing. A pause stops noticeAbsence; check-ins go on. Times are seconds.
interface IDowntimeWatch is IPausable {
    // ---- errors

    /// @notice The caller is neither the operator nor the runtime.
    error NotTheOperator(address expected, address received);
    /// @notice The constructor received a grace period of zero: every operator would be away.
    error ZeroGrace();
    /// @notice The constructor did not run.
    error NoLimits();
    /// @notice The operator never checked in, and is not enrolled.
    error NeverSeen(address operator);
    /// @notice The operator is enrolled, or checked in.
    error AlreadyEnrolled(address operator);
    /// @notice The operator was seen later than now.
    error ClockWentBack(uint64 lastSeen, uint64 time);
    /// @notice The operator checked in less than the grace period ago.
    error StillUp(uint64 silentFor, uint64 grace);
    /// @notice The absence was noticed before.
    error AlreadyNoticed(uint64 since);
    /// @notice The operator is away.
    error Away(uint64 silentFor);
    /// @notice The reward pool has no code, reverted without data, or returned data that IRewardPool
    /// does not allow.
    error PoolSilent(address pool);

    // ---- events

    /// @notice From second `from` on the watch freezes and thaws in this pool; zero for none.
    event PoolSet(address indexed pool, uint64 from);
    /// @notice An operator is there.
    /// @param inactive Seconds that were added to its time away.
    event CheckedIn(address indexed operator, uint64 inactive);
    /// @notice An operator is expected to check in within the grace period.
    event Enrolled(address indexed operator);
    /// @notice The reward pool did not take what follows from a check-in: syncPool repeats it.
    event PoolNotFollowed(address indexed operator);
    /// @notice An operator is away.
    /// @param inactive Seconds that were added to its time away.
    event AbsenceNoticed(address indexed operator, address indexed reporter, uint64 inactive);

    // ---- for the runtime

    /// @notice Sets the reward pool whose freezes follow; zero for none. Holds after roleDelay, and at once if
    /// it is zero; setting the present one takes a change back. Reverts if the pool cannot be read now.
    function setPool(address pool) external;

    // ---- for the operator and the runtime

    /// @notice Checks an operator in: after a heartbeat, a result, a response to a challenge. Ends a
    /// freeze that the watch began, no other. An unreported absence counts as if it were reported now.
    /// Does not depend on whether the pool follows: see syncPool. Where the pool fails without an error, as it does where
    /// the caller allows too little deposit, the call fails with PoolSilent: its caller would choose what the absence costs.
    function checkIn(address operator) external;

    // ---- for anyone

    /// @notice Expects an operator that never checked in to do so within the grace period; else its
    /// absence can be reported. For the runtime and the operator itself; for anyone if the pool knows
    /// the operator.
    function enrol(address operator) external;

    /// @notice Brings the pool in line after a check-in that it did not take. Does nothing if there is
    /// nothing to do.
    function syncPool(address operator) external;

    /// @notice Reports that an operator did not check in for the whole grace period: its rewards are
    /// frozen until it checks in, if the watch is the pool's warden. An operator may report itself at any
    /// time.
    function noticeAbsence(address operator) external;

    // ---- state

    /// @notice The caller that checks operators in, besides themselves.
    function runtime() external view returns (address);

    /// @notice The reward pool whose freezes follow; zero for none.
    function pool() external view returns (address);

    /// @notice The pool that is to follow, and the first second in which it does; zeros for no change.
    function nextPool() external view returns (address pool, uint64 from);

    /// @notice The time without a check-in after which an operator is away, and the most that one
    /// unreported absence counts.
    function limits() external view returns (uint64 grace, uint64 longest);

    /// @notice What is known of an operator. status: 0 never seen, 1 up, 2 noticed to be away, 3 enrolled
    /// and never seen.
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

    /// @notice Whether the operator may be given work: not while it is away, reported or not.
    function mayWork(address operator) external view returns (bool);
}
