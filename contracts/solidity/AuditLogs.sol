// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {IAuditLogs} from "blueprint-abi/library/IAuditLogs.sol";
import {IEquivocationEvidence} from "blueprint-abi/library/IEquivocationEvidence.sol";
import {IOracleCommittee} from "blueprint-abi/library/IOracleCommittee.sol";
import {IServiceLevels} from "blueprint-abi/library/IServiceLevels.sol";
import {PeerCalls} from "blueprint-solidity/PeerCalls.sol";
import {Roles} from "blueprint-solidity/Roles.sol";
import {SignatureVerifier} from "blueprint-solidity/SignatureVerifier.sol";

/// @title Audit logs, in Solidity
/// @notice The same as contracts/audit-logs does in ink!.
contract AuditLogs is IAuditLogs, PeerCalls, Roles, SignatureVerifier {
    uint64 private constant KEPT = 30 days;
    /// The kind of a committee's question whose answer a threshold of members signs.
    uint8 private constant AGREEMENT = 1;
    // Answers of peers: the bits of their words, a byte each; 0 for all 256.
    bytes private constant WINDOWS_BITS = hex"20";
    bytes private constant TIMES_BITS = hex"404040";
    bytes private constant ADDRESS_BITS = hex"a0";
    bytes private constant DIGEST_BITS = hex"00";
    bytes private constant VALUE_BITS = hex"004001";
    bytes private constant QUESTION_BITS = hex"0820201010";
    /// The precompile. By its address: one that does not hash is a peer that failed.
    address private constant SHA256 = address(2);
    /// SHA-256 of nothing: the root of a log without entries.
    bytes32 private constant EMPTY_ROOT = 0xe3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855;
    bytes32 private constant LOG_TYPE = keccak256("AuditLog(address logs,uint64 serviceId,address operator)");

    struct Service {
        /// Never zero: nothing answers there.
        address evidence;
        address levels;
        address committee;
    }

    /// Head, in two words.
    struct StoredHead {
        uint64 size;
        uint64 time;
        bytes32 root;
    }

    /// Checkpoint, in two words.
    struct Stream {
        uint64 number;
        uint64 time;
        bytes32 head;
    }

    mapping(uint64 serviceId => Service) private _services;
    mapping(uint64 serviceId => mapping(address operator => StoredHead)) private _heads;
    mapping(uint64 serviceId => mapping(address operator => StoredHead)) private _witnessed;
    mapping(uint64 serviceId => mapping(uint64 callId => mapping(address operator => Stream))) private _streams;

    constructor(address runtime, address guardian, uint64 delay) Roles(runtime, guardian, delay) {}

    // ---- for the runtime

    /// @inheritdoc IAuditLogs
    function openService(
        uint64 serviceId,
        address evidence,
        address levels,
        address committee
    ) external onlyRuntime {
        if (_services[serviceId].evidence != address(0)) revert AlreadyOpen(serviceId);
        if (levels != address(0) && _verifier(levels, serviceId) != address(this)) {
            revert NotVerifierOf(levels, serviceId);
        }
        // What is another contract does not answer.
        _digest(evidence, serviceId, bytes32(0), Head(0, bytes32(0), 0));
        if (committee != address(0)) _signedValue(committee, bytes32(0));
        _services[serviceId] = Service(evidence, levels, committee);
        emit ServiceOpened(serviceId, evidence, levels, committee);
    }

    // ---- for anyone

    /// @inheritdoc IAuditLogs
    function append(
        uint64 serviceId,
        address operator,
        uint64 size,
        bytes32 root,
        uint64 time,
        bytes calldata signature,
        bytes32[] calldata proof
    ) external {
        Service memory service = _known(serviceId);
        Head memory head = Head(size, root, time);
        Head memory old = _before(serviceId, operator, time);
        _signed(service.evidence, serviceId, operator, head, signature);
        _continues(old, head, proof);
        // Else an account that appends a later head makes the word of the witnesses useless.
        if (service.committee != address(0)) _takeOver(service, serviceId, operator);
        _append(serviceId, operator, head, signature);
        if (service.committee == address(0)) _keep(service.levels, serviceId, operator, time);
    }

    /// @inheritdoc IAuditLogs
    function witness(uint64 serviceId, address operator) external {
        Service memory service = _known(serviceId);
        if (service.committee == address(0)) revert NoWitnesses(serviceId);
        StoredHead memory head = _existing(_heads, serviceId, operator);
        uint256 received = _signedValue(service.committee, questionOf(serviceId, operator));
        uint256 expected = valueOf(head.size, head.root, head.time);
        if (received != expected) revert NotWitnessed(expected, received);
        uint8 kind = _kind(service.committee, questionOf(serviceId, operator));
        if (kind != AGREEMENT) revert WrongKind(AGREEMENT, kind);
        _recordWitnessed(service, serviceId, operator, head);
    }

    // ---- for operators

    /// @inheritdoc IAuditLogs
    function startStream(uint64 serviceId, uint64 callId, bytes32 inputs) external {
        Stream storage stream = _streams[serviceId][callId][msg.sender];
        if (stream.head != 0) revert StreamBegan(serviceId, callId);
        (stream.number, stream.time) = (0, uint64(block.timestamp));
        stream.head = keccak256(abi.encodePacked(serviceId, callId, inputs));
        emit StreamStarted(serviceId, callId, msg.sender, inputs);
    }

    /// @inheritdoc IAuditLogs
    function advanceStream(
        uint64 serviceId,
        uint64 callId,
        uint64 number,
        bytes32 parent,
        bytes32 inputs,
        bytes32 outputs
    ) external {
        Stream storage stream = _stream(serviceId, callId);
        (uint64 newest, bytes32 head) = (stream.number, stream.head);
        // After the last number of 64 bits there is no next one: the number repeats, and is refused.
        uint64 next = newest == type(uint64).max ? newest : newest + 1;
        if (number != next || number == newest) revert WrongNumber(next, number);
        if (parent != head) revert WrongParent(head, parent);
        (stream.number, stream.time) = (number, uint64(block.timestamp));
        stream.head = keccak256(abi.encodePacked(head, keccak256(abi.encodePacked(inputs, outputs))));
        emit StreamAdvanced(serviceId, callId, msg.sender, number, inputs, outputs);
    }

    /// @inheritdoc IAuditLogs
    function clearStream(uint64 serviceId, uint64 callId) external {
        uint64 until = _stream(serviceId, callId).time + KEPT;
        if (block.timestamp < until) revert StillNeeded(until);
        delete _streams[serviceId][callId][msg.sender];
        emit StreamCleared(serviceId, callId, msg.sender);
    }

    // ---- state

    /// @inheritdoc IAuditLogs
    function verifyEntry(
        uint64 serviceId,
        address operator,
        uint64 index,
        bytes32 leaf,
        bytes32[] calldata proof,
        bool witnessed
    ) external view returns (uint64 time) {
        StoredHead memory head = _existing(witnessed ? _witnessed : _heads, serviceId, operator);
        if (index >= head.size) revert NoSuchEntry(head.size, index);
        _leadsTo(head.root, leaf, index, head.size - 1, proof);
        return head.time;
    }

    /// @inheritdoc IAuditLogs
    function headOf(uint64 serviceId, address operator) external view returns (Head memory head) {
        return _stated(_heads[serviceId][operator]);
    }

    /// @inheritdoc IAuditLogs
    function witnessedOf(uint64 serviceId, address operator) external view returns (Head memory head) {
        return _stated(_witnessed[serviceId][operator]);
    }

    /// @inheritdoc IAuditLogs
    function streamOf(
        uint64 serviceId,
        uint64 callId,
        address operator
    ) external view returns (Checkpoint memory newest) {
        Stream storage stream = _streams[serviceId][callId][operator];
        return Checkpoint(stream.number, stream.head, stream.time);
    }

    /// @inheritdoc IAuditLogs
    function serviceOf(uint64 serviceId) external view returns (address evidence, address levels, address committee) {
        Service storage service = _services[serviceId];
        return (service.evidence, service.levels, service.committee);
    }

    /// @inheritdoc IAuditLogs
    function logOf() public view returns (bytes32 log) {
        return bytes32(uint256(uint160(address(this))));
    }

    /// @inheritdoc IAuditLogs
    function questionOf(uint64 serviceId, address operator) public view returns (bytes32 question) {
        return keccak256(abi.encode(LOG_TYPE, address(this), serviceId, operator));
    }

    /// @inheritdoc IAuditLogs
    function valueOf(uint64 size, bytes32 root, uint64 time) public pure returns (uint256 value) {
        return uint256(keccak256(abi.encode(size, root, time)));
    }

    // ---- inside: what is stored

    function _known(uint64 serviceId) private view returns (Service memory service) {
        service = _services[serviceId];
        if (service.evidence == address(0)) revert UnknownService(serviceId);
    }

    function _existing(
        mapping(uint64 => mapping(address => StoredHead)) storage heads,
        uint64 serviceId,
        address operator
    ) private view returns (StoredHead memory head) {
        head = heads[serviceId][operator];
        if (head.time == 0) revert NoHead(serviceId, operator);
    }

    /// The caller's stream.
    function _stream(uint64 serviceId, uint64 callId) private view returns (Stream storage stream) {
        stream = _streams[serviceId][callId][msg.sender];
        if (stream.head == 0) revert UnknownStream(serviceId, callId);
    }

    function _stated(StoredHead storage head) private view returns (Head memory) {
        return Head(head.size, head.root, head.time);
    }

    /// Takes over that the committee signed a head which makes room, where it did.
    function _takeOver(Service memory service, uint64 serviceId, address operator) private {
        StoredHead memory head = _heads[serviceId][operator];
        if (head.time <= _witnessed[serviceId][operator].time) return;
        bytes32 question = questionOf(serviceId, operator);
        uint256 value = _signedValue(service.committee, question);
        if (value != valueOf(head.size, head.root, head.time)) return;
        if (_kind(service.committee, question) != AGREEMENT) return;
        _recordWitnessed(service, serviceId, operator, head);
    }

    function _recordWitnessed(
        Service memory service,
        uint64 serviceId,
        address operator,
        StoredHead memory head
    ) private {
        _witnessed[serviceId][operator] = head;
        emit HeadWitnessed(serviceId, operator, head.size, head.root, head.time);
        _keep(service.levels, serviceId, operator, head.time);
    }

    function _append(uint64 serviceId, address operator, Head memory head, bytes calldata signature) private {
        _heads[serviceId][operator] = StoredHead(head.size, head.time, head.root);
        emit HeadAppended(serviceId, operator, head.size, head.root, head.time, signature);
    }

    // ---- inside: heads

    /// The head before one of this time; an empty tree where there is none.
    function _before(uint64 serviceId, address operator, uint64 time) private view returns (Head memory old) {
        if (time > block.timestamp) revert InFuture(time, uint64(block.timestamp));
        old = _stated(_heads[serviceId][operator]);
        if (time <= old.time) revert NotNewer(old.time, time);
        if (old.time == 0) old.root = EMPTY_ROOT;
    }

    /// A key alone: what a contract accepts may change.
    function _signed(
        address evidence,
        uint64 serviceId,
        address operator,
        Head memory head,
        bytes calldata signature
    ) private view {
        address received = signerOf(_digest(evidence, serviceId, logOf(), head), signature);
        if (received != operator || operator == address(0)) revert NotOperatorSigned(operator, received);
    }

    // ---- inside: proofs of RFC 9162

    /// Checks that the old tree is the beginning of the new one (2.1.4.2).
    function _continues(Head memory old, Head memory head, bytes32[] calldata proof) private view {
        if (head.size < old.size) revert Shrinking(old.size, head.size);
        if (old.size == 0 || old.size == head.size) {
            _expectLength(0, proof.length);
            // Every tree continues the empty one.
            if (old.size == head.size) _expectRoot(old.root, head.root);
            return;
        }
        (uint256 at, uint256 last) = (old.size - 1, head.size - 1);
        while (at & 1 == 1) (at, last) = (at >> 1, last >> 1);
        // An old tree of a power of two is itself the first digest: then nothing is left of the index.
        uint256 first = at == 0 ? 0 : 1;
        _expectLength(_pathLength(at, last) + first, proof.length);
        bytes32 oldDigest = first == 0 ? old.root : proof[0];
        bytes32 newDigest = oldDigest;
        for (uint256 i = first; i < proof.length; ++i) {
            bool onLeft;
            (onLeft, at, last) = _parent(at, last);
            if (onLeft) (oldDigest, newDigest) = (_node(proof[i], oldDigest), _node(proof[i], newDigest));
            else newDigest = _node(newDigest, proof[i]);
        }
        _expectRoot(old.root, oldDigest);
        _expectRoot(head.root, newDigest);
    }

    /// Checks that a leaf is in a tree (2.1.3.2). Both indices are of leaves, the second of the last one.
    function _leadsTo(
        bytes32 root,
        bytes32 digest,
        uint256 at,
        uint256 last,
        bytes32[] calldata proof
    ) private view {
        _expectLength(_pathLength(at, last), proof.length);
        for (uint256 i = 0; i < proof.length; ++i) {
            bool onLeft;
            (onLeft, at, last) = _parent(at, last);
            digest = onLeft ? _node(proof[i], digest) : _node(digest, proof[i]);
        }
        _expectRoot(root, digest);
    }

    /// Siblings on the way from a node up to the root: one per level below which its path and the last node's join, and
    /// one per left sibling above.
    function _pathLength(uint256 at, uint256 last) private pure returns (uint256 length) {
        for (; at != last; ++length) (at, last) = (at >> 1, last >> 1);
        for (; at != 0; at >>= 1) length += at & 1;
    }

    /// Whether the next sibling of a node is on its left, and where their parent is.
    function _parent(uint256 at, uint256 last) private pure returns (bool onLeft, uint256, uint256) {
        onLeft = at & 1 == 1 || at == last;
        // A right-most node without a sibling is its own parent: up until it is a right child.
        while (onLeft && at & 1 == 0 && at != 0) (at, last) = (at >> 1, last >> 1);
        return (onLeft, at >> 1, last >> 1);
    }

    function _node(bytes32 left, bytes32 right) private view returns (bytes32) {
        (bool done, bytes memory hash) = SHA256.staticcall(abi.encodePacked(bytes1(0x01), left, right));
        if (!done || hash.length != 32) revert PeerFailed(SHA256);
        return bytes32(hash);
    }

    function _expectLength(uint256 expected, uint256 received) private pure {
        if (received != expected) revert ProofLength(uint32(expected), uint32(received));
    }

    function _expectRoot(bytes32 expected, bytes32 received) private pure {
        if (received != expected) revert WrongRoot(expected, received);
    }

    // ---- inside: peers, whose own errors are passed on

    /// Keeps the window of a time, while it can be answered: a log goes on where there is none to keep.
    function _keep(address levels, uint64 serviceId, address operator, uint64 time) private {
        if (levels == address(0)) return;
        bytes memory question = abi.encodeCall(IServiceLevels.windowsBegun, (serviceId, time));
        uint256 begun = _asked(levels, question, WINDOWS_BITS)[0];
        if (begun == 0) return;
        uint32 window = uint32(begun - 1);
        question = abi.encodeCall(IServiceLevels.timesOf, (serviceId, window));
        if (block.timestamp >= _asked(levels, question, TIMES_BITS)[1]) return;
        address[] memory operators = new address[](1);
        operators[0] = operator;
        // It has code: it answered just now.
        (bool done, bytes memory error) = levels.call(
            abi.encodeCall(IServiceLevels.mark, (serviceId, window, operators))
        );
        if (!done && !_isElsewhere(error)) _passOn(levels);
    }

    /// Whether the levels say that the window is not the operator's, or not this contract's to keep.
    function _isElsewhere(bytes memory error) private pure returns (bool) {
        if (error.length < 4) return false;
        bytes4 selector = bytes4(error);
        return selector == IServiceLevels.NotServing.selector || selector == IServiceLevels.NotVerifier.selector;
    }

    function _verifier(address levels, uint64 serviceId) private view returns (address) {
        bytes memory question = abi.encodeCall(IServiceLevels.verifierOf, (serviceId));
        return address(uint160(_asked(levels, question, ADDRESS_BITS)[0]));
    }

    function _digest(address evidence, uint64 serviceId, bytes32 log, Head memory head) private view returns (bytes32) {
        bytes memory question = abi.encodeCall(
            IEquivocationEvidence.headDigest,
            (serviceId, log, head.size, head.root, head.time)
        );
        return bytes32(_asked(evidence, question, DIGEST_BITS)[0]);
    }

    /// The value that a committee signed last; 0 for none.
    function _signedValue(address committee, bytes32 question) private view returns (uint256 value) {
        return _asked(committee, abi.encodeCall(IOracleCommittee.valueOf, (question)), VALUE_BITS)[0];
    }

    /// The kind of a committee's question: a median of hashes is the word of one member.
    function _kind(address committee, bytes32 question) private view returns (uint8) {
        return uint8(_asked(committee, abi.encodeCall(IOracleCommittee.questionOf, (question)), QUESTION_BITS)[0]);
    }

    function _peerFailed(address peer) internal pure override {
        revert PeerFailed(peer);
    }
}
