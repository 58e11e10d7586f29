// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

/// @title What Tangle's core logs about payments, escrow and rewards.
interface ITanglePaymentEvents {
    /// @notice An escrow was paid into.
    event EscrowFunded(uint64 indexed serviceId, address indexed token, uint256 amount);

    /// @notice An escrow was paid back.
    event EscrowRefunded(
        uint64 indexed serviceId,
        address indexed owner,
        address indexed token,
        uint256 amount
    );

    /// @notice An interval was billed.
    event SubscriptionBilled(uint64 indexed serviceId, uint256 amount, uint64 period);

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

    /// @notice An operator earned a reward.
    event OperatorRewardAccrued(
        uint64 indexed serviceId,
        address indexed operator,
        address indexed token,
        uint64 blueprintId,
        uint256 amount
    );

    /// @notice The owner was paid a discount.
    event TntPaymentDiscountApplied(
        uint64 indexed serviceId,
        address indexed recipient,
        address indexed token,
        uint256 amount
    );

    /// @notice Rewards were taken.
    event RewardsClaimed(address indexed account, address indexed token, uint256 amount);

    /// @notice The fee distributor reverted; the core went on.
    event ServiceFeeDistributorCallFailed(uint64 indexed serviceId, string operation, bytes reason);
}
