// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

/// @title The master manager, which records what happens to every blueprint of a revision.
interface IMasterBlueprintServiceManager {
    /// @notice The whole definition, encoded.
    event BlueprintDefinitionRecorded(
        uint64 indexed blueprintId,
        address indexed owner,
        bytes encodedDefinition
    );

    /// @notice Called by the core after the blueprint's own manager; a revert refuses the
    /// blueprint.
    function onBlueprintCreated(
        uint64 blueprintId,
        address owner,
        bytes calldata encodedDefinition
    ) external;
}
