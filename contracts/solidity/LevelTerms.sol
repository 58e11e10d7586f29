// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {IServiceLevels} from "blueprint-abi/library/IServiceLevels.sol";

/// @title Terms of service levels, in Solidity
/// @notice Which terms are taken, when windows begin and end, what a bill under them costs at most, and what of a part is due.
/// @dev Terms are two words. The first one has all that is counted in seconds and windows, and goes from function to function as
/// it is: resolc's code for a member in memory is long, and a call pays for all code of the contract.
abstract contract LevelTerms is IServiceLevels {
    uint256 internal constant BPS = 10_000;
    /// Windows of a group: a word of the storage has their bits, 16 for each row of parties.
    uint32 internal constant GROUP = 16;
    /// The most windows of a bill: their number fits 16 bits. No block holds what a bill of as many reads.
    uint32 internal constant MOST_WINDOWS = type(uint16).max;
    uint32 private constant SHORTEST_WINDOW = 60;
    uint256 private constant MOST_TIERS = 3;
    /// Bits of a tier where it is stored.
    uint256 private constant TIER = 48;

    // ---- gas at Polkadot Hub's scale, as e2e/tests/service_levels.rs measures it for each build

    /// Of a bill without groups and code: the call, the words of the terms and those of the parties. 79,000 on the EVM and 98,000
    /// in resolc's build were measured.
    uint256 private constant BASE_GAS = 110_000;
    /// Of five bytes of code. All of it is in the proof of every call, at 1.19 gas a byte, and resolc's is ten times as long as
    /// solc's.
    uint256 private constant CODE_GAS = 6;
    /// Of a group: a read of a word, and the count of its bits. 13,600 on the EVM and 14,200 in resolc's build were measured.
    uint256 private constant GROUP_GAS = 16_000;

    struct StoredTerms {
        /// From the lowest bits on: start, window, answer period, excuse period, longest bill, retention, least number of
        /// windows that is judged. The first one of 64 bits, the others of 32. 0 for a service without terms.
        uint256 times;
        uint16 floorBps;
        uint8 freshBlocks;
        uint8 tierCount;
        /// From the lowest bits on, each by its three members.
        uint144 tiers;
    }

    // ---- what is received, and what is stored

    /// The terms as they are stored. Tiers are in order then, and nothing else is checked.
    function _toStored(
        Terms calldata received,
        Tier[] calldata receivedTiers
    ) internal pure returns (StoredTerms memory terms) {
        // All of it is decoded before anything is checked.
        uint256 times = received.minExpected;
        times = (times << 32) | received.retention;
        times = (times << 32) | received.longestBill;
        times = (times << 32) | received.excusePeriod;
        times = (times << 32) | received.answerPeriod;
        times = (times << 32) | received.window;
        terms.times = (times << 64) | received.start;
        (terms.floorBps, terms.freshBlocks) = (received.floorBps, received.freshBlocks);
        Tier[] memory tiers = receivedTiers;
        if (tiers.length == 0 || tiers.length > MOST_TIERS) {
            revert TierCount(uint32(MOST_TIERS), uint32(tiers.length));
        }
        uint256 packed;
        uint256 before;
        for (uint256 i = 0; i < tiers.length; ++i) {
            (uint16 least, uint16 target, uint16 bottom) =
                (tiers[i].leastWeightBps, tiers[i].targetBps, tiers[i].bottomBps);
            _checkWhole(least);
            _checkWhole(target);
            bool rises = least > uint16(before) && target >= uint16(before >> 16) && bottom >= uint16(before >> 32);
            if (i == 0) rises = least == 0;
            if (!rises || bottom >= target) revert TierOrder(uint32(i));
            before = least | (uint256(target) << 16) | (uint256(bottom) << 32);
            packed |= before << (TIER * i);
        }
        (terms.tierCount, terms.tiers) = (uint8(tiers.length), uint144(packed));
    }

    /// The terms as they were received, and their tiers.
    function _toReceived(
        StoredTerms memory terms
    ) internal pure returns (Terms memory received, Tier[] memory tiers) {
        uint256 times = terms.times;
        (received.start, received.window) = (_start(times), _window(times));
        (received.answerPeriod, received.excusePeriod) = (uint32(times >> 96), uint32(times >> 128));
        (received.longestBill, received.retention) = (_longestBill(times), _retention(times));
        received.minExpected = _minExpected(times);
        (received.floorBps, received.freshBlocks) = (terms.floorBps, terms.freshBlocks);
        tiers = new Tier[](terms.tierCount);
        uint256 rest = terms.tiers;
        for (uint256 i = 0; i < tiers.length; ++i) {
            tiers[i] = Tier(uint16(rest), uint16(rest >> 16), uint16(rest >> 32));
            rest >>= TIER;
        }
    }

    /// Passes terms that hold from now on, and whose longest bill costs at most `cap`.
    function _checkTerms(StoredTerms memory terms, uint64 cap) internal view {
        uint256 times = terms.times;
        (uint64 time, uint32 length) = (uint64(block.timestamp), _window(times));
        if (_start(times) <= time) revert StartsInPast(_start(times), time);
        if (length < SHORTEST_WINDOW) revert WindowTooShort(SHORTEST_WINDOW, length);
        if (uint32(times >> 128) == 0) revert NoTimeToExcuse();
        if (_longestBill(times) < length) revert BillTooShort(length, _longestBill(times));
        uint64 least = _lag(times) + 2 * uint64(_longestBill(times));
        if (_retention(times) < least) revert RetentionTooShort(least, _retention(times));
        uint32 most = _mostWindows(times);
        if (_minExpected(times) == 0 || _minExpected(times) > most) {
            revert MinExpectedOutOfBounds(most, _minExpected(times));
        }
        if (terms.freshBlocks == 0) revert NoFreshBlocks();
        _checkWhole(terms.floorBps);
        uint64 worst = _billGas(times);
        if (worst > cap || most > MOST_WINDOWS) revert TooMuchGas(cap, worst);
    }

    // ---- the first word

    function _start(uint256 times) internal pure returns (uint64) {
        return uint64(times);
    }

    function _window(uint256 times) private pure returns (uint32) {
        return uint32(times >> 64);
    }

    function _longestBill(uint256 times) private pure returns (uint32) {
        return uint32(times >> 160);
    }

    function _retention(uint256 times) private pure returns (uint32) {
        return uint32(times >> 192);
    }

    function _minExpected(uint256 times) private pure returns (uint32) {
        return uint32(times >> 224);
    }

    // ---- gas

    /// The most that the longest bill costs.
    function _billGas(uint256 times) internal view returns (uint64) {
        // So many consecutive windows lie in at most as many groups. There are fewer than 2^32, so nothing overflows.
        uint256 groups = (_mostWindows(times) + 2 * GROUP - 2) / GROUP;
        uint256 code = (address(this).code.length * CODE_GAS) / 5;
        return uint64(BASE_GAS + code + groups * GROUP_GAS);
    }

    /// The most windows of a bill: as many as begin in its length, rounded up.
    function _mostWindows(uint256 times) internal pure returns (uint32) {
        return uint32(_ceilDiv(_longestBill(times), _window(times)));
    }

    // ---- windows and seconds

    /// By how much the interval that is judged lags behind the period of a bill.
    function _lag(uint256 times) internal pure returns (uint64) {
        return uint64(_window(times)) + uint32(times >> 96) + uint32(times >> 128);
    }

    /// How many windows have begun at a second.
    function _begun(uint256 times, uint64 time) internal pure returns (uint32) {
        return _begunBefore(times, time == type(uint64).max ? time : time + 1, 0);
    }

    /// How many windows begin so long before a second, which is the first one where there is none.
    function _begunBefore(uint256 times, uint256 time, uint256 length) internal pure returns (uint32) {
        uint256 origin = _start(times) + length;
        if (time <= origin) return 0;
        uint256 windows = _ceilDiv(time - origin, _window(times));
        return windows > type(uint32).max ? type(uint32).max : uint32(windows);
    }

    /// The first second of a window, the first in which it cannot be answered any more, and the last in which it can be
    /// excused.
    function _times(
        uint256 times,
        uint32 window
    ) internal pure returns (uint64 begins, uint64 answersEnd, uint64 excusesEnd) {
        uint256 begin = _start(times) + uint256(window) * _window(times);
        uint256 end = begin + _window(times) + uint32(times >> 96);
        return (_capped(begin), _capped(end), _capped(end + uint32(times >> 128)));
    }

    /// The windows of which no bit changes any more are those below this one.
    function _finalBelow(uint256 times) internal view returns (uint32) {
        return _begunBefore(times, block.timestamp, _lag(times));
    }

    /// The windows that are forgotten are those below this one.
    function _forgottenBelow(uint256 times) internal view returns (uint32) {
        return _begunBefore(times, block.timestamp, _retention(times));
    }

    /// The windows that a bill of a period is for; none for a period that is empty or longer than the longest bill.
    function _billed(uint256 times, uint64 start, uint64 end) internal pure returns (uint32 from, uint32 to) {
        if (end <= start || end - start > _longestBill(times)) return (0, 0);
        return (_begunBefore(times, start, _lag(times)), _begunBefore(times, end, _lag(times)));
    }

    /// Of some windows, those that are judged now: final and not forgotten.
    function _judged(uint256 times, uint32 from, uint32 to) internal view returns (uint32, uint32) {
        (uint32 forgotten, uint32 unchanging) = (_forgottenBelow(times), _finalBelow(times));
        if (from < forgotten) from = forgotten;
        if (to > unchanging) to = unchanging;
        return (from, to > from ? to : from);
    }

    // ---- the part of a party

    /// The share of its part of a bill that a party's windows leave: all from its tier's target on and where too few windows
    /// are to be judged, the floor up to its tier's bottom, linear between, rounded up. Windows that are not excused, that count,
    /// and that were kept.
    function _partyBps(
        StoredTerms memory terms,
        uint16 weightBps,
        uint256 unexcused,
        uint256 expected,
        uint256 kept
    ) internal pure returns (uint256) {
        if (unexcused < _minExpected(terms.times) || expected == 0) return BPS;
        // The last tier of so much weight; the first one is of every weight.
        uint256 shift = TIER * terms.tierCount - TIER;
        while (shift > 0 && weightBps < uint16(terms.tiers >> shift)) shift -= TIER;
        uint256 tier = terms.tiers >> shift;
        uint256 target = expected * uint16(tier >> 16);
        uint256 bottom = expected * uint16(tier >> 32);
        kept *= BPS;
        if (kept >= target) return BPS;
        uint256 above = kept > bottom ? kept - bottom : 0;
        // A bottom is below its target.
        return terms.floorBps + _ceilDiv((BPS - terms.floorBps) * above, target - bottom);
    }

    /// Rounded up. Nothing here is close to an overflow: a time has 65 bits, a bill 56.
    function _ceilDiv(uint256 a, uint256 divisor) internal pure returns (uint256) {
        return (a + divisor - 1) / divisor;
    }

    // ---- inside

    function _checkWhole(uint16 received) private pure {
        if (received > BPS) revert AboveWhole(received);
    }

    function _capped(uint256 time) private pure returns (uint64) {
        return time > type(uint64).max ? type(uint64).max : uint64(time);
    }
}
