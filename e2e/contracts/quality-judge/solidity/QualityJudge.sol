// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {IServices} from "blueprint-abi/library/IServices.sol";
import {ManagerCore0_20} from "blueprint-solidity/ManagerCore0_20.sol";
import {QualityVerifier} from "blueprint-solidity/QualityVerifier.sol";
import {IQualityJudge} from "../IQualityJudge.sol";

/// @title The judge of quality in Solidity. `../ink` is the same in ink!.
contract QualityJudge is IQualityJudge, ManagerCore0_20, QualityVerifier {
    uint8 private constant LATE = 0;
    /// Quality of service, as IServices numbers offences.
    uint8 private constant OFFENCE = 2;
    /// The share of bond and stake that lateness costs, in basis points.
    uint16 private constant PENALTY_BPS = 500;

    /// The fault window of the chain, in seconds. A slash takes of the stake of now: what came later pays for no older fault.
    uint64 private constant REPORTED_WITHIN = 7 days;

    uint32 private immutable responseSeconds;
    IServices private immutable services;

    mapping(uint64 serviceId => mapping(uint64 jobCallId => uint64)) public deadlineOf;
    /// When an operator answered; 0 where it has not.
    mapping(uint64 serviceId => mapping(uint64 jobCallId => mapping(address => uint64))) private answers;
    /// When an operator joined a running service; 0 for those it started with.
    mapping(uint64 serviceId => mapping(address => uint64)) private joined;

    constructor(address runtime, uint32 responseSeconds_, address services_) ManagerCore0_20(runtime) {
        (responseSeconds, services) = (responseSeconds_, IServices(services_));
    }

    function _onJobCall(uint64 serviceId, uint8, uint64 jobCallId, bytes calldata) internal override {
        deadlineOf[serviceId][jobCallId] = uint64(block.timestamp) + responseSeconds;
    }

    function _onJobResult(uint64 serviceId, uint8, uint64 jobCallId, address operator, bytes32, bytes calldata)
        internal
        override
    {
        answers[serviceId][jobCallId][operator] = uint64(block.timestamp);
    }

    function _onOperatorJoined(uint64 serviceId, address operator, uint16) internal override {
        joined[serviceId][operator] = uint64(block.timestamp);
    }

    /// As many as there are: the pallet takes no result of a call that is complete, so that with one every other operator
    /// would be late.
    function _getRequiredResultCount(uint64, uint8) internal pure override returns (uint32) {
        return type(uint32).max;
    }

    /// An error of proposeSlash passes: the report fails, and can be made again.
    function _verifyQualityReport(
        uint64 serviceId,
        uint8 kind,
        bytes calldata participant,
        bytes calldata evidence
    ) internal override {
        if (kind != LATE) revert UnknownKind(LATE, kind);
        if (participant.length != 20) revert InvalidParticipant(20, uint32(participant.length));
        address operator = address(bytes20(participant));
        uint256 word = evidence.length == 32 ? uint256(bytes32(evidence)) : type(uint256).max;
        uint64 jobCallId = uint64(word);
        uint64 deadline = deadlineOf[serviceId][jobCallId];
        if (word > type(uint64).max || deadline == 0) revert UnknownJobCall(serviceId);
        uint64 time = answers[serviceId][jobCallId][operator];
        if (time == 0) time = uint64(block.timestamp);
        if (time <= deadline) revert NotLate(deadline, time);
        uint64 reportedUntil = deadline + REPORTED_WITHIN;
        if (block.timestamp >= reportedUntil) revert ReportTooLate(reportedUntil, uint64(block.timestamp));
        _checkServed(serviceId, operator, deadline);
        bytes32 fault = keccak256(abi.encode(serviceId, jobCallId, operator));
        services.proposeSlash(serviceId, operator, OFFENCE, PENALTY_BPS, fault);
        emit LatenessFound(serviceId, jobCallId, operator);
    }

    /// From the call to its deadline.
    function _checkServed(uint64 serviceId, address operator, uint64 deadline) private view {
        (uint64 calledAt, uint64 joinedAt) = (deadline - responseSeconds, joined[serviceId][operator]);
        if (joinedAt != 0 && joinedAt >= calledAt) revert JoinedLater(calledAt, joinedAt);
        uint64 until = services.servesUntil(serviceId, operator);
        if (until <= deadline) revert ServedUntil(until, deadline);
    }
}
