// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

/// @title Questions to other contracts, in Solidity
/// @notice A peer's own error is passed on. One that fails without an error, has no code, or answers with less or with other
/// types than its interface says, is rejected by name.
abstract contract PeerCalls {
    /// The most words of an answer that are read.
    uint256 internal constant MOST_WORDS = 7;
    /// Bytes: what a contract in ink! reads of an answer.
    uint256 private constant LONGEST_ERROR = 16_384;

    /// Reverts with the error that the contract's interface declares: named here, its ABI would have it twice.
    function _peerFailed(address peer) internal pure virtual;

    /// The first words of an answer, each of which fits so many bits; 0 for a whole word. No more is copied, however long it
    /// is.
    function _asked(
        address peer,
        bytes memory question,
        bytes memory bits
    ) internal view returns (uint256[MOST_WORDS] memory words) {
        uint256 length = bits.length * 32;
        bool done;
        bool whole;
        assembly ("memory-safe") {
            done := staticcall(gas(), peer, add(question, 32), mload(question), 0, 0)
            whole := iszero(lt(returndatasize(), length))
        }
        if (!done) _passOn(peer);
        if (!whole) _peerFailed(peer);
        assembly ("memory-safe") {
            returndatacopy(words, 0, length)
        }
        for (uint256 i = 0; i < bits.length; ++i) {
            uint8 size = uint8(bits[i]);
            if (size != 0 && words[i] >> size != 0) _peerFailed(peer);
        }
    }

    /// Reverts with the error of the call that was the last.
    function _passOn(address peer) internal pure {
        uint256 length;
        assembly ("memory-safe") {
            length := returndatasize()
        }
        if (length == 0 || length > LONGEST_ERROR) _peerFailed(peer);
        assembly ("memory-safe") {
            let data := mload(64)
            returndatacopy(data, 0, length)
            revert(data, length)
        }
    }
}
