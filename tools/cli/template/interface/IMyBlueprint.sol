// SPDX-License-Identifier: UNLICENSED
pragma solidity ^0.8.20;

import {IRuntimeGuard} from "blueprint-abi/library/IRuntimeGuard.sol";
import {IBlueprintServiceManager} from "blueprint-abi/tnt-core-0.20/IBlueprintServiceManager.sol";

/// @title The manager of this blueprint: Tangle's hooks, and what the blueprint adds
interface IMyBlueprint is IBlueprintServiceManager, IRuntimeGuard {
    /// @notice The blueprint has one job, 0, whose inputs are 32 bytes.
    error InvalidInput(uint8 job, uint32 receivedLength);

    /// @notice A job call was accepted.
    event JobAccepted(uint64 indexed serviceId, uint64 indexed jobCallId, uint64 calls);

    /// @notice Job calls of a service so far.
    function callsOf(uint64 serviceId) external view returns (uint64);
}
