// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {IRoles} from "blueprint-abi/library/IRoles.sol";
import {IVersionCalendar} from "blueprint-abi/library/IVersionCalendar.sol";
import {ManagerCore0_20} from "blueprint-solidity/ManagerCore0_20.sol";
import {IVersionManager} from "../IVersionManager.sol";

/// @title A manager that passes the builds of Tangle's core 0.20 on to a version calendar. `../ink` is the same in ink!.
contract VersionManager is IVersionManager, ManagerCore0_20 {
    /// Services that have a calendar: a version is published in each of them by one hook.
    uint256 private constant MOST_SERVICES = 8;

    IVersionCalendar private immutable builds;
    uint64 private immutable notice;

    /// Who approved a request.
    mapping(uint64 requestId => address[]) private approved;
    /// Those that have a calendar.
    uint64[] private services;

    /// @inheritdoc IVersionManager
    mapping(uint64 serviceId => mapping(uint64 versionId => uint32)) public buildOf;

    constructor(address runtime, IVersionCalendar calendar_, uint64 notice_) ManagerCore0_20(runtime) {
        (builds, notice) = (calendar_, notice_);
    }

    function _onApprove(address operator, uint64 requestId, uint8) internal override {
        approved[requestId].push(operator);
    }

    function _onServiceInitialized(
        uint64,
        uint64 requestId,
        uint64 serviceId,
        address,
        address[] calldata,
        uint64
    ) internal override {
        if (services.length >= MOST_SERVICES) return;
        // The core does not say which build is a security patch.
        builds.openService(serviceId, IVersionCalendar.Notice(notice, notice));
        services.push(serviceId);
        address[] storage operators = approved[requestId];
        for (uint256 n = 0; n < operators.length; n++) builds.setOperator(serviceId, operators[n], true);
    }

    function _onOperatorJoined(uint64 serviceId, address operator, uint16) internal override {
        serves(serviceId, operator, true);
    }

    function _onOperatorLeft(uint64 serviceId, address operator) internal override {
        serves(serviceId, operator, false);
    }

    function _onBinaryVersionPublished(uint64, BinaryVersion calldata version, string calldata) internal override {
        for (uint256 n = 0; n < services.length; n++) {
            (uint64 serviceId, uint64 deadline) = (services[n], uint64(block.timestamp) + notice);
            buildOf[serviceId][version.versionId] = builds.publish(serviceId, version.sha256Hash, deadline, false);
        }
    }

    function _onOperatorBinaryAcked(uint64 serviceId, uint64 versionId, address operator) internal override {
        uint32 build = buildOf[serviceId][versionId];
        if (build == 0) return;
        (uint32 newest, ) = builds.acknowledgedBy(serviceId, operator);
        if (build > newest) builds.acknowledgeFor(serviceId, operator, build);
    }

    /// @inheritdoc IVersionManager
    function takeRole(address from, uint8 role) external {
        if (from == address(this) || from.code.length == 0) revert PeerFailed(from);
        (bool done, bytes memory error) = from.call(abi.encodeCall(IRoles.acceptRole, (role)));
        if (done) return;
        if (error.length == 0) revert PeerFailed(from);
        assembly ("memory-safe") {
            revert(add(error, 32), mload(error))
        }
    }

    /// @inheritdoc IVersionManager
    function calendar() external view returns (address, uint64) {
        return (address(builds), notice);
    }

    function serves(uint64 serviceId, address operator, bool isServing) private {
        for (uint256 n = 0; n < services.length; n++) {
            if (services[n] == serviceId) builds.setOperator(serviceId, operator, isServing);
        }
    }
}
