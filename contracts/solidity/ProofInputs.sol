// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {IComputationProofs} from "blueprint-abi/library/IComputationProofs.sol";

/// @title The public inputs of a proof of a result, in Solidity
/// @notice The same as the ink! library does: see IComputationProofs.
abstract contract ProofInputs {
    uint8 private constant DIGEST = 1;
    uint8 private constant WORDS = 2;
    uint8 private constant SP1 = 3;
    uint8 private constant SP1_EXIT = 4;
    uint8 private constant RISC_ZERO = 5;

    uint256 private constant MOST_WORDS = 15;
    /// The order of the curve's groups.
    uint256 private constant ORDER = 0x30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001;
    /// The digest of the state of a machine that halted.
    bytes32 private constant HALTED = 0xa3acc27117418996340b84e5a90f3ef4c49d22c79e44aad822ec9c313e1eb8e2;
    /// sha256("risc0.ReceiptClaim"), and sha256("risc0.Output").
    bytes32 private constant CLAIM_TAG = 0xcb1fefcd1f2d9a64975cbbbf6e161e2914434b0cbb9960b84df5d717e86b48af;
    bytes32 private constant OUTPUT_TAG = 0x77eafeb366a78b47747de0d7bb176284085ff5564887009a5be63da32d3559d4;

    /// @dev Reverts with UnknownFormat or BadTerms.
    function _checkTerms(IComputationProofs.KeyTerms memory terms) internal pure {
        uint8 format = terms.format;
        if (format == 0 || format > RISC_ZERO) revert IComputationProofs.UnknownFormat(RISC_ZERO, format);
        uint256 words = uint256(terms.inputWords) + terms.outputWords;
        bool fits = format == WORDS
            ? terms.inputWords > 0 && terms.outputWords > 0 && words <= MOST_WORDS
            : words == 0;
        (bytes32 program, bytes32 root, bytes32 id) = (terms.program, terms.root, terms.id);
        if (format <= WORDS) {
            fits = fits && program | root | id == 0;
        } else if (format == SP1) {
            fits = fits && _isNumber(program) && root | id == 0;
        } else if (format == SP1_EXIT) {
            fits = fits && _isNumber(program) && _isNumber(root) && id == 0;
        } else {
            fits = fits && program != 0 && root != 0 && _isNumber(id);
        }
        if (!fits) revert IComputationProofs.BadTerms();
    }

    /// @dev How many public inputs a circuit has.
    function _count(IComputationProofs.KeyTerms memory terms) internal pure returns (uint32) {
        if (terms.format == WORDS) return _values(terms) + 1;
        if (terms.format == DIGEST) return 1;
        return terms.format == SP1 ? 2 : 5;
    }

    /// @dev The public inputs. Reverts with ValueCount, NotInField, OtherInputs or OtherOutput.
    /// @param statement 224 bytes: see IComputationProofs.
    function _publicInputs(
        IComputationProofs.KeyTerms memory terms,
        bytes memory statement,
        bytes32[] calldata values
    ) internal pure returns (bytes32[] memory inputs) {
        uint32 expected = _values(terms);
        if (values.length != expected) revert IComputationProofs.ValueCount(expected, uint32(values.length));
        _checkInField(values);
        inputs = new bytes32[](_count(terms));
        if (terms.format <= WORDS) {
            if (terms.format == WORDS) _checkWords(terms.inputWords, statement, values);
            inputs[0] = keccak256(statement) >> 8;
            for (uint256 i = 0; i < values.length; ++i) inputs[i + 1] = values[i];
        } else if (terms.format == RISC_ZERO) {
            (inputs[0], inputs[1]) = _halves(terms.root);
            (inputs[2], inputs[3]) = _halves(_claim(terms.program, sha256(statement)));
            inputs[4] = terms.id;
        } else {
            inputs[0] = terms.program;
            inputs[1] = sha256(statement) & bytes32(type(uint256).max >> 3);
            if (terms.format == SP1_EXIT) (inputs[3], inputs[4]) = (terms.root, values[0]);
        }
    }

    /// @dev Reverts with NotInField.
    function _checkInField(bytes32[] calldata values) internal pure {
        for (uint32 i = 0; i < values.length; ++i) {
            if (uint256(values[i]) >= ORDER) revert IComputationProofs.NotInField(i);
        }
    }

    function _values(IComputationProofs.KeyTerms memory terms) private pure returns (uint32) {
        if (terms.format == WORDS) return uint32(terms.inputWords) + terms.outputWords;
        return terms.format == SP1_EXIT ? 1 : 0;
    }

    /// The hashes of the words are those of the statement: its last two members.
    function _checkWords(uint256 inputWords, bytes memory statement, bytes32[] calldata values) private pure {
        bytes32 inputs;
        bytes32 output;
        assembly ("memory-safe") {
            inputs := mload(add(statement, 192))
            output := mload(add(statement, 224))
        }
        bytes32 received = keccak256(abi.encodePacked(values[:inputWords]));
        if (received != inputs) revert IComputationProofs.OtherInputs(inputs, received);
        received = keccak256(abi.encodePacked(values[inputWords:]));
        if (received != output) revert IComputationProofs.OtherOutput(output, received);
    }

    function _claim(bytes32 program, bytes32 journal) private pure returns (bytes32) {
        bytes32 output = sha256(abi.encodePacked(OUTPUT_TAG, journal, bytes32(0), uint16(0x0200)));
        return
            sha256(abi.encodePacked(CLAIM_TAG, bytes32(0), program, HALTED, output, uint64(0), uint16(0x0400)));
    }

    /// The halves of a digest as numbers whose lowest byte is the half's first.
    function _halves(bytes32 digest) private pure returns (bytes32 first, bytes32 second) {
        uint256 reversed;
        for (uint256 i = 0; i < 32; ++i) {
            reversed |= uint256(uint8(digest[i])) << (8 * i);
        }
        return (bytes32(uint256(uint128(reversed))), bytes32(reversed >> 128));
    }

    function _isNumber(bytes32 word) private pure returns (bool) {
        return word != 0 && uint256(word) < ORDER;
    }
}
