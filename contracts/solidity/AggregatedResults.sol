// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {IAggregatedResults} from "blueprint-abi/library/IAggregatedResults.sol";
import {AggregateSigners} from "blueprint-solidity/AggregateSigners.sol";
import {CallQuorum} from "blueprint-solidity/CallQuorum.sol";
import {Roles} from "blueprint-solidity/Roles.sol";

/// @title Aggregated results, in Solidity
/// @notice The same as contracts/aggregated-results does in ink!.
contract AggregatedResults is AggregateSigners, CallQuorum {
    uint64 private constant SHORTEST = 1 minutes;
    uint64 private constant LONGEST = 30 days;
    uint64 private constant LEAST_RETENTION = 1 days;
    uint64 private constant MOST_RETENTION = 365 days;
    /// Outputs of a call that have a place.
    uint64 private constant PLACES = 2;

    uint8 private constant NEUTRAL = 0;
    uint8 private constant AGREED = 1;
    uint8 private constant EQUIVOCATED = 2;

    bytes private constant SIGNATURE = "BLS_SIG_BN254G1_XMD:KECCAK-256_SVDW_RO_POP_";
    bytes32 private constant RESULT_TYPE = keccak256(
        "Result(uint256 chainId,address results,uint64 serviceId,uint64 callId,bytes32 inputs,bytes32 output)"
    );

    /// An output that reached the threshold. `signers` is never zero where it has a place.
    struct Signed {
        bytes32 output;
        uint256 signers;
    }

    /// A call that is not cleared.
    struct Stored {
        Call call;
        uint256 equivocators;
        Signed[PLACES] outputs;
    }

    /// Signatures of an output.
    struct Submission {
        uint64 serviceId;
        uint64 callId;
        bytes32 output;
        uint256 signers;
        Point signature;
        uint256[4] key;
    }

    mapping(uint64 serviceId => Terms) private _terms;
    mapping(uint64 serviceId => mapping(uint64 callId => Stored)) private _calls;

    constructor(address runtime, address guardian, uint64 delay) Roles(runtime, guardian, delay) {}

    // ---- for the runtime

    /// @inheritdoc IAggregatedResults
    function openService(uint64 serviceId, Terms calldata terms) external onlyRuntime {
        // At once, so that malformed members revert first.
        Terms memory stated = terms;
        if (_terms[serviceId].retention != 0) revert AlreadyOpen(serviceId);
        _checkTerm(1, SHORTEST, LONGEST, stated.submitPeriod);
        _checkTerm(2, SHORTEST, LONGEST, stated.contestPeriod);
        _checkTerm(3, LEAST_SHARE, BPS, stated.shareBps);
        _checkTerm(4, LEAST_RETENTION, MOST_RETENTION, stated.retention);
        _terms[serviceId] = stated;
        emit ServiceOpened(
            serviceId,
            stated.submitPeriod,
            stated.contestPeriod,
            stated.shareBps,
            stated.retention
        );
    }

    /// @inheritdoc IAggregatedResults
    function openCall(uint64 serviceId, uint64 callId, bytes32 inputs, uint32 set) external onlyRuntime {
        Terms memory terms = termsOf(serviceId);
        _takeCallNumber(serviceId, callId);
        Set storage state = _existingSet(serviceId, set);
        if (state.isRetired) revert SetRetired(set);
        if (!state.isSealed) revert SetNotSealed(set);
        Call memory call;
        (call.inputs, call.opened, call.set) = (inputs, uint64(block.timestamp), set);
        call.submitUntil = call.opened + terms.submitPeriod;
        // Each of two outputs can be contested for the whole period.
        call.rememberedUntil = call.submitUntil + PLACES * terms.contestPeriod + terms.retention;
        (call.members, call.left) = (state.members, state.left);
        call.threshold = uint16(_threshold(call.members, terms.shareBps));
        _calls[serviceId][callId].call = call;
        state.until = call.rememberedUntil;
        emit CallOpened(serviceId, callId, inputs, set, call.threshold, call.left, call.submitUntil);
    }

    // ---- for anyone

    /// @inheritdoc IAggregatedResults
    function submit(
        uint64 serviceId,
        uint64 callId,
        bytes32 output,
        uint256 signers,
        uint256[2] calldata signature,
        uint256[4] calldata key
    ) external {
        Submission memory given =
            Submission(serviceId, callId, output, signers, Point(signature[0], signature[1]), key);
        Stored storage stored = _existing(serviceId, callId);
        Call memory call = stored.call;
        uint64 until = _deadline(call);
        if (block.timestamp >= until) revert TooLate(until, uint64(block.timestamp));
        if (!_admits(call, signers)) revert BadSigners(signers);
        // What costs nothing is checked before what costs pairings.
        uint256 named = _named(stored, given);
        (uint256 place, bool recorded) = _placeOf(stored, given, call.threshold, named);
        _checkPoints(given.signature, given.key);
        if (!_isSigned(given, call, _pointsOf(given, call.inputs))) revert BadSignature();
        if (place < PLACES) _join(stored, given, place, recorded);
        if (named != 0) {
            stored.equivocators |= named;
            emit Equivocated(serviceId, callId, output, named);
        }
    }

    /// @inheritdoc IAggregatedResults
    function clear(uint64 serviceId, uint64 callId) external {
        Stored storage stored = _existing(serviceId, callId);
        uint64 until = stored.call.rememberedUntil;
        if (block.timestamp < until) revert CallRemembered(until, uint64(block.timestamp));
        delete _calls[serviceId][callId];
        emit CallCleared(serviceId, callId);
    }

    // ---- state

    /// @inheritdoc IAggregatedResults
    function verify(
        uint64 serviceId,
        uint64 callId,
        bytes32 output,
        uint256 signers,
        uint256[2] calldata signature,
        uint256[4] calldata key
    ) external view returns (bool valid) {
        Submission memory given =
            Submission(serviceId, callId, output, signers, Point(signature[0], signature[1]), key);
        Call memory call = _existing(serviceId, callId).call;
        // Its set may be cleared.
        if (block.timestamp >= call.rememberedUntil) revert UnknownCall(serviceId, callId);
        bool infinite = given.signature.x | given.signature.y == 0 || key[0] | key[1] | key[2] | key[3] == 0;
        if (infinite || !_admits(call, signers) || _count(signers) < call.threshold) return false;
        _checkPoints(given.signature, given.key);
        return _isSigned(given, call, _pointsOf(given, call.inputs));
    }

    /// @inheritdoc IAggregatedResults
    function agreedOf(uint64 serviceId, uint64 callId) external view returns (
        bool agreed,
        bytes32 output,
        uint16 count,
        uint16 members,
        bool isFinal
    ) {
        Stored storage stored = _calls[serviceId][callId];
        Call memory call = stored.call;
        if (block.timestamp >= call.rememberedUntil) return (false, 0, 0, 0, false);
        agreed = _agreed(stored);
        if (agreed) (output, count) = (stored.outputs[0].output, _count(stored.outputs[0].signers));
        (members, isFinal) = (call.members, block.timestamp >= _deadline(call));
    }

    /// @inheritdoc IAggregatedResults
    function verdictOf(
        uint64 serviceId,
        uint64 callId,
        address operator
    ) external view returns (uint8 verdict, bytes32 evidence) {
        Stored storage stored = _calls[serviceId][callId];
        Call memory call = stored.call;
        (bool known, uint16 place) = placeOf(serviceId, call.set, operator);
        if (!known || block.timestamp >= call.rememberedUntil) return (NEUTRAL, 0);
        uint256 bit = 1 << uint256(place);
        if (stored.equivocators & bit != 0) {
            bytes memory words =
                abi.encode(block.chainid, address(this), serviceId, callId, operator, call.inputs, call.opened);
            return (EQUIVOCATED, keccak256(words));
        }
        bool agreed = block.timestamp >= _deadline(call) && _agreed(stored);
        return (agreed && stored.outputs[0].signers & bit != 0 ? AGREED : NEUTRAL, 0);
    }

    /// @inheritdoc IAggregatedResults
    function outputsOf(uint64 serviceId, uint64 callId) external view returns (
        bytes32 first,
        uint256 firstSigners,
        bytes32 second,
        uint256 secondSigners,
        uint256 equivocators
    ) {
        Stored storage stored = _calls[serviceId][callId];
        (first, firstSigners) = (stored.outputs[0].output, stored.outputs[0].signers);
        (second, secondSigners) = (stored.outputs[1].output, stored.outputs[1].signers);
        equivocators = stored.equivocators;
    }

    /// @inheritdoc IAggregatedResults
    function callOf(uint64 serviceId, uint64 callId) external view returns (Call memory call) {
        return _calls[serviceId][callId].call;
    }

    /// @inheritdoc IAggregatedResults
    function termsOf(uint64 serviceId) public view override returns (Terms memory terms) {
        terms = _terms[serviceId];
        if (terms.retention == 0) revert UnknownService(serviceId);
    }

    /// @inheritdoc IAggregatedResults
    function messageOf(
        uint64 serviceId,
        uint64 callId,
        bytes32 inputs,
        bytes32 output
    ) public view returns (bytes32 message) {
        return keccak256(
            abi.encode(RESULT_TYPE, block.chainid, address(this), serviceId, callId, inputs, output)
        );
    }

    // ---- inside

    function _existing(uint64 serviceId, uint64 callId) private view returns (Stored storage stored) {
        stored = _calls[serviceId][callId];
        if (stored.call.opened == 0) revert UnknownCall(serviceId, callId);
    }

    /// The first second in which no signature counts.
    function _deadline(Call memory call) private pure returns (uint64) {
        return call.contestUntil == 0 ? call.submitUntil : call.contestUntil;
    }

    /// Whether there are signers, and each of them is a member that had not left.
    function _admits(Call memory call, uint256 signers) private pure returns (bool) {
        uint256 members = type(uint256).max >> (256 - call.members);
        return signers != 0 && signers & ~members == 0 && signers & call.left == 0;
    }

    /// The signers that are known from now on to have signed two outputs.
    function _named(Stored storage stored, Submission memory given) private view returns (uint256) {
        uint256 signed;
        for (uint256 i = 0; i < PLACES; ++i) {
            if (stored.outputs[i].output != given.output) signed |= stored.outputs[i].signers;
        }
        return given.signers & signed & ~stored.equivocators;
    }

    /// The place of the output, or PLACES where it gets none, and whether it gets it now. Reverts where nothing changes.
    function _placeOf(
        Stored storage stored,
        Submission memory given,
        uint16 threshold,
        uint256 named
    ) private view returns (uint256 place, bool recorded) {
        uint256 free = PLACES;
        for (uint256 i = PLACES; i > 0; --i) {
            Signed storage it = stored.outputs[i - 1];
            uint256 signers = it.signers;
            if (signers == 0) {
                free = i - 1;
            } else if (it.output == given.output) {
                if (signers | given.signers == signers) revert NothingNew();
                return (i - 1, false);
            }
        }
        uint16 count = _count(given.signers);
        if (count >= threshold && free < PLACES) return (free, true);
        if (named == 0 && count < threshold) revert BelowThreshold(threshold, count);
        if (named == 0) revert NothingNew();
        return (PLACES, false);
    }

    /// Adds signers to the output at a place.
    function _join(Stored storage stored, Submission memory given, uint256 place, bool recorded) private {
        Signed storage at = stored.outputs[place];
        (uint64 serviceId, uint64 callId, bytes32 output) = (given.serviceId, given.callId, given.output);
        if (recorded) {
            uint64 until = uint64(block.timestamp) + _terms[serviceId].contestPeriod;
            (at.output, at.signers, stored.call.contestUntil) = (output, given.signers, until);
            emit ResultRecorded(serviceId, callId, output, given.signers, until);
        } else {
            at.signers |= given.signers;
            emit SignersJoined(serviceId, callId, output, at.signers);
        }
    }

    /// The points whose sum is the hash of what members sign.
    function _pointsOf(Submission memory given, bytes32 inputs) private view returns (uint256[4] memory points) {
        return _hashOf(messageOf(given.serviceId, given.callId, inputs, given.output), SIGNATURE);
    }

    /// Whether the signature is that of the signers, by the sum of their keys.
    function _isSigned(
        Submission memory given,
        Call memory call,
        uint256[4] memory points
    ) private view returns (bool) {
        Point memory first = _sumOf(given.serviceId, call.set, given.signers, call.members);
        // Any signature that is zero would be one by it.
        if (first.x | first.y == 0) return false;
        return _verifies(given.signature, first, given.key, points);
    }

    /// Whether one output alone reached the threshold.
    function _agreed(Stored storage stored) private view returns (bool) {
        return stored.outputs[0].signers != 0 && stored.outputs[1].signers == 0;
    }

    /// The share of so many members, rounded up, and more than half of them.
    function _callNumberTooLow(uint64 expectedAbove, uint64 received) internal pure override {
        revert CallNumberTooLow(expectedAbove, received);
    }

    function _checkTerm(uint8 term, uint256 least, uint256 most, uint256 received) private pure {
        if (received < least || received > most) revert TermOutOfBounds(term, least, most, received);
    }
}
