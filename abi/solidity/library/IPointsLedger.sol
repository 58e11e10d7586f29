// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

/// @title Points of operators, era by era.
/// @notice Blueprint managers award them, anyone reads them. An era is a number of blocks; a past
/// one never changes. Counts only grow, and saturate.
interface IPointsLedger {
    // ---- refusals

    error ZeroRuntime();
    error CallerNotRuntime(address expected, address received);
    error ZeroEra();
    error NoTerms();
    /// The caller may not award points in this service.
    error NotAnAwarder(uint64 serviceId, address received);
    error ZeroOperator();
    error EraFull(uint64 era);
    error WrongEra(uint64 expected, uint64 received);
    /// A page has 1 to `most` entries.
    error BadPage(uint32 most, uint32 received);
    error PastEnd(uint32 len, uint32 received);
    error UnknownMetric(uint8 most, uint8 received);
    /// The window of 100 blocks had its heartbeat.
    error AlreadyBeaten(uint64 window);
    error WindowOver(uint64 earliest, uint64 received);
    error RoundExists(uint64 serviceId, uint64 jobCallId);
    error UnknownRound(uint64 serviceId, uint64 jobCallId);
    error SignerOutOfRange(uint32 operators, uint32 received);
    error NotASigner(uint32 index);
    error SignerCounted(uint32 index);
    /// The operator had its point for this call by another index.
    error OperatorCounted(address operator);

    // ---- events

    event AwarderRegistered(
        uint64 indexed blueprintId,
        uint64 indexed serviceId,
        address indexed awarder
    );
    event AwarderRemoved(uint64 indexed serviceId, address indexed awarder);
    /// deed: 0 signature, 1 place in a race, 2 heartbeat, 3 right result, 4 wrong result, 5 report.
    event PointsAwarded(
        uint64 indexed era,
        address indexed operator,
        uint64 indexed serviceId,
        uint8 deed,
        uint64 points,
        uint64 total
    );
    event RoundOpened(uint64 indexed serviceId, uint64 indexed jobCallId, uint256 bitmap);

    // ---- the runtime's alone

    function registerAwarder(uint64 blueprintId, uint64 serviceId, address awarder) external;

    function removeAwarder(uint64 serviceId, address awarder) external;

    // ---- the runtime's and the service's awarders'

    /// Counts a result, for which its caller paid `fee` base units.
    function recordSubmission(
        uint64 serviceId,
        address operator,
        bool successful,
        uint256 fee
    ) external;

    /// Counts a heartbeat: one per operator and window of 100 blocks.
    function recordHeartbeat(uint64 serviceId, address operator) external;

    /// Counts a place in a race, from 0.
    function recordPlace(uint64 serviceId, address operator, uint8 place) external;

    /// Counts a report about the operator that was accepted.
    function recordReport(uint64 serviceId, address operator) external;

    /// Tells who signed a call's result: bit i for the service's operator i, of `operators`.
    function openRound(
        uint64 serviceId,
        uint64 jobCallId,
        uint256 bitmap,
        uint32 operators
    ) external;

    /// Counts one of the signers, once.
    function recordSigner(
        uint64 serviceId,
        uint64 jobCallId,
        uint32 index,
        address operator
    ) external;

    // ---- what everybody may look at

    function runtime() external view returns (address);

    function awarderOf(
        uint64 serviceId,
        address awarder
    ) external view returns (bool active, uint64 blueprintId);

    function currentEra() external view returns (uint64);

    function eraBlocks() external view returns (uint32);

    function pointsOf(uint64 era, address operator) external view returns (uint64);

    function totalPoints(uint64 era) external view returns (uint64);

    function cardOf(
        uint64 era,
        address operator
    )
        external
        view
        returns (
            uint32 successes,
            uint32 failures,
            uint32 reports,
            uint32 heartbeats,
            uint64 points
        );

    function totals(
        uint64 era
    )
        external
        view
        returns (
            uint32 operators,
            uint64 successes,
            uint64 failures,
            uint64 reports,
            uint64 heartbeats,
            uint64 points
        );

    /// How often an operator beat in its whole life, and the windows it missed since the first.
    function heartbeatsOf(
        address operator
    ) external view returns (bool known, uint64 beats, uint64 missed);

    /// The era's operators in the order of their first deed; 1 to 50 a page.
    function operatorsOf(
        uint64 era,
        uint32 from,
        uint32 count
    ) external view returns (address[] memory operators);

    /// A metric of the same operators in the same order: 0 successful submissions, 1 failed ones,
    /// 2 reports, 3 heartbeats, 4 points.
    function distribution(
        uint64 era,
        uint8 metric,
        uint32 from,
        uint32 count
    ) external view returns (uint64[] memory values);
}
