// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {IEquivocationEvidence} from "blueprint-abi/library/IEquivocationEvidence.sol";
import {CourtProposer} from "blueprint-solidity/CourtProposer.sol";
import {Roles} from "blueprint-solidity/Roles.sol";
import {SignatureVerifier} from "blueprint-solidity/SignatureVerifier.sol";

/// @title Equivocation evidence, in Solidity
/// @notice The same as contracts/equivocation-evidence does in ink!.
contract EquivocationEvidence is Roles, CourtProposer, SignatureVerifier, IEquivocationEvidence {
    /// A day, and the longest pause of a court, in which nothing is filed.
    uint64 private constant SHORTEST_WINDOW = 4 days;
    uint64 private constant LONGEST_WINDOW = 180 days;
    uint8 private constant ANSWERS = 1;
    uint8 private constant HEADS = 2;
    bytes32 private constant ANSWER_TYPE =
        keccak256("Answer(uint64 serviceId,bytes32 question,bytes32 answer,uint64 time)");
    bytes32 private constant HEAD_TYPE =
        keccak256("TreeHead(uint64 serviceId,bytes32 log,uint64 size,bytes32 root,uint64 time)");

    struct Terms {
        address court;
        uint64 from;
        uint64 window;
        uint16 answersBps;
        uint16 headsBps;
    }

    mapping(uint64 serviceId => Terms) private _terms;

    constructor(address runtime, address guardian, uint64 delay) Roles(runtime, guardian, delay) {}

    // ---- for the runtime

    /// @inheritdoc IEquivocationEvidence
    function openService(
        uint64 serviceId,
        address court,
        uint64 window,
        uint16 answersBps,
        uint16 headsBps
    ) external onlyRuntime {
        if (_terms[serviceId].from != 0) revert AlreadyOpen(serviceId);
        if (window < SHORTEST_WINDOW || window > LONGEST_WINDOW) {
            revert WindowOutOfBounds(SHORTEST_WINDOW, LONGEST_WINDOW, window);
        }
        if (answersBps > BPS) revert AboveWhole(answersBps);
        if (headsBps > BPS) revert AboveWhole(headsBps);
        if (answersBps == 0 && headsBps == 0) revert NotPunished(0);
        if (court != address(0)) _checkCourt(court);
        _terms[serviceId] = Terms(court, uint64(block.timestamp), window, answersBps, headsBps);
        emit ServiceOpened(serviceId, court, window, answersBps, headsBps);
    }

    // ---- for anyone

    /// @inheritdoc IEquivocationEvidence
    function fileAnswers(
        uint64 serviceId,
        address operator,
        bytes32 question,
        Statement calldata first,
        Statement calldata second
    ) external returns (uint64 proposalId) {
        (bytes32 evidence, uint64 moment, uint16 shareBps) =
            answersOffence(serviceId, operator, question, first, second);
        Offence memory offence = _offence(serviceId, operator, evidence, moment);
        proposalId = _file(offence, shareBps);
        emit EquivocationFiled(serviceId, operator, evidence, ANSWERS, moment, proposalId);
    }

    /// @inheritdoc IEquivocationEvidence
    function fileHeads(
        uint64 serviceId,
        address operator,
        bytes32 log,
        uint64 size,
        Statement calldata first,
        Statement calldata second
    ) external returns (uint64 proposalId) {
        (bytes32 evidence, uint64 moment, uint16 shareBps) =
            headsOffence(serviceId, operator, log, size, first, second);
        Offence memory offence = _offence(serviceId, operator, evidence, moment);
        proposalId = _file(offence, shareBps);
        emit EquivocationFiled(serviceId, operator, evidence, HEADS, moment, proposalId);
    }

    // ---- state

    /// @inheritdoc IEquivocationEvidence
    function termsOf(
        uint64 serviceId
    ) external view returns (address court, uint64 from, uint64 window, uint16 answersBps, uint16 headsBps) {
        Terms memory terms = _known(serviceId);
        return (terms.court, terms.from, terms.window, terms.answersBps, terms.headsBps);
    }

    /// @inheritdoc IEquivocationEvidence
    function answerDigest(
        uint64 serviceId,
        bytes32 question,
        bytes32 answer,
        uint64 time
    ) public view returns (bytes32 digest) {
        return digestOf(_domain(), keccak256(abi.encode(ANSWER_TYPE, serviceId, question, answer, time)));
    }

    /// @inheritdoc IEquivocationEvidence
    function headDigest(
        uint64 serviceId,
        bytes32 log,
        uint64 size,
        bytes32 root,
        uint64 time
    ) public view returns (bytes32 digest) {
        return digestOf(_domain(), keccak256(abi.encode(HEAD_TYPE, serviceId, log, size, root, time)));
    }

    /// @inheritdoc IEquivocationEvidence
    function answersOffence(
        uint64 serviceId,
        address operator,
        bytes32 question,
        Statement calldata first,
        Statement calldata second
    ) public view returns (bytes32 evidence, uint64 moment, uint16 shareBps) {
        (Statement memory one, Statement memory other) = (first, second);
        Terms memory terms = _known(serviceId);
        shareBps = terms.answersBps;
        moment = _moment(terms, ANSWERS, shareBps, one, other);
        _signed(0, operator, answerDigest(serviceId, question, one.value, one.time), one);
        _signed(1, operator, answerDigest(serviceId, question, other.value, other.time), other);
        evidence = answersEvidence(serviceId, operator, question);
    }

    /// @inheritdoc IEquivocationEvidence
    function headsOffence(
        uint64 serviceId,
        address operator,
        bytes32 log,
        uint64 size,
        Statement calldata first,
        Statement calldata second
    ) public view returns (bytes32 evidence, uint64 moment, uint16 shareBps) {
        (Statement memory one, Statement memory other) = (first, second);
        Terms memory terms = _known(serviceId);
        shareBps = terms.headsBps;
        moment = _moment(terms, HEADS, shareBps, one, other);
        _signed(0, operator, headDigest(serviceId, log, size, one.value, one.time), one);
        _signed(1, operator, headDigest(serviceId, log, size, other.value, other.time), other);
        evidence = headsEvidence(serviceId, operator, log, size);
    }

    /// @inheritdoc IEquivocationEvidence
    function answersEvidence(
        uint64 serviceId,
        address operator,
        bytes32 question
    ) public pure returns (bytes32 evidence) {
        return keccak256(abi.encode(ANSWER_TYPE, serviceId, operator, question, 0));
    }

    /// @inheritdoc IEquivocationEvidence
    function headsEvidence(
        uint64 serviceId,
        address operator,
        bytes32 log,
        uint64 size
    ) public pure returns (bytes32 evidence) {
        return keccak256(abi.encode(HEAD_TYPE, serviceId, operator, log, size));
    }

    // ---- inside

    function _domain() private view returns (bytes32) {
        return domainOf("EquivocationEvidence", address(this));
    }

    function _known(uint64 serviceId) private view returns (Terms memory terms) {
        terms = _terms[serviceId];
        if (terms.from == 0) revert UnknownService(serviceId);
    }

    /// The second in which two statements became an offence.
    function _moment(
        Terms memory terms,
        uint8 kind,
        uint16 shareBps,
        Statement memory one,
        Statement memory other
    ) private view returns (uint64 moment) {
        if (shareBps == 0) revert NotPunished(kind);
        if (one.value == other.value) revert SameStatement(one.value);
        moment = one.time > other.time ? one.time : other.time;
        uint64 time = uint64(block.timestamp);
        if (moment > time) revert InFuture(moment, time);
        uint64 oldest = _oldest(terms.from, terms.window);
        if (moment < oldest) revert TooOld(oldest, moment);
    }

    /// A key alone: what a contract accepts may change.
    function _signed(uint8 index, address operator, bytes32 digest, Statement memory said) private view {
        address recovered = signerOf(digest, abi.encodePacked(said.r, said.s, said.v));
        if (recovered != operator || operator == address(0)) revert NotSigned(index, operator, recovered);
    }

    function _offence(
        uint64 serviceId,
        address operator,
        bytes32 evidence,
        uint64 moment
    ) private view returns (Offence memory) {
        return Offence(_terms[serviceId].court, serviceId, operator, JOB_MISBEHAVIOUR, evidence, moment);
    }

    function _courtSilent(address court) internal pure override {
        revert CourtSilent(court);
    }

    function _stakeUnknown(address operator, uint64 capturedAt) internal pure override {
        revert StakeUnknown(operator, capturedAt);
    }
}
