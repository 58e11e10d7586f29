// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {IConsensusParticipation} from "blueprint-abi/library/IConsensusParticipation.sol";
import {IStaking} from "blueprint-abi/library/IStaking.sol";
import {BlockShare} from "blueprint-solidity/BlockShare.sol";
import {PeerCalls} from "blueprint-solidity/PeerCalls.sol";

/// @title Consensus participation, in Solidity
/// @notice The same as contracts/consensus-participation does in ink!.
contract ConsensusParticipation is IConsensusParticipation, PeerCalls, BlockShare {
    uint32 private constant MOST_ERAS = 16;
    /// Points of a block, as the staking pallet gives them to its author.
    uint256 private constant POINTS_OF_BLOCK = 20;

    // ---- return values of the staking: the bits of their words, a byte each

    bytes private constant ADDRESS_BITS = hex"a001";
    bytes private constant ERA_BITS = hex"2040";
    bytes private constant POINTS_BITS = hex"0101202020";

    address private immutable _staking;
    uint16 private immutable _leastBps;
    mapping(address operator => Record) private _records;

    constructor(address staking, uint16 leastBps) {
        if (leastBps == 0 || leastBps > WHOLE_BPS) revert ShareOutOfBounds(1, WHOLE_BPS, leastBps);
        (_staking, _leastBps) = (staking, leastBps);
    }

    // ---- for anyone

    /// @inheritdoc IConsensusParticipation
    function settle(bytes32 stash) external returns (uint32 count) {
        if (stash == 0) revert ZeroAccount();
        uint256[MOST_WORDS] memory returned = _asked(_staking, abi.encodeCall(IStaking.addressOf, (stash)), ADDRESS_BITS);
        address operator = address(uint160(returned[0]));
        bool ofAddress = returned[1] == 1;
        uint32 active = _active();
        Record memory recorded = _records[operator];
        bool isNamed = recorded.stash == stash;
        if (recorded.stash == 0) recorded.next = active;
        // Where an account that hashes to the address is shown, no other one is the operator's: the account that is made of the
        // address has no key.
        else if (!isNamed && ofAddress) revert OtherStash(operator, recorded.stash);
        if (active > recorded.next) count = active - recorded.next;
        if (count > MOST_ERAS) count = MOST_ERAS;
        if (count == 0 && isNamed) revert NothingNew();
        if (!isNamed) {
            recorded.stash = stash;
            emit StashNamed(operator, stash, recorded.next);
        }
        for (uint32 i = 0; i < count; ++i) _settle(recorded, operator);
        _records[operator] = recorded;
        emit EraSettled(operator, recorded.next, recorded.eras, recorded.missed, recorded.unknown);
    }

    // ---- state

    /// @inheritdoc IConsensusParticipation
    function measured(address operator) external view returns (bool upToDate, uint32 missed, uint32 eras) {
        uint32 active = _active();
        Record storage recorded = _records[operator];
        upToDate = recorded.stash != 0 && recorded.next >= active;
        return (upToDate, recorded.missed, recorded.eras);
    }

    /// @inheritdoc IConsensusParticipation
    function recordOf(address operator) external view returns (Record memory record) {
        return _records[operator];
    }

    /// @inheritdoc IConsensusParticipation
    function terms() external view returns (address staking, uint16 leastBps) {
        return (_staking, _leastBps);
    }

    // ---- inside: eras

    /// The era that has not ended.
    function _active() private view returns (uint32) {
        return uint32(_asked(_staking, abi.encodeCall(IStaking.activeEra, ()), ERA_BITS)[0]);
    }

    /// Counts the next era of an operator.
    function _settle(Record memory recorded, address operator) private {
        uint32 era = recorded.next;
        // Below the active era, so there is one more.
        recorded.next = era + 1;
        bytes memory question = abi.encodeCall(IStaking.pointsOf, (era, recorded.stash));
        uint256[MOST_WORDS] memory returned = _asked(_staking, question, POINTS_BITS);
        bool known = returned[0] == 1;
        bool elected = returned[1] == 1;
        (uint32 points, uint32 total, uint32 authors) = (uint32(returned[2]), uint32(returned[3]), uint32(returned[4]));
        if (known && !elected) return;
        // Without both there is no average.
        if (!known || total == 0 || authors == 0) {
            ++recorded.unknown;
            return;
        }
        ++recorded.eras;
        recorded.points += points;
        if (!_isBelowShare(points, POINTS_OF_BLOCK, authors, total, _leastBps)) return;
        ++recorded.missed;
        emit EraMissed(operator, era, points, total, authors);
    }

    function _peerFailed(address peer) internal pure override {
        revert PeerFailed(peer);
    }
}
