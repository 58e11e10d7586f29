// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

/// @title The master manager, which records what happens to every blueprint of a revision.
interface IMasterBlueprintServiceManager {
    struct BinaryVersion {
        uint64 versionId;
        uint64 publishedAt;
        bool deprecated;
        bytes32 sha256Hash;
        bytes32 attestationHash;
    }

    /// @notice A build was recorded.
    event BinaryVersionRecorded(
        uint64 indexed blueprintId,
        uint64 indexed versionId,
        bytes32 sha256Hash,
        string binaryUri
    );

    /// @notice The whole definition, encoded.
    event BlueprintDefinitionRecorded(
        uint64 indexed blueprintId,
        address indexed owner,
        bytes encodedDefinition
    );

    /// @notice An acknowledgement was recorded.
    event OperatorBinaryAckRecorded(
        uint64 indexed serviceId,
        uint64 indexed versionId,
        address indexed operator
    );

    /// @notice Called by the core when a build is published; a revert refuses it.
    function onBinaryVersionPublished(
        uint64 blueprintId,
        BinaryVersion calldata version,
        string calldata binaryUri
    ) external;

    /// @notice Called by the core after the blueprint's own manager; a revert refuses the
    /// blueprint.
    function onBlueprintCreated(
        uint64 blueprintId,
        address owner,
        bytes calldata encodedDefinition
    ) external;

    /// @notice Called by the core when an operator acknowledges a build; a revert refuses it.
    function onOperatorBinaryAcked(uint64 serviceId, uint64 versionId, address operator) external;
}
