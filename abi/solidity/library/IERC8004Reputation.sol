// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

/// @title The reputation registry of ERC-8004, as far as feedback is given to it
/// @notice Agents are tokens of an identity registry. Feedback is a number with decimals, under two tags; the account that
/// calls is the client who gives it.
interface IERC8004Reputation {
    /// @notice The registry of the agents (IERC8004Identity).
    function getIdentityRegistry() external view returns (address identities);

    function giveFeedback(
        uint256 agentId,
        int128 value,
        uint8 valueDecimals,
        string calldata tag1,
        string calldata tag2,
        string calldata endpoint,
        string calldata feedbackURI,
        bytes32 feedbackHash
    ) external;
}
