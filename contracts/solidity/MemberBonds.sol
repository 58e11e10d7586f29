// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {IMemberBonds} from "blueprint-abi/library/IMemberBonds.sol";
import {IOracleCommittee} from "blueprint-abi/library/IOracleCommittee.sol";
import {IRoles} from "blueprint-abi/library/IRoles.sol";
import {MemberAccounts} from "blueprint-solidity/MemberAccounts.sol";
import {PeerCalls} from "blueprint-solidity/PeerCalls.sol";
import {Roles} from "blueprint-solidity/Roles.sol";
import {SignatureVerifier} from "blueprint-solidity/SignatureVerifier.sol";

/// @title Bonds of a committee's members, in Solidity
/// @notice The same as contracts/member-bonds does in ink!.
contract MemberBonds is MemberAccounts, SignatureVerifier {
    uint8 private constant DEVIATION = 1;
    uint8 private constant EQUIVOCATION = 2;
    uint8 private constant MEDIAN = 2;

    uint256 private constant MOST_WEIGHT = 1_000;
    uint256 private constant LONGEST_UNBONDING = 180 days;
    uint256 private constant CHALLENGE = 2 days;
    uint256 private constant LONGEST_AGE = 1 days;
    uint256 private constant MOST_DEVIATIONS = 1_000;
    uint256 private constant MOST_BOUNTY_BPS = 5_000;

    address private immutable _committee;
    address private immutable _recipient;
    Terms private _stated;
    /// Of members and weights of sets that were enrolled here.
    mapping(uint32 epoch => bytes32 digest) private _sets;
    /// @inheritdoc IMemberBonds
    mapping(bytes32 question => mapping(uint32 epoch => mapping(address member => uint16))) public thresholdsSlashed;
    /// @inheritdoc IMemberBonds
    mapping(bytes32 question => mapping(uint64 time => mapping(address member => bool))) public isEquivocationSlashed;

    constructor(
        address runtime,
        address guardian,
        uint64 delay,
        address committee,
        address recipient,
        uint128 minimumBond,
        uint16 mostWeight,
        uint64 unbondingDelay,
        uint16 deviations,
        uint16 deviationBps,
        uint16 equivocationBps,
        uint16 bountyBps
    ) Roles(runtime, guardian, delay) {
        _stated = Terms(
            minimumBond, mostWeight, unbondingDelay, deviations, deviationBps, equivocationBps, bountyBps
        );
        (_committee, _recipient) = (committee, recipient);
        if (committee == address(this)) _peerFailed(committee);
        // What is no such contract does not answer.
        _asked(committee, abi.encodeCall(IOracleCommittee.latestEpoch, ()), hex"20");
        uint256 setDelay = _asked(committee, abi.encodeCall(IRoles.roleDelay, ()), hex"40")[0];
        _checkRecipient(recipient);
        _checkTerms(setDelay);
    }

    // ---- for anyone

    /// @inheritdoc IMemberBonds
    function sweep() external returns (uint256 amount) {
        amount = creditOf(_recipient);
        _pay(_recipient, _recipient, amount);
    }

    /// @inheritdoc IMemberBonds
    function slashDeviations(bytes32 question, uint32 epoch, address member) external returns (uint256 amount) {
        _notPaused();
        (uint16 weight,) = _seat(epoch, member);
        bytes memory tally = abi.encodeCall(IOracleCommittee.tallyOf, (question, epoch, member));
        uint256 deviated = _asked(_committee, tally, hex"1010")[1];
        Terms memory terms = _stated;
        uint256 reached = deviated / terms.deviations;
        uint256 slashed = thresholdsSlashed[question][epoch][member];
        if (reached <= slashed) revert NothingToSlash(member);
        thresholdsSlashed[question][epoch][member] = uint16(reached);
        uint256 cost = (reached - slashed) * _share(terms, weight, terms.deviationBps);
        return _slash(member, question, epoch, DEVIATION, cost);
    }

    /// @inheritdoc IMemberBonds
    function slashEquivocation(
        bytes32 question,
        uint64 time,
        uint32 epoch,
        uint256 first,
        bytes calldata firstSignature,
        uint256 second,
        bytes calldata secondSignature
    ) external returns (uint256 amount) {
        _notPaused();
        if (first == second) revert SameValue();
        if (time > block.timestamp) revert TimeAhead(uint64(block.timestamp), time);
        _checkMedian(question);
        address member = _signer(question, time, first, firstSignature, 0);
        address other = _signer(question, time, second, secondSignature, 1);
        if (member != other) revert DifferentSigners(member, other);
        return _slashEquivocator(question, time, epoch, member);
    }

    /// @inheritdoc IMemberBonds
    function renew() external returns (uint32 epoch) {
        (uint32 latest, Set memory set) = _latest();
        if (latest == 0) revert NothingToRenew();
        // Of another's set, the members that bond first would be all that is left.
        if (!_isHere(latest, set)) revert NotEnrolledHere(latest);
        // One that waits is not replaced: members that are not in it would stay for as long once more.
        if (set.from > block.timestamp) revert SetIsPending(set.from);
        Terms memory terms = _stated;
        uint256 count = set.members.length;
        (uint256 kept, uint256 gone) = (0, 0);
        bool isLower;
        address[] memory dropped = new address[](count);
        for (uint256 i = 0; i < count; ++i) {
            (address member, uint16 before) = (set.members[i], set.weights[i]);
            uint16 weight = _weight(terms, _accounts[member].stake);
            if (weight < before) isLower = true;
            // The runtime alone raises a weight.
            else weight = before;
            if (weight == 0) {
                dropped[gone++] = member;
                continue;
            }
            if (set.suspended >> i & 1 != 0) revert MemberIsSuspended(member);
            (set.members[kept], set.weights[kept]) = (member, weight);
            ++kept;
        }
        if (!isLower) revert NothingToRenew();
        if (kept < set.threshold) revert TooFewMembers(set.threshold, uint8(kept));
        _shorten(set, kept);
        epoch = _next(latest);
        _name(epoch, set.members, set.weights, set.threshold);
        for (uint256 i = 0; i < gone; ++i) emit MemberDropped(epoch, dropped[i]);
    }

    /// @inheritdoc IMemberBonds
    function acceptCommittee() external {
        _command(_committee, abi.encodeCall(IRoles.acceptRole, (RUNTIME)));
    }

    // ---- for the runtime

    /// @inheritdoc IMemberBonds
    function enrol(address[] calldata members, uint8 threshold) external onlyRuntime returns (uint32 epoch) {
        _checkCount(members);
        // At once, so that malformed members revert first: the compiler checks what is read by its index, not what is copied.
        address[] memory stated = new address[](members.length);
        for (uint256 i = 0; i < stated.length; ++i) stated[i] = members[i];
        uint16[] memory weights = new uint16[](stated.length);
        Terms memory terms = _stated;
        for (uint256 i = 0; i < stated.length; ++i) {
            uint256 stake = _accounts[stated[i]].stake;
            weights[i] = _weight(terms, stake);
            if (weights[i] == 0) revert BelowMinimum(stated[i], terms.minimumBond, stake);
        }
        Set memory set;
        (epoch, set) = _latest();
        if (set.from > block.timestamp) {
            // A set of others that waits is replaced: it gets the number of that one.
            if (_isHere(epoch, set)) revert SetIsPending(set.from);
        } else {
            epoch = _next(epoch);
        }
        _name(epoch, stated, weights, threshold);
    }

    /// @inheritdoc IMemberBonds
    function openQuestion(
        bytes32 question,
        uint8 kind,
        uint32 period,
        uint32 maxAge,
        uint16 quorumBps,
        uint16 deviationBps
    ) external onlyRuntime {
        IOracleCommittee.QuestionTerms memory terms =
            IOracleCommittee.QuestionTerms(kind, period, maxAge, quorumBps, deviationBps);
        _command(_committee, abi.encodeCall(IOracleCommittee.openQuestion, (question, terms)));
    }

    /// @inheritdoc IMemberBonds
    function offerCommitteeGuardian(address successor) external onlyRuntime {
        _command(_committee, abi.encodeCall(IRoles.offerRole, (GUARDIAN, successor)));
    }

    /// @inheritdoc IMemberBonds
    function cancelCommitteeOffer(uint8 role) external onlyRuntime {
        _command(_committee, abi.encodeCall(IRoles.cancelRoleOffer, (role)));
    }

    // ---- state

    /// @inheritdoc IMemberBonds
    function isEnrolledHere(uint32 epoch) external view returns (bool enrolled) {
        return _isHere(epoch, _setOf(_committee, epoch));
    }

    /// @inheritdoc IMemberBonds
    function bondTerms() external view returns (Terms memory terms) {
        return _stated;
    }

    /// @inheritdoc IMemberBonds
    function peers() external view returns (address committee, address recipient) {
        return (_committee, _recipient);
    }

    // ---- inside

    function _terms() internal view override returns (Terms memory terms) {
        return _stated;
    }

    function _peerFailed(address peer) internal pure override(PeerCalls) {
        revert PeerFailed(peer);
    }

    function _isHere(uint32 epoch, Set memory set) private view returns (bool) {
        return _sets[epoch] == keccak256(abi.encode(set.members, set.weights));
    }

    /// Of an agreement the answer may change within a time.
    function _checkMedian(bytes32 question) private view {
        uint256 kind = _asked(_committee, abi.encodeCall(IOracleCommittee.questionOf, (question)), hex"0820201010")[0];
        if (kind != MEDIAN) revert WrongKind(MEDIAN, uint8(kind));
    }

    /// Slashes who signed two values of a median for a time of a set.
    function _slashEquivocator(
        bytes32 question,
        uint64 time,
        uint32 epoch,
        address member
    ) private returns (uint256) {
        if (isEquivocationSlashed[question][time][member]) revert AlreadySlashed(question, time, member);
        (uint16 weight, uint64 from) = _seat(epoch, member);
        _checkSigns(epoch, from, time);
        isEquivocationSlashed[question][time][member] = true;
        uint256 cost = _share(_stated, weight, _stated.equivocationBps);
        return _slash(member, question, epoch, EQUIVOCATION, cost);
    }

    /// The weight of a member in a set that was enrolled here, and the first second for which the set signs.
    function _seat(uint32 epoch, address member) private view returns (uint16 weight, uint64 from) {
        Set memory set = _setOf(_committee, epoch);
        if (!_isHere(epoch, set)) revert NotEnrolledHere(epoch);
        uint256 place;
        while (place < set.members.length && set.members[place] != member) ++place;
        if (place == set.members.length) revert NotMember(epoch, member);
        return (set.weights[place], set.from);
    }

    /// Reverts where a set, which signs from a second on, does not sign for a time.
    function _checkSigns(uint32 epoch, uint64 from, uint64 time) private view {
        uint64 until = type(uint64).max;
        if (epoch < _latestEpoch()) until = _setOf(_committee, epoch + 1).from;
        if (time < from || time >= until) revert OtherSet(epoch, time);
    }

    function _latestEpoch() private view returns (uint32) {
        return uint32(_asked(_committee, abi.encodeCall(IOracleCommittee.latestEpoch, ()), hex"20")[0]);
    }

    /// The number of the committee's latest set, and that set; 0 before the first one.
    function _latest() private view returns (uint32 latest, Set memory set) {
        latest = _latestEpoch();
        if (latest != 0) set = _setOf(_committee, latest);
    }

    /// The number that the committee gives to the set after a valid one.
    function _next(uint32 latest) private view returns (uint32) {
        if (latest == type(uint32).max) _peerFailed(_committee);
        return latest + 1;
    }

    /// Has the committee name the set that gets a number.
    function _name(uint32 epoch, address[] memory members, uint16[] memory weights, uint8 threshold) private {
        _sets[epoch] = keccak256(abi.encode(members, weights));
        emit MembersEnrolled(epoch, uint32(members.length), threshold);
        _command(_committee, abi.encodeCall(IOracleCommittee.setMembers, (members, weights, threshold)));
    }

    /// Whose signature of a value it is.
    function _signer(
        bytes32 question,
        uint64 time,
        uint256 value,
        bytes calldata signature,
        uint32 index
    ) private view returns (address signer) {
        bytes memory call = abi.encodeCall(IOracleCommittee.digestOf, (question, time, value));
        signer = signerOf(bytes32(_asked(_committee, call, hex"00")[0]), signature);
        if (signer == address(0)) revert BadSignature(index);
    }

    /// A share of what secures a weight, rounded up: an offence is never free.
    function _share(Terms memory terms, uint16 weight, uint16 bps) private pure returns (uint256) {
        return (uint256(terms.minimumBond) * weight * bps + BPS - 1) / BPS;
    }

    function _slash(
        address member,
        bytes32 question,
        uint32 epoch,
        uint8 offence,
        uint256 cost
    ) private returns (uint256 amount) {
        uint256 bounty;
        (amount, bounty) = _take(member, _recipient, cost);
        emit Slashed(member, question, msg.sender, epoch, offence, amount, bounty);
    }

    /// Reverts with the first term that is out of its bounds.
    function _checkTerms(uint256 setDelay) private view {
        Terms memory terms = _stated;
        // As numbers of 64 bits, which have an end.
        uint256 most = type(uint64).max;
        uint256 shortest = 2 * (setDelay + CHALLENGE) + LONGEST_AGE;
        uint256 minimum = terms.minimumBond > most ? most : terms.minimumBond;
        _within(1, 1, most, minimum);
        _within(2, 1, MOST_WEIGHT, terms.mostWeight);
        _within(3, shortest > most ? most : shortest, LONGEST_UNBONDING, terms.unbondingDelay);
        _within(4, 1, MOST_DEVIATIONS, terms.deviations);
        _within(5, 1, BPS, terms.deviationBps);
        _within(6, terms.deviationBps, BPS, terms.equivocationBps);
        _within(7, 0, MOST_BOUNTY_BPS, terms.bountyBps);
    }

    function _within(uint8 term, uint256 least, uint256 most, uint256 received) private pure {
        if (received < least || received > most) revert TermOutOfBounds(term, least, most, received);
    }
}
