// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {IServiceLevels} from "blueprint-abi/library/IServiceLevels.sol";
import {ManagerCore0_20} from "blueprint-solidity/ManagerCore0_20.sol";

/// @title A manager whose bills follow the service levels
/// @notice Its interface is ILevelManager.sol. The EVM keeps a 64th of the gas for it, which is enough to charge in full
/// where the levels do not answer.
contract LevelManager is ManagerCore0_20 {
    IServiceLevels public immutable levels;

    constructor(address runtime_, IServiceLevels levels_) ManagerCore0_20(runtime_) {
        levels = levels_;
    }

    function _computeBillAdjustmentBps(uint64 serviceId, uint64 periodStart, uint64 periodEnd)
        internal view override returns (uint16) {
        try levels.computeBillAdjustmentBps(serviceId, periodStart, periodEnd) returns (uint16 due) {
            return due;
        } catch {
            return 10_000;
        }
    }
}
