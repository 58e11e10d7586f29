// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {IOracleCommittee} from "blueprint-abi/library/IOracleCommittee.sol";
import {Roles} from "blueprint-solidity/Roles.sol";
import {SignatureVerifier} from "blueprint-solidity/SignatureVerifier.sol";

/// @title An oracle's committee, in Solidity
/// @notice The same as contracts/oracle-committee does in ink!.
contract OracleCommittee is IOracleCommittee, Roles, SignatureVerifier {
    uint8 private constant AGREEMENT = 1;
    uint8 private constant MEDIAN = 2;

    uint32 private constant MOST_MEMBERS = 32;
    uint32 private constant LONGEST_AGE = 86_400;
    uint256 private constant LEAST_QUORUM_BPS = 6_667;
    uint256 private constant BPS = 10_000;
    /// The sets that can sign for a time that counts now: one that follows, the one that is valid, and the one before it.
    uint32 private constant LOOKED_AT = 3;
    bytes32 private constant OBSERVATION_TYPE_HASH =
        keccak256("Observation(bytes32 question,uint64 time,uint256 value)");

    struct Seat {
        address account;
        uint16 weight;
    }

    struct Epoch {
        uint64 from;
        uint8 threshold;
        uint32 total;
        uint32 suspended;
        Seat[] seats;
    }

    struct Last {
        uint256 value;
        uint64 time;
    }

    struct Tally {
        uint16 observed;
        uint16 deviated;
    }

    /// What members said, in the order of their addresses.
    struct Said {
        uint32 epoch;
        uint32 signers;
        uint32 weight;
        uint256 count;
        uint256[] places;
        uint256[] weights;
        uint256[] values;
    }

    uint32 public latestEpoch;
    mapping(uint32 epoch => Epoch) private _epochs;
    mapping(bytes32 question => QuestionTerms) private _questions;
    mapping(bytes32 question => Last) private _answers;
    mapping(bytes32 question => mapping(uint32 epoch => mapping(uint256 place => Tally))) private _tallies;

    constructor(address runtime, address guardian, uint64 delay) Roles(runtime, guardian, delay) {}

    // ---- for the runtime

    /// @inheritdoc IOracleCommittee
    function setMembers(
        address[] calldata members,
        uint16[] calldata weights,
        uint8 threshold
    ) external onlyRuntime {
        uint32 count = uint32(members.length);
        if (members.length != weights.length) revert LengthMismatch(count, uint32(weights.length));
        if (count == 0 || members.length > MOST_MEMBERS) revert MemberCount(MOST_MEMBERS, count);
        // One that is not valid yet is replaced.
        uint32 valid = latestEpoch;
        if (valid != 0 && _epochs[valid].from > block.timestamp) valid -= 1;
        uint32 number = valid + 1;
        Epoch storage epoch = _epochs[number];
        delete epoch.seats;
        uint32 total = _seat(epoch, members, weights);
        uint8 least = uint8(count / 2 + 1);
        if (threshold < least || threshold > count) {
            revert ThresholdOutOfBounds(least, uint8(count), threshold);
        }
        uint64 from = uint64(block.timestamp) + (valid == 0 ? 0 : roleDelay());
        (epoch.from, epoch.threshold, epoch.total, epoch.suspended) = (from, threshold, total, 0);
        latestEpoch = number;
        emit MembersSet(number, from, threshold, total);
    }

    /// @inheritdoc IOracleCommittee
    function openQuestion(bytes32 question, QuestionTerms calldata terms) external onlyRuntime {
        // At once, so that malformed members revert first.
        QuestionTerms memory stated = terms;
        if (!_fits(stated)) revert BadTerms();
        if (_questions[question].kind != 0) revert AlreadyOpen(question);
        _questions[question] = stated;
        emit QuestionOpened(question, stated.kind, stated.period, stated.maxAge);
    }

    // ---- for the guardian

    /// @inheritdoc IOracleCommittee
    function suspend(uint32 epoch, address member) external onlyGuardian {
        _suspend(epoch, member);
    }

    // ---- for anyone

    /// @inheritdoc IOracleCommittee
    function report(bytes32 question, uint64 time, uint256 value, bytes[] calldata signatures) external {
        Said memory said = _asked(question, AGREEMENT, time);
        bytes32 digest = digestOf(question, time, value);
        for (uint32 i = 0; i < signatures.length; ++i) _hear(said, signerOf(digest, signatures[i]), value, i);
        uint8 least = _epochs[said.epoch].threshold;
        if (said.count < least) revert TooFewSigners(least, uint8(said.count));
        _answer(question, time, value, said);
    }

    /// @inheritdoc IOracleCommittee
    function observe(
        bytes32 question,
        uint64 time,
        uint256[] calldata values,
        bytes[] calldata signatures
    ) external {
        if (values.length != signatures.length) {
            revert LengthMismatch(uint32(values.length), uint32(signatures.length));
        }
        Said memory said = _asked(question, MEDIAN, time);
        for (uint32 i = 0; i < signatures.length; ++i) {
            uint256 value = values[i];
            _hear(said, signerOf(digestOf(question, time, value), signatures[i]), value, i);
        }
        uint256 parts = uint256(_epochs[said.epoch].total) * _questions[question].quorumBps;
        uint32 least = uint32((parts + BPS - 1) / BPS);
        if (said.weight < least) revert NoQuorum(least, said.weight);
        uint256 median = _median(said);
        _count(said, question, time, median);
        _answer(question, time, median, said);
    }

    /// @inheritdoc IOracleCommittee
    function suspendEquivocator(
        bytes32 question,
        uint64 time,
        uint256 first,
        bytes calldata firstSignature,
        uint256 second,
        bytes calldata secondSignature
    ) external {
        uint8 kind = _known(question).kind;
        if (kind != MEDIAN) revert WrongKind(kind, MEDIAN);
        if (first == second) revert SameValue();
        address member = signerOf(digestOf(question, time, first), firstSignature);
        if (member == address(0)) revert BadSignature(0);
        address other = signerOf(digestOf(question, time, second), secondSignature);
        if (other == address(0)) revert BadSignature(1);
        if (member != other) revert DifferentSigners(member, other);
        uint32 epoch = epochAt(time);
        if (epoch == 0) revert NoMembers(time);
        if (_epochs[epoch].suspended & uint32(1 << _place(epoch, member)) != 0) revert MemberIsSuspended(member);
        _suspend(epoch, member);
        // A set that follows may have been named before this was known. There are few, for the time's set is looked for from
        // the latest one on.
        for (uint32 later = epoch + 1; later <= latestEpoch; ++later) {
            (bool found,) = _find(later, member);
            if (found) _suspend(later, member);
        }
        emit Equivocated(question, member, time, first, second);
    }

    // ---- state

    /// @inheritdoc IOracleCommittee
    function valueOf(bytes32 question) external view returns (uint256 value, uint64 time, bool fresh) {
        Last storage last = _answers[question];
        (value, time) = (last.value, last.time);
        fresh = time != 0 && block.timestamp <= _until(question, time);
    }

    /// @inheritdoc IOracleCommittee
    function freshValueOf(bytes32 question) external view returns (uint256 value, uint64 time) {
        _known(question);
        Last storage last = _answers[question];
        (value, time) = (last.value, last.time);
        if (time == 0) revert NoAnswer(question);
        uint64 until = _until(question, time);
        if (block.timestamp > until) revert Stale(until, uint64(block.timestamp));
    }

    /// @inheritdoc IOracleCommittee
    function questionOf(bytes32 question) external view returns (QuestionTerms memory terms) {
        return _known(question);
    }

    /// @inheritdoc IOracleCommittee
    function epochAt(uint64 time) public view returns (uint32 epoch) {
        uint32 latest = latestEpoch;
        for (uint32 back = 0; back < LOOKED_AT && back < latest; ++back) {
            if (_epochs[latest - back].from <= time) return latest - back;
        }
    }

    /// @inheritdoc IOracleCommittee
    function membersOf(uint32 epoch) external view returns (
        uint64 from,
        uint8 threshold,
        uint32 totalWeight,
        uint32 suspended,
        address[] memory members,
        uint16[] memory weights
    ) {
        Epoch storage stored = _epoch(epoch);
        uint256 count = stored.seats.length;
        (members, weights) = (new address[](count), new uint16[](count));
        for (uint256 i = 0; i < count; ++i) {
            (members[i], weights[i]) = (stored.seats[i].account, stored.seats[i].weight);
        }
        (from, threshold, totalWeight, suspended) = (stored.from, stored.threshold, stored.total, stored.suspended);
    }

    /// @inheritdoc IOracleCommittee
    function tallyOf(
        bytes32 question,
        uint32 epoch,
        address member
    ) external view returns (uint16 observed, uint16 deviated) {
        Tally storage tally = _tallies[question][epoch][_place(epoch, member)];
        return (tally.observed, tally.deviated);
    }

    /// @inheritdoc IOracleCommittee
    function digestOf(bytes32 question, uint64 time, uint256 value) public view returns (bytes32 digest) {
        bytes32 body = keccak256(abi.encode(OBSERVATION_TYPE_HASH, question, time, value));
        return digestOf(domainOf("OracleCommittee", address(this)), body);
    }

    // ---- inside

    function _suspend(uint32 epoch, address member) private {
        _epochs[epoch].suspended |= uint32(1 << _place(epoch, member));
        emit MemberSuspended(epoch, member);
    }

    /// Enrols the members of a set. Returns their weight.
    function _seat(
        Epoch storage epoch,
        address[] calldata members,
        uint16[] calldata weights
    ) private returns (uint32 total) {
        address last;
        for (uint32 i = 0; i < members.length; ++i) {
            (address member, uint16 weight) = (members[i], weights[i]);
            if (member <= last || weight == 0) revert BadMember(i);
            (last, total) = (member, total + weight);
            epoch.seats.push(Seat(member, weight));
        }
    }

    function _fits(QuestionTerms memory terms) private pure returns (bool) {
        if (terms.period == 0 || terms.maxAge == 0 || terms.maxAge > LONGEST_AGE) return false;
        if (terms.kind == AGREEMENT) return terms.quorumBps == 0 && terms.deviationBps == 0;
        bool quorum = terms.quorumBps >= LEAST_QUORUM_BPS && terms.quorumBps <= BPS;
        return terms.kind == MEDIAN && quorum && terms.deviationBps > 0;
    }

    function _known(bytes32 question) private view returns (QuestionTerms memory terms) {
        terms = _questions[question];
        if (terms.kind == 0) revert UnknownQuestion(question);
    }

    function _epoch(uint32 epoch) private view returns (Epoch storage stored) {
        stored = _epochs[epoch];
        if (stored.threshold == 0) revert UnknownEpoch(epoch);
    }

    function _place(uint32 epoch, address member) private view returns (uint256) {
        (bool found, uint256 place) = _find(epoch, member);
        if (!found) revert UnknownMember(epoch, member);
        return place;
    }

    function _find(uint32 epoch, address member) private view returns (bool found, uint256 place) {
        Seat[] storage seats = _epoch(epoch).seats;
        for (; place < seats.length; ++place) {
            if (seats[place].account == member) return (true, place);
        }
    }

    function _until(bytes32 question, uint64 time) private view returns (uint64) {
        uint256 until = uint256(time) + _questions[question].maxAge;
        return until > type(uint64).max ? type(uint64).max : uint64(until);
    }

    /// Nothing said yet of a question that is asked of a time.
    function _asked(bytes32 question, uint8 kind, uint64 time) private view returns (Said memory said) {
        QuestionTerms memory terms = _known(question);
        if (terms.kind != kind) revert WrongKind(terms.kind, kind);
        uint64 present = uint64(block.timestamp);
        if (time % terms.period != 0) revert OffGrid(terms.period, time);
        if (time > present) revert TimeAhead(present, time);
        if (present > _until(question, time)) revert TimeTooOld(present - terms.maxAge, time);
        uint64 last = _answers[question].time;
        if (time <= last) revert NotNewer(last, time);
        said.epoch = epochAt(time);
        if (said.epoch == 0) revert NoMembers(time);
        uint256 members = _epochs[said.epoch].seats.length;
        said.places = new uint256[](members);
        said.weights = new uint256[](members);
        said.values = new uint256[](members);
    }

    /// Adds what a member signed, who is behind the one that was heard last.
    function _hear(Said memory said, address signer, uint256 value, uint32 index) private view {
        if (signer == address(0)) revert BadSignature(index);
        Epoch storage epoch = _epochs[said.epoch];
        uint256 count = said.count;
        uint256 place = count == 0 ? 0 : said.places[count - 1] + 1;
        uint256 members = said.places.length;
        while (place < members && epoch.seats[place].account != signer) ++place;
        if (place == members) revert NotInOrder(index, signer);
        uint32 bit = uint32(1 << place);
        if (epoch.suspended & bit != 0) revert MemberIsSuspended(signer);
        uint16 weight = epoch.seats[place].weight;
        (said.places[count], said.weights[count], said.values[count]) = (place, weight, value);
        (said.count, said.weight, said.signers) = (count + 1, said.weight + weight, said.signers | bit);
    }

    /// The least value that half of the weight does not exceed.
    function _median(Said memory said) private pure returns (uint256) {
        uint256 count = said.count;
        uint256[] memory order = new uint256[](count);
        for (uint256 i = 0; i < count; ++i) {
            uint256 at = i;
            for (; at > 0 && said.values[order[at - 1]] > said.values[i]; --at) order[at] = order[at - 1];
            order[at] = i;
        }
        uint256 seen;
        for (uint256 i = 0; i < count; ++i) {
            seen += said.weights[order[i]];
            if (2 * seen >= said.weight) return said.values[order[i]];
        }
        return 0;
    }

    /// Counts who was in a median, and who deviated from it.
    function _count(Said memory said, bytes32 question, uint64 time, uint256 median) private {
        uint16 bound = _questions[question].deviationBps;
        for (uint256 i = 0; i < said.count; ++i) {
            (uint256 place, uint256 value) = (said.places[i], said.values[i]);
            Tally storage tally = _tallies[question][said.epoch][place];
            if (tally.observed < type(uint16).max) tally.observed += 1;
            if (!_deviates(value, median, bound)) continue;
            if (tally.deviated < type(uint16).max) tally.deviated += 1;
            address member = _epochs[said.epoch].seats[place].account;
            emit Deviated(question, member, time, value, median);
        }
    }

    /// Whether a distance is more than so many basis points of the median, without an overflow.
    function _deviates(uint256 value, uint256 median, uint256 bound) private pure returns (bool) {
        uint256 distance = value > median ? value - median : median - value;
        (uint256 high, uint256 low) = _product(distance, BPS);
        (uint256 most, uint256 rest) = _product(median, bound);
        return high > most || (high == most && low > rest);
    }

    /// A product's higher and lower 256 bits, of a factor below 2^128.
    function _product(uint256 value, uint256 factor) private pure returns (uint256 high, uint256 low) {
        uint256 upper = (value >> 128) * factor;
        uint256 lower = uint256(uint128(value)) * factor;
        unchecked {
            low = (upper << 128) + lower;
        }
        high = (upper >> 128) + (low < lower ? 1 : 0);
    }

    function _answer(bytes32 question, uint64 time, uint256 value, Said memory said) private {
        (_answers[question].value, _answers[question].time) = (value, time);
        emit Answered(question, time, value, said.epoch, said.signers);
    }
}
