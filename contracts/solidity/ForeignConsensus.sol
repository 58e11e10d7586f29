// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {IForeignConsensus} from "blueprint-abi/library/IForeignConsensus.sol";
import {AuraHeaders} from "blueprint-solidity/AuraHeaders.sol";
import {BlockShare} from "blueprint-solidity/BlockShare.sol";

/// @title Foreign consensus, in Solidity
/// @notice The same as contracts/foreign-consensus does in ink!.
contract ForeignConsensus is IForeignConsensus, AuraHeaders, BlockShare {
    /// What is checked of headers that follow the newest final one.
    struct Following {
        bytes32 hash;
        uint256 number;
        uint64 slot;
        /// The set of the newest final header.
        bytes32[] set;
        /// Who authors the next header.
        bytes32[] authors;
        /// Whether those are another set.
        bool changed;
        /// The first header that changes the authorities, and the new keys; none where there are no keys.
        uint256 changeIndex;
        bytes32[] change;
        /// Of each header: its hash, its slot, and the place of its author in the set, `OUTSIDE` for an author outside.
        bytes32[] hashes;
        uint64[] slots;
        uint256[] places;
    }

    uint32 private constant MOST_AUTHORITIES = 32;
    uint32 private constant MOST_HEADERS = 64;
    uint16 private constant SHORTEST_ERA = 64;
    uint256 private constant OUTSIDE = type(uint256).max;
    bytes32 private constant BINDING_TYPE =
        keccak256("Binding(uint256 chainId,address consensus,bytes32 key,address operator,uint64 until)");

    uint16 private immutable _blocksPerEra;
    uint16 private immutable _leastBps;
    uint32 private immutable _slotDuration;
    uint32 private immutable _staleness;

    bytes32 private _hash;
    uint32 private _number;
    uint64 private _slot;
    uint32 private _count;
    uint32 private _eras;
    uint16 private _blocks;
    uint16[MOST_AUTHORITIES] private _authored;
    bytes32[MOST_AUTHORITIES] private _keys;
    mapping(bytes32 key => address) public operatorOf;
    mapping(address operator => Record) private _records;

    constructor(
        bytes32 hash,
        uint32 number,
        uint64 slot,
        bytes memory keys,
        uint16 blocksPerEra,
        uint16 leastBps,
        uint32 slotDuration,
        uint32 staleness
    ) {
        _checkTerm(1, SHORTEST_ERA, type(uint16).max, blocksPerEra);
        _checkTerm(2, 1, WHOLE_BPS, leastBps);
        _checkTerm(3, 100, 600_000, slotDuration);
        _checkTerm(4, 60, 30 days, staleness);
        // Headers of until then would not be later, and counts would pass for new ones.
        uint256 most = (block.timestamp * 1_000) / slotDuration;
        if (slot > most) revert SlotAhead(uint64(most), slot);
        (_blocksPerEra, _leastBps, _slotDuration, _staleness) = (blocksPerEra, leastBps, slotDuration, staleness);
        (_hash, _number, _slot) = (hash, number, slot);
        if (keys.length % 32 != 0) revert BadKeys(uint32(keys.length));
        uint256 at;
        assembly ("memory-safe") {
            at := add(keys, 32)
        }
        _setKeys(_checkedKeys(at, keys.length / 32));
    }

    // ---- for anyone

    /// @inheritdoc IForeignConsensus
    function extend(bytes[] calldata headers) external returns (uint32 count) {
        uint256 length = headers.length;
        if (length == 0 || length > MOST_HEADERS) revert HeaderCount(1, MOST_HEADERS, uint32(length));
        Following memory it = _following(length);
        Bytes memory buffer = _buffer();
        for (uint32 index = 0; index < length; ++index) {
            _load(buffer, headers[index], index);
            _follow(it, buffer, index);
        }
        count = _countFinal(it);
        // Who authors after a change of the authorities is for the next call.
        bool changes = it.change.length != 0 && it.changeIndex < count;
        if (changes) count = uint32(it.changeIndex) + 1;
        uint32 number = _apply(it, count);
        if (changes) {
            _setKeys(it.change);
            _blocks = 0;
            delete _authored;
            emit AuthoritiesChanged(number, _count);
        }
        emit HeadersFinal(number, _hash, _slot, count);
    }

    /// @inheritdoc IForeignConsensus
    function proveEquivocation(bytes32 key, bytes calldata first, bytes calldata second) external {
        address operator = _bound(key);
        (Header memory left, bytes32 one) = _loaded(first, 0);
        (Header memory right, bytes32 two) = _loaded(second, 1);
        if (left.parent != right.parent) revert DifferentParents(left.parent, right.parent);
        uint64 slot = left.slot;
        if (slot != right.slot) revert DifferentSlots(slot, right.slot);
        uint256 most = (block.timestamp * 1_000) / _slotDuration;
        if (slot > most) revert SlotAhead(uint64(most), slot);
        Record storage recorded = _records[operator];
        if (slot <= recorded.lastEquivocation) revert SlotKnown(recorded.lastEquivocation, slot);
        // A signature has a random part: the same contents can have two seals.
        if (one == two) revert SameHeader();
        _checkSeal(left, one, key, 0);
        _checkSeal(right, two, key, 1);
        ++recorded.equivocations;
        recorded.lastEquivocation = slot;
        emit Equivocated(operator, key, slot, left.parent);
    }

    // ---- for operators

    /// @inheritdoc IForeignConsensus
    function bind(bytes32 key, uint64 until, bytes calldata signature) external {
        if (block.timestamp > until) revert Expired(until, uint64(block.timestamp));
        address before = operatorOf[key];
        // The set is read where it is in doubt.
        if (before != address(0) && (before == msg.sender || _isInSet(key))) revert KeyTaken(before);
        if (signature.length != 64) revert BadSignature();
        bytes32[2] memory parts = [bytes32(signature[:32]), bytes32(signature[32:])];
        bytes memory signed = bytes.concat("<Bytes>", bindingOf(key, msg.sender, until), "</Bytes>");
        bytes32[2] memory message;
        assembly ("memory-safe") {
            mstore(message, mload(add(signed, 32)))
            // 15 bytes of the second word.
            mstore(add(message, 32), and(mload(add(signed, 64)), not(sub(shl(136, 1), 1))))
        }
        if (!_isSigned(parts, key, 47, message)) revert BadSignature();
        operatorOf[key] = msg.sender;
        emit KeyBound(key, msg.sender);
    }

    /// @inheritdoc IForeignConsensus
    function unbind(bytes32 key) external {
        address operator = _bound(key);
        if (operator != msg.sender) revert NotOperator(operator, msg.sender);
        if (_isInSet(key)) revert KeyInSet(key);
        delete operatorOf[key];
        emit KeyUnbound(key, operator);
    }

    // ---- state

    /// @inheritdoc IForeignConsensus
    function measured(address operator) external view returns (bool known, uint32 missed, uint32 eras) {
        uint256 began = (uint256(_slot) * _slotDuration) / 1_000;
        // No key is bound to the address zero.
        if (operator != address(0) && began + _staleness >= block.timestamp) {
            for (uint256 i = 0; i < _count && !known; ++i) known = operatorOf[_keys[i]] == operator;
        }
        Record storage recorded = _records[operator];
        return (known, recorded.missed, recorded.eras);
    }

    /// @inheritdoc IForeignConsensus
    function recordOf(address operator) external view returns (Record memory record) {
        return _records[operator];
    }

    /// @inheritdoc IForeignConsensus
    function bindingOf(bytes32 key, address operator, uint64 until) public view returns (bytes32 digest) {
        return keccak256(abi.encode(BINDING_TYPE, block.chainid, address(this), key, operator, until));
    }

    /// @inheritdoc IForeignConsensus
    function head() external view returns (Head memory newest) {
        return Head(_hash, _number, _slot, _eras, _blocks);
    }

    /// @inheritdoc IForeignConsensus
    function authorities() external view returns (bytes32[] memory keys, uint16[] memory blocks) {
        keys = _set();
        blocks = new uint16[](keys.length);
        for (uint256 i = 0; i < keys.length; ++i) blocks[i] = _authored[i];
    }

    /// @inheritdoc IForeignConsensus
    function terms() external view returns (Terms memory fixedTerms) {
        return Terms(_blocksPerEra, _leastBps, _slotDuration, _staleness);
    }

    // ---- inside: headers

    function _following(uint256 length) private view returns (Following memory it) {
        (it.hash, it.number, it.slot, it.set) = (_hash, _number, _slot, _set());
        it.authors = it.set;
        it.hashes = new bytes32[](length);
        it.slots = new uint64[](length);
        it.places = new uint256[](length);
    }

    /// A header, and the hash that its seal signs.
    function _loaded(bytes calldata data, uint32 index) private view returns (Header memory header, bytes32 hash) {
        Bytes memory buffer = _buffer();
        _load(buffer, data, index);
        header = _read(buffer, index);
        hash = _unsealedHash(buffer, header);
    }

    /// Checks the header in the buffer, which is to follow those before it.
    function _follow(Following memory it, Bytes memory buffer, uint32 index) private view {
        Header memory header = _read(buffer, index);
        if (header.parent != it.hash) revert WrongParent(index, it.hash, header.parent);
        if (header.number != it.number + 1) {
            revert WrongNumber(index, uint64(it.number + 1), uint64(header.number));
        }
        if (header.slot <= it.slot) revert SlotNotLater(index, it.slot, header.slot);
        uint256 turn = header.slot % it.authors.length;
        bytes32 key = it.authors[turn];
        it.places[index] = it.changed ? _placeOf(it.set, key) : turn;
        if (header.keysAt != 0) {
            it.authors = _checkedKeys(header.keysAt, header.keys);
            it.changed = true;
            if (it.change.length == 0) (it.changeIndex, it.change) = (index, it.authors);
        }
        it.hash = _hashOf(buffer);
        _checkSeal(header, _unsealedHash(buffer, header), key, index);
        (it.number, it.slot) = (header.number, header.slot);
        (it.hashes[index], it.slots[index]) = (it.hash, it.slot);
    }

    /// How many headers from the first on are final by those behind them.
    function _countFinal(Following memory it) private pure returns (uint32) {
        // More than two thirds.
        uint256 required = (it.set.length * 2) / 3 + 1;
        uint256 seen;
        uint32 distinct;
        for (uint256 index = it.places.length; index != 0; --index) {
            uint256 place = it.places[index - 1];
            if (place != OUTSIDE && (seen >> place) & 1 == 0) {
                seen |= 1 << place;
                ++distinct;
            }
            if (distinct >= required) return uint32(index);
        }
        revert NoneFinal(uint32(required), distinct);
    }

    /// Takes the first headers over; the number of the newest.
    function _apply(Following memory it, uint256 count) private returns (uint32 number) {
        uint16[MOST_AUTHORITIES] memory authored = _authored;
        (uint16 blocks, uint32 era) = (_blocks, _eras);
        number = _number;
        for (uint256 index = 0; index < count; ++index) {
            ++number;
            // A header up to the first change is of the set.
            ++authored[it.places[index]];
            if (++blocks < _blocksPerEra) continue;
            _settle(it.set, authored, era, number);
            ++era;
            blocks = 0;
            for (uint256 place = 0; place < MOST_AUTHORITIES; ++place) authored[place] = 0;
        }
        (_hash, _number, _slot) = (it.hashes[count - 1], number, it.slots[count - 1]);
        (_blocks, _eras) = (blocks, era);
        _authored = authored;
    }

    /// Counts an era that ends with a header.
    function _settle(
        bytes32[] memory set,
        uint16[MOST_AUTHORITIES] memory authored,
        uint32 era,
        uint32 number
    ) private {
        for (uint256 i = 0; i < set.length; ++i) {
            address operator = operatorOf[set[i]];
            if (operator == address(0)) continue;
            uint16 blocks = authored[i];
            Record storage recorded = _records[operator];
            ++recorded.eras;
            recorded.blocks += blocks;
            if (!_isBelowShare(blocks, 1, set.length, _blocksPerEra, _leastBps)) continue;
            ++recorded.missed;
            emit EraMissed(operator, set[i], era, blocks);
        }
        emit EraEnded(era, number);
    }

    // ---- inside: keys

    /// Keys in memory that are a set which can be followed.
    function _checkedKeys(uint256 at, uint256 count) private pure returns (bytes32[] memory keys) {
        if (count == 0 || count > MOST_AUTHORITIES) revert AuthorityCount(1, MOST_AUTHORITIES, uint32(count));
        keys = new bytes32[](count);
        for (uint256 i = 0; i < count; ++i) {
            bytes32 key = bytes32(_word(at + i * 32));
            for (uint256 j = 0; j < i; ++j) if (keys[j] == key) revert DuplicateAuthority(key);
            keys[i] = key;
        }
    }

    function _setKeys(bytes32[] memory keys) private {
        for (uint256 i = 0; i < keys.length; ++i) _keys[i] = keys[i];
        _count = uint32(keys.length);
    }

    function _set() private view returns (bytes32[] memory keys) {
        keys = new bytes32[](_count);
        for (uint256 i = 0; i < keys.length; ++i) keys[i] = _keys[i];
    }

    function _placeOf(bytes32[] memory keys, bytes32 key) private pure returns (uint256) {
        for (uint256 i = 0; i < keys.length; ++i) if (keys[i] == key) return i;
        return OUTSIDE;
    }

    function _isInSet(bytes32 key) private view returns (bool) {
        return _placeOf(_set(), key) != OUTSIDE;
    }

    function _bound(bytes32 key) private view returns (address operator) {
        operator = operatorOf[key];
        if (operator == address(0)) revert NotBound(key);
    }

    function _checkTerm(uint8 term, uint256 least, uint256 most, uint256 received) private pure {
        if (received < least || received > most) revert TermOutOfBounds(term, least, most, received);
    }
}
