// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {IAssignmentEvidence} from "blueprint-abi/library/IAssignmentEvidence.sol";
import {IComputationProofs} from "blueprint-abi/library/IComputationProofs.sol";
import {IEquivocationEvidence} from "blueprint-abi/library/IEquivocationEvidence.sol";
import {IReputation} from "blueprint-abi/library/IReputation.sol";
import {IRoles} from "blueprint-abi/library/IRoles.sol";
import {IRulebook} from "blueprint-abi/library/IRulebook.sol";
import {IServices} from "blueprint-abi/library/IServices.sol";
import {ManagerCore0_20} from "blueprint-solidity/ManagerCore0_20.sol";
import {QualityVerifier} from "blueprint-solidity/QualityVerifier.sol";
import {IRuledManager} from "../IRuledManager.sol";

/// @title A manager whose points and slashes follow the checks of the library. `../ink` is the same in ink!.
contract RuledManager is IRuledManager, ManagerCore0_20, QualityVerifier {
    /// Points of a result, and at most.
    uint256 private constant POINTS = 100;
    uint256 private constant MOST_POINTS = 200;
    uint256 private constant BPS = 10_000;
    /// Seconds after a call in which a result earns points: in them the rulebook knows what held at the call.
    uint256 private constant IN_TIME = 1 hours;
    /// Verdicts of the proofs.
    uint8 private constant RIGHT = 1;
    uint8 private constant WRONG = 2;
    /// Job misbehaviour, as IServices numbers offences.
    uint8 private constant OFFENCE = 1;
    /// What a wrong result costs of bond and stake, in basis points.
    uint16 private constant WRONG_BPS = 1_000;
    /// Kinds of reports.
    uint8 private constant ANSWERS = 0;
    uint8 private constant HEADS = 1;
    uint8 private constant WRONG_RESULT = 2;
    uint8 private constant ASSIGNMENT = 3;
    uint8 private constant TWO_RESULTS = 4;

    IServices private immutable services;
    IRulebook private immutable rulebook;
    IReputation private immutable reputation;
    IComputationProofs private immutable proofs;
    address private immutable evidenceOf;

    /// When a job was called; 0 for no call.
    mapping(uint64 serviceId => mapping(uint64 jobCallId => uint64)) private calledAt;
    /// What a result earns if it is right.
    mapping(uint64 serviceId => mapping(uint64 jobCallId => mapping(address => uint32))) private earned;

    constructor(
        address runtime,
        IServices services_,
        IRulebook rulebook_,
        IReputation reputation_,
        IComputationProofs proofs_,
        address evidence_
    ) ManagerCore0_20(runtime) {
        (services, rulebook, reputation) = (services_, rulebook_, reputation_);
        (proofs, evidenceOf) = (proofs_, evidence_);
    }

    function _onJobCall(uint64 serviceId, uint8 job, uint64 jobCallId, bytes calldata inputs) internal override {
        calledAt[serviceId][jobCallId] = uint64(block.timestamp);
        if (address(proofs) != address(0)) proofs.recordCall(serviceId, jobCallId, job, keccak256(inputs));
    }

    function _onJobResult(
        uint64 serviceId,
        uint8,
        uint64 jobCallId,
        address operator,
        bytes32,
        bytes calldata outputs
    ) internal override {
        if (address(proofs) != address(0)) {
            proofs.recordResult(serviceId, jobCallId, operator, keccak256(outputs));
            // Now, so that no account chooses the moment by judging it.
            earned[serviceId][jobCallId][operator] = pointsOf(serviceId, jobCallId, operator);
        } else if (address(services) != address(0)) {
            services.judgeResult(serviceId, jobCallId, operator, true, pointsOf(serviceId, jobCallId, operator));
        }
    }

    /// An error of proposeSlash passes: the report fails, and can be made again.
    function _verifyQualityReport(
        uint64 serviceId,
        uint8 kind,
        bytes calldata participant,
        bytes calldata evidence
    ) internal override {
        if (participant.length != 20) revert InvalidParticipant(20, uint32(participant.length));
        address operator = address(bytes20(participant));
        // Proofs and aggregated results have one view of a verdict, with one meaning of 2.
        (bytes32 hash, uint16 shareBps) = kind == WRONG_RESULT || kind == TWO_RESULTS
            ? _verdict(kind == WRONG_RESULT ? address(proofs) : evidenceOf, serviceId, operator, evidence)
            : _statements(serviceId, kind, operator, evidence);
        services.proposeSlash(serviceId, operator, OFFENCE, shareBps, hash);
    }

    /// @inheritdoc IRuledManager
    function judge(uint64 serviceId, uint64 jobCallId, address operator) external {
        if (address(proofs) == address(0)) revert NotDecidedHere();
        (uint8 verdict, ) = proofs.verdictOf(serviceId, jobCallId, operator);
        bool right = verdict == RIGHT;
        if (!right && verdict != WRONG) revert NotDecided(verdict);
        uint32 points = right ? earned[serviceId][jobCallId][operator] : 0;
        services.judgeResult(serviceId, jobCallId, operator, right, points);
    }

    /// @inheritdoc IRuledManager
    function takeRole(address from, uint8 role) external {
        if (from == address(this) || from.code.length == 0) revert PeerFailed(from);
        (bool done, bytes memory error) = from.call(abi.encodeCall(IRoles.acceptRole, (role)));
        if (done) return;
        if (error.length == 0) revert PeerFailed(from);
        assembly ("memory-safe") {
            revert(add(error, 32), mload(error))
        }
    }

    /// @inheritdoc IRuledManager
    function pointsOf(
        uint64 serviceId,
        uint64 jobCallId,
        address operator
    ) public view returns (uint32) {
        uint64 time = calledAt[serviceId][jobCallId];
        if (time == 0) revert UnknownJobCall(serviceId, jobCallId);
        if (block.timestamp - time >= IN_TIME) return 0;
        uint256 points = POINTS;
        if (address(rulebook) != address(0)) {
            (bool suspended, uint16 part) = rulebook.standingAt(serviceId, operator, time);
            if (suspended) return 0;
            points = points * part / BPS;
        }
        if (address(reputation) != address(0)) {
            (, uint16 factor) = reputation.scoreOf(serviceId, operator);
            points = points * factor / BPS;
        }
        return uint32(points < MOST_POINTS ? points : MOST_POINTS);
    }

    /// @inheritdoc IRuledManager
    function peers() external view returns (address, address, address, address, address) {
        return (address(services), address(rulebook), address(reputation), address(proofs), evidenceOf);
    }

    function _verdict(
        address decidedBy,
        uint64 serviceId,
        address operator,
        bytes calldata evidence
    ) private view returns (bytes32 hash, uint16 shareBps) {
        if (decidedBy == address(0)) revert NotDecidedHere();
        uint256 call = evidence.length == 32 ? uint256(bytes32(evidence)) : type(uint256).max;
        if (call > type(uint64).max) revert EvidenceLength(32, uint32(evidence.length));
        uint8 verdict;
        (verdict, hash) = IComputationProofs(decidedBy).verdictOf(serviceId, uint64(call), operator);
        if (verdict != WRONG) revert NotDecided(verdict);
        shareBps = WRONG_BPS;
    }

    function _statements(
        uint64 serviceId,
        uint8 kind,
        address operator,
        bytes calldata evidence
    ) private view returns (bytes32 hash, uint16 shareBps) {
        if (kind > ASSIGNMENT) revert UnknownKind(TWO_RESULTS, kind);
        if (evidenceOf == address(0)) revert NotDecidedHere();
        // Operators are as many as there are.
        (uint256 length, bytes4 question) = (evidence.length, IAssignmentEvidence.assignmentOffence.selector);
        if (kind == ANSWERS) (length, question) = (11 * 32, IEquivocationEvidence.answersOffence.selector);
        if (kind == HEADS) (length, question) = (12 * 32, IEquivocationEvidence.headsOffence.selector);
        if (evidence.length != length) revert EvidenceLength(uint32(length), uint32(evidence.length));
        // The reporter's words are the other arguments as they are.
        bytes memory data = bytes.concat(question, abi.encode(serviceId, operator), evidence);
        (bool done, bytes memory answer) = evidenceOf.staticcall(data);
        if (!done) {
            assembly ("memory-safe") {
                revert(add(answer, 32), mload(answer))
            }
        }
        if (answer.length < 96) revert();
        uint256 share;
        (hash, , share) = abi.decode(answer, (bytes32, uint256, uint256));
        if (share > type(uint16).max) revert NotDecidedHere();
        shareBps = uint16(share);
    }
}
