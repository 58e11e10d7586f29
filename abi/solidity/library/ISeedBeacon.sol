// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

/// @title Seeds that no account chooses: the rounds of a public randomness beacon
/// @notice A network such as drand's evmnet signs the number of each round, at known times, by BLS over BN254 (scheme
/// bls-bn254-unchained-on-g1). Any account submits a signature, which is verified with the precompiles; the round's
/// seed is its SHA-256. A contract that needs a seed for a time takes that of roundAfter(time): no account chooses
/// the round, nor knows its seed at that time. Sources: 0 none, 1 the network, 2 the hash of a block. The second is a
/// fallback for a network that stopped: the author of that one block can choose among hashes, so it is worth no more
/// than the honesty of its author. Who reads a seed decides whether that is enough. There are no roles, and nothing
/// can be changed. Times are seconds.
interface ISeedBeacon {
    // ---- errors

    error ZeroPeriod();
    error RetentionTooShort(uint64 least, uint64 received);
    /// @notice The key is not a point of the second group other than zero, or its coordinates are in another order.
    error BadKey();
    /// @notice Rounds begin with 1.
    error NoSuchRound();
    /// @notice The seed of the round is fixed.
    error AlreadyFixed(uint64 round, uint8 source);
    /// @notice The round was remembered until this time.
    error Forgotten(uint64 round, uint64 until);
    /// @notice The round is remembered until this time.
    error Remembered(uint64 round, uint64 until);
    error SignatureLength(uint32 expected, uint32 received);
    /// @notice Not the network's signature of this round.
    error BadSignature(uint64 round);
    /// @notice A precompile that this contract needs failed, or is missing on this chain.
    error PrecompileFailed();
    /// @notice The network has until this time to sign the round, and an account to submit the signature.
    error FallbackTooEarly(uint64 from, uint64 time);
    /// @notice The fallback is open with this block.
    error FallbackOpen(uint64 round, uint64 blockNumber);
    /// @notice The fallback is not open, or its block is too old: open it again.
    error FallbackNotOpen(uint64 round);
    /// @notice The hash of the block can be read from the next one on.
    error BlockNotMade(uint64 blockNumber, uint64 running);
    error BatchSize(uint32 most, uint32 received);

    // ---- events

    event SeedFixed(uint64 indexed round, bytes32 seed, uint8 source);
    event FallbackOpened(uint64 indexed round, uint64 blockNumber);
    event SeedCleared(uint64 indexed round);

    // ---- for anyone

    /// @notice Fixes the seed of a round by the network's signature: 64 bytes, x and y of a point.
    function submit(uint64 round, bytes calldata signature) external;

    /// @notice Names the block, two after this one, whose hash the seed of a round will be made of. Once the network's
    /// patience is over; again, once the block's hash can no longer be read.
    function openFallback(uint64 round) external;

    /// @notice Fixes the seed of a round by the hash of the named block: in the 256 blocks after it.
    function closeFallback(uint64 round) external;

    /// @notice Frees the storage of at most 64 rounds that are forgotten.
    function clear(uint64[] calldata rounds) external;

    // ---- state

    /// @notice The seed of a round and its source; zeros for none.
    function seedOf(uint64 round) external view returns (bytes32 seed, uint8 source);

    /// @notice The round of a time, its seed and its source.
    function seedAfter(uint64 time) external view returns (uint64 round, bytes32 seed, uint8 source);

    /// @notice The first round that the network signs more than the margin after a time.
    function roundAfter(uint64 time) external view returns (uint64 round);

    /// @notice When the network signs a round.
    function signedAt(uint64 round) external view returns (uint64 time);

    /// @notice The block of an open fallback; zero for none.
    function fallbackOf(uint64 round) external view returns (uint64 blockNumber);

    /// @notice The points whose sum the network's key multiplies in the signature of a round.
    function messageOf(uint64 round) external view returns (
        bytes32 firstX,
        bytes32 firstY,
        bytes32 secondX,
        bytes32 secondY
    );

    /// @notice The time of round 1, the time between two rounds, how far this chain's clock can be behind the
    /// network's, how long after a round's time the fallback can be opened, and how long a round is remembered.
    function network() external view returns (
        uint64 genesis,
        uint32 period,
        uint32 margin,
        uint32 patience,
        uint32 retention
    );

    /// @notice The network's key: a point of the second group, of x and y the imaginary part first.
    function key() external view returns (
        bytes32 xImaginary,
        bytes32 xReal,
        bytes32 yImaginary,
        bytes32 yReal
    );
}
