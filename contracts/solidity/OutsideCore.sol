// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {IServices} from "blueprint-abi/library/IServices.sol";

/// @title What a relay of IServices cannot do beside Tangle's core
/// @notice A view that the core cannot answer reverts with NotKeptByCore: zero would be a false answer. What
/// acts for the caller reverts with CallCore: the core would take the relay for the caller.
abstract contract OutsideCore is IServices {
    /// @notice The core has no view that answers this.
    error NotKeptByCore();
    /// @notice The caller calls the core itself.
    error CallCore(address core);

    /// @notice The core.
    address public immutable core;

    constructor(address core_) {
        core = core_;
    }

    // ---- what the core cannot answer

    function assetsOf(uint64) external pure returns (address[] memory, uint256[] memory) {
        revert NotKeptByCore();
    }

    function stakeOf(address, address) external pure returns (uint256) {
        revert NotKeptByCore();
    }

    function stakeForBlueprint(uint64, address, address) external pure returns (uint256) {
        revert NotKeptByCore();
    }

    function claimableForBlueprint(uint64, address, address) external pure returns (uint256) {
        revert NotKeptByCore();
    }

    function exposureOf(uint64, address, address) external pure returns (uint256) {
        revert NotKeptByCore();
    }

    function claimable(address, address) external pure returns (uint256) {
        revert NotKeptByCore();
    }

    function activityOf(uint32, address)
        external
        pure
        returns (uint32, uint32, uint32, uint32, uint32, uint32, uint32, uint32)
    {
        revert NotKeptByCore();
    }

    function requestOf(uint64)
        external
        pure
        returns (
            uint64,
            address,
            uint64,
            uint64,
            uint32,
            address[] memory,
            bool[] memory,
            address[] memory,
            uint256[] memory
        )
    {
        revert NotKeptByCore();
    }

    function pendingRequestsOf(address, uint64, uint32)
        external
        pure
        returns (uint64[] memory, uint64)
    {
        revert NotKeptByCore();
    }

    function priceOf(uint64, uint8) external pure returns (uint256, uint16, uint16) {
        revert NotKeptByCore();
    }

    function offencesOf(uint64, address) external pure returns (uint32, uint32, uint32, bool) {
        revert NotKeptByCore();
    }

    function destinationOf(address)
        external
        pure
        returns (uint8, address, address, address, bool, uint64)
    {
        revert NotKeptByCore();
    }

    function yieldOf(uint32, address) external pure returns (bool, uint256, uint256) {
        revert NotKeptByCore();
    }

    function yieldForBlueprint(uint32, uint64, address)
        external
        pure
        returns (bool, uint256, uint256)
    {
        revert NotKeptByCore();
    }

    function operatorByKey(uint64, bytes calldata) external pure returns (address) {
        revert NotKeptByCore();
    }

    function slashesPausedUntil() external pure returns (uint64) {
        revert NotKeptByCore();
    }

    function pendingSlashesOf(uint64, address) external pure returns (uint32) {
        revert NotKeptByCore();
    }

    // ---- what acts for the caller

    function disputeSlash(uint64) external view {
        revert CallCore(core);
    }

    function expireSlash(uint64) external view {
        revert CallCore(core);
    }

    function joinOperators() external view {
        revert CallCore(core);
    }

    function setAvailable(bool) external view {
        revert CallCore(core);
    }

    function leaveOperators() external view {
        revert CallCore(core);
    }

    function finishLeaving() external view {
        revert CallCore(core);
    }

    function restoreBond() external view {
        revert CallCore(core);
    }

    function setInstanceLimit(uint64, uint32) external view {
        revert CallCore(core);
    }

    function cancelLeaving() external view {
        revert CallCore(core);
    }

    function inviteOperator(uint64, address, bool) external view {
        revert CallCore(core);
    }

    function setPermittedCallers(uint64, address[] calldata) external view {
        revert CallCore(core);
    }

    function offerService(uint64, address) external view {
        revert CallCore(core);
    }

    function acceptService(uint64) external view {
        revert CallCore(core);
    }

    function offerBlueprint(uint64, address) external view {
        revert CallCore(core);
    }

    function acceptBlueprint(uint64) external view {
        revert CallCore(core);
    }

    function heartbeat(uint64) external view {
        revert CallCore(core);
    }

    function reportOffline(uint64, address) external view {
        revert CallCore(core);
    }

    function pruneCall(uint64, uint64) external view {
        revert CallCore(core);
    }

    function delegate(address, address, uint256) external view {
        revert CallCore(core);
    }

    function delegateForBlueprint(uint64, address, address, uint256) external view {
        revert CallCore(core);
    }

    function undelegateForBlueprint(uint64, address, address, uint256) external view {
        revert CallCore(core);
    }

    function withdrawForBlueprint(uint64, address, address) external view {
        revert CallCore(core);
    }

    function withdrawForBlueprintTo(uint64, address, address, address) external view {
        revert CallCore(core);
    }

    function claimForBlueprint(uint64, address) external view {
        revert CallCore(core);
    }

    function settleForBlueprint(uint64, address) external view {
        revert CallCore(core);
    }

    function undelegate(address, address, uint256) external view {
        revert CallCore(core);
    }

    function withdraw(address, address) external view {
        revert CallCore(core);
    }

    function withdrawTo(address, address, address) external view {
        revert CallCore(core);
    }

    function sweep(address, address, address) external view {
        revert CallCore(core);
    }

    function sweepForBlueprint(uint64, address, address, address) external view {
        revert CallCore(core);
    }

    function claim(address) external view {
        revert CallCore(core);
    }

    function payRewardsTo(address) external view {
        revert CallCore(core);
    }

    function restakeRewards(address) external view {
        revert CallCore(core);
    }

    function restakeRewardsForBlueprint(uint64, address) external view {
        revert CallCore(core);
    }

    function depositRewards(address, address) external view {
        revert CallCore(core);
    }

    function depositRewardsForBlueprint(address, uint64, address) external view {
        revert CallCore(core);
    }

    function settleRewards(address, address[] calldata) external view {
        revert CallCore(core);
    }

    function settleRewardsForBlueprint(uint64, address, address[] calldata) external view {
        revert CallCore(core);
    }

    function settleShares(address, address, uint32, address) external view {
        revert CallCore(core);
    }

    function settleSharesForBlueprint(address, address, uint32, uint64, address) external view {
        revert CallCore(core);
    }

    function fund(uint256) external view {
        revert CallCore(core);
    }

    function settleOperator(address) external view {
        revert CallCore(core);
    }

    function closeEra(uint32, uint32) external view {
        revert CallCore(core);
    }

    function setCommission(uint32) external view {
        revert CallCore(core);
    }

    function setJobPrice(uint64, uint8, uint256, uint16, uint16) external view {
        revert CallCore(core);
    }
}
