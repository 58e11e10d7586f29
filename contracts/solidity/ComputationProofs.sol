// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {IComputationProofs} from "blueprint-abi/library/IComputationProofs.sol";
import {Groth16} from "blueprint-solidity/Groth16.sol";
import {ProofInputs} from "blueprint-solidity/ProofInputs.sol";
import {Roles} from "blueprint-solidity/Roles.sol";

/// @title Computation proofs, in Solidity
/// @notice The same as contracts/computation-proofs does in ink!.
contract ComputationProofs is IComputationProofs, Groth16, ProofInputs, Roles {
    uint64 private constant LEAST_RETENTION = 86_400;
    uint32 private constant MOST_CLEARED = 64;

    uint8 private constant NOTHING = 0;
    uint8 private constant OUTPUT = 1;
    uint8 private constant CONTRADICTION = 2;

    uint8 private constant NEUTRAL = 0;
    uint8 private constant RIGHT = 1;
    uint8 private constant WRONG = 2;

    struct Versions {
        uint64 latest;
        uint64 from;
    }

    struct Key {
        KeyTerms terms;
        bool revoked;
        bytes32[] points;
    }

    struct Call {
        uint8 job;
        uint8 known;
        uint32 results;
        uint64 version;
        uint64 at;
        bytes32 inputs;
        bytes32 output;
    }

    struct Result {
        bytes32 output;
        uint64 at;
        bool proven;
    }

    uint64 private immutable _retention;
    mapping(uint64 serviceId => mapping(uint8 job => Versions)) private _versions;
    mapping(uint64 serviceId => mapping(uint8 job => mapping(uint64 version => Key))) private _keys;
    mapping(uint64 serviceId => mapping(uint64 callId => Call)) private _calls;
    mapping(uint64 serviceId => mapping(uint64 callId => mapping(address operator => Result))) private _results;

    constructor(
        address runtime,
        address guardian,
        uint64 delay,
        uint64 time
    ) Roles(runtime, guardian, delay) {
        if (time < LEAST_RETENTION) revert RetentionTooShort(LEAST_RETENTION, time);
        _retention = time;
    }

    // ---- for the runtime

    /// @inheritdoc IComputationProofs
    function setKey(
        uint64 serviceId,
        uint8 job,
        KeyTerms calldata terms,
        bytes32[] calldata points
    ) external onlyRuntime {
        // At once, so that malformed members revert first.
        KeyTerms memory stated = terms;
        _checkTerms(stated);
        uint32 expected = 14 + 2 * (_count(stated) + 1);
        if (points.length != expected) revert PointCount(expected, _length(points.length));
        _checkKey(points);
        Versions storage versions = _versions[serviceId][job];
        uint64 valid = _valid(versions);
        uint64 wait = valid == 0 || _keys[serviceId][job][valid].revoked ? 0 : roleDelay();
        (uint64 version, uint64 from) = (valid + 1, uint64(block.timestamp) + wait);
        (versions.latest, versions.from) = (version, from);
        Key storage key = _keys[serviceId][job][version];
        key.terms = stated;
        key.revoked = false;
        key.points = points;
        emit KeySet(serviceId, job, version, from);
    }

    /// @inheritdoc IComputationProofs
    function recordCall(uint64 serviceId, uint64 callId, uint8 job, bytes32 inputs) external onlyRuntime {
        uint64 version = _valid(_versions[serviceId][job]);
        if (version == 0) revert NoKey(serviceId, job);
        Call storage call = _calls[serviceId][callId];
        if (call.at != 0) revert AlreadyRecorded();
        (call.job, call.version, call.at, call.inputs) = (job, version, uint64(block.timestamp), inputs);
        emit CallRecorded(serviceId, callId, job, version, inputs);
    }

    /// @inheritdoc IComputationProofs
    function recordResult(
        uint64 serviceId,
        uint64 callId,
        address operator,
        bytes32 output
    ) external onlyRuntime {
        Call storage call = _remembered(serviceId, callId);
        Result storage result = _results[serviceId][callId][operator];
        if (result.at != 0) revert AlreadyRecorded();
        (result.output, result.at) = (output, uint64(block.timestamp));
        call.results += 1;
        emit ResultRecorded(serviceId, callId, operator, output);
    }

    // ---- for the guardian

    /// @inheritdoc IComputationProofs
    function revokeKey(uint64 serviceId, uint8 job, uint64 version) external onlyGuardian {
        Key storage key = _key(serviceId, job, version);
        if (key.revoked) revert RevokedKey(version);
        key.revoked = true;
        // One that is not valid yet never will be: the key before it stays, and the next one waits as long as any.
        Versions storage versions = _versions[serviceId][job];
        if (version > _valid(versions)) (versions.latest, versions.from) = (versions.latest - 1, 0);
        emit KeyRevoked(serviceId, job, version);
    }

    // ---- for anyone

    /// @inheritdoc IComputationProofs
    function prove(
        uint64 serviceId,
        uint64 callId,
        address operator,
        bytes32 output,
        bytes32[] calldata values,
        bytes calldata proof
    ) external {
        Call storage call = _remembered(serviceId, callId);
        Key storage key = _keys[serviceId][call.job][call.version];
        if (key.revoked) revert RevokedKey(call.version);
        Result storage result = _results[serviceId][callId][operator];
        uint8 known = key.terms.oneOutput ? _and(call, output) : call.known;
        {
            bool proves = result.at != 0 && result.output == output && !result.proven;
            if (!proves && known == call.known) revert NothingNew();
            bytes memory statement = _statement(serviceId, callId, operator, call.inputs, output);
            bytes32[] memory inputs = _publicInputs(key.terms, statement, values);
            (, bool holds) = _verifies(key.points, inputs, _words(proof));
            if (!holds) revert InvalidProof();
            if (proves) result.proven = true;
        }
        emit OutputProven(serviceId, callId, operator, output);
        if (known == call.known) return;
        (call.known, call.output) = (known, known == OUTPUT ? output : bytes32(0));
        if (known == CONTRADICTION) emit CallContradicted(serviceId, callId, call.job, call.version);
    }

    /// @inheritdoc IComputationProofs
    function clear(uint64 serviceId, uint64 callId, address[] calldata operators) external {
        if (operators.length > MOST_CLEARED) revert BatchSize(MOST_CLEARED, _length(operators.length));
        Call storage call = _call(serviceId, callId);
        uint64 until = _until(call);
        if (block.timestamp <= until) revert CallRemembered(until, uint64(block.timestamp));
        for (uint256 i = 0; i < operators.length; ++i) {
            Result storage result = _results[serviceId][callId][operators[i]];
            if (result.at == 0) continue;
            delete _results[serviceId][callId][operators[i]];
            call.results -= 1;
        }
        if (call.results != 0) return;
        delete _calls[serviceId][callId];
        emit CallCleared(serviceId, callId);
    }

    // ---- state

    /// @inheritdoc IComputationProofs
    function provenOf(uint64 serviceId, uint64 callId, address operator) external view returns (bool proven) {
        (uint8 verdict, ) = verdictOf(serviceId, callId, operator);
        return verdict == RIGHT;
    }

    /// @inheritdoc IComputationProofs
    function verdictOf(
        uint64 serviceId,
        uint64 callId,
        address operator
    ) public view returns (uint8 verdict, bytes32 evidence) {
        Call storage call = _calls[serviceId][callId];
        Result storage result = _results[serviceId][callId][operator];
        bool counts = call.at != 0 && result.at != 0 && block.timestamp <= _until(call);
        if (!counts || _keys[serviceId][call.job][call.version].revoked) return (NEUTRAL, 0);
        if (call.known == CONTRADICTION) return (NEUTRAL, 0);
        if (result.proven) return (RIGHT, 0);
        if (call.known == NOTHING || call.output == result.output) return (NEUTRAL, 0);
        bytes memory statement = _statement(serviceId, callId, operator, call.inputs, call.output);
        bytes memory wrong = abi.encode(result.output, uint256(result.at));
        return (WRONG, keccak256(bytes.concat(statement, wrong)));
    }

    /// @inheritdoc IComputationProofs
    function callOf(uint64 serviceId, uint64 callId) external view returns (
        uint8 job,
        uint64 version,
        uint64 recordedAt,
        bytes32 inputs,
        uint32 results,
        uint8 known,
        bytes32 output
    ) {
        Call storage call = _calls[serviceId][callId];
        (job, version, recordedAt, inputs) = (call.job, call.version, call.at, call.inputs);
        (results, known, output) = (call.results, call.known, call.output);
    }

    /// @inheritdoc IComputationProofs
    function resultOf(uint64 serviceId, uint64 callId, address operator) external view returns (
        bytes32 output,
        uint64 recordedAt
    ) {
        Result storage result = _results[serviceId][callId][operator];
        return (result.output, result.at);
    }

    /// @inheritdoc IComputationProofs
    function versionsOf(uint64 serviceId, uint8 job) external view returns (
        uint64 version,
        uint64 next,
        uint64 from
    ) {
        Versions storage versions = _versions[serviceId][job];
        version = _valid(versions);
        if (version != versions.latest) (next, from) = (versions.latest, versions.from);
    }

    /// @inheritdoc IComputationProofs
    function keyOf(uint64 serviceId, uint8 job, uint64 version) external view returns (
        KeyTerms memory terms,
        bytes32[] memory points,
        bool revoked
    ) {
        Key storage key = _key(serviceId, job, version);
        return (key.terms, key.points, key.revoked);
    }

    /// @inheritdoc IComputationProofs
    function publicInputsOf(
        uint64 serviceId,
        uint64 callId,
        address operator,
        bytes32 output,
        bytes32[] calldata values
    ) external view returns (bytes32[] memory inputs) {
        Call storage call = _call(serviceId, callId);
        bytes memory statement = _statement(serviceId, callId, operator, call.inputs, output);
        return _publicInputs(_keys[serviceId][call.job][call.version].terms, statement, values);
    }

    /// @inheritdoc IComputationProofs
    function isValid(
        uint64 serviceId,
        uint8 job,
        uint64 version,
        bytes32[] calldata inputs,
        bytes calldata proof
    ) external view returns (bool valid) {
        Key storage key = _key(serviceId, job, version);
        uint32 expected = _count(key.terms);
        if (inputs.length != expected) revert ValueCount(expected, _length(inputs.length));
        _checkInField(inputs);
        bool done;
        (done, valid) = _verifies(key.points, inputs, _words(proof));
        if (!done) revert PrecompileFailed();
    }

    /// @inheritdoc IComputationProofs
    function retention() external view returns (uint64 time) {
        return _retention;
    }

    // ---- inside

    /// The number of the key that is valid now; 0 for none.
    function _valid(Versions storage versions) private view returns (uint64) {
        (uint64 latest, uint64 from) = (versions.latest, versions.from);
        return block.timestamp >= from ? latest : latest - 1;
    }

    function _key(uint64 serviceId, uint8 job, uint64 version) private view returns (Key storage key) {
        key = _keys[serviceId][job][version];
        if (key.terms.format == 0) revert UnknownKey(serviceId, job, version);
    }

    function _call(uint64 serviceId, uint64 callId) private view returns (Call storage call) {
        call = _calls[serviceId][callId];
        if (call.at == 0) revert UnknownCall(serviceId, callId);
    }

    function _remembered(uint64 serviceId, uint64 callId) private view returns (Call storage call) {
        call = _call(serviceId, callId);
        uint64 until = _until(call);
        if (block.timestamp > until) revert CallForgotten(until, uint64(block.timestamp));
    }

    function _until(Call storage call) private view returns (uint64) {
        uint256 until = uint256(call.at) + _retention;
        return until > type(uint64).max ? type(uint64).max : uint64(until);
    }

    /// What is known of a call's output after another proof.
    function _and(Call storage call, bytes32 output) private view returns (uint8) {
        if (call.known == NOTHING) return OUTPUT;
        return call.known == OUTPUT && call.output == output ? OUTPUT : CONTRADICTION;
    }

    function _statement(
        uint64 serviceId,
        uint64 callId,
        address operator,
        bytes32 inputs,
        bytes32 output
    ) private view returns (bytes memory) {
        return abi.encode(block.chainid, address(this), serviceId, callId, operator, inputs, output);
    }

    function _words(bytes calldata proof) private pure returns (uint256[8] memory) {
        if (proof.length != 256) revert ProofLength(256, _length(proof.length));
        return abi.decode(proof, (uint256[8]));
    }

    function _length(uint256 length) private pure returns (uint32) {
        return uint32(length);
    }
}
