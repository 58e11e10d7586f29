// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

/// @title The downtime watch: who is away, and for how long.
/// @notice Whether a node is down or was made unreachable cannot be told from outside: nothing here
/// takes stake. While an operator is away its rewards are frozen (IRewardPool), and it gets no work.
/// Noticing an absence pays nothing. Times are seconds.
interface IDowntimeWatch {
    // ---- refusals

    error ZeroRuntime();
    error CallerNotRuntime(address expected, address received);
    /// Only the operator and the runtime say that it is there.
    error NotTheOperator(address expected, address received);
    /// No time to be silent: everybody would be away.
    error ZeroGrace();
    error NoLimits();
    error NeverSeen(address operator);
    error ClockWentBack(uint64 lastSeen, uint64 time);
    error StillUp(uint64 silentFor, uint64 grace);
    error AlreadyNoticed(uint64 since);
    error Away(uint64 silentFor);
    /// The reward pool does not answer what was asked.
    error PoolSilent(address pool);

    // ---- events

    event CheckedIn(address indexed operator, uint64 inactive);
    event AbsenceNoticed(address indexed operator, address indexed reporter, uint64 inactive);

    // ---- the operator's and the runtime's

    /// The operator is there: after a heartbeat, a result, an answered challenge. Ends a freeze that
    /// the watch began. An absence that nobody noticed counts as if it had been noticed now.
    function checkIn(address operator) external;

    // ---- anyone's

    /// The operator was silent for its whole grace: its rewards are frozen until it is back. An
    /// operator may say so of itself at any time.
    function noticeAbsence(address operator) external;

    // ---- what everybody may look at

    function runtime() external view returns (address);

    /// The reward pool whose freezes follow; zero for none.
    function pool() external view returns (address);

    function limits() external view returns (uint64 grace, uint64 longest);

    /// status: 0 never seen, 1 up, 2 noticed to be away. `inactive` includes a freeze that lasts.
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

    /// Whether the operator may be given work: not while it is away, noticed or not.
    function mayWork(address operator) external view returns (bool);
}
