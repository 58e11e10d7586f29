// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {IPointsLedger} from "blueprint-abi/library/IPointsLedger.sol";
import {ISlashingCourt} from "blueprint-abi/library/ISlashingCourt.sol";
import {ManagerCore0_20} from "blueprint-solidity/ManagerCore0_20.sol";
import {ReportVerifier} from "blueprint-solidity/ReportVerifier.sol";

/// @title A manager that proposes slashes of proven misbehaviour in the slashing court
/// @notice The blueprint's job returns its input. A report counts if it repeats the job call's inputs
/// and the operator's result, both as the manager recorded them, and the two differ.
/// @dev Three grants of the runtime are needed: in the court, the manager as the service's proposer and
/// the operator's stake at the second of the job call; in the ledger, the manager as an awarder. An
/// operator with points in the era before the job call pays half: what was counted there never changes, so no
/// account can choose a moment that makes a slash cheaper.
///
/// A report is upheld by the manager alone, and any account brings it to the court afterwards: a court that is paused or
/// full would else make a true report a false one, which costs the reporter its bond.
contract CourtManager is ManagerCore0_20, ReportVerifier {
    /// @notice There is no contract at the address.
    error NoContract(address received);
    /// @notice A penalty of which nothing is left where an operator pays half.
    error PenaltyTooLow(uint256 least, uint256 received);
    /// @notice The service has a job call of this id already.
    error JobCallExists(uint64 serviceId, uint64 jobCallId);
    /// @notice The service has no job call of this id.
    error UnknownJobCall(uint64 serviceId, uint64 jobCallId);
    /// @notice The job call is of another job.
    error JobMismatch(uint8 expected, uint8 received);
    /// @notice These are not the inputs of the job call, by their hash.
    error InputsMismatch(bytes32 expected, bytes32 received);
    /// @notice The operator submitted a result of this job call already.
    error AlreadySubmitted(uint64 serviceId, uint64 jobCallId, address operator);
    /// @notice A report names its participant by a 20-byte address.
    error InvalidParticipant(uint32 expectedLength, uint32 receivedLength);
    /// @notice The operator submitted no result of this job call.
    error NoResult(uint64 serviceId, uint64 jobCallId, address operator);
    /// @notice The operator submitted another result, by its hash.
    error OutputsMismatch(bytes32 expected, bytes32 received);
    /// @notice The reported result is correct.
    error ReportRefuted(uint64 serviceId, uint64 jobCallId, address operator);
    /// @notice No report of this result was upheld.
    error NotUpheld(uint64 serviceId, uint64 jobCallId, address operator);

    /// @notice A report was upheld.
    event ReportUpheld(uint64 indexed serviceId, uint64 indexed jobCallId, address indexed operator);
    /// @notice A slash was proposed.
    event OperatorAccused(
        uint64 indexed serviceId,
        uint64 indexed jobCallId,
        address indexed operator,
        uint64 proposalId
    );

    struct Call {
        /// When the call came, in seconds: the stake of that second is slashed for its results.
        uint64 second;
        /// The ledger's era of that second.
        uint64 era;
        uint8 job;
        bytes32 inputsHash;
    }

    uint8 private constant JOB_MISBEHAVIOUR = 1;

    ISlashingCourt public immutable court;
    IPointsLedger public immutable ledger;
    /// @notice What a wrong result costs, in base units.
    uint256 public immutable penalty;

    mapping(uint64 serviceId => mapping(uint64 jobCallId => Call)) private calls;
    /// The hash of an operator's result; zero for none.
    mapping(uint64 serviceId => mapping(uint64 jobCallId => mapping(address operator => bytes32)))
        private results;
    /// What the court takes once as evidence of a wrong result; zero until a report of it is upheld.
    mapping(uint64 serviceId => mapping(uint64 jobCallId => mapping(address operator => bytes32)))
        private upheld;

    constructor(address runtime_, ISlashingCourt court_, IPointsLedger ledger_, uint256 penalty_)
        ManagerCore0_20(runtime_)
    {
        if (penalty_ < 2) revert PenaltyTooLow(2, penalty_);
        if (address(court_).code.length == 0) revert NoContract(address(court_));
        if (address(ledger_).code.length == 0) revert NoContract(address(ledger_));
        // Both are for good: one that does not answer would refuse every job call, or every accusation.
        court_.reviewBounds();
        ledger_.currentEra();
        court = court_;
        ledger = ledger_;
        penalty = penalty_;
    }

    /// @notice What a wrong result of this operator costs for a job call of an era.
    function penaltyOf(uint64 era, address operator) public view returns (uint256) {
        if (era == 0 || ledger.pointsOf(era - 1, operator) == 0) return penalty;
        return penalty / 2;
    }

    function _onJobCall(uint64 serviceId, uint8 job, uint64 jobCallId, bytes calldata inputs)
        internal
        override
    {
        if (calls[serviceId][jobCallId].second != 0) revert JobCallExists(serviceId, jobCallId);
        calls[serviceId][jobCallId] =
            Call(uint64(block.timestamp), ledger.currentEra(), job, keccak256(inputs));
    }

    /// Records the result, right or wrong. Judging it is a report's matter.
    function _onJobResult(
        uint64 serviceId,
        uint8 job,
        uint64 jobCallId,
        address operator,
        bytes32 inputsHash,
        bytes calldata outputs
    ) internal override {
        callOf(serviceId, job, jobCallId, inputsHash);
        if (results[serviceId][jobCallId][operator] != 0) {
            revert AlreadySubmitted(serviceId, jobCallId, operator);
        }
        results[serviceId][jobCallId][operator] = keccak256(outputs);
    }

    /// @notice Proposes a slash of a wrong result of which a report was upheld. Any account may, and again where the court or
    /// the ledger failed; the court takes the same evidence once.
    function accuse(uint64 serviceId, uint64 jobCallId, address operator)
        external
        returns (uint64 proposalId)
    {
        bytes32 evidence = upheld[serviceId][jobCallId][operator];
        if (evidence == 0) revert NotUpheld(serviceId, jobCallId, operator);
        Call storage call = calls[serviceId][jobCallId];
        uint256 requested = penaltyOf(call.era, operator);
        proposalId = court.propose(
            serviceId, operator, JOB_MISBEHAVIOUR, evidence, requested, call.second
        );
        ledger.recordReport(serviceId, operator);
        emit OperatorAccused(serviceId, jobCallId, operator, proposalId);
    }

    /// Upholds a report of a wrong result. It calls no other contract, whose failure would read as a finding. The hash of
    /// what was reported is the evidence.
    function _verifyReport(
        uint64 serviceId,
        uint8 jobIndex,
        uint64 jobCallId,
        bytes calldata participant,
        bytes calldata inputs,
        bytes calldata outputs
    ) internal override {
        if (participant.length != 20) revert InvalidParticipant(20, uint32(participant.length));
        address operator = address(bytes20(participant));
        bytes32 inputsHash = keccak256(inputs);
        bytes32 outputsHash = keccak256(outputs);
        callOf(serviceId, jobIndex, jobCallId, inputsHash);
        bytes32 submitted = results[serviceId][jobCallId][operator];
        if (submitted == 0) revert NoResult(serviceId, jobCallId, operator);
        if (submitted != outputsHash) revert OutputsMismatch(submitted, outputsHash);
        if (inputsHash == outputsHash) revert ReportRefuted(serviceId, jobCallId, operator);
        upheld[serviceId][jobCallId][operator] =
            keccak256(abi.encode(serviceId, jobIndex, jobCallId, operator, inputsHash, outputsHash));
        emit ReportUpheld(serviceId, jobCallId, operator);
    }

    /// A call that was recorded for this job with these inputs.
    function callOf(uint64 serviceId, uint8 job, uint64 jobCallId, bytes32 inputsHash)
        private
        view
        returns (Call storage call)
    {
        call = calls[serviceId][jobCallId];
        if (call.second == 0) revert UnknownJobCall(serviceId, jobCallId);
        if (call.job != job) revert JobMismatch(call.job, job);
        if (call.inputsHash != inputsHash) revert InputsMismatch(call.inputsHash, inputsHash);
    }
}
