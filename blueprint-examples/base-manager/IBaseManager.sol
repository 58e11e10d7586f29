// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {IRuntimeGuard} from "blueprint-abi/library/IRuntimeGuard.sol";
import {IBlueprintServiceManager} from "blueprint-abi/tnt-core-0.20/IBlueprintServiceManager.sol";

/// @title The base manager: every hook of Tangle's core 0.20 behind the guard
interface IBaseManager is IBlueprintServiceManager, IRuntimeGuard {}
