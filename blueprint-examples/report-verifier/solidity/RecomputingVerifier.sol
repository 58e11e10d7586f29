// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {IReportDesk} from "blueprint-abi/library/IReportDesk.sol";
import {SignatureVerifier} from "blueprint-solidity/SignatureVerifier.sol";

/// @title A verifier of reports that computes again what an operator signed
/// @notice An operator of the squaring job signs each result, with the service and the millisecond of the job call, for
/// this contract (EIP-712, domain "RecomputingVerifier", version "1"):
/// Result(uint64 serviceId,uint64 startMs,uint256 input,uint256 output). The evidence of a report is
/// keccak256(abi.encode(input, output, signature)). It is registered for job misbehaviour, and any account may show the
/// evidence.
/// @dev A report is false unless the reported operator signed a wrong square for the reported service and moment: the
/// reporter writes down neither the output nor the moment whose stake is slashed. What an operator signs twice is
/// two results.
contract RecomputingVerifier is SignatureVerifier {
    /// The hash of what was shown is not the report's.
    error NotTheEvidence(bytes32 expected, bytes32 received);
    /// There is no contract at the address.
    error NoContract(address received);
    /// The severity of a report is 1 to 10,000 basis points: no accusation can be made with 0.
    error SeverityOutOfBounds(uint16 least, uint16 most, uint16 received);

    uint8 private constant FALSE_REPORT = 1;
    uint8 private constant OPERATOR_DID_IT = 2;
    bytes32 private constant RESULT_TYPE_HASH =
        keccak256("Result(uint64 serviceId,uint64 startMs,uint256 input,uint256 output)");

    IReportDesk public immutable desk;
    /// How bad a wrong square is, in basis points.
    uint16 public immutable severityBps;

    constructor(IReportDesk desk_, uint16 severityBps_) {
        if (address(desk_).code.length == 0) revert NoContract(address(desk_));
        if (severityBps_ == 0 || severityBps_ > 10_000) revert SeverityOutOfBounds(1, 10_000, severityBps_);
        desk = desk_;
        severityBps = severityBps_;
    }

    /// Judges a report by its evidence.
    function show(uint64 reportId, uint256 input, uint256 output, bytes calldata signature) external {
        bytes32 received = keccak256(abi.encode(input, output, signature));
        (bytes32 expected, , uint64 startMs, ) = desk.reportEvidence(reportId);
        if (received != expected) revert NotTheEvidence(expected, received);
        (, , uint64 serviceId, address operator, , ) = desk.report(reportId);
        bytes32 digest = resultDigest(serviceId, startMs, input, output);
        if (isSquare(input, output) || signerOf(digest, signature) != operator) {
            desk.judge(reportId, FALSE_REPORT, 0);
        } else {
            desk.judge(reportId, OPERATOR_DID_IT, severityBps);
        }
    }

    /// What an operator signs of a result.
    function resultDigest(uint64 serviceId, uint64 startMs, uint256 input, uint256 output)
        public
        view
        returns (bytes32)
    {
        bytes32 body = keccak256(abi.encode(RESULT_TYPE_HASH, serviceId, startMs, input, output));
        return digestOf(domainOf("RecomputingVerifier", address(this)), body);
    }

    /// An input whose square does not fit has none.
    function isSquare(uint256 input, uint256 output) private pure returns (bool) {
        return input <= type(uint128).max && output == input * input;
    }
}
