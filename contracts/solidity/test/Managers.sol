// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {IReportVerifier} from "blueprint-abi/seed-2024/IReportVerifier.sol";
import {IOwner} from "blueprint-abi/library/IOwner.sol";
import {IBlueprintServiceManager as Seed2024} from
    "blueprint-abi/seed-2024/IBlueprintServiceManager.sol";
import {IBlueprintServiceManager as Substrate1_4} from
    "blueprint-abi/substrate-1.4/IBlueprintServiceManager.sol";
import {IBlueprintServiceManager as Core0_10} from
    "blueprint-abi/tnt-core-0.10/IBlueprintServiceManager.sol";
import {IBlueprintServiceManager as Core0_20} from
    "blueprint-abi/tnt-core-0.20/IBlueprintServiceManager.sol";
import {CourtRelay} from "blueprint-solidity/CourtRelay.sol";
import {LedgerRelay} from "blueprint-solidity/LedgerRelay.sol";
import {ManagerCore0_10} from "blueprint-solidity/ManagerCore0_10.sol";
import {ManagerCore0_20} from "blueprint-solidity/ManagerCore0_20.sol";
import {ManagerSeed2024} from "blueprint-solidity/ManagerSeed2024.sol";
import {ManagerSubstrate1_4} from "blueprint-solidity/ManagerSubstrate1_4.sol";
import {QualityVerifier} from "blueprint-solidity/QualityVerifier.sol";
import {ReportVerifier} from "blueprint-solidity/ReportVerifier.sol";
import {RuntimeGuard} from "blueprint-solidity/RuntimeGuard.sol";

// The interfaces, each by a name of its own.

interface ISeed2024 is Seed2024, IReportVerifier, IOwner {}

interface ISubstrate1_4 is Substrate1_4 {}

interface ICore0_10 is Core0_10 {}

interface ICore0_20 is Core0_20 {}

// Managers that override nothing.

contract PlainSeed2024 is ManagerSeed2024 {
    constructor(address runtime) ManagerSeed2024(runtime) {}
}

contract PlainSubstrate1_4 is ManagerSubstrate1_4 {
    constructor(address rootChain) ManagerSubstrate1_4(rootChain) {}
}

contract PlainCore0_10 is ManagerCore0_10 {
    constructor(address runtime) ManagerCore0_10(runtime) {}
}

contract PlainCore0_20 is ManagerCore0_20 {
    constructor(address runtime) ManagerCore0_20(runtime) {}
}

contract PlainReports is ReportVerifier, QualityVerifier {
    uint64 public reports;
    /// The hash of what the last report of quality said.
    bytes32 public quality;

    constructor(address runtime) RuntimeGuard(runtime) {}

    function onBlueprintCreated(uint64 blueprintId, address owner, address core) external {
        _bind(blueprintId, owner, core);
    }

    function _verifyReport(
        uint64,
        uint8,
        uint64,
        bytes calldata,
        bytes calldata,
        bytes calldata
    ) internal override {
        reports++;
    }

    function _verifyQualityReport(
        uint64 serviceId,
        uint8 kind,
        bytes calldata participant,
        bytes calldata evidence
    ) internal override {
        quality = keccak256(abi.encode(serviceId, kind, participant, evidence));
    }
}

/// Overrides hooks: one that changes state, one that refuses, one that only reads.
contract Changed is ManagerCore0_20 {
    error Unlucky(uint64 blueprintId);
    error InvalidInput(uint256 length);

    bytes32 public last;

    constructor(address runtime) ManagerCore0_20(runtime) {}

    function _onBlueprintCreated(uint64 blueprintId, address) internal pure override {
        if (blueprintId == 13) revert Unlucky(blueprintId);
    }

    function _onJobCall(uint64 serviceId, uint8 job, uint64 jobCallId, bytes calldata inputs)
        internal
        override
    {
        if (inputs.length != 32) revert InvalidInput(inputs.length);
        last = keccak256(abi.encode(serviceId, job, jobCallId, inputs, msg.value));
    }

    function _canJoin(uint64 serviceId, address operator) internal view override returns (bool) {
        return serviceId == 1 && super._canJoin(serviceId, operator);
    }
}

/// The runtime of a court and a ledger: grants both to a reporter where a service starts.
contract Granting is ManagerCore0_20, CourtRelay, LedgerRelay {
    address private immutable reporter;

    constructor(address runtime, address reporter_) ManagerCore0_20(runtime) {
        reporter = reporter_;
    }

    function _onServiceInitialized(
        uint64 blueprintId,
        uint64,
        uint64 serviceId,
        address owner,
        address[] calldata,
        uint64
    ) internal override {
        _grantProposals(serviceId, reporter);
        _grantAwards(blueprintId, serviceId, reporter);
        _captureStake(serviceId, owner, 1, 3, 2);
    }

    function _onServiceTermination(uint64 serviceId, address) internal override {
        _grantProposals(serviceId, address(0));
        _revokeAwards(serviceId, reporter);
    }
}
