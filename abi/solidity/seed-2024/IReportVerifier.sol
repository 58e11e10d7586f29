// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

/// @title The report hook asked for in 2024: may an operator's result be held against it?
interface IReportVerifier {
    /// @notice Called when an account reports an operator of a service for a job call. A revert
    /// rejects the report; nothing is returned.
    /// @dev By submit_report of this project's services pallet, in blueprints that accept reports,
    /// after the report is stored and counted. Any account may report, also after the service's
    /// end, until it is terminated; one report is accepted per operator and job call. A revert
    /// fails the extrinsic, which is rolled back. Tangle published the signature only.
    /// @param jobIndex the job of the call; a report with another one fails before this hook
    /// @param participant the reported operator: its 33-byte compressed ECDSA public key; 65 bytes
    /// uncompressed in blueprints of pallet-services 1.4, 20 packed bytes of its address in those
    /// of the core
    /// @param inputs the reporter's evidence; not compared with the job call's inputs
    /// @param outputs the reporter's evidence; not compared with a result
    function verifyReport(
        uint64 serviceId,
        uint8 jobIndex,
        uint64 jobCallId,
        bytes calldata participant,
        bytes calldata inputs,
        bytes calldata outputs
    ) external;
}
