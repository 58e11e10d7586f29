// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {IPointsLedger} from "blueprint-abi/library/IPointsLedger.sol";

/// @title A Solidity contract that works with the ink! points ledger.
/// @notice What a Solidity manager does: it reads points, adds up a distribution page by page,
/// and, where it is registered, awards points.
contract PointsReader {
    /// Entries of a page.
    uint32 private constant PAGE = 50;

    /// The caller awards no points.
    error CallerNotDeployer(address expected, address received);

    IPointsLedger public immutable ledger;
    address private immutable deployer = msg.sender;

    constructor(IPointsLedger ledger_) {
        ledger = ledger_;
    }

    /// An operator's points and those of all, in an era.
    function shareOf(
        uint64 era,
        address operator
    ) external view returns (uint64 points, uint64 total) {
        points = ledger.pointsOf(era, operator);
        (, , , , , total) = ledger.totals(era);
    }

    /// The operator with the most points of an era, the earliest of equals; and the sum over all.
    function best(
        uint64 era
    ) external view returns (address operator, uint64 points, uint64 sum) {
        (uint32 operators, , , , , ) = ledger.totals(era);
        for (uint32 from = 0; from < operators; from += PAGE) {
            address[] memory page = ledger.operatorsOf(era, from, PAGE);
            uint64[] memory values = ledger.distribution(era, 4, from, PAGE);
            for (uint256 i = 0; i < page.length; i++) {
                sum += values[i];
                if (values[i] > points) {
                    (operator, points) = (page[i], values[i]);
                }
            }
        }
    }

    /// Awards points for a result, if this contract is registered for the service. For the deployer alone:
    /// whoever may call it makes points.
    function judge(uint64 serviceId, address operator, bool successful) external {
        if (msg.sender != deployer) revert CallerNotDeployer(deployer, msg.sender);
        ledger.recordSubmission(serviceId, operator, successful);
    }
}
