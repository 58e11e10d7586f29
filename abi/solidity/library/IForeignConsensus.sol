// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

/// @title Foreign consensus: who misses its blocks on another chain, by that chain's signed headers alone
/// @notice The contract follows one chain with Aura (sr25519), from a final header that its deployer states. Any account brings the
/// next headers, `extend`: SCALE, as `chain_getHeader` has their parts. Each is checked as a node of that chain checks it: its parent, its
/// number, a later slot, and the seal of the authority whose turn the slot is. Nothing of a header's contents is executed.
///
/// A header becomes final here once more than two thirds of the authorities, distinct keys, authored it and what follows it in the
/// same call. Only the newest final header is stored: what is not final yet comes again in the next call. A fork that a third of the
/// authorities or fewer author is never stored, and stands in no way. A header that changes the authorities becomes final by keys of the set before.
/// Where a change exchanges so many keys that those that stay are too few for that, the contract ends there: a new one starts from a later checkpoint.
///
/// An era is `blocksPerEra` final headers. Each authority misses it where its headers, and one more, are below `leastBps` of an
/// equal part: the rule of IConsensusParticipation. An authority that authors in each of its slots misses no era. An era that a change
/// of authorities interrupts counts for none of them. An operator is an address with bound keys; what keys miss counts for the
/// operator that has them at the era's end. Counts never fall: a rulebook (IRulebook) takes `missed` of `measured` as a counter
/// that rises, known where the first word is 1. No count takes stake by itself.
///
/// There are no roles, and nothing can be changed. `index` in errors is that of a header, from 0.
interface IForeignConsensus {
    /// @notice Fixed by the constructor.
    struct Terms {
        /// Final headers of an era: 64 to 65,535.
        uint16 blocksPerEra;
        /// The required share of an equal part, in basis points: 1 to 10,000.
        uint16 leastBps;
        /// Milliseconds of a slot of the foreign chain: 100 to 600,000.
        uint32 slotDuration;
        /// How old the newest final header may be for counts to be known, in seconds: 60 to 2,592,000.
        uint32 staleness;
    }

    /// @notice The newest final header, and where its era stands.
    struct Head {
        /// BLAKE2b-256 of the header.
        bytes32 hash;
        uint32 number;
        uint64 slot;
        /// Eras that ended, those that a change interrupted not counted.
        uint32 eras;
        /// Headers of the era that has not ended.
        uint16 blocks;
    }

    /// @notice What is counted of an operator; zeros for nothing.
    struct Record {
        /// Eras of its keys.
        uint32 eras;
        /// Those that they missed.
        uint32 missed;
        /// Headers that they authored in those eras.
        uint64 blocks;
        /// Equivocations that were proven.
        uint32 equivocations;
        /// The slot of the newest of them.
        uint64 lastEquivocation;
    }

    // ---- errors

    /// @notice Terms are numbered in the order of `Terms`, from 1.
    error TermOutOfBounds(uint8 term, uint256 least, uint256 most, uint256 received);
    /// @notice The keys of the constructor are not whole ones of 32 bytes.
    error BadKeys(uint32 length);
    error AuthorityCount(uint32 least, uint32 most, uint32 received);
    error DuplicateAuthority(bytes32 key);
    error HeaderCount(uint32 least, uint32 most, uint32 received);
    error HeaderLength(uint32 index, uint32 most, uint32 received);
    /// @notice The bytes are no header in the one form that SCALE has for it, or one without a slot and a seal of Aura.
    error MalformedHeader(uint32 index);
    error WrongParent(uint32 index, bytes32 expected, bytes32 received);
    error WrongNumber(uint32 index, uint64 expected, uint64 received);
    /// @notice The slot is not after that of the header before.
    error SlotNotLater(uint32 index, uint64 previous, uint64 received);
    /// @notice The seal is not that of the key.
    error BadSeal(uint32 index, bytes32 key);
    /// @notice Too few distinct authorities authored the headers for the first of them to become final.
    error NoneFinal(uint32 required, uint32 received);
    /// @notice The chain's System precompile does not answer, or too little gas is left for it.
    error PrecompileFailed();
    /// @notice What the key signed is valid up to and including the second `until`.
    error Expired(uint64 until, uint64 time);
    /// @notice The key is bound to the caller, or to an operator while the key is in the set.
    error KeyTaken(address operator);
    error BadSignature();
    error NotBound(bytes32 key);
    error NotOperator(address expected, address received);
    /// @notice The key is one of the current authorities.
    error KeyInSet(bytes32 key);
    error DifferentParents(bytes32 first, bytes32 second);
    error DifferentSlots(uint64 first, uint64 second);
    /// @notice The headers are the same but for their seals.
    error SameHeader();
    /// @notice The slot has not begun.
    error SlotAhead(uint64 most, uint64 received);
    /// @notice An equivocation in this slot or a later one is counted of the operator.
    error SlotKnown(uint64 last, uint64 received);

    // ---- events

    /// @notice So many headers became final; the values are those of the newest.
    event HeadersFinal(uint32 indexed number, bytes32 indexed hash, uint64 slot, uint32 count);
    /// @notice The final header with this number changed the authorities: it is the last that those before it sign.
    event AuthoritiesChanged(uint32 indexed number, uint32 count);
    /// @notice The header with this number is the last of an era.
    event EraEnded(uint32 indexed era, uint32 number);
    event EraMissed(address indexed operator, bytes32 indexed key, uint32 indexed era, uint16 blocks);
    event KeyBound(bytes32 indexed key, address indexed operator);
    event KeyUnbound(bytes32 indexed key, address indexed operator);
    event Equivocated(address indexed operator, bytes32 indexed key, uint64 slot, bytes32 parent);

    // ---- for anyone

    /// @notice Checks headers that follow the newest final one, 1 to 64, each of 8,192 bytes and 16 digest items at most, and takes
    /// those that are final by the others over, up to and including the first that changes the authorities. Errors: HeaderCount,
    /// HeaderLength, MalformedHeader, WrongParent, WrongNumber, SlotNotLater, AuthorityCount, DuplicateAuthority, BadSeal, NoneFinal,
    /// PrecompileFailed.
    /// @return count How many became final.
    function extend(bytes[] calldata headers) external returns (uint32 count);

    /// @notice Counts an equivocation of an operator: a key that is bound to it sealed two headers for one parent and one slot. The chain is
    /// that of the parent, which need not be the one that is followed. Slots of an operator are taken in their order, each once.
    /// Errors: NotBound, HeaderLength, MalformedHeader, DifferentParents, DifferentSlots, SlotAhead, SlotKnown, SameHeader, BadSeal,
    /// PrecompileFailed.
    function proveEquivocation(bytes32 key, bytes calldata first, bytes calldata second) external;

    // ---- for operators

    /// @notice Binds a key to the caller. `signature` is the key's, by sr25519 in the context `substrate`, of `<Bytes>`, the 32 bytes of
    /// `bindingOf`, and `</Bytes>`: what signers of polkadot-js make of raw bytes, and never the hash that seals a header. A key
    /// outside of the set moves from the operator that had it. Errors: Expired, KeyTaken, BadSignature, PrecompileFailed.
    function bind(bytes32 key, uint64 until, bytes calldata signature) external;

    /// @notice Ends the caller's binding of a key outside of the set. Counts stay. Errors: NotBound, NotOperator, KeyInSet.
    function unbind(bytes32 key) external;

    // ---- state

    /// @notice What a rulebook measures: whether the newest final header is at most `staleness` old and the operator has a key in the set; the
    /// eras that its keys missed, and all of their eras.
    function measured(address operator) external view returns (bool known, uint32 missed, uint32 eras);

    function recordOf(address operator) external view returns (Record memory record);

    /// @notice The operator to which a key is bound; zero for none.
    function operatorOf(bytes32 key) external view returns (address operator);

    /// @notice What a key signs so that an operator can bind it, up to and including the second `until`.
    function bindingOf(bytes32 key, address operator, uint64 until) external view returns (bytes32 digest);

    function head() external view returns (Head memory newest);

    /// @notice The keys that author after the newest final header, in their order, and how many headers of the era each authored.
    function authorities() external view returns (bytes32[] memory keys, uint16[] memory blocks);

    function terms() external view returns (Terms memory fixedTerms);
}
