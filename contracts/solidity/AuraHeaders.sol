// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {IForeignConsensus} from "blueprint-abi/library/IForeignConsensus.sol";

/// @title Headers of chains with Aura, and signatures by sr25519
/// @notice A header is read as strictly as the rules in Rust read it (blueprint_rules::aura). One buffer is used for all headers of a call, as
/// resolc's code has a heap of 64 KiB.
abstract contract AuraHeaders {
    /// What a header says. `itemsAt` is where in memory the number of its digest items lies, `keysAt` where its new keys do; zero for none.
    struct Header {
        bytes32 parent;
        uint256 number;
        uint64 slot;
        uint256 itemsAt;
        uint256 keysAt;
        uint256 keys;
        bytes32 sealFirst;
        bytes32 sealSecond;
    }

    /// A header in memory: where its bytes begin, behind the head of a call of `hashBlake256`, and how many there are.
    struct Bytes {
        uint256 at;
        uint256 length;
    }

    /// The most bytes of a header that are read.
    uint32 private constant LONGEST = 8_192;
    /// The most items of a header's digest. Below 64, so that their number is one byte.
    uint256 private constant MOST_ITEMS = 16;
    uint256 private constant SYSTEM = 0x900;
    /// `hashBlake256(bytes)` and `sr25519Verify(uint8[64],bytes,bytes32)` of the System precompile.
    uint256 private constant HASH_BLAKE_256 = 0xc7dff686;
    uint256 private constant SR25519_VERIFY = 0x307a575d;
    /// Aura's name in digest items.
    uint256 private constant ENGINE = 0x61757261;
    /// Bytes of the last item: its kind, the engine, a length of two bytes, and the signature.
    uint256 private constant SEAL_ITEM = 71;
    /// `ConsensusLog::AuthoritiesChange` of Aura.
    uint256 private constant AUTHORITIES_CHANGE = 1;
    /// Kinds of digest items, as `sp_runtime` numbers them. Others are not known to have a length.
    uint256 private constant OTHER = 0;
    uint256 private constant CONSENSUS = 4;
    uint256 private constant SEAL = 5;
    uint256 private constant PRE_RUNTIME = 6;
    uint256 private constant ENVIRONMENT_UPDATED = 8;

    // ---- memory

    /// A buffer for one header at a time.
    function _buffer() internal pure returns (Bytes memory buffer) {
        // The selector, an offset, a length, the bytes, and zeros up to a whole word.
        bytes memory space = new bytes(uint256(LONGEST) + 132);
        assembly ("memory-safe") {
            mstore(add(space, 32), shl(224, HASH_BLAKE_256))
            mstore(add(space, 36), 32)
            mstore(buffer, add(space, 100))
        }
    }

    /// Copies a header into the buffer.
    function _load(Bytes memory buffer, bytes calldata header, uint32 index) internal pure {
        uint256 length = header.length;
        if (length > LONGEST) revert IForeignConsensus.HeaderLength(index, LONGEST, uint32(length));
        buffer.length = length;
        uint256 at = buffer.at;
        assembly ("memory-safe") {
            calldatacopy(at, header.offset, length)
        }
    }

    // ---- reading

    /// What the header in the buffer says.
    function _read(Bytes memory buffer, uint32 index) internal pure returns (Header memory header) {
        uint256 next = buffer.at;
        uint256 end = next + buffer.length;
        if (buffer.length < 32) _malformed(index);
        header.parent = bytes32(_word(next));
        (header.number, next) = _compact(next + 32, end, index);
        // The roots, and the number of items.
        if (end - next < 65) _malformed(index);
        next += 64;
        header.itemsAt = next;
        uint256 items = _byte(next++);
        if (items & 3 != 0 || items >> 2 > MOST_ITEMS) _malformed(index);
        bool hasSlot;
        bool hasSeal;
        for (items >>= 2; items != 0; --items) {
            // The seal is the last.
            if (hasSeal || next == end) _malformed(index);
            uint256 kind = _byte(next++);
            if (kind == ENVIRONMENT_UPDATED) continue;
            bool ofAura;
            if (kind == CONSENSUS || kind == SEAL || kind == PRE_RUNTIME) {
                if (end - next < 4) _malformed(index);
                ofAura = _word(next) >> 224 == ENGINE;
                next += 4;
            } else if (kind != OTHER) {
                _malformed(index);
            }
            uint256 length;
            (length, next) = _compact(next, end, index);
            if (end - next < length) _malformed(index);
            if (kind == SEAL) {
                if (!ofAura || length != 64) _malformed(index);
                hasSeal = true;
                (header.sealFirst, header.sealSecond) = (bytes32(_word(next)), bytes32(_word(next + 32)));
            } else if (kind == PRE_RUNTIME && ofAura) {
                if (hasSlot || length != 8) _malformed(index);
                hasSlot = true;
                header.slot = uint64(_little(next, 8));
            } else if (kind == CONSENSUS && ofAura) {
                if (length == 0) _malformed(index);
                if (_byte(next) == AUTHORITIES_CHANGE) _readChange(header, next + 1, next + length, index);
            }
            next += length;
        }
        if (!hasSlot || !hasSeal || next != end) _malformed(index);
    }

    /// A number of keys, and as many keys.
    function _readChange(Header memory header, uint256 at, uint256 end, uint32 index) private pure {
        if (header.keysAt != 0) _malformed(index);
        (header.keys, header.keysAt) = _compact(at, end, index);
        if (end - header.keysAt != header.keys * 32) _malformed(index);
    }

    /// A compact number of SCALE, below 2^32, in its shortest form; and what is behind it.
    function _compact(uint256 at, uint256 end, uint32 index) private pure returns (uint256 number, uint256 next) {
        if (at == end) _malformed(index);
        uint256 first = _byte(at);
        uint256 mode = first & 3;
        if (mode == 3 && first != 3) _malformed(index);
        uint256 size = mode == 3 ? 5 : 1 << mode;
        if (end - at < size) _malformed(index);
        number = mode == 3 ? _little(at + 1, 4) : _little(at, size) >> 2;
        if (mode != 0 && number < (mode == 1 ? 1 << 6 : mode == 2 ? 1 << 14 : 1 << 30)) _malformed(index);
        return (number, at + size);
    }

    function _malformed(uint32 index) private pure {
        revert IForeignConsensus.MalformedHeader(index);
    }

    function _word(uint256 at) internal pure returns (uint256 word) {
        assembly ("memory-safe") {
            word := mload(at)
        }
    }

    function _byte(uint256 at) private pure returns (uint256) {
        return _word(at) >> 248;
    }

    /// A little-endian number.
    function _little(uint256 at, uint256 size) private pure returns (uint256 number) {
        for (uint256 i = size; i != 0; --i) number = (number << 8) | _byte(at + i - 1);
    }

    // ---- hashes and signatures

    /// The hash of the header in the buffer.
    function _hashOf(Bytes memory buffer) internal view returns (bytes32) {
        return _blake2(buffer.at, buffer.length);
    }

    /// The hash that the seal signs: of the header without its last item. The buffer is not a header afterwards.
    function _unsealedHash(Bytes memory buffer, Header memory header) internal view returns (bytes32) {
        uint256 itemsAt = header.itemsAt;
        assembly ("memory-safe") {
            // An item less, in the upper six bits.
            mstore8(itemsAt, sub(byte(0, mload(itemsAt)), 4))
        }
        return _blake2(buffer.at, buffer.length - SEAL_ITEM);
    }

    function _blake2(uint256 at, uint256 length) private view returns (bytes32 hash) {
        bool done;
        assembly ("memory-safe") {
            mstore(sub(at, 32), length)
            // Zeros up to a whole word.
            mstore(add(at, length), 0)
            let size := add(68, and(add(length, 31), not(31)))
            done := staticcall(gas(), SYSTEM, sub(at, 68), size, 0, 32)
            done := and(done, gt(returndatasize(), 31))
            hash := mload(0)
        }
        if (!done) revert IForeignConsensus.PrecompileFailed();
    }

    /// Reverts where a header's seal is not a key's, of the hash without it.
    function _checkSeal(
        Header memory header,
        bytes32 hash,
        bytes32 key,
        uint32 index
    ) internal view {
        bool isSigned = _isSigned([header.sealFirst, header.sealSecond], key, 32, [hash, 0]);
        if (!isSigned) revert IForeignConsensus.BadSeal(index, key);
    }

    /// Whether a signature of the first `length` bytes of a message, 1 to 64, is a key's, in the context `substrate`.
    function _isSigned(
        bytes32[2] memory signature,
        bytes32 key,
        uint256 length,
        bytes32[2] memory message
    ) internal view returns (bool) {
        bool done;
        uint256 valid;
        assembly ("memory-safe") {
            let input := mload(64)
            mstore(input, shl(224, SR25519_VERIFY))
            let words := add(input, 4)
            // A byte in each word. It is the last of the word in memory that ends with it, which costs resolc's code less than `byte`.
            for { let i := 0 } lt(i, 64) { i := add(i, 1) } {
                mstore(add(words, mul(i, 32)), and(mload(add(sub(signature, 31), i)), 255))
            }
            // The message begins behind its offset and the key.
            mstore(add(words, 2048), 2112)
            mstore(add(words, 2080), key)
            mstore(add(words, 2112), length)
            mstore(add(words, 2144), mload(message))
            mstore(add(words, 2176), mload(add(message, 32)))
            let size := add(2148, and(add(length, 31), not(31)))
            done := staticcall(gas(), SYSTEM, input, size, 0, 32)
            done := and(done, gt(returndatasize(), 31))
            valid := mload(0)
        }
        if (!done || valid > 1) revert IForeignConsensus.PrecompileFailed();
        return valid == 1;
    }
}
