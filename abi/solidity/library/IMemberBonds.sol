// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {IPausable} from "./IPausable.sol";

/// @title Member bonds: what members of an oracle committee stake, and what deviation costs them
/// @notice An account bonds the chain's token for itself. This contract holds the role *runtime* of one IOracleCommittee, so
/// each set of members from then on is enrolled here: of members that have the minimum bond, with weights by their stake. A
/// weight is the stake divided by the minimum bond, without the rest, and at most `mostWeight`.
///
/// A slash is evidence alone. No role takes a bond, and no role stops a slash but for a pause, which has an end:
///
/// 1, deviation: the committee counted values of the member that are further from medians of one question than it allows, while
/// one set was valid. Each `deviations` of them cost `deviationBps`.
///
/// 2, equivocation: the member signed two values of one median for one time. It costs `equivocationBps`, once for a question
/// and a time. The recorded suspension is no evidence: a guardian suspends, too.
///
/// The shares are of the weight in the set times the minimum bond: of what secured the set when it was enrolled, not of what is
/// there when an account reports. So no moment of a report changes what it costs. It is rounded up, and at most all that is
/// slashable. Sets that were enrolled elsewhere cost nothing here.
///
/// Stake is unbonded with a delay of two delays of the committee's sets, the longest age of an answer (1 day) and 4 days at
/// least: the first set to follow may name the member still, and any account has 2 days to have the weight lowered or the member
/// dropped (`renew`), and 2 days to report. Until it is withdrawn it stays slashable. A pause stops slashes; a delay
/// that ends in one, or less than a day after one, ends a day after it. Amounts are wei, times seconds, shares basis points.
interface IMemberBonds is IPausable {
    /// @notice Fixed by the constructor.
    struct Terms {
        /// The least stake of a member, and the stake of a weight of 1; at least 1.
        uint128 minimumBond;
        /// The largest weight: 1 to 1,000.
        uint16 mostWeight;
        /// For how long unbonded stake is locked: up to 180 days.
        uint64 unbondingDelay;
        /// How many deviations, of one question in one set, cost a share: 1 to 1,000.
        uint16 deviations;
        /// The share that they cost: 1 to 10,000.
        uint16 deviationBps;
        /// The share that an equivocation costs: `deviationBps` to 10,000.
        uint16 equivocationBps;
        /// The share of a slash that its reporter gets, rounded down: 0 to 5,000. A member that reports itself gets none.
        uint16 bountyBps;
    }

    // ---- errors

    /// @notice Terms are numbered in the order of `Terms`, from 1.
    error TermOutOfBounds(uint8 term, uint256 least, uint256 most, uint256 received);
    error ZeroAmount();
    /// @notice The stake would be below the minimum, and not zero.
    error BelowMinimum(address account, uint256 least, uint256 received);
    error MoreThanBonded(uint256 most, uint256 received);
    /// @notice Unbonded stake is locked up to and including this second.
    error StillLocked(uint64 until, uint64 time);
    error NothingToWithdraw(address account);
    /// @notice The recipient is zero, or this contract.
    error InvalidRecipient(address recipient);
    error ValueNotTaken(address recipient, uint256 amount);
    /// @notice There is no new threshold of deviations, or nothing is bonded.
    error NothingToSlash(address member);
    error AlreadySlashed(bytes32 question, uint64 time, address member);
    /// @notice The set was not enrolled by this contract.
    error NotEnrolledHere(uint32 epoch);
    error NotMember(uint32 epoch, address member);
    /// @notice The set does not sign for the time.
    error OtherSet(uint32 epoch, uint64 time);
    /// @notice The time is in the future.
    error TimeAhead(uint64 most, uint64 received);
    error WrongKind(uint8 expected, uint8 received);
    /// @notice Two signatures of one value show nothing.
    error SameValue();
    /// @notice Not a signature.
    error BadSignature(uint32 index);
    error DifferentSigners(address first, address second);
    error MemberCount(uint32 most, uint32 received);
    /// @notice The committee's latest set was enrolled here, and is not valid before this second. It is not replaced.
    error SetIsPending(uint64 from);
    /// @notice No member of the committee's latest set has less stake than its weight stands for, or there is no set.
    error NothingToRenew();
    /// @notice Too few members remain for the set's threshold.
    error TooFewMembers(uint8 least, uint8 received);
    /// @notice A new set would lift the member's suspension. The runtime enrols.
    error MemberIsSuspended(address member);
    /// @notice The contract did not answer as its interface says.
    error PeerFailed(address peer);

    // ---- events

    event Bonded(address indexed member, uint256 amount, uint256 stake);
    /// @notice All that the member unbonded is locked up to and including second `until`.
    event Unbonded(address indexed member, uint256 amount, uint256 unbonding, uint64 until);
    event Withdrawn(address indexed account, address indexed recipient, uint256 amount);
    /// @notice Offences: 1 deviation, 2 equivocation. `amount` contains the bounty.
    event Slashed(
        address indexed member,
        bytes32 indexed question,
        address indexed reporter,
        uint32 epoch,
        uint8 offence,
        uint256 amount,
        uint256 bounty
    );
    event MembersEnrolled(uint32 indexed epoch, uint32 members, uint8 threshold);
    /// @notice The member is not in this set, which takes the place of one that had it.
    event MemberDropped(uint32 indexed epoch, address indexed member);

    // ---- for members

    /// @notice Bonds the value for the caller. Errors: ZeroAmount, BelowMinimum.
    function bond() external payable;

    /// @notice Unbonds so much of the caller's stake. What remains is zero, or the minimum at least. All that the caller unbonded
    /// before and did not withdraw is locked anew. Errors: ZeroAmount, MoreThanBonded, BelowMinimum.
    function unbond(uint256 amount) external;

    // ---- for anyone

    /// @notice Sends what is the caller's to a recipient: bounties, shares of slashes, and stake whose delay is over. Errors:
    /// InvalidRecipient, StillLocked, NothingToWithdraw, ValueNotTaken.
    function withdraw(address recipient) external returns (uint256 amount);

    /// @notice Sends its shares of slashes to the recipient of the constructor. Errors: NothingToWithdraw, ValueNotTaken.
    function sweep() external returns (uint256 amount);

    /// @notice Slashes a member for each threshold of deviations, of a question in a set, that cost nothing yet. Errors: Paused,
    /// NotEnrolledHere, NotMember, NothingToSlash, PeerFailed, those of the committee.
    function slashDeviations(bytes32 question, uint32 epoch, address member) external returns (uint256 amount);

    /// @notice Slashes a member of a set that signed two values for a time of the set, by its signatures of both. Errors: Paused,
    /// SameValue, TimeAhead, WrongKind, BadSignature, DifferentSigners, AlreadySlashed, NotEnrolledHere, NotMember, OtherSet,
    /// NothingToSlash, PeerFailed, those of the committee.
    function slashEquivocation(
        bytes32 question,
        uint64 time,
        uint32 epoch,
        uint256 first,
        bytes calldata firstSignature,
        uint256 second,
        bytes calldata secondSignature
    ) external returns (uint256 amount);

    /// @notice Enrols the members of the committee's latest set once more, with the weights that their stake still gives, and
    /// without those that are below the minimum bond. No weight rises. The threshold remains, and as many members must. Not of
    /// a set of others. Errors: NotEnrolledHere, SetIsPending, NothingToRenew, MemberIsSuspended, TooFewMembers, PeerFailed,
    /// those of the committee.
    function renew() external returns (uint32 epoch);

    /// @notice Takes over the committee's role *runtime*, which is offered to this contract. Errors: PeerFailed, those of the
    /// committee.
    function acceptCommittee() external;

    // ---- for the runtime

    /// @notice Enrols members that have the minimum bond each, in the order of their addresses. Not while a set that
    /// was enrolled here waits; one of others that waits is replaced. Errors: MemberCount, BelowMinimum, SetIsPending, PeerFailed, those of the committee.
    function enrol(address[] calldata members, uint8 threshold) external returns (uint32 epoch);

    /// @notice Opens a question of the committee. Errors: PeerFailed, those of the committee.
    function openQuestion(
        bytes32 question,
        uint8 kind,
        uint32 period,
        uint32 maxAge,
        uint16 quorumBps,
        uint16 deviationBps
    ) external;

    /// @notice Offers the committee's role *guardian* to a successor, for a guardian's key that is lost or stolen. Errors:
    /// PeerFailed, those of the committee.
    function offerCommitteeGuardian(address successor) external;

    /// @notice Cancels an offer of a role of the committee, such as its guardian's of the role that this contract holds. Errors:
    /// PeerFailed, those of the committee.
    function cancelCommitteeOffer(uint8 role) external;

    // ---- state

    /// @notice What an account has bonded: all that is slashable; of it its stake, which counts for weights, and what it unbonded,
    /// which is locked up to and including a second if there is no pause.
    function bonded(address member) external view returns (
        uint256 slashable,
        uint256 stake,
        uint256 unbonding,
        uint64 lockedUntil
    );

    /// @notice Bounties and shares of slashes that an account can withdraw.
    function creditOf(address account) external view returns (uint256 amount);

    /// @notice The weight that a member gets if it is enrolled now; 0 for an account below the minimum bond.
    function weightOf(address member) external view returns (uint16 weight);

    /// @notice Whether each of at most 32 accounts has the minimum bond. Errors: MemberCount.
    function eligible(address[] calldata members) external view returns (bool[] memory are);

    /// @notice Whether a set of the committee was enrolled by this contract. Errors: PeerFailed, those of the committee.
    function isEnrolledHere(uint32 epoch) external view returns (bool enrolled);

    /// @notice How many thresholds of deviations cost a share already.
    function thresholdsSlashed(bytes32 question, uint32 epoch, address member) external view returns (uint16 count);

    /// @notice Whether an equivocation cost its share.
    function isEquivocationSlashed(bytes32 question, uint64 time, address member) external view returns (bool slashed);

    /// @notice The terms.
    function bondTerms() external view returns (Terms memory terms);

    /// @notice The IOracleCommittee, and who gets what of a slash is no bounty.
    function peers() external view returns (address committee, address recipient);
}
