// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {ManagerSubstrate1_4} from "blueprint-solidity/ManagerSubstrate1_4.sol";
import {ISquaringSubstrate1_4} from "../ISquaringSubstrate1_4.sol";

/// @title The manager of the incredible squaring blueprint for pallet-services 1.4 in Solidity. `../ink`
/// is the same in ink!.
contract SquaringSubstrate1_4 is ISquaringSubstrate1_4, ManagerSubstrate1_4 {
    /// The index of the blueprint's one job.
    uint8 private constant SQUARE = 0;
    uint32 private constant KEY_LENGTH = 65;
    string public constant name = "incredible squaring";

    struct Call {
        bool known;
        uint256 input;
    }

    uint32 public immutable minOperators;

    // An operator is the hash of its key.
    mapping(bytes32 operator => bool) private registered;
    mapping(uint64 requestId => Terms) private requests;
    mapping(uint64 serviceId => mapping(uint64 jobCallId => Call)) private calls;
    mapping(uint64 serviceId => mapping(uint64 jobCallId => mapping(bytes32 operator => bool)))
        private submitted;
    mapping(bytes32 operator => uint64) private results;

    constructor(address runtime_, uint32 minOperators_) ManagerSubstrate1_4(runtime_) {
        minOperators = minOperators_;
    }

    function runtime() external view returns (address) {
        return _runtime();
    }

    function masterManager() external view returns (address) {
        return _master();
    }

    function blueprintId() external view returns (bool, uint64) {
        return _blueprint();
    }

    function isRegistered(bytes calldata key) external view returns (bool) {
        return registered[keccak256(key)];
    }

    function termsOf(uint64 requestId) external view returns (Terms memory) {
        return requests[requestId];
    }

    function jobCall(uint64 serviceId, uint64 jobCallId)
        external view returns (bool known, uint256 input) {
        Call storage call = calls[serviceId][jobCallId];
        return (call.known, call.input);
    }

    function resultOf(uint64 serviceId, uint64 jobCallId, bytes calldata key)
        external view returns (bytes memory) {
        if (!submitted[serviceId][jobCallId][keccak256(key)]) return "";
        return square(calls[serviceId][jobCallId].input);
    }

    function resultsOf(bytes calldata key) external view returns (uint64) {
        return results[keccak256(key)];
    }

    function _onRegister(OperatorPreferences calldata operator, bytes calldata) internal override {
        registered[keyHash(operator)] = true;
        emit OperatorAdmitted(operator.ecdsaPublicKey, operator.rpcAddress);
    }

    function _onUnregister(OperatorPreferences calldata operator) internal override {
        registered[keyHash(operator)] = false;
    }

    function _onRequest(RequestParams calldata params) internal override {
        uint32 received = uint32(params.operators.length);
        if (received < minOperators) revert TooFewOperators(minOperators, received);
        for (uint256 i = 0; i < received; i++) keyHash(params.operators[i]);
        requests[params.requestId] = Terms({
            requester: params.requester,
            operators: received,
            ttl: params.ttl,
            paymentAsset: params.paymentAsset,
            amount: params.amount
        });
        emit RequestAdmitted(params.requestId, params.requester, received, params.paymentAsset);
    }

    function _onServiceInitialized(
        uint64 requestId,
        uint64 serviceId,
        address,
        address[] calldata permittedCallers,
        uint64
    ) internal override {
        emit ServiceStarted(serviceId, requestId, permittedCallers);
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
        (call.known, call.input) = (true, input);
        emit JobCallAdmitted(serviceId, jobCallId, input);
    }

    function _onJobResult(
        uint64 serviceId,
        uint8 job,
        uint64 jobCallId,
        OperatorPreferences calldata operator,
        bytes calldata inputs,
        bytes calldata outputs
    ) internal override {
        bytes32 hash = keyHash(operator);
        uint256 input = inputOf(serviceId, job, jobCallId, inputs);
        if (submitted[serviceId][jobCallId][hash]) {
            revert AlreadySubmitted(serviceId, jobCallId, operator.ecdsaPublicKey);
        }
        bytes memory expected = square(input);
        if (keccak256(outputs) != keccak256(expected)) {
            revert WrongResult(expected, keccak256(outputs));
        }
        submitted[serviceId][jobCallId][hash] = true;
        if (results[hash] < type(uint64).max) results[hash] += 1;
        emit ResultAdmitted(serviceId, jobCallId, operator.ecdsaPublicKey, outputs);
    }

    function _onServiceTermination(uint64 serviceId, address owner) internal override {
        emit ServiceEnded(serviceId, owner);
    }

    /// The input of a job call of these inputs.
    function inputOf(uint64 serviceId, uint8 job, uint64 jobCallId, bytes calldata inputs)
        private
        view
        returns (uint256 input)
    {
        if (job != SQUARE) revert UnknownJob(SQUARE, job);
        Call storage call = calls[serviceId][jobCallId];
        if (!call.known) revert UnknownJobCall(serviceId, jobCallId);
        input = call.input;
        if (inputs.length != 32 || uint256(bytes32(inputs)) != input) {
            revert InputsMismatch(input, keccak256(inputs));
        }
    }

    /// The hash of an operator's key.
    function keyHash(OperatorPreferences calldata operator) private pure returns (bytes32) {
        bytes calldata key = operator.ecdsaPublicKey;
        if (key.length != KEY_LENGTH) revert InvalidKey(KEY_LENGTH, uint32(key.length));
        return keccak256(key);
    }

    /// The right result. An input of 2^128 or more has no square in 256 bits: then it is no bytes.
    function square(uint256 input) private pure returns (bytes memory) {
        if (input > type(uint128).max) return "";
        return abi.encode(input * input);
    }
}
