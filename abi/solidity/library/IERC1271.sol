// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

/// @title What is called of a contract that signs
/// @notice Published as EIP-1271.
interface IERC1271 {
    /// @notice 0x1626ba7e if the signature of `hash` is the contract's own.
    function isValidSignature(
        bytes32 hash,
        bytes calldata signature
    ) external view returns (bytes4 magicValue);
}
