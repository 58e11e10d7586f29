// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

/// @title Prices in US dollars with 18 decimals. The zero address is the native asset.
interface IPriceOracle {
    /// @notice A price; updatedAt in unix seconds, decimals those of the token.
    struct PriceData {
        uint256 price;
        uint256 updatedAt;
        uint8 decimals;
        bool isValid;
    }

    /// @notice There is no price for the token.
    error PriceNotAvailable(address token);

    /// @notice The price is older than maxAge, in seconds.
    error StalePrice(address token, uint256 updatedAt, uint256 maxAge);

    /// @notice The feed answered nonsense.
    error InvalidPrice(address token, int256 price);

    /// @notice The oracle knows no feed for the token.
    error TokenNotSupported(address token);

    /// @notice The price of one whole token. Reverts if there is none or it is stale.
    function getPrice(address token) external view returns (uint256 price);

    /// @notice The price with its age and validity.
    function getPriceData(address token) external view returns (PriceData memory data);

    /// @notice Whether the oracle knows a feed for the token.
    function isTokenSupported(address token) external view returns (bool supported);

    /// @notice What an amount in base units is worth.
    function toUSD(address token, uint256 amount) external view returns (uint256 usdValue);

    /// @notice How many base units a value buys.
    function fromUSD(address token, uint256 usdValue) external view returns (uint256 amount);

    /// @notice What several amounts are worth together.
    function batchToUSD(
        address[] calldata tokens,
        uint256[] calldata amounts
    ) external view returns (uint256 totalUsd);

    /// @notice The age from which a price is stale, in seconds.
    function maxPriceAge() external view returns (uint256 maxAge);

    /// @notice The oracle's name.
    function oracleName() external view returns (string memory name);
}
