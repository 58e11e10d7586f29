// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {IServiceLevels} from "blueprint-abi/library/IServiceLevels.sol";

/// @title Probes of services, in Solidity
/// @notice For each service a static call with bounded weight, and the comparison of a word of what it returns.
abstract contract LevelProbe is IServiceLevels {
    /// Bytes of calldata: a selector and five words.
    uint256 private constant MOST_DATA = 164;
    uint256 private constant MOST_WORDS = 6;
    /// Bytes: what a contract in ink! reads of an answer.
    uint256 private constant LONGEST_ANSWER = 16_384;
    /// pallet-revive's precompile that knows the weight that is left.
    address private constant SYSTEM = 0x0000000000000000000000000000000000000900;
    bytes32 private constant WEIGHT_LEFT = bytes32(bytes4(keccak256("weightLeft()")));
    uint8 private constant AT_LEAST = 0;
    uint8 private constant AT_MOST = 1;
    uint8 private constant EQUAL = 2;
    uint8 private constant DIFFERS = 3;

    /// Members as they are received, but for the calldata: its words, of which the last one ends with zeros.
    struct StoredProbe {
        /// Zero for no probe.
        address target;
        uint8 word;
        uint8 comparison;
        uint8 length;
        uint64 refTime;
        uint64 proofSize;
        uint256 bound;
        uint256[MOST_WORDS] data;
    }

    mapping(uint64 serviceId => StoredProbe) private _probes;

    function _hasProbe(uint64 serviceId) internal view returns (bool) {
        return _probes[serviceId].target != address(0);
    }

    function _probeOf(uint64 serviceId) internal view returns (Probe memory known) {
        StoredProbe storage stored = _probes[serviceId];
        known.target = stored.target;
        if (known.target == address(0)) revert NoProbe(serviceId);
        (known.word, known.comparison) = (stored.word, stored.comparison);
        (known.refTime, known.proofSize, known.bound) = (stored.refTime, stored.proofSize, stored.bound);
        bytes memory data = new bytes(stored.length);
        for (uint256 i = 0; i < data.length; i += 32) {
            uint256 word = stored.data[i / 32];
            // Memory is given in words.
            assembly ("memory-safe") {
                mstore(add(add(data, 32), i), word)
            }
        }
        known.data = data;
    }

    function _setProbe(uint64 serviceId, Probe memory known) internal {
        StoredProbe storage stored = _probes[serviceId];
        bytes memory data = known.data;
        (stored.target, stored.word, stored.comparison) = (known.target, known.word, known.comparison);
        // It was checked.
        (stored.length, stored.refTime) = (uint8(data.length), known.refTime);
        (stored.proofSize, stored.bound) = (known.proofSize, known.bound);
        for (uint256 i = 0; i < data.length; i += 32) {
            uint256 word;
            assembly ("memory-safe") {
                word := mload(add(add(data, 32), i))
            }
            stored.data[i / 32] = word;
        }
    }

    function _clearProbe(uint64 serviceId) internal {
        if (_hasProbe(serviceId)) delete _probes[serviceId];
    }

    /// All of it is decoded before anything is checked. Member by member: a copy of the whole would refuse some offsets of the
    /// data that ink! follows, and panic at a length that is too large.
    function _decoded(Probe calldata received) internal pure returns (Probe memory stated) {
        (stated.target, stated.data) = (received.target, received.data);
        (stated.word, stated.comparison, stated.bound) = (received.word, received.comparison, received.bound);
        (stated.refTime, stated.proofSize) = (received.refTime, received.proofSize);
    }

    function _checkProbe(Probe memory received) internal pure {
        bool bounded = received.refTime != 0 && received.proofSize != 0 && received.target != address(0);
        if (!bounded || received.data.length > MOST_DATA || received.comparison > DIFFERS) revert BadProbe();
    }

    /// Whether the target answers as it must. A call that fails does not, for whatever reason.
    function _holds(Probe memory asked) internal view returns (bool) {
        // As in ink!, where a contract does not call itself.
        if (asked.target == address(this)) return false;
        (address target, bytes memory data) = (asked.target, asked.data);
        uint256 most = _gasFor(asked.refTime, asked.proofSize);
        uint256 from = uint256(asked.word) * 32;
        bool done;
        uint256 length;
        assembly ("memory-safe") {
            done := staticcall(most, target, add(data, 32), mload(data), 0, 0)
            length := returndatasize()
        }
        if (!done || length < from + 32 || length > LONGEST_ANSWER) return false;
        uint256 word;
        // Nothing but the word is copied.
        assembly ("memory-safe") {
            returndatacopy(0, from, 32)
            word := mload(0)
        }
        if (asked.comparison == AT_LEAST) return word >= asked.bound;
        if (asked.comparison == AT_MOST) return word <= asked.bound;
        return (word == asked.bound) == (asked.comparison == EQUAL);
    }

    /// The gas of a weight: the same share of the gas that is left as it is of the weight that is left, of time or of proof,
    /// of which the larger one. Gas that is left counts what can be deposited as well, so its price is no help. All of it where
    /// no weight is known. The EVM of pallet-revive gives the target no more. resolc 0.3 gives all that is left, whatever is asked:
    /// there a target that burns it fails the whole call, and keeps nothing either.
    function _gasFor(uint256 refTime, uint256 proofSize) private view returns (uint256 most) {
        bytes32 selector = WEIGHT_LEFT;
        bool done;
        uint256 time;
        uint256 proof;
        assembly ("memory-safe") {
            mstore(0, selector)
            done := staticcall(gas(), SYSTEM, 0, 4, 0, 64)
            done := and(done, eq(returndatasize(), 64))
            time := mload(0)
            proof := mload(32)
        }
        most = gasleft();
        if (!done || refTime >= time || proofSize >= proof) return most;
        // Below 2^128, as all of them have 64 bits.
        (uint256 byTime, uint256 byProof) = (most * refTime / time, most * proofSize / proof);
        return byTime > byProof ? byTime : byProof;
    }
}
