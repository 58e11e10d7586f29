// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {ManagerCore0_20} from "blueprint-solidity/ManagerCore0_20.sol";
import {IHelloBlueprint} from "../IHelloBlueprint.sol";

/// @title A manager that changes one hook, and keeps a counter
contract HelloBlueprint is IHelloBlueprint, ManagerCore0_20 {
    mapping(uint64 serviceId => uint64) public callsOf;

    constructor(address runtime) ManagerCore0_20(runtime) {}

    function _onJobCall(
        uint64 serviceId,
        uint8 job,
        uint64 jobCallId,
        bytes calldata inputs
    ) internal override {
        if (job != 0 || inputs.length != 32) revert InvalidInput(job, uint32(inputs.length));
        uint64 calls = callsOf[serviceId];
        if (calls < type(uint64).max) callsOf[serviceId] = ++calls;
        emit Hello(serviceId, jobCallId, calls);
    }
}
