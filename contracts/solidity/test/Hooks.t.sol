// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {ICallerGuard} from "blueprint-abi/library/ICallerGuard.sol";
import {IRuntimeGuard} from "blueprint-abi/library/IRuntimeGuard.sol";
import {IBlueprintServiceManager as Substrate1_4} from
    "blueprint-abi/substrate-1.4/IBlueprintServiceManager.sol";
import {
    Changed, PlainCore0_10, PlainCore0_20, PlainSeed2024, PlainSubstrate1_4
} from "./Managers.sol";
import {Test} from "./Test.sol";

/// Every function of every generation, found in the build.
contract HooksTest is Test {
    struct Generation {
        string manager;
        string interfaceName;
        uint256 functions;
        address target;
        /// The error that a stranger gets.
        bytes refused;
    }

    Generation[] private generations;
    PlainCore0_20 private newest;
    bytes4[] private hooksOfNewest;

    function setUp() external {
        bytes memory refused =
            abi.encodeWithSelector(ICallerGuard.CallerNotRuntime.selector, RUNTIME, STRANGER);
        bytes memory refusedByMaster = abi.encodeWithSelector(
            Substrate1_4.OnlyMasterBlueprintServiceManagerAllowed.selector, STRANGER, RUNTIME
        );
        PlainSeed2024 seed = new PlainSeed2024(RUNTIME);
        PlainSubstrate1_4 substrate = new PlainSubstrate1_4(RUNTIME);
        PlainCore0_10 older = new PlainCore0_10(RUNTIME);
        newest = new PlainCore0_20(RUNTIME);
        vm.prank(RUNTIME);
        substrate.onBlueprintCreated(BLUEPRINT, OWNER, RUNTIME);
        vm.prank(RUNTIME);
        older.onBlueprintCreated(BLUEPRINT, OWNER, RUNTIME);
        vm.prank(RUNTIME);
        newest.onBlueprintCreated(BLUEPRINT, OWNER, RUNTIME);
        generations.push(Generation("PlainSeed2024", "ISeed2024", 12, address(seed), refused));
        generations.push(
            Generation("PlainSubstrate1_4", "ISubstrate1_4", 24, address(substrate), refusedByMaster)
        );
        generations.push(Generation("PlainCore0_10", "ICore0_10", 33, address(older), refused));
        generations.push(Generation("PlainCore0_20", "ICore0_20", 37, address(newest), refused));
        string[] memory signatures = functionsOf("ICore0_20");
        string[] memory views = functionsOf("ICore0_20", "view");
        for (uint256 i = 0; i < signatures.length; i++) {
            if (!has(views, signatures[i])) hooksOfNewest.push(selectorOf(signatures[i]));
        }
    }

    function test_functions_of_each_manager_are_those_of_its_interface() external view {
        for (uint256 g = 0; g < generations.length; g++) {
            Generation memory generation = generations[g];
            string[] memory expected = functionsOf(generation.interfaceName);
            string[] memory received = functionsOf(generation.manager);
            check(expected.length == generation.functions, generation.interfaceName);
            check(received.length == generation.functions, generation.manager);
            for (uint256 i = 0; i < expected.length; i++) {
                // Both lists are sorted.
                check(same(bytes(expected[i]), bytes(received[i])), received[i]);
            }
            string[3] memory mutabilities = ["payable", "nonpayable", "view"];
            for (uint256 m = 0; m < mutabilities.length; m++) {
                string[] memory names = functionsOf(generation.interfaceName, mutabilities[m]);
                string[] memory ofManager = functionsOf(generation.manager, mutabilities[m]);
                check(names.length > 0 && names.length == ofManager.length, mutabilities[m]);
                for (uint256 i = 0; i < names.length; i++) check(has(ofManager, names[i]), names[i]);
            }
        }
    }

    function test_every_hook_that_changes_state_refuses_a_stranger_and_takes_the_runtime() external {
        uint256 hooks = 0;
        for (uint256 g = 0; g < generations.length; g++) {
            Generation memory generation = generations[g];
            string[] memory signatures = functionsOf(generation.manager);
            string[] memory views = functionsOf(generation.interfaceName, "view");
            string[] memory payables = functionsOf(generation.interfaceName, "payable");
            for (uint256 i = 0; i < signatures.length; i++) {
                string memory signature = signatures[i];
                if (has(views, signature)) continue;
                bytes memory data = abi.encodePacked(selectorOf(signature), ZEROS);
                (bool ok, bytes memory returned) = callAs(STRANGER, generation.target, 0, data);
                check(!ok, signature);
                if (has(signatures[i], "onBlueprintCreated")) continue;
                hooks++;
                check(same(returned, generation.refused), signature);
                if (has(signature, "verifyReport")) continue;
                (ok, returned) = callAs(RUNTIME, generation.target, 0, data);
                check(ok && returned.length == 0, signature);
                // Value passes where the interface says payable, and nowhere else.
                (ok,) = callAs(RUNTIME, generation.target, 1, data);
                check(ok == has(payables, signature), string.concat("value: ", signature));
            }
        }
        check(hooks == 8 + 14 + 17 + 19, "hooks");
    }

    function test_every_view_answers_a_stranger_and_takes_no_value() external {
        for (uint256 g = 0; g < generations.length; g++) {
            Generation memory generation = generations[g];
            string[] memory signatures = functionsOf(generation.manager);
            string[] memory views = functionsOf(generation.interfaceName, "view");
            for (uint256 i = 0; i < signatures.length; i++) {
                if (!has(views, signatures[i])) continue;
                bytes memory data = abi.encodePacked(selectorOf(signatures[i]), ZEROS);
                (bool ok, bytes memory returned) = generation.target.staticcall(data);
                check(ok && returned.length >= 32, signatures[i]);
                (ok,) = callAs(STRANGER, generation.target, 1, data);
                check(!ok, signatures[i]);
            }
        }
    }

    function test_no_manager_takes_value_or_unknown_selectors() external {
        for (uint256 g = 0; g < generations.length; g++) {
            (bool ok,) = callAs(RUNTIME, generations[g].target, 1, "");
            check(!ok, "value");
            (ok,) = callAs(RUNTIME, generations[g].target, 0, ZEROS);
            check(!ok, "unknown selector");
        }
    }

    function test_body_receives_the_arguments_and_the_value_and_its_revert_comes_through() external {
        Changed changed = new Changed(RUNTIME);
        vm.prank(RUNTIME);
        changed.onBlueprintCreated(BLUEPRINT, address(this), RUNTIME);
        bytes memory inputs = abi.encode(uint256(12));
        bytes memory data = abi.encodeCall(changed.onJobCall, (1, 2, 3, inputs));
        (bool ok,) = callAs(RUNTIME, address(changed), 5, data);
        check(ok, "onJobCall");
        bytes32 expected =
            keccak256(abi.encode(uint64(1), uint8(2), uint64(3), inputs, uint256(5)));
        check(changed.last() == expected, "arguments");

        vm.prank(RUNTIME);
        vm.expectRevert(abi.encodeWithSelector(Changed.InvalidInput.selector, 1));
        changed.onJobCall(1, 2, 3, hex"00");
        check(changed.canJoin(1, OWNER) && !changed.canJoin(2, OWNER), "canJoin");
    }

    /// Whatever the calldata, no call of a stranger changes the manager or reaches a hook.
    function testFuzz_stranger_changes_nothing(address caller, uint8 index, bytes calldata tail)
        external
    {
        vm.assume(caller != RUNTIME);
        bytes4 selector = hooksOfNewest[index % hooksOfNewest.length];
        (bool ok,) = callAs(caller, address(newest), 0, abi.encodePacked(selector, tail));
        check(!ok, string(abi.encodePacked(selector)));
    }

    function has(string memory signature, string memory name) private pure returns (bool) {
        string[] memory list = new string[](1);
        list[0] = signature;
        return has(list, name);
    }
}
