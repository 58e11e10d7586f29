// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

/// @title Whether an authority authored its share of the blocks of an era
abstract contract BlockShare {
    /// All of the average, in basis points: the largest share.
    uint16 internal constant WHOLE_BPS = 10_000;

    /// Whether what one of `count` did, with a `unit` more, is below a share of the average of all. The unit is what one may lack
    /// without any fault: under Aura the slots of authorities differ by one at most. Numbers are of 32 bits, so nothing overflows.
    function _isBelowShare(
        uint256 own,
        uint256 unit,
        uint256 count,
        uint256 total,
        uint256 leastBps
    ) internal pure returns (bool) {
        return (own + unit) * count * WHOLE_BPS < total * leastBps;
    }
}
