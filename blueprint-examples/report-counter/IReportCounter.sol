// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

/// @title What both twins of the report counter answer to.
/// @notice The smallest contract that has all parts of a hook: a guard, a record, an event, a refusal.
interface IReportCounter {
    error ZeroRuntime();
    error CallerNotRuntime(address expected, address received);
    error RuntimeMismatch(address expected, address received);
    error AlreadyBound(uint64 blueprintId);
    error NotBound();
    /// A report names its participant by a 20-byte address.
    error InvalidParticipant(uint32 expectedLength, uint32 receivedLength);

    event BlueprintBound(uint64 indexed blueprintId, address indexed owner, address runtime);
    event ReportCounted(uint64 indexed serviceId, uint64 indexed jobCallId, uint64 reports);

    function onBlueprintCreated(uint64 blueprintId, address owner, address core) external;

    function verifyReport(
        uint64 serviceId,
        uint8 jobIndex,
        uint64 jobCallId,
        bytes calldata participant,
        bytes calldata inputs,
        bytes calldata outputs
    ) external;

    function canJoin(uint64 serviceId, address operator) external view returns (bool);

    /// @notice Reports of a service instance so far.
    function reportsOf(uint64 serviceId) external view returns (uint64);
}
