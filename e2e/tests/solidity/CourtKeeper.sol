// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {ITangleSlashing} from "blueprint-abi/tnt-core-0.20/ITangleSlashing.sol";
import {CourtRelay} from "blueprint-solidity/CourtRelay.sol";
import {ManagerCore0_20} from "blueprint-solidity/ManagerCore0_20.sol";

/// @title A manager by which Tangle's core 0.20 slashes what the court has judged.
/// @notice Any account brings a proposal that the court has executed to the core, once: the manager proposes there the share
/// of the captured stake that the court took, by the court's evidence. Its deployer captures stakes. Beside the owners of
/// service and blueprint, no other account proposes slashes in the core: querySlashingOrigin has Tangle's default.
contract CourtKeeper is ManagerCore0_20, CourtRelay {
    /// The court has not executed the proposal.
    error NotExecuted(uint8 state);
    error AlreadyApplied(uint64 proposalId);

    uint8 private constant EXECUTED = 6;

    ITangleSlashing private immutable keeper;
    mapping(uint64 proposalId => bool) private applied;

    constructor(address core) ManagerCore0_20(core) {
        keeper = ITangleSlashing(core);
    }

    function capture(
        uint64 serviceId,
        address operator,
        uint64 second,
        uint256 stake,
        uint256 exposure
    ) external onlyDeployer {
        _captureStake(serviceId, operator, second, stake, exposure);
    }

    function applySlash(uint64 proposalId) external returns (uint64 slashId) {
        (uint8 state, , uint64 serviceId, address operator) = court.proposal(proposalId);
        if (state != EXECUTED) revert NotExecuted(state);
        if (applied[proposalId]) revert AlreadyApplied(proposalId);
        applied[proposalId] = true;
        (, , bytes32 evidence) = court.proposalParties(proposalId);
        (, uint256 stake, uint256 slashed, ) = court.proposalAmounts(proposalId);
        slashId = keeper.proposeSlash(serviceId, operator, uint16(slashed * 10_000 / stake), evidence);
    }

    function _queryDisputeOrigin(uint64 serviceId) internal view override returns (address) {
        return court.queryDisputeOrigin(serviceId);
    }

    function _getSlashingWindow(uint64 serviceId) internal view override returns (bool, uint64) {
        return court.getSlashingWindow(serviceId);
    }

    function _onUnappliedSlash(uint64 serviceId, bytes calldata offender, uint8 slashPercent) internal override {
        court.onUnappliedSlash(serviceId, offender, slashPercent);
    }

    function _onSlash(uint64 serviceId, bytes calldata offender, uint8 slashPercent) internal override {
        court.onSlash(serviceId, offender, slashPercent);
    }
}
