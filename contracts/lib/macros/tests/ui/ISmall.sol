// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {IRuntimeGuard} from "blueprint-abi/library/IRuntimeGuard.sol";

interface IBase is IRuntimeGuard {
    error TooSmall(uint64 least, uint64 received);

    /// @custom:default ()
    function store(uint64 number, bytes calldata note) external;
}

interface ISmall is IBase {
    function stored() external view returns (uint64);
}
