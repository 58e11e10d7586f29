// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {ISeedBeacon} from "blueprint-abi/library/ISeedBeacon.sol";
import {HashToCurve} from "blueprint-solidity/HashToCurve.sol";

/// @title Seeds of a public randomness beacon, in Solidity
/// @notice The same as contracts/seed-beacon does in ink!.
contract SeedBeacon is ISeedBeacon, HashToCurve {
    uint8 private constant NETWORK = 1;
    uint8 private constant BLOCK_HASH = 2;
    /// The least time that a round is remembered after the network's patience is over, in seconds.
    uint64 private constant LEAST_MEMORY = 86_400;
    uint32 private constant MOST_CLEARED = 64;
    uint64 private constant BLOCKS_AHEAD = 2;
    uint64 private constant HASHES = 256;

    bytes private constant DOMAIN = "BLS_SIG_BN254G1_XMD:KECCAK-256_SVDW_RO_NUL_";

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
        uint256[4] memory whole = [
            uint256(keyXImaginary),
            uint256(keyXReal),
            uint256(keyYImaginary),
            uint256(keyYReal)
        ];
        bool isZero = keyXImaginary | keyXReal | keyYImaginary | keyYReal == 0;
        (, bool cancel) = _pairingsCancel([uint256(1), 2], whole, [1, P - 2], whole);
        if (isZero || !cancel) revert BadKey();
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
        (bool done, uint256 hashX, uint256 hashY) = _sum(_points(round));
        if (!done) revert PrecompileFailed();
        uint256[4] memory whole = [
            uint256(_keyXImaginary),
            uint256(_keyXReal),
            uint256(_keyYImaginary),
            uint256(_keyYReal)
        ];
        (, bool signed) = _signs(x, y, hashX, hashY, whole);
        if (!signed) revert BadSignature(round);
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

    /// The points whose sum is the hash of a round's message.
    function _points(uint64 round) private view returns (uint256[4] memory points) {
        bool done;
        (done, points) = _hashPoints(keccak256(abi.encodePacked(round)), DOMAIN);
        if (!done) revert PrecompileFailed();
    }
}
