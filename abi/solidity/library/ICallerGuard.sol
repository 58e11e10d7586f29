// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

/// @title The guard of a contract that admits one caller: its errors
/// @notice The caller is named at the contract's deployment: the services pallet's account, Tangle's
/// core contract, or a governance account.
interface ICallerGuard {
    /// @notice The constructor received the zero address as the runtime.
    error ZeroRuntime();

    /// @notice The caller is not the runtime.
    /// @param expected The runtime that the contract was deployed for.
    /// @param received The caller.
    error CallerNotRuntime(address expected, address received);
}
