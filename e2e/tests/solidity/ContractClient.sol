// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {IERC1271} from "blueprint-abi/library/IERC1271.sol";

/// @title A client that is a contract, and how such a contract can misbehave
contract ContractClient is IERC1271 {
    /// How it responds: 0 as it should, 1 with another word, 2 with the word and something behind it, 3 by
    /// using all gas, 4 by a revert with much data, 5 as it should, with
    /// a word behind it.
    uint8 public mode;
    address public immutable owner;

    constructor(address owner_) {
        owner = owner_;
    }

    function setMode(uint8 mode_) external {
        mode = mode_;
    }

    /// Makes a call for the contract, with the value that came.
    function run(address target, bytes calldata data) external payable returns (bytes memory) {
        (bool done, bytes memory returned) = target.call{value: msg.value}(data);
        require(done, "reverted");
        return returned;
    }

    function isValidSignature(bytes32 hash, bytes calldata signature) external view returns (bytes4) {
        if (mode == 1) return 0xffffffff;
        if (mode == 2) {
            assembly {
                mstore(0, or(shl(224, 0x1626ba7e), 1))
                return(0, 32)
            }
        }
        uint256 sum;
        while (mode == 3) sum += 1;
        if (mode == 4) {
            assembly {
                revert(0, 100000)
            }
        }
        if (signature.length != 65) return 0;
        // resolc warns of ecrecover by its name.
        (bool done, bytes memory signer) = address(1).staticcall(
            abi.encodePacked(hash, uint256(uint8(signature[64])), signature[:64])
        );
        bool own = done && signer.length == 32 && abi.decode(signer, (address)) == owner;
        if (mode == 5 && own) {
            assembly {
                mstore(0, shl(224, 0x1626ba7e))
                mstore(32, 7)
                return(0, 64)
            }
        }
        return own ? IERC1271.isValidSignature.selector : bytes4(0);
    }
}
