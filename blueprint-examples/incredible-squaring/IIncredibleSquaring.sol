// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {IRuntimeGuard} from "blueprint-abi/library/IRuntimeGuard.sol";
import {IReportVerifier} from "blueprint-abi/seed-2024/IReportVerifier.sol";
import {IBlueprintServiceManager} from "blueprint-abi/tnt-core-0.20/IBlueprintServiceManager.sol";

/// @title The manager of the incredible squaring blueprint
/// @notice A job takes a uint256 and must return its square. The manager serves Tangle's core 0.20,
/// core 0.10, and a services pallet with reports: verifyReport judges a submitted result again, and
/// reverts unless it is wrong. Where the constructor named IServices, each verdict is recorded there, with a
/// point for a correct result, and a wrong result that is reported leads to the proposal of a slash.
interface IIncredibleSquaring is IBlueprintServiceManager, IReportVerifier, IRuntimeGuard {
    // ---- errors

    /// @notice A request names fewer operators than the blueprint needs.
    error TooFewOperators(uint32 required, uint32 received);
    /// @notice The blueprint has one job, by this index.
    error UnknownJob(uint8 expected, uint8 received);
    /// @notice The job's input is one uint256: this many bytes.
    error InvalidInput(uint32 expectedLength, uint32 receivedLength);
    /// @notice The service has a job call of this id already.
    error JobCallExists(uint64 serviceId, uint64 jobCallId);
    /// @notice The service has no job call of this id.
    error UnknownJobCall(uint64 serviceId, uint64 jobCallId);
    /// @notice The job call is of another job.
    error JobMismatch(uint8 expected, uint8 received);
    /// @notice These are not the inputs of the job call, by their hash.
    error InputsMismatch(bytes32 expected, bytes32 received);
    /// @notice The operator submitted a result of this job call already.
    error AlreadyJudged(uint64 serviceId, uint64 jobCallId, address operator);
    /// @notice A report names its participant by a 20-byte address.
    error InvalidParticipant(uint32 expectedLength, uint32 receivedLength);
    /// @notice The operator submitted no result of this job call.
    error NoResult(uint64 serviceId, uint64 jobCallId, address operator);
    /// @notice The operator submitted another result, by its hash.
    error OutputsMismatch(bytes32 expected, bytes32 received);
    /// @notice The reported result is correct.
    error ReportRefuted(uint64 serviceId, uint64 jobCallId, address operator);
    /// @notice A report of this result was upheld already.
    error AlreadyReported(uint64 serviceId, uint64 jobCallId, address operator);

    // ---- events

    /// @notice A service request was accepted.
    event RequestAdmitted(uint64 indexed requestId, address indexed requester, uint32 operators);
    /// @notice A job call was accepted.
    event JobCallAdmitted(uint64 indexed serviceId, uint64 indexed jobCallId, uint256 input);
    /// @notice A result was judged. verdict: 1 correct, 2 wrong.
    event ResultJudged(
        uint64 indexed serviceId,
        uint64 indexed jobCallId,
        address indexed operator,
        uint8 verdict
    );
    /// @notice A reported result is wrong.
    event ReportUpheld(
        uint64 indexed serviceId,
        uint64 indexed jobCallId,
        address indexed operator
    );

    // ---- hooks beside those of core 0.20

    /// @notice Judges a result, as core 0.10 submits it.
    /// @custom:rust on_job_result_with_inputs
    function onJobResult(
        uint64 serviceId,
        uint8 job,
        uint64 jobCallId,
        address operator,
        bytes calldata inputs,
        bytes calldata outputs
    ) external payable;

    // ---- state

    /// @notice The caller of the hooks.
    /// @custom:default guard.runtime
    function runtime() external view returns (address);

    /// @notice Whether the manager is bound, and to which blueprint.
    /// @custom:default guard.blueprint_id
    function blueprintId() external view returns (bool bound, uint64 id);

    /// @notice The owner of the blueprint when it was created; zero before.
    /// @custom:default guard.owner
    function blueprintOwner() external view returns (address);

    /// @notice Where verdicts and slashes go: an IServices contract; zero for none.
    function services() external view returns (address);

    /// @notice Operators that a request names at least, and results that complete a job call.
    function minOperators() external view returns (uint32);

    /// @notice A job call and its input.
    function jobCall(
        uint64 serviceId,
        uint64 jobCallId
    ) external view returns (bool known, uint8 job, uint256 input);

    /// @notice What the manager found of a result: 0 none, 1 correct, 2 wrong.
    function verdictOf(
        uint64 serviceId,
        uint64 jobCallId,
        address operator
    ) external view returns (uint8);

    /// @notice Correct and wrong results of an operator, and its points.
    function tallyOf(
        address operator
    ) external view returns (uint64 successful, uint64 failed, uint64 points);
}
