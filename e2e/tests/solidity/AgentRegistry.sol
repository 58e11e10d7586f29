// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {IERC8004Identity} from "blueprint-abi/library/IERC8004Identity.sol";
import {IERC8004Reputation} from "blueprint-abi/library/IERC8004Reputation.sol";

/// @title A small registry after ERC-8004, and what one that an operator chose can attempt
contract AgentRegistry is IERC8004Reputation, IERC8004Identity {
    struct Given {
        uint64 count;
        address client;
        bytes arguments;
    }

    error UnknownAgent(uint256 agentId);
    error OwnFeedback(uint256 agentId, address owner);

    uint256 private agents;
    mapping(uint256 agentId => address) private owners;
    mapping(uint256 agentId => Given) private given;

    address private target;
    bytes private data;
    /// How many of the calls back were accepted.
    uint256 public accepted;

    /// An agent of the caller.
    function register() external returns (uint256 agentId) {
        agentId = ++agents;
        owners[agentId] = msg.sender;
    }

    /// It is its registry of agents, too.
    function getIdentityRegistry() external view returns (address identities) {
        return address(this);
    }

    function ownerOf(uint256 agentId) public view returns (address owner) {
        owner = owners[agentId];
        if (owner == address(0)) revert UnknownAgent(agentId);
    }

    /// What it calls back with whenever feedback is given.
    function prepare(address target_, bytes calldata data_) external {
        (target, data) = (target_, data_);
    }

    function giveFeedback(
        uint256 agentId,
        int128,
        uint8,
        string calldata,
        string calldata,
        string calldata,
        string calldata,
        bytes32
    ) external {
        address owner = ownerOf(agentId);
        if (owner == msg.sender) revert OwnFeedback(agentId, owner);
        Given storage last = given[agentId];
        (last.client, last.arguments) = (msg.sender, msg.data[4:]);
        ++last.count;
        if (target == address(0)) return;
        (bool done,) = target.call(data);
        if (done) ++accepted;
    }

    /// The feedback of an agent: how often it was given, by which client last, and the arguments of that call.
    function feedbackOf(
        uint256 agentId
    ) external view returns (uint64 count, address client, bytes memory arguments) {
        Given storage last = given[agentId];
        return (last.count, last.client, last.arguments);
    }
}
