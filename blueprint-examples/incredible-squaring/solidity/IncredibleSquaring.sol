// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {IServices} from "blueprint-abi/library/IServices.sol";
import {ManagerCore0_20} from "blueprint-solidity/ManagerCore0_20.sol";
import {ReportVerifier} from "blueprint-solidity/ReportVerifier.sol";
import {IIncredibleSquaring} from "../IIncredibleSquaring.sol";

/// @title The manager of the incredible squaring blueprint in Solidity. `../ink` is the same in ink!.
contract IncredibleSquaring is IIncredibleSquaring, ManagerCore0_20, ReportVerifier {
    /// The index of the blueprint's one job.
    uint8 private constant SQUARE = 0;

    uint8 private constant CORRECT = 1;
    uint8 private constant WRONG = 2;
    /// Job misbehaviour, as IServices numbers offences.
    uint8 private constant OFFENCE = 1;
    /// The share of bond and stake that a reported wrong result costs, in basis points.
    uint16 private constant PENALTY_BPS = 1_000;

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

    uint32 public immutable minOperators;
    address public immutable services;

    mapping(uint64 serviceId => mapping(uint64 jobCallId => Call)) private calls;
    mapping(uint64 serviceId => mapping(uint64 jobCallId => mapping(address operator => Result)))
        private results;
    mapping(address operator => Tally) private tallies;

    constructor(
        address runtime_,
        uint32 minOperators_,
        address services_
    ) ManagerCore0_20(runtime_) {
        minOperators = minOperators_;
        services = services_;
    }

    /// A result, as core 0.10 submits it.
    function onJobResult(
        uint64 serviceId,
        uint8 job,
        uint64 jobCallId,
        address operator,
        bytes calldata inputs,
        bytes calldata outputs
    ) external payable onlyRuntime {
        _onJobResult(serviceId, job, jobCallId, operator, keccak256(inputs), outputs);
    }

    function runtime() external view returns (address) {
        return _runtime();
    }

    function blueprintId() external view returns (bool, uint64) {
        return _blueprint();
    }

    function blueprintOwner() external view returns (address) {
        return _blueprintOwner();
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

    function _onRequest(
        uint64 requestId,
        address requester,
        address[] calldata operators,
        bytes calldata,
        uint64,
        address,
        uint256
    ) internal override {
        uint32 received = uint32(operators.length);
        if (received < minOperators) revert TooFewOperators(minOperators, received);
        emit RequestAdmitted(requestId, requester, received);
    }

    function _onJobCall(uint64 serviceId, uint8 job, uint64 jobCallId, bytes calldata inputs)
        internal
        override
    {
        if (job != SQUARE) revert UnknownJob(SQUARE, job);
        if (inputs.length != 32) revert InvalidInput(32, uint32(inputs.length));
        Call storage call = calls[serviceId][jobCallId];
        if (call.known) revert JobCallExists(serviceId, jobCallId);
        uint256 input = uint256(bytes32(inputs));
        (call.known, call.job, call.input) = (true, job, input);
        emit JobCallAdmitted(serviceId, jobCallId, input);
    }

    /// Judges a result, once per operator, and counts it.
    function _onJobResult(
        uint64 serviceId,
        uint8 job,
        uint64 jobCallId,
        address operator,
        bytes32 inputsHash,
        bytes calldata outputs
    ) internal override {
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
        if (services != address(0)) {
            bool right = verdict == CORRECT;
            IServices(services).judgeResult(serviceId, jobCallId, operator, right, right ? 1 : 0);
        }
        emit ResultJudged(serviceId, jobCallId, operator, verdict);
    }

    /// Judges a submitted result again.
    function _verifyReport(
        uint64 serviceId,
        uint8 jobIndex,
        uint64 jobCallId,
        bytes calldata participant,
        bytes calldata inputs,
        bytes calldata outputs
    ) internal override {
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
        if (services != address(0)) {
            bytes32 evidence = keccak256(abi.encode(serviceId, jobCallId, operator));
            IServices(services).proposeSlash(serviceId, operator, OFFENCE, PENALTY_BPS, evidence);
        }
        emit ReportUpheld(serviceId, jobCallId, operator);
    }

    function _getRequiredResultCount(uint64, uint8) internal view override returns (uint32) {
        return minOperators;
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

    /// An input of 2^128 or more has no square in 256 bits: then the right result is no bytes at all.
    function judge(uint256 input, bytes calldata outputs) private pure returns (uint8) {
        bool right = input > type(uint128).max
            ? outputs.length == 0
            : outputs.length == 32 && uint256(bytes32(outputs)) == input * input;
        return right ? CORRECT : WRONG;
    }
}
