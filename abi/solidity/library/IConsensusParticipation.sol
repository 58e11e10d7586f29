// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

/// @title Consensus participation: how often a validator authored less than its share of an era's blocks
/// @notice The staking pallet gives the author of each block 20 points; IStaking.pointsOf returns them. Any account settles the eras
/// that have ended, 16 at most in a call, in their order, each once. A validator that was elected misses an era where its
/// points and 20 more are below a share of the average of those that have any. Under Aura the slots of validators differ by
/// one at most in an era, so one that authors in each of its slots misses none, whatever the share.
///
/// An era in which the validator was not elected counts in no way. One that the chain forgot, or has no points of, counts as
/// unknown. Counts never fall: a rulebook (IRulebook) takes `missed` of `measured` as a counter that rises, known where the
/// first word is 1. No era takes stake. Votes of finality are not on the chain, and are not counted.
///
/// An operator is the address of the account that it validates with, its stash. The account is given, and the chain says whose
/// address it has: an operator that has its account's mapping removed is found all the same. There are no roles, and nothing
/// can be changed.
interface IConsensusParticipation {
    /// @notice What is on record of an operator; zeros for nothing.
    struct Record {
        /// The eras before this one are settled.
        uint32 next;
        /// Eras in which it was elected.
        uint32 eras;
        /// Those in which it authored less than its share.
        uint32 missed;
        /// Eras that the chain forgot before they were settled, or has no points of.
        uint32 unknown;
        /// Its points in the eras in which it was elected.
        uint64 points;
        bytes32 stash;
    }

    // ---- errors

    error ShareOutOfBounds(uint16 least, uint16 most, uint16 received);
    error ZeroAccount();
    /// @notice The account is made of the operator's address, and one that hashes to the address is on record: it has no key.
    error OtherStash(address operator, bytes32 stash);
    /// @notice No era has ended since.
    error NothingNew();
    /// @notice The staking has no code, failed without an error, or returned values outside of the types of its interface.
    error PeerFailed(address peer);

    // ---- events

    /// @notice An operator's record begins, or goes on, with this stash, from this era on.
    event StashNamed(address indexed operator, bytes32 indexed stash, uint32 next);
    event EraMissed(address indexed operator, uint32 indexed era, uint32 points, uint32 total, uint32 authors);
    /// @notice The eras before `next` are settled; the counts are those since the record began.
    event EraSettled(address indexed operator, uint32 next, uint32 eras, uint32 missed, uint32 unknown);

    // ---- for anyone

    /// @notice Settles eras of a validator that have ended, from where its record stands, 16 at most: call it again after as many.
    /// The first call for an operator begins with the active era.
    /// @return count How many eras were settled.
    function settle(bytes32 stash) external returns (uint32 count);

    // ---- state

    /// @notice What a rulebook measures: whether all eras that have ended are settled, so that no account chooses the counts by
    /// waiting; the eras that an operator missed, and those in which it was elected. Zeros for an operator without a record.
    function measured(address operator) external view returns (bool upToDate, uint32 missed, uint32 eras);

    function recordOf(address operator) external view returns (Record memory record);

    /// @notice The IStaking, and the required share of the average, in basis points.
    function terms() external view returns (address staking, uint16 leastBps);
}
