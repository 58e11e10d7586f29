// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {ISeedBeacon} from "blueprint-abi/library/ISeedBeacon.sol";

/// @title Seeds of a public randomness beacon, in Solidity
/// @notice The same as contracts/seed-beacon does in ink!.
contract SeedBeacon is ISeedBeacon {
    uint8 private constant NETWORK = 1;
    uint8 private constant BLOCK_HASH = 2;
    /// The least time that a round is remembered after the network's patience is over, in seconds.
    uint64 private constant LEAST_MEMORY = 86_400;
    uint32 private constant MOST_CLEARED = 64;
    uint64 private constant BLOCKS_AHEAD = 2;
    uint64 private constant HASHES = 256;

    /// The prime of the curve's coordinates.
    uint256 private constant P = 0x30644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd47;
    /// The constants of the map to the curve: RFC 9380, 6.6.1, with Z = 1.
    uint256 private constant C1 = 4;
    uint256 private constant C2 = 0x183227397098d014dc2822db40c0ac2ecbc0b548b438e5469e10460b6c3e7ea3;
    uint256 private constant C3 = 0x16789af3a83522eb353c98fc6b36d713d5d8d1cc5dffffffa;
    uint256 private constant C4 = 0x10216f7ba065e00de81ac1e7808072c9dd2b2385cd7b438469602eb24829a9bd;
    /// To this power a number is one of its roots, where it has any.
    uint256 private constant ROOT = (P + 1) / 4;
    bytes private constant DOMAIN = "BLS_SIG_BN254G1_XMD:KECCAK-256_SVDW_RO_NUL_\x2b";

    /// The generator of the second group, negated.
    uint256 private constant MINUS_G2_X_IMAGINARY = 0x198e9393920d483a7260bfb731fb5d25f1aa493335a9e71297e485b7aef312c2;
    uint256 private constant MINUS_G2_X_REAL = 0x1800deef121f1e76426a00665e5c4479674322d4f75edadd46debd5cd992f6ed;
    uint256 private constant MINUS_G2_Y_IMAGINARY = 0x275dc4a288d1afb3cbb1ac09187524c7db36395df7be3b99e673b13a075a65ec;
    uint256 private constant MINUS_G2_Y_REAL = 0x1d9befcd05a5323e6da4d435f3b617cdb3af83285c2df711ef39c01571827f9d;

    struct Seed {
        bytes32 value;
        uint8 source;
    }

    uint64 private immutable _genesis;
    uint32 private immutable _period;
    uint32 private immutable _margin;
    uint32 private immutable _patience;
    uint32 private immutable _retention;
    bytes32 private immutable _keyXImaginary;
    bytes32 private immutable _keyXReal;
    bytes32 private immutable _keyYImaginary;
    bytes32 private immutable _keyYReal;

    mapping(uint64 round => Seed) private _seeds;
    mapping(uint64 round => uint64 blockNumber) private _fallbacks;

    constructor(
        uint64 genesis,
        uint32 period,
        uint32 margin,
        uint32 patience,
        uint32 retention,
        bytes32 keyXImaginary,
        bytes32 keyXReal,
        bytes32 keyYImaginary,
        bytes32 keyYReal
    ) {
        if (period == 0) revert ZeroPeriod();
        uint64 least = LEAST_MEMORY + patience;
        if (retention < least) revert RetentionTooShort(least, retention);
        bytes32[4] memory whole = [keyXImaginary, keyXReal, keyYImaginary, keyYReal];
        bool isZero = keyXImaginary | keyXReal | keyYImaginary | keyYReal == 0;
        if (isZero || !_pairingsCancel(1, 2, whole, 1, P - 2, whole)) revert BadKey();
        _genesis = genesis;
        _period = period;
        _margin = margin;
        _patience = patience;
        _retention = retention;
        _keyXImaginary = keyXImaginary;
        _keyXReal = keyXReal;
        _keyYImaginary = keyYImaginary;
        _keyYReal = keyYReal;
    }

    // ---- for anyone

    /// @inheritdoc ISeedBeacon
    function submit(uint64 round, bytes calldata signature) external {
        _open(round);
        if (signature.length != 64) revert SignatureLength(64, uint32(signature.length));
        (uint256 x, uint256 y) = abi.decode(signature, (uint256, uint256));
        (uint256 hashX, uint256 hashY) = _sum(_points(round));
        bytes32[4] memory minusG2 = [
            bytes32(MINUS_G2_X_IMAGINARY),
            bytes32(MINUS_G2_X_REAL),
            bytes32(MINUS_G2_Y_IMAGINARY),
            bytes32(MINUS_G2_Y_REAL)
        ];
        bytes32[4] memory whole = [_keyXImaginary, _keyXReal, _keyYImaginary, _keyYReal];
        if (!_pairingsCancel(x, y, minusG2, hashX, hashY, whole)) revert BadSignature(round);
        _fix(round, sha256(signature), NETWORK);
    }

    /// @inheritdoc ISeedBeacon
    function openFallback(uint64 round) external {
        _open(round);
        uint64 from = _plus(signedAt(round), _patience);
        if (block.timestamp < from) revert FallbackTooEarly(from, uint64(block.timestamp));
        uint64 open = _fallbacks[round];
        if (open != 0 && block.number <= open + HASHES) revert FallbackOpen(round, open);
        uint64 blockNumber = uint64(block.number) + BLOCKS_AHEAD;
        _fallbacks[round] = blockNumber;
        emit FallbackOpened(round, blockNumber);
    }

    /// @inheritdoc ISeedBeacon
    function closeFallback(uint64 round) external {
        _open(round);
        uint64 blockNumber = _fallbacks[round];
        if (blockNumber == 0) revert FallbackNotOpen(round);
        if (block.number <= blockNumber) revert BlockNotMade(blockNumber, uint64(block.number));
        bytes32 hash = blockhash(blockNumber);
        if (hash == 0) revert FallbackNotOpen(round);
        _fix(round, keccak256(abi.encodePacked(round, hash)), BLOCK_HASH);
    }

    /// @inheritdoc ISeedBeacon
    function clear(uint64[] calldata rounds) external {
        if (rounds.length == 0 || rounds.length > MOST_CLEARED) {
            revert BatchSize(MOST_CLEARED, uint32(rounds.length));
        }
        for (uint256 i = 0; i < rounds.length; ++i) {
            uint64 round = rounds[i];
            uint64 until = _plus(signedAt(round), _retention);
            if (block.timestamp <= until) revert Remembered(round, until);
            bool known = _seeds[round].source != 0 || _fallbacks[round] != 0;
            delete _seeds[round];
            delete _fallbacks[round];
            if (known) emit SeedCleared(round);
        }
    }

    // ---- state

    /// @inheritdoc ISeedBeacon
    function seedOf(uint64 round) public view returns (bytes32 seed, uint8 source) {
        Seed storage stored = _seeds[round];
        return (stored.value, stored.source);
    }

    /// @inheritdoc ISeedBeacon
    function seedAfter(uint64 time) external view returns (uint64 round, bytes32 seed, uint8 source) {
        round = roundAfter(time);
        (seed, source) = seedOf(round);
    }

    /// @inheritdoc ISeedBeacon
    function roundAfter(uint64 time) public view returns (uint64 round) {
        uint64 known = _plus(time, _margin);
        return known < _genesis ? 1 : _plus((known - _genesis) / _period, 2);
    }

    /// @inheritdoc ISeedBeacon
    function signedAt(uint64 round) public view returns (uint64 time) {
        uint256 periods = round == 0 ? 0 : round - 1;
        return _saturated(uint256(_genesis) + _saturated(periods * _period));
    }

    /// @inheritdoc ISeedBeacon
    function fallbackOf(uint64 round) external view returns (uint64 blockNumber) {
        return _fallbacks[round];
    }

    /// @inheritdoc ISeedBeacon
    function messageOf(uint64 round) external view returns (
        bytes32 firstX,
        bytes32 firstY,
        bytes32 secondX,
        bytes32 secondY
    ) {
        uint256[4] memory points = _points(round);
        return (bytes32(points[0]), bytes32(points[1]), bytes32(points[2]), bytes32(points[3]));
    }

    /// @inheritdoc ISeedBeacon
    function network() external view returns (
        uint64 genesis,
        uint32 period,
        uint32 margin,
        uint32 patience,
        uint32 retention
    ) {
        return (_genesis, _period, _margin, _patience, _retention);
    }

    /// @inheritdoc ISeedBeacon
    function key() external view returns (
        bytes32 xImaginary,
        bytes32 xReal,
        bytes32 yImaginary,
        bytes32 yReal
    ) {
        return (_keyXImaginary, _keyXReal, _keyYImaginary, _keyYReal);
    }

    // ---- rounds

    /// Reverts where the round can get no seed.
    function _open(uint64 round) private view {
        if (round == 0) revert NoSuchRound();
        uint64 until = _plus(signedAt(round), _retention);
        if (block.timestamp > until) revert Forgotten(round, until);
        uint8 source = _seeds[round].source;
        if (source != 0) revert AlreadyFixed(round, source);
    }

    function _fix(uint64 round, bytes32 seed, uint8 source) private {
        _seeds[round] = Seed(seed, source);
        delete _fallbacks[round];
        emit SeedFixed(round, seed, source);
    }

    function _plus(uint64 left, uint64 right) private pure returns (uint64) {
        return _saturated(uint256(left) + right);
    }

    function _saturated(uint256 value) private pure returns (uint64) {
        return value > type(uint64).max ? type(uint64).max : uint64(value);
    }

    // ---- the curve

    /// The points whose sum is the hash of a round's message.
    function _points(uint64 round) private view returns (uint256[4] memory points) {
        bytes32 message = keccak256(abi.encodePacked(round));
        // expand_message_xmd of RFC 9380, 5.3.1: 96 bytes.
        bytes32 seed = keccak256(abi.encodePacked(new bytes(136), message, uint16(96), uint8(0), DOMAIN));
        bytes32 one = keccak256(abi.encodePacked(seed, uint8(1), DOMAIN));
        bytes32 two = keccak256(abi.encodePacked(seed ^ one, uint8(2), DOMAIN));
        bytes32 three = keccak256(abi.encodePacked(seed ^ two, uint8(3), DOMAIN));
        (points[0], points[1]) = _map(_field(uint256(one) >> 128, (uint256(one) << 128) | (uint256(two) >> 128)));
        (points[2], points[3]) = _map(_field(uint128(uint256(two)), uint256(three)));
    }

    /// A number of 48 bytes modulo the prime.
    function _field(uint256 high, uint256 low) private pure returns (uint256) {
        // 2^256 modulo the prime, from what fits.
        uint256 shift = addmod(type(uint256).max % P, 1, P);
        return addmod(mulmod(high, shift, P), low % P, P);
    }

    /// The point of a number by Shallue and van de Woestijne's map: RFC 9380, 6.6.1 and F.1.
    function _map(uint256 u) private view returns (uint256 x, uint256 y) {
        uint256 scaled = mulmod(mulmod(u, u, P), C1, P);
        uint256 more = addmod(1, scaled, P);
        uint256 less = addmod(1, P - scaled, P);
        uint256 inverse = _power(mulmod(more, less, P), P - 2);
        uint256 offset = mulmod(mulmod(mulmod(u, less, P), inverse, P), C3, P);
        uint256 square;
        x = addmod(C2, P - offset, P);
        (y, square) = _root(x);
        if (mulmod(y, y, P) != square) {
            x = addmod(C2, offset, P);
            (y, square) = _root(x);
            if (mulmod(y, y, P) != square) {
                uint256 ratio = mulmod(mulmod(more, more, P), inverse, P);
                x = addmod(mulmod(mulmod(ratio, ratio, P), C4, P), 1, P);
                (y, square) = _root(x);
                if (mulmod(y, y, P) != square) revert PrecompileFailed();
            }
        }
        if (y % 2 != u % 2) y = P - y;
    }

    /// What is the y of an x where there is one, and its square.
    function _root(uint256 x) private view returns (uint256 y, uint256 square) {
        square = addmod(mulmod(mulmod(x, x, P), x, P), 3, P);
        y = _power(square, ROOT);
    }

    function _power(uint256 base, uint256 exponent) private view returns (uint256) {
        (bool success, bytes memory raised) = address(5).staticcall(
            abi.encode(uint256(32), uint256(32), uint256(32), base, exponent, P)
        );
        if (!success || raised.length < 32) revert PrecompileFailed();
        return abi.decode(raised, (uint256));
    }

    function _sum(uint256[4] memory points) private view returns (uint256 x, uint256 y) {
        (bool success, bytes memory sum) = address(6).staticcall(abi.encode(points));
        if (!success || sum.length < 64) revert PrecompileFailed();
        return abi.decode(sum, (uint256, uint256));
    }

    /// Whether the product of the pairings of two points of each group is one.
    function _pairingsCancel(
        uint256 aX,
        uint256 aY,
        bytes32[4] memory b,
        uint256 cX,
        uint256 cY,
        bytes32[4] memory d
    ) private view returns (bool) {
        bytes memory first = abi.encode(aX, aY, b);
        bytes memory second = abi.encode(cX, cY, d);
        (bool success, bytes memory product) = address(8).staticcall(bytes.concat(first, second));
        return success && product.length >= 32 && abi.decode(product, (uint256)) == 1;
    }
}
