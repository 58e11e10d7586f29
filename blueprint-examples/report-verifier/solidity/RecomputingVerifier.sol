// Not safe to copy: it does not prove whose output it judges. See @dev below for what is missing.
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {IReportDesk} from "blueprint-abi/library/IReportDesk.sol";

/// @title A sketch of a verifier of reports, not safe to copy as it is
/// @notice It judges reports on the squaring job by computing the square again. The evidence is the
/// job's input and the operator's output, each a uint256. It is registered for job misbehaviour, and
/// any account may show the evidence.
/// @dev It does not prove whose output it is: any account can write down an input and a wrong output.
/// Where stake depends on it, the evidence carries the operator's signature over the service, the job
/// call and the second, and `show` compares them with the report's.
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
