// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

/// @title The core's settings.
interface ITangleAdmin {
    struct PaymentSplit {
        uint16 developerBps;
        uint16 protocolBps;
        uint16 operatorBps;
        uint16 stakerBps;
    }

    /// @notice Admin only: the staking contract.
    function setStaking(address staking) external;

    /// @notice Admin only: who receives the protocol's share.
    function setTreasury(address treasury) external;

    /// @notice Admin only: how a payment is split, in basis points.
    function setPaymentSplit(PaymentSplit calldata split) external;

    /// @notice How a payment is split, in basis points.
    function paymentSplit() external view returns (
        uint16 developerBps,
        uint16 protocolBps,
        uint16 operatorBps,
        uint16 stakerBps
    );

    /// @notice Admin only: pauses the core.
    function pause() external;

    /// @notice Admin only: lifts a pause.
    function unpause() external;

    /// @notice Who receives the protocol's share.
    function treasury() external view returns (address payable);

    /// @notice Admin only: the metrics recorder, zero for none.
    function setMetricsRecorder(address recorder) external;

    /// @notice The metrics recorder, zero for none.
    function metricsRecorder() external view returns (address);

    /// @notice Admin only: the registry of heartbeats.
    function setOperatorStatusRegistry(address registry) external;

    /// @notice The registry of heartbeats.
    function operatorStatusRegistry() external view returns (address);

    /// @notice Admin only: who distributes the stakers' share.
    function setServiceFeeDistributor(address distributor) external;

    /// @notice Who distributes the stakers' share.
    function serviceFeeDistributor() external view returns (address);

    /// @notice Admin only: the price oracle, zero for none.
    function setPriceOracle(address oracle) external;

    /// @notice The price oracle, zero for none.
    function priceOracle() external view returns (address);

    /// @notice Admin only: the registry of master managers.
    function setMBSMRegistry(address registry) external;

    /// @notice The registry of master managers.
    function mbsmRegistry() external view returns (address);

    /// @notice For how many blueprints an operator may register.
    function maxBlueprintsPerOperator() external view returns (uint32);

    /// @notice Admin only: for how many blueprints an operator may register.
    function setMaxBlueprintsPerOperator(uint32 newMax) external;

    /// @notice The protocol's token.
    function tntToken() external view returns (address);

    /// @notice Admin only: the protocol's token.
    function setTntToken(address token) external;

    /// @notice The reward vaults.
    function rewardVaults() external view returns (address);

    /// @notice Admin only: the reward vaults.
    function setRewardVaults(address vaults) external;

    /// @notice Least exposure in the protocol's token, in basis points.
    function defaultTntMinExposureBps() external view returns (uint16);

    /// @notice Admin only: least exposure in the protocol's token, in basis points.
    function setDefaultTntMinExposureBps(uint16 minExposureBps) external;

    /// @notice Discount for paying in the protocol's token, in basis points.
    function tntPaymentDiscountBps() external view returns (uint16);

    /// @notice Admin only: discount for paying in the protocol's token, in basis points.
    function setTntPaymentDiscountBps(uint16 discountBps) external;
}
