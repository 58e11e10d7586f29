// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

/// @title The contract named by a job definition to judge its results (May to August 2024).
interface IJobResultVerifier {
    /// @notice Called when a result of a job is submitted whose definition names this contract. A
    /// revert rejects the result; nothing is returned.
    /// @dev By submit_result of the services pallet of 2024, with 300,000 gas, before the result is
    /// stored; error InvalidJobResult. This project's services pallet does not call it.
    /// @param participant the submitting operator's 33-byte compressed ECDSA public key
    /// @param inputs the job call's arguments, as abi.encode lays out a parameter list; empty for
    /// none
    /// @param outputs the result's values, in the same form
    function verify(
        uint64 serviceId,
        uint8 jobIndex,
        uint64 jobCallId,
        bytes calldata participant,
        bytes calldata inputs,
        bytes calldata outputs
    ) external;

    /// @notice Returns the services pallet's address, the only caller of verify.
    /// @return the address
    function getRuntimeAddress() external view returns (address);
}
