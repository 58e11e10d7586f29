// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

/// @title The identity registry of ERC-8004, as far as it says whose an agent is
interface IERC8004Identity {
    /// @notice The owner of an agent, which is a token of ERC-721. Reverts where there is none.
    function ownerOf(uint256 agentId) external view returns (address owner);
}
