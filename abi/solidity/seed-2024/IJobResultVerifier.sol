// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

/// @title The contract named by a job definition to judge its results (May to August 2024).
interface IJobResultVerifier {
    /// @notice Called by the services runtime when a result is submitted. A revert refuses the
    /// result; nothing is returned.
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

    /// @notice The services pallet's address, the only caller of verify.
    function getRuntimeAddress() external view returns (address);
}
