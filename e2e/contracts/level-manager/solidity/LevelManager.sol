// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {IServiceLevels} from "blueprint-abi/library/IServiceLevels.sol";
import {IServices} from "blueprint-abi/library/IServices.sol";
import {IUsageReceipts} from "blueprint-abi/library/IUsageReceipts.sol";
import {ManagerCore0_20} from "blueprint-solidity/ManagerCore0_20.sol";

/// @title A manager whose bills and points follow the service levels, and what paying clients say
/// @notice Its interface is ILevelManager.sol. The EVM keeps a 64th of the gas for it, which is enough to charge in full
/// where the levels do not answer.
contract LevelManager is ManagerCore0_20 {
    /// Points of a result whose operator kept all windows.
    uint32 private constant MOST_POINTS = 100;
    /// The windows that are looked at.
    uint32 private constant WINDOWS = 16;
    /// The status of a verdict of a quorum of clients.
    uint8 private constant VERDICT = 2;

    IServiceLevels public immutable levels;
    IServices public immutable services;
    IUsageReceipts public immutable receipts;
    uint64 public immutable promisedMs;

    error UnknownJobCall(uint64 serviceId, uint64 jobCallId);

    /// What was known when a job was called.
    struct Moment {
        bool known;
        /// The windows that were final: those below this one.
        uint32 settled;
        /// One more than the newest final period of the receipts; 0 for none.
        uint64 periods;
        /// The last second in which both are remembered.
        uint64 until;
    }

    mapping(uint64 serviceId => mapping(uint64 jobCallId => Moment)) private _moments;

    constructor(
        address runtime_,
        IServiceLevels levels_,
        IServices services_,
        IUsageReceipts receipts_,
        uint64 promisedMs_
    ) ManagerCore0_20(runtime_) {
        levels = levels_;
        services = services_;
        receipts = receipts_;
        promisedMs = promisedMs_;
    }

    function _onJobCall(uint64 serviceId, uint8, uint64 jobCallId, bytes calldata) internal override {
        uint64 time = uint64(block.timestamp);
        (IServiceLevels.Terms memory terms, , uint64 lag) = levels.termsOf(serviceId);
        // Those that began more than the lag ago.
        uint32 settled = levels.windowsBegun(serviceId, time > lag ? time - lag - 1 : 0);
        uint64 until = terms.start + uint64(first(settled)) * terms.window + terms.retention;
        uint64 periods;
        if (address(receipts) != address(0)) {
            (uint64 period, , uint64 retention, , , ) = receipts.terms();
            // A period is final when the one after it is over, and kept for the retention after it.
            uint64 running = time / period;
            if (running >= 2) {
                periods = running - 1;
                uint64 kept = (periods + retention) * period - 1;
                if (kept < until) until = kept;
            }
        }
        _moments[serviceId][jobCallId] = Moment(true, settled, periods, until);
    }

    function _onJobResult(
        uint64 serviceId,
        uint8,
        uint64 jobCallId,
        address operator,
        bytes32,
        bytes calldata
    ) internal override {
        if (address(services) != address(0)) {
            services.judgeResult(serviceId, jobCallId, operator, true, pointsOf(serviceId, jobCallId, operator));
        }
    }

    function _computeBillAdjustmentBps(uint64 serviceId, uint64 periodStart, uint64 periodEnd)
        internal view override returns (uint16) {
        try levels.computeBillAdjustmentBps(serviceId, periodStart, periodEnd) returns (uint16 due) {
            return due;
        } catch {
            return 10_000;
        }
    }

    function pointsOf(
        uint64 serviceId,
        uint64 jobCallId,
        address operator
    ) public view returns (uint32 points) {
        Moment memory moment = _moments[serviceId][jobCallId];
        if (!moment.known) revert UnknownJobCall(serviceId, jobCallId);
        if (block.timestamp > moment.until) return 0;
        uint32 to = moment.settled;
        (uint32 expected, uint32 kept, ) = levels.verdict(serviceId, operator, first(to), to);
        points = expected == 0 ? MOST_POINTS : uint32(uint256(kept) * MOST_POINTS / expected);
        return moment.periods == 0 ? points : said(points, serviceId, operator, moment.periods - 1);
    }

    /// The first window that is looked at.
    function first(uint32 settled) private pure returns (uint32) {
        return settled < WINDOWS ? 0 : settled - WINDOWS;
    }

    /// What paying clients leave of points.
    function said(uint32 points, uint64 serviceId, address operator, uint64 period) private view returns (uint32) {
        (uint8 status, , uint64 latencyMs, uint32 errorBps, bool complained) =
            receipts.verdictOf(serviceId, operator, period);
        if (complained) return 0;
        if (status != VERDICT) return points;
        uint256 left = uint256(points) * (10_000 - (errorBps < 10_000 ? errorBps : 10_000)) / 10_000;
        return uint32(latencyMs > promisedMs ? left * promisedMs / latencyMs : left);
    }
}
