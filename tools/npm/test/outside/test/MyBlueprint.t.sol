// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

// The same files by the names of projects of `blueprint-hooks new`.
import {ICallerGuard} from "blueprint-abi/library/ICallerGuard.sol";
import {ManagerCore0_20} from "blueprint-solidity/ManagerCore0_20.sol";
import {MyBlueprint} from "../src/MyBlueprint.sol";

/// This contract plays the runtime, which is the one caller of hooks.
contract MyBlueprintTest {
    MyBlueprint manager = new MyBlueprint(address(this));

    function setUp() public {
        manager.onBlueprintCreated(7, address(this), address(this));
    }

    function testWordsAreAccepted(uint256 input) public {
        manager.onJobCall(1, 0, 0, abi.encode(input));
    }

    function testOtherInputsAreRejected() public {
        bytes memory call = abi.encodeCall(manager.onJobCall, (1, 0, 0, hex"07"));
        fails(address(manager), call, abi.encodeWithSelector(MyBlueprint.InvalidInput.selector, 1));
    }

    function testStrangersAreRejected() public {
        MyBlueprint other = new MyBlueprint(address(1));
        bytes memory call = abi.encodeCall(other.onJobCall, (1, 0, 0, hex"07"));
        bytes memory expected = abi.encodeWithSelector(
            ICallerGuard.CallerNotRuntime.selector, address(1), address(this)
        );
        fails(address(other), call, expected);
    }

    /// Both names are one file: its type is the same.
    function testDefaultsAreInherited() public view {
        ManagerCore0_20 inherited = manager;
        require(inherited.canJoin(1, address(this)), "expected canJoin to be true by default");
    }

    function fails(address target, bytes memory call, bytes memory expected) private {
        (bool success, bytes memory returned) = target.call(call);
        require(!success && keccak256(returned) == keccak256(expected), "expected the error");
    }
}
