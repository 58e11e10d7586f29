// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {IERC1271} from "blueprint-abi/library/IERC1271.sol";
import {IUsageReceipts} from "blueprint-abi/library/IUsageReceipts.sol";

/// @title Receipts of usage in a contract in Solidity: their digest, and who signed
/// @notice The same as contracts/usage-receipts does in ink!: for a manager that takes a receipt as evidence.
abstract contract UsageReceiptsVerifier {
    bytes32 internal constant RECEIPT_TYPE_HASH =
        keccak256(
            "UsageReceipt(uint64 serviceId,address operator,address client,uint64 agreement,bytes32 session,uint64 sequence,uint64 requests,uint64 errors,uint64 units,uint64 bytesIn,uint64 bytesOut,uint64[8] latencyBuckets)"
        );
    bytes32 internal constant DOMAIN_TYPE_HASH =
        keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
    /// Half of the curve's order: the largest s of a signature that counts.
    uint256 private constant HALF_ORDER = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0;
    /// Gas that a contract gets to check a signature.
    uint256 private constant MOST_GAS = 500_000;
    /// Words of a receipt before its buckets, and of the buckets, in bytes.
    uint256 private constant SCALARS = 11 * 32;
    uint256 private constant BUCKETS = 8 * 32;

    /// @notice The domain of the receipts of `receipts`, a contract of this chain.
    function receiptDomain(address receipts) internal view returns (bytes32) {
        return keccak256(
            abi.encode(DOMAIN_TYPE_HASH, keccak256("UsageReceipts"), keccak256("1"), block.chainid, receipts)
        );
    }

    /// @notice What is signed of a receipt.
    function receiptDigest(
        bytes32 domain,
        IUsageReceipts.UsageReceipt memory receipt
    ) internal pure returns (bytes32) {
        bytes memory words = abi.encode(receipt);
        bytes32 body;
        bytes32 typeHash = RECEIPT_TYPE_HASH;
        // The type's hash in place of the length, and that of the buckets behind the other members. `words`
        // is not used after that.
        assembly ("memory-safe") {
            let buckets := add(add(words, 32), SCALARS)
            mstore(buckets, keccak256(buckets, BUCKETS))
            mstore(words, typeHash)
            body := keccak256(words, add(SCALARS, 64))
        }
        return keccak256(abi.encodePacked(bytes2(0x1901), domain, body));
    }

    /// @notice Whose key signed a digest; zero for none. 65 bytes, s in the lower half, v 27 or 28.
    function receiptSigner(bytes32 digest, bytes memory signature) internal view returns (address signer) {
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

    /// @notice Whether an account signed a digest: by its key, or as a contract (EIP-1271), which gets bounded
    /// gas and must return the exact word.
    function receiptSignedBy(
        address account,
        bytes32 digest,
        bytes memory signature
    ) internal view returns (bool) {
        if (account == address(0)) return false;
        if (receiptSigner(digest, signature) == account) return true;
        bytes memory data = abi.encodeCall(IERC1271.isValidSignature, (digest, signature));
        uint256 word;
        bool done;
        // No more than a word is copied, whatever the contract returns.
        assembly ("memory-safe") {
            done := staticcall(MOST_GAS, account, add(data, 32), mload(data), 0, 32)
            done := and(done, eq(returndatasize(), 32))
            word := mload(0)
        }
        return done && word == uint256(bytes32(IERC1271.isValidSignature.selector));
    }
}
