// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

/// @title The report hook asked for in 2024: may an operator's result be held against it?
interface IReportVerifier {
    /// @notice Called by the services runtime when someone reports the result of a job call.
    /// A revert refuses the report; nothing is returned.
    /// @param participant the reported operator's 33-byte compressed ECDSA public key
    function verifyReport(
        uint64 serviceId,
        uint8 jobIndex,
        uint64 jobCallId,
        bytes calldata participant,
        bytes calldata inputs,
        bytes calldata outputs
    ) external;
}
