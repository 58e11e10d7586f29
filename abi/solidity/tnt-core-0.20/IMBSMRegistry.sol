// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

/// @title The registry of master managers: revisions count from 1, and 0 stands for the latest.
interface IMBSMRegistry {
    /// @notice The master manager of a blueprint: the pinned one, else the latest.
    function getMBSM(uint64 blueprintId) external view returns (address mbsmAddress);

    /// @notice The pinned revision, 0 for the latest.
    function getPinnedRevision(uint64 blueprintId) external view returns (uint32 revision);

    /// @notice The latest master manager.
    function getLatestMBSM() external view returns (address mbsmAddress);

    /// @notice The master manager of a revision, from 1.
    function getMBSMByRevision(uint32 revision) external view returns (address mbsmAddress);

    /// @notice The latest revision.
    function getLatestRevision() external view returns (uint32);

    /// @notice The core only: pins a blueprint to a revision, from 1.
    function pinBlueprint(uint64 blueprintId, uint32 revision) external;

    /// @notice The core only: lets a blueprint follow the latest revision.
    function unpinBlueprint(uint64 blueprintId) external;
}
