// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {IBlueprintServiceManager as Substrate1_4} from
    "blueprint-abi/substrate-1.4/IBlueprintServiceManager.sol";
import {IBlueprintServiceManager as Core0_10} from
    "blueprint-abi/tnt-core-0.10/IBlueprintServiceManager.sol";
import {IBlueprintServiceManager as Core0_20} from
    "blueprint-abi/tnt-core-0.20/IBlueprintServiceManager.sol";
import {
    PlainCore0_10, PlainCore0_20, PlainSeed2024, PlainSubstrate1_4
} from "./Managers.sol";
import {ManagerSeed2024} from "blueprint-solidity/ManagerSeed2024.sol";
import {BaseManager} from "blueprint-examples/base-manager/solidity/BaseManager.sol";
import {CoreManager} from "blueprint-examples/court-manager/solidity/CoreManager.sol";
import {Test} from "./Test.sol";

contract DefaultsTest is Test {
    /// Calls a view with zeros, and compares what it returns.
    function expect(address target, bytes4 selector, bytes memory expected) private view {
        (bool ok, bytes memory received) = target.staticcall(abi.encodePacked(selector, ZEROS));
        check(ok && same(received, expected), string(abi.encodePacked(selector)));
    }

    function expectCore(address manager, address origin) private view {
        bytes memory useDefault = abi.encode(true, 0);
        expect(manager, Core0_20.getHeartbeatInterval.selector, useDefault);
        expect(manager, Core0_20.getHeartbeatThreshold.selector, useDefault);
        expect(manager, Core0_20.getExitConfig.selector, abi.encode(true, 0, 0, false));
        expect(manager, Core0_20.getNonPaymentTerminationPolicy.selector, useDefault);
        expect(manager, Core0_20.canJoin.selector, abi.encode(true));
        expect(manager, Core0_20.canLeave.selector, abi.encode(true));
        expect(manager, Core0_20.queryDeveloperPaymentAddress.selector, abi.encode(OWNER));
        expect(manager, Core0_20.queryIsPaymentAssetAllowed.selector, abi.encode(true));
        expect(manager, Core0_20.getRequiredResultCount.selector, abi.encode(1));
        expect(manager, Core0_20.requiresAggregation.selector, abi.encode(false));
        expect(manager, Core0_20.getAggregationThreshold.selector, abi.encode(6_700, 0));
        expect(manager, Core0_20.getMinOperatorStake.selector, useDefault);
        if (origin == address(0)) return;
        expect(manager, Core0_20.getSlashingWindow.selector, useDefault);
        expect(manager, Core0_20.querySlashingOrigin.selector, abi.encode(origin));
        expect(manager, Core0_20.queryDisputeOrigin.selector, abi.encode(origin));
    }

    function test_core_defaults_are_tangles() external {
        Core0_10 older = Core0_10(address(new PlainCore0_10(RUNTIME)));
        Core0_10 front = Core0_10(address(new CoreManager(RUNTIME)));
        address[2] memory newer =
            [address(new PlainCore0_20(RUNTIME)), address(new BaseManager(RUNTIME))];
        vm.prank(RUNTIME);
        older.onBlueprintCreated(BLUEPRINT, OWNER, RUNTIME);
        vm.prank(RUNTIME);
        front.onBlueprintCreated(BLUEPRINT, OWNER, RUNTIME);
        expectCore(address(older), address(older));
        // What the court decides is tested with the court.
        expectCore(address(front), address(0));
        for (uint256 i = 0; i < newer.length; i++) {
            vm.prank(RUNTIME);
            Core0_20(newer[i]).onBlueprintCreated(BLUEPRINT, OWNER, RUNTIME);
            expectCore(newer[i], newer[i]);
            expect(newer[i], Core0_20.forceRemoveAllowsBelowMin.selector, abi.encode(false));
            expect(newer[i], Core0_20.computeBillAdjustmentBps.selector, abi.encode(10_000));
        }
    }

    function test_substrate_defaults_leave_the_step_to_the_pallet() external {
        address manager = address(new PlainSubstrate1_4(RUNTIME));
        vm.prank(RUNTIME);
        Substrate1_4(manager).onBlueprintCreated(BLUEPRINT, OWNER, RUNTIME);
        bytes memory useDefault = abi.encode(true, 0);
        expect(manager, Substrate1_4.getHeartbeatInterval.selector, useDefault);
        expect(manager, Substrate1_4.getHeartbeatThreshold.selector, useDefault);
        expect(manager, Substrate1_4.getSlashingWindow.selector, useDefault);
        expect(manager, Substrate1_4.canJoin.selector, abi.encode(true));
        expect(manager, Substrate1_4.canLeave.selector, abi.encode(true));
        expect(manager, Substrate1_4.querySlashingOrigin.selector, abi.encode(manager));
        expect(manager, Substrate1_4.queryDisputeOrigin.selector, abi.encode(manager));
        expect(manager, Substrate1_4.queryDeveloperPaymentAddress.selector, abi.encode(OWNER));
        expect(manager, Substrate1_4.queryIsPaymentAssetAllowed.selector, abi.encode(true));
    }

    function test_seed_defaults_accept_results_and_refuse_reports() external {
        PlainSeed2024 manager = new PlainSeed2024(RUNTIME);
        check(manager.verifyJobCallResult(0, 0, 0, "", "", ""), "verifyJobCallResult");
        check(manager.querySlashingOrigin(0) == address(manager), "querySlashingOrigin");
        check(manager.queryDisputeOrigin(0) == address(manager), "queryDisputeOrigin");
        vm.prank(RUNTIME);
        vm.expectRevert(abi.encodeWithSelector(ManagerSeed2024.ReportsNotTaken.selector));
        manager.verifyReport(0, 0, 0, "", "", "");
    }
}
