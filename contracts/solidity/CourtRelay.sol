// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {ISlashingCourt} from "blueprint-abi/library/ISlashingCourt.sol";
import {Relay} from "blueprint-solidity/Relay.sol";

/// @title A manager that is the runtime of a slashing court
/// @notice As the runtime, the manager proposes slashes in every service, lets another account propose
/// them in one, and records in the court which stake is slashable for a service.
/// @dev Until setCourt, a call of the court reverts.
abstract contract CourtRelay is Relay {
    /// @notice The court is named already.
    error CourtKnown(address court);
    /// @notice The court obeys another runtime than this manager.
    error NotRuntimeOfCourt(address expected, address received);

    /// @notice The court; zero before setCourt.
    ISlashingCourt public court;

    /// @notice Names the court, once: it must have this manager as its runtime, so that a wrong one is not named for
    /// good.
    function setCourt(ISlashingCourt court_) external onlyDeployer {
        if (address(court) != address(0)) revert CourtKnown(address(court));
        if (address(court_) == address(0)) revert ZeroAddress();
        address runtime = court_.runtime();
        if (runtime != address(this)) revert NotRuntimeOfCourt(address(this), runtime);
        court = court_;
    }

    /// @dev Lets an account propose slashes of a service; zero for none.
    function _grantProposals(uint64 serviceId, address account) internal {
        court.setProposer(serviceId, account);
    }

    /// @dev Records what an operator had at stake at a second, and up to how much of it is slashable for a
    /// service.
    function _captureStake(
        uint64 serviceId,
        address operator,
        uint64 second,
        uint256 stake,
        uint256 exposure
    ) internal {
        court.capture(serviceId, operator, second, stake, exposure);
    }
}
