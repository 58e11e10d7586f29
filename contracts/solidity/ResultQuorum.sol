// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {IResultQuorum} from "blueprint-abi/library/IResultQuorum.sol";
import {CallQuorum} from "blueprint-solidity/CallQuorum.sol";
import {Roles} from "blueprint-solidity/Roles.sol";
import {SignatureVerifier} from "blueprint-solidity/SignatureVerifier.sol";

/// @title Result quorum, in Solidity
/// @notice The same as contracts/result-quorum does in ink!.
contract ResultQuorum is IResultQuorum, Roles, CallQuorum, SignatureVerifier {
    uint64 private constant SHORTEST = 1 minutes;
    uint64 private constant LONGEST = 30 days;
    uint64 private constant SHORTEST_PERIOD = 1 hours;
    uint64 private constant LEAST_RETENTION = 1 days;
    uint64 private constant MOST_RETENTION = 365 days;
    uint32 private constant LEAST_OPERATORS = 2;
    uint32 private constant MOST_OPERATORS = 16;
    /// Periods that are kept of an operator.
    uint256 private constant KEPT = 8;

    uint8 private constant NEUTRAL = 0;
    uint8 private constant AGREED = 1;
    uint8 private constant DEVIATED = 2;

    bytes32 private constant RESULT_TYPE = keccak256(
        "Result(uint256 chainId,address quorum,uint64 serviceId,uint64 callId,address operator,bytes32 inputs,"
        "bytes32 output,bytes32 salt)"
    );
    bytes32 private constant COMMITMENT_TYPE =
        keccak256("Commitment(uint64 serviceId,uint64 callId,address operator,bytes32 commitment)");

    /// A call that is not cleared.
    struct Stored {
        Call call;
        /// Whether an output reached the threshold, and which.
        bool agreed;
        bytes32 output;
        /// In the order of addresses.
        address[] operators;
        mapping(address operator => Participation) participations;
        /// How many operators revealed an output.
        mapping(bytes32 output => uint8) counts;
    }

    struct Participation {
        bytes32 commitment;
        bytes32 output;
        uint64 committed;
        uint64 revealed;
    }

    /// The calls of a period, by their outcome.
    struct Tally {
        uint64 period;
        uint32 agreed;
        uint32 deviated;
        uint32 missed;
        uint32 withheld;
        uint32 undecided;
    }

    mapping(uint64 serviceId => Terms) private _terms;
    mapping(uint64 serviceId => mapping(uint64 callId => Stored)) private _calls;
    /// Each period at the place of its number modulo KEPT.
    mapping(uint64 serviceId => mapping(address operator => Tally[KEPT])) private _tallies;

    constructor(address runtime, address guardian, uint64 delay) Roles(runtime, guardian, delay) {}

    // ---- for the runtime

    /// @inheritdoc IResultQuorum
    function openService(uint64 serviceId, Terms calldata terms) external onlyRuntime {
        // At once, so that malformed members revert first.
        Terms memory stated = terms;
        if (_terms[serviceId].period != 0) revert AlreadyOpen(serviceId);
        _checkTerm(1, SHORTEST, LONGEST, stated.commitPeriod);
        _checkTerm(2, SHORTEST, LONGEST, stated.revealPeriod);
        _checkTerm(3, LEAST_SHARE, BPS, stated.shareBps);
        _checkTerm(4, SHORTEST_PERIOD, LONGEST, stated.period);
        _checkTerm(5, LEAST_RETENTION, MOST_RETENTION, stated.retention);
        _terms[serviceId] = stated;
        emit ServiceOpened(
            serviceId,
            stated.commitPeriod,
            stated.revealPeriod,
            stated.shareBps,
            stated.period,
            stated.retention
        );
    }

    /// @inheritdoc IResultQuorum
    function openCall(
        uint64 serviceId,
        uint64 callId,
        bytes32 inputs,
        address[] calldata operators
    ) external onlyRuntime {
        Terms memory terms = termsOf(serviceId);
        _takeCallNumber(serviceId, callId);
        Stored storage stored = _calls[serviceId][callId];
        uint32 count = uint32(operators.length);
        if (operators.length < LEAST_OPERATORS || operators.length > MOST_OPERATORS) {
            revert OperatorCount(LEAST_OPERATORS, MOST_OPERATORS, count);
        }
        address last;
        for (uint32 i = 0; i < count; ++i) {
            address operator = operators[i];
            if (operator <= last) revert OperatorNotInOrder(i, operator);
            last = operator;
        }
        stored.operators = operators;
        Call memory call;
        (call.inputs, call.opened) = (inputs, uint64(block.timestamp));
        call.commitUntil = call.opened + terms.commitPeriod;
        call.revealUntil = call.commitUntil + terms.revealPeriod;
        call.rememberedUntil = call.revealUntil + terms.retention;
        (call.operators, call.threshold) = (uint8(count), uint8(_threshold(count, terms.shareBps)));
        stored.call = call;
        emit CallOpened(
            serviceId,
            callId,
            inputs,
            call.operators,
            call.threshold,
            call.commitUntil,
            call.revealUntil
        );
    }

    // ---- for operators

    /// @inheritdoc IResultQuorum
    function commit(
        uint64 serviceId,
        uint64 callId,
        address operator,
        bytes32 commitment,
        bytes calldata signature
    ) external {
        Stored storage stored = _existing(serviceId, callId);
        if (!_isNamed(stored.operators, operator)) revert UnknownOperator(operator);
        uint64 time = uint64(block.timestamp);
        uint64 until = stored.call.commitUntil;
        if (time >= until) revert TooLate(until, time);
        Participation storage participation = stored.participations[operator];
        if (participation.committed != 0) revert AlreadyCommitted(operator);
        if (msg.sender != operator) {
            bytes32 digest = commitmentDigest(serviceId, callId, operator, commitment);
            if (!signedBy(operator, digest, signature)) revert NotOperatorSigned(operator, msg.sender);
        }
        (participation.commitment, participation.committed) = (commitment, time);
        stored.call.committed += 1;
        emit ResultCommitted(serviceId, callId, operator, commitment);
    }

    // ---- for anyone

    /// @inheritdoc IResultQuorum
    function reveal(
        uint64 serviceId,
        uint64 callId,
        address operator,
        bytes32 output,
        bytes32 salt
    ) external {
        Stored storage stored = _existing(serviceId, callId);
        _checkReveal(stored.call);
        Participation storage participation = stored.participations[operator];
        if (participation.committed == 0) revert NotCommitted(operator);
        if (participation.revealed != 0) revert AlreadyRevealed(operator);
        bytes32 received = commitmentOf(serviceId, callId, operator, stored.call.inputs, output, salt);
        if (received != participation.commitment) revert WrongCommitment(participation.commitment, received);
        (participation.output, participation.revealed) = (output, uint64(block.timestamp));
        uint8 count = stored.counts[output] + 1;
        stored.counts[output] = count;
        stored.call.revealed += 1;
        emit ResultRevealed(serviceId, callId, operator, output);
        if (stored.agreed || count < stored.call.threshold) return;
        (stored.agreed, stored.output) = (true, output);
        emit ResultAgreed(serviceId, callId, output);
    }

    /// @inheritdoc IResultQuorum
    function settle(uint64 serviceId, uint64 callId) external {
        Stored storage stored = _existing(serviceId, callId);
        uint64 time = uint64(block.timestamp);
        (uint64 from, uint64 until) = (stored.call.revealUntil, stored.call.rememberedUntil);
        if (time < from) revert TooEarly(from, time);
        if (time >= until) revert CallForgotten(until, time);
        if (stored.call.settled) revert AlreadySettled(serviceId, callId);
        stored.call.settled = true;
        Tally memory all;
        all.period = from / _terms[serviceId].period;
        address[] memory operators = stored.operators;
        for (uint256 i = 0; i < operators.length; ++i) {
            Participation storage participation = stored.participations[operators[i]];
            Tally storage tally = _tallyFor(serviceId, operators[i], all.period);
            bool counts = tally.period == all.period;
            if (participation.committed == 0) {
                all.missed += 1;
                if (counts) tally.missed += 1;
            } else if (participation.revealed == 0) {
                all.withheld += 1;
                if (counts) tally.withheld += 1;
            } else if (!stored.agreed) {
                all.undecided += 1;
                if (counts) tally.undecided += 1;
            } else if (participation.output == stored.output) {
                all.agreed += 1;
                if (counts) tally.agreed += 1;
            } else {
                all.deviated += 1;
                if (counts) tally.deviated += 1;
            }
        }
        emit CallSettled(
            serviceId,
            callId,
            all.period,
            uint8(all.agreed),
            uint8(all.deviated),
            uint8(all.missed),
            uint8(all.withheld),
            uint8(all.undecided)
        );
    }

    /// @inheritdoc IResultQuorum
    function clear(uint64 serviceId, uint64 callId) external {
        Stored storage stored = _existing(serviceId, callId);
        uint64 until = stored.call.rememberedUntil;
        if (block.timestamp < until) revert CallRemembered(until, uint64(block.timestamp));
        address[] memory operators = stored.operators;
        for (uint256 i = 0; i < operators.length; ++i) {
            Participation storage participation = stored.participations[operators[i]];
            if (participation.committed == 0) continue;
            if (participation.revealed != 0) delete stored.counts[participation.output];
            delete stored.participations[operators[i]];
        }
        delete stored.operators;
        delete stored.call;
        delete stored.agreed;
        delete stored.output;
        emit CallCleared(serviceId, callId);
    }

    // ---- state

    /// @inheritdoc IResultQuorum
    function agreedOf(uint64 serviceId, uint64 callId) external view returns (
        bool agreed,
        bytes32 output,
        uint8 count,
        uint8 operators,
        bool isFinal
    ) {
        Stored storage stored = _calls[serviceId][callId];
        Call memory call = stored.call;
        if (block.timestamp >= call.rememberedUntil) return (false, 0, 0, 0, false);
        if (stored.agreed) (agreed, output, count) = (true, stored.output, stored.counts[stored.output]);
        bool all = call.revealed == call.operators;
        bool committed = block.timestamp >= call.commitUntil && call.revealed == call.committed;
        (operators, isFinal) = (call.operators, all || committed || block.timestamp >= call.revealUntil);
    }

    /// @inheritdoc IResultQuorum
    function verdictOf(
        uint64 serviceId,
        uint64 callId,
        address operator
    ) external view returns (uint8 verdict, bytes32 evidence) {
        Stored storage stored = _calls[serviceId][callId];
        Participation memory participation = stored.participations[operator];
        bool counts = stored.agreed && participation.revealed != 0;
        if (!counts || block.timestamp >= stored.call.rememberedUntil) return (NEUTRAL, 0);
        if (participation.output == stored.output) return (AGREED, 0);
        bytes memory call = abi.encode(block.chainid, address(this), serviceId, callId, operator);
        bytes memory outputs = abi.encode(
            stored.call.inputs,
            stored.output,
            participation.output,
            stored.call.opened
        );
        return (DEVIATED, keccak256(bytes.concat(call, outputs)));
    }

    /// @inheritdoc IResultQuorum
    function resultOf(uint64 serviceId, uint64 callId, address operator) external view returns (
        bytes32 output,
        uint64 recordedAt
    ) {
        Stored storage stored = _calls[serviceId][callId];
        Participation storage participation = stored.participations[operator];
        if (participation.revealed != 0) (output, recordedAt) = (participation.output, stored.call.opened);
    }

    /// @inheritdoc IResultQuorum
    function participationOf(uint64 serviceId, uint64 callId, address operator) external view returns (
        bytes32 commitment,
        uint64 committed,
        uint64 revealed
    ) {
        Participation storage participation = _calls[serviceId][callId].participations[operator];
        return (participation.commitment, participation.committed, participation.revealed);
    }

    /// @inheritdoc IResultQuorum
    function countOf(uint64 serviceId, uint64 callId, bytes32 output) external view returns (uint8 count) {
        return _calls[serviceId][callId].counts[output];
    }

    /// @inheritdoc IResultQuorum
    function tallyOf(uint64 serviceId, address operator, uint64 from, uint64 to) external view returns (
        uint32 agreed,
        uint32 deviated,
        uint32 missed,
        uint32 withheld,
        uint32 undecided
    ) {
        Tally[KEPT] storage tallies = _tallies[serviceId][operator];
        for (uint256 i = 0; i < KEPT; ++i) {
            Tally memory tally = tallies[i];
            if (tally.period < from || tally.period >= to) continue;
            agreed += tally.agreed;
            deviated += tally.deviated;
            missed += tally.missed;
            withheld += tally.withheld;
            undecided += tally.undecided;
        }
    }

    /// @inheritdoc IResultQuorum
    function callOf(uint64 serviceId, uint64 callId) external view returns (Call memory call) {
        return _calls[serviceId][callId].call;
    }

    /// @inheritdoc IResultQuorum
    function operatorsOf(uint64 serviceId, uint64 callId) external view returns (address[] memory operators) {
        return _calls[serviceId][callId].operators;
    }

    /// @inheritdoc IResultQuorum
    function termsOf(uint64 serviceId) public view returns (Terms memory terms) {
        terms = _terms[serviceId];
        if (terms.period == 0) revert UnknownService(serviceId);
    }

    /// @inheritdoc IResultQuorum
    function commitmentOf(
        uint64 serviceId,
        uint64 callId,
        address operator,
        bytes32 inputs,
        bytes32 output,
        bytes32 salt
    ) public view returns (bytes32 commitment) {
        bytes memory call = abi.encode(RESULT_TYPE, block.chainid, address(this), serviceId, callId, operator);
        return keccak256(bytes.concat(call, abi.encode(inputs, output, salt)));
    }

    /// @inheritdoc IResultQuorum
    function commitmentDigest(
        uint64 serviceId,
        uint64 callId,
        address operator,
        bytes32 commitment
    ) public view returns (bytes32 digest) {
        bytes32 body = keccak256(abi.encode(COMMITMENT_TYPE, serviceId, callId, operator, commitment));
        return digestOf(domainOf("ResultQuorum", address(this)), body);
    }

    // ---- inside

    function _existing(uint64 serviceId, uint64 callId) private view returns (Stored storage stored) {
        stored = _calls[serviceId][callId];
        if (stored.call.opened == 0) revert UnknownCall(serviceId, callId);
    }

    /// Checks that outputs can be revealed now.
    function _checkReveal(Call storage call) private view {
        uint64 time = uint64(block.timestamp);
        uint64 from = call.commitUntil;
        if (time < from && call.committed < call.operators) revert TooEarly(from, time);
        uint64 until = call.revealUntil;
        if (time >= until) revert TooLate(until, time);
    }

    /// Whether an account is in a list that is in the order of addresses.
    function _isNamed(address[] storage operators, address account) private view returns (bool) {
        (uint256 low, uint256 high) = (0, operators.length);
        while (low < high) {
            uint256 middle = (low + high) / 2;
            address found = operators[middle];
            if (found == account) return true;
            if (found < account) low = middle + 1;
            else high = middle;
        }
        return false;
    }

    /// The tally of an operator for a period, or of the later one that took its place.
    function _tallyFor(uint64 serviceId, address operator, uint64 period) private returns (Tally storage tally) {
        tally = _tallies[serviceId][operator][period % KEPT];
        if (tally.period >= period) return tally;
        (tally.period, tally.agreed, tally.deviated) = (period, 0, 0);
        (tally.missed, tally.withheld, tally.undecided) = (0, 0, 0);
    }

    /// The share of so many operators, rounded up, and more than half of them.
    function _callNumberTooLow(uint64 expectedAbove, uint64 received) internal pure override {
        revert CallNumberTooLow(expectedAbove, received);
    }

    function _checkTerm(uint8 term, uint256 least, uint256 most, uint256 received) private pure {
        if (received < least || received > most) revert TermOutOfBounds(term, least, most, received);
    }
}
