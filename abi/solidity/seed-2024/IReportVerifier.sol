// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

/// @title The report hook asked for in 2024: may an operator's result be held against it?
interface IReportVerifier {
    /// @notice Called when an account reports an operator of a service for a job call. Returning upholds
    /// the report. A revert rejects it: the reporter's bond is burned, and the revert data is in the
    /// chain's event. Nothing is returned.
    /// @dev By submit_report of this project's services pallet, in blueprints that accept reports,
    /// after the report is stored and counted; a revert undoes both. Any account may report, with a bond
    /// that is returned in the same call unless this hook reverts, also after the service's end, until it is
    /// terminated. Per operator and job call, one report of its result is upheld, and before that one of the
    /// lack of it. A result is reported for the fault window after it was submitted, also while its call is
    /// open: a manager that compares results proposes the slash itself. A trap, or want of weight or deposit,
    /// fails the extrinsic and costs no bond. Tangle published the signature only.
    /// @param jobIndex the job of the call; a report with another one fails before this hook
    /// @param participant the reported operator: its 33-byte compressed ECDSA public key; 65 bytes
    /// uncompressed in blueprints of pallet-services 1.4, 20 packed bytes of its address in those
    /// of the core
    /// @param inputs the inputs of the job call; a report with others fails before this hook
    /// @param outputs the outputs that the operator submitted; a report with others fails before this hook.
    /// They are empty where the operator submitted no result, and where its result was empty: onJobResult
    /// was called for the latter alone
    function verifyReport(
        uint64 serviceId,
        uint8 jobIndex,
        uint64 jobCallId,
        bytes calldata participant,
        bytes calldata inputs,
        bytes calldata outputs
    ) external;
}
