// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {QualityVerifier} from "blueprint-solidity/QualityVerifier.sol";
import {ReportVerifier} from "blueprint-solidity/ReportVerifier.sol";
import {RuntimeGuard} from "blueprint-solidity/RuntimeGuard.sol";
import {IReportCounter} from "../IReportCounter.sol";

/// @title The report counter in Solidity. `../ink` is the same in ink!.
contract ReportCounter is IReportCounter, ReportVerifier, QualityVerifier {
    mapping(uint64 serviceId => uint64) public reportsOf;
    mapping(uint64 serviceId => mapping(uint8 kind => uint64)) public qualityReportsOf;

    constructor(address runtime) RuntimeGuard(runtime) {}

    function onBlueprintCreated(uint64 blueprintId, address owner, address core) external {
        _bind(blueprintId, owner, core);
    }

    function canJoin(uint64, address) external pure returns (bool) {
        return true;
    }

    function _verifyReport(
        uint64 serviceId,
        uint8,
        uint64 jobCallId,
        bytes calldata participant,
        bytes calldata,
        bytes calldata
    ) internal override {
        uint32 received = uint32(participant.length);
        if (received != 20) revert InvalidParticipant(20, received);
        uint64 reports = reportsOf[serviceId];
        if (reports < type(uint64).max) reportsOf[serviceId] = ++reports;
        emit ReportCounted(serviceId, jobCallId, reports);
    }

    function _verifyQualityReport(
        uint64 serviceId,
        uint8 kind,
        bytes calldata participant,
        bytes calldata
    ) internal override {
        uint32 received = uint32(participant.length);
        if (received != 20) revert InvalidParticipant(20, received);
        uint64 reports = qualityReportsOf[serviceId][kind];
        if (reports < type(uint64).max) qualityReportsOf[serviceId][kind] = ++reports;
        emit QualityReportCounted(serviceId, kind, reports);
    }
}
