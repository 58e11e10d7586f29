// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {ITangleSlashing} from "blueprint-abi/tnt-core-0.10/ITangleSlashing.sol";
import {ServicesRelay} from "blueprint-solidity/ServicesRelay.sol";

/// @title IServices in front of Tangle's core 0.10
/// @dev A disputed slash of this release is never executed: it has no deadline.
contract ServicesRelayCore0_10 is ServicesRelay {
    constructor(address core_, uint32 eraBlocks_, uint32 mostPoints_)
        ServicesRelay(core_, eraBlocks_, mostPoints_)
    {}

    function slashAt(uint64 coreSlashId) internal view override returns (uint8, uint64) {
        ITangleSlashing.SlashProposal memory slash =
            ITangleSlashing(core).getSlashProposal(coreSlashId);
        if (slash.status == ITangleSlashing.SlashStatus.Pending) return (1, slash.executeAfter);
        bool disputed = slash.status == ITangleSlashing.SlashStatus.Disputed;
        return disputed ? (2, type(uint64).max) : (0, 0);
    }
}
