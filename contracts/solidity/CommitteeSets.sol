// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {IOracleCommittee} from "blueprint-abi/library/IOracleCommittee.sol";
import {CommitteeMembers} from "blueprint-solidity/CommitteeMembers.sol";

/// @title The sets of a committee, in Solidity
/// @notice A set of an IOracleCommittee by its number, and calls of its runtime. Answers are read as strictly as ink! reads them.
abstract contract CommitteeSets is CommitteeMembers {
    struct Set {
        uint64 from;
        uint8 threshold;
        /// A bit for each member.
        uint256 suspended;
        address[] members;
        uint16[] weights;
    }

    /// A set of at most 32 members. The committee's own errors are passed on.
    function _setOf(address committee, uint32 epoch) internal view returns (Set memory set) {
        bytes memory answer = _answer(committee, abi.encodeCall(IOracleCommittee.membersOf, (epoch)));
        bool fits = answer.length >= 192 && _word(answer, 0) >> 64 == 0 && _word(answer, 32) >> 8 == 0;
        fits = fits && _word(answer, 64) >> 32 == 0 && _word(answer, 96) >> 32 == 0;
        if (!fits) _peerFailed(committee);
        (set.from, set.threshold) = (uint64(_word(answer, 0)), uint8(_word(answer, 32)));
        set.suspended = _word(answer, 96);
        uint256[] memory members = _array(committee, answer, 128, 160);
        uint256[] memory weights = _array(committee, answer, 160, 16);
        uint256 count = members.length;
        if (count > MOST_MEMBERS || count != weights.length) _peerFailed(committee);
        (set.members, set.weights) = (new address[](count), new uint16[](count));
        for (uint256 i = 0; i < count; ++i) {
            (set.members[i], set.weights[i]) = (address(uint160(members[i])), uint16(weights[i]));
        }
    }

    /// A set's first members, and their weights, without the others.
    function _shorten(Set memory set, uint256 count) internal pure {
        (address[] memory members, uint16[] memory weights) = (set.members, set.weights);
        assembly ("memory-safe") {
            mstore(members, count)
            mstore(weights, count)
        }
    }

    /// Calls a function that returns nothing. The committee's own errors are passed on.
    function _command(address committee, bytes memory data) internal {
        if (committee.code.length == 0) _peerFailed(committee);
        bool done;
        assembly ("memory-safe") {
            done := call(gas(), committee, 0, add(data, 32), mload(data), 0, 0)
        }
        if (!done) _passOn(committee);
    }
}
