// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {IPointsLedger} from "../../../abi/solidity/library/IPointsLedger.sol";
import {ISlashingCourt} from "../../../abi/solidity/library/ISlashingCourt.sol";

/// @title A blueprint's manager in Solidity that takes proven misbehaviour to the slashing court.
/// @notice The court has to know it as the service's proposer, and the stake at the time of the job
/// call, which the runtime captures. The ledger has to know it as an awarder. Who has points in the
/// running era pays half.
contract CourtManager {
    error ZeroAddress();
    error CallerNotRuntime(address expected, address received);
    /// A report names its participant by a 20-byte address.
    error InvalidParticipant(uint32 expectedLength, uint32 receivedLength);
    /// The outputs are those that the inputs ask for.
    error ReportRefuted(uint64 serviceId, uint64 jobCallId, address operator);
    /// The stake behind this job call is not known.
    error UnknownMoment(uint64 serviceId, uint64 jobCallId);

    event ReportUpheld(
        uint64 indexed serviceId,
        uint64 indexed jobCallId,
        address indexed operator,
        uint64 proposalId
    );

    uint8 private constant JOB_MISBEHAVIOUR = 1;

    address public immutable runtime;
    ISlashingCourt public immutable court;
    IPointsLedger public immutable ledger;
    /// What a wrong result costs, in base units.
    uint256 public immutable penalty;

    /// When a job call came, in seconds: the moment whose stake answers for its results.
    mapping(uint64 serviceId => mapping(uint64 jobCallId => uint64 second)) public calledAt;

    constructor(
        address runtime_,
        ISlashingCourt court_,
        IPointsLedger ledger_,
        uint256 penalty_
    ) {
        if (runtime_ == address(0) || address(court_) == address(0)) revert ZeroAddress();
        if (address(ledger_) == address(0)) revert ZeroAddress();
        runtime = runtime_;
        court = court_;
        ledger = ledger_;
        penalty = penalty_;
    }

    modifier onlyRuntime() {
        if (msg.sender != runtime) revert CallerNotRuntime(runtime, msg.sender);
        _;
    }

    /// Remembers when the call came.
    function onJobCall(
        uint64 serviceId,
        uint8,
        uint64 jobCallId,
        bytes calldata
    ) external payable onlyRuntime {
        calledAt[serviceId][jobCallId] = uint64(block.timestamp);
    }

    /// Outputs must repeat the inputs. If they do not, a slash is proposed, on the report's own bytes
    /// as evidence: the court takes the same report once.
    function verifyReport(
        uint64 serviceId,
        uint8 jobIndex,
        uint64 jobCallId,
        bytes calldata participant,
        bytes calldata inputs,
        bytes calldata outputs
    ) external onlyRuntime {
        if (participant.length != 20) revert InvalidParticipant(20, uint32(participant.length));
        address operator = address(bytes20(participant));
        if (keccak256(inputs) == keccak256(outputs)) {
            revert ReportRefuted(serviceId, jobCallId, operator);
        }
        uint64 second = calledAt[serviceId][jobCallId];
        if (second == 0) revert UnknownMoment(serviceId, jobCallId);
        bytes32 evidence = keccak256(
            abi.encode(serviceId, jobIndex, jobCallId, operator, inputs, outputs)
        );
        uint64 proposalId = court.propose(
            serviceId,
            operator,
            JOB_MISBEHAVIOUR,
            evidence,
            penaltyOf(operator),
            second
        );
        ledger.recordReport(serviceId, operator);
        emit ReportUpheld(serviceId, jobCallId, operator, proposalId);
    }

    /// What a wrong result of this operator costs now.
    function penaltyOf(address operator) public view returns (uint256) {
        uint64 points = ledger.pointsOf(ledger.currentEra(), operator);
        return points == 0 ? penalty : penalty / 2;
    }
}
