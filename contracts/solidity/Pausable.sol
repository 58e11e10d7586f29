// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {IPausable} from "blueprint-abi/library/IPausable.sol";
import {Roles} from "blueprint-solidity/Roles.sol";

/// @title A pause with an end, in Solidity
/// @notice The same as the library's contracts in ink! have: the guardian begins a pause, and the runtime ends one, too.
/// @dev Nothing here is virtual. A contract says itself what a pause stops, by `_notPaused`, and moves its deadlines by `_moved`.
abstract contract Pausable is Roles, IPausable {
    uint64 private constant LONGEST_PAUSE = 3 days;
    /// From the end of a pause to the first second of the next one.
    uint64 private constant GAP = 14 days;
    /// After a pause, in which what it stopped can be done. A deadline that one pause moved is over before the next one begins.
    uint64 private constant GRACE = 1 days;

    /// The first second after the last pause, in the lowest 64 bits, and its first second; 0 where there was none yet.
    uint256 private _pause;

    // ---- for the guardian

    /// @inheritdoc IPausable
    function pause(uint64 duration) external onlyGuardian {
        if (duration == 0 || duration > LONGEST_PAUSE) revert PauseLength(LONGEST_PAUSE, duration);
        uint64 time = uint64(block.timestamp);
        uint64 from = uint64(_pause);
        if (from != 0) from += GAP;
        if (time < from) revert PauseTooSoon(from, time);
        _setPause(time, time + duration);
    }

    /// @inheritdoc IPausable
    function unpause() external {
        bool isEntitled = msg.sender == roleHolder(GUARDIAN) || msg.sender == roleHolder(RUNTIME);
        if (!isEntitled) revert NotEntitled(GUARDIAN, msg.sender);
        if (block.timestamp >= uint64(_pause)) revert NotPaused();
        _setPause(_pause >> 64, uint64(block.timestamp));
    }

    // ---- state

    /// @inheritdoc IPausable
    function pausedUntil() external view returns (uint64 until) {
        return uint64(_pause);
    }

    // ---- what an inheritor checks

    /// The last pause, as it is stored.
    function _lastPause() internal view returns (uint256) {
        return _pause;
    }

    /// The same, while it does not last.
    function _notPaused() internal view returns (uint256 last) {
        last = _pause;
        if (block.timestamp < uint64(last)) revert Paused(uint64(last));
    }

    /// The last second in which something can be done that a pause stopped, and that could else be done up to `deadline`.
    function _moved(uint256 last, uint64 deadline) internal pure returns (uint64) {
        if (last == 0 || deadline < last >> 64) return deadline;
        uint64 moved = uint64(last) + GRACE;
        return deadline > moved ? deadline : moved;
    }

    function _setPause(uint256 from, uint64 until) private {
        _pause = (from << 64) | until;
        emit PauseSet(msg.sender, until);
    }
}
