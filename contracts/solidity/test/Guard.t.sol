// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {ICallerGuard} from "blueprint-abi/library/ICallerGuard.sol";
import {IRuntimeGuard} from "blueprint-abi/library/IRuntimeGuard.sol";
import {IBlueprintServiceManager as Substrate1_4} from
    "blueprint-abi/substrate-1.4/IBlueprintServiceManager.sol";
import {
    Changed, PlainCore0_10, PlainCore0_20, PlainReports, PlainSeed2024, PlainSubstrate1_4
} from "./Managers.sol";
import {Test} from "./Test.sol";

contract GuardTest is Test {
    PlainCore0_20 private manager = new PlainCore0_20(RUNTIME);

    function bind(address caller, address core) private {
        vm.prank(caller);
        manager.onBlueprintCreated(BLUEPRINT, OWNER, core);
    }

    function test_zero_runtime_refused_in_every_generation() external {
        bytes memory zero = abi.encodeWithSelector(ICallerGuard.ZeroRuntime.selector);
        vm.expectRevert(zero);
        new PlainSeed2024(address(0));
        vm.expectRevert(zero);
        new PlainSubstrate1_4(address(0));
        vm.expectRevert(zero);
        new PlainCore0_10(address(0));
        vm.expectRevert(zero);
        new PlainCore0_20(address(0));
        vm.expectRevert(zero);
        new PlainReports(address(0));
    }

    function test_runtime_binds_and_the_event_names_the_blueprint() external {
        vm.expectEmit(address(manager));
        emit IRuntimeGuard.BlueprintBound(BLUEPRINT, OWNER, RUNTIME);
        bind(RUNTIME, RUNTIME);
        check(manager.queryDeveloperPaymentAddress(0) == OWNER, "owner");
    }

    function test_stranger_that_names_itself_as_the_core_does_not_bind() external {
        vm.expectRevert(abi.encodeWithSelector(ICallerGuard.CallerNotRuntime.selector, RUNTIME, STRANGER));
        bind(STRANGER, STRANGER);
        vm.expectRevert(abi.encodeWithSelector(ICallerGuard.CallerNotRuntime.selector, RUNTIME, STRANGER));
        bind(STRANGER, RUNTIME);
        // The manager is still free for its runtime.
        bind(RUNTIME, RUNTIME);
    }

    function test_runtime_that_names_another_core_does_not_bind() external {
        vm.expectRevert(abi.encodeWithSelector(IRuntimeGuard.RuntimeMismatch.selector, RUNTIME, STRANGER));
        bind(RUNTIME, STRANGER);
    }

    function test_second_binding_refused_and_the_first_stands() external {
        bind(RUNTIME, RUNTIME);
        vm.prank(RUNTIME);
        vm.expectRevert(abi.encodeWithSelector(IRuntimeGuard.AlreadyBound.selector, BLUEPRINT));
        manager.onBlueprintCreated(BLUEPRINT + 1, STRANGER, RUNTIME);
        check(manager.queryDeveloperPaymentAddress(0) == OWNER, "owner");
    }

    function test_blueprint_zero_is_bound_once_too() external {
        vm.prank(RUNTIME);
        manager.onBlueprintCreated(0, OWNER, RUNTIME);
        vm.expectRevert(abi.encodeWithSelector(IRuntimeGuard.AlreadyBound.selector, uint64(0)));
        bind(RUNTIME, RUNTIME);
    }

    function test_hook_before_the_binding_refused() external {
        vm.prank(RUNTIME);
        vm.expectRevert(abi.encodeWithSelector(IRuntimeGuard.NotBound.selector));
        manager.onReject(OWNER, 1);
    }

    function test_blueprint_of_another_account_does_not_bind_and_the_manager_stays_free() external {
        bytes4 notOwner = IRuntimeGuard.NotBlueprintOwner.selector;
        vm.prank(RUNTIME);
        vm.expectRevert(abi.encodeWithSelector(notOwner, OWNER, STRANGER));
        manager.onBlueprintCreated(1, STRANGER, RUNTIME);
        vm.prank(RUNTIME);
        manager.onBlueprintCreated(2, OWNER, RUNTIME);
    }

    function test_manager_may_refuse_a_blueprint_and_stays_free() external {
        Changed mine = new Changed(RUNTIME);
        vm.prank(RUNTIME);
        vm.expectRevert(abi.encodeWithSelector(Changed.Unlucky.selector, uint64(13)));
        mine.onBlueprintCreated(13, OWNER, RUNTIME);
        vm.prank(RUNTIME);
        mine.onBlueprintCreated(2, OWNER, RUNTIME);
    }

    function test_report_verifier_takes_calls_of_the_bound_runtime_only() external {
        PlainReports reports = new PlainReports(RUNTIME);
        vm.prank(RUNTIME);
        vm.expectRevert(abi.encodeWithSelector(IRuntimeGuard.NotBound.selector));
        reports.verifyReport(0, 0, 0, "", "", "");
        vm.prank(RUNTIME);
        reports.onBlueprintCreated(BLUEPRINT, OWNER, RUNTIME);
        vm.prank(STRANGER);
        vm.expectRevert(abi.encodeWithSelector(ICallerGuard.CallerNotRuntime.selector, RUNTIME, STRANGER));
        reports.verifyReport(0, 0, 0, "", "", "");
        vm.prank(RUNTIME);
        reports.verifyReport(0, 0, 0, "", "", "");
        check(reports.reports() == 1, "reports");
    }

    function test_quality_verifier_takes_calls_of_the_bound_runtime_only() external {
        PlainReports reports = new PlainReports(RUNTIME);
        vm.prank(RUNTIME);
        vm.expectRevert(abi.encodeWithSelector(IRuntimeGuard.NotBound.selector));
        reports.verifyQualityReport(7, 1, hex"11", hex"22");
        vm.prank(RUNTIME);
        reports.onBlueprintCreated(BLUEPRINT, OWNER, RUNTIME);
        vm.prank(STRANGER);
        vm.expectRevert(abi.encodeWithSelector(ICallerGuard.CallerNotRuntime.selector, RUNTIME, STRANGER));
        reports.verifyQualityReport(7, 1, hex"11", hex"22");
        check(reports.quality() == 0, "refused");
        vm.prank(RUNTIME);
        reports.verifyQualityReport(7, 1, hex"11", hex"22");
        bytes32 expected = keccak256(abi.encode(uint64(7), uint8(1), hex"11", hex"22"));
        check(reports.quality() == expected, "the body receives the arguments");
    }

    function test_substrate_root_chain_binds_and_the_master_manager_calls() external {
        address master = address(0x3a57e2);
        PlainSubstrate1_4 substrate = new PlainSubstrate1_4(RUNTIME);
        bytes4 notRoot = Substrate1_4.OnlyRootChainAllowed.selector;
        bytes4 notMaster = Substrate1_4.OnlyMasterBlueprintServiceManagerAllowed.selector;
        vm.prank(STRANGER);
        vm.expectRevert(abi.encodeWithSelector(notRoot, STRANGER, RUNTIME));
        substrate.onBlueprintCreated(BLUEPRINT, OWNER, STRANGER);
        vm.prank(RUNTIME);
        vm.expectRevert(abi.encodeWithSelector(ICallerGuard.ZeroRuntime.selector));
        substrate.onBlueprintCreated(BLUEPRINT, OWNER, address(0));
        // Before the binding there is no master manager, and the zero address is none.
        vm.prank(address(0));
        vm.expectRevert(abi.encodeWithSelector(notMaster, address(0), address(0)));
        substrate.onServiceTermination(1, OWNER);

        vm.prank(RUNTIME);
        substrate.onBlueprintCreated(BLUEPRINT, OWNER, master);
        vm.prank(master);
        substrate.onServiceTermination(1, OWNER);
        vm.prank(RUNTIME);
        vm.expectRevert(abi.encodeWithSelector(notMaster, RUNTIME, master));
        substrate.onServiceTermination(1, OWNER);
        vm.prank(RUNTIME);
        vm.expectRevert(abi.encodeWithSelector(IRuntimeGuard.AlreadyBound.selector, BLUEPRINT));
        substrate.onBlueprintCreated(BLUEPRINT + 1, STRANGER, STRANGER);
        check(substrate.queryDeveloperPaymentAddress(0) == OWNER, "owner");
    }

    function testFuzz_only_the_runtime_binds(address caller, uint64 id, address owner, address core)
        external
    {
        vm.assume(caller != RUNTIME);
        vm.expectRevert(abi.encodeWithSelector(ICallerGuard.CallerNotRuntime.selector, RUNTIME, caller));
        vm.prank(caller);
        manager.onBlueprintCreated(id, owner, core);
    }
}
