// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

/// @title Who owns a contract, as ERC-173 has it
interface IOwner {
    /// @notice Returns the account that may have a blueprint created that names this contract as its manager.
    /// @dev Pallet: read by create_blueprint, of managers of the generation Seed2024 alone: they lack
    /// onBlueprintCreated, by which others are bound. If the query fails, no account may.
    /// @return its address
    function owner() external view returns (address);
}
