// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {IOwner} from "blueprint-abi/library/IOwner.sol";
import {IRuntimeGuard} from "blueprint-abi/library/IRuntimeGuard.sol";
import {IBlueprintServiceManager} from "blueprint-abi/seed-2024/IBlueprintServiceManager.sol";
import {IReportVerifier} from "blueprint-abi/seed-2024/IReportVerifier.sol";

/// @title The manager of the incredible squaring blueprint for the services pallet of 2024
/// @notice A job takes a uint256 and must return its square. A wrong result is refused when it is
/// submitted. A report says that an operator is late: neither it nor another operator has
/// submitted a result in time.
interface ISquaringSeed2024 is IBlueprintServiceManager, IReportVerifier, IOwner, IRuntimeGuard {
    /// @notice A job call.
    struct JobCall {
        /// Whether there is one of these ids.
        bool known;
        /// Whether an operator has submitted its result in time.
        bool completed;
        /// An operator without a result is late from then on, in seconds since 1970.
        uint64 deadline;
        /// The number to square.
        uint256 input;
    }

    // ---- errors

    /// @notice An operator is named by a compressed key: this many bytes.
    error InvalidKey(uint32 expectedLength, uint32 receivedLength);
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
    /// @notice These are not the inputs of the job call.
    error InputsMismatch(uint256 expected, bytes32 receivedHash);
    /// @notice The operator submitted a result of this job call already.
    error AlreadySubmitted(uint64 serviceId, uint64 jobCallId, bytes participant);
    /// @notice The result is not the square.
    error WrongResult(bytes expected, bytes32 receivedHash);
    /// @notice A report says that there is no result, so it carries none.
    error OutputsInReport(uint32 receivedLength);
    /// @notice The job call has a result.
    error ReportRefuted(uint64 serviceId, uint64 jobCallId);
    /// @notice The operator may still submit its result.
    error NotLate(uint64 deadline, uint64 time);
    /// @notice A report of this operator was upheld already.
    error AlreadyReported(uint64 serviceId, uint64 jobCallId, bytes participant);

    // ---- events

    /// @notice An operator's registration was accepted. The topic is the hash of the key.
    event OperatorAdmitted(bytes indexed participant, bytes key);
    /// @notice A service request was accepted, for these operators.
    event RequestAdmitted(uint64 indexed serviceId, bytes[] participants);
    /// @notice A job call was accepted.
    event JobCallAdmitted(uint64 indexed serviceId, uint64 indexed jobCallId, uint256 input);
    /// @notice A right result was accepted. The third topic is the hash of the operator's key.
    event ResultAdmitted(
        uint64 indexed serviceId,
        uint64 indexed jobCallId,
        bytes indexed participant,
        bytes outputs
    );
    /// @notice An operator is late. The third topic is the hash of its key.
    event ReportUpheld(
        uint64 indexed serviceId,
        uint64 indexed jobCallId,
        bytes indexed participant,
        uint64 secondsLate
    );

    // ---- state

    /// @notice The caller of the hooks.
    /// @custom:default guard.runtime
    function runtime() external view returns (address);

    /// @notice Operators that a request names at least.
    function minOperators() external view returns (uint32);

    /// @notice Time for a result, in seconds.
    function responseSeconds() external view returns (uint64);

    /// @notice Whether an operator has registered, by its key.
    function isRegistered(bytes calldata participant) external view returns (bool);

    /// @notice A job call; all zero where there is none.
    function jobCall(uint64 serviceId, uint64 jobCallId) external view returns (JobCall memory);

    /// @notice The result that an operator submitted; empty where it submitted none.
    function resultOf(
        uint64 serviceId,
        uint64 jobCallId,
        bytes calldata participant
    ) external view returns (bytes memory);

    /// @notice Right results of an operator, and job calls for which it was late.
    function tallyOf(bytes calldata participant)
        external view returns (uint64 results, uint64 reports);
}
