// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

/// @title What the reward pool calls of an ERC-20 token
/// @notice Published as EIP-20. A token whose transfers return nothing is not supported.
interface IERC20 {
    /// @notice What an account has, in the token's smallest unit.
    function balanceOf(address account) external view returns (uint256 balance);

    /// @notice Moves tokens of the caller.
    function transfer(address to, uint256 value) external returns (bool success);

    /// @notice Moves tokens of an account that approved the caller.
    function transferFrom(address from, address to, uint256 value) external returns (bool success);
}
