// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {IComputationProofs} from "blueprint-abi/library/IComputationProofs.sol";

/// @title Proofs of Groth16 over BN254, by the precompiles
/// @notice Points are as the precompiles take them. A key is 14 words of alpha, beta, gamma and delta, and two for one and
/// for each public input.
abstract contract Groth16 {
    /// The prime of the curve's coordinates.
    uint256 private constant P = 0x30644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd47;
    uint256 private constant FIXED = 14;

    /// @dev Reverts with BadPoint or UnsafeKey.
    function _checkKey(bytes32[] calldata points) internal view {
        _checkFirst(points, 0);
        for (uint256 word = FIXED; word < points.length; word += 2) _checkFirst(points, word);
        for (uint256 word = 2; word < FIXED; word += 4) _checkSecond(points, word);
        bool equal = true;
        for (uint256 i = 6; i < 10; ++i) equal = equal && points[i] == points[i + 4];
        if (equal) revert IComputationProofs.UnsafeKey();
    }

    /// @dev Whether e(a, b) = e(alpha, beta) e(x, gamma) e(c, delta), where x is the sum of the key's other points, the
    /// first one once and each other one as often as an input says. Not done where a precompile does not answer: by too little gas, or
    /// because something is no point.
    function _verifies(
        bytes32[] memory points,
        bytes32[] memory inputs,
        uint256[8] memory proof
    ) internal view returns (bool done, bool valid) {
        bytes32 x;
        bytes32 y;
        (done, x, y) = _sum(points, inputs);
        if (!done || proof[1] >= P) return (false, false);
        bytes32[24] memory pairs;
        pairs[0] = bytes32(proof[0]);
        pairs[1] = bytes32(proof[1] == 0 ? 0 : P - proof[1]);
        for (uint256 i = 2; i < 6; ++i) pairs[i] = bytes32(proof[i]);
        for (uint256 i = 0; i < 6; ++i) pairs[6 + i] = points[i];
        (pairs[12], pairs[13]) = (x, y);
        for (uint256 i = 0; i < 4; ++i) (pairs[14 + i], pairs[20 + i]) = (points[6 + i], points[10 + i]);
        (pairs[18], pairs[19]) = (bytes32(proof[6]), bytes32(proof[7]));
        bytes memory product;
        (done, product) = address(8).staticcall(abi.encode(pairs));
        done = done && product.length >= 32;
        valid = done && abi.decode(product, (uint256)) == 1;
    }

    function _sum(
        bytes32[] memory points,
        bytes32[] memory inputs
    ) private view returns (bool done, bytes32 x, bytes32 y) {
        (done, x, y) = (true, points[FIXED], points[FIXED + 1]);
        for (uint256 i = 0; i < inputs.length && done; ++i) {
            if (inputs[i] == 0) continue;
            uint256 at = FIXED + 2 + 2 * i;
            bytes32 termX;
            bytes32 termY;
            (done, termX, termY) = _point(7, abi.encode(points[at], points[at + 1], inputs[i]));
            if (done) (done, x, y) = _point(6, abi.encode(x, y, termX, termY));
        }
    }

    function _point(
        uint160 precompile,
        bytes memory input
    ) private view returns (bool done, bytes32 x, bytes32 y) {
        bytes memory point;
        (done, point) = address(precompile).staticcall(input);
        done = done && point.length >= 64;
        if (done) (x, y) = abi.decode(point, (bytes32, bytes32));
    }

    /// A point of the first group, other than the one at infinity.
    function _checkFirst(bytes32[] calldata points, uint256 word) private view {
        (bytes32 x, bytes32 y) = (points[word], points[word + 1]);
        (bool done, , ) = _point(6, abi.encode(x, y, uint256(0), uint256(0)));
        if (!done || x | y == 0) revert IComputationProofs.BadPoint(uint32(word));
    }

    /// A point of the second group, other than the one at infinity: its pairings with a generator and the negated one cancel.
    function _checkSecond(bytes32[] calldata points, uint256 word) private view {
        bytes32[4] memory point = [points[word], points[word + 1], points[word + 2], points[word + 3]];
        bytes memory input = bytes.concat(
            abi.encode(uint256(1), uint256(2), point),
            abi.encode(uint256(1), P - 2, point)
        );
        (bool success, bytes memory product) = address(8).staticcall(input);
        bool cancel = success && product.length >= 32 && abi.decode(product, (uint256)) == 1;
        bool zero = point[0] | point[1] | point[2] | point[3] == 0;
        if (!cancel || zero) revert IComputationProofs.BadPoint(uint32(word));
    }
}
