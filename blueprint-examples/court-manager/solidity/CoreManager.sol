// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {CourtRelay} from "blueprint-solidity/CourtRelay.sol";
import {ManagerCore0_10} from "blueprint-solidity/ManagerCore0_10.sol";

/// @title A manager in front of the slashing court, for Tangle's core 0.10
/// @notice The core slashes by itself: it reads from its manager who may propose slashes, and calls it at
/// each slash. Release 0.20 also reads who may dispute them, and for how long they are reviewed; 0.10 has its
/// own terms for both. This manager passes those calls to the court, whose runtime it is. Every other hook has
/// Tangle's default.
/// @dev Before setCourt those calls revert: the core then keeps its own dispute window and takes
/// slashes from the owners of the service and the blueprint alone.
contract CoreManager is ManagerCore0_10, CourtRelay {
    constructor(address core) ManagerCore0_10(core) {}

    function _querySlashingOrigin(uint64 serviceId) internal view override returns (address) {
        return court.querySlashingOrigin(serviceId);
    }

    function _queryDisputeOrigin(uint64 serviceId) internal view override returns (address) {
        return court.queryDisputeOrigin(serviceId);
    }

    function _getSlashingWindow(uint64 serviceId) internal view override returns (bool, uint64) {
        return court.getSlashingWindow(serviceId);
    }

    function _onUnappliedSlash(uint64 serviceId, bytes calldata offender, uint8 slashPercent)
        internal
        override
    {
        court.onUnappliedSlash(serviceId, offender, slashPercent);
    }

    function _onSlash(uint64 serviceId, bytes calldata offender, uint8 slashPercent)
        internal
        override
    {
        court.onSlash(serviceId, offender, slashPercent);
    }
}
