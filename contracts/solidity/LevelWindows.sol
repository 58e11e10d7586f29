// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {LevelParties} from "blueprint-solidity/LevelParties.sol";

/// @title Windows of service levels, in Solidity
/// @notice Which windows a party kept, which are excused, and how many of them there are.
/// @dev A word of storage has the bits of 16 windows, for all parties. With a word for the windows of one party, a bill would
/// read a word for each party, however few windows it has.
abstract contract LevelWindows is LevelParties {
    /// The windows of a page, of which a call excuses or frees as many.
    uint32 internal constant PAGE = 256;
    /// The bits of a group's windows in a row.
    uint256 private constant ALL = 2 ** GROUP - 1;
    /// The first window of each row.
    uint256 private constant FIRSTS = type(uint256).max / ALL;
    /// The row of the excused windows is behind those of the parties.
    uint256 private constant EXCUSED = ROWS;

    /// A window that operators are about to keep.
    struct Batch {
        uint64 serviceId;
        uint32 window;
        uint256[] rows;
        /// The group of the window as it is stored, and as it will be.
        uint256 before;
        uint256 marked;
    }

    /// Of the windows from GROUP * number on: 16 bits for each row, the lowest for the first window.
    mapping(uint64 serviceId => mapping(uint32 number => uint256)) private _groups;

    // ---- change

    function _load(uint64 serviceId, uint32 window) internal view returns (Batch memory batch) {
        (batch.serviceId, batch.window) = (serviceId, window);
        batch.before = _groups[serviceId][window / GROUP];
        batch.marked = batch.before;
    }

    /// Marks the window as kept by a row; nothing where it is.
    function _keep(Batch memory batch, uint256 row, address account) internal {
        uint256 bit = 1 << (row * GROUP + (batch.window % GROUP));
        if (batch.marked & bit != 0) return;
        batch.marked |= bit;
        emit WindowKept(batch.serviceId, account, batch.window);
    }

    function _store(Batch memory batch) internal {
        if (batch.marked != batch.before) _groups[batch.serviceId][batch.window / GROUP] = batch.marked;
    }

    /// Excuses windows, at least one.
    function _excuse(uint64 serviceId, uint32 from, uint32 to) internal {
        for (uint32 number = from / GROUP; number <= (to - 1) / GROUP; ++number) {
            uint256 before = _groups[serviceId][number];
            uint256 marked = before | (_mask(number, from, to) << (EXCUSED * GROUP));
            if (marked != before) _groups[serviceId][number] = marked;
        }
    }

    /// Frees the words of a page whose windows have numbers; false where there is none.
    function _free(uint64 serviceId, uint32 page) internal returns (bool isFreed) {
        uint32 first = page * (PAGE / GROUP);
        for (uint32 number = first; number < first + PAGE / GROUP; ++number) {
            if (_groups[serviceId][number] == 0) continue;
            delete _groups[serviceId][number];
            isFreed = true;
        }
    }

    // ---- read

    /// The excused windows of a page, and those that parties kept while they served: a bit for each, the lowest for the first.
    function _bits(
        uint64 serviceId,
        uint256[] memory rows,
        uint32 page
    ) internal view returns (uint256 excused, uint256 kept) {
        // No window has such a number.
        if (page > type(uint32).max / PAGE) return (0, 0);
        uint256[] memory ranges = _ranges(rows, 0, STAYS);
        for (uint32 i = 0; i < PAGE / GROUP; ++i) {
            uint32 number = page * (PAGE / GROUP) + i;
            uint256 group = _groups[serviceId][number];
            excused |= _row(group, EXCUSED) << (i * GROUP);
            uint256 served = group & _masks(ranges, number);
            for (uint256 row = 0; row < rows.length; ++row) kept |= _row(served, row) << (i * GROUP);
        }
    }

    /// For each row, in its bits: how many of some windows it kept, how many of those that were expected of it are excused, and how
    /// many of these it did not keep. At most as many windows as a bill has, so that a row's bits hold their number.
    function _counts(
        uint64 serviceId,
        uint256[] memory rows,
        uint32 from,
        uint32 to
    ) internal view returns (uint256 kept, uint256 excused, uint256 lost) {
        uint256[] memory ranges = _ranges(rows, from, to);
        mapping(uint32 => uint256) storage groups = _groups[serviceId];
        for (uint32 number = from / GROUP; uint256(number) * GROUP < to; ++number) {
            uint256 group = groups[number];
            if (group == 0) continue;
            uint256 masks = _masks(ranges, number);
            kept += _ones(group & masks);
            // The same bits in each row.
            masks &= _row(group, EXCUSED) * FIRSTS;
            excused += _ones(masks);
            lost += _ones(masks & ~group);
        }
    }

    // ---- inside

    /// Of some windows, the first one that is expected of each row, and, 32 bits above, the first one behind those.
    function _ranges(
        uint256[] memory rows,
        uint32 from,
        uint32 to
    ) private pure returns (uint256[] memory ranges) {
        ranges = new uint256[](rows.length);
        for (uint256 i = 0; i < rows.length; ++i) {
            (uint32 first, uint32 end) = _served(rows[i], from, to);
            ranges[i] = first | (uint256(end) << 32);
        }
    }

    /// The bits of a group's windows that are in the ranges of the rows.
    function _masks(uint256[] memory ranges, uint32 number) private pure returns (uint256 masks) {
        for (uint256 i = ranges.length; i > 0; ) {
            --i;
            uint256 range = ranges[i];
            masks = (masks << GROUP) | _mask(number, uint32(range), uint32(range >> 32));
        }
    }

    /// The bits of a group's windows that are among some.
    function _mask(uint32 number, uint32 from, uint32 to) private pure returns (uint256) {
        uint256 first = uint256(number) * GROUP;
        uint256 bits = _below(first, to);
        return from <= first ? bits : bits & ~_below(first, from);
    }

    /// The bits of a group's windows below one.
    function _below(uint256 first, uint256 window) private pure returns (uint256) {
        if (window <= first) return 0;
        return window - first >= GROUP ? ALL : (1 << (window - first)) - 1;
    }

    /// The bits of a row.
    function _row(uint256 group, uint256 row) internal pure returns (uint256) {
        return (group >> (row * GROUP)) & ALL;
    }

    /// How many bits of each row are set, in the bits of the row.
    function _ones(uint256 group) private pure returns (uint256) {
        // Sums of pairs, of four, of eight, of sixteen. No sum has more bits than its place, so nothing overflows.
        unchecked {
            group -= (group >> 1) & (type(uint256).max / 3);
            group = (group & (type(uint256).max / 5)) + ((group >> 2) & (type(uint256).max / 5));
            group = (group + (group >> 4)) & (type(uint256).max / 17);
            return (group + (group >> 8)) & (FIRSTS * 31);
        }
    }
}
