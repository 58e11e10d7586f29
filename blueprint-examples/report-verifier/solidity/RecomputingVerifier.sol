// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {IReportDesk} from "blueprint-abi/library/IReportDesk.sol";

/// @title A verifier in Solidity of reports on the squaring job: it computes the square again.
/// @notice The evidence is the job's input and the output that the operator gave, each a uint256.
/// Registered for job misbehaviour; whoever has the evidence may show it.
/// @dev It shows how a verifier judges, and proves nothing about who answered: anybody can write down an
/// input and a wrong output. Where stake depends on it, the evidence carries the operator's signature
/// over the service, the call and the moment, and `show` holds them against the report's.
contract RecomputingVerifier {
    /// The hash of what was shown is not the report's.
    error NotTheEvidence(bytes32 expected, bytes32 received);

    uint8 private constant FALSE_REPORT = 1;
    uint8 private constant OPERATOR_DID_IT = 2;

    IReportDesk public immutable desk;
    /// How bad a wrong square is, in basis points.
    uint16 public immutable severityBps;

    constructor(IReportDesk desk_, uint16 severityBps_) {
        desk = desk_;
        severityBps = severityBps_;
    }

    /// Judges a report by its evidence.
    function show(uint64 reportId, uint256 input, uint256 output) external {
        bytes32 received = keccak256(abi.encode(input, output));
        (bytes32 expected, , , ) = desk.reportEvidence(reportId);
        if (received != expected) revert NotTheEvidence(expected, received);
        if (isSquare(input, output)) {
            desk.judge(reportId, FALSE_REPORT, 0);
        } else {
            desk.judge(reportId, OPERATOR_DID_IT, severityBps);
        }
    }

    /// An input whose square does not fit has none.
    function isSquare(uint256 input, uint256 output) private pure returns (bool) {
        return input <= type(uint128).max && output == input * input;
    }
}
