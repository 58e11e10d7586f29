// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

/// @title The point of BN254 that a signature of a message multiplies
/// @notice hash_to_curve of RFC 9380 with the suite BN254G1_XMD:KECCAK-256_SVDW_RO_, by the precompile for powers. The rules in
/// Rust have the same (blueprint_rules::bn254).
abstract contract HashToCurve {
    /// The prime of the curve's coordinates.
    uint256 internal constant P = 0x30644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd47;
    /// The constants of the map to the curve: RFC 9380, 6.6.1, with Z = 1.
    uint256 private constant C1 = 4;
    uint256 private constant C2 = 0x183227397098d014dc2822db40c0ac2ecbc0b548b438e5469e10460b6c3e7ea3;
    uint256 private constant C3 = 0x16789af3a83522eb353c98fc6b36d713d5d8d1cc5dffffffa;
    uint256 private constant C4 = 0x10216f7ba065e00de81ac1e7808072c9dd2b2385cd7b438469602eb24829a9bd;
    /// To this power a number is one of its roots, where it has any.
    uint256 private constant ROOT = (P + 1) / 4;

    /// The generator of the second group, negated.
    uint256 private constant MINUS_G2_X_IMAGINARY = 0x198e9393920d483a7260bfb731fb5d25f1aa493335a9e71297e485b7aef312c2;
    uint256 private constant MINUS_G2_X_REAL = 0x1800deef121f1e76426a00665e5c4479674322d4f75edadd46debd5cd992f6ed;
    uint256 private constant MINUS_G2_Y_IMAGINARY = 0x275dc4a288d1afb3cbb1ac09187524c7db36395df7be3b99e673b13a075a65ec;
    uint256 private constant MINUS_G2_Y_REAL = 0x1d9befcd05a5323e6da4d435f3b617cdb3af83285c2df711ef39c01571827f9d;

    /// The points whose sum is the hash of a message in a domain, which is 255 bytes at most.
    function _hashPoints(
        bytes32 message,
        bytes memory domain
    ) internal view returns (bool done, uint256[4] memory points) {
        (bytes32 one, bytes32 two, bytes32 three) = _expanded(message, domain);
        uint256 high = _field(uint256(one) >> 128, (uint256(one) << 128) | (uint256(two) >> 128));
        (done, points[0], points[1]) = _map(high);
        if (!done) return (false, points);
        (done, points[2], points[3]) = _map(_field(uint128(uint256(two)), uint256(three)));
    }

    /// The sum of two points. Not done where one is no point, or the precompile does not answer.
    function _sum(uint256[4] memory points) internal view returns (bool done, uint256 x, uint256 y) {
        assembly ("memory-safe") {
            let sum := mload(0x40)
            done := staticcall(gas(), 6, points, 128, sum, 64)
            done := and(done, gt(returndatasize(), 63))
            x := mload(sum)
            y := mload(add(sum, 32))
        }
    }

    /// Whether e(a, -g) e(c, d) is one, where g is the generator of the second group. Not done where one is no point of its group, or the
    /// precompile does not answer.
    function _signs(
        uint256 aX,
        uint256 aY,
        uint256 cX,
        uint256 cY,
        uint256[4] memory d
    ) internal view returns (bool done, bool cancel) {
        uint256[4] memory minusG = [
            MINUS_G2_X_IMAGINARY,
            MINUS_G2_X_REAL,
            MINUS_G2_Y_IMAGINARY,
            MINUS_G2_Y_REAL
        ];
        return _pairingsCancel([aX, aY], minusG, [cX, cY], d);
    }

    /// Whether the product of the pairings of two points of each group is one.
    function _pairingsCancel(
        uint256[2] memory a,
        uint256[4] memory b,
        uint256[2] memory c,
        uint256[4] memory d
    ) internal view returns (bool done, bool cancel) {
        assembly ("memory-safe") {
            let pairs := mload(0x40)
            function copy(to, from, size) {
                for { let at := 0 } lt(at, size) { at := add(at, 32) } { mstore(add(to, at), mload(add(from, at))) }
            }
            copy(pairs, a, 64)
            copy(add(pairs, 64), b, 128)
            copy(add(pairs, 192), c, 64)
            copy(add(pairs, 256), d, 128)
            done := staticcall(gas(), 8, pairs, 384, pairs, 32)
            done := and(done, gt(returndatasize(), 31))
            cancel := and(done, eq(mload(pairs), 1))
        }
    }

    /// expand_message_xmd of RFC 9380, 5.3.1: 96 bytes. In assembly, as resolc's code has a stack of 32 KiB.
    function _expanded(
        bytes32 message,
        bytes memory domain
    ) private pure returns (bytes32 one, bytes32 two, bytes32 three) {
        assembly ("memory-safe") {
            let size := mload(domain)
            let at := mload(0x40)
            // 136 zeros, the message, the length of what is made, and the index of a block, which is 0; then the domain and its length.
            calldatacopy(at, calldatasize(), 136)
            mstore(add(at, 136), message)
            mstore(add(at, 168), shl(232, 0x006000))
            for { let done := 0 } lt(done, size) { done := add(done, 32) } {
                mstore(add(add(at, 171), done), mload(add(add(domain, 32), done)))
            }
            mstore8(add(add(at, 171), size), size)
            let seed := keccak256(at, add(172, size))
            // A word, the index of a block, the domain and its length.
            let word := add(at, 138)
            let length := add(34, size)
            mstore8(add(at, 170), 1)
            mstore(word, seed)
            one := keccak256(word, length)
            mstore8(add(at, 170), 2)
            mstore(word, xor(seed, one))
            two := keccak256(word, length)
            mstore8(add(at, 170), 3)
            mstore(word, xor(seed, two))
            three := keccak256(word, length)
        }
    }

    /// A number of 48 bytes modulo the prime.
    function _field(uint256 high, uint256 low) private pure returns (uint256) {
        // 2^256 modulo the prime, from what fits.
        uint256 shift = addmod(type(uint256).max % P, 1, P);
        return addmod(mulmod(high, shift, P), low % P, P);
    }

    /// The point of a number by Shallue and van de Woestijne's map: RFC 9380, 6.6.1 and F.1.
    function _map(uint256 u) private view returns (bool done, uint256 x, uint256 y) {
        uint256 scaled = mulmod(mulmod(u, u, P), C1, P);
        uint256 more = addmod(1, scaled, P);
        uint256 less = addmod(1, P - scaled, P);
        uint256 inverse;
        (done, inverse) = _power(mulmod(more, less, P), P - 2);
        if (!done) return (false, 0, 0);
        uint256 offset = mulmod(mulmod(mulmod(u, less, P), inverse, P), C3, P);
        // The first whose y exists. The third's does where the other two's do not.
        uint256 third;
        {
            uint256 ratio = mulmod(mulmod(more, more, P), inverse, P);
            third = addmod(mulmod(mulmod(ratio, ratio, P), C4, P), 1, P);
        }
        bool found;
        uint256[3] memory candidates = [addmod(C2, P - offset, P), addmod(C2, offset, P), third];
        for (uint256 i = 0; i < 3 && done && !found; ++i) {
            x = candidates[i];
            (done, found, y) = _root(x);
        }
        done = done && found;
        if (y % 2 != u % 2) y = P - y;
    }

    /// The y of an x, where there is one. Where the precompile does not answer, that is not known.
    function _root(uint256 x) private view returns (bool done, bool found, uint256 y) {
        uint256 square = addmod(mulmod(mulmod(x, x, P), x, P), 3, P);
        (done, y) = _power(square, ROOT);
        found = mulmod(y, y, P) == square;
    }

    function _power(uint256 base, uint256 exponent) private view returns (bool done, uint256 raised) {
        uint256 prime = P;
        assembly ("memory-safe") {
            let words := mload(0x40)
            // The lengths of the three, in bytes.
            mstore(words, 32)
            mstore(add(words, 32), 32)
            mstore(add(words, 64), 32)
            mstore(add(words, 96), base)
            mstore(add(words, 128), exponent)
            mstore(add(words, 160), prime)
            done := staticcall(gas(), 5, words, 192, words, 32)
            done := and(done, gt(returndatasize(), 31))
            raised := mload(words)
        }
    }
}
