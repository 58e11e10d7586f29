// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {IEnclaveKeys} from "blueprint-abi/library/IEnclaveKeys.sol";

/// @title Resources that an enclave reports, in Solidity
/// @notice When a period can be reported, and the share of a bound that was used.
abstract contract ResourceUse is IEnclaveKeys {
    /// Periods for which shares are kept, and for which a period can be reported after its own.
    uint64 internal constant KEPT = 8;
    uint256 private constant BPS = 10_000;
    /// The largest base of a bound, and the most for a task.
    uint256 private constant MOST_ALLOWED = 2 ** 40;
    /// Bits of a share.
    uint256 private constant SHARE = 32;

    /// The shares of the newest periods.
    struct Usage {
        /// The period after the newest one; 0 for no report.
        uint64 next;
        /// Bit i: period next - 1 - i was reported.
        uint8 known;
        /// Of period next - 1 - i, from the lowest bits on.
        uint256 usedBps;
    }

    function _checkTerms(Terms memory terms) internal pure {
        _checkTerm(1, 1 hours, 180 days, terms.longestLife);
        _checkTerm(2, 1 hours, 30 days, terms.period);
        _checkBound(3, terms.cpuMsBase, terms.cpuMsPerTask);
        _checkBound(5, terms.memoryMbSecondsBase, terms.memoryMbSecondsPerTask);
        _checkTerm(7, 1, type(uint64).max, terms.taskPrice);
    }

    /// A bound is of something.
    function _checkBound(uint8 term, uint64 base, uint64 perTask) private pure {
        _checkTerm(term, 0, MOST_ALLOWED, base);
        _checkTerm(term + 1, base == 0 ? 1 : 0, MOST_ALLOWED, perTask);
    }

    function _checkTerm(uint8 term, uint256 least, uint256 most, uint256 received) private pure {
        if (received < least || received > most) revert TermOutOfBounds(term, least, most, received);
    }

    /// Reverts where a period is not over, too long over, or not after those that were reported.
    function _checkPeriod(uint64 period, uint256 length, uint256 kept, uint64 next) internal view {
        uint64 time = uint64(block.timestamp);
        uint64 end = _second((uint256(period) + 1) * length);
        if (time < end) revert TooEarly(end, time);
        uint64 until = _second((uint256(period) + kept + 1) * length);
        if (time >= until) revert TooLate(until, time);
        if (period < next) revert PeriodOver(next, period);
    }

    function _second(uint256 time) private pure returns (uint64) {
        return time > type(uint64).max ? type(uint64).max : uint64(time);
    }

    /// The share of a period, where it is known.
    function _usage(Usage memory usage, uint64 period) internal pure returns (bool known, uint32 usedBps) {
        if (period >= usage.next) return (false, 0);
        uint256 back = usage.next - 1 - period;
        if (back >= KEPT || (usage.known >> back) & 1 == 0) return (false, 0);
        return (true, uint32(usage.usedBps >> (back * SHARE)));
    }

    /// The share of its bound of the resource of which more was used.
    function _used(Terms memory terms, ResourceReport memory stated) internal pure returns (uint32) {
        uint32 cpu = _share(stated.cpuMs, terms.cpuMsBase, terms.cpuMsPerTask, stated.tasks);
        uint32 mb = _share(
            stated.memoryMbSeconds,
            terms.memoryMbSecondsBase,
            terms.memoryMbSecondsPerTask,
            stated.tasks
        );
        return cpu > mb ? cpu : mb;
    }

    /// Any use of a bound of 0 saturates.
    function _share(uint256 used, uint256 base, uint256 perTask, uint256 tasks) private pure returns (uint32) {
        uint256 bound = base + perTask * tasks;
        if (bound == 0) return used == 0 ? 0 : type(uint32).max;
        uint256 share = (used * BPS) / bound;
        return share > type(uint32).max ? type(uint32).max : uint32(share);
    }

    /// After the report of a period, which is not before the next one.
    function _after(Usage memory usage, uint64 period, uint32 usedBps) internal pure returns (Usage memory) {
        // It is over: it has a next one.
        uint64 next = period + 1;
        uint256 passed = next - usage.next;
        // All bits by 8 periods and more.
        uint8 known = passed < KEPT ? usage.known << uint8(passed) : 0;
        uint256 shares = passed < KEPT ? usage.usedBps << (passed * SHARE) : 0;
        return Usage(next, known | 1, shares | usedBps);
    }
}
