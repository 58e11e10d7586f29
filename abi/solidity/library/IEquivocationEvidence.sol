// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {IRoles} from "./IRoles.sol";

/// @title Equivocation evidence: two statements of one operator that contradict each other, brought before the court
/// @notice An operator signs its answers to the questions of a service, and the heads of its logs, as typed data
/// (EIP-712, domain EquivocationEvidence version 1, whose contract is this one):
/// Answer(uint64 serviceId,bytes32 question,bytes32 answer,uint64 time) and, after RFC 9162,
/// TreeHead(uint64 serviceId,bytes32 log,uint64 size,bytes32 root,uint64 time).
/// Two answers to one question, or two roots of one log and size, are an offence that needs no judge: any account files
/// them, and this contract, as the service's proposer in ISlashingCourt, proposes the slash, for job misbehaviour. A key
/// alone signs here: what a contract accepts as its signature (EIP-1271) may change.
///
/// The moment of the offence is the later of the two times, for which the court must have captured the operator's stake.
/// A client takes no statement whose time is not about now: an operator could else escape by times that are long over, or
/// far ahead. Whatever the order of the two, and whatever third statement contradicts them, it is one offence with one
/// hash, which the court takes once. Who files gets nothing. A manager whose slashes take another course, as those of a services
/// pallet, asks `answersOffence` and `headsOffence` and proposes by itself; it needs no court here. Times are seconds, shares
/// basis points.
interface IEquivocationEvidence is IRoles {
    /// @notice A statement, and the operator's signature of it: s in the lower half, v 27 or 28.
    struct Statement {
        /// The answer, or the root.
        bytes32 value;
        uint64 time;
        bytes32 r;
        bytes32 s;
        uint8 v;
    }

    // ---- errors

    /// @notice The service has terms, which do not change.
    error AlreadyOpen(uint64 serviceId);
    error UnknownService(uint64 serviceId);
    error WindowOutOfBounds(uint64 shortest, uint64 longest, uint64 received);
    error AboveWhole(uint16 received);
    /// @notice Neither kind has a share; or this kind, 1 answers, 2 heads, has none in the service.
    error NotPunished(uint8 kind);
    /// @notice The two statements say the same.
    error SameStatement(bytes32 value);
    /// @notice The later statement is of a second to come.
    error InFuture(uint64 moment, uint64 time);
    /// @notice The offence is older than the fault window, or than the service's terms.
    error TooOld(uint64 oldest, uint64 moment);
    /// @notice The statement with this index, 0 or 1, is not signed by the operator. `recovered` is whose signature it is;
    /// zero for none.
    error NotSigned(uint8 index, address operator, address recovered);
    /// @notice The court has no record of what the operator had at stake then.
    error StakeUnknown(address operator, uint64 capturedAt);
    /// @notice The court did not answer as its interface says.
    error CourtSilent(address court);

    // ---- events

    event ServiceOpened(uint64 indexed serviceId, address court, uint64 window, uint16 answersBps, uint16 headsBps);
    /// @notice Two statements were brought before the court.
    event EquivocationFiled(
        uint64 indexed serviceId,
        address indexed operator,
        bytes32 indexed evidence,
        uint8 kind,
        uint64 moment,
        uint64 proposalId
    );

    // ---- for the runtime

    /// @notice Fixes the terms of a service, once: its court, or zero where nothing is filed here but a manager asks; for how
    /// long an offence can be filed (4 days to 180 days), and the share of what the operator's stake answers for that each kind costs; zero for a kind that costs nothing.
    /// Statements of before are no offence.
    function openService(
        uint64 serviceId,
        address court,
        uint64 window,
        uint16 answersBps,
        uint16 headsBps
    ) external;

    // ---- for anyone

    /// @notice Files two answers of an operator to one question.
    function fileAnswers(
        uint64 serviceId,
        address operator,
        bytes32 question,
        Statement calldata first,
        Statement calldata second
    ) external returns (uint64 proposalId);

    /// @notice Files two roots of one log of an operator, of one size.
    function fileHeads(
        uint64 serviceId,
        address operator,
        bytes32 log,
        uint64 size,
        Statement calldata first,
        Statement calldata second
    ) external returns (uint64 proposalId);

    // ---- state

    /// @notice The terms of a service, and the second in which they were fixed.
    function termsOf(
        uint64 serviceId
    ) external view returns (address court, uint64 from, uint64 window, uint16 answersBps, uint16 headsBps);

    /// @notice What an operator signs of an answer.
    function answerDigest(
        uint64 serviceId,
        bytes32 question,
        bytes32 answer,
        uint64 time
    ) external view returns (bytes32 digest);

    /// @notice What an operator signs of the head of a log.
    function headDigest(
        uint64 serviceId,
        bytes32 log,
        uint64 size,
        bytes32 root,
        uint64 time
    ) external view returns (bytes32 digest);

    /// @notice What two answers of an operator to one question are: the hash of the offence, its second, and the share that it
    /// costs. Reverts where they are no offence, as `fileAnswers` does.
    function answersOffence(
        uint64 serviceId,
        address operator,
        bytes32 question,
        Statement calldata first,
        Statement calldata second
    ) external view returns (bytes32 evidence, uint64 moment, uint16 shareBps);

    /// @notice The same of two roots of one log and size, as `fileHeads` does.
    function headsOffence(
        uint64 serviceId,
        address operator,
        bytes32 log,
        uint64 size,
        Statement calldata first,
        Statement calldata second
    ) external view returns (bytes32 evidence, uint64 moment, uint16 shareBps);

    /// @notice The hash by which the court knows the offence of two answers to a question.
    function answersEvidence(
        uint64 serviceId,
        address operator,
        bytes32 question
    ) external view returns (bytes32 evidence);

    /// @notice The hash by which the court knows the offence of two roots of a log and size.
    function headsEvidence(
        uint64 serviceId,
        address operator,
        bytes32 log,
        uint64 size
    ) external view returns (bytes32 evidence);
}
