// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {IUsageReceipts} from "blueprint-abi/library/IUsageReceipts.sol";

/// @title Terms of usage receipts, in Solidity
/// @notice What the constructor is given: how long a period and a notice are, what is kept, and whose word counts.
/// @dev They are immutable, so no rule changes after the fact.
abstract contract UsageTerms is IUsageReceipts {
    uint256 internal constant BPS = 10_000;
    /// Clients that are heard of an operator in a period.
    uint256 internal constant SEATS = 9;
    uint64 private constant SHORTEST_PERIOD = 1 hours;
    uint64 private constant LONGEST_PERIOD = 28 days;
    uint64 private constant LONGEST_NOTICE = 90 days;
    uint64 private constant SHORTEST_RETENTION = 2;
    uint64 private constant LONGEST_RETENTION = 1_000;
    uint32 private constant HIGHEST_FEE_BPS = 2_000;
    /// With fewer clients one of them holds half of the weight.
    uint8 private constant LEAST_QUORUM = 3;

    /// Seconds.
    uint64 private immutable _period;
    uint64 internal immutable _notice;
    uint64 private immutable _retention;
    uint32 internal immutable _feeBps;
    uint8 internal immutable _quorum;
    uint128 internal immutable _leastPaid;

    constructor(uint64 period, uint64 notice, uint64 retention, uint32 feeBps, uint8 quorum, uint128 leastPaid) {
        _checkTerm(0, SHORTEST_PERIOD, LONGEST_PERIOD, period);
        // What was served in a period can be claimed in the next one, and complained about.
        _checkTerm(1, 2 * period, LONGEST_NOTICE, notice);
        _checkTerm(2, SHORTEST_RETENTION, LONGEST_RETENTION, retention);
        _checkTerm(3, 0, HIGHEST_FEE_BPS, feeBps);
        _checkTerm(4, LEAST_QUORUM, SEATS, quorum);
        // A client that pays nothing would have a word.
        _checkTerm(5, 1, type(uint128).max, leastPaid);
        (_period, _notice, _retention) = (period, notice, retention);
        (_feeBps, _quorum, _leastPaid) = (feeBps, quorum, leastPaid);
    }

    /// @inheritdoc IUsageReceipts
    function terms()
        external
        view
        returns (uint64 period, uint64 notice, uint64 retention, uint32 feeBps, uint8 quorum, uint128 leastPaid)
    {
        return (_period, _notice, _retention, _feeBps, _quorum, _leastPaid);
    }

    // ---- times

    function _now() internal view returns (uint64) {
        return uint64(block.timestamp);
    }

    /// The number of the period that runs.
    function _running() internal view returns (uint64) {
        return _now() / _period;
    }

    /// The last second in which a receipt can be claimed without a pause: the end of the period after that of its last request, until
    /// when complaints about it are heard, too. Without an end an operator would choose in which period the word of its clients
    /// counts.
    function _claimableUntil(uint64 lastRequest) internal view returns (uint64) {
        return _capped64((uint256(lastRequest / _period) + 2) * _period) - 1;
    }

    /// Passes once a period ended `retention` periods ago.
    function _checkRetention(uint64 period) internal view {
        uint64 until = _capped64((uint256(period) + _retention + 1) * _period);
        if (_now() < until) revert StillNeeded(until);
    }

    // ---- words of the storage

    /// Removes words of the storage from a slot on. One that was never written is left alone: resolc's build would write a zero
    /// there, which takes a deposit.
    function _clear(uint256 slot, uint256 words) internal {
        for (uint256 end = slot + words; slot < end; ++slot) {
            assembly ("memory-safe") {
                if sload(slot) { sstore(slot, 0) }
            }
        }
    }

    // ---- numbers

    function _capped64(uint256 number) internal pure returns (uint64) {
        return number > type(uint64).max ? type(uint64).max : uint64(number);
    }

    function _capped128(uint256 number) internal pure returns (uint128) {
        return number > type(uint128).max ? type(uint128).max : uint128(number);
    }

    function _less(uint256 a, uint256 b) internal pure returns (uint256) {
        return a < b ? a : b;
    }

    function _checkTerm(uint8 term, uint256 least, uint256 most, uint256 received) private pure {
        if (received < least || received > most) revert TermOutOfBounds(term, least, most, received);
    }
}
