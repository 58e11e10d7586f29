// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

/// @title What Tangle's core logs about payments, escrow and rewards.
interface ITanglePaymentEvents {
    /// @notice A price could not be read; the bill went on without it.
    event PriceOracleFallback(address indexed oracle, address indexed token, bytes returnData);

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

    /// @notice An interval was skipped, for want of operators.
    event SubscriptionBillSkippedNoOperators(uint64 indexed serviceId, uint64 period);

    /// @notice The manager discounted a bill.
    event SubscriptionBillAdjustedByManager(
        uint64 indexed serviceId,
        uint256 preAdjustmentAmount,
        uint256 adjustedAmount,
        uint16 adjustmentBps
    );

    /// @notice The stake that bills are measured against was set.
    event SubscriptionBaselineInitialized(
        uint64 indexed serviceId,
        uint256 baselineStake,
        uint256 operatorCount
    );

    /// @notice Whoever billed earned a rebate.
    event KeeperRebateAccrued(
        uint64 indexed serviceId,
        address indexed keeper,
        address indexed token,
        uint256 amount
    );

    /// @notice The stakers' share went back to the escrow.
    event StakerShareRefundedToEscrow(
        uint64 indexed serviceId,
        address indexed operator,
        address indexed token,
        uint256 amount,
        bytes reason
    );

    /// @notice A payment could not be delivered; it went to the operators.
    event PushTransferFailed(
        uint64 indexed serviceId,
        address indexed recipient,
        address indexed token,
        uint256 amount,
        bytes32 destination
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

    /// @notice A reward could not be delivered.
    event RewardsClaimSkipped(address indexed account, address indexed token);

    /// @notice The fee distributor reverted; the core went on.
    event ServiceFeeDistributorCallFailed(uint64 indexed serviceId, string operation, bytes reason);

    /// @notice A bond may be taken back.
    event DisputeBondCredited(address indexed disputer, uint256 amount);

    /// @notice A bond was taken back.
    event DisputeBondClaimed(address indexed disputer, uint256 amount);
}
