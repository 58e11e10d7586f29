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

    /// Whether it is the signature of a message by a key, which is the same in both groups: two equations of pairings, of which
    /// the second one is multiplied by a factor that no account chooses.
    function _verifies(
        Point memory signature,
        Point memory first,
        uint256[4] memory second,
        bytes memory domain,
        bytes32 message
    ) internal view returns (bool) {
        (bool done, uint256[4] memory points) = _hashPoints(message, domain);
        if (!done) revert IAggregatedResults.PrecompileFailed();
        Point memory hash = _plus(Point(points[0], points[1]), Point(points[2], points[3]));
        uint256 factor = uint256(keccak256(abi.encode(signature, first, hash, second)));
        Point memory left = _plus(signature, _times(first, factor));
        Point memory right = _plus(hash, _times(Point(1, 2), factor));
        bool cancel;
        (done, cancel) = _signs(left.x, left.y, right.x, right.y, second);
        if (!done) revert IAggregatedResults.PrecompileFailed();
        return cancel;
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
        (bool done, bytes memory answer) = address(7).staticcall(abi.encode(it.x, it.y, factor));
        if (!done || answer.length < 64) revert IAggregatedResults.PrecompileFailed();
        (multiple.x, multiple.y) = abi.decode(answer, (uint256, uint256));
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
