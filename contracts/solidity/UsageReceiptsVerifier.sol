// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {IUsageReceipts} from "blueprint-abi/library/IUsageReceipts.sol";
import {SignatureVerifier} from "blueprint-solidity/SignatureVerifier.sol";

/// @title Receipts of usage in a contract in Solidity: their digest
/// @notice The same as contracts/usage-receipts does in ink!: for a manager that takes a receipt as evidence.
abstract contract UsageReceiptsVerifier is SignatureVerifier {
    bytes32 internal constant RECEIPT_TYPE_HASH =
        keccak256(
            "UsageReceipt(uint64 serviceId,address operator,address client,uint64 agreement,bytes32 session,uint64 sequence,uint64 lastRequest,uint64 requests,uint64 errors,uint64 units,uint64 bytesIn,uint64 bytesOut,uint64[8] latencyBuckets)"
        );
    /// Words of a receipt before its buckets, and of the buckets, in bytes.
    uint256 private constant SCALARS = 12 * 32;
    uint256 private constant BUCKETS = 8 * 32;

    /// @notice The domain of the receipts of `receipts`, a contract of this chain.
    function receiptDomain(address receipts) internal view returns (bytes32) {
        return domainOf("UsageReceipts", receipts);
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
        return digestOf(domain, body);
    }
}
