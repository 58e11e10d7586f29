// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

/// @title The core's rewards.
interface ITangleRewards {
    /// @notice An operator earned a reward.
    event OperatorRewardAccrued(
        uint64 indexed serviceId,
        address indexed operator,
        address indexed token,
        uint64 blueprintId,
        uint256 amount
    );

    /// @notice A payment was split.
    event PaymentDistributed(
        uint64 indexed serviceId,
        uint64 indexed blueprintId,
        address indexed token,
        uint256 grossAmount,
        address developerRecipient,
        uint256 developerAmount,
        uint256 protocolAmount,
        uint256 operatorPoolAmount,
        uint256 stakerPoolAmount
    );

    /// @notice Rewards were taken.
    event RewardsClaimed(address indexed account, address indexed token, uint256 amount);

    /// @notice Takes the caller's rewards.
    function claimRewards() external;

    /// @notice Takes the caller's rewards.
    function claimRewards(address token) external;

    /// @notice Takes the caller's rewards in several tokens.
    function claimRewardsBatch(address[] calldata tokens) external;

    /// @notice Takes the caller's rewards in every token.
    function claimRewardsAll() external;

    /// @notice Rewards an account may take, in base units.
    function pendingRewards(address account) external view returns (uint256);

    /// @notice Rewards an account may take, in base units.
    function pendingRewards(address account, address token) external view returns (uint256);

    /// @notice The tokens an account has rewards in.
    function rewardTokens(address account) external view returns (address[] memory);
}
