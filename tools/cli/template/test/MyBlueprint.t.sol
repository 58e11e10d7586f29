// SPDX-License-Identifier: UNLICENSED
pragma solidity ^0.8.20;

import {MyBlueprint} from "../solidity/MyBlueprint.sol";
import {IMyBlueprint} from "../interface/IMyBlueprint.sol";

/// This contract plays the runtime, which is the one caller of hooks. What a chain does with a hook is tested in
/// `life/tests`.
contract MyBlueprintTest {
    MyBlueprint manager = new MyBlueprint(address(this));

    function setUp() public {
        manager.onBlueprintCreated(7, address(this), address(this));
    }

    function testJobCallsAreCounted() public {
        manager.onJobCall(1, 0, 0, abi.encode(uint256(7)));
        require(manager.callsOf(1) == 1, "expected one call");
    }

    function testOtherInputsAreRejected() public {
        try manager.onJobCall(1, 0, 0, hex"01020304") {
            revert("expected InvalidInput");
        } catch (bytes memory reason) {
            require(bytes4(reason) == IMyBlueprint.InvalidInput.selector, "expected InvalidInput");
        }
    }
}
