// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

/// @title Calls of which several operators agree on the output
/// @notice What ResultQuorum and AggregatedResults share: numbers of calls rise, and a threshold is more than half.
abstract contract CallQuorum {
    uint256 internal constant LEAST_SHARE = 5_000;
    uint256 internal constant BPS = 10_000;

    /// The number of the newest call of a service.
    struct Newest {
        bool any;
        uint64 callId;
    }

    mapping(uint64 serviceId => Newest) private _newest;

    /// Takes the number of a call, once: what was signed for a call that is cleared counts for no other one.
    function _takeCallNumber(uint64 serviceId, uint64 callId) internal {
        Newest memory newest = _newest[serviceId];
        if (newest.any && callId <= newest.callId) _callNumberTooLow(newest.callId, callId);
        _newest[serviceId] = Newest(true, callId);
    }

    /// A share of so many, rounded up, and more than half.
    function _threshold(uint256 members, uint256 shareBps) internal pure returns (uint256) {
        uint256 share = (members * shareBps + BPS - 1) / BPS;
        uint256 moreThanHalf = members / 2 + 1;
        return share > moreThanHalf ? share : moreThanHalf;
    }

    /// Reverts: the number is not above the newest one.
    function _callNumberTooLow(uint64 expectedAbove, uint64 received) internal pure virtual;
}
