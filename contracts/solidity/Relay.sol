// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

/// @title The base of the relays: which account connects a manager to library contracts
/// @notice A library contract takes its runtime in its constructor, and the manager is that runtime.
/// So the manager is deployed first, the library contract second, and the manager's deployer names
/// the library contract third, once.
abstract contract Relay {
    /// @notice An address is zero.
    error ZeroAddress();

    /// @notice The caller did not deploy this contract.
    error CallerNotDeployer(address expected, address received);

    /// @notice The account that names the library contracts.
    address public immutable deployer = msg.sender;

    modifier onlyDeployer() {
        if (msg.sender != deployer) revert CallerNotDeployer(deployer, msg.sender);
        _;
    }
}
