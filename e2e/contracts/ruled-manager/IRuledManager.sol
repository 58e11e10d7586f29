// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {IQualityVerifier} from "blueprint-abi/library/IQualityVerifier.sol";
import {IRuntimeGuard} from "blueprint-abi/library/IRuntimeGuard.sol";
import {IBlueprintServiceManager} from "blueprint-abi/tnt-core-0.20/IBlueprintServiceManager.sol";

/// @title A manager whose points and slashes follow the checks of the library
/// @notice A result earns 100 points, times what the rulebook leaves of them for the second in which its job was called,
/// times the factor of the operator's reputation when the result comes, at most 200; none where the operator is suspended, or
/// where the result comes an hour after the call or later. Where there are computation proofs, a result is judged once they
/// have a verdict, by any account: a right one earns what it did when it came, a wrong one none. Each of the four contracts
/// can be left out, as the zero address; a service must be open in the others, or its results are rejected with their errors.
///
/// Reports of quality have five kinds. 0: two signed answers of the operator to one question; the evidence are the
/// question and both statements, 11 words. 1: two signed roots of one log and size; log, size, statements, 12 words. 2: a
/// wrong result; the job call, one word. 3: a wrong assignment; the other arguments of `assignmentOffence` as they are encoded
/// behind service and operator. 4: two signed outputs of one call, by the aggregated results; the job call, one word. A report that stands leads to the proposal of a slash from within the hook, by the
/// hash of the offence: one slash for each. If none can be proposed now, the report fails with the pallet's error, costs
/// nothing, and can be made again. The pallet takes bond and stake as they are then: let the evidence's window be shorter than
/// stake needs to leave. Each proposal holds a bond of this manager's balance until its review ends.
interface IRuledManager is IBlueprintServiceManager, IQualityVerifier, IRuntimeGuard {
    /// @notice The job call did not reach this manager.
    error UnknownJobCall(uint64 serviceId, uint64 jobCallId);
    error UnknownKind(uint8 most, uint8 received);
    /// @notice A report names its participant by a 20-byte address.
    error InvalidParticipant(uint32 expectedLength, uint32 receivedLength);
    error EvidenceLength(uint32 expected, uint32 received);
    /// @notice The contract did not answer as its interface says.
    error PeerFailed(address peer);
    /// @notice No contract of this manager decides it.
    error NotDecidedHere();
    /// @notice The proofs have no verdict that counts; or, in a report, not that the result is wrong, or the results not that the
    /// operator signed two.
    error NotDecided(uint8 verdict);

    /// @notice Judges a result by the verdict of the computation proofs, once.
    function judge(uint64 serviceId, uint64 jobCallId, address operator) external;

    /// @notice Takes a role over that a contract of the library (IRoles) offers to this manager.
    function takeRole(address from, uint8 role) external;

    /// @notice The points that a right result of an operator earns now.
    function pointsOf(
        uint64 serviceId,
        uint64 jobCallId,
        address operator
    ) external view returns (uint32 points);

    /// @notice Where verdicts go (IServices), and the contracts that they are made by: IRulebook, IReputation,
    /// IComputationProofs; IEquivocationEvidence, IAssignmentEvidence or IAggregatedResults.
    function peers() external view returns (
        address services,
        address rulebook,
        address reputation,
        address proofs,
        address evidence
    );
}
