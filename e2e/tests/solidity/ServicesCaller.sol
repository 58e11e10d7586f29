// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

/// @title Calls any contract in each way there is, for tests of what IServices refuses
/// @notice Returns whether the call succeeded, and what it returned. forward sends on the value it gets.
contract ServicesCaller {
    receive() external payable {}

    function forward(address target, bytes calldata data)
        external
        payable
        returns (bool ok, bytes memory result)
    {
        return target.call{value: msg.value}(data);
    }

    function forwardDelegate(address target, bytes calldata data)
        external
        returns (bool ok, bytes memory result)
    {
        return target.delegatecall(data);
    }

    function forwardStatic(address target, bytes calldata data)
        external
        view
        returns (bool ok, bytes memory result)
    {
        return target.staticcall(data);
    }
}
