// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {LevelTerms} from "blueprint-solidity/LevelTerms.sol";

/// @title Parties of service levels, in Solidity
/// @notice Who is judged in a service: operators, each in a row, and the probe in the last one.
/// @dev A row has its weight, its first window, the first one that is not expected of it, and its account, from the lowest bits on.
/// Without the accounts three rows fit a word: a bill reads these words, and no account.
abstract contract LevelParties is LevelTerms {
    uint256 internal constant MOST_OPERATORS = 11;
    /// The row of the probe.
    uint256 internal constant PROBE = MOST_OPERATORS;
    uint256 internal constant ROWS = MOST_OPERATORS + 1;
    /// The end of a party that did not leave.
    uint32 internal constant STAYS = type(uint32).max;
    uint256 private constant IN_WORD = 3;
    /// Bits of a row without its account.
    uint256 private constant ROW = 80;

    /// All rows, three in a word.
    mapping(uint64 serviceId => uint256[ROWS / IN_WORD]) private _words;
    mapping(uint64 serviceId => address[MOST_OPERATORS]) private _accounts;

    // ---- read

    /// The rows of a service, without accounts.
    function _rows(uint64 serviceId) internal view returns (uint256[] memory rows) {
        uint256[ROWS / IN_WORD] storage words = _words[serviceId];
        rows = new uint256[](ROWS);
        uint256 word;
        for (uint256 i = 0; i < rows.length; ++i) {
            word = i % IN_WORD == 0 ? words[i / IN_WORD] : word >> ROW;
            rows[i] = word & (2 ** ROW - 1);
        }
    }

    /// The rows of a service, with the accounts of those whose party has not left before a window is over.
    function _rowsWith(uint64 serviceId, uint32 window) internal view returns (uint256[] memory rows) {
        rows = _rows(serviceId);
        address[MOST_OPERATORS] storage accounts = _accounts[serviceId];
        for (uint256 i = 0; i < rows.length; ++i) {
            if (i != PROBE && _weight(rows[i]) != 0 && _until(rows[i]) > window) {
                rows[i] |= uint256(uint160(accounts[i])) << ROW;
            }
        }
    }

    /// 0 where there is no party.
    function _weight(uint256 row) internal pure returns (uint16) {
        return uint16(row);
    }

    function _from(uint256 row) internal pure returns (uint32) {
        return uint32(row >> 16);
    }

    function _until(uint256 row) internal pure returns (uint32) {
        return uint32(row >> 48);
    }

    function _account(uint256 row) internal pure returns (address) {
        return address(uint160(row >> ROW));
    }

    /// Of some windows, those that are expected of a party.
    function _served(uint256 row, uint32 from, uint32 to) internal pure returns (uint32, uint32) {
        if (_weight(row) == 0) return (0, 0);
        if (from < _from(row)) from = _from(row);
        if (to > _until(row)) to = _until(row);
        return (from, to > from ? to : from);
    }

    /// Whether a row, with its account, is one of an account: zero is the probe's alone.
    function _is(uint256[] memory rows, uint256 i, address account) internal pure returns (bool) {
        return _weight(rows[i]) != 0 && _account(rows[i]) == account && (i == PROBE) == (account == address(0));
    }

    /// The number of the row of an operator that serves in a window.
    function _rowOf(uint256[] memory rows, address account, uint32 window) internal pure returns (uint256 i) {
        if (account == address(0)) revert NotServing(account);
        for (i = 0; i < rows.length; ++i) {
            (uint256 row, bool isOf) = (rows[i], _is(rows, i, account));
            if (isOf && _from(row) <= window && window < _until(row)) return i;
        }
        revert NotServing(account);
    }

    /// Those whose row was not given to another one.
    function _listed(uint64 serviceId) internal view returns (Party[] memory listed) {
        // No party has left before window 0 is over: one that leaves before it began is in no row.
        uint256[] memory rows = _rowsWith(serviceId, 0);
        uint256 count;
        for (uint256 i = 0; i < rows.length; ++i) {
            if (_weight(rows[i]) != 0) rows[count++] = rows[i];
        }
        listed = new Party[](count);
        for (uint256 i = 0; i < count; ++i) {
            uint256 row = rows[i];
            listed[i] = Party(_account(row), _weight(row), _from(row), _until(row));
        }
    }

    // ---- change

    /// Writes the rows of a service that has none.
    function _setRows(uint64 serviceId, uint256[] memory rows) internal {
        for (uint256 i = 0; i < rows.length; ++i) {
            if (rows[i] != 0) _setRow(serviceId, rows, i);
        }
    }

    /// Writes a row.
    function _setRow(uint64 serviceId, uint256[] memory rows, uint256 i) internal {
        uint256 word;
        uint256 first = i - (i % IN_WORD);
        for (uint256 j = IN_WORD; j > 0; ) {
            --j;
            word = (word << ROW) | (rows[first + j] & (2 ** ROW - 1));
        }
        _words[serviceId][i / IN_WORD] = word;
        if (i != PROBE) _accounts[serviceId][i] = _account(rows[i]);
    }

    function _clearRows(uint64 serviceId) internal {
        delete _words[serviceId];
        delete _accounts[serviceId];
    }

    /// An operator joins with a window that has not begun. It gets a row that none had, or one whose operator's windows are all
    /// forgotten. The accounts of those that stay until this window are known.
    function _join(
        uint256[] memory rows,
        uint256 times,
        address account,
        uint16 weightBps,
        uint32 from
    ) internal view returns (uint256 place) {
        uint256 ofWeight = _checked(weightBps);
        if (account == address(0)) revert ZeroAccount();
        _checkFuture(times, from);
        uint32 forgotten = _forgottenBelow(times);
        place = PROBE;
        for (uint256 i = PROBE; i > 0; ) {
            --i;
            uint256 row = rows[i];
            if (_is(rows, i, account) && _until(row) > from) revert AlreadyServes(account);
            if (_weight(row) == 0 || _until(row) <= forgotten) place = i;
        }
        if (place == PROBE) revert TooManyOperators(uint32(MOST_OPERATORS));
        rows[place] = ofWeight | (uint256(from) << 16) | (uint256(uint160(account)) << ROW);
    }

    /// The probe counts from window 0 on.
    function _addProbe(uint256[] memory rows, uint16 weightBps) internal pure {
        rows[PROBE] = _checked(weightBps);
    }

    /// Nothing is expected of a party from a window on that has not begun. One that leaves before it would begin never served.
    /// The accounts of those that stay are known.
    function _leave(
        uint256[] memory rows,
        uint256 times,
        address account,
        uint32 until
    ) internal view returns (uint256 i) {
        _checkFuture(times, until);
        for (i = 0; i < rows.length; ++i) {
            uint256 row = rows[i];
            if (!_is(rows, i, account) || _until(row) != STAYS) continue;
            // The end in the place of one of which all bits are set.
            rows[i] = until > _from(row) ? row ^ (uint256(~until) << 48) : 0;
            return i;
        }
        revert NotServing(account);
    }

    // ---- inside

    /// A row that stays, from window 0 on, with a weight.
    function _checked(uint16 received) private pure returns (uint256) {
        if (received == 0 || received > BPS) revert WeightOutOfBounds(received);
        return received | (uint256(STAYS) << 48);
    }

    function _checkFuture(uint256 times, uint32 received) private view {
        uint32 least = _begun(times, uint64(block.timestamp));
        if (received < least) revert WindowBegan(least, received);
    }
}
