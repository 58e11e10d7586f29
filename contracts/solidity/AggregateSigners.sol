// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {IAggregatedResults} from "blueprint-abi/library/IAggregatedResults.sol";
import {BlsVerifier} from "blueprint-solidity/BlsVerifier.sol";
import {Roles} from "blueprint-solidity/Roles.sol";

/// @title Keys of operators, and sets of members, in Solidity
/// @notice A part of AggregatedResults.
abstract contract AggregateSigners is IAggregatedResults, Roles, BlsVerifier {
    uint16 private constant LEAST_MEMBERS = 2;
    uint16 private constant MOST_MEMBERS = 256;
    /// The most members that are added, or freed, in one call.
    uint16 private constant PAGE = 32;
    bytes private constant POSSESSION = "BLS_POP_BN254G1_XMD:KECCAK-256_SVDW_RO_POP_";
    bytes32 private constant POSSESSION_TYPE = keccak256(
        "Possession(uint256 chainId,address results,address operator,uint256[2] first,uint256[4] second)"
    );

    /// A key that an operator enrolled.
    struct Key {
        address operator;
        uint256[4] second;
    }

    struct Seat {
        address operator;
        Point key;
    }

    struct Members {
        Set state;
        /// The sum of all keys.
        Point total;
        Seat[MOST_MEMBERS] seats;
        /// One more than the place; 0 for no member.
        mapping(address operator => uint16) places;
    }

    /// By keccak256 of the key in the first group.
    mapping(bytes32 name => Key) private _keys;
    mapping(address operator => Point) private _current;
    mapping(uint64 serviceId => uint32) private _newestSets;
    mapping(uint64 serviceId => mapping(uint32 set => Members)) private _sets;

    // ---- for operators

    /// @inheritdoc IAggregatedResults
    function enrolKey(
        uint256[2] calldata first,
        uint256[4] calldata second,
        uint256[2] calldata proof
    ) external {
        Point memory key = Point(first[0], first[1]);
        Point memory signature = Point(proof[0], proof[1]);
        uint256[4] memory other = second;
        if (!_isOnFirstCurve(signature)) revert BadPoint(1);
        if (!_isOnFirstCurve(key)) revert BadPoint(2);
        if (!_isOnSecondCurve(other)) revert BadPoint(3);
        Key storage stored = _keys[_nameOf(key)];
        address operator = stored.operator;
        if (operator != address(0) && operator != msg.sender) revert KeyTaken(operator);
        uint256[4] memory points = _hashOf(possessionOf(msg.sender, first, second), POSSESSION);
        if (!_verifies(signature, key, other, points)) revert BadSignature();
        (stored.operator, stored.second) = (msg.sender, other);
        _current[msg.sender] = key;
        emit KeyEnrolled(msg.sender, first, second);
    }

    /// @inheritdoc IAggregatedResults
    function leaveSet(uint64 serviceId, uint32 set) external {
        _leave(serviceId, set, msg.sender);
    }

    // ---- for the runtime

    /// @inheritdoc IAggregatedResults
    function addMembers(uint64 serviceId, uint32 set, address[] calldata operators) external onlyRuntime {
        termsOf(serviceId);
        uint32 newest = _newestSets[serviceId];
        bool isNext = set != 0 && set - 1 == newest;
        Members storage members = _sets[serviceId][set];
        // One that was cleared is filled no second time.
        bool isKnown = set == newest && members.state.members != 0;
        if (!isNext && !isKnown) revert WrongSet(newest, set);
        _checkFilling(set, members.state);
        if (operators.length == 0 || operators.length > PAGE) {
            revert PageSize(PAGE, uint32(operators.length));
        }
        uint256 count = members.state.members + operators.length;
        if (count > MOST_MEMBERS) revert MemberCount(LEAST_MEMBERS, MOST_MEMBERS, uint32(count));
        if (isNext) _newestSets[serviceId] = set;
        Point memory total = members.total;
        for (uint256 i = 0; i < operators.length; ++i) {
            total = _plus(total, _add(serviceId, set, members, operators[i]));
        }
        members.total = total;
    }

    /// @inheritdoc IAggregatedResults
    function sealSet(uint64 serviceId, uint32 set) external onlyRuntime {
        Set storage state = _existingSet(serviceId, set);
        _checkFilling(set, state);
        uint16 count = state.members;
        if (count < LEAST_MEMBERS) revert MemberCount(LEAST_MEMBERS, MOST_MEMBERS, count);
        state.isSealed = true;
        emit SetFixed(serviceId, set, count);
    }

    /// @inheritdoc IAggregatedResults
    function removeMember(uint64 serviceId, uint32 set, address operator) external onlyRuntime {
        _leave(serviceId, set, operator);
    }

    /// @inheritdoc IAggregatedResults
    function retireSet(uint64 serviceId, uint32 set) external onlyRuntime {
        Set storage state = _existingSet(serviceId, set);
        if (state.isRetired) revert SetRetired(set);
        state.isRetired = true;
        emit SetClosed(serviceId, set);
    }

    // ---- for anyone

    /// @inheritdoc IAggregatedResults
    function clearSet(uint64 serviceId, uint32 set) external {
        Set storage state = _existingSet(serviceId, set);
        if (!state.isRetired) revert SetNotRetired(set);
        (uint64 until, uint64 time) = (state.until, uint64(block.timestamp));
        if (time < until) revert SetRemembered(until, time);
        Members storage members = _sets[serviceId][set];
        uint16 count = state.members;
        // In whole pages.
        uint16 left = (count - 1) / PAGE * PAGE;
        for (uint16 place = left; place < count; ++place) {
            delete members.places[members.seats[place].operator];
            delete members.seats[place];
        }
        if (left == 0) {
            delete members.total;
            delete members.state;
        } else {
            state.members = left;
        }
        emit SetCleared(serviceId, set, left);
    }

    // ---- state

    /// @inheritdoc IAggregatedResults
    function setOf(uint64 serviceId, uint32 set) external view returns (Set memory state) {
        return _sets[serviceId][set].state;
    }

    /// @inheritdoc IAggregatedResults
    function newestSet(uint64 serviceId) external view returns (uint32 set) {
        return _newestSets[serviceId];
    }

    /// @inheritdoc IAggregatedResults
    function memberAt(uint64 serviceId, uint32 set, uint16 place) external view returns (
        address operator,
        uint256[2] memory first,
        uint256[4] memory second
    ) {
        if (place >= MOST_MEMBERS) return (operator, first, second);
        Seat memory seat = _sets[serviceId][set].seats[place];
        return (seat.operator, [seat.key.x, seat.key.y], _keys[_nameOf(seat.key)].second);
    }

    /// @inheritdoc IAggregatedResults
    function placeOf(uint64 serviceId, uint32 set, address operator) public view returns (bool known, uint16 place) {
        uint16 stored = _sets[serviceId][set].places[operator];
        return stored == 0 ? (false, 0) : (true, stored - 1);
    }

    /// @inheritdoc IAggregatedResults
    function keyOf(address operator) external view returns (uint256[2] memory first, uint256[4] memory second) {
        Point memory key = _current[operator];
        return ([key.x, key.y], _keys[_nameOf(key)].second);
    }

    /// @inheritdoc IAggregatedResults
    function termsOf(uint64 serviceId) public view virtual returns (Terms memory terms);

    /// @inheritdoc IAggregatedResults
    function possessionOf(
        address operator,
        uint256[2] calldata first,
        uint256[4] calldata second
    ) public view returns (bytes32 message) {
        return keccak256(abi.encode(POSSESSION_TYPE, block.chainid, address(this), operator, first, second));
    }

    // ---- inside

    function _existingSet(uint64 serviceId, uint32 set) internal view returns (Set storage state) {
        state = _sets[serviceId][set].state;
        if (state.members == 0) revert UnknownSet(serviceId, set);
    }

    /// The sum of the signers' keys in the first group: of theirs, or of all less those of the others, whichever are fewer.
    function _sumOf(
        uint64 serviceId,
        uint32 set,
        uint256 signers,
        uint16 count
    ) internal view returns (Point memory sum) {
        Members storage members = _sets[serviceId][set];
        uint256 all = type(uint256).max >> (MOST_MEMBERS - count);
        bool subtract = _count(all & ~signers) < _count(signers);
        uint256 counted = subtract ? all & ~signers : signers;
        for (uint256 place = 0; counted != 0; ++place) {
            if (counted & 1 != 0) sum = _plus(sum, members.seats[place].key);
            counted >>= 1;
        }
        if (subtract) sum = _minus(members.total, sum);
    }

    /// How many bits are set.
    function _count(uint256 bits) internal pure returns (uint16 count) {
        for (; bits != 0; bits &= bits - 1) count += 1;
    }

    /// Gives an operator the next place.
    function _add(
        uint64 serviceId,
        uint32 set,
        Members storage members,
        address operator
    ) private returns (Point memory key) {
        key = _current[operator];
        if (key.x | key.y == 0) revert NoKey(operator);
        if (members.places[operator] != 0) revert AlreadyMember(operator);
        uint16 place = members.state.members;
        members.seats[place] = Seat(operator, key);
        (members.places[operator], members.state.members) = (place + 1, place + 1);
        emit MemberAdded(serviceId, set, operator, place);
    }

    function _leave(uint64 serviceId, uint32 set, address operator) private {
        Set storage state = _existingSet(serviceId, set);
        (bool known, uint16 place) = placeOf(serviceId, set, operator);
        if (!known) revert UnknownMember(operator);
        uint256 bit = 1 << uint256(place);
        if (state.left & bit != 0) revert AlreadyLeft(operator);
        state.left |= bit;
        emit MemberLeft(serviceId, set, operator, place);
    }

    function _checkFilling(uint32 set, Set storage state) private view {
        if (state.isSealed) revert SetSealed(set);
        if (state.isRetired) revert SetRetired(set);
    }

    /// By what a key is known.
    function _nameOf(Point memory key) private pure returns (bytes32) {
        return keccak256(abi.encode(key));
    }
}
