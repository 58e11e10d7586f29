// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

/// @title The core's slashing: what a manager calls to propose, dispute and read slashes.
interface ITangleSlashing {
    enum SlashStatus { Pending, Disputed, Executed, Cancelled }

    struct SlashProposal {
        uint64 serviceId;
        address operator;
        address proposer;
        uint16 slashBps;
        uint16 effectiveSlashBps;
        bytes32 evidence;
        uint64 proposedAt;
        uint64 executeAfter;
        SlashStatus status;
        string disputeReason;
    }

    /// @notice A slash was applied.
    event SlashExecuted(uint64 indexed serviceId, address indexed operator, uint256 amount);

    /// @notice A slash was proposed.
    event SlashProposed(
        uint64 indexed serviceId,
        address indexed operator,
        uint16 slashBps,
        bytes32 evidence
    );

    /// @notice Service owner, blueprint owner or slashing origin: proposes a slash in basis points,
    /// which starts the dispute window. evidence must not be zero.
    function proposeSlash(uint64 serviceId, address operator, uint16 slashBps, bytes32 evidence)
        external returns (uint64 slashId);

    /// @notice The operator, the slash admin or the dispute origin: disputes a slash within its
    /// window.
    function disputeSlash(uint64 slashId, string calldata reason) external;

    /// @notice Anyone, after the window: applies a slash and calls onSlash; returns base units
    /// slashed.
    function executeSlash(uint64 slashId) external returns (uint256 actualSlashed);

    /// @notice Anyone: applies what is executable among the given slashes.
    function executeSlashBatch(uint64[] calldata slashIds)
        external returns (uint256 totalSlashed, uint256 executedCount);

    /// @notice Executable slashes with ids in [fromId, toId).
    function getExecutableSlashes(uint64 fromId, uint64 toId)
        external view returns (uint64[] memory ids);

    /// @notice Slash admin only: withdraws a slash.
    function cancelSlash(uint64 slashId, string calldata reason) external;

    /// @notice Admin only: windows in seconds, caps in basis points.
    function setSlashConfig(
        uint64 disputeWindow,
        bool instantSlashEnabled,
        uint16 maxSlashBps
    ) external;

    /// @notice A slash; times in unix seconds.
    function getSlashProposal(uint64 slashId) external view returns (SlashProposal memory);
}
