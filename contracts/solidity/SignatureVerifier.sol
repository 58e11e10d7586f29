// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {IERC1271} from "blueprint-abi/library/IERC1271.sol";

/// @title Who signed: digests of typed data (EIP-712), and the account that signed one
/// @notice The same as the ink! library does: a key's signature has one form, and a contract signs by its own word
/// (EIP-1271).
abstract contract SignatureVerifier {
    bytes32 internal constant DOMAIN_TYPE_HASH =
        keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
    /// Half of the curve's order: the largest s of a signature that counts.
    uint256 private constant HALF_ORDER = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0;
    /// Gas that a contract gets to check a signature.
    uint256 private constant MOST_GAS = 500_000;

    /// @notice The domain, version 1, of a contract of this chain.
    function domainOf(string memory name, address verifyingContract) internal view returns (bytes32) {
        return keccak256(
            abi.encode(DOMAIN_TYPE_HASH, keccak256(bytes(name)), keccak256("1"), block.chainid, verifyingContract)
        );
    }

    /// @notice What is signed. `body` is the hash of the type and the members, those of dynamic types and arrays by
    /// their hash.
    function digestOf(bytes32 domain, bytes32 body) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked(bytes2(0x1901), domain, body));
    }

    /// @notice Whose key signed a digest; zero for none. 65 bytes, s in the lower half, v 27 or 28.
    function signerOf(bytes32 digest, bytes memory signature) internal view returns (address signer) {
        if (signature.length != 65) return address(0);
        bytes32 r;
        uint256 s;
        uint256 v = uint8(signature[64]);
        assembly ("memory-safe") {
            r := mload(add(signature, 32))
            s := mload(add(signature, 64))
        }
        if (s > HALF_ORDER || (v != 27 && v != 28)) return address(0);
        // The precompile by its address: resolc warns of its name.
        (bool done, bytes memory word) = address(1).staticcall(abi.encode(digest, v, r, s));
        if (done && word.length == 32) signer = abi.decode(word, (address));
    }

    /// @notice Whether an account signed a digest: by its key, or as a contract.
    function signedBy(
        address account,
        bytes32 digest,
        bytes memory signature
    ) internal view returns (bool) {
        if (account == address(0)) return false;
        return signerOf(digest, signature) == account || acceptedBy(account, digest, signature);
    }

    /// @notice Whether a contract accepts the signature of a digest (EIP-1271). It gets bounded gas and must return the
    /// exact word; what it returns behind it is not read.
    function acceptedBy(
        address account,
        bytes32 digest,
        bytes memory signature
    ) internal view returns (bool) {
        bytes memory data = abi.encodeCall(IERC1271.isValidSignature, (digest, signature));
        uint256 word;
        bool done;
        // No more than a word is copied, whatever the contract returns.
        assembly ("memory-safe") {
            done := staticcall(MOST_GAS, account, add(data, 32), mload(data), 0, 32)
            done := and(done, gt(returndatasize(), 31))
            word := mload(0)
        }
        return done && word == uint256(bytes32(IERC1271.isValidSignature.selector));
    }
}
