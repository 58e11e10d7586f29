// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {IRoles} from "./IRoles.sol";

/// @title Oracle committee: what enrolled members say of the world, and when a reader may believe it
/// @notice The runtime enrols at most 32 members with weights, and opens questions. A member signs, for a question and a
/// time, a value: EIP-712, domain "OracleCommittee", version 1, of this contract on this chain, type
/// "Observation(bytes32 question,uint64 time,uint256 value)". Any account submits signatures, in the order of their signers'
/// addresses. By the kind of a question:
///
/// 1, agreement: as many members as the threshold signed the same value, such as a verdict, a root or a payout.
///
/// 2, median: members signed values of their own, and the answer is their weighted median: the least value that half of the
/// weight does not exceed. The quorum is two thirds of all weight at least. While members of less than a third of the weight
/// lie, the answer lies between values of members that do not, whichever signatures are submitted. A value that
/// is further from the median than the question allows is counted against its member, with an event that names it.
///
/// A member signs one value of a median for a time. Two values, signed, suspend it: any account submits them. The answer to a
/// question of agreement may change within a time, such as the newest head of a log, so it is not judged by this.
///
/// A new set of members is valid after the delay of roles, and signs for times from then on: for a time that has passed the
/// set is fixed, so it is captured before a question of that time can be asked. Times of a question are multiples of its
/// period, so that members and submitters do not choose the moment; they are never in the future, not older than the
/// question allows, and each later than the one before. Below threshold or quorum nothing changes: the last answer stays,
/// and gets old. A reader sees its age; it is never replaced by zero. Times are seconds.
interface IOracleCommittee is IRoles {
    /// @notice What a question asks for. Fixed when it is opened.
    struct QuestionTerms {
        /// 1 agreement, 2 median.
        uint8 kind;
        /// Times are multiples of this; at least 1.
        uint32 period;
        /// An answer is fresh, and can be given, until so long after its time: 1 second to a day.
        uint32 maxAge;
        /// Of a median: the share of all weight that must sign, 6,667 to 10,000 basis points. Else 0.
        uint16 quorumBps;
        /// Of a median: the largest distance of a value from it, in basis points of it; at least 1. Else 0.
        uint16 deviationBps;
    }

    // ---- errors

    error LengthMismatch(uint32 expected, uint32 received);
    error MemberCount(uint32 most, uint32 received);
    /// @notice The member with this index is zero, is not above the one before it, or has no weight.
    error BadMember(uint32 index);
    error ThresholdOutOfBounds(uint8 least, uint8 most, uint8 received);
    error BadTerms();
    error AlreadyOpen(bytes32 question);
    error UnknownQuestion(bytes32 question);
    error WrongKind(uint8 expected, uint8 received);
    error UnknownEpoch(uint32 epoch);
    error UnknownMember(uint32 epoch, address member);
    /// @notice No set of members is valid at this time.
    error NoMembers(uint64 time);
    error OffGrid(uint32 period, uint64 received);
    /// @notice The time is in the future.
    error TimeAhead(uint64 most, uint64 received);
    error TimeTooOld(uint64 least, uint64 received);
    /// @notice The question has an answer of this time, or a later one.
    error NotNewer(uint64 expectedAbove, uint64 received);
    /// @notice Not a signature.
    error BadSignature(uint32 index);
    /// @notice The signer is no member at that time, signs twice, or is not in the order of addresses.
    error NotInOrder(uint32 index, address signer);
    error MemberIsSuspended(address member);
    /// @notice Two signatures of one value show nothing.
    error SameValue();
    error DifferentSigners(address first, address second);
    error TooFewSigners(uint8 least, uint8 received);
    error NoQuorum(uint32 least, uint32 received);
    /// @notice The question has no answer yet.
    error NoAnswer(bytes32 question);
    /// @notice The last answer was fresh until this time.
    error Stale(uint64 until, uint64 time);

    // ---- events

    event MembersSet(uint32 indexed epoch, uint64 from, uint8 threshold, uint32 totalWeight);
    event MemberSuspended(uint32 indexed epoch, address indexed member);
    event QuestionOpened(bytes32 indexed question, uint8 kind, uint32 period, uint32 maxAge);
    /// @notice A question has an answer. `signers` has a bit for each member that signed, the lowest for the first.
    event Answered(bytes32 indexed question, uint64 time, uint256 value, uint32 epoch, uint32 signers);
    /// @notice A member signed a value that is further from the median than the question allows. What it signed is
    /// digestOf(question, time, value).
    event Deviated(bytes32 indexed question, address indexed member, uint64 time, uint256 value, uint256 median);
    /// @notice A member signed two values for one time of a question. It is suspended.
    event Equivocated(bytes32 indexed question, address indexed member, uint64 time, uint256 first, uint256 second);

    // ---- for the runtime

    /// @notice Enrols members: the first set at once, another one after the delay of roles. Until then another call takes
    /// its place. Addresses rise. `threshold` is more than half of the members.
    function setMembers(address[] calldata members, uint16[] calldata weights, uint8 threshold) external;

    /// @notice Opens a question.
    function openQuestion(bytes32 question, QuestionTerms calldata terms) external;

    // ---- for the guardian

    /// @notice From now on a member's signatures do not count for times of this set: for a stolen key. Its weight stays
    /// in what a quorum is of.
    function suspend(uint32 epoch, address member) external;

    // ---- for anyone

    /// @notice Answers a question of kind 1: signatures of the same value.
    function report(bytes32 question, uint64 time, uint256 value, bytes[] calldata signatures) external;

    /// @notice Answers a question of kind 2: values, each with its member's signature.
    function observe(
        bytes32 question,
        uint64 time,
        uint256[] calldata values,
        bytes[] calldata signatures
    ) external;

    /// @notice Suspends a member that signed two values for one time of a question of kind 2, in the set that signs for this time and in
    /// those that follow and name it already: a member signs one value for a time, so that the account that submits cannot
    /// choose. No role is needed.
    function suspendEquivocator(
        bytes32 question,
        uint64 time,
        uint256 first,
        bytes calldata firstSignature,
        uint256 second,
        bytes calldata secondSignature
    ) external;

    // ---- state

    /// @notice The last answer of a question, its time, and whether it is fresh. Time zero: there is none.
    function valueOf(bytes32 question) external view returns (uint256 value, uint64 time, bool fresh);

    /// @notice The last answer of a question and its time. Reverts with NoAnswer or Stale.
    function freshValueOf(bytes32 question) external view returns (uint256 value, uint64 time);

    /// @notice The terms of a question.
    function questionOf(bytes32 question) external view returns (QuestionTerms memory terms);

    /// @notice The set of members that signs for a time; zeros for none.
    function epochAt(uint64 time) external view returns (uint32 epoch);

    /// @notice A set of members: from which time on it signs, until the next one does. `suspended` has a bit for each
    /// member whose signatures do not count.
    function membersOf(uint32 epoch) external view returns (
        uint64 from,
        uint8 threshold,
        uint32 totalWeight,
        uint32 suspended,
        address[] memory members,
        uint16[] memory weights
    );

    /// @notice The latest set of members, which may not be valid yet; 0 for none.
    function latestEpoch() external view returns (uint32 epoch);

    /// @notice How many values of a member were in medians of a question while a set was valid, and how many of them deviated.
    /// Counts stop at 65,535.
    function tallyOf(
        bytes32 question,
        uint32 epoch,
        address member
    ) external view returns (uint16 observed, uint16 deviated);

    /// @notice What a member signs.
    function digestOf(bytes32 question, uint64 time, uint256 value) external view returns (bytes32 digest);
}
