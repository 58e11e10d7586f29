// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {IAssignmentEvidence} from "blueprint-abi/library/IAssignmentEvidence.sol";
import {CourtProposer} from "blueprint-solidity/CourtProposer.sol";
import {Roles} from "blueprint-solidity/Roles.sol";
import {SignatureVerifier} from "blueprint-solidity/SignatureVerifier.sol";

/// @title Assignment evidence, in Solidity
/// @notice The same as contracts/assignment-evidence does in ink!.
contract AssignmentEvidence is Roles, CourtProposer, SignatureVerifier, IAssignmentEvidence {
    /// A day, and the longest pause of a court, in which nothing is filed.
    uint64 private constant SHORTEST_WINDOW = 4 days;
    uint64 private constant LONGEST_WINDOW = 180 days;
    uint64 private constant SHORTEST_EPOCH = 1 minutes;
    uint64 private constant LONGEST_EPOCH = 30 days;
    uint32 private constant LEAST_OPERATORS = 2;
    uint32 private constant MOST_OPERATORS = 32;
    /// Epochs from a change of operators until it holds.
    uint64 private constant NOTICE = 2;
    bytes32 private constant ASSIGNMENT_TYPE =
        keccak256("Assignment(uint64 serviceId,bytes32 request,address assignee,uint64 time)");

    struct Terms {
        address court;
        uint64 from;
        uint64 window;
        uint64 epochLength;
        uint16 shareBps;
        /// The first epoch of the newest operators.
        uint64 newest;
    }

    /// Operators that hold from an epoch on.
    struct Set {
        bytes32 hash;
        /// The epoch from which the next ones hold; zero for none.
        uint64 until;
        /// The first epoch of those before.
        uint64 before;
    }

    mapping(uint64 serviceId => Terms) private _terms;
    mapping(uint64 serviceId => mapping(uint64 since => Set)) private _sets;

    constructor(address runtime, address guardian, uint64 delay) Roles(runtime, guardian, delay) {}

    // ---- for the runtime

    /// @inheritdoc IAssignmentEvidence
    function openService(
        uint64 serviceId,
        address court,
        uint64 window,
        uint64 epochLength,
        uint16 shareBps,
        address[] calldata operators
    ) external onlyRuntime {
        address[] memory listed = _listed(operators);
        if (_terms[serviceId].from != 0) revert AlreadyOpen(serviceId);
        if (window < SHORTEST_WINDOW || window > LONGEST_WINDOW) {
            revert WindowOutOfBounds(SHORTEST_WINDOW, LONGEST_WINDOW, window);
        }
        if (epochLength < SHORTEST_EPOCH || epochLength > LONGEST_EPOCH) {
            revert EpochOutOfBounds(SHORTEST_EPOCH, LONGEST_EPOCH, epochLength);
        }
        if (shareBps == 0 || shareBps > BPS) revert ShareOutOfBounds(1, uint16(BPS), shareBps);
        _checkOrder(listed);
        if (court != address(0)) _checkCourt(court);
        uint64 time = uint64(block.timestamp);
        uint64 since = time / epochLength;
        _terms[serviceId] = Terms(court, time, window, epochLength, shareBps, since);
        _sets[serviceId][since] = Set(_hash(listed), 0, since);
        emit ServiceOpened(serviceId, court, window, epochLength, shareBps);
        emit OperatorsChanged(serviceId, since, listed);
    }

    /// @inheritdoc IAssignmentEvidence
    function changeOperators(uint64 serviceId, address[] calldata operators) external onlyRuntime {
        address[] memory listed = _listed(operators);
        Terms memory terms = _known(serviceId);
        _checkOrder(listed);
        uint64 epoch = uint64(block.timestamp) / terms.epochLength;
        if (epoch < terms.newest) revert ChangePending(terms.newest, epoch);
        uint64 since = epoch + NOTICE;
        _terms[serviceId].newest = since;
        _sets[serviceId][terms.newest].until = since;
        _sets[serviceId][since] = Set(_hash(listed), 0, terms.newest);
        emit OperatorsChanged(serviceId, since, listed);
    }

    // ---- for anyone

    /// @inheritdoc IAssignmentEvidence
    function fileAssignment(
        uint64 serviceId,
        address operator,
        Assignment calldata said,
        uint64 since,
        address[] calldata operators
    ) external returns (uint64 proposalId) {
        (bytes32 evidence, uint64 moment, uint16 shareBps, address rightful) =
            assignmentOffence(serviceId, operator, said, since, operators);
        address court = _terms[serviceId].court;
        proposalId = _file(Offence(court, serviceId, operator, JOB_MISBEHAVIOUR, evidence, moment), shareBps);
        emit AssignmentFiled(serviceId, operator, evidence, said.assignee, rightful, moment, proposalId);
    }

    // ---- state

    /// @inheritdoc IAssignmentEvidence
    function termsOf(
        uint64 serviceId
    )
        external
        view
        returns (address court, uint64 from, uint64 window, uint64 epochLength, uint16 shareBps, uint64 newest)
    {
        Terms memory terms = _known(serviceId);
        return (terms.court, terms.from, terms.window, terms.epochLength, terms.shareBps, terms.newest);
    }

    /// @inheritdoc IAssignmentEvidence
    function operatorsOf(
        uint64 serviceId,
        uint64 since
    ) external view returns (bytes32 operatorsHash, uint64 until, uint64 before) {
        _known(serviceId);
        Set memory set = _set(serviceId, since);
        return (set.hash, set.until, set.before);
    }

    /// @inheritdoc IAssignmentEvidence
    function assigneeOf(
        uint64 serviceId,
        bytes32 request,
        uint64 time,
        uint64 since,
        address[] calldata operators
    ) external view returns (address assignee) {
        address[] memory listed = _listed(operators);
        uint64 epoch = time / _known(serviceId).epochLength;
        _checkSet(serviceId, since, epoch, listed);
        return _assignee(serviceId, epoch, request, listed);
    }

    /// @inheritdoc IAssignmentEvidence
    function assignmentDigest(
        uint64 serviceId,
        bytes32 request,
        address assignee,
        uint64 time
    ) public view returns (bytes32 digest) {
        bytes32 domain = domainOf("AssignmentEvidence", address(this));
        return digestOf(domain, keccak256(abi.encode(ASSIGNMENT_TYPE, serviceId, request, assignee, time)));
    }

    /// @inheritdoc IAssignmentEvidence
    function assignmentOffence(
        uint64 serviceId,
        address operator,
        Assignment calldata said,
        uint64 since,
        address[] calldata operators
    ) public view returns (bytes32 evidence, uint64 moment, uint16 shareBps, address rightful) {
        // At once, so that malformed members revert first.
        Assignment memory one = said;
        address[] memory listed = _listed(operators);
        Terms memory terms = _known(serviceId);
        (moment, shareBps) = (one.time, terms.shareBps);
        _checkMoment(terms, moment);
        uint64 epoch = moment / terms.epochLength;
        _checkSet(serviceId, since, epoch, listed);
        if (!_isListed(operator, listed)) revert NotAnOperator(operator);
        rightful = _assignee(serviceId, epoch, one.request, listed);
        if (rightful == one.assignee) revert RightAssignee(rightful);
        _checkSigned(serviceId, operator, one);
        evidence = assignmentEvidence(serviceId, operator, one.request, epoch);
    }

    /// @inheritdoc IAssignmentEvidence
    function assignmentEvidence(
        uint64 serviceId,
        address operator,
        bytes32 request,
        uint64 epoch
    ) public pure returns (bytes32 evidence) {
        return keccak256(abi.encode(ASSIGNMENT_TYPE, serviceId, operator, request, epoch));
    }

    // ---- inside

    /// At once, so that malformed addresses revert first; not before their number is bounded.
    function _listed(address[] calldata operators) private pure returns (address[] memory listed) {
        if (operators.length < LEAST_OPERATORS || operators.length > MOST_OPERATORS) {
            revert OperatorCount(LEAST_OPERATORS, MOST_OPERATORS, uint32(operators.length));
        }
        listed = new address[](operators.length);
        for (uint256 i = 0; i < listed.length; ++i) listed[i] = operators[i];
    }

    function _checkOrder(address[] memory listed) private pure {
        address last;
        for (uint256 i = 0; i < listed.length; ++i) {
            if (listed[i] <= last) revert OperatorNotInOrder(uint32(i), listed[i]);
            last = listed[i];
        }
    }

    function _isListed(address operator, address[] memory listed) private pure returns (bool) {
        for (uint256 i = 0; i < listed.length; ++i) {
            if (listed[i] == operator) return true;
        }
        return false;
    }

    function _hash(address[] memory listed) private pure returns (bytes32) {
        // Each takes a word.
        return keccak256(abi.encodePacked(listed));
    }

    /// The rule: the operator with the greatest hash, and of equal ones the first.
    function _assignee(
        uint64 serviceId,
        uint64 epoch,
        bytes32 request,
        address[] memory listed
    ) private pure returns (address assignee) {
        uint256 greatest;
        for (uint256 i = 0; i < listed.length; ++i) {
            uint256 weight = uint256(keccak256(abi.encode(serviceId, epoch, request, listed[i])));
            if (i == 0 || weight > greatest) (greatest, assignee) = (weight, listed[i]);
        }
    }

    function _known(uint64 serviceId) private view returns (Terms memory terms) {
        terms = _terms[serviceId];
        if (terms.from == 0) revert UnknownService(serviceId);
    }

    function _set(uint64 serviceId, uint64 since) private view returns (Set memory set) {
        set = _sets[serviceId][since];
        if (set.hash == 0) revert UnknownOperators(serviceId, since);
    }

    /// Reverts unless these are the operators of an epoch.
    function _checkSet(
        uint64 serviceId,
        uint64 since,
        uint64 epoch,
        address[] memory listed
    ) private view {
        Set memory set = _set(serviceId, since);
        if (epoch < since || (set.until != 0 && epoch >= set.until)) {
            revert OperatorsOfOtherEpoch(since, set.until, epoch);
        }
        bytes32 received = _hash(listed);
        if (received != set.hash) revert WrongOperators(set.hash, received);
    }

    /// Reverts where an offence of a moment does not count.
    function _checkMoment(Terms memory terms, uint64 moment) private view {
        uint64 time = uint64(block.timestamp);
        if (moment > time) revert InFuture(moment, time);
        uint64 oldest = _oldest(terms.from, terms.window);
        if (moment < oldest) revert TooOld(oldest, moment);
    }

    /// A key alone: what a contract accepts may change.
    function _checkSigned(uint64 serviceId, address operator, Assignment memory one) private view {
        bytes32 digest = assignmentDigest(serviceId, one.request, one.assignee, one.time);
        address recovered = signerOf(digest, abi.encodePacked(one.r, one.s, one.v));
        if (recovered != operator || operator == address(0)) revert NotSignedByOperator(operator, recovered);
    }

    function _courtSilent(address court) internal pure override {
        revert CourtSilent(court);
    }

    function _stakeUnknown(address operator, uint64 capturedAt) internal pure override {
        revert StakeUnknown(operator, capturedAt);
    }
}
