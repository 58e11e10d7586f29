// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {ISlashingCourt} from "../../../abi/solidity/library/ISlashingCourt.sol";

/// @title A manager in Solidity that lets the slashing court say who slashes in Tangle's core.
/// @notice The core slashes by itself: it asks its manager who may propose and dispute, for how long,
/// and tells it what it does. This one asks and tells the court, whose runtime it is.
contract CoreManager {
    error ZeroAddress();
    error CallerNotCore(address expected, address received);
    error CallerNotDeployer(address expected, address received);
    error CourtKnown(address court);

    address public immutable core;
    address public immutable deployer;
    ISlashingCourt public court;

    constructor(address core_) {
        if (core_ == address(0)) revert ZeroAddress();
        core = core_;
        deployer = msg.sender;
    }

    modifier onlyCore() {
        if (msg.sender != core) revert CallerNotCore(core, msg.sender);
        _;
    }

    /// Names the court, once: it is deployed after its runtime, which is this contract.
    function setCourt(ISlashingCourt court_) external {
        if (msg.sender != deployer) revert CallerNotDeployer(deployer, msg.sender);
        if (address(court) != address(0)) revert CourtKnown(address(court));
        if (address(court_) == address(0)) revert ZeroAddress();
        court = court_;
    }

    function querySlashingOrigin(uint64 serviceId) external view returns (address) {
        return court.querySlashingOrigin(serviceId);
    }

    function queryDisputeOrigin(uint64 serviceId) external view returns (address) {
        return court.queryDisputeOrigin(serviceId);
    }

    function getSlashingWindow(
        uint64 serviceId
    ) external view returns (bool useDefault, uint64 window) {
        return court.getSlashingWindow(serviceId);
    }

    function onUnappliedSlash(
        uint64 serviceId,
        bytes calldata offender,
        uint8 slashPercent
    ) external onlyCore {
        court.onUnappliedSlash(serviceId, offender, slashPercent);
    }

    function onSlash(
        uint64 serviceId,
        bytes calldata offender,
        uint8 slashPercent
    ) external onlyCore {
        court.onSlash(serviceId, offender, slashPercent);
    }

    /// Every other hook: nothing to say, and nothing kept. No getter of the core has more than four
    /// words, and zeros stand for the core's defaults.
    fallback(bytes calldata) external returns (bytes memory) {
        return new bytes(128);
    }
}
