// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {IComputationProofs} from "blueprint-abi/library/IComputationProofs.sol";
import {IEnclaveKeys} from "blueprint-abi/library/IEnclaveKeys.sol";
import {IOracleCommittee} from "blueprint-abi/library/IOracleCommittee.sol";
import {IUsageReceipts} from "blueprint-abi/library/IUsageReceipts.sol";
import {ResourceUse} from "blueprint-solidity/ResourceUse.sol";
import {PeerCalls} from "blueprint-solidity/PeerCalls.sol";
import {Roles} from "blueprint-solidity/Roles.sol";
import {SignatureVerifier} from "blueprint-solidity/SignatureVerifier.sol";

/// @title Enclave keys, in Solidity
/// @notice The same as contracts/enclave-keys does in ink!.
contract EnclaveKeys is ResourceUse, PeerCalls, Roles, SignatureVerifier {
    bytes32 private constant REPORT_TYPE = keccak256(
        "ResourceReport(uint64 serviceId,address operator,uint64 period,"
        "uint64 tasks,uint64 cpuMs,uint64 memoryMbSeconds)"
    );
    bytes32 private constant REVOCATION_TYPE = keccak256("Revocation(uint64 serviceId,address operator,address key)");
    bytes32 private constant QUESTION_TYPE = keccak256("EnclaveKey(address keys,uint64 serviceId,address operator)");

    // ---- answers of peers: the bits of their words, a byte each; 0 for all

    /// The kind of a committee's question whose answer a threshold of members signs.
    uint8 private constant AGREEMENT = 1;
    bytes private constant QUESTION_BITS = hex"0820201010";
    bytes private constant VALUE_BITS = hex"004001";
    bytes private constant FRESH_VALUE_BITS = hex"0040";
    bytes private constant PROVEN_BITS = hex"01";
    bytes private constant CALL_BITS = hex"08404000200800";
    bytes private constant RESULT_BITS = hex"0040";
    bytes private constant RETENTION_BITS = hex"40";
    bytes private constant TERMS_BITS = hex"404040200880";
    bytes private constant WORK_BITS = hex"40808020";

    /// What is enrolled of an operator.
    struct Key {
        address key;
        bytes32 measurement;
        /// The first second in which it does not hold any more.
        uint64 expires;
    }

    /// Of one that was removed, the time of its evidence stays, and which key was revoked last.
    struct Enrolment {
        /// Zero for none.
        address key;
        uint64 expires;
        bool isProven;
        bytes32 measurement;
        address revoked;
        /// The second of the evidence.
        uint64 time;
        /// The call that was proven.
        uint64 callId;
    }

    mapping(uint64 serviceId => Terms) private _terms;
    /// Periods for which a period can be reported after its own; 0 for a service that is not open.
    mapping(uint64 serviceId => uint64) private _kept;
    mapping(uint64 serviceId => mapping(bytes32 measurement => bool)) private _allowed;
    mapping(uint64 serviceId => mapping(address operator => Enrolment)) private _enrolments;
    mapping(uint64 serviceId => mapping(address key => address)) private _operators;
    mapping(uint64 serviceId => mapping(address operator => Usage)) private _usages;

    constructor(address runtime, address guardian, uint64 delay) Roles(runtime, guardian, delay) {}

    // ---- for the runtime

    /// @inheritdoc IEnclaveKeys
    function openService(uint64 serviceId, Terms calldata terms) external onlyRuntime {
        // At once, so that malformed members revert first.
        Terms memory stated = terms;
        if (_kept[serviceId] != 0) revert AlreadyOpen(serviceId);
        _checkTerms(stated);
        (address enroller, address proofs, address receipts) = (stated.enroller, stated.proofs, stated.receipts);
        if (enroller == address(0) && proofs == address(0)) revert NoEnroller(serviceId);
        // What is another contract does not answer. This one fails without an error's name.
        if (enroller != address(0)) {
            _asked(enroller, abi.encodeCall(IOracleCommittee.valueOf, (bytes32(0))), VALUE_BITS);
        }
        if (proofs != address(0)) {
            _asked(proofs, abi.encodeCall(IComputationProofs.callOf, (serviceId, 0)), CALL_BITS);
        }
        _terms[serviceId] = stated;
        _kept[serviceId] = receipts == address(0) ? KEPT : _remembered(receipts, stated.period);
        emit ServiceOpened(serviceId, enroller, proofs, receipts);
    }

    /// @inheritdoc IEnclaveKeys
    function allowMeasurement(uint64 serviceId, bytes32 measurement, bool allowed) external onlyRuntime {
        _known(serviceId);
        _allowed[serviceId][measurement] = allowed;
        emit MeasurementSet(serviceId, measurement, allowed);
    }

    // ---- for anyone

    /// @inheritdoc IEnclaveKeys
    function enrol(
        uint64 serviceId,
        address operator,
        address key,
        bytes32 measurement,
        uint64 expires
    ) external {
        _known(serviceId);
        address committee = _terms[serviceId].enroller;
        if (committee == address(0)) revert NoEnroller(serviceId);
        Key memory enrolled = Key(key, measurement, expires);
        _enrollable(serviceId, operator, enrolled);
        // A median of hashes is the word of one member.
        bytes memory question = abi.encodeCall(IOracleCommittee.questionOf, (questionOf(serviceId, operator)));
        uint8 kind = uint8(_asked(committee, question, QUESTION_BITS)[0]);
        if (kind != AGREEMENT) revert WrongKind(AGREEMENT, kind);
        question = abi.encodeCall(IOracleCommittee.freshValueOf, (questionOf(serviceId, operator)));
        uint256[MOST_WORDS] memory answer = _asked(committee, question, FRESH_VALUE_BITS);
        uint256 expected = valueOf(key, measurement, expires);
        if (answer[0] != expected) revert NotAttested(expected, answer[0]);
        _replace(serviceId, operator, enrolled, uint64(answer[1]));
        Enrolment storage enrolment = _enrolments[serviceId][operator];
        (enrolment.isProven, enrolment.callId) = (false, 0);
    }

    /// @inheritdoc IEnclaveKeys
    function enrolByProof(
        uint64 serviceId,
        uint64 callId,
        address operator,
        address key,
        bytes32 measurement,
        uint64 expires
    ) external {
        _known(serviceId);
        if (_terms[serviceId].proofs == address(0)) revert NoEnroller(serviceId);
        Key memory enrolled = Key(key, measurement, expires);
        _enrollable(serviceId, operator, enrolled);
        uint64 time = _proven(serviceId, callId, operator, enrolled);
        _replace(serviceId, operator, enrolled, time);
        Enrolment storage enrolment = _enrolments[serviceId][operator];
        (enrolment.isProven, enrolment.callId) = (true, callId);
    }

    /// @inheritdoc IEnclaveKeys
    function invalidate(uint64 serviceId, address operator) external {
        _known(serviceId);
        Enrolment storage enrolment = _existing(serviceId, operator);
        if (_isValid(serviceId, enrolment) && _isAttested(serviceId, operator, enrolment)) {
            revert StillValid(enrolment.expires);
        }
        _remove(serviceId, operator, enrolment.key, false);
    }

    /// @inheritdoc IEnclaveKeys
    function revoke(uint64 serviceId, address operator, bytes calldata signature) external {
        _known(serviceId);
        address key = _existing(serviceId, operator).key;
        address received = signerOf(revocationDigest(serviceId, operator, key), signature);
        if (received != key) revert NotKeySigned(key, received);
        _remove(serviceId, operator, key, true);
    }

    /// @inheritdoc IEnclaveKeys
    function report(ResourceReport calldata stated, bytes calldata signature) external returns (uint32 usedBps) {
        // At once, so that malformed members revert first.
        ResourceReport memory reported = stated;
        uint64 serviceId = reported.serviceId;
        _known(serviceId);
        address key = _signing(serviceId, reported.operator);
        Usage memory usage = _usages[serviceId][reported.operator];
        _checkPeriod(reported.period, _terms[serviceId].period, _kept[serviceId], usage.next);
        address received = signerOf(_digest(reported), signature);
        if (received != key) revert NotKeySigned(key, received);
        if (_terms[serviceId].receipts != address(0)) reported.tasks = _units(reported);
        usedBps = _used(_terms[serviceId], reported);
        _usages[serviceId][reported.operator] = _after(usage, reported.period, usedBps);
        _emit(reported, usedBps);
    }

    // ---- state

    /// @inheritdoc IEnclaveKeys
    function usageOf(
        uint64 serviceId,
        address operator,
        uint64 period
    ) external view returns (bool known, uint32 usedBps) {
        return _usage(_usages[serviceId][operator], period);
    }

    /// @inheritdoc IEnclaveKeys
    function keyOf(
        uint64 serviceId,
        address operator
    ) external view returns (address key, bytes32 measurement, uint64 expires, bool valid) {
        Enrolment storage enrolment = _enrolments[serviceId][operator];
        valid = _isValid(serviceId, enrolment);
        return (enrolment.key, enrolment.measurement, enrolment.expires, valid);
    }

    /// @inheritdoc IEnclaveKeys
    function operatorOf(uint64 serviceId, address key) external view returns (address operator) {
        return _operators[serviceId][key];
    }

    /// @inheritdoc IEnclaveKeys
    function isAllowed(uint64 serviceId, bytes32 measurement) external view returns (bool allowed) {
        return _allowed[serviceId][measurement];
    }

    /// @inheritdoc IEnclaveKeys
    function termsOf(uint64 serviceId) external view returns (Terms memory terms) {
        _known(serviceId);
        return _terms[serviceId];
    }

    /// @inheritdoc IEnclaveKeys
    function questionOf(uint64 serviceId, address operator) public view returns (bytes32 question) {
        return keccak256(abi.encode(QUESTION_TYPE, address(this), serviceId, operator));
    }

    /// @inheritdoc IEnclaveKeys
    function valueOf(address key, bytes32 measurement, uint64 expires) public pure returns (uint256 value) {
        return uint256(keccak256(abi.encode(key, measurement, expires)));
    }

    /// @inheritdoc IEnclaveKeys
    function reportDigest(ResourceReport calldata stated) external view returns (bytes32 digest) {
        return _digest(stated);
    }

    /// @inheritdoc IEnclaveKeys
    function revocationDigest(
        uint64 serviceId,
        address operator,
        address key
    ) public view returns (bytes32 digest) {
        bytes32 body = keccak256(abi.encode(REVOCATION_TYPE, serviceId, operator, key));
        return digestOf(domainOf("EnclaveKeys", address(this)), body);
    }

    // ---- inside: terms

    function _known(uint64 serviceId) private view {
        if (_kept[serviceId] == 0) revert UnknownService(serviceId);
    }

    /// Periods for which the units of a period cannot be cleared, at most those that are kept here.
    function _remembered(address receipts, uint64 period) private view returns (uint64) {
        uint256[MOST_WORDS] memory answer = _asked(receipts, abi.encodeCall(IUsageReceipts.terms, ()), TERMS_BITS);
        if (answer[0] != period) revert OtherPeriod(uint64(answer[0]), period);
        // What is another contract may have terms too, of nothing.
        if (answer[2] == 0) revert PeerFailed(receipts);
        return answer[2] < KEPT ? uint64(answer[2]) : KEPT;
    }

    // ---- inside: keys

    function _existing(uint64 serviceId, address operator) private view returns (Enrolment storage enrolment) {
        enrolment = _enrolments[serviceId][operator];
        if (enrolment.key == address(0)) revert NoKey(serviceId, operator);
    }

    /// Whether a key can sign now.
    function _isValid(uint64 serviceId, Enrolment storage enrolment) private view returns (bool) {
        if (enrolment.key == address(0) || block.timestamp >= enrolment.expires) return false;
        return _allowed[serviceId][enrolment.measurement];
    }

    /// An operator's key that can sign now.
    function _signing(uint64 serviceId, address operator) private view returns (address) {
        Enrolment storage enrolment = _existing(serviceId, operator);
        (uint64 expires, uint64 time) = (enrolment.expires, uint64(block.timestamp));
        if (time >= expires) revert KeyExpired(expires, time);
        if (!_allowed[serviceId][enrolment.measurement]) revert NotAllowed(enrolment.measurement);
        return enrolment.key;
    }

    /// Reverts where a key cannot be enrolled now.
    function _enrollable(uint64 serviceId, address operator, Key memory enrolled) private view {
        address key = enrolled.key;
        if (operator == address(0) || key == address(0)) revert ZeroAccount();
        if (!_allowed[serviceId][enrolled.measurement]) revert NotAllowed(enrolled.measurement);
        address owner = _operators[serviceId][key];
        if (key == _enrolments[serviceId][operator].revoked) revert RevokedKey(key);
        if (owner != address(0) && owner != operator) revert KeyTaken(key, owner);
    }

    /// The second of a call whose proven result is an enrolment.
    function _proven(
        uint64 serviceId,
        uint64 callId,
        address operator,
        Key memory enrolled
    ) private view returns (uint64 time) {
        address proofs = _terms[serviceId].proofs;
        if (!_isProven(proofs, serviceId, callId, operator)) revert NotProven(serviceId, callId, operator);
        bytes memory question = abi.encodeCall(IComputationProofs.callOf, (serviceId, callId));
        uint256[MOST_WORDS] memory answer = _asked(proofs, question, CALL_BITS);
        (uint8 job, uint8 received) = (_terms[serviceId].job, uint8(answer[0]));
        if (received != job) revert WrongJob(job, received);
        time = uint64(answer[2]);
        question = abi.encodeCall(IComputationProofs.resultOf, (serviceId, callId, operator));
        bytes32 output = bytes32(_asked(proofs, question, RESULT_BITS)[0]);
        bytes32 expected = keccak256(abi.encode(operator, enrolled.key, enrolled.measurement, enrolled.expires));
        if (output != expected) revert OtherOutput(expected, output);
    }

    /// Puts an enrolment in the place of the one before.
    function _replace(uint64 serviceId, address operator, Key memory enrolled, uint64 time) private {
        Enrolment storage enrolment = _enrolments[serviceId][operator];
        (address before, uint64 above) = (enrolment.key, enrolment.time);
        if (time <= above) revert NotNewer(above, time);
        // By the evidence: an account that brings it late does not make it last longer.
        (uint64 least, uint64 life) = (uint64(block.timestamp) + 1, _terms[serviceId].longestLife);
        uint64 most = time > type(uint64).max - life ? type(uint64).max : time + life;
        if (enrolled.expires < least || enrolled.expires > most) {
            revert ExpiryOutOfBounds(least, most, enrolled.expires);
        }
        address key = enrolled.key;
        if (before != address(0) && before != key) delete _operators[serviceId][before];
        _operators[serviceId][key] = operator;
        (enrolment.key, enrolment.expires, enrolment.time) = (key, enrolled.expires, time);
        enrolment.measurement = enrolled.measurement;
        emit KeyEnrolled(serviceId, operator, key, enrolled.measurement, enrolled.expires, time);
    }

    /// Removes an operator's key. The time of its evidence stays, so that the evidence does not bring it back.
    function _remove(uint64 serviceId, address operator, address key, bool revoked) private {
        Enrolment storage enrolment = _enrolments[serviceId][operator];
        (enrolment.key, enrolment.expires, enrolment.isProven) = (address(0), 0, false);
        (enrolment.measurement, enrolment.callId) = (0, 0);
        if (revoked) enrolment.revoked = key;
        delete _operators[serviceId][key];
        emit KeyRemoved(serviceId, operator, key, revoked);
    }

    /// Whether the evidence of an enrolment holds. What is forgotten is not known to be wrong.
    function _isAttested(
        uint64 serviceId,
        address operator,
        Enrolment storage enrolment
    ) private view returns (bool) {
        if (!enrolment.isProven) {
            return _signedValue(serviceId, operator)
                == valueOf(enrolment.key, enrolment.measurement, enrolment.expires);
        }
        (address proofs, uint64 callId) = (_terms[serviceId].proofs, enrolment.callId);
        return _isProven(proofs, serviceId, callId, operator) || _isForgotten(proofs, serviceId, callId);
    }

    /// The value that the committee signed last.
    function _signedValue(uint64 serviceId, address operator) private view returns (uint256) {
        bytes memory question = abi.encodeCall(IOracleCommittee.valueOf, (questionOf(serviceId, operator)));
        return _asked(_terms[serviceId].enroller, question, VALUE_BITS)[0];
    }

    function _isForgotten(address proofs, uint64 serviceId, uint64 callId) private view returns (bool) {
        bytes memory question = abi.encodeCall(IComputationProofs.callOf, (serviceId, callId));
        uint256 time = _asked(proofs, question, CALL_BITS)[2];
        question = abi.encodeCall(IComputationProofs.retention, ());
        uint256 until = time + _asked(proofs, question, RETENTION_BITS)[0];
        return time == 0 || block.timestamp > until;
    }

    function _isProven(
        address proofs,
        uint64 serviceId,
        uint64 callId,
        address operator
    ) private view returns (bool) {
        bytes memory question = abi.encodeCall(IComputationProofs.provenOf, (serviceId, callId, operator));
        return _asked(proofs, question, PROVEN_BITS)[0] == 1;
    }

    // ---- inside: reports

    function _digest(ResourceReport memory stated) private view returns (bytes32) {
        return digestOf(domainOf("EnclaveKeys", address(this)), keccak256(abi.encode(REPORT_TYPE, stated)));
    }

    /// The units that clients used in a report's period.
    function _units(ResourceReport memory stated) private view returns (uint64) {
        address receipts = _terms[stated.serviceId].receipts;
        bytes memory question = abi.encodeCall(
            IUsageReceipts.workOf,
            (stated.serviceId, stated.operator, stated.period)
        );
        uint256[MOST_WORDS] memory work = _asked(receipts, question, WORK_BITS);
        uint256 paidFor = work[1] / _terms[stated.serviceId].taskPrice;
        return uint64(work[0] < paidFor ? work[0] : paidFor);
    }

    function _emit(ResourceReport memory it, uint32 usedBps) private {
        emit ResourcesReported(
            it.serviceId,
            it.operator,
            it.period,
            it.tasks,
            it.cpuMs,
            it.memoryMbSeconds,
            usedBps
        );
    }

    // ---- inside: peers, whose own errors are passed on

    function _peerFailed(address peer) internal pure override {
        revert PeerFailed(peer);
    }
}
