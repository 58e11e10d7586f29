// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {IPointsLedger} from "blueprint-abi/library/IPointsLedger.sol";
import {Relay} from "blueprint-solidity/Relay.sol";

/// @title A manager that is the runtime of a points ledger
/// @notice As the runtime, the manager awards points in every service, and lets other contracts award
/// them in one, for instance where a service starts.
abstract contract LedgerRelay is Relay {
    /// @notice The ledger is named already.
    error LedgerKnown(address ledger);
    /// @notice The ledger obeys another runtime than this manager.
    error NotRuntimeOfLedger(address expected, address received);

    /// @notice The ledger; zero before setLedger.
    IPointsLedger public ledger;

    /// @notice Names the ledger, once: it must say its era and have this manager as its runtime, so that a wrong one is not
    /// named for good.
    function setLedger(IPointsLedger ledger_) external onlyDeployer {
        if (address(ledger) != address(0)) revert LedgerKnown(address(ledger));
        if (address(ledger_) == address(0)) revert ZeroAddress();
        ledger_.currentEra();
        address runtime = ledger_.runtime();
        if (runtime != address(this)) revert NotRuntimeOfLedger(address(this), runtime);
        ledger = ledger_;
    }

    /// @dev Lets an account award points of a service.
    function _grantAwards(uint64 blueprintId, uint64 serviceId, address account) internal {
        ledger.registerAwarder(blueprintId, serviceId, account);
    }

    /// @dev Takes that right back.
    function _revokeAwards(uint64 serviceId, address account) internal {
        ledger.removeAwarder(serviceId, account);
    }
}
