// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {ITangleSlashing} from "blueprint-abi/tnt-core-0.20/ITangleSlashing.sol";
import {ServicesRelay} from "blueprint-solidity/ServicesRelay.sol";

/// @title IServices in front of Tangle's core 0.20
/// @dev A disputed slash of this release stands once its dispute has no ruling by the deadline.
contract ServicesRelayCore0_20 is ServicesRelay {
    constructor(address core_, uint32 eraBlocks_, uint32 mostPoints_)
        ServicesRelay(core_, eraBlocks_, mostPoints_)
    {}

    function slashAt(uint64 coreSlashId) internal view override returns (uint8, uint64) {
        ITangleSlashing.SlashProposal memory slash =
            ITangleSlashing(core).getSlashProposal(coreSlashId);
        if (slash.status == ITangleSlashing.SlashStatus.Pending) return (1, slash.executeAfter);
        bool disputed = slash.status == ITangleSlashing.SlashStatus.Disputed;
        return disputed ? (2, slash.disputeDeadline) : (0, 0);
    }
}
