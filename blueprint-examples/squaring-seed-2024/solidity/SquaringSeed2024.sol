// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {ManagerSeed2024} from "blueprint-solidity/ManagerSeed2024.sol";
import {ISquaringSeed2024} from "../ISquaringSeed2024.sol";

/// @title The manager of the incredible squaring blueprint for the services pallet of 2024, in
/// Solidity. `../ink` is the same in ink!.
contract SquaringSeed2024 is ISquaringSeed2024, ManagerSeed2024 {
    /// The index of the blueprint's one job.
    uint8 private constant SQUARE = 0;
    uint32 private constant KEY_LENGTH = 33;
    uint64 public constant responseSeconds = 600;

    struct Work {
        bool submitted;
        bool reported;
    }

    struct Tally {
        uint64 results;
        uint64 reports;
    }

    uint32 public immutable minOperators;

    // An operator is the hash of its key.
    mapping(bytes32 operator => bool) private registered;
    mapping(uint64 serviceId => mapping(uint64 jobCallId => JobCall)) private calls;
    mapping(uint64 serviceId => mapping(uint64 jobCallId => mapping(bytes32 operator => Work)))
        private work;
    mapping(bytes32 operator => Tally) private tallies;

    constructor(address runtime_, uint32 minOperators_) ManagerSeed2024(runtime_) {
        minOperators = minOperators_;
    }

    function runtime() external view returns (address) {
        return _runtime();
    }

    function isRegistered(bytes calldata participant) external view returns (bool) {
        return registered[keccak256(participant)];
    }

    function jobCall(uint64 serviceId, uint64 jobCallId) external view returns (JobCall memory) {
        return calls[serviceId][jobCallId];
    }

    function resultOf(
        uint64 serviceId,
        uint64 jobCallId,
        bytes calldata participant
    ) external view returns (bytes memory) {
        if (!work[serviceId][jobCallId][keccak256(participant)].submitted) return "";
        return square(calls[serviceId][jobCallId].input);
    }

    function tallyOf(bytes calldata participant)
        external view returns (uint64 results, uint64 reports) {
        Tally storage tally = tallies[keccak256(participant)];
        return (tally.results, tally.reports);
    }

    function _onRegister(bytes calldata participant, bytes calldata) internal override {
        registered[keyOf(participant)] = true;
        emit OperatorAdmitted(participant, participant);
    }

    function _onRequest(uint64 serviceId, bytes[] calldata participants, bytes calldata)
        internal
        override
    {
        uint32 received = uint32(participants.length);
        if (received < minOperators) revert TooFewOperators(minOperators, received);
        for (uint256 i = 0; i < participants.length; i++) keyOf(participants[i]);
        emit RequestAdmitted(serviceId, participants);
    }

    function _onJobCall(uint64 serviceId, uint8 job, uint64 jobCallId, bytes calldata inputs)
        internal
        override
    {
        if (job != SQUARE) revert UnknownJob(SQUARE, job);
        if (inputs.length != 32) revert InvalidInput(32, uint32(inputs.length));
        JobCall storage call = calls[serviceId][jobCallId];
        if (call.known) revert JobCallExists(serviceId, jobCallId);
        uint256 input = uint256(bytes32(inputs));
        (call.known, call.input) = (true, input);
        call.deadline = uint64(block.timestamp) + responseSeconds;
        emit JobCallAdmitted(serviceId, jobCallId, input);
    }

    function _onJobResult(
        uint64 serviceId,
        uint8 job,
        uint64 jobCallId,
        bytes calldata participant,
        bytes calldata inputs,
        bytes calldata outputs
    ) internal override {
        bytes32 operator = keyOf(participant);
        JobCall storage call = callOf(serviceId, job, jobCallId, inputs);
        Work storage own = work[serviceId][jobCallId][operator];
        if (own.submitted) revert AlreadySubmitted(serviceId, jobCallId, participant);
        bytes memory expected = square(call.input);
        if (keccak256(outputs) != keccak256(expected)) {
            revert WrongResult(expected, keccak256(outputs));
        }
        own.submitted = true;
        // A late one does not make up for the lateness.
        if (block.timestamp <= call.deadline) call.completed = true;
        Tally storage tally = tallies[operator];
        if (tally.results < type(uint64).max) tally.results += 1;
        emit ResultAdmitted(serviceId, jobCallId, participant, outputs);
    }

    /// An operator is late if no operator has submitted a result in time.
    function _verifyReport(
        uint64 serviceId,
        uint8 jobIndex,
        uint64 jobCallId,
        bytes calldata participant,
        bytes calldata inputs,
        bytes calldata outputs
    ) internal override {
        bytes32 operator = keyOf(participant);
        JobCall storage call = callOf(serviceId, jobIndex, jobCallId, inputs);
        if (outputs.length != 0) revert OutputsInReport(uint32(outputs.length));
        if (call.completed) revert ReportRefuted(serviceId, jobCallId);
        uint64 time = uint64(block.timestamp);
        if (time <= call.deadline) revert NotLate(call.deadline, time);
        Work storage own = work[serviceId][jobCallId][operator];
        if (own.reported) revert AlreadyReported(serviceId, jobCallId, participant);
        own.reported = true;
        Tally storage tally = tallies[operator];
        if (tally.reports < type(uint64).max) tally.reports += 1;
        emit ReportUpheld(serviceId, jobCallId, participant, time - call.deadline);
    }

    /// The job call of these inputs.
    function callOf(uint64 serviceId, uint8 job, uint64 jobCallId, bytes calldata inputs)
        private
        view
        returns (JobCall storage call)
    {
        if (job != SQUARE) revert UnknownJob(SQUARE, job);
        call = calls[serviceId][jobCallId];
        if (!call.known) revert UnknownJobCall(serviceId, jobCallId);
        if (inputs.length != 32 || uint256(bytes32(inputs)) != call.input) {
            revert InputsMismatch(call.input, keccak256(inputs));
        }
    }

    /// The hash of an operator's key.
    function keyOf(bytes calldata participant) private pure returns (bytes32) {
        uint32 received = uint32(participant.length);
        if (received != KEY_LENGTH) revert InvalidKey(KEY_LENGTH, received);
        return keccak256(participant);
    }

    /// The right result. An input of 2^128 or more has no square in 256 bits: then it is no bytes.
    function square(uint256 input) private pure returns (bytes memory) {
        if (input > type(uint128).max) return "";
        return abi.encode(input * input);
    }
}
