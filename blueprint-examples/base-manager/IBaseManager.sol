// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {IBlueprintServiceManager} from "../../abi/solidity/tnt-core-0.20/IBlueprintServiceManager.sol";

/// @title What both twins of the base manager answer to: every hook of Tangle 0.20, and the guard's
/// refusals.
interface IBaseManager is IBlueprintServiceManager {
    error ZeroRuntime();
    error CallerNotRuntime(address expected, address received);
    error RuntimeMismatch(address expected, address received);
    error AlreadyBound(uint64 blueprintId);
    error NotBound();

    event BlueprintBound(uint64 indexed blueprintId, address indexed owner, address runtime);
}
