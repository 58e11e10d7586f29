// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {IReportCounter} from "../IReportCounter.sol";

/// @title The report counter, in Solidity. Its ink! twin is `../ink`.
contract ReportCounter is IReportCounter {
    /// The one caller that the contract obeys: the services pallet's account, or the Tangle core.
    address private immutable runtime;

    bool private bound;
    uint64 private boundId;
    address private blueprintOwner;

    mapping(uint64 serviceId => uint64) public reportsOf;

    constructor(address runtime_) {
        if (runtime_ == address(0)) revert ZeroRuntime();
        runtime = runtime_;
    }

    /// Lets the runtime pass when the contract manages a blueprint.
    modifier onlyRuntime() {
        if (msg.sender != runtime) revert CallerNotRuntime(runtime, msg.sender);
        if (!bound) revert NotBound();
        _;
    }

    function onBlueprintCreated(uint64 blueprintId, address owner, address core) external {
        if (msg.sender != runtime) revert CallerNotRuntime(runtime, msg.sender);
        if (core != runtime) revert RuntimeMismatch(runtime, core);
        if (bound) revert AlreadyBound(boundId);
        bound = true;
        boundId = blueprintId;
        blueprintOwner = owner;
        emit BlueprintBound(blueprintId, owner, runtime);
    }

    function verifyReport(
        uint64 serviceId,
        uint8,
        uint64 jobCallId,
        bytes calldata participant,
        bytes calldata,
        bytes calldata
    ) external onlyRuntime {
        uint32 received = uint32(participant.length);
        if (received != 20) revert InvalidParticipant(20, received);
        uint64 reports = reportsOf[serviceId] + 1;
        reportsOf[serviceId] = reports;
        emit ReportCounted(serviceId, jobCallId, reports);
    }

    function canJoin(uint64, address) external pure returns (bool) {
        return true;
    }
}
