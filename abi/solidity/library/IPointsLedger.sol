// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {IRoles} from "./IRoles.sol";

/// @title The points ledger: points of operators, era by era
/// @notice Blueprint managers award points, anyone reads them. An era is a number of blocks; one that
/// is over never changes. Counts only grow, and stop at the highest number.
interface IPointsLedger is IRoles {
    // ---- errors

    /// @notice The constructor received eras of no blocks.
    error ZeroEra();
    /// @notice The constructor received a limit of no points.
    error ZeroLimit();
    /// @notice The constructor did not run.
    error NoTerms();
    /// @notice This account may not award points in the service.
    error NotAnAwarder(uint64 serviceId, address received);
    /// @notice Points for the zero address, or by it.
    error ZeroOperator();
    /// @notice The era has as many operators as can be counted.
    error EraFull(uint64 era);
    /// @notice A tally or the sums belong to another era.
    error WrongEra(uint64 expected, uint64 received);
    /// @notice A page has 1 to `most` entries.
    error BadPage(uint32 most, uint32 received);
    /// @notice The page begins after the end.
    error PastEnd(uint32 len, uint32 received);
    /// @notice There is no metric of this number.
    error UnknownMetric(uint8 most, uint8 received);
    /// @notice A heartbeat of the operator in the service and this window of 100 blocks was counted already.
    error AlreadyBeaten(uint64 window);
    /// @notice The heartbeat's window is over.
    error WindowOver(uint64 earliest, uint64 received);
    /// @notice It is known already who signed the result of this job call.
    error RoundExists(uint64 serviceId, uint64 jobCallId);
    /// @notice It is not known who signed the result of this job call.
    error UnknownRound(uint64 serviceId, uint64 jobCallId);
    /// @notice The service has no operator of this index.
    error SignerOutOfRange(uint32 operators, uint32 received);
    /// @notice The operator of this index did not sign.
    error NotASigner(uint32 index);
    /// @notice The signer of this index has its point already.
    error SignerCounted(uint32 index);
    /// @notice The operator has its point for this job call already, by another index.
    error OperatorCounted(address operator);

    // ---- events

    /// @notice An account may award points in a service from now on.
    event AwarderRegistered(
        uint64 indexed blueprintId,
        uint64 indexed serviceId,
        address indexed awarder
    );
    /// @notice An account may award points in a service no more.
    event AwarderRemoved(uint64 indexed serviceId, address indexed awarder);
    /// @notice A point event of an operator was counted.
    /// @param deed 0 signature, 1 place in a race, 2 heartbeat, 3 correct result, 4 wrong result,
    /// 5 report.
    /// @param points What it is worth, as far as the limit of the service and era leaves it.
    /// @param total The operator's points of the era, with these.
    event PointsAwarded(
        uint64 indexed era,
        address indexed operator,
        uint64 indexed serviceId,
        uint8 deed,
        uint64 points,
        uint64 total
    );
    /// @notice It is known who signed the result of a job call.
    /// @param bitmap Bit i for the service's operator i.
    event RoundOpened(uint64 indexed serviceId, uint64 indexed jobCallId, uint256 bitmap);

    // ---- for the runtime

    /// @notice Lets an account, as a rule the blueprint's manager, award points in a service.
    function registerAwarder(uint64 blueprintId, uint64 serviceId, address awarder) external;

    /// @notice Takes that back. Points that were awarded stay.
    function removeAwarder(uint64 serviceId, address awarder) external;

    // ---- for the runtime and the service's awarders

    /// @notice Counts a result.
    function recordSubmission(uint64 serviceId, address operator, bool successful) external;

    /// @notice Counts a heartbeat: one per service, operator and window of 100 blocks.
    function recordHeartbeat(uint64 serviceId, address operator) external;

    /// @notice Counts a place in a race.
    /// @param place From 0, the winner's.
    function recordPlace(uint64 serviceId, address operator, uint8 place) external;

    /// @notice Counts an accepted report about the operator.
    function recordReport(uint64 serviceId, address operator) external;

    /// @notice Says who signed the result of a job call; recordSigner then counts them one by one.
    /// @param bitmap Bit i for the service's operator i.
    /// @param operators How many operators the service has, 256 at most.
    function openRound(
        uint64 serviceId,
        uint64 jobCallId,
        uint256 bitmap,
        uint32 operators
    ) external;

    /// @notice Counts one of the signers, once.
    /// @param index The operator's index in the service.
    function recordSigner(
        uint64 serviceId,
        uint64 jobCallId,
        uint32 index,
        address operator
    ) external;

    // ---- state

    /// @notice The caller that registers awarders.
    /// @custom:default guard.runtime
    function runtime() external view returns (address);

    /// @notice Whether an account may award points in a service, and for which blueprint.
    function awarderOf(
        uint64 serviceId,
        address awarder
    ) external view returns (bool active, uint64 blueprintId);

    /// @notice The running era.
    function currentEra() external view returns (uint64);

    /// @notice Blocks in an era.
    function eraBlocks() external view returns (uint32);

    /// @notice The most points that an operator earns in a service and era. What it did is counted beyond it.
    function mostPerEra() external view returns (uint32);

    /// @notice An operator's points of an era.
    function pointsOf(uint64 era, address operator) external view returns (uint64);

    /// @notice The points of all operators of an era.
    function totalPoints(uint64 era) external view returns (uint64);

    /// @notice All that is counted of an operator in an era.
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

    /// @notice How many operators are counted in an era, and the sums over them.
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

    /// @notice An operator's heartbeats in a service over all eras, and the windows it missed since the first.
    function heartbeatsOf(
        uint64 serviceId,
        address operator
    ) external view returns (bool known, uint64 beats, uint64 missed);

    /// @notice A page of an era's operators, in the order in which they were first counted.
    /// @param count 1 to 50.
    function operatorsOf(
        uint64 era,
        uint32 from,
        uint32 count
    ) external view returns (address[] memory operators);

    /// @notice A number of each of these operators, in the same order.
    /// @param metric 0 correct results, 1 wrong ones, 2 reports, 3 heartbeats, 4 points.
    /// @param count 1 to 50.
    function distribution(
        uint64 era,
        uint8 metric,
        uint32 from,
        uint32 count
    ) external view returns (uint64[] memory values);
}
