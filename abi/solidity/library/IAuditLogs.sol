// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {IRoles} from "./IRoles.sol";

/// @title Audit logs: logs of operators that only grow, and checkpoints of streams
/// @notice Each operator of a service has one log: a Merkle tree of RFC 9162 (SHA-256; a leaf is SHA-256(0x00 || entry), a
/// node SHA-256(0x01 || left || right)). The operator signs its head as IEquivocationEvidence has it, with `logOf` as the
/// log; any account appends the head with the proof that it continues the one before (RFC 9162, 2.1.4). So a log loses and
/// changes no entry from head to head. A second root of one size, shown to a client, is an offence there, where the service's
/// terms punish it; a root of another size is shown to be wrong by the log alone, which does not continue it.
///
/// Where a service has service levels, this contract is their verifier: a head with a time in a window keeps the window, while
/// it can be answered and the operator serves. A log goes on where there is no window to keep. That a window is kept says
/// that the log was continued for it, not that the operator was there: heads can be signed before. An account that has a
/// later head can append it, so an operator signs none of a later window before the one of this window is appended.
/// Where it has witnesses, a committee of IOracleCommittee, a head keeps its window once the committee has signed it: a
/// witness signs what it has read, so the entries behind the head are there for others. Of a head that makes room for the
/// next one, the committee's word is taken over first. A head without new entries counts: it says that there are none.
///
/// A stream is a hash chain of an operator for a job call: checkpoint n is keccak256(checkpoint n-1 || keccak256(inputs ||
/// outputs)), the first keccak256(serviceId as 8 bytes || callId as 8 bytes || inputs of the call). It binds the inputs and
/// outputs of every batch, and their order, from the checkpoint's time on: a reader compares the time, and the inputs of the
/// call. Times are seconds.
interface IAuditLogs is IRoles {
    /// @notice The head of a log.
    struct Head {
        /// How many entries it has; 0 entries and no root for none.
        uint64 size;
        bytes32 root;
        /// When the operator signed it; 0 for no head.
        uint64 time;
    }

    /// @notice A checkpoint of a stream.
    struct Checkpoint {
        /// How many there were; 0 for the beginning.
        uint64 number;
        /// Binds all of them, and their order; zero for no stream.
        bytes32 head;
        /// When it was made.
        uint64 time;
    }

    // ---- errors

    error AlreadyOpen(uint64 serviceId);
    error UnknownService(uint64 serviceId);
    /// @notice The contract does not name this one as the verifier of the service.
    error NotVerifierOf(address levels, uint64 serviceId);
    /// @notice The contract did not answer as its interface says.
    error PeerFailed(address peer);
    /// @notice The head is of a second to come.
    error InFuture(uint64 moment, uint64 time);
    /// @notice The time of a head is later than that of the head before.
    error NotNewer(uint64 expectedAbove, uint64 received);
    /// @notice The operator did not sign this head. `received` is whose signature it is; zero for none.
    error NotOperatorSigned(address operator, address received);
    /// @notice A log does not lose entries.
    error Shrinking(uint64 expectedAtLeast, uint64 received);
    /// @notice How many hashes a proof has follows from the sizes and the index.
    error ProofLength(uint32 expected, uint32 received);
    /// @notice The proof leads to another root. `received` is what it leads to.
    error WrongRoot(bytes32 expected, bytes32 received);
    /// @notice The operator has no head, or none that was witnessed.
    error NoHead(uint64 serviceId, address operator);
    error NoSuchEntry(uint64 size, uint64 received);
    /// @notice The service has no witnesses.
    error NoWitnesses(uint64 serviceId);
    /// @notice What the committee signed last is not the newest head.
    error NotWitnessed(uint256 expected, uint256 received);
    /// @notice The committee's question is not of agreement.
    error WrongKind(uint8 expected, uint8 received);
    /// @notice The caller's stream of this call has begun.
    error StreamBegan(uint64 serviceId, uint64 callId);
    error UnknownStream(uint64 serviceId, uint64 callId);
    /// @notice A checkpoint was left out, or sent twice.
    error WrongNumber(uint64 expected, uint64 received);
    /// @notice The checkpoint does not continue the newest one.
    error WrongParent(bytes32 expected, bytes32 received);
    /// @notice A stream is kept for 30 days after its newest checkpoint.
    error StillNeeded(uint64 until);

    // ---- events

    event ServiceOpened(uint64 indexed serviceId, address evidence, address levels, address committee);
    /// @notice With what IEquivocationEvidence takes as one of two statements.
    event HeadAppended(
        uint64 indexed serviceId,
        address indexed operator,
        uint64 size,
        bytes32 root,
        uint64 time,
        bytes signature
    );
    event HeadWitnessed(uint64 indexed serviceId, address indexed operator, uint64 size, bytes32 root, uint64 time);
    event StreamStarted(uint64 indexed serviceId, uint64 indexed callId, address indexed operator, bytes32 inputs);
    event StreamAdvanced(
        uint64 indexed serviceId,
        uint64 indexed callId,
        address indexed operator,
        uint64 number,
        bytes32 inputs,
        bytes32 outputs
    );
    event StreamCleared(uint64 indexed serviceId, uint64 indexed callId, address indexed operator);

    // ---- for the runtime

    /// @notice Fixes what heads of a service are signed for, once: `evidence` (IEquivocationEvidence) makes the digests,
    /// `levels` (IServiceLevels) has this contract as the service's verifier, `committee` (IOracleCommittee) are the
    /// witnesses. Zero for no levels, and for no witnesses.
    function openService(
        uint64 serviceId,
        address evidence,
        address levels,
        address committee
    ) external;

    // ---- for anyone

    /// @notice Appends the newest head of an operator's log, with the proof that it continues the one before: empty for the
    /// first one, and for a head of the same size. Where there are levels and no witnesses, keeps the window of its time.
    function append(
        uint64 serviceId,
        address operator,
        uint64 size,
        bytes32 root,
        uint64 time,
        bytes calldata signature,
        bytes32[] calldata proof
    ) external;

    /// @notice Takes over that the committee signed the newest head of an operator's log. Where there are levels, keeps the
    /// window of its time. `append` does the same with the head that it replaces.
    function witness(uint64 serviceId, address operator) external;

    // ---- for operators

    /// @notice Begins the caller's stream of a job call, with the hash of the call's inputs.
    function startStream(uint64 serviceId, uint64 callId, bytes32 inputs) external;

    /// @notice Adds a batch to the caller's stream: checkpoint `number`, that continues `parent`.
    function advanceStream(
        uint64 serviceId,
        uint64 callId,
        uint64 number,
        bytes32 parent,
        bytes32 inputs,
        bytes32 outputs
    ) external;

    /// @notice Clears the caller's stream, 30 days after its newest checkpoint.
    function clearStream(uint64 serviceId, uint64 callId) external;

    // ---- state

    /// @notice Checks that an entry is in the newest head, or, where `witnessed`, in the newest one that was witnessed (RFC
    /// 9162, 2.1.3); reverts where it is not. `leaf` is the hash of the entry as a leaf. Returns the time of the head.
    function verifyEntry(
        uint64 serviceId,
        address operator,
        uint64 index,
        bytes32 leaf,
        bytes32[] calldata proof,
        bool witnessed
    ) external view returns (uint64 time);

    function headOf(uint64 serviceId, address operator) external view returns (Head memory head);

    /// @notice The newest head that was witnessed.
    function witnessedOf(uint64 serviceId, address operator) external view returns (Head memory head);

    function streamOf(
        uint64 serviceId,
        uint64 callId,
        address operator
    ) external view returns (Checkpoint memory newest);

    function serviceOf(uint64 serviceId) external view returns (address evidence, address levels, address committee);

    /// @notice The name of every operator's log in IEquivocationEvidence: this contract's address, as 32 bytes.
    function logOf() external view returns (bytes32 log);

    /// @notice The question of the committee about an operator's log: keccak256 of the type
    /// AuditLog(address logs,uint64 serviceId,address operator) and its members, as 32 bytes each.
    function questionOf(uint64 serviceId, address operator) external view returns (bytes32 question);

    /// @notice The value that the committee signs for a head: keccak256 of size, root and time, as 32 bytes each.
    function valueOf(uint64 size, bytes32 root, uint64 time) external pure returns (uint256 value);
}
