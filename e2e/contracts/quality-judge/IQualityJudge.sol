// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {IQualityVerifier} from "blueprint-abi/library/IQualityVerifier.sol";
import {IRuntimeGuard} from "blueprint-abi/library/IRuntimeGuard.sol";
import {IBlueprintServiceManager} from "blueprint-abi/tnt-core-0.20/IBlueprintServiceManager.sol";

/// @title A manager that judges the quality of service: each operator must answer a job call in time
/// @notice One kind of report: 0, an operator that answered a job call late, or not at all. The evidence is
/// the ABI encoding of one uint64, the job call. A report that stands leads to the proposal of a slash from
/// within the hook. If none can be proposed now, the report fails with the pallet's error, costs nothing, and can be
/// made again: else an accomplice of the operator would report it in such a moment, and use the evidence up.
interface IQualityJudge is IBlueprintServiceManager, IQualityVerifier, IRuntimeGuard {
    /// @notice The manager judges one kind of report.
    error UnknownKind(uint8 expected, uint8 received);
    /// @notice A report names its participant by a 20-byte address.
    error InvalidParticipant(uint32 expectedLength, uint32 receivedLength);
    /// @notice The evidence is no job call of the service.
    error UnknownJobCall(uint64 serviceId);
    /// @notice The operator answered in time, or still can.
    error NotLate(uint64 deadline, uint64 time);
    /// @notice A report comes within a week of the time to answer: stake that came later does not pay for it.
    error ReportTooLate(uint64 until, uint64 time);
    /// @notice The operator joined the service after the job call, or in the same second.
    error JoinedLater(uint64 calledAt, uint64 joinedAt);
    /// @notice The service, or the operator's notice, ended at second `until`, in or before the time to answer: from then on no
    /// result is taken.
    error ServedUntil(uint64 until, uint64 deadline);

    /// @notice An operator was late, and a slash is proposed.
    event LatenessFound(uint64 indexed serviceId, uint64 indexed jobCallId, address indexed operator);

    /// @notice Until when a job call is to be answered, in unix seconds; 0 for an unknown one.
    function deadlineOf(uint64 serviceId, uint64 jobCallId) external view returns (uint64);
}
