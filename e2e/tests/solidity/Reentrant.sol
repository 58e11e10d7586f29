// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

/// @title A contract that calls back the account that asks it for a signature, or pays it
contract Reentrant {
    address private target;
    bytes private data;
    /// How many of the calls back were accepted.
    uint256 public accepted;

    /// Makes a call for the contract, with the value that came.
    function run(address target_, bytes calldata data_) external payable {
        (bool done,) = target_.call{value: msg.value}(data_);
        require(done, "reverted");
    }

    /// What it calls back with.
    function prepare(address target_, bytes calldata data_) external {
        (target, data) = (target_, data_);
    }

    receive() external payable {
        callBack();
    }

    /// As IERC1271 has it, but that it changes state where it can.
    function isValidSignature(bytes32, bytes calldata) external returns (bytes4) {
        callBack();
        return 0x1626ba7e;
    }

    function callBack() private {
        (bool done,) = target.call(data);
        if (done) ++accepted;
    }
}
