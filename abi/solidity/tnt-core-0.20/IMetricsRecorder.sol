// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

/// @title Where the core and the staking contract count what happens. Amounts are in base units;
/// the zero address is the native asset.
/// @dev Callers hold the recorder role and ignore a revert.
interface IMetricsRecorder {
    /// @notice A delegator staked with an operator.
    function recordStake(
        address delegator,
        address operator,
        address asset,
        uint256 amount
    ) external;

    /// @notice A delegator took stake back.
    function recordUnstake(
        address delegator,
        address operator,
        address asset,
        uint256 amount
    ) external;

    /// @notice An operator put up its first stake.
    function recordOperatorRegistered(address operator, address asset, uint256 amount) external;

    /// @notice An operator sent a heartbeat; timestamp in unix seconds.
    function recordHeartbeat(address operator, uint64 serviceId, uint64 timestamp) external;

    /// @notice An operator completed a job call.
    function recordJobCompletion(
        address operator,
        uint64 serviceId,
        uint64 jobCallId,
        bool success
    ) external;

    /// @notice An operator was slashed.
    function recordSlash(address operator, uint64 serviceId, uint256 amount) external;

    /// @notice A service started.
    function recordServiceCreated(
        uint64 serviceId,
        uint64 blueprintId,
        address owner,
        uint256 operatorCount
    ) external;

    /// @notice A service ended; duration in seconds.
    function recordServiceTerminated(uint64 serviceId, uint256 duration) external;

    /// @notice A job was submitted.
    function recordJobCall(uint64 serviceId, address caller, uint64 jobCallId) external;

    /// @notice A service was paid for.
    function recordPayment(address payer, uint64 serviceId, address token, uint256 amount) external;

    /// @notice A blueprint was created.
    function recordBlueprintCreated(uint64 blueprintId, address developer) external;

    /// @notice An operator registered for a blueprint.
    function recordBlueprintRegistration(uint64 blueprintId, address operator) external;
}
