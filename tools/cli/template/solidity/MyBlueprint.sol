// SPDX-License-Identifier: UNLICENSED
pragma solidity ^0.8.20;

import {ManagerCore0_20} from "blueprint-solidity/ManagerCore0_20.sol";
import {IMyBlueprint} from "../interface/IMyBlueprint.sol";

/// @title The manager in Solidity: one hook of 37 is changed, the others have Tangle's defaults
contract MyBlueprint is IMyBlueprint, ManagerCore0_20 {
    mapping(uint64 serviceId => uint64) public callsOf;

    /// @param runtime The one caller to obey: the services pallet's account, or Tangle's core.
    constructor(address runtime) ManagerCore0_20(runtime) {}

    /// @notice A job call is accepted if its inputs are 32 bytes. A revert here rejects the call.
    function _onJobCall(
        uint64 serviceId,
        uint8 job,
        uint64 jobCallId,
        bytes calldata inputs
    ) internal override {
        if (job != 0 || inputs.length != 32) revert InvalidInput(job, uint32(inputs.length));
        uint64 calls = callsOf[serviceId];
        if (calls < type(uint64).max) callsOf[serviceId] = ++calls;
        emit JobAccepted(serviceId, jobCallId, calls);
    }
}
