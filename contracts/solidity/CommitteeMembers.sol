// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {IOracleCommittee} from "blueprint-abi/library/IOracleCommittee.sol";
import {PeerCalls} from "blueprint-solidity/PeerCalls.sol";

/// @title The members of a committee, in Solidity
/// @notice Who signs for a second, by an IOracleCommittee. Its answer is read as strictly as ink! reads it.
abstract contract CommitteeMembers is PeerCalls {
    uint256 internal constant MOST_MEMBERS = 32;
    /// Bytes: what a contract in ink! reads of an answer.
    uint256 private constant LONGEST_ANSWER = 16_384;

    struct Members {
        /// 0 where the committee has none for the second.
        uint32 epoch;
        /// A bit for each member.
        uint256 suspended;
        address[] accounts;
    }

    /// The members of a committee in a second. Its own errors are passed on.
    function _membersAt(address committee, uint64 time) internal view returns (Members memory members) {
        bytes memory question = abi.encodeCall(IOracleCommittee.epochAt, (time));
        members.epoch = uint32(_asked(committee, question, hex"20")[0]);
        if (members.epoch == 0) return members;
        question = abi.encodeCall(IOracleCommittee.membersOf, (members.epoch));
        bytes memory answer = _answer(committee, question);
        // from, threshold, totalWeight, suspended; then the places of the members and of their weights.
        bool fits = answer.length >= 192 && _word(answer, 0) >> 64 == 0 && _word(answer, 32) >> 8 == 0;
        fits = fits && _word(answer, 64) >> 32 == 0 && _word(answer, 96) >> 32 == 0;
        if (!fits) _peerFailed(committee);
        members.suspended = _word(answer, 96);
        uint256[] memory accounts = _array(committee, answer, 128, 160);
        _array(committee, answer, 160, 16);
        if (accounts.length > MOST_MEMBERS) _peerFailed(committee);
        members.accounts = new address[](accounts.length);
        for (uint256 i = 0; i < accounts.length; ++i) members.accounts[i] = address(uint160(accounts[i]));
    }

    /// All that a contract answers, which is not longer than ink! reads.
    function _answer(address peer, bytes memory question) internal view returns (bytes memory answer) {
        bool done;
        uint256 length;
        assembly ("memory-safe") {
            done := staticcall(gas(), peer, add(question, 32), mload(question), 0, 0)
            length := returndatasize()
        }
        if (!done) _passOn(peer);
        if (length > LONGEST_ANSWER) _peerFailed(peer);
        answer = new bytes(length);
        assembly ("memory-safe") {
            returndatacopy(add(answer, 32), 0, length)
        }
    }

    /// The array whose offset is at a byte, of numbers that fit so many bits.
    function _array(
        address peer,
        bytes memory answer,
        uint256 at,
        uint256 bits
    ) internal pure returns (uint256[] memory numbers) {
        uint256 start = _word(answer, at);
        if (start > answer.length - 32) _peerFailed(peer);
        uint256 count = _word(answer, start);
        if (count > (answer.length - start) / 32 - 1) _peerFailed(peer);
        numbers = new uint256[](count);
        for (uint256 i = 0; i < count; ++i) {
            numbers[i] = _word(answer, start + 32 * (i + 1));
            if (numbers[i] >> bits != 0) _peerFailed(peer);
        }
    }

    /// The word at a byte, which the answer has.
    function _word(bytes memory answer, uint256 at) internal pure returns (uint256 word) {
        assembly ("memory-safe") {
            word := mload(add(add(answer, 32), at))
        }
    }
}
