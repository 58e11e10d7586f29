// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {ISeedBeacon} from "blueprint-abi/library/ISeedBeacon.sol";
import {IServiceLevels} from "blueprint-abi/library/IServiceLevels.sol";
import {IStorageProofs} from "blueprint-abi/library/IStorageProofs.sol";
import {PeerCalls} from "blueprint-solidity/PeerCalls.sol";
import {Roles} from "blueprint-solidity/Roles.sol";

/// @title Storage proofs, in Solidity
/// @notice The same as contracts/storage-proofs does in ink!.
contract StorageProofs is PeerCalls, Roles, IStorageProofs {
    uint8 private constant MOST_CHALLENGES = 16;
    uint8 private constant MOST_HEIGHT = 40;
    /// Where a seed is from.
    uint256 private constant NETWORK = 1;
    uint256 private constant BLOCK_HASH = 2;
    /// Bytes: what a contract in ink! reads of an error.
    uint256 private constant MOST_OF_ERROR = 16_384;

    // ---- answers of peers: the bits of their words, a byte each; 0 for all 256

    bytes private constant WINDOWS_BITS = hex"20";
    bytes private constant TIMES_BITS = hex"404040";
    bytes private constant ADDRESS_BITS = hex"a0";
    bytes private constant ROUND_BITS = hex"40";
    bytes private constant SEED_BITS = hex"400008";

    struct Service {
        address levels;
        /// 0 where there is no service.
        uint8 challenges;
        bool blockHashes;
        address beacon;
    }

    /// The next one has no leaves until one was set, the present one until another followed.
    struct Sets {
        DataSet present;
        DataSet next;
    }

    mapping(uint64 serviceId => Service) private _services;
    mapping(uint64 serviceId => mapping(address operator => Sets)) private _sets;

    constructor(address runtime, address guardian, uint64 delay) Roles(runtime, guardian, delay) {}

    // ---- for the runtime

    /// @inheritdoc IStorageProofs
    function openService(
        uint64 serviceId,
        address levels,
        address beacon,
        uint8 challenges,
        bool blockHashes
    ) external onlyRuntime {
        Service storage service = _services[serviceId];
        if (service.challenges != 0 && !_isAhead(service.levels, serviceId)) revert AlreadyOpen(serviceId);
        if (challenges == 0 || challenges > MOST_CHALLENGES) {
            revert ChallengesOutOfBounds(MOST_CHALLENGES, challenges);
        }
        _checkOther(levels);
        _checkOther(beacon);
        bytes memory question = abi.encodeCall(IServiceLevels.verifierOf, (serviceId));
        uint256 verifier = _asked(levels, question, ADDRESS_BITS)[0];
        if (verifier != uint256(uint160(address(this)))) revert NotVerifierOf(levels, serviceId);
        // What is no beacon does not answer.
        _asked(beacon, abi.encodeCall(ISeedBeacon.roundAfter, (uint64(block.timestamp))), ROUND_BITS);
        (service.levels, service.challenges, service.blockHashes) = (levels, challenges, blockHashes);
        service.beacon = beacon;
        emit ServiceOpened(serviceId, levels, beacon, challenges);
    }

    /// @inheritdoc IStorageProofs
    function setDataSet(
        uint64 serviceId,
        address operator,
        bytes32 root,
        uint64 leaves,
        uint8 height,
        uint32 from
    ) external onlyRuntime {
        address levels = _known(serviceId).levels;
        // The shift is of at most 40 bits.
        if (height > MOST_HEIGHT || leaves == 0 || leaves > uint64(1) << height) revert BadDataSet();
        bytes memory question = abi.encodeCall(IServiceLevels.windowsBegun, (serviceId, uint64(block.timestamp)));
        uint32 least = uint32(_asked(levels, question, WINDOWS_BITS)[0]);
        if (from < least) revert WindowBegan(least, from);
        Sets storage sets = _sets[serviceId][operator];
        if (sets.next.leaves != 0 && sets.next.from < least) {
            _checkOver(levels, serviceId, sets);
            sets.present = sets.next;
        }
        sets.next = DataSet(root, leaves, height, from);
        emit DataSetChanged(serviceId, operator, root, leaves, from);
    }

    // ---- for anyone

    /// @inheritdoc IStorageProofs
    function prove(
        uint64 serviceId,
        uint32 window,
        address operator,
        bytes[] calldata leaves,
        bytes32[][] calldata siblings
    ) external {
        Service memory service = _known(serviceId);
        (DataSet memory set, bytes32 seed) = _challenge(service, serviceId, window, operator);
        _checkCount(service.challenges, leaves.length);
        _checkCount(service.challenges, siblings.length);
        uint256 wrong = leaves.length;
        // Openings behind a wrong one are decoded, too: where one is malformed, that is what counts.
        for (uint256 i = leaves.length; i > 0; --i) {
            uint64 leaf = _leaf(set, seed, serviceId, i - 1);
            if (!_opens(set, leaf, leaves[i - 1], siblings[i - 1])) wrong = i - 1;
        }
        if (wrong != leaves.length) revert WrongOpening(uint32(wrong), _leaf(set, seed, serviceId, wrong));
        _mark(service.levels, serviceId, window, operator);
        emit PossessionProven(serviceId, operator, window);
    }

    // ---- state

    /// @inheritdoc IStorageProofs
    function challengeOf(
        uint64 serviceId,
        uint32 window,
        address operator
    ) external view returns (uint64[] memory leaves) {
        Service memory service = _known(serviceId);
        (DataSet memory set, bytes32 seed) = _challenge(service, serviceId, window, operator);
        leaves = new uint64[](service.challenges);
        for (uint256 i = 0; i < leaves.length; ++i) leaves[i] = _leaf(set, seed, serviceId, i);
    }

    /// @inheritdoc IStorageProofs
    function serviceOf(uint64 serviceId) external view returns (
        address levels,
        address beacon,
        uint8 challenges,
        bool blockHashes
    ) {
        Service storage service = _services[serviceId];
        return (service.levels, service.beacon, service.challenges, service.blockHashes);
    }

    /// @inheritdoc IStorageProofs
    function dataSetsOf(
        uint64 serviceId,
        address operator
    ) external view returns (DataSet memory present, DataSet memory next) {
        Sets storage sets = _sets[serviceId][operator];
        return (sets.present, sets.next);
    }

    // ---- inside: checks

    function _known(uint64 serviceId) private view returns (Service storage service) {
        service = _services[serviceId];
        if (service.challenges == 0) revert UnknownService(serviceId);
    }

    /// The last window of the present data set can be answered for a while.
    function _checkOver(address levels, uint64 serviceId, Sets storage sets) private view {
        uint32 first = sets.next.from;
        if (first == 0 || sets.present.leaves == 0) return;
        (, uint64 until) = _times(levels, serviceId, first - 1);
        if (block.timestamp < until) revert DataSetInUse(until, uint64(block.timestamp));
    }

    function _checkCount(uint8 expected, uint256 received) private pure {
        // Fewer than 2^32: each of them takes a word of calldata.
        if (received != expected) revert OpeningCount(expected, uint32(received));
    }

    // ---- inside: challenges

    /// The data set that is asked for in a window, and the seed of the operator's leaves.
    function _challenge(
        Service memory service,
        uint64 serviceId,
        uint32 window,
        address operator
    ) private view returns (DataSet memory set, bytes32 seed) {
        set = _setOf(serviceId, window, operator);
        (uint64 begins, ) = _times(service.levels, serviceId, window);
        bytes memory question = abi.encodeCall(ISeedBeacon.seedAfter, (begins));
        uint256[MOST_WORDS] memory answer = _asked(service.beacon, question, SEED_BITS);
        uint256 source = answer[2];
        bool counts = source == NETWORK || (source == BLOCK_HASH && service.blockHashes);
        if (!counts) revert NoSeed(uint64(answer[0]), uint8(source));
        seed = keccak256(abi.encodePacked(answer[1], address(this), operator, window));
    }

    /// The data set of a window.
    function _setOf(uint64 serviceId, uint32 window, address operator) private view returns (DataSet memory set) {
        Sets storage sets = _sets[serviceId][operator];
        set = sets.next;
        if (set.leaves == 0 || set.from > window) set = sets.present;
        if (set.leaves == 0 || set.from > window) revert NoDataSet(serviceId, operator, window);
    }

    /// The leaf with a number that is asked for. A data set has leaves.
    function _leaf(DataSet memory set, bytes32 seed, uint64 serviceId, uint256 number) private pure returns (uint64) {
        uint256 hash = uint256(keccak256(abi.encodePacked(seed, uint256(serviceId), uint64(number))));
        return uint64(hash % set.leaves);
    }

    // ---- inside: trees

    /// Whether data and siblings lead from a leaf to the root. There are as many siblings as levels, so that neither a node nor
    /// the leaf of another tree passes.
    function _opens(
        DataSet memory set,
        uint64 leaf,
        bytes calldata data,
        bytes32[] calldata siblings
    ) private pure returns (bool) {
        if (siblings.length != set.height) return false;
        bytes32 digest = _hashLeaf(data);
        for (uint256 level = 0; level < siblings.length; ++level) {
            bytes32 sibling = siblings[level];
            bool isRight = (leaf >> level) & 1 == 1;
            digest = isRight ? _hashNode(sibling, digest) : _hashNode(digest, sibling);
        }
        return digest == set.root;
    }

    /// keccak256(0x00 || data). It leaves no memory behind: many leaves take as much as the longest.
    function _hashLeaf(bytes calldata data) private pure returns (bytes32 digest) {
        assembly ("memory-safe") {
            let free := mload(64)
            mstore8(free, 0)
            calldatacopy(add(free, 1), data.offset, data.length)
            digest := keccak256(free, add(data.length, 1))
        }
    }

    /// keccak256(0x01 || left || right), which leaves no memory behind either.
    function _hashNode(bytes32 left, bytes32 right) private pure returns (bytes32 digest) {
        assembly ("memory-safe") {
            let free := mload(64)
            mstore8(free, 1)
            mstore(add(free, 1), left)
            mstore(add(free, 33), right)
            digest := keccak256(free, 65)
        }
    }

    // ---- inside: peers

    /// Whether no window of a service has begun. Levels that do not answer do not say so.
    function _isAhead(address levels, uint64 serviceId) private view returns (bool isAhead) {
        bytes memory question = abi.encodeCall(IServiceLevels.windowsBegun, (serviceId, uint64(block.timestamp)));
        assembly ("memory-safe") {
            let done := staticcall(gas(), levels, add(question, 32), mload(question), 0, 32)
            let whole := iszero(lt(returndatasize(), 32))
            isAhead := and(and(done, whole), iszero(mload(0)))
        }
    }

    /// When a window begins, and until when it can be answered.
    function _times(
        address levels,
        uint64 serviceId,
        uint32 window
    ) private view returns (uint64 begins, uint64 answersEnd) {
        bytes memory question = abi.encodeCall(IServiceLevels.timesOf, (serviceId, window));
        uint256[MOST_WORDS] memory answer = _asked(levels, question, TIMES_BITS);
        return (uint64(answer[0]), uint64(answer[1]));
    }

    /// Keeps a window. The levels have code: they answered just now. Their error is passed on; where they fail without one, or
    /// with one that ink! would not read, this contract does so without an error, too.
    function _mark(address levels, uint64 serviceId, uint32 window, address operator) private {
        address[] memory operators = new address[](1);
        operators[0] = operator;
        bytes memory order = abi.encodeCall(IServiceLevels.mark, (serviceId, window, operators));
        bool done;
        bool isNamed;
        assembly ("memory-safe") {
            done := call(gas(), levels, 0, add(order, 32), mload(order), 0, 0)
            let length := returndatasize()
            isNamed := and(gt(length, 0), iszero(gt(length, MOST_OF_ERROR)))
        }
        if (done) return;
        if (!isNamed) revert();
        _passOn(levels);
    }

    /// A peer is another contract.
    function _checkOther(address peer) private view {
        if (peer == address(this)) revert PeerFailed(peer);
    }

    function _peerFailed(address peer) internal pure override {
        revert PeerFailed(peer);
    }
}
