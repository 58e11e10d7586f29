// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

/// @title The hook for reports of quality of service: does the evidence show a fault of an operator?
/// @notice A report of quality needs no job call: a late, unreachable or degraded service, say. The
/// blueprint says how many kinds of such reports it accepts; what each means is the manager's.
interface IQualityVerifier {
    /// @notice Called when an account reports an operator of a service for a fault of a kind. Returning
    /// upholds the report. A revert rejects it: the reporter's bond is burned, and the revert data is in
    /// the chain's event. Nothing is returned.
    /// @dev By report_quality of this project's services pallet, in blueprints that accept reports of the
    /// kind, after the report is stored and counted; a revert undoes both. Any account may report, with a
    /// bond that is returned in the same call unless this hook reverts, also after the service's end, until it
    /// is terminated. One report is upheld for each service, kind, operator and hash of the evidence, as long as it is
    /// kept: for the chain's fault window at least, with a deposit of the reporter. Let evidence be younger than that, or
    /// remember it. Whether two pieces of evidence show the same fault is for the manager to decide. A trap, or want of
    /// weight or deposit, fails the extrinsic and costs no bond. To have the operator slashed, call
    /// proposeSlash of IServices with offence 2 from within the hook.
    /// @param kind The kind of the report: below the number of kinds that the blueprint accepts.
    /// @param participant The reported operator as the blueprint's generation names it in reports: 20
    /// packed bytes of its address under the core, its 65-byte key under pallet-services 1.4, its 33-byte
    /// key in blueprints of 2024
    /// @param evidence The reporter's evidence, whose format the manager defines. Nothing of it was checked.
    function verifyQualityReport(
        uint64 serviceId,
        uint8 kind,
        bytes calldata participant,
        bytes calldata evidence
    ) external;
}
