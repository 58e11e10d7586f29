// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

// What the README of the base contracts shows.
import {ManagerCore0_20} from "blueprint-solidity/ManagerCore0_20.sol";

contract MyBlueprint is ManagerCore0_20 {
    error InvalidInput(uint256 length);

    constructor(address runtime) ManagerCore0_20(runtime) {}

    function _onJobCall(uint64, uint8, uint64, bytes calldata inputs) internal pure override {
        if (inputs.length != 32) revert InvalidInput(inputs.length);
    }
}
