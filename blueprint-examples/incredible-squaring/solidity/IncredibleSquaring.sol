// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {IIncredibleSquaring} from "../IIncredibleSquaring.sol";

/// @title The hook contract of the incredible squaring blueprint, in Solidity.
/// @notice Its ink! twin is `../ink`; both answer to `../IIncredibleSquaring.sol`.
contract IncredibleSquaring is IIncredibleSquaring {
    /// The index of the blueprint's one job.
    uint8 private constant SQUARE = 0;

    uint8 private constant CORRECT = 1;
    uint8 private constant WRONG = 2;

    struct Call {
        bool known;
        uint8 job;
        uint256 input;
    }

    struct Result {
        uint8 verdict;
        bool reported;
        bytes32 outputsHash;
    }

    struct Tally {
        uint64 successful;
        uint64 failed;
        uint64 points;
    }

    /// The one caller that the contract obeys: the services pallet's account, or the Tangle core.
    address public immutable runtime;
    uint32 public immutable minOperators;

    bool private bound;
    uint64 private boundId;
    address public blueprintOwner;

    mapping(uint64 serviceId => mapping(uint64 jobCallId => Call)) private calls;
    mapping(uint64 serviceId => mapping(uint64 jobCallId => mapping(address operator => Result)))
        private results;
    mapping(address operator => Tally) private tallies;

    constructor(address runtime_, uint32 minOperators_) {
        if (runtime_ == address(0)) revert ZeroRuntime();
        runtime = runtime_;
        minOperators = minOperators_;
    }

    /// Lets the runtime pass when the contract manages a blueprint.
    modifier onlyRuntime() {
        if (msg.sender != runtime) revert CallerNotRuntime(runtime, msg.sender);
        if (!bound) revert NotBound();
        _;
    }

    function onBlueprintCreated(uint64 blueprintId_, address owner, address core) external {
        if (msg.sender != runtime) revert CallerNotRuntime(runtime, msg.sender);
        if (core != runtime) revert RuntimeMismatch(runtime, core);
        if (bound) revert AlreadyBound(boundId);
        bound = true;
        boundId = blueprintId_;
        blueprintOwner = owner;
        emit BlueprintBound(blueprintId_, owner, runtime);
    }

    function onRegister(address, bytes calldata) external payable onlyRuntime {}

    function onUnregister(address) external onlyRuntime {}

    function onUpdatePreferences(address, bytes calldata) external payable onlyRuntime {}

    function onRequest(
        uint64 requestId,
        address requester,
        address[] calldata operators,
        bytes calldata,
        uint64,
        address,
        uint256
    ) external payable onlyRuntime {
        uint32 received = uint32(operators.length);
        if (received < minOperators) revert TooFewOperators(minOperators, received);
        emit RequestAdmitted(requestId, requester, received);
    }

    function onApprove(address, uint64, uint8) external payable onlyRuntime {}

    function onReject(address, uint64) external onlyRuntime {}

    function onServiceInitialized(
        uint64,
        uint64,
        uint64,
        address,
        address[] calldata,
        uint64
    ) external onlyRuntime {}

    function onServiceTermination(uint64, address) external onlyRuntime {}

    function onJobCall(
        uint64 serviceId,
        uint8 job,
        uint64 jobCallId,
        bytes calldata inputs
    ) external payable onlyRuntime {
        if (job != SQUARE) revert UnknownJob(SQUARE, job);
        if (inputs.length != 32) revert InvalidInput(32, uint32(inputs.length));
        Call storage call = calls[serviceId][jobCallId];
        if (call.known) revert JobCallExists(serviceId, jobCallId);
        uint256 input = uint256(bytes32(inputs));
        (call.known, call.job, call.input) = (true, job, input);
        emit JobCallAdmitted(serviceId, jobCallId, input);
    }

    function onJobResult(
        uint64 serviceId,
        uint8 job,
        uint64 jobCallId,
        address operator,
        bytes calldata inputs,
        bytes calldata outputs
    ) external payable onlyRuntime {
        record(serviceId, job, jobCallId, operator, keccak256(inputs), outputs);
    }

    function onJobResult(
        uint64 serviceId,
        uint8 job,
        uint64 jobCallId,
        address operator,
        bytes32 inputsHash,
        bytes calldata outputs
    ) external payable onlyRuntime {
        record(serviceId, job, jobCallId, operator, inputsHash, outputs);
    }

    function verifyReport(
        uint64 serviceId,
        uint8 jobIndex,
        uint64 jobCallId,
        bytes calldata participant,
        bytes calldata inputs,
        bytes calldata outputs
    ) external onlyRuntime {
        if (participant.length != 20) revert InvalidParticipant(20, uint32(participant.length));
        address operator = address(bytes20(participant));
        uint256 input = callOf(serviceId, jobIndex, jobCallId, keccak256(inputs));
        Result storage result = results[serviceId][jobCallId][operator];
        if (result.verdict == 0) revert NoResult(serviceId, jobCallId, operator);
        bytes32 received = keccak256(outputs);
        if (received != result.outputsHash) revert OutputsMismatch(result.outputsHash, received);
        if (judge(input, outputs) == CORRECT) revert ReportRefuted(serviceId, jobCallId, operator);
        if (result.reported) revert AlreadyReported(serviceId, jobCallId, operator);
        result.reported = true;
        emit ReportUpheld(serviceId, jobCallId, operator);
    }

    function canJoin(uint64, address) external pure returns (bool) {
        return true;
    }

    function canLeave(uint64, address) external pure returns (bool) {
        return true;
    }

    function queryIsPaymentAssetAllowed(uint64, address) external pure returns (bool) {
        return true;
    }

    function getRequiredResultCount(uint64, uint8) external view returns (uint32) {
        return minOperators;
    }

    function requiresAggregation(uint64, uint8) external pure returns (bool) {
        return false;
    }

    function blueprintId() external view returns (bool, uint64) {
        return (bound, boundId);
    }

    function jobCall(
        uint64 serviceId,
        uint64 jobCallId
    ) external view returns (bool known, uint8 job, uint256 input) {
        Call storage call = calls[serviceId][jobCallId];
        return (call.known, call.job, call.input);
    }

    function verdictOf(
        uint64 serviceId,
        uint64 jobCallId,
        address operator
    ) external view returns (uint8) {
        return results[serviceId][jobCallId][operator].verdict;
    }

    function tallyOf(
        address operator
    ) external view returns (uint64 successful, uint64 failed, uint64 points) {
        Tally storage tally = tallies[operator];
        return (tally.successful, tally.failed, tally.points);
    }

    /// Judges a result, once per operator, and counts it.
    function record(
        uint64 serviceId,
        uint8 job,
        uint64 jobCallId,
        address operator,
        bytes32 inputsHash,
        bytes calldata outputs
    ) private {
        uint256 input = callOf(serviceId, job, jobCallId, inputsHash);
        Result storage result = results[serviceId][jobCallId][operator];
        if (result.verdict != 0) revert AlreadyJudged(serviceId, jobCallId, operator);
        uint8 verdict = judge(input, outputs);
        (result.verdict, result.outputsHash) = (verdict, keccak256(outputs));
        Tally storage tally = tallies[operator];
        unchecked {
            if (verdict == CORRECT) {
                if (tally.successful < type(uint64).max) tally.successful += 1;
                if (tally.points < type(uint64).max) tally.points += 1;
            } else if (tally.failed < type(uint64).max) {
                tally.failed += 1;
            }
        }
        emit ResultJudged(serviceId, jobCallId, operator, verdict);
    }

    /// The input of a call that was admitted for this job with these inputs.
    function callOf(
        uint64 serviceId,
        uint8 job,
        uint64 jobCallId,
        bytes32 inputsHash
    ) private view returns (uint256 input) {
        Call storage call = calls[serviceId][jobCallId];
        if (!call.known) revert UnknownJobCall(serviceId, jobCallId);
        if (call.job != job) revert JobMismatch(call.job, job);
        input = call.input;
        bytes32 expected = keccak256(abi.encode(input));
        if (inputsHash != expected) revert InputsMismatch(expected, inputsHash);
    }

    /// An input of 2^128 or more has no square in 256 bits: then the right answer is no bytes at all.
    function judge(uint256 input, bytes calldata outputs) private pure returns (uint8) {
        bool right = input > type(uint128).max
            ? outputs.length == 0
            : outputs.length == 32 && uint256(bytes32(outputs)) == input * input;
        return right ? CORRECT : WRONG;
    }
}
