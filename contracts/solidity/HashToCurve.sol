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
        // The domain's length stands behind it.
        bytes memory behind = abi.encodePacked(domain, uint8(domain.length));
        // expand_message_xmd of RFC 9380, 5.3.1: 96 bytes.
        bytes32 seed = keccak256(abi.encodePacked(new bytes(136), message, uint16(96), uint8(0), behind));
        bytes32 one = keccak256(abi.encodePacked(seed, uint8(1), behind));
        bytes32 two = keccak256(abi.encodePacked(seed ^ one, uint8(2), behind));
        bytes32 three = keccak256(abi.encodePacked(seed ^ two, uint8(3), behind));
        uint256 high = _field(uint256(one) >> 128, (uint256(one) << 128) | (uint256(two) >> 128));
        (done, points[0], points[1]) = _map(high);
        if (!done) return (false, points);
        (done, points[2], points[3]) = _map(_field(uint128(uint256(two)), uint256(three)));
    }

    /// The sum of two points. Not done where one is no point, or the precompile does not answer.
    function _sum(uint256[4] memory points) internal view returns (bool done, uint256 x, uint256 y) {
        bytes memory sum;
        (done, sum) = address(6).staticcall(abi.encode(points));
        done = done && sum.length >= 64;
        if (done) (x, y) = abi.decode(sum, (uint256, uint256));
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
        return _pairingsCancel(aX, aY, minusG, cX, cY, d);
    }

    /// Whether the product of the pairings of two points of each group is one.
    function _pairingsCancel(
        uint256 aX,
        uint256 aY,
        uint256[4] memory b,
        uint256 cX,
        uint256 cY,
        uint256[4] memory d
    ) internal view returns (bool done, bool cancel) {
        bytes memory pairs = bytes.concat(abi.encode(aX, aY, b), abi.encode(cX, cY, d));
        bytes memory product;
        (done, product) = address(8).staticcall(pairs);
        done = done && product.length >= 32;
        cancel = done && abi.decode(product, (uint256)) == 1;
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
        bytes memory answer;
        (done, answer) = address(5).staticcall(
            abi.encode(uint256(32), uint256(32), uint256(32), base, exponent, P)
        );
        done = done && answer.length >= 32;
        if (done) raised = abi.decode(answer, (uint256));
    }
}
