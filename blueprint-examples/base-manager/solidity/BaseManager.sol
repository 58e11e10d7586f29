// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {ManagerCore0_20} from "blueprint-solidity/ManagerCore0_20.sol";
import {IBaseManager} from "../IBaseManager.sol";

/// @title The base manager in Solidity: every hook has Tangle's default. `../ink` is the same in ink!.
contract BaseManager is IBaseManager, ManagerCore0_20 {
    constructor(address runtime) ManagerCore0_20(runtime) {}
}
