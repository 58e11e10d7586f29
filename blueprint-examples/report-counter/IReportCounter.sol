// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {IQualityVerifier} from "blueprint-abi/library/IQualityVerifier.sol";
import {IRuntimeGuard} from "blueprint-abi/library/IRuntimeGuard.sol";
import {IReportVerifier} from "blueprint-abi/seed-2024/IReportVerifier.sol";

/// @title The report counter: the smallest contract with a guard, hooks, events and an error
interface IReportCounter is IReportVerifier, IQualityVerifier, IRuntimeGuard {
    /// @notice A report names its participant by a 20-byte address.
    error InvalidParticipant(uint32 expectedLength, uint32 receivedLength);

    /// @notice A report was counted.
    /// @param reports Reports about job calls of the service so far.
    event ReportCounted(uint64 indexed serviceId, uint64 indexed jobCallId, uint64 reports);

    /// @notice A report of quality of service was counted.
    /// @param reports Reports of the kind in the service so far.
    event QualityReportCounted(uint64 indexed serviceId, uint8 indexed kind, uint64 reports);

    /// @notice Binds the contract to a blueprint. See IRuntimeGuard.
    /// @custom:default guard.bind
    function onBlueprintCreated(uint64 blueprintId, address owner, address core) external;

    /// @notice Whether an operator may join a service: always.
    function canJoin(uint64 serviceId, address operator) external view returns (bool);

    /// @notice Reports about job calls of a service so far.
    function reportsOf(uint64 serviceId) external view returns (uint64);

    /// @notice Reports of quality of a kind in a service so far.
    function qualityReportsOf(uint64 serviceId, uint8 kind) external view returns (uint64);
}
