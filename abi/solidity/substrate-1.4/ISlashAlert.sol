// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

/// @title How an ERC-20 contract learns that its token was slashed.
interface ISlashAlert {
    /// @notice Called on the contract of a slashed ERC-20 asset when a delegator's tokens are
    /// slashed. amount in base units.
    /// @dev By the multi-asset-delegation pallet beside pallet-services 1.4, with 500,000 gas,
    /// after the delegated amount is reduced. A revert is ignored. This project's pallets do not
    /// call it.
    /// @param operator the slashed operator's AccountId32
    function onSlash(
        uint64 blueprintId,
        uint64 serviceId,
        bytes32 operator,
        uint256 amount
    ) external;
}
