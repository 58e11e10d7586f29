// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {IERC1271} from "blueprint-abi/library/IERC1271.sol";
import {IUsageReceipts} from "blueprint-abi/library/IUsageReceipts.sol";
import {UsageReceiptsVerifier} from "../UsageReceiptsVerifier.sol";
import {Test} from "./Test.sol";

/// Signs what it was given, or returns something else.
contract Signer is IERC1271 {
    bytes public returned;

    function set(bytes calldata returned_) external {
        returned = returned_;
    }

    function isValidSignature(bytes32, bytes calldata) external view returns (bytes4) {
        bytes memory data = returned;
        assembly {
            return(add(data, 32), mload(data))
        }
    }
}

contract UsageReceiptsTest is Test, UsageReceiptsVerifier {
    /// The vector that the tests of the contract in ink! and of tools/evidence have, too: chain 1337.
    bytes32 private constant DOMAIN = 0x584169eea2134d67929026a6971328bebb5ce23cddbd08d9ecfcf4596b45465e;
    bytes32 private constant DIGEST = 0xd404d3f1d6958c4120d40e28337fa891104d9a7fbd7b6d9ef768a6e1b298131a;

    uint256 private constant KEY = 7;

    function receipt() private pure returns (IUsageReceipts.UsageReceipt memory it) {
        it.serviceId = 3;
        it.operator = 0x1111111111111111111111111111111111111111;
        it.client = 0x2222222222222222222222222222222222222222;
        it.agreement = 1000;
        it.session = 0x3333333333333333333333333333333333333333333333333333333333333333;
        it.sequence = 7;
        it.lastRequest = 1500;
        it.requests = 36;
        it.units = 100;
        it.bytesIn = 11;
        it.bytesOut = 22;
        for (uint64 i = 0; i < 8; ++i) it.latencyBuckets[i] = i + 1;
    }

    function test_digest_is_that_of_the_vector() external view {
        address receipts = 0x4444444444444444444444444444444444444444;
        bytes32 domain = keccak256(
            abi.encode(DOMAIN_TYPE_HASH, keccak256("UsageReceipts"), keccak256("1"), uint256(1337), receipts)
        );
        check(domain == DOMAIN, "domain");
        check(receiptDigest(DOMAIN, receipt()) == DIGEST, "digest");
        bytes32 here = receiptDomain(receipts);
        check((here == DOMAIN) == (block.chainid == 1337), "chain");
    }

    function test_signature_has_one_form() external view {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(KEY, DIGEST);
        bytes memory good = abi.encodePacked(r, s, v);
        address signer = vm.addr(KEY);
        check(signerOf(DIGEST, good) == signer, "signer");
        check(signerOf(bytes32(uint256(DIGEST) + 1), good) != signer, "another digest");
        check(signerOf(DIGEST, abi.encodePacked(r, s, v - 27)) == address(0), "v");
        check(signerOf(DIGEST, abi.encodePacked(r, s)) == address(0), "length");
        uint256 order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141;
        bytes memory upper = abi.encodePacked(r, order - uint256(s), 55 - v);
        check(signerOf(DIGEST, upper) == address(0), "upper s");
    }

    function test_contract_signs_with_the_exact_word_alone() external {
        Signer signer = new Signer();
        bytes32 word = bytes32(IERC1271.isValidSignature.selector);
        signer.set(abi.encode(word));
        check(signedBy(address(signer), DIGEST, "x"), "magic");
        signer.set(abi.encode(uint256(word) + 1));
        check(!signedBy(address(signer), DIGEST, "x"), "more than four bytes");
        signer.set(abi.encode(true));
        check(!signedBy(address(signer), DIGEST, "x"), "another word");
        signer.set("");
        check(!signedBy(address(signer), DIGEST, "x"), "nothing");
        check(!signedBy(address(0x5555), DIGEST, "x"), "no code");
        check(!signedBy(address(0), DIGEST, "x"), "zero");
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(KEY, DIGEST);
        check(signedBy(vm.addr(KEY), DIGEST, abi.encodePacked(r, s, v)), "key");
    }
}
