// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {IServiceLevels} from "blueprint-abi/library/IServiceLevels.sol";
import {IServices} from "blueprint-abi/library/IServices.sol";
import {ManagerCore0_20} from "blueprint-solidity/ManagerCore0_20.sol";

/// @title A manager whose bills and points follow the service levels
/// @notice Its interface is ILevelManager.sol. The EVM keeps a 64th of the gas for it, which is enough to charge in full
/// where the levels do not answer.
contract LevelManager is ManagerCore0_20 {
    /// Points of a result whose operator kept all windows.
    uint32 private constant MOST_POINTS = 100;
    /// The windows that are looked at.
    uint32 private constant WINDOWS = 16;

    IServiceLevels public immutable levels;
    IServices public immutable services;

    error UnknownJobCall(uint64 serviceId, uint64 jobCallId);

    /// One more than the windows that had begun when a job was called; 0 for no call.
    mapping(uint64 serviceId => mapping(uint64 jobCallId => uint64)) private _begun;

    constructor(address runtime_, IServiceLevels levels_, IServices services_) ManagerCore0_20(runtime_) {
        levels = levels_;
        services = services_;
    }

    function _onJobCall(uint64 serviceId, uint8, uint64 jobCallId, bytes calldata) internal override {
        _begun[serviceId][jobCallId] = uint64(levels.windowsBegun(serviceId, uint64(block.timestamp))) + 1;
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
        uint64 begun = _begun[serviceId][jobCallId];
        if (begun == 0) revert UnknownJobCall(serviceId, jobCallId);
        uint32 to = uint32(begun - 1);
        uint32 from = to < WINDOWS ? 0 : to - WINDOWS;
        (uint32 expected, uint32 kept, ) = levels.verdict(serviceId, operator, from, to);
        return expected == 0 ? MOST_POINTS : uint32(uint256(kept) * MOST_POINTS / expected);
    }
}
