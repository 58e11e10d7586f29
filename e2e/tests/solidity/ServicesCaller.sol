// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

/// @title Calls any contract in each way there is, for tests of what IServices refuses
/// @notice Returns whether the call succeeded, and what it returned. forward sends on the value it gets. As a manager it makes the
/// call of onHook within each hook, and fails with it.
contract ServicesCaller {
    address private target_;
    bytes private data_;

    receive() external payable {}

    function onHook(address target, bytes calldata data) external {
        (target_, data_) = (target, data);
    }

    fallback() external {
        (bool ok, bytes memory result) = target_.call(data_);
        if (ok) return;
        assembly ("memory-safe") {
            revert(add(result, 32), mload(result))
        }
    }

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
