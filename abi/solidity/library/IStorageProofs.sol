// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {IRoles} from "./IRoles.sol";

/// @title Storage proofs: whether operators still hold the data that a service trusted them with
/// @notice The verifier of services in IServiceLevels. In each window an operator opens random leaves of its data set,
/// chosen by the seed of ISeedBeacon's round after the window's beginning; a valid opening keeps the window. An
/// operator that lost a part f of the leaves passes c challenges with probability (1 - f)^c. A proof shows that the
/// operator could read the leaves in time, not where they lie.
///
/// A data set is a Merkle tree of 2^height leaves: a leaf is keccak256(0x00 || data), a node keccak256(0x01 || left ||
/// right). Leaf i of a window is keccak256(s || serviceId as 32 bytes || i as 8 bytes) modulo the set's leaves, where s is
/// keccak256(seed || this contract || operator || window as 4 bytes), so no two operators, windows or contracts have the
/// same challenge.
interface IStorageProofs is IRoles {
    /// @notice What an operator stores, from a window on.
    struct DataSet {
        bytes32 root;
        /// The leaves that hold data: the first ones.
        uint64 leaves;
        /// Levels of the tree; at most 40.
        uint8 height;
        /// The first window in which it is asked for.
        uint32 from;
    }

    // ---- errors

    /// @notice The service is open, and its window 0 has begun.
    error AlreadyOpen(uint64 serviceId);
    error UnknownService(uint64 serviceId);
    error ChallengesOutOfBounds(uint8 most, uint8 received);
    /// @notice The contract does not name this one as the verifier of the service.
    error NotVerifierOf(address levels, uint64 serviceId);
    /// @notice No leaves, more than the tree has, or a tree that is too high.
    error BadDataSet();
    /// @notice The window has begun; `least` is the first one that has not.
    error WindowBegan(uint32 least, uint32 received);
    /// @notice The data set before the last one can be asked for until this time.
    error DataSetInUse(uint64 until, uint64 time);
    /// @notice The operator has no data set in this window.
    error NoDataSet(uint64 serviceId, address operator, uint32 window);
    /// @notice The beacon has no seed for the round yet, or one of a source that the service does not take.
    error NoSeed(uint64 round, uint8 source);
    error OpeningCount(uint32 expected, uint32 received);
    /// @notice The opening with this index does not lead to the root, from the leaf that is asked for.
    error WrongOpening(uint32 index, uint64 leaf);
    /// @notice The contract did not answer as its interface says.
    error PeerFailed(address peer);

    // ---- events

    event ServiceOpened(uint64 indexed serviceId, address levels, address beacon, uint8 challenges);
    event DataSetChanged(uint64 indexed serviceId, address indexed operator, bytes32 root, uint64 leaves, uint32 from);
    event PossessionProven(uint64 indexed serviceId, address indexed operator, uint32 window);

    // ---- for the runtime

    /// @notice Fixes how a service is challenged: `challenges` leaves a window, 1 to 16, by the seeds of `beacon`.
    /// `levels` has this contract as the verifier of the service. `blockHashes`: whether seeds of the beacon's fallback
    /// count. Until window 0 begins, another call takes its place.
    function openService(
        uint64 serviceId,
        address levels,
        address beacon,
        uint8 challenges,
        bool blockHashes
    ) external;

    /// @notice Sets what an operator stores from window `from` on, which has not begun.
    function setDataSet(
        uint64 serviceId,
        address operator,
        bytes32 root,
        uint64 leaves,
        uint8 height,
        uint32 from
    ) external;

    // ---- for anyone

    /// @notice Opens the leaves that challengeOf names, in its order, each with its siblings from the leaf to the root.
    function prove(
        uint64 serviceId,
        uint32 window,
        address operator,
        bytes[] calldata leaves,
        bytes32[][] calldata siblings
    ) external;

    // ---- state

    /// @notice The leaves that an operator must open to keep a window.
    function challengeOf(
        uint64 serviceId,
        uint32 window,
        address operator
    ) external view returns (uint64[] memory leaves);

    /// @notice How a service is challenged; zeros for a service that is not open.
    function serviceOf(uint64 serviceId) external view returns (
        address levels,
        address beacon,
        uint8 challenges,
        bool blockHashes
    );

    /// @notice The data sets of an operator: the one in use, and the one that follows it from a window on. Zeros for none.
    function dataSetsOf(
        uint64 serviceId,
        address operator
    ) external view returns (DataSet memory present, DataSet memory next);
}
