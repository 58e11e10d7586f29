// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

/// @title How an ERC-20 contract learns that its token was slashed.
interface ISlashAlert {
    /// @notice Called by the delegation pallet, with 500,000 gas, when a delegator's tokens are
    /// slashed. amount in base units.
    /// @param operator the slashed operator's AccountId32
    function onSlash(
        uint64 blueprintId,
        uint64 serviceId,
        bytes32 operator,
        uint256 amount
    ) external;
}
