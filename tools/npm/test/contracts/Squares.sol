// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {IServices} from "blueprint-hooks/solidity/abi/library/IServices.sol";
import {ManagerCore0_20} from "blueprint-hooks/solidity/ManagerCore0_20.sol";
import {ReportVerifier} from "blueprint-hooks/solidity/ReportVerifier.sol";

/// A manager for the tests of the package: a result is right if it is the square of the input.
contract Squares is ManagerCore0_20, ReportVerifier {
    IServices private constant SERVICES = IServices(0x0000000000000000000000000000000005010000);

    error InvalidInput(uint8 job, uint256 length);
    error ResultIsRight(uint64 serviceId, uint64 callId);

    event Judged(uint64 indexed serviceId, uint64 indexed callId, address indexed operator, bool right);

    constructor(address runtime) ManagerCore0_20(runtime) {}

    function _onJobCall(uint64, uint8 job, uint64, bytes calldata inputs) internal pure override {
        if (inputs.length != 32) revert InvalidInput(job, inputs.length);
    }

    function _onJobResult(
        uint64 serviceId,
        uint8,
        uint64 callId,
        address operator,
        bytes32 inputsHash,
        bytes calldata outputs
    ) internal override {
        uint256 root = sqrt(uint256(bytes32(outputs)));
        bool right = keccak256(abi.encode(root)) == inputsHash && root * root == uint256(bytes32(outputs));
        SERVICES.judgeResult(serviceId, callId, operator, right, right ? 1 : 0);
        emit Judged(serviceId, callId, operator, right);
    }

    function _verifyReport(
        uint64 serviceId,
        uint8,
        uint64 callId,
        bytes calldata participant,
        bytes calldata inputs,
        bytes calldata outputs
    ) internal override {
        uint256 input = uint256(bytes32(inputs));
        if (uint256(bytes32(outputs)) == input * input) revert ResultIsRight(serviceId, callId);
        bytes32 evidence = keccak256(abi.encode(serviceId, callId, participant));
        SERVICES.proposeSlash(serviceId, address(bytes20(participant)), 1, 1_000, evidence);
    }

    function _getRequiredResultCount(uint64, uint8) internal pure override returns (uint32) {
        return 2;
    }

    function sqrt(uint256 square) private pure returns (uint256 root) {
        while ((root + 1) * (root + 1) <= square && root < 1_000) root += 1;
    }
}
