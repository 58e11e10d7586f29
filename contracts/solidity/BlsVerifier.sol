// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {IAggregatedResults} from "blueprint-abi/library/IAggregatedResults.sol";
import {HashToCurve} from "blueprint-solidity/HashToCurve.sol";

/// @title Signatures by BLS over BN254, by keys in both groups
/// @notice Points are as the precompiles take them. Where a precompile does not answer, there is no answer: a point of the second
/// curve that is not of the second group is not distinguished from too little gas.
abstract contract BlsVerifier is HashToCurve {
    struct Point {
        uint256 x;
        uint256 y;
    }

    /// The second curve is y^2 = x^3 + 3 / (9 + i): the parts of the last term.
    uint256 private constant SECOND_REAL = 0x2b149d40ceb8aaae81be18991be06ac3b5b4c5e559dbefa33267e6dc24a138e5;
    uint256 private constant SECOND_IMAGINARY = 0x9713b03af0fed4cd2cafadeed8fdf4a74fa084e52d1852e4a2bd0685c315d2;

    /// Whether it is a point of the first group. That at infinity is none here.
    function _isOnFirstCurve(Point memory it) internal pure returns (bool) {
        if (it.x >= P || it.y >= P) return false;
        return mulmod(it.y, it.y, P) == addmod(mulmod(mulmod(it.x, it.x, P), it.x, P), 3, P);
    }

    /// Whether it is a point of the second curve. That at infinity is none here.
    function _isOnSecondCurve(uint256[4] memory it) internal pure returns (bool) {
        for (uint256 i = 0; i < 4; ++i) if (it[i] >= P) return false;
        (uint256 imaginary, uint256 real) = _product(it[0], it[1], it[0], it[1]);
        (imaginary, real) = _product(imaginary, real, it[0], it[1]);
        (uint256 cross, uint256 square) = _product(it[2], it[3], it[2], it[3]);
        return cross == addmod(imaginary, SECOND_IMAGINARY, P) && square == addmod(real, SECOND_REAL, P);
    }

    /// Reverts where points are none of their curves.
    function _checkPoints(Point memory signature, uint256[4] memory second) internal pure {
        if (!_isOnFirstCurve(signature)) revert IAggregatedResults.BadPoint(1);
        if (!_isOnSecondCurve(second)) revert IAggregatedResults.BadPoint(3);
    }

    /// The points whose sum is the hash of a message in a domain.
    function _hashOf(bytes32 message, bytes memory domain) internal view returns (uint256[4] memory points) {
        bool done;
        (done, points) = _hashPoints(message, domain);
        if (!done) revert IAggregatedResults.PrecompileFailed();
    }

    /// Whether it is the signature by a key, which is the same in both groups, of the message with a hash: two equations of
    /// pairings, of which the second one is multiplied by a factor that no account chooses. Hashes are made before, as
    /// resolc's code has a stack of 32 KiB.
    function _verifies(
        Point memory signature,
        Point memory first,
        uint256[4] memory second,
        uint256[4] memory points
    ) internal view returns (bool) {
        Point memory hash = _plus(Point(points[0], points[1]), Point(points[2], points[3]));
        uint256 factor = _factor(signature, first, hash, second);
        Point memory left = _plus(signature, _times(first, factor));
        Point memory right = _plus(hash, _times(Point(1, 2), factor));
        (bool done, bool cancel) = _signs(left.x, left.y, right.x, right.y, second);
        if (!done) revert IAggregatedResults.PrecompileFailed();
        return cancel;
    }

    /// The factor of the second equation: a hash of all points, so that none can be chosen after it.
    function _factor(
        Point memory signature,
        Point memory first,
        Point memory hash,
        uint256[4] memory second
    ) private pure returns (uint256) {
        uint256[10] memory all = [
            signature.x,
            signature.y,
            first.x,
            first.y,
            hash.x,
            hash.y,
            second[0],
            second[1],
            second[2],
            second[3]
        ];
        bytes32 digest;
        assembly ("memory-safe") {
            digest := keccak256(all, 320)
        }
        return uint256(digest);
    }

    function _plus(Point memory left, Point memory right) internal view returns (Point memory sum) {
        bool done;
        (done, sum.x, sum.y) = _sum([left.x, left.y, right.x, right.y]);
        if (!done) revert IAggregatedResults.PrecompileFailed();
    }

    function _minus(Point memory left, Point memory right) internal view returns (Point memory difference) {
        return _plus(left, Point(right.x, right.y == 0 ? 0 : P - right.y));
    }

    function _times(Point memory it, uint256 factor) private view returns (Point memory multiple) {
        bool done;
        uint256[3] memory words = [it.x, it.y, factor];
        assembly ("memory-safe") {
            done := staticcall(gas(), 7, words, 96, multiple, 64)
            done := and(done, gt(returndatasize(), 63))
        }
        if (!done) revert IAggregatedResults.PrecompileFailed();
    }

    /// Of numbers with an imaginary and a real part.
    function _product(
        uint256 aImaginary,
        uint256 aReal,
        uint256 bImaginary,
        uint256 bReal
    ) private pure returns (uint256 imaginary, uint256 real) {
        imaginary = addmod(mulmod(aReal, bImaginary, P), mulmod(aImaginary, bReal, P), P);
        real = addmod(mulmod(aReal, bReal, P), P - mulmod(aImaginary, bImaginary, P), P);
    }
}
