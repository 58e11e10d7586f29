// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {IRoles} from "./IRoles.sol";

/// @title Aggregated results: signatures of a set's members, verified against their enrolled keys
/// @notice Operators sign the output of a job call by BLS over BN254. Any account adds the signatures up off chain and submits
/// the sum, with a bit for each member that signed. The contract adds up the keys of these members itself: it believes no key
/// of a submitter. An output that enough members signed is recorded. It is agreed once its contest is over and no other output
/// reached the threshold.
///
/// An operator enrols a key in both groups, with a proof that it possesses it: so no key can be chosen to cancel another one.
/// The runtime, such as a manager, puts operators into numbered sets, page by page, and seals each set once. A call names a set:
/// it costs the same for any number of members. A member that leaves can sign no call that is opened later. It counts in the
/// total all the same, and the others go on.
///
/// As the threshold is more than half of the members, two outputs reach it only where members signed both. A member that
/// signed two outputs of one call equivocated, which its own signatures prove; `verdictOf` says so at once. With two outputs at
/// the threshold none is agreed. Who signed and who equivocated is chosen by no submitter: a recorded output takes the
/// signatures of further members, and an output with any number of signers counts where it names an equivocator. Absence is no
/// deviation: a signature that a submitter left out is not known here.
///
/// Agreement is not truth: a majority of the members that collude agrees on any output. Members can sign what another one
/// computed: outputs are not secret here, as they are by commit and reveal (IResultQuorum).
///
/// Points are as the precompiles take them: x and y, in the second group of each the imaginary part first. Times are seconds.
/// PrecompileFailed may mean that too little gas was left: nothing follows from it.
interface IAggregatedResults is IRoles {
    /// @notice The terms of a service. Fixed once.
    struct Terms {
        /// In which a first output is recorded, from the second on in which a call is opened; a minute to 30 days.
        uint64 submitPeriod;
        /// In which more signatures count, from the second on in which an output is recorded; a minute to 30 days. A second
        /// output has its own.
        uint64 contestPeriod;
        /// The share of the members that must sign an output, in basis points, rounded up: 5,000 to 10,000. It is more than
        /// half of them in any case.
        uint16 shareBps;
        /// For how long a call is remembered after nothing can change it; a day to 365 days.
        uint64 retention;
    }

    /// @notice A set of members, by their places.
    struct Set {
        /// How many there are. Once a retired set is cleared, how many are left.
        uint16 members;
        /// No member is added any more, and calls can name the set.
        bool isSealed;
        /// No call can name the set any more.
        bool isRetired;
        /// The first second in which all calls of the set are forgotten; 0 for no call.
        uint64 until;
        /// A bit for each member that left.
        uint256 left;
    }

    /// @notice A call of a job. The seconds `submitUntil`, `contestUntil` and `rememberedUntil` are the first ones after.
    struct Call {
        /// keccak256 of what the job was called with.
        bytes32 inputs;
        uint64 opened;
        uint64 submitUntil;
        /// 0 while no output is recorded.
        uint64 contestUntil;
        uint64 rememberedUntil;
        /// The number of its set, how many members that has, and how many of them must sign an output.
        uint32 set;
        uint16 members;
        uint16 threshold;
        /// A bit for each member that had left when the call was opened.
        uint256 left;
    }

    // ---- errors

    /// @notice 1: the signature or proof; 2: the key of the first group; 3: the key of the second group. It is none of the curve's
    /// points.
    error BadPoint(uint8 point);
    /// @notice Not by the key, or by another one.
    error BadSignature();
    /// @notice A precompile did not answer: too little gas was left, or a key is on the second curve and not of its group.
    error PrecompileFailed();
    /// @notice Another operator enrolled the key.
    error KeyTaken(address operator);
    /// @notice The operator enrolled no key.
    error NoKey(address operator);

    error AlreadyOpen(uint64 serviceId);
    error UnknownService(uint64 serviceId);
    /// @notice Terms are numbered: 1 submitPeriod, 2 contestPeriod, 3 shareBps, 4 retention.
    error TermOutOfBounds(uint8 term, uint256 least, uint256 most, uint256 received);

    /// @notice Members are added to the newest set, or to the one after it.
    error WrongSet(uint32 newest, uint32 received);
    error UnknownSet(uint64 serviceId, uint32 set);
    error SetSealed(uint32 set);
    error SetNotSealed(uint32 set);
    error SetRetired(uint32 set);
    error SetNotRetired(uint32 set);
    /// @notice Calls of the set are remembered before second `until`.
    error SetRemembered(uint64 until, uint64 time);
    error PageSize(uint32 most, uint32 received);
    error MemberCount(uint16 least, uint16 most, uint32 received);
    error AlreadyMember(address operator);
    error UnknownMember(address operator);
    error AlreadyLeft(address operator);

    /// @notice A call of this number, or of a higher one, was opened.
    error CallNumberTooLow(uint64 expectedAbove, uint64 received);
    error UnknownCall(uint64 serviceId, uint64 callId);
    /// @notice No signer, or a bit of a place without a member, or of a member that had left.
    error BadSigners(uint256 signers);
    /// @notice Fewer signers than the threshold, and none of them is known to have signed another output.
    error BelowThreshold(uint16 least, uint16 received);
    error NothingNew();
    /// @notice Possible before second `deadline`.
    error TooLate(uint64 deadline, uint64 time);
    /// @notice The call is remembered before second `until`.
    error CallRemembered(uint64 until, uint64 time);

    // ---- events

    event KeyEnrolled(address indexed operator, uint256[2] first, uint256[4] second);
    event ServiceOpened(
        uint64 indexed serviceId,
        uint64 submitPeriod,
        uint64 contestPeriod,
        uint16 shareBps,
        uint64 retention
    );
    event MemberAdded(uint64 indexed serviceId, uint32 indexed set, address indexed operator, uint16 place);
    event SetFixed(uint64 indexed serviceId, uint32 indexed set, uint16 members);
    event MemberLeft(uint64 indexed serviceId, uint32 indexed set, address indexed operator, uint16 place);
    event SetClosed(uint64 indexed serviceId, uint32 indexed set);
    /// @notice Storage of members was freed; so many are left.
    event SetCleared(uint64 indexed serviceId, uint32 indexed set, uint16 members);
    event CallOpened(
        uint64 indexed serviceId,
        uint64 indexed callId,
        bytes32 inputs,
        uint32 set,
        uint16 threshold,
        uint256 left,
        uint64 submitUntil
    );
    /// @notice An output reached the threshold. It is contested until a second.
    event ResultRecorded(
        uint64 indexed serviceId,
        uint64 indexed callId,
        bytes32 output,
        uint256 signers,
        uint64 contestUntil
    );
    /// @notice More members signed a recorded output. `signers` are all.
    event SignersJoined(uint64 indexed serviceId, uint64 indexed callId, bytes32 output, uint256 signers);
    /// @notice Members that signed `output` are known to have signed another one, too.
    event Equivocated(uint64 indexed serviceId, uint64 indexed callId, bytes32 output, uint256 members);
    event CallCleared(uint64 indexed serviceId, uint64 indexed callId);

    // ---- for operators

    /// @notice Enrols the caller's key, with a proof of possession: the signature of `possessionOf` in the domain of proofs. The
    /// key is used from the next set on. A key that was replaced stays the operator's.
    function enrolKey(
        uint256[2] calldata first,
        uint256[4] calldata second,
        uint256[2] calldata proof
    ) external;

    /// @notice The caller leaves a set: it cannot sign calls that are opened from now on.
    function leaveSet(uint64 serviceId, uint32 set) external;

    // ---- for the runtime

    /// @notice Fixes the terms of a service, once.
    function openService(uint64 serviceId, Terms calldata terms) external;

    /// @notice Adds 1 to 32 members to the newest set, or to a new one, of the number after it. Sets are numbered from 1 on. A
    /// member's place is that of its bit: the first member is 0. The key of each is fixed now.
    function addMembers(uint64 serviceId, uint32 set, address[] calldata operators) external;

    /// @notice Fixes the newest set, of 2 to 256 members. Calls can name it from now on.
    function sealSet(uint64 serviceId, uint32 set) external;

    /// @notice As leaveSet, for a member.
    function removeMember(uint64 serviceId, uint32 set, address operator) external;

    /// @notice No call can name the set from now on.
    function retireSet(uint64 serviceId, uint32 set) external;

    /// @notice Opens a call of a job: its inputs, by keccak256, and the set that signs its output. Numbers rise: what was signed
    /// for a call that is cleared counts for no other one.
    function openCall(uint64 serviceId, uint64 callId, bytes32 inputs, uint32 set) external;

    // ---- for anyone

    /// @notice Records signatures of an output. `signers` has a bit for each member that signed, `signature` is the sum of their
    /// signatures, `key` that of their keys in the second group. A first output needs the threshold, before the submit period is over.
    /// Until the contest is over, the output takes more signers, and another one with the threshold is recorded; with fewer
    /// signers it counts where one of them signed a recorded output, too.
    function submit(
        uint64 serviceId,
        uint64 callId,
        bytes32 output,
        uint256 signers,
        uint256[2] calldata signature,
        uint256[4] calldata key
    ) external;

    /// @notice Frees the storage of a call that is forgotten.
    function clear(uint64 serviceId, uint64 callId) external;

    /// @notice Frees the storage of a retired set whose calls are forgotten, up to 32 members at a time.
    function clearSet(uint64 serviceId, uint32 set) external;

    // ---- state

    /// @notice Whether the members signed the output of a call, and are as many as the threshold. false: a bit is not that of a
    /// signer, they are too few, a point is the one at infinity, or the signature is not theirs. Everything else reverts, so an answer
    /// does not depend on the gas. Neither the deadline nor what is recorded is looked at; a call that is forgotten is
    /// unknown.
    ///
    /// Tangle's core 0.20 calls the hook onAggregatedResult with a signature of the core's own message, by keys of the
    /// core's own registry: it is not one of this message. A manager there compares keccak256 of the output with
    /// `agreedOf`; where the set's members are in the order of the service's operators, the bits are the same.
    function verify(
        uint64 serviceId,
        uint64 callId,
        bytes32 output,
        uint256 signers,
        uint256[2] calldata signature,
        uint256[4] calldata key
    ) external view returns (bool valid);

    /// @notice The only output that reached the threshold, how many members are known to have signed it, and of how many. `isFinal`:
    /// no signature can change that any more; before, another output can still undo it. Zeros for a call that is not known, or
    /// is forgotten.
    function agreedOf(uint64 serviceId, uint64 callId) external view returns (
        bool agreed,
        bytes32 output,
        uint16 count,
        uint16 members,
        bool isFinal
    );

    /// @notice What is known of a member's result. 0: nothing that counts; the call is not final, none is agreed, the member's
    /// signature was not brought, or the call is forgotten. 1: it signed the agreed output, which is final. 2: it signed two outputs,
    /// from the second on in which that is proven. While the call is remembered, 1 and 2 do not change.
    /// @return verdict The verdict.
    /// @return evidence Of verdict 2, one digest for the call: keccak256 of abi.encode(uint256 chainId, address this, uint64
    /// serviceId, uint64 callId, address operator, bytes32 inputs, uint64 opened); else zero. The outputs are in events, as a
    /// member may sign more than two.
    function verdictOf(
        uint64 serviceId,
        uint64 callId,
        address operator
    ) external view returns (uint8 verdict, bytes32 evidence);

    /// @notice The outputs that reached the threshold, in the order of their submission, with their signers, and the members that
    /// signed two outputs; zeros for none.
    function outputsOf(uint64 serviceId, uint64 callId) external view returns (
        bytes32 first,
        uint256 firstSigners,
        bytes32 second,
        uint256 secondSigners,
        uint256 equivocators
    );

    /// @notice A call; zeros for none.
    function callOf(uint64 serviceId, uint64 callId) external view returns (Call memory call);

    /// @notice A set; zeros for none.
    function setOf(uint64 serviceId, uint32 set) external view returns (Set memory state);

    /// @notice The number of a service's newest set; 0 for none.
    function newestSet(uint64 serviceId) external view returns (uint32 set);

    /// @notice The member at a place of a set, and its key there in both groups; zeros for none.
    function memberAt(uint64 serviceId, uint32 set, uint16 place) external view returns (
        address operator,
        uint256[2] memory first,
        uint256[4] memory second
    );

    /// @notice The place of a member in a set.
    function placeOf(uint64 serviceId, uint32 set, address operator) external view returns (bool known, uint16 place);

    /// @notice The key that an operator enrolled last; zeros for none.
    function keyOf(address operator) external view returns (uint256[2] memory first, uint256[4] memory second);

    function termsOf(uint64 serviceId) external view returns (Terms memory terms);

    /// @notice What members sign of an output, in the domain BLS_SIG_BN254G1_XMD:KECCAK-256_SVDW_RO_POP_: keccak256 of the type
    /// Result(uint256 chainId,address results,uint64 serviceId,uint64 callId,bytes32 inputs,bytes32 output) and its members, as 32
    /// bytes each. The output is keccak256 of the result.
    function messageOf(
        uint64 serviceId,
        uint64 callId,
        bytes32 inputs,
        bytes32 output
    ) external view returns (bytes32 message);

    /// @notice What a proof of possession signs, in the domain BLS_POP_BN254G1_XMD:KECCAK-256_SVDW_RO_POP_: keccak256 of the
    /// type Possession(uint256 chainId,address results,address operator,uint256[2] first,uint256[4] second) and its members, as 32
    /// bytes each.
    function possessionOf(
        address operator,
        uint256[2] calldata first,
        uint256[4] calldata second
    ) external view returns (bytes32 message);
}
